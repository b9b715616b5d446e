/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Drawing: a component's IR in, text or Graphviz DOT out. Things are components and core modules
 * that are instantiated, imports and exports; edges are arguments, drawn from giver to taker.
 */
#include "compose/picture.h"

#include "base/map.h"

struct drawing {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_buf *out;
	uint32_t depth;
	struct tn_map drawn;   /* components whose inside was shown: once is enough */
	struct tn_map numbers; /* node id -> number_of */
};

/* A name as people may see it: what stands in a file must not steer their terminal. In scratch. */
static struct tn_str harmless(const struct drawing *d, struct tn_str s)
{
	struct tn_buf buf = tn_buf_new(&d->cx->scratch);
	tn_buf_harmless(&buf, s);
	return (struct tn_str){ (const char *)buf.ptr, buf.len };
}

static struct tn_str text(const struct drawing *d, tn_name name)
{
	return harmless(d, tn_ctx_text(d->cx, name));
}

/* ---- what a node is about ---- */

/* The instance or import that a thing comes from: through exports and aliases of exports. */
static const struct tn_node *giver(const struct tn_node *node)
{
	for (;;) {
		switch ((enum tn_op)node->op) {
		case TN_OP_ALIAS_EXPORT:
		case TN_OP_ALIAS_CORE_EXPORT:
		case TN_OP_ALIAS_OUTER:
			node = node->u.alias.from;
			break;
		case TN_OP_EXPORT:
			node = node->u.ext.item;
			break;
		case TN_OP_LIFT:
			node = node->u.canon.func;
			break;
		case TN_OP_CANON:
			if (!node->u.canon.func)
				return node;
			node = node->u.canon.func;
			break;
		default:
			return node;
		}
	}
}

static bool is_thing(const struct tn_node *node)
{
	return node->op == TN_OP_INSTANTIATE || node->op == TN_OP_CORE_INSTANTIATE ||
		(node->op == TN_OP_IMPORT && node->sort != TN_SORT_TYPE);
}

/* How many of its sort stand before it in its scope: what other tools call it, too. */
static uint32_t number_of(struct drawing *d, const struct tn_node *node)
{
	uint32_t count[TN_SORT_COUNT + 1] = { 0 };
	uint32_t known = tn_map_get(&d->numbers, node->id);
	if (known != TN_MAP_NONE)
		return known;
	for (uint32_t i = 0; i < node->scope->nodes.len; i++) {
		const struct tn_node *other = node->scope->nodes.ptr[i];
		tn_map_put(&d->numbers, other->id, count[other->sort]++);
	}
	return tn_map_get(&d->numbers, node->id);
}

/* A name for people: the debug name, or the first thing exported, or its number. */
static struct tn_str component_name(struct drawing *d, const struct tn_node *component)
{
	if (component->label)
		return text(d, component->label);
	if (component->op == TN_OP_IMPORT)
		return text(d, component->u.ext.name.name);
	if (component->op == TN_OP_COMPONENT) {
		const struct tn_scope *scope = component->u.scope;
		for (uint32_t i = 0; i < scope->nodes.len; i++)
			if (scope->nodes.ptr[i]->op == TN_OP_EXPORT &&
				scope->nodes.ptr[i]->sort != TN_SORT_TYPE)
				return text(d, scope->nodes.ptr[i]->u.ext.name.name);
	}
	return tn_str_format(&d->cx->scratch, "%u", number_of(d, component));
}

static struct tn_str thing_name(struct drawing *d, const struct tn_node *node)
{
	if (node->op == TN_OP_IMPORT)
		return text(d, node->u.ext.name.name);
	if (node->label)
		return text(d, node->label);
	if (node->op == TN_OP_INSTANTIATE || node->op == TN_OP_CORE_INSTANTIATE)
		return component_name(d, giver(node->u.inst.of));
	return tn_str_format(&d->cx->scratch, "%u", number_of(d, node));
}

static size_t size_of(const struct tn_node *thing)
{
	const struct tn_node *of = thing->op == TN_OP_IMPORT ? thing : giver(thing->u.inst.of);
	if (of->op == TN_OP_COMPONENT)
		return of->u.scope->bytes.len;
	return of->op == TN_OP_CORE_MODULE ? of->u.module.bytes.len : 0;
}

/* ---- edges ---- */

struct edge {
	const struct tn_node *from;
	tn_name what;
};

/*
 * The givers behind an argument, each once: an inline instance is taken apart into the instances
 * that its items come from.
 */
static void walk_argument(struct drawing *d, const struct tn_arg *arg, struct tn_map *seen,
	void (*visit)(struct drawing *d, const struct edge *edge, void *user), void *user)
{
	const struct tn_node *from = giver(arg->node);
	if (from->op == TN_OP_INLINE || from->op == TN_OP_CORE_INLINE) {
		for (uint32_t i = 0; i < from->u.inst.count; i++) {
			const struct tn_node *item = giver(from->u.inst.args[i].node);
			if (is_thing(item) && tn_map_put(seen, TN_KEY(item->id, arg->name.name), 0))
				visit(d, &(struct edge){ item, arg->name.name }, user);
		}
	} else if (is_thing(from) && tn_map_put(seen, TN_KEY(from->id, arg->name.name), 0)) {
		visit(d, &(struct edge){ from, arg->name.name }, user);
	}
}

