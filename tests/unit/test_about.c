/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What binaries say about themselves: producers, URLs, license expressions, tables. */
#include "tn_test.h"

#include "base/table.h"
#include "wasm/core/about.h"

static int begin(void **state)
{
	static struct tn_ctx cx;
	tn_ctx_init(&cx);
	*state = &cx;
	return 0;
}

static int end(void **state)
{
	tn_ctx_free(*state);
	return 0;
}

static void add(struct tn_ctx *cx, struct tn_producers *p, const char *field, const char *name,
	const char *version)
{
	tn_producers_add(p, &cx->arena, tn_str_of(field), tn_str_of(name), tn_str_of(version));
}

/* Order of first mention; the last version counts; a field is one, however often it is named. */
static void producers_merge(void **state)
{
	struct tn_ctx *cx = *state;
	struct tn_producers a = { 0 }, b = { 0 }, all = { 0 };
	add(cx, &a, "f", "x", "1");
	add(cx, &a, "g", "x", "2");
	add(cx, &a, "f", "y", "3");
	add(cx, &b, "g", "", "4");
	add(cx, &b, "f", "x", "5");
	tn_producers_merge(&a, &cx->arena, &b);
	struct tn_bytes bytes = tn_producers_write(&a, &cx->arena);
	assert_bytes(bytes, 2, 1, 'f', 2, 1, 'x', 1, '5', 1, 'y', 1, '3', 1, 'g', 2, 1, 'x', 1, '2', 0, 1,
		'4');
	assert_true(tn_producers_read(&all, &cx->arena, bytes));
	assert_int_equal(all.list.len, 4);
	assert_int_equal(all.fields.len, 2);
}

static void producers_damaged(void **state)
{
	struct tn_ctx *cx = *state;
	struct tn_producers p = { 0 }, q = { 0 };
	assert_false(tn_producers_read(&p, &cx->arena, TN_HEX(1, 1, 'f', 2, 1, 'x', 0, 9)));
	assert_int_equal(p.list.len, 1);
	assert_false(tn_producers_read(&q, &cx->arena, TN_HEX(0, 0))); /* something behind it */
}

static void urls(void **state)
{
	struct tn_ctx *cx = *state;
	struct tn_str url;
	assert_null(tn_about_url(&cx->arena, TN_STR("HTTPS://Ex.ORG?a B"), &url));
	assert_str(url, "https://ex.org/?a%20B");
	assert_null(tn_about_url(&cx->arena, TN_STR("mailto:A@b"), &url));
	assert_str(url, "mailto:A@b");
	static const char *const bad[] = { "", "x", "1a:b", "http:x", "http://", "http://a b/", ":x" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_non_null(tn_about_url(&cx->arena, tn_str_of(bad[i]), &url));
}

static void licenses(void **state)
{
	(void)state;
	static const char *const good[] = { "MIT", "GPL-2.0+", "A AND (B OR C WITH d)",
		"((DocumentRef-x:LicenseRef-y))" };
	static const char *const bad[] = { "", "AND", "A B", "A OR", "(A", "A)", "()", "A WITH", "A,B",
		"A WITH (B)" };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_null(tn_about_licenses(tn_str_of(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_non_null(tn_about_licenses(tn_str_of(bad[i])));
}

/* Two lines in a cell, a wide character, a control character. */
static void tables(void **state)
{
	struct tn_ctx *cx = *state;
	struct tn_table table;
	struct tn_buf out = tn_buf_new(&cx->arena);
	tn_table_begin(&table, &cx->arena, 2);
	table.right = 1 << 1;
	const char *const cells[] = { "A", "B", "x\ny\x1b", "日" };
	for (size_t i = 0; i < 4; i++)
		tn_table_cell(&table, tn_str_of(cells[i]));
	tn_table_end(&table, &out);
	struct tn_str text = { (const char *)out.ptr, out.len };
	assert_str(text, "╭─────────┬────╮\n"
			 "│ A       ┆  B │\n"
			 "╞═════════╪════╡\n"
			 "│ x       ┆ 日 │\n"
			 "│ y\\u{1b} ┆    │\n"
			 "╰─────────┴────╯\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(producers_merge, begin, end),
		cmocka_unit_test_setup_teardown(producers_damaged, begin, end),
		cmocka_unit_test_setup_teardown(urls, begin, end),
		cmocka_unit_test_setup_teardown(licenses, begin, end),
		cmocka_unit_test_setup_teardown(tables, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
