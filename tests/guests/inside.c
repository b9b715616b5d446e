/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Calls preview 1 where no import may be called: in realloc and in a post-return function. What came out
 * is told by the next ordinary call.
 */
#include <stddef.h>
#include <stdint.h>

#define WASI(name)                                                                                 \
	__attribute__((import_module("wasi_snapshot_preview1"), import_name(#name))) int32_t name
#define EXPORT(name) __attribute__((export_name(name)))

WASI(clock_time_get)(int32_t, int64_t, void *);
WASI(clock_res_get)(int32_t, void *);
WASI(sched_yield)(void);
WASI(poll_oneoff)(const void *, void *, int32_t, void *);
WASI(random_get)(void *, int32_t);
WASI(fd_write)(int32_t, const void *, int32_t, void *);
WASI(fd_read)(int32_t, void *, int32_t, void *);
WASI(args_sizes_get)(void *, void *);

static char told[1024], arena[1 << 16];
static size_t told_size, used;

static void tell(const char *what, uint64_t number)
{
	char digits[24];
	size_t count = 0;

	while (*what)
		told[told_size++] = *what++;
	told[told_size++] = ' ';
	do
		digits[count++] = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	while (count)
		told[told_size++] = digits[--count];
	told[told_size++] = '\n';
}

static uint64_t before[2];

static void try_all(void)
{
	struct {
		uint64_t userdata;
		uint8_t tag;
		_Alignas(8) uint32_t id;
		uint64_t timeout, precision;
		uint16_t flags;
	} sleep = { 1, 0, 1, 3600u * UINT64_C(1000000000), 0, 0 };
	uint64_t now[2], later, event[4], count;
	uint8_t random[40] = { 0 }, more[40] = { 0 };
	const char *text[2] = { "x", (const char *)1 };
	unsigned same = 0;

	tell("clock_time_get", (uint64_t)clock_time_get(1, 0, &now[1]));
	tell("clock_time_get", (uint64_t)clock_time_get(0, 0, &now[0]));
	tell("went back", now[0] < before[0] || now[1] < before[1]);
	tell("clock_res_get", (uint64_t)clock_res_get(1, &later));
	tell("sched_yield", (uint64_t)sched_yield());
	tell("poll_oneoff", (uint64_t)poll_oneoff(&sleep, event, 1, &count));
	tell("events", (uint32_t)count);
	clock_time_get(1, 0, &later);
	tell("an hour later", later - now[1] >= 3600u * UINT64_C(1000000000));
	tell("random_get", (uint64_t)random_get(random, sizeof random));
	tell("random_get", (uint64_t)random_get(more, sizeof more));
	for (size_t i = 0; i < sizeof random; i++)
		same += random[i] == more[i];
	tell("random again", same > 20);
	tell("fd_write", (uint64_t)fd_write(1, text, 1, &count));
	tell("fd_read", (uint64_t)fd_read(0, text, 1, &count));
	tell("args_sizes_get", (uint64_t)args_sizes_get(&count, &later));
}

EXPORT("cabi_realloc") void *realloc(void *old, size_t old_size, size_t align, size_t size)
{
	(void)old, (void)old_size;
	try_all();
	used = (used + align - 1) & ~(align - 1);
	used += size;
	return arena + used - size;
}

/* Asks once outside, so that there is a time and a key to go on from. */
EXPORT("prepare") void prepare(void)
{
	uint8_t random[8];

	clock_time_get(0, 0, &before[0]);
	clock_time_get(1, 0, &before[1]);
	random_get(random, sizeof random);
}

static struct {
	char *at;
	size_t size;
} result;

EXPORT("take") void *take(const char *text, size_t size)
{
	(void)text, (void)size;
	result.at = told;
	result.size = told_size;
	return &result;
}

EXPORT("cabi_post_take") void post_take(void *at)
{
	(void)at;
	told_size = used = 0;
	try_all();
}
