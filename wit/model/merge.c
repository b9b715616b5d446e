/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One model into another: first what is equal to what is found and checked, then everything gets
 * its number in the other model, then it is copied with all numbers translated; see merge.h.
 */
#include "wit/model/merge.h"

#include "wit/model/elaborate.h"
#include "wit/model/subtype.h"
#include "wit/model/unique.h"

struct merge {
	const struct tn_wit *from;
	struct tn_wit *into;
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_merge_map map; /* before numbering: TN_NO_ID is "not there yet" */
	/* How many of each there were: what has a higher number is new. */
	uint32_t old_packages, old_interfaces, old_worlds, old_types;
	bool failed;
};

static uint32_t *unmapped(struct merge *m, uint32_t count)
{
	uint32_t *map = TN_NEWN(m->arena, uint32_t, count);
	for (uint32_t i = 0; i < count; i++)
		map[i] = TN_NO_ID;
	return map;
}

static struct tn_str text(const struct merge *m, tn_name name)
{
	return tn_ctx_text(m->cx, name);
}

static struct tn_str item_text(const struct tn_wit *wit, const struct tn_item *item)
{
	return tn_ctx_text(wit->cx, tn_model_item_id(wit, item));
}

static struct tn_str package_text(const struct merge *m, tn_pkg pkg)
{
	return text(m, tn_model_package_id(m->from, pkg));
}

/* ---- checking ---- */

static void report(struct tn_ctx *cx, struct tn_arena *arena, const struct tn_wit *wit,
	struct tn_str context, const struct tn_mismatch *why)
{
	struct tn_str what = tn_subtype_text(wit, arena, why);
	struct tn_diag *d = tn_diag_error(cx, TN_E_MERGE_CONFLICT, why->a_span, "%.*s: %.*s",
		TN_S(context), TN_S(what));
	if (why->b_span.source)
		tn_diag_note(cx, d, why->b_span, "the other definition is here");
}

static void report_interface(const struct tn_wit *wit, tn_iface iface, struct tn_arena *arena,
	struct tn_str context, const struct tn_mismatch *why)
{
	report(wit->cx, arena, wit, context.len ? context : tn_unique_context(wit, iface, arena), why);
}

bool tn_merge_check_interfaces(const struct tn_wit *from, tn_iface fi, const struct tn_wit *into,
	tn_iface ii, struct tn_str context)
{
	struct tn_subtype s;
	struct tn_mismatch why;
	struct tn_arena *arena = into->arena;
	bool ok = true;
	tn_subtype_init(&s, from, into, arena);
	s.a_self = fi;
	s.b_self = ii;
	const struct tn_interface *a = &from->interfaces.ptr[fi];
	for (uint32_t i = 0; i < a->types.len; i++) {
		tn_def have = tn_model_find_type(into, ii, a->types.ptr[i].name);
		if (have == TN_NO_ID)
			continue;
		if (!tn_subtype_type(&s, tn_ty_of(a->types.ptr[i].def), tn_ty_of(have), &why)) {
			why.name = a->types.ptr[i].name;
			report_interface(from, fi, arena, context, &why);
			tn_subtype_forgive(&s, tn_ty_of(a->types.ptr[i].def), tn_ty_of(have));
			ok = false;
		}
	}
	for (uint32_t i = 0; i < a->functions.len; i++) {
		const struct tn_func *have =
			tn_model_find_func(into, ii, a->functions.ptr[i].name);
		if (have && !tn_subtype_func(&s, &a->functions.ptr[i], have, &why)) {
			report_interface(from, fi, arena, context, &why);
			ok = false;
		}
	}
	return ok;
}

static void match_interface(struct merge *m, tn_iface from, tn_iface into, struct tn_str context)
{
	const struct tn_interface *a = &m->from->interfaces.ptr[from];
	m->map.interfaces[from] = into;
	for (uint32_t i = 0; i < a->types.len; i++) {
		tn_def have = tn_model_find_type(m->into, into, a->types.ptr[i].name);
		if (have != TN_NO_ID)
			m->map.types[a->types.ptr[i].def] = have;
	}
	if (!tn_merge_check_interfaces(m->from, from, m->into, into, context))
		m->failed = true;
}

/* The item of the other model's world with the key that `item` has once it is merged. */
static struct tn_item *find_item(const struct merge *m, struct tn_item *items, uint32_t count,
	const struct tn_item *item)
{
	tn_iface iface = item->key_name ? TN_NO_ID : m->map.interfaces[item->interface];
	for (uint32_t i = 0; i < count; i++) {
		if (items[i].key_name == item->key_name
			&& (item->key_name || items[i].interface == iface))
			return &items[i];
	}
	return NULL;
}

