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
	uint64_t *by; /* a bit a module; NULL: none, it is passed on or of types only */
};

typedef TN_VEC(struct tn_inspect_import) tn_inspect_import_list;

static inline bool tn_inspect_is_by(const struct tn_inspect_import *import, uint32_t module)
{
	return import->by && import->by[module / 64] >> module % 64 & 1;
}

/*
 * The imports of the component, which is valid, in their order. Core modules go by number: their place
 * among all of the file, in its order.
 */
tn_inspect_import_list tn_inspect_imports(
	struct tn_arena *arena, struct tn_scope *component, uint32_t module_count);

#endif
