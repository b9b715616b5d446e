/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The section `package-docs` in, docs and gates on the model out; see docs.h. Versions 0 and 1 are
 * read alike: 1 added gates and maps of their own for a world's exports. What names nothing in the
 * package, and members nobody knows, are errors: then the section belongs to something else.
 */
#include "base/json.h"
#include "base/semver.h"
#include "wit/binary/docs.h"

struct reading {
	struct tn_wit *wit;
	struct tn_span span;
	bool failed;
};

static void fail(struct reading *r, const char *what, struct tn_str name)
{
	if (!r->failed)
		tn_diag_error(r->wit->cx, TN_E_BAD_PACKAGE_DOCS, r->span,
			"custom section `package-docs`: %s `%.*s`", what, TN_S(name));
	r->failed = true;
}

static tn_name intern(struct reading *r, struct tn_str text)
{
	return tn_ctx_name(r->wit->cx, text);
}

static bool is_object(struct reading *r, const struct tn_json_value *v, struct tn_str name)
{
	if (v->kind != TN_JSON_OBJECT)
		fail(r, "an object is wanted at", name);
	return !r->failed;
}

static tn_name read_text(struct reading *r, const struct tn_json_value *v, struct tn_str key)
{
	if (v->kind == TN_JSON_STRING)
		return intern(r, v->string);
	if (v->kind != TN_JSON_NULL)
		fail(r, "text is wanted at", key);
	return 0;
}

static tn_name read_version(struct reading *r, const struct tn_json_value *v, struct tn_str key)
{
	struct tn_semver version;
	tn_name name = read_text(r, v, key);
	if (name && !tn_semver_parse(v->string, &version))
		fail(r, "not a version:", v->string);
	return name;
}

static void read_gate(struct reading *r, const struct tn_json_value *v, bool stable,
	struct tn_stability *out)
{
	out->kind = stable ? TN_STABILITY_SINCE : TN_STABILITY_UNSTABLE;
	for (uint32_t i = 0; i < v->len; i++) {
		if (stable && tn_str_eq(v->keys[i], TN_STR("since")))
			out->since = read_version(r, &v->values[i], v->keys[i]);
		else if (!stable && tn_str_eq(v->keys[i], TN_STR("feature")))
			out->feature = read_text(r, &v->values[i], v->keys[i]);
		else if (tn_str_eq(v->keys[i], TN_STR("deprecated")))
			out->deprecated = read_version(r, &v->values[i], v->keys[i]);
	}
	if (!out->since && !out->feature)
		fail(r, "a gate without", stable ? TN_STR("since") : TN_STR("feature"));
}

static void read_stability(struct reading *r, const struct tn_json_value *v,
	struct tn_stability *out)
{
	*out = (struct tn_stability){ 0 };
	if (v->kind == TN_JSON_STRING && tn_str_eq(v->string, TN_STR("unknown")))
		return;
	if (!is_object(r, v, TN_STR("stability")))
		return;
	bool stable = v->len == 1 && tn_str_eq(v->keys[0], TN_STR("stable"));
	if (!stable && !(v->len == 1 && tn_str_eq(v->keys[0], TN_STR("unstable")))) {
		fail(r, "one of `stable` and `unstable` is wanted in", TN_STR("stability"));
		return;
	}
	if (is_object(r, &v->values[0], v->keys[0]))
		read_gate(r, &v->values[0], stable, out);
}

/* `docs` and `stability`, which everything has; false when the member is another one. */
static bool read_meta(struct reading *r, const struct tn_json_value *v, uint32_t i,
	struct tn_meta *meta)
{
	if (tn_str_eq(v->keys[i], TN_STR("docs"))) {
		tn_name docs = read_text(r, &v->values[i], v->keys[i]);
		if (docs)
			meta->docs = docs;
	} else if (tn_str_eq(v->keys[i], TN_STR("stability"))) {
		read_stability(r, &v->values[i], &meta->stability);
	} else {
		return false;
	}
	return true;
}

