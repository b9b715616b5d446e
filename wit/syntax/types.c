/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Type definitions and type expressions -> definitions of the model. WIT.md, "Item: `use`",
 * "Items: type", "Types", "Handles". Anonymous types are made once a package.
 */
#include "wit/syntax/resolve.h"

/* Explainer.md, "Type Definitions": flags have at most 32 labels. */
enum { FLAGS_MOST = 32 };

const struct tn_typedef *tn_types_def(const struct tn_resolver *r, tn_ty ty)
{
	return tn_ty_is_hidden(ty) ? &r->hidden.ptr[ty & ~TN_TY_HIDDEN]
				   : &r->wit->types.ptr[tn_ty_def(ty)];
}

static bool is_def(tn_ty ty)
{
	return tn_ty_is_hidden(ty) || tn_ty_is_def(ty);
}

/* Through aliases, hidden ones too. */
static tn_ty target_of(const struct tn_resolver *r, tn_ty ty)
{
	while (is_def(ty) && tn_types_def(r, ty)->kind == TN_DEF_ALIAS)
		ty = tn_types_def(r, ty)->a;
	return ty;
}

static bool is_resource(const struct tn_resolver *r, tn_ty ty)
{
	ty = target_of(r, ty);
	return is_def(ty) && tn_types_def(r, ty)->kind == TN_DEF_RESOURCE;
}

/* An anonymous type is hidden because of a part of it; the name at the bottom of that. */
static tn_ty named_part(const struct tn_resolver *r, tn_ty ty)
{
	for (;;) {
		const struct tn_typedef *def = tn_types_def(r, ty);
		tn_ty next = tn_ty_is_hidden(def->b) ? def->b : def->a;

		for (uint32_t i = 0; i < def->members.len && !tn_ty_is_hidden(next); i++)
			next = def->members.ptr[i].ty;
		if (def->name || !tn_ty_is_hidden(next))
			return ty;
		ty = next;
	}
}

tn_ty tn_types_visible(struct tn_resolver *r, tn_ty ty, struct tn_span span)
{
	const struct tn_typedef *def;
	struct tn_diag *diag;

	if (!tn_ty_is_hidden(ty))
		return ty;
	def = tn_types_def(r, named_part(r, ty));
	if (def->meta.stability.kind == TN_STABILITY_SINCE) {
		diag = tn_symbols_error(r, TN_E_GATED, span,
			"found a reference to a type which came later than the target version %.*s",
			TN_S(tn_ctx_text(r->cx, r->unit->target)));
		tn_diag_note(r->cx, diag, def->meta.span, "it is there since version %.*s",
			TN_S(tn_ctx_text(r->cx, def->meta.stability.since)));
		return TN_TY_POISON;
	}
	diag = tn_symbols_error(r, TN_E_GATED, span,
		"found a reference to a type which is excluded due to its feature not being activated");
	if (def->meta.stability.kind == TN_STABILITY_UNSTABLE) {
		struct tn_str feature = tn_ctx_text(r->cx, def->meta.stability.feature);

		tn_diag_note(r->cx, diag, def->meta.span, "it is gated by `@unstable(feature = %.*s)`",
			TN_S(feature));
		tn_diag_hint(r->cx, diag, "gate this item the same way, or activate it: `--features %.*s`",
			TN_S(feature));
	}
	return TN_TY_POISON;
}

/* ---- borrows inside ---- */

bool tn_types_has_borrow(const struct tn_resolver *r, tn_ty ty)
{
	return !tn_ty_is_hidden(ty) && tn_ty_is_def(ty) && r->borrows.ptr[tn_ty_def(ty)];
}

