/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Editing components: dropping, replacing and moving nodes. Numbers are the writer's business.
 * Recursion is bounded by the nesting that the reader admits (limits.module_nesting).
 */
#include "wasm/component/ir.h"

static bool is_marked(const struct tn_node *node)
{
	return node->flags & TN_NODE_MARKED;
}

static void unmark(struct tn_node *node)
{
	node->flags &= (uint8_t)~TN_NODE_MARKED;
}

/* Nodes that are one with the node before them: of a recursion group, of a start. */
static bool is_follower(const struct tn_node *node)
{
	return node->op == TN_OP_CORE_TYPE_REST || node->op == TN_OP_START_VALUE;
}

/* Edges of the node, and of all that is inside of it. */
static void each_edge(struct tn_node *node, void (*visit)(void *user, struct tn_node **edge), void *user)
{
	tn_ir_edges(node, visit, user);
	struct tn_scope *inner = tn_ir_inner(node);
	for (uint32_t i = 0; inner && i < inner->nodes.len; i++)
		each_edge(inner->nodes.ptr[i], visit, user);
}

void tn_iredit_keep(struct tn_scope *scope, bool (*keep)(void *user, const struct tn_node *node), void *user)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		if (keep(user, node))
			scope->nodes.ptr[kept++] = node;
		else
			node->scope = NULL;
	}
	if (kept != scope->nodes.len)
		tn_ir_touch(scope);
	scope->nodes.len = kept;
}

/* ---- dropping ---- */

static bool keeps_unmarked(void *user, const struct tn_node *node)
{
	(void)user;
	return !is_marked(node);
}

static void see_marked(void *user, struct tn_node **edge)
{
	*(bool *)user |= is_marked(*edge);
}

/* A node that uses a marked one and is not marked itself, in the scope or inside. */
static const struct tn_node *user_of_marked(struct tn_scope *scope)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		bool hit = false;
		if (is_marked(node))
			continue;
		tn_ir_edges(node, see_marked, &hit);
		if (hit)
			return node;
		struct tn_scope *inner = tn_ir_inner(node);
		const struct tn_node *user = inner ? user_of_marked(inner) : NULL;
		if (user)
			return user;
	}
	return NULL;
}

/* The place of the first node of the unit that the node belongs to, and the place behind it. */
static void find_unit(const struct tn_node *node, uint32_t *first, uint32_t *end)
{
	const tn_node_list *list = &node->scope->nodes;
	uint32_t at = 0;
	while (list->ptr[at] != node)
		at++;
	*end = at + 1;
	while (at && is_follower(list->ptr[at]))
		at--;
	*first = at;
	while (*end < list->len && is_follower(list->ptr[*end]))
		++*end;
}

const struct tn_node *tn_iredit_drop(struct tn_node *node)
{
	struct tn_scope *scope = node->scope;
	uint32_t first, end;
	find_unit(node, &first, &end);
	for (uint32_t i = first; i < end; i++)
		scope->nodes.ptr[i]->flags |= TN_NODE_MARKED;
	const struct tn_node *user = user_of_marked(scope);
	if (!user)
		tn_iredit_keep(scope, keeps_unmarked, NULL);
	else
		for (uint32_t i = first; i < end; i++)
			unmark(scope->nodes.ptr[i]);
	return user;
}

/* ---- pruning ---- */

struct prune {
	struct tn_arena *scratch;
	struct tn_scope *scope;
	tn_node_list todo;
	uint32_t gone;
};

static void need(struct prune *p, struct tn_node *node)
{
	if (node->scope != p->scope || is_marked(node))
		return;
	node->flags |= TN_NODE_MARKED;
	*TN_PUSH(p->scratch, &p->todo) = node;
}

static void need_edge(void *user, struct tn_node **edge)
{
	need(user, *edge);
}

static void need_edges(struct prune *p, struct tn_scope *scope)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		tn_ir_edges(scope->nodes.ptr[i], need_edge, p);
		struct tn_scope *inner = tn_ir_inner(scope->nodes.ptr[i]);
		if (inner)
			need_edges(p, inner);
	}
}

/* What is there for itself. Making an instance runs code; a value is to be used once. */
static bool is_root(const struct tn_node *node)
{
	switch ((enum tn_op)node->op) {
	case TN_OP_IMPORT:
	case TN_OP_EXPORT:
	case TN_OP_CORE_INSTANTIATE:
	case TN_OP_INSTANTIATE:
	case TN_OP_START:
	case TN_OP_VALUE:
	case TN_OP_CUSTOM:
		return true;
	default:
		return node->sort == TN_SORT_VALUE;
	}
}

