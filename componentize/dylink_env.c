/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Two modules that are made up. The main module of a link holds memory and table, and a global for
 * every address a library wants; through its trampolines libraries call what comes after them. The
 * stubs trap in the place of functions that nobody exports.
 */
#include "componentize/dylink_job.h"

/* The module under way, and who is imported from adapters. */
struct env {
	struct tn_dylink_job *j;
	struct tn_dylink_layout *layout;
	struct tn_corewrite w;
	struct tn_map adapted; /* (module, name): imported */
	TN_VEC(struct tn_dylink_symbol) adapted_list;
	TN_VEC(uint32_t) adapted_funcs;
	uint32_t start, context_get; /* imported functions, or TN_NO_ID */
};

static struct tn_bytes const_u32(struct env *e, uint32_t value)
{
	return tn_corewrite_const_i32(e->j->arena, (int32_t)value);
}

/* "lib.so:name" */
static struct tn_str own_name(struct env *e, uint32_t library, struct tn_str name)
{
	return tn_str_format(
		e->j->arena, "%.*s:%.*s", TN_S(e->j->libraries.ptr[library]->name), TN_S(name));
}

/* ---- imports ---- */

/* Everything an adapter gives goes through here: only the main module may import of adapters. */
static void import_adapted(struct env *e, const struct tn_dylink_library *l)
{
	struct tn_ctx *cx = e->j->cx;
	for (uint32_t i = 0; i < l->adapted.len; i++) {
		const struct tn_dylink_symbol *symbol = &l->adapted.ptr[i];
		uint64_t key =
			TN_KEY(tn_ctx_name(cx, symbol->module), tn_ctx_name(cx, symbol->name));
		if (!tn_map_put(&e->adapted, key, 1))
			continue;
		*TN_PUSH(e->j->arena, &e->adapted_list) = *symbol;
		*TN_PUSH(e->j->arena, &e->adapted_funcs) = tn_corewrite_import_func(
			&e->w, symbol->module, symbol->name, tn_corewrite_sig(&e->w, symbol->sig));
	}
}

static void import_all(struct env *e)
{
	struct tn_dylink_job *j = e->j;
	const tn_core_ty i32[] = { TN_CORE_I32, TN_CORE_I32, TN_CORE_I32, TN_CORE_I32 };
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		const struct tn_dylink_library *l = j->libraries.ptr[i];
		import_adapted(e, l);
		if (l->traits & TN_DYLINK_START)
			e->start = tn_corewrite_import_func(&e->w, l->name, TN_STR("_start"),
				tn_corewrite_type(&e->w, NULL, 0, NULL, 0));
	}
	uint32_t at = tn_map_get(&j->trampoline_index, tn_ctx_name(j->cx, TN_STR("cabi_realloc")));
	if (j->realloc != TN_NO_ID && at == TN_MAP_NONE) {
		uint32_t func = tn_corewrite_import_func(&e->w, j->libraries.ptr[j->realloc]->name,
			TN_STR("cabi_realloc"), tn_corewrite_type(&e->w, i32, 4, i32, 1));
		tn_corewrite_export(&e->w, TN_STR("cabi_realloc"), TN_CORE_KIND_FUNC, func);
	}
	if ((j->traits & (TN_DYLINK_GET_TLS | TN_DYLINK_SET_TLS)) &&
		(j->traits & TN_DYLINK_THREADS))
		e->context_get = tn_corewrite_import_func(&e->w, TN_STR("$root"),
			TN_STR("[context-get-1]"), tn_corewrite_type(&e->w, NULL, 0, i32, 1));
}

/* ---- globals ---- */

static void global(struct env *e, struct tn_str name, uint32_t value, bool is_mutable)
{
	uint32_t index = tn_corewrite_global(&e->w, TN_CORE_I32, is_mutable, const_u32(e, value));
	tn_corewrite_export(&e->w, name, TN_CORE_KIND_GLOBAL, index);
}

static void global_if(struct env *e, uint32_t trait, const char *name, uint32_t value)
{
	if (e->j->traits & trait)
		global(e, tn_str_of(name), value, trait != TN_DYLINK_INIT_STACK_POINTER);
}

/* Where a library lies; and what it will know the addresses of when fixup has set them. */
static void library_globals(struct env *e, uint32_t library)
{
	const struct tn_dylink_library *l = e->j->libraries.ptr[library];
	global(e, own_name(e, library, TN_STR("memory_base")), e->layout->memory_base[library],
		false);
	global(e, own_name(e, library, TN_STR("table_base")), e->layout->table_base[library],
		false);
	for (uint32_t i = 0; i < l->data.len; i++)
		global(e, own_name(e, library, l->data.ptr[i].name), 0, true);
}

