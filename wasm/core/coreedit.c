/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Instructions and a map of indices in, instructions out; see coreedit.h. */
#include "wasm/core/coreedit.h"

#include "wasm/core/corewrite.h"

/* ---- what a and b are ---- */

enum { PLAIN = TN_CORESPACE_COUNT };

/* How many of the immediates a and b are indices, and of which spaces. Accesses to memory, casts and lists are handled apart. */
static const struct indices {
	uint8_t count;
	uint8_t spaces[2];
} indices[UINT8_MAX + 1] = {
#define ONE(imm, space) [TN_IMM_##imm] = { 1, { TN_CORESPACE_##space, PLAIN } }
#define TWO(imm, first, second)                                                                    \
	[TN_IMM_##imm] = { 2, { TN_CORESPACE_##first, TN_CORESPACE_##second } }
	[TN_IMM_LABEL] = { 1, { PLAIN, PLAIN } },
	[TN_IMM_LOCAL] = { 1, { PLAIN, PLAIN } },
	ONE(FUNC, FUNC),
	ONE(GLOBAL, GLOBAL),
	ONE(TABLE, TABLE),
	ONE(MEMORY, MEMORY),
	ONE(TAG, TAG),
	ONE(TYPE, TYPE),
	ONE(ELEM, ELEM),
	ONE(DATA, DATA),
	ONE(RESUME, TYPE),
	ONE(ORDER_GLOBAL, GLOBAL),
	ONE(ORDER_TABLE, TABLE),
	ONE(ORDER_TYPE, TYPE),
	TWO(TYPE_TABLE, TYPE, TABLE),
	TWO(TYPE_TYPE, TYPE, TYPE),
	TWO(TYPE_TAG, TYPE, TAG),
	TWO(TYPE_DATA, TYPE, DATA),
	TWO(TYPE_ELEM, TYPE, ELEM),
	TWO(DATA_MEMORY, DATA, MEMORY),
	TWO(MEMORY_MEMORY, MEMORY, MEMORY),
	TWO(ELEM_TABLE, ELEM, TABLE),
	TWO(TABLE_TABLE, TABLE, TABLE),
	TWO(RESUME_THROW, TYPE, TAG),
	[TN_IMM_TYPE_FIELD] = { 2, { TN_CORESPACE_TYPE, PLAIN } },
	[TN_IMM_TYPE_COUNT] = { 2, { TN_CORESPACE_TYPE, PLAIN } },
	[TN_IMM_ORDER_TYPE_FIELD] = { 2, { TN_CORESPACE_TYPE, PLAIN } },
#undef ONE
#undef TWO
};

/* ---- uses ---- */

void tn_coreedit_type_uses(tn_core_ty type, tn_coreedit_visit *visit, void *user)
{
	if (type & TN_CORE_INDEX)
		visit(user, TN_CORESPACE_TYPE, type & TN_CORE_HEAP_MASK);
}

static void list_uses(const struct tn_coreinstr *i, tn_coreedit_visit *visit, void *user)
{
	struct tn_reader r = tn_reader_new(i->rest, i->rest.ptr);
	for (uint32_t k = 0; k < i->count && !r.error; k++) {
		if (i->info->imm == TN_IMM_TYPES) {
			tn_coreedit_type_uses(tn_coretype_value(&r), visit, user);
		} else if (i->info->imm == TN_IMM_TRY_TABLE) {
			struct tn_corecatch c = tn_coreinstr_catch(&r);
			if (c.kind < 2)
				visit(user, TN_CORESPACE_TAG, c.tag);
		} else if (i->info->imm == TN_IMM_RESUME || i->info->imm == TN_IMM_RESUME_THROW) {
			visit(user, TN_CORESPACE_TAG, tn_coreinstr_handler(&r).tag);
		}
	}
}

static void block_uses(const struct tn_coreinstr *i, tn_coreedit_visit *visit, void *user)
{
	if (i->block == TN_BLOCK_TYPE)
		visit(user, TN_CORESPACE_TYPE, i->a);
	else if (i->block == TN_BLOCK_VALUE)
		tn_coreedit_type_uses(i->type, visit, user);
}

static void index_uses(const struct tn_coreinstr *i, tn_coreedit_visit *visit, void *user)
{
	const struct indices *all = &indices[i->info->imm];
	const uint32_t values[] = { i->a, i->b };
	for (uint32_t k = 0; k < all->count; k++)
		if (all->spaces[k] != PLAIN)
			visit(user, (enum tn_corespace)all->spaces[k], values[k]);
}

void tn_coreedit_uses(const struct tn_coreinstr *i, tn_coreedit_visit *visit, void *user)
{
	enum tn_imm imm = (enum tn_imm)i->info->imm;
	switch (imm) {
	case TN_IMM_MEMARG:
	case TN_IMM_MEMARG_LANE:
	case TN_IMM_MEMARG_ORDER:
	case TN_IMM_MEMARG_RMW:
		visit(user, i->has_array ? TN_CORESPACE_TYPE : TN_CORESPACE_MEMORY, i->a);
		return;
	case TN_IMM_BLOCK:
		block_uses(i, visit, user);
		return;
	case TN_IMM_TRY_TABLE:
		block_uses(i, visit, user);
		list_uses(i, visit, user);
		return;
	case TN_IMM_TYPES:
		list_uses(i, visit, user);
		return;
	case TN_IMM_RESUME:
	case TN_IMM_RESUME_THROW:
		index_uses(i, visit, user);
		list_uses(i, visit, user);
		return;
	case TN_IMM_CAST:
		tn_coreedit_type_uses(i->type, visit, user);
		tn_coreedit_type_uses(i->type2, visit, user);
		return;
	case TN_IMM_HEAP:
		tn_coreedit_type_uses(i->type, visit, user);
		return;
	default:
		index_uses(i, visit, user);
		return;
	}
}

/* ---- writing ---- */

tn_core_ty tn_coreedit_type(tn_core_ty type, const struct tn_coreedit_map *map)
{
	if (!(type & TN_CORE_INDEX))
		return type;
	return (type & ~(tn_core_ty)TN_CORE_HEAP_MASK) |
	       tn_coreedit_index(map, TN_CORESPACE_TYPE, type & TN_CORE_HEAP_MASK);
}

void tn_coreedit_write_type(struct tn_buf *out, tn_core_ty type, const struct tn_coreedit_map *map)
{
	tn_corewrite_ty(out, tn_coreedit_type(type, map));
}

static void write_heap(struct tn_buf *out, tn_core_ty type, const struct tn_coreedit_map *map)
{
	tn_corewrite_heap(out, tn_coreedit_type(type, map));
}

static void write_block(
	struct tn_buf *out, const struct tn_coreinstr *i, const struct tn_coreedit_map *map)
{
	if (i->block == TN_BLOCK_EMPTY)
		tn_buf_byte(out, 0x40);
	else if (i->block == TN_BLOCK_VALUE)
		tn_coreedit_write_type(out, i->type, map);
	else
		tn_buf_s64(out, tn_coreedit_index(map, TN_CORESPACE_TYPE, i->a));
}

static void write_memarg(
	struct tn_buf *out, const struct tn_coreinstr *i, const struct tn_coreedit_map *map)
{
	enum tn_corespace space = i->has_array ? TN_CORESPACE_TYPE : TN_CORESPACE_MEMORY;
	uint32_t index = tn_coreedit_index(map, space, i->a);
	bool has_memory = index && !i->has_array;
	tn_buf_u32(out, i->b | (has_memory ? 0x40u : 0) | (i->has_array ? 0x20u : 0) |
				(i->has_order ? 0x10u : 0));
	if (has_memory || i->has_array)
		tn_buf_u32(out, index);
	if (i->has_order)
		tn_buf_byte(out, i->info->imm == TN_IMM_MEMARG_RMW ? i->order * 0x11u : i->order);
	tn_buf_u64(out, i->value);
}

static void write_list(
	struct tn_buf *out, const struct tn_coreinstr *i, const struct tn_coreedit_map *map)
{
	struct tn_reader r = tn_reader_new(i->rest, i->rest.ptr);
	bool is_labels = i->info->imm == TN_IMM_LABELS;
	tn_buf_u32(out, i->count);
	for (uint64_t k = 0; k < (uint64_t)i->count + is_labels && !r.error; k++) {
		if (is_labels) {
			tn_buf_u32(out, tn_reader_u32(&r));
		} else if (i->info->imm == TN_IMM_TYPES) {
			tn_coreedit_write_type(out, tn_coretype_value(&r), map);
		} else if (i->info->imm == TN_IMM_TRY_TABLE) {
			struct tn_corecatch c = tn_coreinstr_catch(&r);
			tn_buf_byte(out, c.kind);
			if (c.kind < 2)
				tn_buf_u32(out, tn_coreedit_index(map, TN_CORESPACE_TAG, c.tag));
			tn_buf_u32(out, c.label);
		} else {
			struct tn_corehandler h = tn_coreinstr_handler(&r);
			tn_buf_byte(out, h.is_switch);
			tn_buf_u32(out, tn_coreedit_index(map, TN_CORESPACE_TAG, h.tag));
			if (!h.is_switch)
				tn_buf_u32(out, h.label);
		}
	}
}

static void write_indices(
	struct tn_buf *out, const struct tn_coreinstr *i, const struct tn_coreedit_map *map)
{
	const struct indices *all = &indices[i->info->imm];
	const uint32_t values[] = { i->a, i->b };
	for (uint32_t k = 0; k < all->count; k++) {
		enum tn_corespace space = (enum tn_corespace)all->spaces[k];
		tn_buf_u32(out, all->spaces[k] == PLAIN ? values[k]
							: tn_coreedit_index(map, space, values[k]));
	}
}

void tn_coreedit_write(
	struct tn_buf *out, const struct tn_coreinstr *i, const struct tn_coreedit_map *map)
{
	tn_corewrite_opcode(out, i->opcode);
	switch ((enum tn_imm)i->info->imm) {
	case TN_IMM_NONE:
		return;
	case TN_IMM_BLOCK:
		write_block(out, i, map);
		return;
	case TN_IMM_TRY_TABLE:
		write_block(out, i, map);
		write_list(out, i, map);
		return;
	case TN_IMM_LABELS:
	case TN_IMM_TYPES:
		write_list(out, i, map);
		return;
	case TN_IMM_CAST:
		tn_buf_byte(out, (uint8_t)i->b);
		tn_buf_u32(out, i->a);
		write_heap(out, i->type, map);
		write_heap(out, i->type2, map);
		return;
	case TN_IMM_RESUME:
	case TN_IMM_RESUME_THROW:
		write_indices(out, i, map);
		write_list(out, i, map);
		return;
	case TN_IMM_HEAP:
		write_heap(out, i->type, map);
		return;
	case TN_IMM_MEMARG:
	case TN_IMM_MEMARG_ORDER:
	case TN_IMM_MEMARG_RMW:
		write_memarg(out, i, map);
		return;
	case TN_IMM_MEMARG_LANE:
		write_memarg(out, i, map);
		tn_buf_byte(out, (uint8_t)i->c);
		return;
	case TN_IMM_LANE:
		tn_buf_byte(out, (uint8_t)i->c);
		return;
	case TN_IMM_LANES:
	case TN_IMM_V128:
		tn_buf_bytes(out, i->rest.ptr, i->rest.len);
		return;
	case TN_IMM_I32:
		tn_buf_s32(out, (int32_t)i->value);
		return;
	case TN_IMM_I64:
		tn_buf_s64(out, (int64_t)i->value);
		return;
	case TN_IMM_F32:
		tn_buf_fixed32(out, (uint32_t)i->value);
		return;
	case TN_IMM_F64:
		tn_buf_fixed64(out, i->value);
		return;
	case TN_IMM_ORDER:
		tn_buf_byte(out, i->order);
		return;
	case TN_IMM_ORDER_GLOBAL:
	case TN_IMM_ORDER_TABLE:
	case TN_IMM_ORDER_TYPE:
	case TN_IMM_ORDER_TYPE_FIELD:
		tn_buf_byte(out, i->order);
		write_indices(out, i, map);
		return;
	default:
		write_indices(out, i, map);
		return;
	}
}

void tn_coreedit_uses_all(struct tn_bytes code, tn_coreedit_visit *visit, void *user)
{
	struct tn_reader r = tn_reader_new(code, code.ptr);
	struct tn_coreinstr i;
	while (tn_coreinstr_next(&r, &i))
		tn_coreedit_uses(&i, visit, user);
}

void tn_coreedit_write_all(
	struct tn_buf *out, struct tn_bytes code, const struct tn_coreedit_map *map)
{
	struct tn_reader r = tn_reader_new(code, code.ptr);
	struct tn_coreinstr i;
	while (tn_coreinstr_next(&r, &i))
		tn_coreedit_write(out, &i, map);
}
