/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* base/patch.c */
#include "tn_test.h"

#include <stdio.h>

#include "base/patch.h"

static void diff_is(const char *before, const char *after, const char *expected)
{
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_buf out = tn_buf_new(&cx.arena);
	tn_patch_unified(tn_str_of(before), tn_str_of(after), TN_STR("f"), &out);
	assert_str(((struct tn_str){ (const char *)out.ptr, out.len }), expected);
	tn_ctx_free(&cx);
}

static void hunks(void **state)
{
	(void)state;
	diff_is("a\nb\n", "a\nb\n", "");
	diff_is("", "a\n", "--- f\n+++ f\n@@ -0,0 +1,1 @@\n+a\n");
	diff_is("a\n", "", "--- f\n+++ f\n@@ -1,1 +0,0 @@\n-a\n");
	diff_is("a\nb\nc\n", "a\nX\nc\n", "--- f\n+++ f\n@@ -1,3 +1,3 @@\n a\n-b\n+X\n c\n");
	diff_is("a", "a\n",
		"--- f\n+++ f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n");
	diff_is("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "0\n1\n2\n3\n4\n5\n6\n7\n8\n",
		"--- f\n+++ f\n@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n@@ -6,4 +7,3 @@\n 6\n 7\n 8\n-9\n");
}

/* Lines are one letter each. Gives the length of what the diff makes of `a`. */
static size_t apply(const char *a, size_t a_lines, const char *diff, char *out)
{
	size_t at = 0, len = 0;
	for (const char *line = diff; *line; line = strchr(line, '\n') + 1) {
		unsigned from, count;
		if (sscanf(line, "@@ -%u,%u", &from, &count) == 2)
			for (size_t to = count ? from - 1 : from; at < to; at++)
				out[len++] = a[2 * at];
		else if (*line == ' ')
			out[len++] = a[2 * at++];
		else if (*line == '-' && line[1] != '-')
			at++;
		else if (*line == '+' && line[1] != '+')
			out[len++] = line[1];
	}
	for (; at < a_lines; at++)
		out[len++] = a[2 * at];
	return len;
}

static uint64_t chance = 42;

static size_t random_text(char *text)
{
	chance = chance * 6364136223846793005u + 1442695040888963407u;
	size_t lines = chance >> 59;
	for (size_t i = 0; i < lines; i++) {
		chance = chance * 6364136223846793005u + 1442695040888963407u;
		text[2 * i] = (char)('a' + (chance >> 62));
		text[2 * i + 1] = '\n';
	}
	text[2 * lines] = 0;
	return lines;
}

static void a_diff_makes_one_text_of_the_other(void **state)
{
	(void)state;
	for (int round = 0; round < 2000; round++) {
		char a[80], b[80], made[80];
		size_t a_lines = random_text(a), b_lines = random_text(b);
		struct tn_ctx cx;
		tn_ctx_init(&cx);
		struct tn_buf out = tn_buf_new(&cx.arena);
		tn_patch_unified(tn_str_of(a), tn_str_of(b), TN_STR("f"), &out);
		tn_buf_byte(&out, 0);
		assert_int_equal(apply(a, a_lines, (const char *)out.ptr, made), b_lines);
		for (size_t i = 0; i < b_lines; i++)
			assert_int_equal(made[i], b[2 * i]);
		tn_ctx_free(&cx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hunks),
		cmocka_unit_test(a_diff_makes_one_text_of_the_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
