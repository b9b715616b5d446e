/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Which package refers to which, and the order that follows. WIT.md, "Package Format". */
#include "wit/syntax/resolve.h"

#include "base/buf.h"
#include "base/semver.h"

#include <stdlib.h>

/* ---- the paths of a package ---- */

static void each_use(
	const struct tn_ast_item *owner, uint32_t source, tn_deps_visit *visit, void *user)
{
	if (!tn_ast_has(owner->kinds, TN_AST_USE))
		return;
	for (const struct tn_ast_item *item = owner->items; item; item = item->next)
		if (item->kind == TN_AST_USE)
			visit(user, source, item->path, false);
}

static void each_extern(const struct tn_ast_item *items, enum tn_ast_kind kind, uint32_t source,
	tn_deps_visit *visit, void *user)
{
	for (; items; items = items->next) {
		if (items->kind != kind)
			continue;
		if (items->external == TN_EXTERN_INLINE)
			each_use(items, source, visit, user);
		else if (items->external != TN_EXTERN_FUNC)
			visit(user, source, items->path, false);
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
				each_use(item, source, visit, user);
				break;
			case TN_AST_WORLD:
				for (const struct tn_ast_item *i = item->items; i; i = i->next)
					if (i->kind == TN_AST_USE || i->kind == TN_AST_INCLUDE)
						visit(user, source, i->path, i->kind == TN_AST_INCLUDE);
				each_extern(item->items, TN_AST_IMPORT, source, visit, user);
				each_extern(item->items, TN_AST_EXPORT, source, visit, user);
				break;
			case TN_AST_TOP_USE:
				visit(user, source, item->path, false);
				break;
			default:
				break;
			}
		}
	}
}

/* ---- what is missing is shown where it is first wanted ---- */

static bool is_there(struct tn_resolver *r, const struct tn_ast_path *path)
{
	const struct tn_ast_package_name *name = &path->package;
	const struct tn_unit *unit = tn_deps_find(r, name->ns.name, name->name.name, name->version);
	tn_pkg package;

	if (unit)
		return tn_paths_entry(r, (uint32_t)(unit - r->units.ptr), path->name.name) != NULL;
	package = tn_model_find_package(r->wit, name->ns.name, name->name.name, name->version);
	return package != TN_NO_ID &&
	       (tn_model_find_interface(r->wit, package, path->name.name) != TN_NO_ID ||
		       tn_model_find_world(r->wit, package, path->name.name) != TN_NO_ID);
}

/* What is not there cannot be an interface and a world. */
static void two_kinds(struct tn_resolver *r, const struct tn_mention *first, struct tn_span span,
	const struct tn_ast_path *path)
{
	struct tn_diag *diag = tn_symbols_error(r, TN_E_WRONG_ITEM, span,
		"name `%.*s` is used as %s before, and as %s here", TN_S(tn_ctx_text(r->cx, path->name.name)),
		first->is_world ? "a world" : "an interface",
		first->is_world ? "an interface" : "a world");

	tn_diag_note(r->cx, diag, first->span, "first named here");
}

static void note_mention(void *user, uint32_t source, const struct tn_ast_path *path, bool is_world)
{
	struct tn_resolver *r = user;
	const struct tn_ast_package_name *package = &path->package;
	struct tn_ast_span spans[] = { package->span, path->name.span };
	tn_name items[] = { 0, path->name.name };
	tn_name text;

	if (!package->ns.name)
		return;
	text = tn_ctx_name(r->cx,
		tn_deps_text(r, package->ns.name, package->name.name, package->version));
	for (int i = 0; i < 2; i++) {
		uint64_t key = TN_KEY(text, items[i]);
		struct tn_span span = { source, spans[i].start, spans[i].end };
		uint32_t old = tn_map_get(&r->mention_index, key);

		if (old == TN_MAP_NONE) {
			tn_map_put(&r->mention_index, key, r->mentions.len);
			*TN_PUSH(r->scratch, &r->mentions) = (struct tn_mention){ span, is_world };
		} else if (items[i] && r->mentions.ptr[old].is_world != is_world && !is_there(r, path)) {
			two_kinds(r, &r->mentions.ptr[old], span, path);
		}
	}
}

struct tn_span tn_deps_mention(struct tn_resolver *r, tn_name package, tn_name item)
{
	if (!r->mentions.len)
		tn_deps_each(r->unit, note_mention, r);
	uint32_t at = tn_map_get(&r->mention_index, TN_KEY(package, item));
	return at == TN_MAP_NONE ? (struct tn_span){ 0 } : r->mentions.ptr[at].span;
}

