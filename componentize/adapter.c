/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The modules beside the main one. Libraries are taken as they are. Of an adapter only what the main
 * module imports, and what it exports to the world, is kept; so the component imports no more than
 * it uses.
 */
#include "componentize/adaptgc.h"
#include "componentize/make.h"

/* ---- which exports of the world a module has to provide ---- */

bool *tn_adapter_wanted(struct tn_make *make, const struct tn_metadata *metadata)
{
	const struct tn_world_def *all = &make->all.wit->worlds.ptr[make->all.world];
	const struct tn_world_def *own = &metadata->wit->worlds.ptr[metadata->world];
	bool *wanted = TN_NEWN(make->arena, bool, all->exports.len);
	for (uint32_t i = 0; i < own->exports.len; i++) {
		tn_name id = tn_model_item_id(metadata->wit, &own->exports.ptr[i]);
		uint32_t at = tn_map_get(&make->matcher.keys[true][TN_SCHEME_LEGACY], id);
		if (at != TN_MAP_NONE)
			wanted[at] = true;
	}
	return wanted;
}

/* Types alone do not make a module necessary. */
static bool wants_functions(struct tn_make *make, const bool *wanted)
{
	const struct tn_world_def *world = &make->all.wit->worlds.ptr[make->all.world];
	for (uint32_t i = 0; i < world->exports.len; i++) {
		const struct tn_item *item = &world->exports.ptr[i];
		if (!wanted[i])
			continue;
		if (item->kind == TN_ITEM_FUNC)
			return true;
		if (item->kind == TN_ITEM_INTERFACE &&
			make->all.wit->interfaces.ptr[item->interface].functions.len)
			return true;
	}
	return false;
}

/* ---- what the main module imports of it ---- */

static const struct tn_match_group *imports_of(struct tn_make *make, struct tn_str name)
{
	const struct tn_match *match = &make->plan.parts[TN_PART_MAIN_INDEX].match;
	uint32_t at = tn_map_get(&match->group_index, tn_ctx_name(make->cx, name));
	return at == TN_MAP_NONE ? NULL : &match->groups.ptr[at];
}

/* Each import has an export of the same type. */
static bool check_required(struct tn_make *make, const struct tn_make_adapter *adapter,
	const struct tn_match *match, const struct tn_match_group *required)
{
	bool ok = true;
	const struct tn_module *module = adapter->input.module;
	for (uint32_t i = 0; required && i < required->imports.len; i++) {
		const struct tn_match_import *import = &required->imports.ptr[i];
		struct tn_span span = { make->main.source, import->core->offset,
			import->core->offset };
		uint32_t at =
			tn_map_get(&match->export_index, tn_ctx_name(make->cx, import->core->name));
		const struct tn_core_export *e =
			at == TN_MAP_NONE ? NULL : &module->exports.ptr[at];
		if (!e || e->kind != TN_CORE_KIND_FUNC) {
			struct tn_diag *d = tn_diag_error(make->cx, TN_E_MISSING_CORE_EXPORT, span,
				"%.*s imports `%.*s` `%.*s`, which %.*s does not export",
				TN_S(make->main.what), TN_S(import->core->module),
				TN_S(import->core->name), TN_S(adapter->input.what));
			tn_diag_hint(
				make->cx, d, "an adapter of another kind or version may have it");
			ok = false;
		} else if (!tn_module_sig_eq(tn_module_sig(module, e->index), import->sig)) {
			struct tn_str want = tn_module_sig_text(make->arena, import->sig);
			struct tn_str have =
				tn_module_sig_text(make->arena, tn_module_sig(module, e->index));
			struct tn_diag *d = tn_diag_error(make->cx, TN_E_CORE_TYPE, span,
				"%.*s imports `%.*s` `%.*s` as %.*s", TN_S(make->main.what),
				TN_S(import->core->module), TN_S(import->core->name), TN_S(want));
			tn_diag_note(make->cx, d,
				(struct tn_span){ module->source, e->offset, e->offset },
				"%.*s exports it as %.*s", TN_S(adapter->input.what), TN_S(have));
			ok = false;
		}
	}
	return ok;
}

/* ---- taking one ---- */

static bool match_part(
	struct tn_make *make, struct tn_part *part, const struct tn_make_adapter *adapter)
{
	struct tn_match_input input = { .module = part->module,
		.library = part->library,
		.wanted = part->wanted,
		.may_name_guest = part->memory_part != 0,
		.what = adapter->input.what,
		.has_world = adapter->input.metadata.sections > 0,
		.world = tn_input_world_text(&adapter->input, make->arena) };
	return tn_match_module(&make->matcher, &input, &part->match);
}

/* What main needs, what the world needs, and what those need of the module: realloc and such. */
static const bool *kept_exports(
	struct tn_make *make, const struct tn_part *part, const struct tn_match_group *required)
{
	bool *keep = TN_NEWN(make->arena, bool, part->module->exports.len);
	for (uint32_t i = 0; required && i < required->imports.len; i++)
		keep[tn_map_get(&part->match.export_index,
			tn_ctx_name(make->cx, required->imports.ptr[i].core->name))] = true;
	for (uint32_t i = 0; i < part->match.exports.len; i++)
		keep[part->match.exports.ptr[i].core - part->module->exports.ptr] = true;
	return keep;
}

