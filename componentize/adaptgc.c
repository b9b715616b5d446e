/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A module and the exports to keep in, the reduced module out; see adaptgc.h.
 *
 * The custom for adapters that live in the main module's memory: a global named `__stack_pointer`
 * asks for a stack. With a global `allocation_state` and a realloc of the main module the stack is
 * fetched when an export is first entered, and not a second time while that very realloc calls back
 * into the adapter; else it is fetched at start, by growing the memory.
 */
#include "componentize/adaptgc.h"

#include "componentize/prune.h"
#include "wasm/core/corewrite.h"

enum { STACK_SIZE = 64 * 1024, STACK_ALIGN = 8 };

/* Values of `allocation_state`. */
enum { UNALLOCATED, ALLOCATING, ALLOCATED };

struct part {
	struct tn_buf bytes;
	uint32_t count;
};

struct gc {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	const struct tn_module *m;
	const struct tn_adaptgc_options *o;
	struct tn_prune prune;
	uint32_t *numbers[TN_CORESPACE_COUNT];
	struct tn_coreedit_map map;
	struct part types, imports, funcs, tables, memories, tags, globals, exports, elems, code,
		data;
	uint32_t type_count;                       /* in the result: groups count once in `types` */
	uint32_t imported_funcs;                   /* in the result */
	const struct tn_core_import **imported[5]; /* by kind and index */
	const struct tn_str
		*names[2]; /* of functions and globals, from the name section; or NULL */
	uint32_t stack_pointer, allocation_state; /* old indices, or UINT32_MAX */
	uint32_t realloc;                         /* new index, or UINT32_MAX */
	uint32_t lazy;       /* new index of what fetches the stack lazily, or UINT32_MAX */
	uint32_t start;      /* new index, or UINT32_MAX */
	uint32_t empty_type; /* new index, or UINT32_MAX */
	TN_VEC(struct tn_corewrite_name) own_names; /* of functions made here */
};

static bool is_live(const struct gc *g, enum tn_corespace space, uint32_t index)
{
	return g->prune.live[space][index];
}

static bool is_imported(const struct gc *g, enum tn_core_kind kind, uint32_t index)
{
	return index < g->m->imported[kind];
}

/* ---- names that decide ---- */

static void read_names(
	struct gc *g, struct tn_reader *r, enum tn_corespace space, const struct tn_str **out)
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
static void find_names(struct gc *g)
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

static void bad_adapter(struct gc *g, const char *what, const char *hint)
{
	struct tn_diag *d = tn_diag_error(g->cx, TN_E_BAD_ADAPTER,
		(struct tn_span){ g->m->source, 0, 0 }, "%.*s %s", TN_S(g->o->what), what);
	if (hint)
		tn_diag_hint(g->cx, d, "%s", hint);
}

static bool find_global(struct gc *g, struct tn_str name, uint32_t *out)
{
	*out = UINT32_MAX;
	for (uint32_t i = 0; g->names[1] && i < g->m->globals.len; i++) {
		const struct tn_core_extern *type = &g->m->globals.ptr[i];
		if (!is_live(g, TN_CORESPACE_GLOBAL, i) || !type->is_mutable ||
			type->value != TN_CORE_I32 || !tn_str_eq(g->names[1][i], name))
			continue;
		if (*out != UINT32_MAX) {
			bad_adapter(g, "has two globals of one name", NULL);
			return false;
		}
		*out = i;
	}
	return true;
}

/* What cannot be: an adapter has no place of its own in the main module's memory and tables. */
static bool check_guest(struct gc *g)
{
	const char *hint = "it lives in the main module's memory, and has no place in it";
	uint32_t memories = 0;
	if (g->m->datas.len || g->m->elems.len || g->m->start != UINT32_MAX) {
		bad_adapter(g,
			g->m->datas.len   ? "has data segments"
			: g->m->elems.len ? "has element segments"
					  : "has a start function",
			hint);
		return false;
	}
	for (uint32_t i = 0; i < g->m->tables.len; i++) {
		if (is_live(g, TN_CORESPACE_TABLE, i)) {
			bad_adapter(g, "uses a table", "nothing could be in it");
			return false;
		}
	}
	for (uint32_t i = 0; i < g->m->memories.len; i++) {
		if (!is_live(g, TN_CORESPACE_MEMORY, i))
			continue;
		memories++;
		if (memories > 1 || !is_imported(g, TN_CORE_KIND_MEMORY, i)) {
			bad_adapter(g, "has a memory of its own",
				"it must import the main module's as `env` `memory`");
			return false;
		}
	}
	return true;
}

