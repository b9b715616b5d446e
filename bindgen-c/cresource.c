/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Resources: the C types of their handles and the functions around them. An imported resource is a
 * number in both kinds of handle; an exported one is a struct of the program's own, and a borrow of
 * it is a pointer to that struct.
 */
#include "bindgen-c/cgen.h"

static void put_handle(struct tn_cgen *gen, struct tn_str name)
{
	struct tn_ctext *out = &gen->h_types;
	tn_ctext_line(out, "typedef struct %.*s {", TN_S(name));
	tn_ctext_line(out, "int32_t __handle;");
	tn_ctext_line(out, "} %.*s;", TN_S(name));
}

static void put_support(struct tn_cgen *gen, struct tn_str header, struct tn_str source,
	const struct tn_csubst *subst, uint32_t count)
{
	tn_ctext_blank(&gen->h_helpers);
	tn_ctext_support(&gen->h_helpers, header, subst, count);
	tn_ctext_blank(&gen->c_helpers);
	tn_ctext_support(&gen->c_helpers, source, subst, count);
}

#define PUT(gen, name, subst)                                                                      \
	put_support(gen, TN_CSUPPORT(name##_h), TN_CSUPPORT(name##_c), subst,                      \
		sizeof(subst) / sizeof *(subst))

static struct tn_str joined(struct tn_cgen *gen, struct tn_str ns, const char *middle,
	struct tn_str name, const char *end)
{
	return tn_str_format(gen->arena, "%.*s%s%.*s%s", TN_S(ns), middle, TN_S(name), end);
}

void tn_cresource_define(struct tn_cgen *gen, struct tn_ctype *type)
{
	const struct tn_typedef *def = &gen->wit->types.ptr[type->def];
	const struct tn_cscope *scope = &gen->scopes.ptr[type->scope];
	struct tn_str wit_name = tn_ctx_text(gen->cx, def->name);
	struct tn_str snake = tn_cname_snake(gen->arena, wit_name);
	type->own = tn_cplan_unique(gen, joined(gen, scope->ns, "_own_", snake, "_t"));
	type->borrow = tn_cplan_unique(gen, joined(gen, scope->ns, "_borrow_", snake, "_t"));

	struct tn_csubst subst[] = {
		{ "tnr", type->prefix },
		{ "tnr_own", type->own },
		{ "tnr_borrow", type->borrow },
		{ "tnr_lend", joined(gen, scope->ns, "_borrow_", snake, "") },
		{ "tni", joined(gen, TN_STR("__wasm_import"), "_", type->prefix, "") },
		{ "tne", joined(gen, TN_STR("__wasm_export"), "_", type->prefix, "") },
		{ "tn_wit", wit_name },
		{ "tn_module", scope->module },
		{ "tn_intrinsics", scope->is_export
					   ? joined(gen, TN_STR("[export]"), "", scope->module, "")
					   : scope->module },
	};
	tn_ctext_blank(&gen->h_types);
	if (def->meta.docs)
		tn_ctext_docs(&gen->h_types, tn_ctx_text(gen->cx, def->meta.docs));
	put_handle(gen, type->own);
	PUT(gen, resource, subst);
	if (scope->is_export) {
		tn_ctext_blank(&gen->h_types);
		tn_ctext_line(&gen->h_types, "typedef struct %.*s %.*s;", TN_S(type->name),
			TN_S(type->name));
		tn_ctext_blank(&gen->h_types);
		tn_ctext_line(
			&gen->h_types, "typedef %.*s *%.*s;", TN_S(type->name), TN_S(type->borrow));
		PUT(gen, resource_export, subst);
		return;
	}
	tn_ctext_blank(&gen->h_types);
	put_handle(gen, type->borrow);
	PUT(gen, resource_import, subst);
	/* Borrows that an asynchronous export keeps are never dropped automatically. */
	if (!gen->options->autodrop_borrows || gen->has_async_export)
		PUT(gen, resource_import_drop, subst);
}
