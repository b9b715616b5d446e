/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A plan in; said out: what a crossing or an import needs, and no module gives. */
#include "componentize/plan.h"
#include "wasm/core/coretype.h"

struct gaps {
	const struct tn_core_extern *main_memory; /* what the main module has; NULL: none */
	bool memory, realloc, table, width;       /* said once each */
	bool failed;
};

/* ---- types of what is exported ---- */

static const struct tn_core_extern *export_type(
	const struct tn_module *m, const struct tn_core_export *e)
{
	const struct tn_core_extern *spaces[] = { m->funcs.ptr, m->tables.ptr, m->memories.ptr,
		m->globals.ptr, m->tags.ptr };
	return &spaces[e->kind][e->index];
}

static bool limits_fit(const struct tn_core_limits *given, const struct tn_core_limits *wanted)
{
	bool is_bounded = !wanted->has_max || (given->has_max && given->max <= wanted->max);
	return given->min >= wanted->min && is_bounded && given->is_64 == wanted->is_64 &&
	       given->is_shared == wanted->is_shared && given->page_log2 == wanted->page_log2;
}

/* Core specification, "External Types" of "Matching", for types made of numbers. */
static bool fits(const struct tn_module *giver, const struct tn_core_extern *given,
	const struct tn_module *taker, const struct tn_core_extern *wanted)
{
	switch (wanted->kind) {
	case TN_CORE_KIND_FUNC:
	case TN_CORE_KIND_TAG:
		return tn_module_sig_eq(
			&giver->types.ptr[given->type].sig, &taker->types.ptr[wanted->type].sig);
	case TN_CORE_KIND_TABLE:
		return given->value == wanted->value && limits_fit(&given->limits, &wanted->limits);
	case TN_CORE_KIND_MEMORY:
		return limits_fit(&given->limits, &wanted->limits);
	case TN_CORE_KIND_GLOBAL:
		return given->value == wanted->value && given->is_mutable == wanted->is_mutable &&
		       given->is_shared == wanted->is_shared;
	}
	return false;
}

static const struct tn_core_extern *main_memory(const struct tn_plan *plan)
{
	const struct tn_part *main = &plan->parts[TN_PART_MAIN_INDEX];
	const struct tn_match_export *e = tn_match_role(&main->match, TN_ROLE_MEMORY);
	if (tn_plan_memory(plan))
		return &tn_plan_memory(plan)->type;
	return e ? export_type(main->module, e->core) : NULL;
}

/* ---- saying it ---- */

/* A module that was made smaller has no places in its file any more. */
static struct tn_span part_span(const struct tn_plan *plan, uint32_t part, uint32_t offset)
{
	uint32_t source = plan->parts[part].module->source, file = plan->parts[part].source;
	struct tn_sources *sources = &plan->cx->sources;
	if (!source && file)
		return tn_source_name(sources, tn_source_get(sources, file)->path);
	return (struct tn_span){ source, offset, offset };
}

static struct tn_str subject(
	const struct tn_plan *plan, const struct tn_func *func, struct tn_str otherwise)
{
	if (!func)
		return otherwise;
	struct tn_str text = tn_model_func_text(plan->wit, plan->arena, func);
	return tn_str_format(
		plan->arena, "%.*s: %.*s", TN_S(tn_ctx_text(plan->cx, func->name)), TN_S(text));
}

static void say_gap(struct tn_plan *plan, struct gaps *gaps, bool *said, enum tn_code code,
	struct tn_span span, const char *what, const char *name, struct tn_str who)
{
	gaps->failed = true;
	if (*said)
		return;
	*said = true;
	struct tn_diag *d = tn_diag_error(plan->cx, code, span,
		"the main module exports no %s, which `%.*s` needs", what, TN_S(who));
	tn_diag_hint(plan->cx, d, "export it as `%s`", name);
}

