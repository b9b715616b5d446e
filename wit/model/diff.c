/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Two versions of a package or world in, their differences out; see diff.h. Worlds: diff_world.c;
 * types and functions: diff_type.c; gates and docs: diff_meta.c; weight: diff_version.c; the telling:
 * diff_print.c.
 */
#include "wit/model/diff_job.h"

/* ---- what came, what went ---- */

struct tn_change *tn_diff_came(const struct tn_diff_scope *s, struct tn_str item,
	const struct tn_meta *meta, uint8_t breaks)
{
	struct tn_diff_scope inner = tn_diff_behind(s, meta);
	return tn_diff_note(&inner, TN_CHANGE_ADDED, item, breaks);
}

struct tn_change *tn_diff_went(const struct tn_diff_scope *s, struct tn_str item,
	const struct tn_meta *meta, uint8_t breaks)
{
	struct tn_diff_scope inner = tn_diff_behind(s, meta);
	return tn_diff_note(&inner, TN_CHANGE_REMOVED, item, breaks);
}

/* ---- interfaces ---- */

/* From here on a type of the one counts as that of its name in the other: what differs is told there. */
static void assume_types(struct tn_diff_job *d, tn_iface a, tn_iface b)
{
	const struct tn_interface *ib = &d->new->interfaces.ptr[b];
	for (uint32_t i = 0; i < ib->types.len; i++) {
		tn_def was = tn_model_find_type(d->old, a, ib->types.ptr[i].name);
		if (was != TN_NO_ID)
			tn_subtype_assume(&d->types, ib->types.ptr[i].def, was);
	}
}

/* What an alias is another name of: "u32", "r of a:b/c". */
static struct tn_str target_text(const struct tn_diff_job *d, const struct tn_wit *wit, tn_def def)
{
	const struct tn_typedef *type = &wit->types.ptr[def];
	if (type->kind != TN_DEF_ALIAS)
		return TN_NOSTR;
	struct tn_str text = tn_model_type_text(wit, d->arena, type->a);
	tn_iface source = tn_model_use_source(wit, def);
	return source == TN_NO_ID ? text
				  : tn_str_format(d->arena, "%.*s of %.*s", TN_S(text),
					  TN_S(tn_diff_name(d, tn_model_interface_id(wit, source))));
}

static void diff_types(const struct tn_diff_scope *s, tn_iface a, tn_iface b)
{
	struct tn_diff_job *d = s->d;
	const struct tn_interface *ia = &d->old->interfaces.ptr[a], *ib = &d->new->interfaces.ptr[b];
	for (uint32_t i = 0; i < ib->types.len; i++) {
		struct tn_named_def t = ib->types.ptr[i];
		tn_def was = tn_model_find_type(d->old, a, t.name);
		if (was == TN_NO_ID)
			tn_diff_came(s, tn_diff_type_item(d->new, d, t.name, t.def),
				&d->new->types.ptr[t.def].meta, s->more)->new =
				target_text(d, d->new, t.def);
		else
			tn_diff_type(s, t.name, was, t.def);
	}
	for (uint32_t i = 0; i < ia->types.len; i++) {
		struct tn_named_def t = ia->types.ptr[i];
		if (tn_model_find_type(d->new, b, t.name) == TN_NO_ID)
			tn_diff_went(s, tn_diff_type_item(d->old, d, t.name, t.def),
				&d->old->types.ptr[t.def].meta, s->less)->old =
				target_text(d, d->old, t.def);
	}
}

static void diff_funcs(const struct tn_diff_scope *s, tn_iface a, tn_iface b)
{
	struct tn_diff_job *d = s->d;
	const struct tn_interface *ia = &d->old->interfaces.ptr[a], *ib = &d->new->interfaces.ptr[b];
	for (uint32_t i = 0; i < ib->functions.len; i++) {
		const struct tn_func *f = &ib->functions.ptr[i];
		const struct tn_func *was = tn_model_find_func(d->old, a, f->name);
		if (was)
			tn_diff_func(s, tn_diff_func_item(d, f), was, f);
		else
			tn_diff_came(s, tn_diff_func_item(d, f), &f->meta, s->more)->new =
				tn_model_func_text(d->new, d->arena, f);
	}
	for (uint32_t i = 0; i < ia->functions.len; i++) {
		const struct tn_func *f = &ia->functions.ptr[i];
		if (!tn_model_find_func(d->new, b, f->name))
			tn_diff_went(s, tn_diff_func_item(d, f), &f->meta, s->less)->old =
				tn_model_func_text(d->old, d->arena, f);
	}
}

