/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Libraries resolved in; out: which of them are reached, in which order they are instantiated, and
 * what must be called through the table because it comes before its library. The order is a custom
 * that decides bytes: what a library needs comes before it, unless that needs the library, too.
 */
#include "componentize/dylink_job.h"

/* What each library depends on, directly or not: in the order found, and as a set. */
struct graph {
	uint32_t count, words;
	uint64_t *sets; /* count * words */
	struct list {
		uint32_t *ptr;
		uint32_t len, cap;
	} *lists;
	uint32_t *sequence; /* libraries that depend on anything */
	uint32_t sequence_len;
};

static bool depends(const struct graph *g, uint32_t library, uint32_t on)
{
	return g->sets[(size_t)library * g->words + on / 64] >> on % 64 & 1;
}

static void add(struct tn_arena *arena, struct graph *g, uint32_t library, uint32_t on)
{
	if (depends(g, library, on))
		return;
	g->sets[(size_t)library * g->words + on / 64] |= (uint64_t)1 << on % 64;
	*TN_PUSH(arena, &g->lists[library]) = on;
}

static uint32_t find_library(const struct tn_dylink_job *j, struct tn_str name)
{
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		if (tn_str_eq(j->libraries.ptr[i]->name, name))
			return i;
	}
	return TN_NO_ID;
}

static void add_symbols(struct tn_dylink_job *j, struct graph *g, uint32_t library,
	const struct tn_dylink_symbols *wanted)
{
	for (uint32_t i = 0; i < wanted->len; i++)
		add(j->arena, g, library, tn_dylink_exporter(j, &wanted->ptr[i])->library);
}

/* Addresses are filled in at the end: for the order they do not count, for what is reached they do. */
static void begin(struct tn_dylink_job *j, struct graph *g, bool with_addresses)
{
	uint32_t count = j->libraries.len;
	*g = (struct graph){ .count = count, .words = count / 64 + 1 };
	g->sets = TN_NEWN(j->arena, uint64_t, (size_t)count * g->words);
	g->lists = TN_NEWN(j->arena, struct list, count);
	g->sequence = TN_NEWN(j->arena, uint32_t, count);
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_dylink_library *l = j->libraries.ptr[i];
		for (uint32_t k = 0; k < l->needed.len; k++)
			add(j->arena, g, i, find_library(j, l->needed.ptr[k]));
		add_symbols(j, g, i, &l->functions);
		add_symbols(j, g, i, &l->tags);
		if (with_addresses) {
			add_symbols(j, g, i, &l->data);
			add_symbols(j, g, i, &l->pointers);
		}
		if (g->lists[i].len)
			g->sequence[g->sequence_len++] = i;
	}
}

static bool covers(const struct graph *g, uint32_t library, uint32_t other)
{
	const uint64_t *a = &g->sets[(size_t)library * g->words];
	const uint64_t *b = &g->sets[(size_t)other * g->words];
	for (uint32_t i = 0; i < g->words; i++) {
		if (b[i] & ~a[i])
			return false;
	}
	return true;
}

/* One step: what the dependencies at hand depend on, collected before any of it is added. */
static bool step(struct tn_arena *arena, struct graph *g)
{
	struct graph more = *g;
	bool is_more = false;
	more.lists = TN_NEWN(arena, struct list, g->count);
	more.sets = TN_NEWN(arena, uint64_t, (size_t)g->count * g->words);
	for (uint32_t s = 0; s < g->sequence_len; s++) {
		uint32_t library = g->sequence[s];
		for (uint32_t i = 0; i < g->lists[library].len; i++) {
			uint32_t on = g->lists[library].ptr[i];
			if (covers(g, library, on))
				continue;
			for (uint32_t k = 0; k < g->lists[on].len; k++) {
				if (!depends(g, library, g->lists[on].ptr[k]))
					add(arena, &more, library, g->lists[on].ptr[k]);
			}
			is_more = true;
		}
	}
	for (uint32_t i = 0; i < g->count; i++) {
		for (uint32_t k = 0; k < more.lists[i].len; k++)
			add(arena, g, i, more.lists[i].ptr[k]);
	}
	return is_more;
}

