/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * `use`s and type definitions -> names of a scope and definitions of the model. WIT.md, "Item: `use`",
 * "Items: type".
 */
#include "wit/syntax/resolve.h"

/* Explainer.md, "Type Definitions": flags have at most 32 labels. */
enum { FLAGS_MOST = 32 };

/* ---- members ---- */

void tn_types_unique_begin(struct tn_resolver *r)
{
	r->members.len = 0;
	r->member_list = r->label_lists++;
}

static struct tn_label_list members_seen(const struct tn_resolver *r)
{
	return (struct tn_label_list){ r->members.ptr, sizeof(struct tn_ast_id), 0, r->members.len, r->member_list };
}

bool tn_types_unique(struct tn_resolver *r, const struct tn_ast_id *id, const char *what)
{
	struct tn_label_list list = members_seen(r);
	uint32_t at = tn_labels_clash(&r->labels, &list, id->name);
	const struct tn_ast_id *seen;
	struct tn_diag *diag;
	struct tn_str text = tn_ctx_text(r->cx, id->name);

	if (at == TN_MAP_NONE) {
		*TN_PUSH(r->scratch, &r->members) = *id;
		list.things = r->members.ptr;
		tn_labels_add(&r->labels, &list);
		return true;
	}
	seen = &r->members.ptr[at];
	if (tn_symbols_is_guess(r, tn_resolve_at(r, id->span), id->name))
		return false;
	if (seen->name == id->name) {
		diag = tn_symbols_error(r, TN_E_DUPLICATE_NAME, tn_resolve_at(r, id->span),
			"duplicate %s `%.*s`", what, TN_S(text));
	} else {
		diag = tn_symbols_error(r, TN_E_DUPLICATE_NAME, tn_resolve_at(r, id->span),
			"%s `%.*s` conflicts with previous %s `%.*s`", what, TN_S(text), what,
			TN_S(tn_ctx_text(r->cx, seen->name)));
		tn_diag_hint(r->cx, diag,
			"names that differ only in case and hyphens count as the same");
	}
	if (seen->span.start < id->span.start && tn_str_eq(tn_source_text(&r->cx->sources,
		tn_resolve_at(r, seen->span)), TN_STR("func"))) /* what stands for `self` */
		tn_diag_hint(r->cx, diag, "a method is given its resource by itself: leave `%.*s` out",
			TN_S(text));
	tn_diag_note(r->cx, diag, tn_resolve_at(r, seen->span), "first defined here");
	return false;
}

static void members_of(struct tn_resolver *r, const struct tn_ast_item *item, const char *what,
	const struct tn_stability *stability, struct tn_typedef *def)
{
	uint32_t i = 0;

	def->members.ptr = TN_NEWN(r->wit->arena, struct tn_member, item->count);
	def->members.len = item->count;
	tn_types_unique_begin(r);
	for (const struct tn_ast_member *m = item->members; m; m = m->next, i++) {
		def->members.ptr[i] = (struct tn_member){
			.name = m->name.name,
			.docs = tn_gates_docs(
				r, (struct tn_ast_span){ m->docs, m->name.span.start }),
			.span = tn_resolve_at(r, m->name.span),
		};
		tn_types_unique(r, &m->name, what);
	}
	i = 0;
	for (const struct tn_ast_member *m = item->members; m; m = m->next, i++)
		def->members.ptr[i].ty = tn_types_part(r, m->type, stability);
}

/* WIT.md, "Item: `record`" and on: none of them may be empty. */
static void empty(
	struct tn_resolver *r, const struct tn_ast_item *item, const char *what, const char *member)
{
	struct tn_diag *diag = tn_symbols_error(r, TN_E_EMPTY_TYPE, tn_resolve_at(r, item->name.span),
		"empty %s: expected at least one %s", what, member);

	if (item->kind == TN_AST_RECORD)
		tn_diag_hint(r->cx, diag,
			"something without values of its own is a `resource`, or a case without payload");
}

