/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The model in, encoded packages and worlds out; see encode.h. */
#include "wit/binary/encode.h"

#include "wasm/component/check.h"
#include "wasm/core/features.h"
#include "wasm/core/producers.h"
#include "wit/binary/docs.h"
#include "wit/model/group.h"

/* One component type being built: instances for interfaces, world items beside them. */
struct encoder {
	struct tn_wit *wit;
	struct tn_arena *arena;
	bool canonical_names;
	struct tn_scope *outer;
	struct tn_typenc_maps maps; /* of outer */
	struct tn_typenc_instances instances;
	bool failed;
};

static void begin(struct encoder *e, struct tn_wit *wit, const struct tn_encode_options *o,
	struct tn_scope *parent)
{
	*e = (struct encoder){ .wit = wit, .arena = parent->ir->arena };
	e->canonical_names = o && o->canonical_names;
	e->outer = tn_ir_scope(parent->ir, TN_SCOPE_COMPONENT_TYPE, parent);
	e->instances.share_aliases = true;
}

struct tn_node *tn_encode_component_type(struct tn_scope *scope, struct tn_scope *body)
{
	struct tn_type_def def = { .kind = TN_TYPE_COMPONENT, .scope = body };
	return tn_ir_type(scope, &def);
}

static struct tn_extern_name public_name(const struct encoder *e, struct tn_extern_name name)
{
	return e->canonical_names ? tn_typenc_canonical_name(e->wit->cx, name) : name;
}

/* ---- instance types ---- */

static struct tn_typenc inner_encoder(struct encoder *e, tn_iface iface, struct tn_scope *scope,
	struct tn_typenc_maps *maps)
{
	return (struct tn_typenc){
		.wit = e->wit,
		.arena = e->arena,
		.scope = scope,
		.outer = e->outer,
		.interface = iface,
		.maps = maps,
		.instances = &e->instances,
		.flavour = &tn_typenc_declare,
	};
}

static void declare_func(struct tn_typenc *enc, const struct tn_func *func)
{
	struct tn_desc desc = { .kind = TN_DESC_FUNC, .type = tn_typenc_func(enc, func) };
	tn_ir_export_decl(enc->scope, tn_typenc_name(func->name, func->meta.external_id), desc);
}

/*
 * All types in their order, then all functions: those of resources first, in the order of the
 * resources, so that text, where they stand inside the resource, and binary agree on an order.
 */
static struct tn_node *instance_type(struct encoder *e, tn_iface id, bool with_functions)
{
	struct tn_scope *scope = tn_ir_scope(e->outer->ir, TN_SCOPE_INSTANCE_TYPE, e->outer);
	struct tn_typenc_maps maps = { 0 };
	struct tn_typenc enc = inner_encoder(e, id, scope, &maps);
	const struct tn_interface *iface = &e->wit->interfaces.ptr[id];
	for (uint32_t i = 0; i < iface->types.len; i++)
		tn_typenc_type(&enc, tn_ty_of(iface->types.ptr[i].def));
	if (with_functions) {
		struct tn_group funcs;
		tn_group_interface(&funcs, e->arena, iface);
		for (uint32_t i = 0; i < iface->types.len; i++) {
			uint32_t at = tn_group_first(&funcs, iface->types.ptr[i].def);
			for (; at != TN_MAP_NONE; at = funcs.next[at])
				declare_func(&enc, funcs.list[at]);
		}
		for (uint32_t i = 0; i < iface->functions.len; i++) {
			if (iface->functions.ptr[i].resource == TN_NO_ID)
				declare_func(&enc, &iface->functions.ptr[i]);
		}
	}
	e->failed = e->failed || enc.failed;
	struct tn_type_def def = { .kind = TN_TYPE_INSTANCE, .scope = scope };
	return tn_ir_type(e->outer, &def);
}

static struct tn_desc instance_desc(struct tn_node *type)
{
	return (struct tn_desc){ .kind = TN_DESC_INSTANCE, .type = type };
}

/* ---- worlds ---- */

static struct tn_typenc outer_encoder(struct encoder *e)
{
	return (struct tn_typenc){
		.wit = e->wit,
		.arena = e->arena,
		.scope = e->outer,
		.outer = e->outer,
		.interface = TN_NO_ID,
		.maps = &e->maps,
		.instances = &e->instances,
		.flavour = &tn_typenc_import,
	};
}

