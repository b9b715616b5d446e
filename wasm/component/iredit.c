/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Editing components: dropping, replacing and moving nodes. Numbers are the writer's business. */
#include "wasm/component/ir.h"

void tn_iredit_keep(struct tn_scope *scope, bool (*keep)(void *user, const struct tn_node *node), void *user)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		if (keep(user, node))
			scope->nodes.ptr[kept++] = node;
		else
			node->scope = NULL;
	}
	if (kept != scope->nodes.len)
		tn_ir_touch(scope);
	scope->nodes.len = kept;
}

struct replace {
	struct tn_node *from, *to;
	bool hit;
};

static void replace_edge(void *user, struct tn_node **edge)
{
	struct replace *r = user;
	if (*edge == r->from) {
		*edge = r->to;
		r->hit = true;
	}
}

/* Recursion is bounded by the nesting that the reader admits (limits.module_nesting). */
void tn_iredit_replace(struct tn_scope *scope, struct tn_node *from, struct tn_node *to)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct replace r = { from, to, false };
		struct tn_node *node = scope->nodes.ptr[i];
		tn_ir_edges(node, replace_edge, &r);
		if (r.hit)
			tn_ir_touch(scope);
		struct tn_scope *inner = tn_ir_inner(node);
		if (inner)
			tn_iredit_replace(inner, from, to);
	}
}

void tn_iredit_move(struct tn_node *node, struct tn_scope *to)
{
	struct tn_scope *from = node->scope;
	if (from) {
		uint32_t kept = 0;
		for (uint32_t i = 0; i < from->nodes.len; i++) {
			if (from->nodes.ptr[i] != node)
				from->nodes.ptr[kept++] = from->nodes.ptr[i];
		}
		from->nodes.len = kept;
		tn_ir_touch(from);
	}
	struct tn_scope *inner = tn_ir_inner(node);
	if (inner)
		inner->parent = to;
	tn_ir_append(to, node);
}
