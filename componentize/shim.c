/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Stubs for what does not exist yet. A lowered import may want the memory of the very module that
 * imports it; so the module is given a stub that calls through a table (or a typed global), and the
 * fixup module fills the place in once everything is there. In: a plan. Out: the list of shims in
 * the plan, and the module with the stubs.
 */
#include "componentize/plan.h"
#include "wasm/component/ir.h"
#include "wasm/core/corewrite.h"

/* ---- the list ---- */

enum { KEY_WORDS = sizeof((struct tn_shim *)0)->key / sizeof(uint32_t) };

static uint32_t text_number(const struct tn_plan *plan, struct tn_str text)
{
	return tn_names_put(&plan->cx->names, text);
}

/* Built-ins that are the same whichever module imports them. */
static bool is_anyones(enum tn_builtin_id id)
{
	return id == TN_BUILTIN_WAITABLE_SET_WAIT || id == TN_BUILTIN_WAITABLE_SET_POLL ||
	       id == TN_BUILTIN_ERROR_CONTEXT_NEW || id == TN_BUILTIN_THREAD_NEW_INDIRECT;
}

/* What makes two imports share a shim: the same thing, lowered for the same module. */
static void import_key(const struct tn_plan *plan, uint32_t part,
	const struct tn_match_import *import, enum tn_shim_kind kind, uint32_t key[KEY_WORDS])
{
	memset(key, 0, KEY_WORDS * sizeof *key);
	key[0] = kind;
	if (kind == TN_SHIM_ADAPTER) {
		key[1] = import->part;
		key[2] = text_number(plan, import->core->name);
		return;
	}
	key[1] = part;
	key[2] = import->item;
	if (kind == TN_SHIM_LOWER) {
		key[3] = import->func->name;
		key[4] = import->field.is_async;
		return;
	}
	/* A payload is known by the number it has in the function's type. */
	key[3] = text_number(plan, import->field.subject);
	key[4] = (uint32_t)import->field.builtin << 2 | (uint32_t)import->is_exported << 1 |
		 import->field.is_async;
	key[5] =
		import->field.is_unit ? UINT32_MAX : import->field.payload + import->field.encoding;
	if (is_anyones(import->field.builtin))
		key[1] = key[3] = 0;
}

static void export_key(const struct tn_plan *plan, enum tn_shim_kind kind, uint32_t part,
	const struct tn_match_export *export, uint32_t key[KEY_WORDS])
{
	memset(key, 0, KEY_WORDS * sizeof *key);
	key[0] = kind;
	key[1] = part;
	key[2] = text_number(plan, export->name);
}

static const struct tn_shim *find(const struct tn_plan *plan, const uint32_t key[KEY_WORDS])
{
	uint32_t at = tn_map_get(&plan->shim_index, tn_map_hash(key, KEY_WORDS * sizeof *key));
	while (at != TN_MAP_NONE) {
		const struct tn_shim *shim = &plan->shims.ptr[at];
		if (memcmp(shim->key, key, KEY_WORDS * sizeof *key) == 0)
			return shim;
		at = shim->next;
	}
	return NULL;
}

static void push(struct tn_plan *plan, struct tn_shim *shim)
{
	if (find(plan, shim->key))
		return;
	uint64_t hash = tn_map_hash(shim->key, sizeof shim->key);
	shim->next = tn_map_get(&plan->shim_index, hash);
	tn_map_put(&plan->shim_index, hash, plan->shims.len);
	shim->name = tn_str_format(plan->arena, "%u", plan->shims.len);
	*TN_PUSH(plan->arena, &plan->shims) = *shim;
}

/*
 * Before the main module is instantiated its realloc is not there. After, it is; but where tasks
 * are hooked, or a guard is told of calls, the one to be named is made by the fixup module, which comes last.
 */
bool tn_shim_hides_realloc(const struct tn_plan *plan, uint32_t part, bool is_before)
{
	if (plan->parts[part].memory_part)
		return false; /* it came before the part that is lowered for */
	return is_before || plan->guard || tn_plan_has_hook(plan);
}

