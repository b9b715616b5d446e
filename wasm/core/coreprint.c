/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A module, section by section in the order of the file, as text. Core spec, text format, "Modules". */
#include "wasm/core/coreprint.h"

/* ---- types ---- */

static void types(struct tn_coreprint *p)
{
	const struct tn_module *m = p->m;
	uint32_t empty = 0;
	for (uint32_t i = 0; i <= m->types.len;) {
		for (; empty < m->empty_groups.len && m->empty_groups.ptr[empty] == i; empty++) {
			tn_textout_line(p->out);
			tn_textout_put(p->out, "(rec)");
		}
		if (i == m->types.len)
			break;
		uint32_t size = m->types.ptr[i].group_size;
		tn_textout_line_at(p->out, m->types.ptr[i].offset);
		if (!m->types.ptr[i].in_group) {
			tn_coreprint_type(p, i++);
			continue;
		}
		tn_textout_open(p->out, "rec");
		for (uint32_t end = i + size; i < end; i++) {
			tn_textout_line_at(p->out, m->types.ptr[i].offset);
			tn_coreprint_type(p, i);
		}
		tn_textout_close(p->out);
	}
}

/* ---- imports ---- */

static const char *const kind_words[] = { "func", "table", "memory", "global", "tag" };
static const enum tn_name_kind kind_names[] = { TN_NAME_FUNC, TN_NAME_TABLE, TN_NAME_MEMORY,
	TN_NAME_GLOBAL, TN_NAME_TAG };

static void import_type(
	struct tn_coreprint *p, const struct tn_core_extern *type, uint32_t index, bool has_index)
{
	tn_textout_put(p->out, "(");
	tn_textout_put(p->out, kind_words[type->kind]);
	tn_textout_put(p->out, " ");
	if (has_index) {
		tn_coreprint_define(p, kind_names[type->kind], index);
		tn_textout_put(p->out, " ");
	}
	tn_coreprint_extern(p, type, has_index ? index : UINT32_MAX);
	tn_textout_put(p->out, ")");
}

/* A compact group has one module name (proposal compact-import-section); the bytes say where one is. */
struct group {
	uint32_t count;
	bool one_type;
};

static struct group group_at(struct tn_coreprint *p, struct tn_reader *r)
{
	tn_reader_name(r);
	struct tn_str name = tn_reader_name(r);
	uint8_t kind = tn_reader_byte(r);
	struct tn_core_extern type;
	if (name.len == 0 && (kind == 0x7f || kind == 0x7e) &&
		p->m->used & TN_WASM_COMPACT_IMPORTS) {
		struct group g = { 0, kind == 0x7e };
		if (g.one_type) {
			kind = tn_reader_byte(r);
			tn_coretype_extern(r, kind <= TN_CORE_KIND_TAG ? kind : 0, &type);
		}
		g.count = tn_reader_u32(r);
		for (uint32_t i = 0; i < g.count && !r->error; i++) {
			tn_reader_name(r);
			if (g.one_type)
				continue;
			kind = tn_reader_byte(r);
			tn_coretype_extern(r, kind <= TN_CORE_KIND_TAG ? kind : 0, &type);
		}
		return g;
	}
	tn_coretype_extern(r, kind <= TN_CORE_KIND_TAG ? kind : 0, &type);
	return (struct group){ UINT32_MAX, false };
}

static void compact(struct tn_coreprint *p, struct group g, uint32_t first, uint32_t *counts,
	struct tn_str module)
{
	tn_textout_open(p->out, "import ");
	tn_textout_quote(p->out, module);
	/* Imports of one type that is written once have no identifiers, so they are used by number. */
	enum tn_core_kind kind = p->m->imports.ptr[first].type.kind;
	for (uint32_t i = 0; g.one_type && i < g.count; i++)
		tn_map_put(&p->nameless, TN_KEY(kind_names[kind], counts[kind] + i), 1);
	for (uint32_t i = first; i < first + g.count; i++) {
		const struct tn_core_import *import = &p->m->imports.ptr[i];
		tn_textout_line_at(p->out, import->offset);
		tn_textout_put(p->out, "(item ");
		tn_textout_quote(p->out, import->name);
		if (!g.one_type) {
			tn_textout_put(p->out, " ");
			import_type(p, &import->type, counts[import->type.kind], true);
		}
		tn_textout_put(p->out, ")");
		counts[import->type.kind]++;
	}
	if (g.one_type && g.count) {
		tn_textout_line(p->out);
		import_type(p, &p->m->imports.ptr[first].type, 0, false);
	}
	tn_textout_close(p->out);
}

