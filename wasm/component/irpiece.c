/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Types written alone, so that a large component need not stand in memory as nodes. In: a scope or a
 * type node. Out: its bytes; in instance types with holes for the indices of the scope around them.
 */
#include "wasm/component/irwrite.h"

static void keep_piece(struct tn_arena *arena, const struct tn_buf *bytes,
	const struct tn_irholes *holes, uint32_t count, struct tn_irpiece *out)
{
	size_t patches = holes->list.len * sizeof *holes->list.ptr;
	uint8_t *copy = tn_mem_raw(arena, bytes->len);
	*out = (struct tn_irpiece){ .count = count };
	if (bytes->len)
		memcpy(copy, bytes->ptr, bytes->len);
	out->decls.bytes = (struct tn_bytes){ copy, bytes->len };
	out->decls.patch_count = holes->list.len;
	if (patches)
		out->decls.patches = memcpy(tn_mem_raw(arena, patches), holes->list.ptr, patches);
}

bool tn_irpiece_write(struct tn_arena *arena, struct tn_scope *scope, uint32_t split,
	struct tn_irpiece out[2])
{
	struct tn_ctx *cx = scope->ir->cx;
	struct tn_mark mark = tn_mem_mark(&cx->scratch);
	struct tn_irwriter w = { .cx = cx, .arena = &cx->scratch };
	struct tn_irframe frame;
	struct tn_buf bytes = tn_buf_new(w.arena);
	tn_irorder_plan(&w, scope, true);
	tn_irwrite_open(&frame, &w, NULL, w.root, scope, &bytes);
	const uint32_t ends[3] = { 0, split, scope->nodes.len };
	for (int i = 0; i < 2 && !w.failed; i++) {
		struct tn_irholes holes = { { 0 } };
		frame.holes = &holes;
		frame.item_count = 0;
		bytes.len = 0;
		tn_irwrite_nodes(&frame, ends[i], ends[i + 1]);
		if (!w.failed)
			keep_piece(arena, &bytes, &holes, frame.item_count, &out[i]);
	}
	tn_mem_reset(&cx->scratch, mark);
	return !w.failed;
}

bool tn_irpiece_type(struct tn_node *type, struct tn_buf *out)
{
	struct tn_ctx *cx = type->scope->ir->cx;
	struct tn_mark mark = tn_mem_mark(&cx->scratch);
	struct tn_irwriter w = { .cx = cx, .arena = &cx->scratch };
	struct tn_irframe frame;
	tn_irorder_plan(&w, type->scope, false);
	tn_irwrite_open(&frame, &w, NULL, w.root, type->scope, out);
	if (!w.failed)
		tn_irencode_node(&frame, type, out);
	tn_mem_reset(&cx->scratch, mark);
	return !w.failed;
}
