/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Core types: from bytes and into text. Core spec, binary format, "Types". */
#include "wasm/core/coretype.h"

/* ---- reading ---- */

static bool is_abstract_heap(uint8_t byte)
{
	return byte >= TN_HEAP_CONT && byte <= TN_HEAP_NOCONT;
}

/* "Heap Types": a positive s33 is a type index, everything else one byte of its own. */
tn_core_ty tn_coretype_heap(struct tn_reader *r)
{
	uint8_t first = tn_reader_peek(r);
	tn_core_ty flags = 0;
	if (first == 0x65 || first == 0x62) {
		tn_reader_byte(r);
		flags = first == 0x65 ? TN_CORE_SHARED : TN_CORE_EXACT;
	}
	if (flags == TN_CORE_EXACT || (!flags && (first & 0xc0) != 0x40)) {
		int64_t index = flags ? (int64_t)tn_reader_u32(r) : tn_reader_s33(r);
		if (index < 0)
			tn_reader_fail(r, "malformed heap type");
		else if (index > TN_CORE_HEAP_MASK)
			tn_reader_fail(r, "type index greater than implementation limits");
		return r->error ? 0 : flags | TN_CORE_INDEX | (tn_core_ty)index;
	}
	uint8_t byte = tn_reader_peek(r);
	if (!is_abstract_heap(byte)) {
		tn_reader_fail(r, r->at == r->end ? "unexpected end" : "malformed heap type");
		return 0;
	}
	tn_reader_byte(r);
	return flags | byte;
}

/* "Reference Types": one byte stands for a nullable abstract reference. */
tn_core_ty tn_coretype_ref(struct tn_reader *r)
{
	uint8_t first = tn_reader_peek(r);
	if (first == 0x63 || first == 0x64) {
		tn_reader_byte(r);
		tn_core_ty heap = tn_coretype_heap(r);
		return r->error ? 0 : TN_CORE_REF | heap | (first == 0x63 ? TN_CORE_NULLABLE : 0);
	}
	if (first != 0x65 && !is_abstract_heap(first)) {
		tn_reader_fail(r, r->at == r->end ? "unexpected end" : "malformed reference type");
		return 0;
	}
	tn_core_ty heap = tn_coretype_heap(r);
	return r->error ? 0 : TN_CORE_REF | TN_CORE_NULLABLE | heap;
}

tn_core_ty tn_coretype_value(struct tn_reader *r)
{
	uint8_t first = tn_reader_peek(r);
	if (first >= TN_CORE_V128 && first <= TN_CORE_I32)
		return tn_reader_byte(r);
	if (first == 0x63 || first == 0x64 || first == 0x65 || is_abstract_heap(first))
		return tn_coretype_ref(r);
	tn_reader_fail(r, r->at == r->end ? "unexpected end" : "malformed value type");
	return 0;
}

tn_core_ty tn_coretype_storage(struct tn_reader *r)
{
	uint8_t first = tn_reader_peek(r);
	if (first == TN_CORE_I8 || first == TN_CORE_I16)
		return tn_reader_byte(r);
	return tn_coretype_value(r);
}

/* "Limits"; bit 3 is a page size (proposal custom-page-sizes). */
void tn_coretype_limits(struct tn_reader *r, bool is_memory, struct tn_core_limits *out)
{
	uint8_t flags = tn_reader_peek(r);
	*out = (struct tn_core_limits){ .page_log2 = 16 };
	if (flags & ~(is_memory ? 15 : 7)) {
		tn_reader_fail(r, "malformed limits flags");
		return;
	}
	tn_reader_byte(r);
	out->has_max = flags & 1;
	out->is_shared = flags >> 1 & 1;
	out->is_64 = flags >> 2 & 1;
	out->has_page = flags >> 3 & 1;
	out->min = tn_reader_u64(r);
	if (out->has_max)
		out->max = tn_reader_u64(r);
	if (out->has_page) {
		const uint8_t *at = r->at;
		uint32_t page = tn_reader_u32(r);
		if (page >= 64 && !r->error) {
			r->at = at;
			tn_reader_fail(r, "invalid custom page size");
		}
		out->page_log2 = (uint8_t)page;
	}
}

void tn_coretype_extern(struct tn_reader *r, enum tn_core_kind kind, struct tn_core_extern *out)
{
	*out = (struct tn_core_extern){ .kind = kind };
	switch (kind) {
	case TN_CORE_KIND_FUNC:
		out->type = tn_reader_u32(r);
		break;
	case TN_CORE_KIND_TABLE:
		out->value = tn_coretype_ref(r);
		tn_coretype_limits(r, false, &out->limits);
		out->is_shared = out->limits.is_shared;
		break;
	case TN_CORE_KIND_MEMORY:
		tn_coretype_limits(r, true, &out->limits);
		break;
	case TN_CORE_KIND_GLOBAL: {
		out->value = tn_coretype_value(r);
		uint8_t flags = tn_reader_peek(r);
		if (flags > 3)
			tn_reader_fail(r, "malformed mutability");
		tn_reader_byte(r);
		out->is_mutable = flags & 1;
		out->is_shared = flags >> 1 & 1;
		break;
	}
	case TN_CORE_KIND_TAG:
		if (tn_reader_peek(r) != 0)
			tn_reader_fail(r, "malformed tag attribute");
		tn_reader_byte(r);
		out->type = tn_reader_u32(r);
		break;
	}
}

/* ---- features ---- */

