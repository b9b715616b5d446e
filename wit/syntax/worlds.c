/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Worlds: types, imports, exports, includes; then elaboration. WIT.md, "Item: `world`",
 * "Item: `include`".
 */
#include "wit/syntax/resolve.h"

#include "wit/model/elaborate.h"

struct side {
	const char *word;     /* "import", "export" */
	struct tn_map names;  /* plain names taken: -> index into `taken` */
	struct tn_map ifaces; /* interfaces taken, the same */
	struct tn_map missing; /* the same of other packages that lead nowhere */
};

struct taken {
	tn_name name; /* 0: an interface's own */
	const struct side *side;
	enum tn_item_kind kind;
	struct tn_span span;
};

struct world {
	struct tn_resolver *r;
	struct tn_entry *entry;
	struct side imports, exports;
	TN_VEC(struct taken) taken; /* what took a name, hidden things too */
	struct tn_arena *arena;     /* of all this, and of the items until the world is whole */
	bool broken;                  /* parts are missing: no elaboration */
	bool hides;                   /* some of what took a name is hidden */
};

/* ---- names ---- */

static const char *kind_word(enum tn_item_kind kind)
{
	switch (kind) {
	case TN_ITEM_INTERFACE:
		return "interface";
	case TN_ITEM_FUNC:
		return "func";
	case TN_ITEM_TYPE:
		break;
	}
	return "type";
}

/* What took the key before, an index into `taken`; TN_MAP_NONE: it was free, and is taken now. */
static uint32_t take_key(struct world *w, const struct side *side, struct tn_map *map, uint64_t key,
	const struct tn_item *item)
{
	uint32_t old = tn_map_get(map, key);

	if (old == TN_MAP_NONE) {
		tn_map_put(map, key, w->taken.len);
		*TN_PUSH(w->arena, &w->taken) = (struct taken){ item->key_name, side, item->kind, tn_model_item_span(item) };
	}
	return old;
}

static void twice(struct world *w, const struct side *side, tn_name name, struct tn_span span, uint32_t old)
{
	struct tn_diag *diag = tn_symbols_error(w->r, TN_E_DUPLICATE_NAME, span,
		"interface `%.*s` is %sed twice", TN_S(tn_ctx_text(w->r->cx, name)), side->word);

	tn_diag_note(w->r->cx, diag, w->taken.ptr[old].span, "first here");
}

/* False after a diagnostic: the name or interface stands in the world already. */
static bool take(
	struct world *w, struct side *side, const struct tn_item *item, struct tn_span span)
{
	struct tn_resolver *r = w->r;
	uint32_t old = item->key_name ? take_key(w, side, &side->names, item->key_name, item)
				      : take_key(w, side, &side->ifaces, item->interface, item);
	struct tn_diag *diag;

	if (old == TN_MAP_NONE)
		return true;
	if (!item->key_name) {
		twice(w, side, r->wit->interfaces.ptr[item->interface].name, span, old);
		return false;
	}
	diag = tn_symbols_error(r, TN_E_DUPLICATE_NAME, span,
		"%s `%.*s` conflicts with prior %s of same name", side->word,
		TN_S(tn_ctx_text(r->cx, item->key_name)), kind_word(w->taken.ptr[old].kind));
	tn_diag_note(r->cx, diag, w->taken.ptr[old].span, "%s",
		tn_symbols_is_before(w->taken.ptr[old].span, span) ? "first here" : "the other one is here");
	return false;
}

/* What leads nowhere stands in the world once, all the same. */
static void take_broken(
	struct world *w, struct side *side, const struct tn_item *item, const struct tn_ast_path *path)
{
	uint64_t key = item->key_name ? 0 : tn_paths_foreign_key(w->r, path);
	uint32_t old = key ? take_key(w, side, &side->missing, key, item) : TN_MAP_NONE;

	w->broken = true;
	if (item->key_name)
		take(w, side, item, item->meta.span);
	else if (old != TN_MAP_NONE)
		twice(w, side, path->name.name, item->meta.span, old);
}

