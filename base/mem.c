/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The heap's accounting and the arenas on it: sizes in, zeroed memory out. */
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define TN_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TN_ASAN 1
#endif
#endif

/* Under AddressSanitizer the free part of a chunk is poisoned and a gap follows every allocation. */
#ifdef TN_ASAN
#include <sanitizer/asan_interface.h>
#define GAP 16u
#define POISON(ptr, size) __asan_poison_memory_region((ptr), (size))
#define UNPOISON(ptr, size) __asan_unpoison_memory_region((ptr), (size))
#else
#define GAP 0u
#define POISON(ptr, size) ((void)(ptr), (void)(size))
#define UNPOISON(ptr, size) ((void)(ptr), (void)(size))
#endif

#define ALIGN 8u
#define FIRST_CHUNK (16u << 10)
#define LAST_CHUNK (1u << 20)
/* No larger chunk is kept when a reset has emptied it. */
#define SPARE (256u << 10)
/* From this size on, what grows has a chunk to itself, which grows without leaving a copy behind. */
#define LONE (64u << 10)

struct tn_chunk {
	struct tn_chunk *older;
	size_t size;     /* with this header */
	uint64_t serial; /* the arena's count; also after a move */
	bool lone;       /* holds one allocation, which fills it */
	_Alignas(ALIGN) char data[];
};

static void *malloc_resize(void *user, void *ptr, size_t old_size, size_t new_size)
{
	(void)user;
	(void)old_size;
	if (new_size == 0) {
		free(ptr);
		return NULL;
	}
	return realloc(ptr, new_size);
}

void tn_mem_heap_init(struct tn_heap *heap)
{
	*heap = (struct tn_heap){ .resize = malloc_resize };
}

void tn_mem_oom(struct tn_heap *heap)
{
	/* Work outside of a public entry is a mistake in Tenon, and there is no way to go on. */
	if (!heap->oom)
		__builtin_trap();
	longjmp(*heap->oom, 1);
}

void *tn_mem_resize(struct tn_heap *heap, void *ptr, size_t old_size, size_t new_size)
{
	if (new_size > old_size && heap->limit &&
		(new_size - old_size > heap->limit ||
			heap->used > heap->limit - (new_size - old_size)))
		tn_mem_oom(heap);
	void *now = heap->resize(heap->user, ptr, old_size, new_size);
	if (!now && new_size)
		tn_mem_oom(heap);
	heap->used = heap->used - old_size + new_size;
	return now;
}

void tn_mem_arena_init(struct tn_arena *arena, struct tn_heap *heap)
{
	*arena = (struct tn_arena){ .heap = heap };
}

static void free_chunk(struct tn_arena *arena, struct tn_chunk *chunk)
{
	UNPOISON(chunk, chunk->size);
	tn_mem_resize(arena->heap, chunk, chunk->size, 0);
}

static void drop_chunk(struct tn_arena *arena)
{
	struct tn_chunk *chunk = arena->chunk;
	arena->chunk = chunk->older;
	free_chunk(arena, chunk);
}

/*
 * The same, but one of moderate size stays, the largest: work under a mark is often done again and again.
 */
static void spare_chunk(struct tn_arena *arena)
{
	struct tn_chunk *chunk = arena->chunk, *spare = arena->spare;
	if (arena->heap->exact || chunk->lone || chunk->size > SPARE || (spare && spare->size >= chunk->size)) {
		drop_chunk(arena);
		return;
	}
	arena->chunk = chunk->older;
	arena->spare = chunk;
	POISON(chunk->data, chunk->size - sizeof *chunk);
	if (spare)
		free_chunk(arena, spare);
}

void tn_mem_arena_free(struct tn_arena *arena)
{
	while (arena->chunk)
		drop_chunk(arena);
	if (arena->spare)
		free_chunk(arena, arena->spare);
	arena->spare = NULL;
	arena->at = arena->end = NULL;
}

