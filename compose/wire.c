/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Wiring: parts with needs and offers in; each need ends with a provider or among the rest.
 * Never "the first one": several providers are an error, and so is one whose type does not fit.
 */
#include "compose/link.h"

#include "base/semver.h"
#include "wasm/component/check.h"

#include <stdlib.h>

static struct tn_str text(const struct tn_link *link, tn_name name)
{
	return tn_ctx_text(link->cx, name);
}

/* ---- providers ---- */

static void report_ambiguous(struct tn_link *link, const struct tn_need *need, uint32_t at)
{
	struct tn_diag *d = tn_diag_error(link->cx, TN_E_LINK_AMBIGUOUS, need->node->origin,
		"several components export `%.*s`, which %.*s imports",
		TN_S(text(link, need->symbol.id)), TN_S(need->part->path));
	for (; at != TN_MAP_NONE; at = link->offer_next.ptr[at]) {
		const struct tn_offer *offer = link->offers.ptr[at];
		if (offer->part != need->part)
			tn_diag_note(link->cx, d, offer->node->origin, "%.*s exports `%.*s`",
				TN_S(offer->part->path), TN_S(text(link, offer->symbol.id)));
	}
	tn_diag_hint(link->cx, d, "give only one of them");
}

/* Does what is offered have the type that is needed? Reports the difference. */
static bool fits(struct tn_link *link, const struct tn_need *need, const struct tn_offer *offer)
{
	struct tn_str reason;
	if (tn_check_fits(offer->part->check, offer->node, need->part->check, need->node, link->arena,
		    &reason))
		return true;
	struct tn_diag *d = tn_diag_error(link->cx, TN_E_LINK_TYPE, need->node->origin,
		"`%.*s` as %.*s exports it does not fit what %.*s imports",
		TN_S(text(link, need->symbol.id)), TN_S(offer->part->path), TN_S(need->part->path));
	tn_diag_note(link->cx, d, offer->node->origin, "%.*s", TN_S(reason));
	tn_diag_hint(link->cx, d, "build both from the same WIT");
	return false;
}

static void warn_older(struct tn_link *link, const struct tn_need *need, const struct tn_offer *offer)
{
	struct tn_semver wanted, given;
	if (need->symbol.id == offer->symbol.id || !need->symbol.version || !offer->symbol.version ||
		!tn_semver_parse(text(link, need->symbol.version), &wanted) ||
		!tn_semver_parse(text(link, offer->symbol.version), &given) ||
		tn_semver_cmp(&given, &wanted) >= 0)
		return;
	tn_diag_warning(link->cx, TN_E_LINK_OLDER, need->node->origin,
		"%.*s imports `%.*s` and gets the older `%.*s` of %.*s, whose type still fits",
		TN_S(need->part->path), TN_S(text(link, need->symbol.id)),
		TN_S(text(link, offer->symbol.id)), TN_S(offer->part->path));
}

static bool wire(struct tn_link *link, struct tn_need *need)
{
	uint32_t first = tn_map_get(&link->offers_by_key, TN_KEY(need->node->sort, need->symbol.key));
	struct tn_offer *found = NULL;
	for (uint32_t at = first; at != TN_MAP_NONE; at = link->offer_next.ptr[at]) {
		struct tn_offer *offer = link->offers.ptr[at];
		if (offer->part == need->part)
			continue; /* a component may wrap an interface: import it and export it again */
		if (found) {
			report_ambiguous(link, need, first);
			return false;
		}
		found = offer;
	}
	if (!found)
		return true;
	if (!fits(link, need, found))
		return false;
	warn_older(link, need, found);
	need->from = found;
	found->users++;
	return true;
}

/* ---- the rest: imports that stay ---- */

static int by_key(const void *a, const void *b)
{
	const struct tn_need *x = *(struct tn_need *const *)a, *y = *(struct tn_need *const *)b;
	if (x->node->sort != y->node->sort)
		return x->node->sort < y->node->sort ? -1 : 1;
	if (x->symbol.key != y->symbol.key) {
		const struct tn_ctx *cx = x->part->scope->ir->cx;
		return tn_str_cmp(tn_ctx_text(cx, x->symbol.key), tn_ctx_text(cx, y->symbol.key));
	}
	if (x->symbol.id != y->symbol.id) { /* the highest version first */
		const struct tn_ctx *cx = x->part->scope->ir->cx;
		struct tn_semver v, w;
		if (tn_semver_parse(tn_ctx_text(cx, x->symbol.version), &v) &&
			tn_semver_parse(tn_ctx_text(cx, y->symbol.version), &w))
			return -tn_semver_cmp(&v, &w);
	}
	return x->part->rank < y->part->rank ? -1 : x->part->rank > y->part->rank;
}

