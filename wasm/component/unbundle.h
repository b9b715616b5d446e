/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Core modules taken out of a component: what was inside is imported, so that an engine can compile
 * and share it by itself. The rest of the component stays as it is.
 */
#ifndef TN_WASM_COMPONENT_UNBUNDLE_H
#define TN_WASM_COMPONENT_UNBUNDLE_H

#include "wasm/component/ir.h"
#include "wasm/core/module.h"

struct tn_unbundled {
	struct tn_str name; /* of the import: "unbundled-module0" */
	struct tn_bytes bytes;
};

struct tn_unbundle {
	struct tn_bytes component;
	TN_VEC(struct tn_unbundled) modules; /* in the order of the file */
};

/* Modules of more than `threshold` bytes, at every depth. False after diagnostics. */
bool tn_unbundle_component(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	struct tn_bytes bytes, uint64_t threshold, struct tn_unbundle *out);

/*
 * moduletype.c: a core module type that says of a module all that its outside is, with the type
 * definitions that need be. Appended to the scope. The module lives as long as the node.
 */
struct tn_node *tn_moduletype_make(struct tn_scope *scope, const struct tn_module *module);

#endif
