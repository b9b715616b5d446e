/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What has to happen last in, the module that does it out; see fixup.h. */
#include "componentize/fixup.h"

/* The custom of `__wasm_task_hook`: what its parameter says. 10 and 11 are gone. */
enum {
	HOOK_NONE = -1,
	HOOK_BY_CODE = -2,
	HOOK_SYNC_START = 0,
	HOOK_SYNC_FINISH = 1,
	HOOK_ASYNC_START = 2,
	HOOK_ASYNC_RESUME = 3,
	HOOK_ASYNC_BLOCK = 4,
	HOOK_ASYNC_FINISH = 5,
	HOOK_INITIALIZE_START = 6,
	HOOK_INITIALIZE_FINISH = 7,
	HOOK_DTOR_START = 8,
	HOOK_DTOR_FINISH = 9,
	HOOK_REALLOC_START = 12,
	HOOK_REALLOC_FINISH = 13,
};

struct tn_fixup_import {
	uint32_t from;
	enum tn_core_kind kind;
	struct tn_str name;
	uint32_t index;
	uint32_t next; /* with the same hash */
};

void tn_fixup_begin(struct tn_fixup *f, struct tn_plan *plan)
{
	*f = (struct tn_fixup){ .plan = plan, .hook = TN_NO_ID };
	f->imports.arena = plan->arena;
	tn_corewrite_begin(&f->w, plan->arena);
}

/* ---- imports ---- */

static struct tn_str source_name(const struct tn_fixup *f, uint32_t from)
{
	if (from == TN_FIXUP_SHIM)
		return TN_STR("shim");
	if (from == TN_FIXUP_ACTUAL)
		return TN_STR("actual");
	struct tn_str name = f->plan->parts[from].name;
	bool is_taken = from != TN_PART_MAIN_INDEX &&
			(tn_str_eq(name, TN_STR("shim")) || tn_str_eq(name, TN_STR("actual")) ||
				tn_str_eq(name, TN_STR("main")));
	return is_taken ? tn_str_format(f->plan->arena, "adapter %.*s", TN_S(name)) : name;
}

static struct tn_str source(struct tn_fixup *f, uint32_t from)
{
	for (uint32_t i = 0; i < f->sources.len; i++) {
		if (f->sources.ptr[i].from == from)
			return f->sources.ptr[i].name;
	}
	struct tn_str name = source_name(f, from);
	*TN_PUSH(f->plan->arena, &f->sources) = (struct tn_fixup_source){ name, from };
	return name;
}

uint32_t tn_fixup_import(
	struct tn_fixup *f, uint32_t from, struct tn_str name, const struct tn_core_extern *type)
{
	struct tn_arena *arena = f->plan->arena;
	struct tn_str module = source(f, from);
	uint64_t hash = TN_KEY(from, tn_ctx_name(f->plan->cx, name)) * 8 + type->kind;
	uint32_t newest = tn_map_get(&f->imports, hash);
	for (uint32_t at = newest; at != TN_MAP_NONE; at = f->import_list.ptr[at]->next) {
		const struct tn_fixup_import *i = f->import_list.ptr[at];
		if (i->from == from && i->kind == type->kind && tn_str_eq(i->name, name))
			return i->index;
	}
	struct tn_fixup_import *import = TN_NEW(arena, struct tn_fixup_import);
	*import = (struct tn_fixup_import){ from, type->kind, name, 0, newest };
	import->index = tn_corewrite_import(&f->w, module, name, type);
	tn_map_put(&f->imports, hash, f->import_list.len);
	*TN_PUSH(arena, &f->import_list) = import;
	bool is_named = type->kind == TN_CORE_KIND_FUNC || type->kind == TN_CORE_KIND_GLOBAL;
	if (f->plan->options.debug_names && is_named)
		tn_corewrite_name(&f->w, type->kind, import->index, name);
	return import->index;
}

uint32_t tn_fixup_import_func(
	struct tn_fixup *f, uint32_t from, struct tn_str name, const struct tn_core_sig *sig)
{
	struct tn_core_extern type = { .kind = TN_CORE_KIND_FUNC,
		.type = tn_corewrite_sig(&f->w, sig) };
	return tn_fixup_import(f, from, name, &type);
}