static void gather_rests(struct tn_link *link)
{
	TN_VEC(struct tn_need *) open = { 0 };
	for (uint32_t p = 0; p < link->parts.len; p++)
		for (uint32_t i = 0; i < link->parts.ptr[p]->needs.len; i++)
			if (!link->parts.ptr[p]->needs.ptr[i].from)
				*TN_PUSH(link->arena, &open) = &link->parts.ptr[p]->needs.ptr[i];
	if (open.len > 1)
		qsort(open.ptr, open.len, sizeof *open.ptr, by_key);
	struct tn_rest *rest = NULL;
	for (uint32_t i = 0; i < open.len; i++) {
		struct tn_need *need = open.ptr[i];
		if (!rest || rest->symbol.key != need->symbol.key ||
			rest->needs.ptr[0]->node->sort != need->node->sort) {
			rest = TN_NEW(link->arena, struct tn_rest);
			rest->symbol = need->symbol;
			*TN_PUSH(link->arena, &link->rests) = rest;
		}
		need->rest = rest;
		*TN_PUSH(link->arena, &rest->needs) = need;
	}
}

/* ---- names that almost meet ---- */

/* Pairs of names that are compared at most: this is for people, who write fewer. */
enum { NEAR_MISSES = 1000000 };

/* Offers that a person may have meant; notes about them go to `d`, made when the first is found. */
static void note_near_misses(struct tn_link *link, const struct tn_rest *rest, struct tn_diag **d)
{
	struct tn_str wanted = text(link, rest->symbol.base);
	const struct tn_need *need = rest->needs.ptr[0];
	for (uint32_t i = 0; i < link->offers.len; i++) {
		const struct tn_offer *offer = link->offers.ptr[i];
		struct tn_str given = text(link, offer->symbol.base);
		if (offer->part == need->part || offer->symbol.key == rest->symbol.key)
			continue;
		bool other_version = offer->symbol.base == rest->symbol.base;
		/* A slip of the fingers, not another word. */
		size_t differ = wanted.len > given.len ? wanted.len - given.len : given.len - wanted.len;
		if (!other_version && (differ > 2 || link->rests.len > NEAR_MISSES / link->offers.len))
			continue;
		if (!other_version && tn_str_distance(wanted, given, 3) > (wanted.len > 8 ? 2u : 1u))
			continue;
		if (!*d)
			*d = tn_diag_warning(link->cx, TN_E_LINK_NEAR_MISS, need->node->origin,
				"`%.*s`, which %.*s imports, stays an import, but something close to it is "
				"exported", TN_S(text(link, rest->symbol.id)), TN_S(need->part->path));
		tn_diag_note(link->cx, *d, offer->node->origin, "%.*s exports `%.*s`%s",
			TN_S(offer->part->path), TN_S(text(link, offer->symbol.id)),
			other_version ? ", a version that is not compatible" : "");
	}
}

/* Interfaces of WASI are the host's to give. */
static bool is_hosts(struct tn_str id)
{
	return tn_str_starts(id, TN_STR("wasi:"));
}

static bool review_rests(struct tn_link *link)
{
	bool fine = true;
	for (uint32_t i = 0; i < link->rests.len; i++) {
		const struct tn_rest *rest = link->rests.ptr[i];
		struct tn_str id = text(link, rest->symbol.id);
		struct tn_diag *d = NULL;
		if (is_hosts(id) || rest->inside)
			continue;
		if (link->options->no_undefined) {
			const struct tn_need *need = rest->needs.ptr[0];
			d = tn_diag_error(link->cx, TN_E_LINK_UNDEFINED, need->node->origin,
				"no component exports `%.*s`, which %.*s imports", TN_S(id),
				TN_S(need->part->path));
			for (uint32_t n = 1; n < rest->needs.len; n++)
				tn_diag_note(link->cx, d, rest->needs.ptr[n]->node->origin,
					"%.*s imports it, too", TN_S(rest->needs.ptr[n]->part->path));
			fine = false;
		}
		note_near_misses(link, rest, &d);
	}
	return fine;
}

/* ---- what the result exports ---- */

static bool is_named(const struct tn_link *link, const struct tn_symbol *symbol, struct tn_str name)
{
	return tn_str_eq(text(link, symbol->id), name) || tn_str_eq(text(link, symbol->base), name) ||
		tn_str_eq(text(link, symbol->key), name);
}

static struct tn_span file_of(struct tn_link *link, const struct tn_part *part)
{
	return part ? tn_source_name(&link->cx->sources, part->path) : (struct tn_span){ 0 };
}

