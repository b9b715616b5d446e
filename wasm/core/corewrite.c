/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Items of a core module in, its bytes out. Binary format of core WebAssembly, "Modules". */
#include "wasm/core/corewrite.h"

void tn_corewrite_begin(struct tn_corewrite *w, struct tn_arena *arena)
{
	*w = (struct tn_corewrite){ .arena = arena, .start = UINT32_MAX };
	w->type_map.arena = arena;
	struct tn_corewrite_part *parts[] = { &w->types, &w->imports, &w->funcs, &w->tables,
		&w->memories, &w->tags, &w->globals, &w->exports, &w->elems, &w->data };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		parts[i]->bytes = tn_buf_new(arena);
}

/* ---- types ---- */

/* "Reference types": nullable abstract references have a form of one byte. */
void tn_corewrite_heap(struct tn_buf *buf, tn_core_ty type)
{
	if (type & TN_CORE_INDEX) {
		if (type & TN_CORE_EXACT)
			tn_buf_byte(buf, 0x62);
		tn_buf_s64(buf, (int64_t)(type & TN_CORE_HEAP_MASK));
		return;
	}
	if (type & TN_CORE_SHARED)
		tn_buf_byte(buf, 0x65);
	tn_buf_byte(buf, (uint8_t)(type & TN_CORE_HEAP_MASK));
}

void tn_corewrite_ty(struct tn_buf *buf, tn_core_ty type)
{
	if (!(type & TN_CORE_REF)) {
		tn_buf_byte(buf, (uint8_t)type);
		return;
	}
	bool is_short = (type & TN_CORE_NULLABLE) && !(type & TN_CORE_INDEX);
	if (!is_short)
		tn_buf_byte(buf, type & TN_CORE_NULLABLE ? 0x63 : 0x64);
	tn_corewrite_heap(buf, type);
}

void tn_corewrite_limits(struct tn_buf *buf, const struct tn_core_limits *limits)
{
	bool has_page = limits->has_page;
	tn_buf_byte(buf, (uint8_t)(limits->has_max | limits->is_shared << 1 | limits->is_64 << 2 |
				   has_page << 3));
	tn_buf_u64(buf, limits->min);
	if (limits->has_max)
		tn_buf_u64(buf, limits->max);
	if (has_page)
		tn_buf_u32(buf, limits->page_log2);
}

/* What follows the kind in an import, and begins a definition. */
static void extern_type(struct tn_buf *buf, const struct tn_core_extern *type)
{
	switch (type->kind) {
	case TN_CORE_KIND_FUNC:
		tn_buf_u32(buf, type->type);
		break;
	case TN_CORE_KIND_TABLE:
		tn_corewrite_ty(buf, type->value);
		tn_corewrite_limits(buf, &type->limits);
		break;
	case TN_CORE_KIND_MEMORY:
		tn_corewrite_limits(buf, &type->limits);
		break;
	case TN_CORE_KIND_GLOBAL:
		tn_corewrite_ty(buf, type->value);
		tn_buf_byte(buf, (uint8_t)(type->is_mutable | type->is_shared << 1));
		break;
	case TN_CORE_KIND_TAG:
		tn_buf_byte(buf, 0); /* the only attribute: an exception */
		tn_buf_u32(buf, type->type);
		break;
	}
}

void tn_corewrite_extern(struct tn_buf *buf, const struct tn_core_extern *type)
{
	/* custom descriptors: an exact function has a kind byte of its own */
	bool is_exact = type->kind == TN_CORE_KIND_FUNC && type->is_exact;
	tn_buf_byte(buf, is_exact ? 0x20 : (uint8_t)type->kind);
	extern_type(buf, type);
}

