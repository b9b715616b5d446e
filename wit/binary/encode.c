/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Worlds and the interfaces in them in, component types of the IR out; see encode.h. */
#include "wit/binary/encoding.h"
#include "wit/model/group.h"

void tn_encode_begin(struct tn_encoder *e, struct tn_wit *wit, const struct tn_encode_options *o,
	struct tn_scope *parent)
{
	*e = (struct tn_encoder){ .wit = wit, .arena = parent->ir->arena };
	tn_typenc_give_begin(&e->given, e->arena, o && o->canonical_names);
	e->outer = tn_ir_scope(parent->ir, TN_SCOPE_COMPONENT_TYPE, parent);
	e->instances.share_aliases = true;
}

struct tn_node *tn_encode_component_type(struct tn_scope *scope, struct tn_scope *body)
{
	struct tn_type_def def = { .kind = TN_TYPE_COMPONENT, .scope = body };
	return tn_ir_type(scope, &def);
}

void tn_encode_place(struct tn_node *node, struct tn_span span)
{
	node->origin = span;
	node->scope->source = span.source;
	node->scope->base = span.start;
}

struct tn_extern_name tn_encode_name(struct tn_encoder *e, enum tn_typenc_side side,
	struct tn_extern_name name, struct tn_span span)
{
	return tn_typenc_give(e->wit->cx, &e->given, side, span, name, &e->failed);
}

/* ---- instance types ---- */

static struct tn_typenc inner_encoder(struct tn_encoder *e, tn_iface iface, struct tn_scope *scope,
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
	tn_ir_export_decl(enc->scope, tn_typenc_name(func->name, func->meta.external_id), desc)
		->origin = func->meta.span;
}

/*
 * All types in their order, then all functions: those of resources first, in the order of the
 * resources, so that text, where they stand inside the resource, and binary agree on an order.
 */
struct tn_node *tn_encode_instance_type(struct tn_encoder *e, tn_iface id, bool with_functions,
	uint32_t *types)
{
	struct tn_scope *scope = tn_ir_scope(e->outer->ir, TN_SCOPE_INSTANCE_TYPE, e->outer);
	struct tn_typenc_maps maps = { 0 };
	struct tn_typenc enc = inner_encoder(e, id, scope, &maps);
	const struct tn_interface *iface = &e->wit->interfaces.ptr[id];
	for (uint32_t i = 0; i < iface->types.len; i++)
		tn_typenc_type(&enc, tn_ty_of(iface->types.ptr[i].def));
	if (types)
		*types = scope->nodes.len;
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
	struct tn_node *node = tn_ir_type(e->outer, &def);
	node->origin = iface->meta.span;
	return node;
}

static struct tn_desc instance_desc(struct tn_node *type)
{
	return (struct tn_desc){ .kind = TN_DESC_INSTANCE, .type = type };
}

static struct tn_node *empty_instance_type(struct tn_encoder *e)
{
	struct tn_type_def def = { .kind = TN_TYPE_INSTANCE };
	def.scope = tn_ir_scope(e->outer->ir, TN_SCOPE_INSTANCE_TYPE, e->outer);
	return tn_ir_type(e->outer, &def);
}

static struct tn_node *instance_body(struct tn_encoder *e, tn_iface id)
{
	switch (e->bodies) {
	case TN_BODIES_PIECES:
		return tn_encode_use_piece(e, id, true);
	case TN_BODIES_EMPTY:
		return empty_instance_type(e);
	case TN_BODIES_TYPES:
	case TN_BODIES_NODES:
		break;
	}
	return tn_encode_instance_type(e, id, e->bodies == TN_BODIES_NODES, NULL);
}

void tn_encode_import(struct tn_encoder *e, tn_iface id, struct tn_node *type)
{
	struct tn_extern_name name = tn_encode_name(e, TN_TYPENC_IMPORT,
		tn_ir_name(tn_model_interface_id(e->wit, id)), e->wit->interfaces.ptr[id].meta.span);
	tn_typenc_set_instance(&e->instances, e->arena, id,
		tn_ir_import(e->outer, name, instance_desc(type)));
}

/* ---- worlds ---- */

static struct tn_typenc outer_encoder(struct tn_encoder *e)
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

static void world_item(struct tn_encoder *e, const struct tn_item *item, bool is_import)
{
	struct tn_typenc enc = outer_encoder(e);
	struct tn_desc desc;
	if (item->kind == TN_ITEM_TYPE) {
		tn_typenc_type(&enc, tn_ty_of(item->type));
		e->failed = e->failed || enc.failed;
		return;
	}
	if (item->kind == TN_ITEM_INTERFACE)
		desc = instance_desc(instance_body(e, item->interface));
	else
		desc = (struct tn_desc){ .kind = TN_DESC_FUNC,
			.type = tn_typenc_func(&enc, &item->func) };
	e->failed = e->failed || enc.failed;
	struct tn_extern_name name = tn_encode_name(e, is_import ? TN_TYPENC_IMPORT : TN_TYPENC_EXPORT,
		tn_typenc_item_name(e->wit, item), item->meta.span);
	struct tn_node *node = is_import ? tn_ir_import(e->outer, name, desc)
					 : tn_ir_export_decl(e->outer, name, desc);
	node->origin = item->meta.span;
	if (item->kind == TN_ITEM_INTERFACE)
		tn_typenc_set_instance(&e->instances, e->arena, item->interface, node);
}

void tn_encode_items(struct tn_encoder *e, const struct tn_world_def *world)
{
	for (uint32_t i = 0; i < world->imports.len; i++)
		world_item(e, &world->imports.ptr[i], true);
	for (uint32_t i = 0; i < world->exports.len; i++)
		world_item(e, &world->exports.ptr[i], false);
}

struct tn_scope *tn_encode_world(struct tn_wit *wit, tn_world id, const struct tn_encode_options *o,
	struct tn_scope *parent)
{
	struct tn_encoder e;
	tn_encode_begin(&e, wit, o, parent);
	tn_encode_items(&e, &wit->worlds.ptr[id]);
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

struct tn_scope *tn_encode_wrap(struct tn_wit *wit, tn_world id, struct tn_scope *wrapper,
	struct tn_scope *body)
{
	const struct tn_world_def *world = &wit->worlds.ptr[id];
	struct tn_desc desc = { .kind = TN_DESC_COMPONENT,
		.type = tn_encode_component_type(wrapper, body) };
	desc.type->origin = world->meta.span;
	tn_ir_export_decl(wrapper, tn_ir_name(id_in_package(wit, world->package, world->name)), desc)
		->origin = world->meta.span;
	return wrapper;
}

struct tn_scope *tn_encode_world_wrapper(struct tn_wit *wit, tn_world id,
	const struct tn_encode_options *o, struct tn_scope *parent)
{
	struct tn_scope *wrapper = tn_ir_scope(parent->ir, TN_SCOPE_COMPONENT_TYPE, parent);
	struct tn_scope *body = tn_encode_world(wit, id, o, wrapper);
	return body ? tn_encode_wrap(wit, id, wrapper, body) : NULL;
}