/* Keeps `borrows` as long as the table of types; parts of a type stand before it. */
static void note_borrows(struct tn_resolver *r)
{
	while (r->borrows.len < r->wit->types.len) {
		const struct tn_typedef *def = &r->wit->types.ptr[r->borrows.len];
		bool found = def->kind == TN_DEF_BORROW;

		if (def->kind != TN_DEF_OWN && def->kind != TN_DEF_RESOURCE) {
			tn_ty a = def->a, b = def->b;
			tn_ty self = tn_ty_of(r->borrows.len);

			found = found || (a < self && tn_types_has_borrow(r, a)) ||
				(b < self && tn_types_has_borrow(r, b));
			for (uint32_t i = 0; i < def->members.len && !found; i++)
				found = def->members.ptr[i].ty < self &&
					tn_types_has_borrow(r, def->members.ptr[i].ty);
		}
		*TN_PUSH(r->scratch, &r->borrows) = found;
	}
}

void tn_types_begin_unit(struct tn_resolver *r)
{
	/* Numbers below 64 seed the chains of keys: see key_of. */
	enum { SEEDS = 64 };

	r->cons = (struct tn_map){ .arena = r->scratch };
	r->handles = (struct tn_map){ .arena = r->scratch };
	r->made.len = 0;
	for (uint32_t i = 0; i < SEEDS; i++)
		*TN_PUSH(r->scratch, &r->made) = TN_TY_NONE;
	note_borrows(r);
}

/* ---- adding definitions ---- */

/* The definition enters the model, or the hidden table. */
static tn_ty put_def(struct tn_resolver *r, const struct tn_typedef *def, bool hidden)
{
	tn_def id;

	if (hidden) {
		*TN_PUSH(r->scratch, &r->hidden) = *def;
		return TN_TY_HIDDEN | (r->hidden.len - 1);
	}
	id = tn_model_add_def(r->wit, def->kind, def->name);
	r->wit->types.ptr[id] = *def;
	if (def->kind == TN_DEF_TUPLE) { /* its members were scratch: most tuples are old acquaintances */
		struct tn_member *members = TN_NEWN(r->wit->arena, struct tn_member, def->members.len);

		memcpy(members, def->members.ptr, def->members.len * sizeof *members);
		r->wit->types.ptr[id].members.ptr = members;
	}
	note_borrows(r);
	return tn_ty_of(id);
}

tn_ty tn_types_value(struct tn_resolver *r, tn_ty ty)
{
	struct tn_typedef own = { .kind = TN_DEF_OWN, .a = ty };
	uint32_t known;
	tn_ty made;

	if (tn_ty_is_hidden(ty) || !tn_ty_is_def(ty) || !is_resource(r, ty))
		return ty;
	known = tn_map_get(&r->handles, ty);
	if (known != TN_MAP_NONE)
		return known;
	made = put_def(r, &own, false);
	tn_map_put(&r->handles, ty, made);
	return made;
}

/* ---- anonymous types ---- */

/* One number per pair; chains of pairs are keys of anonymous types. */
static uint32_t cons(struct tn_resolver *r, uint32_t chain, uint32_t next)
{
	uint32_t known = tn_map_get(&r->cons, TN_KEY(chain, next));

	if (known != TN_MAP_NONE)
		return known;
	known = r->made.len;
	*TN_PUSH(r->scratch, &r->made) = TN_TY_NONE;
	tn_map_put(&r->cons, TN_KEY(chain, next), known);
	return known;
}

static uint32_t key_of(struct tn_resolver *r, const struct tn_typedef *def)
{
	uint32_t chain = cons(r, cons(r, (uint32_t)def->kind, def->a), def->b);

	if (def->kind == TN_DEF_FIXED_LIST)
		chain = cons(r, chain, def->length);
	for (uint32_t i = 0; i < def->members.len; i++)
		chain = cons(r, chain, def->members.ptr[i].ty);
	return chain;
}

/* A gate of the types inside is a gate of the whole: the first that has one. */
static struct tn_stability inherited(const struct tn_resolver *r, const struct tn_typedef *def)
{
	tn_ty parts[2] = { def->a, def->b };

