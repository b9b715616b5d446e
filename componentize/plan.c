/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Matched modules in, what their component needs out; see plan.h. */
#include "componentize/plan.h"

void tn_plan_each_import(struct tn_plan *plan, uint32_t part,
	void (*visit)(struct tn_plan *plan, void *user, uint32_t part,
		const struct tn_match_import *import),
	void *user)
{
	const struct tn_match *match = &plan->parts[part].match;
	for (uint32_t g = 0; g < match->groups.len; g++) {
		for (uint32_t i = 0; i < match->groups.ptr[g].imports.len; i++)
			visit(plan, user, part, &match->groups.ptr[g].imports.ptr[i]);
	}
}

/* ---- what is used ---- */

/* Functions are known by the world item they belong to and their name. */
static uint64_t func_key(uint32_t item, tn_name name)
{
	return TN_KEY(item, name);
}

static void mark_used(
	struct tn_plan *plan, void *user, uint32_t part, const struct tn_match_import *import)
{
	(void)user;
	(void)part;
	bool is_builtin = import->kind == TN_MATCH_BUILTIN;
	if (import->kind == TN_MATCH_FUNC) {
		uint64_t key = func_key(import->item, import->func->name);
		uint32_t known = tn_map_get(&plan->used_funcs, key);
		uint32_t now = import->field.is_async ? 2 : 1;
		tn_map_put(&plan->used_funcs, key, known == TN_MAP_NONE ? now : known | now);
	} else if (is_builtin && import->field.builtin == TN_BUILTIN_RESOURCE_DROP) {
		tn_map_put(&plan->used_drops, import->resource, 1);
	} else if (is_builtin && (import->field.builtin == TN_BUILTIN_THREAD_NEW_INDIRECT ||
					 (tn_mangle_builtin(import->field.builtin)->varies ==
							 TN_BUILTIN_VARIES_SLOT &&
						 import->field.slot == 1))) {
		plan->uses_slot_1 = true;
	}
}

uint32_t tn_plan_used(const struct tn_plan *plan, uint32_t item, tn_name func)
{
	uint32_t used = tn_map_get(&plan->used_funcs, func_key(item, func));
	return used == TN_MAP_NONE ? 0 : used;
}

static void mark_types(
	struct tn_plan *plan, void *user, uint32_t part, const struct tn_match_import *import)
{
	struct tn_live *live = user;
	(void)plan;
	(void)part;
	if (import->kind == TN_MATCH_FUNC)
		tn_live_add_func(live, import->func);
	if (import->kind != TN_MATCH_BUILTIN)
		return;
	if (import->resource != TN_NO_ID)
		tn_live_add_type(live, tn_ty_of(import->resource));
	tn_live_add_type(live, import->payload);
	if (import->field.builtin == TN_BUILTIN_TASK_RETURN)
		tn_live_add_type(live, import->func->result);
}

/* Types that an exported interface takes from imports: those no exported interface brings. */
static void mark_export(struct tn_plan *plan, struct tn_live *live, uint32_t index)
{
	const struct tn_item *item = &tn_plan_world(plan)->exports.ptr[index];
	if (item->kind != TN_ITEM_INTERFACE) {
		tn_live_add_item(live, item);
		return;
	}
	struct tn_live own;
	tn_live_begin(&own, plan->wit, plan->arena);
	tn_live_add_item(&own, item);
	for (uint32_t i = 0; i < own.order.len; i++) {
		const struct tn_typedef *type = &plan->wit->types.ptr[own.order.ptr[i]];
		if (type->owner_kind != TN_OWNER_INTERFACE || type->owner == item->interface)
			continue;
		if (tn_map_get(&plan->exports_used, TN_KEY(index, type->owner)) == TN_MAP_NONE)
			tn_live_add_type(live, tn_ty_of(own.order.ptr[i]));
	}
}

/* Sorts the live types by the interface that owns them. */
static void group_live(struct tn_plan *plan, const struct tn_live *live)
{
	for (uint32_t i = 0; i < live->order.len; i++) {
		tn_def def = live->order.ptr[i];
		const struct tn_typedef *type = &plan->wit->types.ptr[def];
		if (type->owner_kind != TN_OWNER_INTERFACE)
			continue;
		uint32_t at = tn_map_get(&plan->live_index, type->owner);
		if (at == TN_MAP_NONE) {
			at = plan->live.len;
			tn_map_put(&plan->live_index, type->owner, at);
			(void)TN_PUSH(plan->arena, &plan->live);
		}
		*TN_PUSH(plan->arena, &plan->live.ptr[at].list) = def;
	}
}

