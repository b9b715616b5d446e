/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One item of each section: types, imports, definitions, exports, segments, bodies. Core spec, binary
 * format, "Types" and "Modules".
 */
#include "wasm/core/read.h"

static void use(struct tn_read *s, uint64_t features, uint32_t offset)
{
	tn_read_use(s, features, offset);
}

static uint32_t offset_of(const struct tn_read *s, const uint8_t *at)
{
	return tn_module_offset(s->m, at);
}

/* ---- types ---- */

static tn_core_ty value_type(struct tn_read *s, struct tn_reader *r)
{
	const uint8_t *at = r->at;
	tn_core_ty type = tn_coretype_value(r);
	use(s, tn_coretype_needs(type), offset_of(s, at));
	return type;
}

static tn_core_ty *value_types(
	struct tn_read *s, struct tn_reader *r, uint32_t limit, const char *over, uint32_t *count)
{
	const uint8_t *at = r->at;
	*count = tn_reader_count(r, 1);
	if (*count > limit) {
		r->at = at;
		tn_reader_fail(r, over);
		*count = 0;
	}
	tn_core_ty *types = TN_NEWN(s->arena, tn_core_ty, *count);
	for (uint32_t i = 0; i < *count && !r->error; i++) {
		at = r->at;
		types[i] = value_type(s, r);
		/* Function references alone lead to types before them: recursive ones came with gc. */
		if (types[i] & TN_CORE_INDEX && (types[i] & TN_CORE_HEAP_MASK) >= s->m->types.len)
			use(s, TN_WASM_GC, offset_of(s, at));
	}
	return types;
}

static void field(struct tn_read *s, struct tn_reader *r, struct tn_core_field *out)
{
	const uint8_t *at = r->at;
	out->type = tn_coretype_storage(r);
	use(s, tn_coretype_needs(out->type), offset_of(s, at));
	if (tn_reader_peek(r) > 1)
		tn_reader_fail(r, "malformed mutability");
	out->is_mutable = tn_reader_byte(r);
}

/* "Composite Types"; the clauses before them are of shared-everything threads and descriptors. */
static void composite_type(struct tn_read *s, struct tn_reader *r, struct tn_core_type *type)
{
	const struct tn_limits *limits = &s->cx->limits;
	uint32_t at = offset_of(s, r->at);
	if (tn_reader_peek(r) == 0x65) {
		tn_reader_byte(r);
		type->is_shared = true;
		use(s, TN_WASM_SHARED_EVERYTHING_THREADS, at);
	}
	if (tn_reader_peek(r) == 0x4c) {
		tn_reader_byte(r);
		type->describes = tn_reader_u32(r);
		use(s, TN_WASM_CUSTOM_DESCRIPTORS, at);
	}
	if (tn_reader_peek(r) == 0x4d) {
		tn_reader_byte(r);
		type->descriptor = tn_reader_u32(r);
		use(s, TN_WASM_CUSTOM_DESCRIPTORS, at);
	}
	switch (tn_reader_peek(r)) {
	case 0x60: {
		tn_reader_byte(r);
		struct tn_core_sig *sig = &type->sig;
		type->kind = TN_CORE_FUNC;
		sig->params = value_types(
			s, r, limits->core_params, "too many parameters", &sig->param_count);
		sig->results = value_types(
			s, r, limits->core_results, "too many results", &sig->result_count);
		if (sig->result_count > 1)
			use(s, TN_WASM_MULTI_VALUE, at);
		break;
	}
	case 0x5f: {
		tn_reader_byte(r);
		type->kind = TN_CORE_STRUCT;
		const uint8_t *count_at = r->at;
		type->field_count = tn_reader_count(r, 2);
		if (type->field_count > limits->core_fields) {
			r->at = count_at;
			tn_reader_fail(r, "too many fields");
			type->field_count = 0;
		}
		type->fields = TN_NEWN(s->arena, struct tn_core_field, type->field_count);
		for (uint32_t i = 0; i < type->field_count && !r->error; i++)
			field(s, r, &type->fields[i]);
		use(s, TN_WASM_GC | TN_WASM_GC_TYPES, at);
		break;
	}
	case 0x5e:
		tn_reader_byte(r);
		type->kind = TN_CORE_ARRAY;
		type->field_count = 1;
		type->fields = TN_NEW(s->arena, struct tn_core_field);
		field(s, r, type->fields);
		use(s, TN_WASM_GC | TN_WASM_GC_TYPES, at);
		break;
	case 0x5d:
		tn_reader_byte(r);
		type->kind = TN_CORE_CONT;
		type->cont = tn_coretype_heap(r);
		use(s, TN_WASM_STACK_SWITCHING | TN_WASM_GC_TYPES, at);
		break;
	default:
		tn_reader_fail(r, r->at == r->end ? "unexpected end" : "malformed type form");
	}
}

