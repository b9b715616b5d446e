/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Components as text, in the format that parses back to the same binary. Labels become identifiers,
 * other custom sections annotations. What the text format has no place for is lost: the name a core
 * module or nested component gives itself, where the component-name section has another for it.
 */
#ifndef TN_WASM_COMPONENT_COMPPRINT_H
#define TN_WASM_COMPONENT_COMPPRINT_H

#include "base/map.h"
#include "base/textout.h"
#include "wasm/component/ir.h"
#include "wasm/core/coreprint.h"

/*
 * Prints (component …) as it was read, without a line end. The options are those of core modules;
 * `skeleton` leaves out the contents of custom sections, too. False after a diagnostic: a core module
 * is malformed.
 */
bool tn_compprint(struct tn_ctx *cx, struct tn_arena *arena, const struct tn_scope *component,
	const struct tn_coreprint_options *options, struct tn_textout *out);

/* ---- inside the printer ---- */

/* A component whose end is not printed yet. */
struct tn_compprint_open {
	const struct tn_compprint_open *around;
	const struct tn_scope *scope;
	const struct tn_node *node; /* NULL: the root */
};

struct tn_compprint {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_textout *out;
	struct tn_coreprint_options options;
	bool is_good;
	uint32_t *numbers;    /* by node id */
	struct tn_map taken;  /* (scope and sort, label) -> node id that has the name */
	struct tn_map scopes; /* address of a scope -> its number in `taken` */
	const struct tn_compprint_open *open; /* the innermost */
};

/* "$name (;3;)" or "(;3;)"; "$name" or "3". */
void tn_compprint_define(struct tn_compprint *p, const struct tn_node *node);
void tn_compprint_use(struct tn_compprint *p, const struct tn_node *node);
void tn_compprint_nodes(struct tn_compprint *p, const struct tn_scope *scope);

/* compprint_type.c */
void tn_compprint_vref(struct tn_compprint *p, const struct tn_vref *ref);
void tn_compprint_type(struct tn_compprint *p, const struct tn_node *node);
/* A recursion group, or a module type, behind "(core ". */
void tn_compprint_core_type(struct tn_compprint *p, const struct tn_node *const *group, uint32_t count);
/* "(import …)" and "(export …)" inside a module type. */
void tn_compprint_module_entry(struct tn_compprint *p, const struct tn_node *node);

#endif