static void read_func(struct reading *r, struct tn_func *func, struct tn_str name,
	const struct tn_json_value *v)
{
	/* Version 0: the docs alone. */
	if (v->kind == TN_JSON_STRING || v->kind == TN_JSON_NULL) {
		func->meta.docs = read_text(r, v, name);
		return;
	}
	if (!is_object(r, v, name))
		return;
	for (uint32_t i = 0; i < v->len; i++) {
		if (!read_meta(r, v, i, &func->meta))
			fail(r, "unknown member", v->keys[i]);
	}
}

static struct tn_member *find_member(const struct tn_typedef *type, tn_name name)
{
	for (uint32_t i = 0; i < type->members.len; i++) {
		if (type->members.ptr[i].name == name)
			return &type->members.ptr[i];
	}
	return NULL;
}

static void read_type(struct reading *r, tn_def def, struct tn_str name,
	const struct tn_json_value *v)
{
	struct tn_typedef *type = &r->wit->types.ptr[def];
	if (!is_object(r, v, name))
		return;
	for (uint32_t i = 0; i < v->len; i++) {
		if (read_meta(r, v, i, &type->meta))
			continue;
		const struct tn_json_value *items = &v->values[i];
		if (!tn_str_eq(v->keys[i], TN_STR("items")))
			fail(r, "unknown member", v->keys[i]);
		else if (is_object(r, items, v->keys[i]))
			for (uint32_t k = 0; k < items->len; k++) {
				tn_name key = intern(r, items->keys[k]);
				struct tn_member *m = find_member(type, key);
				if (m && m->name)
					m->docs = read_text(r, &items->values[k], items->keys[k]);
				else
					fail(r, "no such field or case:", items->keys[k]);
			}
	}
}

static void read_types(struct reading *r, tn_iface id, const struct tn_json_value *v)
{
	for (uint32_t i = 0; i < v->len && !r->failed; i++) {
		tn_def def = tn_model_find_type(r->wit, id, intern(r, v->keys[i]));
		if (def == TN_NO_ID)
			fail(r, "no such type:", v->keys[i]);
		else
			read_type(r, def, v->keys[i], &v->values[i]);
	}
}

/* ---- the order of functions ---- */

/* The functions of one resource, or of none, in their order: for each the next, and the first. */
struct groups {
	struct tn_map first; /* resource -> function */
	uint32_t *next;
};

static struct groups group_functions(const struct tn_interface *iface, struct tn_arena *arena)
{
	struct groups g = { { .arena = arena }, TN_NEWN(arena, uint32_t, iface->functions.len) };
	for (uint32_t i = iface->functions.len; i-- > 0;) {
		uint64_t resource = iface->functions.ptr[i].resource;
		g.next[i] = tn_map_get(&g.first, resource);
		tn_map_put(&g.first, resource, i);
	}
	return g;
}

static bool is_rising(const uint32_t *order, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++)
		if (order[i] < order[i - 1])
			return false;
	return true;
}

/*
 * The section has functions in the order of their declaration, the binary those of resources first.
 * Each that is documented goes where the section has it, behind those of its group that the binary has
 * before it: the order within a group, which is what text shows, stays.
 */
static void restore_order(struct reading *r, tn_iface id, const uint32_t *order, uint32_t count)
{
	struct tn_interface *iface = &r->wit->interfaces.ptr[id];
	struct tn_arena *arena = &r->wit->cx->temp;
	if (is_rising(order, count))
		return;
	struct groups groups = group_functions(iface, arena);
	bool *placed = TN_NEWN(arena, bool, iface->functions.len);
	struct tn_func *funcs = TN_NEWN(arena, struct tn_func, iface->functions.len);
	uint32_t len = 0;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t resource = iface->functions.ptr[order[i]].resource;
		if (placed[order[i]])
			return; /* twice, or not as in the binary: no order to learn */
		uint32_t at = tn_map_get(&groups.first, resource);
		for (; !placed[order[i]]; at = groups.next[at]) {
			funcs[len++] = iface->functions.ptr[at];
			placed[at] = true;
		}
		if (at != TN_MAP_NONE)
			tn_map_put(&groups.first, resource, at);
	}
	for (uint32_t i = 0; i < iface->functions.len; i++)
		if (!placed[i])
			funcs[len++] = iface->functions.ptr[i];
	memcpy(iface->functions.ptr, funcs, len * sizeof *funcs);
	tn_model_reindex_funcs(r->wit, id);
}