/* Was an error placed there already, as of a keyword for a name? */
static bool is_reported(const struct tn_resolver *r, struct tn_span span)
{
	for (uint32_t i = 0; i < r->cx->diags.list.len; i++) {
		const struct tn_diag *diag = r->cx->diags.list.ptr[i];

		if (diag->severity == TN_ERROR && diag->span.source == span.source &&
			diag->span.start == span.start)
			return true;
	}
	return false;
}

static void too_many_flags(struct tn_resolver *r, const struct tn_typedef *def)
{
	struct tn_span span = def->members.ptr[FLAGS_MOST].span;
	struct tn_diag *diag;

	if (r->failed && is_reported(r, span))
		return;
	diag = tn_symbols_error(r, TN_E_TOO_MANY_FLAGS, span,
		"cannot have more than %d flags, and these are %u", FLAGS_MOST, def->members.len);
	tn_diag_hint(r->cx, diag, "divide them among several `flags`, and put those into a record");
}

static void list_def(struct tn_resolver *r, const struct tn_ast_item *item,
	const struct tn_stability *stability, struct tn_typedef *def)
{
	static const struct {
		enum tn_def_kind kind;
		const char *name, *member;
	} LISTS[] = {
		[TN_AST_RECORD] = { TN_DEF_RECORD, "record", "field" },
		[TN_AST_VARIANT] = { TN_DEF_VARIANT, "variant", "case" },
		[TN_AST_ENUM] = { TN_DEF_ENUM, "enum", "case" },
		[TN_AST_FLAGS] = { TN_DEF_FLAGS, "flags", "flag" },
	};

	def->kind = LISTS[item->kind].kind;
	if (!item->members)
		empty(r, item, LISTS[item->kind].name, LISTS[item->kind].member);
	members_of(r, item, LISTS[item->kind].member, stability, def);
	if (def->kind == TN_DEF_FLAGS && def->members.len > FLAGS_MOST)
		too_many_flags(r, def);
}

/* ---- definitions ---- */

/* In a hidden interface or world every type must be hidden too. */
static bool check_owner(struct tn_resolver *r, struct tn_span span)
{
	if (r->owner != TN_NO_ID)
		return true;
	tn_symbols_error(r, TN_E_GATED, span, "this type is not gated by a feature but its %s is",
		r->owner_kind == TN_OWNER_WORLD ? "world" : "interface");
	return false;
}

/* One `type`, `record`, …: its symbol is set whatever goes wrong. */
static void define(struct tn_resolver *r, const struct tn_ast_item *item)
{
	struct tn_typedef def = { .name = item->name.name, .meta = tn_gates_meta(r, item) };
	bool hidden, good = true;
	tn_ty ty = TN_TY_POISON;

	switch (item->kind) {
	case TN_AST_ALIAS:
		good = tn_types_body(r, item->type, &def.meta.stability, &def);
		break;
	case TN_AST_RESOURCE:
		def.kind = TN_DEF_RESOURCE;
		break;
	default:
		list_def(r, item, &def.meta.stability, &def);
	}
	hidden = !tn_gates_enabled(r, &def.meta.stability, tn_resolve_at(r, item->name.span));
	if (good) {
		if (!hidden)
			tn_types_settle(r, &def, tn_resolve_at(r, item->name.span));
		def.owner_kind = r->owner_kind;
		def.owner = r->owner;
		if (hidden || check_owner(r, tn_resolve_at(r, item->name.span)))
			ty = tn_types_put(r, &def, hidden);
	}
	tn_symbols_add(r, item->name.name, tn_resolve_at(r, item->name.span), TN_SYMBOL_TYPE, ty);
}

/* ---- use ---- */

/* An interface that came encoded has no such type: says which was perhaps meant, and gives it. */
static struct tn_str unknown_decoded(struct tn_resolver *r, tn_iface iface, const struct tn_ast_id *id)
{
	const struct tn_interface *def = &r->wit->interfaces.ptr[iface];
	struct tn_guess guess = tn_symbols_guess(tn_ctx_text(r->cx, id->name));
	struct tn_diag *diag = tn_symbols_error(r, TN_E_UNKNOWN_TYPE, tn_resolve_at(r, id->span),
		"interface `%.*s` has no type `%.*s`", TN_S(tn_ctx_text(r->cx, def->name)),
		TN_S(tn_ctx_text(r->cx, id->name)));

