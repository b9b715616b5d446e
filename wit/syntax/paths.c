/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What a path of WIT text leads to: an interface or world of this package or of another, or a diagnostic. */
#include "wit/syntax/resolve.h"

static struct tn_str package_text(struct tn_resolver *r, const struct tn_ast_package_name *name)
{
	return tn_deps_text(r, name->ns.name, name->name.name, name->version);
}

static struct tn_target broken(void)
{
	return (struct tn_target){ .kind = TN_TARGET_BROKEN, .id = TN_NO_ID };
}

struct tn_entry *tn_paths_entry(struct tn_resolver *r, uint32_t unit, tn_name name)
{
	uint32_t at = tn_map_get(&r->entry_index, TN_KEY(unit, name));

	return at == TN_MAP_NONE ? NULL : &r->units.ptr[unit].entries.ptr[at];
}

static struct tn_target to_entry(struct tn_entry *entry)
{
	if (entry->kind == TN_ENTRY_BROKEN)
		return broken();
	return (struct tn_target){
		.kind = entry->kind == TN_ENTRY_WORLD ? TN_TARGET_WORLD : TN_TARGET_INTERFACE,
		.id = entry->id,
		.entry = entry,
	};
}

/* True the first time that this package asks for this missing thing. */
static bool first_time(struct tn_resolver *r, const struct tn_ast_path *path, tn_name item)
{
	tn_name package = tn_ctx_name(r->cx, package_text(r, &path->package));

	return tn_map_put(&r->missing, TN_KEY(package, item), 0);
}

static struct tn_span first_mention(
	struct tn_resolver *r, const struct tn_ast_path *path, tn_name item)
{
	struct tn_span at = tn_deps_mention(r, tn_ctx_name(r->cx, package_text(r, &path->package)), item);

	return at.source ? at : tn_resolve_at(r, item ? path->name.span : path->package.span);
}

static struct tn_target no_such_item(struct tn_resolver *r, const struct tn_ast_path *path,
	const struct tn_unit *unit, tn_pkg package, const char *what)
{
	struct tn_guess guess = tn_symbols_guess(tn_ctx_text(r->cx, path->name.name));
	const struct tn_package *model = &r->wit->packages.ptr[package];
	struct tn_diag *diag;

	if ((unit && unit->incomplete) || tn_symbols_is_made_up(r, path->name.name) ||
		!first_time(r, path, path->name.name))
		return broken();
	diag = tn_symbols_error(r, TN_E_UNKNOWN_ITEM, first_mention(r, path, path->name.name),
		"package `%.*s` has no %s `%.*s`", TN_S(package_text(r, &path->package)), what,
		TN_S(tn_ctx_text(r->cx, path->name.name)));
	if (!tn_diag_may_guess(r->cx, diag))
		return broken();
	for (uint32_t i = 0; i < model->interfaces.len; i++)
		tn_symbols_candidate(&guess,
			tn_ctx_text(r->cx, r->wit->interfaces.ptr[model->interfaces.ptr[i]].name));
	for (uint32_t i = 0; i < model->worlds.len; i++)
		tn_symbols_candidate(
			&guess, tn_ctx_text(r->cx, r->wit->worlds.ptr[model->worlds.ptr[i]].name));
	if (guess.best.len)
		tn_diag_hint(r->cx, diag, "did you mean `%.*s`?", TN_S(guess.best));
	return broken();
}

static struct tn_target hidden_item(
	struct tn_resolver *r, const struct tn_ast_path *path, const struct tn_entry *entry)
{
	const char *what = entry->kind == TN_ENTRY_WORLD ? "world" : "interface";
	struct tn_diag *diag;

	if (!first_time(r, path, path->name.name))
		return broken();
	diag = tn_symbols_error(r, TN_E_GATED, tn_resolve_at(r, path->name.span),
		"%s `%.*s` is hidden by a feature gate that is not open", what,
		TN_S(tn_ctx_text(r->cx, entry->name)));
	tn_gates_explain(r, diag, entry);
	return broken();
}