/* ---- types ---- */

static uint32_t add_type(struct gc *g, uint32_t params, uint32_t results)
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

static void write_field(struct gc *g, const struct tn_core_field *field)
{
	tn_coreedit_write_type(&g->types.bytes, field->type, &g->map);
	tn_buf_byte(&g->types.bytes, field->is_mutable);
}

static void write_composite(struct gc *g, const struct tn_core_type *type)
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
static void write_sub_type(struct gc *g, const struct tn_core_type *type)
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

static bool write_types(struct gc *g)
{
	for (uint32_t i = 0; i < g->m->types.len; i++) {
		const struct tn_core_type *type = &g->m->types.ptr[i];
		if (!is_live(g, TN_CORESPACE_TYPE, i))
			continue;
		if (type->kind == TN_CORE_CONT) {
			bad_adapter(g, "uses continuations, which cannot be reduced", NULL);
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

static tn_core_ty mapped_type(const struct gc *g, tn_core_ty type)
{
	return tn_coreedit_type(type, &g->map);
}

static void write_import(
	struct gc *g, struct tn_str module, struct tn_str name, const struct tn_core_extern *type)
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

static void write_expr(struct gc *g, struct tn_buf *out, struct tn_bytes expr)
{
	tn_coreedit_write_all(out, expr, &g->map);
}

static void define_table(struct gc *g, uint32_t index)
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
		write_expr(g, out, init);
	g->tables.count++;
}

static void define_global(struct gc *g, uint32_t index)
{
	const struct tn_core_extern *type = &g->m->globals.ptr[index];
	struct tn_buf *out = &g->globals.bytes;
	tn_coreedit_write_type(out, type->value, &g->map);
	tn_buf_byte(out, (uint8_t)(type->is_mutable | type->is_shared << 1));
	write_expr(g, out, g->m->global_inits.ptr[index - g->m->imported[TN_CORE_KIND_GLOBAL]]);
	g->globals.count++;
}

static void define(struct gc *g, enum tn_core_kind kind, uint32_t index)
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
static void write_kind(struct gc *g, enum tn_core_kind kind)
{
	enum tn_corespace space = (enum tn_corespace)kind;
	for (uint32_t i = 0; i < g->prune.count[space]; i++) {
		if (!is_live(g, space, i))
			continue;
		if (is_imported(g, kind, i)) {
			const struct tn_core_import *import = g->imported[kind][i];
			write_import(g, import->module, import->name, &import->type);
		} else {
			define(g, kind, i);
		}
	}
}

/* ---- functions: numbering them, with those that are added ---- */

static bool is_realloc_import(const struct tn_core_import *import)
{
	return tn_str_eq(import->module, TN_STR("__main_module__")) &&
	       (tn_str_eq(import->name, TN_STR("canonical_abi_realloc")) ||
		       tn_str_eq(import->name, TN_STR("cabi_realloc")));
}

/* An import of main's realloc that main does not have: it becomes a function of our own. */
static bool is_replaced(const struct gc *g, uint32_t index)
{
	return g->o->is_guest_of_main && !g->o->main_realloc.ptr &&
	       is_imported(g, TN_CORE_KIND_FUNC, index) &&
	       is_realloc_import(g->imported[TN_CORE_KIND_FUNC][index]);
}

static void write_imported_funcs(struct gc *g)
{
	uint32_t *numbers = g->numbers[TN_CORESPACE_FUNC];
	for (uint32_t i = 0; i < g->m->imported[TN_CORE_KIND_FUNC]; i++) {
		if (!is_live(g, TN_CORESPACE_FUNC, i) || is_replaced(g, i))
			continue;
		const struct tn_core_import *import = g->imported[TN_CORE_KIND_FUNC][i];
		struct tn_str name = import->name;
		numbers[i] = g->imported_funcs++;
		if (g->o->is_guest_of_main && is_realloc_import(import)) {
			g->realloc = numbers[i];
			name = g->o->main_realloc; /* main may export it under its other name */
		}
		write_import(g, import->module, name, &import->type);
	}
	if (!g->o->main_realloc.ptr || g->stack_pointer == UINT32_MAX || g->realloc != UINT32_MAX)
		return;
	g->realloc = g->imported_funcs++;
	tn_buf_name(&g->imports.bytes, TN_STR("__main_module__"));
	tn_buf_name(&g->imports.bytes, g->o->main_realloc);
	struct tn_core_extern type = { .kind = TN_CORE_KIND_FUNC, .type = add_type(g, 4, 1) };
	tn_corewrite_extern(&g->imports.bytes, &type);
	g->imports.count++;
	*TN_PUSH(g->arena, &g->own_names) =
		(struct tn_corewrite_name){ g->realloc, g->o->main_realloc };
}

static uint32_t declare_func(struct gc *g, uint32_t type)
{
	tn_buf_u32(&g->funcs.bytes, type);
	return g->imported_funcs + g->funcs.count++;
}

/* ---- bodies ---- */

static void add_body(struct gc *g, const struct tn_buf *body)
{
	tn_buf_u32(&g->code.bytes, (uint32_t)body->len);
	tn_buf_bytes(&g->code.bytes, body->ptr, body->len);
	g->code.count++;
}

static void trap_unless_equal(struct tn_buf *code, int32_t value, uint32_t local)
{
	tn_corewrite_i32(code, value);
	tn_corewrite_op(code, TN_OP_LOCAL_GET, local);
	tn_corewrite_opcode(code, TN_OP_I32_NE);
	tn_corewrite_opcode(code, TN_OP_IF);
	tn_buf_byte(code, 0x40);
	tn_corewrite_opcode(code, TN_OP_UNREACHABLE);
	tn_corewrite_opcode(code, TN_OP_END);
}

/* A realloc that only knows how to give one fresh page. */
static void add_growing_realloc(struct gc *g)
{
	struct tn_buf code = tn_buf_new(g->arena);
	tn_buf_u32(&code, 1); /* one run of locals: */
	tn_buf_u32(&code, 1);
	tn_buf_byte(&code, TN_CORE_I32);
	trap_unless_equal(&code, 0, 0); /* no old allocation */
	trap_unless_equal(&code, 0, 1);
	trap_unless_equal(&code, STACK_SIZE, 3);
	tn_corewrite_i32(&code, 1);
	tn_corewrite_op(&code, TN_OP_MEMORY_GROW, 0);
	tn_corewrite_op(&code, TN_OP_LOCAL_TEE, 4);
	tn_corewrite_i32(&code, -1);
	tn_corewrite_opcode(&code, TN_OP_I32_EQ);
	tn_corewrite_opcode(&code, TN_OP_IF);
	tn_buf_byte(&code, 0x40);
	tn_corewrite_opcode(&code, TN_OP_UNREACHABLE);
	tn_corewrite_opcode(&code, TN_OP_END);
	tn_corewrite_op(&code, TN_OP_LOCAL_GET, 4);
	tn_corewrite_i32(&code, 16);
	tn_corewrite_opcode(&code, TN_OP_I32_SHL);
	tn_corewrite_opcode(&code, TN_OP_END);
	add_body(g, &code);
}

static void set_state(struct gc *g, struct tn_buf *code, int32_t state)
{
	tn_corewrite_i32(code, state);
	tn_corewrite_op(
		code, TN_OP_GLOBAL_SET, g->numbers[TN_CORESPACE_GLOBAL][g->allocation_state]);
}

/* Sets the stack pointer to the end of a fresh stack. */
static void add_stack_fetcher(struct gc *g)
{
	struct tn_buf code = tn_buf_new(g->arena);
	bool has_state = g->allocation_state != UINT32_MAX;
	tn_buf_u32(&code, 0);
	if (has_state) {
		tn_corewrite_op(&code, TN_OP_GLOBAL_GET,
			g->numbers[TN_CORESPACE_GLOBAL][g->allocation_state]);
		tn_corewrite_i32(&code, UNALLOCATED);
		tn_corewrite_opcode(&code, TN_OP_I32_EQ);
		tn_corewrite_opcode(&code, TN_OP_IF);
		tn_buf_byte(&code, 0x40);
		set_state(g, &code, ALLOCATING);
	}
	tn_corewrite_i32(&code, 0);
	tn_corewrite_i32(&code, 0);
	tn_corewrite_i32(&code, STACK_ALIGN);
	tn_corewrite_i32(&code, STACK_SIZE);
	tn_corewrite_op(&code, TN_OP_CALL, g->realloc);
	tn_corewrite_i32(&code, STACK_SIZE);
	tn_corewrite_opcode(&code, TN_OP_I32_ADD);
	tn_corewrite_op(&code, TN_OP_GLOBAL_SET, g->numbers[TN_CORESPACE_GLOBAL][g->stack_pointer]);
	if (has_state) {
		set_state(g, &code, ALLOCATED);
		tn_corewrite_opcode(&code, TN_OP_END);
	}
	tn_corewrite_opcode(&code, TN_OP_END);
	add_body(g, &code);
}

static void copy_body(struct gc *g, uint32_t index, bool fetch_first)
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
	write_expr(g, &code, (struct tn_bytes){ r.at, (size_t)(r.end - r.at) });
	add_body(g, &code);
}

static bool *exported_funcs(const struct gc *g)
{
	bool *exported = TN_NEWN(g->arena, bool, g->m->funcs.len);
	for (uint32_t i = 0; i < g->m->exports.len; i++) {
		if (g->o->keep[i] && g->m->exports.ptr[i].kind == TN_CORE_KIND_FUNC)
			exported[g->m->exports.ptr[i].index] = true;
	}
	return exported;
}

/* Declares and numbers all functions, then writes the bodies, which speak of those numbers. */
static void write_funcs(struct gc *g)
{
	uint32_t *numbers = g->numbers[TN_CORESPACE_FUNC];
	const bool *exported = exported_funcs(g);
	for (uint32_t i = 0; i < g->m->funcs.len; i++) {
		bool is_new = is_replaced(g, i);
		if (!is_live(g, TN_CORESPACE_FUNC, i) ||
			(is_imported(g, TN_CORE_KIND_FUNC, i) && !is_new))
			continue;
		numbers[i] =
			declare_func(g, g->numbers[TN_CORESPACE_TYPE][g->m->funcs.ptr[i].type]);
		if (is_new) {
			g->realloc = numbers[i];
			add_growing_realloc(g);
		}
	}
	bool has_stack = g->stack_pointer != UINT32_MAX;
	if (has_stack && g->allocation_state != UINT32_MAX && g->o->main_realloc.ptr)
		g->lazy = declare_func(g, add_type(g, 0, 0));
	for (uint32_t i = g->m->imported[TN_CORE_KIND_FUNC]; i < g->m->funcs.len; i++) {
		if (is_live(g, TN_CORESPACE_FUNC, i))
			copy_body(g, i, g->lazy != UINT32_MAX && exported[i]);
	}
	if (g->lazy != UINT32_MAX)
		add_stack_fetcher(g);
}

static bool uses_memory(const struct gc *g)
{
	for (uint32_t i = 0; i < g->m->memories.len; i++) {
		if (is_live(g, TN_CORESPACE_MEMORY, i))
			return true;
	}
	return false;
}

/* The stack of those that cannot wait: from main's realloc where that is safe, else by growing. */
static void fetch_stack_at_start(struct gc *g)
{
	if (g->stack_pointer == UINT32_MAX)
		return;
	if (g->realloc == UINT32_MAX || g->allocation_state == UINT32_MAX) {
		g->realloc = declare_func(g, add_type(g, 4, 1));
		add_growing_realloc(g);
		*TN_PUSH(g->arena, &g->own_names) =
			(struct tn_corewrite_name){ g->realloc, TN_STR("realloc_via_memory_grow") };
	}
	if (g->lazy != UINT32_MAX || !uses_memory(g))
		return;
	if (g->empty_type == UINT32_MAX)
		g->empty_type = add_type(g, 0, 0);
	g->start = declare_func(g, g->empty_type);
	add_stack_fetcher(g);
	*TN_PUSH(g->arena, &g->own_names) =
		(struct tn_corewrite_name){ g->start, TN_STR("allocate_stack") };
}

/* ---- segments ---- */

static void write_elem(struct gc *g, const struct tn_core_elem *elem)
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
		write_expr(g, out, elem->offset);
	}
	if (is_long && elem->has_exprs)
		tn_coreedit_write_type(out, elem->type, &g->map);
	else if (is_long)
		tn_buf_byte(out, 0x00);
	tn_buf_u32(out, elem->count);
	for (uint32_t i = 0; i < elem->count && !r.error; i++) {
		if (elem->has_exprs)
			write_expr(g, out, tn_coreinstr_skip_expr(&r));
		else
			tn_buf_u32(out,
				tn_coreedit_index(&g->map, TN_CORESPACE_FUNC, tn_reader_u32(&r)));
	}
	g->elems.count++;
}

