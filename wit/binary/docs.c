/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Docs and gates of a package out as JSON; see docs.h. Reading them: docs_read.c. */
#include "wit/binary/docs.h"

#include "base/json.h"

enum { VERSION = 1 };

/* An object of the output that appears only when something is written into it. */
struct level {
	struct tn_json *json;
	struct level *up;
	struct tn_str key;
	bool open;
};

static struct level inside(struct level *up, struct tn_str key)
{
	return (struct level){ .json = up->json, .up = up, .key = key };
}

static void need(struct level *l)
{
	if (l->open)
		return;
	need(l->up);
	tn_json_key(l->json, l->key);
	tn_json_object(l->json);
	l->open = true;
}

static void done(struct level *l)
{
	if (l->open)
		tn_json_object_end(l->json);
}

static struct tn_str text(const struct tn_wit *wit, tn_name name)
{
	return tn_ctx_text(wit->cx, name);
}

static void put_text(struct level *l, const struct tn_wit *wit, struct tn_str key, tn_name value)
{
	if (!value)
		return;
	need(l);
	tn_json_key(l->json, key);
	tn_json_string(l->json, text(wit, value));
}

static void put_stability(struct level *up, const struct tn_wit *wit, struct tn_str key,
	const struct tn_stability *s)
{
	if (s->kind == TN_STABILITY_UNKNOWN)
		return;
	struct level outer = inside(up, key);
	bool stable = s->kind == TN_STABILITY_SINCE;
	struct level l = inside(&outer, stable ? TN_STR("stable") : TN_STR("unstable"));
	put_text(&l, wit, stable ? TN_STR("since") : TN_STR("feature"),
		stable ? s->since : s->feature);
	put_text(&l, wit, TN_STR("deprecated"), s->deprecated);
	done(&l);
	done(&outer);
}

static void put_meta(struct level *l, const struct tn_wit *wit, const struct tn_meta *meta)
{
	put_text(l, wit, TN_STR("docs"), meta->docs);
	put_stability(l, wit, TN_STR("stability"), &meta->stability);
}

static void put_func(struct level *up, const struct tn_wit *wit, tn_name key,
	const struct tn_func *func)
{
	struct level l = inside(up, text(wit, key));
	put_meta(&l, wit, &func->meta);
	done(&l);
}

static void put_type(struct level *up, const struct tn_wit *wit, tn_name key, tn_def def)
{
	const struct tn_typedef *type = &wit->types.ptr[def];
	struct level l = inside(up, text(wit, key));
	put_meta(&l, wit, &type->meta);
	struct level items = inside(&l, TN_STR("items"));
	for (uint32_t i = 0; i < type->members.len; i++) {
		const struct tn_member *m = &type->members.ptr[i];
		if (m->name)
			put_text(&items, wit, text(wit, m->name), m->docs);
	}
	done(&items);
	done(&l);
}

static void put_interface(struct level *up, const struct tn_wit *wit, tn_name key, tn_iface id)
{
	const struct tn_interface *iface = &wit->interfaces.ptr[id];
	struct level l = inside(up, text(wit, key));
	put_meta(&l, wit, &iface->meta);
	struct level funcs = inside(&l, TN_STR("funcs"));
	for (uint32_t i = 0; i < iface->functions.len; i++)
		put_func(&funcs, wit, iface->functions.ptr[i].name, &iface->functions.ptr[i]);
	done(&funcs);
	struct level types = inside(&l, TN_STR("types"));
	for (uint32_t i = 0; i < iface->types.len; i++)
		put_type(&types, wit, iface->types.ptr[i].name, iface->types.ptr[i].def);
	done(&types);
	done(&l);
}

/* ---- worlds: one object for each thing that can be said of an item ---- */

enum aspect { INLINE, TYPE, FUNC, GATE, DOCS };

static bool is_inline(const struct tn_wit *wit, const struct tn_item *item)
{
	return item->key_name && !wit->interfaces.ptr[item->interface].name;
}

static void put_item(struct level *l, const struct tn_wit *wit, const struct tn_item *item,
	enum aspect aspect)
{
	bool is_iface = item->kind == TN_ITEM_INTERFACE;
	if (aspect == TYPE && item->kind == TN_ITEM_TYPE)
		put_type(l, wit, item->key_name, item->type);
	else if (aspect == FUNC && item->kind == TN_ITEM_FUNC)
		put_func(l, wit, item->key_name, &item->func);
	else if (aspect == INLINE && is_iface && is_inline(wit, item))
		put_interface(l, wit, item->key_name, item->interface);
	else if (aspect == GATE && is_iface && !is_inline(wit, item))
		put_stability(l, wit, text(wit, tn_model_item_id(wit, item)), &item->meta.stability);
	else if (aspect == DOCS && is_iface && !is_inline(wit, item))
		put_text(l, wit, text(wit, tn_model_item_id(wit, item)), item->meta.docs);
}

static void put_items(struct level *up, const struct tn_wit *wit, const struct tn_world_def *world,
	struct tn_str key, enum aspect aspect, bool imports)
{
	struct level l = inside(up, key);
	uint32_t count = imports ? world->imports.len : world->exports.len;
	for (uint32_t i = 0; i < count; i++)
		put_item(&l, wit, imports ? &world->imports.ptr[i] : &world->exports.ptr[i], aspect);
	done(&l);
}

static void put_world(struct level *up, const struct tn_wit *wit, tn_world id)
{
	const struct tn_world_def *world = &wit->worlds.ptr[id];
	struct level l = inside(up, text(wit, world->name));
	put_meta(&l, wit, &world->meta);
	put_items(&l, wit, world, TN_STR("interfaces"), INLINE, true);
	put_items(&l, wit, world, TN_STR("types"), TYPE, true);
	put_items(&l, wit, world, TN_STR("funcs"), FUNC, true);
	put_items(&l, wit, world, TN_STR("interface_exports"), INLINE, false);
	put_items(&l, wit, world, TN_STR("func_exports"), FUNC, false);
	put_items(&l, wit, world, TN_STR("interface_import_stability"), GATE, true);
	put_items(&l, wit, world, TN_STR("interface_export_stability"), GATE, false);
	put_items(&l, wit, world, TN_STR("interface_import_docs"), DOCS, true);
	put_items(&l, wit, world, TN_STR("interface_export_docs"), DOCS, false);
	done(&l);
}

void tn_docs_write(const struct tn_wit *wit, tn_pkg id, struct tn_buf *out)
{
	const struct tn_package *pkg = &wit->packages.ptr[id];
	struct tn_json json;
	tn_buf_byte(out, VERSION);
	tn_json_begin(&json, out, false);
	tn_json_object(&json);
	struct level top = { .json = &json, .open = true };
	put_text(&top, wit, TN_STR("docs"), pkg->docs);
	struct level worlds = inside(&top, TN_STR("worlds"));
	for (uint32_t i = 0; i < pkg->worlds.len; i++)
		put_world(&worlds, wit, pkg->worlds.ptr[i]);
	done(&worlds);
	struct level ifaces = inside(&top, TN_STR("interfaces"));
	for (uint32_t i = 0; i < pkg->interfaces.len; i++) {
		tn_iface iface = pkg->interfaces.ptr[i];
		put_interface(&ifaces, wit, wit->interfaces.ptr[iface].name, iface);
	}
	done(&ifaces);
	tn_json_object_end(&json);
}
