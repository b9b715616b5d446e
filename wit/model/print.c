/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The model in, canonical WIT text out; see print.h. Here: packages, worlds, interfaces, `use`. */
#include "wit/model/print_parts.h"

static void new_item(struct tn_printer *p)
{
	if (p->any_items)
		tn_print_newline(p);
	p->any_items = true;
}

/* ---- use ---- */

static void put_interface_path(struct tn_printer *p, tn_iface iface, tn_pkg here)
{
	const struct tn_interface *i = &p->wit->interfaces.ptr[iface];
	if (i->package == here || i->package == TN_NO_ID) {
		tn_print_name(p, i->name);
		return;
	}
	const struct tn_package *pkg = &p->wit->packages.ptr[i->package];
	tn_print_name(p, pkg->ns);
	PUT(p, ":");
	tn_print_name(p, pkg->name);
	PUT(p, "/");
	tn_print_name(p, i->name);
	if (pkg->version) {
		PUT(p, "@");
		tn_print_put(p, tn_print_text(p, pkg->version));
	}
}

/* An alias of another owner's type is a `use`: gives what it uses. */
static const struct tn_typedef *used(const struct tn_printer *p, const struct tn_typedef *type)
{
	if (type->kind != TN_DEF_ALIAS || !tn_ty_is_def(type->a))
		return NULL;
	const struct tn_typedef *other = &p->wit->types.ptr[tn_ty_def(type->a)];
	bool same = other->owner_kind == type->owner_kind && other->owner == type->owner;
	return other->owner_kind != TN_OWNER_INTERFACE || same ? NULL : other;
}

static bool same_attributes(const struct tn_meta *a, const struct tn_meta *b)
{
	return a->external_id == b->external_id && a->stability.kind == b->stability.kind
		&& a->stability.feature == b->stability.feature
		&& a->stability.since == b->stability.since
		&& a->stability.deprecated == b->stability.deprecated;
}

/* Neighbours from one interface with equal attributes share one `use`. */
static void put_uses(struct tn_printer *p, const struct tn_named_def *types, uint32_t count,
	tn_pkg here)
{
	const struct tn_typedef *open_use = NULL;
	uint32_t open_owner = TN_NO_ID;
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_typedef *type = &p->wit->types.ptr[types[i].def];
		const struct tn_typedef *other = used(p, type);
		if (!other)
			continue;
		if (open_use && open_owner == other->owner
			&& same_attributes(&open_use->meta, &type->meta)) {
			PUT(p, ", ");
		} else {
			if (open_use) {
				PUT(p, "}");
				tn_print_semicolon(p);
			}
			tn_print_stability(p, &type->meta.stability);
			tn_print_external_id(p, type->meta.external_id);
			PUT(p, "use ");
			put_interface_path(p, other->owner, here);
			PUT(p, ".{");
			open_use = type;
			open_owner = other->owner;
		}
		tn_print_name(p, other->name);
		if (types[i].name != other->name) {
			PUT(p, " as ");
			tn_print_name(p, types[i].name);
		}
	}
	if (open_use) {
		PUT(p, "}");
		tn_print_semicolon(p);
		p->any_items = true;
	}
}

static void put_types(struct tn_printer *p, const struct tn_named_def *types, uint32_t count,
	tn_pkg here, const struct tn_group *funcs)
{
	put_uses(p, types, count, here);
	for (uint32_t i = 0; i < count; i++) {
		if (used(p, &p->wit->types.ptr[types[i].def]))
			continue;
		new_item(p);
		tn_print_declare(p, types[i].def, funcs);
	}
}

/* ---- interfaces and worlds ---- */

static void put_interface(struct tn_printer *p, tn_iface id)
{
	const struct tn_interface *iface = &p->wit->interfaces.ptr[id];
	bool outside = p->any_items;
	p->any_items = false;
	struct tn_group funcs;
	tn_group_interface(&funcs, p->out->arena, iface);
	put_types(p, iface->types.ptr, iface->types.len, iface->package, &funcs);
	for (uint32_t i = 0; i < iface->functions.len; i++) {
		const struct tn_func *func = &iface->functions.ptr[i];
		if (func->resource != TN_NO_ID)
			continue;
		new_item(p);
		tn_print_meta(p, &func->meta);
		tn_print_func(p, func);
	}
	p->any_items = outside;
}

