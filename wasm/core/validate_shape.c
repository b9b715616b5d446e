/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Instructions of fixed type, as shape.def has them, and accesses of memory. Core spec, validation, "Memory Instructions". */
#include "wasm/core/validate.h"

static bool is_memarg(const struct tn_opcode *info)
{
	return info->imm == TN_IMM_MEMARG || info->imm == TN_IMM_MEMARG_LANE ||
	       info->imm == TN_IMM_MEMARG_ORDER || info->imm == TN_IMM_MEMARG_RMW;
}

static tn_core_ty memory_address(struct tn_validate_body *b)
{
	if (b->i.has_memory && !tn_validate_need(b, TN_WASM_MULTI_MEMORY))
		return TN_CORE_NONE;
	const struct tn_core_extern *memory = tn_validate_memory(b, b->i.a);
	if (memory && !memory->limits.is_64 && b->i.value > UINT32_MAX) {
		tn_validate_fail(b, "offset out of range: must be at most 2**32 - 1");
		return TN_CORE_NONE;
	}
	return memory ? tn_validate_address(memory) : TN_CORE_NONE;
}

/* Proposal multibyte-array-access, "Overview": bytes of an array of numbers. */
static tn_core_ty array_address(struct tn_validate_body *b, bool is_atomic, bool is_store)
{
	if (!tn_validate_need(b, TN_WASM_MULTIBYTE_ARRAY_ACCESS))
		return TN_CORE_NONE;
	const struct tn_core_type *type = tn_validate_type_of(b, b->i.a, TN_CORE_ARRAY);
	if (!type)
		return TN_CORE_NONE;
	const struct tn_core_field *element = type->fields;
	if (is_atomic)
		tn_validate_fail(b, "an array cannot be accessed like this, only a memory");
	else if (is_store && !element->is_mutable)
		tn_validate_fail(
			b, "immutable array: elements of type %u cannot be changed", b->i.a);
	else if (element->type & TN_CORE_REF)
		tn_validate_fail(b, "type mismatch: array type is not numeric or vector");
	else if (b->i.value > UINT32_MAX)
		tn_validate_fail(b, "offset out of range: must be at most 2**32 - 1");
	else
		return TN_CORE_REF | TN_CORE_NULLABLE | TN_CORE_INDEX | b->i.a;
	return TN_CORE_NONE;
}

/* What an access takes as an address; of an array a reference to it, on which its i32 lies. TN_CORE_NONE after an error. */
static tn_core_ty memarg(struct tn_validate_body *b, const struct tn_shape_row *shape)
{
	uint32_t natural = b->i.info->arg;
	bool is_atomic = b->opcode >> 12 == 0xfe;
	if (b->i.b > natural || (is_atomic && b->i.b != natural)) {
		tn_validate_fail(
			b, is_atomic && b->i.b < natural
				   ? "invalid alignment: must be equal to natural alignment"
				   : "alignment must not be larger than natural");
		return TN_CORE_NONE;
	}
	if (b->i.has_order && !tn_validate_need(b, TN_WASM_ACQUIRE_RELEASE_ATOMICS))
		return TN_CORE_NONE;
	if (b->i.is_long && !tn_validate_need(b, TN_WASM_MEMORY64))
		return TN_CORE_NONE;
	return b->i.has_array ? array_address(b, is_atomic, shape->gives == 0) : memory_address(b);
}

static void pop_address(struct tn_validate_body *b, tn_core_ty address)
{
	if (address & TN_CORE_REF)
		tn_validate_pop(b, TN_CORE_I32);
	tn_validate_pop(b, address);
}

static bool lanes_are_there(struct tn_validate_body *b)
{
	const struct tn_opcode *info = b->i.info;
	if (info->imm == TN_IMM_LANE)
		return b->i.c < info->arg;
	if (info->imm == TN_IMM_MEMARG_LANE)
		return b->i.c < 16u >> info->arg;
	for (uint32_t i = 0; info->imm == TN_IMM_LANES && i < 16; i++)
		if (b->i.rest.ptr[i] >= info->arg)
			return false;
	return true;
}

void tn_validate_shape(struct tn_validate_body *b)
{
	const struct tn_opcode *info = b->i.info;
	const struct tn_shape_row *shape = &tn_opcode_shapes[info->shape];
	tn_core_ty address = TN_CORE_NONE;
	if (is_memarg(info) && !(address = memarg(b, shape)))
		return;
	if (!lanes_are_there(b)) {
		tn_validate_fail(b, "invalid lane index: SIMD index out of bounds");
		return;
	}
	if (info->imm == TN_IMM_ORDER && b->i.order &&
		!tn_validate_need(b, TN_WASM_ACQUIRE_RELEASE_ATOMICS))
		return;
	for (uint32_t i = shape->takes; i > 0; i--) {
		tn_core_ty type = shape->types[i - 1];
		if (type == TN_SHAPE_TYPE_ADDR)
			pop_address(b, address);
		else
			tn_validate_pop(b, type);
	}
	for (uint32_t i = 0; i < shape->gives; i++)
		tn_validate_push(b, shape->types[shape->takes + i]);
}
