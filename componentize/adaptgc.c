/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A module and the exports to keep in, the reduced module out; see adaptgc.h. */
#include "componentize/adaptgc_job.h"

/* ---- names that decide ---- */

static void read_names(struct tn_adaptgc *g, struct tn_reader *r, enum tn_corespace space,
	const struct tn_str **out)
{
	uint32_t limit = g->prune.count[space];
	struct tn_str *names = TN_NEWN(g->arena, struct tn_str, limit);
	uint32_t count = tn_reader_count(r, 2);
	for (uint32_t i = 0; i < count && !r->error; i++) {
		uint32_t index = tn_reader_u32(r);
		struct tn_str name = tn_reader_name(r);
		if (!r->error && index < limit)
			names[index] = name;
	}
	*out = names;
}

/* The name section; what is damaged in it is not there. */
static void find_names(struct tn_adaptgc *g)
{
	for (uint32_t i = 0; i < g->m->sections.len; i++) {
		const struct tn_core_section *section = &g->m->sections.ptr[i];
		if (section->id != TN_CORE_SECTION_CUSTOM ||
			!tn_str_eq(section->name, TN_STR("name")))
			continue;
		struct tn_reader r = tn_reader_new(section->bytes, section->bytes.ptr);
		while (tn_reader_more(&r)) {
			uint8_t id = tn_reader_byte(&r);
			struct tn_reader part = tn_reader_part(&r, tn_reader_u32(&r));
			if (id == 1)
				read_names(g, &part, TN_CORESPACE_FUNC, &g->names[0]);
			else if (id == 7)
				read_names(g, &part, TN_CORESPACE_GLOBAL, &g->names[1]);
		}
	}
}

void tn_adaptgc_bad(struct tn_adaptgc *g, const char *what, const char *hint)
{
	struct tn_diag *d = tn_diag_error(g->cx, TN_E_BAD_ADAPTER,
		(struct tn_span){ g->m->source, 0, 0 }, "%.*s %s", TN_S(g->o->what), what);
	if (hint)
		tn_diag_hint(g->cx, d, "%s", hint);
}

static bool find_global(struct tn_adaptgc *g, struct tn_str name, uint32_t *out)
{
	*out = UINT32_MAX;
	for (uint32_t i = 0; g->names[1] && i < g->m->globals.len; i++) {
		const struct tn_core_extern *type = &g->m->globals.ptr[i];
		if (!tn_adaptgc_is_live(g, TN_CORESPACE_GLOBAL, i) || !type->is_mutable ||
			type->value != TN_CORE_I32 || !tn_str_eq(g->names[1][i], name))
			continue;
		if (*out != UINT32_MAX) {
			tn_adaptgc_bad(g, "has two globals of one name", NULL);
			return false;
		}
		*out = i;
	}
	return true;
}

/* What cannot be: an adapter has no place of its own in the main module's memory and tables. */
static bool check_guest(struct tn_adaptgc *g)
{
	const char *hint = "it lives in the main module's memory, and has no place in it";
	uint32_t memories = 0;
	if (g->m->datas.len || g->m->elems.len || g->m->start != UINT32_MAX) {
		tn_adaptgc_bad(g,
			g->m->datas.len   ? "has data segments"
			: g->m->elems.len ? "has element segments"
					  : "has a start function",
			hint);
		return false;
	}
	for (uint32_t i = 0; i < g->m->tables.len; i++) {
		if (tn_adaptgc_is_live(g, TN_CORESPACE_TABLE, i)) {
			tn_adaptgc_bad(g, "uses a table", "nothing could be in it");
			return false;
		}
	}
	for (uint32_t i = 0; i < g->m->memories.len; i++) {
		if (!tn_adaptgc_is_live(g, TN_CORESPACE_MEMORY, i))
			continue;
		memories++;
		if (memories > 1 || !tn_adaptgc_is_imported(g, TN_CORE_KIND_MEMORY, i)) {
			tn_adaptgc_bad(g, "has a memory of its own",
				"it must import the main module's as `env` `memory`");
			return false;
		}
	}
	return true;
}

/* ---- functions: numbering them, with those that are added ---- */

