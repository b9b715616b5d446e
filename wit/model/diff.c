/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Two versions of a package in, their differences out; see diff.h. How they are told: diff_print.c. */
#include "wit/model/diff.h"

#include "base/semver.h"
#include "wit/model/print.h"
#include "wit/model/subtype.h"

struct differ {
	const struct tn_wit *old, *new;
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_diff *out;
	struct tn_subtype types; /* new against old; remembers what was told */
};

/* Where one is, and whom it breaks when something there goes or comes. */
struct scope {
	struct differ *d;
	struct tn_str name;
	uint8_t less, more;
};

static struct tn_str text(const struct differ *d, tn_name name)
{
	return name ? tn_ctx_text(d->cx, name) : TN_NOSTR;
}

static struct tn_change *change(const struct scope *s, enum tn_change_kind kind, struct tn_str item,
	uint8_t breaks)
{
	struct tn_change *c = TN_PUSH(s->d->arena, &s->d->out->changes);
	c->kind = kind;
	c->scope = s->name;
	c->item = item;
	c->breaks = breaks;
	return c;
}

static struct tn_str item_text(const struct differ *d, const char *what, tn_name name)
{
	return tn_str_format(d->arena, "%s `%.*s`", what, TN_S(text(d, name)));
}

/* ---- docs and gates ---- */

static struct tn_str gate_text(const struct differ *d, const struct tn_stability *s)
{
	struct tn_str out = TN_NOSTR;
	if (s->kind == TN_STABILITY_SINCE)
		out = tn_str_format(d->arena, "@since(version = %.*s)", TN_S(text(d, s->since)));
	if (s->kind == TN_STABILITY_UNSTABLE)
		out = tn_str_format(d->arena, "@unstable(feature = %.*s)", TN_S(text(d, s->feature)));
	if (s->deprecated)
		out = tn_str_format(d->arena, "%.*s%s@deprecated(version = %.*s)", TN_S(out),
			out.len ? " " : "", TN_S(text(d, s->deprecated)));
	return out;
}

static void diff_docs(const struct scope *s, struct tn_str item, tn_name a, tn_name b)
{
	if (a == b)
		return;
	struct tn_change *c = change(s, TN_CHANGE_DOCS, item, 0);
	c->old = text(s->d, a);
	c->new = text(s->d, b);
}

/* What goes behind a gate is gone for all who do not open it. */
static void diff_meta(const struct scope *s, struct tn_str item, const struct tn_meta *a,
	const struct tn_meta *b)
{
	const struct tn_stability *ga = &a->stability, *gb = &b->stability;
	if (ga->kind != gb->kind || ga->feature != gb->feature || ga->since != gb->since
		|| ga->deprecated != gb->deprecated) {
		bool hidden = gb->kind == TN_STABILITY_UNSTABLE && ga->kind != TN_STABILITY_UNSTABLE;
		struct tn_change *c = change(s, TN_CHANGE_GATE, item, hidden ? s->less : 0);
		c->old = gate_text(s->d, ga);
		c->new = gate_text(s->d, gb);
	}
	if (a->external_id != b->external_id) {
		struct tn_change *c = change(s, TN_CHANGE_GATE, item, 0);
		c->detail = TN_STR("external id");
		c->old = text(s->d, a->external_id);
		c->new = text(s->d, b->external_id);
	}
	diff_docs(s, item, a->docs, b->docs);
}

/* ---- types and functions ---- */

static void mismatch(const struct scope *s, struct tn_str item, const struct tn_mismatch *why)
{
	struct tn_change *c = change(s, TN_CHANGE_CHANGED, item, s->less | s->more);
	c->detail = why->where;
	c->old = why->b;
	c->new = why->a;
}

static const char *def_word(const struct tn_typedef *type)
{
	switch (type->kind) {
	case TN_DEF_RECORD:
		return "record";
	case TN_DEF_VARIANT:
		return "variant";
	case TN_DEF_ENUM:
		return "enum";
	case TN_DEF_FLAGS:
		return "flags";
	case TN_DEF_RESOURCE:
		return "resource";
	default:
		return "type";
	}
}

