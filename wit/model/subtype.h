/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Do two pieces of WIT say the same? Types, functions and interfaces of two models (of one session,
 * so that names compare as numbers), compared by structure: aliases and `use` do not count,
 * resources are the same when they have the same name in the same interface. When something differs,
 * the first difference is told in WIT terms, both sides of it.
 * Explainer.md "Subtyping": value types are the same or they are not; an interface may offer more.
 */
#ifndef TN_WIT_MODEL_SUBTYPE_H
#define TN_WIT_MODEL_SUBTYPE_H

#include "wit/model/model.h"

enum tn_mismatch_kind {
	TN_MISMATCH_NONE,
	TN_MISMATCH_MISSING_FUNC, /* b has a function that a has not */
	TN_MISMATCH_MISSING_TYPE,
	TN_MISMATCH_FUNC,         /* a function's signature differs */
	TN_MISMATCH_TYPE,         /* a type's definition differs */
};

/* All text is in the arena given to tn_subtype_init. */
struct tn_mismatch {
	enum tn_mismatch_kind kind;
	tn_name name;          /* the function or type of the interface */
	struct tn_str where;   /* "parameter `zip`, field `code` of record `address`"; may be empty */
	struct tn_str a, b;    /* what stands there on either side, in WIT; empty: nothing does */
	struct tn_span a_span, b_span;
};

/* One comparison of two models; remembers what it has found equal. */
struct tn_subtype {
	const struct tn_wit *a, *b;
	struct tn_arena *arena;
	tn_iface a_self, b_self; /* the interfaces compared, whatever they are called; or TN_NO_ID */
	bool any_version;        /* a package is the same package in all its versions */
	struct tn_map equal;     /* (definition in a, definition in b) */
	struct tn_mismatch *why;
	TN_VEC(struct tn_str) path; /* innermost first */
	uint32_t depth;
};

void tn_subtype_init(struct tn_subtype *s, const struct tn_wit *a, const struct tn_wit *b,
	struct tn_arena *arena);
/* Each gives true when b's can be satisfied by a's; else fills *why (which may be NULL). */
bool tn_subtype_type(struct tn_subtype *s, tn_ty a, tn_ty b, struct tn_mismatch *why);
bool tn_subtype_func(struct tn_subtype *s, const struct tn_func *a, const struct tn_func *b,
	struct tn_mismatch *why);
bool tn_subtype_in_interface(struct tn_subtype *s, tn_iface a, tn_iface b, struct tn_mismatch *why);
/*
 * The same, but told of every type and function that does not do; `found` gives false to stop.
 */
typedef bool tn_subtype_found(void *user, const struct tn_mismatch *why);
bool tn_subtype_each(struct tn_subtype *s, tn_iface a, tn_iface b, tn_subtype_found *found,
	void *user);
/* Takes two definitions for the same, aliases too, whatever they are. */
void tn_subtype_assume(struct tn_subtype *s, tn_def a, tn_def b);
/* Whether two definitions, no aliases, are made the same way, whatever is assumed of themselves. */
bool tn_subtype_inside(struct tn_subtype *s, tn_def a, tn_def b, struct tn_mismatch *why);
/* The difference of these two was reported: what they are parts of shall not be blamed for it. */
void tn_subtype_forgive(struct tn_subtype *s, tn_ty a, tn_ty b);
/* tn_subtype_in_interface by itself; text lives in a's arena. */
bool tn_subtype_interface(const struct tn_wit *a, tn_iface ia, const struct tn_wit *b, tn_iface ib,
	struct tn_mismatch *why);
/*
 * One line for a diagnostic, "function `compute`: parameter `zip`: `u32` instead of `string`": `a` is
 * what is there, `b` what is wanted.
 */
struct tn_str tn_subtype_text(const struct tn_wit *wit, struct tn_arena *arena,
	const struct tn_mismatch *why);

#endif
