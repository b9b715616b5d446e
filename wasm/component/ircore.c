/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Core types inside components. Core spec, binary format, "Types" and "Import section". */
#include "wasm/component/ircore.h"

#include "wasm/core/coretype.h"

/* Notes a type index; gives its ordinal. */
static uint32_t index_here(struct tn_reader *r, struct tn_ircore *out, bool is_heap)
{
	const uint8_t *at = r->at;
	int64_t raw = is_heap ? tn_reader_s33(r) : tn_reader_u32(r);
	if (raw < 0)
		tn_reader_fail(r, "unknown heap type");
	if (r->error)
		return 0;
	*TN_PUSH(out->arena, &out->patches) = (struct tn_patch){
		.at = (uint32_t)(at - out->start),
		.len = (uint8_t)(r->at - at),
		.is_heap = is_heap,
	};
	*TN_PUSH(out->arena, &out->raw) = (uint32_t)raw;
	return out->patches.len - 1;
}

/* A count of what takes so many bytes each; any number when `each` is 0. Notes one that is too long. */
static uint64_t number(struct tn_reader *r, struct tn_ircore *out, size_t each)
{
	const uint8_t *at = r->at;
	bool was_long = r->long_leb;
	r->long_leb = false;
	uint64_t value = each ? tn_reader_count(r, each) : tn_reader_u64(r);
	if (r->long_leb && !r->error)
		*TN_PUSH(out->arena, &out->longs) = (struct tn_ircore_long){
			(uint32_t)(at - out->start), (uint32_t)(r->at - at), value
		};
	r->long_leb |= was_long;
	return value;
}

struct tn_bytes tn_ircore_shortest(const struct tn_ircore *scan, struct tn_arena *arena,
	struct tn_bytes bytes, struct tn_patch *patches)
{
	if (!scan->longs.len)
		return bytes;
	struct tn_buf buf = tn_buf_new(arena);
	size_t from = 0;
	uint32_t patch = 0;
	for (uint32_t i = 0; i <= scan->longs.len; i++) {
		const struct tn_ircore_long *next = i < scan->longs.len ? &scan->longs.ptr[i] : NULL;
		size_t to = next ? next->at : bytes.len;
		for (; patch < scan->patches.len && patches[patch].at < to; patch++)
			patches[patch].at -= (uint32_t)(from - buf.len);
		tn_buf_bytes(&buf, bytes.ptr + from, to - from);
		if (next) {
			tn_buf_u64(&buf, next->value);
			from = to + next->len;
		}
	}
	return tn_buf_done(&buf);
}

static bool is_abstract_heap(uint8_t byte)
{
	/* noexn nofunc noextern none func extern any eq i31 struct array exn; nocont cont */
	return (byte >= 0x69 && byte <= 0x75) || byte == 0x68;
}

static tn_core_ty heap_type(struct tn_reader *r, struct tn_ircore *out)
{
	uint8_t byte = tn_reader_peek(r);
	tn_core_ty type = 0;
	if (byte == 0x65) {
		tn_reader_byte(r);
		type = TN_CORE_SHARED;
		byte = tn_reader_peek(r);
		if (!is_abstract_heap(byte))
			tn_reader_fail(r, "unknown heap type");
	} else if (byte == 0x62) {
		tn_reader_byte(r);
		return TN_CORE_EXACT | TN_CORE_INDEX | index_here(r, out, false);
	}
	if (is_abstract_heap(byte))
		return type | tn_reader_byte(r);
	return type | TN_CORE_INDEX | index_here(r, out, true);
}

static tn_core_ty value_type(struct tn_reader *r, struct tn_ircore *out, bool is_storage)
{
	uint8_t byte = tn_reader_peek(r);
	if (byte >= 0x7b && byte <= 0x7f)
		return tn_reader_byte(r);
	if (is_storage && (byte == TN_CORE_I8 || byte == TN_CORE_I16))
		return tn_reader_byte(r);
	if (byte == 0x63 || byte == 0x64) {
		tn_reader_byte(r);
		return TN_CORE_REF | (byte == 0x63 ? TN_CORE_NULLABLE : 0) | heap_type(r, out);
	}
	if (is_abstract_heap(byte) || byte == 0x65)
		return TN_CORE_REF | TN_CORE_NULLABLE | heap_type(r, out);
	tn_reader_fail(r, tn_reader_more(r) ? "invalid value type" : "unexpected end");
	return 0;
}

static tn_core_ty *value_types(struct tn_reader *r, struct tn_ircore *out, uint32_t *count)
{
	*count = (uint32_t)number(r, out, 1);
	tn_core_ty *types = TN_NEWN(out->arena, tn_core_ty, *count);
	for (uint32_t i = 0; i < *count && !r->error; i++)
		types[i] = value_type(r, out, false);
	return types;
}

static void field_type(struct tn_reader *r, struct tn_ircore *out, struct tn_core_field *field)
{
	field->type = value_type(r, out, true);
	uint8_t mut = tn_reader_byte(r);
	if (mut > 1)
		tn_reader_fail(r, "malformed mutability");
	field->is_mutable = mut == 1;
}