static void put(struct world *w, struct side *side, const struct tn_item *item)
{
	struct tn_world_def *def;

	if (w->entry->id == TN_NO_ID)
		return;
	def = &w->r->wit->worlds.ptr[w->entry->id];
	if (side == &w->imports)
		*TN_PUSH(w->arena, &def->imports) = *item;
	else
		*TN_PUSH(w->arena, &def->exports) = *item;
}

/* ---- items ---- */

static void add_types(struct world *w)
{
	struct tn_resolver *r = w->r;
	const struct tn_symbols *symbols = &r->scopes.ptr[w->entry->scope];

	for (uint32_t i = 0; i < symbols->len; i++) {
		const struct tn_symbol *symbol = &r->symbols.ptr[symbols->first + i];
		struct tn_item item = {
			.kind = TN_ITEM_TYPE, .key_name = symbol->name, .interface = TN_NO_ID
		};

		if (symbol->kind == TN_SYMBOL_BROKEN)
			continue;
		item.meta.span = symbol->span;
		w->hides = w->hides || tn_ty_is_hidden(symbol->ty);
		if (!take(w, &w->imports, &item, symbol->span) || symbol->kind != TN_SYMBOL_TYPE ||
			tn_ty_is_hidden(symbol->ty) || !tn_ty_is_def(symbol->ty))
			continue;
		item.type = tn_ty_def(symbol->ty);
		put(w, &w->imports, &item);
	}
}

/* Functions see the world's types; inline interfaces have left the scope elsewhere. */
static void enter(struct world *w)
{
	w->r->scope = w->entry->scope;
	w->r->owner_kind = TN_OWNER_WORLD;
	w->r->owner = w->entry->id;
}

static void add_func(struct world *w, struct side *side, const struct tn_ast_item *ast,
	tn_name resource_name, tn_ty resource)
{
	struct tn_item item = { .kind = TN_ITEM_FUNC, .interface = TN_NO_ID };
	bool visible;

	enter(w);
	visible = tn_funcs_resolve(w->r, ast, resource_name, resource, &item.func);
	item.key_name = item.func.name;
	item.meta.span = item.func.meta.span;
	w->hides = w->hides || !visible;
	if (take(w, side, &item, item.meta.span) && visible)
		put(w, side, &item);
}

static void add_methods(struct world *w, const struct tn_ast_item *ast)
{
	const struct tn_symbol *symbol = tn_symbols_find(w->r, w->entry->scope, ast->name.name);
	tn_ty resource = symbol && symbol->kind == TN_SYMBOL_TYPE ? symbol->ty : TN_TY_POISON;

	for (const struct tn_ast_item *f = ast->items; f; f = f->next)
		if (f->kind == TN_AST_FUNC)
			add_func(w, &w->imports, f, ast->name.name, resource);
}

static void add_inline(struct world *w, struct side *side, const struct tn_ast_item *ast)
{
	struct tn_resolver *r = w->r;
	struct tn_item item = { .kind = TN_ITEM_INTERFACE, .key_name = ast->name.name };
	struct tn_meta meta = tn_gates_meta(r, ast);
	bool hidden = !tn_gates_enabled(r, &meta.stability, tn_resolve_at(r, ast->name.span));

	w->hides = w->hides || hidden;
	item.interface = TN_NO_ID;
	item.meta = meta;
	item.meta.docs = 0; /* they are the interface's */
	if (!hidden) {
		item.interface = tn_model_add_interface(r->wit, r->unit->package, 0);
		meta.external_id = 0;
		r->wit->interfaces.ptr[item.interface].meta = meta;
	}
	tn_resolve_interface(r, tn_symbols_new_scope(r), item.interface, ast->items);
	if (take(w, side, &item, tn_resolve_at(r, ast->name.span)) && !hidden)
		put(w, side, &item);
}

