/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Two models in, the first difference out; see subtype.h. */
#include "wit/model/subtype.h"

#include "base/semver.h"

void tn_subtype_init(struct tn_subtype *s, const struct tn_wit *a, const struct tn_wit *b,
	struct tn_arena *arena)
{
	*s = (struct tn_subtype){ .a = a, .b = b, .arena = arena, .a_self = TN_NO_ID,
		.b_self = TN_NO_ID, .equal = { .arena = arena } };
}

static struct tn_str text(const struct tn_subtype *s, tn_name name)
{
	return tn_ctx_text(s->a->cx, name);
}

/* ---- the difference, told on the way out ---- */

static bool differ(struct tn_subtype *s, struct tn_str a, struct tn_str b, struct tn_span a_span,
	struct tn_span b_span)
{
	s->path.len = 0;
	if (s->why)
		*s->why = (struct tn_mismatch){ .a = a, .b = b, .a_span = a_span, .b_span = b_span };
	return false;
}

/* Says in what the difference lies; always false. */
static bool inside(struct tn_subtype *s, const char *what, tn_name name)
{
	if (s->why)
		*TN_PUSH(s->arena, &s->path) =
			tn_str_format(s->arena, "%s `%.*s`", what, TN_S(text(s, name)));
	return false;
}

/* Primitives have no place of their own: that of what they are the type of is taken. */
static void at(struct tn_subtype *s, struct tn_span a, struct tn_span b)
{
	if (!s->why)
		return;
	if (!s->why->a_span.source)
		s->why->a_span = a;
	if (!s->why->b_span.source)
		s->why->b_span = b;
}

/* "parameter `p`, field `x` of record `r`": from the outside in. */
static struct tn_str joined(struct tn_subtype *s)
{
	struct tn_str out = TN_NOSTR;
	for (uint32_t i = s->path.len; i-- > 0;)
		out = tn_str_format(s->arena, "%.*s%s%.*s", TN_S(out), out.len ? ", " : "",
			TN_S(s->path.ptr[i]));
	return out;
}

/* ---- types ---- */

static struct tn_str type_text(const struct tn_subtype *s, const struct tn_wit *wit, tn_ty ty)
{
	return ty ? tn_model_type_text(wit, s->arena, ty) : TN_NOSTR;
}

static struct tn_span span_of(const struct tn_wit *wit, tn_ty ty)
{
	return tn_ty_is_def(ty) ? wit->types.ptr[tn_ty_def(ty)].meta.span : (struct tn_span){ 0 };
}

static bool types_differ(struct tn_subtype *s, tn_ty a, tn_ty b)
{
	return differ(s, type_text(s, s->a, a), type_text(s, s->b, b), span_of(s->a, a),
		span_of(s->b, b));
}

static const char *member_word(enum tn_def_kind kind)
{
	switch (kind) {
	case TN_DEF_RECORD:
		return "field";
	case TN_DEF_FLAGS:
		return "flag";
	default:
		return "case";
	}
}

/* One package on compatible versions counts as one: WIT.md "Package names". */
static bool same_package(const struct tn_subtype *s, tn_pkg a, tn_pkg b)
{
	if (a == TN_NO_ID || b == TN_NO_ID)
		return a == b;
	const struct tn_package *pa = &s->a->packages.ptr[a], *pb = &s->b->packages.ptr[b];
	if (pa->ns != pb->ns || pa->name != pb->name)
		return false;
	if (pa->version == pb->version || s->any_version)
		return true;
	return pa->version && pb->version
		&& tn_semver_compatible(text(s, pa->version), text(s, pb->version));
}

static bool same_owner(const struct tn_subtype *s, const struct tn_typedef *a,
	const struct tn_typedef *b)
{
	if (a->owner_kind != b->owner_kind)
		return false;
	if (a->owner_kind != TN_OWNER_INTERFACE)
		return true;
	if (s->a_self != TN_NO_ID && a->owner == s->a_self && b->owner == s->b_self)
		return true;
	const struct tn_interface *ia = &s->a->interfaces.ptr[a->owner];
	const struct tn_interface *ib = &s->b->interfaces.ptr[b->owner];
	if (ia->name != ib->name)
		return false;
	return !ia->name || same_package(s, ia->package, ib->package);
}

