/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* See wit_view.h. Things of one sort lie in one array, so that what points to them can be made first. */
#include "api/wit_view.h"

struct type_view {
	struct tenon_wit_type shown;
	tn_ty ty;
};

struct func_view {
	struct tenon_wit_func shown;
	struct tn_func func; /* a copy: lists of the model may move */
};

struct viewer {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	const struct tn_wit *wit;
	struct type_view *types; /* by tn_ty: primitives, then definitions */
	struct tenon_wit_interface *interfaces;
	struct tenon_wit_world *worlds;
	struct tenon_wit_package *packages;
};

static const char *text(const struct viewer *v, tn_name name)
{
	return name ? tn_ctx_text(v->cx, name).ptr : NULL;
}

static const struct tenon_wit_type *type(const struct viewer *v, tn_ty ty)
{
	return ty == TN_TY_NONE ? NULL : &v->types[ty].shown;
}

static const struct tenon_wit_about *about(const struct viewer *v, const struct tn_meta *meta)
{
	struct tenon_wit_about *out = TN_NEW(v->arena, struct tenon_wit_about);
	out->docs = text(v, meta->docs);
	out->since = text(v, meta->stability.since);
	out->unstable = text(v, meta->stability.feature);
	out->deprecated = text(v, meta->stability.deprecated);
	out->external_id = text(v, meta->external_id);
	out->place = tn_enter_place(v->cx, meta->span);
	return out;
}

/* An array of pointers to `len` new structs of one type, which `make` fills. */
#define LIST(v, len, type, at) \
	type **list = TN_NEWN((v)->arena, type *, (len)); \
	type *all = TN_NEWN((v)->arena, type, (len)); \
	for (uint32_t at = 0; at < (len); at++) \
		list[at] = &all[at]

static const struct tenon_wit_member *const *members(
	const struct viewer *v, const struct tn_member *from, uint32_t len)
{
	LIST(v, len, struct tenon_wit_member, i);
	for (uint32_t i = 0; i < len; i++) {
		struct tn_meta meta = { .docs = from[i].docs, .span = from[i].span };
		all[i] = (struct tenon_wit_member){ .name = text(v, from[i].name),
			.type = type(v, from[i].ty),
			.about = about(v, &meta) };
	}
	return (const struct tenon_wit_member *const *)list;
}

/* ---- types ---- */

static const enum tenon_wit_kind primitive_kinds[] = {
	[TN_TY_BOOL] = TENON_WIT_BOOL,
	[TN_TY_U8] = TENON_WIT_U8,
	[TN_TY_U16] = TENON_WIT_U16,
	[TN_TY_U32] = TENON_WIT_U32,
	[TN_TY_U64] = TENON_WIT_U64,
	[TN_TY_S8] = TENON_WIT_S8,
	[TN_TY_S16] = TENON_WIT_S16,
	[TN_TY_S32] = TENON_WIT_S32,
	[TN_TY_S64] = TENON_WIT_S64,
	[TN_TY_F32] = TENON_WIT_F32,
	[TN_TY_F64] = TENON_WIT_F64,
	[TN_TY_CHAR] = TENON_WIT_CHAR,
	[TN_TY_STRING] = TENON_WIT_STRING,
	[TN_TY_ERROR_CONTEXT] = TENON_WIT_ERROR_CONTEXT,
};

static const enum tenon_wit_kind def_kinds[] = {
	[TN_DEF_RECORD] = TENON_WIT_RECORD,
	[TN_DEF_VARIANT] = TENON_WIT_VARIANT,
	[TN_DEF_ENUM] = TENON_WIT_ENUM,
	[TN_DEF_FLAGS] = TENON_WIT_FLAGS,
	[TN_DEF_TUPLE] = TENON_WIT_TUPLE,
	[TN_DEF_OPTION] = TENON_WIT_OPTION,
	[TN_DEF_RESULT] = TENON_WIT_RESULT,
	[TN_DEF_LIST] = TENON_WIT_LIST,
	[TN_DEF_FIXED_LIST] = TENON_WIT_FIXED_LIST,
	[TN_DEF_MAP] = TENON_WIT_MAP,
	[TN_DEF_FUTURE] = TENON_WIT_FUTURE,
	[TN_DEF_STREAM] = TENON_WIT_STREAM,
	[TN_DEF_OWN] = TENON_WIT_OWN,
	[TN_DEF_BORROW] = TENON_WIT_BORROW,
	[TN_DEF_RESOURCE] = TENON_WIT_RESOURCE,
	[TN_DEF_ALIAS] = TENON_WIT_ALIAS,
};

