/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Custom sections taken out of a module or a component, at every depth. Nothing but the framing of
 * sections is looked at; lengths are written anew in their shortest form.
 */
#ifndef TN_WASM_CORE_STRIP_H
#define TN_WASM_CORE_STRIP_H

#include "base/buf.h"
#include "base/ctx.h"

/* Sections that `drops` says yes to are left out. False after a diagnostic. */
bool tn_strip_bytes(struct tn_ctx *cx, uint32_t source, struct tn_bytes bytes,
	bool (*drops)(void *user, struct tn_str name), void *user, struct tn_buf *out);

#endif
