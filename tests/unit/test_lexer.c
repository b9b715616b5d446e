/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* wit/syntax/lexer.re, lexer_chars.c, keyword.c */
#include "tn_test.h"

#include "wit/syntax/keyword.h"
#include "wit/syntax/token.h"

#include "wit/syntax/grammar.h"

#include <stdio.h>

struct lexed {
	struct tn_ctx cx;
	struct tn_lexer lexer;
	char *copy;
};

static jmp_buf oom;

static void open(struct lexed *l, const char *text, size_t len)
{
	tn_ctx_init(&l->cx);
	l->cx.heap.oom = &oom;
	l->copy = tn_mem_alloc(&l->cx.arena, len + 1);
	memcpy(l->copy, text, len);
	uint32_t source = tn_source_add(&l->cx.sources, TN_STR("t.wit"),
		(struct tn_bytes){ (const uint8_t *)l->copy, len }, true);
	tn_lexer_open(&l->lexer, &l->cx, &l->cx.scratch, source);
}

static void kinds_are(const char *text, const int *kinds)
{
	struct lexed l;
	open(&l, text, strlen(text));
	for (;; kinds++) {
		struct tn_token token = tn_lexer_next(&l.lexer);
		if (token.kind != *kinds)
			fail_msg("%s: token at %u is %d, expected %d", text, token.start,
				token.kind, *kinds);
		if (!token.kind)
			break;
	}
	assert_int_equal(l.cx.diags.errors, 0);
	tn_ctx_free(&l.cx);
}

static void words_and_signs(void **state)
{
	(void)state;
	kinds_are("use type func u8 error-context used %use _",
		(const int[]){ TN_TOK_USE, TN_TOK_TYPE, TN_TOK_FUNC, TN_TOK_PRIM, TN_TOK_PRIM,
			TN_TOK_ID, TN_TOK_ID, TN_TOK_UNDERSCORE, 0 });
	kinds_are("a:b/c@1.2.3-rc.1+b.2.{x}->;",
		(const int[]){ TN_TOK_ID, TN_TOK_COLON, TN_TOK_ID, TN_TOK_SLASH, TN_TOK_ID,
			TN_TOK_AT, TN_TOK_VERSION, TN_TOK_PERIOD, TN_TOK_LBRACE, TN_TOK_ID,
			TN_TOK_RBRACE, TN_TOK_RARROW, TN_TOK_SEMI, 0 });
	kinds_are("list<u8, 16>", (const int[]){ TN_TOK_LIST, TN_TOK_LT, TN_TOK_PRIM, TN_TOK_COMMA,
					  TN_TOK_INTEGER, TN_TOK_GT, 0 });
	kinds_are("\xef\xbb\xbf"
		  "a\r\n\tb /* x /* y */ z */ c // d",
		(const int[]){ TN_TOK_ID, TN_TOK_ID, TN_TOK_ID, 0 });
}

/* Every row of the table is lexed as it says, and no rule of the lexer is missing from the table. */
static void keywords_are_those_of_the_table(void **state)
{
	(void)state;
	uint32_t count, rules = 0;
	const struct tn_keyword *keywords = tn_keyword_all(&count);
	for (uint32_t i = 0; i < count; i++) {
		struct lexed l;
		open(&l, keywords[i].text, strlen(keywords[i].text));
		struct tn_token token = tn_lexer_next(&l.lexer);
		assert_int_equal(token.kind, keywords[i].token);
		assert_int_equal(token.name, keywords[i].primitive);
		assert_ptr_equal(tn_keyword_find(tn_str_of(keywords[i].text)), &keywords[i]);
		tn_ctx_free(&l.cx);
	}
	assert_null(tn_keyword_find(TN_STR("lis")));
	FILE *file = fopen("wit/syntax/lexer.re", "r");
	assert_non_null(file);
	for (char line[200], word[32]; fgets(line, sizeof line, file);) {
		int end = 0;
		sscanf(line, "\t\"%31[a-z0-9_-]\" {%n", word, &end);
		if (!end || line[1] != '"' || word[0] == '-')
			continue;
		if (!tn_keyword_find(tn_str_of(word)))
			fail_msg("`%s` is not in wit/model/keywords.def", word);
		rules++;
	}
	fclose(file);
	assert_int_equal(rules, count);
}