/* `import iface;`, and `import label: iface;` */
static void add_path(struct world *w, struct side *side, const struct tn_ast_item *ast)
{
	struct tn_resolver *r = w->r;
	struct tn_item item = { .kind = TN_ITEM_INTERFACE, .meta = tn_gates_meta(r, ast) };
	bool labelled = ast->external == TN_EXTERN_LABEL;
	struct tn_target target;
	bool hidden;

	item.meta.span = tn_resolve_at(r, labelled ? ast->name.span : ast->path->name.span);
	hidden = !tn_gates_enabled(r, &item.meta.stability, item.meta.span);
	w->hides = w->hides || hidden;
	if (hidden && ast->path->package.ns.name) {
		tn_paths_check_package(r, ast->path);
		return;
	}
	if (labelled)
		item.key_name = ast->name.name;
	target = tn_paths_interface(r, ast->path);
	if (target.kind == TN_TARGET_BROKEN) {
		take_broken(w, side, &item, ast->path);
		return;
	}
	if (!hidden && target.id == TN_NO_ID) {
		struct tn_diag *diag;

		if (!target.entry || !target.entry->done) /* a cycle */
			return;
		if (w->entry->hidden) /* as all that is in it */
			return;
		diag = tn_symbols_error(r, TN_E_GATED, item.meta.span,
			"interface `%.*s` is hidden by a feature gate that is not open",
			TN_S(tn_ctx_text(r->cx, target.entry->name)));
		tn_gates_explain(r, diag, target.entry);
		return;
	}
	item.interface = target.id;
	if (target.id == TN_NO_ID)
		return;
	if (take(w, side, &item, item.meta.span) && !hidden)
		put(w, side, &item);
}

static void add_item(struct world *w, const struct tn_ast_item *ast)
{
	struct side *side = ast->kind == TN_AST_EXPORT ? &w->exports : &w->imports;

	if (ast->kind == TN_AST_RESOURCE) {
		add_methods(w, ast);
		return;
	}
	if (ast->kind == TN_AST_BROKEN_ITEM)
		w->broken = true;
	if (ast->kind != TN_AST_IMPORT && ast->kind != TN_AST_EXPORT)
		return;
	switch (ast->external) {
	case TN_EXTERN_FUNC:
		add_func(w, side, ast, 0, TN_TY_NONE);
		break;
	case TN_EXTERN_INLINE:
		add_inline(w, side, ast);
		break;
	case TN_EXTERN_PATH:
	case TN_EXTERN_LABEL:
		add_path(w, side, ast);
		break;
	}
}

/* ---- includes ---- */

static void include(struct world *w, const struct tn_ast_item *ast, struct tn_world_names *index)
{
	struct tn_resolver *r = w->r;
	struct tn_stability stability = tn_gates_stability(r, ast->attrs);
	struct tn_span span = tn_resolve_at(r, ast->path->name.span);
	bool hidden = !tn_gates_enabled(r, &stability, span);
	struct tn_include_name *names = TN_NEWN(w->arena, struct tn_include_name, ast->count);
	struct tn_include include = { .names = names, .span = span };
	struct tn_target target;

	tn_gates_forbid_external_id(r, ast->attrs, "an include");
	if (hidden && ast->path->package.ns.name) {
		tn_paths_check_package(r, ast->path);
		return;
	}
	target = tn_paths_world(r, ast->path);
	if (hidden)
		return;
	if (target.kind == TN_TARGET_BROKEN ||
		(target.entry && (!target.entry->done || target.entry->broken))) {
		w->broken = true;
		return;
	}
	if (w->entry->hidden)
		return;
	if (target.id == TN_NO_ID) {
		struct tn_diag *diag = tn_symbols_error(r, TN_E_GATED, span,
			"world `%.*s` is hidden by a feature gate that is not open",
			TN_S(tn_ctx_text(r->cx, target.entry->name)));

		tn_gates_explain(r, diag, target.entry);
		return;
	}
	for (const struct tn_ast_member *m = ast->members; m; m = m->next)
		names[include.count++] = (struct tn_include_name){ m->name.name,
			m->as->name, tn_resolve_at(r, m->name.span) };
	include.from = target.id;
	if (!tn_include_world(r->wit, w->entry->id, &include, index))
		r->failed = true;
}

