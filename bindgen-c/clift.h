/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Between C values and flat core values: CanonicalABI.md "Flattening", "Flat Lifting", "Flat
 * Lowering". Pointers are int32_t in flat positions, as they are in WebAssembly.
 */
#ifndef TN_BINDGEN_C_CLIFT_H
#define TN_BINDGEN_C_CLIFT_H

#include "bindgen-c/cshape.h"

/* Flat values: expressions. */
struct tn_cflats {
	struct tn_str expr[TN_ABI_MAX_FLAT_PARAMS + 1];
	uint32_t len;
};

/* The body of one generated function. */
struct tn_cbody {
	const struct tn_cfunc *func;
	struct tn_ctext text;
	struct tn_ctext decls; /* variables that statements behind the call need */
	struct tn_ctext drops; /* borrows to be dropped when the function returns */
	struct tn_map taken;   /* names of parameters and variables -> next number behind them */
};

void tn_clift_begin(struct tn_cbody *body, const struct tn_cfunc *func, struct tn_arena *arena);
/* A name that nothing in the function has: `base`, or with a number behind it. */
struct tn_str tn_clift_fresh(struct tn_cgen *gen, struct tn_cbody *body, const char *base);

/* "int32_t" for a core type. */
const char *tn_clift_core_type(tn_core_ty type);

/* Variants of variants multiply: true, with a diagnostic, past limits.bindgen_bytes. */
bool tn_clift_too_much(struct tn_cgen *gen, const struct tn_cbody *body);
/* Appends the flat values of `from`; statements that compute them go to the body. */
void tn_clift_lower(struct tn_cgen *gen, struct tn_cbody *body, struct tn_cuse use,
	struct tn_cplace from, struct tn_cflats *out);
/* Writes statements that set `to` from flat values. */
void tn_clift_lift(struct tn_cgen *gen, struct tn_cbody *body, struct tn_cuse use,
	struct tn_cplace to, const struct tn_str *flats);
/* A type without a C struct: the expression of its value. */
struct tn_str tn_clift_scalar(struct tn_cgen *gen, struct tn_cuse use, struct tn_str flat);

#endif