	for (uint32_t i = 0; i < def->types.len && tn_diag_may_guess(r->cx, diag); i++)
		tn_symbols_candidate(&guess, tn_ctx_text(r->cx, def->types.ptr[i].name));
	if (guess.best.len)
		tn_diag_hint(r->cx, diag, "did you mean `%.*s`?", TN_S(guess.best));
	return guess.best;
}

/* The type that a `use`d name leads to; poison after a diagnostic, and what was `meant` if that is known. */
static tn_ty used_type(struct tn_resolver *r, const struct tn_target *from, const struct tn_ast_id *id,
	struct tn_str *meant)
{
	struct tn_str text = tn_ctx_text(r->cx, id->name);
	const struct tn_symbol *symbol;
	struct tn_diag *diag;

	if (!from->entry) {
		tn_def def = tn_model_find_type(r->wit, from->id, id->name);

		if (def != TN_NO_ID)
			return tn_ty_of(def);
		*meant = unknown_decoded(r, from->id, id);
		return TN_TY_POISON;
	}
	if (!from->entry->done)
		return TN_TY_POISON; /* a cycle, reported already */
	symbol = tn_symbols_find(r, from->entry->scope, id->name);
	if (symbol && symbol->kind == TN_SYMBOL_TYPE)
		return symbol->ty;
	if (symbol && symbol->kind == TN_SYMBOL_FUNC) {
		diag = tn_symbols_error(r, TN_E_WRONG_ITEM, tn_resolve_at(r, id->span),
			"cannot import function `%.*s`", TN_S(text));
		tn_diag_note(r->cx, diag, symbol->span, "the function is here");
		tn_diag_hint(r->cx, diag, "`use` brings in types; functions come with the import of "
			"their interface");
		return TN_TY_POISON;
	}
	if (symbol || r->scopes.ptr[from->entry->scope].incomplete ||
		tn_symbols_is_meant(r, from->entry->scope, id->name))
		return TN_TY_POISON;
	diag = tn_symbols_error(r, TN_E_UNKNOWN_TYPE, tn_resolve_at(r, id->span),
		"interface `%.*s` has no type `%.*s`", TN_S(tn_ctx_text(r->cx, from->entry->name)),
		TN_S(text));
	tn_symbols_suggest(r, diag, from->entry->scope, id->name, false);
	*meant = diag->replacement;
	if (from->entry->item)
		tn_diag_note(r->cx, diag, from->entry->span, "in this interface");
	return TN_TY_POISON;
}

static void use(struct tn_resolver *r, const struct tn_ast_item *item)
{
	struct tn_typedef alias = { .kind = TN_DEF_ALIAS };
	struct tn_target from = { .kind = TN_TARGET_BROKEN };
	bool hidden;

	alias.meta.stability = tn_gates_stability(r, item->attrs);
	alias.meta.external_id = tn_gates_external_id(r, item->attrs);
	alias.owner_kind = r->owner_kind;
	alias.owner = r->owner;
	hidden = !tn_gates_enabled(r, &alias.meta.stability,
		tn_resolve_at(r, item->members ? item->members->name.span : item->span));
	if (hidden && item->path->package.ns.name)
		tn_paths_check_package(r, item->path);
	else
		from = tn_paths_interface(r, item->path);
	for (const struct tn_ast_member *m = item->members; m; m = m->next) {
		const struct tn_ast_id *name = m->as ? m->as : &m->name;
		struct tn_str meant = { 0 };
		tn_ty ty = TN_TY_POISON;

		alias.name = name->name;
		alias.meta.span = tn_resolve_at(r, m->name.span);
		alias.a = from.kind == TN_TARGET_INTERFACE ? used_type(r, &from, &m->name, &meant)
							   : TN_TY_POISON;
		if (!hidden && alias.a != TN_TY_POISON) {
			alias.a = tn_types_visible(r, alias.a, tn_resolve_at(r, m->name.span));
			check_owner(r, tn_resolve_at(r, m->name.span));
		}
		if (hidden || (alias.a != TN_TY_POISON && r->owner != TN_NO_ID))
			ty = tn_types_put(r, &alias, hidden);
		tn_symbols_add(r, name->name, tn_resolve_at(r, name->span), TN_SYMBOL_TYPE, ty);
		if (!m->as)
			tn_symbols_mean(r, r->scope, meant);
	}
}

