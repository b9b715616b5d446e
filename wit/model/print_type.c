/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Printing: types where they are used, functions, and the definitions of types. */
#include "wit/model/print_parts.h"

/* ---- types in use ---- */

static void put_args(struct tn_printer *p, struct tn_str word, tn_ty a, tn_ty b)
{
	tn_print_put(p, word);
	PUT(p, "<");
	tn_print_type(p, a);
	if (b) {
		PUT(p, ", ");
		tn_print_type(p, b);
	}
	PUT(p, ">");
}

static void put_result(struct tn_printer *p, const struct tn_typedef *type)
{
	if (type->a) {
		put_args(p, TN_STR("result"), type->a, type->b);
		return;
	}
	PUT(p, "result");
	if (type->b) {
		PUT(p, "<_, ");
		tn_print_type(p, type->b);
		PUT(p, ">");
	}
}

static void put_tuple(struct tn_printer *p, const struct tn_typedef *type)
{
	PUT(p, "tuple<");
	for (uint32_t i = 0; i < type->members.len; i++) {
		if (i)
			PUT(p, ", ");
		tn_print_type(p, type->members.ptr[i].ty);
	}
	PUT(p, ">");
}

/* The text of an anonymous type; of a named one, what stands behind the "=". */
static void put_structure(struct tn_printer *p, const struct tn_typedef *type)
{
	switch (type->kind) {
	case TN_DEF_TUPLE:
		put_tuple(p, type);
		break;
	case TN_DEF_OPTION:
		put_args(p, TN_STR("option"), type->a, TN_TY_NONE);
		break;
	case TN_DEF_RESULT:
		put_result(p, type);
		break;
	case TN_DEF_LIST:
		put_args(p, TN_STR("list"), type->a, TN_TY_NONE);
		break;
	case TN_DEF_FIXED_LIST:
		PUT(p, "list<");
		tn_print_type(p, type->a);
		tn_buf_printf(p->out, ", %u>", (unsigned)type->length);
		break;
	case TN_DEF_MAP:
		put_args(p, TN_STR("map"), type->a, type->b);
		break;
	case TN_DEF_FUTURE:
	case TN_DEF_STREAM: {
		struct tn_str word =
			type->kind == TN_DEF_FUTURE ? TN_STR("future") : TN_STR("stream");
		if (type->a)
			put_args(p, word, type->a, TN_TY_NONE);
		else
			tn_print_put(p, word);
		break;
	}
	case TN_DEF_OWN:
		/* Only behind "=": `type a = r` alone would be an alias of the resource. */
		if (type->name)
			put_args(p, TN_STR("own"), type->a, TN_TY_NONE);
		else
			tn_print_type(p, type->a);
		break;
	case TN_DEF_BORROW:
		put_args(p, TN_STR("borrow"), type->a, TN_TY_NONE);
		break;
	case TN_DEF_ALIAS:
		tn_print_type(p, type->a);
		break;
	default:
		PUT(p, "_"); /* records and the like have names */
		break;
	}
}

void tn_print_type(struct tn_printer *p, tn_ty ty)
{
	if (!tn_ty_is_def(ty)) {
		tn_print_put(p, tn_str_of(tn_model_primitive(ty)));
		return;
	}
	const struct tn_typedef *type = &p->wit->types.ptr[tn_ty_def(ty)];
	if (type->name)
		tn_print_name(p, type->name);
	else
		put_structure(p, type);
}

/* ---- functions ---- */

struct tn_str tn_print_func_name(const struct tn_wit *wit, const struct tn_func *func)
{
	struct tn_str name = tn_ctx_text(wit->cx, func->name);
	if (func->kind == TN_FUNC_FREE)
		return name;
	if (func->kind == TN_FUNC_CONSTRUCTOR)
		return TN_STR("constructor");
	bool of_world = func->kind == TN_FUNC_GETTER || func->kind == TN_FUNC_SETTER;
	size_t at = tn_str_find(name, of_world ? ']' : '.', 0);
	return at == (size_t)-1 ? name : tn_str_sub(name, at + 1, name.len);
}

static bool has_self(const struct tn_func *func)
{
	return func->kind == TN_FUNC_METHOD || func->kind == TN_FUNC_METHOD_GETTER
		|| func->kind == TN_FUNC_METHOD_SETTER;
}

static bool is_static(const struct tn_func *func)
{
	return func->kind == TN_FUNC_STATIC || func->kind == TN_FUNC_STATIC_GETTER
		|| func->kind == TN_FUNC_STATIC_SETTER;
}

static struct tn_str func_word(const struct tn_func *func)
{
	switch (func->kind) {
	case TN_FUNC_CONSTRUCTOR:
		return TN_STR("constructor");
	case TN_FUNC_GETTER:
	case TN_FUNC_METHOD_GETTER:
	case TN_FUNC_STATIC_GETTER:
		return TN_STR("get");
	case TN_FUNC_SETTER:
	case TN_FUNC_METHOD_SETTER:
	case TN_FUNC_STATIC_SETTER:
		return TN_STR("set");
	default:
		return TN_STR("func");
	}
}

