/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which core modules bring the imports of a component: followed from the import through lowerings, shims
 * and nested components to the core modules that are given it.
 */
#ifndef TN_WASM_COMPONENT_INSPECT_IMPORTS_H
#define TN_WASM_COMPONENT_INSPECT_IMPORTS_H

#include "wasm/component/ir.h"

struct tn_inspect_import {
	const struct tn_node *node;
	uint32_t at; /* for tn_inspect_by */
};

typedef TN_VEC(struct tn_inspect_import) tn_inspect_import_list;

/* Core modules by number, ascending: their place among all of the file, in its order. */
typedef TN_VEC(uint32_t) tn_inspect_modules;

struct tn_inspect_trace; /* who is given what; in the arena */

/* Appends the imports of the component, which is valid, in their order. */
struct tn_inspect_trace *tn_inspect_imports(struct tn_arena *arena, struct tn_scope *component,
	uint32_t module_count, tn_inspect_import_list *imports);

/* The modules that bring the import; none: it is passed on or of types only. Until the next call. */
const tn_inspect_modules *tn_inspect_by(
	struct tn_inspect_trace *trace, const struct tn_inspect_import *import);

#endif
