/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Every import of a core module and what it means in the world; see match.h. */
#include "base/semver.h"
#include "componentize/match_job.h"

/* ---- from module names to world items ---- */

/*
 * `ns:pkg/iface@1.2.3` also means the first item of that interface on the same semver track: core
 * modules may have been built against another patch version.
 */
static uint32_t find_on_track(const struct tn_matcher *m, bool is_exported, struct tn_str key)
{
	size_t at = tn_str_find(key, '@', 0);
	if (at == (size_t)-1)
		return TN_NO_ID;
	struct tn_str version = tn_str_sub(key, at + 1, key.len);
	struct tn_semver parsed;
	if (!tn_semver_parse(version, &parsed))
		return TN_NO_ID;
	struct tn_str track = tn_semver_track(version);
	struct tn_str on_track =
		tn_str_format(m->arena, "%.*s@%.*s", (int)at, key.ptr, TN_S(track));
	uint32_t found =
		tn_map_get(&m->keys[is_exported][TN_SCHEME_STANDARD], tn_match_known(m, on_track));
	return found == TN_MAP_NONE ? TN_NO_ID : found;
}

/* The world's interface of that key, or TN_NO_ID. */
static uint32_t find_interface(const struct tn_matcher *m, const struct tn_mangle_module *name)
{
	uint32_t found = tn_map_get(
		&m->keys[name->is_exported][name->scheme], tn_match_known(m, name->iface));
	if (found == TN_MAP_NONE && name->scheme == TN_SCHEME_LEGACY)
		found = find_on_track(m, name->is_exported, name->iface);
	if (found == TN_MAP_NONE ||
		tn_match_item(m, name->is_exported, found)->kind != TN_ITEM_INTERFACE)
		return TN_NO_ID;
	return found;
}

static struct tn_match_place *resolve_place(
	struct tn_match_job *j, const struct tn_core_import *import)
{
	tn_name key = tn_ctx_name(j->m->wit->cx, import->module);
	uint32_t known = tn_map_get(&j->places, key);
	if (known != TN_MAP_NONE)
		return &j->place_list.ptr[known];
	j->places.arena = j->m->arena;
	tn_map_put(&j->places, key, j->place_list.len);
	struct tn_match_place *place = TN_PUSH(j->m->arena, &j->place_list);
	place->item = TN_NO_ID;
	if (!tn_mangle_parse_module(import->module, j->m->reject_legacy, &place->name)) {
		place->is_bad = true;
	} else if (!place->name.is_root) {
		place->item = find_interface(j->m, &place->name);
		place->is_bad = place->item == TN_NO_ID;
	}
	if (place->is_bad)
		tn_mismatch_module(j->m, j->input, import, &place->name);
	return place;
}

/* ---- from field names to what they mean ---- */

static bool check_sig(struct tn_match_job *j, const struct tn_match_import *import,
	const struct tn_core_sig *expected, const struct tn_func *func)
{
	if (tn_module_sig_eq(import->sig, expected))
		return true;
	struct tn_str what = tn_str_format(j->m->arena, "import `%.*s` `%.*s`",
		TN_S(import->core->module), TN_S(import->core->name));
	tn_mismatch_type(j->m, j->input, import->core->offset, what, func, expected, import->sig);
	j->failed = true;
	return true; /* found, though wrong: nothing else is to be said */
}

static bool take_func(struct tn_match_job *j, struct tn_match_import *import, uint32_t item,
	const struct tn_func *func)
{
	struct tn_abi_sig sig;
	import->kind = TN_MATCH_FUNC;
	import->item = item;
	import->func = func;
	tn_match_signature(j->m->lower, func,
		import->field.is_async ? TN_ABI_IMPORT_ASYNC : TN_ABI_IMPORT, &sig);
	struct tn_core_sig expected = tn_match_core_sig(&sig);
	return check_sig(j, import, &expected, func);
}

