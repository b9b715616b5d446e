/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a file consists of: sections with their sizes and share, what lies in what, what each core
 * module imports from whom, which features it uses and who made it.
 */
#ifndef TN_WASM_COMPONENT_INSPECT_H
#define TN_WASM_COMPONENT_INSPECT_H

#include "wasm/core/layers.h"

/* Text for people, or one JSON object; `wit` is its world, or empty. Works on what is well framed; what is not valid says less. */
void tn_inspect_layers(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	const struct tn_layer *root, struct tn_str wit, bool json, struct tn_buf *out);

#endif
