/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Types and canonical definitions from bytes. Binary.md "Type Definitions", "Canonical Definitions". */
#include "wasm/component/irread.h"

static bool is_primitive(uint8_t byte)
{
	return (byte >= 0x73 && byte <= 0x7f) || byte == 0x64;
}

/* Binary.md "valtype". */
struct tn_vref tn_irdecode_vref(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_vref ref = { 0 };
	if (is_primitive(tn_reader_peek(r))) {
		ref.prim = tn_reader_byte(r);
		return ref;
	}
	size_t offset = tn_reader_offset(r);
	int64_t index = tn_reader_s33(r);
	if (!r->error && index < 0) {
		r->at = r->base + offset;
		tn_reader_fail(r, "invalid value type");
	}
	if (!r->error)
		ref.node = tn_irread_lookup(in, in->frame, TN_SORT_TYPE, (uint32_t)index, offset);
	if (!ref.node)
		ref.prim = TN_VREF_UNKNOWN;
	return ref;
}

static struct tn_vref optional(struct tn_irread *in, struct tn_reader *r)
{
	switch (tn_reader_byte(r)) {
	case 0x00:
		break;
	case 0x01:
		return tn_irdecode_vref(in, r);
	default:
		tn_irread_leading(r, "invalid leading byte of an optional value type");
	}
	return (struct tn_vref){ 0 };
}

static void members(struct tn_irread *in, struct tn_reader *r, struct tn_type_def *type)
{
	bool has_name = type->kind != TN_TYPE_TUPLE;
	uint32_t count = tn_reader_count(r, 1);
	if (!r->error && count > in->cx->limits.type_members) {
		tn_reader_fail(r, "more members of a type than the limit allows");
		return;
	}
	type->members.ptr = TN_NEWN(in->ir->arena, struct tn_type_member, count);
	type->members.len = count;
	for (uint32_t i = 0; i < count && !r->error; i++) {
		struct tn_type_member *member = &type->members.ptr[i];
		in->part = (struct tn_ir_part){ tn_ir_member_word(type->kind), i, 0 };
		if (has_name) {
			struct tn_str name = tn_reader_name(r);
			member->name = r->error ? 0 : tn_ctx_name(in->cx, name);
			in->part.name = member->name;
		}
		if (type->kind == TN_TYPE_VARIANT) {
			member->type = optional(in, r);
			if (tn_reader_byte(r) != 0x00)
				tn_irread_leading(r, "zero byte required");
		} else if (type->kind != TN_TYPE_FLAGS && type->kind != TN_TYPE_ENUM) {
			member->type = tn_irdecode_vref(in, r);
		}
	}
	if (!r->error)
		in->part.word = NULL;
}

/* Binary.md "resultlist". */
static struct tn_vref result_list(struct tn_irread *in, struct tn_reader *r)
{
	switch (tn_reader_byte(r)) {
	case 0x00:
		return tn_irdecode_vref(in, r);
	case 0x01:
		if (tn_reader_byte(r) != 0x00)
			tn_irread_leading(r, "invalid number of results");
		break;
	default:
		tn_irread_leading(r, "invalid leading byte of component function results");
	}
	return (struct tn_vref){ 0 };
}

static void resource(struct tn_irread *in, struct tn_reader *r, struct tn_type_def *type)
{
	type->kind = TN_TYPE_RESOURCE;
	type->rep = tn_reader_byte(r);
	if (!r->error && (type->rep < 0x69 || type->rep > 0x7f))
		tn_irread_leading(r, "invalid representation of a resource");
	switch (tn_reader_byte(r)) {
	case 0x00:
		break;
	case 0x01:
		type->dtor = tn_irread_index(in, r, TN_SORT_CORE_FUNC);
		break;
	default:
		tn_irread_leading(r, "invalid leading byte of a resource destructor");
	}
}

/* Binary.md "type". */
void tn_irdecode_type(struct tn_irread *in, struct tn_reader *r, struct tn_type_def *type)
{
	uint8_t code = tn_reader_byte(r);
	if (is_primitive(code)) {
		type->kind = TN_TYPE_PRIMITIVE;
		type->a.prim = code;
		return;
	}
	switch (code) {
	case 0x72:
		type->kind = TN_TYPE_RECORD;
		members(in, r, type);
		break;
	case 0x71:
		type->kind = TN_TYPE_VARIANT;
		members(in, r, type);
		break;
	case 0x70:
		type->kind = TN_TYPE_LIST;
		type->a = tn_irdecode_vref(in, r);
		break;
	case 0x67:
		type->kind = TN_TYPE_FIXED_LIST;
		type->a = tn_irdecode_vref(in, r);
		type->length = tn_reader_u32(r);
		break;
	case 0x6f:
		type->kind = TN_TYPE_TUPLE;
		members(in, r, type);
		break;
	case 0x6e:
		type->kind = TN_TYPE_FLAGS;
		members(in, r, type);
		break;
	case 0x6d:
		type->kind = TN_TYPE_ENUM;
		members(in, r, type);
		break;
	case 0x6b:
		type->kind = TN_TYPE_OPTION;
		type->a = tn_irdecode_vref(in, r);
		break;
	case 0x6a:
		type->kind = TN_TYPE_RESULT;
		type->a = optional(in, r);
		type->b = optional(in, r);
		break;
	case 0x69:
	case 0x68:
		type->kind = code == 0x69 ? TN_TYPE_OWN : TN_TYPE_BORROW;
		type->a.node = tn_irread_index(in, r, TN_SORT_TYPE);
		break;
	case 0x66:
	case 0x65:
		type->kind = code == 0x66 ? TN_TYPE_STREAM : TN_TYPE_FUTURE;
		type->a = optional(in, r);
		break;
	case 0x63:
		type->kind = TN_TYPE_MAP;
		type->a = tn_irdecode_vref(in, r);
		type->b = tn_irdecode_vref(in, r);
		break;
	case 0x40:
	case 0x43:
		type->kind = TN_TYPE_FUNC;
		type->is_async = code == 0x43;
		members(in, r, type);
		type->a = result_list(in, r);
		break;
	case 0x41:
	case 0x42:
		type->kind = code == 0x41 ? TN_TYPE_COMPONENT : TN_TYPE_INSTANCE;
		type->scope = tn_iritem_decls(in, r,
			code == 0x41 ? TN_SCOPE_COMPONENT_TYPE : TN_SCOPE_INSTANCE_TYPE);
		break;
	case 0x3f:
		resource(in, r, type);
		break;
	default:
		tn_irread_leading(r, "invalid leading byte of a type");
	}
}