	for (uint32_t i = 0; i < 2; i++)
		if (is_def(parts[i]) && tn_types_def(r, parts[i])->meta.stability.kind)
			return tn_types_def(r, parts[i])->meta.stability;
	for (uint32_t i = 0; i < def->members.len; i++) {
		tn_ty ty = def->members.ptr[i].ty;

		if (is_def(ty) && tn_types_def(r, ty)->meta.stability.kind)
			return tn_types_def(r, ty)->meta.stability;
	}
	return (struct tn_stability){ 0 };
}

/* Hidden parts may only stand in hidden types; resources inside become owned handles. */
static void settle_parts(struct tn_resolver *r, struct tn_typedef *def, struct tn_span span)
{
	bool members_say = def->kind == TN_DEF_RECORD;

	if (def->kind == TN_DEF_ALIAS || def->kind == TN_DEF_OWN || def->kind == TN_DEF_BORROW) {
		def->a = tn_types_visible(r, def->a, span);
		return;
	}
	def->a = tn_types_value(r, tn_types_visible(r, def->a, span));
	def->b = tn_types_value(r, tn_types_visible(r, def->b, span));
	for (uint32_t i = 0; i < def->members.len; i++) {
		struct tn_member *member = &def->members.ptr[i];

		member->ty = tn_types_value(r,
			tn_types_visible(r, member->ty, members_say ? member->span : span));
	}
}

static tn_ty anonymous(struct tn_resolver *r, struct tn_typedef *def, struct tn_span span,
	const struct tn_stability *stability)
{
	uint32_t key = key_of(r, def);
	bool hidden;

	if (r->made.ptr[key])
		return r->made.ptr[key];
	def->meta.span = span;
	def->meta.stability = stability->kind ? *stability : inherited(r, def);
	hidden = tn_gates_hide(r, &def->meta.stability);
	if (!hidden)
		settle_parts(r, def, span);
	tn_ty made = put_def(r, def, hidden);
	r->made.ptr[key] = made;
	return made;
}

tn_ty tn_types_borrow(struct tn_resolver *r, tn_ty resource)
{
	struct tn_typedef def = { .kind = TN_DEF_BORROW, .a = resource };
	struct tn_stability none = { 0 };

	return anonymous(r, &def, (struct tn_span){ 0 }, &none);
}

/* ---- type expressions ---- */

static tn_ty named(struct tn_resolver *r, const struct tn_ast_id *id)
{
	const struct tn_symbol *symbol = tn_symbols_find(r, r->scope, id->name);
	struct tn_diag *diag;

	if (symbol && symbol->kind == TN_SYMBOL_TYPE)
		return symbol->ty;
	if (symbol && symbol->kind == TN_SYMBOL_BROKEN)
		return TN_TY_POISON;
	if (symbol) {
		diag = tn_symbols_error(r, TN_E_WRONG_ITEM, tn_resolve_at(r, id->span), "cannot use function `%.*s` as a type",
			TN_S(tn_ctx_text(r->cx, id->name)));
		tn_diag_note(r->cx, diag, symbol->span, "the function is here");
		return TN_TY_POISON;
	}
	if (r->scopes.ptr[r->scope].incomplete)
		return TN_TY_POISON;
	diag = tn_symbols_error(r, TN_E_UNKNOWN_TYPE, tn_resolve_at(r, id->span), "type `%.*s` does not exist",
		TN_S(tn_ctx_text(r->cx, id->name)));
	tn_symbols_suggest(r, diag, r->scope, id->name, true);
	return TN_TY_POISON;
}

static tn_ty named_resource(struct tn_resolver *r, const struct tn_ast_id *id)
{
	tn_ty ty = named(r, id);
	struct tn_diag *diag;

	if (is_resource(r, ty))
		return ty;
	if (target_of(r, ty) == TN_TY_POISON)
		return TN_TY_POISON;
	diag = tn_symbols_error(r, TN_E_NOT_A_RESOURCE, tn_resolve_at(r, id->span),
		"type `%.*s` used in a handle must be a resource", TN_S(tn_ctx_text(r->cx, id->name)));
	if (is_def(ty))
		tn_diag_note(r->cx, diag, tn_types_def(r, ty)->meta.span, "it is defined here");
	return TN_TY_POISON;
}