/* "r of a:b/c": two resources may differ in nothing but where they come from. */
static struct tn_str resource_text(const struct tn_subtype *s, const struct tn_wit *wit,
	const struct tn_typedef *type)
{
	if (type->owner_kind != TN_OWNER_INTERFACE || !wit->interfaces.ptr[type->owner].name)
		return text(s, type->name);
	return tn_str_format(s->arena, "%.*s of %.*s", TN_S(text(s, type->name)),
		TN_S(text(s, tn_model_interface_id(wit, type->owner))));
}

static bool resources(struct tn_subtype *s, tn_def a, tn_def b)
{
	const struct tn_typedef *da = &s->a->types.ptr[a], *db = &s->b->types.ptr[b];
	if (da->name == db->name && same_owner(s, da, db))
		return true;
	return differ(s, resource_text(s, s->a, da), resource_text(s, s->b, db), da->meta.span,
		db->meta.span);
}

static bool compare(struct tn_subtype *s, tn_ty a, tn_ty b);

static struct tn_str member_list(const struct tn_subtype *s, const struct tn_typedef *type)
{
	struct tn_str out = TN_NOSTR;
	for (uint32_t i = 0; i < type->members.len; i++)
		out = tn_str_format(s->arena, "%.*s%s%.*s", TN_S(out), i ? ", " : "",
			TN_S(text(s, type->members.ptr[i].name)));
	return out;
}

static bool member_names(struct tn_subtype *s, const struct tn_typedef *a,
	const struct tn_typedef *b)
{
	bool same = a->members.len == b->members.len;
	for (uint32_t i = 0; same && i < a->members.len; i++)
		same = a->members.ptr[i].name == b->members.ptr[i].name;
	if (same)
		return true;
	/* The first name that is not the other's, rather than two long lists. */
	uint32_t i = 0;
	while (i < a->members.len && i < b->members.len
		&& a->members.ptr[i].name == b->members.ptr[i].name)
		i++;
	bool long_lists = a->members.len > 8 || b->members.len > 8;
	struct tn_str none = TN_NOSTR;
	struct tn_str ta = !long_lists ? member_list(s, a)
		: i < a->members.len   ? text(s, a->members.ptr[i].name)
				       : none;
	struct tn_str tb = !long_lists ? member_list(s, b)
		: i < b->members.len   ? text(s, b->members.ptr[i].name)
				       : none;
	struct tn_span sa = i < a->members.len ? a->members.ptr[i].span : a->meta.span;
	struct tn_span sb = i < b->members.len ? b->members.ptr[i].span : b->meta.span;
	differ(s, ta, tb, sa, sb);
	if (s->why)
		*TN_PUSH(s->arena, &s->path) = tn_str_format(s->arena, "%ss", member_word(a->kind));
	return false;
}

static bool members(struct tn_subtype *s, const struct tn_typedef *a, const struct tn_typedef *b)
{
	if (a->kind != TN_DEF_TUPLE && !member_names(s, a, b))
		return false;
	for (uint32_t i = 0; i < a->members.len; i++) {
		const struct tn_member *ma = &a->members.ptr[i], *mb = &b->members.ptr[i];
		if (compare(s, ma->ty, mb->ty))
			continue;
		at(s, ma->span, mb->span);
		return a->kind == TN_DEF_TUPLE ? false
					       : inside(s, member_word(a->kind), ma->name);
	}
	return true;
}

static bool structures(struct tn_subtype *s, tn_def ia, tn_def ib)
{
	/* By value: the tables may move while texts are made. */
	struct tn_typedef a = s->a->types.ptr[ia], b = s->b->types.ptr[ib];
	if (a.kind != b.kind || a.length != b.length
		|| (a.kind == TN_DEF_TUPLE && a.members.len != b.members.len)
		|| !a.a != !b.a || !a.b != !b.b)
		return types_differ(s, tn_ty_of(ia), tn_ty_of(ib));
	if (a.kind == TN_DEF_RESOURCE)
		return resources(s, ia, ib);
	bool same = compare(s, a.a, b.a) && compare(s, a.b, b.b) && members(s, &a, &b);
	if (same || a.name)
		return same || inside(s, tn_model_kind_word(a.kind), a.name);
	if (s->why)
		*TN_PUSH(s->arena, &s->path) = tn_str_format(s->arena, "in `%.*s`",
			TN_S(tn_model_type_text(s->b, s->arena, tn_ty_of(ib))));
	return false;
}

