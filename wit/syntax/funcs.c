/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Functions, methods, constructors and accessors -> functions of the model, with the names they
 * have in the binary. WIT.md, "WIT Functions", "Item: `resource`"; Explainer.md, "Import and
 * Export Definitions" for the names.
 */
#include "wit/syntax/resolve.h"

static bool is_method(enum tn_func_kind kind)
{
	return kind == TN_FUNC_METHOD || kind == TN_FUNC_METHOD_GETTER ||
	       kind == TN_FUNC_METHOD_SETTER;
}

static bool is_setter(enum tn_func_kind kind)
{
	return kind == TN_FUNC_SETTER || kind == TN_FUNC_METHOD_SETTER ||
	       kind == TN_FUNC_STATIC_SETTER;
}

static bool is_getter(enum tn_func_kind kind)
{
	return kind == TN_FUNC_GETTER || kind == TN_FUNC_METHOD_GETTER ||
	       kind == TN_FUNC_STATIC_GETTER;
}

static enum tn_func_kind kind_of(const struct tn_ast_func *func, bool in_resource)
{
	static const enum tn_func_kind KINDS[][3] = {
		/* free, method, static */
		[TN_FORM_FUNC] = { TN_FUNC_FREE, TN_FUNC_METHOD, TN_FUNC_STATIC },
		[TN_FORM_GET] = { TN_FUNC_GETTER, TN_FUNC_METHOD_GETTER, TN_FUNC_STATIC_GETTER },
		[TN_FORM_SET] = { TN_FUNC_SETTER, TN_FUNC_METHOD_SETTER, TN_FUNC_STATIC_SETTER },
	};

	if (func->form == TN_FORM_CONSTRUCTOR)
		return TN_FUNC_CONSTRUCTOR;
	return KINDS[func->form][!in_resource ? 0 : func->is_static ? 2 : 1];
}

static tn_name mangle(struct tn_resolver *r, enum tn_func_kind kind, tn_name resource, tn_name name)
{
	static const char *const MARKS[] = {
		[TN_FUNC_FREE] = "",
		[TN_FUNC_METHOD] = "[method]",
		[TN_FUNC_STATIC] = "[static]",
		[TN_FUNC_CONSTRUCTOR] = "[constructor]",
		[TN_FUNC_GETTER] = "[get]",
		[TN_FUNC_SETTER] = "[set]",
		[TN_FUNC_METHOD_GETTER] = "[method][get]",
		[TN_FUNC_METHOD_SETTER] = "[method][set]",
		[TN_FUNC_STATIC_GETTER] = "[static][get]",
		[TN_FUNC_STATIC_SETTER] = "[static][set]",
	};
	struct tn_str parts[4] = { tn_str_of(MARKS[kind]) };
	struct tn_mark mark;
	size_t len = 0;
	char *text;

	if (kind == TN_FUNC_FREE)
		return name;
	if (resource)
		parts[1] = tn_ctx_text(r->cx, resource);
	if (kind != TN_FUNC_CONSTRUCTOR) {
		if (resource)
			parts[2] = TN_STR(".");
		parts[3] = tn_ctx_text(r->cx, name);
	}
	mark = tn_mem_mark(r->scratch);
	for (uint32_t i = 0; i < 4; i++)
		len += parts[i].len;
	text = tn_mem_alloc(r->scratch, len);
	len = 0;
	for (uint32_t i = 0; i < 4; i++) {
		if (parts[i].len)
			memcpy(text + len, parts[i].ptr, parts[i].len);
		len += parts[i].len;
	}
	name = tn_ctx_name(r->cx, (struct tn_str){ text, len });
	tn_mem_reset(r->scratch, mark);
	return name;
}

/* ---- parameters ---- */

static void params(
	struct tn_resolver *r, const struct tn_ast_func *ast, tn_ty resource, struct tn_func *func)
{
	const struct tn_stability none = { 0 };
	struct tn_ast_id self = { tn_ctx_name(r->cx, TN_STR("self")), ast->span };
	uint32_t count = is_method(func->kind), i = 0;

