/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the calls of tenon/component_model.h share: a component in memory, and a call that is about one of its nodes. */
#ifndef TN_API_COMPONENT_JOB_H
#define TN_API_COMPONENT_JOB_H

#include "api/enter.h"
#include "tenon/component_model.h"
#include "wasm/component/check.h"

struct tenon_component {
	struct tenon_memory *memory;
	struct tn_scope *root;
	uint32_t source;
	uint32_t changed;       /* the source that stands for the component after an edit; 0: none yet */
	struct tn_check *check; /* as it is now; NULL: not known */
};

/* Programs hold nodes they may not write to; edits of ours do. */
static inline struct tn_node *tn_component_node(const struct tenon_node *node)
{
	return (struct tn_node *)(uintptr_t)node;
}

struct tn_component_job {
	struct tenon_component *component;
	struct tn_node *node, *to;
	bool anew;
	size_t count, use;
	struct tn_node **edge;
	struct tenon_bytes *out;
};

/* A node that was taken out stands in no scope, and nobody knows where it was from. */
static inline bool tn_component_is_of_another(
	const struct tn_component_job *j, const struct tn_node *node)
{
	return node->scope && node->scope->ir != j->component->root->ir;
}

#endif
