/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The validator: Explainer.md and Binary.md, every rule; features from cx->wasm_features.
 * It gives every node a type as a side table, which linking and `targets` ask.
 */
#ifndef TN_WASM_COMPONENT_CHECK_H
#define TN_WASM_COMPONENT_CHECK_H

#include "wasm/component/ir.h"
#include "wasm/component/type.h"

/*
 * Reads and validates bytes of either kind (core module or component). False after diagnostics.
 * Every output of Tenon goes through this before it is written.
 */
bool tn_check_bytes(struct tn_ctx *cx, uint32_t source, struct tn_bytes bytes);

struct tn_check; /* what validation learnt of one component */

/* Validates a component that has been read; what it learnt lives in `arena`. NULL after diagnostics. */
struct tn_check *tn_check_scope(struct tn_ctx *cx, struct tn_arena *arena, struct tn_scope *component);

/*
 * May the export `given` of one component satisfy the import `wanted` of another? Resource types
 * of the two are matched as they are met, and consistently. When not: false, and `*reason` says in
 * WIT terms where they part ("function `tax-of`, parameter `zip`: string is wanted, u32 is given").
 * Explainer.md "Type Checking": subtyping of instances and functions.
 */
bool tn_check_fits(const struct tn_check *giver, const struct tn_node *given,
	const struct tn_check *taker, const struct tn_node *wanted, struct tn_arena *arena,
	struct tn_str *reason);

#endif