static void no_such_package(struct tn_resolver *r, const struct tn_ast_path *path)
{
	struct tn_diag *diag;

	if (path->package.guessed || tn_symbols_is_made_up(r, path->package.ns.name) ||
		tn_symbols_is_made_up(r, path->package.name.name) || !first_time(r, path, 0))
		return;
	diag = tn_symbols_error(r, TN_E_UNKNOWN_PACKAGE, first_mention(r, path, 0),
		"package `%.*s` not found", TN_S(package_text(r, &path->package)));
	tn_deps_advise(r, diag, path);
}

void tn_paths_check_package(struct tn_resolver *r, const struct tn_ast_path *path)
{
	const struct tn_ast_package_name *name = &path->package;

	if (name->ns.name && !tn_deps_find(r, name->ns.name, name->name.name, name->version) &&
		tn_model_find_package(r->wit, name->ns.name, name->name.name, name->version) ==
			TN_NO_ID)
		no_such_package(r, path);
}

/* "ns:pkg/item": in another package, which is resolved already. */
static struct tn_target find_foreign(
	struct tn_resolver *r, const struct tn_ast_path *path, const char *what)
{
	struct tn_unit *unit = tn_deps_find(
		r, path->package.ns.name, path->package.name.name, path->package.version);
	struct tn_target out = { 0 };
	struct tn_entry *entry;
	tn_pkg package;

	if (unit) {
		if (unit->package == TN_NO_ID || unit == r->unit)
			return broken(); /* a cycle of packages, reported already */
		entry = tn_paths_entry(r, (uint32_t)(unit - r->units.ptr), path->name.name);
		if (!entry)
			return no_such_item(r, path, unit, unit->package, what);
		if (entry->kind != TN_ENTRY_BROKEN && entry->hidden)
			return hidden_item(r, path, entry);
		return to_entry(entry);
	}
	package = tn_model_find_package(
		r->wit, path->package.ns.name, path->package.name.name, path->package.version);
	if (package == TN_NO_ID) {
		no_such_package(r, path);
		return broken();
	}
	out.id = tn_model_find_interface(r->wit, package, path->name.name);
	out.kind = TN_TARGET_INTERFACE;
	if (out.id == TN_NO_ID) {
		out.id = tn_model_find_world(r->wit, package, path->name.name);
		out.kind = TN_TARGET_WORLD;
	}
	return out.id == TN_NO_ID ? no_such_item(r, path, NULL, package, what) : out;
}

struct tn_entry *tn_paths_local(
	struct tn_resolver *r, uint32_t file, tn_name name, const struct tn_ast_item **alias)
{
	uint32_t at = tn_map_get(&r->alias_index, TN_KEY(file, name));

	*alias = NULL;
	if (at != TN_MAP_NONE) {
		*alias = r->aliases.ptr[at].item;
		if ((*alias)->path->package.ns.name)
			return NULL;
		name = (*alias)->path->name.name;
	}
	return tn_paths_entry(r, r->unit_id, name);
}

uint64_t tn_paths_foreign_key(struct tn_resolver *r, const struct tn_ast_path *path)
{
	const struct tn_ast_item *alias;

	if (!path->package.ns.name && !tn_paths_local(r, r->file, path->name.name, &alias) && alias)
		path = alias->path;
	if (!path->package.ns.name)
		return 0;
	return TN_KEY(tn_ctx_name(r->cx, package_text(r, &path->package)), path->name.name);
}

/* "wasi:io" of `import wasi:io;`, which is the label `wasi` for an interface `io`; WIT.md, "Item: world". */
static struct tn_str like_package(struct tn_resolver *r, struct tn_span name)
{
	const unsigned char *text = tn_source_get(&r->cx->sources, name.source)->bytes.ptr;
	uint32_t at = name.start;

	if (!at || text[at - 1] != ':')
		return TN_NOSTR;
	for (at--; at && text[at - 1] > ' ' && text[at - 1] != '/';)
		at--;
	name.start = at;
	return text[at] == ':' ? TN_NOSTR : tn_source_text(&r->cx->sources, name);
}

