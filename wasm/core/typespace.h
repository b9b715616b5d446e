/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Core types of many modules in one list, where equal types have one number: what components compare
 * when they link modules. Core spec, validation, "Types" and "Matching"; the same code checks the
 * types of a single module.
 */
#ifndef TN_WASM_CORE_TYPESPACE_H
#define TN_WASM_CORE_TYPESPACE_H

#include "base/map.h"
#include "wasm/core/features.h"
#include "wasm/core/module.h"

struct tn_typespace {
	struct tn_module list; /* of which only `types` is there; type indices are numbers */
	struct tn_map known;   /* for validate_types.c */
	struct tn_arena *arena;
};

/*
 * Adds a recursion group and gives the number of its first type. In `types`, references to types
 * added before are their numbers; references into the group count on from `space->list.types.len`.
 * UINT32_MAX and *fault when the group is not valid; nothing was added then. The arrays of new
 * types are copied. A group equal to an earlier one is that one.
 */
uint32_t tn_typespace_add(struct tn_typespace *space, const struct tn_core_type *types,
	uint32_t count, const struct tn_limits *limits, const char **fault);
/* The type of that number; NULL when there is none. */
const struct tn_core_type *tn_typespace_type(const struct tn_typespace *space, uint32_t number);
/* "Matching" of value types whose type indices are numbers: may `sub` stand for `super`? */
bool tn_typespace_matches(const struct tn_typespace *space, tn_core_ty sub, tn_core_ty super);
/* The same of defined types. */
bool tn_typespace_is_sub(const struct tn_typespace *space, uint32_t sub, uint32_t super);
/* What is wrong with the type of an import or export; empty: nothing. */
struct tn_str tn_typespace_extern_fault(const struct tn_typespace *space,
	const struct tn_core_extern *type, uint64_t features, struct tn_arena *scratch);
/* Features that a type needs to be there, those of its members included. */
uint64_t tn_typespace_needs(const struct tn_core_type *type);

#endif
