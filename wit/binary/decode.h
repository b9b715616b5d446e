/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Components back to WIT: encoded packages (the current encoding and the older one that put a whole
 * package into one component type), encoded worlds, and any component, whose imports and exports
 * become the world `root` of the package `root:component`. Other packages that are mentioned become
 * packages beside it, as far as they are mentioned.
 *
 * Names, order and the sharing of types are those of the binary. Nothing is trusted: what WIT cannot
 * say, or what is no component at all, is a diagnostic with the byte offset.
 */
#ifndef TN_WIT_BINARY_DECODE_H
#define TN_WIT_BINARY_DECODE_H

#include "wasm/component/ir.h"
#include "wit/model/model.h"

struct tn_decoded {
	bool is_package;  /* an encoded package; else a component, seen as a world */
	tn_pkg package;   /* the package, or `root:component` */
	tn_world world;   /* of a component or an encoded world; else TN_NO_ID */
};

/*
 * Reads a component and validates everything but the bodies of core modules, with every feature on:
 * what WIT can say may be decoded, whatever an engine would run. NULL after diagnostics.
 */
struct tn_scope *tn_decode_read(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	uint32_t base, struct tn_bytes bytes);

/*
 * Each fills `wit`, which must be new (tn_model_new). False after diagnostics; then `wit` is not to
 * be used.
 */
bool tn_decode_component(struct tn_wit *wit, uint32_t source, uint32_t base, struct tn_bytes bytes,
	struct tn_decoded *out);
/* The same of a component that is already read. */
bool tn_decode_scope(struct tn_wit *wit, const struct tn_scope *component, struct tn_decoded *out);
/* A component that exports one component type: the world of a component-type section. */
bool tn_decode_world(struct tn_wit *wit, const struct tn_scope *component, struct tn_decoded *out);

#endif
