/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The table of interned text: spelling in, number out. Numbers count from 1 in order of arrival. */
#include "base/names.h"

#include "base/map.h"

void tn_names_init(struct tn_names *names, struct tn_arena *arena)
{
	*names = (struct tn_names){ .arena = arena };
}

static bool is(const struct tn_spelling *known, struct tn_str text, uint32_t hash)
{
	return known->hash == hash && known->len == text.len &&
	       (!text.len || memcmp(known->ptr, text.ptr, text.len) == 0);
}

/* The place of the text in the table, or the empty place where it would go. */
static uint32_t *place(const struct tn_names *names, struct tn_str text, uint32_t hash)
{
	uint32_t at = hash & (names->cap - 1);
	while (names->table[at] && !is(&names->text.ptr[names->table[at]], text, hash))
		at = (at + 1) & (names->cap - 1);
	return &names->table[at];
}

__attribute__((noinline)) static void grow(struct tn_names *names)
{
	if (names->cap > UINT32_MAX / 4)
		tn_mem_oom(names->arena->heap);
	if (!names->text.len)
		*TN_PUSH(names->arena, &names->text) = (struct tn_spelling){ "", 0, 0 };
	/* Nothing changes before there is memory: the session goes on after an OOM jump. */
	uint32_t cap = names->cap ? names->cap * 2 : 256;
	uint32_t *old = names->table;
	names->table = tn_mem_large(names->arena, cap * sizeof *names->table);
	names->cap = cap;
	for (uint32_t i = 1; i < names->text.len; i++) {
		uint32_t at = names->text.ptr[i].hash & (cap - 1);
		while (names->table[at])
			at = (at + 1) & (cap - 1);
		names->table[at] = i;
	}
	tn_mem_drop(names->arena, old);
}

tn_name tn_names_put(struct tn_names *names, struct tn_str text)
{
	if (names->text.len >= names->cap / 2)
		grow(names);
	uint32_t hash = (uint32_t)tn_map_hash(text.ptr, text.len), *at = place(names, text, hash);
	if (*at)
		return *at;
	if (text.len > UINT32_MAX)
		tn_mem_oom(names->arena->heap);
	const char *copy = tn_str_copy(names->arena, text).ptr;
	*TN_PUSH(names->arena, &names->text) = (struct tn_spelling){ copy, (uint32_t)text.len, hash };
	return *at = names->text.len - 1;
}

tn_name tn_names_find(const struct tn_names *names, struct tn_str text)
{
	return names->cap ? *place(names, text, (uint32_t)tn_map_hash(text.ptr, text.len)) : 0;
}