static void push_realloc(struct tn_plan *plan, uint32_t part, const struct tn_match_import *import,
	uint32_t options, bool is_before)
{
	if (!(options & TN_ABI_NEEDS_REALLOC) || !tn_shim_hides_realloc(plan, part, is_before))
		return;
	const struct tn_match_export *realloc = tn_plan_import_realloc(plan, &part, import);
	struct tn_shim shim = {
		.kind = TN_SHIM_REALLOC, .part = part, .export = realloc, .sig = *realloc->sig
	};
	shim.debug_name = tn_str_format(plan->arena, "realloc-%.*s-%.*s",
		TN_S(plan->parts[part].name), TN_S(realloc->name));
	export_key(plan, shim.kind, part, realloc, shim.key);
	push(plan, &shim);
}

static void push_import(struct tn_plan *plan, uint32_t part, const struct tn_match_import *import,
	enum tn_shim_kind kind, uint32_t options, struct tn_str debug_name)
{
	struct tn_shim shim = { .kind = kind,
		.part = part,
		.import = import,
		.options = options,
		.sig = *import->sig,
		.debug_name = debug_name };
	import_key(plan, part, import, kind, shim.key);
	push(plan, &shim);
	if (kind != TN_SHIM_ADAPTER)
		push_realloc(plan, part, import, options, false);
}

static struct tn_str builtin_name(const struct tn_plan *plan, const struct tn_match_import *import)
{
	const struct tn_canon_row *row =
		tn_ir_canon_row(tn_mangle_builtin(import->field.builtin)->opcode);
	struct tn_arena *arena = plan->arena;
	if (import->field.builtin == TN_BUILTIN_TASK_RETURN)
		return tn_str_format(
			arena, "task-return-%.*s", TN_S(tn_ctx_text(plan->cx, import->func->name)));
	if (tn_mangle_builtin(import->field.builtin)->varies == TN_BUILTIN_VARIES_PAYLOAD)
		return tn_str_format(
			arena, "%.*s-%.*s", TN_S(import->module), TN_S(import->field.name));
	return tn_str_of(row->text);
}

/* Which built-ins ask for something of a module. */
static bool is_needy(const struct tn_match_import *import, uint32_t options)
{
	return options || import->field.builtin == TN_BUILTIN_THREAD_NEW_INDIRECT;
}

static void collect_import(
	struct tn_plan *plan, uint32_t part, const struct tn_match_import *import)
{
	bool memory_first = tn_plan_memory(plan) != NULL;
	uint32_t options = tn_plan_import_options(plan, import);
	bool needs_memory = options & (TN_ABI_NEEDS_MEMORY | TN_ABI_NEEDS_REALLOC);
	struct tn_str pair =
		tn_str_format(plan->arena, "%.*s-%.*s", TN_S(import->module), TN_S(import->name));
	if (import->kind == TN_MATCH_ADAPTER) {
		push_import(plan, part, import, TN_SHIM_ADAPTER, options,
			tn_str_format(plan->arena, "adapt-%.*s", TN_S(pair)));
	} else if (import->kind == TN_MATCH_FUNC) {
		if (needs_memory && !memory_first && !plan->parts[part].memory_part)
			push_import(plan, part, import, TN_SHIM_LOWER, options,
				tn_str_format(plan->arena, "indirect-%.*s", TN_S(pair)));
		else /* lowered at once; its realloc may still have to wait */
			push_realloc(plan, part, import, options, true);
	} else if (import->kind == TN_MATCH_BUILTIN && is_needy(import, options)) {
		/* With the memory there, only a realloc or a table is still missing. */
		bool waits = (options & TN_ABI_NEEDS_REALLOC) ||
			     import->field.builtin == TN_BUILTIN_THREAD_NEW_INDIRECT;
		if (waits || !memory_first)
			push_import(plan, part, import, TN_SHIM_BUILTIN, options,
				builtin_name(plan, import));
	}
}

