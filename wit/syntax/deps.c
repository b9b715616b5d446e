/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Which package refers to which, and the order that follows. WIT.md, "Package Format". */
#include "wit/syntax/resolve.h"

#include "base/semver.h"

#include <stdlib.h>

/* ---- the paths of a package ---- */

static void each_use(
	const struct tn_ast_item *items, uint32_t source, tn_deps_visit *visit, void *user)
{
	for (; items; items = items->next)
		if (items->kind == TN_AST_USE)
			visit(user, source, items->path);
}

static void each_extern(const struct tn_ast_item *items, enum tn_ast_kind kind, uint32_t source,
	tn_deps_visit *visit, void *user)
{
	for (; items; items = items->next) {
		if (items->kind != kind)
			continue;
		if (items->external == TN_EXTERN_INLINE)
			each_use(items->items, source, visit, user);
		else if (items->external != TN_EXTERN_FUNC)
			visit(user, source, items->path);
	}
}

void tn_deps_each(const struct tn_unit *unit, tn_deps_visit *visit, void *user)
{
	for (uint32_t f = 0; f < unit->files.len; f++) {
		uint32_t source = unit->files.ptr[f].source;

		for (const struct tn_ast_item *item = unit->files.ptr[f].items; item;
			item = item->next) {
			switch (item->kind) {
			case TN_AST_INTERFACE:
				each_use(item->items, source, visit, user);
				break;
			case TN_AST_WORLD:
				for (const struct tn_ast_item *i = item->items; i; i = i->next)
					if (i->kind == TN_AST_USE || i->kind == TN_AST_INCLUDE)
						visit(user, source, i->path);
				each_extern(item->items, TN_AST_IMPORT, source, visit, user);
				each_extern(item->items, TN_AST_EXPORT, source, visit, user);
				break;
			case TN_AST_TOP_USE:
				visit(user, source, item->path);
				break;
			default:
				break;
			}
		}
	}
}

struct tn_unit *tn_deps_find(struct tn_resolver *r, tn_name ns, tn_name name, tn_name version)
{
	uint32_t at = tn_map_get(&r->unit_index, TN_KEY(ns, name));

	if (at == TN_MAP_NONE)
		return NULL;
	while (at != TN_NO_ID && r->units.ptr[at].name.version != version)
		at = r->next_unit.ptr[at];
	return at == TN_NO_ID ? NULL : &r->units.ptr[at];
}

/* ---- the order ---- */

struct dep {
	uint32_t unit;
	struct tn_span span;
};

struct visit {
	uint32_t unit, at; /* the next of its dependencies to look at */
	TN_VEC(struct dep) deps;
};

struct walk {
	struct tn_resolver *r;
	TN_VEC(struct visit) stack;
	uint32_t *order, order_len;
	struct tn_map met; /* (unit, dependency) */
};

static void note_dep(void *user, uint32_t source, const struct tn_ast_path *path)
{
	struct walk *w = user;
	struct visit *visit = &TN_LAST(&w->stack);
	struct tn_unit *unit;
	uint32_t id;

	if (!path->package.ns.name)
		return;
	unit = tn_deps_find(
		w->r, path->package.ns.name, path->package.name.name, path->package.version);
	if (!unit)
		return;
	id = (uint32_t)(unit - w->r->units.ptr);
	if (tn_map_put(&w->met, TN_KEY(visit->unit, id), 0))
		*TN_PUSH(w->r->scratch, &visit->deps) = (struct dep){ id,
			{ source, path->package.span.start, path->package.span.end } };
}

static void enter(struct walk *w, uint32_t unit)
{
	struct visit visit = { .unit = unit };

	w->r->units.ptr[unit].state = TN_UNIT_OPEN;
	*TN_PUSH(w->r->scratch, &w->stack) = visit;
	tn_deps_each(&w->r->units.ptr[unit], note_dep, w);
}

struct tn_str tn_deps_text(struct tn_resolver *r, tn_name ns, tn_name name, tn_name version)
{
	struct tn_str at = version ? tn_ctx_text(r->cx, version) : TN_STR("");