static void world_item(struct encoder *e, const struct tn_item *item, bool is_import)
{
	struct tn_typenc enc = outer_encoder(e);
	struct tn_desc desc;
	if (item->kind == TN_ITEM_TYPE) {
		tn_typenc_type(&enc, tn_ty_of(item->type));
		e->failed = e->failed || enc.failed;
		return;
	}
	if (item->kind == TN_ITEM_INTERFACE)
		desc = instance_desc(instance_type(e, item->interface, true));
	else
		desc = (struct tn_desc){ .kind = TN_DESC_FUNC,
			.type = tn_typenc_func(&enc, &item->func) };
	e->failed = e->failed || enc.failed;
	struct tn_extern_name name = public_name(e, tn_typenc_item_name(e->wit, item));
	struct tn_node *node = is_import ? tn_ir_import(e->outer, name, desc)
					 : tn_ir_export_decl(e->outer, name, desc);
	if (item->kind == TN_ITEM_INTERFACE)
		tn_typenc_set_instance(&e->instances, e->arena, item->interface, node);
}

struct tn_scope *tn_encode_world(struct tn_wit *wit, tn_world id, const struct tn_encode_options *o,
	struct tn_scope *parent)
{
	struct encoder e;
	begin(&e, wit, o, parent);
	const struct tn_world_def *world = &wit->worlds.ptr[id];
	for (uint32_t i = 0; i < world->imports.len; i++)
		world_item(&e, &world->imports.ptr[i], true);
	for (uint32_t i = 0; i < world->exports.len; i++)
		world_item(&e, &world->exports.ptr[i], false);
	return e.failed ? NULL : e.outer;
}

/* "ns:pkg/name@version" */
static tn_name id_in_package(const struct tn_wit *wit, tn_pkg id, tn_name name)
{
	struct tn_ctx *cx = wit->cx;
	const struct tn_package *pkg = &wit->packages.ptr[id];
	struct tn_mark mark = tn_mem_mark(&cx->temp);
	struct tn_str version = pkg->version ? tn_ctx_text(cx, pkg->version) : TN_NOSTR;
	struct tn_str text = tn_str_format(&cx->temp, "%.*s:%.*s/%.*s%s%.*s",
		TN_S(tn_ctx_text(cx, pkg->ns)), TN_S(tn_ctx_text(cx, pkg->name)),
		TN_S(tn_ctx_text(cx, name)), pkg->version ? "@" : "", TN_S(version));
	tn_name out = tn_ctx_name(cx, text);
	tn_mem_reset(&cx->temp, mark);
	return out;
}

struct tn_scope *tn_encode_world_wrapper(struct tn_wit *wit, tn_world id,
	const struct tn_encode_options *o, struct tn_scope *parent)
{
	struct tn_scope *wrapper = tn_ir_scope(parent->ir, TN_SCOPE_COMPONENT_TYPE, parent);
	struct tn_scope *body = tn_encode_world(wit, id, o, wrapper);
	if (!body)
		return NULL;
	const struct tn_world_def *world = &wit->worlds.ptr[id];
	struct tn_desc desc = { .kind = TN_DESC_COMPONENT,
		.type = tn_encode_component_type(wrapper, body) };
	tn_ir_export_decl(wrapper, tn_ir_name(id_in_package(wit, world->package, world->name)), desc);
	return wrapper;
}

/* ---- interfaces of a package ---- */

/*
 * `id` and every interface it needs, those it needs first. Whole interfaces, not only the types
 * needed, so that all who decode see the types of a foreign interface in one order.
 */
struct reach {
	struct tn_map seen;
	TN_VEC(tn_iface) order;
	TN_VEC(struct {
		tn_iface iface;
		uint32_t next; /* type to look at */
	}) stack;
};

static void visit(struct reach *r, struct tn_arena *arena, tn_iface iface)
{
	if (tn_map_get(&r->seen, iface) != TN_MAP_NONE)
		return;
	tn_map_put(&r->seen, iface, 0);
	TN_PUSH(arena, &r->stack)->iface = iface;
}

