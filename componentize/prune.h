/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What of a core module some of its exports reach: functions by calls and references, and through
 * them types, globals, tables with what active segments put there, memories with their data.
 */
#ifndef TN_COMPONENTIZE_PRUNE_H
#define TN_COMPONENTIZE_PRUNE_H

#include "wasm/core/coreedit.h"

struct tn_prune_item {
	enum tn_corespace space;
	uint32_t index;
};

struct tn_prune {
	struct tn_arena *arena;
	const struct tn_module *module;
	bool *live[TN_CORESPACE_COUNT];
	uint32_t count[TN_CORESPACE_COUNT]; /* of all, live or not */
	TN_VEC(struct tn_prune_item) work;
};

/* Marks from the exports that are kept (by place), and from the start function. */
void tn_prune_mark(struct tn_prune *p, struct tn_arena *arena, const struct tn_module *module,
	const bool *keep);
/* New numbers by old ones, in the old order: of what is live. */
uint32_t *tn_prune_number(const struct tn_prune *p, enum tn_corespace space);

#endif