static void imports(struct tn_coreprint *p, const struct tn_core_section *section)
{
	uint32_t counts[5] = { 0 };
	struct tn_reader r = tn_reader_new(section->bytes, section->bytes.ptr);
	tn_reader_u32(&r);
	for (uint32_t i = 0; tn_reader_more(&r);) {
		struct tn_reader name = r;
		tn_textout_line_at(p->out, tn_module_offset(p->m, r.at));
		struct group g = group_at(p, &r);
		if (g.count != UINT32_MAX) {
			compact(p, g, i, counts, tn_reader_name(&name));
			i += g.count;
			continue;
		}
		const struct tn_core_import *import = &p->m->imports.ptr[i++];
		tn_textout_put(p->out, "(import ");
		tn_textout_quote(p->out, import->module);
		tn_textout_put(p->out, " ");
		tn_textout_quote(p->out, import->name);
		tn_textout_put(p->out, " ");
		import_type(p, &import->type, counts[import->type.kind]++, true);
		tn_textout_put(p->out, ")");
	}
}

/* ---- definitions ---- */

/* The next definition of a section, whose bytes say where it is. */
static void define(struct tn_coreprint *p, struct tn_reader *r, const struct tn_core_extern *type,
	uint32_t index, struct tn_bytes init)
{
	struct tn_core_extern again;
	tn_textout_line_at(p->out, tn_module_offset(p->m, r->at));
	if (type->kind == TN_CORE_KIND_TABLE && init.ptr)
		tn_reader_take(r, 2);
	tn_coretype_extern(r, type->kind, &again);
	tn_reader_take(r, init.len);
	tn_textout_put(p->out, "(");
	tn_textout_put(p->out, kind_words[type->kind]);
	tn_textout_put(p->out, " ");
	tn_coreprint_define(p, kind_names[type->kind], index);
	tn_textout_put(p->out, " ");
	tn_coreprint_extern(p, type, index);
	if (init.ptr) {
		tn_textout_put(p->out, " ");
		tn_coreprint_expr(p, init);
	}
	tn_textout_put(p->out, ")");
}

static struct tn_reader items(struct tn_coreprint *p)
{
	struct tn_reader r = tn_reader_new(p->section->bytes, p->section->bytes.ptr);
	tn_reader_u32(&r);
	return r;
}

static void tables(struct tn_coreprint *p)
{
	struct tn_reader r = items(p);
	uint32_t first = p->m->imported[TN_CORE_KIND_TABLE];
	for (uint32_t i = first; i < p->m->tables.len; i++)
		define(p, &r, &p->m->tables.ptr[i], i, p->m->table_inits.ptr[i - first]);
}

static void memories(struct tn_coreprint *p)
{
	struct tn_reader r = items(p);
	for (uint32_t i = p->m->imported[TN_CORE_KIND_MEMORY]; i < p->m->memories.len; i++)
		define(p, &r, &p->m->memories.ptr[i], i, (struct tn_bytes){ 0 });
}

static void tags(struct tn_coreprint *p)
{
	struct tn_reader r = items(p);
	for (uint32_t i = p->m->imported[TN_CORE_KIND_TAG]; i < p->m->tags.len; i++)
		define(p, &r, &p->m->tags.ptr[i], i, (struct tn_bytes){ 0 });
}

static void globals(struct tn_coreprint *p)
{
	struct tn_reader r = items(p);
	uint32_t first = p->m->imported[TN_CORE_KIND_GLOBAL];
	for (uint32_t i = first; i < p->m->globals.len; i++)
		define(p, &r, &p->m->globals.ptr[i], i, p->m->global_inits.ptr[i - first]);
}