/* An interface or a function that a world imports or exports. */
static void put_item(struct tn_printer *p, const struct tn_item *item, struct tn_str word, tn_pkg here)
{
	if (item->kind == TN_ITEM_FUNC) {
		tn_print_meta(p, &item->func.meta);
		tn_print_put(p, word);
		tn_print_func(p, &item->func);
		return;
	}
	const struct tn_interface *iface = &p->wit->interfaces.ptr[item->interface];
	struct tn_meta meta = item->meta;
	/* What stands at a label may be documented at the interface. */
	if (!meta.docs && item->key_name)
		meta.docs = iface->meta.docs;
	tn_print_meta(p, &meta);
	tn_print_put(p, word);
	if (item->key_name) {
		tn_print_name(p, item->key_name);
		PUT(p, ": ");
	}
	if (iface->name) {
		put_interface_path(p, item->interface, here);
		tn_print_semicolon(p);
		return;
	}
	PUT(p, "interface");
	tn_print_open(p);
	put_interface(p, item->interface);
	tn_print_close(p);
}

/*
 * Interfaces, then types with the functions of their resources, then functions: the order in which
 * worlds are encoded, so that text and binary keep agreeing however often one becomes the other.
 */
static void put_imports(struct tn_printer *p, const struct tn_world_def *world)
{
	struct tn_arena *arena = p->out->arena;
	struct tn_named_def *types = TN_NEWN(arena, struct tn_named_def, world->imports.len);
	uint32_t type_count = 0;
	struct tn_group funcs;
	tn_group_init(&funcs, arena, world->imports.len);
	for (uint32_t i = 0; i < world->imports.len; i++) {
		const struct tn_item *item = &world->imports.ptr[i];
		if (item->kind == TN_ITEM_TYPE) {
			types[type_count++] = (struct tn_named_def){ item->key_name, item->type };
		} else if (item->kind == TN_ITEM_INTERFACE) {
			put_item(p, item, TN_STR("import "), world->package);
			p->any_items = true;
		} else {
			tn_group_add(&funcs, &item->func);
		}
	}
	put_types(p, types, type_count, world->package, &funcs);
	for (uint32_t i = 0; i < world->imports.len; i++) {
		const struct tn_item *item = &world->imports.ptr[i];
		if (item->kind == TN_ITEM_FUNC && item->func.resource == TN_NO_ID) {
			put_item(p, item, TN_STR("import "), world->package);
			p->any_items = true;
		}
	}
}

static void put_world(struct tn_printer *p, tn_world id)
{
	const struct tn_world_def *world = &p->wit->worlds.ptr[id];
	bool outside = p->any_items;
	p->any_items = false;
	put_imports(p, world);
	if (world->exports.len)
		new_item(p);
	for (uint32_t i = 0; i < world->exports.len; i++)
		put_item(p, &world->exports.ptr[i], TN_STR("export "), world->package);
	p->any_items = outside;
}

/* ---- packages ---- */

static void put_package_header(struct tn_printer *p, const struct tn_package *pkg)
{
	tn_print_docs(p, pkg->docs);
	PUT(p, "package ");
	tn_print_name(p, pkg->ns);
	PUT(p, ":");
	tn_print_name(p, pkg->name);
	if (pkg->version) {
		PUT(p, "@");
		tn_print_put(p, tn_print_text(p, pkg->version));
	}
}

static void put_package(struct tn_printer *p, tn_pkg id, bool is_main)
{
	const struct tn_package *pkg = &p->wit->packages.ptr[id];
	put_package_header(p, pkg);
	if (is_main) {
		tn_print_semicolon(p);
		tn_print_newline(p);
	} else {
		tn_print_open(p);
	}
	for (uint32_t i = 0; i < pkg->interfaces.len; i++) {
		const struct tn_interface *iface = &p->wit->interfaces.ptr[pkg->interfaces.ptr[i]];
		tn_print_docs(p, iface->meta.docs);
		tn_print_stability(p, &iface->meta.stability);
		PUT(p, "interface ");
		tn_print_name(p, iface->name);
		tn_print_open(p);
		put_interface(p, pkg->interfaces.ptr[i]);
		tn_print_close(p);
		if (is_main)
			tn_print_newline(p);
	}
	for (uint32_t i = 0; i < pkg->worlds.len; i++) {
		const struct tn_world_def *world = &p->wit->worlds.ptr[pkg->worlds.ptr[i]];
		tn_print_docs(p, world->meta.docs);
		tn_print_stability(p, &world->meta.stability);
		PUT(p, "world ");
		tn_print_name(p, world->name);
		tn_print_open(p);
		put_world(p, pkg->worlds.ptr[i]);
		tn_print_close(p);
	}
	if (!is_main)
		tn_print_close(p);
}

void tn_print_package(const struct tn_wit *wit, tn_pkg pkg, const struct tn_print_options *o,
	struct tn_buf *out)
{
	struct tn_printer p = { .wit = wit, .out = out, .no_docs = o && o->no_docs };
	put_package(&p, pkg, true);
	for (uint32_t i = 0; o && i < o->nested_count; i++) {
		if (i) {
			tn_print_newline(&p);
			tn_print_newline(&p);
		}
		put_package(&p, o->nested[i], false);
	}
}
