/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Symbols wanted in, the libraries that export them out; and what nobody exports. The first library
 * that exports a symbol provides it, to all, itself included.
 */
#include "componentize/dylink_job.h"

/* ---- libraries that are needed by name ---- */

static void hint_library(struct tn_dylink_job *j, struct tn_diag *d, struct tn_str name)
{
	struct tn_str best = TN_NOSTR;
	unsigned distance = 4;
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		struct tn_str other = j->libraries.ptr[i]->name;
		unsigned near = tn_str_distance(name, other, distance);
		if (near < distance)
			best = other;
		distance = near < distance ? near : distance;
	}
	if (best.ptr)
		tn_diag_hint(
			j->cx, d, "is it `%.*s`? Give that as `%.*s=FILE`", TN_S(best), TN_S(name));
	else
		tn_diag_hint(j->cx, d, "give it as well: `%.*s=FILE`", TN_S(name));
}

bool tn_dylink_needed(struct tn_dylink_job *j)
{
	struct tn_map names = { .arena = j->arena };
	bool ok = true;
	for (uint32_t i = 0; i < j->libraries.len; i++)
		tn_map_put(&names, tn_ctx_name(j->cx, j->libraries.ptr[i]->name), 1);
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		const struct tn_dylink_library *l = j->libraries.ptr[i];
		for (uint32_t k = 0; k < l->needed.len; k++) {
			struct tn_str name = l->needed.ptr[k];
			if (tn_map_get(&names, tn_ctx_name(j->cx, name)) != TN_MAP_NONE)
				continue;
			struct tn_diag *d = tn_diag_error(j->cx, TN_E_MISSING_LIBRARY,
				(struct tn_span){ l->input.source, 0, 0 },
				"%.*s needs the library `%.*s`, which is not given",
				TN_S(l->input.what), TN_S(name));
			hint_library(j, d, name);
			ok = false;
		}
	}
	return ok;
}

/* ---- who exports what ---- */

static void collect_exports(struct tn_dylink_job *j)
{
	j->exports.len = 0;
	j->by_key = j->by_name = (struct tn_map){ .arena = j->arena };
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		const struct tn_dylink_symbols *exports = &j->libraries.ptr[i]->exports;
		for (uint32_t k = 0; k < exports->len; k++) {
			const struct tn_dylink_symbol *symbol = &exports->ptr[k];
			if (tn_map_get(&j->by_key, symbol->key) != TN_MAP_NONE)
				continue;
			tn_map_put(&j->by_key, symbol->key, j->exports.len);
			tn_name name = tn_ctx_name(j->cx, symbol->name);
			if (symbol->kind == TN_DYLINK_FUNC &&
				tn_map_get(&j->by_name, name) == TN_MAP_NONE)
				tn_map_put(&j->by_name, name, j->exports.len);
			*TN_PUSH(j->arena, &j->exports) = (struct tn_dylink_export){ symbol, i };
		}
	}
}

static uint32_t find(const struct tn_dylink_job *j, const struct tn_dylink_symbol *wanted)
{
	uint32_t at = TN_MAP_NONE;
	if (wanted->key)
		return tn_map_get(&j->by_key, wanted->key);
	tn_name name = tn_names_find(&j->cx->names, wanted->name);
	if (name)
		at = tn_map_get(&j->by_name, name);
	return at;
}

const struct tn_dylink_export *tn_dylink_exporter(
	const struct tn_dylink_job *j, const struct tn_dylink_symbol *wanted)
{
	uint32_t at = find(j, wanted);
	return at == TN_MAP_NONE ? NULL : &j->exports.ptr[at];
}

/* A function of no library's that the convention, or others, look for in the whole. */
static const struct tn_dylink_export *find_func(
	struct tn_dylink_job *j, struct tn_str name, uint32_t param_count, uint32_t result_count)
{
	tn_core_ty types[] = { TN_CORE_I32, TN_CORE_I32, TN_CORE_I32, TN_CORE_I32 };
	struct tn_core_sig sig = { types, types, param_count, result_count };
	struct tn_dylink_symbol wanted = { .name = name, .kind = TN_DYLINK_FUNC, .sig = &sig };
	wanted.key = tn_dylink_key(j, &wanted);
	return tn_dylink_exporter(j, &wanted);
}

/* ---- who wants what ---- */

/*
 * One name is one function for all, since they meet in one module. False after a diagnostic: some
 * want one, some another of the same name.
 */
static bool use(struct tn_dylink_job *j, struct tn_map *names, uint32_t at)
{
	const struct tn_dylink_export *e = &j->exports.ptr[at];
	tn_map_put(&j->used, at, 1);
	if (e->symbol->kind != TN_DYLINK_FUNC)
		return true;
	tn_name name = tn_ctx_name(j->cx, e->symbol->name);
	uint32_t other_at = tn_map_get(names, name);
	tn_map_put(names, name, at);
	if (other_at == TN_MAP_NONE || other_at == at)
		return true;
	const struct tn_dylink_export *other = &j->exports.ptr[other_at];
	const struct tn_dylink_library *l = j->libraries.ptr[e->library];
	const struct tn_dylink_library *m = j->libraries.ptr[other->library];
	struct tn_diag *d = tn_diag_error(j->cx, TN_E_BAD_LIBRARY,
		(struct tn_span){ l->input.source, e->symbol->offset, e->symbol->offset },
		"two functions of one name are wanted: %.*s of %.*s, and another",
		TN_S(tn_dylink_text(j, e->symbol)), TN_S(l->input.what));
	tn_diag_note(j->cx, d,
		(struct tn_span){ m->input.source, other->symbol->offset, other->symbol->offset },
		"%.*s of %.*s", TN_S(tn_dylink_text(j, other->symbol)), TN_S(m->input.what));
	return false;
}