static void view_types(const struct viewer *v)
{
	static const struct tenon_wit_about nothing;
	for (tn_ty ty = TN_TY_BOOL; ty <= TN_TY_ERROR_CONTEXT; ty++) {
		v->types[ty].ty = ty;
		v->types[ty].shown = (struct tenon_wit_type){ .kind = primitive_kinds[ty], .about = &nothing };
	}
	for (tn_def i = 0; i < v->wit->types.len; i++) {
		const struct tn_typedef *def = &v->wit->types.ptr[i];
		struct tenon_wit_type *out = &v->types[tn_ty_of(i)].shown;
		v->types[tn_ty_of(i)].ty = tn_ty_of(i);
		out->kind = def_kinds[def->kind];
		out->name = text(v, def->name);
		out->a = type(v, def->a);
		out->b = type(v, def->b);
		out->length = def->length;
		out->member_count = def->members.len;
		out->members = members(v, def->members.ptr, def->members.len);
		if (def->owner_kind == TN_OWNER_INTERFACE)
			out->interface = &v->interfaces[def->owner];
		if (def->owner_kind == TN_OWNER_WORLD)
			out->world = &v->worlds[def->owner];
		out->about = about(v, &def->meta);
	}
}

/* ---- functions ---- */

static const enum tenon_wit_func_kind func_kinds[] = {
	[TN_FUNC_FREE] = TENON_WIT_FREE,
	[TN_FUNC_METHOD] = TENON_WIT_METHOD,
	[TN_FUNC_STATIC] = TENON_WIT_STATIC,
	[TN_FUNC_CONSTRUCTOR] = TENON_WIT_CONSTRUCTOR,
	[TN_FUNC_GETTER] = TENON_WIT_GETTER,
	[TN_FUNC_SETTER] = TENON_WIT_SETTER,
	[TN_FUNC_METHOD_GETTER] = TENON_WIT_METHOD_GETTER,
	[TN_FUNC_METHOD_SETTER] = TENON_WIT_METHOD_SETTER,
	[TN_FUNC_STATIC_GETTER] = TENON_WIT_STATIC_GETTER,
	[TN_FUNC_STATIC_SETTER] = TENON_WIT_STATIC_SETTER,
};

static const struct tenon_wit_func *view_func(const struct viewer *v, const struct tn_func *func)
{
	struct func_view *out = TN_NEW(v->arena, struct func_view);
	out->func = *func;
	out->shown.name = text(v, func->name);
	out->shown.kind = func_kinds[func->kind];
	out->shown.is_async = func->is_async;
	if (func->resource != TN_NO_ID)
		out->shown.resource = type(v, tn_ty_of(func->resource));
	out->shown.param_count = func->params.len;
	out->shown.params = members(v, func->params.ptr, func->params.len);
	out->shown.result = type(v, func->result);
	out->shown.about = about(v, &func->meta);
	return &out->shown;
}

/* ---- interfaces, worlds, packages ---- */

static void view_interface(const struct viewer *v, tn_iface id)
{
	const struct tn_interface *iface = &v->wit->interfaces.ptr[id];
	struct tenon_wit_interface *out = &v->interfaces[id];
	const struct tenon_wit_type **types =
		TN_NEWN(v->arena, const struct tenon_wit_type *, iface->types.len);
	const struct tenon_wit_func **funcs =
		TN_NEWN(v->arena, const struct tenon_wit_func *, iface->functions.len);
	for (uint32_t i = 0; i < iface->types.len; i++)
		types[i] = type(v, tn_ty_of(iface->types.ptr[i].def));
	for (uint32_t i = 0; i < iface->functions.len; i++)
		funcs[i] = view_func(v, &iface->functions.ptr[i]);
	if (iface->name) {
		out->name = text(v, iface->name);
		out->id = text(v, tn_model_interface_id(v->wit, id));
	}
	if (iface->package != TN_NO_ID)
		out->package = &v->packages[iface->package];
	out->type_count = iface->types.len;
	out->types = types;
	out->func_count = iface->functions.len;
	out->funcs = funcs;
	out->about = about(v, &iface->meta);
}

