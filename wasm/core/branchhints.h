/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Hints for branches, one by one: proposal branch-hinting, "Binary". The one reader behind the check and
 * the printer.
 *
 *     struct tn_branch_hints h = tn_branchhints(arena, module, section->bytes);
 *     struct tn_branch_hint hint;
 *     while (tn_branchhints_next(&h, &hint)) …
 *     if (h.error.len) …                             // what is wrong, at h.at
 */
#ifndef TN_WASM_CORE_BRANCHHINTS_H
#define TN_WASM_CORE_BRANCHHINTS_H

#include "wasm/core/coreinstr.h"
#include "wasm/core/module.h"

#define TN_BRANCHHINTS_NAME TN_STR("metadata.code.branch_hint")

struct tn_branch_hint {
	uint32_t func, offset; /* of an `if` or a `br_if`, in the function's body */
	bool is_likely;
};

struct tn_branch_hints {
	struct tn_arena *arena;
	const struct tn_module *m; /* its bodies are well-formed up to the hints */
	struct tn_str error;       /* empty: all is well */
	const uint8_t *at;         /* where the error is */
	bool has_bare;             /* a function without any hint was met */
	/* inside */
	struct tn_reader r, code;
	struct tn_coreinstr instr;
	uint32_t func, funcs, hints; /* at hand; how many are to come */
	int64_t last_func, last_offset;
};

struct tn_branch_hints tn_branchhints(
	struct tn_arena *arena, const struct tn_module *m, struct tn_bytes section);
/* In the order of the code. False at the end and at what is wrong. */
bool tn_branchhints_next(struct tn_branch_hints *h, struct tn_branch_hint *out);

#endif
