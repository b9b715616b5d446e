/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * `void <type>_free(<type>_t *ptr)`: frees the strings and lists that a value holds. Which types
 * have one follows wit-bindgen, which gives every option, result, variant, list and map one, also
 * those with nothing to free.
 */
#include "bindgen-c/cgen.h"

#include <inttypes.h>

static bool holds(const struct tn_cgen *gen, tn_ty ty, uint32_t scope)
{
	const struct tn_ctype *type = tn_ctypes_get(gen, (struct tn_cuse){ ty, scope });
	return ty == TN_TY_STRING || (type && type->frees);
}

static bool has_function(const struct tn_cgen *gen, tn_ty ty, uint32_t scope)
{
	const struct tn_ctype *type = tn_ctypes_get(gen, (struct tn_cuse){ ty, scope });
	return ty == TN_TY_STRING || (type && type->has_free);
}

static void classify(const struct tn_cgen *gen, struct tn_ctype *type, const struct tn_typedef *def)
{
	bool some_function = false;
	type->frees = holds(gen, def->a, type->scope) || holds(gen, def->b, type->scope);
	for (uint32_t i = 0; i < def->members.len; i++) {
		type->frees |= holds(gen, def->members.ptr[i].ty, type->scope);
		some_function |= has_function(gen, def->members.ptr[i].ty, type->scope);
	}
	switch (def->kind) {
	case TN_DEF_LIST:
	case TN_DEF_MAP:
		type->has_free = type->frees = true;
		return;
	case TN_DEF_OPTION:
	case TN_DEF_RESULT:
	case TN_DEF_VARIANT:
		type->has_free = true;
		return;
	case TN_DEF_RECORD:
	case TN_DEF_TUPLE:
		type->has_free = some_function;
		return;
	case TN_DEF_ALIAS:
	case TN_DEF_FIXED_LIST:
		type->has_free = has_function(gen, def->a, type->scope);
		return;
	default: /* handles are dropped, not freed; the rest holds nothing */
		type->frees = false;
		return;
	}
}

/* `at` is a pointer to the part. */
static void free_part(struct tn_cgen *gen, const struct tn_ctype *type, tn_ty ty, const char *at)
{
	tn_ctypes_free(gen, &gen->c_helpers, (struct tn_cuse){ ty, type->scope }, tn_str_of(at));
}

static void free_members(
	struct tn_cgen *gen, const struct tn_ctype *type, const struct tn_typedef *def)
{
	for (uint32_t i = 0; i < def->members.len; i++) {
		const struct tn_member *member = &def->members.ptr[i];
		struct tn_str place;
		if (member->name)
			place = tn_str_format(gen->arena, "&ptr->%.*s",
				TN_S(tn_cname_ident(
					gen->arena, tn_ctx_text(gen->cx, member->name))));
		else
			place = tn_str_format(gen->arena, "&ptr->f%" PRIu32, i);
		free_part(gen, type, member->ty, place.ptr);
	}
}

static void free_variant(
	struct tn_cgen *gen, const struct tn_ctype *type, const struct tn_typedef *def)
{
	struct tn_ctext *out = &gen->c_helpers;
	tn_ctext_line(out, "switch (ptr->tag) {");
	for (uint32_t i = 0; i < def->members.len; i++) {
		const struct tn_member *member = &def->members.ptr[i];
		if (!holds(gen, member->ty, type->scope))
			continue;
		struct tn_str ident =
			tn_cname_ident(gen->arena, tn_ctx_text(gen->cx, member->name));
		tn_ctext_line(out, "case %" PRIu32 ": {", i);
		free_part(gen, type, member->ty,
			tn_str_format(gen->arena, "&ptr->val.%.*s", TN_S(ident)).ptr);
		tn_ctext_line(out, "break;");
		tn_ctext_line(out, "}");
	}
	tn_ctext_line(out, "default: break;");
	tn_ctext_line(out, "}");
}