static void read_funcs(struct reading *r, tn_iface id, const struct tn_json_value *v)
{
	uint32_t *order = TN_NEWN(&r->wit->cx->temp, uint32_t, v->len);
	for (uint32_t i = 0; i < v->len && !r->failed; i++) {
		struct tn_func *func = tn_model_find_func(r->wit, id, intern(r, v->keys[i]));
		if (!func) {
			fail(r, "no such function:", v->keys[i]);
			return;
		}
		read_func(r, func, v->keys[i], &v->values[i]);
		order[i] = (uint32_t)(func - r->wit->interfaces.ptr[id].functions.ptr);
	}
	if (!r->failed)
		restore_order(r, id, order, v->len);
}

static void read_interface(struct reading *r, tn_iface id, struct tn_str name,
	const struct tn_json_value *v)
{
	if (!is_object(r, v, name))
		return;
	for (uint32_t i = 0; i < v->len && !r->failed; i++) {
		const struct tn_json_value *part = &v->values[i];
		if (read_meta(r, v, i, &r->wit->interfaces.ptr[id].meta))
			continue;
		bool funcs = tn_str_eq(v->keys[i], TN_STR("funcs"));
		if (!funcs && !tn_str_eq(v->keys[i], TN_STR("types")))
			fail(r, "unknown member", v->keys[i]);
		else if (is_object(r, part, v->keys[i]))
			funcs ? read_funcs(r, id, part) : read_types(r, id, part);
	}
}

/* ---- worlds ---- */

enum { IMPORTS = 1, EXPORTS = 2 };

struct world_reading {
	struct reading *r;
	tn_world id;
	struct tn_map items; /* (IMPORTS or EXPORTS, id of the item) -> place */
};

static void index_items(struct world_reading *w)
{
	struct tn_wit *wit = w->r->wit;
	const struct tn_world_def *world = &wit->worlds.ptr[w->id];
	w->items = (struct tn_map){ .arena = &wit->cx->temp };
	for (uint32_t i = 0; i < world->imports.len; i++)
		tn_map_put(&w->items,
			TN_KEY(IMPORTS, tn_model_item_id(wit, &world->imports.ptr[i])), i);
	for (uint32_t i = 0; i < world->exports.len; i++)
		tn_map_put(&w->items,
			TN_KEY(EXPORTS, tn_model_item_id(wit, &world->exports.ptr[i])), i);
}

static struct tn_item *find_item(struct world_reading *w, uint32_t sides, struct tn_str name)
{
	struct tn_world_def *world = &w->r->wit->worlds.ptr[w->id];
	tn_name id = intern(w->r, name);
	uint32_t at = sides & IMPORTS ? tn_map_get(&w->items, TN_KEY(IMPORTS, id)) : TN_MAP_NONE;
	if (at != TN_MAP_NONE)
		return &world->imports.ptr[at];
	at = sides & EXPORTS ? tn_map_get(&w->items, TN_KEY(EXPORTS, id)) : TN_MAP_NONE;
	return at == TN_MAP_NONE ? NULL : &world->exports.ptr[at];
}

enum aspect { INLINE, TYPE, FUNC, GATE, DOCS };

static const struct part {
	const char *key;
	enum aspect aspect;
	uint32_t sides;
} parts[] = {
	{ "interfaces", INLINE, IMPORTS | EXPORTS },
	{ "types", TYPE, IMPORTS },
	{ "funcs", FUNC, IMPORTS | EXPORTS },
	{ "interface_exports", INLINE, EXPORTS },
	{ "func_exports", FUNC, EXPORTS },
	{ "interface_import_stability", GATE, IMPORTS },
	{ "interface_export_stability", GATE, EXPORTS },
	{ "interface_import_docs", DOCS, IMPORTS },
	{ "interface_export_docs", DOCS, EXPORTS },
};

