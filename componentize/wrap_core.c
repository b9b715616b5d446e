/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The core of the component: its modules, their instances in the order shim, main, adapters, fixup,
 * and what each import is given.
 */
#include "componentize/wrap.h"

/* ---- canonical options ---- */

void tn_wrap_add_option(struct tn_wrap_opts *opts, uint8_t code, struct tn_node *node)
{
	opts->ptr[opts->len++] = (struct tn_canon_opt){ code, node };
}

/* Binary.md "canonopt" */
enum {
	OPT_MEMORY = 0x03,
	OPT_REALLOC = 0x04,
	OPT_ASYNC = 0x06,
};

struct tn_wrap_opts tn_wrap_canon_options(
	uint32_t options, uint8_t encoding, struct tn_node *memory, struct tn_node *realloc)
{
	struct tn_wrap_opts opts = { .len = 0 };
	if (options & TN_ABI_NEEDS_MEMORY)
		tn_wrap_add_option(&opts, OPT_MEMORY, memory);
	if (options & TN_ABI_NEEDS_REALLOC)
		tn_wrap_add_option(&opts, OPT_REALLOC, realloc);
	if (options & TN_ABI_NEEDS_ENCODING)
		tn_wrap_add_option(&opts, encoding, NULL);
	if (options & TN_PLAN_ASYNC)
		tn_wrap_add_option(&opts, OPT_ASYNC, NULL);
	return opts;
}

void tn_wrap_set_options(struct tn_wrap *w, struct tn_canon *canon, const struct tn_wrap_opts *opts)
{
	canon->opts.ptr = TN_NEWN(w->arena, struct tn_canon_opt, opts->len);
	canon->opts.len = opts->len;
	memcpy(canon->opts.ptr, opts->ptr, opts->len * sizeof *opts->ptr);
}

/* The realloc an import is lowered with, from the module itself or, too early for that, the shim. */
static struct tn_node *import_realloc(struct tn_wrap *w, uint32_t part,
	const struct tn_match_import *import, uint32_t options, bool is_before)
{
	if (!(options & TN_ABI_NEEDS_REALLOC))
		return NULL;
	bool is_hidden = tn_shim_hides_realloc(w->plan, part, is_before);
	const struct tn_match_export *e = tn_plan_import_realloc(w->plan, &part, import);
	if (!is_hidden)
		return tn_wrap_core_alias(w, TN_CORE_KIND_FUNC, w->parts[part], e->name);
	const struct tn_shim *shim = tn_shim_of_export(w->plan, TN_SHIM_REALLOC, part, e);
	return tn_wrap_core_alias(w, TN_CORE_KIND_FUNC, w->shim, shim->name);
}

/* The memory an import is lowered with. */
static struct tn_node *import_memory(
	struct tn_wrap *w, uint32_t part, const struct tn_match_import *import)
{
	uint32_t own = w->plan->parts[part].memory_part;
	if (!own || import->in_guest)
		return w->memory;
	const struct tn_match_export *e = tn_match_role(&w->plan->parts[own].match, TN_ROLE_MEMORY);
	return tn_wrap_core_alias(w, TN_CORE_KIND_MEMORY, w->parts[own], e->name);
}

/* ---- types that built-ins speak of ---- */

static const struct tn_item *item_of(const struct tn_wrap *w, const struct tn_match_import *import)
{
	const struct tn_world_def *world = tn_plan_world(w->plan);
	if (import->item == TN_NO_ID)
		return NULL;
	return import->is_exported ? &world->exports.ptr[import->item]
				   : &world->imports.ptr[import->item];
}

/*
 * Exported functions of an interface speak of that interface's own types; all others, those of the
 * world's own exported functions too, of imported ones.
 */
static struct tn_typenc encoder_for(struct tn_wrap *w, const struct tn_match_import *import)
{
	const struct tn_item *item = item_of(w, import);
	if (import->is_exported && item && item->kind == TN_ITEM_INTERFACE)
		return tn_wrap_encoder(w, TN_WRAP_OWN_TYPES, item->interface);
	return tn_wrap_encoder(w, TN_WRAP_WORLD_TYPES, TN_NO_ID);
}

