/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Component types in, definitions of the model out. A type that was met before is the definition it
 * became then (`mark`); so `use`, sharing and the identity of resources come out by themselves.
 */
#include "wit/binary/decode_parts.h"

static tn_ty convert(struct tn_decode *d, struct tn_view_env *env, struct tn_vref ref,
	struct tn_span span);

/* Binary.md "Type Definitions": primvaltype. */
static tn_ty primitive(uint8_t byte)
{
	switch (byte) {
	case 0x7f:
		return TN_TY_BOOL;
	case 0x7e:
		return TN_TY_S8;
	case 0x7d:
		return TN_TY_U8;
	case 0x7c:
		return TN_TY_S16;
	case 0x7b:
		return TN_TY_U16;
	case 0x7a:
		return TN_TY_S32;
	case 0x79:
		return TN_TY_U32;
	case 0x78:
		return TN_TY_S64;
	case 0x77:
		return TN_TY_U64;
	case 0x76:
		return TN_TY_F32;
	case 0x75:
		return TN_TY_F64;
	case 0x74:
		return TN_TY_CHAR;
	case 0x73:
		return TN_TY_STRING;
	case 0x64:
		return TN_TY_ERROR_CONTEXT;
	default:
		return TN_TY_POISON;
	}
}

/* The definition that the type, or the nearest type it is a name for, became. */
static tn_def known(const struct tn_view_type *type)
{
	for (; type; type = type->alias) {
		if (type->mark != TN_VIEW_UNMARKED)
			return type->mark;
	}
	return TN_NO_ID;
}

static bool deeper(struct tn_decode *d, struct tn_span span)
{
	if (d->depth < d->cx->limits.wit_encode_depth) {
		d->depth++;
		return true;
	}
	if (!d->failed)
		tn_diag_error(d->cx, TN_E_LIMIT, span, "types are nested more than %u levels deep",
			d->cx->limits.wit_encode_depth);
	d->failed = true;
	return false;
}

/* ---- structure ---- */

static int kind_of(enum tn_type_kind kind)
{
	switch (kind) {
	case TN_TYPE_PRIMITIVE:
		return TN_DEF_ALIAS;
	case TN_TYPE_RECORD:
		return TN_DEF_RECORD;
	case TN_TYPE_VARIANT:
		return TN_DEF_VARIANT;
	case TN_TYPE_LIST:
		return TN_DEF_LIST;
	case TN_TYPE_FIXED_LIST:
		return TN_DEF_FIXED_LIST;
	case TN_TYPE_TUPLE:
		return TN_DEF_TUPLE;
	case TN_TYPE_FLAGS:
		return TN_DEF_FLAGS;
	case TN_TYPE_ENUM:
		return TN_DEF_ENUM;
	case TN_TYPE_OPTION:
		return TN_DEF_OPTION;
	case TN_TYPE_RESULT:
		return TN_DEF_RESULT;
	case TN_TYPE_OWN:
		return TN_DEF_OWN;
	case TN_TYPE_BORROW:
		return TN_DEF_BORROW;
	case TN_TYPE_STREAM:
		return TN_DEF_STREAM;
	case TN_TYPE_FUTURE:
		return TN_DEF_FUTURE;
	case TN_TYPE_MAP:
		return TN_DEF_MAP;
	case TN_TYPE_RESOURCE:
		return TN_DEF_RESOURCE;
	default:
		return -1;
	}
}

static bool is_handle(enum tn_type_kind kind)
{
	return kind == TN_TYPE_OWN || kind == TN_TYPE_BORROW;
}

/* The resource of a handle. */
static tn_ty resource_of(struct tn_decode *d, struct tn_view_env *env, const struct tn_node *node,
	struct tn_span span)
{
	struct tn_view of = node ? tn_view_of(&d->views, env, node)
				 : (struct tn_view){ .kind = TN_VIEW_NONE };
	tn_def def = of.kind == TN_VIEW_TYPE ? known(of.type) : TN_NO_ID;
	if (def != TN_NO_ID)
		return tn_ty_of(def);
	tn_decode_fail(d, span, "a handle of a resource that has no name here");
	return TN_TY_POISON;
}

static bool labels_only(struct tn_decode *d, tn_name name, struct tn_span span)
{
	if (tn_decode_is_label(tn_ctx_text(d->cx, name)))
		return true;
	return tn_decode_fail(d, span, "`%.*s` is not a name that WIT can have",
		TN_S(tn_ctx_text(d->cx, name)));
}

static void members(struct tn_decode *d, const struct tn_view_type *def, struct tn_typedef *out)
{
	const struct tn_type_def *type = &def->node->u.type;
	struct tn_span span = def->node->origin;
	out->members.ptr = TN_NEWN(d->wit->arena, struct tn_member, type->members.len);
	out->members.len = type->members.len;
	for (uint32_t i = 0; i < type->members.len && !d->failed; i++) {
		const struct tn_type_member *m = &type->members.ptr[i];
		if (m->name && !labels_only(d, m->name, span))
			return;
		out->members.ptr[i].name = m->name;
		out->members.ptr[i].ty = convert(d, def->env, m->type, span);
	}
}

