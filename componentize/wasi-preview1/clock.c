/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Clocks, yield and poll. While the guest may not leave, time is what it was when last asked, plus a
 * nominal microsecond a question, plus what was to be slept through; it never goes back afterwards.
 */
#include "preview1.h"

struct datetime {
	uint64_t seconds;
	uint32_t nanoseconds;
};
struct ready { /* list<u32> */
	const uint32_t *list;
	uint32_t count;
};
WASI("clocks/monotonic-clock", "now") uint64_t monotonic_now(void);
WASI("clocks/monotonic-clock", "resolution") uint64_t monotonic_resolution(void);
WASI("clocks/monotonic-clock", "subscribe-duration")
int32_t subscribe_duration(uint64_t nanoseconds);
WASI("clocks/wall-clock", "now") void wall_now(struct datetime *out);
WASI("clocks/wall-clock", "resolution") void wall_resolution(struct datetime *out);
WASI("io/poll", "poll")
void poll(const int32_t *pollables, uint32_t count, struct ready *out);
WASI("io/poll", "[resource-drop]pollable") void drop_pollable(int32_t);
WASI("io/streams", "[method]input-stream.subscribe") int32_t subscribe_input(int32_t self);
WASI("io/streams", "[method]output-stream.subscribe") int32_t subscribe_output(int32_t self);

enum { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_COUNT };

#define NOMINAL_NS 1000u

static uint64_t last_monotonic, last_wall;

static uint64_t nanoseconds(const struct datetime *time)
{
	return time->seconds * 1000000000u + time->nanoseconds;
}

static uint64_t monotonic(void)
{
	if (inside())
		return last_monotonic += NOMINAL_NS;
	uint64_t now = monotonic_now();
	if (now > last_monotonic)
		last_monotonic = now;
	return last_monotonic;
}

/* The wall clock may be set back, so it is not held to anything. */
static uint64_t wall(void)
{
	struct datetime now;

	if (inside())
		return last_wall += NOMINAL_NS;
	wall_now(&now);
	return last_wall = nanoseconds(&now);
}

EXPORT("clock_time_get") wasi_errno clock_time_get(uint32_t clock, uint64_t precision, guest out)
{
	(void)precision;
	if (clock >= CLOCK_COUNT)
		return E_INVAL;
	store64(out, clock == CLOCK_MONOTONIC ? monotonic() : wall());
	return OK;
}

EXPORT("clock_res_get") wasi_errno clock_res_get(uint32_t clock, guest out)
{
	uint64_t resolution = NOMINAL_NS;

	if (clock >= CLOCK_COUNT)
		return E_INVAL;
	if (!inside() && clock == CLOCK_MONOTONIC) {
		resolution = monotonic_resolution();
	} else if (!inside()) {
		struct datetime wall;
		wall_resolution(&wall);
		resolution = nanoseconds(&wall);
	}
	store64(out, resolution);
	return OK;
}

/* There is one thread and nobody to yield to. */
EXPORT("sched_yield") wasi_errno sched_yield(void)
{
	return OK;
}

/* preview 1 `subscription` (48 bytes) and `event` (32). */
enum { SUBSCRIPTION = 48, EVENT = 32 };
enum { ON_CLOCK, ON_READ, ON_WRITE };
enum { CLOCK_ABSOLUTE = 1 };

struct subscription {
	uint64_t timeout; /* of a clock: nanoseconds from now */
	enum stream stream;
	uint8_t type;
	wasi_errno error; /* it can only be answered with this, and at once */
};

static struct subscription subscription(guest at)
{
	struct subscription s = { .type = load8(at + 8), .stream = STREAM_NONE };

	if (s.type == ON_CLOCK) {
		uint32_t clock = load32(at + 16);
		s.timeout = load64(at + 24);
		if (clock >= CLOCK_COUNT) {
			s.error = E_INVAL;
		} else if (load16(at + 40) & CLOCK_ABSOLUTE) {
			uint64_t now = clock == CLOCK_MONOTONIC ? monotonic() : wall();
			s.timeout = s.timeout > now ? s.timeout - now : 0;
		}
	} else if (s.type == ON_READ || s.type == ON_WRITE) {
		s.stream = fd_stream(load32(at + 16));
		if (s.stream == STREAM_NONE || (s.stream == STREAM_IN) != (s.type == ON_READ))
			s.error = E_BADF;
	} else {
		s.error = E_INVAL;
	}
	return s;
}

static void put_event(guest *out, guest in, const struct subscription *s)
{
	store64(*out, load64(in));
	store64(*out + 8, (uint32_t)s->error | (uint32_t)s->type << 16);
	/* How much is there is not known; one byte or unit of room is. */
	store64(*out + 16, s->type != ON_CLOCK && s->error == OK);
	store64(*out + 24, 0);
	*out += EVENT;
}

/* The guest may not leave: streams are called ready, and the nearest time is let come at once. */
static void poll_inside(const struct subscription *s, uint32_t count, guest in, guest *out)
{
	uint64_t nearest = UINT64_MAX;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t wait = s[i].type == ON_CLOCK && s[i].error == OK ? s[i].timeout : 0;
		if (wait < nearest)
			nearest = wait;
	}
	last_monotonic += nearest;
	last_wall += nearest;
	for (uint32_t i = 0; i < count; i++)
		if (s[i].type != ON_CLOCK || s[i].error != OK || s[i].timeout <= nearest)
			put_event(out, in + SUBSCRIPTION * i, &s[i]);
}

static int32_t subscribe(const struct subscription *s)
{
	if (s->type == ON_CLOCK)
		return subscribe_duration(s->timeout);
	if (s->stream == STREAM_IN)
		return subscribe_input(fd_input());
	return subscribe_output(fd_output(s->stream));
}

static void poll_outside(
	const struct subscription *s, uint32_t count, int32_t *pollables, guest in, guest *out)
{
	struct ready ready;

	for (uint32_t i = 0; i < count; i++)
		pollables[i] = subscribe(&s[i]);
	poll(pollables, count, &ready);
	for (uint32_t i = 0; i < ready.count; i++)
		if (ready.list[i] < count)
			put_event(out, in + SUBSCRIPTION * ready.list[i], &s[ready.list[i]]);
	for (uint32_t i = 0; i < count; i++)
		drop_pollable(pollables[i]);
}

EXPORT("poll_oneoff") wasi_errno poll_oneoff(guest in, guest out, uint32_t count, guest out_count)
{
	guest begin = out;
	bool is_answered = false;

	if (count == 0 || count > 0xffff)
		return E_INVAL;
	arena_reset();
	struct subscription *s = arena_take(count * (uint32_t)sizeof *s);
	int32_t *pollables = arena_take(count * (uint32_t)sizeof *pollables);
	if (!s || !pollables)
		return E_AGAIN;
	for (uint32_t i = 0; i < count; i++) {
		s[i] = subscription(in + SUBSCRIPTION * i);
		is_answered |= s[i].error != OK;
	}
	if (inside()) {
		poll_inside(s, count, in, &out);
	} else if (is_answered) {
		for (uint32_t i = 0; i < count; i++)
			if (s[i].error != OK)
				put_event(&out, in + SUBSCRIPTION * i, &s[i]);
	} else {
		poll_outside(s, count, pollables, in, &out);
	}
	store32(out_count, (out - begin) / EVENT);
	return OK;
}