static void include_all(struct world *w)
{
	struct tn_world_names index;
	bool indexed = false;

	for (const struct tn_ast_item *ast = w->entry->item->items; ast; ast = ast->next) {
		if (ast->kind != TN_AST_INCLUDE)
			continue;
		if (!indexed && w->entry->id != TN_NO_ID)
			tn_elaborate_index(w->r->wit, w->entry->id, w->arena, &index);
		indexed = true;
		include(w, ast, &index);
	}
}

/* ---- the whole world ---- */

struct label {
	tn_name name;
	struct tn_span span;
};

/* A list of names that have to differ: Explainer.md, "Name uniqueness". */
struct labels {
	struct label *ptr;
	struct tn_label_list list;
	const char *word; /* "import", "export" */
};

static struct labels new_labels(struct world *w, uint32_t count, const char *word)
{
	struct label *ptr = TN_NEWN(w->arena, struct label, count);

	return (struct labels){ ptr, { ptr, sizeof *ptr, 0, 0, w->r->label_lists++ }, word };
}

/* A name that an `include … with` gave: the item itself, elsewhere, has another. */
static void note_renaming(struct world *w, struct tn_diag *diag, tn_name name)
{
	struct tn_resolver *r = w->r;

	if (!tn_diag_may_guess(r->cx, diag))
		return;
	for (const struct tn_ast_item *ast = w->entry->item->items; ast; ast = ast->next)
		for (const struct tn_ast_member *m = ast->kind == TN_AST_INCLUDE ? ast->members : NULL; m;
			m = m->next)
			if (m->as->name == name)
				tn_diag_note(r->cx, diag, tn_resolve_at(r, m->as->span),
					"`%.*s` is called `%.*s` here",
					TN_S(tn_ctx_text(r->cx, m->name.name)),
					TN_S(tn_ctx_text(r->cx, name)));
}

/* False after a diagnostic. */
static bool add_label(struct world *w, struct labels *labels, tn_name name, struct tn_span span)
{
	struct tn_resolver *r = w->r;
	uint32_t old = tn_labels_clash(&r->labels, &labels->list, name);
	struct tn_diag *diag;

	if (old == TN_MAP_NONE) {
		labels->ptr[labels->list.len] = (struct label){ name, span };
		tn_labels_add(&r->labels, &labels->list);
		labels->list.len++;
		return true;
	}
	diag = tn_symbols_error(r, TN_E_DUPLICATE_NAME, span,
		"%s `%.*s` in world `%.*s` conflicts with %s `%.*s`", labels->word,
		TN_S(tn_ctx_text(r->cx, name)), TN_S(tn_ctx_text(r->cx, w->entry->name)),
		labels->word, TN_S(tn_ctx_text(r->cx, labels->ptr[old].name)));
	tn_diag_note(r->cx, diag, labels->ptr[old].span, "the other name");
	note_renaming(w, diag, name);
	if (labels->ptr[old].name != name)
		note_renaming(w, diag, labels->ptr[old].name);
	tn_diag_hint(r->cx, diag, "names that differ only in case and hyphens count as the same");
	return false;
}

/* Over all that the world has in the end. */
static void check_names(
	struct world *w, const struct tn_item *items, uint32_t count, const char *word)
{
	struct labels labels = new_labels(w, count, word);

	for (uint32_t i = 0; i < count; i++)
		if (items[i].key_name)
			add_label(w, &labels, items[i].key_name, tn_model_item_span(&items[i]));
}

/* Over all that is written in it, when some of that is hidden or the end is not reached. */
static void check_own_names(struct world *w)
{
	struct labels imports = new_labels(w, w->taken.len, "import");
	struct labels exports = new_labels(w, w->taken.len, "export");

	for (uint32_t i = 0; i < w->taken.len; i++) {
		const struct taken *own = &w->taken.ptr[i];

		if (!own->name || tn_symbols_is_guess(w->r, own->span, own->name))
			continue;
		if (!add_label(w, own->side == &w->imports ? &imports : &exports, own->name, own->span))
			w->broken = true;
	}
}

