/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * In which order a scope's nodes are written: as they stand, but a node that is used before its
 * place comes early. In: a scope. Out: a plan for it and for each scope inside.
 */
#include "wasm/component/irwrite.h"

enum { UNSEEN, OPEN, DONE };

struct order {
	struct tn_irwriter *w;
	uint8_t *state; /* by node id, of nodes in scopes being planned */
	uint32_t *unit; /* by node id: place of the first node of the group that is written as one */
	struct tn_map known; /* address of a scope -> its place in `plans`: bodies may be shared */
	TN_VEC(struct tn_irplan *) plans;
};

/* Of an edit: edges cannot be made or read that lead forward. */
static void report_circle(struct tn_irwriter *w, const struct tn_node *node)
{
	const char *thing = node->sort == TN_SORT_NONE ? "node" : tn_ir_sort_word((enum tn_sort)node->sort);
	tn_diag_error(w->cx, TN_E_BAD_EDIT, node->origin, "the %s cannot be written: it depends on itself",
		thing);
	w->failed = true;
}

/* Edges of one unit: to nodes of the same scope, and to foreign ones. */
struct gather {
	struct order *o;
	const struct tn_scope *scope;
	struct tn_irplan *plan;
	struct tn_map *seen; /* foreign nodes in the plan */
	tn_node_list local;
};

bool tn_irorder_is_copy(const struct tn_irwriter *w, const struct tn_scope *scope)
{
	return !w->anew && scope->bytes.len && !scope->is_open;
}

static void gather_node(struct gather *g, struct tn_node *to)
{
	if (to->scope == g->scope)
		*TN_PUSH(g->o->w->arena, &g->local) = to;
	else if (tn_map_put(g->seen, to->id, 1))
		*TN_PUSH(g->o->w->arena, &g->plan->foreign) = to;
}

static void gather_edge(void *user, struct tn_node **edge)
{
	gather_node(user, *edge);
}

/* A recursion group, or a start with its results, is written as one. */
static uint32_t unit_length(const struct tn_node *node)
{
	if (node->op == TN_OP_CORE_TYPE && node->u.core_type.group_size)
		return node->u.core_type.group_size;
	if (node->op == TN_OP_START)
		return 1 + node->u.start.result_count;
	return 1;
}

/* Core types may lead to each other within their recursion group, which may be one type alone. */
static bool may_be_in_circle(const struct tn_node *node)
{
	return node->op == TN_OP_CORE_TYPE && !node->u.core_type.scope;
}

static struct tn_irplan *plan_scope(struct order *o, struct tn_scope *scope);

/* Depth first from one unit over the edges in the scope; a stack of our own, for chains are long. */
static void emit(struct order *o, struct tn_scope *scope, struct tn_irplan *plan, uint32_t first,
	const tn_node_list *edges)
{
	struct step {
		uint32_t at, next;
	};
	TN_VEC(struct step) stack = { 0 };
	struct tn_arena *arena = o->w->arena;
	*TN_PUSH(arena, &stack) = (struct step){ first, 0 };
	o->state[scope->nodes.ptr[first]->id] = OPEN;
	while (stack.len) {
		struct step *step = &TN_LAST(&stack);
		struct tn_node *node = scope->nodes.ptr[step->at];
		if (step->next < edges[step->at].len) {
			struct tn_node *to = edges[step->at].ptr[step->next++];
			uint32_t head = o->unit[to->id];
			struct tn_node *leader = scope->nodes.ptr[head];
			if (o->state[leader->id] == OPEN && !(leader == node && may_be_in_circle(node))) {
				report_circle(o->w, node);
				return;
			}
			if (o->state[leader->id] == UNSEEN) {
				o->state[leader->id] = OPEN;
				*TN_PUSH(arena, &stack) = (struct step){ head, 0 };
			}
			continue;
		}
		uint32_t at = step->at;
		(void)TN_POP(&stack);
		o->state[node->id] = DONE;
		for (uint32_t i = 0; i < unit_length(node) && at + i < scope->nodes.len; i++)
			*TN_PUSH(arena, &plan->order) = scope->nodes.ptr[at + i];
	}
}