/* WIT.md, "Types": keys compare for equality, so no floats and nothing that is made of parts. */
static bool is_map_key(tn_ty ty)
{
	switch (ty) {
	case TN_TY_BOOL:
	case TN_TY_U8:
	case TN_TY_U16:
	case TN_TY_U32:
	case TN_TY_U64:
	case TN_TY_S8:
	case TN_TY_S16:
	case TN_TY_S32:
	case TN_TY_S64:
	case TN_TY_CHAR:
	case TN_TY_STRING:
	case TN_TY_POISON:
		return true;
	default:
		return false;
	}
}

static tn_ty part(struct tn_resolver *r, const struct tn_ast_type *type,
	const struct tn_stability *stability)
{
	return type ? tn_types_resolve(r, type, stability) : TN_TY_NONE;
}

static bool tuple_parts(struct tn_resolver *r, struct tn_typedef *def, const struct tn_ast_type *first,
	const struct tn_stability *stability)
{
	uint32_t count = 0;
	bool good = true;

	for (const struct tn_ast_type *cell = first; cell; cell = cell->b)
		count++;
	def->members.ptr = TN_NEWN(r->scratch, struct tn_member, count);
	def->members.len = count;
	for (uint32_t i = 0; first; first = first->b, i++) {
		struct tn_member *member = &def->members.ptr[i];

		member->span = tn_resolve_at(r, first->a->name.span);
		member->ty = tn_types_resolve(r, first->a, stability);
		good = good && member->ty != TN_TY_POISON;
	}
	return good;
}

/*
 * The definition that a type expression stands for, names and primitives as aliases; parts still as
 * written. False when a part is poison.
 */
static bool body_of(struct tn_resolver *r, const struct tn_ast_type *type,
	const struct tn_stability *stability, struct tn_typedef *def)
{
	static const enum tn_def_kind KINDS[] = {
		[TN_AST_LIST] = TN_DEF_LIST,
		[TN_AST_FIXED_LIST] = TN_DEF_FIXED_LIST,
		[TN_AST_MAP] = TN_DEF_MAP,
		[TN_AST_OPTION] = TN_DEF_OPTION,
		[TN_AST_RESULT] = TN_DEF_RESULT,
		[TN_AST_FUTURE] = TN_DEF_FUTURE,
		[TN_AST_STREAM] = TN_DEF_STREAM,
		[TN_AST_OWN] = TN_DEF_OWN,
		[TN_AST_BORROW] = TN_DEF_BORROW,
	};

	switch (type->kind) {
	case TN_AST_BROKEN:
		return false;
	case TN_AST_PRIM:
		def->kind = TN_DEF_ALIAS;
		def->a = type->name.name;
		return true;
	case TN_AST_NAME:
		def->kind = TN_DEF_ALIAS;
		def->a = named(r, &type->name);
		return def->a != TN_TY_POISON;
	case TN_AST_OWN:
	case TN_AST_BORROW:
		def->kind = KINDS[type->kind];
		def->a = named_resource(r, &type->name);
		return def->a != TN_TY_POISON;
	case TN_AST_TUPLE:
		def->kind = TN_DEF_TUPLE;
		if (!type->a) {
			tn_symbols_error(r, TN_E_EMPTY_TYPE, tn_resolve_at(r, type->name.span), "empty tuple");
			return false;
		}
		return tuple_parts(r, def, type->a, stability);
	default:
		def->kind = KINDS[type->kind];
		def->a = part(r, type->a, stability);
		if (type->kind == TN_AST_FIXED_LIST)
			def->length = type->length;
		else
			def->b = part(r, type->b, stability);
	}
	if (type->kind == TN_AST_MAP && !is_map_key(def->a)) {
		tn_symbols_error(r, TN_E_BAD_MAP_KEY, tn_resolve_at(r, type->name.span),
			"invalid map key type: map keys must be bool, u8, u16, u32, u64, s8, s16, s32, s64, char, "
			"or string");
		return false;
	}
	if (type->kind == TN_AST_FIXED_LIST && !type->length) {
		tn_symbols_error(r, TN_E_BAD_LENGTH, tn_resolve_at(r, type->name.span), "a list of fixed length has at least one "
								       "element");
		return false;
	}
	return def->a != TN_TY_POISON && def->b != TN_TY_POISON;
}

