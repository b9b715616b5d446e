/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Writes a component: sections, numbers, and the outer aliases that nobody made. In: nodes.
 * Out: bytes. Binary.md "Component Definitions".
 */
#include "wasm/component/irwrite.h"

#include "wasm/core/layers.h"

enum { LONGEST_COUNT = 5 }; /* bytes of a u32 */

void tn_irwrite_bug(struct tn_irwriter *w, const struct tn_node *node, const char *what)
{
	if (!w->failed)
		tn_diag_error(w->cx, TN_E_INTERNAL, node->origin,
			"node %u of the component cannot be written: %s", node->id, what);
	w->failed = true;
}

/* ---- numbers ---- */

uint32_t tn_irwrite_index(struct tn_irframe *frame, const struct tn_node *node)
{
	struct tn_irwriter *w = frame->w;
	if (w->failed)
		return 0;
	if (!node) {
		w->failed = true;
		tn_diag_error(w->cx, TN_E_INTERNAL, (struct tn_span){ 0 }, "an edge leads nowhere");
		return 0;
	}
	if (node->scope == frame->scope) {
		if (!w->numbers[node->id])
			tn_irwrite_bug(w, node, "it has no place before its use");
		return w->numbers[node->id] - 1;
	}
	uint32_t index = tn_map_get(&frame->aliases, node->id);
	if (index == TN_MAP_NONE) {
		tn_irwrite_bug(w, node, "it is not in a scope around its use");
		return 0;
	}
	return index;
}

/* ---- sections ---- */

/* Binary.md: the size of a section is a u32; and so are places in a whole that is to be read again. */
static bool has_room(struct tn_irwriter *w, uint64_t size)
{
	if (size <= UINT32_MAX)
		return true;
	if (!w->failed)
		tn_diag_error(w->cx, TN_E_LIMIT, (struct tn_span){ 0 },
			"the component cannot be written: it, or a part, would take %llu bytes, more than 4 GiB",
			(unsigned long long)size);
	w->failed = true;
	return false;
}

static void end_section(struct tn_irframe *frame)
{
	if (frame->section < 0 || !has_room(frame->w, (uint64_t)frame->items->len + LONGEST_COUNT))
		return;
	tn_buf_byte(frame->out, (uint8_t)frame->section);
	struct tn_nest nest = tn_buf_open(frame->out);
	if (tn_layers_is_vector((uint8_t)frame->section))
		tn_buf_u32(frame->out, frame->item_count);
	tn_buf_bytes(frame->out, frame->items->ptr, frame->items->len);
	tn_buf_close(frame->out, nest);
	frame->items->len = 0;
	frame->item_count = 0;
	frame->section = -1;
}

/* ---- items ---- */

/* Binary.md "instancedecl", "componentdecl", "core:moduledecl": the byte before a declarator. */
static uint8_t decl_tag(struct tn_irframe *frame, const struct tn_node *node)
{
	bool in_module = frame->scope->kind == TN_SCOPE_MODULE_TYPE;
	switch ((enum tn_op)node->op) {
	case TN_OP_CORE_TYPE:
		return in_module ? 0x01 : 0x00;
	case TN_OP_TYPE:
	case TN_OP_TYPE_WRITTEN:
		return 0x01;
	case TN_OP_ALIAS_EXPORT:
	case TN_OP_ALIAS_OUTER:
		return 0x02;
	case TN_OP_IMPORT:
		return in_module ? 0x00 : 0x03;
	case TN_OP_EXPORT:
		return in_module ? 0x03 : 0x04;
	default:
		tn_irwrite_bug(frame->w, node, "a type cannot hold it");
		return 0;
	}
}

/* Where the bytes of the next item go. */
static struct tn_buf *begin_item(struct tn_irframe *frame, const struct tn_node *node)
{
	if (frame->scope->kind != TN_SCOPE_COMPONENT) {
		tn_buf_byte(frame->items, decl_tag(frame, node));
	} else {
		int section = tn_ir_section(node);
		if (section != frame->section || !tn_layers_is_vector((uint8_t)section) ||
			(node->flags & TN_NODE_NEW_SECTION))
			end_section(frame);
		frame->section = section;
	}
	frame->item_count++;
	return frame->items;
}

static void number(struct tn_irframe *frame, const struct tn_node *node)
{
	if (node->sort < TN_SORT_COUNT)
		frame->w->numbers[node->id] = ++frame->counts[node->sort];
}

/* The alias below in a piece: its index is not known yet. */
static void write_hole(struct tn_irframe *frame, const struct tn_node *target)
{
	tn_irencode_sort(frame->items, (enum tn_sort)target->sort);
	tn_buf_byte(frame->items, 0x02);
	tn_buf_u32(frame->items, 1);
	*TN_PUSH(frame->w->arena, &frame->holes->list) = (struct tn_patch){
		.at = (uint32_t)frame->items->len, .node = (struct tn_node *)target };
}