void tn_fixup_prepare(struct tn_fixup *f, struct tn_fixup_action action)
{
	*TN_PUSH(f->plan->arena, &f->preparations) = action;
	f->is_needed = true;
}

void tn_fixup_act(struct tn_fixup *f, struct tn_fixup_action action)
{
	*TN_PUSH(f->plan->arena, &f->actions) = action;
	f->is_needed = true;
}

/* ---- what is collected ---- */

void tn_fixup_shims(struct tn_fixup *f)
{
	struct tn_plan *plan = f->plan;
	for (uint32_t i = 0; i < plan->shims.len; i++) {
		const struct tn_shim *shim = &plan->shims.ptr[i];
		struct tn_fixup_fill fill = { .shim = shim, .wrapper = TN_NO_ID };
		uint32_t type = tn_corewrite_sig(&f->w, &shim->sig);
		fill.func = tn_fixup_import_func(f, TN_FIXUP_ACTUAL, shim->name, &shim->sig);
		if (plan->options.return_call_ref) {
			struct tn_core_extern global = { .kind = TN_CORE_KIND_GLOBAL,
				.value = TN_CORE_REF | TN_CORE_INDEX | type,
				.is_mutable = true };
			fill.global = tn_fixup_import(f, TN_FIXUP_SHIM,
				tn_str_format(plan->arena, "g%.*s", TN_S(shim->name)), &global);
		}
		*TN_PUSH(plan->arena, &f->fills) = fill;
		f->is_needed = true;
	}
}

void tn_fixup_initialize(struct tn_fixup *f)
{
	const struct tn_match_export *e =
		tn_match_role(&f->plan->parts[TN_PART_MAIN_INDEX].match, TN_ROLE_INITIALIZE);
	if (!e)
		return;
	uint32_t func = tn_fixup_import_func(f, TN_PART_MAIN_INDEX, e->name, e->sig);
	tn_fixup_act(f, (struct tn_fixup_action){ TN_FIXUP_CALL, func, 0, 0 });
}

/* ---- task hooks ---- */

static uint32_t wrap(
	struct tn_fixup *f, struct tn_fixup_wrapper wrapper, const struct tn_core_sig *sig)
{
	wrapper.type = tn_corewrite_sig(&f->w, sig);
	wrapper.param_count = sig->param_count;
	*TN_PUSH(f->plan->arena, &f->wrappers) = wrapper;
	f->is_needed = true;
	return f->wrappers.len - 1;
}

static uint32_t wrap_export(
	struct tn_fixup *f, uint32_t part, const struct tn_match_export *e, int start, int end)
{
	struct tn_fixup_wrapper wrapper = { .part = part,
		.core_name = e->name,
		.start = (int8_t)start,
		.end = (int8_t)end,
		.is_exported = true };
	wrapper.func = tn_fixup_import_func(f, part, e->name, e->sig);
	return wrap(f, wrapper, e->sig);
}

/* A lifted function, its post-return (behind which a synchronous task is finished), its callback. */
static void wrap_lifted(struct tn_fixup *f, uint32_t part, const struct tn_match_export *e)
{
	const struct tn_match *match = &f->plan->parts[part].match;
	const struct tn_match_export *post =
		tn_match_func(match, TN_ROLE_POST_RETURN, e->item, e->func);
	const struct tn_match_export *callback =
		tn_match_func(match, TN_ROLE_CALLBACK, e->item, e->func);
	if (e->side == TN_ABI_EXPORT)
		wrap_export(f, part, e, HOOK_SYNC_START, post ? HOOK_NONE : HOOK_SYNC_FINISH);
	else
		wrap_export(f, part, e, HOOK_ASYNC_START,
			e->side == TN_ABI_EXPORT_STACKFUL ? HOOK_ASYNC_FINISH : HOOK_BY_CODE);
	if (post)
		wrap_export(f, part, post, HOOK_NONE, HOOK_SYNC_FINISH);
	if (callback)
		wrap_export(f, part, callback, HOOK_ASYNC_RESUME, HOOK_BY_CODE);
}