/* ---- a whole body ---- */

static bool is_typedef(const struct tn_ast_item *item)
{
	return item->kind >= TN_AST_ALIAS && item->kind <= TN_AST_RESOURCE;
}

struct deps {
	struct tn_resolver *r;
	struct tn_map index; /* name -> node */
	TN_VEC(struct tn_edge) edges;
	uint32_t from;
};

static void add_edge(struct deps *d, const struct tn_ast_id *id)
{
	uint32_t to = tn_map_get(&d->index, id->name);

	if (to != TN_MAP_NONE)
		*TN_PUSH(&d->r->cx->temp, &d->edges) = (struct tn_edge){ d->from, to,
			tn_resolve_at(d->r, id->span), tn_resolve_at(d->r, id->span), id->name };
}

static void type_deps(struct deps *d, const struct tn_ast_type *type)
{
	if (!type)
		return;
	switch (type->kind) {
	case TN_AST_NAME:
	case TN_AST_OWN:
	case TN_AST_BORROW:
		add_edge(d, &type->name);
		return;
	case TN_AST_PRIM:
	case TN_AST_BROKEN:
		return;
	case TN_AST_FIXED_LIST:
		type_deps(d, type->a);
		return;
	case TN_AST_TUPLE:
		for (type = type->a; type; type = type->b)
			type_deps(d, type->a);
		return;
	default:
		type_deps(d, type->a);
		if (tn_ast_is_whole(type->kind))
			type_deps(d, type->b);
	}
}

/*
 * Contract: all names that the items bring in are symbols of the current scope afterwards, `use`s
 * first, then definitions, each behind those it refers to.
 */
void tn_types_define(struct tn_resolver *r, const struct tn_ast_item *items)
{
	TN_VEC(const struct tn_ast_item *) nodes = { 0 };
	struct deps d = { .r = r, .index = { .arena = &r->cx->temp } };
	struct tn_mark mark = tn_mem_mark(&r->cx->temp);
	uint32_t *order;
	bool *broken;

	for (const struct tn_ast_item *item = items; item; item = item->next) {
		if (item->kind == TN_AST_USE)
			use(r, item);
		if (item->kind == TN_AST_BROKEN_ITEM) {
			if (item->name.name)
				tn_symbols_add(r, item->name.name,
					tn_resolve_at(r, item->name.span), TN_SYMBOL_BROKEN,
					TN_TY_POISON);
			else
				r->scopes.ptr[r->scope].incomplete = true;
		}
		if (is_typedef(item)) {
			if (tn_map_get(&d.index, item->name.name) == TN_MAP_NONE)
				tn_map_put(&d.index, item->name.name, nodes.len);
			*TN_PUSH(&r->cx->temp, &nodes) = item;
		}
	}
	for (uint32_t i = 0; i < nodes.len; i++) {
		d.from = i;
		if (nodes.ptr[i]->kind == TN_AST_ALIAS)
			type_deps(&d, nodes.ptr[i]->type);
		else if (nodes.ptr[i]->kind != TN_AST_RESOURCE)
			for (const struct tn_ast_member *m = nodes.ptr[i]->members; m; m = m->next)
				type_deps(&d, m->type);
	}
	broken = TN_NEWN(&r->cx->temp, bool, nodes.len);
	order = tn_topo_sort(r, "type",
		"values of a type cannot hold one another: hold an index into a list, or a handle to a `resource`",
		nodes.len, d.edges.ptr, d.edges.len, broken);
	for (uint32_t i = 0; i < nodes.len; i++) {
		const struct tn_ast_item *item = nodes.ptr[order[i]];

		if (broken[order[i]])
			tn_symbols_add(r, item->name.name, tn_resolve_at(r, item->name.span),
				TN_SYMBOL_TYPE, TN_TY_POISON);
		else
			define(r, item);
	}
	tn_mem_reset(&r->cx->temp, mark);
}