uint32_t tn_corewrite_type(struct tn_corewrite *w, const tn_core_ty *params, uint32_t param_count,
	const tn_core_ty *results, uint32_t result_count)
{
	struct tn_buf buf = tn_buf_new(w->arena);
	tn_buf_byte(&buf, 0x60);
	tn_buf_u32(&buf, param_count);
	for (uint32_t i = 0; i < param_count; i++)
		tn_corewrite_ty(&buf, params[i]);
	tn_buf_u32(&buf, result_count);
	for (uint32_t i = 0; i < result_count; i++)
		tn_corewrite_ty(&buf, results[i]);
	struct tn_bytes bytes = tn_buf_done(&buf);
	uint64_t key = tn_map_hash(bytes.ptr, bytes.len);
	for (; !w->distinct_types; key++) { /* equal hashes of different types take the next key */
		uint32_t known = tn_map_get(&w->type_map, key);
		if (known == TN_MAP_NONE)
			break;
		struct tn_bytes other = w->type_bytes.ptr[known];
		if (other.len == bytes.len && memcmp(other.ptr, bytes.ptr, bytes.len) == 0)
			return known;
	}
	tn_map_put(&w->type_map, key, w->types.count);
	*TN_PUSH(w->arena, &w->type_bytes) = bytes;
	tn_buf_bytes(&w->types.bytes, bytes.ptr, bytes.len);
	return w->types.count++;
}

uint32_t tn_corewrite_sig(struct tn_corewrite *w, const struct tn_core_sig *sig)
{
	return tn_corewrite_type(w, sig->params, sig->param_count, sig->results, sig->result_count);
}

/* ---- imports and definitions ---- */

uint32_t tn_corewrite_import(struct tn_corewrite *w, struct tn_str module, struct tn_str name,
	const struct tn_core_extern *type)
{
	tn_buf_name(&w->imports.bytes, module);
	tn_buf_name(&w->imports.bytes, name);
	tn_corewrite_extern(&w->imports.bytes, type);
	w->imports.count++;
	return w->count[type->kind]++;
}

uint32_t tn_corewrite_import_func(
	struct tn_corewrite *w, struct tn_str module, struct tn_str name, uint32_t type)
{
	return tn_corewrite_import(w, module, name,
		&(struct tn_core_extern){ .kind = TN_CORE_KIND_FUNC, .type = type });
}

static struct tn_bytes encode_locals(
	struct tn_arena *arena, const tn_core_ty *locals, uint32_t count)
{
	uint32_t runs = 0;
	for (uint32_t i = 0; i < count; i++)
		runs += i == 0 || locals[i] != locals[i - 1];
	struct tn_buf buf = tn_buf_new(arena);
	tn_buf_u32(&buf, runs);
	for (uint32_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && locals[end] == locals[i];)
			end++;
		tn_buf_u32(&buf, end - i);
		tn_corewrite_ty(&buf, locals[i]);
	}
	return tn_buf_done(&buf);
}

uint32_t tn_corewrite_func(
	struct tn_corewrite *w, uint32_t type, const tn_core_ty *locals, uint32_t local_count)
{
	tn_buf_u32(&w->funcs.bytes, type);
	w->funcs.count++;
	*TN_PUSH(w->arena, &w->bodies) =
		(struct tn_corewrite_body){ encode_locals(w->arena, locals, local_count),
			tn_buf_new(w->arena) };
	return w->count[TN_CORE_KIND_FUNC]++;
}

struct tn_buf *tn_corewrite_code(struct tn_corewrite *w)
{
	return &TN_LAST(&w->bodies).code;
}

uint32_t tn_corewrite_table(struct tn_corewrite *w, const struct tn_core_extern *type)
{
	extern_type(&w->tables.bytes, type);
	w->tables.count++;
	return w->count[TN_CORE_KIND_TABLE]++;
}

uint32_t tn_corewrite_memory(struct tn_corewrite *w, const struct tn_core_limits *limits)
{
	tn_corewrite_limits(&w->memories.bytes, limits);
	w->memories.count++;
	return w->count[TN_CORE_KIND_MEMORY]++;
}