static void free_result(
	struct tn_cgen *gen, const struct tn_ctype *type, const struct tn_typedef *def)
{
	struct tn_ctext *out = &gen->c_helpers;
	if (holds(gen, def->a, type->scope)) {
		tn_ctext_line(out, "if (!ptr->is_err) {");
		free_part(gen, type, def->a, "&ptr->val.ok");
		tn_ctext_line(out, "}");
	}
	if (holds(gen, def->b, type->scope)) {
		tn_ctext_line(out, "if (ptr->is_err) {");
		free_part(gen, type, def->b, "&ptr->val.err");
		tn_ctext_line(out, "}");
	}
}

/* The elements of a list or map, then the array they lie in. */
static void free_array(
	struct tn_cgen *gen, const struct tn_ctype *type, const struct tn_typedef *def)
{
	struct tn_ctext *out = &gen->c_helpers;
	bool is_map = def->kind == TN_DEF_MAP;
	if (holds(gen, def->a, type->scope) || (is_map && holds(gen, def->b, type->scope))) {
		tn_ctext_line(out, "for (size_t i = 0; i < ptr->len; i++) {");
		free_part(gen, type, def->a, is_map ? "&ptr->ptr[i].key" : "&ptr->ptr[i]");
		if (is_map)
			free_part(gen, type, def->b, "&ptr->ptr[i].value");
		tn_ctext_line(out, "}");
	}
	tn_ctext_line(out, "if (ptr->len > 0) {");
	tn_ctext_line(out, "free(ptr->ptr);");
	tn_ctext_line(out, "}");
}

static void free_body(
	struct tn_cgen *gen, const struct tn_ctype *type, const struct tn_typedef *def)
{
	struct tn_ctext *out = &gen->c_helpers;
	if (!type->frees) {
		tn_ctext_line(out, "(void) ptr;");
		return;
	}
	switch (def->kind) {
	case TN_DEF_ALIAS:
		free_part(gen, type, def->a, "ptr");
		return;
	case TN_DEF_VARIANT:
		free_variant(gen, type, def);
		return;
	case TN_DEF_OPTION:
		tn_ctext_line(out, "if (ptr->is_some) {");
		free_part(gen, type, def->a, "&ptr->val");
		tn_ctext_line(out, "}");
		return;
	case TN_DEF_RESULT:
		free_result(gen, type, def);
		return;
	case TN_DEF_LIST:
	case TN_DEF_MAP:
		free_array(gen, type, def);
		return;
	case TN_DEF_FIXED_LIST:
		tn_ctext_line(out, "for (size_t i = 0; i < %" PRIu32 "; i++) {", def->length);
		free_part(gen, type, def->a, "&ptr->val[i]");
		tn_ctext_line(out, "}");
		return;
	default:
		free_members(gen, type, def);
		return;
	}
}

void tn_cfree_define(struct tn_cgen *gen, struct tn_ctype *type)
{
	const struct tn_typedef *def = &gen->wit->types.ptr[type->def];
	classify(gen, type, def);
	if (!type->has_free)
		return;
	struct tn_str prefix = type->prefix, name = type->name;
	struct tn_ctext *out = &gen->c_helpers;
	tn_ctext_blank(out);
	if (gen->options->no_helpers) {
		/* Freeing what exports return needs some of them all the same. */
		tn_ctext_line(out, "__attribute__((__unused__))");
		tn_ctext_line(out, "static void %.*s_free(%.*s *ptr) {", TN_S(prefix), TN_S(name));
	} else {
		tn_ctext_blank(&gen->h_helpers);
		tn_ctext_line(
			&gen->h_helpers, "void %.*s_free(%.*s *ptr);", TN_S(prefix), TN_S(name));
		tn_ctext_line(out, "void %.*s_free(%.*s *ptr) {", TN_S(prefix), TN_S(name));
	}
	free_body(gen, type, def);
	tn_ctext_line(out, "}");
}
