/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Diagnostics as text for people, as JSON and SARIF for programs. The list is sorted before. */
#ifndef TN_API_RENDER_H
#define TN_API_RENDER_H

#include "base/buf.h"
#include "base/ctx.h"

void tn_render_text(struct tn_ctx *cx, bool ran_out_of_memory, bool color, struct tn_buf *out);
void tn_render_json(struct tn_ctx *cx, bool ran_out_of_memory, struct tn_buf *out);
void tn_render_sarif(struct tn_ctx *cx, bool ran_out_of_memory, struct tn_buf *out);
/* What the cap kept back, in words; empty when nothing. */
struct tn_str tn_render_rest(struct tn_ctx *cx, struct tn_arena *arena);

#endif