/* Addresses that functions take and give are 32 bits wide: so their memory has to be. */
static void check_width(
	struct tn_plan *plan, struct gaps *gaps, struct tn_span span, struct tn_str who)
{
	if (!gaps->main_memory->limits.is_64)
		return;
	gaps->failed = true;
	if (!gaps->width)
		tn_diag_error(plan->cx, TN_E_CORE_TYPE, span,
			"the main module's memory is one of 64 bits, `%.*s` needs one of 32",
			TN_S(who));
	gaps->width = true;
}

static void check_options(struct tn_plan *plan, struct gaps *gaps, uint32_t options,
	const struct tn_match_export *realloc, struct tn_span span, struct tn_str who)
{
	if ((options & TN_ABI_NEEDS_MEMORY) && !gaps->main_memory)
		say_gap(plan, gaps, &gaps->memory, TN_E_MISSING_MEMORY, span, "memory", "memory",
			who);
	else if (options & TN_ABI_NEEDS_MEMORY)
		check_width(plan, gaps, span, who);
	if ((options & TN_ABI_NEEDS_REALLOC) && !realloc)
		say_gap(plan, gaps, &gaps->realloc, TN_E_MISSING_REALLOC, span, "realloc",
			"cabi_realloc", who);
}

/* What is lowered must be in the module's own world: that one says how strings are encoded. */
static void check_metadata(struct tn_plan *plan, struct gaps *gaps, uint32_t part,
	const struct tn_match_import *import)
{
	const struct tn_world_def *w = tn_plan_world(plan);
	if (!import->func)
		return;
	const struct tn_item *item =
		import->is_exported ? &w->exports.ptr[import->item] : &w->imports.ptr[import->item];
	if (tn_metadata_knows(plan->parts[part].metadata, plan->wit, import->is_exported, item,
		    import->func->name))
		return;
	struct tn_diag *d = tn_diag_error(plan->cx, TN_E_MISSING_METADATA,
		part_span(plan, part, import->core->offset),
		"`%.*s` `%.*s` is not in the world this module was built for, only in that of "
		"another module",
		TN_S(import->core->module), TN_S(import->core->name));
	tn_diag_hint(plan->cx, d, "embed a world that has it");
	gaps->failed = true;
}

/* What an adapter wants of the main module has to be there. */
static void check_main_export(struct tn_plan *plan, struct gaps *gaps, uint32_t part,
	const struct tn_match_import *import)
{
	const struct tn_module *taker = plan->parts[part].module;
	struct tn_span span = part_span(plan, part, import->core->offset);
	const struct tn_part *main = &plan->parts[TN_PART_MAIN_INDEX];
	const struct tn_core_import *core = import->core;
	uint32_t at = tn_map_get(&main->match.export_index, tn_ctx_name(plan->cx, core->name));
	const struct tn_core_export *e = at == TN_MAP_NONE ? NULL : &main->module->exports.ptr[at];
	if (e && e->kind == core->type.kind &&
		fits(main->module, export_type(main->module, e), taker, &core->type))
		return;
	struct tn_str type = import->sig ? tn_module_sig_text(plan->arena, import->sig)
					 : tn_str_of(tn_coretype_kind(core->type.kind));
	tn_diag_error(plan->cx, TN_E_MISSING_CORE_EXPORT, span,
		"an adapter needs `%.*s` of the main module, %.*s: there is no such export",
		TN_S(core->name), TN_S(type));
	gaps->failed = true;
}

/* The memory of the main module, as another one wants to share it. */
static void check_memory(struct tn_plan *plan, struct gaps *gaps, uint32_t part,
	const struct tn_match_import *import)
{
	struct tn_span span = part_span(plan, part, import->core->offset);
	if (!gaps->main_memory) {
		say_gap(plan, gaps, &gaps->memory, TN_E_MISSING_MEMORY, span, "memory", "memory",
			import->name);
		return;
	}
	if (fits(NULL, gaps->main_memory, NULL, &import->core->type))
		return;
	tn_diag_error(plan->cx, TN_E_CORE_TYPE, span,
		"the memory that `%.*s` imports: the main module's is smaller, or of another kind",
		TN_S(plan->parts[part].name));
	gaps->failed = true;
}