uint32_t tn_corewrite_tag(struct tn_corewrite *w, uint32_t type)
{
	extern_type(
		&w->tags.bytes, &(struct tn_core_extern){ .kind = TN_CORE_KIND_TAG, .type = type });
	w->tags.count++;
	return w->count[TN_CORE_KIND_TAG]++;
}

static void expression(struct tn_buf *buf, struct tn_bytes code)
{
	tn_buf_bytes(buf, code.ptr, code.len);
	tn_buf_byte(buf, TN_OP_END);
}

uint32_t tn_corewrite_global(
	struct tn_corewrite *w, tn_core_ty type, bool is_mutable, struct tn_bytes init)
{
	tn_corewrite_ty(&w->globals.bytes, type);
	tn_buf_byte(&w->globals.bytes, is_mutable);
	expression(&w->globals.bytes, init);
	w->globals.count++;
	return w->count[TN_CORE_KIND_GLOBAL]++;
}

void tn_corewrite_export(
	struct tn_corewrite *w, struct tn_str name, enum tn_core_kind kind, uint32_t index)
{
	tn_buf_name(&w->exports.bytes, name);
	tn_buf_byte(&w->exports.bytes, (uint8_t)kind);
	tn_buf_u32(&w->exports.bytes, index);
	w->exports.count++;
}

/* ---- segments ---- */

static void indices(struct tn_buf *buf, const uint32_t *list, uint32_t count)
{
	tn_buf_u32(buf, count);
	for (uint32_t i = 0; i < count; i++)
		tn_buf_u32(buf, list[i]);
}

void tn_corewrite_elem(struct tn_corewrite *w, uint32_t table, struct tn_bytes offset,
	const uint32_t *funcs, uint32_t count)
{
	struct tn_buf *buf = &w->elems.bytes;
	tn_buf_byte(buf, table ? 2 : 0);
	if (table)
		tn_buf_u32(buf, table);
	expression(buf, offset);
	if (table)
		tn_buf_byte(buf, 0); /* the kind of all elements: functions */
	indices(buf, funcs, count);
	w->elems.count++;
}

static void elem_free(struct tn_corewrite *w, uint8_t flags, const uint32_t *funcs, uint32_t count)
{
	tn_buf_byte(&w->elems.bytes, flags);
	tn_buf_byte(&w->elems.bytes, 0);
	indices(&w->elems.bytes, funcs, count);
	w->elems.count++;
}

void tn_corewrite_elem_passive(struct tn_corewrite *w, const uint32_t *funcs, uint32_t count)
{
	elem_free(w, 1, funcs, count);
}

void tn_corewrite_elem_declared(struct tn_corewrite *w, const uint32_t *funcs, uint32_t count)
{
	elem_free(w, 3, funcs, count);
}

void tn_corewrite_data(
	struct tn_corewrite *w, uint32_t memory, struct tn_bytes offset, struct tn_bytes bytes)
{
	struct tn_buf *buf = &w->data.bytes;
	tn_buf_byte(buf, memory ? 2 : 0);
	if (memory)
		tn_buf_u32(buf, memory);
	expression(buf, offset);
	tn_buf_u64(buf, bytes.len);
	tn_buf_bytes(buf, bytes.ptr, bytes.len);
	w->data.count++;
}

void tn_corewrite_data_passive(struct tn_corewrite *w, struct tn_bytes bytes)
{
	tn_buf_byte(&w->data.bytes, 1);
	tn_buf_u64(&w->data.bytes, bytes.len);
	tn_buf_bytes(&w->data.bytes, bytes.ptr, bytes.len);
	w->data.count++;
}

/* ---- custom sections and names ---- */

void tn_corewrite_custom(struct tn_corewrite *w, struct tn_str name, struct tn_bytes bytes)
{
	*TN_PUSH(w->arena, &w->customs) = (struct tn_core_section){ .name = name, .bytes = bytes };
}

