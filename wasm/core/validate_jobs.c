/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Function bodies, which do not look at one another, spread over threads. The threads only find out
 * which bodies are wrong; what is wrong with them is then said in order by the caller's own thread,
 * so that what is reported does not depend on who was faster.
 */
#include "wasm/core/validate.h"

#include <pthread.h>
#include <stdatomic.h>

/* A thread is worth this many bytes of code, and takes this many bodies at a time. */
enum { BYTES_PER_JOB = 256 << 10, BODIES_AT_ONCE = 64, MOST_JOBS = 64 };

struct shared {
	const struct tn_validate *v;
	atomic_uint next; /* body that nobody has taken */
	uint8_t *is_bad;  /* one byte a body */
};

struct worker {
	struct shared *shared;
	pthread_t thread;
	bool is_running;
	struct tn_validate v;
	struct tn_ctx cx; /* of its own, for its memory */
};

static void work(struct worker *w)
{
	struct shared *s = w->shared;
	const struct tn_module *m = s->v->m;
	const uint8_t *behind = m->bodies.ptr[0].ptr;
	uint32_t imported = m->imported[TN_CORE_KIND_FUNC], count = m->bodies.len;
	w->v.body = tn_validate_body_new(&w->v);
	for (;;) {
		uint32_t from = atomic_fetch_add(&s->next, BODIES_AT_ONCE);
		if (from >= count)
			return;
		uint32_t to = count - from < BODIES_AT_ONCE ? count : from + BODIES_AT_ONCE;
		/* What another still reads comes back. */
		tn_ctx_pass(s->v->cx, m->source, &behind, m->bodies.ptr[from].ptr);
		for (uint32_t i = from; i < to; i++)
			s->is_bad[i] = !tn_validate_body(w->v.body, imported + i, m->bodies.ptr[i]);
	}
}

static void *run(void *worker)
{
	struct worker *w = worker;
	jmp_buf oom;
	tn_ctx_init(&w->cx);
	w->cx.limits = w->shared->v->cx->limits;
	w->cx.heap.oom = &oom;
	w->v = *w->shared->v;
	w->v.cx = &w->cx;
	w->v.scratch = &w->cx.arena;
	w->v.is_quiet = true;
	if (setjmp(oom) == 0) /* out of memory: the rest is left to others */
		work(w);
	tn_ctx_free(&w->cx);
	return NULL;
}

static uint32_t jobs_for(const struct tn_validate *v)
{
	uint64_t bytes = 0;
	struct tn_heap plain;
	tn_mem_heap_init(&plain);
	/* Memory of the caller's, or with a bound, is for one thread. */
	if (v->cx->jobs < 2 || v->cx->heap.resize != plain.resize || v->cx->heap.limit)
		return 1;
	for (uint32_t i = 0; i < v->m->bodies.len; i++)
		bytes += v->m->bodies.ptr[i].len;
	uint64_t most = bytes / BYTES_PER_JOB < MOST_JOBS ? bytes / BYTES_PER_JOB : MOST_JOBS;
	return v->cx->jobs < most ? v->cx->jobs : (uint32_t)most;
}

static void note_used(struct tn_validate *to, const struct tn_validate *from)
{
	for (uint64_t bits = from->used; bits; bits &= bits - 1) {
		uint32_t bit = (uint32_t)__builtin_ctzll(bits);
		bool is_new = !(to->used >> bit & 1);
		if (is_new || from->used_at[bit] < to->used_at[bit])
			to->used_at[bit] = from->used_at[bit];
	}
	to->used |= from->used;
}

/* The bodies that are wrong by now, or all of them without `is_bad`, in order. */
static void report(struct tn_validate *v, const uint8_t *is_bad)
{
	uint32_t imported = v->m->imported[TN_CORE_KIND_FUNC], count = v->m->bodies.len;
	const uint8_t *behind = count ? v->m->bodies.ptr[0].ptr : NULL;
	for (uint32_t i = 0; i < count; i++) {
		if (is_bad && !is_bad[i])
			continue;
		v->is_good &= tn_validate_body(v->body, imported + i, v->m->bodies.ptr[i]);
		tn_ctx_pass(v->cx, v->m->source, &behind, v->m->bodies.ptr[i].ptr);
	}
}

void tn_validate_bodies(struct tn_validate *v)
{
	uint32_t jobs = jobs_for(v);
	if (jobs < 2) {
		report(v, NULL);
		return;
	}
	struct shared shared = { .v = v };
	shared.is_bad = tn_mem_alloc(v->scratch, v->m->bodies.len);
	struct worker *workers = TN_NEWN(v->scratch, struct worker, jobs);
	memset(shared.is_bad, 1, v->m->bodies.len); /* what nobody gets to is done again */
	for (uint32_t i = 0; i < jobs; i++) {
		workers[i].shared = &shared;
		workers[i].is_running =
			i && !pthread_create(&workers[i].thread, NULL, run, &workers[i]);
	}
	run(&workers[0]); /* the caller's own part; nothing here may jump while threads run */
	for (uint32_t i = 0; i < jobs; i++) {
		if (workers[i].is_running)
			pthread_join(workers[i].thread, NULL);
		if (workers[i].is_running || i == 0)
			note_used(v, &workers[i].v);
	}
	report(v, shared.is_bad);
}