	return tn_str_format(r->scratch, "%.*s:%.*s%s%.*s", TN_S(tn_ctx_text(r->cx, ns)),
		TN_S(tn_ctx_text(r->cx, name)), version ? "@" : "", TN_S(at));
}

static struct tn_str unit_text(struct tn_resolver *r, uint32_t unit)
{
	const struct tn_unit_name *name = &r->units.ptr[unit].name;

	return tn_deps_text(r, name->ns, name->name, name->version);
}

/* `dep` of the newest visit leads back to a package that is still open. */
static void report_cycle(struct walk *w, const struct dep *dep)
{
	uint32_t first = 0;
	const struct dep *shown = dep;
	struct tn_diag *diag;

	while (w->stack.ptr[first].unit != dep->unit)
		first++;
	/* A cycle through the package where the walk began is shown at its begin, else at its end. */
	if (first == 0 && w->stack.len > 1)
		shown = &w->stack.ptr[0].deps.ptr[w->stack.ptr[0].at - 1];
	diag = tn_symbols_error(w->r, TN_E_PACKAGE_CYCLE, shown->span,
		"package `%.*s` creates a dependency cycle", TN_S(unit_text(w->r, shown->unit)));
	for (uint32_t i = first; i < w->stack.len; i++) {
		const struct visit *visit = &w->stack.ptr[i];
		const struct dep *next =
			i + 1 < w->stack.len ? &visit->deps.ptr[visit->at - 1] : dep;

		if (next != shown)
			tn_diag_note(w->r->cx, diag, next->span, "`%.*s` depends on `%.*s`",
				TN_S(unit_text(w->r, visit->unit)),
				TN_S(unit_text(w->r, next->unit)));
	}
}

static void visit_from(struct walk *w, uint32_t root)
{
	if (w->r->units.ptr[root].state != TN_UNIT_NEW)
		return;
	enter(w, root);
	while (w->stack.len) {
		struct visit *top = &TN_LAST(&w->stack);

		if (top->at == top->deps.len) {
			w->r->units.ptr[top->unit].state = TN_UNIT_DONE;
			w->order[w->order_len++] = top->unit;
			(void)TN_POP(&w->stack);
			continue;
		}
		struct dep dep = top->deps.ptr[top->at++];

		if (w->r->units.ptr[dep.unit].state == TN_UNIT_OPEN)
			report_cycle(w, &dep);
		else if (w->r->units.ptr[dep.unit].state == TN_UNIT_NEW)
			enter(w, dep.unit);
	}
}

struct key {
	struct tn_str ns, name, version;
	struct tn_semver semver;
	uint32_t unit;
};

/* By namespace, name, version; without a version first. */
static int by_name(const void *left, const void *right)
{
	const struct key *a = left, *b = right;
	int order = tn_str_cmp(a->ns, b->ns);

	if (!order)
		order = tn_str_cmp(a->name, b->name);
	if (!order)
		order = (a->version.len != 0) - (b->version.len != 0);
	if (!order && a->version.len)
		order = tn_semver_cmp(&a->semver, &b->semver);
	return order ? order : a->unit < b->unit ? -1 : 1;
}

uint32_t *tn_deps_order(struct tn_resolver *r)
{
	struct walk w = { .r = r, .met = { .arena = r->scratch } };
	struct key *keys = TN_NEWN(r->scratch, struct key, r->units.len);

	for (uint32_t i = 0; i < r->units.len; i++) {
		const struct tn_unit_name *name = &r->units.ptr[i].name;

		keys[i].unit = i;
		keys[i].ns = tn_ctx_text(r->cx, name->ns);
		keys[i].name = tn_ctx_text(r->cx, name->name);
		if (name->version) {
			keys[i].version = tn_ctx_text(r->cx, name->version);
			tn_semver_parse(keys[i].version, &keys[i].semver);
		}
	}
	qsort(keys, r->units.len, sizeof *keys, by_name);
	w.order = TN_NEWN(r->scratch, uint32_t, r->units.len);
	for (uint32_t i = 0; i < r->units.len; i++)
		visit_from(&w, keys[i].unit);
	return w.order;
}
