/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Lists in which no two names may be the same but for case and hyphens: Explainer.md, "Name uniqueness".
 * Short ones are searched from their begin, which costs less than an index; names are compared by the hash
 * of their folded spelling (tn_elaborate_fold), and by the spelling when that is the same.
 */
#ifndef TN_WIT_SYNTAX_LABELS_H
#define TN_WIT_SYNTAX_LABELS_H

#include "base/ctx.h"
#include "base/map.h"

/* What all lists share. */
struct tn_labels {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	TN_VEC(uint32_t) folds; /* by name: the hash; 0: not asked yet */
	struct tn_map index;    /* (list, hash) -> place in it, of long lists */
};

/*
 * One list: a run of structures that begin with a name. The `len` that are in it are known to differ. Each was asked for
 * with tn_labels_clash before it came in, and handed to tn_labels_add behind that: the hashes of their names are there.
 */
struct tn_label_list {
	const void *things; /* NULL: none yet */
	size_t size;        /* of each */
	uint32_t first, len;
	uint32_t id; /* another one for each list of one tn_labels */
};

/* The one of the list that has this name, counted from its first; TN_MAP_NONE: none has. */
uint32_t tn_labels_find(struct tn_labels *labels, const struct tn_label_list *list, tn_name name);
/* The same, or a name that differs only in case and hyphens. */
uint32_t tn_labels_clash(struct tn_labels *labels, const struct tn_label_list *list, tn_name name);
/* The element behind the last of the list is its next one. */
void tn_labels_add(struct tn_labels *labels, const struct tn_label_list *list);

#endif
