/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A type or a function in its old and its new version, what changed in it out: field by field, case
 * by case, parameter by parameter. A change is told where it stands, not again where the type is used.
 * Explainer.md "Subtyping": types of values are the same or they are not, so every change breaks
 * both sides.
 */
#include "wit/model/diff_job.h"

/* ---- names ---- */

struct tn_str tn_diff_type_item(const struct tn_wit *wit, const struct tn_diff_job *d, tn_name name,
	tn_def def)
{
	return tn_diff_item(d, tn_model_kind_word(wit->types.ptr[def].kind), name);
}

/* "method `cart.add`" of `[method]cart.add`. */
struct tn_str tn_diff_func_item(const struct tn_diff_job *d, const struct tn_func *func)
{
	static const char *const words[] = {
		[TN_FUNC_FREE] = "function",
		[TN_FUNC_METHOD] = "method",
		[TN_FUNC_STATIC] = "static function",
		[TN_FUNC_CONSTRUCTOR] = "constructor",
		[TN_FUNC_GETTER] = "getter",
		[TN_FUNC_SETTER] = "setter",
		[TN_FUNC_METHOD_GETTER] = "getter",
		[TN_FUNC_METHOD_SETTER] = "setter",
		[TN_FUNC_STATIC_GETTER] = "static getter",
		[TN_FUNC_STATIC_SETTER] = "static setter",
	};
	struct tn_str name = tn_diff_name(d, func->name);
	while (tn_str_starts(name, TN_STR("[")))
		name = tn_str_sub(name, tn_str_find(name, ']', 0) + 1, name.len);
	return tn_str_format(d->arena, "%s `%.*s`", words[func->kind], TN_S(name));
}

/* ---- one type in one place ---- */

static struct tn_change *changed(
	const struct tn_diff_scope *s, struct tn_str item, struct tn_str old, struct tn_str new)
{
	struct tn_change *c = tn_diff_note(s, TN_CHANGE_CHANGED, item, s->less | s->more);
	c->old = old;
	c->new = new;
	return c;
}

static struct tn_str type_text(const struct tn_diff_job *d, const struct tn_wit *wit, tn_ty ty)
{
	return ty ? tn_model_type_text(wit, d->arena, ty) : TN_NOSTR;
}

/* The type of a field, case, parameter or result. */
static void diff_use(const struct tn_diff_scope *s, struct tn_str item, tn_ty old, tn_ty new)
{
	struct tn_diff_job *d = s->d;
	struct tn_mismatch why;
	if (tn_subtype_type(&d->types, new, old, &why))
		return;
	struct tn_str a = type_text(d, d->old, old), b = type_text(d, d->new, new);
	if (!tn_str_eq(a, b)) {
		changed(s, item, a, b);
		return;
	}
	/* The same words, but not the same thing: a type of another package, or of the same name. */
	changed(s, item, why.b, why.a)->detail = why.where;
}

/* ---- lists of members ---- */

struct members {
	const char *word; /* "field" */
	const struct tn_member *ptr;
	uint32_t len;
	struct tn_map places; /* name -> place */
};

static struct members members_of(const struct tn_diff_job *d, const char *word,
	const struct tn_member *ptr, uint32_t len)
{
	struct members m = { word, ptr, len, { .arena = d->arena } };
	for (uint32_t i = 0; i < len; i++)
		tn_map_put(&m.places, ptr[i].name, i);
	return m;
}

static struct tn_str member_item(const struct tn_diff_scope *s, struct tn_str item,
	const struct members *m, tn_name name)
{
	return tn_str_format(s->d->arena, "%.*s, %s `%.*s`", TN_S(item), m->word,
		TN_S(tn_diff_name(s->d, name)));
}

/* In the same place, of the same type, and under names that the other version does not have. */
static bool is_renamed(struct tn_diff_job *d, const struct members *old,
	const struct members *new, uint32_t i)
{
	return i < old->len && i < new->len
		&& tn_map_get(&new->places, old->ptr[i].name) == TN_MAP_NONE
		&& tn_map_get(&old->places, new->ptr[i].name) == TN_MAP_NONE
		&& tn_subtype_type(&d->types, new->ptr[i].ty, old->ptr[i].ty, NULL);
}

