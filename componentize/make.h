/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The whole way from core modules to a component: worlds merged, modules matched, adapters reduced
 * to what is used of them, everything planned and wrapped, and the result validated.
 */
#ifndef TN_COMPONENTIZE_MAKE_H
#define TN_COMPONENTIZE_MAKE_H

#include "componentize/input.h"
#include "componentize/wrap.h"

struct tn_make_options {
	struct tn_plan_options plan;
	struct tn_wrap_options wrap;
	bool reject_legacy;
	bool keep_versions;   /* compatible versions of one import are not merged */
	bool skip_validation; /* of the result */
};

/* A module beside the main one. */
struct tn_make_adapter {
	struct tn_str name; /* the module name of the imports that it answers */
	struct tn_input input;
	struct tn_library *library; /* what it is given by name; NULL: nothing */
	/*
	 * The part whose memory it works in, by place, from 1; and the realloc of that part for values
	 * that go to the main module's memory all the same. 0: a library, taken as it is, when
	 * `library` is set; else an adapter that lives in the main module's memory.
	 */
	uint32_t memory_part;
	struct tn_str guest_realloc;
};

struct tn_make {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_make_options options;
	struct tn_input main;
	TN_VEC(struct tn_make_adapter) adapters;
	uint32_t
		guard; /* the adapter to be told of realloc and post-return, by place, from 1; or 0 */
	/* Adds to the fixup module before it is written (library links); may be NULL. */
	void (*arrange)(void *user, struct tn_fixup *fix);
	void *user;

	/* made on the way */
	struct tn_metadata all; /* the world of the component */
	struct tn_types types;
	struct tn_lower lower;
	struct tn_matcher matcher;
	struct tn_plan plan;
};

/* Inputs are read and options set; the rest is made here. False after diagnostics. */
bool tn_make_component(struct tn_make *make, struct tn_bytes *out);

/* ---- adapter.c ---- */

/*
 * Takes up what is needed of the adapters: part by part matched, reduced, matched again. Adapters
 * nobody needs do not become parts.
 */
bool tn_adapter_take(struct tn_make *make);
/* By world export: is it one of those of the module's own world? */
bool *tn_adapter_wanted(struct tn_make *make, const struct tn_metadata *metadata);

#endif