static void write_data(struct gc *g, const struct tn_core_data *data)
{
	struct tn_buf *out = &g->data.bytes;
	uint32_t memory =
		data->mode == TN_CORE_ACTIVE ? g->numbers[TN_CORESPACE_MEMORY][data->memory] : 0;
	tn_buf_u32(out, data->mode != TN_CORE_ACTIVE ? 1 : memory ? 2 : 0);
	if (data->mode == TN_CORE_ACTIVE) {
		if (memory)
			tn_buf_u32(out, memory);
		write_expr(g, out, data->offset);
	}
	tn_buf_u32(out, (uint32_t)data->bytes.len);
	tn_buf_bytes(out, data->bytes.ptr, data->bytes.len);
	g->data.count++;
}

/* Active data that changes nothing, and that no instruction names. */
static bool is_idle(const struct gc *g, const struct tn_core_data *data)
{
	if (!g->o->memory_is_fresh || data->mode != TN_CORE_ACTIVE || g->m->has_data_count)
		return false;
	for (size_t i = 0; i < data->bytes.len; i++) {
		if (data->bytes.ptr[i])
			return false;
	}
	return true;
}

static void write_segments(struct gc *g)
{
	for (uint32_t i = 0; i < g->m->elems.len; i++) {
		if (is_live(g, TN_CORESPACE_ELEM, i))
			write_elem(g, &g->m->elems.ptr[i]);
	}
	for (uint32_t i = 0; i < g->m->datas.len; i++) {
		if (is_live(g, TN_CORESPACE_DATA, i) && !is_idle(g, &g->m->datas.ptr[i]))
			write_data(g, &g->m->datas.ptr[i]);
	}
}

