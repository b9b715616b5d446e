/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * WIT definitions to C types: each in its scope, parts before wholes, in the order in which the
 * world's interfaces, types and functions mention them.
 */
#include "bindgen-c/cgen.h"

#include <inttypes.h>

/* ---- asking ---- */

/* Where a named definition is at home; an anonymous one belongs to whoever mentions it first. */
static uint32_t home(const struct tn_cgen *gen, tn_def def, uint32_t scope)
{
	const struct tn_typedef *type = &gen->wit->types.ptr[def];
	if (type->owner_kind == TN_OWNER_NONE)
		return scope;
	for (uint32_t i = 1; i < gen->scopes.len && type->owner_kind == TN_OWNER_INTERFACE; i++) {
		if (gen->scopes.ptr[i].iface == type->owner)
			return i;
	}
	return TN_CSCOPE_WORLD;
}

const struct tn_typedef *tn_ctypes_def(const struct tn_cgen *gen, struct tn_cuse use)
{
	return tn_ty_is_def(use.ty) ? &gen->wit->types.ptr[tn_ty_def(use.ty)] : NULL;
}

uint32_t tn_ctypes_index(const struct tn_cgen *gen, struct tn_cuse use)
{
	if (!tn_ty_is_def(use.ty))
		return TN_MAP_NONE;
	tn_def def = tn_ty_def(use.ty);
	bool is_export = gen->scopes.ptr[use.scope].is_export;
	uint32_t at = tn_map_get(&gen->type_index, TN_KEY(def, is_export));
	if (at == TN_MAP_NONE && is_export && tn_map_get(&gen->shared, def) != TN_MAP_NONE)
		at = tn_map_get(&gen->type_index, TN_KEY(def, false));
	return at;
}

const struct tn_ctype *tn_ctypes_get(const struct tn_cgen *gen, struct tn_cuse use)
{
	uint32_t at = tn_ctypes_index(gen, use);
	return at == TN_MAP_NONE ? NULL : &gen->ctypes.ptr[at];
}

/*
 * What a chain of aliases leads to is noted at its first link, so that chains of any length are
 * followed in one step a link. A link that has no C type of its own is a matter of who asks.
 */
struct tn_cuse tn_ctypes_resolve(const struct tn_cgen *gen, struct tn_cuse use)
{
	struct tn_ctype *first = NULL;
	bool is_first = true;
	for (; tn_ty_is_def(use.ty); is_first = false) {
		uint32_t at = tn_ctypes_index(gen, use);
		struct tn_ctype *type = at == TN_MAP_NONE ? NULL : &gen->ctypes.ptr[at];
		bool is_own = type && type->def == tn_ty_def(use.ty);
		if (is_own && type->is_resolved) {
			use = type->meant;
			break;
		}
		first = !is_own ? NULL : is_first ? type : first;
		/* One that stands for a twin of the same shape has other parts. */
		use.scope = is_own ? type->scope : use.scope;
		const struct tn_typedef *def = tn_ctypes_def(gen, use);
		if (def->kind != TN_DEF_ALIAS)
			break;
		use.ty = def->a;
	}
	if (first) {
		first->is_resolved = true;
		first->meant = use;
	}
	return use;
}

bool tn_ctypes_is_kind(const struct tn_cgen *gen, struct tn_cuse use, enum tn_def_kind kind)
{
	const struct tn_typedef *def = tn_ctypes_def(gen, use);
	return def && def->kind == kind;
}

const struct tn_ctype *tn_ctypes_resource(const struct tn_cgen *gen, struct tn_cuse handle)
{
	struct tn_cuse of = { tn_ctypes_def(gen, handle)->a, handle.scope };
	return tn_ctypes_get(gen, tn_ctypes_resolve(gen, of));
}

bool tn_ctypes_by_pointer(const struct tn_cgen *gen, struct tn_cuse use)
{
	use = tn_ctypes_resolve(gen, use);
	const struct tn_typedef *def = tn_ctypes_def(gen, use);
	if (!def)
		return use.ty == TN_TY_STRING;
	switch (def->kind) {
	case TN_DEF_RECORD:
	case TN_DEF_VARIANT:
	case TN_DEF_TUPLE:
	case TN_DEF_OPTION:
	case TN_DEF_RESULT:
	case TN_DEF_LIST:
	case TN_DEF_FIXED_LIST:
	case TN_DEF_MAP:
		return true;
	default:
		return false;
	}
}

