/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Where nodes lead: edges, what stands for what, the scope inside. In: a node. Out: nodes. */
#include "wasm/component/ir.h"

/* What an export or outer alias stands for; NULL: the node stands for itself. */
static struct tn_node *stands_for(const struct tn_node *node)
{
	if (node->op == TN_OP_ALIAS_OUTER)
		return node->u.alias.from;
	return node->op == TN_OP_EXPORT ? node->u.ext.item : NULL;
}

/* A second pointer follows at half the speed: in a circle, which only a mistake makes, they meet. */
struct tn_node *tn_ir_resolve(struct tn_node *node)
{
	struct tn_node *behind = node;
	bool is_even = false;
	for (struct tn_node *next; (next = stands_for(node)) != NULL; is_even = !is_even) {
		node = next;
		if (is_even)
			behind = stands_for(behind);
		if (node == behind)
			break;
	}
	return node;
}

struct tn_scope *tn_ir_inner(const struct tn_node *node)
{
	switch (node->op) {
	case TN_OP_COMPONENT:
		return node->u.scope;
	case TN_OP_TYPE:
		return node->u.type.scope;
	case TN_OP_CORE_TYPE:
		return node->u.core_type.scope;
	default:
		return NULL;
	}
}

struct visit {
	void (*call)(void *user, struct tn_node **edge);
	void *user;
};

static void edge(const struct visit *v, struct tn_node **edge)
{
	if (*edge)
		v->call(v->user, edge);
}

static void coded_edges(const struct visit *v, struct tn_coded *coded)
{
	for (uint32_t i = 0; i < coded->patch_count; i++)
		edge(v, &coded->patches[i].node);
}

static void desc_edges(const struct visit *v, struct tn_desc *desc)
{
	edge(v, &desc->type);
	edge(v, &desc->value.node);
	coded_edges(v, &desc->core);
}

static void type_edges(const struct visit *v, struct tn_type_def *type)
{
	edge(v, &type->a.node);
	edge(v, &type->b.node);
	for (uint32_t i = 0; i < type->members.len; i++)
		edge(v, &type->members.ptr[i].type.node);
	edge(v, &type->dtor);
}

static void canon_edges(const struct visit *v, struct tn_canon *canon)
{
	edge(v, &canon->func);
	edge(v, &canon->type);
	edge(v, &canon->table);
	edge(v, &canon->memory);
	edge(v, &canon->result.node);
	for (uint32_t i = 0; i < canon->opts.len; i++)
		edge(v, &canon->opts.ptr[i].node);
}

void tn_ir_edges(struct tn_node *node, void (*visit)(void *user, struct tn_node **edge), void *user)
{
	struct visit v = { visit, user };
	switch ((enum tn_op)node->op) {
	case TN_OP_IMPORT:
	case TN_OP_EXPORT:
		edge(&v, &node->u.ext.item);
		desc_edges(&v, &node->u.ext.desc);
		break;
	case TN_OP_ALIAS_EXPORT:
	case TN_OP_ALIAS_CORE_EXPORT:
	case TN_OP_ALIAS_OUTER:
		edge(&v, &node->u.alias.from);
		break;
	case TN_OP_CORE_INSTANTIATE:
	case TN_OP_CORE_INLINE:
	case TN_OP_INSTANTIATE:
	case TN_OP_INLINE:
		edge(&v, &node->u.inst.of);
		for (uint32_t i = 0; i < node->u.inst.count; i++)
			edge(&v, &node->u.inst.args[i].node);
		break;
	case TN_OP_CORE_TYPE:
		coded_edges(&v, &node->u.core_type.rec);
		break;
	case TN_OP_TYPE:
		type_edges(&v, &node->u.type);
		break;
	case TN_OP_TYPE_WRITTEN:
		for (uint32_t i = 0; i < node->u.written.count; i++)
			coded_edges(&v, &node->u.written.pieces[i].decls);
		break;
	case TN_OP_LIFT:
	case TN_OP_CANON:
		canon_edges(&v, &node->u.canon);
		break;
	case TN_OP_START:
		edge(&v, &node->u.start.func);
		for (uint32_t i = 0; i < node->u.start.arg_count; i++)
			edge(&v, &node->u.start.args[i]);
		break;
	case TN_OP_VALUE:
		edge(&v, &node->u.value.type.node);
		break;
	case TN_OP_CORE_MODULE:
	case TN_OP_CORE_TYPE_REST:
	case TN_OP_COMPONENT:
	case TN_OP_START_VALUE:
	case TN_OP_CUSTOM:
		break;
	}
}