/* `constructor(…)` gives its own resource; only another result is written down. */
static bool is_plain_constructor(const struct tn_printer *p, const struct tn_func *func)
{
	if (func->kind != TN_FUNC_CONSTRUCTOR || !tn_ty_is_def(func->result))
		return false;
	const struct tn_typedef *type = &p->wit->types.ptr[tn_ty_def(func->result)];
	return type->kind == TN_DEF_OWN && type->a == tn_ty_of(func->resource);
}

void tn_print_signature(struct tn_printer *p, const struct tn_func *func)
{
	if (is_static(func))
		PUT(p, "static ");
	if (func->is_async)
		PUT(p, "async ");
	tn_print_put(p, func_word(func));
	PUT(p, "(");
	uint32_t first = has_self(func) ? 1 : 0;
	for (uint32_t i = first; i < func->params.len; i++) {
		if (i > first)
			PUT(p, ", ");
		tn_print_name(p, func->params.ptr[i].name);
		PUT(p, ": ");
		tn_print_type(p, func->params.ptr[i].ty);
	}
	PUT(p, ")");
	if (func->result && !is_plain_constructor(p, func)) {
		PUT(p, " -> ");
		tn_print_type(p, func->result);
	}
}

void tn_print_func(struct tn_printer *p, const struct tn_func *func)
{
	if (func->kind != TN_FUNC_CONSTRUCTOR) {
		tn_print_escaped(p, tn_print_func_name(p->wit, func));
		PUT(p, ": ");
	}
	tn_print_signature(p, func);
	tn_print_semicolon(p);
}

void tn_print_type_text(const struct tn_wit *wit, tn_ty ty, struct tn_buf *out)
{
	struct tn_printer p = { .wit = wit, .out = out };
	tn_print_type(&p, ty);
}

/* Those that WIT gives a name and a block, or a `;`. */
static bool has_block(enum tn_def_kind kind)
{
	return kind == TN_DEF_RECORD || kind == TN_DEF_VARIANT || kind == TN_DEF_ENUM
		|| kind == TN_DEF_FLAGS || kind == TN_DEF_RESOURCE;
}

void tn_print_definition_text(const struct tn_wit *wit, tn_ty ty, struct tn_buf *out)
{
	struct tn_printer p = { .wit = wit, .out = out };
	const struct tn_typedef *def = tn_ty_is_def(ty) ? &wit->types.ptr[tn_ty_def(ty)] : NULL;
	if (def && !has_block(def->kind))
		put_structure(&p, def);
	else
		tn_print_type(&p, ty);
}

void tn_print_func_text(const struct tn_wit *wit, const struct tn_func *func, struct tn_buf *out)
{
	struct tn_printer p = { .wit = wit, .out = out };
	tn_print_signature(&p, func);
}

/* ---- declarations of types ---- */

static void declare_resource(struct tn_printer *p, tn_def def, const struct tn_group *funcs)
{
	PUT(p, "resource ");
	tn_print_name(p, p->wit->types.ptr[def].name);
	uint32_t at = tn_group_first(funcs, def);
	if (at == TN_MAP_NONE) {
		tn_print_semicolon(p);
		return;
	}
	tn_print_open(p);
	for (; at != TN_MAP_NONE; at = funcs->next[at]) {
		tn_print_meta(p, &funcs->list[at]->meta);
		tn_print_func(p, funcs->list[at]);
	}
	tn_print_close(p);
}

/* Records (`name: type`), variants (`name(type)`), enums and flags (`name`). */
static void declare_block(struct tn_printer *p, struct tn_str word, const struct tn_typedef *type)
{
	tn_print_put(p, word);
	PUT(p, " ");
	tn_print_name(p, type->name);
	tn_print_open(p);
	for (uint32_t i = 0; i < type->members.len; i++) {
		const struct tn_member *m = &type->members.ptr[i];
		tn_print_docs(p, m->docs);
		tn_print_name(p, m->name);
		if (m->ty) {
			bool record = type->kind == TN_DEF_RECORD;
			tn_print_put(p, record ? TN_STR(": ") : TN_STR("("));
			tn_print_type(p, m->ty);
			if (!record)
				PUT(p, ")");
		}
		PUT(p, ",");
		tn_print_newline(p);
	}
	tn_print_close(p);
}

void tn_print_declare(struct tn_printer *p, tn_def def, const struct tn_group *funcs)
{
	const struct tn_typedef *type = &p->wit->types.ptr[def];
	tn_print_meta(p, &type->meta);
	switch (type->kind) {
	case TN_DEF_RESOURCE:
		declare_resource(p, def, funcs);
		break;
	case TN_DEF_RECORD:
		declare_block(p, TN_STR("record"), type);
		break;
	case TN_DEF_VARIANT:
		declare_block(p, TN_STR("variant"), type);
		break;
	case TN_DEF_ENUM:
		declare_block(p, TN_STR("enum"), type);
		break;
	case TN_DEF_FLAGS:
		declare_block(p, TN_STR("flags"), type);
		break;
	default:
		PUT(p, "type ");
		tn_print_name(p, type->name);
		PUT(p, " = ");
		put_structure(p, type);
		tn_print_semicolon(p);
		break;
	}
}