static bool is_realloc(const struct tn_match_export *e)
{
	return e->role == TN_ROLE_REALLOC || e->role == TN_ROLE_IMPORT_REALLOC ||
	       e->role == TN_ROLE_EXPORT_REALLOC;
}

/* The wrapper of an export that was wrapped before, or TN_NO_ID. */
static uint32_t find_wrapper(const struct tn_fixup *f, uint32_t part, struct tn_str name)
{
	for (uint32_t i = 0; i < f->wrappers.len; i++) {
		if (f->wrappers.ptr[i].part == part &&
			tn_str_eq(f->wrappers.ptr[i].core_name, name))
			return i;
	}
	return TN_NO_ID;
}

static void wrap_fill(struct tn_fixup *f, struct tn_fixup_fill *fill)
{
	if (fill->shim->kind == TN_SHIM_REALLOC)
		fill->wrapper = find_wrapper(f, fill->shim->part, fill->shim->export->name);
	if (fill->shim->kind != TN_SHIM_DTOR)
		return;
	struct tn_fixup_wrapper wrapper = { .part = fill->shim->part,
		.core_name = TN_STR("resource-dtor"),
		.func = fill->func,
		.start = HOOK_DTOR_START,
		.end = HOOK_DTOR_FINISH };
	fill->wrapper = wrap(f, wrapper, &fill->shim->sig);
}

/* What the guest runs at start is a task, too. What prepares it is not. */
static void hook_start(struct tn_fixup *f)
{
	if (!f->actions.len)
		return;
	tn_fixup_act(f, (struct tn_fixup_action){ TN_FIXUP_HOOK, HOOK_INITIALIZE_FINISH, 0, 0 });
	(void)TN_PUSH(f->plan->arena, &f->actions);
	memmove(f->actions.ptr + 1, f->actions.ptr, (f->actions.len - 1) * sizeof *f->actions.ptr);
	f->actions.ptr[0] = (struct tn_fixup_action){ TN_FIXUP_HOOK, HOOK_INITIALIZE_START, 0, 0 };
}

void tn_fixup_hooks(struct tn_fixup *f)
{
	struct tn_plan *plan = f->plan;
	const struct tn_match_export *hook =
		tn_match_role(&plan->parts[TN_PART_MAIN_INDEX].match, TN_ROLE_TASK_HOOK);
	if (!hook)
		return;
	f->hook = tn_fixup_import_func(f, TN_PART_MAIN_INDEX, hook->name, hook->sig);
	hook_start(f);
	for (uint32_t part = 0; part < plan->part_count; part++) {
		const struct tn_match *match = &plan->parts[part].match;
		for (uint32_t i = 0; i < match->exports.len; i++) {
			if (match->exports.ptr[i].role == TN_ROLE_FUNC)
				wrap_lifted(f, part, &match->exports.ptr[i]);
		}
	}
	for (uint32_t part = 0; part < plan->part_count; part++) {
		const struct tn_match *match = &plan->parts[part].match;
		for (uint32_t i = 0; i < match->exports.len; i++) {
			if (is_realloc(&match->exports.ptr[i]))
				wrap_export(f, part, &match->exports.ptr[i], HOOK_REALLOC_START,
					HOOK_REALLOC_FINISH);
		}
	}
	for (uint32_t i = 0; i < f->fills.len; i++)
		wrap_fill(f, &f->fills.ptr[i]);
}

/* ---- where no import may be called ---- */

static void wrap_inside(struct tn_fixup *f, uint32_t part, const struct tn_match_export *e)
{
	uint32_t known = find_wrapper(f, part, e->name);
	if (known == TN_NO_ID)
		known = wrap_export(f, part, e, HOOK_NONE, HOOK_NONE);
	f->wrappers.ptr[known].is_inside = true;
}

static bool runs_inside(const struct tn_match_export *e)
{
	return is_realloc(e) || e->role == TN_ROLE_POST_RETURN;
}

static bool has_inside(const struct tn_plan *plan)
{
	for (uint32_t part = 0; part < plan->part_count; part++) {
		const struct tn_match *match = &plan->parts[part].match;
		for (uint32_t i = 0; part != plan->guard && i < match->exports.len; i++) {
			if (runs_inside(&match->exports.ptr[i]))
				return true;
		}
	}
	return false;
}