static void exports(struct tn_coreprint *p)
{
	for (uint32_t i = 0; i < p->m->exports.len; i++) {
		const struct tn_core_export *e = &p->m->exports.ptr[i];
		tn_textout_line_at(p->out, e->offset);
		tn_textout_put(p->out, "(export ");
		tn_textout_quote(p->out, e->name);
		tn_textout_printf(p->out, " (%s ", kind_words[e->kind]);
		tn_coreprint_use(p, kind_names[e->kind], e->index);
		tn_textout_put(p->out, "))");
	}
}

static void functions(struct tn_coreprint *p)
{
	uint32_t first = p->m->imported[TN_CORE_KIND_FUNC];
	const uint8_t *behind = p->m->bodies.len ? p->m->bodies.ptr[0].ptr : NULL;
	for (uint32_t i = first; i < p->m->funcs.len; i++) {
		tn_ctx_pass(p->cx, p->m->source, &behind, p->m->bodies.ptr[i - first].ptr);
		const struct tn_bytes body = p->m->bodies.ptr[i - first];
		tn_textout_line_at(p->out, tn_module_offset(p->m, body.ptr));
		tn_textout_open(p->out, "func ");
		tn_coreprint_define(p, TN_NAME_FUNC, i);
		tn_textout_put(p->out, " ");
		tn_coreprint_type_use(p, p->m->funcs.ptr[i].type,
			(struct tn_coreprint_scope){ TN_NAME_LOCAL, i });
		if (p->options.skeleton) {
			tn_textout_put(p->out, " ...");
			tn_textout_close(p->out);
			continue;
		}
		tn_coreprint_body(p, i, body);
		tn_textout_close_at(p->out, tn_module_offset(p->m, body.ptr + body.len) - 1);
	}
}

/* ---- segments ---- */

static void elem_items(struct tn_coreprint *p, const struct tn_core_elem *e)
{
	struct tn_reader r = tn_reader_new(e->items, e->items.ptr);
	if (e->has_exprs)
		tn_coreprint_value(p, e->type);
	else
		tn_textout_put(p->out, "func");
	for (uint32_t i = 0; i < e->count; i++) {
		tn_textout_put(p->out, " ");
		if (e->has_exprs)
			tn_coreprint_expr_group(p, tn_coreinstr_skip_expr(&r), "item");
		else
			tn_coreprint_use(p, TN_NAME_FUNC, tn_reader_u32(&r));
	}
}

static void elems(struct tn_coreprint *p)
{
	for (uint32_t i = 0; i < p->m->elems.len; i++) {
		const struct tn_core_elem *e = &p->m->elems.ptr[i];
		tn_textout_line_at(p->out, e->start);
		tn_textout_put(p->out, "(elem ");
		tn_coreprint_define(p, TN_NAME_ELEM, i);
		tn_textout_put(p->out, " ");
		if (e->mode == TN_CORE_DECLARED)
			tn_textout_put(p->out, "declare ");
		if (e->has_table) {
			tn_textout_put(p->out, "(table ");
			tn_coreprint_use(p, TN_NAME_TABLE, e->table);
			tn_textout_put(p->out, ") ");
		}
		if (e->mode == TN_CORE_ACTIVE) {
			tn_coreprint_expr_group(p, e->offset, "offset");
			tn_textout_put(p->out, " ");
		}
		if (p->options.skeleton)
			tn_textout_put(p->out, "...");
		else
			elem_items(p, e);
		tn_textout_put(p->out, ")");
	}
}

/* Segments and custom sections may be most of a large input: what is printed is released. */
void tn_coreprint_contents(struct tn_coreprint *p, struct tn_bytes bytes, const uint8_t **behind)
{
	tn_textout_put(p->out, "\"");
	for (size_t at = 0; at < bytes.len;) {
		size_t left = bytes.len - at, size = left < TN_CTX_PIECE ? left : TN_CTX_PIECE;
		tn_textout_bytes_inner(p->out, (struct tn_bytes){ bytes.ptr + at, size });
		at += size;
		tn_ctx_pass(p->cx, p->m->source, behind, bytes.ptr + at);
	}
	tn_textout_put(p->out, "\"");
}

