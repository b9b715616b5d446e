/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A topological order that is stable: among the things that are ready, the one written first comes
 * first. Kahn's algorithm with a heap; cycles are found among what is left.
 */
#include "wit/syntax/resolve.h"

struct sorter {
	struct tn_resolver *r;
	const char *what, *hint;
	uint32_t count;
	const struct tn_edge *edges;
	uint32_t *waits;           /* per node: edges to things not yet ordered */
	uint32_t *first_out, *out; /* edges by `from`: out[first_out[n]..first_out[n + 1]] */
	uint32_t *first_in, *in;   /* edges by `to` */
	uint32_t *heap, heap_len;
	uint32_t *order, order_len;
	bool *ordered;
	uint32_t *step, steps; /* by node: number of the step on which a walk met it */
};

/* So many cycles are looked for; the rest of a hopeless file is not worth the time. */
enum { CYCLES_MOST = 200 };

static void heap_push(struct sorter *s, uint32_t node)
{
	uint32_t at = s->heap_len++;

	for (; at && s->heap[(at - 1) / 2] > node; at = (at - 1) / 2)
		s->heap[at] = s->heap[(at - 1) / 2];
	s->heap[at] = node;
}

static uint32_t heap_pop(struct sorter *s)
{
	uint32_t top = s->heap[0], last = s->heap[--s->heap_len], at = 0;

	for (;;) {
		uint32_t child = 2 * at + 1;

		if (child >= s->heap_len)
			break;
		if (child + 1 < s->heap_len && s->heap[child + 1] < s->heap[child])
			child++;
		if (s->heap[child] >= last)
			break;
		s->heap[at] = s->heap[child];
		at = child;
	}
	s->heap[at] = last;
	return top;
}

/* Edge numbers grouped by one of their ends, in the order given. */
static void group(
	struct sorter *s, uint32_t edge_count, bool by_from, uint32_t **first, uint32_t **list)
{
	uint32_t *start = TN_NEWN(&s->r->cx->temp, uint32_t, s->count + 2);

	*list = TN_NEWN(&s->r->cx->temp, uint32_t, edge_count);
	for (uint32_t i = 0; i < edge_count; i++)
		start[(by_from ? s->edges[i].from : s->edges[i].to) + 2]++;
	for (uint32_t i = 0; i < s->count; i++)
		start[i + 2] += start[i + 1];
	for (uint32_t i = 0; i < edge_count; i++)
		(*list)[start[(by_from ? s->edges[i].from : s->edges[i].to) + 1]++] = i;
	*first = start;
}

static void settle(struct sorter *s, uint32_t node)
{
	s->order[s->order_len++] = node;
	s->ordered[node] = true;
	for (uint32_t i = s->first_in[node]; i < s->first_in[node + 1]; i++) {
		uint32_t user = s->edges[s->in[i]].from;

		if (!s->ordered[user] && --s->waits[user] == 0)
			heap_push(s, user);
	}
}

/* The first edge of a node that leads to something not yet ordered; there is one. */
static const struct tn_edge *open_edge(const struct sorter *s, uint32_t node)
{
	for (uint32_t i = s->first_out[node]; i < s->first_out[node + 1]; i++)
		if (!s->ordered[s->edges[s->out[i]].to])
			return &s->edges[s->out[i]];
	return NULL;
}

/* The links behind `edge`, until the cycle is closed at `entry`. */
static void note_links(struct sorter *s, struct tn_diag *diag, const struct tn_edge *edge, uint32_t entry)
{
	bool inside = edge->from == entry;

	for (uint32_t at = edge->to, shown = 0; shown < 8 && !(inside && at == entry); shown++) {
		const struct tn_edge *next = open_edge(s, at);

		inside = inside || at == entry;
		tn_diag_note(s->r->cx, diag, next->span, "… which depends on `%.*s`",
			TN_S(tn_ctx_text(s->r->cx, next->name)));
		at = next->to;
	}
}

/*
 * Walks along open edges from `node` until one comes back, reports that cycle, breaks it. `node` is the
 * first that waits for what is in a cycle: there it is shown, be that node in the cycle or before it.
 */
static void break_cycle(struct sorter *s, uint32_t node, bool *broken)
{
	struct tn_ctx *cx = s->r->cx;
	const struct tn_edge *edge = open_edge(s, node), *last = edge;
	uint32_t base = s->steps, first;
	struct tn_diag *diag;

	for (; s->step[node] <= base; node = last->to) {
		s->step[node] = ++s->steps;
		last = open_edge(s, node);
	}
	if (s->step[edge->to] >= s->step[node])
		diag = tn_symbols_error(s->r, TN_E_CYCLE, edge->at, "%s `%.*s` depends on itself",
			s->what, TN_S(tn_ctx_text(cx, edge->name)));
	else
		diag = tn_symbols_error(s->r, TN_E_CYCLE, edge->at,
			"%s `%.*s` depends on `%.*s`, which depends on itself", s->what,
			TN_S(tn_ctx_text(cx, edge->name)), TN_S(tn_ctx_text(cx, last->name)));
	if (edge->at.start != edge->span.start)
		tn_diag_note(cx, diag, edge->span, "used here …");
	note_links(s, diag, edge, node);
	tn_diag_hint(cx, diag, "%s", s->hint);
	first = node;
	do {
		broken[node] = true;
		node = open_edge(s, node)->to;
		if (node < first)
			first = node;
	} while (node != last->to);
	settle(s, first);
}

uint32_t *tn_topo_sort(struct tn_resolver *r, const char *what, const char *hint, uint32_t count,
	const struct tn_edge *edges, uint32_t edge_count, bool *broken)
{
	struct sorter s = { .r = r, .what = what, .hint = hint, .count = count, .edges = edges };
	uint32_t rest = 0, cycles = 0;

	s.step = TN_NEWN(&r->cx->temp, uint32_t, count);
	s.waits = TN_NEWN(&r->cx->temp, uint32_t, count);
	s.heap = TN_NEWN(&r->cx->temp, uint32_t, count);
	s.order = TN_NEWN(&r->cx->temp, uint32_t, count);
	s.ordered = TN_NEWN(&r->cx->temp, bool, count);
	group(&s, edge_count, true, &s.first_out, &s.out);
	group(&s, edge_count, false, &s.first_in, &s.in);
	for (uint32_t i = 0; i < edge_count; i++)
		s.waits[edges[i].from]++;
	for (uint32_t i = 0; i < count; i++)
		if (!s.waits[i])
			heap_push(&s, i);
	while (s.order_len < count) {
		if (s.heap_len) {
			settle(&s, heap_pop(&s));
			continue;
		}
		while (s.ordered[rest])
			rest++;
		if (cycles++ < CYCLES_MOST) {
			break_cycle(&s, rest, broken);
		} else {
			broken[rest] = true;
			settle(&s, rest);
		}
	}
	return s.order;
}
