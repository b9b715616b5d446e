/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Fields and cases of C values; see cshape.h. */
#include "bindgen-c/cshape.h"

#include <inttypes.h>

struct tn_str tn_cshape_value(struct tn_arena *arena, struct tn_cplace place)
{
	return place.is_pointer ? tn_str_format(arena, "*%.*s", TN_S(place.text)) : place.text;
}

struct tn_str tn_cshape_address(struct tn_arena *arena, struct tn_cplace place)
{
	return place.is_pointer ? place.text : tn_str_format(arena, "&%.*s", TN_S(place.text));
}

struct tn_cplace tn_cshape_member(
	struct tn_arena *arena, struct tn_cplace place, struct tn_str name)
{
	return (struct tn_cplace){
		.text = tn_str_format(arena, "%.*s%s%.*s", TN_S(place.text),
			place.is_pointer ? "->" : ".", TN_S(name)),
	};
}

static struct tn_cplace member(struct tn_cgen *gen, struct tn_cplace place, const char *name)
{
	return tn_cshape_member(gen->arena, place, tn_str_of(name));
}

static struct tn_str ident_of(struct tn_cgen *gen, const struct tn_member *member)
{
	return tn_cname_ident(gen->arena, tn_ctx_text(gen->cx, member->name));
}

/* Field i of a record, tuple or fixed-length list. */
struct tn_cplace tn_cshape_field(
	struct tn_cgen *gen, const struct tn_typedef *def, struct tn_cplace place, uint32_t i)
{
	switch (def->kind) {
	case TN_DEF_RECORD:
		return tn_cshape_member(gen->arena, place, ident_of(gen, &def->members.ptr[i]));
	case TN_DEF_TUPLE:
		return member(gen, place, tn_str_format(gen->arena, "f%" PRIu32, i).ptr);
	default:
		return member(gen, place, tn_str_format(gen->arena, "val[%" PRIu32 "]", i).ptr);
	}
}

uint32_t tn_cshape_field_count(const struct tn_typedef *def)
{
	return def->kind == TN_DEF_FIXED_LIST ? def->length : def->members.len;
}

tn_ty tn_cshape_field_type(const struct tn_typedef *def, uint32_t i)
{
	return def->kind == TN_DEF_FIXED_LIST ? def->a : def->members.ptr[i].ty;
}

/* ---- variants of all kinds, as cases with a tag ---- */

const char *tn_cshape_tag_name(const struct tn_typedef *def)
{
	return def->kind == TN_DEF_OPTION   ? "is_some"
	       : def->kind == TN_DEF_RESULT ? "is_err"
					    : "tag";
}

uint32_t tn_cshape_case_count(const struct tn_typedef *def)
{
	return def->kind == TN_DEF_VARIANT ? def->members.len : 2;
}

tn_ty tn_cshape_case_type(const struct tn_typedef *def, uint32_t i)
{
	switch (def->kind) {
	case TN_DEF_OPTION:
		return i == 0 ? TN_TY_NONE : def->a;
	case TN_DEF_RESULT:
		return i == 0 ? def->a : def->b;
	default:
		return def->members.ptr[i].ty;
	}
}

/* Options and results are told apart by a bool, variants by a number. */
void tn_cshape_open_cases(struct tn_ctext *out, const struct tn_typedef *def, struct tn_str tag)
{
	if (def->kind == TN_DEF_VARIANT)
		tn_ctext_line(out, "switch (%.*s) {", TN_S(tag));
}

void tn_cshape_open_case(
	struct tn_ctext *out, const struct tn_typedef *def, struct tn_str tag, uint32_t i)
{
	if (def->kind == TN_DEF_VARIANT)
		tn_ctext_line(out, "case %" PRIu32 ": {", i);
	else
		tn_ctext_line(out, "if (%s%.*s) {", i == 0 ? "!" : "", TN_S(tag));
}

void tn_cshape_close_case(struct tn_ctext *out, const struct tn_typedef *def)
{
	if (def->kind == TN_DEF_VARIANT)
		tn_ctext_line(out, "break;");
	tn_ctext_line(out, "}");
}

void tn_cshape_close_cases(struct tn_ctext *out, const struct tn_typedef *def)
{
	if (def->kind != TN_DEF_VARIANT)
		return;
	tn_ctext_line(out, "default: break;");
	tn_ctext_line(out, "}");
}

struct tn_cplace tn_cshape_case_place(
	struct tn_cgen *gen, const struct tn_typedef *def, struct tn_cplace place, uint32_t i)
{
	struct tn_cplace val = member(gen, place, "val");
	switch (def->kind) {
	case TN_DEF_OPTION:
		return val;
	case TN_DEF_RESULT:
		return member(gen, val, i == 0 ? "ok" : "err");
	default:
		return tn_cshape_member(gen->arena, val, ident_of(gen, &def->members.ptr[i]));
	}
}