void tn_diff_interface(const struct tn_diff_scope *s, tn_iface a, tn_iface b)
{
	assume_types(s->d, a, b);
	diff_types(s, a, b);
	diff_funcs(s, a, b);
}

/* ---- packages ---- */

static struct tn_str package_text(
	const struct tn_diff_job *d, const struct tn_wit *wit, tn_pkg pkg)
{
	const struct tn_package *p = &wit->packages.ptr[pkg];
	return tn_str_format(d->arena, "%.*s:%.*s", TN_S(tn_diff_name(d, p->ns)),
		TN_S(tn_diff_name(d, p->name)));
}

static uint64_t hash_names(const struct tn_interface *iface)
{
	uint64_t hash = TN_KEY(iface->types.len, iface->functions.len);
	for (uint32_t i = 0; i < iface->types.len; i++)
		hash = hash * 31 + iface->types.ptr[i].name;
	for (uint32_t i = 0; i < iface->functions.len; i++)
		hash = hash * 31 + iface->functions.ptr[i].name;
	return hash;
}

static bool is_empty(const struct tn_interface *iface)
{
	return !iface->types.len && !iface->functions.len;
}

/* Interfaces of the old package that are gone and those of the new one that say the same. */
struct renamed {
	struct tn_map by_old, by_new; /* interface -> interface */
};

static void find_renamed(struct tn_diff_job *d, tn_pkg a, tn_pkg b, struct renamed *out)
{
	const struct tn_package *pa = &d->old->packages.ptr[a], *pb = &d->new->packages.ptr[b];
	struct tn_map gone = { .arena = d->arena };
	*out = (struct renamed){ { .arena = d->arena }, { .arena = d->arena } };
	for (uint32_t i = 0; i < pa->interfaces.len; i++) {
		const struct tn_interface *iface = &d->old->interfaces.ptr[pa->interfaces.ptr[i]];
		if (!is_empty(iface)
			&& tn_model_find_interface(d->new, b, iface->name) == TN_NO_ID)
			tn_map_put(&gone, hash_names(iface), pa->interfaces.ptr[i]);
	}
	for (uint32_t i = 0; i < pb->interfaces.len; i++) {
		tn_iface new = pb->interfaces.ptr[i];
		const struct tn_interface *iface = &d->new->interfaces.ptr[new];
		uint32_t old = tn_map_get(&gone, hash_names(iface));
		if (old == TN_MAP_NONE
			|| tn_model_find_interface(d->old, a, iface->name) != TN_NO_ID
			|| tn_map_get(&out->by_old, old) != TN_MAP_NONE)
			continue;
		struct tn_subtype s;
		tn_subtype_init(&s, d->new, d->old, d->arena);
		s.any_version = true;
		if (!tn_subtype_in_interface(&s, new, old, NULL))
			continue;
		tn_map_put(&out->by_old, old, new);
		tn_map_put(&out->by_new, new, old);
	}
}

static void diff_interface_names(const struct tn_diff_scope *s, tn_pkg a, tn_pkg b)
{
	struct tn_diff_job *d = s->d;
	const struct tn_package *pa = &d->old->packages.ptr[a], *pb = &d->new->packages.ptr[b];
	struct renamed renamed;
	find_renamed(d, a, b, &renamed);
	for (uint32_t i = 0; i < pb->interfaces.len; i++) {
		const struct tn_interface *iface = &d->new->interfaces.ptr[pb->interfaces.ptr[i]];
		struct tn_str item = tn_diff_item(d, "interface", iface->name);
		uint32_t was = tn_map_get(&renamed.by_new, pb->interfaces.ptr[i]);
		if (tn_model_find_interface(d->old, a, iface->name) != TN_NO_ID)
			continue;
		if (was == TN_MAP_NONE) {
			tn_diff_came(s, item, &iface->meta, 0);
			continue;
		}
		struct tn_change *c = tn_diff_note(s, TN_CHANGE_CHANGED, item, s->less);
		c->detail = TN_STR("name");
		c->old = tn_diff_name(d, d->old->interfaces.ptr[was].name);
		c->new = tn_diff_name(d, iface->name);
	}
	for (uint32_t i = 0; i < pa->interfaces.len; i++) {
		const struct tn_interface *iface = &d->old->interfaces.ptr[pa->interfaces.ptr[i]];
		if (tn_model_find_interface(d->new, b, iface->name) == TN_NO_ID
			&& tn_map_get(&renamed.by_old, pa->interfaces.ptr[i]) == TN_MAP_NONE)
			tn_diff_went(s, tn_diff_item(d, "interface", iface->name), &iface->meta, s->less);
	}
}