/* Binary.md "opts". */
static void opts(struct tn_irread *in, struct tn_reader *r, struct tn_canon *canon)
{
	uint32_t count = tn_reader_count(r, 1);
	if (!r->error && count > in->cx->limits.canon_options) {
		tn_reader_fail(r, "more canonical options than the limit allows");
		return;
	}
	canon->opts.ptr = TN_NEWN(in->ir->arena, struct tn_canon_opt, count);
	canon->opts.len = count;
	for (uint32_t i = 0; i < count && !r->error; i++) {
		struct tn_canon_opt *opt = &canon->opts.ptr[i];
		opt->code = tn_reader_byte(r);
		switch (opt->code) {
		case TN_OPT_UTF8:
		case TN_OPT_UTF16:
		case TN_OPT_LATIN1_UTF16:
		case TN_OPT_ASYNC:
		case TN_OPT_GC:
			break;
		case TN_OPT_MEMORY:
			opt->node = tn_irread_index(in, r, TN_SORT_CORE_MEMORY);
			break;
		case TN_OPT_REALLOC:
		case TN_OPT_POST_RETURN:
		case TN_OPT_CALLBACK:
			opt->node = tn_irread_index(in, r, TN_SORT_CORE_FUNC);
			break;
		case TN_OPT_CORE_TYPE:
			opt->node = tn_irread_index(in, r, TN_SORT_CORE_TYPE);
			break;
		default:
			tn_irread_leading(r, "invalid leading byte of a canonical option");
		}
	}
}

static void zero_sort(struct tn_reader *r)
{
	if (tn_reader_byte(r) != 0x00)
		tn_irread_leading(r, "invalid sort of a canonical definition");
}

/* context.get and context.set know numbers only. */
static uint8_t slot_type(struct tn_reader *r)
{
	uint8_t type = tn_reader_byte(r);
	if (!r->error && (type < 0x7b || type > 0x7f))
		tn_irread_leading(r, "invalid value type of a context slot");
	return type;
}

static void operand(struct tn_irread *in, struct tn_reader *r, char op, struct tn_canon *canon)
{
	uint8_t byte;
	switch (op) {
	case 'F':
		zero_sort(r);
		canon->func = tn_irread_index(in, r, TN_SORT_CORE_FUNC);
		break;
	case 'f':
		zero_sort(r);
		canon->func = tn_irread_index(in, r, TN_SORT_FUNC);
		break;
	case 't':
		canon->type = tn_irread_index(in, r, TN_SORT_TYPE);
		break;
	case 'c':
		canon->type = tn_irread_index(in, r, TN_SORT_CORE_TYPE);
		break;
	case 'o':
		opts(in, r, canon);
		break;
	case 'r':
		canon->has_result = tn_reader_peek(r) == 0x00;
		canon->result = result_list(in, r);
		break;
	case 'a':
		byte = tn_reader_byte(r);
		if (byte > 1)
			tn_irread_leading(r, "invalid boolean");
		canon->is_async = byte == 1;
		break;
	case '0':
		if (tn_reader_byte(r) != 0x00)
			tn_irread_leading(r, "zero byte required: `cancellable` is gone");
		break;
	case 'm':
		canon->memory = tn_irread_index(in, r, TN_SORT_CORE_MEMORY);
		break;
	case 'T':
		canon->table = tn_irread_index(in, r, TN_SORT_CORE_TABLE);
		break;
	case 'v':
		canon->slot_type = slot_type(r);
		break;
	case 'i':
		canon->slot = tn_reader_u32(r);
		break;
	}
}

/* Binary.md "canon", after the rows of canon.def. */
void tn_irdecode_canon(struct tn_irread *in, struct tn_reader *r, struct tn_canon *canon)
{
	canon->opcode = tn_reader_byte(r);
	const struct tn_canon_row *row = tn_ir_canon_row(canon->opcode);
	if (!row->text) {
		tn_irread_leading(r, "invalid leading byte of a canonical definition");
		return;
	}
	for (const char *op = row->operands; *op && !r->error; op++)
		operand(in, r, *op, canon);
}
