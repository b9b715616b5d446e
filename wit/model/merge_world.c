/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* One world into another of the same model; see merge.h. */
#include "wit/model/clone.h"
#include "wit/model/elaborate.h"
#include "wit/model/merge.h"
#include "wit/model/subtype.h"
#include "wit/model/unique.h"

/* Interfaces that lie in the two worlds: each may have what the other has not. */
struct pair {
	tn_iface from, into;
	struct tn_str context;
};

struct merge {
	struct tn_wit *wit;
	struct tn_ctx *cx;
	tn_world from, into;
	struct tn_world_names names; /* of into */
	struct tn_map needed;        /* interface that an export of `into` needs as an import -> that export */
	TN_VEC(struct tn_item) new_imports, new_exports;
	TN_VEC(struct pair) united;
	bool has_grown; /* one of them */
	bool failed;
};

static struct tn_str item_text(const struct merge *m, const struct tn_item *item)
{
	return tn_ctx_text(m->cx, tn_model_item_id(m->wit, item));
}

static struct tn_str interface_text(const struct merge *m, tn_iface iface)
{
	return tn_ctx_text(m->cx, tn_model_interface_id(m->wit, iface));
}

/* ---- items that both worlds have ---- */

static void disagree(struct merge *m, const struct tn_item *item, const struct tn_item *other,
	struct tn_str side, struct tn_str what)
{
	struct tn_diag *d = tn_diag_error(m->cx, TN_E_MERGE_CONFLICT, item->meta.span,
		"two worlds %.*s `%.*s`, but not the same: %.*s", TN_S(side), TN_S(item_text(m, item)),
		TN_S(what));
	if (other->meta.span.source)
		tn_diag_note(m->cx, d, other->meta.span, "the other one is here");
	m->failed = true;
}

/* The first thing of the one that the other has not. */
static tn_name lacking(const struct tn_wit *wit, tn_iface from, tn_iface into)
{
	const struct tn_interface *iface = &wit->interfaces.ptr[from];
	for (uint32_t i = 0; i < iface->types.len; i++) {
		if (tn_model_find_type(wit, into, iface->types.ptr[i].name) == TN_NO_ID)
			return iface->types.ptr[i].name;
	}
	for (uint32_t i = 0; i < iface->functions.len; i++) {
		if (!tn_model_find_func(wit, into, iface->functions.ptr[i].name))
			return iface->functions.ptr[i].name;
	}
	return 0;
}

/* Two interfaces under one label: those that lie in the worlds become one, others cannot grow. */
static void same_label(struct merge *m, const struct tn_item *from, const struct tn_item *into,
	struct tn_str side)
{
	struct tn_wit *wit = m->wit;
	struct tn_str context = tn_str_format(wit->arena, "both worlds %.*s `%.*s`", TN_S(side),
		TN_S(item_text(m, from)));
	if (!tn_merge_check_interfaces(wit, from->interface, wit, into->interface, context)) {
		m->failed = true;
		return;
	}
	if (!wit->interfaces.ptr[from->interface].name && !wit->interfaces.ptr[into->interface].name) {
		*TN_PUSH(wit->arena, &m->united) =
			(struct pair){ from->interface, into->interface, context };
		return;
	}
	tn_name lacks = lacking(wit, from->interface, into->interface);
	if (lacks)
		disagree(m, from, into, side,
			tn_str_format(wit->arena, "there is no `%.*s`", TN_S(tn_ctx_text(m->cx, lacks))));
}

static void same_item(struct merge *m, const struct tn_item *from, const struct tn_item *into,
	struct tn_str side)
{
	struct tn_subtype s;
	struct tn_mismatch why = { .kind = TN_MISMATCH_NONE };
	struct tn_arena *arena = m->wit->arena;
	tn_subtype_init(&s, m->wit, m->wit, arena);
	bool same = true;
	if (from->kind != into->kind) {
		disagree(m, from, into, side, TN_STR("they are of different kinds"));
		return;
	}
	if (from->kind == TN_ITEM_FUNC) {
		same = tn_subtype_func(&s, &from->func, &into->func, &why);
	} else if (from->kind == TN_ITEM_TYPE) {
		same = tn_subtype_type(&s, tn_ty_of(from->type), tn_ty_of(into->type), &why);
	} else if (from->interface != into->interface) {
		same_label(m, from, into, side);
	}
	if (!same)
		disagree(m, from, into, side, tn_subtype_text(m->wit, arena, &why));
}

