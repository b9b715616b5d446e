/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A mismatch of module and world in, a diagnostic that explains it out; see mismatch.h. */
#include "componentize/mismatch.h"

#include "componentize/match_job.h"

/* ---- near misses ---- */

/* The candidate nearest to a name, while they come by one after another. */
struct nearest {
	struct tn_str wanted, best;
	unsigned distance; /* of the best; at first one more than what counts as near; 0: look no further */
};

static struct nearest near_to(
	const struct tn_matcher *m, const struct tn_diag *d, struct tn_str wanted)
{
	unsigned near = (unsigned)(wanted.len / 4);
	if (!tn_diag_may_guess(m->wit->cx, d))
		return (struct nearest){ wanted, TN_NOSTR, 0 };
	return (struct nearest){ wanted, TN_NOSTR, (near < 2 ? 2 : near > 8 ? 8 : near) + 1 };
}

static void consider(struct nearest *n, struct tn_str candidate)
{
	if (!n->distance)
		return;
	unsigned distance = tn_str_distance(n->wanted, candidate, n->distance);
	if (distance >= n->distance)
		return;
	n->distance = distance;
	n->best = candidate;
}

static void hint_nearest(struct tn_matcher *m, struct tn_diag *d, const struct nearest *n)
{
	if (n->best.ptr)
		tn_diag_hint(m->wit->cx, d, "did you mean `%.*s`?", TN_S(n->best));
}

static struct tn_span span(const struct tn_match_input *input, uint32_t offset)
{
	return (struct tn_span){ input->module->source, offset, offset };
}

static void note_declared(struct tn_matcher *m, struct tn_diag *d, const struct tn_func *func)
{
	struct tn_str text = tn_model_func_text(m->wit, m->arena, func);
	tn_diag_note(m->wit->cx, d, func->meta.span, "in WIT: `%.*s: %.*s`",
		TN_S(tn_ctx_text(m->wit->cx, func->name)), TN_S(text));
}

/* ---- imports ---- */

static void consider_interfaces(
	struct tn_matcher *m, const struct tn_mangle_module *place, struct nearest *n)
{
	const struct tn_world_def *w = tn_match_world(m);
	uint32_t count = place->is_exported ? w->exports.len : w->imports.len;
	for (uint32_t i = 0; i < count && n->distance; i++) {
		const struct tn_item *item = tn_match_item(m, place->is_exported, i);
		if (item->kind == TN_ITEM_INTERFACE)
			consider(n, tn_mangle_item(m->wit, m->arena, place->scheme, item));
	}
}

static void hint_world(struct tn_matcher *m, const struct tn_match_input *input, struct tn_diag *d)
{
	if (!input->has_world)
		tn_diag_hint(m->wit->cx, d,
			"%.*s has no section `component-type`: name its world with `--wit WIT -w "
			"WORLD`, "
			"or run `tenon embed` first",
			TN_S(input->what));
}

void tn_mismatch_module(struct tn_matcher *m, const struct tn_match_input *input,
	const struct tn_core_import *import, const struct tn_mangle_module *place)
{
	struct tn_ctx *cx = m->wit->cx;
	if (m->reject_legacy && !place->iface.ptr && !place->is_root) {
		struct tn_diag *d = tn_diag_error(cx, TN_E_UNKNOWN_CORE_IMPORT,
			span(input, import->offset), "`%.*s` `%.*s` is not a standard name",
			TN_S(import->module), TN_S(import->name));
		tn_diag_hint(cx, d, "legacy names are accepted without --reject-legacy-names");
		return;
	}
	struct tn_diag *d = tn_diag_error(cx, TN_E_UNKNOWN_CORE_IMPORT, span(input, import->offset),
		"%.*s imports `%.*s` from `%.*s`, which %.*s does not %s", TN_S(input->what),
		TN_S(import->name), TN_S(import->module), TN_S(input->world),
		place->is_exported ? "export" : "import");
	struct nearest n = near_to(m, d, place->iface);
	consider_interfaces(m, place, &n);
	if (n.best.ptr)
		hint_nearest(m, d, &n);
	else if (tn_str_eq(import->module, TN_STR("env")))
		tn_diag_hint(cx, d,
			"a linker leaves in `env` what it did not find: link what defines `%.*s`",
			TN_S(import->name));
	else if (tn_str_find(import->module, ':', 0) == (size_t)-1)
		tn_diag_hint(
			cx, d, "an adapter answers it: `--adapt %.*s=FILE`", TN_S(import->module));
	else
		hint_world(m, input, d);
}