/* ---- the whole ---- */

/*
 * The custom takes each unwanted export out by putting the last one in its place; so the order of
 * those that stay depends on those that go.
 */
static void write_exports(struct gc *g)
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

static void put(struct gc *g, struct tn_buf *out, uint8_t id, struct part *part)
{
	if (!part->count)
		return;
	struct tn_buf payload = tn_buf_new(g->arena);
	tn_buf_u32(&payload, part->count);
	tn_buf_bytes(&payload, part->bytes.ptr, part->bytes.len);
	tn_corewrite_section(out, id, tn_buf_done(&payload));
}

static void put_number(struct gc *g, struct tn_buf *out, uint8_t id, uint32_t number)
{
	struct tn_buf payload = tn_buf_new(g->arena);
	tn_buf_u32(&payload, number);
	tn_corewrite_section(out, id, tn_buf_done(&payload));
}

/* Names by new index, in rising order, as the section wants them. */
static void put_name_map(struct gc *g, struct tn_buf *out, uint8_t id, enum tn_corespace space,
	const struct tn_str *names, uint32_t new_count)
{
	struct tn_str *by_new = TN_NEWN(g->arena, struct tn_str, new_count);
	uint32_t count = 0;
	for (uint32_t i = 0; names && i < g->prune.count[space]; i++) {
		if (is_live(g, space, i) && names[i].ptr)
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

static uint32_t live_count(const struct gc *g, enum tn_corespace space)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < g->prune.count[space]; i++)
		count += is_live(g, space, i);
	return count;
}