const struct tn_plan_types *tn_plan_live(const struct tn_plan *plan, tn_iface iface)
{
	uint32_t at = tn_map_get(&plan->live_index, iface);
	return at == TN_MAP_NONE ? NULL : &plan->live.ptr[at];
}

/* For each exported interface, the exported interfaces it takes types from, through others too. */
static void find_exports_used(struct tn_plan *plan)
{
	const struct tn_world_def *w = tn_plan_world(plan);
	struct tn_map exported = { .arena = plan->arena };
	for (uint32_t i = 0; i < w->exports.len; i++) {
		if (w->exports.ptr[i].kind == TN_ITEM_INTERFACE && !w->exports.ptr[i].key_name)
			tn_map_put(&exported, w->exports.ptr[i].interface, i);
	}
	for (uint32_t i = 0; i < w->exports.len; i++) {
		TN_VEC(tn_iface) work = { 0 };
		if (w->exports.ptr[i].kind != TN_ITEM_INTERFACE)
			continue;
		*TN_PUSH(plan->arena, &work) = w->exports.ptr[i].interface;
		while (work.len) {
			const struct tn_interface *it = &plan->wit->interfaces.ptr[TN_POP(&work)];
			for (uint32_t k = 0; k < it->types.len; k++) {
				tn_iface from =
					tn_model_use_source(plan->wit, it->types.ptr[k].def);
				if (from == TN_NO_ID || tn_map_get(&exported, from) == TN_MAP_NONE)
					continue;
				if (tn_map_put(&plan->exports_used, TN_KEY(i, from), 1))
					*TN_PUSH(plan->arena, &work) = from;
			}
		}
	}
}

static void find_live(struct tn_plan *plan)
{
	const struct tn_world_def *w = tn_plan_world(plan);
	struct tn_live live;
	tn_live_begin(&live, plan->wit, plan->arena);
	/* The types of the world itself are always there. */
	for (uint32_t i = 0; i < w->imports.len; i++) {
		if (w->imports.ptr[i].kind == TN_ITEM_TYPE)
			tn_live_add_item(&live, &w->imports.ptr[i]);
	}
	for (uint32_t part = 0; part < plan->part_count; part++)
		tn_plan_each_import(plan, part, mark_types, &live);
	for (uint32_t i = 0; i < w->exports.len; i++)
		mark_export(plan, &live, i);
	group_live(plan, &live);
}

/* ---- options ---- */

static uint32_t needs(const struct tn_plan *plan, const struct tn_func *func, enum tn_abi_side side)
{
	struct tn_abi_func lowered;
	tn_lower_func(plan->lower, func, &lowered);
	return tn_abi_needs(plan->lower->types, &lowered, side);
}

/* Reading or writing a future or stream moves its payload as a call would move a value. */
static uint32_t payload_options(const struct tn_plan *plan, const struct tn_match_import *import)
{
	enum tn_builtin_id id = import->field.builtin;
	bool is_write = id == TN_BUILTIN_FUTURE_WRITE || id == TN_BUILTIN_STREAM_WRITE;
	tn_vt payload = TN_VT_NONE;
	if (import->payload)
		payload = tn_lower_type(
			plan->lower, plan->wit->types.ptr[tn_ty_def(import->payload)].a);
	struct tn_vt_member param = { 0, payload };
	struct tn_abi_func func = { .params = &param };
	func.param_count = is_write && payload != TN_VT_NONE;
	func.result = is_write ? TN_VT_NONE : payload;
	bool is_async = import->field.is_async;
	return TN_ABI_NEEDS_MEMORY | (is_async ? (uint32_t)TN_PLAN_ASYNC : 0) |
	       tn_abi_needs(
		       plan->lower->types, &func, is_async ? TN_ABI_IMPORT_ASYNC : TN_ABI_IMPORT);
}

