/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Linking, as a table of contents. Paths of components in; the bytes of one component out. */
#include "compose/link.h"

#include "wasm/component/check.h"

bool tn_link_run(struct tn_ctx *cx, struct tn_arena *arena, const struct tn_str *paths,
	uint32_t count, const struct tn_link_options *options, struct tn_link **out_link,
	struct tn_bytes *out)
{
	struct tn_link *link = TN_NEW(arena, struct tn_link);
	*out_link = link;
	link->cx = cx;
	link->arena = arena;
	link->options = options;
	link->ir = tn_ir_new(cx, arena);
	link->offers_by_key.arena = arena;
	link->alias_index.arena = arena;

	if (!tn_locate_parts(link, paths, count))
		return false;
	/* Errors of wiring and of order are independent: report both. */
	bool wired = tn_wire_parts(link);
	if (!tn_linkorder_parts(link) || !wired)
		return false;
	if (!tn_assemble_parts(link))
		return false;
	*out = tn_irwrite_component(arena, link->out);
	if (!out->len)
		return false;
	uint32_t source = tn_source_add(&cx->sources, TN_STR("the linked component"), *out, false);
	return tn_check_bytes(cx, source, *out);
}