static size_t align_up(struct tn_heap *heap, size_t size)
{
	if (size > SIZE_MAX / 2)
		tn_mem_oom(heap);
	return (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

static void push_chunk(struct tn_arena *arena, struct tn_chunk *chunk, size_t size)
{
	chunk->older = arena->chunk;
	chunk->size = size;
	chunk->serial = ++arena->serials;
	chunk->lone = false;
	arena->chunk = chunk;
	arena->at = chunk->data;
	arena->end = (char *)chunk + size;
	POISON(arena->at, (size_t)(arena->end - arena->at));
}

static void add_chunk(struct tn_arena *arena, size_t size)
{
	push_chunk(arena, tn_mem_resize(arena->heap, NULL, 0, size), size);
}

/* A chunk with room for `need` bytes and, when they are few, for others. */
__attribute__((noinline)) static void add_shared_chunk(struct tn_arena *arena, size_t need)
{
	size_t size = FIRST_CHUNK;
	if (arena->chunk)
		size = arena->chunk->size < LAST_CHUNK / 2 ? arena->chunk->size * 2 : LAST_CHUNK;
	if (need > size - sizeof(struct tn_chunk) || arena->heap->exact)
		size = need + sizeof(struct tn_chunk);
	struct tn_chunk *spare = arena->spare;
	if (spare && spare->size >= size) {
		arena->spare = NULL;
		push_chunk(arena, spare, spare->size);
	} else {
		add_chunk(arena, size);
	}
}

/* Memory of the newest chunk, which has room. */
static void *take(struct tn_arena *arena, size_t size, size_t whole)
{
	char *ptr = arena->at;
	arena->at += whole;
	UNPOISON(ptr, size);
	return ptr;
}

/* Has the newest chunk room for so many bytes from there on? An exact heap is asked each time. */
static bool has_room(const struct tn_arena *arena, const char *from, size_t whole)
{
	return !arena->heap->exact && (size_t)(arena->end - from) >= whole;
}

static inline void *give(struct tn_arena *arena, size_t size)
{
	size_t whole = align_up(arena->heap, size ? size : 1) + GAP;
	if (!has_room(arena, arena->at, whole))
		add_shared_chunk(arena, whole);
	return take(arena, size, whole);
}

void *tn_mem_raw(struct tn_arena *arena, size_t size)
{
	return give(arena, size);
}

void *tn_mem_alloc(struct tn_arena *arena, size_t size)
{
	void *ptr = give(arena, size);
	memset(ptr, 0, size);
	return ptr;
}

void *tn_mem_array(struct tn_arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		tn_mem_oom(arena->heap);
	void *ptr = give(arena, count * size);
	memset(ptr, 0, count * size);
	return ptr;
}

/* Where the chunk hangs that `ptr` fills; NULL when there is no such chunk. */
static struct tn_chunk **find_lone(struct tn_arena *arena, const void *ptr)
{
	struct tn_chunk **link = &arena->chunk;
	while (*link && (*link)->data != ptr)
		link = &(*link)->older;
	return *link && (*link)->lone ? link : NULL;
}

/* Lets the heap grow the chunk that `ptr` fills; NULL when there is no such chunk. */
static void *grow_lone(struct tn_arena *arena, void *ptr, size_t new_size)
{
	struct tn_chunk **link = find_lone(arena, ptr);
	if (!link)
		return NULL;
	struct tn_chunk *chunk = *link;
	size_t size = sizeof *chunk + align_up(arena->heap, new_size) + GAP;
	UNPOISON(chunk, chunk->size);
	chunk = tn_mem_resize(arena->heap, chunk, chunk->size, size);
	chunk->size = size;
	*link = chunk;
	if (chunk == arena->chunk)
		arena->at = arena->end = (char *)chunk + size;
	POISON(chunk->data + new_size, size - sizeof *chunk - new_size);
	return chunk->data;
}

void *tn_mem_grow_raw(struct tn_arena *arena, void *ptr, size_t old_size, size_t new_size)
{
	if (new_size <= old_size)
		return ptr;
	size_t whole = align_up(arena->heap, new_size) + GAP;
	if (ptr) {
		char *end = (char *)ptr + align_up(arena->heap, old_size ? old_size : 1) + GAP;
		if (end == arena->at && has_room(arena, ptr, whole)) {
			arena->at = (char *)ptr + whole;
			UNPOISON(ptr, new_size);
			return ptr;
		}
		void *grown = old_size >= LONE ? grow_lone(arena, ptr, new_size) : NULL;
		if (grown)
			return grown;
	}
	void *now;
	if (new_size >= LONE) {
		add_chunk(arena, sizeof(struct tn_chunk) + whole);
		arena->chunk->lone = true;
		now = take(arena, new_size, whole);
	} else {
		now = give(arena, new_size);
	}
	if (old_size)
		memcpy(now, ptr, old_size);
	return now;
}

void *tn_mem_large(struct tn_arena *arena, size_t size)
{
	void *ptr = tn_mem_grow_raw(arena, NULL, 0, size);
	memset(ptr, 0, size);
	return ptr;
}

/* The newest chunk stays: marks may have been taken of it. */
void tn_mem_drop(struct tn_arena *arena, void *ptr)
{
	struct tn_chunk **link = find_lone(arena, ptr);
	if (!link || link == &arena->chunk)
		return;
	struct tn_chunk *chunk = *link;
	*link = chunk->older;
	free_chunk(arena, chunk);
}

void *tn_mem_grow(struct tn_arena *arena, void *ptr, size_t old_size, size_t new_size)
{
	char *now = tn_mem_grow_raw(arena, ptr, old_size, new_size);
	if (new_size > old_size)
		memset(now + old_size, 0, new_size - old_size);
	return now;
}

struct tn_mark tn_mem_mark(struct tn_arena *arena)
{
	struct tn_chunk *chunk = arena->chunk;
	if (!chunk)
		return (struct tn_mark){ 0 };
	return (struct tn_mark){ chunk->serial, (size_t)(arena->at - (char *)chunk) };
}

void tn_mem_reset(struct tn_arena *arena, struct tn_mark mark)
{
	while (arena->chunk && arena->chunk->serial > mark.serial)
		spare_chunk(arena);
	struct tn_chunk *chunk = arena->chunk;
	/* Without the chunk of the mark, which was dropped, the one before counts as full. */
	size_t used = chunk && chunk->serial == mark.serial ? mark.used : chunk ? chunk->size : 0;
	arena->at = chunk ? (char *)chunk + used : NULL;
	arena->end = chunk ? (char *)chunk + chunk->size : NULL;
	if (chunk)
		POISON(arena->at, (size_t)(arena->end - arena->at));
}