/* CanonicalABI.md "canon lift", "canon lower": realloc and post-return run with `may_leave` unset. */
void tn_fixup_inside(struct tn_fixup *f)
{
	struct tn_plan *plan = f->plan;
	struct tn_core_sig nothing = { 0 };
	if (!plan->guard || !has_inside(plan))
		return;
	f->enter = tn_fixup_import_func(f, plan->guard, TN_STR("enter"), &nothing);
	f->leave = tn_fixup_import_func(f, plan->guard, TN_STR("leave"), &nothing);
	for (uint32_t part = 0; part < plan->part_count; part++) {
		const struct tn_match *match = &plan->parts[part].match;
		for (uint32_t i = 0; part != plan->guard && i < match->exports.len; i++) {
			if (runs_inside(&match->exports.ptr[i]))
				wrap_inside(f, part, &match->exports.ptr[i]);
		}
	}
	for (uint32_t i = 0; i < f->fills.len; i++) {
		if (f->fills.ptr[i].shim->kind == TN_SHIM_REALLOC)
			wrap_fill(f, &f->fills.ptr[i]);
	}
}

/* ---- the module ---- */

static void call_hook(struct tn_fixup *f, struct tn_buf *code, int number)
{
	tn_corewrite_i32(code, number);
	tn_corewrite_op(code, TN_OP_CALL, f->hook);
}

/* Concurrency.md "Callback": 0 is EXIT, all else means that the task waits. */
static void call_hook_by_code(struct tn_fixup *f, struct tn_buf *code, uint32_t local)
{
	tn_corewrite_op(code, TN_OP_LOCAL_SET, local);
	tn_corewrite_i32(code, HOOK_ASYNC_BLOCK);
	tn_corewrite_i32(code, HOOK_ASYNC_FINISH);
	tn_corewrite_op(code, TN_OP_LOCAL_GET, local);
	tn_corewrite_opcode(code, TN_OP_SELECT);
	tn_corewrite_op(code, TN_OP_CALL, f->hook);
	tn_corewrite_op(code, TN_OP_LOCAL_GET, local);
}

static void write_wrapper(struct tn_fixup *f, uint32_t place, uint32_t *index)
{
	struct tn_arena *arena = f->plan->arena;
	const struct tn_fixup_wrapper *w = &f->wrappers.ptr[place];
	tn_core_ty code_local = TN_CORE_I32;
	uint32_t func = tn_corewrite_func(&f->w, w->type, &code_local, w->end == HOOK_BY_CODE);
	struct tn_buf *code = tn_corewrite_code(&f->w);
	if (w->is_inside)
		tn_corewrite_op(code, TN_OP_CALL, f->enter);
	if (w->start >= 0)
		call_hook(f, code, w->start);
	for (uint32_t i = 0; i < w->param_count; i++)
		tn_corewrite_op(code, TN_OP_LOCAL_GET, i);
	tn_corewrite_op(code, TN_OP_CALL, w->func);
	if (w->end >= 0)
		call_hook(f, code, w->end);
	else if (w->end == HOOK_BY_CODE)
		call_hook_by_code(f, code, w->param_count);
	if (w->is_inside)
		tn_corewrite_op(code, TN_OP_CALL, f->leave);
	if (w->is_exported)
		tn_corewrite_export(
			&f->w, tn_str_format(arena, "hook%u", place), TN_CORE_KIND_FUNC, func);
	if (f->plan->options.debug_names)
		tn_corewrite_name(&f->w, TN_CORE_KIND_FUNC, func,
			tn_str_format(arena, "hook-%.*s", TN_S(w->core_name)));
	*index = func;
}

static void write_table(struct tn_fixup *f, const uint32_t *funcs)
{
	uint32_t count = f->fills.len;
	struct tn_core_extern table = { .kind = TN_CORE_KIND_TABLE,
		.value = TN_CORE_FUNCREF,
		.limits = { .min = count, .max = count, .has_max = true } };
	uint32_t index = tn_fixup_import(f, TN_FIXUP_SHIM, TN_SHIM_TABLE, &table);
	tn_corewrite_elem(&f->w, index, tn_corewrite_const_i32(f->plan->arena, 0), funcs, count);
}