static void prune_scope(struct prune *p, struct tn_scope *scope)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++)
		if (scope->nodes.ptr[i]->op == TN_OP_COMPONENT)
			prune_scope(p, scope->nodes.ptr[i]->u.scope);
	p->scope = scope;
	p->todo.len = 0;
	for (uint32_t i = 0; i < scope->nodes.len; i++)
		if (is_root(scope->nodes.ptr[i]))
			need(p, scope->nodes.ptr[i]);
	while (p->todo.len) {
		struct tn_node *node = TN_POP(&p->todo);
		tn_ir_edges(node, need_edge, p);
		struct tn_scope *inner = tn_ir_inner(node);
		if (inner)
			need_edges(p, inner);
	}
	/* A unit stays when any of its nodes does. From here on the mark says: to go. */
	for (uint32_t first = 0, end; first < scope->nodes.len; first = end) {
		bool stays = is_marked(scope->nodes.ptr[first]);
		for (end = first + 1; end < scope->nodes.len && is_follower(scope->nodes.ptr[end]); end++)
			stays |= is_marked(scope->nodes.ptr[end]);
		for (uint32_t i = first; i < end; i++) {
			unmark(scope->nodes.ptr[i]);
			if (!stays)
				scope->nodes.ptr[i]->flags |= TN_NODE_MARKED;
		}
	}
	uint32_t before = scope->nodes.len;
	tn_iredit_keep(scope, keeps_unmarked, NULL);
	p->gone += before - scope->nodes.len;
}

uint32_t tn_iredit_prune(struct tn_scope *component)
{
	struct tn_arena *scratch = &component->ir->cx->scratch;
	struct tn_mark mark = tn_mem_mark(scratch);
	struct prune p = { .scratch = scratch };
	prune_scope(&p, component);
	tn_mem_reset(scratch, mark);
	return p.gone;
}

/* ---- redirecting ---- */

bool tn_iredit_reaches(const struct tn_scope *scope, const struct tn_node *node)
{
	if (scope == node->scope)
		return true;
	/* Binary.md "alias": outer aliases are of these sorts. */
	if (node->sort != TN_SORT_CORE_MODULE && node->sort != TN_SORT_CORE_TYPE &&
		node->sort != TN_SORT_TYPE && node->sort != TN_SORT_COMPONENT)
		return false;
	while (scope && scope != node->scope)
		scope = scope->parent;
	return scope != NULL;
}

struct search {
	struct tn_arena *scratch;
	uint8_t *seen;           /* by node id */
	struct tn_node **leader; /* by node id: whose edges a follower's are; NULL: not looked up */
	tn_node_list todo;
};

static void find_leaders(struct search *s, const struct tn_scope *scope)
{
	struct tn_node *leader = NULL;
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		leader = is_follower(node) ? leader : node;
		s->leader[node->id] = leader;
	}
}

static void search_node(struct search *s, struct tn_node *node)
{
	if (s->seen[node->id])
		return;
	s->seen[node->id] = 1;
	*TN_PUSH(s->scratch, &s->todo) = node;
	if (!is_follower(node) || !node->scope)
		return;
	if (!s->leader[node->id])
		find_leaders(s, node->scope);
	if (s->leader[node->id])
		search_node(s, s->leader[node->id]);
}

static void search_edge(void *user, struct tn_node **edge)
{
	search_node(user, *edge);
}

bool tn_iredit_depends(struct tn_node *node, const struct tn_node *on)
{
	struct tn_ir *ir = node->scope->ir;
	struct tn_arena *scratch = &ir->cx->scratch;
	struct tn_mark mark = tn_mem_mark(scratch);
	struct search s = { .scratch = scratch,
		.seen = TN_NEWN(scratch, uint8_t, ir->node_count),
		.leader = TN_NEWN(scratch, struct tn_node *, ir->node_count) };
	search_node(&s, node);
	s.seen[node->id] = 0; /* only what leads back to it counts */
	while (s.todo.len && !s.seen[on->id])
		each_edge(TN_POP(&s.todo), search_edge, &s);
	bool found = s.seen[on->id];
	tn_mem_reset(scratch, mark);
	return found;
}

