/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A word in, the keyword of this text out; for messages and guesses, the lexer has rules of its own. */
#include "wit/syntax/keyword.h"

#include "wit/syntax/grammar.h"

static const struct tn_keyword KEYWORDS[] = {
#define TN_KEYWORD(token, text) { text, TN_TOK_##token, 0, false },
#define TN_GENERIC(token, text) { text, TN_TOK_##token, 0, true },
#define TN_PRIMITIVE(type, text) { text, TN_TOK_PRIM, TN_TY_##type, false },
#include "wit/model/keywords.def"
};

const struct tn_keyword *tn_keyword_all(uint32_t *count)
{
	*count = sizeof KEYWORDS / sizeof *KEYWORDS;
	return KEYWORDS;
}

const struct tn_keyword *tn_keyword_find(struct tn_str text)
{
	for (uint32_t i = 0; i < sizeof KEYWORDS / sizeof *KEYWORDS; i++)
		if (tn_str_eq(tn_str_of(KEYWORDS[i].text), text))
			return &KEYWORDS[i];
	return NULL;
}
