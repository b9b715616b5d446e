/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Interfaces of types alone: wired parts in; rest->inside out.
 *
 * Such an interface has no provider, since there is nothing to provide. It is made inside the
 * result unless the outside can see it: an import that stays leans on it (Explainer.md: an import may
 * use only types that are imported), or an export of the result may.
 */
#include "compose/link.h"

struct tn_scope *tn_linktypes_instance(const struct tn_node *import)
{
	const struct tn_desc *desc = &import->u.ext.desc;
	if (import->op != TN_OP_IMPORT || desc->kind != TN_DESC_INSTANCE)
		return NULL;
	const struct tn_node *type = tn_ir_resolve(desc->type);
	return type->op == TN_OP_TYPE && type->u.type.kind == TN_TYPE_INSTANCE ? type->u.type.scope
									       : NULL;
}

static bool is_value_type(const struct tn_node *node)
{
	return node->op == TN_OP_TYPE && node->u.type.kind < TN_TYPE_FUNC &&
		node->u.type.kind != TN_TYPE_OWN && node->u.type.kind != TN_TYPE_BORROW;
}

static bool holds_only_types(const struct tn_rest *rest)
{
	for (uint32_t i = 0; i < rest->needs.len; i++) {
		const struct tn_scope *scope = tn_linktypes_instance(rest->needs.ptr[i]->node);
		if (!scope)
			return false;
		for (uint32_t k = 0; k < scope->nodes.len; k++) {
			const struct tn_node *node = scope->nodes.ptr[k];
			bool named = node->op == TN_OP_EXPORT && node->u.ext.desc.kind == TN_DESC_TYPE_EQ;
			if (!named && !is_value_type(node) && node->op != TN_OP_ALIAS_OUTER)
				return false;
		}
	}
	return true;
}

/* The need of the part that this top-level node comes from, if it is taken out of an import. */
static struct tn_need *behind(struct tn_part *part, const struct tn_node *node)
{
	while (node->op == TN_OP_ALIAS_EXPORT || node->op == TN_OP_ALIAS_OUTER)
		node = node->u.alias.from;
	return tn_locate_need(part, node);
}

/* An import of the result, and so is all that it leans on: a list of work, since chains may be long. */
static void keep_outside(struct tn_link *link, struct tn_rest *first)
{
	TN_VEC(struct tn_rest *) work = { 0 };
	*TN_PUSH(link->arena, &work) = first;
	first->inside = false;
	while (work.len) {
		struct tn_rest *rest = TN_POP(&work);
		for (uint32_t n = 0; n < rest->needs.len; n++) {
			struct tn_need *need = rest->needs.ptr[n];
			const struct tn_scope *scope = tn_linktypes_instance(need->node);
			for (uint32_t i = 0; scope && i < scope->nodes.len; i++) {
				const struct tn_node *node = scope->nodes.ptr[i];
				struct tn_need *other = node->op == TN_OP_ALIAS_OUTER
					? behind(need->part, node->u.alias.from)
					: NULL;
				if (!other || !other->rest || !other->rest->inside)
					continue;
				other->rest->inside = false;
				*TN_PUSH(link->arena, &work) = other->rest;
			}
		}
	}
}

/*
 * May the type of this export name types of an import? Asked of the node alone: an instance made
 * without type arguments and a function of primitives cannot.
 */
static bool may_show_types(const struct tn_node *export)
{
	const struct tn_node *item = tn_ir_resolve(export->u.ext.item);
	if (item->op == TN_OP_INSTANTIATE) {
		for (uint32_t i = 0; i < item->u.inst.count; i++)
			if (item->u.inst.args[i].node->sort == TN_SORT_TYPE)
				return true;
		return false;
	}
	if (item->op == TN_OP_LIFT) {
		const struct tn_node *type = tn_ir_resolve(item->u.canon.type);
		if (type->op != TN_OP_TYPE || type->u.type.a.node)
			return true;
		for (uint32_t i = 0; i < type->u.type.members.len; i++)
			if (type->u.type.members.ptr[i].type.node)
				return true;
		return false;
	}
	return true;
}

void tn_linktypes_settle(struct tn_link *link)
{
	for (uint32_t i = 0; i < link->rests.len; i++)
		link->rests.ptr[i]->inside = holds_only_types(link->rests.ptr[i]);
	for (uint32_t i = 0; i < link->rests.len; i++)
		if (!link->rests.ptr[i]->inside)
			keep_outside(link, link->rests.ptr[i]);
	for (uint32_t p = 0; p < link->parts.len; p++) {
		struct tn_part *part = link->parts.ptr[p];
		bool shows = false;
		for (uint32_t i = 0; i < part->offers.len; i++)
			shows = shows || (part->offers.ptr[i].wanted &&
						 may_show_types(part->offers.ptr[i].node));
		for (uint32_t i = 0; shows && i < part->needs.len; i++)
			if (part->needs.ptr[i].rest && part->needs.ptr[i].rest->inside)
				keep_outside(link, part->needs.ptr[i].rest);
	}
}