/* ---- exports must not change what is there ---- */

static bool is_exported(const struct merge *m, tn_iface iface)
{
	struct tn_item key = { .kind = TN_ITEM_INTERFACE, .interface = iface };
	return tn_map_get(&m->names.exports, tn_elaborate_key(&key)) != TN_MAP_NONE;
}

/* Interfaces that wait for a look, each once. */
struct walk {
	struct tn_map seen;
	TN_VEC(tn_iface) list;
};

static void walk_add(struct merge *m, struct walk *w, tn_iface iface)
{
	if (tn_map_put(&w->seen, iface, 0))
		*TN_PUSH(m->wit->arena, &w->list) = iface;
}

static void walk_needs(struct merge *m, struct walk *w, tn_iface iface)
{
	const struct tn_interface *in = &m->wit->interfaces.ptr[iface];
	for (uint32_t i = 0; i < in->types.len; i++) {
		tn_iface from = tn_model_use_source(m->wit, in->types.ptr[i].def);
		if (from != TN_NO_ID)
			walk_add(m, w, from);
	}
}

/* All that an item needs as imports: its needs that are not exported, and everything below those. */
static void walk_item(struct merge *m, struct walk *w, const struct tn_item *item)
{
	struct walk direct = { .seen = { .arena = m->wit->arena } };
	*w = (struct walk){ .seen = { .arena = m->wit->arena } };
	if (item->kind == TN_ITEM_INTERFACE)
		walk_needs(m, &direct, item->interface);
	for (uint32_t i = 0; i < direct.list.len; i++) {
		if (!is_exported(m, direct.list.ptr[i]))
			walk_add(m, w, direct.list.ptr[i]);
	}
	for (uint32_t i = 0; i < w->list.len; i++)
		walk_needs(m, w, w->list.ptr[i]);
}

static void find_needed(struct merge *m)
{
	const struct tn_world_def *into = &m->wit->worlds.ptr[m->into];
	m->needed.arena = m->wit->arena;
	for (uint32_t i = 0; i < into->exports.len; i++) {
		struct walk w;
		walk_item(m, &w, &into->exports.ptr[i]);
		for (uint32_t k = 0; k < w.list.len; k++)
			tn_map_put(&m->needed, w.list.ptr[k], i);
	}
}

static void check_new_export(struct merge *m, const struct tn_item *item)
{
	struct walk w;
	struct tn_str name = item_text(m, item);
	walk_item(m, &w, item);
	for (uint32_t i = 0; i < w.list.len; i++) {
		if (!is_exported(m, w.list.ptr[i]))
			continue;
		tn_diag_error(m->cx, TN_E_MERGE_CONFLICT, item->meta.span,
			"cannot export `%.*s`: it needs an import that uses `%.*s`, which this world exports",
			TN_S(name), TN_S(interface_text(m, w.list.ptr[i])));
		m->failed = true;
		return;
	}
	uint32_t user = item->kind == TN_ITEM_INTERFACE && !item->key_name
		? tn_map_get(&m->needed, item->interface)
		: TN_MAP_NONE;
	if (user == TN_MAP_NONE)
		return;
	const struct tn_item *export = &m->wit->worlds.ptr[m->into].exports.ptr[user];
	tn_diag_error(m->cx, TN_E_MERGE_CONFLICT, item->meta.span,
		"cannot export `%.*s`: export `%.*s` uses it as an import, and would mean something else",
		TN_S(name), TN_S(item_text(m, export)));
	m->failed = true;
}

/* ---- the passes ---- */

