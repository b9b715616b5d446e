// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// See tasks.wit: the side that is called.
#include "count.h"
#include "worker.h"

#include <string.h>

#define WORK(f) exports_test_tasks_work_##f

/* ---- double: now, or at the second call ---- */

worker_callback_code_t WORK(double)(uint32_t x, bool wait)
{
	if (!wait) {
		WORK(double_return)(2 * x);
		return WORKER_CALLBACK_CODE_EXIT;
	}
	uint32_t *kept = malloc(sizeof *kept);
	*kept = x;
	worker_context_set_0(kept);
	return WORKER_CALLBACK_CODE_YIELD;
}

worker_callback_code_t WORK(double_callback)(worker_event_t *event)
{
	uint32_t *kept = worker_context_get_0();
	if (event->event != WORKER_EVENT_NONE) abort();
	WORK(double_return)(2 * *kept);
	free(kept);
	return WORKER_CALLBACK_CODE_EXIT;
}

/* ---- describe: through memory both ways ---- */

worker_callback_code_t WORK(describe)(WORK(job_t) *a, WORK(job_t) *b, uint8_t n)
{
	WORK(result_string_u32_t) ret;
	ret.is_err = n == 0;
	if (ret.is_err) {
		ret.val.err = a->id + b->id;
	} else {
		worker_string_t *text = &ret.val.ok;
		text->len = a->name.len + (size_t) n * b->name.len;
		text->ptr = malloc(text->len);
		memcpy(text->ptr, a->name.ptr, a->name.len);
		for (uint8_t i = 0; i < n; i++)
			memcpy(text->ptr + a->name.len + i * b->name.len, b->name.ptr, b->name.len);
	}
	WORK(job_free)(a);
	WORK(job_free)(b);
	WORK(describe_return)(ret);
	WORK(result_string_u32_free)(&ret); // it was copied
	return WORKER_CALLBACK_CODE_EXIT;
}

worker_callback_code_t WORK(describe_callback)(worker_event_t *event)
{
	(void) event;
	abort();
}

/* ---- sum: reads until the other end is dropped ---- */

struct sum {
	WORK(stream_u32_t) numbers;
	worker_waitable_set_t set;
	uint64_t sum;
	uint32_t buf[4];
};

static worker_callback_code_t sum_on(struct sum *s, worker_waitable_status_t status)
{
	for (;;) {
		if (status == WORKER_WAITABLE_STATUS_BLOCKED) return WORKER_CALLBACK_CODE_WAIT(s->set);
		for (uint32_t i = 0; i < WORKER_WAITABLE_COUNT(status); i++) s->sum += s->buf[i];
		if (WORKER_WAITABLE_STATE(status) == WORKER_WAITABLE_DROPPED) break;
		status = WORK(stream_u32_read)(s->numbers, s->buf, 4);
	}
	worker_waitable_join(s->numbers, 0);
	worker_waitable_set_drop(s->set);
	WORK(stream_u32_drop_readable)(s->numbers);
	WORK(sum_return)(s->sum);
	free(s);
	return WORKER_CALLBACK_CODE_EXIT;
}

worker_callback_code_t WORK(sum)(WORK(stream_u32_t) numbers)
{
	struct sum *s = calloc(1, sizeof *s);
	s->numbers = numbers;
	s->set = worker_waitable_set_new();
	worker_waitable_join(numbers, s->set);
	worker_context_set_0(s);
	return sum_on(s, WORK(stream_u32_read)(numbers, s->buf, 4));
}

worker_callback_code_t WORK(sum_callback)(worker_event_t *event)
{
	struct sum *s = worker_context_get_0();
	if (event->event != WORKER_EVENT_STREAM_READ || event->waitable != s->numbers) abort();
	return sum_on(s, event->code);
}

/* ---- count: goes on after it has returned ---- */

struct count {
	WORK(stream_u32_writer_t) numbers;
	WORK(future_u32_writer_t) taken;
	worker_waitable_set_t set;
	uint32_t n, at;
	uint32_t *buf;
	bool told;
};

static worker_callback_code_t count_end(struct count *c)
{
	worker_waitable_join(c->taken, 0);
	worker_waitable_set_drop(c->set);
	WORK(future_u32_drop_writable)(c->taken);
	free(c->buf);
	free(c);
	return WORKER_CALLBACK_CODE_EXIT;
}

static worker_callback_code_t count_on(struct count *c, worker_waitable_status_t status)
{
	while (!c->told) {
		if (status == WORKER_WAITABLE_STATUS_BLOCKED) return WORKER_CALLBACK_CODE_WAIT(c->set);
		c->at += WORKER_WAITABLE_COUNT(status);
		if (c->at < c->n && WORKER_WAITABLE_STATE(status) == WORKER_WAITABLE_COMPLETED) {
			status = WORK(stream_u32_write)(c->numbers, c->buf + c->at, c->n - c->at);
			continue;
		}
		worker_waitable_join(c->numbers, 0);
		WORK(stream_u32_drop_writable)(c->numbers);
		worker_waitable_join(c->taken, c->set);
		c->told = true;
		status = WORK(future_u32_write)(c->taken, &c->at);
	}
	return status == WORKER_WAITABLE_STATUS_BLOCKED ? WORKER_CALLBACK_CODE_WAIT(c->set) : count_end(c);
}

worker_callback_code_t WORK(count)(uint32_t n)
{
	struct count *c = calloc(1, sizeof *c);
	WORK(tuple2_stream_u32_future_u32_t) ret;
	ret.f0 = WORK(stream_u32_new)(&c->numbers);
	ret.f1 = WORK(future_u32_new)(&c->taken);
	WORK(count_return)(ret);
	c->n = n;
	c->buf = malloc((n + 1) * sizeof *c->buf);
	for (uint32_t i = 0; i < n; i++) c->buf[i] = i;
	c->set = worker_waitable_set_new();
	worker_waitable_join(c->numbers, c->set);
	worker_context_set_0(c);
	return count_on(c, WORK(stream_u32_write)(c->numbers, c->buf, n));
}

worker_callback_code_t WORK(count_callback)(worker_event_t *event)
{
	struct count *c = worker_context_get_0();
	if (event->event != (c->told ? WORKER_EVENT_FUTURE_WRITE : WORKER_EVENT_STREAM_WRITE)) abort();
	return count_on(c, event->code);
}

/* ---- nothing, and what is left ---- */

worker_callback_code_t WORK(nothing)(void)
{
	WORK(nothing_return)();
	return WORKER_CALLBACK_CODE_EXIT;
}

worker_callback_code_t WORK(nothing_callback)(worker_event_t *event)
{
	(void) event;
	abort();
}

uint32_t WORK(live)(void) { return count_live(); }