static void consider_funcs(struct tn_matcher *m, bool is_exported, uint32_t item, struct nearest *n)
{
	if (item != TN_NO_ID) {
		const struct tn_interface *iface =
			&m->wit->interfaces.ptr[tn_match_item(m, is_exported, item)->interface];
		for (uint32_t i = 0; i < iface->functions.len && n->distance; i++)
			consider(n, tn_ctx_text(m->wit->cx, iface->functions.ptr[i].name));
		return;
	}
	const struct tn_world_def *w = tn_match_world(m);
	uint32_t count = is_exported ? w->exports.len : w->imports.len;
	for (uint32_t i = 0; i < count && n->distance; i++) {
		const struct tn_item *it = tn_match_item(m, is_exported, i);
		if (it->kind == TN_ITEM_FUNC)
			consider(n, tn_ctx_text(m->wit->cx, it->key_name));
	}
}

static void consider_builtins(
	struct tn_matcher *m, const struct tn_mangle_module *place, struct nearest *n)
{
	for (enum tn_builtin_id id = TN_BUILTIN_NONE + 1; id < TN_BUILTIN_COUNT; id++) {
		const struct tn_builtin *b = tn_mangle_builtin(id);
		if (b->where == TN_BUILTIN_AT_ROOT && (!place->is_root || place->is_exported))
			continue;
		if (b->varies == TN_BUILTIN_VARIES_NOTHING)
			consider(n, tn_str_format(m->arena, "[%.*s]", TN_S(b->name)));
	}
}

/* "`a:b/c`", "world `w`" */
static struct tn_str place_text(
	struct tn_matcher *m, const struct tn_match_input *input, bool is_exported, uint32_t item)
{
	if (item == TN_NO_ID)
		return input->world;
	const struct tn_item *it = tn_match_item(m, is_exported, item);
	return tn_str_format(
		m->arena, "`%.*s`", TN_S(tn_ctx_text(m->wit->cx, tn_model_item_id(m->wit, it))));
}

void tn_mismatch_field(struct tn_matcher *m, const struct tn_match_input *input,
	const struct tn_core_import *import, const struct tn_mangle_module *place, uint32_t item,
	const struct tn_mangle_field *field)
{
	struct tn_ctx *cx = m->wit->cx;
	struct tn_str where = place_text(m, input, place->is_exported, item);
	struct tn_diag *d = tn_diag_error(cx, TN_E_UNKNOWN_CORE_IMPORT, span(input, import->offset),
		"%.*s imports `%.*s` `%.*s`: %.*s has nothing of that name", TN_S(input->what),
		TN_S(import->module), TN_S(import->name), TN_S(where));
	if (field->is_cancellable) {
		tn_diag_hint(cx, d,
			"cancellable built-ins are gone from the component model: "
			"import `%.*s`",
			TN_S(field->name));
		return;
	}
	struct nearest n = near_to(m, d, field->name);
	consider_funcs(m, place->is_exported, item, &n);
	if (field->name.len && field->name.ptr[0] == '[' && place->scheme == TN_SCHEME_LEGACY)
		consider_builtins(m, place, &n);
	if (n.best.ptr)
		hint_nearest(m, d, &n);
	else
		hint_world(m, input, d);
}

/* ---- types ---- */