static void miss(struct tn_dylink_job *j, uint32_t library, const struct tn_dylink_symbol *symbol)
{
	*TN_PUSH(j->arena, &j->missing) = (struct tn_dylink_export){ symbol, library };
}

static bool resolve_list(struct tn_dylink_job *j, struct tn_map *names, uint32_t library,
	const struct tn_dylink_symbols *wanted)
{
	bool ok = true;
	for (uint32_t i = 0; i < wanted->len; i++) {
		uint32_t at = find(j, &wanted->ptr[i]);
		if (at == TN_MAP_NONE)
			miss(j, library, &wanted->ptr[i]);
		else
			ok &= use(j, names, at);
	}
	return ok;
}

static bool imports_function(const struct tn_dylink_library *l, struct tn_str name)
{
	for (uint32_t i = 0; i < l->functions.len; i++) {
		if (tn_str_eq(l->functions.ptr[i].name, name))
			return true;
	}
	return false;
}

/* Functions whose place in the table is wanted; their type, if any, is that of the import beside. */
static bool resolve_pointers(struct tn_dylink_job *j, struct tn_map *names, uint32_t library)
{
	const struct tn_dylink_library *l = j->libraries.ptr[library];
	bool ok = true;
	for (uint32_t i = 0; i < l->pointers.len; i++) {
		uint32_t at = find(j, &l->pointers.ptr[i]);
		if (at != TN_MAP_NONE)
			ok &= use(j, names, at);
		else if (!imports_function(l, l->pointers.ptr[i].name))
			miss(j, library, &l->pointers.ptr[i]);
	}
	return ok;
}

static uint32_t library_of(const struct tn_dylink_export *e)
{
	return e ? e->library : TN_NO_ID;
}

bool tn_dylink_resolve(struct tn_dylink_job *j)
{
	struct tn_map names = { .arena = j->arena };
	bool ok = true;
	collect_exports(j);
	j->missing.len = 0;
	j->used = (struct tn_map){ .arena = j->arena };
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		const struct tn_dylink_library *l = j->libraries.ptr[i];
		ok &= resolve_list(j, &names, i, &l->functions);
		ok &= resolve_list(j, &names, i, &l->data);
		ok &= resolve_list(j, &names, i, &l->tags);
	}
	for (uint32_t i = 0; i < j->libraries.len; i++)
		ok &= resolve_pointers(j, &names, i);
	j->hook = find_func(j, TN_STR("__wasm_task_hook"), 1, 0);
	if (j->hook)
		ok &= use(j, &names, (uint32_t)(j->hook - j->exports.ptr));
	j->realloc = library_of(find_func(j, TN_STR("cabi_realloc"), 4, 1));
	return ok;
}

/* ---- what is missing ---- */

static bool may_stub(const struct tn_dylink_job *j, const struct tn_dylink_symbol *symbol)
{
	return symbol->kind == TN_DYLINK_FUNC && (symbol->is_weak || j->options->stub_missing);
}

bool tn_dylink_may_stub(const struct tn_dylink_job *j)
{
	for (uint32_t i = 0; i < j->missing.len; i++) {
		if (!may_stub(j, j->missing.ptr[i].symbol))
			return false;
	}
	return true;
}

/* An export of the same name but another kind or type, or else one whose name is near. */
static void explain(
	struct tn_dylink_job *j, struct tn_diag *d, const struct tn_dylink_symbol *wanted)
{
	struct tn_str best = TN_NOSTR;
	unsigned distance = 3;
	if (!tn_diag_may_guess(j->cx, d))
		return;
	for (uint32_t i = 0; i < j->exports.len; i++) {
		const struct tn_dylink_export *e = &j->exports.ptr[i];
		const struct tn_dylink_library *l = j->libraries.ptr[e->library];
		unsigned near = tn_str_distance(wanted->name, e->symbol->name, distance);
		if (near < distance)
			best = e->symbol->name;
		distance = near < distance ? near : distance;
		if (tn_str_eq(wanted->name, e->symbol->name))
			tn_diag_note(j->cx, d,
				(struct tn_span){
					l->input.source, e->symbol->offset, e->symbol->offset },
				"%.*s exports %.*s", TN_S(l->input.what),
				TN_S(tn_dylink_text(j, e->symbol)));
	}
	if (best.ptr && distance)
		tn_diag_hint(j->cx, d, "there is `%.*s`: is it meant?", TN_S(best));
	else if (!best.ptr && wanted->kind == TN_DYLINK_FUNC)
		tn_diag_hint(j->cx, d,
			"give the library that has it, or let it trap with "
			"--stub-missing-functions");
}

void tn_dylink_report(struct tn_dylink_job *j)
{
	for (uint32_t i = 0; i < j->missing.len; i++) {
		const struct tn_dylink_symbol *symbol = j->missing.ptr[i].symbol;
		const struct tn_dylink_library *l = j->libraries.ptr[j->missing.ptr[i].library];
		if (may_stub(j, symbol))
			continue;
		struct tn_diag *d = tn_diag_error(j->cx, TN_E_UNRESOLVED_SYMBOL,
			(struct tn_span){ l->input.source, symbol->offset, symbol->offset },
			"%.*s needs the %.*s, which no library exports", TN_S(l->input.what),
			TN_S(tn_dylink_text(j, symbol)));
		explain(j, d, symbol);
	}
}
