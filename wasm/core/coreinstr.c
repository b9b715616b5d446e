/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Bytes of instructions to struct tn_coreinstr. Core spec, binary format, "Instructions". */
#include "wasm/core/coreinstr.h"

/* "Block types": empty, one value type, or a type index as a positive s33. */
static void block_type(struct tn_reader *r, struct tn_coreinstr *out)
{
	uint8_t first = tn_reader_peek(r);
	if (first == 0x40) {
		tn_reader_byte(r);
		out->block = TN_BLOCK_EMPTY;
		out->type = TN_CORE_NONE;
	} else if ((first & 0xc0) == 0x40) {
		out->block = TN_BLOCK_VALUE;
		out->type = tn_coretype_value(r);
	} else {
		int64_t index = tn_reader_s33(r);
		if (index < 0)
			tn_reader_fail(r, "malformed block type");
		out->block = TN_BLOCK_TYPE;
		out->a = (uint32_t)index;
	}
}

static void ordering(struct tn_reader *r, uint8_t acquire_release, struct tn_coreinstr *out)
{
	uint8_t byte = tn_reader_peek(r);
	out->order = byte == acquire_release;
	if (byte && !out->order)
		tn_reader_fail(r, "malformed memory ordering");
	tn_reader_byte(r);
}

/*
 * "Memory Instructions": bit 6 of the alignment announces a memory index. Bit 5 is for that of an array type (proposal
 * multibyte-array-access, "Overview"), bit 4 for an ordering (proposal acquire-release-atomics, "Overview"): without
 * them it would be an alignment that no instruction has.
 */
static void memarg(struct tn_reader *r, struct tn_coreinstr *out)
{
	const uint8_t *at = r->at;
	uint32_t flags = tn_reader_u32(r);
	bool is_rmw = out->info->imm == TN_IMM_MEMARG_RMW;
	bool may_order = is_rmw || out->info->imm == TN_IMM_MEMARG_ORDER;
	out->has_memory = flags >> 6 & 1;
	out->has_array = flags >> 5 & 1;
	out->has_order = flags >> 4 & 1;
	const char *error =
		flags >= 128                        ? "malformed memop flags"
		: out->has_memory && out->has_array ? "both a memory and an array type"
		: out->has_order && !may_order
			? "alignment too large, or a memory ordering of what is not atomic"
			: NULL;
	if (error && !r->error) {
		r->at = at;
		tn_reader_fail(r, error);
	}
	out->b = flags & 15;
	out->a = out->has_memory || out->has_array ? tn_reader_u32(r) : 0;
	if (out->has_order)
		ordering(r, is_rmw ? 0x11 : 1, out);
	at = r->at;
	out->value = tn_reader_u64(r);
	out->is_long = r->at - at > 5;
}

struct tn_corecatch tn_coreinstr_catch(struct tn_reader *r)
{
	struct tn_corecatch c = { .kind = tn_reader_peek(r) };
	if (c.kind > 3)
		tn_reader_fail(r, "malformed catch clause");
	tn_reader_byte(r);
	if (c.kind < 2)
		c.tag = tn_reader_u32(r);
	c.label = tn_reader_u32(r);
	return c;
}

struct tn_corehandler tn_coreinstr_handler(struct tn_reader *r)
{
	uint8_t kind = tn_reader_peek(r);
	struct tn_corehandler h = { .is_switch = kind == 1 };
	if (kind > 1)
		tn_reader_fail(r, "malformed on clause");
	tn_reader_byte(r);
	h.tag = tn_reader_u32(r);
	if (!h.is_switch)
		h.label = tn_reader_u32(r);
	return h;
}

enum list { LABELS, TYPES, CATCHES, HANDLERS };

/* Checks that `count` elements are there and keeps them as a slice. */
static void list(struct tn_reader *r, enum list what, struct tn_coreinstr *out)
{
	out->count = tn_reader_count(r, 1);
	const uint8_t *start = r->at;
	uint32_t more = what == LABELS; /* the default label is not counted */
	for (uint64_t i = 0; i < (uint64_t)out->count + more && !r->error; i++) {
		switch (what) {
		case LABELS:
			tn_reader_u32(r);
			break;
		case TYPES:
			tn_coretype_value(r);
			break;
		case CATCHES:
			tn_coreinstr_catch(r);
			break;
		case HANDLERS:
			tn_coreinstr_handler(r);
			break;
		}
	}
	out->rest = (struct tn_bytes){ start, (size_t)(r->at - start) };
}

static void cast(struct tn_reader *r, struct tn_coreinstr *out)
{
	out->b = tn_reader_peek(r);
	if (out->b > 3)
		tn_reader_fail(r, "malformed cast flags");
	tn_reader_byte(r);
	out->a = tn_reader_u32(r);
	tn_core_ty from = tn_coretype_heap(r), to = tn_coretype_heap(r);
	out->type = TN_CORE_REF | from | (out->b & 1 ? TN_CORE_NULLABLE : 0);
	out->type2 = TN_CORE_REF | to | (out->b & 2 ? TN_CORE_NULLABLE : 0);
}