static void diff_world_names(const struct tn_diff_scope *s, tn_pkg a, tn_pkg b)
{
	struct tn_diff_job *d = s->d;
	const struct tn_package *pa = &d->old->packages.ptr[a], *pb = &d->new->packages.ptr[b];
	for (uint32_t i = 0; i < pb->worlds.len; i++) {
		const struct tn_world_def *world = &d->new->worlds.ptr[pb->worlds.ptr[i]];
		if (tn_model_find_world(d->old, a, world->name) == TN_NO_ID)
			tn_diff_came(s, tn_diff_item(d, "world", world->name), &world->meta, 0);
	}
	for (uint32_t i = 0; i < pa->worlds.len; i++) {
		const struct tn_world_def *world = &d->old->worlds.ptr[pa->worlds.ptr[i]];
		if (tn_model_find_world(d->new, b, world->name) == TN_NO_ID)
			tn_diff_went(s, tn_diff_item(d, "world", world->name), &world->meta, s->less);
	}
}

/*
 * A new number on the same name is what versions are for; without one every interface has another name, as
 * `a:b/c` is none of the versions of `a:b/c@1.0.0` (Explainer.md, "Import and Export Definitions").
 */
static void diff_version_dropped(const struct tn_diff_scope *s, tn_pkg a, tn_pkg b)
{
	struct tn_diff_job *d = s->d;
	const struct tn_package *pa = &d->old->packages.ptr[a];
	if (!pa->version || d->new->packages.ptr[b].version)
		return;
	struct tn_change *c = tn_diff_note(s, TN_CHANGE_CHANGED, TN_NOSTR, s->less);
	struct tn_str name = package_text(d, d->old, a);
	c->detail = TN_STR("version");
	c->old = tn_str_format(
		d->arena, "%.*s/…@%.*s", TN_S(name), TN_S(tn_diff_name(d, pa->version)));
	c->new = tn_str_format(d->arena, "%.*s/…", TN_S(name));
}

/* What came and what went, before what changed inside. */
static void diff_names(struct tn_diff_job *d, tn_pkg a, tn_pkg b)
{
	struct tn_diff_scope interfaces = { d, TN_NOSTR,
		TN_BREAKS_CALLERS | TN_BREAKS_IMPLEMENTERS, 0, 0, false };
	struct tn_diff_scope worlds = { d, TN_NOSTR, TN_BREAKS_COMPONENTS | TN_BREAKS_HOSTS,
		0, 0, false };
	diff_version_dropped(&interfaces, a, b);
	tn_diff_docs(&interfaces, TN_STR("package"), d->old->packages.ptr[a].docs,
		d->new->packages.ptr[b].docs);
	diff_interface_names(&interfaces, a, b);
	diff_world_names(&worlds, a, b);
}

static void diff_contents(struct tn_diff_job *d, tn_pkg a, tn_pkg b)
{
	const struct tn_package *pb = &d->new->packages.ptr[b];
	for (uint32_t i = 0; i < pb->interfaces.len; i++) {
		const struct tn_interface *iface = &d->new->interfaces.ptr[pb->interfaces.ptr[i]];
		tn_iface was = tn_model_find_interface(d->old, a, iface->name);
		if (was == TN_NO_ID)
			continue;
		struct tn_diff_scope s = { d, tn_diff_item(d, "interface", iface->name),
			TN_BREAKS_CALLERS, TN_BREAKS_IMPLEMENTERS, 0, false };
		const struct tn_meta *meta = &d->old->interfaces.ptr[was].meta;
		struct tn_diff_scope whole = s;
		whole.less = s.less | s.more; /* that another one comes breaks nobody */
		whole.more = 0;
		tn_diff_meta(&whole, TN_NOSTR, meta, &iface->meta);
		s = tn_diff_behind(&s, meta);
		tn_diff_interface(&s, was, pb->interfaces.ptr[i]);
	}
	for (uint32_t i = 0; i < pb->worlds.len; i++) {
		tn_name name = d->new->worlds.ptr[pb->worlds.ptr[i]].name;
		tn_world was = tn_model_find_world(d->old, a, name);
		if (was != TN_NO_ID)
			tn_diff_world(d, was, pb->worlds.ptr[i], b, false);
	}
}

