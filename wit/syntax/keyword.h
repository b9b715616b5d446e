/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Keywords by their text: wit/model/keywords.def with the tokens of the grammar. */
#ifndef TN_WIT_SYNTAX_KEYWORD_H
#define TN_WIT_SYNTAX_KEYWORD_H

#include "wit/model/model.h"

struct tn_keyword {
	const char *text;
	int token;       /* TN_TOK_… */
	tn_ty primitive; /* behind a TN_TOK_PRIM; else 0 */
	bool generic;    /* a type with arguments */
};

/* All of them, in the order of the table. */
const struct tn_keyword *tn_keyword_all(uint32_t *count);
/* NULL when the word is none. */
const struct tn_keyword *tn_keyword_find(struct tn_str text);

#endif