tn_ty tn_types_resolve(struct tn_resolver *r, const struct tn_ast_type *type,
	const struct tn_stability *stability)
{
	struct tn_typedef def = { 0 };

	if (type->kind == TN_AST_PRIM)
		return type->name.name;
	if (!body_of(r, type, stability, &def))
		return TN_TY_POISON;
	/* `own<r>` and `r` are two spellings of one type. */
	if (def.kind == TN_DEF_ALIAS || def.kind == TN_DEF_OWN)
		return def.a;
	return anonymous(r, &def, tn_resolve_at(r, type->name.span), stability);
}

/* ---- members ---- */

void tn_types_unique_begin(struct tn_resolver *r)
{
	r->seen_set++;
}

bool tn_types_unique(struct tn_resolver *r, const struct tn_ast_id *id, const char *what)
{
	tn_name folded = tn_symbols_fold(r, id->name);
	struct tn_seen *seen;
	struct tn_diag *diag;
	struct tn_str text = tn_ctx_text(r->cx, id->name);

	while (r->seen.len <= folded)
		*TN_PUSH(r->scratch, &r->seen) = (struct tn_seen){ 0 };
	seen = &r->seen.ptr[folded];
	if (seen->set != r->seen_set) {
		*seen = (struct tn_seen){ r->seen_set, *id };
		return true;
	}
	if (seen->id.name == id->name) {
		diag = tn_symbols_error(r, TN_E_DUPLICATE_NAME, tn_resolve_at(r, id->span), "duplicate %s `%.*s`", what,
			TN_S(text));
	} else {
		diag = tn_symbols_error(r, TN_E_DUPLICATE_NAME, tn_resolve_at(r, id->span),
			"%s `%.*s` conflicts with previous %s `%.*s`", what, TN_S(text), what,
			TN_S(tn_ctx_text(r->cx, seen->id.name)));
		tn_diag_hint(r->cx, diag, "names that differ only in case and hyphens count as the same");
	}
	tn_diag_note(r->cx, diag, tn_resolve_at(r, seen->id.span), "first defined here");
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
			.docs = tn_gates_docs(r, (struct tn_ast_span){ m->docs, m->name.span.start }),
			.span = tn_resolve_at(r, m->name.span),
		};
		tn_types_unique(r, &m->name, what);
	}
	i = 0;
	for (const struct tn_ast_member *m = item->members; m; m = m->next, i++)
		def->members.ptr[i].ty = part(r, m->type, stability);
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
		tn_symbols_error(r, TN_E_EMPTY_TYPE, tn_resolve_at(r, item->name.span), "empty %s", LISTS[item->kind].name);
	members_of(r, item, LISTS[item->kind].member, stability, def);
	if (def->kind == TN_DEF_FLAGS && def->members.len > FLAGS_MOST)
		tn_symbols_error(r, TN_E_TOO_MANY_FLAGS, def->members.ptr[FLAGS_MOST].span,
			"cannot have more than 32 flags");
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
		good = body_of(r, item->type, &def.meta.stability, &def);
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
			settle_parts(r, &def, tn_resolve_at(r, item->name.span));
		def.owner_kind = r->owner_kind;
		def.owner = r->owner;
		if (hidden || check_owner(r, tn_resolve_at(r, item->name.span)))
			ty = put_def(r, &def, hidden);
	}
	tn_symbols_add(r, item->name.name, tn_resolve_at(r, item->name.span), TN_SYMBOL_TYPE, ty);
}