static void walk_edges(struct drawing *d, const struct tn_node *thing,
	void (*visit)(struct drawing *d, const struct edge *edge, void *user), void *user)
{
	struct tn_arena *scratch = &d->cx->scratch;
	struct tn_mark mark = tn_mem_mark(scratch);
	struct tn_map seen = { .arena = scratch };
	if (thing->op == TN_OP_IMPORT)
		return;
	for (uint32_t i = 0; i < thing->u.inst.count; i++)
		walk_argument(d, &thing->u.inst.args[i], &seen, visit, user);
	tn_mem_reset(scratch, mark); /* the words of the edges, too */
}

/* ---- text ---- */

static void indent(struct drawing *d)
{
	for (uint32_t i = 0; i < d->depth; i++)
		tn_buf_str(d->out, TN_STR("  "));
}

static void text_edge(struct drawing *d, const struct edge *edge, void *user)
{
	(void)user;
	indent(d);
	tn_buf_printf(d->out, "    %.*s <- %.*s\n", TN_S(text(d, edge->what)),
		TN_S(thing_name(d, edge->from)));
}

static void draw_text(struct drawing *d, const struct tn_scope *scope)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		const struct tn_node *node = scope->nodes.ptr[i];
		if (node->op == TN_OP_IMPORT && is_thing(node)) {
			indent(d);
			tn_buf_printf(d->out, "import %.*s\n", TN_S(thing_name(d, node)));
		} else if (is_thing(node)) {
			indent(d);
			tn_buf_printf(d->out, "%s %.*s, %zu bytes\n",
				node->op == TN_OP_INSTANTIATE ? "component" : "core module",
				TN_S(thing_name(d, node)), size_of(node));
			walk_edges(d, node, text_edge, NULL);
			const struct tn_node *of = giver(node->u.inst.of);
			/* Instances go down by name as well as by nesting, so the depth is bounded here. */
			if (of->op == TN_OP_COMPONENT && d->depth < 2 * d->cx->limits.module_nesting &&
				tn_map_put(&d->drawn, of->id, 0)) {
				d->depth += 2;
				draw_text(d, of->u.scope);
				d->depth -= 2;
			}
		} else if (node->op == TN_OP_EXPORT && node->sort != TN_SORT_TYPE) {
			const struct tn_node *from = giver(node);
			indent(d);
			tn_buf_printf(d->out, "export %.*s", TN_S(text(d, node->u.ext.name.name)));
			if (is_thing(from))
				tn_buf_printf(d->out, " <- %.*s", TN_S(thing_name(d, from)));
			tn_buf_byte(d->out, '\n');
		}
	}
}

/* ---- DOT ---- */

static void dot_string(struct drawing *d, struct tn_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '"' || s.ptr[i] == '\\')
			tn_buf_byte(d->out, '\\');
		tn_buf_byte(d->out, (uint8_t)s.ptr[i]);
	}
}

static void dot_node(struct drawing *d, uint32_t id, struct tn_str name, size_t size,
	const char *shape)
{
	tn_buf_printf(d->out, "\tn%u [shape=%s, label=\"", id, shape);
	dot_string(d, name);
	if (size)
		tn_buf_printf(d->out, "\\n%zu bytes", size);
	tn_buf_printf(d->out, "\"];\n");
}

static void dot_edge(struct drawing *d, const struct edge *edge, void *user)
{
	const struct tn_node *to = user;
	tn_buf_printf(d->out, "\tn%u -> n%u [label=\"", edge->from->id, to->id);
	dot_string(d, text(d, edge->what));
	tn_buf_printf(d->out, "\"];\n");
}

static void draw_dot(struct drawing *d, const struct tn_scope *scope)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		if (is_thing(node)) {
			dot_node(d, node->id, thing_name(d, node), size_of(node),
				node->op == TN_OP_IMPORT	? "ellipse"
					: node->op == TN_OP_INSTANTIATE ? "component"
									: "box");
			walk_edges(d, node, dot_edge, node);
		} else if (node->op == TN_OP_EXPORT && node->sort != TN_SORT_TYPE) {
			const struct tn_node *from = giver(node);
			dot_node(d, node->id, text(d, node->u.ext.name.name), 0, "cds");
			if (is_thing(from))
				tn_buf_printf(d->out, "\tn%u -> n%u;\n", from->id, node->id);
		}
	}
}

void tn_picture_draw(const struct tn_scope *component, struct tn_str title, size_t size,
	enum tn_picture_format format, struct tn_buf *out)
{
	struct drawing d = { .cx = component->ir->cx, .arena = component->ir->arena, .out = out };
	d.drawn.arena = d.numbers.arena = d.arena;
	if (format == TN_PICTURE_TEXT) {
		tn_buf_printf(out, "%.*s, %zu bytes\n", TN_S(harmless(&d, title)), size);
		d.depth = 1;
		draw_text(&d, component);
		return;
	}
	tn_buf_printf(out, "digraph component {\n\trankdir=LR;\n\tnode [fontname=\"sans-serif\"];\n\tlabel=\"");
	dot_string(&d, harmless(&d, title));
	tn_buf_printf(out, "\\n%zu bytes\";\n", size);
	draw_dot(&d, component);
	tn_buf_printf(out, "}\n");
}