static bool is_realloc_import(const struct tn_core_import *import)
{
	return tn_str_eq(import->module, TN_STR("__main_module__")) &&
	       (tn_str_eq(import->name, TN_STR("canonical_abi_realloc")) ||
		       tn_str_eq(import->name, TN_STR("cabi_realloc")));
}

/* An import of main's realloc that main does not have: it becomes a function of our own. */
static bool is_replaced(const struct tn_adaptgc *g, uint32_t index)
{
	return g->o->is_guest_of_main && !g->o->main_realloc.ptr &&
	       tn_adaptgc_is_imported(g, TN_CORE_KIND_FUNC, index) &&
	       is_realloc_import(g->imported[TN_CORE_KIND_FUNC][index]);
}

static void write_imported_funcs(struct tn_adaptgc *g)
{
	uint32_t *numbers = g->numbers[TN_CORESPACE_FUNC];
	for (uint32_t i = 0; i < g->m->imported[TN_CORE_KIND_FUNC]; i++) {
		if (!tn_adaptgc_is_live(g, TN_CORESPACE_FUNC, i) || is_replaced(g, i))
			continue;
		const struct tn_core_import *import = g->imported[TN_CORE_KIND_FUNC][i];
		struct tn_str name = import->name;
		numbers[i] = g->imported_funcs++;
		if (g->o->is_guest_of_main && is_realloc_import(import)) {
			g->realloc = numbers[i];
			name = g->o->main_realloc; /* main may export it under its other name */
		}
		tn_adaptgc_import(g, import->module, name, &import->type);
	}
	if (!g->o->main_realloc.ptr || g->stack_pointer == UINT32_MAX || g->realloc != UINT32_MAX)
		return;
	g->realloc = g->imported_funcs++;
	tn_buf_name(&g->imports.bytes, TN_STR("__main_module__"));
	tn_buf_name(&g->imports.bytes, g->o->main_realloc);
	struct tn_core_extern type = { .kind = TN_CORE_KIND_FUNC,
		.type = tn_adaptgc_add_type(g, 4, 1) };
	tn_corewrite_extern(&g->imports.bytes, &type);
	g->imports.count++;
	*TN_PUSH(g->arena, &g->own_names) =
		(struct tn_corewrite_name){ g->realloc, g->o->main_realloc };
}

uint32_t tn_adaptgc_declare(struct tn_adaptgc *g, uint32_t type)
{
	tn_buf_u32(&g->funcs.bytes, type);
	return g->imported_funcs + g->funcs.count++;
}

/* ---- bodies ---- */

void tn_adaptgc_add_body(struct tn_adaptgc *g, const struct tn_buf *body)
{
	tn_buf_blob(&g->code.bytes, tn_buf_done(body));
	g->code.count++;
}

static void copy_body(struct tn_adaptgc *g, uint32_t index, bool fetch_first)
{
	struct tn_bytes body = g->m->bodies.ptr[index - g->m->imported[TN_CORE_KIND_FUNC]];
	struct tn_reader r = tn_reader_new(body, body.ptr);
	struct tn_buf code = tn_buf_new(g->arena);
	uint32_t runs = tn_reader_count(&r, 2);
	tn_buf_u32(&code, runs);
	for (uint32_t i = 0; i < runs && !r.error; i++) {
		tn_buf_u32(&code, tn_reader_u32(&r));
		tn_coreedit_write_type(&code, tn_coretype_value(&r), &g->map);
	}
	if (fetch_first)
		tn_corewrite_op(&code, TN_OP_CALL, g->lazy);
	tn_adaptgc_expr(g, &code, (struct tn_bytes){ r.at, (size_t)(r.end - r.at) });
	tn_adaptgc_add_body(g, &code);
}

static bool *exported_funcs(const struct tn_adaptgc *g)
{
	bool *exported = TN_NEWN(g->arena, bool, g->m->funcs.len);
	for (uint32_t i = 0; i < g->m->exports.len; i++) {
		if (g->o->keep[i] && g->m->exports.ptr[i].kind == TN_CORE_KIND_FUNC)
			exported[g->m->exports.ptr[i].index] = true;
	}
	return exported;
}

