/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Canonical WIT text of a package. Parsed again it gives the same model, but for the order of a
 * resource's functions among the others: those are printed with their resource.
 */
#ifndef TN_WIT_MODEL_PRINT_H
#define TN_WIT_MODEL_PRINT_H

#include "base/buf.h"
#include "wit/model/model.h"

struct tn_print_options {
	bool no_docs;
	const tn_pkg *nested; /* further packages, printed behind as `package a:b { … }` */
	uint32_t nested_count;
};

/* `o` may be NULL. Scratch memory comes from out's arena. */
void tn_print_package(const struct tn_wit *wit, tn_pkg pkg, const struct tn_print_options *o,
	struct tn_buf *out);
/* `name` as it must be written: with "%" in front when it is a keyword. */
struct tn_str tn_print_escape(struct tn_arena *arena, struct tn_str name);
/* What a function is called in text: behind "[method]r." and the like. */
struct tn_str tn_print_func_name(const struct tn_wit *wit, const struct tn_func *func);
/*
 * A type as it is written where it is used; what stands behind the "=" of its definition, for the kinds
 * that have one, else its name; what stands behind a function's name.
 */
void tn_print_type_text(const struct tn_wit *wit, tn_ty ty, struct tn_buf *out);
void tn_print_definition_text(const struct tn_wit *wit, tn_ty ty, struct tn_buf *out);
void tn_print_func_text(const struct tn_wit *wit, const struct tn_func *func, struct tn_buf *out);

#endif