/*
 * Types are told in their own interface, also when another one that uses them comes before it; those of
 * another package where a world imports them.
 */
static void assume_package_types(struct tn_diff_job *d, tn_pkg a, tn_pkg b)
{
	const struct tn_package *pb = &d->new->packages.ptr[b];
	for (uint32_t i = 0; i < pb->interfaces.len; i++) {
		tn_iface new = pb->interfaces.ptr[i];
		tn_iface was = tn_model_find_interface(d->old, a, d->new->interfaces.ptr[new].name);
		if (was != TN_NO_ID)
			assume_types(d, was, new);
	}
	for (uint32_t i = 0; i < pb->worlds.len; i++) {
		tn_world new = pb->worlds.ptr[i];
		tn_world was = tn_model_find_world(d->old, a, d->new->worlds.ptr[new].name);
		if (was != TN_NO_ID)
			tn_diff_assume_imports(d, was, new, b);
	}
}

/* ---- the whole ---- */

static void begin(struct tn_diff_job *d, const struct tn_wit *old_wit, const struct tn_wit *new_wit,
	struct tn_arena *arena, struct tn_diff *out)
{
	*d = (struct tn_diff_job){ old_wit, new_wit, new_wit->cx, arena, out, { 0 } };
	*out = (struct tn_diff){ 0 };
	tn_subtype_init(&d->types, new_wit, old_wit, arena);
	d->types.any_version = true;
}

bool tn_diff_packages(const struct tn_wit *old_wit, tn_pkg old_pkg, const struct tn_wit *new_wit,
	tn_pkg new_pkg, struct tn_arena *arena, struct tn_diff *out)
{
	struct tn_diff_job d;
	begin(&d, old_wit, new_wit, arena, out);
	const struct tn_package *a = &old_wit->packages.ptr[old_pkg];
	const struct tn_package *b = &new_wit->packages.ptr[new_pkg];
	out->name = out->new_name = package_text(&d, new_wit, new_pkg);
	out->old_version = tn_diff_name(&d, a->version);
	out->new_version = tn_diff_name(&d, b->version);
	if (a->ns != b->ns || a->name != b->name) {
		struct tn_diag *diag = tn_diag_error(d.cx, TN_E_DIFFERENT_PACKAGES, b->span,
			"`%.*s` is another package than `%.*s`, not a version of it", TN_S(out->name),
			TN_S(package_text(&d, old_wit, old_pkg)));
		tn_diag_hint(d.cx, diag, "worlds of different packages are compared with `-w WORLD`");
		return false;
	}
	assume_package_types(&d, old_pkg, new_pkg);
	diff_names(&d, old_pkg, new_pkg);
	diff_contents(&d, old_pkg, new_pkg);
	tn_diff_weigh(out, arena);
	return true;
}

/* "world a:b/w"; the world of a component or module has no name that anybody gave it. */
static struct tn_str world_text(const struct tn_diff_job *d, const struct tn_wit *wit, tn_world world,
	struct tn_str *version)
{
	const struct tn_world_def *w = &wit->worlds.ptr[world];
	const struct tn_package *p = &wit->packages.ptr[w->package];
	*version = tn_diff_name(d, p->version);
	struct tn_str package = package_text(d, wit, w->package);
	if (tn_str_eq(package, TN_STR("root:component")))
		return TN_STR("component");
	if (p->is_nameless || tn_str_eq(package, TN_STR("root:root")))
		return TN_STR("module");
	return tn_str_format(
		d->arena, "world %.*s/%.*s", TN_S(package), TN_S(tn_diff_name(d, w->name)));
}

void tn_diff_worlds(const struct tn_wit *old_wit, tn_world old, const struct tn_wit *new_wit,
	tn_world new, bool without_docs, struct tn_arena *arena, struct tn_diff *out)
{
	struct tn_diff_job d;
	begin(&d, old_wit, new_wit, arena, out);
	out->name = world_text(&d, old_wit, old, &out->old_version);
	out->new_name = world_text(&d, new_wit, new, &out->new_version);
	tn_diff_world(&d, old, new, TN_NO_ID, without_docs);
	tn_diff_weigh(out, arena);
}
