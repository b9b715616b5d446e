/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* C values to flat values and back, as C text; see clift.h. */
#include "bindgen-c/clift.h"

#include <inttypes.h>

#define FORMAT(...) tn_str_format(gen->arena, __VA_ARGS__)

/* ---- names and places ---- */

void tn_clift_begin(struct tn_cbody *body, const struct tn_cfunc *func, struct tn_arena *arena)
{
	*body = (struct tn_cbody){ .func = func, .taken.arena = arena };
	tn_ctext_init(&body->text, arena);
	tn_ctext_init(&body->decls, arena);
	tn_ctext_init(&body->drops, arena);
	body->text.depth = body->decls.depth = body->drops.depth = 1;
}

struct tn_str tn_clift_fresh(struct tn_cgen *gen, struct tn_cbody *body, const char *base)
{
	struct tn_str name = tn_str_of(base);
	tn_name key = tn_ctx_name(gen->cx, name);
	uint32_t next = tn_map_get(&body->taken, key);
	if (next == TN_MAP_NONE) {
		tn_map_put(&body->taken, key, 1);
		return name;
	}
	do
		name = FORMAT("%s%" PRIu32, base, next++);
	while (!tn_map_put(&body->taken, tn_ctx_name(gen->cx, name), 1));
	tn_map_put(&body->taken, key, next);
	return name;
}

static struct tn_cplace member(struct tn_cgen *gen, struct tn_cplace place, const char *name)
{
	return tn_cshape_member(gen->arena, place, tn_str_of(name));
}

static struct tn_str value_of(struct tn_cgen *gen, struct tn_cplace place, const char *name)
{
	return member(gen, place, name).text;
}

/* ---- core types ---- */

const char *tn_clift_core_type(tn_core_ty type)
{
	switch (type) {
	case TN_CORE_I64:
		return "int64_t";
	case TN_CORE_F32:
		return "float";
	case TN_CORE_F64:
		return "double";
	default:
		return "int32_t";
	}
}

/* A value of one core type in the slot that cases of others share. */
static struct tn_str cast(struct tn_cgen *gen, tn_core_ty from, tn_core_ty to, struct tn_str value)
{
	if (from == to)
		return value;
	bool has_float = from == TN_CORE_F32 || from == TN_CORE_F64 || to == TN_CORE_F32 ||
			 to == TN_CORE_F64;
	gen->needs_bits |= has_float;
	if (from == TN_CORE_F32)
		return FORMAT("__bits_of_f32(%.*s)", TN_S(value));
	if (from == TN_CORE_F64)
		return FORMAT("__bits_of_f64(%.*s)", TN_S(value));
	if (to == TN_CORE_F32)
		return FORMAT("__f32_of_bits((int32_t) %.*s)", TN_S(value));
	if (to == TN_CORE_F64)
		return FORMAT("__f64_of_bits(%.*s)", TN_S(value));
	return FORMAT(to == TN_CORE_I64 ? "(int64_t) %.*s" : "(int32_t) %.*s", TN_S(value));
}

static const struct tn_vt_def *abi_of(struct tn_cgen *gen, struct tn_cuse use)
{
	return tn_type_get(&gen->types, tn_lower_type(&gen->lower, use.ty));
}

/* Variants of variants multiply; no real interface comes near the bound. */
bool tn_clift_too_much(struct tn_cgen *gen, const struct tn_cbody *body)
{
	if (body->text.buf.len < gen->cx->limits.bindgen_bytes)
		return false;
	if (!gen->failed)
		tn_diag_error(gen->cx, TN_E_LIMIT, body->func->func->meta.span,
			"the adapter of `%.*s` is more than %" PRIu32 " bytes of C",
			TN_S(tn_ctx_text(gen->cx, body->func->func->name)),
			gen->cx->limits.bindgen_bytes);
	gen->failed = true;
	return true;
}

/* ---- lowering ---- */

static void push(struct tn_cflats *out, struct tn_str expr)
{
	out->expr[out->len++] = expr;
}

static void lower_primitive(
	struct tn_cgen *gen, tn_ty ty, struct tn_cplace from, struct tn_cflats *out)
{
	struct tn_str value = tn_cshape_value(gen->arena, from);
	switch (ty) {
	case TN_TY_STRING:
		push(out, FORMAT("(int32_t) %.*s", TN_S(value_of(gen, from, "ptr"))));
		push(out, FORMAT("(int32_t) %.*s", TN_S(value_of(gen, from, "len"))));
		return;
	case TN_TY_U64:
		push(out, FORMAT("(int64_t) %.*s", TN_S(value)));
		return;
	case TN_TY_S32:
	case TN_TY_S64:
	case TN_TY_F32:
	case TN_TY_F64:
		push(out, value);
		return;
	default:
		push(out, FORMAT("(int32_t) %.*s", TN_S(value)));
		return;
	}
}

