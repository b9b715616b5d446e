/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Nested namespaces and packages, `a:b:c/d/e`, behind the feature cm-nested-names: what is nested
 * becomes one identifier, "a:b" of the namespace and "c/d" of the package, so that nothing behind the
 * lexer has to know. WIT.md, "Package declaration", "Item: toplevel-use"; that there may be no blank
 * in it, "Item: world" says.
 */
#include "wit/syntax/token.h"

#include "wit/syntax/grammar.h"

#include "base/buf.h"

static bool is_label_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '%';
}

/* Behind the label at `at`; `at` itself when there is none. */
static uint32_t label_end(const struct tn_lexer *lexer, uint32_t at)
{
	while (is_label_byte(lexer->base[at]))
		at++;
	return at;
}

/*
 * Labels with the mark between them, from the one that ends at `end`: the end of the last one, or of
 * the last but one when the last is a name of its own.
 */
static uint32_t run_end(
	const struct tn_lexer *lexer, uint32_t end, unsigned char mark, bool but_last)
{
	uint32_t before = end, next;

	while (lexer->base[end] == mark && (next = label_end(lexer, end + 1)) > end + 1) {
		before = end;
		end = next;
	}
	return but_last ? before : end;
}

/* The identifier of all labels of a run, without their "%". */
static tn_name joined(const struct tn_lexer *lexer, uint32_t start, uint32_t end)
{
	struct tn_mark mark = tn_mem_mark(lexer->scratch);
	struct tn_buf text = tn_buf_new(lexer->scratch);
	tn_name name;

	for (uint32_t i = start; i < end; i++)
		if (lexer->base[i] != '%')
			tn_buf_byte(&text, lexer->base[i]);
	name = tn_ctx_name(lexer->cx, (struct tn_str){ (const char *)text.ptr, text.len });
	tn_mem_reset(lexer->scratch, mark);
	return name;
}

void tn_lexer_nest(struct tn_lexer *lexer, struct tn_token *token)
{
	bool is_package_name = token->start && lexer->base[token->start - 1] == ':';
	uint32_t end;

	if (token->kind == TN_TOK_PACKAGE)
		lexer->in_header = true;
	else if (token->kind != TN_TOK_ID && token->kind != TN_TOK_COLON)
		lexer->in_header = false;
	if (token->kind != TN_TOK_ID || token->misnamed)
		return;
	end = is_package_name ? run_end(lexer, token->end, '/', !lexer->in_header)
			      : run_end(lexer, token->end, ':', true);
	if (end == token->end)
		return;
	token->name = joined(lexer, token->start, end);
	token->end = end;
	lexer->at = lexer->base + end;
}
