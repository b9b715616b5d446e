/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Select, globals, tables and memories. Core spec, validation, "Parametric Instructions" to
 * "Memory Instructions".
 */
#include "wasm/core/validate.h"

static tn_core_ty narrower(tn_core_ty a, tn_core_ty b)
{
	return a == TN_CORE_I32 ? a : b;
}

bool tn_validate_data_segment(struct tn_validate_body *b, uint32_t index)
{
	if (!b->m->has_data_count)
		tn_validate_fail(b, "data count section required");
	else if (index >= b->m->data_count)
		tn_validate_fail(b, "unknown data segment %u", index);
	return !b->has_failed;
}

const struct tn_core_elem *tn_validate_elem_segment(struct tn_validate_body *b, uint32_t index)
{
	if (index >= b->m->elems.len) {
		tn_validate_fail(b, "unknown elem segment %u: segment index out of bounds", index);
		return NULL;
	}
	const struct tn_core_elem *elem = &b->m->elems.ptr[index];
	return tn_validate_stops_at_type(b, elem->type) ? NULL : elem;
}

/* ---- parametric ---- */

static bool is_number(tn_core_ty type)
{
	return !(type & TN_CORE_REF);
}

/* Without a type: numbers and vectors only, both the same. */
static void select_plain(struct tn_validate_body *b)
{
	tn_validate_pop(b, TN_CORE_I32);
	tn_core_ty one = tn_validate_pop_any(b), two = tn_validate_pop_any(b);
	if (b->has_failed)
		return;
	if (!is_number(one) || !is_number(two))
		tn_validate_fail(
			b, "type mismatch: select without a type takes numbers and vectors only");
	else if (one != two && one != TN_VALIDATE_BOT && two != TN_VALIDATE_BOT)
		tn_validate_expected(b, two, one);
	tn_validate_push(b, one == TN_VALIDATE_BOT ? two : one);
}

static void select_typed(struct tn_validate_body *b)
{
	if (b->i.count != 1) {
		tn_validate_fail(b, "invalid result arity: select gives one value");
		return;
	}
	struct tn_reader r = tn_reader_new(b->i.rest, b->r.base);
	tn_core_ty type = tn_coretype_value(&r);
	if (!tn_validate_value_type(b, type))
		return;
	tn_validate_pop(b, TN_CORE_I32);
	tn_validate_pop(b, type);
	tn_validate_pop(b, type);
	tn_validate_push(b, type);
}

/* ---- globals ---- */

static void global_get(struct tn_validate_body *b)
{
	const struct tn_core_extern *global = tn_validate_global(b, b->i.a);
	if (global)
		tn_validate_push(b, global->value);
}

static void global_set(struct tn_validate_body *b)
{
	const struct tn_core_extern *global = tn_validate_global(b, b->i.a);
	if (!global)
		return;
	if (!global->is_mutable)
		tn_validate_fail(b, "global is immutable: cannot modify it with `global.set`");
	tn_validate_pop(b, global->value);
}

/* ---- tables ---- */

static void table_fill(struct tn_validate_body *b, const struct tn_core_extern *table)
{
	tn_core_ty address = tn_validate_address(table);
	tn_validate_pop(b, address);
	tn_validate_pop(b, table->value);
	tn_validate_pop(b, address);
}

static void table_copy(struct tn_validate_body *b)
{
	const struct tn_core_extern *to = tn_validate_table(b, b->i.a);
	const struct tn_core_extern *from = to ? tn_validate_table(b, b->i.b) : NULL;
	if (!from)
		return;
	if (!tn_validate_matches(b->m, from->value, to->value)) {
		tn_validate_expected(b, to->value, from->value);
		return;
	}
	tn_core_ty to_address = tn_validate_address(to), from_address = tn_validate_address(from);
	tn_validate_pop(b, narrower(to_address, from_address));
	tn_validate_pop(b, from_address);
	tn_validate_pop(b, to_address);
}

static void table_init(struct tn_validate_body *b)
{
	const struct tn_core_extern *table = tn_validate_table(b, b->i.b);
	const struct tn_core_elem *elem = table ? tn_validate_elem_segment(b, b->i.a) : NULL;
	if (!elem)
		return;
	if (!tn_validate_matches(b->m, elem->type, table->value)) {
		tn_validate_expected(b, table->value, elem->type);
		return;
	}
	tn_validate_pop(b, TN_CORE_I32);
	tn_validate_pop(b, TN_CORE_I32);
	tn_validate_pop(b, tn_validate_address(table));
}