static void collect_dtor(struct tn_plan *plan, uint32_t part, const struct tn_match_export *export)
{
	struct tn_shim shim = {
		.kind = TN_SHIM_DTOR, .part = part, .export = export, .sig = *export->sig
	};
	shim.debug_name = tn_str_format(plan->arena, "dtor-%.*s",
		TN_S(tn_ctx_text(plan->cx, plan->wit->types.ptr[export->resource].name)));
	export_key(plan, shim.kind, part, export, shim.key);
	push(plan, &shim);
}

void tn_shim_collect(struct tn_plan *plan)
{
	for (uint32_t part = 0; part < plan->part_count; part++) {
		const struct tn_match *match = &plan->parts[part].match;
		for (uint32_t g = 0; g < match->groups.len; g++) {
			const struct tn_match_group *group = &match->groups.ptr[g];
			for (uint32_t i = 0; i < group->imports.len; i++)
				collect_import(plan, part, &group->imports.ptr[i]);
		}
		for (uint32_t i = 0; i < match->exports.len; i++) {
			if (match->exports.ptr[i].role == TN_ROLE_DTOR)
				collect_dtor(plan, part, &match->exports.ptr[i]);
		}
	}
}

const struct tn_shim *tn_shim_of_import(
	const struct tn_plan *plan, uint32_t part, const struct tn_match_import *import)
{
	uint32_t key[KEY_WORDS];
	import_key(plan, part, import,
		import->kind == TN_MATCH_ADAPTER ? TN_SHIM_ADAPTER
		: import->kind == TN_MATCH_FUNC  ? TN_SHIM_LOWER
						 : TN_SHIM_BUILTIN,
		key);
	return find(plan, key);
}

const struct tn_shim *tn_shim_of_export(const struct tn_plan *plan, enum tn_shim_kind kind,
	uint32_t part, const struct tn_match_export *export)
{
	uint32_t key[KEY_WORDS];
	export_key(plan, kind, part, export, key);
	return find(plan, key);
}

/* ---- the module ---- */

struct writer {
	struct tn_plan *plan;
	struct tn_corewrite w;
	struct tn_map traps; /* type -> the stub that only traps */
};

static tn_core_ty func_ref(uint32_t type)
{
	return TN_CORE_REF | TN_CORE_INDEX | type;
}

static void name_func(struct writer *wr, uint32_t func, struct tn_str name)
{
	if (wr->plan->options.debug_names)
		tn_corewrite_name(&wr->w, TN_CORE_KIND_FUNC, func, name);
}

/* What a global holds before the fixup module has filled it. */
static uint32_t trap_stub(struct writer *wr, uint32_t type)
{
	uint32_t known = tn_map_get(&wr->traps, type);
	if (known != TN_MAP_NONE)
		return known;
	uint32_t func = tn_corewrite_func(&wr->w, type, NULL, 0);
	tn_corewrite_opcode(tn_corewrite_code(&wr->w), TN_OP_UNREACHABLE);
	name_func(wr, func, TN_STR("trap stub before initialization"));
	tn_map_put(&wr->traps, type, func);
	return func;
}

static struct tn_bytes const_func(struct tn_arena *arena, uint32_t func)
{
	struct tn_buf buf = tn_buf_new(arena);
	tn_corewrite_op(&buf, TN_OP_REF_FUNC, func);
	return tn_buf_done(&buf);
}

