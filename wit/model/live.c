/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Uses of types in, everything they reach out; see live.h. */
#include "wit/model/live.h"

void tn_live_begin(struct tn_live *live, const struct tn_wit *wit, struct tn_arena *arena)
{
	*live = (struct tn_live){ .wit = wit, .arena = arena };
	live->seen.arena = arena;
}

/* A definition goes on the stack once; it is in the order when all its parts are. */
static void enter(struct tn_live *live, tn_ty ty)
{
	if (!tn_ty_is_def(ty) || !tn_map_put(&live->seen, tn_ty_def(ty), 1))
		return;
	*TN_PUSH(live->arena, &live->stack) = (struct tn_live_frame){ tn_ty_def(ty), 0 };
}

void tn_live_add_type(struct tn_live *live, tn_ty ty)
{
	enter(live, ty);
	while (live->stack.len) {
		struct tn_live_frame *top = &TN_LAST(&live->stack);
		tn_ty inner;
		if (tn_model_part(&live->wit->types.ptr[top->def], top->next++, &inner)) {
			enter(live, inner);
		} else {
			*TN_PUSH(live->arena, &live->order) = top->def;
			live->stack.len--;
		}
	}
}

/* A static function speaks of its resource although no parameter does. */
static bool is_static(const struct tn_func *func)
{
	return func->kind == TN_FUNC_STATIC || func->kind == TN_FUNC_STATIC_GETTER ||
	       func->kind == TN_FUNC_STATIC_SETTER;
}

void tn_live_add_func(struct tn_live *live, const struct tn_func *func)
{
	if (is_static(func))
		tn_live_add_type(live, tn_ty_of(func->resource));
	for (uint32_t i = 0; i < func->params.len; i++)
		tn_live_add_type(live, func->params.ptr[i].ty);
	tn_live_add_type(live, func->result);
}

void tn_live_add_interface(struct tn_live *live, tn_iface iface)
{
	const struct tn_interface *it = &live->wit->interfaces.ptr[iface];
	for (uint32_t i = 0; i < it->types.len; i++)
		tn_live_add_type(live, tn_ty_of(it->types.ptr[i].def));
	for (uint32_t i = 0; i < it->functions.len; i++)
		tn_live_add_func(live, &it->functions.ptr[i]);
}

void tn_live_add_item(struct tn_live *live, const struct tn_item *item)
{
	switch (item->kind) {
	case TN_ITEM_INTERFACE:
		tn_live_add_interface(live, item->interface);
		return;
	case TN_ITEM_FUNC:
		tn_live_add_func(live, &item->func);
		return;
	case TN_ITEM_TYPE:
		tn_live_add_type(live, tn_ty_of(item->type));
		return;
	}
}