void tn_paths_no_such_name(struct tn_resolver *r, const struct tn_ast_id *id)
{
	struct tn_str package = like_package(r, tn_resolve_at(r, id->span));
	struct tn_guess guess = tn_symbols_guess(tn_ctx_text(r->cx, id->name));
	struct tn_str folder;
	struct tn_diag *diag;

	if (r->unit->incomplete || tn_symbols_is_made_up(r, id->name))
		return;
	diag = tn_symbols_error(r, TN_E_UNKNOWN_ITEM, tn_resolve_at(r, id->span),
		"interface or world `%.*s` does not exist", TN_S(tn_ctx_text(r->cx, id->name)));
	if (package.len) {
		tn_diag_hint(r->cx, diag,
			"worlds name the interfaces of a package, `%.*s/…`; without `/` a `:` stands "
			"behind a label",
			TN_S(package));
		return;
	}
	if (!tn_diag_may_guess(r->cx, diag))
		return;
	for (uint32_t i = 0; i < r->unit->entries.len; i++)
		tn_symbols_candidate(&guess, tn_ctx_text(r->cx, r->unit->entries.ptr[i].name));
	for (uint32_t i = 0; i < r->aliases.len; i++)
		if (r->aliases.ptr[i].file == r->file)
			tn_symbols_candidate(
				&guess, tn_ctx_text(r->cx, r->aliases.ptr[i].item->name.name));
	if (guess.best.len) {
		tn_diag_hint(r->cx, diag, "did you mean `%.*s`?", TN_S(guess.best));
		diag->replacement = guess.best;
		return;
	}
	folder = tn_deps_folder(r, r->unit);
	if (folder.len)
		tn_diag_hint(r->cx, diag,
			"a file is read alone: name its folder `%.*s`, which holds others",
			TN_S(folder));
}

static struct tn_target resolve_path(
	struct tn_resolver *r, const struct tn_ast_path *path, const char *what)
{
	const struct tn_ast_item *alias;
	struct tn_entry *entry;

	if (path->package.ns.name)
		return find_foreign(r, path, what);
	entry = tn_paths_local(r, r->file, path->name.name, &alias);
	if (entry)
		return to_entry(entry);
	if (alias && alias->path->package.ns.name) {
		return find_foreign(r, alias->path, what);
	}
	if (!alias) /* an alias for nothing is reported where it stands */
		tn_paths_no_such_name(r, &path->name);
	return broken();
}

static struct tn_target wrong_item(
	struct tn_resolver *r, const struct tn_ast_path *path, const struct tn_target *target)
{
	bool is_world = target->kind == TN_TARGET_WORLD;
	struct tn_diag *diag = tn_symbols_error(r, TN_E_WRONG_ITEM,
		tn_resolve_at(r, path->name.span), "name `%.*s` is defined as %s, not %s",
		TN_S(tn_ctx_text(r->cx, path->name.name)), is_world ? "a world" : "an interface",
		is_world ? "an interface" : "a world");

	if (target->entry)
		tn_diag_note(r->cx, diag, target->entry->span, "it is defined here");
	return broken();
}

struct tn_target tn_paths_interface(struct tn_resolver *r, const struct tn_ast_path *path)
{
	struct tn_target target = resolve_path(r, path, "interface");

	return target.kind == TN_TARGET_WORLD ? wrong_item(r, path, &target) : target;
}

/* WIT.md, "Item: `toplevel-use`": what it brings in from another package is an interface. */
static struct tn_target brought_in(
	struct tn_resolver *r, const struct tn_ast_path *path, const struct tn_ast_item *alias)
{
	struct tn_diag *diag = tn_symbols_error(r, TN_E_WRONG_ITEM,
		tn_resolve_at(r, path->name.span), "name `%.*s` is brought in as an interface, not a world",
		TN_S(tn_ctx_text(r->cx, path->name.name)));

	tn_diag_note(r->cx, diag, tn_resolve_at(r, alias->path->name.span), "here");
	tn_diag_hint(r->cx, diag, "a world of another package is included by its path: `%.*s/%.*s`",
		TN_S(package_text(r, &alias->path->package)),
		TN_S(tn_ctx_text(r->cx, alias->path->name.name)));
	return broken();
}

struct tn_target tn_paths_world(struct tn_resolver *r, const struct tn_ast_path *path)
{
	const struct tn_ast_item *alias = NULL;
	struct tn_target target = resolve_path(r, path, "world");

	if (target.kind == TN_TARGET_INTERFACE)
		return wrong_item(r, path, &target);
	if (!path->package.ns.name && !tn_paths_local(r, r->file, path->name.name, &alias) && alias &&
		alias->path->package.ns.name)
		return brought_in(r, path, alias);
	return target;
}