static const struct tn_member *find_member(const struct tn_typedef *type, tn_name name)
{
	for (uint32_t i = 0; i < type->members.len; i++) {
		if (type->members.ptr[i].name == name)
			return &type->members.ptr[i];
	}
	return NULL;
}

static void diff_type(const struct scope *s, tn_name name, tn_def a, tn_def b)
{
	struct differ *d = s->d;
	struct tn_mismatch why;
	const struct tn_typedef *ta = &d->old->types.ptr[a], *tb = &d->new->types.ptr[b];
	struct tn_str item = item_text(d, def_word(tb), name);
	if (!tn_subtype_type(&d->types, tn_ty_of(b), tn_ty_of(a), &why)) {
		/* The path begins with the type itself, unless it has an alias for a name. */
		size_t skip = tn_str_starts(why.where, item) ? item.len : 0;
		if (skip && skip < why.where.len)
			skip += 2;
		why.where = tn_str_sub(why.where, skip, why.where.len);
		mismatch(s, item, &why);
		tn_subtype_forgive(&d->types, tn_ty_of(b), tn_ty_of(a));
	}
	diff_meta(s, item, &ta->meta, &tb->meta);
	for (uint32_t i = 0; i < tb->members.len; i++) {
		const struct tn_member *m = &tb->members.ptr[i];
		const struct tn_member *was = m->name ? find_member(ta, m->name) : NULL;
		if (was)
			diff_docs(s, tn_str_format(d->arena, "%.*s, `%.*s`", TN_S(item),
				TN_S(text(d, m->name))), was->docs, m->docs);
	}
}

static struct tn_str func_item(const struct differ *d, const struct tn_func *func)
{
	return item_text(d, "function", func->name);
}

static void diff_func(const struct scope *s, const struct tn_func *a, const struct tn_func *b)
{
	struct tn_mismatch why;
	struct tn_str item = func_item(s->d, b);
	if (!tn_subtype_func(&s->d->types, b, a, &why))
		mismatch(s, item, &why);
	diff_meta(s, item, &a->meta, &b->meta);
}

/* ---- interfaces ---- */

static void diff_types(const struct scope *s, tn_iface a, tn_iface b)
{
	struct differ *d = s->d;
	const struct tn_interface *ia = &d->old->interfaces.ptr[a], *ib = &d->new->interfaces.ptr[b];
	for (uint32_t i = 0; i < ib->types.len; i++) {
		struct tn_named_def t = ib->types.ptr[i];
		tn_def was = tn_model_find_type(d->old, a, t.name);
		const char *word = def_word(&d->new->types.ptr[t.def]);
		if (was == TN_NO_ID)
			change(s, TN_CHANGE_ADDED, item_text(d, word, t.name), s->more);
		else
			diff_type(s, t.name, was, t.def);
	}
	for (uint32_t i = 0; i < ia->types.len; i++) {
		struct tn_named_def t = ia->types.ptr[i];
		if (tn_model_find_type(d->new, b, t.name) == TN_NO_ID)
			change(s, TN_CHANGE_REMOVED,
				item_text(d, def_word(&d->old->types.ptr[t.def]), t.name), s->less);
	}
}

static void diff_funcs(const struct scope *s, tn_iface a, tn_iface b)
{
	struct differ *d = s->d;
	const struct tn_interface *ia = &d->old->interfaces.ptr[a], *ib = &d->new->interfaces.ptr[b];
	for (uint32_t i = 0; i < ib->functions.len; i++) {
		const struct tn_func *f = &ib->functions.ptr[i];
		const struct tn_func *was = tn_model_find_func(d->old, a, f->name);
		if (was)
			diff_func(s, was, f);
		else
			change(s, TN_CHANGE_ADDED, func_item(d, f), s->more)->new =
				tn_model_func_text(d->new, d->arena, f);
	}
	for (uint32_t i = 0; i < ia->functions.len; i++) {
		const struct tn_func *f = &ia->functions.ptr[i];
		if (!tn_model_find_func(d->new, b, f->name))
			change(s, TN_CHANGE_REMOVED, func_item(d, f), s->less)->old =
				tn_model_func_text(d->old, d->arena, f);
	}
}

