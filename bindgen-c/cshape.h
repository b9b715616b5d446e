/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The shape of a C value, for whoever walks through one: where its fields lie, and its cases.
 * Options and results are variants with a bool for a tag. "def" is without aliases.
 */
#ifndef TN_BINDGEN_C_CSHAPE_H
#define TN_BINDGEN_C_CSHAPE_H

#include "bindgen-c/cgen.h"

/* An lvalue in the generated code: text, or what a pointer of that text points to. */
struct tn_cplace {
	struct tn_str text;
	bool is_pointer;
};

struct tn_str tn_cshape_value(struct tn_arena *arena, struct tn_cplace place); /* the value */
struct tn_str tn_cshape_address(
	struct tn_arena *arena, struct tn_cplace place); /* a pointer to it */
struct tn_cplace tn_cshape_member(
	struct tn_arena *arena, struct tn_cplace place, struct tn_str name);

/* Records, tuples, fixed-length lists. */
uint32_t tn_cshape_field_count(const struct tn_typedef *def);
tn_ty tn_cshape_field_type(const struct tn_typedef *def, uint32_t i);
struct tn_cplace tn_cshape_field(
	struct tn_cgen *gen, const struct tn_typedef *def, struct tn_cplace place, uint32_t i);

/* Variants, options, results. */
uint32_t tn_cshape_case_count(const struct tn_typedef *def);
tn_ty tn_cshape_case_type(const struct tn_typedef *def, uint32_t i); /* TN_TY_NONE: no payload */
struct tn_cplace tn_cshape_case_place(
	struct tn_cgen *gen, const struct tn_typedef *def, struct tn_cplace place, uint32_t i);
const char *tn_cshape_tag_name(const struct tn_typedef *def);
/* Code for each case with a payload: open_cases { open_case … close_case }* close_cases. */
void tn_cshape_open_cases(struct tn_ctext *out, const struct tn_typedef *def, struct tn_str tag);
void tn_cshape_open_case(
	struct tn_ctext *out, const struct tn_typedef *def, struct tn_str tag, uint32_t i);
void tn_cshape_close_case(struct tn_ctext *out, const struct tn_typedef *def);
void tn_cshape_close_cases(struct tn_ctext *out, const struct tn_typedef *def);

#endif
