/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Assembling: the settled graph in; one component out: the imports that are left, then each child
 * with its instance in order, then the exports. Children are embedded once per content, unchanged.
 */
#include "compose/link.h"

#include "wasm/component/check.h"

static struct tn_node *make_rest(struct tn_link *link, struct tn_rest *rest);

/* An export of an instance of the result, taken out once. */
static struct tn_node *take(struct tn_link *link, enum tn_sort sort, struct tn_node *instance,
	tn_name name)
{
	uint64_t key = TN_KEY(instance->id, name);
	uint32_t at = tn_map_get(&link->alias_index, key);
	if (at != TN_MAP_NONE)
		return link->aliases.ptr[at];
	tn_map_put(&link->alias_index, key, link->aliases.len);
	return *TN_PUSH(link->arena, &link->aliases) =
		       tn_ir_alias_export(link->out, sort, instance, name);
}

/* ---- what the types of a remaining import lean on ---- */

struct leaning {
	struct tn_link *link;
	struct tn_part *part;
};

static struct tn_node *lean_on_import(struct tn_link *link, struct tn_part *part,
	const struct tn_node *import)
{
	struct tn_need *need = tn_locate_need(part, import);
	if (need && need->rest) {
		if (link->depth >= link->cx->limits.link_depth) {
			tn_diag_error(link->cx, TN_E_LIMIT, import->origin,
				"more than %u imports lean on one another in a row",
				link->cx->limits.link_depth);
			return NULL;
		}
		link->depth++;
		struct tn_node *made = make_rest(link, need->rest);
		link->depth--;
		if (made)
			tn_graft_set(&part->graft, need->node, made);
		return made;
	}
	/* Explainer.md "Type Definitions": an import may use only types that are imported, too. */
	struct tn_diag *d = tn_diag_error(link->cx, TN_E_LINK_LEAN, import->origin,
		"an import of %.*s that nobody gives uses types of `%.*s`, which %.*s gives",
		TN_S(part->path), TN_S(tn_ctx_text(link->cx, import->u.ext.name.name)),
		need ? (int)need->from->part->path.len : 0, need ? need->from->part->path.ptr : "");
	tn_diag_hint(link->cx, d, "an import cannot use types from inside: link a component that "
				  "exports that interface, too");
	return NULL;
}

/* Stands for what is not a type definition: an import, or a type taken out of an instance. */
static struct tn_node *lean(void *user, struct tn_node *node)
{
	const struct leaning *leaning = user;
	struct tn_graft *graft = &leaning->part->graft;
	switch ((enum tn_op)node->op) {
	case TN_OP_IMPORT:
		return lean_on_import(leaning->link, leaning->part, node);
	case TN_OP_ALIAS_EXPORT: {
		struct tn_node *from = tn_graft_node(graft, node->u.alias.from);
		return from ? take(leaning->link, node->sort, from, node->u.alias.name) : NULL;
	}
	case TN_OP_ALIAS_OUTER:
		return tn_graft_node(graft, node->u.alias.from);
	case TN_OP_EXPORT:
		return tn_graft_node(graft, node->u.ext.item);
	default:
		tn_diag_error(leaning->link->cx, TN_E_LINK_LEAN, node->origin,
			"an import of %.*s uses something that the component makes itself",
			TN_S(leaning->part->path));
		return NULL;
	}
}

/* ---- imports ---- */

/* An interface of types alone, which the outside need not know: a component that defines them. */
static struct tn_node *make_inside(struct tn_link *link, struct tn_rest *rest)
{
	struct tn_scope *body = tn_ir_scope(link->ir, TN_SCOPE_COMPONENT, link->out);
	for (uint32_t i = 0; i < rest->needs.len; i++) {
		struct tn_need *need = rest->needs.ptr[i];
		if (!tn_graft_define(&need->part->graft, tn_linktypes_instance(need->node), body))
			return NULL;
	}
	rest->made = tn_ir_instantiate(link->out, tn_ir_component(link->out, body), NULL, 0);
	return rest->made;
}