static void diff_interface(const struct scope *s, tn_iface a, tn_iface b)
{
	diff_types(s, a, b);
	diff_funcs(s, a, b);
}

/* ---- worlds ---- */

/* "a:b/c" of "a:b/c@1.2.3": another version of an interface is a change, not another interface. */
static tn_name key_of(const struct differ *d, const struct tn_wit *wit, const struct tn_item *item)
{
	struct tn_str id = text(d, tn_model_item_id(wit, item));
	return tn_ctx_name(d->cx, tn_str_sub(id, 0, tn_str_find(id, '@', 0)));
}

static struct tn_str world_item_text(const struct differ *d, const struct tn_wit *wit,
	const struct tn_item *item, const char *side)
{
	return item_text(d, side, tn_model_item_id(wit, item));
}

/* The contents of interfaces that the package itself defines are told there. */
static bool is_told_elsewhere(const struct tn_wit *wit, const struct tn_item *item, tn_pkg pkg)
{
	const struct tn_interface *iface = &wit->interfaces.ptr[item->interface];
	return iface->name && iface->package == pkg;
}

static void diff_item(const struct scope *s, const struct tn_item *a, const struct tn_item *b,
	const char *side, tn_pkg pkg)
{
	struct differ *d = s->d;
	struct tn_str item = world_item_text(d, d->new, b, side);
	if (a->kind != b->kind) {
		change(s, TN_CHANGE_CHANGED, item, s->less | s->more)->detail =
			TN_STR("is of another kind");
	} else if (a->kind == TN_ITEM_FUNC) {
		struct tn_mismatch why;
		if (!tn_subtype_func(&d->types, &b->func, &a->func, &why))
			mismatch(s, item, &why);
		diff_meta(s, item, &a->func.meta, &b->func.meta);
	} else if (a->kind == TN_ITEM_TYPE) {
		diff_type(s, b->key_name, a->type, b->type);
	} else {
		struct tn_str before = text(d, tn_model_item_id(d->old, a));
		struct tn_str now = text(d, tn_model_item_id(d->new, b));
		bool own = is_told_elsewhere(d->new, b, pkg);
		if (!tn_str_eq(before, now) && !own) {
			size_t va = tn_str_find(before, '@', 0), vb = tn_str_find(now, '@', 0);
			bool fits = va != (size_t)-1 && vb != (size_t)-1
				&& tn_semver_compatible(tn_str_sub(before, va + 1, before.len),
					tn_str_sub(now, vb + 1, now.len));
			struct tn_change *c =
				change(s, TN_CHANGE_CHANGED, item, fits ? 0 : s->less | s->more);
			c->detail = TN_STR("version");
			c->old = before;
			c->new = now;
		}
		diff_meta(s, item, &a->meta, &b->meta);
		struct scope inner = *s;
		inner.name = tn_str_format(d->arena, "%.*s, %.*s", TN_S(s->name), TN_S(item));
		if (!own)
			diff_interface(&inner, a->interface, b->interface);
	}
}

/* A type that a world names costs its host nothing, but for a resource of its own. */
static bool is_mere_name(const struct tn_wit *wit, const struct tn_item *item)
{
	return item->kind == TN_ITEM_TYPE && wit->types.ptr[item->type].kind != TN_DEF_RESOURCE;
}

static void diff_items(const struct scope *s, const struct tn_item *a, uint32_t a_count,
	const struct tn_item *b, uint32_t b_count, const char *side, tn_pkg pkg)
{
	struct differ *d = s->d;
	struct tn_map old = { .arena = d->arena }, new = { .arena = d->arena };
	for (uint32_t i = 0; i < a_count; i++)
		tn_map_put(&old, key_of(d, d->old, &a[i]), i);
	for (uint32_t i = 0; i < b_count; i++) {
		tn_name key = key_of(d, d->new, &b[i]);
		tn_map_put(&new, key, i);
		uint32_t at = tn_map_get(&old, key);
		if (at == TN_MAP_NONE)
			change(s, TN_CHANGE_ADDED, world_item_text(d, d->new, &b[i], side),
				is_mere_name(d->new, &b[i]) ? 0 : s->more);
		else
			diff_item(s, &a[at], &b[i], side, pkg);
	}
	for (uint32_t i = 0; i < a_count; i++) {
		if (tn_map_get(&new, key_of(d, d->old, &a[i])) == TN_MAP_NONE)
			change(s, TN_CHANGE_REMOVED, world_item_text(d, d->old, &a[i], side), s->less);
	}
}