static void read_item(struct world_reading *w, const struct part *part, struct tn_str name,
	const struct tn_json_value *v)
{
	struct reading *r = w->r;
	struct tn_item *item = find_item(w, part->sides, name);
	enum tn_item_kind want = part->aspect == TYPE ? TN_ITEM_TYPE
		: part->aspect == FUNC                ? TN_ITEM_FUNC
						      : TN_ITEM_INTERFACE;
	if (!item || item->kind != want) {
		fail(r, "no such import or export:", name);
		return;
	}
	switch (part->aspect) {
	case INLINE:
		read_interface(r, item->interface, name, v);
		item->meta.stability = r->wit->interfaces.ptr[item->interface].meta.stability;
		break;
	case TYPE:
		read_type(r, item->type, name, v);
		break;
	case FUNC:
		read_func(r, &item->func, name, v);
		break;
	case GATE:
		read_stability(r, v, &item->meta.stability);
		break;
	case DOCS:
		item->meta.docs = read_text(r, v, name);
		break;
	}
}

static void read_world(struct reading *r, tn_world id, struct tn_str name,
	const struct tn_json_value *v)
{
	struct world_reading w = { .r = r, .id = id };
	if (!is_object(r, v, name))
		return;
	index_items(&w);
	for (uint32_t i = 0; i < v->len && !r->failed; i++) {
		if (read_meta(r, v, i, &r->wit->worlds.ptr[id].meta))
			continue;
		const struct part *part = NULL;
		for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
			if (tn_str_eq(v->keys[i], tn_str_of(parts[k].key)))
				part = &parts[k];
		}
		const struct tn_json_value *map = &v->values[i];
		if (!part)
			fail(r, "unknown member", v->keys[i]);
		else if (is_object(r, map, v->keys[i]))
			for (uint32_t k = 0; k < map->len && !r->failed; k++)
				read_item(&w, part, map->keys[k], &map->values[k]);
	}
}

/* ---- the package ---- */

static void read_package(struct reading *r, tn_pkg pkg, const struct tn_json_value *v)
{
	for (uint32_t i = 0; i < v->len && !r->failed; i++) {
		const struct tn_json_value *part = &v->values[i];
		if (tn_str_eq(v->keys[i], TN_STR("docs"))) {
			r->wit->packages.ptr[pkg].docs = read_text(r, part, v->keys[i]);
			continue;
		}
		bool worlds = tn_str_eq(v->keys[i], TN_STR("worlds"));
		if (!worlds && !tn_str_eq(v->keys[i], TN_STR("interfaces"))) {
			fail(r, "unknown member", v->keys[i]);
			return;
		}
		if (!is_object(r, part, v->keys[i]))
			return;
		for (uint32_t k = 0; k < part->len && !r->failed; k++) {
			tn_name key = intern(r, part->keys[k]);
			tn_world world = worlds ? tn_model_find_world(r->wit, pkg, key) : TN_NO_ID;
			tn_iface iface =
				worlds ? TN_NO_ID : tn_model_find_interface(r->wit, pkg, key);
			if (world != TN_NO_ID)
				read_world(r, world, part->keys[k], &part->values[k]);
			else if (iface != TN_NO_ID)
				read_interface(r, iface, part->keys[k], &part->values[k]);
			else
				fail(r, worlds ? "no such world:" : "no such interface:",
					part->keys[k]);
		}
	}
}

bool tn_docs_read(struct tn_wit *wit, tn_pkg pkg, struct tn_bytes bytes, struct tn_span span)
{
	struct reading r = { .wit = wit, .span = span };
	if (!bytes.len || bytes.ptr[0] > 1) {
		tn_diag_error(wit->cx, TN_E_BAD_PACKAGE_DOCS, span,
			"custom section `package-docs` is of a version that is not known");
		return false;
	}
	struct tn_mark mark = tn_mem_mark(&wit->cx->temp);
	struct tn_str error = TN_NOSTR;
	struct tn_str json = { (const char *)bytes.ptr + 1, bytes.len - 1 };
	struct tn_json_value *v = tn_json_read(&wit->cx->temp, json, &error);
	if (!v)
		fail(&r, "bad JSON:", error);
	else if (is_object(&r, v, TN_STR("package-docs")))
		read_package(&r, pkg, v);
	tn_mem_reset(&wit->cx->temp, mark);
	return !r.failed;
}