struct tn_unit *tn_deps_find(struct tn_resolver *r, tn_name ns, tn_name name, tn_name version)
{
	uint32_t at = tn_map_get(&r->unit_index, TN_KEY(ns, name));

	if (at == TN_MAP_NONE)
		return NULL;
	/* What is taken as it was in another version has that version's name as well. */
	while (at != TN_NO_ID && r->units.ptr[at].name.version != version &&
		(!version || r->units.ptr[at].target != version))
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

static void note_dep(void *user, uint32_t source, const struct tn_ast_path *path, bool is_world)
{
	struct walk *w = user;
	struct visit *visit = &TN_LAST(&w->stack);
	struct tn_unit *unit;
	uint32_t id;

	(void)is_world;
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
	if (shown == dep && first + 1 == w->stack.len)
		tn_diag_hint(w->r->cx, diag,
			"an interface of the same package is named alone, without its package");
	else
		tn_diag_hint(w->r->cx, diag,
			"what they need of each other belongs into one more package, which both use");
	/* Who broke a long cycle knows it by its first links. */
	for (uint32_t i = first; i < w->stack.len && i - first < 8; i++) {
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

/* ---- packages that are not there ---- */

/* All packages there are but the one at hand: those of text, then those that came encoded. */
static struct tn_unit_name nth_package(const struct tn_resolver *r, uint32_t i)
{
	const struct tn_package *package;

	if (i < r->units.len)
		return i == r->unit_id ? (struct tn_unit_name){ 0 } : r->units.ptr[i].name;
	i -= r->units.len;
	package = &r->wit->packages.ptr[i];
	for (uint32_t u = 0; u < r->units.len; u++)
		if (r->units.ptr[u].package == i)
			return (struct tn_unit_name){ 0 };
	return (struct tn_unit_name){ package->ns, package->name, package->version, package->span };
}

/* How near the name of a package is to the one that is missing, version aside; 0: not at all. */
static unsigned nearness(
	struct tn_resolver *r, const struct tn_ast_package_name *wanted, const struct tn_unit_name *name)
{
	struct tn_str ns = tn_ctx_text(r->cx, wanted->ns.name);
	struct tn_str package = tn_ctx_text(r->cx, wanted->name.name);
	struct tn_guess a = tn_symbols_guess(ns), b = tn_symbols_guess(package);
	bool ns_same = name->ns == wanted->ns.name, name_same = name->name == wanted->name.name;
	struct tn_str version = name->version ? tn_ctx_text(r->cx, name->version) : TN_NOSTR;

	tn_symbols_candidate(&a, tn_ctx_text(r->cx, name->ns));
	tn_symbols_candidate(&b, tn_ctx_text(r->cx, name->name));
	if ((!ns_same && !a.best.len) || (!name_same && !b.best.len))
		return 0;
	if (!ns_same || !name_same)
		return 100 - (ns_same ? 0 : a.distance) - (name_same ? 0 : b.distance);
	/* Another version: on the same track is best. */
	if (wanted->version && version.len &&
		tn_semver_compatible(version, tn_ctx_text(r->cx, wanted->version)))
		return 300;
	return 200;
}

void tn_deps_note_known(struct tn_resolver *r, struct tn_diag *diag)
{
	struct tn_buf list = tn_buf_new(r->scratch);
	uint32_t count = 0;

	for (uint32_t i = 0; i < r->units.len + r->wit->packages.len && count <= 20; i++) {
		struct tn_unit_name name = nth_package(r, i);

		if (name.ns && count++ < 20)
			tn_buf_printf(&list, "%s`%.*s`", count > 1 ? ", " : "",
				TN_S(tn_deps_text(r, name.ns, name.name, name.version)));
	}
	if (count)
		tn_diag_note(r->cx, diag, (struct tn_span){ 0 }, "known packages: %.*s%s",
			(int)list.len, (const char *)list.ptr, count > 20 ? ", …" : "");
}

/* How near the package at hand is: misspelt, only when it has the item. */
static unsigned own_nearness(struct tn_resolver *r, const struct tn_ast_path *path)
{
	const struct tn_unit_name *own = &r->unit->name;
	unsigned near = own->ns ? nearness(r, &path->package, own) : 0;

	return near >= 200 || tn_paths_entry(r, r->unit_id, path->name.name) ? near : 0;
}

static struct tn_str without_slashes(struct tn_str path)
{
	while (path.len && path.ptr[path.len - 1] == '/')
		path.len--;
	return path;
}

bool tn_deps_is_deps(struct tn_str folder)
{
	return tn_str_eq(tn_fs_base(without_slashes(folder)), TN_STR("deps"));
}

/* "…/deps/name": others are found from the folder above only. WIT.md, "Root Package: A Directory" */
static bool is_dependency(struct tn_str folder)
{
	folder = without_slashes(folder);
	return tn_deps_is_deps(tn_str_sub(folder, 0, folder.len - tn_fs_base(folder).len));
}

/* "log" of "deps/log/", "deps/log.wit". */
static struct tn_str stem(struct tn_str path)
{
	path = tn_fs_base(without_slashes(path));
	return tn_str_ends(path, TN_STR(".wit")) ? tn_str_sub(path, 0, path.len - 4) : path;
}

/* Of what does not say which package it is: what is called like the one wanted, else the first, else empty. */
static struct tn_str unnamed_for(const struct tn_resolver *r, tn_name wanted, bool *is_called_so)
{
	*is_called_so = false;
	for (uint32_t i = 0; i < r->unnamed.len; i++)
		if ((*is_called_so = tn_str_eq(stem(r->unnamed.ptr[i]), tn_ctx_text(r->cx, wanted))))
			return r->unnamed.ptr[i];
	return r->unnamed.len ? r->unnamed.ptr[0] : TN_NOSTR;
}

void tn_deps_advise(struct tn_resolver *r, struct tn_diag *diag, const struct tn_ast_path *path)
{
	const struct tn_ast_package_name *wanted = &path->package;
	const struct tn_unit_name *own = &r->unit->name;
	struct tn_str best = TN_NOSTR;
	unsigned nearest = own_nearness(r, path);
	bool is_own = nearest > 0, is_called_so;
	struct tn_str unnamed = unnamed_for(r, wanted->name.name, &is_called_so);

	if (!tn_diag_may_guess(r->cx, diag))
		return;
	for (uint32_t i = 0; i < r->units.len + r->wit->packages.len; i++) {
		struct tn_unit_name name = nth_package(r, i);
		unsigned near = name.ns ? nearness(r, wanted, &name) : 0;

		if (near <= nearest)
			continue;
		nearest = near;
		is_own = false;
		best = tn_deps_text(r, name.ns, name.name, name.version);
	}
	if (is_called_so)
		tn_diag_hint(r->cx, diag,
			"`%.*s` has no `package` header that can be read: perhaps it is this package",
			TN_S(unnamed));
	else if (is_own)
		tn_diag_hint(r->cx, diag,
			"did you mean `%.*s`? It is this package: `%.*s` alone will do",
			TN_S(tn_deps_text(r, own->ns, own->name, own->version)),
			TN_S(tn_ctx_text(r->cx, path->name.name)));
	else if (best.len)
		tn_diag_hint(r->cx, diag, "did you mean `%.*s`?", TN_S(best));
	else if (is_dependency(r->folder))
		tn_diag_hint(r->cx, diag,
			"`%.*s` lies in the `deps` of another package, whose folder brings the others: "
			"name that",
			TN_S(r->folder));
	else if (r->folder.len && unnamed.len)
		tn_diag_hint(r->cx, diag,
			"put its WIT into the folder `%.*s`, or, if it is `%.*s`, give that a `package` "
			"header",
			TN_S(tn_fs_join(r->scratch, r->folder, TN_STR("deps"))), TN_S(unnamed));
	else if (r->folder.len)
		tn_diag_hint(r->cx, diag, "put its WIT into the folder `%.*s`",
			TN_S(tn_fs_join(r->scratch, r->folder, TN_STR("deps"))));
	else
		tn_diag_hint(r->cx, diag,
			"a file is read alone: name its folder, whose `deps` holds other packages");
	tn_deps_note_known(r, diag);
}

struct tn_str tn_deps_folder(struct tn_resolver *r, const struct tn_unit *unit)
{
	const struct tn_fs *fs = &r->cx->fs;
	struct tn_str path, folder;
	struct tn_dir dir = { 0 };

	if (!unit->is_root || unit->files.len != 1 || r->folder.len || !tn_diag_may_guess(r->cx, NULL))
		return TN_NOSTR;
	path = tn_source_get(&r->cx->sources, unit->files.ptr[0].source)->path;
	folder = tn_str_sub(path, 0, path.len - tn_fs_base(path).len);
	folder = tn_str_copy(r->scratch, folder.len ? folder : TN_STR("./"));
	if (!tn_str_ends(path, TN_STR(".wit")) || fs->list(fs->user, r->scratch, folder.ptr, &dir))
		return TN_NOSTR;
	for (uint32_t i = 0; i < dir.list.len; i++) {
		const struct tn_dirent *entry = &dir.list.ptr[i];

		if (entry->kind == TN_FS_FILE && tn_str_ends(entry->name, TN_STR(".wit")) &&
			!tn_str_eq(tn_fs_base(path), entry->name))
			return folder;
	}
	return TN_NOSTR;
}