/* A function of the world (place is the root) or of an interface it imports. */
static bool match_func(
	struct tn_match_job *j, const struct tn_match_place *place, struct tn_match_import *import)
{
	tn_name name = tn_match_known(j->m, import->field.name);
	if (!name)
		return false;
	if (place->item != TN_NO_ID) {
		const struct tn_item *item = tn_match_item(j->m, false, place->item);
		const struct tn_func *func = tn_model_find_func(j->m->wit, item->interface, name);
		return func && take_func(j, import, place->item, func);
	}
	uint32_t found = tn_map_get(&j->m->keys[false][TN_SCHEME_LEGACY], name);
	if (found == TN_MAP_NONE || tn_match_item(j->m, false, found)->kind != TN_ITEM_FUNC)
		return false;
	return take_func(j, import, found, &tn_match_item(j->m, false, found)->func);
}

/* The function of the same place that a built-in names. */
static const struct tn_func *subject_func(
	struct tn_match_job *j, const struct tn_match_place *place, struct tn_match_import *import)
{
	bool is_exported = place->name.is_exported;
	tn_name name = tn_match_known(j->m, import->field.subject);
	if (!name)
		return NULL;
	if (place->item != TN_NO_ID) {
		import->item = place->item;
		return tn_model_find_func(
			j->m->wit, tn_match_item(j->m, is_exported, place->item)->interface, name);
	}
	uint32_t found = tn_map_get(&j->m->keys[is_exported][TN_SCHEME_LEGACY], name);
	if (found == TN_MAP_NONE || tn_match_item(j->m, is_exported, found)->kind != TN_ITEM_FUNC)
		return NULL;
	import->item = found;
	return &tn_match_item(j->m, is_exported, found)->func;
}

/* The resource, defined at that very place (not used from elsewhere), that a built-in names. */
static bool subject_resource(
	struct tn_match_job *j, const struct tn_match_place *place, struct tn_match_import *import)
{
	tn_name name = tn_match_known(j->m, import->field.subject);
	tn_def def = TN_NO_ID;
	if (!name)
		return false;
	if (place->item != TN_NO_ID) {
		import->item = place->item;
		def = tn_model_find_type(j->m->wit,
			tn_match_item(j->m, place->name.is_exported, place->item)->interface, name);
	} else {
		/* The types of a world are imports, whoever asks. */
		uint32_t found = tn_map_get(&j->m->keys[false][TN_SCHEME_LEGACY], name);
		if (found != TN_MAP_NONE && tn_match_item(j->m, false, found)->kind == TN_ITEM_TYPE)
			def = tn_match_item(j->m, false, found)->type;
	}
	import->resource = def;
	return def != TN_NO_ID && j->m->wit->types.ptr[def].kind == TN_DEF_RESOURCE;
}

static bool subject_payload(
	struct tn_match_job *j, const struct tn_match_place *place, struct tn_match_import *import)
{
	import->item = place->item;
	if (import->field.is_unit)
		return true;
	import->func = subject_func(j, place, import);
	if (!import->func)
		return false;
	import->payload = tn_payload_at(&j->payload, import->func, import->field.payload);
	if (!import->payload)
		return false;
	/* `[future-new-0]f` names a future: the type decides which built-in is right. */
	bool is_stream = j->m->wit->types.ptr[tn_ty_def(import->payload)].kind == TN_DEF_STREAM;
	return is_stream == (import->field.builtin >= TN_BUILTIN_STREAM_NEW);
}

static bool stands_at(const struct tn_builtin *b, const struct tn_mangle_module *place)
{
	switch (b->where) {
	case TN_BUILTIN_AT_ROOT:
		return place->is_root && !place->is_exported;
	case TN_BUILTIN_AT_EXPORT:
		return place->is_exported;
	case TN_BUILTIN_AT_ANY:
		return true;
	}
	return false;
}