/* Binary.md "alias" and "core:alias", outer. */
static void write_outer(struct tn_irframe *frame, const struct tn_node *target)
{
	if (frame->holes && target->scope == frame->scope->parent) {
		write_hole(frame, target);
		return;
	}
	uint32_t steps = 0;
	struct tn_irframe *home = frame;
	while (home && home->scope != target->scope) {
		home = home->outer;
		steps++;
	}
	if (!home) {
		tn_irwrite_bug(frame->w, target, "it is not in a scope around its use");
		return;
	}
	if (target->sort != TN_SORT_CORE_MODULE && target->sort != TN_SORT_CORE_TYPE &&
		target->sort != TN_SORT_TYPE && target->sort != TN_SORT_COMPONENT) {
		tn_irwrite_bug(frame->w, target, "its sort has no outer aliases");
		return;
	}
	struct tn_buf *out = frame->items;
	if (frame->scope->kind == TN_SCOPE_MODULE_TYPE) {
		tn_buf_byte(out, 0x10);
		tn_buf_byte(out, 0x01);
	} else {
		tn_irencode_sort(out, (enum tn_sort)target->sort);
		tn_buf_byte(out, 0x02);
	}
	tn_buf_u32(out, steps);
	tn_buf_u32(out, tn_irwrite_index(home, target));
}

/* An edge to a node of a scope around this one: made reachable right before its first use. */
static void reach(void *user, struct tn_node **edge)
{
	struct tn_irframe *frame = user;
	struct tn_node *target = *edge;
	if (target->scope == frame->scope || frame->w->failed ||
		tn_map_get(&frame->aliases, target->id) != TN_MAP_NONE)
		return;
	struct tn_node alias = { .op = TN_OP_ALIAS_OUTER, .sort = target->sort };
	begin_item(frame, &alias);
	write_outer(frame, target);
	if (!frame->w->failed)
		tn_map_put(&frame->aliases, target->id, frame->counts[target->sort]++);
}

static void write_component(struct tn_irframe *outer, const struct tn_irplan *plan,
	const struct tn_scope *scope, struct tn_irwriter *w, struct tn_buf *out);

/* A section that is one thing of known bytes goes out directly: it may be large. */
static void write_blob(struct tn_irframe *frame, int section, struct tn_bytes bytes)
{
	end_section(frame);
	if (!has_room(frame->w, bytes.len))
		return;
	tn_buf_byte(frame->out, (uint8_t)section);
	tn_buf_blob(frame->out, bytes);
}

static void write_nested(struct tn_irframe *frame, const struct tn_node *node)
{
	if (tn_irorder_is_copy(frame->w, node->u.scope)) {
		write_blob(frame, 4, node->u.scope->bytes);
		return;
	}
	end_section(frame);
	tn_buf_byte(frame->out, 4);
	struct tn_nest nest = tn_buf_open(frame->out);
	size_t before = frame->out->len;
	write_component(frame, frame->w->plans[node->id], node->u.scope, frame->w, frame->out);
	if (has_room(frame->w, frame->out->len - before))
		tn_buf_close(frame->out, nest);
}

static void write_alias_outer(struct tn_irframe *frame, const struct tn_node *node)
{
	const struct tn_node *target = node->u.alias.from;
	begin_item(frame, node);
	if (!target) {
		tn_irwrite_bug(frame->w, node, "it is an alias of nothing");
		return;
	}
	write_outer(frame, target);
	number(frame, node);
	if (target->scope != frame->scope &&
		tn_map_get(&frame->aliases, target->id) == TN_MAP_NONE)
		tn_map_put(&frame->aliases, target->id, frame->counts[node->sort] - 1);
}

/* Debug names need every number: the section moves behind the last node that has one. */
static bool is_names(const struct tn_node *node)
{
	return node->op == TN_OP_CUSTOM &&
	       tn_str_eq(node->u.custom.name, TN_STR("component-name"));
}

static void write_custom(struct tn_irframe *frame, struct tn_node *node)
{
	if (is_names(node) && !tn_irnames_write(frame, node->u.custom.bytes, NULL))
		return; /* nothing to name */
	struct tn_buf *out = begin_item(frame, node);
	tn_buf_name(out, node->u.custom.name);
	if (is_names(node))
		tn_irnames_write(frame, node->u.custom.bytes, out);
	else
		tn_buf_bytes(out, node->u.custom.bytes.ptr, node->u.custom.bytes.len);
}

/* Nodes that are written with the one before them: the rest of a group, results of a start. */
static bool is_follower(const struct tn_node *node)
{
	return node->op == TN_OP_CORE_TYPE_REST || node->op == TN_OP_START_VALUE;
}

static void number_followers(struct tn_irframe *frame, uint32_t at)
{
	const tn_node_list *order = &frame->plan->order;
	for (uint32_t i = at + 1; i < order->len && is_follower(order->ptr[i]); i++)
		number(frame, order->ptr[i]);
}