/* "Recursive Types": 0x50 may be extended, 0x4f is final, as is the short form. */
static void sub_type(struct tn_read *s, struct tn_reader *r, struct tn_core_type *type)
{
	type->is_final = true;
	type->super = type->descriptor = type->describes = UINT32_MAX;
	type->offset = offset_of(s, r->at);
	uint8_t first = tn_reader_peek(r);
	if (first == 0x50 || first == 0x4f) {
		tn_reader_byte(r);
		type->is_final = first == 0x4f;
		const uint8_t *at = r->at;
		uint32_t supers = tn_reader_u32(r);
		if (supers > 1 && !r->error) {
			r->at = at;
			tn_reader_fail(r, "multiple supertypes");
		}
		if (supers == 1)
			type->super = tn_reader_u32(r);
		use(s, TN_WASM_GC, type->offset);
	}
	composite_type(s, r, type);
}

void tn_read_rec_type(struct tn_read *s, struct tn_reader *r)
{
	uint32_t group = s->m->types.len, size = 1;
	bool in_group = tn_reader_peek(r) == 0x4e;
	if (in_group) {
		use(s, TN_WASM_GC, offset_of(s, r->at));
		tn_reader_byte(r);
		size = tn_reader_count(r, 2);
		if (size == 0 && !r->error)
			*TN_PUSH(s->arena, &s->m->empty_groups) = group;
	}
	if (size > s->cx->limits.core_types - group) {
		tn_reader_fail(r, "too many types");
		return;
	}
	for (uint32_t i = 0; i < size && !r->error; i++) {
		struct tn_core_type type = { .group = group,
			.group_size = size,
			.in_group = in_group,
			.canon = UINT32_MAX };
		sub_type(s, r, &type);
		if (!r->error) /* behind it, since the vector may move */
			*TN_PUSH(s->arena, &s->m->types) = type;
	}
}

/* ---- imports, definitions, exports ---- */

static enum tn_core_kind kind_byte(struct tn_reader *r, bool *is_exact)
{
	uint8_t byte = tn_reader_peek(r);
	*is_exact = byte == 0x20; /* custom-descriptors */
	if (byte > TN_CORE_KIND_TAG && !*is_exact)
		tn_reader_fail(r, "malformed import kind");
	tn_reader_byte(r);
	return *is_exact || r->error ? TN_CORE_KIND_FUNC : (enum tn_core_kind)byte;
}

/* Puts an item at the end of its index space, and notes what it needs to be there. */
static void define(struct tn_read *s, const struct tn_core_extern *type, uint32_t offset)
{
	struct tn_module *m = s->m;
	use(s, tn_coretype_extern_needs(type), offset);
	switch (type->kind) {
	case TN_CORE_KIND_FUNC:
		*TN_PUSH(s->arena, &m->funcs) = *type;
		break;
	case TN_CORE_KIND_TABLE:
		if (m->tables.len)
			use(s, TN_WASM_REFERENCE_TYPES, offset);
		*TN_PUSH(s->arena, &m->tables) = *type;
		break;
	case TN_CORE_KIND_MEMORY:
		if (m->memories.len)
			use(s, TN_WASM_MULTI_MEMORY, offset);
		*TN_PUSH(s->arena, &m->memories) = *type;
		break;
	case TN_CORE_KIND_GLOBAL:
		*TN_PUSH(s->arena, &m->globals) = *type;
		break;
	case TN_CORE_KIND_TAG:
		*TN_PUSH(s->arena, &m->tags) = *type;
		break;
	}
}

