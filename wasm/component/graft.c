/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Grafting: type nodes of one component in, their copies in another out. */
#include "wasm/component/graft.h"

void tn_graft_init(struct tn_graft *graft, struct tn_scope *into,
	struct tn_node *(*foreign)(void *user, struct tn_node *node), void *user)
{
	*graft = (struct tn_graft){ .into = into, .foreign = foreign, .user = user };
	graft->known.arena = into->ir->arena;
}

void tn_graft_set(struct tn_graft *graft, struct tn_node *from, struct tn_node *to)
{
	tn_map_put(&graft->known, from->id, graft->nodes.len);
	*TN_PUSH(graft->into->ir->arena, &graft->nodes) = to;
}

struct tn_node *tn_graft_get(const struct tn_graft *graft, const struct tn_node *from)
{
	uint32_t at = tn_map_get(&graft->known, from->id);
	return at == TN_MAP_NONE ? NULL : graft->nodes.ptr[at];
}

static struct tn_node *copy(struct tn_graft *graft, struct tn_node *from, struct tn_scope *to);

/* The edges of one new node, which are still those of the original. */
struct turning {
	struct tn_graft *graft;
	struct tn_scope *to;
	bool fine;
};

static void turn_edge(void *user, struct tn_node **edge)
{
	struct turning *t = user;
	struct tn_node *node = tn_graft_get(t->graft, *edge);
	if (!node)
		node = (*edge)->scope->parent ? copy(t->graft, *edge, t->to)
					      : tn_graft_node(t->graft, *edge);
	if (node)
		*edge = node;
	else
		t->fine = false;
}

static struct tn_scope *copy_scope(struct tn_graft *graft, struct tn_scope *from,
	struct tn_scope *parent)
{
	struct tn_scope *to = tn_ir_scope(parent->ir, from->kind, parent);
	for (uint32_t i = 0; i < from->nodes.len; i++)
		if (!tn_graft_get(graft, from->nodes.ptr[i]) && !copy(graft, from->nodes.ptr[i], to))
			return NULL;
	return to;
}

/*
 * Copies a node into `to`; what it refers to is copied first, so that it stands before. The depth
 * is that of the types, which validation has bounded.
 */
static struct tn_node *copy(struct tn_graft *graft, struct tn_node *from, struct tn_scope *to)
{
	struct turning t = { graft, to, true };
	struct tn_node *node = tn_ir_copy(to->ir, from);
	tn_ir_edges(node, turn_edge, &t);
	struct tn_scope *inner = tn_ir_inner(from);
	if (!t.fine || (inner && !(inner = copy_scope(graft, inner, to))))
		return NULL;
	if (node->op == TN_OP_TYPE)
		node->u.type.scope = inner;
	else if (node->op == TN_OP_CORE_TYPE)
		node->u.core_type.scope = inner;
	tn_ir_append(to, node);
	tn_graft_set(graft, from, node);
	return node;
}

struct tn_node *tn_graft_node(struct tn_graft *graft, struct tn_node *from)
{
	struct tn_node *node = tn_graft_get(graft, from);
	if (node)
		return node;
	if (from->op == TN_OP_TYPE || from->op == TN_OP_CORE_TYPE)
		return copy(graft, from, graft->into);
	node = graft->foreign(graft->user, from);
	if (node)
		tn_graft_set(graft, from, node);
	return node;
}

bool tn_graft_desc(struct tn_graft *graft, const struct tn_desc *from, struct tn_desc *to)
{
	struct turning t = { graft, graft->into, true };
	struct tn_node carrier = { .op = TN_OP_IMPORT };
	carrier.u.ext.desc = *from;
	struct tn_coded *core = &carrier.u.ext.desc.core;
	struct tn_patch *patches =
		TN_NEWN(graft->into->ir->arena, struct tn_patch, core->patch_count);
	if (core->patch_count)
		memcpy(patches, core->patches, core->patch_count * sizeof *patches);
	core->patches = patches;
	tn_ir_edges(&carrier, turn_edge, &t);
	*to = carrier.u.ext.desc;
	return t.fine;
}

static struct tn_node *find_extern(const struct tn_scope *scope, const struct tn_map *index,
	enum tn_op op, tn_name name)
{
	uint32_t at = tn_map_get(index, TN_KEY(op, name));
	return at == TN_MAP_NONE ? NULL : scope->nodes.ptr[at];
}

/* Where the imports and exports of a scope stand, by name. */
static struct tn_map index_externs(const struct tn_scope *scope)
{
	struct tn_map index = { .arena = scope->ir->arena };
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		const struct tn_node *node = scope->nodes.ptr[i];
		if (node->op == TN_OP_IMPORT || node->op == TN_OP_EXPORT)
			tn_map_put(&index, TN_KEY(node->op, node->u.ext.name.name), i);
	}
	return index;
}

bool tn_graft_merge(struct tn_graft *graft, struct tn_scope *from, struct tn_scope *to)
{
	struct tn_map index = index_externs(to);
	for (uint32_t i = 0; i < from->nodes.len; i++) {
		struct tn_node *node = from->nodes.ptr[i];
		if (node->op != TN_OP_IMPORT && node->op != TN_OP_EXPORT)
			continue;
		struct tn_node *same = find_extern(to, &index, node->op, node->u.ext.name.name);
		if (same)
			tn_graft_set(graft, node, same);
	}
	/* What is new is copied with what it needs; definitions nobody asks for stay behind. */
	for (uint32_t i = 0; i < from->nodes.len; i++) {
		struct tn_node *node = from->nodes.ptr[i];
		if ((node->op == TN_OP_IMPORT || node->op == TN_OP_EXPORT) &&
			!tn_graft_get(graft, node) && !copy(graft, node, to))
			return false;
	}
	return true;
}

bool tn_graft_define(struct tn_graft *graft, struct tn_scope *from, struct tn_scope *body)
{
	struct tn_map index = index_externs(body);
	struct tn_desc none = { 0 };
	for (uint32_t i = 0; i < from->nodes.len; i++) {
		struct tn_node *node = from->nodes.ptr[i], *to = NULL;
		if (node->op == TN_OP_EXPORT) {
			to = find_extern(body, &index, TN_OP_EXPORT, node->u.ext.name.name);
			/* What is exported as a new resource has no type to be copied. */
			struct tn_node *type = to ? NULL : node->u.ext.desc.type;
			type = type ? tn_graft_get(graft, type) : NULL;
			if (type)
				to = tn_ir_export(body, node->u.ext.name, type, none);
		} else if (node->op == TN_OP_ALIAS_OUTER) {
			/* the writer makes the way out of the new component */
			to = tn_graft_node(graft, node->u.alias.from);
		} else {
			to = copy(graft, node, body);
			if (!to)
				return false;
			continue; /* copy has set it */
		}
		if (!to)
			return false;
		tn_graft_set(graft, node, to);
	}
	return true;
}