static struct tn_node *unit_type(struct tn_wrap *w, bool is_stream)
{
	struct tn_node **known = is_stream ? &w->unit_stream : &w->unit_future;
	struct tn_type_def def = { .kind = is_stream ? TN_TYPE_STREAM : TN_TYPE_FUTURE };
	if (!*known)
		*known = tn_ir_type(w->root, &def);
	return *known;
}

static struct tn_node *payload_type(struct tn_wrap *w, const struct tn_match_import *import)
{
	if (import->field.is_unit)
		return unit_type(w, import->field.builtin >= TN_BUILTIN_STREAM_NEW);
	struct tn_typenc enc = encoder_for(w, import);
	struct tn_vref ref = tn_typenc_type(&enc, import->payload);
	tn_wrap_check(w, &enc);
	return ref.node;
}

/* The node of a resource: its own definition, a world's import, an export of an imported instance. */
static struct tn_node *resource_type(struct tn_wrap *w, const struct tn_match_import *import)
{
	const struct tn_typedef *type = &w->plan->wit->types.ptr[import->resource];
	if (import->is_exported || type->owner_kind != TN_OWNER_INTERFACE)
		return tn_typenc_get(&w->maps, import->resource);
	struct tn_node *instance = tn_typenc_instance(&w->instances, type->owner);
	return tn_ir_alias_export(w->root, TN_SORT_TYPE, instance, type->name);
}

/* ---- what an import is given ---- */

static struct tn_node *lower(
	struct tn_wrap *w, uint32_t part, const struct tn_match_import *import, bool is_before)
{
	const struct tn_item *item = item_of(w, import);
	uint32_t options = tn_plan_import_options(w->plan, import);
	struct tn_canon canon = { .opcode = TN_CANON_LOWER };
	if (item->kind == TN_ITEM_INTERFACE)
		canon.func = tn_ir_alias_export(w->root, TN_SORT_FUNC,
			tn_typenc_instance(&w->instances, item->interface), import->func->name);
	else
		canon.func = w->functions[import->item];
	struct tn_node *realloc = import_realloc(w, part, import, options, is_before);
	struct tn_wrap_opts opts =
		tn_wrap_canon_options(options, tn_plan_import_encoding(w->plan, part, import),
			import_memory(w, part, import), realloc);
	tn_wrap_set_options(w, &canon, &opts);
	return tn_wrap_label(
		w, tn_ir_canon(w->root, &canon), tn_ctx_text(w->cx, import->func->name));
}

static void set_task_return(struct tn_wrap *w, uint32_t part, const struct tn_match_import *import,
	bool is_before, struct tn_canon *canon)
{
	struct tn_typenc enc = encoder_for(w, import);
	canon->has_result = import->func->result != TN_TY_NONE;
	canon->result = tn_typenc_type(&enc, import->func->result);
	tn_wrap_check(w, &enc);
	/* The custom aliases the realloc, though task.return has no use for it. */
	const struct tn_match_export *realloc =
		tn_match_import_realloc(&w->plan->parts[part].match);
	if (!is_before && realloc)
		tn_wrap_core_alias(w, TN_CORE_KIND_FUNC, w->parts[part], realloc->name);
}

static void set_thread_start(struct tn_wrap *w, struct tn_canon *canon)
{
	static const uint8_t i32[] = { TN_CORE_I32 };
	const struct tn_match_export *table =
		tn_match_role(&w->plan->parts[TN_PART_MAIN_INDEX].match, TN_ROLE_TABLE);
	canon->type = tn_ir_core_func_type(w->root, i32, 1, NULL, 0);
	canon->table = tn_wrap_core_alias(
		w, TN_CORE_KIND_TABLE, w->parts[TN_PART_MAIN_INDEX], table->name);
}

