/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A module that has been read in, a verdict out. Core spec, validation, "Modules". Each pass goes on
 * past what it refuses, as long as what follows does not count on it.
 */
#include "wasm/core/validate.h"

#include "wasm/core/customs.h"

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

static void check_features(struct tn_validate *v)
{
	for (uint64_t missing = v->m->used & ~v->features; missing; missing &= missing - 1) {
		struct tn_str name = tn_features_name(missing & -missing);
		uint32_t offset = v->m->used_at[__builtin_ctzll(missing)];
		struct tn_diag *diag = report(v, TN_E_NEEDS_FEATURE, offset,
			tn_str_format(v->scratch, "the feature `%.*s` is not enabled", TN_S(name)));
		tn_diag_hint(v->cx, diag, "switch it on with `--wasm-features=%.*s`", TN_S(name));
	}
}

static void check_count(struct tn_validate *v, uint32_t count, uint32_t limit, const char *what)
{
	if (count > limit)
		report(v, TN_E_LIMIT, v->m->base,
			tn_str_format(v->scratch, "%s count exceeds limit: %u, at most %u", what,
				count, limit));
}

static void check_limits(struct tn_validate *v)
{
	const struct tn_limits *limits = &v->cx->limits;
	const struct tn_module *m = v->m;
	check_count(v, m->imports.len, limits->core_items, "imports");
	check_count(v, m->exports.len, limits->core_items, "exports");
	check_count(v, m->funcs.len, limits->core_items, "functions");
	check_count(v, m->globals.len, limits->core_items, "globals");
	check_count(v, m->tags.len, limits->core_items, "tags");
	check_count(v, m->tables.len, limits->core_tables, "tables");
	check_count(v, m->memories.len, limits->core_memories, "memories");
	check_count(v, m->elems.len, limits->core_segments, "element segments");
	check_count(v, m->datas.len, limits->core_segments, "data segments");
}

static void check_name(struct tn_validate *v, struct tn_str name, uint32_t offset)
{
	if (name.len > v->cx->limits.core_name)
		report(v, TN_E_LIMIT, offset,
			TN_STR("string size out of bounds: a name is too long"));
}

/* ---- types of imports and definitions ---- */

static bool check_value_type(struct tn_validate *v, tn_core_ty type, uint32_t offset)
{
	if (!(type & TN_CORE_INDEX) || (type & TN_CORE_HEAP_MASK) < v->m->types.len)
		return true;
	FAIL(v, offset, "unknown type %u: type index out of bounds", type & TN_CORE_HEAP_MASK);
	return false;
}

static bool check_func_type(struct tn_validate *v, uint32_t type, uint32_t offset)
{
	if (type >= v->m->types.len)
		FAIL(v, offset, "unknown type %u: type index out of bounds", type);
	else if (v->m->types.ptr[type].kind != TN_CORE_FUNC)
		FAIL(v, offset, "type index %u is not a function type", type);
	else
		return true;
	return false;
}

/* The type of an import or definition. */
static void check_extern(struct tn_validate *v, const struct tn_core_extern *type, uint32_t offset)
{
	bool has_type = type->kind == TN_CORE_KIND_FUNC || type->kind == TN_CORE_KIND_TAG;
	if (has_type ? !check_func_type(v, type->type, offset)
		     : !check_value_type(v, type->value, offset))
		return;
	struct tn_str fault =
		tn_validate_extern_fault(v->m, type, v->features, &v->m->used, v->scratch);
	if (fault.len)
		report(v, TN_E_INVALID, offset, fault);
}

static void check_imports(struct tn_validate *v)
{
	for (uint32_t i = 0; i < v->m->imports.len; i++) {
		const struct tn_core_import *import = &v->m->imports.ptr[i];
		check_name(v, import->module, import->offset);
		check_name(v, import->name, import->offset);
		check_extern(v, &import->type, import->offset);
	}
}

/* The offset of the section of that id, as the place of what it defines. */
static uint32_t section_offset(const struct tn_validate *v, uint8_t id)
{
	for (uint32_t i = 0; i < v->m->sections.len; i++)
		if (v->m->sections.ptr[i].id == id)
			return v->m->sections.ptr[i].offset;
	return v->m->base;
}

