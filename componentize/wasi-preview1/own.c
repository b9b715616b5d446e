/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The adapter's hold on the two memories: room in its own arena, 12 borrowed bytes of the guest's. */
#include "preview1.h"

void *arena_take(uint32_t size)
{
	uint32_t at = HEADER->next < ARENA_BASE ? ARENA_BASE : (HEADER->next + 7) & ~7u;
	uint32_t end = at + size;
	uint32_t pages = __builtin_wasm_memory_size(0);
	uint32_t wanted = (end >> 16) + ((end & 0xffff) != 0);

	if (end < at ||
		(wanted > pages && __builtin_wasm_memory_grow(0, wanted - pages) == (size_t)-1))
		return NULL;
	HEADER->next = end;
	return (void *)at;
}

/*
 * The bottom of the memory, or the end of its first page when the guest's buffer begins at the bottom;
 * a buffer that begins there must be shorter than a page by 12 bytes. There is a first page: the call's
 * arguments were read from it.
 */
struct loan loan_take(guest avoid)
{
	guest at = avoid < 12 ? 0x10000 - 12 : 0;

	return (struct loan){ at, load64(at), load32(at + 8) };
}

void loan_return(const struct loan *loan)
{
	store64(loan->at, loan->first);
	store32(loan->at + 8, loan->last);
}

/* The compiler may call these whatever it is told; there is no library. */
void *memset(void *to, int byte, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((uint8_t *)to)[i] = (uint8_t)byte;
	return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((uint8_t *)to)[i] = ((const uint8_t *)from)[i];
	return to;
}
