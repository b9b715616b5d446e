/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Imports of a world onto the newest version of each semver track; see merge.h. */
#include "base/semver.h"
#include "wit/model/elaborate.h"
#include "wit/model/merge.h"
#include "wit/model/subtype.h"

struct merge {
	struct tn_wit *wit;
	struct tn_ctx *cx;
	tn_world world;
	struct tn_map newest;       /* (package and track, interface name) -> interface */
	struct tn_map replacements; /* interface -> the one that stands for it */
	TN_VEC(tn_iface) replaced;
};

/* "ns:pkg@track" as a name; 0 for an interface without a version. */
static tn_name track_of(const struct merge *m, tn_iface iface)
{
	const struct tn_interface *i = &m->wit->interfaces.ptr[iface];
	const struct tn_package *pkg = &m->wit->packages.ptr[i->package];
	if (!pkg->version || !i->name)
		return 0;
	struct tn_mark mark = tn_mem_mark(&m->cx->temp);
	struct tn_str id = tn_str_format(&m->cx->temp, "%.*s:%.*s@%.*s",
		TN_S(tn_ctx_text(m->cx, pkg->ns)), TN_S(tn_ctx_text(m->cx, pkg->name)),
		TN_S(tn_semver_track(tn_ctx_text(m->cx, pkg->version))));
	tn_name track = tn_ctx_name(m->cx, id);
	tn_mem_reset(&m->cx->temp, mark);
	return track;
}

static int compare_versions(const struct merge *m, tn_iface a, tn_iface b)
{
	struct tn_semver va, vb;
	tn_pkg pa = m->wit->interfaces.ptr[a].package, pb = m->wit->interfaces.ptr[b].package;
	if (!tn_semver_parse(tn_ctx_text(m->cx, m->wit->packages.ptr[pa].version), &va)
		|| !tn_semver_parse(tn_ctx_text(m->cx, m->wit->packages.ptr[pb].version), &vb))
		return 0;
	return tn_semver_cmp(&va, &vb);
}

static uint64_t track_key(const struct merge *m, tn_iface iface)
{
	return TN_KEY(track_of(m, iface), m->wit->interfaces.ptr[iface].name);
}

static void find_newest(struct merge *m)
{
	const struct tn_world_def *world = &m->wit->worlds.ptr[m->world];
	for (uint32_t i = 0; i < world->imports.len; i++) {
		const struct tn_item *item = &world->imports.ptr[i];
		if (item->kind != TN_ITEM_INTERFACE || item->key_name
			|| !track_of(m, item->interface))
			continue;
		uint64_t key = track_key(m, item->interface);
		tn_iface best = tn_map_get(&m->newest, key);
		int order = best == TN_MAP_NONE ? 1 : compare_versions(m, item->interface, best);
		if (order > 0)
			tn_map_put(&m->newest, key, item->interface);
		if (best != TN_MAP_NONE && order != 0)
			*TN_PUSH(m->wit->arena, &m->replaced) = order > 0 ? best : item->interface;
	}
	for (uint32_t i = 0; i < m->replaced.len; i++)
		tn_map_put(&m->replacements, m->replaced.ptr[i],
			tn_map_get(&m->newest, track_key(m, m->replaced.ptr[i])));
}

struct pair {
	struct merge *m;
	struct tn_str old, new;
};

static bool report(void *user, const struct tn_mismatch *why)
{
	const struct pair *p = user;
	struct tn_str what = tn_subtype_text(p->m->wit, p->m->wit->arena, why);
	struct tn_diag *d = tn_diag_error(p->m->cx, TN_E_MERGE_CONFLICT, why->b_span,
		"`%.*s` cannot stand for `%.*s`: %.*s", TN_S(p->new), TN_S(p->old), TN_S(what));
	if (why->a_span.source)
		tn_diag_note(p->m->cx, d, why->a_span, "the newer definition is here");
	return true;
}

/* A compatible version has everything the older one has. */
static bool check(struct merge *m, tn_iface old, tn_iface new)
{
	struct tn_wit *wit = m->wit;
	struct tn_subtype s;
	struct pair pair = { m, tn_ctx_text(m->cx, tn_model_interface_id(wit, old)),
		tn_ctx_text(m->cx, tn_model_interface_id(wit, new)) };
	tn_subtype_init(&s, wit, wit, wit->arena);
	return tn_subtype_each(&s, new, old, report, &pair);
}

/* A `use` of a replaced interface becomes one of what stands for it. */
static bool redirect(struct merge *m, tn_def def)
{
	tn_iface source = tn_model_use_source(m->wit, def);
	uint32_t by = source == TN_NO_ID ? TN_MAP_NONE : tn_map_get(&m->replacements, source);
	if (by == TN_MAP_NONE)
		return true;
	struct tn_typedef *type = &m->wit->types.ptr[def];
	const struct tn_typedef *used = &m->wit->types.ptr[tn_ty_def(type->a)];
	tn_def other = tn_model_find_type(m->wit, by, used->name);
	if (other != TN_NO_ID) {
		type->a = tn_ty_of(other);
		return true;
	}
	tn_diag_error(m->cx, TN_E_MERGE_CONFLICT, type->meta.span,
		"`%.*s` has no type `%.*s`, which its older version has",
		TN_S(tn_ctx_text(m->cx, tn_model_interface_id(m->wit, by))),
		TN_S(tn_ctx_text(m->cx, used->name)));
	return false;
}

static bool redirect_item(struct merge *m, const struct tn_item *item)
{
	bool ok = true;
	if (item->kind == TN_ITEM_TYPE)
		return redirect(m, item->type);
	if (item->kind != TN_ITEM_INTERFACE)
		return true;
	const struct tn_interface *iface = &m->wit->interfaces.ptr[item->interface];
	for (uint32_t i = 0; i < iface->types.len; i++)
		ok = redirect(m, iface->types.ptr[i].def) && ok;
	return ok;
}

static bool is_replaced(const struct merge *m, const struct tn_item *item)
{
	return item->kind == TN_ITEM_INTERFACE && !item->key_name
		&& tn_map_get(&m->replacements, item->interface) != TN_MAP_NONE;
}

bool tn_merge_world_imports_based_on_semver(struct tn_wit *wit, tn_world id)
{
	struct merge m = { .wit = wit, .cx = wit->cx, .world = id };
	m.newest.arena = m.replacements.arena = wit->arena;
	find_newest(&m);
	if (!m.replaced.len)
		return true;
	bool ok = true;
	for (uint32_t i = 0; i < m.replaced.len; i++)
		ok = check(&m, m.replaced.ptr[i], tn_map_get(&m.replacements, m.replaced.ptr[i])) && ok;
	if (!ok)
		return false;
	struct tn_world_def *world = &wit->worlds.ptr[id];
	uint32_t kept = 0;
	for (uint32_t i = 0; i < world->imports.len; i++) {
		if (is_replaced(&m, &world->imports.ptr[i]))
			continue;
		ok = redirect_item(&m, &world->imports.ptr[i]) && ok;
		world->imports.ptr[kept++] = world->imports.ptr[i];
	}
	world->imports.len = kept;
	for (uint32_t i = 0; i < world->exports.len; i++)
		ok = redirect_item(&m, &world->exports.ptr[i]) && ok;
	/* Interfaces were changed, and with them what other worlds need. */
	for (tn_world w = 0; w < wit->worlds.len; w++)
		ok = tn_elaborate_world(wit, w) && ok;
	return ok;
}
