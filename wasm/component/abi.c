/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The canonical ABI of value types. A new definition is measured once, from the measures of its
 * parts (no recursion), flat types included as far as anyone passes them flat; all questions are
 * then answered from what is stored. CanonicalABI.md is quoted by the heading of the rule.
 */
#include "wasm/component/abi.h"

enum { IS_32, IS_64, WIDTHS };

/* Beyond every memory, and far from overflow when a few of these are added up. */
#define TOO_BIG ((uint64_t)1 << 48)

static uint64_t align_to(uint64_t offset, uint64_t align)
{
	return (offset + align - 1) & ~(align - 1);
}

static uint64_t min64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static const struct tn_vt_def *get(const struct tn_types *types, tn_vt type)
{
	return &types->list.ptr[type];
}

/* ---- sizes ---- */

/* "Alignment", discriminant_type: the smallest unsigned integer that tells the cases apart. */
uint32_t tn_abi_discriminant_size(uint32_t case_count)
{
	return case_count <= 1u << 8 ? 1 : case_count <= 1u << 16 ? 2 : 4;
}

static void set_scalar(struct tn_vt_def *def, uint32_t size)
{
	for (int w = 0; w < WIDTHS; w++) {
		def->size[w] = size;
		def->align[w] = (uint8_t)size;
		def->flat_count[w] = 1;
	}
}

/* A pair of pointer and length. */
static void set_range(struct tn_vt_def *def)
{
	for (int w = 0; w < WIDTHS; w++) {
		uint32_t pointer = w == IS_64 ? 8 : 4;
		def->size[w] = 2 * pointer;
		def->align[w] = (uint8_t)pointer;
		def->flat_count[w] = 2;
	}
}

/* "Alignment", alignment_flags; more than 32 labels are refused before they come here. */
static void measure_flags(struct tn_vt_def *def)
{
	uint32_t n = def->member_count;
	uint32_t words = n / 32 + (n % 32 != 0);
	for (int w = 0; w < WIDTHS; w++) {
		def->size[w] = n == 0 ? 0 : n <= 8 ? 1 : n <= 16 ? 2 : 4 * (uint64_t)words;
		def->align[w] = n <= 8 ? 1 : n <= 16 ? 2 : 4;
		def->flat_count[w] = words < TN_ABI_MANY ? words : TN_ABI_MANY;
	}
}

static void take_flat(uint32_t *count, uint64_t more)
{
	*count = (uint32_t)min64(*count + more, TN_ABI_MANY);
}

/* "Element Size", elem_size_record. */
static void measure_record(const struct tn_types *types, struct tn_vt_def *def, int w)
{
	uint64_t size = 0;
	uint8_t align = 1;
	uint32_t flat = 0;
	for (uint32_t i = 0; i < def->member_count; i++) {
		const struct tn_vt_def *part = get(types, def->members[i].type);
		size = min64(align_to(size, part->align[w]) + part->size[w], TOO_BIG);
		if (part->align[w] > align)
			align = part->align[w];
		take_flat(&flat, part->flat_count[w]);
	}
	def->size[w] = align_to(size, align);
	def->align[w] = align;
	def->flat_count[w] = flat;
}

/* Case `i` of a variant, seen through despecialization; TN_VT_NONE when it has no payload. */
static tn_vt case_type(const struct tn_vt_def *def, uint32_t i)
{
	switch (def->kind) {
	case TN_VT_OPTION:
		return i == 0 ? TN_VT_NONE : def->a;
	case TN_VT_RESULT:
		return i == 0 ? def->a : def->b;
	case TN_VT_VARIANT:
		return def->members[i].type;
	default: /* enum */
		return TN_VT_NONE;
	}
}

static uint32_t case_count(const struct tn_vt_def *def)
{
	return def->kind == TN_VT_OPTION || def->kind == TN_VT_RESULT ? 2 : def->member_count;
}

/* "Alignment", max_case_alignment. */
static uint32_t payload_align(const struct tn_types *types, const struct tn_vt_def *def, int w)
{
	uint32_t align = 1;
	for (uint32_t i = 0; i < case_count(def); i++) {
		tn_vt type = case_type(def, i);
		if (type != TN_VT_NONE && get(types, type)->align[w] > align)
			align = get(types, type)->align[w];
	}
	return align;
}