static void lower_handle(
	struct tn_cgen *gen, struct tn_cuse use, struct tn_cplace from, struct tn_cflats *out)
{
	const struct tn_ctype *resource = tn_ctypes_resource(gen, use);
	bool is_rep = tn_ctypes_is_kind(gen, use, TN_DEF_BORROW) &&
		      gen->scopes.ptr[resource->scope].is_export;
	push(out, is_rep ? FORMAT("(int32_t) %.*s", TN_S(tn_cshape_value(gen->arena, from)))
			 : value_of(gen, from, "__handle"));
}

static void lower_cases(struct tn_cgen *gen, struct tn_cbody *body, struct tn_cuse use,
	struct tn_cplace from, const struct tn_cflats *slots)
{
	const struct tn_typedef *def = tn_ctypes_def(gen, use);
	const uint8_t *joined = abi_of(gen, use)->flat[0];
	struct tn_ctext *out = &body->text;
	struct tn_str tag = value_of(gen, from, tn_cshape_tag_name(def));
	tn_cshape_open_cases(out, def, tag);
	for (uint32_t i = 0; i < tn_cshape_case_count(def) && !tn_clift_too_much(gen, body); i++) {
		struct tn_cuse payload = { tn_cshape_case_type(def, i), use.scope };
		if (payload.ty == TN_TY_NONE)
			continue;
		struct tn_cflats flats = { 0 };
		const uint8_t *core = abi_of(gen, payload)->flat[0];
		tn_cshape_open_case(out, def, tag, i);
		tn_clift_lower(gen, body, payload, tn_cshape_case_place(gen, def, from, i), &flats);
		for (uint32_t k = 0; k < flats.len; k++)
			tn_ctext_line(out, "%.*s = %.*s;", TN_S(slots->expr[k]),
				TN_S(cast(gen, core[k], joined[1 + k], flats.expr[k])));
		tn_cshape_close_case(out, def);
	}
	tn_cshape_close_cases(out, def);
}

/* The tag, then the slots that the cases share; unused slots are zero. */
static void lower_variant(struct tn_cgen *gen, struct tn_cbody *body, struct tn_cuse use,
	struct tn_cplace from, struct tn_cflats *out)
{
	const struct tn_typedef *def = tn_ctypes_def(gen, use);
	const struct tn_vt_def *abi = abi_of(gen, use);
	push(out, FORMAT("(int32_t) %.*s", TN_S(value_of(gen, from, tn_cshape_tag_name(def)))));
	if (abi->flat_count[0] == 1)
		return;
	struct tn_cflats slots = { 0 };
	for (uint32_t k = 1; k < abi->flat_count[0]; k++) {
		struct tn_str name = tn_clift_fresh(gen, body, "flat");
		tn_ctext_line(&body->text, "%s %.*s = 0;", tn_clift_core_type(abi->flat[0][k]),
			TN_S(name));
		push(&slots, name);
		push(out, name);
	}
	lower_cases(gen, body, use, from, &slots);
}

void tn_clift_lower(struct tn_cgen *gen, struct tn_cbody *body, struct tn_cuse use,
	struct tn_cplace from, struct tn_cflats *out)
{
	use = tn_ctypes_resolve(gen, use);
	const struct tn_typedef *def = tn_ctypes_def(gen, use);
	if (!def) {
		lower_primitive(gen, use.ty, from, out);
		return;
	}
	switch (def->kind) {
	case TN_DEF_LIST:
	case TN_DEF_MAP:
		lower_primitive(gen, TN_TY_STRING, from, out);
		return;
	case TN_DEF_OWN:
	case TN_DEF_BORROW:
		lower_handle(gen, use, from, out);
		return;
	case TN_DEF_VARIANT:
	case TN_DEF_OPTION:
	case TN_DEF_RESULT:
		lower_variant(gen, body, use, from, out);
		return;
	case TN_DEF_RECORD:
	case TN_DEF_TUPLE:
	case TN_DEF_FIXED_LIST:
		for (uint32_t i = 0;
			i < tn_cshape_field_count(def) && !tn_clift_too_much(gen, body); i++)
			tn_clift_lower(gen, body,
				(struct tn_cuse){ tn_cshape_field_type(def, i), use.scope },
				tn_cshape_field(gen, def, from, i), out);
		return;
	default: /* enum, flags, stream, future */
		lower_primitive(gen, TN_TY_U32, from, out);
		return;
	}
}

/* ---- lifting ---- */

struct tn_str tn_clift_scalar(struct tn_cgen *gen, struct tn_cuse use, struct tn_str flat)
{
	struct tn_cuse of = tn_ctypes_resolve(gen, use);
	switch (of.ty) {
	case TN_TY_S32:
	case TN_TY_S64:
	case TN_TY_F32:
	case TN_TY_F64:
		return flat;
	default:
		return tn_str_format(
			gen->arena, "(%.*s) %.*s", TN_S(tn_ctypes_name(gen, use)), TN_S(flat));
	}
}

static void lift_range(struct tn_cgen *gen, struct tn_cbody *body, struct tn_str pointer_type,
	struct tn_cplace to, const struct tn_str *flats)
{
	tn_ctext_line(&body->text, "%.*s = (%.*s *) %.*s;", TN_S(value_of(gen, to, "ptr")),
		TN_S(pointer_type), TN_S(flats[0]));
	tn_ctext_line(&body->text, "%.*s = (size_t) %.*s;", TN_S(value_of(gen, to, "len")),
		TN_S(flats[1]));
}