static bool want_named(struct tn_link *link)
{
	bool fine = true;
	for (uint32_t e = 0; e < link->options->export_count; e++) {
		struct tn_str name = link->options->exports[e];
		struct tn_str best = { 0 };
		const struct tn_part *near = link->parts.len == 1 ? link->parts.ptr[0] : NULL;
		unsigned best_distance = 4;
		bool found = false;
		for (uint32_t i = 0; i < link->offers.len; i++) {
			struct tn_offer *offer = link->offers.ptr[i];
			struct tn_str base = text(link, offer->symbol.base);
			if (is_named(link, &offer->symbol, name))
				found = offer->wanted = true;
			unsigned distance = tn_str_distance(base, name, best_distance);
			if (distance < best_distance) {
				best_distance = distance;
				best = base;
				near = offer->part;
			}
		}
		if (found)
			continue;
		struct tn_diag *d = tn_diag_error(link->cx, TN_E_LINK_NO_EXPORT, file_of(link, near),
			"no component exports `%.*s`", TN_S(name));
		if (best.len)
			tn_diag_hint(link->cx, d, "did you mean `%.*s`?", TN_S(best));
		fine = false;
	}
	return fine;
}

static bool is_called(struct tn_str path, struct tn_str name)
{
	return tn_str_eq(path, name) || tn_str_eq(tn_fs_base(path), tn_fs_base(name)) ||
		tn_str_eq(tn_fs_stem(path), name);
}

static bool is_entry(const struct tn_link *link, const struct tn_part *part)
{
	if (link->options->entry_count == 0) {
		for (uint32_t i = 0; i < part->offers.len; i++)
			if (part->offers.ptr[i].users)
				return false;
		return true;
	}
	for (uint32_t i = 0; i < link->options->entry_count; i++) {
		struct tn_str name = link->options->entries[i];
		if (is_called(part->path, name))
			return true;
	}
	return false;
}

static bool check_exports_differ(struct tn_link *link)
{
	struct tn_map seen = { .arena = link->arena };
	bool fine = true;
	for (uint32_t i = 0; i < link->offers.len; i++) {
		const struct tn_offer *offer = link->offers.ptr[i];
		if (!offer->wanted || tn_map_put(&seen, offer->symbol.id, i))
			continue;
		/* put replaced the earlier one: look for it again, this is an error path */
		for (uint32_t k = 0; k < i; k++) {
			const struct tn_offer *other = link->offers.ptr[k];
			if (!other->wanted || other->symbol.id != offer->symbol.id)
				continue;
			struct tn_diag *d = tn_diag_error(link->cx, TN_E_LINK_AMBIGUOUS,
				offer->node->origin, "two components would export `%.*s` from the result",
				TN_S(text(link, offer->symbol.id)));
			tn_diag_note(link->cx, d, other->node->origin, "%.*s exports it, too",
				TN_S(other->part->path));
			tn_diag_hint(link->cx, d, "choose with --entry FILE or --export NAME");
			fine = false;
			break;
		}
	}
	return fine;
}

static bool choose_exports(struct tn_link *link)
{
	bool fine = true;
	if (link->options->export_count == 0 || link->options->entry_count > 0)
		for (uint32_t p = 0; p < link->parts.len; p++) {
			struct tn_part *part = link->parts.ptr[p];
			bool entry = is_entry(link, part);
			for (uint32_t i = 0; i < part->offers.len; i++)
				part->offers.ptr[i].wanted = entry;
		}
	for (uint32_t e = 0; e < link->options->entry_count; e++) {
		struct tn_str name = link->options->entries[e];
		bool found = false;
		for (uint32_t p = 0; p < link->parts.len && !found; p++) {
			struct tn_str path = link->parts.ptr[p]->path;
			found = is_called(path, name);
		}
		if (found)
			continue;
		tn_diag_error(link->cx, TN_E_LINK_NO_EXPORT, (struct tn_span){ 0 },
			"--entry names `%.*s`, which is not among the components given", TN_S(name));
		fine = false;
	}
	return want_named(link) && fine;
}

bool tn_wire_parts(struct tn_link *link)
{
	bool fine = true;
	for (uint32_t p = 0; p < link->parts.len; p++)
		for (uint32_t i = 0; i < link->parts.ptr[p]->needs.len; i++)
			fine = wire(link, &link->parts.ptr[p]->needs.ptr[i]) && fine;
	gather_rests(link);
	fine = choose_exports(link) && fine;
	/* Who is left without a user is only known when all the wiring is. */
	fine = fine && check_exports_differ(link);
	tn_linktypes_settle(link);
	return review_rests(link) && fine;
}