static void comments_belong_to_what_follows(void **state)
{
	(void)state;
	static const char text[] = "// one\n/* two */ a b\n  // three\nc";
	struct lexed l;
	open(&l, text, sizeof text - 1);
	struct tn_token a = tn_lexer_next(&l.lexer), b = tn_lexer_next(&l.lexer);
	struct tn_token c = tn_lexer_next(&l.lexer);
	assert_int_equal(a.docs, 0);
	assert_int_equal(b.docs, b.start);
	assert_int_equal(text[c.docs + 3], 't');
	assert_true(a.line_start);
	assert_false(b.line_start);
	assert_true(c.line_start);
	tn_ctx_free(&l.cx);
}

static void one_error(const char *text, size_t len, enum tn_code code, uint32_t at)
{
	struct lexed l;
	open(&l, text, len);
	while (tn_lexer_next(&l.lexer).kind)
		continue;
	assert_int_equal(l.cx.diags.errors, 1);
	assert_true(l.lexer.failed);
	assert_int_equal(l.cx.diags.list.ptr[0]->code, code);
	assert_int_equal(l.cx.diags.list.ptr[0]->span.start, at);
	tn_ctx_free(&l.cx);
}

static void errors_have_their_place(void **state)
{
	(void)state;
	one_error("a \x01 b", 5, TN_E_BAD_CHARACTER, 2);
	one_error("a \0 b", 5, TN_E_BAD_CHARACTER, 2);
	one_error("a \xe2\x80\xae b", 7, TN_E_BAD_CHARACTER, 2);
	one_error("a \xed\xa0\x80", 3, TN_E_BAD_CHARACTER, 2);
	one_error("a /* b", 6, TN_E_UNTERMINATED, 2);
	one_error("a \"b", 4, TN_E_UNTERMINATED, 2);
	one_error("\"a\\q\"", 5, TN_E_BAD_STRING, 2);
}

/* Names that are none and signs that mean nothing are for the parser to report. */
static void oddities_are_passed_on(void **state)
{
	(void)state;
	static const char *const names[] = { "a_b", "aB", "a-", "%", "%A_b", "caf\xc3\xa9" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct lexed l;
		open(&l, names[i], strlen(names[i]));
		struct tn_token token = tn_lexer_next(&l.lexer);
		assert_int_equal(token.kind, TN_TOK_ID);
		assert_true(token.misnamed);
		assert_int_equal(token.end, strlen(names[i]));
		tn_ctx_free(&l.cx);
	}
	static const int kinds[] = { TN_TOK_ID, TN_TOK_STRAY, TN_TOK_STRAY, TN_TOK_ID, 0 };
	kinds_are("a $ [ b", kinds);
}

static void strings_are_decoded(void **state)
{
	(void)state;
	static const char text[] = "\"a\\t\\\"\\u{1_f600}\\c3\\a9\"";
	struct lexed l;
	open(&l, text, sizeof text - 1);
	struct tn_token token = tn_lexer_next(&l.lexer);
	assert_int_equal(token.kind, TN_TOK_STRING);
	assert_str(tn_ctx_text(&l.cx, token.name), "a\t\"\xf0\x9f\x98\x80\xc3\xa9");
	tn_ctx_free(&l.cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_signs),
		cmocka_unit_test(keywords_are_those_of_the_table),
		cmocka_unit_test(comments_belong_to_what_follows),
		cmocka_unit_test(errors_have_their_place),
		cmocka_unit_test(oddities_are_passed_on),
		cmocka_unit_test(strings_are_decoded),
	};
	if (setjmp(oom))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