static const struct tenon_wit_item *const *items(
	const struct viewer *v, const struct tn_item *from, uint32_t len)
{
	LIST(v, len, struct tenon_wit_item, i);
	for (uint32_t i = 0; i < len; i++) {
		const struct tn_meta *meta = &from[i].meta;
		all[i].name = text(v, tn_model_item_id(v->wit, &from[i]));
		switch (from[i].kind) {
		case TN_ITEM_INTERFACE:
			all[i].kind = TENON_WIT_ITEM_INTERFACE;
			all[i].interface = &v->interfaces[from[i].interface];
			break;
		case TN_ITEM_FUNC:
			all[i].kind = TENON_WIT_ITEM_FUNC;
			all[i].func = view_func(v, &from[i].func);
			meta = &from[i].func.meta;
			break;
		case TN_ITEM_TYPE:
			all[i].kind = TENON_WIT_ITEM_TYPE;
			all[i].type = type(v, tn_ty_of(from[i].type));
			meta = &v->wit->types.ptr[from[i].type].meta;
			break;
		}
		all[i].about = about(v, meta);
	}
	return (const struct tenon_wit_item *const *)list;
}

static void view_world(const struct viewer *v, tn_world id)
{
	const struct tn_world_def *world = &v->wit->worlds.ptr[id];
	struct tenon_wit_world *out = &v->worlds[id];
	out->name = text(v, world->name);
	out->id = text(v, tn_model_world_id(v->wit, id));
	out->package = &v->packages[world->package];
	out->import_count = world->imports.len;
	out->imports = items(v, world->imports.ptr, world->imports.len);
	out->export_count = world->exports.len;
	out->exports = items(v, world->exports.ptr, world->exports.len);
	out->about = about(v, &world->meta);
}

static void view_package(const struct viewer *v, tn_pkg id)
{
	const struct tn_package *package = &v->wit->packages.ptr[id];
	struct tenon_wit_package *out = &v->packages[id];
	const struct tenon_wit_interface **interfaces =
		TN_NEWN(v->arena, const struct tenon_wit_interface *, package->interfaces.len);
	const struct tenon_wit_world **worlds =
		TN_NEWN(v->arena, const struct tenon_wit_world *, package->worlds.len);
	struct tn_meta meta = { .docs = package->docs, .span = package->span };
	for (uint32_t i = 0; i < package->interfaces.len; i++)
		interfaces[i] = &v->interfaces[package->interfaces.ptr[i]];
	for (uint32_t i = 0; i < package->worlds.len; i++)
		worlds[i] = &v->worlds[package->worlds.ptr[i]];
	out->ns = text(v, package->ns);
	out->name = text(v, package->name);
	out->version = text(v, package->version);
	out->id = text(v, tn_model_package_id(v->wit, id));
	out->is_root = package->is_root;
	out->interface_count = package->interfaces.len;
	out->interfaces = interfaces;
	out->world_count = package->worlds.len;
	out->worlds = worlds;
	out->about = about(v, &meta);
}

void tn_wit_view(struct tn_ctx *cx, struct tn_arena *arena, struct tn_view *view)
{
	const struct tn_wit *wit = view->loaded.wit;
	const struct tenon_wit_package **packages =
		TN_NEWN(arena, const struct tenon_wit_package *, wit->packages.len);
	struct viewer v = { .cx = cx,
		.arena = arena,
		.wit = wit,
		.types = TN_NEWN(arena, struct type_view, TN_TY_DEF + wit->types.len),
		.interfaces = TN_NEWN(arena, struct tenon_wit_interface, wit->interfaces.len),
		.worlds = TN_NEWN(arena, struct tenon_wit_world, wit->worlds.len),
		.packages = TN_NEWN(arena, struct tenon_wit_package, wit->packages.len) };
	view_types(&v);
	for (tn_iface i = 0; i < wit->interfaces.len; i++)
		view_interface(&v, i);
	for (tn_world i = 0; i < wit->worlds.len; i++)
		view_world(&v, i);
	for (tn_pkg i = 0; i < wit->packages.len; i++) {
		view_package(&v, i);
		packages[i] = &v.packages[i];
	}
	view->worlds = v.worlds;
	view->shown.package_count = wit->packages.len;
	view->shown.packages = packages;
	view->shown.main = &v.packages[view->loaded.main];
	if (view->loaded.world != TN_NO_ID)
		view->shown.world = &v.worlds[view->loaded.world];
}

/* What is shown is the first field of what it was made in. */
const struct tn_view *tn_wit_view_of(const struct tenon_wit *wit)
{
	return (const struct tn_view *)wit;
}

tn_ty tn_wit_view_type(const struct tenon_wit_type *type)
{
	return ((const struct type_view *)type)->ty;
}

const struct tn_func *tn_wit_view_func(const struct tenon_wit_func *func)
{
	return &((const struct func_view *)func)->func;
}