static void sort_items(struct merge *m)
{
	const struct tn_world_def *from = &m->wit->worlds.ptr[m->from];
	const struct tn_world_def *into = &m->wit->worlds.ptr[m->into];
	struct tn_arena *arena = m->wit->arena;
	for (uint32_t i = 0; i < from->imports.len; i++) {
		const struct tn_item *item = &from->imports.ptr[i];
		uint32_t at = tn_map_get(&m->names.imports, tn_elaborate_key(item));
		if (at == TN_MAP_NONE)
			*TN_PUSH(arena, &m->new_imports) = *item;
		else
			same_item(m, item, &into->imports.ptr[at], TN_STR("import"));
	}
	for (uint32_t i = 0; i < from->exports.len; i++) {
		const struct tn_item *item = &from->exports.ptr[i];
		uint32_t at = tn_map_get(&m->names.exports, tn_elaborate_key(item));
		if (at == TN_MAP_NONE) {
			check_new_export(m, item);
			*TN_PUSH(arena, &m->new_exports) = *item;
		} else {
			same_item(m, item, &into->exports.ptr[at], TN_STR("export"));
		}
	}
}

/* A type of both worlds is the one that is there already. */
static void share_types(struct merge *m, struct tn_clone *clone)
{
	const struct tn_world_def *from = &m->wit->worlds.ptr[m->from];
	const struct tn_world_def *into = &m->wit->worlds.ptr[m->into];
	for (uint32_t i = 0; i < from->imports.len; i++) {
		const struct tn_item *item = &from->imports.ptr[i];
		uint32_t at = tn_map_get(&m->names.imports, tn_elaborate_key(item));
		if (item->kind == TN_ITEM_TYPE && at != TN_MAP_NONE)
			tn_clone_set(clone, item->type, into->imports.ptr[at].type);
	}
}

static uint32_t member_count(const struct merge *m, tn_iface iface)
{
	return m->wit->interfaces.ptr[iface].types.len + m->wit->interfaces.ptr[iface].functions.len;
}

static void unite(struct merge *m, struct tn_clone *clone, const struct pair *pair)
{
	uint32_t before = member_count(m, pair->into);
	tn_clone_unite(clone, pair->from, pair->into);
	if (member_count(m, pair->into) == before)
		return;
	m->has_grown = true;
	if (!tn_unique_interface(m->wit, pair->into, pair->context))
		m->failed = true;
}

static void add_items(struct merge *m)
{
	struct tn_clone clone;
	tn_clone_init(&clone, m->wit, (struct tn_clone_owner){ TN_OWNER_WORLD, m->from },
		(struct tn_clone_owner){ TN_OWNER_WORLD, m->into });
	share_types(m, &clone);
	for (uint32_t i = 0; i < m->united.len; i++)
		unite(m, &clone, &m->united.ptr[i]);
	tn_pkg package = m->wit->worlds.ptr[m->into].package;
	for (uint32_t i = 0; i < m->new_imports.len; i++)
		tn_clone_item(&clone, &m->new_imports.ptr[i], package);
	for (uint32_t i = 0; i < m->new_exports.len; i++)
		tn_clone_item(&clone, &m->new_exports.ptr[i], package);
	struct tn_world_def *into = &m->wit->worlds.ptr[m->into];
	for (uint32_t i = 0; i < m->new_imports.len; i++)
		*TN_PUSH(m->wit->arena, &into->imports) = m->new_imports.ptr[i];
	for (uint32_t i = 0; i < m->new_exports.len; i++)
		*TN_PUSH(m->wit->arena, &into->exports) = m->new_exports.ptr[i];
}

bool tn_merge_worlds(struct tn_wit *wit, tn_world from, tn_world into)
{
	struct merge m = { .wit = wit, .cx = wit->cx, .from = from, .into = into };
	tn_elaborate_index(wit, into, wit->arena, &m.names);
	find_needed(&m);
	sort_items(&m);
	if (m.failed)
		return false;
	add_items(&m);
	const struct tn_world_def *world = &wit->worlds.ptr[into];
	bool unique = tn_unique_items(
		wit, world->imports.ptr, world->imports.len, TN_STR("what two worlds import"));
	unique = tn_unique_items(wit, world->exports.ptr, world->exports.len,
			 TN_STR("what two worlds export"))
		&& unique;
	if (m.failed || !unique)
		return false;
	/* What has grown may use what comes behind it. */
	return !m.has_grown || tn_elaborate_world(wit, into);
}