static void check_definitions(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	uint32_t offset = section_offset(v, TN_CORE_SECTION_FUNCTION);
	for (uint32_t i = m->imported[TN_CORE_KIND_FUNC]; i < m->funcs.len; i++)
		check_func_type(v, m->funcs.ptr[i].type, offset);
	offset = section_offset(v, TN_CORE_SECTION_TABLE);
	for (uint32_t i = m->imported[TN_CORE_KIND_TABLE]; i < m->tables.len; i++)
		check_extern(v, &m->tables.ptr[i], offset);
	offset = section_offset(v, TN_CORE_SECTION_MEMORY);
	for (uint32_t i = m->imported[TN_CORE_KIND_MEMORY]; i < m->memories.len; i++)
		check_extern(v, &m->memories.ptr[i], offset);
	offset = section_offset(v, TN_CORE_SECTION_TAG);
	for (uint32_t i = m->imported[TN_CORE_KIND_TAG]; i < m->tags.len; i++)
		check_extern(v, &m->tags.ptr[i], offset);
	offset = section_offset(v, TN_CORE_SECTION_GLOBAL);
	for (uint32_t i = m->imported[TN_CORE_KIND_GLOBAL]; i < m->globals.len; i++)
		check_extern(v, &m->globals.ptr[i], offset);
	for (uint32_t i = 0; i < m->elems.len; i++) /* which bodies refer to */
		check_value_type(v, m->elems.ptr[i].type, m->elems.ptr[i].start);
}

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

static void check_exports(struct tn_validate *v)
{
	struct tn_map names = { .arena = v->scratch };
	const struct tn_module *m = v->m;
	for (uint32_t i = 0; i < m->exports.len; i++) {
		const struct tn_core_export *e = &m->exports.ptr[i];
		const char *kind = tn_coretype_kind(e->kind);
		check_name(v, e->name, e->offset);
		if (e->index >= space_len(m, e->kind)) {
			FAIL(v, e->offset, "unknown %s %u: exported %s index out of bounds", kind,
				e->index, kind);
		} else if (e->kind == TN_CORE_KIND_FUNC) {
			refer(v, e->index);
		} else if (e->kind == TN_CORE_KIND_GLOBAL && m->globals.ptr[e->index].is_mutable) {
			v->m->used |= TN_WASM_MUTABLE_GLOBAL;
			if (!(v->features & TN_WASM_MUTABLE_GLOBAL))
				report(v, TN_E_NEEDS_FEATURE, e->offset,
					TN_STR("mutable global support is not enabled"));
		}
		uint64_t key = tn_map_hash(e->name.ptr, e->name.len);
		uint32_t other;
		while ((other = tn_map_get(&names, key)) != TN_MAP_NONE &&
			!tn_str_eq(m->exports.ptr[other].name, e->name))
			key++;
		if (other == TN_MAP_NONE)
			tn_map_put(&names, key, i);
		else
			FAIL(v, e->offset, "duplicate export name `%.*s` already defined",
				TN_S(e->name));
	}
}

static void check_start(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	if (m->start == UINT32_MAX)
		return;
	uint32_t offset = section_offset(v, TN_CORE_SECTION_START);
	const struct tn_core_sig *sig = tn_module_sig(m, m->start);
	if (m->start >= m->funcs.len)
		FAIL(v, offset, "unknown function %u: start function index out of bounds",
			m->start);
	else if (sig && (sig->param_count || sig->result_count))
		FAIL(v, offset,
			"invalid start function type: the start function takes and gives nothing");
}

/* ---- initialisers and segments ---- */

static bool check_const(struct tn_validate *v, struct tn_bytes expr, tn_core_ty type,
	uint32_t global_limit, const char *what, uint32_t index)
{
	bool is_good = tn_validate_const(v->body, expr, type, global_limit, what, index);
	v->is_good &= is_good;
	return is_good;
}

static void check_tables(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	uint32_t imported = m->imported[TN_CORE_KIND_TABLE];
	for (uint32_t i = 0; i < m->table_inits.len; i++) {
		tn_core_ty type = m->tables.ptr[imported + i].value;
		if (m->table_inits.ptr[i].ptr)
			check_const(v, m->table_inits.ptr[i], type,
				m->imported[TN_CORE_KIND_GLOBAL], "table", imported + i);
		else if (!tn_validate_is_defaultable(type))
			FAIL(v, section_offset(v, TN_CORE_SECTION_TABLE),
				"type mismatch: table %u needs an initialiser: its elements have "
				"no default "
				"value",
				imported + i);
	}
}

