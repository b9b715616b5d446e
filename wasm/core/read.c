/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Bytes of a core module to struct tn_module. Core spec, binary format, "Modules".
 * Bodies are kept as slices and initialisers are only walked over; what is not enabled is noted
 * in used/used_at and refused by the validator, so that a tool can look at any module.
 */
#include "wasm/core/coreinstr.h"

struct reading {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_module *m;
	const char *item; /* of what the section is a list, for messages */
	uint32_t index;   /* which of them is being read */
};

static void use(struct reading *s, uint64_t features, uint32_t offset)
{
	for (uint64_t fresh = features & ~s->m->used; fresh; fresh &= fresh - 1)
		s->m->used_at[__builtin_ctzll(fresh)] = offset;
	s->m->used |= features;
}

static uint32_t offset_of(const struct reading *s, const uint8_t *at)
{
	return tn_module_offset(s->m, at);
}

/* ---- types ---- */

static tn_core_ty value_type(struct reading *s, struct tn_reader *r)
{
	const uint8_t *at = r->at;
	tn_core_ty type = tn_coretype_value(r);
	use(s, tn_coretype_needs(type), offset_of(s, at));
	return type;
}

static tn_core_ty *value_types(struct reading *s, struct tn_reader *r, uint32_t limit,
	const char *over, uint32_t *count)
{
	const uint8_t *at = r->at;
	*count = tn_reader_count(r, 1);
	if (*count > limit) {
		r->at = at;
		tn_reader_fail(r, over);
		*count = 0;
	}
	tn_core_ty *types = TN_NEWN(s->arena, tn_core_ty, *count);
	for (uint32_t i = 0; i < *count && !r->error; i++)
		types[i] = value_type(s, r);
	return types;
}

static void field(struct reading *s, struct tn_reader *r, struct tn_core_field *out)
{
	const uint8_t *at = r->at;
	out->type = tn_coretype_storage(r);
	use(s, tn_coretype_needs(out->type), offset_of(s, at));
	if (tn_reader_peek(r) > 1)
		tn_reader_fail(r, "malformed mutability");
	out->is_mutable = tn_reader_byte(r);
}

/* "Composite Types"; the clauses before them are of shared-everything threads and descriptors. */
static void composite_type(struct reading *s, struct tn_reader *r, struct tn_core_type *type)
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
		sig->params = value_types(s, r, limits->core_params, "too many parameters",
			&sig->param_count);
		sig->results = value_types(s, r, limits->core_results, "too many results",
			&sig->result_count);
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
		use(s, TN_WASM_STACK_SWITCHING, at);
		break;
	default:
		tn_reader_fail(r, r->at == r->end ? "unexpected end" : "malformed type form");
	}
}

/* "Recursive Types": 0x50 may be extended, 0x4f is final, as is the short form. */
static void sub_type(struct reading *s, struct tn_reader *r, struct tn_core_type *type)
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

static void rec_type(struct reading *s, struct tn_reader *r)
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
		struct tn_core_type type = { .group = group, .group_size = size,
			.in_group = in_group, .canon = UINT32_MAX };
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
static void define(struct reading *s, const struct tn_core_extern *type, uint32_t offset)
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