	for (const struct tn_ast_member *m = ast->params; m; m = m->next)
		count++;
	func->params.ptr = TN_NEWN(r->wit->arena, struct tn_member, count);
	func->params.len = count;
	tn_types_unique_begin(r);
	if (is_method(func->kind)) {
		tn_types_unique(r, &self, "param");
		func->params.ptr[i++] = (struct tn_member){
			.name = self.name,
			.ty = tn_types_borrow(r, resource),
			.span = tn_resolve_at(r, self.span),
		};
	}
	for (const struct tn_ast_member *m = ast->params; m; m = m->next) {
		if (m->type->kind != TN_AST_PRIM ||
			m->type->name.name != TN_TY_POISON) /* `self` alone was told to go */
			tn_types_unique(r, &m->name, "param");
		func->params.ptr[i++] = (struct tn_member){
			.name = m->name.name,
			.ty = tn_types_resolve(r, m->type, &none),
			.docs = 0,
			.span = tn_resolve_at(r, m->name.span),
		};
	}
}

/* ---- results ---- */

/* WIT.md, "Item: `resource`": `constructor(…) -> result<r, e>`. */
static tn_ty constructor_result(
	struct tn_resolver *r, const struct tn_ast_type *ast, tn_name name, tn_ty resource)
{
	const struct tn_stability none = { 0 };
	const struct tn_typedef *def;
	struct tn_diag *diag;
	tn_ty ty;

	if (!ast)
		return resource;
	ty = tn_types_resolve(r, ast, &none);
	if (ty == TN_TY_POISON || resource == TN_TY_POISON)
		return TN_TY_POISON;
	def = ty >= TN_TY_DEF ? tn_types_def(r, ty) : NULL;
	if (!def || def->kind != TN_DEF_RESULT) {
		diag = tn_symbols_error(r, TN_E_BAD_CONSTRUCTOR, tn_resolve_at(r, ast->name.span),
			"if a constructor return type is declared it must be a `result`");
		tn_diag_hint(r->cx, diag,
			"a constructor gives its resource without `->`, and `-> result<%.*s, …>` when it "
			"can fail",
			TN_S(tn_ctx_text(r->cx, name)));
		return TN_TY_POISON;
	}
	if (def->a != resource && def->a != tn_types_value(r, resource)) {
		diag = tn_symbols_error(r, TN_E_BAD_CONSTRUCTOR,
			tn_resolve_at(r, ast->kind == TN_AST_RESULT && ast->a ? ast->a->name.span
									      : ast->name.span),
			"the `ok` type must be the resource being constructed");
		tn_diag_hint(r->cx, diag,
			"write `result<%.*s>` or `result<%.*s, …>`; what gives something else is a "
			"`static func`",
			TN_S(tn_ctx_text(r->cx, name)), TN_S(tn_ctx_text(r->cx, name)));
		return TN_TY_POISON;
	}
	return ty;
}

/* The shapes of accessors: a getter gives a value, a setter takes one and may fail. */
static void check_accessor(struct tn_resolver *r, const struct tn_ast_func *ast)
{
	const struct tn_ast_member *first = ast->params;

	if (ast->form == TN_FORM_GET) {
		if (first)
			tn_symbols_error(r, TN_E_BAD_ACCESSOR, tn_resolve_at(r, first->name.span),
				"getters cannot have parameters");
		if (!ast->result)
			tn_symbols_error(r, TN_E_BAD_ACCESSOR, tn_resolve_at(r, ast->span),
				"getters must return a value, as in `get() -> u8`");
	} else if (ast->form == TN_FORM_SET) {
		if (!first || first->next)
			tn_symbols_error(r, TN_E_BAD_ACCESSOR,
				tn_resolve_at(r, first ? first->next->name.span : ast->span),
				"setters must have exactly one parameter, as in `set(v: u8)`");
	}
}