static void composite_type(struct tn_reader *r, struct tn_ircore *out, struct tn_core_type *type)
{
	switch (tn_reader_byte(r)) {
	case 0x60:
		type->kind = TN_CORE_FUNC;
		type->sig.params = value_types(r, out, &type->sig.param_count);
		type->sig.results = value_types(r, out, &type->sig.result_count);
		break;
	case 0x5f:
		type->kind = TN_CORE_STRUCT;
		type->field_count = (uint32_t)number(r, out, 2);
		type->fields = TN_NEWN(out->arena, struct tn_core_field, type->field_count);
		for (uint32_t i = 0; i < type->field_count && !r->error; i++)
			field_type(r, out, &type->fields[i]);
		break;
	case 0x5e:
		type->kind = TN_CORE_ARRAY;
		type->field_count = 1;
		type->fields = TN_NEW(out->arena, struct tn_core_field);
		field_type(r, out, type->fields);
		break;
	case 0x5d:
		type->kind = TN_CORE_CONT;
		type->cont = TN_CORE_INDEX | index_here(r, out, true);
		break;
	default:
		if (!r->error)
			r->at--;
		tn_reader_fail(r, "malformed core type");
	}
}

static void sub_type(struct tn_reader *r, struct tn_ircore *out)
{
	struct tn_core_type type = {
		.is_final = true,
		.super = UINT32_MAX,
		.descriptor = UINT32_MAX,
		.describes = UINT32_MAX,
		.offset = (uint32_t)tn_reader_offset(r),
	};
	uint8_t byte = tn_reader_peek(r);
	if (byte == 0x50 || byte == 0x4f) {
		tn_reader_byte(r);
		type.is_final = byte == 0x4f;
		uint64_t supers = number(r, out, 1);
		if (supers > 1)
			tn_reader_fail(r, "multiple supertypes");
		else if (supers)
			type.super = index_here(r, out, false);
	}
	if (tn_reader_peek(r) == 0x65) {
		tn_reader_byte(r);
		type.is_shared = true;
	}
	if (tn_reader_peek(r) == 0x4c) { /* describes */
		tn_reader_byte(r);
		type.describes = index_here(r, out, false);
	}
	if (tn_reader_peek(r) == 0x4d) { /* descriptor */
		tn_reader_byte(r);
		type.descriptor = index_here(r, out, false);
	}
	composite_type(r, out, &type);
	*TN_PUSH(out->arena, &out->types) = type;
}

uint32_t tn_ircore_group_size(const struct tn_reader *r)
{
	struct tn_reader ahead = *r;
	if (tn_reader_byte(&ahead) != 0x4e)
		return 1;
	return tn_reader_count(&ahead, 2);
}

void tn_ircore_rec(struct tn_reader *r, struct tn_ircore *out)
{
	uint32_t count = 1;
	bool in_group = tn_reader_peek(r) == 0x4e;
	if (in_group) {
		tn_reader_byte(r);
		count = (uint32_t)number(r, out, 2);
	}
	for (uint32_t i = 0; i < count && !r->error; i++)
		sub_type(r, out);
	for (uint32_t i = 0; i < out->types.len; i++) {
		out->types.ptr[i].group_size = count;
		out->types.ptr[i].in_group = in_group;
	}
}

static void limits(
	struct tn_reader *r, struct tn_ircore *out, bool is_memory, struct tn_core_limits *limits)
{
	struct tn_reader again = *r;
	tn_coretype_limits(r, is_memory, limits);
	if (r->error)
		return;
	(void)tn_reader_byte(&again); /* the flags */
	(void)number(&again, out, 0);
	if (limits->has_max)
		(void)number(&again, out, 0);
	if (limits->has_page)
		(void)number(&again, out, 0);
}

struct tn_core_extern tn_ircore_extern(struct tn_reader *r, struct tn_ircore *out)
{
	struct tn_core_extern type = { 0 };
	uint8_t kind = tn_reader_byte(r);
	switch (kind) {
	case 0x00:
	case 0x20: /* exact function */
		type.kind = TN_CORE_KIND_FUNC;
		type.is_exact = kind == 0x20;
		type.type = index_here(r, out, false);
		break;
	case 0x01:
		type.kind = TN_CORE_KIND_TABLE;
		type.value = value_type(r, out, false);
		if (!r->error && !(type.value & TN_CORE_REF))
			tn_reader_fail(r, "malformed reference type");
		limits(r, out, false, &type.limits);
		type.is_shared = type.limits.is_shared;
		break;
	case 0x02:
		type.kind = TN_CORE_KIND_MEMORY;
		limits(r, out, true, &type.limits);
		break;
	case 0x03: {
		type.kind = TN_CORE_KIND_GLOBAL;
		type.value = value_type(r, out, false);
		uint8_t flags = tn_reader_byte(r);
		if (flags > 3)
			tn_reader_fail(r, "malformed mutability");
		type.is_mutable = flags & 1;
		type.is_shared = flags & 2;
		break;
	}
	case 0x04:
		type.kind = TN_CORE_KIND_TAG;
		if (tn_reader_byte(r) != 0)
			tn_reader_fail(r, "malformed tag attribute");
		type.type = index_here(r, out, false);
		break;
	default:
		if (!r->error)
			r->at--;
		tn_reader_fail(r, "malformed core external kind");
	}
	return type;
}