struct tn_str tn_ctypes_name(struct tn_cgen *gen, struct tn_cuse use)
{
	static const char *const primitives[] = {
		[TN_TY_BOOL] = "bool",
		[TN_TY_U8] = "uint8_t",
		[TN_TY_U16] = "uint16_t",
		[TN_TY_U32] = "uint32_t",
		[TN_TY_U64] = "uint64_t",
		[TN_TY_S8] = "int8_t",
		[TN_TY_S16] = "int16_t",
		[TN_TY_S32] = "int32_t",
		[TN_TY_S64] = "int64_t",
		[TN_TY_F32] = "float",
		[TN_TY_F64] = "double",
		[TN_TY_CHAR] = "uint32_t",
	};
	if (tn_ty_is_def(use.ty))
		return tn_ctypes_get(gen, use)->name;
	if (use.ty == TN_TY_STRING) {
		gen->needs_string = true;
		return tn_str_format(gen->arena, "%.*s_string_t", TN_S(gen->snake));
	}
	if (use.ty == TN_TY_ERROR_CONTEXT) {
		gen->needs_error_context = gen->needs_string = true;
		return tn_str_format(gen->arena, "%.*s_error_context_t", TN_S(gen->snake));
	}
	return tn_str_of(use.ty < TN_TY_STRING && primitives[use.ty] ? primitives[use.ty] : "void");
}

void tn_ctypes_free(
	struct tn_cgen *gen, struct tn_ctext *out, struct tn_cuse use, struct tn_str pointer)
{
	const struct tn_ctype *type = tn_ctypes_get(gen, use);
	if (use.ty == TN_TY_STRING)
		tn_ctext_line(out, "%.*s_string_free(%.*s);", TN_S(gen->snake), TN_S(pointer));
	else if (type && type->frees)
		tn_ctext_line(out, "%.*s_free(%.*s);", TN_S(type->prefix), TN_S(pointer));
}

/* ---- naming ---- */

/* Longer names are cut; they stay apart by the number that tn_cplan_unique puts behind. */
enum { MAX_CODE = 400 };

/* What a use of a type contributes to the name of an anonymous type around it. */
static struct tn_str code_of(const struct tn_cgen *gen, tn_ty ty, uint32_t scope)
{
	static const char *const primitives[] = {
		[TN_TY_NONE] = "void",
		[TN_TY_BOOL] = "bool",
		[TN_TY_U8] = "u8",
		[TN_TY_U16] = "u16",
		[TN_TY_U32] = "u32",
		[TN_TY_U64] = "u64",
		[TN_TY_S8] = "s8",
		[TN_TY_S16] = "s16",
		[TN_TY_S32] = "s32",
		[TN_TY_S64] = "s64",
		[TN_TY_F32] = "f32",
		[TN_TY_F64] = "f64",
		[TN_TY_CHAR] = "char32",
		[TN_TY_STRING] = "string",
		[TN_TY_ERROR_CONTEXT] = "error_context",
		[TN_TY_POISON] = "poison",
	};
	if (!tn_ty_is_def(ty))
		return tn_str_of(primitives[ty]);
	return tn_ctypes_get(gen, (struct tn_cuse){ ty, scope })->code;
}

/* "option_u32", "tuple2_point_string", or the name where the type has one. Parts have theirs. */
static struct tn_str make_code(struct tn_cgen *gen, const struct tn_typedef *def, uint32_t scope)
{
	static const char *const heads[] = {
		[TN_DEF_OPTION] = "option",
		[TN_DEF_RESULT] = "result",
		[TN_DEF_LIST] = "list",
		[TN_DEF_MAP] = "map",
		[TN_DEF_FUTURE] = "future",
		[TN_DEF_STREAM] = "stream",
		[TN_DEF_OWN] = "own",
		[TN_DEF_BORROW] = "borrow",
	};
	struct tn_buf buf = tn_buf_new(gen->arena);
	if (def->name)
		return tn_cname_snake(gen->arena, tn_ctx_text(gen->cx, def->name));
	if (def->kind == TN_DEF_ALIAS)
		return code_of(gen, def->a, scope);
	if (def->kind == TN_DEF_TUPLE)
		tn_buf_printf(&buf, "tuple%" PRIu32, def->members.len);
	else if (def->kind == TN_DEF_FIXED_LIST)
		tn_buf_printf(&buf, "list%" PRIu32, def->length);
	else
		tn_buf_printf(&buf, "%s", heads[def->kind]);
	for (uint32_t i = 0; i < def->members.len && buf.len < MAX_CODE; i++)
		tn_buf_printf(&buf, "_%.*s", TN_S(code_of(gen, def->members.ptr[i].ty, scope)));
	if (def->kind != TN_DEF_TUPLE)
		tn_buf_printf(&buf, "_%.*s", TN_S(code_of(gen, def->a, scope)));
	if (def->kind == TN_DEF_RESULT || def->kind == TN_DEF_MAP)
		tn_buf_printf(&buf, "_%.*s", TN_S(code_of(gen, def->b, scope)));
	return (struct tn_str){ (const char *)buf.ptr, buf.len < MAX_CODE ? buf.len : MAX_CODE };
}

