/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Grafting: copies of type nodes from one component into another, with everything they lean on.
 *
 * A graft knows, for nodes of the source (by their dense ids), which node of the target stands for
 * them. What stands for an imported or aliased thing is the caller's decision: `foreign` is asked
 * for each top-level node that is not a plain type definition.
 */
#ifndef TN_WASM_COMPONENT_GRAFT_H
#define TN_WASM_COMPONENT_GRAFT_H

#include "base/map.h"
#include "wasm/component/ir.h"

struct tn_graft {
	struct tn_scope *into; /* the scope that gets the copies of top-level nodes */
	/* Gives the node of `into` that stands for this one, or NULL after a diagnostic. */
	struct tn_node *(*foreign)(void *user, struct tn_node *node);
	void *user;
	struct tn_map known; /* source node id -> place in `nodes` */
	TN_VEC(struct tn_node *) nodes;
};

void tn_graft_init(struct tn_graft *graft, struct tn_scope *into,
	struct tn_node *(*foreign)(void *user, struct tn_node *node), void *user);
void tn_graft_set(struct tn_graft *graft, struct tn_node *from, struct tn_node *to);
struct tn_node *tn_graft_get(const struct tn_graft *graft, const struct tn_node *from);
/* The copy of a top-level node, made with what it needs when it is not there yet. */
struct tn_node *tn_graft_node(struct tn_graft *graft, struct tn_node *from);
bool tn_graft_desc(struct tn_graft *graft, const struct tn_desc *from, struct tn_desc *to);
/*
 * Adds to `to`, a type scope made by an earlier graft, what `from` declares beyond it: exports and
 * imports of the same name are taken to be the same thing.
 */
bool tn_graft_merge(struct tn_graft *graft, struct tn_scope *from, struct tn_scope *to);
/*
 * Turns an instance type that holds nothing but value types into definitions: the body of a
 * component that exports the same names. Names that the body has already are taken to be the same.
 */
bool tn_graft_define(struct tn_graft *graft, struct tn_scope *from, struct tn_scope *body);

#endif