static void add_import(struct tn_read *s, struct tn_str module, struct tn_str name,
	const struct tn_core_extern *type, uint32_t offset)
{
	*TN_PUSH(s->arena, &s->m->imports) = (struct tn_core_import){ module, name, *type, offset };
	s->m->imported[type->kind]++;
	if (type->is_mutable)
		use(s, TN_WASM_MUTABLE_GLOBAL, offset);
	define(s, type, offset);
}

static struct tn_core_extern import_type(struct tn_reader *r)
{
	bool is_exact;
	struct tn_core_extern type;
	tn_coretype_extern(r, kind_byte(r, &is_exact), &type);
	type.is_exact = is_exact;
	return type;
}

/*
 * Proposal compact-import-section: an empty name before 0x7f is followed by names and types of one
 * module, before 0x7e by one type and its names.
 */
static void compact_imports(struct tn_read *s, struct tn_reader *r, struct tn_str module)
{
	use(s, TN_WASM_COMPACT_IMPORTS, offset_of(s, r->at));
	bool one_type = tn_reader_byte(r) == 0x7e;
	struct tn_core_extern type = { 0 };
	if (one_type)
		type = import_type(r);
	uint32_t count = tn_reader_count(r, one_type ? 1 : 3);
	for (uint32_t i = 0; i < count && !r->error; i++) {
		uint32_t offset = offset_of(s, r->at);
		struct tn_str name = tn_reader_name(r);
		if (!one_type)
			type = import_type(r);
		if (!r->error)
			add_import(s, module, name, &type, offset);
	}
}

void tn_read_import(struct tn_read *s, struct tn_reader *r)
{
	uint32_t offset = offset_of(s, r->at);
	struct tn_str module = tn_reader_name(r), name = tn_reader_name(r);
	uint8_t kind = tn_reader_peek(r);
	if (name.len == 0 && (kind == 0x7f || kind == 0x7e)) {
		compact_imports(s, r, module);
		return;
	}
	struct tn_core_extern type = import_type(r);
	if (!r->error)
		add_import(s, module, name, &type, offset);
}

void tn_read_function(struct tn_read *s, struct tn_reader *r)
{
	struct tn_core_extern type = { .kind = TN_CORE_KIND_FUNC, .type = tn_reader_u32(r) };
	if (!r->error)
		define(s, &type, offset_of(s, r->at));
}

/* "Table Section": 0x40 0x00 announces an initialiser. */
void tn_read_table(struct tn_read *s, struct tn_reader *r)
{
	uint32_t offset = offset_of(s, r->at);
	bool has_init = tn_reader_peek(r) == 0x40;
	if (has_init) {
		tn_reader_byte(r);
		if (tn_reader_byte(r) != 0)
			tn_reader_fail(r, "malformed table");
		use(s, TN_WASM_FUNCTION_REFERENCES, offset);
	}
	struct tn_core_extern type;
	tn_coretype_extern(r, TN_CORE_KIND_TABLE, &type);
	struct tn_bytes init = { 0 };
	if (has_init)
		init = tn_coreinstr_skip_expr(r);
	if (r->error)
		return;
	define(s, &type, offset);
	*TN_PUSH(s->arena, &s->m->table_inits) = init;
}

void tn_read_memory(struct tn_read *s, struct tn_reader *r)
{
	uint32_t offset = offset_of(s, r->at);
	struct tn_core_extern type;
	tn_coretype_extern(r, TN_CORE_KIND_MEMORY, &type);
	if (!r->error)
		define(s, &type, offset);
}

void tn_read_tag(struct tn_read *s, struct tn_reader *r)
{
	uint32_t offset = offset_of(s, r->at);
	struct tn_core_extern type;
	tn_coretype_extern(r, TN_CORE_KIND_TAG, &type);
	if (!r->error)
		define(s, &type, offset);
}

void tn_read_global(struct tn_read *s, struct tn_reader *r)
{
	uint32_t offset = offset_of(s, r->at);
	struct tn_core_extern type;
	tn_coretype_extern(r, TN_CORE_KIND_GLOBAL, &type);
	struct tn_bytes init = tn_coreinstr_skip_expr(r);
	if (r->error)
		return;
	define(s, &type, offset);
	*TN_PUSH(s->arena, &s->m->global_inits) = init;
}