static void close_graph(struct tn_dylink_job *j, struct graph *g, bool with_addresses)
{
	begin(j, g, with_addresses);
	while (step(j->arena, g))
		;
}

/* ---- what is reached ---- */

static bool is_root(const struct tn_dylink_library *l)
{
	const struct tn_metadata *metadata = &l->input.metadata;
	return l->is_openable || (l->traits & TN_DYLINK_START) ||
	       metadata->wit->worlds.ptr[metadata->world].exports.len;
}

bool tn_dylink_drop(struct tn_dylink_job *j)
{
	struct graph g;
	uint32_t kept = 0;
	bool *is_reached = TN_NEWN(j->arena, bool, j->libraries.len);
	close_graph(j, &g, true);
	for (uint32_t i = 0; i < g.count; i++) {
		if (!is_root(j->libraries.ptr[i]))
			continue;
		is_reached[i] = true;
		for (uint32_t k = 0; k < g.lists[i].len; k++)
			is_reached[g.lists[i].ptr[k]] = true;
	}
	for (uint32_t i = 0; i < g.count; i++) {
		if (is_reached[i])
			j->libraries.ptr[kept++] = j->libraries.ptr[i];
	}
	j->libraries.len = kept;
	return kept != g.count;
}

/* ---- the order ---- */

struct sort {
	const struct graph *graph;
	bool *is_placed;
	uint32_t *order;
	uint32_t len;
};

/* As deep as there are libraries at most: limits.dylink_libraries. */
static void place(struct sort *s, uint32_t library)
{
	const struct list *on = &s->graph->lists[library];
	for (uint32_t i = 0; i < on->len; i++) {
		if (!s->is_placed[on->ptr[i]] && !depends(s->graph, on->ptr[i], library))
			place(s, on->ptr[i]);
	}
	if (!s->is_placed[library])
		s->order[s->len++] = library;
	s->is_placed[library] = true;
	for (uint32_t i = 0; i < on->len; i++) {
		if (!s->is_placed[on->ptr[i]] && depends(s->graph, on->ptr[i], library))
			place(s, on->ptr[i]);
	}
}

/* ---- trampolines ---- */

static void add_trampoline(struct tn_dylink_job *j, const struct tn_dylink_export *e)
{
	tn_name name = tn_ctx_name(j->cx, e->symbol->name);
	if (tn_map_get(&j->trampoline_index, name) != TN_MAP_NONE)
		return;
	tn_map_put(&j->trampoline_index, name, j->trampolines.len);
	*TN_PUSH(j->arena, &j->trampolines) =
		(struct tn_dylink_trampoline){ e->symbol, e->library };
}

static void find_trampolines(struct tn_dylink_job *j, const bool *is_there, uint32_t library)
{
	const struct tn_dylink_library *l = j->libraries.ptr[library];
	for (uint32_t i = 0; i < l->pointers.len; i++)
		add_trampoline(j, tn_dylink_exporter(j, &l->pointers.ptr[i]));
	for (uint32_t i = 0; i < l->functions.len; i++) {
		const struct tn_dylink_export *e = tn_dylink_exporter(j, &l->functions.ptr[i]);
		if (!is_there[e->library])
			add_trampoline(j, e);
	}
}

void tn_dylink_order(struct tn_dylink_job *j)
{
	struct graph g;
	uint32_t count = j->libraries.len;
	close_graph(j, &g, false);
	struct sort sort = { .graph = &g,
		.is_placed = TN_NEWN(j->arena, bool, count),
		.order = TN_NEWN(j->arena, uint32_t, count) };
	for (uint32_t i = 0; i < count; i++)
		place(&sort, i);
	j->order = sort.order;
	j->trampoline_index.arena = j->arena;
	bool *is_there = TN_NEWN(j->arena, bool, count);
	for (uint32_t i = 0; i < count; i++) {
		find_trampolines(j, is_there, j->order[i]);
		is_there[j->order[i]] = true;
	}
	/* Everything in the component that begins a task asks for it. */
	if (j->hook)
		add_trampoline(j, j->hook);
}
