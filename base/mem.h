/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Memory: a heap that may fail, and arenas that own everything.
 *
 * Ownership is "which arena". Running out of memory is one jump to the public entry
 * (heap->oom); nobody else checks for NULL. Scratch memory: take a mark, reset to it.
 */
#ifndef TN_BASE_MEM_H
#define TN_BASE_MEM_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where memory comes from. resize(user, NULL, 0, n) allocates, (…, p, n, 0) frees. */
struct tn_heap {
	void *(*resize)(void *user, void *ptr, size_t old_size, size_t new_size);
	void *user;
	jmp_buf *oom; /* where to go when there is none left; set by the public entry */
	size_t used;  /* bytes held now */
	size_t limit; /* of `used`; 0: no limit */
	/* Every allocation in an arena is one of the heap, so that a test can let any of them fail. */
	bool exact;
};

struct tn_chunk;

struct tn_arena {
	struct tn_heap *heap;
	struct tn_chunk *chunk; /* newest first */
	struct tn_chunk *spare; /* one that a reset has emptied, for the next time; or NULL */
	char *at, *end;         /* free part of the newest chunk */
	uint64_t serials;       /* of chunks, given so far: none is given twice */
};

struct tn_mark {
	uint64_t serial; /* of the newest chunk; 0: there was none */
	size_t used;     /* of that chunk, its header included */
};

void tn_mem_heap_init(struct tn_heap *heap); /* malloc and free */
void *tn_mem_resize(struct tn_heap *heap, void *ptr, size_t old_size, size_t new_size);

void tn_mem_arena_init(struct tn_arena *arena, struct tn_heap *heap);
void tn_mem_arena_free(struct tn_arena *arena);
/* Zeroed memory, aligned for pointers and numbers of 64 bits. A size of 0 gives a valid pointer. */
void *tn_mem_alloc(struct tn_arena *arena, size_t size);
/* count * size with an overflow check (an overflow is out of memory). */
void *tn_mem_array(struct tn_arena *arena, size_t count, size_t size);
/*
 * Grows the newest allocation in place when it can, and a large one where the heap can; else copies.
 * What has grown since a mark is gone after the reset to it.
 */
void *tn_mem_grow(struct tn_arena *arena, void *ptr, size_t old_size, size_t new_size);
/* The same without clearing what is new: for bytes that are about to be written. */
void *tn_mem_raw(struct tn_arena *arena, size_t size);
void *tn_mem_grow_raw(struct tn_arena *arena, void *ptr, size_t old_size, size_t new_size);
/*
 * Something large that will be outgrown: as tn_mem_alloc, but tn_mem_drop can give it back. Dropping
 * anything else, or what is not large, does nothing.
 */
void *tn_mem_large(struct tn_arena *arena, size_t size);
void tn_mem_drop(struct tn_arena *arena, void *ptr);
struct tn_mark tn_mem_mark(struct tn_arena *arena);
void tn_mem_reset(struct tn_arena *arena, struct tn_mark mark);
_Noreturn void tn_mem_oom(struct tn_heap *heap); /* jumps */

#define TN_NEW(arena, type) ((type *)tn_mem_alloc((arena), sizeof(type)))
#define TN_NEWN(arena, type, n) ((type *)tn_mem_array((arena), (n), sizeof(type)))

#endif