/* What the definition of `type` is made of; its name and owner are the caller's. */
static bool structure(struct tn_decode *d, struct tn_view_type *type, struct tn_typedef *out)
{
	struct tn_view_type *def = tn_view_definition(type);
	struct tn_span span = def->node->origin;
	*out = (struct tn_typedef){ .kind = TN_DEF_RESOURCE, .meta.span = span };
	if (def->node->op != TN_OP_TYPE)
		return true;
	const struct tn_type_def *t = &def->node->u.type;
	int kind = kind_of(t->kind);
	if (kind < 0)
		return tn_decode_fail(d, span, "a type of values is wanted here");
	out->kind = (enum tn_def_kind)kind;
	if (out->kind == TN_DEF_RESOURCE)
		return true;
	if (!deeper(d, span))
		return false;
	out->length = t->length;
	if (is_handle(t->kind)) {
		out->a = resource_of(d, def->env, t->a.node, span);
	} else {
		out->a = convert(d, def->env, t->a, span);
		out->b = convert(d, def->env, t->b, span);
	}
	members(d, def, out);
	d->depth--;
	return !d->failed;
}

static tn_def add(struct tn_decode *d, const struct tn_typedef *type)
{
	tn_def def = tn_model_add_def(d->wit, type->kind, type->name);
	d->wit->types.ptr[def] = *type;
	return def;
}

static bool needs_name(enum tn_def_kind kind)
{
	return kind == TN_DEF_RECORD || kind == TN_DEF_VARIANT || kind == TN_DEF_ENUM
		|| kind == TN_DEF_FLAGS || kind == TN_DEF_RESOURCE;
}

/* A use of a value type; what is not known yet is an anonymous type. */
static tn_ty convert(struct tn_decode *d, struct tn_view_env *env, struct tn_vref ref,
	struct tn_span span)
{
	if (d->failed)
		return TN_TY_POISON;
	if (ref.prim) {
		tn_ty ty = primitive(ref.prim);
		if (ty == TN_TY_POISON)
			tn_decode_fail(d, span, "unknown type 0x%02x", ref.prim);
		return ty;
	}
	if (!ref.node)
		return TN_TY_NONE;
	struct tn_view of = tn_view_of(&d->views, env, ref.node);
	if (of.kind != TN_VIEW_TYPE) {
		tn_decode_fail(d, span, "a type of values is wanted here");
		return TN_TY_POISON;
	}
	if (of.type->mark != TN_VIEW_UNMARKED)
		return tn_ty_of(of.type->mark);
	struct tn_typedef type;
	if (!structure(d, of.type, &type))
		return TN_TY_POISON;
	if (needs_name(type.kind)) {
		tn_decode_fail(d, span, "a record, variant, enum, flags or resource type without a name");
		return TN_TY_POISON;
	}
	of.type->mark = add(d, &type);
	return tn_ty_of(of.type->mark);
}

/* WIT.md "Use": types come from interfaces that have a name, or from where one stands. */
static bool can_use(struct tn_decode *d, tn_def other, struct tn_str name,
	struct tn_decode_owner owner)
{
	const struct tn_typedef *type = &d->wit->types.ptr[other];
	if (type->owner_kind == TN_OWNER_NONE
		|| (type->owner_kind == owner.kind && type->owner == owner.id)
		|| (type->owner_kind == TN_OWNER_INTERFACE && d->wit->interfaces.ptr[type->owner].name))
		return true;
	return tn_decode_fail(d, owner.span,
		"type `%.*s` is that of another import or export which is no named interface; WIT has no "
		"`use` for it", TN_S(name));
}

tn_def tn_decode_named_type(struct tn_decode *d, const struct tn_extern_name *name,
	struct tn_view_type *type, struct tn_decode_owner owner)
{
	struct tn_str text = tn_ctx_text(d->cx, name->name);
	if (!labels_only(d, name->name, owner.span))
		return TN_NO_ID;
	tn_def other = known(type->alias ? type->alias : type);
	struct tn_typedef def;
	if (other != TN_NO_ID && !can_use(d, other, text, owner))
		return TN_NO_ID;
	if (other != TN_NO_ID)
		def = (struct tn_typedef){ .kind = TN_DEF_ALIAS, .a = tn_ty_of(other) };
	else if (!structure(d, type, &def))
		return TN_NO_ID;
	if (type->mark != TN_VIEW_UNMARKED) {
		tn_decode_fail(d, owner.span,
			"type `%.*s` appears more than once, which WIT cannot say (an imported instance "
			"exported again under another name, for instance)", TN_S(text));
		return TN_NO_ID;
	}
	def.name = name->name;
	def.owner_kind = owner.kind;
	def.owner = owner.id;
	def.meta.span = owner.span;
	def.meta.external_id = name->attrs.external_id;
	type->mark = add(d, &def);
	return type->mark;
}