/* The import with the highest version is the base; what others need beyond it is added. */
static struct tn_node *make_rest(struct tn_link *link, struct tn_rest *rest)
{
	if (rest->made)
		return rest->made;
	if (rest->inside)
		return make_inside(link, rest);
	struct tn_need *base = rest->needs.ptr[0];
	struct tn_desc desc;
	if (!tn_graft_desc(&base->part->graft, &base->node->u.ext.desc, &desc))
		return NULL;
	for (uint32_t i = 1; i < rest->needs.len; i++) {
		struct tn_need *need = rest->needs.ptr[i];
		struct tn_scope *from = tn_linktypes_instance(need->node);
		if (from && desc.kind == TN_DESC_INSTANCE && tn_ir_resolve(desc.type)->u.type.scope &&
			!tn_graft_merge(&need->part->graft, from,
				tn_ir_resolve(desc.type)->u.type.scope))
			return NULL;
	}
	rest->made = tn_ir_import(link->out, base->node->u.ext.name, desc);
	rest->made->origin = base->node->origin;
	return rest->made;
}

/* ---- children ---- */

static struct tn_node *argument(struct tn_link *link, struct tn_need *need)
{
	if (need->rest)
		return need->rest->made;
	struct tn_offer *offer = need->from;
	return take(link, offer->node->sort, offer->part->instance, offer->symbol.id);
}

static void make_child(struct tn_link *link, struct tn_part *part)
{
	struct tn_arg *args = TN_NEWN(link->arena, struct tn_arg, part->needs.len);
	for (uint32_t i = 0; i < part->needs.len; i++) {
		args[i].name = tn_ir_name(part->needs.ptr[i].symbol.id);
		args[i].node = argument(link, &part->needs.ptr[i]);
	}
	part->component = tn_ir_component(link->out, part->scope);
	part->component->origin = (struct tn_span){ .source = part->source };
	part->instance = tn_ir_instantiate(link->out, part->component, args, part->needs.len);
	part->instance->origin = part->component->origin;
}

/* ---- exports ---- */

/* Types that an entry exports by name stand before the functions that use them. */
static void make_exports(struct tn_link *link, struct tn_part *part)
{
	struct tn_desc none = { 0 };
	for (uint32_t i = 0; i < part->offers.len; i++) {
		struct tn_offer *offer = &part->offers.ptr[i];
		if (!offer->wanted)
			continue;
		struct tn_node *node = tn_ir_export(link->out, offer->node->u.ext.name,
			take(link, offer->node->sort, part->instance, offer->symbol.id), none);
		node->origin = offer->node->origin;
	}
}

static bool exports_all(const struct tn_part *part)
{
	for (uint32_t i = 0; i < part->offers.len; i++)
		if (!part->offers.ptr[i].wanted)
			return false;
	return part->offers.len > 0;
}

/* Type exports of a world go with it when the whole world is exported. */
static void make_type_exports(struct tn_link *link, struct tn_part *part)
{
	struct tn_desc none = { 0 };
	for (uint32_t i = 0; i < part->scope->nodes.len; i++) {
		const struct tn_node *node = part->scope->nodes.ptr[i];
		if (node->op != TN_OP_EXPORT || node->sort != TN_SORT_TYPE)
			continue;
		tn_ir_export(link->out, node->u.ext.name,
			take(link, TN_SORT_TYPE, part->instance, node->u.ext.name.name), none);
	}
}

bool tn_assemble_parts(struct tn_link *link)
{
	bool fine = true;
	link->out = tn_ir_scope(link->ir, TN_SCOPE_COMPONENT, NULL);
	for (uint32_t p = 0; p < link->parts.len; p++) {
		struct leaning *leaning = TN_NEW(link->arena, struct leaning);
		*leaning = (struct leaning){ .link = link, .part = link->parts.ptr[p] };
		tn_graft_init(&leaning->part->graft, link->out, lean, leaning);
	}
	for (uint32_t i = 0; i < link->rests.len; i++)
		fine = make_rest(link, link->rests.ptr[i]) && fine;
	if (!fine)
		return false;
	for (uint32_t i = 0; i < link->order.len; i++)
		make_child(link, link->order.ptr[i]);
	for (uint32_t i = 0; i < link->order.len; i++) {
		if (exports_all(link->order.ptr[i]))
			make_type_exports(link, link->order.ptr[i]);
		make_exports(link, link->order.ptr[i]);
	}
	return true;
}