static struct tn_str name_list(const struct tn_diff_job *d, const struct members *m)
{
	struct tn_buf out = tn_buf_new(d->arena);
	for (uint32_t i = 0; i < m->len; i++)
		tn_buf_printf(&out, "%s%.*s", i ? ", " : "", TN_S(tn_diff_name(d, m->ptr[i].name)));
	return (struct tn_str){ (const char *)out.ptr, out.len };
}

static void diff_order(const struct tn_diff_scope *s, struct tn_str item, const struct members *old,
	const struct members *new)
{
	uint32_t last = 0;
	bool moved = false;
	for (uint32_t i = 0; i < new->len; i++) {
		uint32_t at = tn_map_get(&old->places, new->ptr[i].name);
		if (at == TN_MAP_NONE)
			continue;
		moved = moved || at < last;
		last = at;
	}
	if (moved)
		changed(s, item, name_list(s->d, old), name_list(s->d, new))->detail =
			tn_str_format(s->d->arena, "order of the %ss", new->word);
}

static void diff_members(const struct tn_diff_scope *s, struct tn_str item,
	const struct members *old, const struct members *new)
{
	struct tn_diff_job *d = s->d;
	uint8_t both = s->less | s->more;
	for (uint32_t i = 0; i < new->len; i++) {
		const struct tn_member *m = &new->ptr[i];
		struct tn_str place = member_item(s, item, new, m->name);
		uint32_t at = tn_map_get(&old->places, m->name);
		if (at != TN_MAP_NONE) {
			diff_use(s, place, old->ptr[at].ty, m->ty);
			tn_diff_docs(s, place, old->ptr[at].docs, m->docs);
		} else if (is_renamed(d, old, new, i)) {
			changed(s, place, tn_diff_name(d, old->ptr[i].name),
				tn_diff_name(d, m->name))->detail = TN_STR("name");
		} else {
			tn_diff_note(s, TN_CHANGE_ADDED, place, both)->new =
				type_text(d, d->new, m->ty);
		}
	}
	for (uint32_t i = 0; i < old->len; i++) {
		const struct tn_member *m = &old->ptr[i];
		if (tn_map_get(&new->places, m->name) == TN_MAP_NONE && !is_renamed(d, old, new, i))
			tn_diff_note(s, TN_CHANGE_REMOVED, member_item(s, item, old, m->name), both)
				->old = type_text(d, d->old, m->ty);
	}
	diff_order(s, item, old, new);
}

/* ---- types ---- */

/* The definition behind aliases; TN_NO_ID: a primitive. */
static tn_def definition(const struct tn_wit *wit, tn_def def)
{
	tn_ty ty = tn_model_resolve(wit, tn_ty_of(def));
	return tn_ty_is_def(ty) ? tn_ty_def(ty) : TN_NO_ID;
}

static bool has_members(enum tn_def_kind kind)
{
	return kind == TN_DEF_RECORD || kind == TN_DEF_VARIANT || kind == TN_DEF_ENUM
		|| kind == TN_DEF_FLAGS;
}

static const char *member_word(enum tn_def_kind kind)
{
	return kind == TN_DEF_RECORD ? "field" : kind == TN_DEF_FLAGS ? "flag" : "case";
}

/*
 * An interface that takes a resource from another one, where it had its own, can still be imported as
 * before; who exports it would have to give up his. The other way round it is the reverse.
 */
static void diff_origin(const struct tn_diff_scope *s, struct tn_str item, tn_def old, tn_def new)
{
	struct tn_diff_job *d = s->d;
	struct tn_mismatch why;
	if (tn_subtype_inside(&d->types, definition(d->new, new), definition(d->old, old), &why))
		return;
	bool owned = d->old->types.ptr[old].kind == TN_DEF_RESOURCE;
	bool owns = d->new->types.ptr[new].kind == TN_DEF_RESOURCE;
	struct tn_change *c = changed(s, item, why.b, why.a);
	if (owned != owns)
		c->breaks = owned ? s->more : s->less;
}