static bool part_is_shared(const struct tn_cgen *gen, tn_ty ty, uint32_t scope)
{
	return !tn_ty_is_def(ty) || tn_ctypes_get(gen, (struct tn_cuse){ ty, scope })->is_shared;
}

static bool part_lends(const struct tn_cgen *gen, tn_ty ty, uint32_t scope)
{
	const struct tn_ctype *part = tn_ctypes_get(gen, (struct tn_cuse){ ty, scope });
	return part && part->lends;
}

static bool make_lends(const struct tn_cgen *gen, const struct tn_typedef *def, uint32_t scope)
{
	struct tn_cuse resource = tn_ctypes_resolve(gen, (struct tn_cuse){ def->a, scope });
	if (def->kind == TN_DEF_BORROW)
		return !gen->scopes.ptr[resource.scope].is_export;
	bool lends = part_lends(gen, def->a, scope) || part_lends(gen, def->b, scope);
	for (uint32_t i = 0; i < def->members.len; i++)
		lends |= part_lends(gen, def->members.ptr[i].ty, scope);
	return lends;
}

/* Made of primitives only, without any name: one C type for the whole world. */
static bool make_is_shared(const struct tn_cgen *gen, const struct tn_typedef *def, uint32_t scope)
{
	if (def->name)
		return false;
	switch (def->kind) {
	case TN_DEF_LIST:
	case TN_DEF_FIXED_LIST:
	case TN_DEF_OPTION:
	case TN_DEF_ALIAS:
		return part_is_shared(gen, def->a, scope);
	case TN_DEF_MAP:
		return part_is_shared(gen, def->a, scope) && part_is_shared(gen, def->b, scope);
	case TN_DEF_TUPLE:
		for (uint32_t i = 0; i < def->members.len; i++) {
			if (!part_is_shared(gen, def->members.ptr[i].ty, scope))
				return false;
		}
		return true;
	default:
		return false;
	}
}

static struct tn_str full_name(struct tn_cgen *gen, struct tn_str ns, struct tn_str code)
{
	return tn_str_format(gen->arena, "%.*s_%.*s_t", TN_S(ns), TN_S(code));
}

/* ---- defining ---- */

static void define(struct tn_cgen *gen, struct tn_cuse use);

static void define_parts(struct tn_cgen *gen, const struct tn_typedef *def, uint32_t scope)
{
	define(gen, (struct tn_cuse){ def->a, scope });
	define(gen, (struct tn_cuse){ def->b, scope });
	for (uint32_t i = 0; i < def->members.len; i++)
		define(gen, (struct tn_cuse){ def->members.ptr[i].ty, scope });
}

/* A handle to a resource of the same scope has the C type that comes with the resource. */
static struct tn_str own_handle(
	const struct tn_cgen *gen, const struct tn_typedef *def, uint32_t scope)
{
	if (def->name || (def->kind != TN_DEF_OWN && def->kind != TN_DEF_BORROW))
		return TN_NOSTR;
	struct tn_cuse of = { def->a, scope };
	const struct tn_ctype *resource = tn_ctypes_get(gen, of);
	if (!tn_ctypes_is_kind(gen, of, TN_DEF_RESOURCE) || resource->scope != scope)
		return TN_NOSTR;
	return def->kind == TN_DEF_OWN ? resource->own : resource->borrow;
}

static struct tn_ctype *add_type(struct tn_cgen *gen, tn_def def, uint32_t scope)
{
	tn_map_put(&gen->type_index, TN_KEY(def, gen->scopes.ptr[scope].is_export), gen->ctypes.len);
	struct tn_ctype *type = TN_PUSH(gen->arena, &gen->ctypes);
	*type = (struct tn_ctype){ .def = def, .scope = scope };
	return type;
}