static void write_sum(struct tn_buf *code, const struct tn_fixup_action *action)
{
	if (action->kind == TN_FIXUP_STORE)
		tn_corewrite_i32(code, (int32_t)action->a);
	tn_corewrite_op(code, TN_OP_GLOBAL_GET, action->b);
	tn_corewrite_op(code, TN_OP_GLOBAL_GET, action->c);
	tn_corewrite_opcode(code, TN_OP_I32_ADD);
	if (action->kind == TN_FIXUP_STORE)
		tn_corewrite_memarg(code, TN_OP_I32_STORE, 2, 0, 0);
	else
		tn_corewrite_op(code, TN_OP_GLOBAL_SET, action->a);
}

static void write_action(
	struct tn_fixup *f, struct tn_buf *code, const struct tn_fixup_action *action)
{
	switch (action->kind) {
	case TN_FIXUP_CALL:
		tn_corewrite_op(code, TN_OP_CALL, action->a);
		return;
	case TN_FIXUP_HOOK:
		call_hook(f, code, (int)action->a);
		return;
	case TN_FIXUP_STORE:
	case TN_FIXUP_SET:
		write_sum(code, action);
		return;
	}
}

/* The start function; a single call needs none of our own. */
static void write_start(struct tn_fixup *f, const uint32_t *fills)
{
	bool by_ref = f->plan->options.return_call_ref && f->fills.len;
	bool is_prepared = by_ref || f->preparations.len;
	if (!is_prepared && !f->actions.len)
		return;
	if (!is_prepared && f->actions.len == 1 && f->actions.ptr[0].kind == TN_FIXUP_CALL) {
		f->w.start = f->actions.ptr[0].a;
		return;
	}
	uint32_t type = tn_corewrite_type(&f->w, NULL, 0, NULL, 0);
	uint32_t func = tn_corewrite_func(&f->w, type, NULL, 0);
	struct tn_buf *code = tn_corewrite_code(&f->w);
	for (uint32_t i = 0; by_ref && i < f->fills.len; i++) {
		tn_corewrite_op(code, TN_OP_REF_FUNC, fills[i]);
		tn_corewrite_op(code, TN_OP_GLOBAL_SET, f->fills.ptr[i].global);
	}
	for (uint32_t i = 0; i < f->preparations.len; i++)
		write_action(f, code, &f->preparations.ptr[i]);
	for (uint32_t i = 0; i < f->actions.len; i++)
		write_action(f, code, &f->actions.ptr[i]);
	if (f->plan->options.debug_names)
		tn_corewrite_name(&f->w, TN_CORE_KIND_FUNC, func, TN_STR("start"));
	f->w.start = func;
}

struct tn_bytes tn_fixup_module(struct tn_fixup *f)
{
	struct tn_arena *arena = f->plan->arena;
	if (!f->is_needed)
		return (struct tn_bytes){ NULL, 0 };
	uint32_t *wrappers = TN_NEWN(arena, uint32_t, f->wrappers.len);
	uint32_t *fills = TN_NEWN(arena, uint32_t, f->fills.len);
	for (uint32_t i = 0; i < f->wrappers.len; i++)
		write_wrapper(f, i, &wrappers[i]);
	for (uint32_t i = 0; i < f->fills.len; i++) {
		const struct tn_fixup_fill *fill = &f->fills.ptr[i];
		fills[i] = fill->wrapper == TN_NO_ID ? fill->func : wrappers[fill->wrapper];
	}
	if (f->fills.len && !f->plan->options.return_call_ref)
		write_table(f, fills);
	write_start(f, fills);
	if (f->fills.len && f->plan->options.return_call_ref)
		tn_corewrite_elem_declared(&f->w, fills, f->fills.len);
	if (f->plan->options.debug_names)
		tn_corewrite_module_name(&f->w, TN_STR("tenon:fixups"));
	tn_corewrite_custom(&f->w, TN_STR("producers"), tn_producers_self(arena));
	return tn_corewrite_end(&f->w);
}