static void diff_world(struct differ *d, tn_world a, tn_world b)
{
	const struct tn_world_def *wa = &d->old->worlds.ptr[a], *wb = &d->new->worlds.ptr[b];
	struct tn_str name = item_text(d, "world", wb->name);
	struct scope imports = { d, name, TN_BREAKS_COMPONENTS, TN_BREAKS_HOSTS };
	struct scope exports = { d, name, TN_BREAKS_HOSTS, TN_BREAKS_COMPONENTS };
	diff_meta(&imports, TN_NOSTR, &wa->meta, &wb->meta);
	diff_items(&imports, wa->imports.ptr, wa->imports.len, wb->imports.ptr, wb->imports.len,
		"import", wb->package);
	diff_items(&exports, wa->exports.ptr, wa->exports.len, wb->exports.ptr, wb->exports.len,
		"export", wb->package);
}

/* ---- packages ---- */

/* What came and what went, before what changed inside. */
static void diff_names(struct differ *d, tn_pkg a, tn_pkg b)
{
	const struct tn_package *pa = &d->old->packages.ptr[a], *pb = &d->new->packages.ptr[b];
	struct scope package = { d, TN_NOSTR, 0, 0 };
	diff_docs(&package, TN_STR("package"), pa->docs, pb->docs);
	for (uint32_t i = 0; i < pb->interfaces.len; i++) {
		tn_name name = d->new->interfaces.ptr[pb->interfaces.ptr[i]].name;
		if (tn_model_find_interface(d->old, a, name) == TN_NO_ID)
			change(&package, TN_CHANGE_ADDED, item_text(d, "interface", name), 0);
	}
	for (uint32_t i = 0; i < pa->interfaces.len; i++) {
		tn_name name = d->old->interfaces.ptr[pa->interfaces.ptr[i]].name;
		if (tn_model_find_interface(d->new, b, name) == TN_NO_ID)
			change(&package, TN_CHANGE_REMOVED, item_text(d, "interface", name),
				TN_BREAKS_CALLERS | TN_BREAKS_IMPLEMENTERS);
	}
	for (uint32_t i = 0; i < pb->worlds.len; i++) {
		tn_name name = d->new->worlds.ptr[pb->worlds.ptr[i]].name;
		if (tn_model_find_world(d->old, a, name) == TN_NO_ID)
			change(&package, TN_CHANGE_ADDED, item_text(d, "world", name), 0);
	}
	for (uint32_t i = 0; i < pa->worlds.len; i++) {
		tn_name name = d->old->worlds.ptr[pa->worlds.ptr[i]].name;
		if (tn_model_find_world(d->new, b, name) == TN_NO_ID)
			change(&package, TN_CHANGE_REMOVED, item_text(d, "world", name),
				TN_BREAKS_COMPONENTS | TN_BREAKS_HOSTS);
	}
}

static void diff_contents(struct differ *d, tn_pkg a, tn_pkg b)
{
	const struct tn_package *pb = &d->new->packages.ptr[b];
	for (uint32_t i = 0; i < pb->interfaces.len; i++) {
		const struct tn_interface *iface = &d->new->interfaces.ptr[pb->interfaces.ptr[i]];
		tn_iface was = tn_model_find_interface(d->old, a, iface->name);
		if (was == TN_NO_ID)
			continue;
		struct scope s = { d, item_text(d, "interface", iface->name), TN_BREAKS_CALLERS,
			TN_BREAKS_IMPLEMENTERS };
		diff_meta(&s, TN_NOSTR, &d->old->interfaces.ptr[was].meta, &iface->meta);
		diff_interface(&s, was, pb->interfaces.ptr[i]);
	}
	for (uint32_t i = 0; i < pb->worlds.len; i++) {
		tn_name name = d->new->worlds.ptr[pb->worlds.ptr[i]].name;
		tn_world was = tn_model_find_world(d->old, a, name);
		if (was != TN_NO_ID)
			diff_world(d, was, pb->worlds.ptr[i]);
	}
}