void tn_coreinstr_immediates(struct tn_reader *r, struct tn_coreinstr *out)
{
	switch ((enum tn_imm)out->info->imm) {
	case TN_IMM_NONE:
		break;
	case TN_IMM_BLOCK:
		block_type(r, out);
		break;
	case TN_IMM_LABELS:
		list(r, LABELS, out);
		break;
	case TN_IMM_CAST:
		cast(r, out);
		break;
	case TN_IMM_TRY_TABLE:
		block_type(r, out);
		list(r, CATCHES, out);
		break;
	case TN_IMM_RESUME_THROW:
		out->a = tn_reader_u32(r);
		out->b = tn_reader_u32(r);
		list(r, HANDLERS, out);
		break;
	case TN_IMM_RESUME:
		out->a = tn_reader_u32(r);
		list(r, HANDLERS, out);
		break;
	case TN_IMM_HEAP:
		out->type = tn_coretype_heap(r);
		break;
	case TN_IMM_TYPES:
		list(r, TYPES, out);
		break;
	case TN_IMM_MEMARG:
	case TN_IMM_MEMARG_ORDER:
	case TN_IMM_MEMARG_RMW:
		memarg(r, out);
		break;
	case TN_IMM_MEMARG_LANE:
		memarg(r, out);
		out->c = tn_reader_byte(r);
		break;
	case TN_IMM_LANE:
		out->c = tn_reader_byte(r);
		break;
	case TN_IMM_LANES:
	case TN_IMM_V128:
		out->rest = tn_reader_take(r, 16);
		break;
	case TN_IMM_I32:
		out->value = (uint32_t)tn_reader_s32(r);
		break;
	case TN_IMM_I64:
		out->value = (uint64_t)tn_reader_s64(r);
		break;
	case TN_IMM_F32:
		out->value = tn_reader_fixed32(r);
		break;
	case TN_IMM_F64:
		out->value = tn_reader_fixed64(r);
		break;
	case TN_IMM_ORDER:
		ordering(r, 1, out);
		break;
	case TN_IMM_ORDER_TYPE_FIELD:
		ordering(r, 1, out);
		out->a = tn_reader_u32(r);
		out->b = tn_reader_u32(r);
		break;
	case TN_IMM_ORDER_GLOBAL:
	case TN_IMM_ORDER_TABLE:
	case TN_IMM_ORDER_TYPE:
		ordering(r, 1, out);
		out->a = tn_reader_u32(r);
		break;
	case TN_IMM_TYPE_TABLE:
	case TN_IMM_TYPE_TYPE:
	case TN_IMM_TYPE_TAG:
	case TN_IMM_TYPE_FIELD:
	case TN_IMM_TYPE_COUNT:
	case TN_IMM_TYPE_DATA:
	case TN_IMM_TYPE_ELEM:
	case TN_IMM_DATA_MEMORY:
	case TN_IMM_MEMORY_MEMORY:
	case TN_IMM_ELEM_TABLE:
	case TN_IMM_TABLE_TABLE:
		out->a = tn_reader_u32(r);
		out->b = tn_reader_u32(r);
		break;
	case TN_IMM_LABEL:
	case TN_IMM_FUNC:
	case TN_IMM_LOCAL:
	case TN_IMM_GLOBAL:
	case TN_IMM_TABLE:
	case TN_IMM_MEMORY:
	case TN_IMM_TAG:
	case TN_IMM_TYPE:
	case TN_IMM_ELEM:
	case TN_IMM_DATA:
		out->a = tn_reader_u32(r);
		break;
	}
}

bool tn_coreinstr_next(struct tn_reader *r, struct tn_coreinstr *out)
{
	if (!tn_reader_more(r))
		return false;
	out->at = r->at;
	uint32_t code = tn_reader_byte(r);
	if (code >= 0xfb && code <= 0xfe) {
		uint32_t number = tn_reader_u32(r);
		code = code << 12 | (number > 0xfff ? 0xfff : number);
	}
	out->opcode = code;
	out->info = tn_opcode_get(code);
	if (!out->info->text && !r->error) {
		r->at = out->at;
		tn_reader_fail(r, "illegal opcode");
	}
	if (r->error)
		return false;
	tn_coreinstr_immediates(r, out);
	return !r->error;
}

/* i32.const and its end, as nearly all of them are: NULL when it is anything else. */
const uint8_t *tn_coreinstr_plain_i32(const uint8_t *at, const uint8_t *end)
{
	if (end - at < 3 || *at++ != TN_OP_I32_CONST)
		return NULL;
	for (int i = 0; i < 4 && end - at >= 2; i++) /* the fifth byte has bits that do not count */
		if (*at++ < 0x80)
			return *at == TN_OP_END ? at + 1 : NULL;
	return NULL;
}

struct tn_bytes tn_coreinstr_skip_expr(struct tn_reader *r)
{
	const uint8_t *start = r->at;
	const uint8_t *plain = r->error ? NULL : tn_coreinstr_plain_i32(r->at, r->end);
	if (plain) {
		r->at = plain;
		return (struct tn_bytes){ start, (size_t)(plain - start) };
	}
	struct tn_coreinstr i = { 0 };
	uint32_t depth = 0;
	while (tn_coreinstr_next(r, &i)) {
		if (i.info->imm == TN_IMM_BLOCK || i.info->imm == TN_IMM_TRY_TABLE)
			depth++;
		else if (i.opcode == TN_OP_END && depth-- == 0)
			break;
		else if (i.opcode == TN_OP_DELEGATE && depth > 0)
			depth--;
	}
	if (!r->error && i.opcode != TN_OP_END)
		tn_reader_fail(r, "unexpected end");
	return (struct tn_bytes){ start, (size_t)(r->at - start) };
}