static void check_globals(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	uint32_t imported = m->imported[TN_CORE_KIND_GLOBAL];
	for (uint32_t i = 0; i < m->global_inits.len; i++)
		check_const(v, m->global_inits.ptr[i], m->globals.ptr[imported + i].value,
			imported + i, "global", imported + i);
}

static void check_elem_items(struct tn_validate *v, const struct tn_core_elem *e, uint32_t index)
{
	struct tn_reader r = tn_reader_new(e->items, v->m->bytes.ptr - v->m->base);
	for (uint32_t i = 0; i < e->count; i++) {
		if (e->has_exprs) {
			if (!check_const(v, tn_coreinstr_skip_expr(&r), e->type, v->m->globals.len,
				    "element segment", index))
				return;
			continue;
		}
		uint32_t func = tn_reader_u32(&r);
		if (func >= v->m->funcs.len) {
			FAIL(v, e->start,
				"element segment %u: unknown function %u: function index out "
				"of bounds",
				index, func);
			return;
		}
		refer(v, func);
	}
}

static void check_elems(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	for (uint32_t i = 0; i < m->elems.len; i++) {
		const struct tn_core_elem *e = &m->elems.ptr[i];
		if (e->count > v->cx->limits.core_elements)
			report(v, TN_E_LIMIT, e->start,
				TN_STR("number of elements is out of bounds"));
		if (e->mode == TN_CORE_ACTIVE && e->table >= m->tables.len) {
			FAIL(v, e->start,
				"element segment %u: unknown table %u: table index out of bounds",
				i, e->table);
		} else if (e->mode == TN_CORE_ACTIVE) {
			const struct tn_core_extern *table = &m->tables.ptr[e->table];
			if (!tn_validate_matches(m, e->type, table->value))
				FAIL(v, e->start,
					"type mismatch: element segment %u of %.*s for a table of "
					"%.*s",
					i, TN_S(tn_coretype_text(v->scratch, e->type)),
					TN_S(tn_coretype_text(v->scratch, table->value)));
			check_const(v, e->offset, tn_validate_address(table), m->globals.len,
				"element segment", i);
		}
		check_elem_items(v, e, i);
	}
}

static void check_datas(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	const uint8_t *behind = m->datas.len ? m->datas.ptr[0].bytes.ptr : NULL;
	for (uint32_t i = 0; i < m->datas.len; i++) {
		const struct tn_core_data *d = &m->datas.ptr[i];
		tn_ctx_pass(v->cx, m->source, &behind, d->bytes.ptr);
		if (d->mode != TN_CORE_ACTIVE)
			continue;
		if (d->memory >= m->memories.len) {
			FAIL(v, d->start,
				"data segment %u: unknown memory %u: memory index out of bounds", i,
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

bool tn_validate_prepare(struct tn_validate *v, struct tn_ctx *cx, struct tn_arena *scratch,
	struct tn_module *module, uint64_t features)
{
	*v = (struct tn_validate){ .cx = cx, .scratch = scratch, .m = module, .is_good = true };
	v->features = tn_features_admitted(features);
	v->referenced = tn_mem_alloc(scratch, module->funcs.len / 8 + 1);
	v->body = tn_validate_body_new(v);
	check_features(v);
	check_limits(v);
	if (!tn_validate_types(v))
		return false;
	check_imports(v);
	check_definitions(v);
	check_exports(v);
	check_start(v);
	if (!v->is_good)
		return false;
	tn_validate_run_init(v);
	check_tables(v);
	check_globals(v);
	check_elems(v);
	check_datas(v);
	return true; /* what is wrong in initialisers does not touch bodies */
}

bool tn_validate_module(struct tn_ctx *cx, struct tn_arena *scratch, struct tn_module *module)
{
	struct tn_validate v;
	if (!tn_validate_prepare(&v, cx, scratch, module, cx->wasm_features))
		return false;
	tn_validate_bodies(&v);
	note_used(&v);
	if (v.is_good && cx->validate_custom)
		v.is_good = tn_customs_check(cx, scratch, module);
	return v.is_good;
}