/* A setter needs its getter on the same side. */
static void check_setters(
	struct world *w, const struct tn_item *items, uint32_t count, const char *word)
{
	struct tn_resolver *r = w->r;
	struct tn_map names = { .arena = w->arena };

	for (uint32_t i = 0; i < count; i++)
		if (items[i].kind == TN_ITEM_FUNC)
			tn_map_put(&names, items[i].func.name, i);
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_func *func = &items[i].func;
		tn_name getter;

		if (items[i].kind != TN_ITEM_FUNC || !tn_elaborate_is_setter(func))
			continue;
		getter = tn_elaborate_partner(r->cx, func->name);
		if (tn_map_get(&names, getter) != TN_MAP_NONE)
			continue;
		tn_symbols_error(r, TN_E_BAD_ACCESSOR, func->meta.span,
			"%s `%.*s` in world `%.*s` has no corresponding getter `%.*s`", word,
			TN_S(tn_ctx_text(r->cx, func->name)),
			TN_S(tn_ctx_text(r->cx, w->entry->name)), TN_S(tn_ctx_text(r->cx, getter)));
	}
}

static struct tn_item *kept(struct tn_arena *arena, const struct tn_item *items, uint32_t count)
{
	struct tn_item *copy = TN_NEWN(arena, struct tn_item, count);

	if (count)
		memcpy(copy, items, count * sizeof *copy);
	return copy;
}

/* Elaboration makes new lists; the old ones are kept where there is none, for those who include the world. */
static void make_whole(struct world *w)
{
	struct tn_resolver *r = w->r;
	struct tn_world_def *def = &r->wit->worlds.ptr[w->entry->id];

	if (!w->entry->broken) {
		check_names(w, def->imports.ptr, def->imports.len, "import");
		check_names(w, def->exports.ptr, def->exports.len, "export");
		check_setters(w, def->imports.ptr, def->imports.len, "import");
		check_setters(w, def->exports.ptr, def->exports.len, "export");
		tn_elaborate_item_setters(r->wit, def->imports.ptr, def->imports.len);
		tn_elaborate_item_setters(r->wit, def->exports.ptr, def->exports.len);
		if (tn_elaborate_world(r->wit, w->entry->id))
			return;
		r->failed = true;
	}
	w->entry->broken = true;
	def->imports.ptr = kept(r->wit->arena, def->imports.ptr, def->imports.len);
	def->exports.ptr = kept(r->wit->arena, def->exports.ptr, def->exports.len);
	def->imports.cap = def->imports.len;
	def->exports.cap = def->exports.len;
}

static void resolve(struct world *w)
{
	struct tn_resolver *r = w->r;
	struct tn_entry *entry = w->entry;
	struct tn_meta meta = tn_gates_meta(r, entry->item);
	struct tn_map none = { .arena = w->arena };

	w->imports = (struct side){ "import", none, none, none };
	w->exports = (struct side){ "export", none, none, none };
	tn_gates_forbid_external_id(r, entry->item->attrs, "a world");
	meta.external_id = 0;
	entry->hidden = !tn_gates_enabled(r, &meta.stability, entry->span);
	if (!entry->hidden) {
		entry->id = tn_model_add_world(r->wit, r->unit->package, entry->name);
		r->wit->worlds.ptr[entry->id].meta = meta;
	}
	entry->scope = tn_symbols_item_scope(r, entry->item);
	enter(w);
	tn_types_define(r, entry->item->items);
	add_types(w);
	for (const struct tn_ast_item *ast = entry->item->items; ast; ast = ast->next)
		add_item(w, ast);
	include_all(w);
	if (entry->hidden || w->broken || w->hides)
		check_own_names(w);
	entry->done = true;
	entry->broken = w->broken;
	if (!entry->hidden)
		make_whole(w);
}

void tn_worlds_resolve(struct tn_resolver *r, struct tn_entry *entry)
{
	struct tn_mark mark = tn_mem_mark(&r->cx->temp);
	struct world w = { .r = r, .entry = entry, .arena = &r->cx->temp };

	resolve(&w);
	tn_mem_reset(&r->cx->temp, mark);
}