/* Declares and numbers all functions, then writes the bodies, which speak of those numbers. */
static void write_funcs(struct tn_adaptgc *g)
{
	uint32_t *numbers = g->numbers[TN_CORESPACE_FUNC];
	const bool *exported = exported_funcs(g);
	for (uint32_t i = 0; i < g->m->funcs.len; i++) {
		bool is_new = is_replaced(g, i);
		if (!tn_adaptgc_is_live(g, TN_CORESPACE_FUNC, i) ||
			(tn_adaptgc_is_imported(g, TN_CORE_KIND_FUNC, i) && !is_new))
			continue;
		numbers[i] = tn_adaptgc_declare(
			g, g->numbers[TN_CORESPACE_TYPE][g->m->funcs.ptr[i].type]);
		if (is_new) {
			g->realloc = numbers[i];
			tn_adaptgc_add_realloc(g);
		}
	}
	bool has_stack = g->stack_pointer != UINT32_MAX;
	if (has_stack && g->allocation_state != UINT32_MAX && g->o->main_realloc.ptr)
		g->lazy = tn_adaptgc_declare(g, tn_adaptgc_add_type(g, 0, 0));
	for (uint32_t i = g->m->imported[TN_CORE_KIND_FUNC]; i < g->m->funcs.len; i++) {
		if (tn_adaptgc_is_live(g, TN_CORESPACE_FUNC, i))
			copy_body(g, i, g->lazy != UINT32_MAX && exported[i]);
	}
	if (g->lazy != UINT32_MAX)
		tn_adaptgc_add_fetcher(g);
}

static void index_imports(struct tn_adaptgc *g)
{
	uint32_t next[5] = { 0 };
	for (int kind = 0; kind < 5; kind++)
		g->imported[kind] =
			TN_NEWN(g->arena, const struct tn_core_import *, g->m->imported[kind]);
	for (uint32_t i = 0; i < g->m->imports.len; i++) {
		enum tn_core_kind kind = g->m->imports.ptr[i].type.kind;
		g->imported[kind][next[kind]++] = &g->m->imports.ptr[i];
	}
}

static void begin(struct tn_adaptgc *g, struct tn_ctx *cx, struct tn_arena *arena,
	const struct tn_module *module, const struct tn_adaptgc_options *options)
{
	*g = (struct tn_adaptgc){ .cx = cx, .arena = arena, .m = module, .o = options };
	g->stack_pointer = g->allocation_state = g->realloc = g->lazy = g->start = g->empty_type =
		UINT32_MAX;
	struct tn_adaptgc_part *parts[] = { &g->types, &g->imports, &g->funcs, &g->tables,
		&g->memories, &g->tags, &g->globals, &g->exports, &g->elems, &g->code, &g->data };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		parts[i]->bytes = tn_buf_new(arena);
	tn_prune_mark(&g->prune, arena, module, options->keep);
	for (int space = 0; space < TN_CORESPACE_COUNT; space++) {
		g->numbers[space] = tn_prune_number(&g->prune, (enum tn_corespace)space);
		g->map.index[space] = g->numbers[space];
		g->map.count[space] = g->prune.count[space];
	}
	index_imports(g);
	find_names(g);
}

struct tn_bytes tn_adaptgc_run(struct tn_ctx *cx, struct tn_arena *arena,
	const struct tn_module *module, const struct tn_adaptgc_options *options)
{
	static const enum tn_core_kind kinds[] = { TN_CORE_KIND_MEMORY, TN_CORE_KIND_TABLE,
		TN_CORE_KIND_GLOBAL, TN_CORE_KIND_TAG };
	struct tn_adaptgc g;
	begin(&g, cx, arena, module, options);
	if (options->is_guest_of_main &&
		(!check_guest(&g) ||
			!find_global(&g, TN_STR("__stack_pointer"), &g.stack_pointer) ||
			!find_global(&g, TN_STR("allocation_state"), &g.allocation_state)))
		return (struct tn_bytes){ NULL, 0 };
	if (!tn_adaptgc_types(&g))
		return (struct tn_bytes){ NULL, 0 };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		tn_adaptgc_kind(&g, kinds[i]);
	write_imported_funcs(&g);
	write_funcs(&g);
	tn_adaptgc_fetch_at_start(&g);
	tn_adaptgc_exports(&g);
	tn_adaptgc_segments(&g);
	if (module->start != UINT32_MAX)
		g.start = g.numbers[TN_CORESPACE_FUNC][module->start];
	return tn_adaptgc_assemble(&g);
}
