/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Core types as they stand in components: a scan that finds every type index, so that the reader
 * can turn it into an edge, and decodes on the way. In the decoded types an index is the ordinal of
 * its patch: TN_CORE_INDEX | ordinal, and the ordinal alone for supertypes, descriptors, functions.
 */
#ifndef TN_WASM_COMPONENT_IRCORE_H
#define TN_WASM_COMPONENT_IRCORE_H

#include "base/reader.h"
#include "wasm/component/ir.h"
#include "wasm/core/module.h"

/* A number, not an index, that takes more bytes than it must. */
struct tn_ircore_long {
	uint32_t at, len;
	uint64_t value;
};

struct tn_ircore {
	struct tn_arena *arena;
	const uint8_t *start;             /* patches count from here */
	TN_VEC(struct tn_patch) patches;
	TN_VEC(uint32_t) raw;             /* the index each patch held */
	TN_VEC(struct tn_ircore_long) longs;
	TN_VEC(struct tn_core_type) types; /* of a recursion group, in order */
};

/* How many types the recursion group at the reader's place brings; nothing is consumed. */
uint32_t tn_ircore_group_size(const struct tn_reader *r);
/* rectype: fills out->types and out->patches. */
void tn_ircore_rec(struct tn_reader *r, struct tn_ircore *out);
/* core:externtype: out->patches, and what it is; its type index is an ordinal. */
struct tn_core_extern tn_ircore_extern(struct tn_reader *r, struct tn_ircore *out);
/*
 * What was scanned, with every number in its shortest form: the bytes themselves, when they are so.
 * Moves the patches, as many as the scan has, to their new places.
 */
struct tn_bytes tn_ircore_shortest(const struct tn_ircore *scan, struct tn_arena *arena,
	struct tn_bytes bytes, struct tn_patch *patches);

#endif
