/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Words that people write in WIT although WIT has others, and how names would have to be spelt. */
#ifndef TN_WIT_SYNTAX_WORDS_H
#define TN_WIT_SYNTAX_WORDS_H

#include "base/ctx.h"

struct tn_word {
	const char *word;    /* as it is written elsewhere, in lower case without `-` and `_` */
	const char *instead; /* what WIT has for it; NULL: nothing that fits in general */
	const char *hint;    /* NULL: "write `instead`" */
};

/* A type of another language, or one that WIT had; NULL when the word means nothing to us. */
const struct tn_word *tn_words_type(struct tn_str text);
/* The same of a type with arguments, as in `vec<u8>`. */
const struct tn_word *tn_words_generic(struct tn_str text);
/* A word that begins a definition elsewhere. */
const struct tn_word *tn_words_item(struct tn_str text);

/* The hint of a word. */
void tn_words_hint(struct tn_ctx *cx, struct tn_diag *diag, const struct tn_word *word);

/* How the name is spelt in kebab-case; empty when it cannot be. WIT.md, "WIT Identifiers". */
struct tn_str tn_words_kebab(struct tn_arena *arena, struct tn_str text);
/* The version that a text like `v1.0` stands for, as `1.0.0`; empty when that is not clear. */
struct tn_str tn_words_version(struct tn_arena *arena, struct tn_str text);

#endif
