/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* wit/syntax/format: a comment of every kind at every place between two words. */
#include "tn_test.h"

#include "tenon/tenon.h"

static const char every[] =
	"package a:b@1.0.0;\n"
	"use c:d/e@0.1.0 as f;\n"
	"@since(version = 1.0.0)\n"
	"interface i {\n"
	"  use f.{t as u, r};\n"
	"  @external-id(\"x y\") type l = list<tuple<u8, result<_, string>>>;\n"
	"  record p { x: u8, y: list<u8, 4>, }\n"
	"  variant v { a, b(option<u8>) }\n"
	"  enum n { one, two }\n"
	"  flags g { up, down }\n"
	"  resource q { constructor(size: u8); m: static async func(x: borrow<q>) -> stream<u8>; }\n"
	"  resource z;\n"
	"  %func: async func() -> future;\n"
	"  w: get() -> u8;\n"
	"}\n"
	"interface none { }\n"
	"world w {\n"
	"  import i;\n"
	"  import k: i;\n"
	"  import s: interface { f: func(a: map<u8, char>); }\n"
	"  export c:d/e@0.1.0;\n"
	"  include v with { a as b, c as d }\n"
	"}\n"
	"package n:m { interface j { } world v { export f: func(); } }\n";

static bool between_words(const char *text, size_t at)
{
	const char *edges = "{}();,<>= ";
	char before = at ? text[at - 1] : ' ', after = text[at];
	size_t quotes = 0;
	if (before == '-' || (before == ' ' && at && after == ' '))
		return false;
	for (size_t i = 0; i < at; i++)
		quotes += text[i] == '"';
	return quotes % 2 == 0 && ((after && strchr(edges, after)) || strchr(edges, before));
}

static void format(struct tenon_session *s, const char *text, struct tenon_bytes *out)
{
	assert_int_equal(tenon_session_add_file(s, "a.wit", text, strlen(text)), TENON_OK);
	if (tenon_wit_format(s, "a.wit", NULL, out) != TENON_OK)
		fail_msg("%s\nin\n%s", tenon_diag_get(s, 0)->message, text);
}

static size_t count(const char *text, const char *what)
{
	size_t found = 0;
	for (const char *at = text; (at = strstr(at, what)) != NULL; at++)
		found++;
	return found;
}

/* `comments` one behind another at each place: all are still there, and formatting again changes nothing. */
static void at_every_place(const char *comments)
{
	char text[sizeof every + 64];
	size_t wanted = count(comments, "#"), places = 0;
	for (size_t at = 0; at < sizeof every; at++) {
		if (!between_words(every, at))
			continue;
		struct tenon_session *s = tenon_session_new(NULL);
		struct tenon_bytes once, twice;
		places++;
		memcpy(text, every, at);
		memcpy(text + at, comments, strlen(comments));
		memcpy(text + at + strlen(comments), every + at, sizeof every - at);
		format(s, text, &once);
		assert_int_equal(count((const char *)once.data, "#"), wanted);
		format(s, (const char *)once.data, &twice);
		assert_string_equal((const char *)once.data, (const char *)twice.data);
		tenon_session_free(s);
	}
	assert_true(places > 150);
}

static void comments_stay(void **state)
{
	(void)state;
	at_every_place("/* # */");
	at_every_place("// #\n");
	at_every_place("\n\n/// #\n\n");
	at_every_place("/* # *//* # */");
	at_every_place("/* #\n # */");
	at_every_place("/** # */ // #\n\n/* # */\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(comments_stay) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
