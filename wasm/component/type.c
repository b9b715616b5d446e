/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Hash-consing of value types: a shape goes in, the one number that stands for it comes out. A new
 * shape is copied, measured (abi.c) and chained under its hash.
 */
#include "wasm/component/type.h"

#include "base/str.h"
#include "wasm/component/abi.h"

static const char *const primitive_names[TN_VT_PRIMITIVES] = {
	[TN_VT_BOOL] = "bool",
	[TN_VT_S8] = "s8",
	[TN_VT_U8] = "u8",
	[TN_VT_S16] = "s16",
	[TN_VT_U16] = "u16",
	[TN_VT_S32] = "s32",
	[TN_VT_U32] = "u32",
	[TN_VT_S64] = "s64",
	[TN_VT_U64] = "u64",
	[TN_VT_F32] = "f32",
	[TN_VT_F64] = "f64",
	[TN_VT_CHAR] = "char",
	[TN_VT_STRING] = "string",
	[TN_VT_ERROR_CONTEXT] = "error-context",
};

const char *tn_type_primitive_name(enum tn_vt_kind kind)
{
	return kind < TN_VT_PRIMITIVES ? primitive_names[kind] : NULL;
}

static tn_vt append(struct tn_types *types, const struct tn_vt_def *def, uint32_t older)
{
	tn_vt id = types->list.len;
	*TN_PUSH(types->arena, &types->list) = *def;
	*TN_PUSH(types->arena, &types->chain) = older;
	return id;
}

void tn_type_init(struct tn_types *types, struct tn_arena *arena)
{
	/* Room for the primitives and what a small component has: tables are made often. */
	enum { ROOM = 2 * TN_VT_PRIMITIVES };
	*types = (struct tn_types){ .arena = arena, .index.arena = arena };
	types->list.ptr = tn_mem_raw(arena, ROOM * sizeof *types->list.ptr);
	types->chain.ptr = tn_mem_raw(arena, ROOM * sizeof *types->chain.ptr);
	types->list.cap = types->chain.cap = ROOM;
	for (uint32_t kind = TN_VT_NONE; kind < TN_VT_PRIMITIVES; kind++) {
		struct tn_vt_def def = { .kind = (enum tn_vt_kind)kind };
		if (kind != TN_VT_NONE)
			tn_abi_measure(types, &def);
		append(types, &def, 0);
	}
}

const struct tn_vt_def *tn_type_get(const struct tn_types *types, tn_vt type)
{
	return &types->list.ptr[type];
}

static bool same_shape(const struct tn_vt_def *x, const struct tn_vt_def *y)
{
	if (x->kind != y->kind || x->a != y->a || x->b != y->b || x->length != y->length ||
		x->resource != y->resource || x->member_count != y->member_count)
		return false;
	for (uint32_t i = 0; i < x->member_count; i++) {
		if (x->members[i].name != y->members[i].name ||
			x->members[i].type != y->members[i].type)
			return false;
	}
	return true;
}

static uint64_t hash_shape(const struct tn_vt_def *shape)
{
	uint32_t head[] = { (uint32_t)shape->kind, shape->a, shape->b, shape->length,
		shape->resource, shape->member_count };
	uint64_t hash = tn_map_hash(head, sizeof head);
	if (shape->member_count == 0)
		return hash;
	/* Two numbers and no padding: the members are their own key. */
	_Static_assert(sizeof(struct tn_vt_member) == 2 * sizeof(uint32_t), "no padding");
	return hash * 31 +
		tn_map_hash(shape->members, shape->member_count * sizeof *shape->members);
}

tn_vt tn_type_make(struct tn_types *types, const struct tn_vt_def *shape)
{
	if (shape->kind < TN_VT_PRIMITIVES)
		return (tn_vt)shape->kind;
	uint64_t hash = hash_shape(shape);
	uint32_t newest = tn_map_get(&types->index, hash);
	if (newest == TN_MAP_NONE)
		newest = 0;
	for (tn_vt at = newest; at != 0; at = types->chain.ptr[at]) {
		if (same_shape(&types->list.ptr[at], shape))
			return at;
	}

	struct tn_vt_def def = {
		.kind = shape->kind,
		.a = shape->a,
		.b = shape->b,
		.length = shape->length,
		.resource = shape->resource,
		.member_count = shape->member_count,
	};
	if (shape->member_count > 0) {
		struct tn_vt_member *members =
			TN_NEWN(types->arena, struct tn_vt_member, shape->member_count);
		memcpy(members, shape->members, shape->member_count * sizeof *members);
		def.members = members;
	}
	tn_abi_measure(types, &def);
	tn_vt id = append(types, &def, newest);
	tn_map_put(&types->index, hash, id);
	return id;
}

uint32_t tn_type_new_resource(struct tn_types *types)
{
	return ++types->resource_count;
}
