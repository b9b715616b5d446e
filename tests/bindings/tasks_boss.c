// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// See tasks.wit: the side that calls. `run` gives "" or what went wrong.
#include "boss.h"
#include "count.h"

#include <string.h>

#define WORK(f) test_tasks_work_##f
#define CHECK(e) do { if (!(e)) return #e; } while (0)

// Waits until the subtask has returned.
static const char *finish(boss_subtask_status_t status)
{
	boss_waitable_set_t set = boss_waitable_set_new();
	boss_subtask_t task = BOSS_SUBTASK_HANDLE(status);
	boss_event_t event;
	if (task) boss_waitable_join(task, set);
	while (BOSS_SUBTASK_STATE(status) != BOSS_SUBTASK_RETURNED) {
		boss_waitable_set_wait(set, &event);
		CHECK(event.event == BOSS_EVENT_SUBTASK && event.waitable == task);
		status = event.code;
	}
	if (task) {
		boss_waitable_join(task, 0);
		boss_subtask_drop(task);
	}
	boss_waitable_set_drop(set);
	return NULL;
}

// Waits until a read or write that blocked is done.
static uint32_t await(uint32_t waitable, uint32_t status)
{
	if (status != BOSS_WAITABLE_STATUS_BLOCKED) return status;
	boss_waitable_set_t set = boss_waitable_set_new();
	boss_event_t event;
	boss_waitable_join(waitable, set);
	boss_waitable_set_wait(set, &event);
	boss_waitable_join(waitable, 0);
	boss_waitable_set_drop(set);
	return event.code;
}

static const char *doubles(void)
{
	uint32_t now, later;
	boss_subtask_status_t first = WORK(double)(21, false, &now);
	CHECK(BOSS_SUBTASK_STATE(first) == BOSS_SUBTASK_RETURNED && BOSS_SUBTASK_HANDLE(first) == 0);
	CHECK(now == 42);
	boss_subtask_status_t second = WORK(double)(2147483648u, true, &later);
	CHECK(BOSS_SUBTASK_STATE(second) == BOSS_SUBTASK_STARTED && BOSS_SUBTASK_HANDLE(second) != 0);
	const char *wrong = finish(second);
	CHECK(later == 0);
	return wrong;
}

static const char *descriptions(void)
{
	WORK(describe_args_t) args = { { 7, { 0 } }, { 8, { 0 } }, 3 };
	WORK(result_string_u32_t) result;
	boss_string_set(&args.a.name, "ab");
	boss_string_set(&args.b.name, "cde");
	const char *wrong = finish(WORK(describe)(&args, &result));
	if (wrong) return wrong;
	CHECK(!result.is_err && result.val.ok.len == 11 && memcmp(result.val.ok.ptr, "abcdecdecde", 11) == 0);
	WORK(result_string_u32_free)(&result);
	args.n = 0;
	wrong = finish(WORK(describe)(&args, &result));
	CHECK(result.is_err && result.val.err == 15);
	return wrong;
}

static const char *sums(void)
{
	WORK(stream_u32_writer_t) writer;
	WORK(stream_u32_t) reader = WORK(stream_u32_new)(&writer);
	uint64_t sum = 0;
	uint32_t numbers[10];
	for (uint32_t i = 0; i < 10; i++) numbers[i] = 4000000000u + i;
	boss_subtask_status_t status = WORK(sum)(reader, &sum);
	for (uint32_t at = 0; at < 10;) {
		uint32_t wrote = await(writer, WORK(stream_u32_write)(writer, numbers + at, 10 - at));
		CHECK(BOSS_WAITABLE_STATE(wrote) == BOSS_WAITABLE_COMPLETED);
		at += BOSS_WAITABLE_COUNT(wrote);
	}
	WORK(stream_u32_drop_writable)(writer);
	const char *wrong = finish(status);
	CHECK(sum == 40000000045u);
	return wrong;
}

static const char *counts(void)
{
	WORK(tuple2_stream_u32_future_u32_t) both;
	const char *wrong = finish(WORK(count)(100, &both));
	uint32_t buf[7], next = 0, taken = 0;
	for (;;) {
		uint32_t got = await(both.f0, WORK(stream_u32_read)(both.f0, buf, 7));
		for (uint32_t i = 0; i < BOSS_WAITABLE_COUNT(got); i++) CHECK(buf[i] == next++);
		if (BOSS_WAITABLE_STATE(got) == BOSS_WAITABLE_DROPPED) break;
	}
	WORK(stream_u32_drop_readable)(both.f0);
	CHECK(next == 100);
	uint32_t got = await(both.f1, WORK(future_u32_read)(both.f1, &taken));
	CHECK(BOSS_WAITABLE_STATE(got) == BOSS_WAITABLE_COMPLETED && taken == 100);
	WORK(future_u32_drop_readable)(both.f1);
	return wrong;
}

static const char *all(void)
{
	const char *wrong = finish(WORK(nothing)());
	if (!wrong) wrong = doubles();
	if (!wrong) wrong = descriptions();
	if (!wrong) wrong = sums();
	if (!wrong) wrong = counts();
	return wrong;
}

boss_callback_code_t exports_boss_run(void)
{
	const char *wrong = all();
	uint32_t before = WORK(live)();
	for (int i = 0; i < 5 && !wrong; i++) wrong = all();
	if (!wrong && WORK(live)() != before) wrong = "memory is left in the worker";
	if (!wrong && count_live() != 0) wrong = "memory is left in the boss";
	boss_string_t text;
	boss_string_set(&text, wrong ? wrong : "all is well");
	exports_boss_run_return(text);
	return BOSS_CALLBACK_CODE_EXIT;
}

boss_callback_code_t exports_boss_run_callback(boss_event_t *event)
{
	(void) event;
	abort();
}