static void check_setter_result(struct tn_resolver *r, const struct tn_ast_type *ast, tn_ty ty)
{
	const struct tn_typedef *def;

	if (!ast || ty == TN_TY_POISON)
		return;
	def = ty >= TN_TY_DEF ? tn_types_def(r, ty) : NULL;
	if (!def || def->kind != TN_DEF_RESULT || def->a)
		tn_symbols_error(r, TN_E_BAD_ACCESSOR, tn_resolve_at(r, ast->name.span),
			"if a setter return type is declared it must be a `result` with no `ok` type");
}

/* ---- a function ---- */

/* The part of the type that is a borrowed handle, or a name that leads to one; NULL: none. */
static const struct tn_ast_type *borrow_in(struct tn_resolver *r, const struct tn_ast_type *type)
{
	while (type && type->kind != TN_AST_BORROW) {
		const struct tn_ast_type *found;

		if (type->kind == TN_AST_NAME) {
			const struct tn_symbol *symbol =
				tn_symbols_find(r, r->scope, type->name.name);

			return symbol && tn_types_has_borrow(r, symbol->ty) ? type : NULL;
		}
		if (tn_ast_is_leaf(type->kind))
			return NULL;
		found = borrow_in(r, type->a);
		if (found || !tn_ast_is_whole(type->kind) || type->kind == TN_AST_FIXED_LIST)
			return found;
		type = type->b;
	}
	return type;
}

/* Of the tree's name of a resource: `borrow<r>`, when it is written without blanks; else the name. */
static struct tn_span whole_borrow(const struct tn_resolver *r, struct tn_span name)
{
	static const struct tn_str HEAD = { "borrow<", 7 };
	struct tn_span whole = { name.source, name.start, name.end + 1 };

	if (name.start < HEAD.len)
		return name;
	whole.start -= (uint32_t)HEAD.len;
	struct tn_str text = tn_source_text(&r->cx->sources, whole);
	return tn_str_starts(text, HEAD) && tn_str_ends(text, TN_STR(">")) ? whole : name;
}

/* Placed at the function, as peers do; the note is for the eye. */
static void borrowed_result(
	struct tn_resolver *r, const struct tn_func *func, const struct tn_ast_type *result)
{
	const struct tn_ast_type *at = borrow_in(r, result);
	struct tn_diag *diag = tn_symbols_error(r, TN_E_BORROW_IN_RESULT, func->meta.span,
		"function `%.*s` returns a borrowed handle",
		TN_S(tn_ctx_text(r->cx, func->name)));

	if (at) {
		struct tn_span span = tn_resolve_at(r, at->name.span);

		tn_diag_note(r->cx, diag,
			at->kind == TN_AST_BORROW ? whole_borrow(r, span) : span,
			at->kind == TN_AST_BORROW ? "it is borrowed here"
						  : "this stands for a type with a borrowed handle");
	}
	tn_diag_hint(r->cx, diag, "a borrowed handle ends with the call: return an owned one");
}

static tn_ty visible(struct tn_resolver *r, tn_ty ty, struct tn_span span, bool quiet)
{
	return quiet && tn_ty_is_hidden(ty) ? TN_TY_POISON : tn_types_visible(r, ty, span);
}