static void datas(struct tn_coreprint *p)
{
	const uint8_t *behind = p->m->datas.len ? p->m->datas.ptr[0].bytes.ptr : NULL;
	for (uint32_t i = 0; i < p->m->datas.len; i++) {
		const struct tn_core_data *d = &p->m->datas.ptr[i];
		tn_textout_line_at(p->out, d->start);
		tn_textout_put(p->out, "(data ");
		tn_coreprint_define(p, TN_NAME_DATA, i);
		tn_textout_put(p->out, " ");
		if (d->memory) {
			tn_textout_put(p->out, "(memory ");
			tn_coreprint_use(p, TN_NAME_MEMORY, d->memory);
			tn_textout_put(p->out, ") ");
		}
		if (d->mode == TN_CORE_ACTIVE) {
			tn_coreprint_expr_group(p, d->offset, "offset");
			tn_textout_put(p->out, " ");
		}
		if (p->options.skeleton)
			tn_textout_put(p->out, "...");
		else
			tn_coreprint_contents(p, d->bytes, &behind);
		tn_textout_put(p->out, ")");
	}
}

/* ---- the whole ---- */

static void start(struct tn_coreprint *p)
{
	tn_textout_line_at(p->out, p->section->offset);
	tn_textout_put(p->out, "(start ");
	tn_coreprint_use(p, TN_NAME_FUNC, p->m->start);
	tn_textout_put(p->out, ")");
}

static void section(struct tn_coreprint *p, const struct tn_core_section *s)
{
	p->section = s;
	static const struct {
		const char *place;
		void (*print)(struct tn_coreprint *p);
	} known[] = {
		[TN_CORE_SECTION_TYPE] = { "after type", types },
		[TN_CORE_SECTION_FUNCTION] = { "after func", NULL }, /* with their bodies */
		[TN_CORE_SECTION_TABLE] = { "after table", tables },
		[TN_CORE_SECTION_MEMORY] = { "after memory", memories },
		[TN_CORE_SECTION_TAG] = { "after tag", tags },
		[TN_CORE_SECTION_GLOBAL] = { "after global", globals },
		[TN_CORE_SECTION_EXPORT] = { "after export", exports },
		[TN_CORE_SECTION_START] = { "after start", start },
		[TN_CORE_SECTION_ELEMENT] = { "after elem", elems },
		[TN_CORE_SECTION_DATA_COUNT] = { NULL, NULL }, /* made again where it is needed */
		[TN_CORE_SECTION_CODE] = { "after code", functions },
		[TN_CORE_SECTION_DATA] = { "after data", datas },
		[TN_CORE_SECTION_IMPORT] = { "after import", NULL },
	};
	if (s->id == TN_CORE_SECTION_CUSTOM) {
		tn_coreprint_custom(p, s);
		return;
	}
	bool is_empty = s->id != TN_CORE_SECTION_START && s->bytes.len && s->bytes.ptr[0] == 0;
	if (known[s->id].place && !is_empty)
		p->place = known[s->id].place;
	if (s->id == TN_CORE_SECTION_IMPORT)
		imports(p, s);
	else if (known[s->id].print)
		known[s->id].print(p);
}

bool tn_coreprint_items(struct tn_ctx *cx, struct tn_arena *arena, struct tn_module *module,
	const struct tn_coreprint_options *options, bool own_name, struct tn_textout *out)
{
	struct tn_coreprint p = { .cx = cx,
		.arena = arena,
		.nameless = { .arena = arena },
		.m = module,
		.out = out,
		.options = *options,
		.is_good = true,
		.place = "before first" };
	tn_coreprint_names(&p);
	if (own_name && p.names.module.ptr) {
		bool is_plain = tn_textout_is_ident(p.names.module);
		tn_textout_put(out, " ");
		tn_textout_ident(out, p.names.module, is_plain ? NULL : "module", 0);
		if (!is_plain) {
			tn_textout_put(out, " (@name ");
			tn_textout_quote(out, p.names.module);
			tn_textout_put(out, ")");
		}
	}
	if (options->operand_stack && !options->skeleton)
		p.is_good = tn_coreprint_watch(&p, module);
	for (uint32_t i = 0; i < module->sections.len; i++)
		section(&p, &module->sections.ptr[i]);
	return p.is_good;
}