/* What a library is given of other parts by the way it is linked. */
static void check_item(struct tn_plan *plan, struct gaps *gaps, uint32_t part,
	const struct tn_match_import *import)
{
	const struct tn_part *giver = &plan->parts[import->part];
	const struct tn_core_import *core = import->core;
	uint32_t at = tn_map_get(
		&giver->match.export_index, tn_names_find(&plan->cx->names, import->export_name));
	const struct tn_core_export *e = at == TN_MAP_NONE ? NULL : &giver->module->exports.ptr[at];
	if (e && e->kind == core->type.kind &&
		fits(giver->module, export_type(giver->module, e), plan->parts[part].module,
			&core->type))
		return;
	tn_diag_error(plan->cx, TN_E_CORE_TYPE, part_span(plan, part, core->offset),
		"library `%.*s` imports `%.*s` `%.*s`: what it is given has another type",
		TN_S(plan->parts[part].name), TN_S(core->module), TN_S(core->name));
	gaps->failed = true;
}

static void check_import(
	struct tn_plan *plan, void *user, uint32_t part, const struct tn_match_import *import)
{
	struct gaps *gaps = user;
	struct tn_span span = part_span(plan, part, import->core->offset);
	struct tn_str who = subject(plan, import->func, import->name);
	uint32_t giver = part;
	uint32_t options = tn_plan_import_options(plan, import);
	if (plan->parts[part].memory_part && !import->in_guest)
		options &= ~(uint32_t)TN_ABI_NEEDS_MEMORY; /* it has one of its own */
	check_options(plan, gaps, options, tn_plan_import_realloc(plan, &giver, import), span, who);
	check_metadata(plan, gaps, part, import);
	if (import->kind == TN_MATCH_MAIN)
		check_main_export(plan, gaps, part, import);
	if (import->kind == TN_MATCH_MEMORY && part != TN_PART_MAIN_INDEX)
		check_memory(plan, gaps, part, import);
	if (import->kind == TN_MATCH_ITEM)
		check_item(plan, gaps, part, import);
	if (import->kind == TN_MATCH_BUILTIN &&
		import->field.builtin == TN_BUILTIN_THREAD_NEW_INDIRECT &&
		!tn_match_role(&plan->parts[TN_PART_MAIN_INDEX].match, TN_ROLE_TABLE))
		say_gap(plan, gaps, &gaps->table, TN_E_MISSING_CORE_EXPORT, span, "table",
			"__indirect_function_table", who);
	if (import->kind == TN_MATCH_TLS_GET || import->kind == TN_MATCH_TLS_SET) {
		if (plan->tls_type && plan->tls_type != import->field.width) {
			tn_diag_error(plan->cx, TN_E_CORE_TYPE, span,
				"the base of thread-local storage has two types, i32 and i64");
			gaps->failed = true;
		}
		plan->tls_type = import->field.width;
	}
}

bool tn_plan_check(struct tn_plan *plan)
{
	struct gaps gaps = { .main_memory = main_memory(plan) };
	for (uint32_t part = 0; part < plan->part_count; part++) {
		const struct tn_match *match = &plan->parts[part].match;
		tn_plan_each_import(plan, part, check_import, &gaps);
		for (uint32_t i = 0; i < match->exports.len; i++) {
			const struct tn_match_export *e = &match->exports.ptr[i];
			uint32_t giver = part;
			if (e->role == TN_ROLE_FUNC)
				check_options(plan, &gaps, tn_plan_export_options(plan, e),
					tn_plan_export_realloc(plan, &giver),
					part_span(plan, part, e->core->offset),
					subject(plan, e->func, e->name));
		}
	}
	if (plan->uses_slot_1)
		plan->tls_type = 0;
	return !gaps.failed;
}
