/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The adapter's memory and the two reallocs that canonical options name. A module of its own, because
 * `canon lower` wants memory and realloc before the adapter, which imports what it lowers, can exist.
 */
#include "preview1.h"

/* Around every realloc and post-return function of the guest. Those do not nest. */
EXPORT("enter") void enter(void)
{
	HEADER->inside = 1;
}

EXPORT("leave") void leave(void)
{
	HEADER->inside = 0;
}

/* CanonicalABI.md "canonopt Validation": realloc is (originalPtr, originalSize, alignment, newSize). */
EXPORT("cabi_realloc")
uint32_t cabi_realloc(uint32_t old, uint32_t old_size, uint32_t align, uint32_t size)
{
	uint32_t next = HEADER->next < ARENA_BASE ? ARENA_BASE : HEADER->next;
	uint32_t at = (next + align - 1) & ~(align - 1);

	if (old != 0 && old + old_size == next)
		at = old; /* the last one: it grows or shrinks where it is */
	uint32_t end = at + size;
	if (at < next - (at == old ? old_size : 0) || end < at)
		__builtin_trap();
	uint32_t pages = __builtin_wasm_memory_size(0);
	uint32_t wanted = (end >> 16) + ((end & 0xffff) != 0);
	if (wanted > pages && __builtin_wasm_memory_grow(0, wanted - pages) == (size_t)-1)
		__builtin_trap();
	if (old != 0 && at != old) {
		const uint8_t *from = (const uint8_t *)old;
		for (uint32_t i = 0; i < old_size && i < size; i++)
			((volatile uint8_t *)at)[i] = from[i];
	}
	HEADER->next = end;
	return at;
}

/* For lists lifted straight into the guest's buffer: there is one, and it is as long as was asked for. */
EXPORT("guest_realloc")
guest guest_realloc(guest old, uint32_t old_size, uint32_t align, uint32_t size)
{
	(void)old;
	(void)old_size;
	(void)align;
	if (size > HEADER->guest_size)
		__builtin_trap();
	return HEADER->guest_at;
}
