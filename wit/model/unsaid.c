/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A model in, a warning for each type that its text cannot name where it is used out; see unsaid.h. */
#include "wit/model/unsaid.h"

struct scope {
	const struct tn_wit *wit;
	struct tn_arena *arena;
	enum tn_owner_kind kind; /* where one is */
	uint32_t owner;
	const struct tn_item **holders; /* by interface */
	struct tn_map seen;             /* definitions looked at here */
	TN_VEC(tn_ty) stack;
};

static void push(struct scope *s, tn_ty ty)
{
	if (tn_ty_is_def(ty) && tn_map_put(&s->seen, tn_ty_def(ty), 0))
		*TN_PUSH(s->arena, &s->stack) = ty;
}

static void push_parts(struct scope *s, const struct tn_typedef *def)
{
	push(s, def->a);
	push(s, def->b);
	for (uint32_t i = 0; i < def->members.len; i++)
		push(s, def->members.ptr[i].ty);
}

static void note_holders(
	const struct tn_item **holders, const struct tn_item *items, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (items[i].kind == TN_ITEM_INTERFACE)
			holders[items[i].interface] = &items[i];
}

/* By interface: the import or export that has it. */
static const struct tn_item **find_holders(const struct tn_wit *wit, struct tn_arena *arena)
{
	const struct tn_item **holders =
		TN_NEWN(arena, const struct tn_item *, wit->interfaces.len);
	for (uint32_t w = 0; w < wit->worlds.len; w++) {
		const struct tn_world_def *world = &wit->worlds.ptr[w];
		note_holders(holders, world->imports.ptr, world->imports.len);
		note_holders(holders, world->exports.ptr, world->exports.len);
	}
	return holders;
}

static struct tn_str owner_name(const struct scope *s, enum tn_owner_kind kind, uint32_t owner)
{
	const struct tn_wit *wit = s->wit;
	tn_name name;
	if (kind == TN_OWNER_WORLD)
		name = wit->worlds.ptr[owner].name;
	else if (wit->interfaces.ptr[owner].name || !s->holders[owner])
		name = tn_model_interface_id(wit, owner);
	else
		name = tn_model_item_id(wit, s->holders[owner]);
	return tn_ctx_text(wit->cx, name);
}

/* Looks at what is on the stack: what has a name must lie here. */
static void look(struct scope *s, const char *what, tn_name name, struct tn_span span)
{
	const struct tn_wit *wit = s->wit;
	while (s->stack.len) {
		const struct tn_typedef *def = &wit->types.ptr[tn_ty_def(TN_POP(&s->stack))];
		if (!def->name) {
			push_parts(s, def);
			continue;
		}
		if (def->owner_kind == TN_OWNER_NONE ||
			(def->owner_kind == s->kind && def->owner == s->owner))
			continue;
		struct tn_diag *diag = tn_diag_warning(wit->cx, TN_E_BAD_ENCODED_WIT, span,
			"%s `%.*s` of `%.*s` uses type `%.*s` of `%.*s`, for which WIT has no "
			"words there",
			what, TN_S(tn_ctx_text(wit->cx, name)),
			TN_S(owner_name(s, s->kind, s->owner)),
			TN_S(tn_ctx_text(wit->cx, def->name)),
			TN_S(owner_name(s, def->owner_kind, def->owner)));
		tn_diag_hint(wit->cx, diag,
			"the text is there to be read; it is not WIT that can be read again");
	}
}

static void look_at_func(struct scope *s, const struct tn_func *func)
{
	push(s, func->result);
	for (uint32_t i = 0; i < func->params.len; i++)
		push(s, func->params.ptr[i].ty);
	look(s, "function", func->name, func->meta.span);
}

static void look_at_type(struct scope *s, tn_name name, tn_def id)
{
	const struct tn_typedef *def = &s->wit->types.ptr[id];
	if (tn_model_use_source(s->wit, id) != TN_NO_ID)
		return; /* a `use` */
	push_parts(s, def);
	look(s, "type", name, def->meta.span);
}

static struct scope enter(const struct tn_wit *wit, const struct tn_item **holders,
	enum tn_owner_kind kind, uint32_t owner)
{
	struct tn_arena *arena = &wit->cx->temp;
	return (struct scope){ wit, arena, kind, owner, holders, { .arena = arena }, { 0 } };
}

static void look_at_interface(const struct tn_wit *wit, const struct tn_item **holders, tn_iface id)
{
	const struct tn_interface *iface = &wit->interfaces.ptr[id];
	struct scope s = enter(wit, holders, TN_OWNER_INTERFACE, id);
	for (uint32_t i = 0; i < iface->types.len; i++)
		look_at_type(&s, iface->types.ptr[i].name, iface->types.ptr[i].def);
	for (uint32_t i = 0; i < iface->functions.len; i++)
		look_at_func(&s, &iface->functions.ptr[i]);
}

static void look_at_items(struct scope *s, const struct tn_item *items, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (items[i].kind == TN_ITEM_FUNC)
			look_at_func(s, &items[i].func);
		else if (items[i].kind == TN_ITEM_TYPE)
			look_at_type(s, items[i].key_name, items[i].type);
	}
}

void tn_unsaid_warn(const struct tn_wit *wit)
{
	struct tn_arena *temp = &wit->cx->temp;
	struct tn_mark all = tn_mem_mark(temp), mark;
	const struct tn_item **holders = find_holders(wit, temp);
	mark = tn_mem_mark(temp);
	for (tn_iface i = 0; i < wit->interfaces.len; i++) {
		look_at_interface(wit, holders, i);
		tn_mem_reset(temp, mark);
	}
	for (tn_world i = 0; i < wit->worlds.len; i++) {
		const struct tn_world_def *world = &wit->worlds.ptr[i];
		struct scope s = enter(wit, holders, TN_OWNER_WORLD, i);
		look_at_items(&s, world->imports.ptr, world->imports.len);
		look_at_items(&s, world->exports.ptr, world->exports.len);
		tn_mem_reset(temp, mark);
	}
	tn_mem_reset(temp, all);
}
