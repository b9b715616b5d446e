/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What is live of a module in, its sections out; see adaptgc.h. */
#include "componentize/adaptgc_job.h"

/* ---- types ---- */

uint32_t tn_adaptgc_add_type(struct tn_adaptgc *g, uint32_t params, uint32_t results)
{
	struct tn_buf *out = &g->types.bytes;
	tn_buf_byte(out, 0x60);
	tn_buf_u32(out, params);
	for (uint32_t i = 0; i < params; i++)
		tn_buf_byte(out, TN_CORE_I32);
	tn_buf_u32(out, results);
	for (uint32_t i = 0; i < results; i++)
		tn_buf_byte(out, TN_CORE_I32);
	g->types.count++;
	return g->type_count++;
}

static void write_field(struct tn_adaptgc *g, const struct tn_core_field *field)
{
	tn_coreedit_write_type(&g->types.bytes, field->type, &g->map);
	tn_buf_byte(&g->types.bytes, field->is_mutable);
}

static void write_composite(struct tn_adaptgc *g, const struct tn_core_type *type)
{
	struct tn_buf *out = &g->types.bytes;
	if (type->is_shared)
		tn_buf_byte(out, 0x65);
	if (type->kind == TN_CORE_FUNC) {
		tn_buf_byte(out, 0x60);
		tn_buf_u32(out, type->sig.param_count);
		for (uint32_t i = 0; i < type->sig.param_count; i++)
			tn_coreedit_write_type(out, type->sig.params[i], &g->map);
		tn_buf_u32(out, type->sig.result_count);
		for (uint32_t i = 0; i < type->sig.result_count; i++)
			tn_coreedit_write_type(out, type->sig.results[i], &g->map);
		return;
	}
	tn_buf_byte(out, type->kind == TN_CORE_STRUCT ? 0x5f : 0x5e);
	if (type->kind == TN_CORE_STRUCT)
		tn_buf_u32(out, type->field_count);
	for (uint32_t i = 0; i < type->field_count; i++)
		write_field(g, &type->fields[i]);
}

/* Core spec, binary format, "Recursive Types". */
static void write_sub_type(struct tn_adaptgc *g, const struct tn_core_type *type)
{
	struct tn_buf *out = &g->types.bytes;
	if (!type->is_final || type->super != UINT32_MAX) {
		tn_buf_byte(out, type->is_final ? 0x4f : 0x50);
		tn_buf_u32(out, type->super != UINT32_MAX);
		if (type->super != UINT32_MAX)
			tn_buf_u32(out, g->numbers[TN_CORESPACE_TYPE][type->super]);
	}
	write_composite(g, type);
}

bool tn_adaptgc_types(struct tn_adaptgc *g)
{
	for (uint32_t i = 0; i < g->m->types.len; i++) {
		const struct tn_core_type *type = &g->m->types.ptr[i];
		if (!tn_adaptgc_is_live(g, TN_CORESPACE_TYPE, i))
			continue;
		if (type->kind == TN_CORE_CONT) {
			tn_adaptgc_bad(g, "uses continuations, which cannot be reduced", NULL);
			return false;
		}
		if (type->group == i && type->group_size > 1) {
			tn_buf_byte(&g->types.bytes, 0x4e);
			tn_buf_u32(&g->types.bytes, type->group_size);
		}
		if (type->group == i)
			g->types.count++;
		write_sub_type(g, type);
		if (type->kind == TN_CORE_FUNC && !type->sig.param_count && !type->sig.result_count)
			g->empty_type = g->type_count;
		g->type_count++;
	}
	return true;
}

/* ---- imports and definitions ---- */

static tn_core_ty mapped_type(const struct tn_adaptgc *g, tn_core_ty type)
{
	return tn_coreedit_type(type, &g->map);
}

void tn_adaptgc_import(struct tn_adaptgc *g, struct tn_str module, struct tn_str name,
	const struct tn_core_extern *type)
{
	struct tn_core_extern new_type = *type;
	bool has_index = type->kind == TN_CORE_KIND_FUNC || type->kind == TN_CORE_KIND_TAG;
	new_type.value = mapped_type(g, type->value);
	if (has_index)
		new_type.type = g->numbers[TN_CORESPACE_TYPE][type->type];
	tn_buf_name(&g->imports.bytes, module);
	tn_buf_name(&g->imports.bytes, name);
	tn_corewrite_extern(&g->imports.bytes, &new_type);
	g->imports.count++;
}

