/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tn_test.h"

#include <stdlib.h>

static void arena_gives_zeroed_aligned_memory(void **state)
{
	(void)state;
	struct tn_heap heap;
	struct tn_arena arena;
	tn_mem_heap_init(&heap);
	tn_mem_arena_init(&arena, &heap);
	for (size_t size = 0; size < 5000; size += 37) {
		char *p = tn_mem_alloc(&arena, size);
		assert_non_null(p);
		assert_int_equal((uintptr_t)p % sizeof(uint64_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
	}
	tn_mem_arena_free(&arena);
	assert_int_equal(heap.used, 0);
}

static void reset_gives_memory_back(void **state)
{
	(void)state;
	struct tn_heap heap;
	struct tn_arena arena;
	tn_mem_heap_init(&heap);
	tn_mem_arena_init(&arena, &heap);
	char *keep = tn_mem_alloc(&arena, 10);
	memcpy(keep, "0123456789", 10);
	struct tn_mark mark = tn_mem_mark(&arena);
	size_t used = heap.used;
	memset(tn_mem_alloc(&arena, 3u << 20), 1, 3u << 20);
	memset(tn_mem_alloc(&arena, 100), 1, 100);
	assert_true(heap.used > used);
	tn_mem_reset(&arena, mark);
	assert_int_equal(heap.used, used);
	char *again = tn_mem_alloc(&arena, 100);
	assert_int_equal(again[99], 0);
	assert_memory_equal(keep, "0123456789", 10);
	tn_mem_arena_free(&arena);
}

struct counted {
	struct tn_heap heap;
	uint32_t calls;
};

static void *counting_resize(void *user, void *ptr, size_t old_size, size_t new_size)
{
	struct counted *counted = user;
	(void)old_size;
	counted->calls++;
	if (new_size)
		return realloc(ptr, new_size);
	free(ptr);
	return NULL;
}

/* Work under a mark that is done again and again does not ask the heap each time. */
static void reset_keeps_one_chunk(void **state)
{
	(void)state;
	struct counted counted = { .calls = 0 };
	struct tn_arena arena;
	counted.heap = (struct tn_heap){ .resize = counting_resize, .user = &counted };
	tn_mem_arena_init(&arena, &counted.heap);
	(void)tn_mem_alloc(&arena, 10);
	struct tn_mark mark = tn_mem_mark(&arena);
	for (int round = 0; round < 100; round++) {
		for (int i = 0; i < 100; i++) {
			char *ptr = tn_mem_alloc(&arena, 1000);
			assert_int_equal(ptr[0] | ptr[999], 0);
			memset(ptr, 1, 1000);
		}
		tn_mem_reset(&arena, mark);
	}
	assert_true(counted.calls < 20);
	tn_mem_arena_free(&arena);
	assert_int_equal(counted.heap.used, 0);
}

static void grow_keeps_content_and_clears_the_rest(void **state)
{
	(void)state;
	struct tn_heap heap;
	struct tn_arena arena;
	tn_mem_heap_init(&heap);
	tn_mem_arena_init(&arena, &heap);
	char *p = tn_mem_alloc(&arena, 3);
	memcpy(p, "abc", 3);
	char *same = tn_mem_grow(&arena, p, 3, 200);
	assert_ptr_equal(same, p);
	tn_mem_alloc(&arena, 1);
	char *moved = tn_mem_grow(&arena, p, 200, 100000);
	assert_ptr_not_equal(moved, p);
	assert_memory_equal(moved, "abc\0\0", 5);
	for (size_t i = 3; i < 100000; i++)
		assert_int_equal(moved[i], 0);
	tn_mem_arena_free(&arena);
}

/* Two large things that grow in turns leave no copies behind, and marks stay good. */
static void large_things_grow_alone(void **state)
{
	(void)state;
	struct tn_heap heap;
	struct tn_arena arena;
	tn_mem_heap_init(&heap);
	tn_mem_arena_init(&arena, &heap);
	TN_VEC(uint32_t) a = { 0 }, b = { 0 };
	for (uint32_t i = 0; i < 1u << 20; i++) {
		*TN_PUSH(&arena, &a) = i;
		*TN_PUSH(&arena, &b) = ~i;
		if (i % 1000 == 0) {
			struct tn_mark mark = tn_mem_mark(&arena);
			memset(tn_mem_alloc(&arena, i), 1, i);
			tn_mem_reset(&arena, mark);
		}
	}
	for (uint32_t i = 0; i < 1u << 20; i++) {
		assert_int_equal(a.ptr[i], i);
		assert_int_equal(b.ptr[i], ~i);
	}
	assert_true(heap.used < (8u << 20) + (1u << 19));
	tn_mem_arena_free(&arena);
	assert_int_equal(heap.used, 0);
}

static void large_things_are_dropped(void **state)
{
	(void)state;
	struct tn_heap heap;
	struct tn_arena arena;
	tn_mem_heap_init(&heap);
	tn_mem_arena_init(&arena, &heap);
	char *small = tn_mem_alloc(&arena, 100);
	char *first = tn_mem_large(&arena, 1u << 20);
	struct tn_mark mark = tn_mem_mark(&arena);
	char *second = tn_mem_large(&arena, 2u << 20);
	assert_int_equal(first[(1u << 20) - 1] | second[(2u << 20) - 1], 0);
	size_t used = heap.used;
	tn_mem_drop(&arena, small); /* does nothing */
	tn_mem_drop(&arena, second); /* is the newest: stays */
	assert_int_equal(heap.used, used);
	tn_mem_drop(&arena, first);
	assert_true(heap.used <= used - (1u << 20));
	/* The mark is of a chunk that is gone. */
	tn_mem_reset(&arena, mark);
	memset(tn_mem_alloc(&arena, 1000), 1, 1000);
	assert_int_equal(small[99], 0);
	tn_mem_arena_free(&arena);
	assert_int_equal(heap.used, 0);
}

/* A chunk that is made behind a reset is not taken for the dropped one that the mark was of. */
static void a_mark_of_what_was_dropped_stays_good(void **state)
{
	(void)state;
	struct tn_heap heap;
	struct tn_arena arena;
	tn_mem_heap_init(&heap);
	tn_mem_arena_init(&arena, &heap);
	(void)tn_mem_alloc(&arena, 100);
	char *first = tn_mem_large(&arena, 1u << 20);
	struct tn_mark mark = tn_mem_mark(&arena);
	(void)tn_mem_large(&arena, 2u << 20);
	tn_mem_drop(&arena, first);
	for (int round = 0; round < 3; round++) {
		tn_mem_reset(&arena, mark);
		assert_true(arena.at <= arena.end);
		char *ptr = tn_mem_alloc(&arena, 20u << 10);
		memset(ptr, 1, 20u << 10);
		assert_true(ptr + (20u << 10) <= arena.end);
	}
	tn_mem_arena_free(&arena);
	assert_int_equal(heap.used, 0);
}

/* What fails allocations one by one has to see every one of them. */
static void an_exact_heap_is_asked_each_time(void **state)
{
	(void)state;
	struct counted counted = { .calls = 0 };
	struct tn_arena arena;
	counted.heap = (struct tn_heap){ .resize = counting_resize, .user = &counted };
	tn_mem_arena_init(&arena, &counted.heap);
	(void)tn_mem_alloc(&arena, 10); /* of a chunk with much room */
	counted.heap.exact = true;
	struct tn_mark mark = tn_mem_mark(&arena);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 100; i++) {
			uint32_t calls = counted.calls;
			char *ptr = tn_mem_alloc(&arena, 100);
			assert_int_equal(counted.calls, calls + 1);
			ptr = tn_mem_grow(&arena, ptr, 100, 200);
			assert_int_equal(counted.calls, calls + 2);
			memset(ptr, 1, 200);
		}
		tn_mem_reset(&arena, mark);
	}
	char *large = tn_mem_large(&arena, 1u << 20);
	large = tn_mem_grow(&arena, large, 1u << 20, 2u << 20);
	memset(large, 1, 2u << 20);
	tn_mem_arena_free(&arena);
	assert_int_equal(counted.heap.used, 0);
}