static bool is_known(const struct tn_subtype *s, tn_ty a, tn_ty b)
{
	return tn_ty_is_def(a) && tn_ty_is_def(b)
		&& tn_map_get(&s->equal, TN_KEY(tn_ty_def(a), tn_ty_def(b))) != TN_MAP_NONE;
}

static bool compare(struct tn_subtype *s, tn_ty a, tn_ty b)
{
	if (is_known(s, a, b)) /* as the aliases they may be */
		return true;
	a = tn_model_resolve(s->a, a);
	b = tn_model_resolve(s->b, b);
	if (!tn_ty_is_def(a) || !tn_ty_is_def(b))
		return a == b || a == TN_TY_POISON || b == TN_TY_POISON || types_differ(s, a, b);
	if (is_known(s, a, b))
		return true;
	if (s->depth >= s->a->cx->limits.wit_encode_depth)
		return types_differ(s, a, b);
	s->depth++;
	bool same = structures(s, tn_ty_def(a), tn_ty_def(b));
	s->depth--;
	if (same)
		tn_map_put(&s->equal, TN_KEY(tn_ty_def(a), tn_ty_def(b)), 0);
	return same;
}

bool tn_subtype_type(struct tn_subtype *s, tn_ty a, tn_ty b, struct tn_mismatch *why)
{
	s->why = why;
	if (compare(s, a, b))
		return true;
	if (why) {
		why->kind = TN_MISMATCH_TYPE;
		why->where = joined(s);
	}
	return false;
}

bool tn_subtype_inside(struct tn_subtype *s, tn_def a, tn_def b, struct tn_mismatch *why)
{
	s->why = why;
	if (structures(s, a, b))
		return true;
	if (why) {
		why->kind = TN_MISMATCH_TYPE;
		why->where = joined(s);
	}
	return false;
}

void tn_subtype_assume(struct tn_subtype *s, tn_def a, tn_def b)
{
	tn_map_put(&s->equal, TN_KEY(a, b), 0);
}

void tn_subtype_forgive(struct tn_subtype *s, tn_ty a, tn_ty b)
{
	a = tn_model_resolve(s->a, a);
	b = tn_model_resolve(s->b, b);
	if (tn_ty_is_def(a) && tn_ty_is_def(b))
		tn_map_put(&s->equal, TN_KEY(tn_ty_def(a), tn_ty_def(b)), 0);
}

/* ---- functions ---- */

static bool whole_funcs_differ(struct tn_subtype *s, const struct tn_func *a,
	const struct tn_func *b)
{
	return differ(s, tn_model_func_text(s->a, s->arena, a), tn_model_func_text(s->b, s->arena, b),
		a->meta.span, b->meta.span);
}

static bool signatures(struct tn_subtype *s, const struct tn_func *a, const struct tn_func *b)
{
	bool same = a->kind == b->kind && a->is_async == b->is_async
		&& a->params.len == b->params.len && !a->result == !b->result;
	for (uint32_t i = 0; same && i < a->params.len; i++)
		same = a->params.ptr[i].name == b->params.ptr[i].name;
	if (!same)
		return whole_funcs_differ(s, a, b);
	for (uint32_t i = 0; i < a->params.len; i++) {
		const struct tn_member *pa = &a->params.ptr[i], *pb = &b->params.ptr[i];
		if (compare(s, pa->ty, pb->ty))
			continue;
		at(s, pa->span, pb->span);
		return inside(s, "parameter", pa->name);
	}
	if (compare(s, a->result, b->result))
		return true;
	if (s->why)
		*TN_PUSH(s->arena, &s->path) = TN_STR("the result");
	return false;
}

bool tn_subtype_func(struct tn_subtype *s, const struct tn_func *a, const struct tn_func *b,
	struct tn_mismatch *why)
{
	s->why = why;
	if (signatures(s, a, b))
		return true;
	if (why) {
		why->kind = TN_MISMATCH_FUNC;
		why->name = b->name;
		why->where = joined(s);
		at(s, a->meta.span, b->meta.span);
	}
	return false;
}

