/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Diagnostics are collected, never printed here. A failed call has reported at least one error.
 *
 *     struct tn_diag *d = tn_diag_error(cx, TN_E_UNKNOWN_TYPE, span, "no type `%.*s`", TN_S(name));
 *     tn_diag_note(cx, d, other_span, "…");
 *     tn_diag_hint(cx, d, "did you mean `%.*s`?", TN_S(best));
 */
#ifndef TN_BASE_DIAG_H
#define TN_BASE_DIAG_H

#include "base/source.h"

struct tn_ctx;

/* TN_E_…: one enumerator a row of diag.def; tn_diag_name gives "unknown-type". */
enum tn_code {
#define TN_DIAG(id, name, what) TN_E_##id,
#include "base/diag.def"
#undef TN_DIAG
	TN_CODE_COUNT
};

enum tn_severity { TN_ERROR, TN_WARNING };

struct tn_note {
	struct tn_span span; /* source 0: about the whole */
	struct tn_str message;
};

struct tn_diag {
	enum tn_severity severity;
	enum tn_code code;
	struct tn_span span;
	struct tn_str message;
	TN_VEC(struct tn_note) notes;
	struct tn_str hint;        /* what to do; empty when there is none */
	struct tn_str replacement; /* text that would replace the span; empty when there is none */
};

struct tn_diags {
	struct tn_arena *arena;
	TN_VEC(struct tn_diag *) list; /* as reported; tn_diag_sort puts them in source order */
	uint32_t errors, warnings;     /* counted also past the cap, limits.max_errors of each */
	struct tn_diag *spare;         /* given out past the cap, never listed */
	uint32_t seen;                 /* so many of the list stay, whatever comes before them */
};

const char *tn_diag_name(enum tn_code code);
const char *tn_diag_what(enum tn_code code);

struct tn_diag *tn_diag_error(struct tn_ctx *cx, enum tn_code code, struct tn_span span,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
struct tn_diag *tn_diag_warning(struct tn_ctx *cx, enum tn_code code, struct tn_span span,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
void tn_diag_note(struct tn_ctx *cx, struct tn_diag *diag, struct tn_span span, const char *format,
	...) __attribute__((format(printf, 4, 5)));
void tn_diag_hint(struct tn_ctx *cx, struct tn_diag *diag, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* True once further errors are counted only: words for them would be made in vain. */
bool tn_diag_is_full(const struct tn_ctx *cx);
/*
 * Whether to look for what `diag` perhaps means: nobody reads on behind so many errors, nor what is counted only, and
 * a guess compares with everything there is. NULL: the diagnostic is yet to come.
 */
bool tn_diag_may_guess(const struct tn_ctx *cx, const struct tn_diag *diag);
void tn_diag_sort(struct tn_ctx *cx); /* by source and offset, stable */

#endif
