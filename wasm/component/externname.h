/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Names of imports and exports: Explainer.md "Import and Export Definitions", "Name Uniqueness". */
#ifndef TN_WASM_COMPONENT_EXTERNNAME_H
#define TN_WASM_COMPONENT_EXTERNNAME_H

#include "base/buf.h"
#include "base/ctx.h"

enum tn_externname_kind {
	TN_EXTERNNAME_LABEL,       /* "a", "[get]a", "[set]a" */
	TN_EXTERNNAME_CONSTRUCTOR, /* "[constructor]r" */
	TN_EXTERNNAME_METHOD,      /* "[method]r.f", "[method][get]r.p", … */
	TN_EXTERNNAME_STATIC,      /* "[static]r.f", … */
	TN_EXTERNNAME_INTERFACE,   /* "ns:pkg/iface@1.2.3" */
};

enum tn_externname_access { TN_EXTERNNAME_PLAIN, TN_EXTERNNAME_GET, TN_EXTERNNAME_SET };

/* The parts are slices of the text. */
struct tn_externname {
	enum tn_externname_kind kind;
	enum tn_externname_access access;
	struct tn_str resource; /* constructor, method, static */
	struct tn_str label;    /* label, method, static: the last part */
	struct tn_str path;     /* interface: all before "@" */
	struct tn_str version;  /* interface: behind "@"; ptr NULL when there is none */
	uint64_t needs;         /* features without which there are no such names */
};

/* Explainer.md "label": kebab case. */
bool tn_externname_is_label(struct tn_str text);
/*
 * Parses a name. False when it is none: `*error` says why, in words (arena text). The version of an
 * interface is not looked at: it is judged together with the version suffix.
 */
bool tn_externname_parse(struct tn_str text, struct tn_arena *arena, struct tn_externname *out,
	struct tn_str *error);
/*
 * Appends the canonical form: two names of one scope clash when theirs are equal. Lower case,
 * hyphens dropped, "[method]r.r" is "r", annotations stripped except "[constructor]" and "[set]".
 */
void tn_externname_fold(struct tn_buf *out, const struct tn_externname *name);
/* The same for labels of fields, cases, flags and parameters. */
void tn_externname_fold_label(struct tn_buf *out, struct tn_str label);

#endif
