/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What a file is, told by its first bytes; and one way of saying that it is of the wrong kind. */
#ifndef TN_WASM_CORE_FILEKIND_H
#define TN_WASM_CORE_FILEKIND_H

#include "base/ctx.h"

/* What a verb takes. */
enum tn_file_wanted {
	TN_WANT_MODULE,
	TN_WANT_COMPONENT,
	TN_WANT_WASM, /* either of them */
	TN_WANT_WIT,  /* WIT text */
};

/*
 * True when the bytes are what is wanted, or damaged in a way that their reader will tell. Else one diagnostic,
 * wrong-kind, at the begin of the source: what it is, and which verb makes of it what is wanted.
 * `role` says which input it is ("the module", "library `x`"); empty when there is one input.
 */
bool tn_filekind_check(
	struct tn_ctx *cx, uint32_t source, enum tn_file_wanted wanted, struct tn_str role);

#endif
