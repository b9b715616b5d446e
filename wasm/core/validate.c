/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A module that has been read in, a verdict out. Core spec, validation, "Modules". Each pass goes on
 * past what it refuses; what follows does not count on that, and says nothing of it again.
 */
#include "wasm/core/validate.h"

#include "wasm/core/customs.h"

#include <stdarg.h>

/* ---- reports ---- */

static struct tn_diag *report(
	struct tn_validate *v, enum tn_code code, uint32_t offset, struct tn_str message)
{
	v->is_good = false;
	return tn_diag_error(v->cx, code, (struct tn_span){ v->m->source, offset, offset + 1 },
		"%.*s", TN_S(message));
}

#define FAIL(v, offset, ...)                                                                       \
	report((v), TN_E_INVALID, (offset), tn_str_format((v)->scratch, __VA_ARGS__))

/* An item of the module, as errors name it. */
struct item {
	const char *word;
	uint32_t index, offset;
	struct tn_str module, name; /* of imports and exports; ptr NULL: none */
	uint8_t section;            /* where an error looks for it, with no offset known; 0: it is */
	uint32_t first;             /* index of the first in that section */
};

enum { LONG_NAME = 200 }; /* which would drown the message */

static struct tn_str item_words(const struct tn_validate *v, const struct item *item)
{
	struct tn_buf out = tn_buf_new(v->scratch);
	tn_buf_printf(&out, "%s %u", item->word, item->index);
	if (item->module.ptr && item->module.len <= LONG_NAME)
		tn_buf_printf(&out, " `%.*s`", TN_S(item->module));
	if (item->name.ptr && item->name.len <= LONG_NAME)
		tn_buf_printf(&out, " `%.*s`", TN_S(item->name));
	return (struct tn_str){ (const char *)out.ptr, out.len };
}

static uint32_t item_offset(struct tn_validate *v, const struct item *item)
{
	return item->section ? tn_read_item_offset(v->cx, v->scratch, v->m, item->section,
				       item->index - item->first, &v->place)
			     : item->offset;
}