/* `wit`: the model that the item is of. */
static void world_conflict(struct merge *m, const struct tn_wit *wit, struct tn_str context,
	const struct tn_item *item, const char *what)
{
	tn_diag_error(m->cx, TN_E_MERGE_CONFLICT, tn_model_item_span(item), "%.*s: `%.*s` %s", TN_S(context),
		TN_S(item_text(wit, item)), what);
	m->failed = true;
}

static void match_item(struct merge *m, const struct tn_item *from, const struct tn_item *into,
	struct tn_str context)
{
	struct tn_mismatch why;
	struct tn_subtype s;
	tn_subtype_init(&s, m->from, m->into, m->arena);
	if (from->kind != into->kind) {
		world_conflict(m, m->from, context, from, "is of another kind in the other world");
	} else if (from->kind == TN_ITEM_TYPE) {
		m->map.types[from->type] = into->type;
		if (!tn_subtype_type(&s, tn_ty_of(from->type), tn_ty_of(into->type), &why)) {
			why.name = from->key_name;
			report(m->cx, m->arena, m->from, context, &why);
			m->failed = true;
		}
	} else if (from->kind == TN_ITEM_FUNC) {
		if (!tn_subtype_func(&s, &from->func, &into->func, &why)) {
			report(m->cx, m->arena, m->from, context, &why);
			m->failed = true;
		}
	} else if (!m->from->interfaces.ptr[from->interface].name
		&& !m->into->interfaces.ptr[into->interface].name) {
		match_interface(m, from->interface, into->interface, context);
	} else if (m->map.interfaces[from->interface] != into->interface) {
		world_conflict(m, m->from, context, from, "is another interface in the other world");
	}
}

static void match_items(struct merge *m, const struct tn_item *from, uint32_t from_count,
	struct tn_item *into, uint32_t into_count, struct tn_str context)
{
	bool *matched = TN_NEWN(m->arena, bool, into_count);
	for (uint32_t i = 0; i < from_count; i++) {
		const struct tn_item *other = find_item(m, into, into_count, &from[i]);
		if (other) {
			matched[other - into] = true;
			match_item(m, &from[i], other, context);
		} else {
			world_conflict(m, m->from, context, &from[i], "is not in the other world");
		}
	}
	for (uint32_t i = 0; i < into_count; i++)
		if (!matched[i])
			world_conflict(m, m->into, context, &into[i], "is not in the other world");
}

static void match_world(struct merge *m, tn_world from, tn_world into, struct tn_str package)
{
	const struct tn_world_def *a = &m->from->worlds.ptr[from];
	struct tn_world_def *b = &m->into->worlds.ptr[into];
	m->map.worlds[from] = into;
	struct tn_str name = text(m, a->name);
	match_items(m, a->imports.ptr, a->imports.len, b->imports.ptr, b->imports.len,
		tn_str_format(m->arena, "package `%.*s`, imports of world `%.*s`", TN_S(package),
			TN_S(name)));
	match_items(m, a->exports.ptr, a->exports.len, b->exports.ptr, b->exports.len,
		tn_str_format(m->arena, "package `%.*s`, exports of world `%.*s`", TN_S(package),
			TN_S(name)));
}

/* Interfaces of all packages first: worlds and types refer to them across packages. */
static void match_packages(struct merge *m)
{
	for (tn_pkg i = 0; i < m->from->packages.len; i++) {
		const struct tn_package *pkg = &m->from->packages.ptr[i];
		tn_pkg other = pkg->is_nameless ? TN_NO_ID
			: tn_model_find_package(m->into, pkg->ns, pkg->name, pkg->version);
		m->map.packages[i] = other;
		if (other == TN_NO_ID)
			continue;
		for (uint32_t k = 0; k < pkg->interfaces.len; k++) {
			tn_iface from = pkg->interfaces.ptr[k];
			tn_name name = m->from->interfaces.ptr[from].name;
			tn_iface into = tn_model_find_interface(m->into, other, name);
			if (into != TN_NO_ID)
				match_interface(m, from, into, TN_NOSTR);
		}
	}
	for (tn_pkg i = 0; i < m->from->packages.len; i++) {
		const struct tn_package *pkg = &m->from->packages.ptr[i];
		tn_pkg other = m->map.packages[i];
		for (uint32_t k = 0; other != TN_NO_ID && k < pkg->worlds.len; k++) {
			tn_world from = pkg->worlds.ptr[k];
			tn_world into =
				tn_model_find_world(m->into, other, m->from->worlds.ptr[from].name);
			if (into != TN_NO_ID)
				match_world(m, from, into, package_text(m, i));
		}
	}
}

/* ---- numbers for what is new ---- */

static void number(uint32_t *map, uint32_t count, uint32_t next)
{
	for (uint32_t i = 0; i < count; i++) {
		if (map[i] == TN_NO_ID)
			map[i] = next++;
	}
}