/* DynamicLinking.md: the address of a weak function that nobody exports is null. */
static bool is_null(struct env *e, const struct tn_dylink_library *l,
	const struct tn_dylink_trampoline *trampoline)
{
	if (!e->j->libraries.ptr[trampoline->library]->is_stub)
		return false;
	for (uint32_t i = 0; i < l->functions.len; i++) {
		if (l->functions.ptr[i].is_weak &&
			tn_str_eq(l->functions.ptr[i].name, trampoline->symbol->name))
			return true;
	}
	return false;
}

static void pointer_globals(struct env *e, uint32_t library)
{
	struct tn_dylink_job *j = e->j;
	const struct tn_dylink_library *l = j->libraries.ptr[library];
	for (uint32_t i = 0; i < l->pointers.len; i++) {
		struct tn_str name = l->pointers.ptr[i].name;
		uint32_t at = tn_map_get(&j->trampoline_index, tn_ctx_name(j->cx, name));
		bool is_absent = is_null(e, l, &j->trampolines.ptr[at]);
		global(e, own_name(e, library, name), is_absent ? 0 : e->layout->trampolines + at,
			true);
	}
}

static void globals(struct env *e)
{
	const struct tn_dylink_layout *layout = e->layout;
	global_if(e, TN_DYLINK_LIBRARIES, "__wasm_libdl_libraries", layout->dl_root);
	global_if(e, TN_DYLINK_PROGRAM_TLS, "__wasm_program_tls_info", layout->tls_program);
	global_if(e, TN_DYLINK_STACK_POINTER, "__stack_pointer", layout->stack_size);
	global_if(e, TN_DYLINK_INIT_STACK_POINTER, "__init_stack_pointer", layout->stack_size);
	global_if(e, TN_DYLINK_ASYNCIFY, "__asyncify_state", 0);
	global_if(e, TN_DYLINK_ASYNCIFY, "__asyncify_data", 0);
	global_if(e, TN_DYLINK_STACK_HIGH, "__stack_high", layout->stack_size);
	global_if(e, TN_DYLINK_STACK_LOW, "__stack_low", 0);
	for (uint32_t i = 0; i < e->j->libraries.len; i++)
		library_globals(e, i);
	for (uint32_t i = 0; i < e->j->libraries.len; i++)
		pointer_globals(e, i);
	global_if(e, TN_DYLINK_HEAP_BASE, "__heap_base", layout->heap_base);
	global_if(e, TN_DYLINK_HEAP_END, "__heap_end", layout->heap_end);
}

/* ---- functions ---- */

static void trampolines(struct env *e)
{
	for (uint32_t i = 0; i < e->j->trampolines.len; i++) {
		const struct tn_dylink_symbol *symbol = e->j->trampolines.ptr[i].symbol;
		uint32_t type = tn_corewrite_sig(&e->w, symbol->sig);
		uint32_t func = tn_corewrite_func(&e->w, type, NULL, 0);
		struct tn_buf *code = tn_corewrite_code(&e->w);
		for (uint32_t k = 0; k < symbol->sig->param_count; k++)
			tn_corewrite_op(code, TN_OP_LOCAL_GET, k);
		tn_corewrite_i32(code, (int32_t)(e->layout->trampolines + i));
		tn_corewrite_call_indirect(code, type, 0);
		tn_corewrite_export(&e->w, symbol->name, TN_CORE_KIND_FUNC, func);
	}
}

/* `__wasm_get_tls_base` of a library: its slot in the thread's bases. */
static void get_tls(struct env *e, struct tn_buf *code, uint32_t slot)
{
	if (e->context_get != TN_NO_ID)
		tn_corewrite_op(code, TN_OP_CALL, e->context_get);
	else
		tn_corewrite_i32(code, (int32_t)e->layout->tls_bases);
	tn_corewrite_memarg(code, TN_OP_I32_LOAD, 2, slot * 4, 0);
}

static void store_tls(struct env *e, struct tn_buf *code, uint32_t slot, bool is_own)
{
	if (is_own)
		tn_corewrite_op(code, TN_OP_LOCAL_GET, 1);
	else
		tn_corewrite_i32(code, (int32_t)e->layout->tls_bases);
	tn_corewrite_op(code, TN_OP_LOCAL_GET, 0);
	tn_corewrite_memarg(code, TN_OP_I32_STORE, 2, slot * 4, 0);
}

/* `__wasm_set_tls_base`: a thread that has no bases of its own yet is the main one. */
static void set_tls(struct env *e, struct tn_buf *code, uint32_t slot)
{
	enum { NO_RESULT = 0x40 };
	if (e->context_get == TN_NO_ID) {
		store_tls(e, code, slot, false);
		return;
	}
	tn_corewrite_op(code, TN_OP_CALL, e->context_get);
	tn_corewrite_op(code, TN_OP_LOCAL_TEE, 1);
	tn_corewrite_opcode(code, TN_OP_I32_EQZ);
	tn_corewrite_op(code, TN_OP_IF, NO_RESULT);
	store_tls(e, code, slot, false);
	tn_corewrite_opcode(code, TN_OP_ELSE);
	store_tls(e, code, slot, true);
	tn_corewrite_opcode(code, TN_OP_END);
}