/* "Element Size", elem_size_variant; flat types: "Flattening", flatten_variant. */
static void measure_variant(const struct tn_types *types, struct tn_vt_def *def, int w)
{
	uint32_t tag = tn_abi_discriminant_size(case_count(def));
	uint32_t payload = payload_align(types, def, w);
	uint32_t align = payload > tag ? payload : tag;
	uint64_t size = 0;
	uint32_t flat = 0;
	for (uint32_t i = 0; i < case_count(def); i++) {
		tn_vt type = case_type(def, i);
		if (type == TN_VT_NONE)
			continue;
		if (get(types, type)->size[w] > size)
			size = get(types, type)->size[w];
		if (get(types, type)->flat_count[w] > flat)
			flat = get(types, type)->flat_count[w];
	}
	def->size[w] = align_to(min64(align_to(tag, payload) + size, TOO_BIG), align);
	def->align[w] = (uint8_t)align;
	def->flat_count[w] = 1;
	take_flat(&def->flat_count[w], flat);
}

static void measure_fixed_list(const struct tn_types *types, struct tn_vt_def *def, int w)
{
	const struct tn_vt_def *part = get(types, def->a);
	uint64_t limit = part->size[w] ? TOO_BIG / part->size[w] : TOO_BIG;
	def->size[w] = def->length > limit ? TOO_BIG : def->length * part->size[w];
	def->align[w] = part->align[w];
	def->flat_count[w] = 0;
	take_flat(&def->flat_count[w], (uint64_t)def->length * part->flat_count[w]);
}

static void measure_sizes(const struct tn_types *types, struct tn_vt_def *def)
{
	switch (def->kind) {
	case TN_VT_NONE:
		return;
	case TN_VT_BOOL:
	case TN_VT_S8:
	case TN_VT_U8:
		set_scalar(def, 1);
		return;
	case TN_VT_S16:
	case TN_VT_U16:
		set_scalar(def, 2);
		return;
	case TN_VT_S64:
	case TN_VT_U64:
	case TN_VT_F64:
		set_scalar(def, 8);
		return;
	case TN_VT_S32:
	case TN_VT_U32:
	case TN_VT_F32:
	case TN_VT_CHAR:
	case TN_VT_ERROR_CONTEXT:
	case TN_VT_OWN:
	case TN_VT_BORROW:
	case TN_VT_STREAM:
	case TN_VT_FUTURE:
		set_scalar(def, 4);
		return;
	case TN_VT_STRING:
	case TN_VT_LIST:
	case TN_VT_MAP: /* a list of pairs, "Despecialization" */
		set_range(def);
		return;
	case TN_VT_FLAGS:
		measure_flags(def);
		return;
	case TN_VT_FIXED_LIST:
		for (int w = 0; w < WIDTHS; w++)
			measure_fixed_list(types, def, w);
		return;
	case TN_VT_RECORD:
	case TN_VT_TUPLE:
		for (int w = 0; w < WIDTHS; w++)
			measure_record(types, def, w);
		return;
	case TN_VT_VARIANT:
	case TN_VT_ENUM:
	case TN_VT_OPTION:
	case TN_VT_RESULT:
		for (int w = 0; w < WIDTHS; w++)
			measure_variant(types, def, w);
		return;
	}
}

/* ---- flat types ---- */

/* Of what is one core value. */
static const uint8_t *flat_of_scalar(enum tn_vt_kind kind)
{
	static const uint8_t I32 = TN_CORE_I32, I64 = TN_CORE_I64, F32 = TN_CORE_F32, F64 = TN_CORE_F64;

	switch (kind) {
	case TN_VT_S64:
	case TN_VT_U64:
		return &I64;
	case TN_VT_F32:
		return &F32;
	case TN_VT_F64:
		return &F64;
	default:
		return &I32;
	}
}

/* "Flattening", join: what two cases may share. */
static uint8_t join(uint8_t a, uint8_t b)
{
	if (a == b)
		return a;
	if ((a == TN_CORE_I32 && b == TN_CORE_F32) || (a == TN_CORE_F32 && b == TN_CORE_I32))
		return TN_CORE_I32;
	return TN_CORE_I64;
}

static uint8_t *append_flat(const struct tn_types *types, uint8_t *at, tn_vt type, int w)
{
	const struct tn_vt_def *part = get(types, type);
	if (part->flat_count[w])
		memcpy(at, part->flat[w], part->flat_count[w]);
	return at + part->flat_count[w];
}

static void flatten_variant(const struct tn_types *types, const struct tn_vt_def *def, int w,
	uint8_t *out)
{
	uint32_t filled = 0;
	out[0] = TN_CORE_I32;
	for (uint32_t i = 0; i < case_count(def); i++) {
		tn_vt type = case_type(def, i);
		if (type == TN_VT_NONE)
			continue;
		const struct tn_vt_def *part = get(types, type);
		for (uint32_t k = 0; k < part->flat_count[w]; k++) {
			uint8_t flat = part->flat[w][k];
			out[1 + k] = k < filled ? join(out[1 + k], flat) : flat;
		}
		if (part->flat_count[w] > filled)
			filled = part->flat_count[w];
	}
}