static void lift_handle(struct tn_cgen *gen, struct tn_cbody *body, struct tn_cuse use,
	struct tn_cplace to, struct tn_str flat)
{
	const struct tn_ctype *resource = tn_ctypes_resource(gen, use);
	bool is_borrow = tn_ctypes_is_kind(gen, use, TN_DEF_BORROW);
	if (is_borrow && gen->scopes.ptr[resource->scope].is_export) {
		tn_ctext_line(&body->text, "%.*s = (%.*s) %.*s;",
			TN_S(tn_cshape_value(gen->arena, to)), TN_S(resource->borrow), TN_S(flat));
		return;
	}
	tn_ctext_line(&body->text, "%.*s = %.*s;", TN_S(value_of(gen, to, "__handle")), TN_S(flat));
}

static void lift_variant(struct tn_cgen *gen, struct tn_cbody *body, struct tn_cuse use,
	struct tn_cplace to, const struct tn_str *flats)
{
	const struct tn_typedef *def = tn_ctypes_def(gen, use);
	const struct tn_vt_def *abi = abi_of(gen, use);
	struct tn_ctext *out = &body->text;
	const char *tag_type = def->kind != TN_DEF_VARIANT             ? "bool"
			       : tn_cshape_case_count(def) <= 1u << 8  ? "uint8_t"
			       : tn_cshape_case_count(def) <= 1u << 16 ? "uint16_t"
								       : "uint32_t";
	tn_ctext_line(out, "%.*s = (%s) %.*s;", TN_S(value_of(gen, to, tn_cshape_tag_name(def))),
		tag_type, TN_S(flats[0]));
	if (abi->flat_count[0] == 1)
		return;
	tn_cshape_open_cases(out, def, flats[0]);
	for (uint32_t i = 0; i < tn_cshape_case_count(def) && !tn_clift_too_much(gen, body); i++) {
		struct tn_cuse payload = { tn_cshape_case_type(def, i), use.scope };
		if (payload.ty == TN_TY_NONE)
			continue;
		const struct tn_vt_def *part = abi_of(gen, payload);
		struct tn_str casts[TN_ABI_MAX_FLAT_PARAMS];
		for (uint32_t k = 0; k < part->flat_count[0]; k++)
			casts[k] = cast(gen, abi->flat[0][1 + k], part->flat[0][k], flats[1 + k]);
		tn_cshape_open_case(out, def, flats[0], i);
		tn_clift_lift(gen, body, payload, tn_cshape_case_place(gen, def, to, i), casts);
		tn_cshape_close_case(out, def);
	}
	tn_cshape_close_cases(out, def);
}

static void lift_fields(struct tn_cgen *gen, struct tn_cbody *body, struct tn_cuse use,
	struct tn_cplace to, const struct tn_str *flats)
{
	const struct tn_typedef *def = tn_ctypes_def(gen, use);
	for (uint32_t i = 0; i < tn_cshape_field_count(def) && !tn_clift_too_much(gen, body); i++) {
		struct tn_cuse part = { tn_cshape_field_type(def, i), use.scope };
		tn_clift_lift(gen, body, part, tn_cshape_field(gen, def, to, i), flats);
		flats += abi_of(gen, part)->flat_count[0];
	}
}

void tn_clift_lift(struct tn_cgen *gen, struct tn_cbody *body, struct tn_cuse use,
	struct tn_cplace to, const struct tn_str *flats)
{
	struct tn_cuse named = use;
	use = tn_ctypes_resolve(gen, use);
	const struct tn_typedef *def = tn_ctypes_def(gen, use);
	if (use.ty == TN_TY_STRING) {
		lift_range(gen, body,
			gen->options->encoding == TN_CENCODING_UTF16 ? TN_STR("uint16_t")
								     : TN_STR("uint8_t"),
			to, flats);
		return;
	}
	switch (def ? def->kind : TN_DEF_ENUM) {
	case TN_DEF_LIST:
		lift_range(gen, body, tn_ctypes_name(gen, (struct tn_cuse){ def->a, use.scope }),
			to, flats);
		return;
	case TN_DEF_MAP:
		lift_range(gen, body, FORMAT("%.*s_entry_t", TN_S(tn_ctypes_get(gen, use)->prefix)),
			to, flats);
		return;
	case TN_DEF_OWN:
	case TN_DEF_BORROW:
		lift_handle(gen, body, use, to, flats[0]);
		return;
	case TN_DEF_VARIANT:
	case TN_DEF_OPTION:
	case TN_DEF_RESULT:
		lift_variant(gen, body, use, to, flats);
		return;
	case TN_DEF_RECORD:
	case TN_DEF_TUPLE:
	case TN_DEF_FIXED_LIST:
		lift_fields(gen, body, use, to, flats);
		return;
	default: /* primitives, enum, flags, stream, future */
		tn_ctext_line(&body->text, "%.*s = %.*s;", TN_S(tn_cshape_value(gen->arena, to)),
			TN_S(tn_clift_scalar(gen, named, flats[0])));
		return;
	}
}