static void write_stub(struct writer *wr, const struct tn_shim *shim, uint32_t place)
{
	struct tn_arena *arena = wr->plan->arena;
	uint32_t type = tn_corewrite_sig(&wr->w, &shim->sig);
	bool by_ref = wr->plan->options.return_call_ref;
	uint32_t trap = by_ref ? trap_stub(wr, type) : 0;
	uint32_t func = tn_corewrite_func(&wr->w, type, NULL, 0);
	struct tn_buf *code = tn_corewrite_code(&wr->w);
	for (uint32_t i = 0; i < shim->sig.param_count; i++)
		tn_corewrite_op(code, TN_OP_LOCAL_GET, i);
	if (by_ref) {
		uint32_t global =
			tn_corewrite_global(&wr->w, func_ref(type), true, const_func(arena, trap));
		tn_corewrite_export(&wr->w, tn_str_format(arena, "g%.*s", TN_S(shim->name)),
			TN_CORE_KIND_GLOBAL, global);
		tn_corewrite_op(code, TN_OP_GLOBAL_GET, global);
		tn_corewrite_op(code, TN_OP_RETURN_CALL_REF, type);
	} else {
		tn_corewrite_i32(code, (int32_t)place);
		tn_corewrite_call_indirect(code, type, 0);
	}
	tn_corewrite_export(&wr->w, shim->name, TN_CORE_KIND_FUNC, func);
	name_func(wr, func, shim->debug_name);
}

static void write_table(struct writer *wr)
{
	uint32_t count = wr->plan->shims.len;
	struct tn_core_extern table = { .kind = TN_CORE_KIND_TABLE,
		.value = TN_CORE_FUNCREF,
		.limits = { .min = count, .max = count, .has_max = true } };
	if (!count || wr->plan->options.return_call_ref)
		return;
	tn_corewrite_export(
		&wr->w, TN_SHIM_TABLE, TN_CORE_KIND_TABLE, tn_corewrite_table(&wr->w, &table));
}

static void write_memory(struct writer *wr)
{
	const struct tn_core_import *memory = tn_plan_memory(wr->plan);
	if (memory)
		tn_corewrite_export(&wr->w, TN_SHIM_MEMORY, TN_CORE_KIND_MEMORY,
			tn_corewrite_memory(&wr->w, &memory->type.limits));
}

static void write_tls_func(
	struct writer *wr, struct tn_str name, uint32_t type, bool is_set, uint32_t global)
{
	uint32_t func = tn_corewrite_func(&wr->w, type, NULL, 0);
	struct tn_buf *code = tn_corewrite_code(&wr->w);
	if (is_set)
		tn_corewrite_op(code, TN_OP_LOCAL_GET, 0);
	tn_corewrite_op(code, is_set ? TN_OP_GLOBAL_SET : TN_OP_GLOBAL_GET, global);
	tn_corewrite_export(&wr->w, name, TN_CORE_KIND_FUNC, func);
	name_func(wr, func, name);
}

/* Without cooperative threads the base of thread-local storage is a global that all share. */
static void write_tls(struct writer *wr)
{
	tn_core_ty type = wr->plan->tls_type;
	if (!type)
		return;
	struct tn_arena *arena = wr->plan->arena;
	uint32_t get = tn_corewrite_type(&wr->w, NULL, 0, &type, 1);
	uint32_t set = tn_corewrite_type(&wr->w, &type, 1, NULL, 0);
	uint32_t global = tn_corewrite_global(&wr->w, type, true,
		type == TN_CORE_I64 ? tn_corewrite_const_i64(arena, 0)
				    : tn_corewrite_const_i32(arena, 0));
	write_tls_func(wr, TN_SHIM_TLS_GET, get, false, global);
	write_tls_func(wr, TN_SHIM_TLS_SET, set, true, global);
}

struct tn_bytes tn_shim_module(struct tn_plan *plan)
{
	struct writer wr = { .plan = plan };
	if (!plan->shims.len && !tn_plan_memory(plan) && !plan->tls_type)
		return (struct tn_bytes){ NULL, 0 };
	wr.traps.arena = plan->arena;
	tn_corewrite_begin(&wr.w, plan->arena);
	for (uint32_t i = 0; i < plan->shims.len; i++)
		write_stub(&wr, &plan->shims.ptr[i], i);
	write_table(&wr);
	write_memory(&wr);
	write_tls(&wr);
	if (plan->options.debug_names)
		tn_corewrite_module_name(&wr.w, TN_STR("tenon:shim"));
	tn_corewrite_custom(&wr.w, TN_STR("producers"), tn_producers_self(plan->arena));
	return tn_corewrite_end(&wr.w);
}