/* What a named type stands for: itself, when it is a definition, else what it is another name of. */
static struct tn_str meaning(const struct tn_diff_job *d, const struct tn_wit *wit, tn_def def)
{
	const struct tn_typedef *type = &wit->types.ptr[def];
	if (has_members(type->kind) || type->kind == TN_DEF_RESOURCE)
		return tn_str_of(tn_model_kind_word(type->kind));
	return type->kind == TN_DEF_ALIAS ? type_text(d, wit, type->a)
					  : tn_model_structure_text(wit, d->arena, def);
}

/* One step behind an alias: what it names may be a type that is told elsewhere, whatever that stands for. */
static tn_ty target(const struct tn_wit *wit, tn_def def)
{
	const struct tn_typedef *type = &wit->types.ptr[def];
	return type->kind == TN_DEF_ALIAS ? type->a : tn_ty_of(def);
}

static void diff_definition(const struct tn_diff_scope *s, struct tn_str item, tn_def old, tn_def new)
{
	struct tn_diff_job *d = s->d;
	const struct tn_typedef *a = &d->old->types.ptr[old], *b = &d->new->types.ptr[new];
	tn_def da = definition(d->old, old), db = definition(d->new, new);
	if (a->kind == b->kind && has_members(a->kind)) {
		struct members ma = members_of(d, member_word(a->kind), a->members.ptr, a->members.len);
		struct members mb = members_of(d, member_word(b->kind), b->members.ptr, b->members.len);
		diff_members(s, item, &ma, &mb);
		return;
	}
	if (da != TN_NO_ID && db != TN_NO_ID && d->old->types.ptr[da].kind == TN_DEF_RESOURCE
		&& d->new->types.ptr[db].kind == TN_DEF_RESOURCE) {
		diff_origin(s, item, old, new);
		return;
	}
	struct tn_mismatch why;
	bool same = a->kind == TN_DEF_ALIAS || b->kind == TN_DEF_ALIAS
		? tn_subtype_type(&d->types, target(d->new, new), target(d->old, old), &why)
		: tn_subtype_inside(&d->types, new, old, &why);
	if (same)
		return;
	struct tn_str before = meaning(d, d->old, old), now = meaning(d, d->new, new);
	if (!tn_str_eq(before, now))
		changed(s, item, before, now);
	else
		changed(s, item, why.b, why.a)->detail = why.where;
	if (da != TN_NO_ID && db != TN_NO_ID) /* told, once */
		tn_subtype_assume(&d->types, db, da);
}

void tn_diff_type(const struct tn_diff_scope *s, tn_name name, tn_def old, tn_def new)
{
	struct tn_diff_job *d = s->d;
	const struct tn_meta *was = &d->old->types.ptr[old].meta, *is = &d->new->types.ptr[new].meta;
	struct tn_str item = tn_diff_type_item(d->new, d, name, new);
	struct tn_diff_scope inner = tn_diff_behind(s, was);
	diff_definition(&inner, item, old, new);
	tn_diff_meta(s, item, was, is);
}

/* ---- functions ---- */

static struct tn_str arrow(const struct tn_diff_job *d, const struct tn_wit *wit, tn_ty ty)
{
	return ty ? type_text(d, wit, ty) : TN_STR("nothing");
}

void tn_diff_func(const struct tn_diff_scope *s, struct tn_str item, const struct tn_func *old,
	const struct tn_func *new)
{
	struct tn_diff_job *d = s->d;
	struct tn_diff_scope inner = tn_diff_behind(s, &old->meta);
	struct members a = members_of(d, "parameter", old->params.ptr, old->params.len);
	struct members b = members_of(d, "parameter", new->params.ptr, new->params.len);
	if (old->is_async != new->is_async)
		changed(&inner, item, old->is_async ? TN_STR("async func") : TN_STR("func"),
			new->is_async ? TN_STR("async func") : TN_STR("func"));
	diff_members(&inner, item, &a, &b);
	struct tn_str result = tn_str_format(d->arena, "%.*s, result", TN_S(item));
	if (!old->result != !new->result)
		changed(&inner, result, arrow(d, d->old, old->result), arrow(d, d->new, new->result));
	else
		diff_use(&inner, result, old->result, new->result);
	tn_diff_meta(s, item, &old->meta, &new->meta);
}
