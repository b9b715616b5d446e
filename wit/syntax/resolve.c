/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Syntax trees of some packages -> the model: the passes over a package, and what names lead to. */
#include "wit/syntax/resolve.h"

#include "wit/model/elaborate.h"

static void enter_file(struct tn_resolver *r, uint32_t file)
{
	r->file = file;
	r->source = r->unit->files.ptr[file].source;
}

/* ---- the names of a package ---- */

/* Contract: every interface and world of the unit is an entry; a name that is taken is reported. */
static void collect_entries(struct tn_resolver *r)
{
	struct tn_unit *unit = r->unit;

	for (uint32_t f = 0; f < unit->files.len; f++) {
		enter_file(r, f);
		for (const struct tn_ast_item *item = unit->files.ptr[f].items; item;
			item = item->next) {
			struct tn_entry entry = {
				.name = item->name.name,
				.item = item,
				.span = tn_resolve_at(r, item->name.span),
				.file = f,
				.id = TN_NO_ID,
			};
			struct tn_entry *old;

			if (item->kind == TN_AST_INTERFACE)
				entry.kind = TN_ENTRY_INTERFACE;
			else if (item->kind == TN_AST_WORLD)
				entry.kind = TN_ENTRY_WORLD;
			else if (item->kind == TN_AST_BROKEN_ITEM && item->name.name)
				entry.kind = TN_ENTRY_BROKEN;
			else
				continue;
			old = tn_paths_entry(r, r->unit_id, entry.name);
			if (old) {
				struct tn_diag *diag;

				if (entry.kind == TN_ENTRY_BROKEN || old->kind == TN_ENTRY_BROKEN)
					continue;
				diag = tn_symbols_error(r, TN_E_DUPLICATE_NAME,
					tn_resolve_at(r, item->name.span),
					"duplicate item named `%.*s`",
					TN_S(tn_ctx_text(r->cx, entry.name)));
				tn_diag_note(r->cx, diag, old->span, "first defined here");
				continue;
			}
			tn_map_put(
				&r->entry_index, TN_KEY(r->unit_id, entry.name), unit->entries.len);
			*TN_PUSH(r->scratch, &unit->entries) = entry;
		}
	}
}

static void duplicate_alias(
	struct tn_resolver *r, const struct tn_ast_item *item, struct tn_span first)
{
	struct tn_diag *diag = tn_symbols_error(r, TN_E_DUPLICATE_NAME,
		tn_resolve_at(r, item->name.span), "duplicate name `%.*s` in this file",
		TN_S(tn_ctx_text(r->cx, item->name.name)));

	tn_diag_note(r->cx, diag, first, "first defined here");
}

/* Contract: every top-level `use` is in alias_index, for its file alone. */
static void collect_aliases(struct tn_resolver *r)
{
	struct tn_map own = { .arena = r->scratch }; /* (file, name) -> entry */

	for (uint32_t i = 0; i < r->unit->entries.len; i++)
		tn_map_put(&own, TN_KEY(r->unit->entries.ptr[i].file, r->unit->entries.ptr[i].name),
			i);
	for (uint32_t f = 0; f < r->unit->files.len; f++) {
		enter_file(r, f);
		if (!tn_ast_has(r->unit->files.ptr[f].kinds, TN_AST_TOP_USE))
			continue;
		for (const struct tn_ast_item *item = r->unit->files.ptr[f].items; item;
			item = item->next) {
			uint32_t at;

			if (item->kind != TN_AST_TOP_USE)
				continue;
			if (item->attrs)
				tn_symbols_error(r, TN_E_BAD_ATTRIBUTE,
					tn_resolve_at(r, item->span),
					"attributes not allowed on top-level use");
			at = tn_map_get(&own, TN_KEY(f, item->name.name));
			if (at != TN_MAP_NONE) {
				const struct tn_entry *other = &r->unit->entries.ptr[at];

				if (other->span.start < item->name.span.start)
					duplicate_alias(r, item, other->span);
				else
					duplicate_alias(
						r, other->item, tn_resolve_at(r, item->name.span));
				continue;
			}
			at = tn_map_get(&r->alias_index, TN_KEY(f, item->name.name));
			if (at != TN_MAP_NONE) {
				duplicate_alias(r, item,
					tn_resolve_at(r, r->aliases.ptr[at].item->name.span));
				continue;
			}
			tn_map_put(&r->alias_index, TN_KEY(f, item->name.name), r->aliases.len);
			*TN_PUSH(r->scratch, &r->aliases) = (struct tn_alias){ item, f };
		}
	}
	for (uint32_t i = 0; i < r->aliases.len; i++) {
		const struct tn_ast_path *path = r->aliases.ptr[i].item->path;

		enter_file(r, r->aliases.ptr[i].file);
		if (path->package.ns.name)
			tn_paths_interface(r, path);
		else if (!tn_paths_entry(r, r->unit_id, path->name.name))
			tn_paths_no_such_name(r, &path->name);
	}
}

