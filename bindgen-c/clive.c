/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which types of imports exports share. Definitions may be mentioned on both sides: named ones that
 * an export uses, and anonymous ones, which a package has once. An export takes over the C types of
 * the imported interfaces that it uses something of; everything else is defined anew for exports.
 */
#include "bindgen-c/cgen.h"

struct walk {
	struct tn_cgen *gen;
	struct tn_map *seen;
	TN_VEC(tn_def) stack;
	void (*found)(struct walk *walk, tn_def def);
	struct tn_map *owners; /* of note_owner: interfaces it knows, */
	TN_VEC(tn_iface) list; /* and those it found */
};

static void push(struct walk *walk, tn_ty ty)
{
	if (!tn_ty_is_def(ty) || !tn_map_put(walk->seen, tn_ty_def(ty), 1))
		return;
	*TN_PUSH(walk->gen->arena, &walk->stack) = tn_ty_def(ty);
	if (walk->found)
		walk->found(walk, tn_ty_def(ty));
}

static void run(struct walk *walk)
{
	while (walk->stack.len > 0) {
		const struct tn_typedef *def = &walk->gen->wit->types.ptr[TN_POP(&walk->stack)];
		push(walk, def->a);
		push(walk, def->b);
		for (uint32_t i = 0; i < def->members.len; i++)
			push(walk, def->members.ptr[i].ty);
	}
}

static void walk_interface(struct walk *walk, tn_iface id)
{
	const struct tn_interface *iface = &walk->gen->wit->interfaces.ptr[id];
	for (uint32_t i = 0; i < iface->types.len; i++)
		push(walk, tn_ty_of(iface->types.ptr[i].def));
	for (uint32_t i = 0; i < iface->functions.len; i++) {
		const struct tn_func *func = &iface->functions.ptr[i];
		for (uint32_t p = 0; p < func->params.len; p++)
			push(walk, func->params.ptr[p].ty);
		push(walk, func->result);
	}
	run(walk);
}

/* Interfaces that own what exports mention. */
static void note_owner(struct walk *walk, tn_def def)
{
	const struct tn_typedef *type = &walk->gen->wit->types.ptr[def];
	if (type->owner_kind == TN_OWNER_INTERFACE && tn_map_put(walk->owners, type->owner, 1))
		*TN_PUSH(walk->gen->arena, &walk->list) = type->owner;
}

void tn_clive_mark_shared(struct tn_cgen *gen)
{
	struct tn_map mentioned = { .arena = gen->arena }, owners = { .arena = gen->arena };
	struct walk exports = { .gen = gen, .seen = &mentioned, .found = note_owner, .owners = &owners };
	struct walk imports = { .gen = gen, .seen = &gen->shared };
	for (uint32_t i = 1; i < gen->scopes.len; i++) {
		if (gen->scopes.ptr[i].is_export)
			tn_map_put(&owners, gen->scopes.ptr[i].iface, 1); /* not an import */
	}
	for (uint32_t i = 1; i < gen->scopes.len; i++) {
		if (gen->scopes.ptr[i].is_export)
			walk_interface(&exports, gen->scopes.ptr[i].iface);
	}
	for (uint32_t i = 0; i < exports.list.len; i++)
		walk_interface(&imports, exports.list.ptr[i]);
}
