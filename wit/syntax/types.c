/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Type expressions -> definitions of the model. WIT.md, "Types", "Handles". Anonymous types are made
 * once a package.
 */
#include "wit/syntax/resolve.h"

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
	struct tn_str name;

	if (!tn_ty_is_hidden(ty))
		return ty;
	def = tn_types_def(r, named_part(r, ty));
	name = tn_ctx_text(r->cx, def->name);
	if (def->meta.stability.kind == TN_STABILITY_SINCE) {
		diag = tn_symbols_error(r, TN_E_GATED, span,
			"type `%.*s` came later than the target version %.*s", TN_S(name),
			TN_S(tn_ctx_text(r->cx, r->unit->target)));
		tn_diag_note(r->cx, diag, def->meta.span, "it is there since version %.*s",
			TN_S(tn_ctx_text(r->cx, def->meta.stability.since)));
		return TN_TY_POISON;
	}
	diag = tn_symbols_error(r, TN_E_GATED, span,
		"type `%.*s` is hidden by a feature gate that is not open", TN_S(name));
	if (def->meta.stability.kind == TN_STABILITY_UNSTABLE) {
		struct tn_str feature = tn_ctx_text(r->cx, def->meta.stability.feature);

		tn_diag_note(r->cx, diag, def->meta.span,
			"it is gated by `@unstable(feature = %.*s)`", TN_S(feature));
		tn_diag_hint(r->cx, diag,
			"gate this item the same way, or open the gate: `--features %.*s`",
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
tn_ty tn_types_put(struct tn_resolver *r, const struct tn_typedef *def, bool hidden)
{
	tn_def id;

	if (hidden) {
		*TN_PUSH(r->scratch, &r->hidden) = *def;
		return TN_TY_HIDDEN | (r->hidden.len - 1);
	}
	id = tn_model_add_def(r->wit, def->kind, def->name);
	r->wit->types.ptr[id] = *def;
	if (def->kind ==
		TN_DEF_TUPLE) { /* its members were scratch: most tuples are old acquaintances */
		struct tn_member *members =
			TN_NEWN(r->wit->arena, struct tn_member, def->members.len);

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
	made = tn_types_put(r, &own, false);
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

/* The kind says how many pairs there are; numbers of chains stay below those of kinds. */
static uint32_t key_of(struct tn_resolver *r, const struct tn_typedef *def)
{
	uint32_t chain = cons(r, UINT32_MAX - (uint32_t)def->kind, def->a);

	if (def->kind == TN_DEF_RESULT || def->kind == TN_DEF_MAP)
		chain = cons(r, chain, def->b);
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
void tn_types_settle(struct tn_resolver *r, struct tn_typedef *def, struct tn_span span)
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

		member->ty = tn_types_value(
			r, tn_types_visible(r, member->ty, members_say ? member->span : span));
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
		tn_types_settle(r, def, span);
	tn_ty made = tn_types_put(r, def, hidden);
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
		diag = tn_symbols_error(r, TN_E_WRONG_ITEM, tn_resolve_at(r, id->span),
			"cannot use function `%.*s` as a type", TN_S(tn_ctx_text(r->cx, id->name)));
		tn_diag_note(r->cx, diag, symbol->span, "the function is here");
		return TN_TY_POISON;
	}
	if (r->scopes.ptr[r->scope].incomplete || tn_symbols_is_made_up(r, id->name))
		return TN_TY_POISON; /* it was to come, or was made up for a name that is none */
	if (tn_symbols_is_meant(r, r->scope, id->name))
		return TN_TY_POISON;
	diag = tn_symbols_error(r, TN_E_UNKNOWN_TYPE, tn_resolve_at(r, id->span),
		"type `%.*s` does not exist", TN_S(tn_ctx_text(r->cx, id->name)));
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
		"type `%.*s` used in a handle must be a resource",
		TN_S(tn_ctx_text(r->cx, id->name)));
	tn_diag_hint(r->cx, diag, "only resources have handles: other values are passed as they are");
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

static void bad_map_key(struct tn_resolver *r, const struct tn_ast_type *type, tn_ty key)
{
	tn_ty meant = target_of(r, key);
	struct tn_diag *diag = tn_symbols_error(r, TN_E_BAD_MAP_KEY,
		tn_resolve_at(r, type->name.span),
		"invalid map key type: map keys must be bool, u8, u16, u32, u64, s8, s16, s32, "
		"s64, char, or string");

	tn_diag_note(r->cx, diag, tn_resolve_at(r, type->a->name.span), "this is the key's type");
	if (meant != TN_TY_POISON && is_map_key(meant)) /* WIT.md, "Types": `kt` has no names */
		tn_diag_hint(r->cx, diag, "write `%.*s` itself: other names of it are not taken here",
			TN_S(tn_model_type_text(r->wit, r->scratch, meant)));
	else
		tn_diag_hint(r->cx, diag, "a list of pairs takes keys of any type: `list<tuple<…>>`");
}

tn_ty tn_types_part(
	struct tn_resolver *r, const struct tn_ast_type *type, const struct tn_stability *stability)
{
	return type ? tn_types_resolve(r, type, stability) : TN_TY_NONE;
}

static bool tuple_parts(struct tn_resolver *r, struct tn_typedef *def,
	const struct tn_ast_type *first, const struct tn_stability *stability)
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
bool tn_types_body(struct tn_resolver *r, const struct tn_ast_type *type,
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
		return def->a != TN_TY_POISON; /* what the parser could not make sense of */
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
			tn_symbols_error(r, TN_E_EMPTY_TYPE, tn_resolve_at(r, type->name.span),
				"empty tuple: expected at least one type");
			return false;
		}
		return tuple_parts(r, def, type->a, stability);
	default:
		def->kind = KINDS[type->kind];
		def->a = tn_types_part(r, type->a, stability);
		if (type->kind == TN_AST_FIXED_LIST)
			def->length = type->length;
		else if (tn_ast_is_whole(type->kind))
			def->b = tn_types_part(r, type->b, stability);
	}
	if (type->kind == TN_AST_MAP && !is_map_key(def->a)) {
		bad_map_key(r, type, def->a);
		return false;
	}
	if (type->kind == TN_AST_FIXED_LIST && !type->length) {
		tn_symbols_error(r, TN_E_BAD_LENGTH, tn_resolve_at(r, type->name.span),
			"a list of fixed length has at least one element");
		return false;
	}
	return def->a != TN_TY_POISON && def->b != TN_TY_POISON;
}

tn_ty tn_types_resolve(
	struct tn_resolver *r, const struct tn_ast_type *type, const struct tn_stability *stability)
{
	struct tn_typedef def = { 0 };

	if (type->kind == TN_AST_PRIM)
		return type->name.name;
	if (!tn_types_body(r, type, stability, &def))
		return TN_TY_POISON;
	/* `own<r>` and `r` are two spellings of one type. */
	if (def.kind == TN_DEF_ALIAS || def.kind == TN_DEF_OWN)
		return def.a;
	return anonymous(r, &def, tn_resolve_at(r, type->name.span), stability);
}