void tn_adaptgc_expr(struct tn_adaptgc *g, struct tn_buf *out, struct tn_bytes expr)
{
	tn_coreedit_write_all(out, expr, &g->map);
}

static void define_table(struct tn_adaptgc *g, uint32_t index)
{
	const struct tn_core_extern *type = &g->m->tables.ptr[index];
	struct tn_bytes init = g->m->table_inits.ptr[index - g->m->imported[TN_CORE_KIND_TABLE]];
	struct tn_buf *out = &g->tables.bytes;
	if (init.ptr) {
		tn_buf_byte(out, 0x40);
		tn_buf_byte(out, 0x00);
	}
	tn_coreedit_write_type(out, type->value, &g->map);
	tn_corewrite_limits(out, &type->limits);
	if (init.ptr)
		tn_adaptgc_expr(g, out, init);
	g->tables.count++;
}

static void define_global(struct tn_adaptgc *g, uint32_t index)
{
	const struct tn_core_extern *type = &g->m->globals.ptr[index];
	struct tn_buf *out = &g->globals.bytes;
	tn_coreedit_write_type(out, type->value, &g->map);
	tn_buf_byte(out, (uint8_t)(type->is_mutable | type->is_shared << 1));
	tn_adaptgc_expr(
		g, out, g->m->global_inits.ptr[index - g->m->imported[TN_CORE_KIND_GLOBAL]]);
	g->globals.count++;
}

static void define(struct tn_adaptgc *g, enum tn_core_kind kind, uint32_t index)
{
	switch (kind) {
	case TN_CORE_KIND_MEMORY:
		tn_corewrite_limits(&g->memories.bytes, &g->m->memories.ptr[index].limits);
		g->memories.count++;
		return;
	case TN_CORE_KIND_TABLE:
		define_table(g, index);
		return;
	case TN_CORE_KIND_GLOBAL:
		define_global(g, index);
		return;
	case TN_CORE_KIND_TAG:
		tn_buf_byte(&g->tags.bytes, 0);
		tn_buf_u32(
			&g->tags.bytes, g->numbers[TN_CORESPACE_TYPE][g->m->tags.ptr[index].type]);
		g->tags.count++;
		return;
	case TN_CORE_KIND_FUNC:
		return;
	}
}

/* All of one kind but functions: imports, then definitions. */
void tn_adaptgc_kind(struct tn_adaptgc *g, enum tn_core_kind kind)
{
	enum tn_corespace space = (enum tn_corespace)kind;
	for (uint32_t i = 0; i < g->prune.count[space]; i++) {
		if (!tn_adaptgc_is_live(g, space, i))
			continue;
		if (tn_adaptgc_is_imported(g, kind, i)) {
			const struct tn_core_import *import = g->imported[kind][i];
			tn_adaptgc_import(g, import->module, import->name, &import->type);
		} else {
			define(g, kind, i);
		}
	}
}

/* ---- segments ---- */

static void write_elem(struct tn_adaptgc *g, const struct tn_core_elem *elem)
{
	struct tn_buf *out = &g->elems.bytes;
	struct tn_reader r = tn_reader_new(elem->items, elem->items.ptr);
	uint32_t table =
		elem->mode == TN_CORE_ACTIVE ? g->numbers[TN_CORESPACE_TABLE][elem->table] : 0;
	bool is_long = elem->mode != TN_CORE_ACTIVE || table || elem->has_table ||
		       (elem->has_exprs && elem->type != TN_CORE_FUNCREF);
	uint32_t flags = (elem->mode != TN_CORE_ACTIVE ? 1 : 0) | (elem->has_exprs ? 4 : 0);
	if (elem->mode == TN_CORE_DECLARED || (elem->mode == TN_CORE_ACTIVE && is_long))
		flags |= 2;
	tn_buf_u32(out, flags);
	if (elem->mode == TN_CORE_ACTIVE) {
		if (is_long)
			tn_buf_u32(out, table);
		tn_adaptgc_expr(g, out, elem->offset);
	}
	if (is_long && elem->has_exprs)
		tn_coreedit_write_type(out, elem->type, &g->map);
	else if (is_long)
		tn_buf_byte(out, 0x00);
	tn_buf_u32(out, elem->count);
	for (uint32_t i = 0; i < elem->count && !r.error; i++) {
		if (elem->has_exprs)
			tn_adaptgc_expr(g, out, tn_coreinstr_skip_expr(&r));
		else
			tn_buf_u32(out,
				tn_coreedit_index(&g->map, TN_CORESPACE_FUNC, tn_reader_u32(&r)));
	}
	g->elems.count++;
}

