/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * C types, written: typedefs to the header, an assertion of size and alignment to the source. The
 * members come in the order of WIT, under their names.
 */
#include "bindgen-c/cgen.h"

#include <inttypes.h>

static const char *int_of_size(uint64_t size)
{
	return size == 1 ? "uint8_t" : size == 2 ? "uint16_t" : "uint32_t";
}

static struct tn_str member_ident(struct tn_cgen *gen, const struct tn_member *member)
{
	return tn_cname_ident(gen->arena, tn_ctx_text(gen->cx, member->name));
}

static void put_docs(struct tn_cgen *gen, tn_name docs)
{
	if (docs)
		tn_ctext_docs(&gen->h_types, tn_ctx_text(gen->cx, docs));
}

static void put_field(struct tn_cgen *gen, tn_ty ty, uint32_t scope, const char *name)
{
	struct tn_cuse use = { ty, scope };
	tn_ctext_line(&gen->h_types, "%.*s %s;", TN_S(tn_ctypes_name(gen, use)), name);
}

/* "#define NS_TYPE_CASE 1" for the cases of variants and enums and for flags. */
static void put_numbers(
	struct tn_cgen *gen, const struct tn_ctype *type, const struct tn_typedef *def)
{
	struct tn_ctext *out = &gen->h_types;
	struct tn_str shouty = tn_cname_shouty(gen->arena, type->prefix);
	tn_ctext_blank(out);
	for (uint32_t i = 0; i < def->members.len; i++) {
		const struct tn_member *member = &def->members.ptr[i];
		struct tn_str name =
			tn_cname_shouty(gen->arena, tn_ctx_text(gen->cx, member->name));
		put_docs(gen, member->docs);
		if (def->kind == TN_DEF_FLAGS)
			tn_ctext_line(out, "#define %.*s_%.*s (%s << %" PRIu32 ")", TN_S(shouty),
				TN_S(name), i < 31 ? "1" : "1u", i);
		else
			tn_ctext_line(
				out, "#define %.*s_%.*s %" PRIu32, TN_S(shouty), TN_S(name), i);
	}
}

static void put_record(struct tn_cgen *gen, const struct tn_typedef *def, uint32_t scope)
{
	for (uint32_t i = 0; i < def->members.len; i++) {
		const struct tn_member *member = &def->members.ptr[i];
		put_docs(gen, member->docs);
		put_field(gen, member->ty, scope, member_ident(gen, member).ptr);
	}
}

static void put_tuple(struct tn_cgen *gen, const struct tn_typedef *def, uint32_t scope)
{
	for (uint32_t i = 0; i < def->members.len; i++)
		put_field(gen, def->members.ptr[i].ty, scope,
			tn_str_format(gen->arena, "f%" PRIu32, i).ptr);
}

static void put_variant(struct tn_cgen *gen, const struct tn_typedef *def, uint32_t scope)
{
	struct tn_ctext *out = &gen->h_types;
	bool has_payload = false;
	for (uint32_t i = 0; i < def->members.len; i++)
		has_payload |= def->members.ptr[i].ty != TN_TY_NONE;
	tn_ctext_line(out, "%s tag;", int_of_size(tn_abi_discriminant_size(def->members.len)));
	if (!has_payload)
		return;
	tn_ctext_line(out, "union {");
	for (uint32_t i = 0; i < def->members.len; i++) {
		const struct tn_member *member = &def->members.ptr[i];
		if (member->ty != TN_TY_NONE)
			put_field(gen, member->ty, scope, member_ident(gen, member).ptr);
	}
	tn_ctext_line(out, "} val;");
}

static void put_result(struct tn_cgen *gen, const struct tn_typedef *def, uint32_t scope)
{
	struct tn_ctext *out = &gen->h_types;
	tn_ctext_line(out, "bool is_err;");
	if (def->a == TN_TY_NONE && def->b == TN_TY_NONE)
		return;
	tn_ctext_line(out, "union {");
	if (def->a != TN_TY_NONE)
		put_field(gen, def->a, scope, "ok");
	if (def->b != TN_TY_NONE)
		put_field(gen, def->b, scope, "err");
	tn_ctext_line(out, "} val;");
}

/* What everything rests on: values in memory are taken as they are. */
static void put_assert(struct tn_cgen *gen, struct tn_str name, tn_vt vt)
{
	tn_ctext_line(&gen->c_asserts,
		"_Static_assert(sizeof(%.*s) == %" PRIu64 " && _Alignof(%.*s) == %" PRIu32
		", \"canonical layout\");",
		TN_S(name), tn_abi_size(&gen->types, vt, false), TN_S(name),
		tn_abi_align(&gen->types, vt, false));
}

/* The pairs that a map is a list of. */
static void put_map_entry(
	struct tn_cgen *gen, const struct tn_ctype *type, const struct tn_typedef *def)
{
	struct tn_ctext *out = &gen->h_types;
	tn_ctext_line(out, "typedef struct {");
	put_field(gen, def->a, type->scope, "key");
	put_field(gen, def->b, type->scope, "value");
	tn_ctext_line(out, "} %.*s_entry_t;", TN_S(type->prefix));
	tn_ctext_blank(out);