/* ---- the order of a package's items ---- */

struct edges {
	struct tn_resolver *r;
	TN_VEC(struct tn_edge) list;
};

static void add_edge(struct edges *e, uint32_t from, const struct tn_ast_path *path)
{
	const struct tn_ast_item *alias;
	uint32_t file = e->r->unit->entries.ptr[from].file;
	struct tn_entry *entry;
	struct tn_edge edge = { .from = from };

	if (path->package.ns.name)
		return;
	entry = tn_paths_local(e->r, file, path->name.name, &alias);
	if (!entry)
		return;
	enter_file(e->r, file);
	edge.span = edge.at = tn_resolve_at(e->r, path->name.span);
	/* The custom: at what brings the name into this file. */
	if (alias)
		edge.at = tn_resolve_at(e->r, alias->path->name.span);
	else if (entry->file == file)
		edge.at = entry->span;
	edge.to = (uint32_t)(entry - e->r->unit->entries.ptr);
	edge.name = entry->name;
	*TN_PUSH(&e->r->cx->temp, &e->list) = edge;
}

/* Contract: an interface comes behind those it uses, a world behind those it includes. */
static uint32_t *order_entries(struct tn_resolver *r, bool *cyclic)
{
	struct edges e = { .r = r };

	for (uint32_t i = 0; i < r->unit->entries.len; i++) {
		const struct tn_entry *entry = &r->unit->entries.ptr[i];
		enum tn_ast_kind kind = entry->kind == TN_ENTRY_WORLD ? TN_AST_INCLUDE : TN_AST_USE;

		if (entry->kind == TN_ENTRY_BROKEN || !tn_ast_has(entry->item->kinds, kind))
			continue;
		for (const struct tn_ast_item *item = entry->item->items; item; item = item->next)
			if (item->kind == kind)
				add_edge(&e, i, item->path);
	}
	return tn_topo_sort(r, "interface or world",
		"what they need of each other belongs into one more, which both use", r->unit->entries.len, e.list.ptr, e.list.len, cyclic);
}

/* ---- interfaces ---- */

static void add_func(struct tn_resolver *r, tn_iface iface, const struct tn_ast_item *item,
	tn_name resource_name, tn_ty resource)
{
	struct tn_func func;
	bool visible = tn_funcs_resolve(r, item, resource_name, resource, &func);

	if (!tn_symbols_add(r, func.name, tn_resolve_at(r, item->name.span), TN_SYMBOL_FUNC, 0) ||
		!visible || iface == TN_NO_ID)
		return;
	*tn_model_add_func(r->wit, iface) = func;
	tn_model_index_func(r->wit, iface);
}

static void add_resource_funcs(
	struct tn_resolver *r, tn_iface iface, const struct tn_ast_item *item)
{
	const struct tn_symbol *symbol = tn_symbols_find(r, r->scope, item->name.name);
	tn_ty resource = symbol && symbol->kind == TN_SYMBOL_TYPE ? symbol->ty : TN_TY_POISON;

	for (const struct tn_ast_item *f = item->items; f; f = f->next) {
		if (f->kind == TN_AST_FUNC)
			add_func(r, iface, f, item->name.name, resource);
		else
			r->scopes.ptr[r->scope].incomplete = true;
	}
}

/* Functions are the bulk of the model: no room is left behind them. */
static void reserve_funcs(struct tn_resolver *r, tn_iface iface, const struct tn_ast_item *items)
{
	struct tn_interface *def = &r->wit->interfaces.ptr[iface];
	uint32_t count = 0;

	for (const struct tn_ast_item *item = items; item; item = item->next) {
		count += item->kind == TN_AST_FUNC;
		if (item->kind == TN_AST_RESOURCE)
			for (const struct tn_ast_item *f = item->items; f; f = f->next)
				count++;
	}
	def->functions.ptr = TN_NEWN(r->wit->arena, struct tn_func, count);
	def->functions.cap = count;
}