static struct tn_node *builtin(
	struct tn_wrap *w, uint32_t part, const struct tn_match_import *import, bool is_before)
{
	const struct tn_builtin *b = tn_mangle_builtin(import->field.builtin);
	uint32_t options = tn_plan_import_options(w->plan, import);
	struct tn_canon canon = { .opcode = b->opcode, .is_async = import->field.is_async };
	struct tn_node *realloc = import_realloc(w, part, import, options, is_before);
	if (b->varies == TN_BUILTIN_VARIES_RESOURCE)
		canon.type = resource_type(w, import);
	if (b->varies == TN_BUILTIN_VARIES_PAYLOAD)
		canon.type = payload_type(w, import);
	if (b->varies == TN_BUILTIN_VARIES_FUNC)
		set_task_return(w, part, import, is_before, &canon);
	if (b->varies == TN_BUILTIN_VARIES_SLOT) {
		canon.slot = import->field.slot;
		canon.slot_type = (uint8_t)import->field.width;
	}
	if (import->field.builtin == TN_BUILTIN_THREAD_NEW_INDIRECT)
		set_thread_start(w, &canon);
	if (import->field.builtin == TN_BUILTIN_WAITABLE_SET_WAIT ||
		import->field.builtin == TN_BUILTIN_WAITABLE_SET_POLL) {
		canon.memory = w->memory;
		options = 0;
	}
	struct tn_wrap_opts opts =
		tn_wrap_canon_options(options, tn_plan_import_encoding(w->plan, part, import),
			import_memory(w, part, import), realloc);
	tn_wrap_set_options(w, &canon, &opts);
	return tn_wrap_label(w, tn_ir_canon(w->root, &canon), import->name);
}

/* The base of thread-local storage: in the task's context with cooperative threads, else a global. */
static struct tn_node *tls_base(struct tn_wrap *w, const struct tn_match_import *import)
{
	bool is_set = import->kind == TN_MATCH_TLS_SET;
	if (!w->plan->uses_slot_1)
		return tn_wrap_core_alias(
			w, TN_CORE_KIND_FUNC, w->shim, is_set ? TN_SHIM_TLS_SET : TN_SHIM_TLS_GET);
	struct tn_canon canon = { .opcode = is_set ? TN_CANON_CONTEXT_SET : TN_CANON_CONTEXT_GET,
		.slot = 1,
		.slot_type = (uint8_t)import->field.width };
	return tn_ir_canon(w->root, &canon);
}

static struct tn_node *give(struct tn_wrap *w, uint32_t part, const struct tn_match_import *import)
{
	const struct tn_shim *shim = NULL;
	switch (import->kind) {
	case TN_MATCH_MEMORY:
		return w->memory;
	case TN_MATCH_MAIN:
		return tn_wrap_core_alias(w, import->core->type.kind, w->parts[TN_PART_MAIN_INDEX],
			import->core->name);
	case TN_MATCH_ITEM:
		return tn_wrap_core_alias(
			w, import->core->type.kind, w->parts[import->part], import->export_name);
	case TN_MATCH_TLS_GET:
	case TN_MATCH_TLS_SET:
		return tls_base(w, import);
	case TN_MATCH_ADAPTER:
	case TN_MATCH_FUNC:
	case TN_MATCH_BUILTIN:
		shim = tn_shim_of_import(w->plan, part, import);
		break;
	}
	if (shim)
		return tn_wrap_core_alias(w, TN_CORE_KIND_FUNC, w->shim, shim->name);
	return import->kind == TN_MATCH_FUNC ? lower(w, part, import, true)
					     : builtin(w, part, import, true);
}

/* What fills a shim once the modules are there. */
static struct tn_node *fill(struct tn_wrap *w, const struct tn_shim *shim)
{
	switch (shim->kind) {
	case TN_SHIM_ADAPTER:
		return tn_wrap_core_alias(w, TN_CORE_KIND_FUNC, w->parts[shim->import->part],
			shim->import->core->name);
	case TN_SHIM_DTOR:
	case TN_SHIM_REALLOC:
		return tn_wrap_core_alias(
			w, TN_CORE_KIND_FUNC, w->parts[shim->part], shim->export->name);
	case TN_SHIM_LOWER:
		return lower(w, shim->part, shim->import, false);
	case TN_SHIM_BUILTIN:
		return builtin(w, shim->part, shim->import, false);
	}
	return NULL;
}