/* Recursion is bounded by the nesting that the reader admits (limits.module_nesting). */
static struct tn_irplan *plan_scope(struct order *o, struct tn_scope *scope)
{
	struct tn_arena *arena = o->w->arena;
	uint32_t known = tn_map_get(&o->known, (uint64_t)(uintptr_t)scope);
	if (known != TN_MAP_NONE)
		return o->plans.ptr[known];
	struct tn_irplan *plan = TN_NEW(arena, struct tn_irplan);
	plan->scope = scope;
	tn_map_put(&o->known, (uint64_t)(uintptr_t)scope, o->plans.len);
	*TN_PUSH(arena, &o->plans) = plan;
	struct tn_map seen = { .arena = arena };
	tn_node_list *edges = TN_NEWN(arena, tn_node_list, scope->nodes.len);
	uint32_t head = 0;
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		if (i >= head + unit_length(scope->nodes.ptr[head]))
			head = i;
		o->unit[node->id] = head;
		struct gather g = { o, scope, plan, &seen, { 0 } };
		tn_ir_edges(node, gather_edge, &g);
		struct tn_scope *inner = tn_ir_inner(node);
		if (inner && !tn_irorder_is_copy(o->w, inner)) {
			struct tn_irplan *within = plan_scope(o, inner);
			o->w->plans[node->id] = within;
			for (uint32_t f = 0; f < within->foreign.len; f++)
				gather_node(&g, within->foreign.ptr[f]);
		}
		if (head == i) {
			edges[i] = g.local;
		} else {
			for (uint32_t e = 0; e < g.local.len; e++)
				*TN_PUSH(arena, &edges[head]) = g.local.ptr[e];
		}
	}
	for (uint32_t i = 0; i < scope->nodes.len && !o->w->failed; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		if (o->unit[node->id] == i && o->state[node->id] == UNSEEN)
			emit(o, scope, plan, i, edges);
	}
	return plan;
}

static struct order plan_all(struct tn_irwriter *w, struct tn_scope *root)
{
	uint32_t count = root->ir->node_count;
	struct order o = { .w = w,
		.state = TN_NEWN(w->arena, uint8_t, count),
		.unit = TN_NEWN(w->arena, uint32_t, count),
		.known = { .arena = w->arena } };
	w->plans = TN_NEWN(w->arena, struct tn_irplan *, count);
	w->root = plan_scope(&o, root);
	return o;
}

void tn_irorder_plan(struct tn_irwriter *w, struct tn_scope *root, bool is_piece)
{
	w->numbers = TN_NEWN(w->arena, uint32_t, root->ir->node_count);
	(void)plan_all(w, root);
	if (!is_piece && w->root->foreign.len && !w->failed)
		tn_irwrite_bug(w, w->root->foreign.ptr[0], "it is not in a scope around its use");
}

/* New lists live with the nodes: they are good ones, too, when memory runs out before they are restored. */
bool tn_irorder_arrange(struct tn_scope *component, struct tn_irordered *before)
{
	struct tn_ir *ir = component->ir;
	struct tn_irwriter w = { .cx = ir->cx, .arena = &ir->cx->scratch };
	*before = (struct tn_irordered){ 0 };
	struct order o = plan_all(&w, component);
	for (uint32_t i = 0; i < o.plans.len && !w.failed; i++) {
		struct tn_scope *scope = o.plans.ptr[i]->scope;
		const tn_node_list *order = &o.plans.ptr[i]->order;
		size_t size = order->len * sizeof *order->ptr;
		if (!size || memcmp(order->ptr, scope->nodes.ptr, size) == 0)
			continue;
		tn_node_list list = { 0 };
		for (uint32_t n = 0; n < order->len; n++)
			*TN_PUSH(ir->arena, &list) = order->ptr[n];
		*TN_PUSH(w.arena, &before->list) =
			(struct tn_irorder_before){ scope, scope->nodes };
		scope->nodes = list;
	}
	return !w.failed;
}

void tn_irorder_restore(const struct tn_irordered *before)
{
	for (uint32_t i = 0; i < before->list.len; i++)
		before->list.ptr[i].scope->nodes = before->list.ptr[i].nodes;
}
