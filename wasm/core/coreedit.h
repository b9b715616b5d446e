/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Instructions moved to another module: which indices they use, and writing them with other ones.
 *
 *     while (tn_coreinstr_next(&r, &i)) tn_coreedit_uses(&i, mark, user);      // first pass
 *     while (tn_coreinstr_next(&r, &i)) tn_coreedit_write(&out, &i, &map);     // second pass
 */
#ifndef TN_WASM_CORE_COREEDIT_H
#define TN_WASM_CORE_COREEDIT_H

#include "wasm/core/coreinstr.h"

/* The index spaces of a module; the first five are those of enum tn_core_kind. */
enum tn_corespace {
	TN_CORESPACE_FUNC,
	TN_CORESPACE_TABLE,
	TN_CORESPACE_MEMORY,
	TN_CORESPACE_GLOBAL,
	TN_CORESPACE_TAG,
	TN_CORESPACE_TYPE,
	TN_CORESPACE_ELEM,
	TN_CORESPACE_DATA,
	TN_CORESPACE_COUNT
};

/* New indices by old ones; NULL: that space stays as it is. What is out of range stays so. */
struct tn_coreedit_map {
	const uint32_t *index[TN_CORESPACE_COUNT];
	uint32_t count[TN_CORESPACE_COUNT];
};

static inline uint32_t tn_coreedit_index(
	const struct tn_coreedit_map *map, enum tn_corespace space, uint32_t index)
{
	return map->index[space] && index < map->count[space] ? map->index[space][index] : index;
}

typedef void tn_coreedit_visit(void *user, enum tn_corespace space, uint32_t index);

/* Locals and labels are no indices of the module and are not visited. */
void tn_coreedit_uses(const struct tn_coreinstr *i, tn_coreedit_visit *visit, void *user);
void tn_coreedit_type_uses(tn_core_ty type, tn_coreedit_visit *visit, void *user);
/* In the shortest form. */
void tn_coreedit_write(
	struct tn_buf *out, const struct tn_coreinstr *i, const struct tn_coreedit_map *map);
void tn_coreedit_write_type(struct tn_buf *out, tn_core_ty type, const struct tn_coreedit_map *map);
tn_core_ty tn_coreedit_type(tn_core_ty type, const struct tn_coreedit_map *map);

/* All instructions of a body or expression, its last `end` included. */
void tn_coreedit_uses_all(struct tn_bytes code, tn_coreedit_visit *visit, void *user);
void tn_coreedit_write_all(
	struct tn_buf *out, struct tn_bytes code, const struct tn_coreedit_map *map);

#endif