static void put_names(struct gc *g, struct tn_buf *out)
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

static struct tn_bytes assemble(struct gc *g)
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

static void index_imports(struct gc *g)
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

static void begin(struct gc *g, struct tn_ctx *cx, struct tn_arena *arena,
	const struct tn_module *module, const struct tn_adaptgc_options *options)
{
	*g = (struct gc){ .cx = cx, .arena = arena, .m = module, .o = options };
	g->stack_pointer = g->allocation_state = g->realloc = g->lazy = g->start = g->empty_type =
		UINT32_MAX;
	struct part *parts[] = { &g->types, &g->imports, &g->funcs, &g->tables, &g->memories,
		&g->tags, &g->globals, &g->exports, &g->elems, &g->code, &g->data };
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
	struct gc g;
	begin(&g, cx, arena, module, options);
	if (options->is_guest_of_main &&
		(!check_guest(&g) ||
			!find_global(&g, TN_STR("__stack_pointer"), &g.stack_pointer) ||
			!find_global(&g, TN_STR("allocation_state"), &g.allocation_state)))
		return (struct tn_bytes){ NULL, 0 };
	if (!write_types(&g))
		return (struct tn_bytes){ NULL, 0 };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		write_kind(&g, kinds[i]);
	write_imported_funcs(&g);
	write_funcs(&g);
	fetch_stack_at_start(&g);
	write_exports(&g);
	write_segments(&g);
	if (module->start != UINT32_MAX)
		g.start = g.numbers[TN_CORESPACE_FUNC][module->start];
	return assemble(&g);
}
