/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Every export of a core module and what it means in the world; see match.h. */
#include "componentize/match_job.h"

/* ---- exports ---- */

static const struct tn_core_sig *export_sig(
	const struct tn_match_job *j, const struct tn_core_export *e)
{
	return e->kind == TN_CORE_KIND_FUNC ? tn_module_sig(j->input->module, e->index) : NULL;
}

/* Reports a type that differs; the export is taken for what it wants to be all the same. */
static void check_export(struct tn_match_job *j, const struct tn_match_export *e,
	const struct tn_core_sig *expected, const struct tn_func *func)
{
	if (tn_module_sig_eq(e->sig, expected))
		return;
	struct tn_str what = tn_str_format(j->m->arena, "export `%.*s`", TN_S(e->name));
	tn_mismatch_type(j->m, j->input, e->core->offset, what, func, expected, e->sig);
	j->failed = true;
}

/* Exports that are known by name alone: "i…" parameters and results; NULL: not a function. */
static const struct special {
	const char *legacy, *standard;
	enum tn_match_role role;
	enum tn_core_kind kind;
	uint32_t params, results;
} specials[] = {
	{ "canonical_abi_realloc", NULL, TN_ROLE_REALLOC, TN_CORE_KIND_FUNC, 4, 1 },
	{ "cabi_realloc", "_realloc", TN_ROLE_REALLOC, TN_CORE_KIND_FUNC, 4, 1 },
	{ "cabi_import_realloc", NULL, TN_ROLE_IMPORT_REALLOC, TN_CORE_KIND_FUNC, 4, 1 },
	{ "cabi_export_realloc", NULL, TN_ROLE_EXPORT_REALLOC, TN_CORE_KIND_FUNC, 4, 1 },
	{ "cabi_realloc_adapter", NULL, TN_ROLE_ADAPTER_REALLOC, TN_CORE_KIND_FUNC, 4, 1 },
	{ "_initialize", "_initialize", TN_ROLE_INITIALIZE, TN_CORE_KIND_FUNC, 0, 0 },
	{ "__wasm_task_hook", NULL, TN_ROLE_TASK_HOOK, TN_CORE_KIND_FUNC, 1, 0 },
	{ "memory", "_memory", TN_ROLE_MEMORY, TN_CORE_KIND_MEMORY, 0, 0 },
	{ "__indirect_function_table", NULL, TN_ROLE_TABLE, TN_CORE_KIND_TABLE, 0, 0 },
};

static const struct special *find_special(
	const struct tn_match_job *j, const struct tn_core_export *e)
{
	struct tn_str name = e->name;
	bool is_standard = tn_str_starts(name, TN_STR("cm32p2"));
	if (is_standard)
		name = tn_str_sub(name, 6, name.len);
	for (size_t i = 0; i < sizeof specials / sizeof *specials; i++) {
		const struct special *s = &specials[i];
		const char *text = is_standard ? s->standard : s->legacy;
		/* The special reallocs have no standard name: they are known in either scheme. */
		bool is_allowed =
			is_standard || !j->m->reject_legacy || (!s->standard && s->params == 4);
		if (text && is_allowed && s->kind == e->kind && tn_str_eq(name, tn_str_of(text)))
			return s;
	}
	return NULL;
}

static bool match_special(struct tn_match_job *j, struct tn_match_export *e)
{
	const struct special *s = find_special(j, e->core);
	tn_core_ty i32s[4] = { TN_CORE_I32, TN_CORE_I32, TN_CORE_I32, TN_CORE_I32 };
	struct tn_core_sig expected = { i32s, i32s, 0, 0 };
	if (!s)
		return false;
	expected.param_count = s->params;
	expected.result_count = s->results;
	e->role = s->role;
	if (s->kind == TN_CORE_KIND_FUNC)
		check_export(j, e, &expected, NULL);
	return true;
}

/* The world's function that an export's name speaks of, when this module has to provide it. */
static const struct tn_func *wanted_func(
	const struct tn_match_job *j, const struct tn_mangle_export *name, uint32_t *item)
{
	const struct tn_map *keys = &j->m->keys[true][name->scheme];
	tn_name func = tn_match_known(j->m, name->name);
	uint32_t at = tn_map_get(keys, name->is_world ? func : tn_match_known(j->m, name->iface));
	if (!func || at == TN_MAP_NONE || !j->input->wanted[at])
		return NULL;
	const struct tn_item *found = tn_match_item(j->m, true, at);
	*item = at;
	if (name->is_world)
		return found->kind == TN_ITEM_FUNC ? &found->func : NULL;
	if (found->kind != TN_ITEM_INTERFACE)
		return NULL;
	return tn_model_find_func(j->m->wit, found->interface, func);
}

static tn_def wanted_resource(const struct tn_match_job *j, const struct tn_mangle_export *name)
{
	uint32_t at =
		tn_map_get(&j->m->keys[true][name->scheme], tn_match_known(j->m, name->iface));
	tn_name resource = tn_match_known(j->m, name->name);
	if (name->is_world || !resource || at == TN_MAP_NONE || !j->input->wanted[at])
		return TN_NO_ID;
	const struct tn_item *found = tn_match_item(j->m, true, at);
	if (found->kind != TN_ITEM_INTERFACE)
		return TN_NO_ID;
	tn_def def = tn_model_find_type(j->m->wit, found->interface, resource);
	if (def == TN_NO_ID || j->m->wit->types.ptr[def].kind != TN_DEF_RESOURCE)
		return TN_NO_ID;
	return def;
}