void tn_read_export(struct tn_read *s, struct tn_reader *r)
{
	struct tn_core_export e = { .offset = offset_of(s, r->at) };
	bool is_exact;
	e.name = tn_reader_name(r);
	if (tn_reader_peek(r) == 0x20)
		tn_reader_fail(r, "malformed export kind");
	e.kind = kind_byte(r, &is_exact);
	e.index = tn_reader_u32(r);
	if (!r->error)
		*TN_PUSH(s->arena, &s->m->exports) = e;
}

/* ---- segments ---- */

/* "Element Section": bit 0 passive or declared, bit 1 explicit table or declared, bit 2 expressions. */
void tn_read_element(struct tn_read *s, struct tn_reader *r)
{
	struct tn_core_elem e = { .start = offset_of(s, r->at), .type = TN_CORE_FUNCREF };
	const uint8_t *at = r->at;
	uint32_t flags = tn_reader_u32(r);
	if (flags > 7) {
		r->at = at;
		tn_reader_fail(r, "malformed element segment kind");
	}
	e.has_exprs = flags & 4;
	if (!e.has_exprs) /* a list of functions gives references that are never null */
		e.type &= ~(tn_core_ty)TN_CORE_NULLABLE;
	if (flags & 1) {
		e.mode = flags & 2 ? TN_CORE_DECLARED : TN_CORE_PASSIVE;
		use(s, TN_WASM_BULK_MEMORY, e.start);
	} else {
		e.has_table = flags & 2;
		if (e.has_table)
			e.table = tn_reader_u32(r);
		e.offset = tn_coreinstr_skip_expr(r);
	}
	if (flags & 3 && e.has_exprs) {
		at = r->at;
		e.type = tn_coretype_ref(r);
		use(s, tn_coretype_needs(e.type), offset_of(s, at));
	} else if (e.has_exprs) {
		use(s, TN_WASM_REFERENCE_TYPES, e.start);
	} else if (flags & 3) {
		if (tn_reader_peek(r) != 0)
			tn_reader_fail(r, "malformed element kind");
		tn_reader_byte(r);
	}
	e.count = tn_reader_count(r, 1);
	const uint8_t *items = r->at;
	for (uint32_t i = 0; i < e.count && !r->error; i++) {
		if (e.has_exprs)
			tn_coreinstr_skip_expr(r);
		else
			tn_reader_u32(r);
	}
	e.items = (struct tn_bytes){ items, (size_t)(r->at - items) };
	if (!r->error)
		*TN_PUSH(s->arena, &s->m->elems) = e;
}

void tn_read_data(struct tn_read *s, struct tn_reader *r)
{
	struct tn_core_data d = { .start = offset_of(s, r->at) };
	const uint8_t *at = r->at;
	uint32_t flags = tn_reader_u32(r);
	if (flags > 2) {
		r->at = at;
		tn_reader_fail(r, "malformed data segment kind");
	}
	d.has_memory = flags == 2;
	if (flags == 1) {
		d.mode = TN_CORE_PASSIVE;
		use(s, TN_WASM_BULK_MEMORY, d.start);
	} else {
		if (d.has_memory)
			d.memory = tn_reader_u32(r);
		d.offset = tn_coreinstr_skip_expr(r);
	}
	d.bytes = tn_reader_take(r, tn_reader_u32(r));
	if (!r->error)
		*TN_PUSH(s->arena, &s->m->datas) = d;
}

void tn_read_body(struct tn_read *s, struct tn_reader *r)
{
	const uint8_t *at = r->at;
	uint32_t size = tn_reader_u32(r);
	if (size > s->cx->limits.core_body && !r->error) {
		r->at = at;
		tn_reader_fail(r, "function body is too large");
	}
	uint32_t offset = offset_of(s, r->at);
	struct tn_bytes bytes = tn_reader_take(r, size);
	if (r->error)
		return;
	*TN_PUSH(s->arena, &s->m->bodies) = bytes;
	*TN_PUSH(s->arena, &s->m->body_offsets) = offset;
}
