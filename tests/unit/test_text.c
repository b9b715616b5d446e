/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* base/str, names, map, utf8, semver. */
#include "tn_test.h"

#include "base/map.h"
#include "base/semver.h"
#include "base/utf8.h"

static void slices(void **state)
{
	(void)state;
	assert_true(tn_str_cmp(TN_STR("a"), TN_STR("ab")) < 0);
	assert_true(tn_str_cmp(TN_STR("b"), TN_STR("ab")) > 0);
	assert_int_equal(tn_str_cmp(TN_NOSTR, TN_STR("")), 0);
	assert_true(tn_str_starts(TN_STR("wasi:io"), TN_STR("wasi:")));
	assert_false(tn_str_starts(TN_STR("was"), TN_STR("wasi:")));
	assert_true(tn_str_ends(TN_STR("x.wit"), TN_STR(".wit")));
	assert_int_equal(tn_str_find(TN_STR("a/b/c"), '/', 2), 3);
	assert_true(tn_str_find(TN_STR("abc"), '/', 0) == (size_t)-1);
	assert_str(tn_str_sub(TN_STR("abcdef"), 2, 4), "cd");
	assert_str(tn_str_sub(TN_STR("abc"), 2, 99), "c");
	assert_str(tn_str_sub(TN_STR("abc"), 9, 99), "");
}