static void write_data(struct tn_adaptgc *g, const struct tn_core_data *data)
{
	struct tn_buf *out = &g->data.bytes;
	uint32_t memory =
		data->mode == TN_CORE_ACTIVE ? g->numbers[TN_CORESPACE_MEMORY][data->memory] : 0;
	tn_buf_u32(out, data->mode != TN_CORE_ACTIVE ? 1 : memory ? 2 : 0);
	if (data->mode == TN_CORE_ACTIVE) {
		if (memory)
			tn_buf_u32(out, memory);
		tn_adaptgc_expr(g, out, data->offset);
	}
	tn_buf_blob(out, data->bytes);
	g->data.count++;
}

/* Active data that changes nothing, and that no instruction names. */
static bool is_idle(const struct tn_adaptgc *g, const struct tn_core_data *data)
{
	if (!g->o->memory_is_fresh || data->mode != TN_CORE_ACTIVE || g->m->has_data_count)
		return false;
	for (size_t i = 0; i < data->bytes.len; i++) {
		if (data->bytes.ptr[i])
			return false;
	}
	return true;
}

void tn_adaptgc_segments(struct tn_adaptgc *g)
{
	for (uint32_t i = 0; i < g->m->elems.len; i++) {
		if (tn_adaptgc_is_live(g, TN_CORESPACE_ELEM, i))
			write_elem(g, &g->m->elems.ptr[i]);
	}
	for (uint32_t i = 0; i < g->m->datas.len; i++) {
		if (tn_adaptgc_is_live(g, TN_CORESPACE_DATA, i) && !is_idle(g, &g->m->datas.ptr[i]))
			write_data(g, &g->m->datas.ptr[i]);
	}
}

/* ---- the whole ---- */

/*
 * The custom takes each unwanted export out by putting the last one in its place; so the order of
 * those that stay depends on those that go.
 */
void tn_adaptgc_exports(struct tn_adaptgc *g)
{
	uint32_t count = g->m->exports.len;
	uint32_t *order = TN_NEWN(g->arena, uint32_t, count),
		 *place = TN_NEWN(g->arena, uint32_t, count);
	for (uint32_t i = 0; i < count; i++)
		order[i] = place[i] = i;
	uint32_t left = count;
	for (uint32_t i = 0; i < count; i++) {
		if (g->o->keep[i])
			continue;
		uint32_t last = order[--left];
		order[place[i]] = last;
		place[last] = place[i];
	}
	for (uint32_t i = 0; i < left; i++) {
		const struct tn_core_export *e = &g->m->exports.ptr[order[i]];
		tn_buf_name(&g->exports.bytes, e->name);
		tn_buf_byte(&g->exports.bytes, (uint8_t)e->kind);
		tn_buf_u32(&g->exports.bytes, g->numbers[e->kind][e->index]);
		g->exports.count++;
	}
}

static void put(struct tn_adaptgc *g, struct tn_buf *out, uint8_t id, struct tn_adaptgc_part *part)
{
	if (!part->count)
		return;
	struct tn_buf payload = tn_buf_new(g->arena);
	tn_buf_u32(&payload, part->count);
	tn_buf_bytes(&payload, part->bytes.ptr, part->bytes.len);
	tn_corewrite_section(out, id, tn_buf_done(&payload));
}

static void put_number(struct tn_adaptgc *g, struct tn_buf *out, uint8_t id, uint32_t number)
{
	struct tn_buf payload = tn_buf_new(g->arena);
	tn_buf_u32(&payload, number);
	tn_corewrite_section(out, id, tn_buf_done(&payload));
}

