/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Open addressing with linear probing; at most three quarters full. */
#include "base/map.h"

#include <string.h>

static uint64_t mix(uint64_t x)
{
	x ^= x >> 32;
	x *= 0xd6e8feb86659fd93u;
	return x ^ x >> 32;
}

/* The place of the key, or the empty place where it would go. */
static inline struct tn_map_place *place(const struct tn_map *map, uint64_t key)
{
	uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
	uint32_t at = (uint32_t)mix(key) & (map->cap - 1);
	for (;; at = (at + 1) & (map->cap - 1)) {
		struct tn_map_place *here = &map->places[at];
		if (!here->value || (here->low == low && here->high == high))
			return here;
	}
}

uint32_t tn_map_get(const struct tn_map *map, uint64_t key)
{
	return map->len ? place(map, key)->value - 1 : TN_MAP_NONE;
}

__attribute__((noinline)) static void grow(struct tn_map *map)
{
	struct tn_map old = *map;
	if (old.cap > UINT32_MAX / 4)
		tn_mem_oom(map->arena->heap);
	uint32_t cap = old.cap ? old.cap * 2 : 16;
	map->places = tn_mem_large(map->arena, cap * sizeof *map->places);
	map->cap = cap;
	for (uint32_t i = 0; i < old.cap; i++) {
		const struct tn_map_place *from = &old.places[i];
		if (from->value)
			*place(map, TN_KEY(from->high, from->low)) = *from;
	}
	if (old.cap)
		tn_mem_drop(map->arena, old.places);
}

bool tn_map_put(struct tn_map *map, uint64_t key, uint32_t value)
{
	if (map->len >= map->cap / 4 * 3)
		grow(map);
	struct tn_map_place *at = place(map, key);
	bool is_new = !at->value;
	map->len += is_new;
	*at = (struct tn_map_place){ (uint32_t)(key >> 32), (uint32_t)key, value + 1 };
	return is_new;
}

struct tn_map tn_map_copy(struct tn_arena *arena, const struct tn_map *map)
{
	struct tn_map copy = { .arena = arena, .len = map->len, .cap = map->cap };
	if (!map->cap)
		return copy;
	copy.places = tn_mem_raw(arena, map->cap * sizeof *map->places);
	memcpy(copy.places, map->places, map->cap * sizeof *map->places);
	return copy;
}

/* Fewer than eight bytes as a number, without a call for so few. */
static uint64_t tail(const char *at, size_t len)
{
	uint64_t word = 0;
	uint32_t four;
	uint16_t two;
	if (len & 4) {
		memcpy(&four, at, sizeof four);
		word = four;
		at += sizeof four;
	}
	if (len & 2) {
		memcpy(&two, at, sizeof two);
		word = word << 16 | two;
		at += sizeof two;
	}
	return len & 1 ? word << 8 | (uint8_t)*at : word;
}

uint64_t tn_map_hash(const void *bytes, size_t len)
{
	const char *at = bytes;
	uint64_t hash = len * 0x9e3779b97f4a7c15u, word;
	for (; len >= sizeof word; at += sizeof word, len -= sizeof word) {
		memcpy(&word, at, sizeof word);
		hash = (hash ^ word) * 0xd6e8feb86659fd93u;
		hash ^= hash >> 32;
	}
	return mix(hash ^ tail(at, len));
}