static uint32_t builtin_options(const struct tn_plan *plan, const struct tn_match_import *import)
{
	switch (import->field.builtin) {
	case TN_BUILTIN_FUTURE_READ:
	case TN_BUILTIN_FUTURE_WRITE:
	case TN_BUILTIN_STREAM_READ:
	case TN_BUILTIN_STREAM_WRITE:
		return payload_options(plan, import);
	case TN_BUILTIN_TASK_RETURN:
		/* CanonicalABI.md "canon task.return" takes no realloc; the custom is to count the
		   parameters and a returned area, too. */
		return needs(plan, import->func, TN_ABI_IMPORT) & ~(uint32_t)TN_ABI_NEEDS_REALLOC;
	case TN_BUILTIN_WAITABLE_SET_WAIT:
	case TN_BUILTIN_WAITABLE_SET_POLL:
		return TN_ABI_NEEDS_MEMORY;
	case TN_BUILTIN_ERROR_CONTEXT_NEW:
		return TN_ABI_NEEDS_MEMORY | TN_ABI_NEEDS_ENCODING;
	case TN_BUILTIN_ERROR_CONTEXT_MESSAGE:
		return TN_ABI_NEEDS_MEMORY | TN_ABI_NEEDS_ENCODING | TN_ABI_NEEDS_REALLOC;
	default:
		return 0;
	}
}

uint32_t tn_plan_import_options(const struct tn_plan *plan, const struct tn_match_import *import)
{
	if (import->kind == TN_MATCH_BUILTIN)
		return builtin_options(plan, import);
	if (import->kind != TN_MATCH_FUNC)
		return 0;
	if (import->field.is_async)
		return needs(plan, import->func, TN_ABI_IMPORT_ASYNC) | TN_PLAN_ASYNC;
	return needs(plan, import->func, TN_ABI_IMPORT);
}

uint32_t tn_plan_export_options(const struct tn_plan *plan, const struct tn_match_export *export)
{
	uint32_t async = export->side == TN_ABI_EXPORT ? 0 : TN_PLAN_ASYNC;
	return needs(plan, export->func, export->side) | async;
}

uint8_t tn_plan_encoding(const struct tn_plan *plan, uint32_t part, bool is_exported, uint32_t item,
	const struct tn_func *func)
{
	const struct tn_world_def *w = tn_plan_world(plan);
	const struct tn_item *it = is_exported ? &w->exports.ptr[item] : &w->imports.ptr[item];
	return (uint8_t)tn_metadata_encoding(
		plan->parts[part].metadata, plan->wit, is_exported, it, func->name);
}

uint8_t tn_plan_import_encoding(
	const struct tn_plan *plan, uint32_t part, const struct tn_match_import *import)
{
	if (import->kind == TN_MATCH_BUILTIN &&
		tn_mangle_builtin(import->field.builtin)->varies == TN_BUILTIN_VARIES_ENCODING)
		return import->field.encoding;
	if (!import->func)
		return 0;
	return tn_plan_encoding(plan, part, import->is_exported, import->item, import->func);
}

/* Libraries without a realloc of their own share that of the whole link. */
static const struct tn_match_export *own_or_shared(
	const struct tn_plan *plan, uint32_t *part, const struct tn_match_export *own)
{
	if (own || plan->parts[*part].kind != TN_PART_LIBRARY)
		return own;
	*part = TN_PART_MAIN_INDEX;
	return tn_match_role(&plan->parts[TN_PART_MAIN_INDEX].match, TN_ROLE_REALLOC);
}

const struct tn_match_export *tn_plan_import_realloc(
	const struct tn_plan *plan, uint32_t *part, const struct tn_match_import *import)
{
	const struct tn_part *own = &plan->parts[*part];
	const struct tn_match *match = &own->match;
	if (own->memory_part) {
		*part = own->memory_part;
		return import->in_guest
			       ? own->guest_realloc
			       : tn_match_import_realloc(&plan->parts[own->memory_part].match);
	}
	bool is_payload =
		import->kind == TN_MATCH_BUILTIN &&
		tn_mangle_builtin(import->field.builtin)->varies == TN_BUILTIN_VARIES_PAYLOAD;
	if (is_payload && import->field.is_unit)
		return own_or_shared(plan, part, NULL);
	if (is_payload && import->is_exported)
		return own_or_shared(plan, part, tn_match_export_realloc(match));
	return own_or_shared(plan, part, tn_match_import_realloc(match));
}

const struct tn_match_export *tn_plan_export_realloc(const struct tn_plan *plan, uint32_t *part)
{
	return own_or_shared(plan, part, tn_match_export_realloc(&plan->parts[*part].match));
}

bool tn_plan_make(struct tn_plan *plan)
{
	plan->used_funcs.arena = plan->used_drops.arena = plan->live_index.arena =
		plan->exports_used.arena = plan->shim_index.arena = plan->arena;
	for (uint32_t part = 0; part < plan->part_count; part++)
		tn_plan_each_import(plan, part, mark_used, NULL);
	find_exports_used(plan);
	find_live(plan);
	if (!tn_plan_check(plan))
		return false;
	tn_shim_collect(plan);
	return true;
}
