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

/* A reference met inside a copy that goes to `to`: to a node of the same type scope, or outside. */
static bool copy_ref(struct tn_graft *graft, struct tn_node *from, struct tn_scope *to,
	struct tn_node **out)
{
	*out = NULL;
	if (!from)
		return true;
	*out = tn_graft_get(graft, from);
	if (!*out)
		*out = from->scope->parent ? copy(graft, from, to) : tn_graft_node(graft, from);
	return *out != NULL;
}

static bool copy_vref(struct tn_graft *graft, struct tn_vref *vref, struct tn_scope *to)
{
	return copy_ref(graft, vref->node, to, &vref->node);
}

static bool copy_desc(struct tn_graft *graft, struct tn_desc *desc, struct tn_scope *to)
{
	return copy_ref(graft, desc->type, to, &desc->type) &&
		copy_ref(graft, desc->value_eq, to, &desc->value_eq) &&
		copy_vref(graft, &desc->value, to);
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

static bool copy_type(struct tn_graft *graft, struct tn_type_def *def, struct tn_scope *to)
{
	struct tn_arena *arena = to->ir->arena;
	struct tn_type_member *members = TN_NEWN(arena, struct tn_type_member, def->members.len);
	for (uint32_t i = 0; i < def->members.len; i++) {
		members[i] = def->members.ptr[i];
		if (!copy_vref(graft, &members[i].type, to))
			return false;
	}
	def->members.ptr = members;
	if (def->scope && !(def->scope = copy_scope(graft, def->scope, to)))
		return false;
	return copy_vref(graft, &def->a, to) && copy_vref(graft, &def->b, to);
}

static bool copy_core_type(struct tn_graft *graft, struct tn_node *node, struct tn_scope *to)
{
	struct tn_node **refs = TN_NEWN(to->ir->arena, struct tn_node *, node->u.core_type.ref_count);
	for (uint32_t i = 0; i < node->u.core_type.ref_count; i++)
		if (!copy_ref(graft, node->u.core_type.refs[i], to, &refs[i]))
			return false;
	node->u.core_type.refs = refs;
	if (node->u.core_type.scope)
		node->u.core_type.scope = copy_scope(graft, node->u.core_type.scope, to);
	return node->u.core_type.bytes.ptr || node->u.core_type.scope;
}

/*
 * Copies a node into `to`; references are copied before the node itself, so that they stand before
 * it. What an outer alias means is a node of an enclosing scope: of the source's top, or of a type
 * scope that is being copied and therefore known.
 */
static struct tn_node *copy(struct tn_graft *graft, struct tn_node *from, struct tn_scope *to)
{
	struct tn_node made = *from;
	bool fine = false;
	switch ((enum tn_op)from->op) {
	case TN_OP_TYPE:
		fine = copy_type(graft, &made.u.type, to);
		break;
	case TN_OP_CORE_TYPE:
		fine = copy_core_type(graft, &made, to);
		break;
	case TN_OP_CORE_TYPE_REST:
		fine = true;
		break;
	case TN_OP_ALIAS_OUTER:
	case TN_OP_ALIAS_EXPORT:
		fine = copy_ref(graft, from->u.alias.from, to, &made.u.alias.from);
		break;
	case TN_OP_IMPORT:
	case TN_OP_EXPORT:
		fine = copy_desc(graft, &made.u.ext.desc, to) &&
			copy_ref(graft, from->u.ext.item, to, &made.u.ext.item);
		break;
	default: /* nothing else can stand in a type */
		break;
	}
	if (!fine)
		return NULL;
	struct tn_node *node = tn_ir_node(to, from->sort, from->op);
	node->u = made.u;
	node->origin = from->origin;
	node->label = from->label;
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
	*to = *from;
	return copy_desc(graft, to, graft->into);
}

static struct tn_node *find_extern(const struct tn_scope *scope, const struct tn_map *index,
	enum tn_op op, tn_name name)
{
	uint32_t at = tn_map_get(index, TN_KEY(op, name));
	return at == TN_MAP_NONE ? NULL : scope->nodes.ptr[at];
}

bool tn_graft_merge(struct tn_graft *graft, struct tn_scope *from, struct tn_scope *to)
{
	struct tn_map index = { .arena = to->ir->arena };
	for (uint32_t i = 0; i < to->nodes.len; i++) {
		const struct tn_node *node = to->nodes.ptr[i];
		if (node->op == TN_OP_IMPORT || node->op == TN_OP_EXPORT)
			tn_map_put(&index, TN_KEY(node->op, node->u.ext.name.name), i);
	}
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