/* ---- interfaces ---- */

static struct tn_mismatch missing(enum tn_mismatch_kind kind, tn_name name, struct tn_span span)
{
	return (struct tn_mismatch){ .kind = kind, .name = name, .b_span = span };
}

static bool type_fits(struct tn_subtype *s, tn_iface a, struct tn_named_def want,
	struct tn_mismatch *why)
{
	tn_def have = tn_model_find_type(s->a, a, want.name);
	if (have == TN_NO_ID) {
		*why = missing(TN_MISMATCH_MISSING_TYPE, want.name, s->b->types.ptr[want.def].meta.span);
		return false;
	}
	if (tn_subtype_type(s, tn_ty_of(have), tn_ty_of(want.def), why))
		return true;
	why->name = want.name;
	at(s, s->a->types.ptr[have].meta.span, s->b->types.ptr[want.def].meta.span);
	tn_subtype_assume(s, have, want.def);
	tn_subtype_forgive(s, tn_ty_of(have), tn_ty_of(want.def));
	return false;
}

static bool func_fits(struct tn_subtype *s, tn_iface a, const struct tn_func *want,
	struct tn_mismatch *why)
{
	const struct tn_func *have = tn_model_find_func(s->a, a, want->name);
	if (have)
		return tn_subtype_func(s, have, want, why);
	*why = missing(TN_MISMATCH_MISSING_FUNC, want->name, want->meta.span);
	return false;
}

bool tn_subtype_each(struct tn_subtype *s, tn_iface a, tn_iface b, tn_subtype_found *found,
	void *user)
{
	const struct tn_interface *ib = &s->b->interfaces.ptr[b];
	struct tn_mismatch why;
	bool fits = true;
	s->a_self = a;
	s->b_self = b;
	for (uint32_t i = 0; i < ib->types.len; i++) {
		if (type_fits(s, a, ib->types.ptr[i], &why))
			continue;
		fits = false;
		if (!found(user, &why))
			return false;
	}
	for (uint32_t i = 0; i < ib->functions.len; i++) {
		if (func_fits(s, a, &ib->functions.ptr[i], &why))
			continue;
		fits = false;
		if (!found(user, &why))
			return false;
	}
	return fits;
}

static bool keep_first(void *user, const struct tn_mismatch *why)
{
	struct tn_mismatch *out = user;
	if (out)
		*out = *why;
	return false;
}

bool tn_subtype_in_interface(struct tn_subtype *s, tn_iface a, tn_iface b, struct tn_mismatch *why)
{
	return tn_subtype_each(s, a, b, keep_first, why);
}

bool tn_subtype_interface(const struct tn_wit *a, tn_iface ia, const struct tn_wit *b, tn_iface ib,
	struct tn_mismatch *why)
{
	struct tn_subtype s;
	tn_subtype_init(&s, a, b, a->arena);
	return tn_subtype_in_interface(&s, ia, ib, why);
}

/* ---- in words ---- */

struct tn_str tn_subtype_text(const struct tn_wit *wit, struct tn_arena *arena,
	const struct tn_mismatch *why)
{
	struct tn_str name = why->name ? tn_ctx_text(wit->cx, why->name) : TN_NOSTR;
	bool func = why->kind == TN_MISMATCH_MISSING_FUNC || why->kind == TN_MISMATCH_FUNC;
	const char *what = func ? "function" : "type";
	if (why->kind == TN_MISMATCH_MISSING_FUNC || why->kind == TN_MISMATCH_MISSING_TYPE)
		return tn_str_format(arena, "there is no %s `%.*s`", what, TN_S(name));
	struct tn_str a = why->a.len ? why->a : TN_STR("_"), b = why->b.len ? why->b : TN_STR("_");
	struct tn_str head = TN_NOSTR;
	if (name.len)
		head = tn_str_format(arena, "%s `%.*s`: ", what, TN_S(name));
	return tn_str_format(arena, "%.*s%.*s%s`%.*s` instead of `%.*s`", TN_S(head), TN_S(why->where),
		why->where.len ? ": " : "", TN_S(a), TN_S(b));
}