void tn_mismatch_type(struct tn_matcher *m, const struct tn_match_input *input, uint32_t offset,
	struct tn_str what, const struct tn_func *func, const struct tn_core_sig *expected,
	const struct tn_core_sig *found)
{
	struct tn_ctx *cx = m->wit->cx;
	struct tn_str want = tn_module_sig_text(m->arena, expected);
	struct tn_str have = tn_module_sig_text(m->arena, found);
	struct tn_diag *d = tn_diag_error(cx, TN_E_CORE_TYPE, span(input, offset),
		"%.*s of %.*s has type %.*s, expected %.*s", TN_S(what), TN_S(input->what),
		TN_S(have), TN_S(want));
	if (func)
		note_declared(m, d, func);
}

/* ---- exports ---- */

void tn_mismatch_missing(struct tn_matcher *m, const struct tn_match_input *input, uint32_t item,
	const struct tn_func *func)
{
	struct tn_ctx *cx = m->wit->cx;
	const struct tn_item *it = tn_match_item(m, true, item);
	struct tn_mangle_export name = { .kind = TN_MANGLE_FUNC,
		.side = TN_ABI_EXPORT,
		.scheme = m->reject_legacy ? TN_SCHEME_STANDARD : TN_SCHEME_LEGACY,
		.name = tn_ctx_text(cx, func->name) };
	struct tn_str wanted = tn_mangle_export(
		m->wit, m->arena, &name, it->kind == TN_ITEM_INTERFACE ? it : NULL);
	struct tn_diag *d = tn_diag_error(cx, TN_E_MISSING_CORE_EXPORT, span(input, 0),
		"%.*s exports `%.*s`, but %.*s has no export `%.*s`", TN_S(input->world),
		TN_S(name.name), TN_S(input->what), TN_S(wanted));
	note_declared(m, d, func);
	struct nearest n = near_to(m, d, wanted);
	for (uint32_t i = 0; n.distance && i < input->module->exports.len; i++) {
		const struct tn_core_export *e = &input->module->exports.ptr[i];
		if (e->kind == TN_CORE_KIND_FUNC)
			consider(&n, e->name);
	}
	if (n.best.ptr)
		tn_diag_hint(cx, d, "there is an export `%.*s`: is it meant?", TN_S(n.best));
}

/* ---- exports that play no part ---- */

static void warn_almost(struct tn_matcher *m, const struct tn_match_input *input,
	const struct tn_core_export *e, const char *what, const struct nearest *n)
{
	struct tn_diag *d = tn_diag_warning(m->wit->cx, TN_E_ALMOST_EXPORT, span(input, e->offset),
		"export `%.*s` of %.*s is %s", TN_S(e->name), TN_S(input->what), what);
	hint_nearest(m, d, n);
}

/* `my_res` where the resource is `my-res`: C names in the place of WIT names. */
static struct tn_str with_hyphens(struct tn_matcher *m, struct tn_str name)
{
	struct tn_str copy = tn_str_copy(m->arena, name);
	char *text = (char *)copy.ptr;
	for (size_t i = 0; i < copy.len; i++)
		text[i] = text[i] == '_' ? '-' : text[i];
	return copy;
}

/* The world export that the name speaks of, or NULL. */
static const struct tn_item *spoken_of(
	const struct tn_matcher *m, const struct tn_mangle_export *name)
{
	struct tn_str key = name->is_world ? name->name : name->iface;
	uint32_t at = tn_map_get(&m->keys[true][name->scheme], tn_match_known(m, key));
	return at == TN_MAP_NONE ? NULL : tn_match_item(m, true, at);
}

static void check_dtor(struct tn_matcher *m, const struct tn_match_input *input,
	const struct tn_core_export *e, const struct tn_mangle_export *name)
{
	const struct tn_item *item = spoken_of(m, name);
	if (!item || item->kind != TN_ITEM_INTERFACE)
		return;
	tn_name known = tn_match_known(m, name->name);
	if (known && tn_model_find_type(m->wit, item->interface, known) != TN_NO_ID)
		return; /* there is one, only not for this module to provide */
	struct tn_str hyphens = with_hyphens(m, name->name);
	struct nearest n = near_to(m, NULL, e->name);
	known = tn_match_known(m, hyphens);
	if (known && tn_model_find_type(m->wit, item->interface, known) != TN_NO_ID) {
		struct tn_mangle_export right = *name;
		right.name = hyphens;
		n.best = tn_mangle_export(m->wit, m->arena, &right, item);
	}
	warn_almost(m, input, e, "the destructor of no resource: it will never run", &n);
}

