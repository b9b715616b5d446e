/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Optimising: every core module of a component through Binaryen, which lives in a program of its
 * own (worker/tenon-binaryen.c). A component's bytes in, the same world in fewer bytes out.
 */
#ifndef TN_COMPOSE_OPTIMIZE_H
#define TN_COMPOSE_OPTIMIZE_H

#include "wasm/component/ir.h"

struct tn_optimize_progress {
	uint32_t done, total; /* modules */
	struct tn_str name;   /* the module that has just ended */
	size_t before, after; /* its bytes */
};

struct tn_optimize_options {
	char level;           /* '0' '1' '2' '3' '4' 's' 'z' */
	bool keep_names;      /* name sections and component-name sections stay */
	bool keep_going;      /* a module that Binaryen fails on stays as it was */
	uint32_t jobs;        /* at once; 0: as many as there are cores */
	struct tn_str worker; /* path of tenon-binaryen */
	void (*progress)(void *user, const struct tn_optimize_progress *progress);
	void *user;
};

/* A component or a core module. The result is validated. False after diagnostics. */
bool tn_optimize_bytes(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	struct tn_bytes bytes, const struct tn_optimize_options *options, struct tn_bytes *out);

#endif
