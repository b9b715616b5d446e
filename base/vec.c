/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The growing behind TN_PUSH, which zeroes what it gives out: doubles, from a size of its own choice. */
#include "base/vec.h"

void tn_vec_reserve(struct tn_arena *arena, void **ptr, uint32_t *cap, uint32_t len, size_t size)
{
	if (len < *cap)
		return;
	if (*cap > UINT32_MAX / 2)
		tn_mem_oom(arena->heap);
	uint32_t more = *cap ? *cap * 2 : size > 64 ? 4 : 8;
	if (more > SIZE_MAX / size)
		tn_mem_oom(arena->heap);
	*ptr = tn_mem_grow_raw(arena, *ptr, (size_t)*cap * size, (size_t)more * size);
	*cap = more;
}