static void tls_function(struct env *e, uint32_t library, bool is_set)
{
	static const tn_core_ty i32 = TN_CORE_I32;
	uint32_t slot = e->layout->tls_slot[library];
	bool has_local = is_set && slot != TN_NO_ID && e->context_get != TN_NO_ID;
	uint32_t type = tn_corewrite_type(&e->w, &i32, is_set, &i32, !is_set);
	uint32_t func = tn_corewrite_func(&e->w, type, &i32, has_local);
	struct tn_buf *code = tn_corewrite_code(&e->w);
	if (slot == TN_NO_ID) /* nobody calls it: there is nothing to be had */
		tn_corewrite_opcode(code, TN_OP_UNREACHABLE);
	else if (is_set)
		set_tls(e, code, slot);
	else
		get_tls(e, code, slot);
	struct tn_str name = is_set ? TN_STR("__wasm_set_tls_base") : TN_STR("__wasm_get_tls_base");
	tn_corewrite_export(&e->w, own_name(e, library, name), TN_CORE_KIND_FUNC, func);
}

static void tls_functions(struct env *e)
{
	for (uint32_t i = 0; i < e->j->libraries.len; i++) {
		uint32_t traits = e->j->libraries.ptr[i]->traits;
		if (traits & TN_DYLINK_GET_TLS)
			tls_function(e, i, false);
		if (traits & TN_DYLINK_SET_TLS)
			tls_function(e, i, true);
	}
}

/* ---- the module ---- */

static void export_imported(struct env *e)
{
	for (uint32_t i = 0; i < e->adapted_list.len; i++) {
		const struct tn_dylink_symbol *symbol = &e->adapted_list.ptr[i];
		struct tn_str name = tn_str_format(
			e->j->arena, "%.*s:%.*s", TN_S(symbol->module), TN_S(symbol->name));
		tn_corewrite_export(&e->w, name, TN_CORE_KIND_FUNC, e->adapted_funcs.ptr[i]);
	}
	if (e->start != TN_NO_ID)
		tn_corewrite_export(&e->w, TN_STR("_start"), TN_CORE_KIND_FUNC, e->start);
}

static void memory_and_table(struct env *e)
{
	struct tn_core_extern table = { .kind = TN_CORE_KIND_TABLE,
		.value = TN_CORE_FUNCREF,
		.limits = { .min = e->layout->table_size } };
	struct tn_core_limits memory = { .min = e->layout->heap_end / 65536 };
	tn_corewrite_export(&e->w, TN_STR("__indirect_function_table"), TN_CORE_KIND_TABLE,
		tn_corewrite_table(&e->w, &table));
	tn_corewrite_export(
		&e->w, TN_STR("memory"), TN_CORE_KIND_MEMORY, tn_corewrite_memory(&e->w, &memory));
}

static void begin(struct tn_dylink_job *j, struct tn_corewrite *w)
{
	tn_corewrite_begin(w, j->arena);
	w->distinct_types = true;
}

static struct tn_bytes end(struct tn_dylink_job *j, struct tn_corewrite *w)
{
	tn_corewrite_custom(w, TN_STR("producers"), tn_producers_self(j->arena));
	return tn_corewrite_end(w);
}

struct tn_bytes tn_dylink_env(struct tn_dylink_job *j)
{
	struct env e = { .j = j, .layout = &j->layout, .start = TN_NO_ID, .context_get = TN_NO_ID };
	e.adapted.arena = j->arena;
	begin(j, &e.w);
	import_all(&e);
	globals(&e);
	trampolines(&e);
	tls_functions(&e);
	export_imported(&e);
	memory_and_table(&e);
	return end(j, &e.w);
}

/* ---- stubs ---- */

struct tn_bytes tn_dylink_stubs(struct tn_dylink_job *j)
{
	static const struct tn_core_sig nothing = { 0 };
	struct tn_corewrite w;
	struct tn_map names = { .arena = j->arena };
	begin(j, &w);
	for (uint32_t i = 0; i < j->missing.len; i++) {
		const struct tn_dylink_symbol *symbol = j->missing.ptr[i].symbol;
		if (!tn_map_put(&names, tn_ctx_name(j->cx, symbol->name), 1))
			continue;
		uint32_t type = tn_corewrite_sig(&w, symbol->sig ? symbol->sig : &nothing);
		uint32_t func = tn_corewrite_func(&w, type, NULL, 0);
		tn_corewrite_opcode(tn_corewrite_code(&w), TN_OP_UNREACHABLE);
		tn_corewrite_export(&w, symbol->name, TN_CORE_KIND_FUNC, func);
	}
	return end(j, &w);
}