static bool match_builtin(
	struct tn_match_job *j, const struct tn_match_place *place, struct tn_match_import *import)
{
	const struct tn_mangle_field *field = &import->field;
	const struct tn_builtin *b = tn_mangle_builtin(field->builtin);
	if (field->builtin == TN_BUILTIN_NONE || !stands_at(b, &place->name))
		return false;
	import->kind = TN_MATCH_BUILTIN;
	import->is_exported = place->name.is_exported;
	if (b->varies == TN_BUILTIN_VARIES_RESOURCE && !subject_resource(j, place, import))
		return false;
	if (b->where == TN_BUILTIN_AT_EXPORT && b->varies == TN_BUILTIN_VARIES_RESOURCE &&
		place->name.is_root)
		return false; /* a world exports resources in interfaces only */
	if (b->varies == TN_BUILTIN_VARIES_PAYLOAD && !subject_payload(j, place, import))
		return false;
	if (b->varies == TN_BUILTIN_VARIES_SLOT && field->slot > 1)
		return false;
	struct tn_core_sig expected;
	tn_core_ty params[TN_ABI_MAX_FLAT_PARAMS + 1], results[1];
	struct tn_abi_sig flat;
	if (b->varies == TN_BUILTIN_VARIES_FUNC) {
		import->func = subject_func(j, place, import);
		if (!import->func)
			return false;
		tn_match_task_return(j->m->lower, import->func, &flat);
		expected = tn_match_core_sig(&flat);
	} else {
		tn_mangle_builtin_sig(field, params, results, &expected);
	}
	return check_sig(j, import, &expected, import->func);
}

/* LLVM's names for the stack pointer and the base of thread-local storage of cooperative threads. */
static bool match_env(struct tn_match_import *import)
{
	struct tn_str name = import->core->name;
	const struct tn_core_sig *sig = import->sig;
	bool is_stack = tn_str_ends(name, TN_STR("_stack_pointer"));
	bool is_get = tn_str_starts(name, TN_STR("__wasm_get_"));
	bool is_set = tn_str_starts(name, TN_STR("__wasm_set_"));
	if (is_get == is_set || name.len != sizeof "__wasm_get_" - 1 + (is_stack ? 13 : 8) ||
		!(is_stack || tn_str_ends(name, TN_STR("_tls_base"))))
		return false;
	if (sig->param_count != is_set || sig->result_count != is_get)
		return false;
	import->field.width = is_get ? sig->results[0] : sig->params[0];
	if (import->field.width != TN_CORE_I32 && import->field.width != TN_CORE_I64)
		return false;
	import->kind = is_stack ? TN_MATCH_BUILTIN : is_get ? TN_MATCH_TLS_GET : TN_MATCH_TLS_SET;
	import->field.builtin = is_get ? TN_BUILTIN_CONTEXT_GET : TN_BUILTIN_CONTEXT_SET;
	import->field.slot = 0;
	return true;
}

/* ---- imports ---- */

static struct tn_match_group *group_of(struct tn_match_job *j, struct tn_str module)
{
	tn_name key = tn_ctx_name(j->m->wit->cx, module);
	uint32_t known = tn_map_get(&j->out->group_index, key);
	if (known != TN_MAP_NONE)
		return &j->out->groups.ptr[known];
	j->out->group_index.arena = j->m->arena;
	tn_map_put(&j->out->group_index, key, j->out->groups.len);
	struct tn_match_group *group = TN_PUSH(j->m->arena, &j->out->groups);
	group->module = module;
	return group;
}

static bool is_shared_library(const struct tn_module *module)
{
	return module->sections.len && tn_str_eq(module->sections.ptr[0].name, TN_STR("dylink.0"));
}

static void bad_import(struct tn_match_job *j, const struct tn_core_import *import, const char *why)
{
	struct tn_diag *d = tn_diag_error(j->m->wit->cx, TN_E_CORE_IMPORT,
		tn_match_span(j, import->offset), "%.*s imports `%.*s` `%.*s`: %s",
		TN_S(j->input->what), TN_S(import->module), TN_S(import->name), why);
	if (!j->failed && is_shared_library(j->input->module))
		tn_diag_hint(
			j->m->wit->cx, d, "it is a shared library: `tenon dylink` links those");
	j->failed = true;
}