/* Names by new index, in rising order, as the section wants them. */
static void put_name_map(struct tn_adaptgc *g, struct tn_buf *out, uint8_t id,
	enum tn_corespace space, const struct tn_str *names, uint32_t new_count)
{
	struct tn_str *by_new = TN_NEWN(g->arena, struct tn_str, new_count);
	uint32_t count = 0;
	for (uint32_t i = 0; names && i < g->prune.count[space]; i++) {
		if (tn_adaptgc_is_live(g, space, i) && names[i].ptr)
			by_new[g->numbers[space][i]] = names[i];
	}
	for (uint32_t i = 0; space == TN_CORESPACE_FUNC && i < g->own_names.len; i++)
		by_new[g->own_names.ptr[i].index] = g->own_names.ptr[i].name;
	for (uint32_t i = 0; i < new_count; i++)
		count += by_new[i].ptr != NULL;
	if (!count)
		return;
	tn_buf_byte(out, id);
	struct tn_nest nest = tn_buf_open(out);
	tn_buf_u32(out, count);
	for (uint32_t i = 0; i < new_count; i++) {
		if (!by_new[i].ptr)
			continue;
		tn_buf_u32(out, i);
		tn_buf_name(out, by_new[i]);
	}
	tn_buf_close(out, nest);
}

static uint32_t live_count(const struct tn_adaptgc *g, enum tn_corespace space)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < g->prune.count[space]; i++)
		count += tn_adaptgc_is_live(g, space, i);
	return count;
}

static void put_names(struct tn_adaptgc *g, struct tn_buf *out)
{
	struct tn_buf names = tn_buf_new(g->arena);
	if (!g->o->module_name.ptr)
		return;
	tn_buf_byte(&names, 0);
	struct tn_nest nest = tn_buf_open(&names);
	tn_buf_name(&names, g->o->module_name);
	tn_buf_close(&names, nest);
	put_name_map(
		g, &names, 1, TN_CORESPACE_FUNC, g->names[0], g->imported_funcs + g->funcs.count);
	put_name_map(
		g, &names, 7, TN_CORESPACE_GLOBAL, g->names[1], live_count(g, TN_CORESPACE_GLOBAL));
	tn_corewrite_custom_section(out, TN_STR("name"), tn_buf_done(&names));
}

struct tn_bytes tn_adaptgc_assemble(struct tn_adaptgc *g)
{
	struct tn_buf out = tn_buf_new(g->arena);
	tn_corewrite_preamble(&out);
	put(g, &out, TN_CORE_SECTION_TYPE, &g->types);
	put(g, &out, TN_CORE_SECTION_IMPORT, &g->imports);
	put(g, &out, TN_CORE_SECTION_FUNCTION, &g->funcs);
	put(g, &out, TN_CORE_SECTION_TABLE, &g->tables);
	put(g, &out, TN_CORE_SECTION_MEMORY, &g->memories);
	put(g, &out, TN_CORE_SECTION_TAG, &g->tags);
	put(g, &out, TN_CORE_SECTION_GLOBAL, &g->globals);
	put(g, &out, TN_CORE_SECTION_EXPORT, &g->exports);
	if (g->start != UINT32_MAX)
		put_number(g, &out, TN_CORE_SECTION_START, g->start);
	put(g, &out, TN_CORE_SECTION_ELEMENT, &g->elems);
	if (g->m->has_data_count)
		put_number(g, &out, TN_CORE_SECTION_DATA_COUNT, g->data.count);
	put(g, &out, TN_CORE_SECTION_CODE, &g->code);
	put(g, &out, TN_CORE_SECTION_DATA, &g->data);
	put_names(g, &out);
	for (uint32_t i = 0; i < g->m->sections.len; i++) {
		const struct tn_core_section *section = &g->m->sections.ptr[i];
		if (section->id == TN_CORE_SECTION_CUSTOM &&
			tn_str_eq(section->name, TN_STR("producers")))
			tn_corewrite_custom_section(&out, section->name, section->bytes);
	}
	return tn_buf_done(&out);
}