/* ---- instances ---- */

static struct tn_arg arg(struct tn_wrap *w, struct tn_str name, struct tn_node *node)
{
	return (struct tn_arg){ tn_ir_name(tn_ctx_name(w->cx, name)), node };
}

static void instantiate(struct tn_wrap *w, uint32_t part)
{
	const struct tn_match *match = &w->plan->parts[part].match;
	struct tn_arg *modules = TN_NEWN(w->arena, struct tn_arg, match->groups.len);
	for (uint32_t g = 0; g < match->groups.len; g++) {
		const struct tn_match_group *group = &match->groups.ptr[g];
		struct tn_node *instance = w->parts[group->part];
		if (!group->is_whole) {
			struct tn_arg *items = TN_NEWN(w->arena, struct tn_arg, group->imports.len);
			for (uint32_t i = 0; i < group->imports.len; i++)
				items[i] = arg(w, group->imports.ptr[i].name,
					give(w, part, &group->imports.ptr[i]));
			instance = tn_ir_core_inline(w->root, items, group->imports.len);
			tn_wrap_label(w, instance, group->module);
		}
		modules[g] = arg(w, group->module, instance);
	}
	w->parts[part] =
		tn_ir_core_instantiate(w->root, w->modules[part], modules, match->groups.len);
	tn_wrap_label(w, w->parts[part], w->plan->parts[part].name);
}

static struct tn_node *add_module(struct tn_wrap *w, struct tn_bytes bytes, struct tn_str label)
{
	return tn_wrap_label(w, tn_ir_core_module(w->root, bytes), label);
}

static void make_shim(struct tn_wrap *w)
{
	struct tn_bytes bytes = tn_shim_module(w->plan);
	if (!bytes.len)
		return;
	struct tn_node *module = add_module(w, bytes, TN_STR("tenon-shim-module"));
	w->shim = tn_ir_core_instantiate(w->root, module, NULL, 0);
	tn_wrap_label(w, w->shim, TN_STR("tenon-shim-instance"));
	if (tn_plan_memory(w->plan))
		w->memory = tn_wrap_core_alias(w, TN_CORE_KIND_MEMORY, w->shim, TN_SHIM_MEMORY);
}

/* Resources are defined before the module that implements them, so their destructors are stubs. */
static void define_resource(struct tn_wrap *w, uint32_t part, tn_def def)
{
	const struct tn_match_export *dtor = tn_match_dtor(&w->plan->parts[part].match, def);
	struct tn_type_def type = { .kind = TN_TYPE_RESOURCE, .rep = TN_CORE_I32 };
	if (dtor) {
		const struct tn_shim *shim = tn_shim_of_export(w->plan, TN_SHIM_DTOR, part, dtor);
		type.dtor = tn_wrap_core_alias(w, TN_CORE_KIND_FUNC, w->shim, shim->name);
	}
	struct tn_node *node = tn_ir_type(w->root, &type);
	tn_wrap_label(w, node, tn_ctx_text(w->cx, w->plan->wit->types.ptr[def].name));
	struct tn_typenc enc = tn_wrap_encoder(w, TN_WRAP_OWN_TYPES, TN_NO_ID);
	tn_typenc_set(&enc, def, node);
}

/* The types of exported interfaces, which built-ins may speak of before anything is exported. */
static void define_exported_types(struct tn_wrap *w, uint32_t part)
{
	const struct tn_world_def *world = tn_plan_world(w->plan);
	for (uint32_t i = 0; i < world->exports.len; i++) {
		const struct tn_item *item = &world->exports.ptr[i];
		if (item->kind != TN_ITEM_INTERFACE || !w->plan->parts[part].wanted[i])
			continue;
		const struct tn_interface *iface = &w->plan->wit->interfaces.ptr[item->interface];
		for (uint32_t k = 0; k < iface->types.len; k++) {
			tn_def def = iface->types.ptr[k].def;
			if (w->plan->wit->types.ptr[def].kind == TN_DEF_RESOURCE) {
				define_resource(w, part, def);
				continue;
			}
			struct tn_typenc enc =
				tn_wrap_encoder(w, TN_WRAP_OWN_TYPES, item->interface);
			tn_typenc_type(&enc, tn_ty_of(def));
			tn_wrap_check(w, &enc);
		}
	}
}