static void check_companion(struct tn_matcher *m, const struct tn_match_input *input,
	const struct tn_core_export *e, const struct tn_mangle_export *name)
{
	const struct tn_item *item = spoken_of(m, name);
	bool is_there = item && name->is_world;
	if (item && item->kind == TN_ITEM_INTERFACE) {
		tn_name known = tn_match_known(m, name->name);
		is_there = known && tn_model_find_func(m->wit, item->interface, known);
	}
	if (is_there)
		return;
	struct nearest n = near_to(m, NULL, e->name);
	for (uint32_t i = 0; n.distance && i < input->module->exports.len; i++) {
		const struct tn_core_export *other = &input->module->exports.ptr[i];
		struct tn_mangle_export right = *name;
		struct tn_mangle_export func;
		if (other->kind != TN_CORE_KIND_FUNC ||
			!tn_mangle_parse_export(other->name, m->reject_legacy, &func) ||
			func.kind != TN_MANGLE_FUNC || !spoken_of(m, &func))
			continue;
		right.name = func.name;
		right.iface = func.iface;
		consider(&n, tn_mangle_export(m->wit, m->arena, &right,
				     func.is_world ? NULL : spoken_of(m, &func)));
	}
	warn_almost(m, input, e,
		name->kind == TN_MANGLE_CALLBACK ? "the callback of no function"
						 : "the post-return of no function",
		&n);
}

void tn_mismatch_almost(
	struct tn_matcher *m, const struct tn_match_input *input, const struct tn_match *match)
{
	uint32_t next = 0; /* what plays a part is in the same order */
	for (uint32_t i = 0; i < input->module->exports.len; i++) {
		const struct tn_core_export *e = &input->module->exports.ptr[i];
		struct tn_mangle_export name;
		if (next < match->exports.len && match->exports.ptr[next].core == e) {
			next++;
			continue;
		}
		if (e->kind != TN_CORE_KIND_FUNC ||
			!tn_mangle_parse_export(e->name, m->reject_legacy, &name))
			continue;
		if (name.kind == TN_MANGLE_DTOR)
			check_dtor(m, input, e, &name);
		else if (name.kind != TN_MANGLE_FUNC)
			check_companion(m, input, e, &name);
	}
}

/* Names that begin with `_` are the toolchain's own: `_start`, `__main_void`. */
static bool is_dropped(const struct tn_match_input *input, const struct tn_match *match, uint32_t i,
	uint32_t *next)
{
	const struct tn_core_export *e = &input->module->exports.ptr[i];
	if (*next < match->exports.len && match->exports.ptr[*next].core == e) {
		++*next;
		return false;
	}
	return e->kind == TN_CORE_KIND_FUNC && !tn_str_starts(e->name, TN_STR("_"));
}

void tn_mismatch_dropped(
	struct tn_matcher *m, const struct tn_match_input *input, const struct tn_match *match)
{
	enum { SHOWN = 5 };
	struct tn_buf names = tn_buf_new(m->arena);
	uint32_t count = 0, next = 0, first = 0;
	for (uint32_t i = 0; i < input->module->exports.len; i++) {
		if (!is_dropped(input, match, i, &next))
			continue;
		const struct tn_core_export *e = &input->module->exports.ptr[i];
		if (count++ == 0)
			first = e->offset;
		if (count <= SHOWN)
			tn_buf_printf(&names, "%s`%.*s`", count > 1 ? ", " : "", TN_S(e->name));
	}
	if (!count)
		return;
	if (count > SHOWN)
		tn_buf_printf(&names, " and %u more", count - SHOWN);
	struct tn_diag *d = tn_diag_warning(m->wit->cx, TN_E_DROPPED_EXPORT, span(input, first),
		"%.*s has no world, so the component leaves out what it exports: %.*s",
		TN_S(input->what), (int)names.len, (const char *)names.ptr);
	hint_world(m, input, d);
}