static void reach_from(struct reach *r, struct tn_arena *arena, const struct tn_wit *wit,
	tn_iface id)
{
	*r = (struct reach){ .seen = { .arena = arena } };
	visit(r, arena, id);
	while (r->stack.len) {
		tn_iface at = TN_LAST(&r->stack).iface;
		const struct tn_interface *iface = &wit->interfaces.ptr[at];
		uint32_t depth = r->stack.len;
		while (r->stack.len == depth && TN_LAST(&r->stack).next < iface->types.len) {
			tn_def def = iface->types.ptr[TN_LAST(&r->stack).next++].def;
			tn_iface used = tn_model_use_source(wit, def);
			if (used != TN_NO_ID)
				visit(r, arena, used);
		}
		if (r->stack.len == depth) {
			*TN_PUSH(arena, &r->order) = at;
			r->stack.len--;
		}
	}
}

static struct tn_scope *encode_interface(struct tn_wit *wit, tn_iface id,
	const struct tn_encode_options *o, struct tn_scope *parent)
{
	struct encoder e;
	begin(&e, wit, o, parent);
	struct reach reach;
	reach_from(&reach, e.arena, wit, id);
	for (uint32_t i = 0; i < reach.order.len; i++) {
		tn_iface at = reach.order.ptr[i];
		struct tn_desc desc = instance_desc(instance_type(&e, at, at == id));
		struct tn_extern_name name =
			public_name(&e, tn_ir_name(tn_model_interface_id(wit, at)));
		if (at == id)
			tn_ir_export_decl(e.outer, name, desc);
		else
			tn_typenc_set_instance(&e.instances, e.arena, at,
				tn_ir_import(e.outer, name, desc));
	}
	return e.failed ? NULL : e.outer;
}

/* ---- packages ---- */

static bool export_type(struct tn_scope *root, tn_name name, struct tn_scope *body)
{
	if (!body)
		return false;
	struct tn_node *type = tn_encode_component_type(root, body);
	tn_ir_export(root, tn_ir_name(name), type, (struct tn_desc){ 0 });
	return true;
}

/* Interfaces, then worlds; docs and producers behind. */
static bool build_package(struct tn_wit *wit, tn_pkg id, const struct tn_encode_options *o,
	struct tn_scope *root)
{
	struct tn_arena *arena = root->ir->arena;
	bool ok = true;
	for (uint32_t i = 0; i < wit->packages.ptr[id].interfaces.len; i++) {
		tn_iface iface = wit->packages.ptr[id].interfaces.ptr[i];
		ok = export_type(root, wit->interfaces.ptr[iface].name,
			     encode_interface(wit, iface, o, root)) && ok;
	}
	for (uint32_t i = 0; i < wit->packages.ptr[id].worlds.len; i++) {
		tn_world world = wit->packages.ptr[id].worlds.ptr[i];
		ok = export_type(root, wit->worlds.ptr[world].name,
			     tn_encode_world_wrapper(wit, world, o, root)) && ok;
	}
	struct tn_buf docs = tn_buf_new(arena);
	tn_docs_write(wit, id, &docs);
	tn_ir_custom(root, TN_STR("package-docs"), tn_buf_done(&docs));
	tn_ir_custom(root, TN_STR("producers"), tn_producers_self(arena));
	return ok;
}

struct tn_bytes tn_encode_package(struct tn_wit *wit, tn_pkg id, const struct tn_encode_options *o,
	struct tn_arena *arena)
{
	struct tn_arena *temp = &wit->cx->temp; /* the IR's: the validator keeps to `scratch` */
	struct tn_mark mark = tn_mem_mark(temp);
	struct tn_ir *ir = tn_ir_new(wit->cx, temp);
	struct tn_scope *root = tn_ir_scope(ir, TN_SCOPE_COMPONENT, NULL);
	struct tn_bytes out = { 0 };
	bool ok = build_package(wit, id, o, root);
	if (ok && !(o && o->skip_validation))
		ok = tn_check_scope_with(wit->cx, temp, root, TN_WASM_ALL) != NULL;
	if (ok)
		out = tn_irwrite_component(arena, root);
	tn_mem_reset(temp, mark);
	return out;
}