/* ---- the version ---- */

/*
 * Who was made for the old package must go on working: callers of its interfaces, components for its
 * worlds. That an implementer or a host has more to do is what minor versions are for.
 */
static enum tn_diff_level level_of(const struct tn_change *c)
{
	if (c->breaks & (TN_BREAKS_CALLERS | TN_BREAKS_COMPONENTS))
		return TN_DIFF_MAJOR;
	if (c->breaks || c->kind == TN_CHANGE_ADDED || c->kind == TN_CHANGE_CHANGED)
		return TN_DIFF_MINOR;
	return TN_DIFF_PATCH;
}

/* semver.org: before 1.0.0 the places shift by one, before 0.1.0 everything breaks. */
static struct tn_str bump(struct tn_arena *arena, const struct tn_semver *v, enum tn_diff_level level)
{
	unsigned long long x = v->major, y = v->minor, z = v->patch;
	int place = level == TN_DIFF_MAJOR ? 0 : level == TN_DIFF_MINOR ? 1 : 2;
	if (x == 0)
		place++;
	if (x == 0 && y == 0)
		place = 2;
	if (place > 2)
		place = 2;
	if (place == 0)
		return tn_str_format(arena, "%llu.0.0", x + 1);
	if (place == 1)
		return tn_str_format(arena, "%llu.%llu.0", x, y + 1);
	return tn_str_format(arena, "%llu.%llu.%llu", x, y, z + 1);
}

static void weigh(struct tn_diff *out, struct tn_arena *arena)
{
	struct tn_semver old, new, deserved;
	for (uint32_t i = 0; i < out->changes.len; i++) {
		enum tn_diff_level level = level_of(&out->changes.ptr[i]);
		if (level > out->level)
			out->level = level;
	}
	out->is_enough = true;
	if (!out->old_version.len || !tn_semver_parse(out->old_version, &old))
		return;
	out->deserves = out->level == TN_DIFF_NONE ? out->old_version : bump(arena, &old, out->level);
	if (out->new_version.len && tn_semver_parse(out->new_version, &new)
		&& tn_semver_parse(out->deserves, &deserved))
		out->is_enough = tn_semver_cmp(&new, &deserved) >= 0;
}

bool tn_diff_packages(const struct tn_wit *old_wit, tn_pkg old_pkg, const struct tn_wit *new_wit,
	tn_pkg new_pkg, struct tn_arena *arena, struct tn_diff *out)
{
	struct differ d = { old_wit, new_wit, new_wit->cx, arena, out, { 0 } };
	const struct tn_package *a = &old_wit->packages.ptr[old_pkg];
	const struct tn_package *b = &new_wit->packages.ptr[new_pkg];
	*out = (struct tn_diff){ .old_version = text(&d, a->version),
		.new_version = text(&d, b->version) };
	out->name = tn_str_format(arena, "%.*s:%.*s", TN_S(text(&d, b->ns)), TN_S(text(&d, b->name)));
	if (a->ns != b->ns || a->name != b->name) {
		tn_diag_error(d.cx, TN_E_DIFFERENT_PACKAGES, b->span,
			"`%.*s` is another package than `%.*s:%.*s`, not a version of it", TN_S(out->name),
			TN_S(text(&d, a->ns)), TN_S(text(&d, a->name)));
		return false;
	}
	tn_subtype_init(&d.types, new_wit, old_wit, arena);
	d.types.any_version = true;
	diff_names(&d, old_pkg, new_pkg);
	diff_contents(&d, old_pkg, new_pkg);
	weigh(out, arena);
	return true;
}