static bool reduce(struct tn_make *make, struct tn_part *part,
	const struct tn_match_group *required, const struct tn_make_adapter *adapter)
{
	const struct tn_match_export *realloc =
		tn_match_adapter_realloc(&make->plan.parts[TN_PART_MAIN_INDEX].match);
	struct tn_adaptgc_options options = { .keep = kept_exports(make, part, required),
		.is_guest_of_main = part->memory_part == 0,
		.memory_is_fresh = part->memory_part != 0,
		.what = adapter->input.what };
	if (realloc && !make->options.plan.realloc_via_memory_grow)
		options.main_realloc = realloc->name;
	if (make->options.plan.debug_names)
		options.module_name =
			tn_str_format(make->arena, "tenon:adapter:%.*s", TN_S(part->name));
	part->bytes = tn_adaptgc_run(make->cx, make->arena, part->module, &options);
	if (!part->bytes.len)
		return false;
	part->module = tn_read_module(make->cx, make->arena, 0, 0, part->bytes);
	return part->module && match_part(make, part, adapter);
}

/* An export that means nothing to the component model, found by name. */
static const struct tn_match_export *plain_export(
	struct tn_make *make, const struct tn_part *part, struct tn_str name)
{
	uint32_t at = tn_map_get(&part->match.export_index, tn_ctx_name(make->cx, name));
	struct tn_match_export *e = TN_NEW(make->arena, struct tn_match_export);
	*e = (struct tn_match_export){ .name = name, .core = &part->module->exports.ptr[at] };
	e->sig = tn_module_sig(part->module, e->core->index);
	return e;
}

static bool take(struct tn_make *make, const struct tn_make_adapter *adapter, bool *wanted,
	const struct tn_match_group *required, const uint32_t *numbers)
{
	struct tn_part *part = &make->plan.parts[make->plan.part_count++];
	bool is_whole = adapter->library && !adapter->memory_part;
	part->kind = is_whole ? TN_PART_LIBRARY : TN_PART_ADAPTER;
	part->name = adapter->name;
	part->module = adapter->input.module;
	part->source = adapter->input.source;
	part->metadata = &adapter->input.metadata;
	part->library = adapter->library;
	part->wanted = wanted;
	part->memory_part = numbers[adapter->memory_part];
	if (part->memory_part)
		part->guest_realloc = plain_export(
			make, &make->plan.parts[part->memory_part], adapter->guest_realloc);
	if (!match_part(make, part, adapter) ||
		!check_required(make, adapter, &part->match, required))
		return false;
	if (!is_whole)
		return reduce(make, part, required, adapter);
	part->bytes = tn_input_strip(&adapter->input, make->arena);
	return true;
}

static void renumber_library(struct tn_library *library, const uint32_t *numbers)
{
	for (uint32_t i = 0; i < library->args.len; i++) {
		struct tn_library_arg *arg = &library->args.ptr[i];
		arg->part = numbers[arg->part];
		for (uint32_t k = 0; k < arg->items.len; k++)
			arg->items.ptr[k].part = numbers[arg->items.ptr[k].part];
	}
}

/* Others name adapters by their place on the command line; parts are fewer. */
static void renumber(struct tn_make *make, const uint32_t *numbers)
{
	for (uint32_t i = 0; i < make->adapters.len; i++) {
		if (make->adapters.ptr[i].library)
			renumber_library(make->adapters.ptr[i].library, numbers);
	}
	struct tn_match *match = &make->plan.parts[TN_PART_MAIN_INDEX].match;
	for (uint32_t g = 0; g < match->groups.len; g++) {
		for (uint32_t i = 0; i < match->groups.ptr[g].imports.len; i++) {
			struct tn_match_import *import = &match->groups.ptr[g].imports.ptr[i];
			if (import->kind == TN_MATCH_ADAPTER)
				import->part = numbers[import->part];
		}
	}
}

bool tn_adapter_take(struct tn_make *make)
{
	uint32_t count = make->adapters.len;
	uint32_t *numbers = TN_NEWN(make->arena, uint32_t, count + 1);
	bool **wanted = TN_NEWN(make->arena, bool *, count);
	bool ok = true;
	uint32_t next = 1;
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_make_adapter *adapter = &make->adapters.ptr[i];
		tn_name name = tn_ctx_name(make->cx, adapter->name);
		wanted[i] = tn_adapter_wanted(make, &adapter->input.metadata);
		bool is_needed = adapter->library || imports_of(make, adapter->name) ||
				 wants_functions(make, wanted[i]);
		numbers[i + 1] = is_needed ? next++ : TN_NO_ID;
		tn_map_put(&make->matcher.adapters, name, numbers[i + 1]);
	}
	renumber(make, numbers);
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_make_adapter *adapter = &make->adapters.ptr[i];
		if (numbers[i + 1] != TN_NO_ID)
			ok &= take(
				make, adapter, wanted[i], imports_of(make, adapter->name), numbers);
	}
	make->plan.guard = numbers[make->guard];
	return ok;
}
