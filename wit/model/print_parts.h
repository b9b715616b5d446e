/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Between the files of the printer: what is written to, and the parts that several of them write. */
#ifndef TN_WIT_MODEL_PRINT_PARTS_H
#define TN_WIT_MODEL_PRINT_PARTS_H

#include "wit/model/group.h"
#include "wit/model/print.h"

struct tn_printer {
	const struct tn_wit *wit;
	struct tn_buf *out;
	bool no_docs;
	bool at_line_start;
	bool any_items; /* something stands in this block: a blank line goes before the next item */
	uint32_t indent;
};

/* ---- print_text.c ---- */
void tn_print_put(struct tn_printer *p, struct tn_str text);
#define PUT(p, literal) tn_print_put((p), TN_STR(literal))
void tn_print_newline(struct tn_printer *p);
void tn_print_open(struct tn_printer *p);  /* " {" and the end of the line */
void tn_print_close(struct tn_printer *p); /* "}" */
void tn_print_semicolon(struct tn_printer *p);
/* With "%" in front of a keyword. */
void tn_print_escaped(struct tn_printer *p, struct tn_str name);
void tn_print_name(struct tn_printer *p, tn_name name);
void tn_print_docs(struct tn_printer *p, tn_name docs);
void tn_print_stability(struct tn_printer *p, const struct tn_stability *s);
void tn_print_external_id(struct tn_printer *p, tn_name id);
/* All three. */
void tn_print_meta(struct tn_printer *p, const struct tn_meta *meta);

static inline struct tn_str tn_print_text(const struct tn_printer *p, tn_name name)
{
	return tn_ctx_text(p->wit->cx, name);
}

/* ---- print_type.c ---- */
void tn_print_type(struct tn_printer *p, tn_ty ty);
/* What stands behind a function's name. */
void tn_print_signature(struct tn_printer *p, const struct tn_func *func);
void tn_print_func(struct tn_printer *p, const struct tn_func *func);
/* A definition; of a resource with its functions. */
void tn_print_declare(struct tn_printer *p, tn_def def, const struct tn_group *funcs);

#endif
