/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Items of one owner in, copies for another out; see clone.h. */
#include "wit/model/clone.h"

void tn_clone_init(struct tn_clone *clone, struct tn_wit *wit, struct tn_clone_owner from,
	struct tn_clone_owner to)
{
	*clone = (struct tn_clone){ .wit = wit, .from = from, .to = to,
		.types = { .arena = wit->arena } };
}

/* Maps have no removal: this value stands for none. */
enum { FORGOTTEN = 0x7fffffff };

static uint32_t known(const struct tn_clone *clone, tn_def def)
{
	uint32_t copy = tn_map_get(&clone->types, def);
	return copy == TN_MAP_NONE ? FORGOTTEN : copy;
}

void tn_clone_set(struct tn_clone *clone, tn_def def, tn_def copy)
{
	*TN_PUSH(clone->wit->arena, &clone->log) =
		(struct tn_clone_undo){ def, known(clone, def) };
	tn_map_put(&clone->types, def, copy);
}

void tn_clone_undo(struct tn_clone *clone, uint32_t len)
{
	while (clone->log.len > len) {
		struct tn_clone_undo undo = TN_POP(&clone->log);
		tn_map_put(&clone->types, undo.def, undo.before);
	}
}

static bool is_owned(const struct tn_clone *clone, const struct tn_typedef *type)
{
	return type->owner_kind == clone->from.kind && type->owner == clone->from.id;
}

static tn_ty map_ty(struct tn_clone *clone, tn_ty ty)
{
	return tn_ty_is_def(ty) ? tn_ty_of(tn_clone_def(clone, tn_ty_def(ty))) : ty;
}

static struct tn_member *map_members(struct tn_clone *clone, const struct tn_member *list,
	uint32_t count)
{
	struct tn_member *copy = TN_NEWN(clone->wit->arena, struct tn_member, count);
	for (uint32_t i = 0; i < count; i++) {
		copy[i] = list[i];
		copy[i].ty = map_ty(clone, list[i].ty);
	}
	return copy;
}

/* Anonymous types are copied as well: they may be made of what is copied. */
tn_def tn_clone_def(struct tn_clone *clone, tn_def def)
{
	uint32_t done = known(clone, def);
	if (done != FORGOTTEN)
		return done;
	struct tn_typedef copy = clone->wit->types.ptr[def];
	bool owned = is_owned(clone, &copy);
	if (copy.owner_kind != TN_OWNER_NONE && !owned)
		return def;
	copy.a = map_ty(clone, copy.a);
	copy.b = map_ty(clone, copy.b);
	copy.members.ptr = map_members(clone, copy.members.ptr, copy.members.len);
	if (owned) {
		copy.owner_kind = clone->to.kind;
		copy.owner = clone->to.id;
	}
	tn_def id = tn_model_add_def(clone->wit, copy.kind, copy.name);
	clone->wit->types.ptr[id] = copy;
	tn_clone_set(clone, def, id);
	return id;
}

void tn_clone_func(struct tn_clone *clone, struct tn_func *func)
{
	if (func->resource != TN_NO_ID)
		func->resource = tn_clone_def(clone, func->resource);
	func->params.ptr = map_members(clone, func->params.ptr, func->params.len);
	func->result = map_ty(clone, func->result);
}

void tn_clone_unite(struct tn_clone *clone, tn_iface iface, tn_iface into)
{
	struct tn_wit *wit = clone->wit;
	struct tn_interface from = wit->interfaces.ptr[iface];
	struct tn_clone_owner outer_from = clone->from, outer_to = clone->to;
	clone->from = (struct tn_clone_owner){ TN_OWNER_INTERFACE, iface };
	clone->to = (struct tn_clone_owner){ TN_OWNER_INTERFACE, into };
	for (uint32_t i = 0; i < from.types.len; i++) {
		tn_def have = tn_model_find_type(wit, into, from.types.ptr[i].name);
		if (have != TN_NO_ID)
			tn_clone_set(clone, from.types.ptr[i].def, have);
	}
	for (uint32_t i = 0; i < from.types.len; i++) {
		struct tn_named_def type = from.types.ptr[i];
		if (tn_model_find_type(wit, into, type.name) == TN_NO_ID)
			tn_model_add_type(wit, into, type.name, tn_clone_def(clone, type.def));
	}
	for (uint32_t i = 0; i < from.functions.len; i++) {
		struct tn_func func = from.functions.ptr[i];
		if (tn_model_find_func(wit, into, func.name))
			continue;
		tn_clone_func(clone, &func);
		*tn_model_add_func(wit, into) = func;
		tn_model_index_func(wit, into);
	}
	clone->from = outer_from;
	clone->to = outer_to;
}

tn_iface tn_clone_interface(struct tn_clone *clone, tn_iface iface, tn_pkg package)
{
	struct tn_wit *wit = clone->wit;
	tn_iface id = tn_model_add_interface(wit, package, 0);
	struct tn_interface *copy = &wit->interfaces.ptr[id], *from = &wit->interfaces.ptr[iface];
	copy->name = from->name;
	copy->meta = from->meta;
	copy->clone_of = iface;
	tn_clone_unite(clone, iface, id);
	return id;
}

void tn_clone_item(struct tn_clone *clone, struct tn_item *item, tn_pkg package)
{
	if (item->kind == TN_ITEM_TYPE)
		item->type = tn_clone_def(clone, item->type);
	else if (item->kind == TN_ITEM_FUNC)
		tn_clone_func(clone, &item->func);
	else if (!clone->wit->interfaces.ptr[item->interface].name)
		item->interface = tn_clone_interface(clone, item->interface, package);
}