static void add_import(struct reading *s, struct tn_str module, struct tn_str name,
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
static void compact_imports(struct reading *s, struct tn_reader *r, struct tn_str module)
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

static void import(struct reading *s, struct tn_reader *r)
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

static void function(struct reading *s, struct tn_reader *r)
{
	struct tn_core_extern type = { .kind = TN_CORE_KIND_FUNC, .type = tn_reader_u32(r) };
	if (!r->error)
		define(s, &type, offset_of(s, r->at));
}

/* "Table Section": 0x40 0x00 announces an initialiser. */
static void table(struct reading *s, struct tn_reader *r)
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

static void memory(struct reading *s, struct tn_reader *r)
{
	uint32_t offset = offset_of(s, r->at);
	struct tn_core_extern type;
	tn_coretype_extern(r, TN_CORE_KIND_MEMORY, &type);
	if (!r->error)
		define(s, &type, offset);
}

static void tag(struct reading *s, struct tn_reader *r)
{
	uint32_t offset = offset_of(s, r->at);
	struct tn_core_extern type;
	tn_coretype_extern(r, TN_CORE_KIND_TAG, &type);
	if (!r->error)
		define(s, &type, offset);
}

static void global(struct reading *s, struct tn_reader *r)
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

static void export(struct reading *s, struct tn_reader *r)
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
static void element(struct reading *s, struct tn_reader *r)
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
		if (e.has_table) {
			e.table = tn_reader_u32(r);
			use(s, TN_WASM_REFERENCE_TYPES, e.start);
		}
		e.offset = tn_coreinstr_skip_expr(r);
	}
	if (flags & 3 && e.has_exprs) {
		at = r->at;
		e.type = tn_coretype_ref(r);
		if (e.type != TN_CORE_FUNCREF)
			use(s, tn_coretype_needs(e.type), offset_of(s, at));
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

static void data(struct reading *s, struct tn_reader *r)
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

static void body(struct reading *s, struct tn_reader *r)
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

/* ---- sections ---- */

/* Room for exactly `more` elements: counts are known, and doubling would leave old copies behind. */
static void reserve(struct tn_arena *arena, void **ptr, uint32_t *cap, uint32_t len, uint32_t more,
	size_t size)
{
	if (*cap - len >= more)
		return;
	*ptr = tn_mem_grow(arena, *ptr, *cap * size, (size_t)(len + more) * size);
	*cap = len + more;
}
#define RESERVE(v, more)                                                                           \
	reserve(s->arena, (void **)(void *)&(v)->ptr, &(v)->cap, (v)->len, (more), sizeof *(v)->ptr)

/* The count of a section has been held against its bytes already. */
static void make_room(struct reading *s, uint8_t id, uint32_t count)
{
	struct tn_module *m = s->m;
	switch (id) {
	case TN_CORE_SECTION_TYPE:
		RESERVE(&m->types, count);
		break;
	case TN_CORE_SECTION_IMPORT:
		RESERVE(&m->imports, count);
		break;
	case TN_CORE_SECTION_FUNCTION:
		RESERVE(&m->funcs, count);
		break;
	case TN_CORE_SECTION_EXPORT:
		RESERVE(&m->exports, count);
		break;
	case TN_CORE_SECTION_CODE:
		RESERVE(&m->bodies, count);
		RESERVE(&m->body_offsets, count);
		break;
	}
}

/* By id: the place in the order, what the section is called, of what it is a list. */
static const struct section {
	const char *name;
	const char *item;
	void (*read)(struct reading *s, struct tn_reader *r); /* one item */
	uint8_t order;
	uint8_t least; /* bytes of the shortest item */
} sections[] = {
	[TN_CORE_SECTION_TYPE] = { "type", "type", rec_type, 1, 2 },
	[TN_CORE_SECTION_IMPORT] = { "import", "import", import, 2, 3 },
	[TN_CORE_SECTION_FUNCTION] = { "function", "function", function, 3, 1 },
	[TN_CORE_SECTION_TABLE] = { "table", "table", table, 4, 3 },
	[TN_CORE_SECTION_MEMORY] = { "memory", "memory", memory, 5, 2 },
	[TN_CORE_SECTION_TAG] = { "tag", "tag", tag, 6, 2 },
	[TN_CORE_SECTION_GLOBAL] = { "global", "global", global, 7, 3 },
	[TN_CORE_SECTION_EXPORT] = { "export", "export", export, 8, 3 },
	[TN_CORE_SECTION_START] = { "start", NULL, NULL, 9, 0 },
	[TN_CORE_SECTION_ELEMENT] = { "element", "element segment", element, 10, 2 },
	[TN_CORE_SECTION_DATA_COUNT] = { "data count", NULL, NULL, 11, 0 },
	[TN_CORE_SECTION_CODE] = { "code", "function body", body, 12, 1 },
	[TN_CORE_SECTION_DATA] = { "data", "data segment", data, 13, 2 },
};
enum { SECTION_COUNT = sizeof sections / sizeof *sections };

/* Reports what stopped the reader: section (NULL: the module itself), item and place in words. */
static bool report(struct reading *s, const struct tn_reader *r, const char *section)
{
	if (!r->error)
		return true;
	uint32_t at = (uint32_t)r->error_offset;
	struct tn_span span = { s->m->source, at, at + (r->at < r->end) };
	if (!section)
		tn_diag_error(s->cx, TN_E_MALFORMED, span, "%s", r->error);
	else if (s->item)
		tn_diag_error(s->cx, TN_E_MALFORMED, span, "%s section, %s %u: %s", section, s->item,
			s->index, r->error);
	else
		tn_diag_error(s->cx, TN_E_MALFORMED, span, "%s section: %s", section, r->error);
	return false;
}

static bool read_known(struct reading *s, uint8_t id, struct tn_reader *r)
{
	const struct section *section = &sections[id];
	s->item = NULL;
	if (id == TN_CORE_SECTION_START) {
		s->m->start = tn_reader_u32(r);
	} else if (id == TN_CORE_SECTION_DATA_COUNT) {
		s->m->has_data_count = true;
		s->m->data_count = tn_reader_u32(r);
		use(s, TN_WASM_BULK_MEMORY, offset_of(s, r->at));
	} else {
		uint32_t count = tn_reader_count(r, section->least);
		s->item = section->item;
		make_room(s, id, count);
		for (s->index = 0; s->index < count && !r->error; s->index++)
			section->read(s, r);
		s->index -= r->error && s->index;
		if (!r->error)
			s->item = NULL;
	}
	if (!r->error && r->at != r->end)
		tn_reader_fail(r, "section size mismatch: more bytes than items");
	return report(s, r, section->name);
}

/* The framing of one section; false when what follows it cannot be found. */
static bool read_section(struct reading *s, struct tn_reader *r, uint8_t *last, bool *is_good)
{
	struct tn_core_section section = { .start = offset_of(s, r->at) };
	section.id = tn_reader_byte(r);
	s->item = NULL;
	if (section.id >= SECTION_COUNT) {
		r->at--;
		tn_reader_fail(r, "malformed section id");
		return report(s, r, NULL);
	}
	const char *name = section.id ? sections[section.id].name : "custom";
	uint32_t size = tn_reader_u32(r);
	struct tn_reader part = tn_reader_part(r, size);
	if (!report(s, r, name))
		return false;
	if (section.id == TN_CORE_SECTION_CUSTOM)
		section.name = tn_reader_name(&part);
	section.bytes = (struct tn_bytes){ part.at, (size_t)(part.end - part.at) };
	section.offset = offset_of(s, part.at);
	*TN_PUSH(s->arena, &s->m->sections) = section;
	if (section.id == TN_CORE_SECTION_CUSTOM) {
		*is_good &= report(s, &part, name);
		return true;
	}
	if (sections[section.id].order <= sections[*last].order) {
		bool twice = section.id == *last;
		tn_diag_error(s->cx, TN_E_MALFORMED,
			(struct tn_span){ s->m->source, section.start, section.start + 1 },
			twice ? "section out of order: unexpected content after last section: a second %s "
				"section"
			      : "section out of order: unexpected content after last section: the %s "
				"section comes after the %s section",
			name, sections[*last].name);
		*is_good = false;
		return true; /* its items would only repeat the trouble */
	}
	*last = section.id;
	*is_good &= read_known(s, section.id, &part);
	return true;
}

/* What sections say of one another. Core spec, binary format, "Modules", last paragraphs. */
static bool agree(struct reading *s)
{
	struct tn_module *m = s->m;
	uint32_t end = m->base + (uint32_t)m->bytes.len;
	struct tn_span span = { m->source, end, end };
	uint32_t defined = m->funcs.len - m->imported[TN_CORE_KIND_FUNC];
	bool is_good = true;
	if (defined != m->bodies.len) {
		tn_diag_error(s->cx, TN_E_MALFORMED, span,
			"function and code section have inconsistent lengths: %u functions, %u bodies",
			defined, m->bodies.len);
		is_good = false;
	}
	if (m->has_data_count && m->data_count != m->datas.len) {
		tn_diag_error(s->cx, TN_E_MALFORMED, span,
			"data count and data section have inconsistent lengths: %u announced, %u segments",
			m->data_count, m->datas.len);
		is_good = false;
	}
	m->elem_count = m->elems.len;
	m->data_count = m->datas.len;
	return is_good;
}

static bool preamble(struct reading *s, struct tn_reader *r)
{
	if (r->end - r->at < 4 || memcmp(r->at, "\0asm", 4) != 0) {
		tn_reader_fail(r, r->end - r->at < 4 && r->end > r->at &&
						 memcmp(r->at, "\0asm", (size_t)(r->end - r->at)) == 0
					 ? "unexpected end"
					 : "magic header not detected: not a WebAssembly binary");
		return report(s, r, NULL);
	}
	r->at += 4;
	uint32_t version = tn_reader_fixed32(r);
	if (!r->error && version != 1) {
		r->at -= 4;
		tn_reader_fail(r, version == 0x1000d ? "a component, where a core module is wanted"
						     : "unknown binary version");
	}
	return report(s, r, NULL);
}

struct tn_module *tn_read_module(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	uint32_t base, struct tn_bytes bytes)
{
	struct tn_module *m = TN_NEW(arena, struct tn_module);
	struct reading s = { .cx = cx, .arena = arena, .m = m };
	m->source = source;
	m->base = base;
	m->bytes = bytes;
	m->start = UINT32_MAX;
	struct tn_reader r = tn_reader_new(bytes, bytes.ptr - base);
	if (!preamble(&s, &r))
		return NULL;
	uint8_t last = TN_CORE_SECTION_CUSTOM;
	bool is_good = true;
	while (tn_reader_more(&r))
		if (!read_section(&s, &r, &last, &is_good))
			return NULL;
	return is_good && agree(&s) ? m : NULL;
}