struct replace {
	struct tn_node *from, *to;
	bool hit;
};

static void replace_edge(void *user, struct tn_node **edge)
{
	struct replace *r = user;
	if (*edge == r->from) {
		*edge = r->to;
		r->hit = true;
	}
}

void tn_iredit_replace(struct tn_scope *scope, struct tn_node *from, struct tn_node *to)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct replace r = { from, to, false };
		struct tn_node *node = scope->nodes.ptr[i];
		tn_ir_edges(node, replace_edge, &r);
		if (r.hit)
			tn_ir_touch(scope);
		struct tn_scope *inner = tn_ir_inner(node);
		if (inner)
			tn_iredit_replace(inner, from, to);
	}
}

/* ---- moving ---- */

/* Takes the nodes from the place `first` on, before the place `end`, out of the list. */
static void take_out(struct tn_scope *scope, uint32_t first, uint32_t end)
{
	struct tn_node **list = scope->nodes.ptr;
	memmove(&list[first], &list[end], (scope->nodes.len - end) * sizeof *list);
	scope->nodes.len -= end - first;
	tn_ir_touch(scope);
}

static void put_into(struct tn_scope *to, struct tn_node *node)
{
	struct tn_scope *inner = tn_ir_inner(node);
	if (inner)
		inner->parent = to;
	tn_ir_append(to, node);
}

void tn_iredit_move(struct tn_node *node, struct tn_scope *to)
{
	struct tn_scope *from = node->scope;
	if (from) {
		uint32_t at = 0;
		while (from->nodes.ptr[at] != node)
			at++;
		take_out(from, at, at + 1);
	}
	put_into(to, node);
}

struct leaving {
	const struct tn_scope *scope; /* that the nodes leave */
	bool is_stuck;
};

/* An edge back into the scope would lead nowhere; through an outer alias it can go around. */
static void look_back(void *user, struct tn_node **edge)
{
	struct leaving *l = user;
	struct tn_node *to = *edge;
	if (to->op == TN_OP_ALIAS_OUTER && to->scope == l->scope)
		to = to->u.alias.from;
	l->is_stuck |= to->scope == l->scope && !is_marked(to);
}

static void go_around(void *user, struct tn_node **edge)
{
	const struct leaving *l = user;
	if ((*edge)->op == TN_OP_ALIAS_OUTER && (*edge)->scope == l->scope)
		*edge = (*edge)->u.alias.from;
}

/* Resources are made anew by each instance, so their definitions stay where they are. */
static bool may_leave(const struct tn_node *node)
{
	switch ((enum tn_op)node->op) {
	case TN_OP_TYPE:
		return node->u.type.kind != TN_TYPE_RESOURCE;
	case TN_OP_CORE_MODULE:
	case TN_OP_CORE_TYPE:
	case TN_OP_CORE_TYPE_REST:
	case TN_OP_COMPONENT:
		return true;
	default:
		return false;
	}
}

const char *tn_iredit_lift(struct tn_node *node)
{
	struct tn_scope *scope = node->scope, *to = scope->parent;
	struct leaving l = { scope, false };
	uint32_t first, end;
	if (!to)
		return "there is no scope around its own";
	if (!may_leave(node) || to->kind == TN_SCOPE_MODULE_TYPE)
		return "it belongs to the scope it is in";
	find_unit(node, &first, &end);
	struct tn_mark mark = tn_mem_mark(&scope->ir->cx->scratch);
	struct tn_node **unit = TN_NEWN(&scope->ir->cx->scratch, struct tn_node *, end - first);
	memcpy(unit, &scope->nodes.ptr[first], (end - first) * sizeof *unit);
	for (uint32_t i = 0; i < end - first; i++)
		unit[i]->flags |= TN_NODE_MARKED;
	for (uint32_t i = 0; i < end - first; i++)
		each_edge(unit[i], look_back, &l);
	if (!l.is_stuck)
		take_out(scope, first, end);
	for (uint32_t i = 0; i < end - first; i++) {
		if (!l.is_stuck) {
			each_edge(unit[i], go_around, &l);
			put_into(to, unit[i]);
		}
		unmark(unit[i]);
	}
	tn_mem_reset(&scope->ir->cx->scratch, mark);
	return l.is_stuck ? "it uses something of the scope it is in" : NULL;
}