void tn_corewrite_module_name(struct tn_corewrite *w, struct tn_str name)
{
	w->module_name = name;
}

void tn_corewrite_name(
	struct tn_corewrite *w, enum tn_core_kind kind, uint32_t index, struct tn_str name)
{
	*TN_PUSH(w->arena, &w->names[kind]) = (struct tn_corewrite_name){ index, name };
}

/* "Name Section", with the subsections of the extended-name-section proposal. */
static void write_names(struct tn_corewrite *w, struct tn_buf *out)
{
	static const struct {
		uint8_t subsection, kind;
	} order[] = {
		{ 1, TN_CORE_KIND_FUNC },
		{ 5, TN_CORE_KIND_TABLE },
		{ 6, TN_CORE_KIND_MEMORY },
		{ 7, TN_CORE_KIND_GLOBAL },
		{ 11, TN_CORE_KIND_TAG },
	};
	struct tn_buf buf = tn_buf_new(w->arena);
	if (w->module_name.ptr) {
		tn_buf_byte(&buf, 0);
		struct tn_nest nest = tn_buf_open(&buf);
		tn_buf_name(&buf, w->module_name);
		tn_buf_close(&buf, nest);
	}
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		uint32_t count = w->names[order[i].kind].len;
		if (count == 0)
			continue;
		tn_buf_byte(&buf, order[i].subsection);
		struct tn_nest nest = tn_buf_open(&buf);
		tn_buf_u32(&buf, count);
		for (uint32_t k = 0; k < count; k++) {
			tn_buf_u32(&buf, w->names[order[i].kind].ptr[k].index);
			tn_buf_name(&buf, w->names[order[i].kind].ptr[k].name);
		}
		tn_buf_close(&buf, nest);
	}
	if (buf.len)
		tn_corewrite_custom_section(out, TN_STR("name"), tn_buf_done(&buf));
}

/* ---- the whole ---- */

void tn_corewrite_preamble(struct tn_buf *buf)
{
	tn_buf_bytes(buf, "\0asm\1\0\0", 8);
}

void tn_corewrite_section(struct tn_buf *buf, uint8_t id, struct tn_bytes payload)
{
	tn_buf_byte(buf, id);
	tn_buf_u64(buf, payload.len);
	tn_buf_bytes(buf, payload.ptr, payload.len);
}

void tn_corewrite_custom_section(struct tn_buf *buf, struct tn_str name, struct tn_bytes payload)
{
	tn_buf_byte(buf, 0);
	struct tn_nest nest = tn_buf_open(buf);
	tn_buf_name(buf, name);
	tn_buf_bytes(buf, payload.ptr, payload.len);
	tn_buf_close(buf, nest);
}

static void write_part(struct tn_buf *out, uint8_t id, const struct tn_corewrite_part *part)
{
	if (part->count == 0)
		return;
	tn_buf_byte(out, id);
	struct tn_nest nest = tn_buf_open(out);
	tn_buf_u32(out, part->count);
	tn_buf_bytes(out, part->bytes.ptr, part->bytes.len);
	tn_buf_close(out, nest);
}

static void write_code(struct tn_corewrite *w, struct tn_buf *out)
{
	if (w->bodies.len == 0)
		return;
	tn_buf_byte(out, TN_CORE_SECTION_CODE);
	struct tn_nest nest = tn_buf_open(out);
	tn_buf_u32(out, w->bodies.len);
	for (uint32_t i = 0; i < w->bodies.len; i++) {
		const struct tn_corewrite_body *body = &w->bodies.ptr[i];
		tn_buf_u64(out, body->locals.len + body->code.len + 1);
		tn_buf_bytes(out, body->locals.ptr, body->locals.len);
		expression(out, tn_buf_done(&body->code));
	}
	tn_buf_close(out, nest);
}