/* ---- copying ---- */

static tn_ty map_ty(const struct merge *m, tn_ty ty)
{
	return tn_ty_is_def(ty) ? tn_ty_of(m->map.types[tn_ty_def(ty)]) : ty;
}

static void copy_members(struct merge *m, struct tn_member **ptr, uint32_t len)
{
	struct tn_member *copy = TN_NEWN(m->arena, struct tn_member, len);
	for (uint32_t i = 0; i < len; i++) {
		copy[i] = (*ptr)[i];
		copy[i].ty = map_ty(m, copy[i].ty);
	}
	*ptr = copy;
}

static struct tn_func copy_func(struct merge *m, const struct tn_func *func)
{
	struct tn_func copy = *func;
	copy_members(m, &copy.params.ptr, copy.params.len);
	copy.result = map_ty(m, copy.result);
	if (copy.resource != TN_NO_ID)
		copy.resource = m->map.types[copy.resource];
	return copy;
}

/* The one that says something wins; two that say different things are a mistake. */
static void unite_stability(struct merge *m, const struct tn_meta *from, struct tn_meta *into,
	struct tn_str what)
{
	const struct tn_stability *a = &from->stability;
	struct tn_stability *b = &into->stability;
	bool same = a->kind == b->kind && a->feature == b->feature && a->since == b->since
		&& a->deprecated == b->deprecated;
	if (same || a->kind == TN_STABILITY_UNKNOWN)
		return;
	if (b->kind == TN_STABILITY_UNKNOWN) {
		*b = *a;
		return;
	}
	struct tn_diag *d = tn_diag_error(m->cx, TN_E_MERGE_CONFLICT, from->span,
		"`%.*s` has two different gates", TN_S(what));
	if (into->span.source)
		tn_diag_note(m->cx, d, into->span, "the other one is here");
	m->failed = true;
}

static void copy_types(struct merge *m)
{
	for (tn_def i = 0; i < m->from->types.len; i++) {
		struct tn_typedef copy = m->from->types.ptr[i];
		tn_def to = m->map.types[i];
		if (to < m->old_types) {
			unite_stability(m, &copy.meta, &m->into->types.ptr[to].meta,
				text(m, copy.name));
			continue;
		}
		copy.a = map_ty(m, copy.a);
		copy.b = map_ty(m, copy.b);
		copy_members(m, &copy.members.ptr, copy.members.len);
		if (copy.owner_kind == TN_OWNER_INTERFACE)
			copy.owner = m->map.interfaces[copy.owner];
		else if (copy.owner_kind == TN_OWNER_WORLD)
			copy.owner = m->map.worlds[copy.owner];
		tn_model_add_def(m->into, copy.kind, copy.name);
		m->into->types.ptr[to] = copy;
	}
}

static void copy_interface(struct merge *m, tn_iface id)
{
	const struct tn_interface *from = &m->from->interfaces.ptr[id];
	tn_iface to = m->map.interfaces[id];
	if (to < m->old_interfaces) {
		unite_stability(m, &from->meta, &m->into->interfaces.ptr[to].meta,
			text(m, from->name));
	} else {
		tn_model_add_interface(m->into, TN_NO_ID, 0);
		struct tn_interface *copy = &m->into->interfaces.ptr[to];
		copy->name = from->name;
		copy->package = from->package == TN_NO_ID ? TN_NO_ID : m->map.packages[from->package];
		copy->meta = from->meta;
		copy->clone_of = from->clone_of == TN_NO_ID ? TN_NO_ID : m->map.interfaces[from->clone_of];
	}
	for (uint32_t i = 0; i < from->types.len; i++) {
		struct tn_named_def type = from->types.ptr[i];
		if (tn_model_find_type(m->into, to, type.name) == TN_NO_ID)
			tn_model_add_type(m->into, to, type.name, m->map.types[type.def]);
	}
	for (uint32_t i = 0; i < from->functions.len; i++) {
		const struct tn_func *func = &from->functions.ptr[i];
		struct tn_func *have = tn_model_find_func(m->into, to, func->name);
		if (have) {
			unite_stability(m, &func->meta, &have->meta, text(m, func->name));
			continue;
		}
		struct tn_func copy = copy_func(m, func);
		*tn_model_add_func(m->into, to) = copy;
		tn_model_index_func(m->into, to);
	}
}

static struct tn_item copy_item(struct merge *m, const struct tn_item *item)
{
	struct tn_item copy = *item;
	if (copy.kind == TN_ITEM_INTERFACE)
		copy.interface = m->map.interfaces[copy.interface];
	else if (copy.kind == TN_ITEM_TYPE)
		copy.type = m->map.types[copy.type];
	else
		copy.func = copy_func(m, &copy.func);
	return copy;
}

