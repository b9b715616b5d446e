/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Tokens of WIT text, and the lexer that makes them. Kinds are in grammar.h, made by lemon. */
#ifndef TN_WIT_SYNTAX_TOKEN_H
#define TN_WIT_SYNTAX_TOKEN_H

#include "wit/syntax/ast.h"

/* Copied all the time on its way through the parser: small. */
struct tn_token {
	uint32_t start, end;
	uint32_t docs;   /* where the comments before it begin; `start` when there are none */
	tn_name name;    /* of an identifier, version or string; tn_ty of a TN_TOK_PRIM */
	uint8_t kind;    /* TN_TOK_…; 0 at the end of the file */
	bool line_start; /* the first on its line */
	bool misnamed;   /* an identifier that is none (WIT.md, "WIT Identifiers"); a version that was made up */
};

struct tn_lexer {
	struct tn_ctx *cx;
	struct tn_arena *scratch;
	uint32_t source;
	const unsigned char *base, *at, *end;
	bool failed;
	bool quiet; /* bad characters were reported before lexing */
	bool nested;    /* cm-nested-names is on: lexer_nested.c */
	bool in_header; /* … and this is the name behind `package` */
};

/* Looks for bytes and code points that no WIT text may hold; then stands before the first token. */
void tn_lexer_open(
	struct tn_lexer *lexer, struct tn_ctx *cx, struct tn_arena *scratch, uint32_t source);
struct tn_token tn_lexer_next(struct tn_lexer *lexer);

/* Makes one identifier of a nested namespace or package. */
void tn_lexer_nest(struct tn_lexer *lexer, struct tn_token *token);

/* The text of a string literal's inside, escapes undone, as a name; 0 after a diagnostic. */
tn_name tn_lexer_string(struct tn_lexer *lexer, uint32_t start, uint32_t end);

#endif