static void write_index(struct tn_buf *out, uint8_t id, uint32_t value)
{
	tn_buf_byte(out, id);
	struct tn_nest nest = tn_buf_open(out);
	tn_buf_u32(out, value);
	tn_buf_close(out, nest);
}

struct tn_bytes tn_corewrite_end(struct tn_corewrite *w)
{
	struct tn_buf out = tn_buf_new(w->arena);
	tn_corewrite_preamble(&out);
	write_part(&out, TN_CORE_SECTION_TYPE, &w->types);
	write_part(&out, TN_CORE_SECTION_IMPORT, &w->imports);
	write_part(&out, TN_CORE_SECTION_FUNCTION, &w->funcs);
	write_part(&out, TN_CORE_SECTION_TABLE, &w->tables);
	write_part(&out, TN_CORE_SECTION_MEMORY, &w->memories);
	write_part(&out, TN_CORE_SECTION_TAG, &w->tags);
	write_part(&out, TN_CORE_SECTION_GLOBAL, &w->globals);
	write_part(&out, TN_CORE_SECTION_EXPORT, &w->exports);
	if (w->start != UINT32_MAX)
		write_index(&out, TN_CORE_SECTION_START, w->start);
	write_part(&out, TN_CORE_SECTION_ELEMENT, &w->elems);
	if (w->data_count)
		write_index(&out, TN_CORE_SECTION_DATA_COUNT, w->data.count);
	write_code(w, &out);
	write_part(&out, TN_CORE_SECTION_DATA, &w->data);
	for (uint32_t i = 0; i < w->customs.len; i++)
		tn_corewrite_custom_section(&out, w->customs.ptr[i].name, w->customs.ptr[i].bytes);
	write_names(w, &out);
	return tn_buf_done(&out);
}

/* ---- instructions ---- */

void tn_corewrite_opcode(struct tn_buf *code, uint32_t opcode)
{
	if (opcode < 0x100) {
		tn_buf_byte(code, (uint8_t)opcode);
		return;
	}
	tn_buf_byte(code, (uint8_t)(opcode >> 12));
	tn_buf_u32(code, opcode & 0xfff);
}

void tn_corewrite_op(struct tn_buf *code, uint32_t opcode, uint32_t index)
{
	tn_corewrite_opcode(code, opcode);
	tn_buf_u32(code, index);
}

void tn_corewrite_i32(struct tn_buf *code, int32_t value)
{
	tn_buf_byte(code, TN_OP_I32_CONST);
	tn_buf_s32(code, value);
}

void tn_corewrite_i64(struct tn_buf *code, int64_t value)
{
	tn_buf_byte(code, TN_OP_I64_CONST);
	tn_buf_s64(code, value);
}

void tn_corewrite_call_indirect(struct tn_buf *code, uint32_t type, uint32_t table)
{
	tn_buf_byte(code, TN_OP_CALL_INDIRECT);
	tn_buf_u32(code, type);
	tn_buf_u32(code, table);
}

/* "Memory instructions": bit 6 of the alignment says that a memory index follows. */
void tn_corewrite_memarg(
	struct tn_buf *code, uint32_t opcode, uint32_t align, uint64_t offset, uint32_t memory)
{
	tn_corewrite_opcode(code, opcode);
	tn_buf_u32(code, align | (memory ? 64 : 0));
	if (memory)
		tn_buf_u32(code, memory);
	tn_buf_u64(code, offset);
}

struct tn_bytes tn_corewrite_const_i32(struct tn_arena *arena, int32_t value)
{
	struct tn_buf buf = tn_buf_new(arena);
	tn_corewrite_i32(&buf, value);
	return tn_buf_done(&buf);
}

struct tn_bytes tn_corewrite_const_i64(struct tn_arena *arena, int64_t value)
{
	struct tn_buf buf = tn_buf_new(arena);
	tn_corewrite_i64(&buf, value);
	return tn_buf_done(&buf);
}