static void patterns(void **state)
{
	(void)state;
	static const struct {
		const char *text, *pattern;
		bool matches;
	} all[] = {
		{ "wasi:io/poll", "wasi:*", true },
		{ "wasi:io/poll", "*", true },
		{ "", "*", true },
		{ "", "", true },
		{ "a", "", false },
		{ "wasi:io/poll", "wasi:io/poll", true },
		{ "wasi:io/poll", "wasi:io/pol", false },
		{ "wasi:io/poll", "wasi:io/polls", false },
		{ "wasi:io/poll", "*/poll", true },
		{ "aab", "*ab", true },
		{ "abcabd", "*ab*d", true },
		{ "abcabc", "*ab*d", false },
		{ "aXbXc", "a*b*c**", true },
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		assert_int_equal(tn_str_matches(tn_str_of(all[i].text), tn_str_of(all[i].pattern)),
			all[i].matches);
	/* Bad patterns cost no more than the product of the lengths. */
	static char text[20001], pattern[2001];
	memset(text, 'a', 20000);
	for (int i = 0; i < 2000; i += 2)
		memcpy(pattern + i, "*a", 2);
	pattern[1999] = 'b';
	assert_false(tn_str_matches(tn_str_of(text), tn_str_of(pattern)));
}

static void distance(void **state)
{
	(void)state;
	assert_int_equal(tn_str_distance(TN_STR("same"), TN_STR("same"), 9), 0);
	assert_int_equal(tn_str_distance(TN_STR("kitten"), TN_STR("sitting"), 9), 3);
	assert_int_equal(tn_str_distance(TN_STR("ab"), TN_STR("ba"), 9), 1);
	assert_int_equal(tn_str_distance(TN_STR(""), TN_STR("abcd"), 3), 3);
}

static void names_are_numbers(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	assert_int_equal(tn_names_find(&cx.names, TN_STR("a")), 0);
	tn_name a = tn_ctx_name(&cx, TN_STR("a"));
	assert_int_not_equal(a, 0);
	for (int i = 0; i < 5000; i++) {
		struct tn_str text = tn_str_format(&cx.arena, "name-%d", i);
		tn_name name = tn_ctx_name(&cx, text);
		assert_int_equal(name, a + 1 + (tn_name)i);
	}
	assert_int_equal(tn_ctx_name(&cx, TN_STR("a")), a);
	assert_int_equal(tn_names_find(&cx.names, TN_STR("name-4999")), a + 5000);
	assert_str(tn_ctx_text(&cx, a + 42), "name-41");
	assert_str(tn_ctx_text(&cx, 0), "");
	assert_int_not_equal(tn_ctx_name(&cx, TN_STR("")), 0);
	tn_ctx_free(&cx);
}

static void map_of_keys(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_map map = { .arena = &cx.arena };
	assert_int_equal(tn_map_get(&map, 7), TN_MAP_NONE);
	for (uint32_t i = 0; i < 3000; i++)
		assert_true(tn_map_put(&map, TN_KEY(i, i * 7), i));
	assert_false(tn_map_put(&map, TN_KEY(3, 21), 99));
	assert_int_equal(tn_map_get(&map, TN_KEY(3, 21)), 99);
	assert_int_equal(tn_map_get(&map, TN_KEY(2999, 2999 * 7)), 2999);
	assert_int_equal(tn_map_get(&map, TN_KEY(2999, 1)), TN_MAP_NONE);
	assert_int_equal(map.len, 3000);
	assert_true(tn_map_hash("abcdefghi", 9) != tn_map_hash("abcdefghj", 9));
	assert_true(tn_map_hash("", 0) != tn_map_hash("\0", 1));
	tn_ctx_free(&cx);
}

static void utf8(void **state)
{
	(void)state;
	assert_true(tn_utf8_valid(TN_STR("héllo \xe2\x82\xac \xf0\x9f\x98\x80")));
	static const char *const bad[] = { "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80",
		"\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\x80", "\xe2\x82",
		"\xff" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(tn_utf8_valid(tn_str_of(bad[i])));
	assert_int_equal(tn_utf8_count(TN_STR("h\xc3\xa9\xff!")), 4);
	static const uint32_t points[] = { 0x24, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000,
		0x10ffff };
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		char out[4];
		size_t at = 0, len = tn_utf8_put(out, points[i]);
		assert_int_equal(tn_utf8_next((struct tn_str){ out, len }, &at), points[i]);
		assert_int_equal(at, len);
	}
}

static int compare(const char *a, const char *b)
{
	struct tn_semver x, y;
	assert_true(tn_semver_parse(tn_str_of(a), &x));
	assert_true(tn_semver_parse(tn_str_of(b), &y));
	return tn_semver_cmp(&x, &y);
}

static void versions(void **state)
{
	(void)state;
	struct tn_semver v;
	assert_true(tn_semver_parse(TN_STR("1.22.333-rc.1+build.01"), &v));
	assert_int_equal(v.minor, 22);
	assert_str(v.pre, "rc.1");
	assert_str(v.build, "build.01");
	static const char *const bad[] = { "", "1", "1.2", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+",
		"1.2.3-a..b", "1.2.3 ", "1.2.99999999999999999999", "v1.2.3", "1.2.3-a_b" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(tn_semver_parse(tn_str_of(bad[i]), &v));
	/* the chain of semver.org, item 11 */
	static const char *const chain[] = { "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
		"1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1",
		"1.10.0" };
	for (size_t i = 0; i + 1 < sizeof chain / sizeof *chain; i++) {
		assert_true(compare(chain[i], chain[i + 1]) < 0);
		assert_true(compare(chain[i + 1], chain[i]) > 0);
	}
	assert_true(compare("1.0.0", "1.0.0+a") < 0);
	assert_str(tn_semver_track(TN_STR("1.2.3")), "1");
	assert_str(tn_semver_track(TN_STR("0.2.6")), "0.2");
	assert_str(tn_semver_track(TN_STR("0.0.3")), "0.0.3");
	assert_str(tn_semver_track(TN_STR("0.0.3+x")), "0.0.3");
	assert_str(tn_semver_track(TN_STR("0.3.0-rc-1+b")), "0.3.0-rc-1");
	assert_true(tn_semver_compatible(TN_STR("0.2.0"), TN_STR("0.2.6")));
	assert_false(tn_semver_compatible(TN_STR("0.2.0"), TN_STR("0.3.0")));
	assert_false(tn_semver_compatible(TN_STR("1.0.0-rc"), TN_STR("1.0.0")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices),
		cmocka_unit_test(patterns),
		cmocka_unit_test(distance),
		cmocka_unit_test(names_are_numbers),
		cmocka_unit_test(map_of_keys),
		cmocka_unit_test(utf8),
		cmocka_unit_test(versions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