static void table_op(struct tn_validate_body *b)
{
	const struct tn_core_extern *table = tn_validate_table(b, b->i.a);
	if (!table)
		return;
	tn_core_ty address = tn_validate_address(table);
	switch (b->opcode) {
	case TN_OP_TABLE_GET:
		tn_validate_pop(b, address);
		tn_validate_push(b, table->value);
		break;
	case TN_OP_TABLE_SET:
		tn_validate_pop(b, table->value);
		tn_validate_pop(b, address);
		break;
	case TN_OP_TABLE_GROW:
		tn_validate_pop(b, address);
		tn_validate_pop(b, table->value);
		tn_validate_push(b, address);
		break;
	case TN_OP_TABLE_SIZE:
		tn_validate_push(b, address);
		break;
	case TN_OP_TABLE_FILL:
		table_fill(b, table);
		break;
	}
}

/* ---- memories ---- */

static void memory_copy(struct tn_validate_body *b)
{
	const struct tn_core_extern *to = tn_validate_memory(b, b->i.a);
	const struct tn_core_extern *from = to ? tn_validate_memory(b, b->i.b) : NULL;
	if (!from)
		return;
	tn_core_ty to_address = tn_validate_address(to), from_address = tn_validate_address(from);
	tn_validate_pop(b, narrower(to_address, from_address));
	tn_validate_pop(b, from_address);
	tn_validate_pop(b, to_address);
}

static void memory_init(struct tn_validate_body *b)
{
	const struct tn_core_extern *memory = tn_validate_memory(b, b->i.b);
	if (!memory || !tn_validate_data_segment(b, b->i.a))
		return;
	tn_validate_pop(b, TN_CORE_I32);
	tn_validate_pop(b, TN_CORE_I32);
	tn_validate_pop(b, tn_validate_address(memory));
}

static void memory_op(struct tn_validate_body *b)
{
	const struct tn_core_extern *memory = tn_validate_memory(b, b->i.a);
	if (!memory)
		return;
	if (b->i.a != 0 && !tn_validate_need(b, TN_WASM_MULTI_MEMORY))
		return;
	tn_core_ty address = tn_validate_address(memory);
	switch (b->opcode) {
	case TN_OP_MEMORY_SIZE:
		tn_validate_push(b, address);
		break;
	case TN_OP_MEMORY_GROW:
		tn_validate_pop(b, address);
		tn_validate_push(b, address);
		break;
	case TN_OP_MEMORY_FILL:
		tn_validate_pop(b, address);
		tn_validate_pop(b, TN_CORE_I32);
		tn_validate_pop(b, address);
		break;
	case TN_OP_MEMORY_DISCARD:
		tn_validate_pop(b, address);
		tn_validate_pop(b, address);
		break;
	}
}

bool tn_validate_ops(struct tn_validate_body *b)
{
	switch (b->opcode) {
	case TN_OP_DROP:
		tn_validate_pop_any(b);
		break;
	case TN_OP_SELECT:
		select_plain(b);
		break;
	case TN_OP_TYPED_SELECT:
		select_typed(b);
		break;
	case TN_OP_GLOBAL_GET:
		global_get(b);
		break;
	case TN_OP_GLOBAL_SET:
		global_set(b);
		break;
	case TN_OP_TABLE_GET:
	case TN_OP_TABLE_SET:
	case TN_OP_TABLE_GROW:
	case TN_OP_TABLE_SIZE:
	case TN_OP_TABLE_FILL:
		table_op(b);
		break;
	case TN_OP_TABLE_COPY:
		table_copy(b);
		break;
	case TN_OP_TABLE_INIT:
		table_init(b);
		break;
	case TN_OP_ELEM_DROP:
		tn_validate_elem_segment(b, b->i.a);
		break;
	case TN_OP_MEMORY_SIZE:
	case TN_OP_MEMORY_GROW:
	case TN_OP_MEMORY_FILL:
	case TN_OP_MEMORY_DISCARD:
		memory_op(b);
		break;
	case TN_OP_MEMORY_COPY:
		memory_copy(b);
		break;
	case TN_OP_MEMORY_INIT:
		memory_init(b);
		break;
	case TN_OP_DATA_DROP:
		tn_validate_data_segment(b, b->i.a);
		break;
	default:
		return false;
	}
	return true;
}
