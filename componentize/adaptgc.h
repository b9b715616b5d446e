/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A core module reduced to what some of its exports reach. Adapters of the custom (no memory, data
 * or table of their own) also get the stack they cannot bring: 64 KiB of the main module's memory,
 * from its realloc or by growing the memory.
 */
#ifndef TN_COMPONENTIZE_ADAPTGC_H
#define TN_COMPONENTIZE_ADAPTGC_H

#include "wasm/core/module.h"

struct tn_adaptgc_options {
	const bool *keep;           /* by export of the module */
	bool is_guest_of_main;      /* an adapter that lives in the main module's memory */
	bool memory_is_fresh;       /* data that is all zero need not be written into it */
	struct tn_str main_realloc; /* what the main module exports it as; ptr NULL: it does not */
	struct tn_str module_name;  /* for the name section; ptr NULL: none */
	struct tn_str what;         /* for messages */
};

/* Empty after diagnostics. */
struct tn_bytes tn_adaptgc_run(struct tn_ctx *cx, struct tn_arena *arena,
	const struct tn_module *module, const struct tn_adaptgc_options *options);

#endif