static void write_node(struct tn_irframe *frame, uint32_t at)
{
	struct tn_node *node = frame->plan->order.ptr[at];
	switch ((enum tn_op)node->op) {
	case TN_OP_CORE_TYPE_REST:
	case TN_OP_START_VALUE:
		return;
	case TN_OP_ALIAS_OUTER:
		write_alias_outer(frame, node);
		return;
	case TN_OP_CORE_MODULE:
		write_blob(frame, 1, node->u.module.bytes);
		number(frame, node);
		return;
	case TN_OP_COMPONENT:
		write_nested(frame, node);
		number(frame, node);
		return;
	case TN_OP_CUSTOM:
		write_custom(frame, node);
		return;
	case TN_OP_CORE_TYPE: /* a recursion group refers to itself: its numbers come first */
		tn_ir_edges(node, reach, frame);
		number(frame, node);
		number_followers(frame, at);
		tn_irencode_node(frame, node, begin_item(frame, node));
		return;
	default:
		tn_ir_edges(node, reach, frame);
		tn_irencode_node(frame, node, begin_item(frame, node));
		number(frame, node);
		number_followers(frame, at);
	}
}

void tn_irwrite_nodes(struct tn_irframe *frame, uint32_t first, uint32_t end)
{
	for (uint32_t i = first; i < end && !frame->w->failed; i++)
		write_node(frame, i);
}

/* Of several sections of debug names the last one counts; the others are left out. */
static void write_component_nodes(struct tn_irframe *frame)
{
	const tn_node_list *order = &frame->plan->order;
	uint32_t end = order->len;   /* behind the last node with a number */
	uint32_t names = order->len; /* the section of debug names */
	while (end && order->ptr[end - 1]->op == TN_OP_CUSTOM)
		end--;
	for (uint32_t i = 0; i < order->len; i++) {
		if (is_names(order->ptr[i]))
			names = i;
	}
	for (uint32_t i = 0; i < order->len && !frame->w->failed; i++) {
		if (i == end && names < end)
			write_node(frame, names);
		if (!is_names(order->ptr[i]) || (i == names && i >= end))
			write_node(frame, i);
	}
	if (end == order->len && names < end && !frame->w->failed)
		write_node(frame, names);
}

void tn_irwrite_open(struct tn_irframe *frame, struct tn_irwriter *w, struct tn_irframe *outer,
	const struct tn_irplan *plan, const struct tn_scope *scope, struct tn_buf *out)
{
	*frame = (struct tn_irframe){
		.w = w,
		.outer = outer,
		.scope = scope,
		.plan = plan,
		.aliases = { .arena = w->arena },
		.own = tn_buf_new(w->arena),
		.section = -1,
		.out = out,
	};
	frame->items = scope->kind == TN_SCOPE_COMPONENT ? &frame->own : out;
}

static void write_component(struct tn_irframe *outer, const struct tn_irplan *plan,
	const struct tn_scope *scope, struct tn_irwriter *w, struct tn_buf *out)
{
	static const uint8_t preamble[8] = { 0x00, 'a', 's', 'm', 0x0d, 0x00, 0x01, 0x00 };
	struct tn_irframe frame;
	tn_irwrite_open(&frame, w, outer, plan, scope, out);
	tn_buf_bytes(out, preamble, sizeof preamble);
	write_component_nodes(&frame);
	end_section(&frame);
}

void tn_irwrite_decls(struct tn_irframe *outer, const struct tn_node *owner, struct tn_buf *out)
{
	const struct tn_irplan *plan = outer->w->plans[owner->id];
	struct tn_irframe frame;
	tn_irwrite_open(&frame, outer->w, outer, plan, tn_ir_inner(owner), out);
	struct tn_nest count = tn_buf_open(out);
	tn_irwrite_nodes(&frame, 0, plan->order.len);
	tn_buf_close_with(out, count, frame.item_count);
}

/* ---- entries ---- */

static struct tn_bytes write_root(struct tn_arena *arena, struct tn_scope *component, bool anew)
{
	struct tn_ctx *cx = component->ir->cx;
	struct tn_buf out = tn_buf_new(arena);
	struct tn_mark mark = tn_mem_mark(&cx->scratch);
	struct tn_irwriter w = { .cx = cx, .arena = &cx->scratch, .anew = anew };
	if (tn_irorder_is_copy(&w, component)) {
		tn_buf_bytes(&out, component->bytes.ptr, component->bytes.len);
	} else {
		tn_irorder_plan(&w, component, false);
		if (!w.failed)
			write_component(NULL, w.root, component, &w, &out);
		has_room(&w, out.len);
	}
	tn_mem_reset(&cx->scratch, mark);
	return w.failed ? (struct tn_bytes){ NULL, 0 } : tn_buf_done(&out);
}

struct tn_bytes tn_irwrite_component(struct tn_arena *arena, struct tn_scope *component)
{
	return write_root(arena, component, false);
}

struct tn_bytes tn_irwrite_anew(struct tn_arena *arena, struct tn_scope *component)
{
	return write_root(arena, component, true);
}