static struct tn_diag *fail_item(struct tn_validate *v, enum tn_code code, const struct item *item,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

static struct tn_diag *fail_item(
	struct tn_validate *v, enum tn_code code, const struct item *item, const char *format, ...)
{
	if (tn_diag_is_full(v->cx))
		return report(v, code, v->m->base, TN_STR(""));
	va_list args;
	va_start(args, format);
	struct tn_str message = tn_str_vformat(v->scratch, format, args);
	va_end(args);
	return report(v, code, item_offset(v, item),
		tn_str_format(v->scratch, "%.*s: %.*s", TN_S(item_words(v, item)), TN_S(message)));
}

#define FAIL_ITEM(v, item, ...) fail_item((v), TN_E_INVALID, (item), __VA_ARGS__)

/* What is needed and not there is told here once, and admitted from then on. */
static void check_features(struct tn_validate *v)
{
	uint64_t told = v->m->used & ~v->features;
	for (uint64_t missing = told; missing; missing &= missing - 1) {
		struct tn_str name = tn_features_name(missing & -missing);
		uint32_t offset = v->m->used_at[__builtin_ctzll(missing)];
		struct tn_str where = tn_read_item_words(v->cx, v->scratch, v->m, offset);
		struct tn_diag *diag = report(v, TN_E_NEEDS_FEATURE, offset,
			tn_str_format(v->scratch, "%.*s%sthe feature `%.*s` is not enabled",
				TN_S(where), where.len ? ": " : "", TN_S(name)));
		tn_diag_hint(v->cx, diag, "switch it on with `--wasm-features=%.*s`", TN_S(name));
	}
	v->features = tn_features_admitted(v->features | told);
}

/* Told of where the section stands, or that of the imports if all of them are imported. */
static void check_count(struct tn_validate *v, uint8_t id, uint32_t count, uint32_t limit, const char *what)
{
	if (count <= limit)
		return;
	const struct tn_core_section *section = tn_module_section(v->m, id);
	if (!section)
		section = tn_module_section(v->m, TN_CORE_SECTION_IMPORT);
	report(v, TN_E_LIMIT, section->offset,
		tn_str_format(v->scratch, "%s count exceeds limit: %u, at most %u", what, count, limit));
}

static void check_limits(struct tn_validate *v)
{
	const struct tn_limits *limits = &v->cx->limits;
	const struct tn_module *m = v->m;
	uint32_t items = limits->core_items, segments = limits->core_segments;
	check_count(v, TN_CORE_SECTION_IMPORT, m->imports.len, items, "imports");
	check_count(v, TN_CORE_SECTION_EXPORT, m->exports.len, items, "exports");
	check_count(v, TN_CORE_SECTION_FUNCTION, m->funcs.len, items, "functions");
	check_count(v, TN_CORE_SECTION_GLOBAL, m->globals.len, items, "globals");
	check_count(v, TN_CORE_SECTION_TAG, m->tags.len, items, "tags");
	check_count(v, TN_CORE_SECTION_TABLE, m->tables.len, limits->core_tables, "tables");
	check_count(v, TN_CORE_SECTION_MEMORY, m->memories.len, limits->core_memories, "memories");
	check_count(v, TN_CORE_SECTION_ELEMENT, m->elems.len, segments, "element segments");
	check_count(v, TN_CORE_SECTION_DATA, m->datas.len, segments, "data segments");
}

static void check_name(struct tn_validate *v, const struct item *item, struct tn_str name)
{
	if (name.len > v->cx->limits.core_name)
		fail_item(v, TN_E_LIMIT, item, "string size out of bounds: a name is too long");
}

/* ---- types of imports and definitions ---- */

static void check_index(struct tn_validate *v, const struct item *item, uint32_t type)
{
	if (type < v->m->types.len)
		return;
	FAIL_ITEM(v, item, "unknown type %u: type index out of bounds", type);
	v->has_refused = true;
}

static void check_value_type(struct tn_validate *v, const struct item *item, tn_core_ty type)
{
	if (type & TN_CORE_INDEX)
		check_index(v, item, type & TN_CORE_HEAP_MASK);
}

static void check_func_type(struct tn_validate *v, const struct item *item, uint32_t type)
{
	check_index(v, item, type);
	if (type >= v->m->types.len || v->m->types.ptr[type].kind == TN_CORE_FUNC)
		return;
	FAIL_ITEM(v, item, "type index %u is not a function type", type);
	v->has_refused = true;
}

/* The type of an import or definition. */
static void check_extern(
	struct tn_validate *v, const struct item *item, const struct tn_core_extern *type)
{
	bool has_type = type->kind == TN_CORE_KIND_FUNC || type->kind == TN_CORE_KIND_TAG;
	if (tn_validate_is_refused(v->m, type)) {
		if (has_type)
			check_func_type(v, item, type->type);
		else
			check_value_type(v, item, type->value);
		return;
	}
	struct tn_str fault =
		tn_validate_extern_fault(v->m, type, v->features, &v->m->used, v->scratch);
	if (fault.len)
		FAIL_ITEM(v, item, "%.*s", TN_S(fault));
}

static void check_imports(struct tn_validate *v)
{
	for (uint32_t i = 0; i < v->m->imports.len; i++) {
		const struct tn_core_import *import = &v->m->imports.ptr[i];
		struct item item = { "import", i, import->offset, .module = import->module,
			.name = import->name };
		check_name(v, &item, import->module);
		check_name(v, &item, import->name);
		check_extern(v, &item, &import->type);
	}
}

/* The first definition of that kind. */
static struct item definition(const struct tn_validate *v, enum tn_core_kind kind)
{
	static const uint8_t sections[] = { [TN_CORE_KIND_FUNC] = TN_CORE_SECTION_FUNCTION,
		[TN_CORE_KIND_TABLE] = TN_CORE_SECTION_TABLE,
		[TN_CORE_KIND_MEMORY] = TN_CORE_SECTION_MEMORY,
		[TN_CORE_KIND_GLOBAL] = TN_CORE_SECTION_GLOBAL,
		[TN_CORE_KIND_TAG] = TN_CORE_SECTION_TAG };
	uint32_t first = v->m->imported[kind];
	return (struct item){ kind == TN_CORE_KIND_FUNC ? "function" : tn_coretype_kind(kind), first,
		.section = sections[kind], .first = first };
}

static void check_funcs(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	struct item item = definition(v, TN_CORE_KIND_FUNC);
	for (; item.index < m->funcs.len; item.index++)
		if (tn_validate_is_refused(m, &m->funcs.ptr[item.index]))
			check_func_type(v, &item, m->funcs.ptr[item.index].type);
}

/* Tables, memories, tags, globals: what is defined here. */
static void check_definitions(struct tn_validate *v, enum tn_core_kind kind,
	const struct tn_core_extern *space, uint32_t len)
{
	struct item item = definition(v, kind);
	for (; item.index < len; item.index++)
		check_extern(v, &item, &space[item.index]);
}

#define DEFINITIONS(v, kind, space)                                                                \
	check_definitions((v), TN_CORE_KIND_##kind, (v)->m->space.ptr, (v)->m->space.len)

/* ---- exports and start ---- */

static void refer(struct tn_validate *v, uint32_t func)
{
	v->referenced[func / 8] |= (uint8_t)(1u << func % 8);
}

static uint32_t space_len(const struct tn_module *m, enum tn_core_kind kind)
{
	const uint32_t lens[] = { m->funcs.len, m->tables.len, m->memories.len, m->globals.len,
		m->tags.len };
	return lens[kind];
}

/* Which functions are referred to is not known of what was refused: bodies may name any. */
static void refer_to_all(struct tn_validate *v)
{
	memset(v->referenced, 0xff, v->m->funcs.len / 8 + 1);
}

static void check_exported(
	struct tn_validate *v, const struct item *item, const struct tn_core_export *e)
{
	const struct tn_module *m = v->m;
	const char *kind = tn_coretype_kind(e->kind);
	if (e->index >= space_len(m, e->kind)) {
		FAIL_ITEM(v, item, "unknown %s %u: exported %s index out of bounds", kind, e->index,
			kind);
		refer_to_all(v);
	} else if (e->kind == TN_CORE_KIND_FUNC) {
		refer(v, e->index);
	} else if (e->kind == TN_CORE_KIND_GLOBAL && m->globals.ptr[e->index].is_mutable) {
		v->m->used |= TN_WASM_MUTABLE_GLOBAL;
		if (v->features & TN_WASM_MUTABLE_GLOBAL)
			return;
		struct tn_diag *diag = fail_item(
			v, TN_E_NEEDS_FEATURE, item, "mutable global support is not enabled");
		tn_diag_hint(v->cx, diag, "switch it on with `--wasm-features=mutable-global`");
		v->features |= TN_WASM_MUTABLE_GLOBAL; /* once is enough */
	}
}

static void check_exports(struct tn_validate *v)
{
	struct tn_map names = { .arena = v->scratch };
	const struct tn_module *m = v->m;
	for (uint32_t i = 0; i < m->exports.len; i++) {
		const struct tn_core_export *e = &m->exports.ptr[i];
		struct item item = { .word = "export", i, e->offset, .name = e->name };
		check_name(v, &item, e->name);
		check_exported(v, &item, e);
		uint64_t key = tn_map_hash(e->name.ptr, e->name.len);
		uint32_t other;
		while ((other = tn_map_get(&names, key)) != TN_MAP_NONE &&
			!tn_str_eq(m->exports.ptr[other].name, e->name))
			key++;
		if (other == TN_MAP_NONE) {
			tn_map_put(&names, key, i);
			continue;
		}
		struct tn_diag *diag = FAIL_ITEM(
			v, &item, "duplicate export name `%.*s` already defined", TN_S(e->name));
		uint32_t first = m->exports.ptr[other].offset;
		tn_diag_note(v->cx, diag, (struct tn_span){ m->source, first, first + 1 },
			"export %u has that name", other);
	}
}

static void check_start(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	if (m->start == UINT32_MAX)
		return;
	uint32_t offset = tn_module_section(m, TN_CORE_SECTION_START)->offset;
	if (m->start >= m->funcs.len) {
		FAIL(v, offset, "unknown function %u: start function index out of bounds",
			m->start);
		return;
	}
	if (tn_validate_is_refused(m, &m->funcs.ptr[m->start]))
		return;
	const struct tn_core_sig *sig = tn_module_sig(m, m->start);
	if (sig->param_count || sig->result_count)
		FAIL(v, offset,
			"invalid start function type: the start function takes and gives nothing");
}

/* ---- initialisers and segments ---- */

static bool check_const(struct tn_validate *v, struct tn_bytes expr, tn_core_ty type,
	uint32_t global_limit, const char *what, uint32_t index)
{
	bool is_good = tn_validate_const(v->body, expr, type, global_limit, what, index);
	v->is_good &= is_good;
	if (!is_good)
		refer_to_all(v);
	return is_good;
}

static void check_tables(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	struct item item = definition(v, TN_CORE_KIND_TABLE);
	for (uint32_t i = 0; i < m->table_inits.len; i++, item.index++) {
		tn_core_ty type = m->tables.ptr[item.index].value;
		if (tn_validate_is_poison(m, type))
			continue;
		if (m->table_inits.ptr[i].ptr)
			check_const(v, m->table_inits.ptr[i], type,
				m->imported[TN_CORE_KIND_GLOBAL], item.word, item.index);
		else if (!tn_validate_is_defaultable(type))
			FAIL_ITEM(v, &item,
				"type mismatch: it needs an initialiser: its elements have no "
				"default value");
	}
}

static void check_globals(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	uint32_t imported = m->imported[TN_CORE_KIND_GLOBAL];
	for (uint32_t i = 0; i < m->global_inits.len; i++) {
		tn_core_ty type = m->globals.ptr[imported + i].value;
		if (tn_validate_is_poison(m, type))
			refer_to_all(v);
		else
			check_const(v, m->global_inits.ptr[i], type, imported + i, "global",
				imported + i);
	}
}

static void check_elem_items(struct tn_validate *v, const struct tn_core_elem *e, uint32_t index)
{
	struct tn_reader r = tn_reader_new(e->items, v->m->bytes.ptr - v->m->base);
	for (uint32_t i = 0; i < e->count; i++) {
		if (e->has_exprs) {
			check_const(v, tn_coreinstr_skip_expr(&r), e->type, v->m->globals.len,
				"element segment", index);
			continue;
		}
		uint32_t func = tn_reader_u32(&r);
		if (func < v->m->funcs.len) {
			refer(v, func);
			continue;
		}
		struct item item = { .word = "element segment", index, e->start };
		FAIL_ITEM(v, &item, "unknown function %u: function index out of bounds", func);
		refer_to_all(v);
	}
}

static void check_elems(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	for (uint32_t i = 0; i < m->elems.len; i++) {
		const struct tn_core_elem *e = &m->elems.ptr[i];
		struct item item = { .word = "element segment", i, e->start };
		bool is_poison = tn_validate_is_poison(m, e->type);
		check_value_type(v, &item, e->type);
		if (e->count > v->cx->limits.core_elements)
			fail_item(v, TN_E_LIMIT, &item, "number of elements is out of bounds");
		if (e->mode == TN_CORE_ACTIVE && e->table >= m->tables.len) {
			FAIL_ITEM(
				v, &item, "unknown table %u: table index out of bounds", e->table);
		} else if (e->mode == TN_CORE_ACTIVE) {
			const struct tn_core_extern *table = &m->tables.ptr[e->table];
			if (!is_poison && !tn_validate_is_poison(m, table->value) &&
				!tn_validate_matches(m, e->type, table->value))
				FAIL_ITEM(v, &item, "type mismatch: %.*s for a table of %.*s",
					TN_S(tn_coretype_text(v->scratch, e->type)),
					TN_S(tn_coretype_text(v->scratch, table->value)));
			check_const(v, e->offset, tn_validate_address(table), m->globals.len,
				"element segment", i);
		}
		if (is_poison)
			refer_to_all(v);
		else
			check_elem_items(v, e, i);
	}
}

void tn_validate_datas(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	const uint8_t *behind = m->datas.len ? m->datas.ptr[0].bytes.ptr : NULL;
	for (uint32_t i = 0; i < m->datas.len; i++) {
		const struct tn_core_data *d = &m->datas.ptr[i];
		tn_ctx_pass(v->cx, m->source, &behind, d->bytes.ptr);
		if (d->mode != TN_CORE_ACTIVE)
			continue;
		if (d->memory >= m->memories.len) {
			struct item item = { .word = "data segment", i, d->start };
			FAIL_ITEM(v, &item, "unknown memory %u: memory index out of bounds",
				d->memory);
			continue;
		}
		check_const(v, d->offset, tn_validate_address(&m->memories.ptr[d->memory]),
			m->globals.len, "data segment", i);
	}
}

/* ---- the whole ---- */

static void note_used(const struct tn_validate *v)
{
	struct tn_module *m = v->m;
	for (uint64_t fresh = v->used & ~m->used; fresh; fresh &= fresh - 1)
		m->used_at[__builtin_ctzll(fresh)] = v->used_at[__builtin_ctzll(fresh)];
	m->used = tn_features_switched(m->used | v->used);
}

void tn_validate_prepare(struct tn_validate *v, struct tn_ctx *cx, struct tn_arena *scratch,
	struct tn_module *module, uint64_t features)
{
	*v = (struct tn_validate){ .cx = cx, .scratch = scratch, .m = module, .is_good = true };
	v->features = tn_features_admitted(features);
	v->referenced = tn_mem_alloc(scratch, module->funcs.len / 8 + 1);
	v->body = tn_validate_body_new(v);
	check_features(v);
	check_limits(v);
	tn_validate_types(v);
	/* From here on in order of place. */
	check_imports(v);
	check_funcs(v);
	tn_validate_run_init(v);
	DEFINITIONS(v, TABLE, tables);
	check_tables(v);
	DEFINITIONS(v, MEMORY, memories);
	DEFINITIONS(v, TAG, tags);
	DEFINITIONS(v, GLOBAL, globals);
	check_globals(v);
	check_exports(v);
	check_start(v);
	check_elems(v);
}

bool tn_validate_module(struct tn_ctx *cx, struct tn_arena *scratch, struct tn_module *module)
{
	struct tn_validate v;
	tn_validate_prepare(&v, cx, scratch, module, cx->wasm_features);
	tn_validate_bodies(&v);
	tn_validate_datas(&v);
	note_used(&v);
	if (v.is_good && cx->validate_custom)
		v.is_good = tn_customs_check(cx, scratch, module);
	return v.is_good;
}
