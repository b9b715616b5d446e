/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A library in, its part of a link out: what it brings and wants. tool-conventions, DynamicLinking.md. */
#include "base/reader.h"
#include "componentize/dylink_job.h"

#include <stdlib.h>

static bool bad(struct tn_dylink_job *j, const struct tn_dylink_library *l, uint32_t offset,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

static bool bad(struct tn_dylink_job *j, const struct tn_dylink_library *l, uint32_t offset,
	const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct tn_str text = tn_str_vformat(j->arena, format, args);
	va_end(args);
	tn_diag_error(j->cx, TN_E_BAD_LIBRARY, (struct tn_span){ l->input.source, offset, offset },
		"%.*s %.*s", TN_S(l->input.what), TN_S(text));
	return false;
}

/* ---- the section `dylink.0` ---- */

enum { MEM_INFO = 1, NEEDED, EXPORT_INFO, IMPORT_INFO, RUNTIME_PATH, TARGET };

enum { FLAG_WEAK = 1 }; /* Linking.md "WASM_SYM_BINDING_WEAK" */

/* Flags of symbols; places in `flags` by key of (module, name). */
struct flags {
	struct tn_map imports, exports;
	TN_VEC(uint32_t) list;
};

static void put_flags(struct tn_dylink_job *j, struct flags *flags, struct tn_map *map,
	uint64_t key, uint32_t value)
{
	tn_map_put(map, key, flags->list.len);
	*TN_PUSH(j->arena, &flags->list) = value;
}

static void read_imports(struct tn_dylink_job *j, struct tn_reader *r, struct flags *flags)
{
	uint32_t count = tn_reader_count(r, 3);
	for (uint32_t i = 0; i < count && !r->error; i++) {
		struct tn_str module = tn_reader_name(r);
		struct tn_str name = tn_reader_name(r);
		uint32_t value = tn_reader_u32(r);
		if (!r->error)
			put_flags(j, flags, &flags->imports,
				TN_KEY(tn_ctx_name(j->cx, module), tn_ctx_name(j->cx, name)),
				value);
	}
}

static void read_exports(struct tn_dylink_job *j, struct tn_reader *r, struct flags *flags)
{
	uint32_t count = tn_reader_count(r, 2);
	for (uint32_t i = 0; i < count && !r->error; i++) {
		struct tn_str name = tn_reader_name(r);
		uint32_t value = tn_reader_u32(r);
		if (!r->error)
			put_flags(j, flags, &flags->exports, tn_ctx_name(j->cx, name), value);
	}
}

static void read_memory(struct tn_dylink_library *l, struct tn_reader *r)
{
	l->memory_size = tn_reader_u32(r);
	l->memory_align = tn_reader_u32(r);
	l->table_size = tn_reader_u32(r);
	l->table_align = tn_reader_u32(r);
	if (l->memory_align > 31 || l->table_align > 31)
		tn_reader_fail(r, "an alignment of more than 2^31");
}

static void read_needed(struct tn_dylink_job *j, struct tn_dylink_library *l, struct tn_reader *r)
{
	uint32_t count = tn_reader_count(r, 1);
	for (uint32_t i = 0; i < count && !r->error; i++)
		*TN_PUSH(j->arena, &l->needed) = tn_reader_name(r);
}

static void read_target(struct tn_reader *r)
{
	if (!tn_str_eq(tn_reader_name(r), TN_STR("wasm32")))
		tn_reader_fail(r, "only libraries for wasm32 can be linked");
}

static void read_subsection(struct tn_dylink_job *j, struct tn_dylink_library *l,
	struct tn_reader *r, uint8_t kind, struct flags *flags)
{
	switch (kind) {
	case MEM_INFO:
		read_memory(l, r);
		return;
	case NEEDED:
		read_needed(j, l, r);
		return;
	case EXPORT_INFO:
		read_exports(j, r, flags);
		return;
	case IMPORT_INFO:
		read_imports(j, r, flags);
		return;
	case RUNTIME_PATH: /* all libraries are at hand */
		return;
	case TARGET:
		read_target(r);
		return;
	default:
		tn_reader_fail(r, "a subsection of an unknown kind");
	}
}

static bool read_section(struct tn_dylink_job *j, struct tn_dylink_library *l,
	const struct tn_core_section *section, struct flags *flags)
{
	struct tn_reader r = tn_reader_new(section->bytes, section->bytes.ptr);
	while (tn_reader_more(&r)) {
		uint8_t kind = tn_reader_byte(&r);
		struct tn_reader part = tn_reader_part(&r, tn_reader_u32(&r));
		if (r.error)
			break;
		read_subsection(j, l, &part, kind, flags);
		if (part.error)
			return bad(j, l, section->offset + (uint32_t)part.error_offset,
				"has a bad section `dylink.0`: %s", part.error);
	}
	if (r.error)
		return bad(j, l, section->offset + (uint32_t)r.error_offset,
			"has a bad section `dylink.0`: %s", r.error);
	return true;
}

static bool read_dylink(struct tn_dylink_job *j, struct tn_dylink_library *l, struct flags *flags)
{
	const struct tn_module *m = l->input.module;
	/* Without the section it has no memory and no table of its own. */
	l->memory_align = l->table_align = 1;
	for (uint32_t i = 0; i < m->sections.len; i++) {
		const struct tn_core_section *section = &m->sections.ptr[i];
		if (section->id == TN_CORE_SECTION_CUSTOM &&
			tn_str_eq(section->name, TN_STR("dylink.0")) &&
			!read_section(j, l, section, flags))
			return false;
	}
	return true;
}

static uint32_t flags_of(const struct flags *flags, const struct tn_map *map, uint64_t key)
{
	uint32_t at = tn_map_get(map, key);
	return at == TN_MAP_NONE ? 0 : flags->list.ptr[at];
}

/* ---- symbols ---- */

struct tn_str tn_dylink_text(struct tn_dylink_job *j, const struct tn_dylink_symbol *symbol)
{
	static const char *const kinds[] = { "function", "datum", "tag" };
	if (symbol->kind == TN_DYLINK_GLOBAL || !symbol->sig)
		return tn_str_format(
			j->arena, "%s `%.*s`", kinds[symbol->kind], TN_S(symbol->name));
	struct tn_str type = tn_module_sig_text(j->arena, symbol->sig);
	return tn_str_format(
		j->arena, "%s `%.*s` %.*s", kinds[symbol->kind], TN_S(symbol->name), TN_S(type));
}

uint64_t tn_dylink_key(struct tn_dylink_job *j, const struct tn_dylink_symbol *symbol)
{
	struct tn_str type;
	if (symbol->kind == TN_DYLINK_GLOBAL)
		type = tn_str_format(j->arena, "global %x %d %d", symbol->global.value,
			symbol->global.is_mutable, symbol->global.is_shared);
	else
		type = tn_str_format(j->arena, "%d %.*s", symbol->kind,
			TN_S(tn_module_sig_text(j->arena, symbol->sig)));
	return TN_KEY(tn_ctx_name(j->cx, symbol->name), tn_ctx_name(j->cx, type));
}

static bool is_number(tn_core_ty type)
{
	return type >= TN_CORE_F64 && type <= TN_CORE_I32;
}

static bool is_plain(const struct tn_core_sig *sig)
{
	bool ok = true;
	for (uint32_t i = 0; i < sig->param_count; i++)
		ok = ok && is_number(sig->params[i]);
	for (uint32_t i = 0; i < sig->result_count; i++)
		ok = ok && is_number(sig->results[i]);
	return ok;
}

/* What the module says a function, global or tag is, in terms of symbols; false: not to be linked. */
static bool describe(
	const struct tn_module *m, const struct tn_core_extern *type, struct tn_dylink_symbol *out)
{
	switch (type->kind) {
	case TN_CORE_KIND_FUNC:
	case TN_CORE_KIND_TAG:
		out->kind = type->kind == TN_CORE_KIND_FUNC ? TN_DYLINK_FUNC : TN_DYLINK_TAG;
		out->sig = &m->types.ptr[type->type].sig;
		return is_plain(out->sig);
	case TN_CORE_KIND_GLOBAL:
		out->kind = TN_DYLINK_GLOBAL;
		out->global = *type;
		return is_number(type->value);
	case TN_CORE_KIND_TABLE:
	case TN_CORE_KIND_MEMORY:
		break;
	}
	return false;
}

/* i32, i64, f32, f64: the bytes of the binary format fall. */
static int compare_types(
	const tn_core_ty *a, uint32_t a_count, const tn_core_ty *b, uint32_t b_count)
{
	for (uint32_t i = 0; i < a_count && i < b_count; i++) {
		if (a[i] != b[i])
			return a[i] > b[i] ? -1 : 1;
	}
	return (a_count > b_count) - (a_count < b_count);
}

static int compare_sigs(const struct tn_core_sig *a, const struct tn_core_sig *b)
{
	int order = compare_types(a->params, a->param_count, b->params, b->param_count);
	return order ? order
		     : compare_types(a->results, a->result_count, b->results, b->result_count);
}

static int compare_symbols(const void *left, const void *right)
{
	const struct tn_dylink_symbol *a = left, *b = right;
	int order = tn_str_cmp(a->module, b->module);
	if (!order)
		order = tn_str_cmp(a->name, b->name);
	if (!order)
		order = (int)a->kind - (int)b->kind;
	if (!order && a->sig && b->sig)
		order = compare_sigs(a->sig, b->sig);
	if (!order && a->kind == TN_DYLINK_GLOBAL)
		order = compare_types(&a->global.value, 1, &b->global.value, 1);
	if (!order)
		order = (a->global.is_mutable > b->global.is_mutable) -
			(a->global.is_mutable < b->global.is_mutable);
	return order ? order : (a->flags > b->flags) - (a->flags < b->flags);
}

/* Sorted, each once. */
static void sort(struct tn_dylink_symbols *symbols)
{
	uint32_t kept = 0;
	if (!symbols->len)
		return;
	qsort(symbols->ptr, symbols->len, sizeof *symbols->ptr, compare_symbols);
	for (uint32_t i = 1; i < symbols->len; i++) {
		if (compare_symbols(&symbols->ptr[kept], &symbols->ptr[i]) != 0)
			symbols->ptr[++kept] = symbols->ptr[i];
	}
	symbols->len = kept + 1;
}

/* ---- imports ---- */

/* Names of the convention; `trait` is 0 for what every library may import. */
static const struct known_import {
	const char *module, *name;
	enum tn_core_kind kind;
	uint32_t trait;
	bool is_fixed; /* a global that is not mutable */
} known_imports[] = {
	{ "env", "memory", TN_CORE_KIND_MEMORY, 0, false },
	{ "env", "__indirect_function_table", TN_CORE_KIND_TABLE, 0, false },
	{ "env", "__memory_base", TN_CORE_KIND_GLOBAL, 0, true },
	{ "env", "__table_base", TN_CORE_KIND_GLOBAL, 0, true },
	{ "env", "__stack_pointer", TN_CORE_KIND_GLOBAL, TN_DYLINK_STACK_POINTER, false },
	{ "env", "__init_stack_pointer", TN_CORE_KIND_GLOBAL, TN_DYLINK_INIT_STACK_POINTER, true },
	{ "env", "__asyncify_state", TN_CORE_KIND_GLOBAL, TN_DYLINK_ASYNCIFY, false },
	{ "env", "__asyncify_data", TN_CORE_KIND_GLOBAL, TN_DYLINK_ASYNCIFY, false },
	{ "env", "__wasm_get_stack_pointer", TN_CORE_KIND_FUNC, 0, false },
	{ "env", "__wasm_set_stack_pointer", TN_CORE_KIND_FUNC, 0, false },
	{ "env", "__wasm_get_tls_base", TN_CORE_KIND_FUNC, TN_DYLINK_GET_TLS, false },
	{ "env", "__wasm_set_tls_base", TN_CORE_KIND_FUNC, TN_DYLINK_SET_TLS, false },
	{ "GOT.mem", "__heap_base", TN_CORE_KIND_GLOBAL, TN_DYLINK_HEAP_BASE, false },
	{ "GOT.mem", "__heap_end", TN_CORE_KIND_GLOBAL, TN_DYLINK_HEAP_END, false },
	{ "GOT.mem", "__stack_high", TN_CORE_KIND_GLOBAL, TN_DYLINK_STACK_HIGH, false },
	{ "GOT.mem", "__stack_low", TN_CORE_KIND_GLOBAL, TN_DYLINK_STACK_LOW, false },
	{ "GOT.mem", "__wasm_libdl_libraries", TN_CORE_KIND_GLOBAL, TN_DYLINK_LIBRARIES, false },
	{ "GOT.mem", "__wasm_program_tls_info", TN_CORE_KIND_GLOBAL, TN_DYLINK_PROGRAM_TLS, false },
	{ "$root", "[thread-new-indirect-v0]", TN_CORE_KIND_FUNC, TN_DYLINK_THREADS, false },
};

static const struct known_import *find_known(const struct tn_core_import *import)
{
	for (size_t i = 0; i < sizeof known_imports / sizeof *known_imports; i++) {
		if (tn_str_eq(import->module, tn_str_of(known_imports[i].module)) &&
			tn_str_eq(import->name, tn_str_of(known_imports[i].name)))
			return &known_imports[i];
	}
	return NULL;
}

static bool wrong_import(struct tn_dylink_job *j, const struct tn_dylink_library *l,
	const struct tn_core_import *import)
{
	return bad(j, l, import->offset,
		"imports `%.*s` `%.*s` with a type that cannot be given to it",
		TN_S(import->module), TN_S(import->name));
}

/* Are the types those of the convention for 32 bits? */
static bool check_known(struct tn_dylink_job *j, const struct tn_dylink_library *l,
	const struct tn_core_import *import, enum tn_core_kind kind, bool is_fixed)
{
	const struct tn_core_extern *type = &import->type;
	bool ok = type->kind == kind;
	if (kind == TN_CORE_KIND_GLOBAL)
		ok = ok && type->value == TN_CORE_I32 && type->is_mutable != is_fixed &&
		     !type->is_shared;
	if (kind == TN_CORE_KIND_TABLE)
		ok = ok && type->value == TN_CORE_FUNCREF && !type->limits.has_max;
	if (kind == TN_CORE_KIND_TABLE || kind == TN_CORE_KIND_MEMORY)
		ok = ok && !type->limits.is_64 && !type->limits.is_shared;
	return ok || wrong_import(j, l, import);
}

static bool read_import(struct tn_dylink_job *j, struct tn_dylink_library *l,
	const struct tn_core_import *import, const struct flags *flags)
{
	static const struct tn_core_extern address = { .kind = TN_CORE_KIND_GLOBAL,
		.value = TN_CORE_I32 };
	const struct known_import *known = find_known(import);
	struct tn_dylink_symbols *list = NULL;
	struct tn_dylink_symbol symbol = { .name = import->name, .offset = import->offset };
	tn_name module = tn_ctx_name(j->cx, import->module);
	symbol.flags =
		flags_of(flags, &flags->imports, TN_KEY(module, tn_ctx_name(j->cx, import->name)));
	symbol.is_weak = symbol.flags & FLAG_WEAK;
	if (known) {
		l->traits |= known->trait;
		return check_known(j, l, import, known->kind, known->is_fixed);
	}
	if (tn_str_eq(import->module, TN_STR("GOT.mem"))) {
		symbol.kind = TN_DYLINK_GLOBAL;
		symbol.global = address;
		symbol.is_weak = false;
		list = &l->data;
	} else if (tn_str_eq(import->module, TN_STR("GOT.func"))) {
		symbol.is_weak = false;
		list = &l->pointers;
	}
	if (list) {
		symbol.flags = 0;
		*TN_PUSH(j->arena, list) = symbol;
		return check_known(j, l, import, TN_CORE_KIND_GLOBAL, false);
	}
	bool is_plain_type = describe(l->input.module, &import->type, &symbol);
	if (tn_str_eq(import->module, TN_STR("env"))) {
		list = symbol.kind == TN_DYLINK_TAG ? &l->tags : &l->functions;
		is_plain_type &= symbol.kind != TN_DYLINK_GLOBAL;
	} else if (tn_map_get(&j->adapters, module) != TN_MAP_NONE) {
		symbol.module = import->module;
		list = &l->adapted;
		is_plain_type &= symbol.kind == TN_DYLINK_FUNC;
	} else {
		return true; /* a matter of the world's */
	}
	*TN_PUSH(j->arena, list) = symbol;
	return is_plain_type || wrong_import(j, l, import);
}

/* ---- exports ---- */

/* Functions of no parameters that are called at start, and what is at hand for threads. */
static uint32_t export_trait(struct tn_str name)
{
	static const struct {
		const char *name;
		uint32_t trait;
	} known[] = {
		{ "__wasm_apply_data_relocs", TN_DYLINK_RELOCS },
		{ "__wasm_call_ctors", TN_DYLINK_CTORS },
		{ "_initialize", TN_DYLINK_INITIALIZE },
		{ "_start", TN_DYLINK_START },
		{ "__wasm_library_tls_info", TN_DYLINK_LIBRARY_TLS },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (tn_str_eq(name, tn_str_of(known[i].name)))
			return known[i].trait;
	}
	return 0;
}

static struct tn_core_extern export_type(
	const struct tn_module *m, const struct tn_core_export *export)
{
	const struct tn_core_extern *spaces[] = { m->funcs.ptr, m->tables.ptr, m->memories.ptr,
		m->globals.ptr, m->tags.ptr };
	struct tn_core_extern type = spaces[export->kind][export->index];
	type.kind = export->kind;
	return type;
}

static bool is_no_library(struct tn_dylink_job *j, const struct tn_dylink_library *l,
	const struct tn_core_export *export)
{
	struct tn_span span = { l->input.source, export->offset, export->offset };
	struct tn_diag *d = tn_diag_error(j->cx, TN_E_BAD_LIBRARY, span,
		"%.*s exports a memory or table of its own, `%.*s`", TN_S(l->input.what),
		TN_S(export->name));
	tn_diag_hint(j->cx, d, "a library is compiled with `-fPIC` and linked with `-shared`");
	return false;
}

static bool read_export(struct tn_dylink_job *j, struct tn_dylink_library *l,
	const struct tn_core_export *export, const struct flags *flags)
{
	struct tn_core_extern type = export_type(l->input.module, export);
	struct tn_dylink_symbol symbol = { .name = export->name, .offset = export->offset };
	bool is_plain_type = describe(l->input.module, &type, &symbol);
	uint32_t trait = export_trait(export->name);
	if (trait) {
		bool is_called = trait != TN_DYLINK_LIBRARY_TLS;
		l->traits |= trait;
		if (is_called ? symbol.sig && symbol.kind == TN_DYLINK_FUNC &&
					!symbol.sig->param_count && !symbol.sig->result_count
			      : type.kind == TN_CORE_KIND_GLOBAL && type.value == TN_CORE_I32 &&
					!type.is_mutable)
			return true;
		return bad(j, l, export->offset, "exports `%.*s` as something that %s",
			TN_S(export->name),
			is_called ? "cannot be called without parameters" : "is no address");
	}
	if (type.kind == TN_CORE_KIND_MEMORY || type.kind == TN_CORE_KIND_TABLE)
		return is_no_library(j, l, export);
	if (!is_plain_type)
		return bad(j, l, export->offset,
			"exports `%.*s`, whose type has more in it than numbers",
			TN_S(export->name));
	symbol.flags = flags_of(flags, &flags->exports, tn_ctx_name(j->cx, export->name));
	*TN_PUSH(j->arena, &l->exports) = symbol;
	return true;
}

/* ---- the whole ---- */

static void finish(struct tn_dylink_job *j, struct tn_dylink_symbols *symbols)
{
	sort(symbols);
	for (uint32_t i = 0; i < symbols->len; i++) {
		if (symbols->ptr[i].kind == TN_DYLINK_GLOBAL || symbols->ptr[i].sig)
			symbols->ptr[i].key = tn_dylink_key(j, &symbols->ptr[i]);
	}
}

bool tn_dylink_read(struct tn_dylink_job *j, struct tn_dylink_library *l)
{
	const struct tn_module *m = l->input.module;
	struct flags flags = { .imports.arena = j->arena, .exports.arena = j->arena };
	bool ok = read_dylink(j, l, &flags);
	for (uint32_t i = 0; i < m->imports.len; i++)
		ok &= read_import(j, l, &m->imports.ptr[i], &flags);
	for (uint32_t i = 0; i < m->exports.len; i++)
		ok &= read_export(j, l, &m->exports.ptr[i], &flags);
	if ((l->traits & TN_DYLINK_CTORS) && (l->traits & TN_DYLINK_INITIALIZE))
		ok = bad(j, l, 0, "exports both `__wasm_call_ctors` and `_initialize`");
	struct tn_dylink_symbols *lists[] = { &l->exports, &l->functions, &l->tags, &l->data,
		&l->pointers, &l->adapted };
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		finish(j, lists[i]);
	return ok;
}