/* ---- use ---- */

/* The type that a `use`d name leads to; poison after a diagnostic. */
static tn_ty used_type(struct tn_resolver *r, const struct tn_target *from, const struct tn_ast_id *id)
{
	struct tn_str text = tn_ctx_text(r->cx, id->name);
	const struct tn_symbol *symbol;
	struct tn_diag *diag;

	if (!from->entry) {
		tn_def def = tn_model_find_type(r->wit, from->id, id->name);

		if (def != TN_NO_ID)
			return tn_ty_of(def);
		tn_symbols_error(r, TN_E_UNKNOWN_TYPE, tn_resolve_at(r, id->span), "type `%.*s` not defined in interface",
			TN_S(text));
		return TN_TY_POISON;
	}
	if (!from->entry->done)
		return TN_TY_POISON; /* a cycle, reported already */
	symbol = tn_symbols_find(r, from->entry->scope, id->name);
	if (symbol && symbol->kind == TN_SYMBOL_TYPE)
		return symbol->ty;
	if (symbol && symbol->kind == TN_SYMBOL_FUNC) {
		diag = tn_symbols_error(r, TN_E_WRONG_ITEM, tn_resolve_at(r, id->span), "cannot import function `%.*s`",
			TN_S(text));
		tn_diag_note(r->cx, diag, symbol->span, "the function is here; only types can be used");
		return TN_TY_POISON;
	}
	if (symbol || r->scopes.ptr[from->entry->scope].incomplete)
		return TN_TY_POISON;
	diag = tn_symbols_error(r, TN_E_UNKNOWN_TYPE, tn_resolve_at(r, id->span), "name `%.*s` does not exist", TN_S(text));
	tn_symbols_suggest(r, diag, from->entry->scope, id->name, false);
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
		tn_resolve_check_package(r, item->path);
	else
		from = tn_resolve_interface_path(r, item->path);
	for (const struct tn_ast_member *m = item->members; m; m = m->next) {
		const struct tn_ast_id *name = m->as ? m->as : &m->name;
		tn_ty ty = TN_TY_POISON;

		alias.name = name->name;
		alias.meta.span = tn_resolve_at(r, m->name.span);
		alias.a = from.kind == TN_TARGET_INTERFACE ? used_type(r, &from, &m->name) : TN_TY_POISON;
		if (!hidden && alias.a != TN_TY_POISON) {
			alias.a = tn_types_visible(r, alias.a, tn_resolve_at(r, m->name.span));
			check_owner(r, tn_resolve_at(r, m->name.span));
		}
		if (hidden || (alias.a != TN_TY_POISON && r->owner != TN_NO_ID))
			ty = put_def(r, &alias, hidden);
		tn_symbols_add(r, name->name, tn_resolve_at(r, name->span), TN_SYMBOL_TYPE, ty);
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
		*TN_PUSH(&d->r->cx->temp, &d->edges) = (struct tn_edge){
			d->from, to, tn_resolve_at(d->r, id->span), tn_resolve_at(d->r, id->span), id->name };
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
				tn_symbols_add(r, item->name.name, tn_resolve_at(r, item->name.span), TN_SYMBOL_BROKEN, TN_TY_POISON);
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
	order = tn_order_sort(r, "type", nodes.len, d.edges.ptr, d.edges.len, broken);
	for (uint32_t i = 0; i < nodes.len; i++) {
		const struct tn_ast_item *item = nodes.ptr[order[i]];

		if (broken[order[i]])
			tn_symbols_add(r, item->name.name, tn_resolve_at(r, item->name.span), TN_SYMBOL_TYPE, TN_TY_POISON);
		else
			define(r, item);
	}
	tn_mem_reset(&r->cx->temp, mark);
}