static bool match_export_name(
	struct tn_match_job *j, const struct tn_mangle_export *name, struct tn_match_export *e)
{
	tn_core_ty i32s[3] = { TN_CORE_I32, TN_CORE_I32, TN_CORE_I32 };
	struct tn_abi_sig sig;
	struct tn_core_sig expected;
	if (name->kind == TN_MANGLE_DTOR) {
		e->role = TN_ROLE_DTOR;
		e->resource = wanted_resource(j, name);
		expected = (struct tn_core_sig){ i32s, NULL, 1, 0 };
		if (e->resource != TN_NO_ID)
			check_export(j, e, &expected, NULL);
		return e->resource != TN_NO_ID;
	}
	e->func = wanted_func(j, name, &e->item);
	if (!e->func)
		return false;
	tn_match_signature(j->m->lower, e->func, name->side, &sig);
	expected = tn_match_core_sig(&sig);
	e->side = name->side;
	if (name->kind == TN_MANGLE_CALLBACK) {
		e->role = TN_ROLE_CALLBACK;
		expected = (struct tn_core_sig){ i32s, i32s, 3, 1 };
	} else if (name->kind == TN_MANGLE_POST_RETURN) {
		/* CanonicalABI.md "canon lift": post-return takes the flat results. */
		e->role = TN_ROLE_POST_RETURN;
		expected = (struct tn_core_sig){ sig.results, NULL, sig.result_count, 0 };
	} else {
		e->role = TN_ROLE_FUNC;
	}
	check_export(j, e, &expected, e->func);
	return true;
}

static void index_export(struct tn_match_job *j, const struct tn_match_export *e, uint32_t place)
{
	struct tn_match *out = j->out;
	out->func_index.arena = out->dtor_index.arena = j->m->arena;
	bool is_new = true;
	if (e->func)
		is_new = tn_map_put(
			&out->func_index, tn_match_key(e->role, e->item, e->func), place);
	else if (e->role == TN_ROLE_DTOR)
		is_new = tn_map_put(&out->dtor_index, e->resource, place);
	else if (e->role == TN_ROLE_MEMORY)
		is_new = out->first[e->role] == TN_NO_ID;
	if (!is_new) {
		tn_diag_error(j->m->wit->cx, TN_E_CORE_EXPORT_TWICE,
			tn_match_span(j, e->core->offset),
			"%.*s exports %s twice: `%.*s` is the second", TN_S(j->input->what),
			e->role == TN_ROLE_MEMORY ? "its memory" : "one thing", TN_S(e->name));
		j->failed = true;
	}
	if (out->first[e->role] == TN_NO_ID)
		out->first[e->role] = place;
}

static void match_export(struct tn_match_job *j, uint32_t index)
{
	const struct tn_core_export *core = &j->input->module->exports.ptr[index];
	struct tn_match_export e = { .name = core->name,
		.core = core,
		.sig = export_sig(j, core),
		.item = TN_NO_ID,
		.resource = TN_NO_ID };
	struct tn_mangle_export name;
	j->out->export_index.arena = j->m->arena;
	tn_map_put(&j->out->export_index, tn_ctx_name(j->m->wit->cx, core->name), index);
	bool is_known = match_special(j, &e);
	if (!is_known && core->kind == TN_CORE_KIND_FUNC &&
		tn_mangle_parse_export(core->name, j->m->reject_legacy, &name))
		is_known = match_export_name(j, &name, &e);
	if (!is_known)
		return;
	index_export(j, &e, j->out->exports.len);
	*TN_PUSH(j->m->arena, &j->out->exports) = e;
}

void tn_match_exports(struct tn_match_job *j)
{
	for (uint32_t i = 0; i < j->input->module->exports.len; i++)
		match_export(j, i);
}

/* ---- what has to be there ---- */

static void require_func(struct tn_match_job *j, uint32_t item, const struct tn_func *func)
{
	const struct tn_match_export *e = tn_match_func(j->out, TN_ROLE_FUNC, item, func);
	if (!e) {
		tn_mismatch_missing(j->m, j->input, item, func);
		j->failed = true;
		return;
	}
	/* Binary.md "canonopt": an async lift without a callback is a stackful one. */
	if (e->side == TN_ABI_EXPORT_ASYNC &&
		!tn_match_func(j->out, TN_ROLE_CALLBACK, item, func)) {
		struct tn_diag *d = tn_diag_error(j->m->wit->cx, TN_E_MISSING_CALLBACK,
			tn_match_span(j, e->core->offset), "`%.*s` has no callback", TN_S(e->name));
		tn_diag_hint(j->m->wit->cx, d,
			"export `[callback]%.*s` of type [i32 i32 i32] -> [i32]", TN_S(e->name));
		j->failed = true;
	}
}

void tn_match_require(struct tn_match_job *j)
{
	const struct tn_world_def *w = tn_match_world(j->m);
	for (uint32_t i = 0; i < w->exports.len; i++) {
		const struct tn_item *item = &w->exports.ptr[i];
		if (!j->input->wanted[i])
			continue;
		if (item->kind == TN_ITEM_FUNC)
			require_func(j, i, &item->func);
		if (item->kind != TN_ITEM_INTERFACE)
			continue;
		const struct tn_interface *iface = &j->m->wit->interfaces.ptr[item->interface];
		for (uint32_t k = 0; k < iface->functions.len; k++)
			require_func(j, i, &iface->functions.ptr[k]);
	}
}