/* Kept only where the type can be passed flat at all: a spilled type never asks. */
static void flatten(const struct tn_types *types, struct tn_vt_def *def, int w)
{
	if (def->flat_count[w] > TN_ABI_MAX_FLAT_PARAMS)
		return;
	static const uint8_t RANGE[WIDTHS][2] = {
		[IS_32] = { TN_CORE_I32, TN_CORE_I32 }, [IS_64] = { TN_CORE_I64, TN_CORE_I64 }
	};
	uint8_t *out, *at;
	switch (def->kind) {
	case TN_VT_STRING:
	case TN_VT_LIST:
	case TN_VT_MAP:
		def->flat[w] = RANGE[w];
		return;
	case TN_VT_RECORD:
	case TN_VT_TUPLE:
		def->flat[w] = at = tn_mem_alloc(types->arena, def->flat_count[w]);
		for (uint32_t i = 0; i < def->member_count; i++)
			at = append_flat(types, at, def->members[i].type, w);
		return;
	case TN_VT_FIXED_LIST:
		def->flat[w] = at = out = tn_mem_alloc(types->arena, def->flat_count[w]);
		for (uint32_t i = 0; at < out + def->flat_count[w] && i < def->length; i++)
			at = append_flat(types, at, def->a, w);
		return;
	case TN_VT_FLAGS:
		def->flat[w] = out = tn_mem_alloc(types->arena, def->flat_count[w]);
		memset(out, TN_CORE_I32, def->flat_count[w]);
		return;
	case TN_VT_VARIANT:
	case TN_VT_ENUM:
	case TN_VT_OPTION:
	case TN_VT_RESULT:
		def->flat[w] = out = tn_mem_alloc(types->arena, def->flat_count[w]);
		flatten_variant(types, def, w, out);
		return;
	default:
		def->flat[w] = flat_of_scalar(def->kind);
		return;
	}
}

/* ---- what is inside ---- */

static void take_contents(const struct tn_types *types, struct tn_vt_def *def, tn_vt type)
{
	if (type == TN_VT_NONE)
		return;
	const struct tn_vt_def *part = get(types, type);
	/* A stream or future is a handle: what it carries is not reached by lifting the handle. */
	bool behind_handle = def->kind == TN_VT_STREAM || def->kind == TN_VT_FUTURE;
	def->has_borrow |= part->has_borrow;
	def->has_handle |= part->has_handle;
	def->has_stream |= part->has_stream;
	def->has_pointer |= part->has_pointer && !behind_handle;
	def->has_string |= part->has_string && !behind_handle;
	if (part->depth >= def->depth)
		def->depth = part->depth + 1;
}

static void measure_contents(const struct tn_types *types, struct tn_vt_def *def)
{
	def->has_borrow = def->kind == TN_VT_BORROW;
	def->has_handle = def->kind == TN_VT_BORROW || def->kind == TN_VT_OWN;
	def->has_stream = def->kind == TN_VT_STREAM || def->kind == TN_VT_FUTURE;
	def->has_string = def->kind == TN_VT_STRING;
	def->has_pointer = def->kind == TN_VT_STRING || def->kind == TN_VT_LIST ||
		def->kind == TN_VT_MAP;
	def->depth = 1;
	take_contents(types, def, def->a);
	take_contents(types, def, def->b);
	for (uint32_t i = 0; i < def->member_count; i++)
		take_contents(types, def, def->members[i].type);
}

void tn_abi_measure(const struct tn_types *types, struct tn_vt_def *def)
{
	measure_sizes(types, def);
	for (int w = 0; w < WIDTHS; w++)
		flatten(types, def, w);
	measure_contents(types, def);
}

/* ---- questions about types ---- */

uint64_t tn_abi_size(const struct tn_types *types, tn_vt type, bool is_64)
{
	return get(types, type)->size[is_64];
}

uint32_t tn_abi_align(const struct tn_types *types, tn_vt type, bool is_64)
{
	return get(types, type)->align[is_64];
}

bool tn_abi_flatten(const struct tn_types *types, tn_vt type, bool is_64, tn_core_ty *out,
	uint32_t cap, uint32_t *len)
{
	const struct tn_vt_def *def = get(types, type);
	if (!def->flat[is_64] || def->flat_count[is_64] > cap - *len)
		return type == TN_VT_NONE;
	for (uint32_t i = 0; i < def->flat_count[is_64]; i++)
		out[(*len)++] = def->flat[is_64][i];
	return true;
}

uint64_t tn_abi_field_offset(const struct tn_types *types, tn_vt type, uint32_t i, bool is_64)
{
	const struct tn_vt_def *def = get(types, type);
	uint64_t offset = 0;
	for (uint32_t k = 0; k <= i; k++) {
		const struct tn_vt_def *part = get(types, def->members[k].type);
		offset = align_to(offset, part->align[is_64]);
		if (k < i)
			offset = min64(offset + part->size[is_64], TOO_BIG);
	}
	return offset;
}