/* Definitions nest as deep as they are written: named types of named types. */
static bool too_deep(struct tn_cgen *gen, const struct tn_typedef *def)
{
	if (gen->depth < gen->cx->limits.bindgen_depth)
		return false;
	if (!gen->failed)
		tn_diag_error(gen->cx, TN_E_LIMIT, def->meta.span,
			"types are nested more than %" PRIu32 " deep",
			gen->cx->limits.bindgen_depth);
	gen->failed = true;
	return true;
}

/* Defines a type and what it is made of, each once. */
static void define(struct tn_cgen *gen, struct tn_cuse use)
{
	if (!tn_ty_is_def(use.ty) || tn_ctypes_get(gen, use))
		return;
	tn_def id = tn_ty_def(use.ty);
	uint32_t scope = home(gen, id, use.scope);
	const struct tn_typedef *def = &gen->wit->types.ptr[id];
	if (too_deep(gen, def))
		return;
	gen->depth++;
	define_parts(gen, def, scope);
	gen->depth--;
	if (gen->failed)
		return;

	struct tn_str code = make_code(gen, def, scope);
	bool is_shared = make_is_shared(gen, def, scope);
	struct tn_str name =
		full_name(gen, is_shared ? gen->snake : gen->scopes.ptr[scope].ns, code);
	struct tn_str handle = own_handle(gen, def, scope);
	uint32_t twin =
		is_shared ? tn_map_get(&gen->prim_index, tn_ctx_name(gen->cx, name)) : TN_MAP_NONE;
	if (twin != TN_MAP_NONE) {
		tn_map_put(&gen->type_index, TN_KEY(id, gen->scopes.ptr[scope].is_export), twin);
		return;
	}
	if (is_shared)
		tn_map_put(&gen->prim_index, tn_ctx_name(gen->cx, name), gen->ctypes.len);
	struct tn_ctype *type = add_type(gen, id, scope);
	type->code = code;
	type->is_shared = is_shared;
	type->lends = make_lends(gen, def, scope);
	type->name = handle.len ? handle : tn_cplan_unique(gen, name);
	type->prefix = tn_cname_without(type->name, TN_STR("_t"));
	if (handle.len)
		return;
	if (def->kind == TN_DEF_RESOURCE) {
		tn_cresource_define(gen, type);
		return;
	}
	tn_ctypedef_put(gen, type);
	tn_cfree_define(gen, type);
}

static void define_func(struct tn_cgen *gen, const struct tn_func *func, uint32_t scope)
{
	if (func->resource != TN_NO_ID)
		define(gen, (struct tn_cuse){ tn_ty_of(func->resource), scope });
	for (uint32_t i = 0; i < func->params.len; i++)
		define(gen, (struct tn_cuse){ func->params.ptr[i].ty, scope });
	define(gen, (struct tn_cuse){ func->result, scope });
}

static void define_scope(struct tn_cgen *gen, uint32_t scope)
{
	tn_iface id = gen->scopes.ptr[scope].iface;
	if (id != TN_NO_ID) {
		const struct tn_interface *iface = &gen->wit->interfaces.ptr[id];
		for (uint32_t i = 0; i < iface->types.len; i++)
			define(gen, (struct tn_cuse){ tn_ty_of(iface->types.ptr[i].def), scope });
	}
	for (uint32_t i = 0; i < gen->funcs.len; i++) {
		if (gen->funcs.ptr[i].scope == scope)
			define_func(gen, gen->funcs.ptr[i].func, scope);
	}
}

static void define_world_types(struct tn_cgen *gen)
{
	const struct tn_world_def *world = &gen->wit->worlds.ptr[gen->world];
	for (uint32_t i = 0; i < world->imports.len; i++) {
		const struct tn_item *item = &world->imports.ptr[i];
		if (item->kind == TN_ITEM_TYPE)
			define(gen, (struct tn_cuse){ tn_ty_of(item->type), TN_CSCOPE_WORLD });
	}
}

void tn_ctypes_define_all(struct tn_cgen *gen)
{
	for (uint32_t i = 1; i < gen->scopes.len; i++) {
		if (!gen->scopes.ptr[i].is_export)
			define_scope(gen, i);
	}
	define_world_types(gen);
	define_scope(gen, TN_CSCOPE_WORLD);
	for (uint32_t i = 1; i < gen->scopes.len; i++) {
		if (gen->scopes.ptr[i].is_export)
			define_scope(gen, i);
	}
}
