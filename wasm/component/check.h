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

#endif