static void find_memory(struct tn_wrap *w)
{
	const struct tn_match_export *memory =
		tn_match_role(&w->plan->parts[TN_PART_MAIN_INDEX].match, TN_ROLE_MEMORY);
	if (!w->memory && memory)
		w->memory = tn_wrap_core_alias(
			w, TN_CORE_KIND_MEMORY, w->parts[TN_PART_MAIN_INDEX], memory->name);
}

/* The instance that holds what all shims stand for, under their numbers. */
static struct tn_node *actual(struct tn_wrap *w)
{
	uint32_t count = w->plan->shims.len;
	struct tn_arg *items = TN_NEWN(w->arena, struct tn_arg, count);
	for (uint32_t i = 0; i < count; i++)
		items[i] = arg(w, w->plan->shims.ptr[i].name, fill(w, &w->plan->shims.ptr[i]));
	return tn_wrap_label(w, tn_ir_core_inline(w->root, items, count), TN_STR("actual"));
}

static void make_fixup(struct tn_wrap *w)
{
	struct tn_bytes bytes = tn_fixup_module(&w->fix);
	if (!bytes.len)
		return;
	struct tn_node *module = add_module(w, bytes, TN_STR("tenon-fixup"));
	struct tn_arg *args = TN_NEWN(w->arena, struct tn_arg, w->fix.sources.len);
	for (uint32_t i = 0; i < w->fix.sources.len; i++) {
		uint32_t from = w->fix.sources.ptr[i].from;
		struct tn_node *instance = from == TN_FIXUP_SHIM     ? w->shim
					   : from == TN_FIXUP_ACTUAL ? actual(w)
								     : w->parts[from];
		args[i] = arg(w, w->fix.sources.ptr[i].name, instance);
	}
	w->fixup = tn_ir_core_instantiate(w->root, module, args, w->fix.sources.len);
	tn_wrap_label(w, w->fixup, TN_STR("fixup"));
	for (uint32_t i = 0; i < w->fix.wrappers.len; i++) {
		const struct tn_fixup_wrapper *wrapper = &w->fix.wrappers.ptr[i];
		if (!wrapper->is_exported)
			continue;
		tn_name name = tn_ctx_name(w->cx, wrapper->core_name);
		tn_map_put(&w->hook_index, TN_KEY(wrapper->part, name), w->hooks.len);
		*TN_PUSH(w->arena, &w->hooks) = tn_wrap_core_alias(
			w, TN_CORE_KIND_FUNC, w->fixup, tn_str_format(w->arena, "hook%u", i));
	}
}

void tn_wrap_core(struct tn_wrap *w, void (*arrange)(void *user, struct tn_fixup *fix), void *user)
{
	struct tn_plan *plan = w->plan;
	for (uint32_t part = 0; part < plan->part_count; part++)
		w->modules[part] = add_module(w, plan->parts[part].bytes, plan->parts[part].name);
	make_shim(w);
	for (uint32_t part = 0; part < plan->part_count; part++)
		define_exported_types(w, part);
	for (uint32_t part = 0; part < plan->part_count; part++) {
		instantiate(w, part);
		if (part == TN_PART_MAIN_INDEX)
			find_memory(w);
	}
	tn_fixup_begin(&w->fix, plan);
	tn_fixup_shims(&w->fix);
	tn_fixup_initialize(&w->fix);
	if (arrange)
		arrange(user, &w->fix);
	tn_fixup_hooks(&w->fix);
	tn_fixup_inside(&w->fix);
	make_fixup(w);
}