/* What a library link says about an import; false: nothing. */
static bool match_library(struct tn_match_job *j, const struct tn_core_import *core,
	struct tn_match_import *import, bool *is_whole)
{
	const struct tn_library *library = j->input->library;
	*is_whole = false;
	if (!library)
		return false;
	uint32_t at = tn_map_get(&library->index, tn_match_known(j->m, core->module));
	if (at == TN_MAP_NONE)
		return false;
	const struct tn_library_arg *arg = &library->args.ptr[at];
	if (arg->is_whole) {
		struct tn_match_group *group = group_of(j, core->module);
		group->is_whole = *is_whole = true;
		group->part = arg->part;
		return true;
	}
	at = tn_map_get(&arg->index, tn_match_known(j->m, core->name));
	if (at == TN_MAP_NONE)
		return false;
	import->kind = TN_MATCH_ITEM;
	import->part = arg->items.ptr[at].part;
	import->export_name = arg->items.ptr[at].name;
	return true;
}

static bool match_memory(
	struct tn_match_job *j, const struct tn_core_import *core, struct tn_match_import *import)
{
	if (core->type.kind != TN_CORE_KIND_MEMORY || !tn_str_eq(core->module, TN_STR("env")) ||
		!tn_str_eq(core->name, TN_STR("memory")))
		return false;
	import->kind = TN_MATCH_MEMORY;
	if (j->out->memory)
		bad_import(j, core, "a second import of the memory");
	j->out->memory = core;
	return true;
}

static void match_wit(
	struct tn_match_job *j, const struct tn_core_import *core, struct tn_match_import *import)
{
	struct tn_match_place place = *resolve_place(j, core);
	if (place.is_bad) {
		j->failed = true;
		return;
	}
	tn_mangle_parse_field(core->name, place.name.scheme, &import->field);
	if (import->field.is_cancellable)
		; /* the name of something that is gone */
	else if (!place.name.is_exported && match_func(j, &place, import))
		return;
	else if (match_builtin(j, &place, import))
		return;
	tn_mismatch_field(j->m, j->input, core, &place.name, place.item, &import->field);
	j->failed = true;
}

/* One import; the order of the questions is part of the contract. */
static void match_import(struct tn_match_job *j, uint32_t index)
{
	const struct tn_core_import *given = &j->input->module->imports.ptr[index];
	struct tn_core_import core = *given;
	struct tn_match_import import = { .module = core.module,
		.name = core.name,
		.core = given,
		.item = TN_NO_ID,
		.resource = TN_NO_ID };
	bool is_whole = false;
	uint32_t adapter;
	if (core.type.kind == TN_CORE_KIND_FUNC)
		import.sig = &j->input->module->types.ptr[core.type.type].sig;
	if (j->input->renamed && j->input->renamed[index].ptr)
		import.name = j->input->renamed[index];
	if (j->input->may_name_guest && tn_str_starts(core.module, TN_STR("guest|"))) {
		import.in_guest = true;
		core.module = tn_str_sub(core.module, sizeof "guest|" - 1, core.module.len);
	}

	if (match_library(j, &core, &import, &is_whole)) {
		if (is_whole)
			return;
	} else if (match_memory(j, given, &import)) {
		;
	} else if (tn_str_eq(core.module, TN_STR("__main_module__"))) {
		import.kind = TN_MATCH_MAIN;
	} else if (core.type.kind != TN_CORE_KIND_FUNC) {
		bad_import(j, &core, "only functions, and `env` `memory`, can be given to it");
		return;
	} else if (adapter = tn_map_get(&j->m->adapters, tn_match_known(j->m, core.module)),
		adapter != TN_MAP_NONE) {
		import.kind = TN_MATCH_ADAPTER;
		import.part = adapter;
	} else if (tn_str_eq(core.module, TN_STR("env")) && !j->m->reject_legacy &&
		   match_env(&import)) {
		;
	} else {
		match_wit(j, &core, &import);
	}
	*TN_PUSH(j->m->arena, &group_of(j, import.module)->imports) = import;
}

void tn_match_imports(struct tn_match_job *j)
{
	for (uint32_t i = 0; i < j->input->module->imports.len; i++)
		match_import(j, i);
}