/* ---- types that are there already ---- */

static bool same_value(struct tn_decode *d, struct tn_view_env *env, struct tn_vref ref, tn_ty ty,
	struct tn_span span)
{
	if (!ref.prim && !ref.node && !ty)
		return true;
	struct tn_view of = { .kind = TN_VIEW_NONE };
	if (ref.prim ? !tn_ty_is_def(ty) : ref.node && tn_ty_is_def(ty))
		of.kind = TN_VIEW_TYPE;
	if (of.kind == TN_VIEW_NONE)
		return tn_decode_fail(d, span, "two views of one interface differ in a type");
	if (ref.prim)
		return true;
	of = tn_view_of(&d->views, env, ref.node);
	if (of.kind != TN_VIEW_TYPE)
		return tn_decode_fail(d, span, "a type of values is wanted here");
	bool was_known = of.type->mark != TN_VIEW_UNMARKED;
	of.type->mark = tn_ty_def(ty);
	return was_known || tn_decode_same_type(d, tn_ty_def(ty), of.type);
}

static bool same_members(struct tn_decode *d, const struct tn_view_type *def, tn_def id)
{
	const struct tn_type_def *t = &def->node->u.type;
	struct tn_span span = def->node->origin;
	if (t->members.len != d->wit->types.ptr[id].members.len)
		return tn_decode_fail(d, span, "two views of one interface differ in a type");
	for (uint32_t i = 0; i < t->members.len; i++) {
		struct tn_member m = d->wit->types.ptr[id].members.ptr[i];
		if (m.name != t->members.ptr[i].name)
			return tn_decode_fail(d, span, "two views of one interface differ in a type");
		if (!same_value(d, def->env, t->members.ptr[i].type, m.ty, span))
			return false;
	}
	return true;
}

bool tn_decode_same_type(struct tn_decode *d, tn_def id, struct tn_view_type *type)
{
	struct tn_view_type *def = tn_view_definition(type);
	struct tn_typedef have = d->wit->types.ptr[id];
	if (def->node->op != TN_OP_TYPE || def->node->u.type.kind == TN_TYPE_RESOURCE)
		return true;
	const struct tn_type_def *t = &def->node->u.type;
	/* A definition with a name of its own was or will be seen there; a handle has no parts. */
	if ((have.kind == TN_DEF_ALIAS && tn_ty_is_def(have.a)) || is_handle(t->kind))
		return true;
	struct tn_span span = def->node->origin;
	if (kind_of(t->kind) != (int)have.kind || t->length != have.length)
		return tn_decode_fail(d, span, "two views of one interface differ in a type");
	if (!deeper(d, span))
		return false;
	bool same = same_value(d, def->env, t->a, have.a, span)
		&& same_value(d, def->env, t->b, have.b, span) && same_members(d, def, id);
	d->depth--;
	return same;
}

/* ---- functions ---- */

static tn_def find_resource(const struct tn_decode *d, struct tn_decode_owner owner, tn_name name)
{
	if (owner.kind == TN_OWNER_INTERFACE)
		return tn_model_find_type(d->wit, owner.id, name);
	uint32_t at = tn_map_get(&d->world_types, TN_KEY(owner.id, name));
	return at == TN_MAP_NONE ? TN_NO_ID : at;
}

bool tn_decode_func(struct tn_decode *d, const struct tn_extern_name *name,
	const struct tn_view_type *type, struct tn_decode_owner owner, struct tn_func *out)
{
	struct tn_str text = tn_ctx_text(d->cx, name->name);
	struct tn_decode_name parts = tn_decode_parse_name(d->cx, d->arena, name->name, 0);
	if (parts.kind != TN_DECODE_NAME_LABEL && parts.kind != TN_DECODE_NAME_FUNC)
		return tn_decode_fail(d, owner.span, "`%.*s` is not a name that a WIT function can have",
			TN_S(text));
	const struct tn_view_type *def = tn_view_definition((struct tn_view_type *)type);
	if (def->node->op != TN_OP_TYPE || def->node->u.type.kind != TN_TYPE_FUNC)
		return tn_decode_fail(d, owner.span, "function `%.*s` has no function type", TN_S(text));
	const struct tn_type_def *t = &def->node->u.type;
	*out = (struct tn_func){ .name = name->name, .kind = parts.func, .is_async = t->is_async,
		.resource = TN_NO_ID };
	out->meta.span = owner.span;
	out->meta.external_id = name->attrs.external_id;
	if (parts.resource) {
		out->resource = find_resource(d, owner, parts.resource);
		if (out->resource == TN_NO_ID)
			return tn_decode_fail(d, owner.span, "`%.*s` belongs to no resource that is here",
				TN_S(text));
	}
	struct tn_typedef params = { 0 };
	members(d, def, &params);
	out->params.ptr = params.members.ptr;
	out->params.len = params.members.len;
	out->result = convert(d, def->env, t->a, def->node->origin);
	return !d->failed;
}