	struct tn_vt_member parts[] = { { 0, tn_lower_type(&gen->lower, def->a) },
		{ 0, tn_lower_type(&gen->lower, def->b) } };
	struct tn_vt_def pair = { .kind = TN_VT_TUPLE, .members = parts, .member_count = 2 };
	put_assert(gen, tn_str_format(gen->arena, "%.*s_entry_t", TN_S(type->prefix)),
		tn_type_make(&gen->types, &pair));
}

static void put_struct_body(
	struct tn_cgen *gen, const struct tn_ctype *type, const struct tn_typedef *def)
{
	struct tn_ctext *out = &gen->h_types;
	struct tn_cuse a = { def->a, type->scope };
	switch (def->kind) {
	case TN_DEF_RECORD:
		put_record(gen, def, type->scope);
		return;
	case TN_DEF_TUPLE:
		put_tuple(gen, def, type->scope);
		return;
	case TN_DEF_VARIANT:
		put_variant(gen, def, type->scope);
		return;
	case TN_DEF_OPTION:
		tn_ctext_line(out, "bool is_some;");
		put_field(gen, def->a, type->scope, "val");
		return;
	case TN_DEF_RESULT:
		put_result(gen, def, type->scope);
		return;
	case TN_DEF_FIXED_LIST:
		tn_ctext_line(
			out, "%.*s val[%" PRIu32 "];", TN_S(tn_ctypes_name(gen, a)), def->length);
		return;
	case TN_DEF_LIST:
		tn_ctext_line(out, "%.*s *ptr;", TN_S(tn_ctypes_name(gen, a)));
		tn_ctext_line(out, "size_t len;");
		return;
	default: /* map */
		tn_ctext_line(out, "%.*s_entry_t *ptr;", TN_S(type->prefix));
		tn_ctext_line(out, "size_t len;");
		return;
	}
}

static void put_struct(
	struct tn_cgen *gen, const struct tn_ctype *type, const struct tn_typedef *def)
{
	struct tn_ctext *out = &gen->h_types;
	if (def->kind == TN_DEF_MAP)
		put_map_entry(gen, type, def);
	if (def->name)
		tn_ctext_line(out, "typedef struct %.*s {", TN_S(type->name));
	else
		tn_ctext_line(out, "typedef struct {");
	put_struct_body(gen, type, def);
	tn_ctext_line(out, "} %.*s;", TN_S(type->name));
	if (def->kind == TN_DEF_VARIANT)
		put_numbers(gen, type, def);

	put_assert(gen, type->name, tn_lower_type(&gen->lower, tn_ty_of(type->def)));
}

static void put_int(struct tn_cgen *gen, const struct tn_ctype *type, const struct tn_typedef *def)
{
	tn_vt vt = tn_lower_type(&gen->lower, tn_ty_of(type->def));
	tn_ctext_line(&gen->h_types, "typedef %s %.*s;",
		int_of_size(tn_abi_size(&gen->types, vt, false)), TN_S(type->name));
	put_numbers(gen, type, def);
}

static void put_typedef(struct tn_cgen *gen, const struct tn_ctype *type, struct tn_str target)
{
	tn_ctext_line(&gen->h_types, "typedef %.*s %.*s;", TN_S(target), TN_S(type->name));
}

/* An alias of a resource is no C type: its handles have types of their own. */
static bool is_resource(const struct tn_cgen *gen, struct tn_cuse use)
{
	return tn_ctypes_is_kind(gen, tn_ctypes_resolve(gen, use), TN_DEF_RESOURCE);
}

void tn_ctypedef_put(struct tn_cgen *gen, const struct tn_ctype *type)
{
	const struct tn_typedef *def = &gen->wit->types.ptr[type->def];
	struct tn_cuse a = { def->a, type->scope };
	struct tn_cuse self = { tn_ty_of(type->def), type->scope };
	if (def->kind == TN_DEF_ALIAS && is_resource(gen, a))
		return;
	tn_ctext_blank(&gen->h_types);
	put_docs(gen, def->meta.docs);
	switch (def->kind) {
	case TN_DEF_ALIAS:
		put_typedef(gen, type, tn_ctypes_name(gen, a));
		return;
	case TN_DEF_OWN:
		put_typedef(gen, type, tn_ctypes_resource(gen, self)->own);
		return;
	case TN_DEF_BORROW:
		put_typedef(gen, type, tn_ctypes_resource(gen, self)->borrow);
		return;
	case TN_DEF_FUTURE:
	case TN_DEF_STREAM:
		put_typedef(gen, type, TN_STR("uint32_t"));
		return;
	case TN_DEF_ENUM:
	case TN_DEF_FLAGS:
		put_int(gen, type, def);
		return;
	default:
		put_struct(gen, type, def);
		return;
	}
}
