/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Interned text: one number per spelling, compared as integers. 0 is "no name". */
#ifndef TN_BASE_NAMES_H
#define TN_BASE_NAMES_H

#include "base/str.h"
#include "base/vec.h"

typedef uint32_t tn_name;

struct tn_spelling {
	const char *ptr;
	uint32_t len, hash;
};

struct tn_names {
	struct tn_arena *arena;
	TN_VEC(struct tn_spelling) text; /* [0] is "" */
	uint32_t *table;            /* open addressing: name or 0 */
	uint32_t cap;
};

void tn_names_init(struct tn_names *names, struct tn_arena *arena);
tn_name tn_names_put(struct tn_names *names, struct tn_str text); /* copies text when it is new */
tn_name tn_names_find(const struct tn_names *names, struct tn_str text); /* 0 when unknown */

/* A NUL stands behind it. */
static inline struct tn_str tn_names_text(const struct tn_names *names, tn_name name)
{
	if (name >= names->text.len)
		return TN_STR("");
	const struct tn_spelling *text = &names->text.ptr[name];
	return (struct tn_str){ text->ptr, text->len };
}

#endif
