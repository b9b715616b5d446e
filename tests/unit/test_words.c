/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* wit/syntax/words.c: the tables are found in, names and versions are respelt. */
#include "tn_test.h"

#include "wit/syntax/words.h"

static jmp_buf oom;

static void words_are_found(void **state)
{
	(void)state;
	static const char *const types[] = { "any", "int", "Int", "uint8_t", "size_t", "void", "wstring", "i128",
		"float32", "character" };
	static const char *const generics[] = { "arc", "vec", "Vec", "HashMap", "hash-map", "push-buffer", "vector" };
	static const char *const items[] = { "abstract", "struct", "fn", "pub", "typedef", "var", "module" };

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		assert_non_null(tn_words_type(tn_str_of(types[i])));
	for (size_t i = 0; i < sizeof generics / sizeof *generics; i++)
		assert_non_null(tn_words_generic(tn_str_of(generics[i])));
	for (size_t i = 0; i < sizeof items / sizeof *items; i++)
		assert_non_null(tn_words_item(tn_str_of(items[i])));
	assert_null(tn_words_type(TN_STR("u8")));
	assert_null(tn_words_type(TN_STR("")));
	assert_null(tn_words_type(TN_STR("a-name-that-is-longer-than-every-word")));
	assert_string_equal(tn_words_type(TN_STR("Int64_t"))->instead, "s64");
	assert_string_equal(tn_words_generic(TN_STR("expected"))->instead, "result");
}

static void respelt(const char *text, const char *expected, struct tn_str (*how)(struct tn_arena *, struct tn_str))
{
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	cx.heap.oom = &oom;
	assert_str(how(&cx.arena, tn_str_of(text)), expected);
	tn_ctx_free(&cx);
}

static void names_are_respelt(void **state)
{
	(void)state;
	static const char *const pairs[][2] = { { "getTemp", "get-temp" }, { "GetTemp", "get-temp" },
		{ "get_temp", "get-temp" }, { "MAX_LEN", "max-len" }, { "parseHTML", "parse-html" },
		{ "XMLParser", "xml-parser" }, { "a--b", "a-b" }, { "end-", "end" }, { "_x", "x" }, { "f2Go", "f2-go" },
		{ "caf\xc3\xa9", "" }, { "1st", "" }, { "-", "" } };

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		respelt(pairs[i][0], pairs[i][1], tn_words_kebab);
}

static void versions_are_completed(void **state)
{
	(void)state;
	static const char *const pairs[][2] = { { "1", "1.0.0" }, { "1.2", "1.2.0" }, { "v1.2.3", "1.2.3" },
		{ "^1.0.0", "1.0.0" }, { "\"0.2.0\"", "0.2.0" }, { "1.02.3", "1.2.3" }, { "1.0.0-rc.1", "1.0.0-rc.1" },
		{ "1.0.0-01", "" }, { "latest", "" }, { ".", "" } };

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		respelt(pairs[i][0], pairs[i][1], tn_words_version);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_found),
		cmocka_unit_test(names_are_respelt),
		cmocka_unit_test(versions_are_completed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