static void running_out_jumps(void **state)
{
	(void)state;
	struct tn_heap heap;
	struct tn_arena arena;
	jmp_buf out;
	tn_mem_heap_init(&heap);
	heap.limit = 1u << 20;
	heap.oom = &out;
	tn_mem_arena_init(&arena, &heap);
	volatile int allocations = 0;
	if (setjmp(out) == 0) {
		for (;;) {
			tn_mem_alloc(&arena, 1000);
			allocations++;
		}
	}
	assert_in_range(allocations, 100, 1048);
	assert_true(heap.used <= heap.limit);
	if (setjmp(out) == 0) {
		tn_mem_array(&arena, SIZE_MAX / 2, 3);
		fail_msg("an overflow must jump");
	}
	tn_mem_arena_free(&arena);
	assert_int_equal(heap.used, 0);
}

static void push_clears_what_was_popped(void **state)
{
	(void)state;
	struct tn_heap heap;
	struct tn_arena arena;
	tn_mem_heap_init(&heap);
	tn_mem_arena_init(&arena, &heap);
	TN_VEC(uint32_t) v = { 0 };
	for (uint32_t i = 0; i < 1000; i++)
		*TN_PUSH(&arena, &v) = i;
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(v.ptr[i], i);
	assert_int_equal(TN_POP(&v), 999);
	assert_int_equal(*TN_PUSH(&arena, &v), 0);
	tn_mem_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_gives_zeroed_aligned_memory),
		cmocka_unit_test(reset_gives_memory_back),
		cmocka_unit_test(reset_keeps_one_chunk),
		cmocka_unit_test(grow_keeps_content_and_clears_the_rest),
		cmocka_unit_test(large_things_grow_alone),
		cmocka_unit_test(large_things_are_dropped),
		cmocka_unit_test(a_mark_of_what_was_dropped_stays_good),
		cmocka_unit_test(an_exact_heap_is_asked_each_time),
		cmocka_unit_test(running_out_jumps),
		cmocka_unit_test(push_clears_what_was_popped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