uint64_t tn_abi_payload_offset(const struct tn_types *types, tn_vt type, bool is_64)
{
	const struct tn_vt_def *def = get(types, type);
	return align_to(tn_abi_discriminant_size(case_count(def)),
		payload_align(types, def, is_64));
}

/* ---- functions ---- */

/* "Flattening", flatten_functype: parameters, then spilling. */
static void flatten_params(const struct tn_types *types, const struct tn_abi_func *func,
	uint32_t max, bool is_64, struct tn_abi_sig *out)
{
	for (uint32_t i = 0; i < func->param_count; i++) {
		if (tn_abi_flatten(types, func->params[i].type, is_64, out->params, max,
			    &out->param_count))
			continue;
		out->indirect_params = true;
		out->params[0] = is_64 ? TN_CORE_I64 : TN_CORE_I32;
		out->param_count = 1;
		return;
	}
}

void tn_abi_signature(const struct tn_types *types, const struct tn_abi_func *func,
	enum tn_abi_side side, bool is_64, struct tn_abi_sig *out)
{
	tn_core_ty pointer = is_64 ? TN_CORE_I64 : TN_CORE_I32;
	*out = (struct tn_abi_sig){ 0 };
	flatten_params(types, func,
		side == TN_ABI_IMPORT_ASYNC ? TN_ABI_MAX_FLAT_ASYNC_PARAMS : TN_ABI_MAX_FLAT_PARAMS,
		is_64, out);

	switch (side) {
	case TN_ABI_IMPORT:
	case TN_ABI_EXPORT:
		if (func->result == TN_VT_NONE ||
			tn_abi_flatten(types, func->result, is_64, out->results,
				TN_ABI_MAX_FLAT_RESULTS, &out->result_count))
			return;
		/* The caller of an import gives room; an export returns where it wrote. */
		out->retptr = true;
		if (side == TN_ABI_IMPORT)
			out->params[out->param_count++] = pointer;
		else
			out->results[out->result_count++] = pointer;
		return;
	case TN_ABI_IMPORT_ASYNC:
		if (func->result != TN_VT_NONE) {
			out->retptr = true;
			out->params[out->param_count++] = pointer;
		}
		out->results[out->result_count++] = TN_CORE_I32; /* state and subtask */
		return;
	case TN_ABI_EXPORT_ASYNC:
		out->results[out->result_count++] = TN_CORE_I32; /* the callback code */
		return;
	case TN_ABI_EXPORT_STACKFUL:
		return; /* the result leaves through task.return */
	}
}

/* Lifting out of a memory: the values lie there already. */
static uint32_t needs_of_lift(const struct tn_vt_def *def)
{
	return (def->has_pointer ? TN_ABI_NEEDS_MEMORY : 0) |
		(def->has_string ? TN_ABI_NEEDS_ENCODING : 0);
}

/* Lowering into a memory: somebody has to make room. */
static uint32_t needs_of_lower(const struct tn_vt_def *def)
{
	return needs_of_lift(def) | (def->has_pointer ? TN_ABI_NEEDS_REALLOC : 0);
}

/* "canon lift" and "canon lower", validation of the options. */
uint32_t tn_abi_needs(const struct tn_types *types, const struct tn_abi_func *func,
	enum tn_abi_side side)
{
	bool is_import = side == TN_ABI_IMPORT || side == TN_ABI_IMPORT_ASYNC;
	struct tn_abi_sig sig;
	tn_abi_signature(types, func, side, false, &sig);

	uint32_t needs = 0;
	for (uint32_t i = 0; i < func->param_count; i++) {
		const struct tn_vt_def *param = get(types, func->params[i].type);
		needs |= is_import ? needs_of_lift(param) : needs_of_lower(param);
	}
	const struct tn_vt_def *result = get(types, func->result);
	needs |= is_import ? needs_of_lower(result) : needs_of_lift(result);

	if (sig.retptr || sig.indirect_params)
		needs |= TN_ABI_NEEDS_MEMORY;
	if (sig.indirect_params && !is_import)
		needs |= TN_ABI_NEEDS_REALLOC;
	/* An asynchronous export states what its task.return needs, too; the custom is to count
	   that as for a synchronous import, a returned area included. */
	if (side == TN_ABI_EXPORT_ASYNC || side == TN_ABI_EXPORT_STACKFUL)
		needs |= tn_abi_needs(types, func, TN_ABI_IMPORT) & ~(uint32_t)TN_ABI_NEEDS_REALLOC;
	return needs;
}