/* Types as written -> types as values; nothing hidden may be left, no borrow may be returned. */
static void settle(struct tn_resolver *r, struct tn_func *func, tn_ty resource,
	const struct tn_ast_type *result)
{
	struct tn_span span = func->meta.span;
	/* WIT.md, "Rules for feature gate usage": what is in a hidden interface or world is gated with that. */
	bool quiet = r->owner == TN_NO_ID;

	if (resource && tn_ty_is_hidden(resource)) {
		resource = visible(r, resource, span, quiet);
		quiet = true; /* `self` and what is constructed are the same */
	}
	func->resource = resource && resource != TN_TY_POISON ? tn_ty_def(resource) : TN_NO_ID;
	for (uint32_t i = 0; i < func->params.len; i++) {
		struct tn_member *param = &func->params.ptr[i];

		if (resource == TN_TY_POISON && i == 0 && is_method(func->kind))
			param->ty = TN_TY_POISON; /* said above */
		param->ty = tn_types_value(r, visible(r, param->ty, span, quiet));
	}
	func->result = tn_types_value(r, visible(r, func->result, span, quiet));
	if (tn_types_has_borrow(r, func->result))
		borrowed_result(r, func, result);
}

bool tn_funcs_resolve(struct tn_resolver *r, const struct tn_ast_item *item, tn_name resource_name,
	tn_ty resource, struct tn_func *out)
{
	const struct tn_ast_func *ast = item->func;
	const struct tn_stability none = { 0 };

	*out = (struct tn_func){ .resource = TN_NO_ID, .is_async = ast->is_async };
	out->meta = tn_gates_meta(r, item);
	out->kind = kind_of(ast, resource_name != 0);
	out->name = mangle(r, out->kind, resource_name, item->name.name);
	check_accessor(r, ast);
	params(r, ast, resource, out);
	if (out->kind == TN_FUNC_CONSTRUCTOR)
		out->result = constructor_result(r, ast->result, resource_name, resource);
	else if (ast->result)
		out->result = tn_types_resolve(r, ast->result, &none);
	if (is_setter(out->kind))
		check_setter_result(r, ast->result, out->result);
	if (!tn_gates_enabled(r, &out->meta.stability, out->meta.span))
		return false;
	settle(r, out, resource, ast->result);
	return true;
}

/* ---- setters and getters ---- */

static void check_setter(struct tn_resolver *r, const struct tn_ast_item *item, tn_name resource,
	const struct tn_map *getters)
{
	enum tn_func_kind kind = kind_of(item->func, resource != 0);
	tn_name getter = mangle(r, (enum tn_func_kind)(kind - 1), resource, item->name.name);

	_Static_assert(TN_FUNC_SETTER == TN_FUNC_GETTER + 1 &&
			       TN_FUNC_METHOD_SETTER == TN_FUNC_METHOD_GETTER + 1 &&
			       TN_FUNC_STATIC_SETTER == TN_FUNC_STATIC_GETTER + 1,
		"a getter's kind stands before its setter's");
	if (tn_map_get(getters, getter) == TN_MAP_NONE)
		tn_symbols_error(r, TN_E_BAD_ACCESSOR, tn_resolve_at(r, item->name.span),
			"setter `%.*s` has no corresponding getter `%.*s`",
			TN_S(tn_ctx_text(r->cx, mangle(r, kind, resource, item->name.name))),
			TN_S(tn_ctx_text(r->cx, getter)));
}

static void each_func(struct tn_resolver *r, const struct tn_ast_item *items, tn_name resource,
	struct tn_map *getters, bool check)
{
	for (const struct tn_ast_item *item = items; item; item = item->next) {
		if (item->kind == TN_AST_RESOURCE && !resource)
			each_func(r, item->items, item->name.name, getters, check);
		if (item->kind != TN_AST_FUNC)
			continue;
		if (!check && is_getter(kind_of(item->func, resource != 0)))
			tn_map_put(getters,
				mangle(r, kind_of(item->func, resource != 0), resource,
					item->name.name),
				0);
		if (check && is_setter(kind_of(item->func, resource != 0)))
			check_setter(r, item, resource, getters);
	}
}

void tn_funcs_check_setters(struct tn_resolver *r, const struct tn_ast_item *items)
{
	struct tn_map getters = { .arena = r->scratch };

	if (r->scopes.ptr[r->scope].incomplete)
		return;
	each_func(r, items, 0, &getters, false);
	each_func(r, items, 0, &getters, true);
}
