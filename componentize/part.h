/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The core modules that make up one component: the main module, adapters, libraries of a
 * shared-everything link. Part 0 is the main module.
 */
#ifndef TN_COMPONENTIZE_PART_H
#define TN_COMPONENTIZE_PART_H

#include "componentize/match.h"
#include "wit/binary/metadata.h"

enum tn_part_kind { TN_PART_MAIN, TN_PART_ADAPTER, TN_PART_LIBRARY };

enum { TN_PART_MAIN_INDEX = 0 };

/* An export of some part, offered to a library under a name of its own. */
struct tn_library_item {
	struct tn_str alias;
	uint32_t part;
	struct tn_str name;
	enum tn_core_kind kind;
};

/* What a library gets for all imports from `module`. */
struct tn_library_arg {
	struct tn_str module;
	bool is_whole; /* the instance of `part` as it is */
	uint32_t part;
	TN_VEC(struct tn_library_item) items;
	struct tn_map index; /* interned alias -> place in items */
};

struct tn_library {
	TN_VEC(struct tn_library_arg) args;
	struct tn_map index; /* interned module -> place in args */
};

struct tn_part {
	enum tn_part_kind kind;
	struct tn_str name;    /* "main"; the name others import it by */
	struct tn_bytes bytes; /* as they go into the component */
	struct tn_module *module;
	uint32_t source; /* of an adapter: what it was read from, before `module` was made smaller; or 0 */
	bool *wanted;                       /* by world export: this part provides it */
	const struct tn_metadata *metadata; /* what its component-type sections say */
	const struct tn_library *library;
	/*
	 * The part that has the memory and the realloc this one's imports are lowered with, when that is
	 * not the main module's memory and the part's own realloc; else 0. See wasi-preview1/README.md.
	 */
	uint32_t memory_part;
	const struct tn_match_export
		*guest_realloc; /* with a memory_part: for imports that are in_guest */
	struct tn_match match;
};

#endif
