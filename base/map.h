/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One hash map: 64-bit key to 32-bit value. There is no way to iterate it, by design: the order
 * of anything that is written comes from the input. Keys are made of interned names and indices:
 * TN_KEY(a, b). It starts empty without allocating ({0} plus its arena).
 */
#ifndef TN_BASE_MAP_H
#define TN_BASE_MAP_H

#include "base/mem.h"

/* Key and value lie side by side, since both are looked at; words of 32 bits, so that nothing lies between. */
struct tn_map_place {
	uint32_t high, low; /* of the key */
	uint32_t value;     /* stored value + 1; 0 is an empty place */
};

struct tn_map {
	struct tn_arena *arena;
	struct tn_map_place *places;
	uint32_t len, cap;
};

#define TN_KEY(a, b) ((uint64_t)(a) << 32 | (uint32_t)(b))
#define TN_MAP_NONE UINT32_MAX

/* The value of the key, or TN_MAP_NONE. */
uint32_t tn_map_get(const struct tn_map *map, uint64_t key);
/* Sets the key (values below TN_MAP_NONE - 1); true when the key was not there before. */
bool tn_map_put(struct tn_map *map, uint64_t key, uint32_t value);
struct tn_map tn_map_copy(struct tn_arena *arena, const struct tn_map *map);
uint64_t tn_map_hash(const void *bytes, size_t len); /* for keys made of bytes */

#endif