static void unite_item_gates(struct merge *m, const struct tn_item *from, uint32_t from_count,
	struct tn_item *into, uint32_t into_count)
{
	for (uint32_t i = 0; i < from_count; i++) {
		struct tn_item *other = find_item(m, into, into_count, &from[i]);
		if (other && from[i].kind == TN_ITEM_INTERFACE && !from[i].key_name)
			unite_stability(m, &from[i].meta, &other->meta, item_text(m->from, &from[i]));
	}
}

static void copy_world(struct merge *m, tn_world id)
{
	const struct tn_world_def *from = &m->from->worlds.ptr[id];
	tn_world to = m->map.worlds[id];
	if (to < m->old_worlds) {
		struct tn_world_def *into = &m->into->worlds.ptr[to];
		unite_stability(m, &from->meta, &into->meta, text(m, from->name));
		unite_item_gates(m, from->imports.ptr, from->imports.len, into->imports.ptr,
			into->imports.len);
		unite_item_gates(m, from->exports.ptr, from->exports.len, into->exports.ptr,
			into->exports.len);
		return;
	}
	struct tn_world_def *copy = TN_PUSH(m->arena, &m->into->worlds);
	copy->name = from->name;
	copy->package = from->package == TN_NO_ID ? TN_NO_ID : m->map.packages[from->package];
	copy->meta = from->meta;
	for (uint32_t i = 0; i < from->imports.len; i++)
		*TN_PUSH(m->arena, &copy->imports) = copy_item(m, &from->imports.ptr[i]);
	for (uint32_t i = 0; i < from->exports.len; i++)
		*TN_PUSH(m->arena, &copy->exports) = copy_item(m, &from->exports.ptr[i]);
}

static void copy_package(struct merge *m, tn_pkg id)
{
	const struct tn_package *from = &m->from->packages.ptr[id];
	tn_pkg to = m->map.packages[id];
	if (to >= m->old_packages) {
		tn_model_add_package(m->into, from->ns, from->name, from->version);
		struct tn_package *copy = &m->into->packages.ptr[to];
		copy->docs = from->docs;
		copy->span = from->span;
		copy->is_root = from->is_root;
		copy->is_nameless = from->is_nameless;
	}
	for (uint32_t i = 0; i < from->interfaces.len; i++) {
		tn_iface iface = m->map.interfaces[from->interfaces.ptr[i]];
		if (iface >= m->old_interfaces)
			tn_model_attach_interface(m->into, to, iface);
	}
	for (uint32_t i = 0; i < from->worlds.len; i++) {
		tn_world world = m->map.worlds[from->worlds.ptr[i]];
		if (world >= m->old_worlds)
			tn_model_attach_world(m->into, to, world);
	}
}

static void copy_all(struct merge *m)
{
	const struct tn_wit *from = m->from;
	number(m->map.packages, from->packages.len, m->old_packages);
	number(m->map.interfaces, from->interfaces.len, m->old_interfaces);
	number(m->map.worlds, from->worlds.len, m->old_worlds);
	number(m->map.types, from->types.len, m->old_types);
	copy_types(m);
	for (tn_iface i = 0; i < from->interfaces.len; i++)
		copy_interface(m, i);
	for (tn_world i = 0; i < from->worlds.len; i++)
		copy_world(m, i);
	for (tn_pkg i = 0; i < from->packages.len; i++)
		copy_package(m, i);
}

/* Names that differ in the two halves may still be one. */
static void check_united(struct merge *m)
{
	for (tn_iface i = 0; i < m->from->interfaces.len; i++) {
		tn_iface to = m->map.interfaces[i];
		if (to < m->old_interfaces && !tn_unique_interface(m->into, to, TN_NOSTR))
			m->failed = true;
	}
}

bool tn_merge(struct tn_wit *into, const struct tn_wit *from, struct tn_merge_map *out)
{
	struct merge m = { .from = from, .into = into, .cx = into->cx, .arena = into->arena };
	m.old_packages = into->packages.len;
	m.old_interfaces = into->interfaces.len;
	m.old_worlds = into->worlds.len;
	m.old_types = into->types.len;
	m.map.packages = unmapped(&m, from->packages.len);
	m.map.interfaces = unmapped(&m, from->interfaces.len);
	m.map.worlds = unmapped(&m, from->worlds.len);
	m.map.types = unmapped(&m, from->types.len);
	match_packages(&m);
	if (m.failed)
		return false;
	copy_all(&m);
	check_united(&m);
	/* United interfaces may need others that a world does not import yet. */
	for (tn_world i = 0; i < into->worlds.len; i++)
		m.failed = !tn_elaborate_world(into, i) || m.failed;
	if (out)
		*out = m.map;
	return !m.failed;
}