void tn_resolve_interface(
	struct tn_resolver *r, uint32_t scope, tn_iface iface, const struct tn_ast_item *items)
{
	const struct tn_symbols *symbols;

	r->scope = scope;
	r->owner_kind = TN_OWNER_INTERFACE;
	r->owner = iface;
	tn_types_define(r, items);
	if (iface != TN_NO_ID)
		reserve_funcs(r, iface, items);
	symbols = &r->scopes.ptr[scope];
	for (uint32_t i = 0; iface != TN_NO_ID && i < symbols->len; i++) {
		const struct tn_symbol *symbol = &r->symbols.ptr[symbols->first + i];

		if (symbol->kind == TN_SYMBOL_TYPE && tn_ty_is_def(symbol->ty) &&
			!tn_ty_is_hidden(symbol->ty))
			tn_model_add_type(r->wit, iface, symbol->name, tn_ty_def(symbol->ty));
	}
	for (const struct tn_ast_item *item = items; item; item = item->next) {
		if (item->kind == TN_AST_FUNC)
			add_func(r, iface, item, 0, TN_TY_NONE);
		else if (item->kind == TN_AST_RESOURCE)
			add_resource_funcs(r, iface, item);
	}
	tn_funcs_check_setters(r, items);
	if (iface != TN_NO_ID) {
		struct tn_interface *def = &r->wit->interfaces.ptr[iface];

		tn_elaborate_setters(r->wit, def->functions.ptr, def->functions.len);
		tn_model_reindex_funcs(r->wit, iface);
	}
}

static void resolve_entry_interface(struct tn_resolver *r, struct tn_entry *entry)
{
	struct tn_meta meta = tn_gates_meta(r, entry->item);

	tn_gates_forbid_external_id(r, entry->item->attrs, "an interface");
	meta.external_id = 0;
	entry->hidden = !tn_gates_enabled(r, &meta.stability, entry->span);
	if (!entry->hidden) {
		entry->id = tn_model_add_interface(r->wit, r->unit->package, entry->name);
		r->wit->interfaces.ptr[entry->id].meta = meta;
	}
	entry->scope = tn_symbols_item_scope(r, entry->item);
	tn_resolve_interface(r, entry->scope, entry->id, entry->item->items);
	entry->done = true;
}

/* ---- packages ---- */

static void resolve_unit(struct tn_resolver *r, uint32_t id)
{
	struct tn_unit *unit = &r->units.ptr[id];
	struct tn_package *package;
	struct tn_mark mark = tn_mem_mark(&r->cx->temp);
	bool *cyclic;
	uint32_t *order;

	r->unit = unit;
	r->unit_id = id;
	r->alias_index = (struct tn_map){ .arena = r->scratch };
	r->missing = (struct tn_map){ .arena = r->scratch };
	r->mention_index = (struct tn_map){ .arena = r->scratch };
	r->mentions.len = 0;
	r->aliases.len = 0;
	unit->package = tn_model_add_package(r->wit, unit->name.ns, unit->name.name,
		unit->target ? unit->target : unit->name.version);
	package = &r->wit->packages.ptr[unit->package];
	package->docs = unit->docs;
	package->span = unit->name.span;
	package->is_root = unit->is_root;
	tn_types_begin_unit(r);
	collect_entries(r);
	collect_aliases(r);
	cyclic = TN_NEWN(&r->cx->temp, bool, unit->entries.len);
	order = order_entries(r, cyclic);
	for (uint32_t i = 0; i < unit->entries.len; i++) {
		struct tn_entry *entry = &unit->entries.ptr[order[i]];

		enter_file(r, entry->file);
		if (entry->kind == TN_ENTRY_INTERFACE)
			resolve_entry_interface(r, entry);
	}
	for (uint32_t i = 0; i < unit->entries.len; i++) {
		struct tn_entry *entry = &unit->entries.ptr[order[i]];

		enter_file(r, entry->file);
		if (entry->kind == TN_ENTRY_WORLD)
			tn_worlds_resolve(r, entry);
	}
	tn_mem_reset(&r->cx->temp, mark);
}

bool tn_resolve_all(struct tn_resolver *r)
{
	uint32_t *order;

	for (uint32_t i = 0; i < r->units.len; i++)
		tn_gates_take_target(r, &r->units.ptr[i]);
	r->unit_id = TN_NO_ID;
	tn_gates_check_targets(r);
	order = tn_deps_order(r);
	for (uint32_t i = 0; i < r->units.len; i++)
		resolve_unit(r, order[i]);
	tn_gates_check_features(r);
	return !r->failed;
}
