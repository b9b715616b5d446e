/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Core modules in, a component out; see make.h. */
#include "componentize/make.h"

#include "componentize/mismatch.h"
#include "wasm/component/check.h"
#include "wasm/core/features.h"
#include "wit/model/merge.h"
#include "wit/model/nominal.h"

/* ---- one world of all ---- */

static void hint_versions(struct tn_ctx *cx)
{
	for (uint32_t i = 0; i < cx->diags.list.len; i++) {
		struct tn_diag *d = cx->diags.list.ptr[i];
		if (d->code == TN_E_MERGE_CONFLICT && !d->hint.ptr)
			tn_diag_hint(cx, d,
				"both can be imported: --merge-imports-based-on-semver=false");
	}
}

static bool merge_worlds(struct tn_make *make)
{
	struct tn_metadata *all = &make->all;
	tn_metadata_init(all, make->cx, make->arena);
	if (!tn_metadata_merge(all, &make->main.metadata))
		return false;
	for (uint32_t i = 0; i < make->adapters.len; i++) {
		/* Each module keeps its own string encodings; they may differ. */
		all->import_encodings = all->export_encodings =
			(struct tn_map){ .arena = make->arena };
		if (!tn_metadata_merge(all, &make->adapters.ptr[i].input.metadata))
			return false;
	}
	if (!make->options.keep_versions &&
		!tn_merge_world_imports_based_on_semver(all->wit, all->world)) {
		hint_versions(make->cx);
		return false;
	}
	/* From here on every import and export has types of its own. */
	tn_nominal_world(all->wit, all->world);
	return true;
}

static void begin_matching(struct tn_make *make)
{
	tn_type_init(&make->types, make->arena);
	tn_lower_init(&make->lower, make->all.wit, &make->types, make->arena);
	tn_match_begin(&make->matcher, make->all.wit, make->all.world, &make->lower, make->arena);
	make->matcher.reject_legacy = make->options.reject_legacy;
	for (uint32_t i = 0; i < make->adapters.len; i++)
		tn_map_put(&make->matcher.adapters,
			tn_ctx_name(make->cx, make->adapters.ptr[i].name), i + 1);
}

/* ---- the main module ---- */

static bool take_main(struct tn_make *make)
{
	struct tn_plan *plan = &make->plan;
	*plan = (struct tn_plan){ .cx = make->cx,
		.arena = make->arena,
		.wit = make->all.wit,
		.world = make->all.world,
		.lower = &make->lower,
		.options = make->options.plan };
	plan->parts = TN_NEWN(make->arena, struct tn_part, make->adapters.len + 1);
	plan->part_count = 1;
	struct tn_part *part = &plan->parts[TN_PART_MAIN_INDEX];
	tn_input_rename(&make->main, make->cx, make->arena);
	part->kind = TN_PART_MAIN;
	part->name = TN_STR("main");
	part->module = make->main.module;
	part->metadata = &make->main.metadata;
	part->wanted = tn_adapter_wanted(make, &make->main.metadata);
	struct tn_match_input input = { .module = part->module,
		.wanted = part->wanted,
		.renamed = make->main.renamed,
		.what = make->main.what,
		.has_world = part->metadata->sections > 0,
		.world = tn_input_world_text(&make->main, make->arena) };
	if (!tn_match_module(&make->matcher, &input, &part->match))
		return false;
	if (!input.has_world && !make->arrange) /* of a link the libraries bring the world */
		tn_mismatch_dropped(&make->matcher, &input, &part->match);
	part->bytes = tn_input_strip(&make->main, make->arena);
	return true;
}

/* ---- the result ---- */

static bool check_bytes(struct tn_make *make, uint32_t source, struct tn_bytes bytes)
{
	struct tn_ctx *cx = make->cx;
	uint64_t features = cx->wasm_features;
	cx->wasm_features = TN_WASM_ALL;
	bool ok = tn_check_bytes(cx, source, bytes);
	cx->wasm_features = features;
	return ok;
}

/* Is one of the modules given at fault? Then the error is shown there. */
static bool inputs_are_valid(struct tn_make *make)
{
	bool ok = tn_input_validate(make->cx, make->arena, &make->main);
	for (uint32_t i = 0; i < make->adapters.len; i++)
		ok &= tn_input_validate(make->cx, make->arena, &make->adapters.ptr[i].input);
	return ok;
}

/*
 * What leaves this house is valid. It is validated once, as a whole; when that fails, a module that
 * was given is invalid, a name given by hand is none, a limit is exceeded, or there is a bug here.
 */
static bool check(struct tn_make *make, struct tn_bytes bytes)
{
	struct tn_ctx *cx = make->cx;
	struct tn_diags before = cx->diags;
	uint32_t source = tn_source_add(&cx->sources, TN_STR("the component made"),
		(struct tn_bytes){ (const uint8_t *)"", 0 }, false);
	if (check_bytes(make, source, bytes))
		return true;
	struct tn_diags after = cx->diags;
	cx->diags.list.len = before.list.len;
	cx->diags.errors = before.errors;
	if (!inputs_are_valid(make))
		return false;
	cx->diags.list.len = after.list.len;
	cx->diags.errors = after.errors;
	if (make->options.wrap.rename_count)
		return false; /* a name given by hand that clashes */
	for (uint32_t i = before.list.len; i < cx->diags.list.len; i++)
		if (cx->diags.list.ptr[i]->code == TN_E_LIMIT)
			return false; /* the world asks for more than there may be */
	tn_diag_error(cx, TN_E_INTERNAL, (struct tn_span){ source, 0, 0 },
		"the component that was made is not valid: nothing is written");
	return false;
}

bool tn_make_component(struct tn_make *make, struct tn_bytes *out)
{
	if (!merge_worlds(make))
		return false;
	begin_matching(make);
	if (!take_main(make) || !tn_adapter_take(make) || !tn_plan_make(&make->plan))
		return false;
	*out = tn_wrap_component(&make->plan, &make->options.wrap, make->arrange, make->user);
	if (!out->len)
		return false;
	return make->options.skip_validation || check(make, *out);
}
