/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The section `metadata.code.branch_hint`, held against the code; see branchhints.h. */
#include "wasm/core/branchhints.h"

#define FAIL(h, place, ...)                                                                        \
	((h)->at = (place), (h)->error = tn_str_format((h)->arena, __VA_ARGS__), false)

struct tn_branch_hints tn_branchhints(
	struct tn_arena *arena, const struct tn_module *m, struct tn_bytes section)
{
	struct tn_branch_hints h = { .arena = arena, .m = m, .last_func = -1 };
	h.r = tn_reader_new(section, section.ptr);
	h.funcs = tn_reader_count(&h.r, 2);
	return h;
}

static bool broken(struct tn_branch_hints *h)
{
	return FAIL(h, h->r.base + h->r.error_offset, "%s", h->r.error);
}

/* "Binary": functions stand in rising order, each once. */
static bool next_func(struct tn_branch_hints *h)
{
	const uint8_t *at = h->r.at;
	uint32_t func = tn_reader_u32(&h->r), imported = h->m->imported[TN_CORE_KIND_FUNC];
	h->hints = tn_reader_count(&h->r, 3);
	h->has_bare = h->has_bare || !h->hints;
	if (h->r.error)
		return broken(h);
	if (func <= h->last_func)
		return FAIL(h, at, "function %u is out of order", func);
	if (func >= h->m->funcs.len)
		return FAIL(h, at, "there are hints for function %u, but only %u functions", func,
			h->m->funcs.len);
	if (func < imported || func - imported >= h->m->bodies.len)
		return FAIL(h, at, "function %u is imported and has no branches", func);
	h->func = func;
	h->last_func = func;
	h->last_offset = -1;
	h->code = tn_module_code(h->m, func, NULL);
	h->instr.at = NULL;
	h->funcs--;
	return true;
}

bool tn_branchhints_next(struct tn_branch_hints *h, struct tn_branch_hint *out)
{
	if (h->r.error)
		return broken(h);
	while (!h->hints && h->funcs)
		if (!next_func(h))
			return false;
	if (!h->hints)
		return h->r.at == h->r.end ? false
					   : FAIL(h, h->r.at, "the section is longer than what it says");
	const uint8_t *body = h->m->bodies.ptr[h->func - h->m->imported[TN_CORE_KIND_FUNC]].ptr;
	const uint8_t *at = h->r.at;
	uint32_t offset = tn_reader_u32(&h->r), size = tn_reader_u32(&h->r);
	uint8_t value = tn_reader_byte(&h->r);
	if (h->r.error)
		return broken(h);
	if (offset <= h->last_offset)
		return FAIL(h, at, "hints are out of order in function %u", h->func);
	if (size != 1 || value > 1)
		return FAIL(h, at, "a hint is one byte, 0 or 1");
	while (!h->instr.at || h->instr.at < body + offset)
		if (!tn_coreinstr_next(&h->code, &h->instr))
			break;
	if (h->instr.at != body + offset ||
		(h->instr.opcode != TN_OP_IF && h->instr.opcode != TN_OP_BR_IF))
		return FAIL(h, at, "no `if` or `br_if` is at byte %u of function %u", offset, h->func);
	h->last_offset = offset;
	h->hints--;
	*out = (struct tn_branch_hint){ h->func, offset, value == 1 };
	return true;
}