static uint64_t ref_needs(tn_core_ty type)
{
	uint64_t needs = TN_WASM_REFERENCE_TYPES;
	if (type & TN_CORE_SHARED)
		needs |= TN_WASM_SHARED_EVERYTHING_THREADS;
	if (type & TN_CORE_EXACT)
		return needs | TN_WASM_CUSTOM_DESCRIPTORS;
	if (type & TN_CORE_INDEX)
		return needs | TN_WASM_TYPED_REFERENCES;
	switch (type & TN_CORE_HEAP_MASK) {
	case TN_HEAP_FUNC:
		return needs | (type & TN_CORE_NULLABLE ? 0 : TN_WASM_FUNCTION_REFERENCES);
	case TN_HEAP_EXTERN:
		return needs | TN_WASM_GC_TYPES |
		       (type & TN_CORE_NULLABLE ? 0 : TN_WASM_FUNCTION_REFERENCES);
	case TN_HEAP_EXN:
		return needs | TN_WASM_EXCEPTIONS;
	case TN_HEAP_NOEXN:
		return needs | TN_WASM_EXCEPTIONS | TN_WASM_GC_TYPES;
	case TN_HEAP_CONT:
	case TN_HEAP_NOCONT:
		return needs | TN_WASM_STACK_SWITCHING | TN_WASM_GC_TYPES;
	default:
		return needs | TN_WASM_GC | TN_WASM_GC_TYPES;
	}
}

uint64_t tn_coretype_needs(tn_core_ty type)
{
	if (type & TN_CORE_REF)
		return ref_needs(type);
	switch (type) {
	case TN_CORE_F32:
	case TN_CORE_F64:
		return TN_WASM_FLOATS;
	case TN_CORE_V128:
		return TN_WASM_SIMD;
	case TN_CORE_I8:
	case TN_CORE_I16:
		return TN_WASM_GC;
	default:
		return 0;
	}
}

uint64_t tn_coretype_extern_needs(const struct tn_core_extern *type)
{
	uint64_t needs = 0;
	switch (type->kind) {
	case TN_CORE_KIND_FUNC:
		return type->is_exact ? TN_WASM_CUSTOM_DESCRIPTORS : 0;
	case TN_CORE_KIND_TABLE:
		if (type->value != TN_CORE_FUNCREF) /* which has been there from the beginning */
			needs |= tn_coretype_needs(type->value);
		if (type->limits.is_shared)
			needs |= TN_WASM_SHARED_EVERYTHING_THREADS;
		break;
	case TN_CORE_KIND_MEMORY:
		if (type->limits.is_shared)
			needs |= TN_WASM_THREADS;
		if (type->limits.has_page)
			needs |= TN_WASM_CUSTOM_PAGE_SIZES;
		break;
	case TN_CORE_KIND_GLOBAL:
		return tn_coretype_needs(type->value) |
		       (type->is_shared ? TN_WASM_SHARED_EVERYTHING_THREADS : 0);
	case TN_CORE_KIND_TAG:
		return TN_WASM_EXCEPTIONS;
	}
	return needs | (type->limits.is_64 ? TN_WASM_MEMORY64 : 0);
}

/* ---- text ---- */

static const char *const heap_names[] = {
	"cont",
	"exn",
	"array",
	"struct",
	"i31",
	"eq",
	"any",
	"extern",
	"func",
	"none",
	"noextern",
	"nofunc",
	"noexn",
	"nocont",
};

/* The abbreviations for nullable references; those of the bottom types are irregular. */
static const char *const ref_names[] = {
	"contref",
	"exnref",
	"arrayref",
	"structref",
	"i31ref",
	"eqref",
	"anyref",
	"externref",
	"funcref",
	"nullref",
	"nullexternref",
	"nullfuncref",
	"nullexnref",
	"nullcontref",
};

void tn_coretype_print_heap(struct tn_buf *buf, tn_core_ty heap)
{
	uint32_t number = heap & TN_CORE_HEAP_MASK;
	if (heap & TN_CORE_INDEX) {
		tn_buf_printf(buf, heap & TN_CORE_EXACT ? "(exact %u)" : "%u", number);
		return;
	}
	const char *name =
		is_abstract_heap((uint8_t)number) ? heap_names[number - TN_HEAP_CONT] : "bot";
	tn_buf_printf(buf, heap & TN_CORE_SHARED ? "(shared %s)" : "%s", name);
}

void tn_coretype_print(struct tn_buf *buf, tn_core_ty type)
{
	static const char *const numbers[] = { "i16", "i8", "", "", "v128", "f64", "f32", "i64",
		"i32" };
	if (!(type & TN_CORE_REF)) {
		bool is_known = type >= TN_CORE_I16 && type <= TN_CORE_I32;
		tn_buf_printf(buf, "%s", is_known ? numbers[type - TN_CORE_I16] : "any");
		return;
	}
	bool is_short = (type & TN_CORE_NULLABLE) && !(type & (TN_CORE_INDEX | TN_CORE_SHARED)) &&
			is_abstract_heap((uint8_t)(type & TN_CORE_HEAP_MASK));
	if (is_short) {
		tn_buf_printf(buf, "%s", ref_names[(type & TN_CORE_HEAP_MASK) - TN_HEAP_CONT]);
		return;
	}
	tn_buf_printf(buf, type & TN_CORE_NULLABLE ? "(ref null " : "(ref ");
	tn_coretype_print_heap(buf, type);
	tn_buf_byte(buf, ')');
}

struct tn_str tn_coretype_text(struct tn_arena *arena, tn_core_ty type)
{
	struct tn_buf buf = tn_buf_new(arena);
	tn_coretype_print(&buf, type);
	return (struct tn_str){ (char *)buf.ptr, buf.len };
}

const char *tn_coretype_kind(enum tn_core_kind kind)
{
	static const char *const names[] = { "function", "table", "memory", "global", "tag" };
	return names[kind];
}
