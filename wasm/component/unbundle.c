/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A component in; the same with imports in the place of its large modules, and these modules, out. */
#include "wasm/component/unbundle.h"

#include "base/map.h"
#include "wasm/component/check.h"
#include "wasm/core/features.h"

struct work {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	uint32_t source;
	struct tn_bytes bytes;
	uint64_t threshold;
	struct tn_scope *root;
	struct tn_map place; /* id of a module's node -> its place in `out` */
	tn_node_list found, imports;
	struct tn_unbundle *out;
	struct tn_scope *scope; /* whose nodes are turned to the imports */
};

/* Recursion is bounded by the nesting that the reader admits (limits.module_nesting); so below. */
static void find_modules(struct work *w, const struct tn_scope *scope)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		if (node->op == TN_OP_CORE_MODULE && node->u.module.bytes.len > w->threshold) {
			tn_map_put(&w->place, node->id, w->found.len);
			*TN_PUSH(w->arena, &w->found) = node;
		} else if (node->op == TN_OP_COMPONENT) {
			find_modules(w, node->u.scope);
		}
	}
}

/* The next name that the component does not import already. */
static tn_name free_name(struct work *w, const struct tn_map *taken, uint32_t *number)
{
	for (;;) {
		struct tn_str text = tn_str_format(w->arena, "unbundled-module%u", (*number)++);
		tn_name name = tn_ctx_name(w->cx, text);
		if (tn_map_get(taken, name) == TN_MAP_NONE)
			return name;
	}
}

static bool make_imports(struct work *w)
{
	struct tn_map taken = { .arena = w->arena };
	for (uint32_t i = 0; i < w->root->nodes.len; i++) {
		const struct tn_node *node = w->root->nodes.ptr[i];
		if (node->op == TN_OP_IMPORT)
			tn_map_put(&taken, node->u.ext.name.name, 0);
	}
	for (uint32_t i = 0, number = 0; i < w->found.len; i++) {
		const struct tn_node *node = w->found.ptr[i];
		struct tn_bytes bytes = node->u.module.bytes;
		struct tn_module *module = tn_read_module(w->cx, w->arena, w->source,
			(uint32_t)(bytes.ptr - w->bytes.ptr), bytes);
		/* The type of a module that is not valid would be none. */
		if (!module || !tn_validate_module(w->cx, w->arena, module))
			return false;
		tn_name name = free_name(w, &taken, &number);
		struct tn_desc desc = { .kind = TN_DESC_CORE_MODULE };
		desc.type = tn_moduletype_make(w->root, module);
		struct tn_node *import = tn_ir_import(w->root, tn_ir_name(name), desc);
		import->label = node->label;
		*TN_PUSH(w->arena, &w->imports) = import;
		*TN_PUSH(w->arena, &w->out->modules) =
			(struct tn_unbundled){ tn_ctx_text(w->cx, name), bytes };
	}
	return true;
}

static void turn_edge(void *user, struct tn_node **edge)
{
	struct work *w = user;
	uint32_t place = *edge ? tn_map_get(&w->place, (*edge)->id) : TN_MAP_NONE;
	if (place == TN_MAP_NONE)
		return;
	*edge = w->imports.ptr[place];
	tn_ir_touch(w->scope);
}

/* Whoever used a module uses its import; the module goes. */
static void turn_scope(struct work *w, struct tn_scope *scope)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		w->scope = scope;
		tn_ir_edges(node, turn_edge, w);
		struct tn_scope *inner = tn_ir_inner(node);
		if (inner)
			turn_scope(w, inner);
	}
	uint32_t kept = 0;
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		if (tn_map_get(&w->place, node->id) == TN_MAP_NONE)
			scope->nodes.ptr[kept++] = node;
	}
	if (kept != scope->nodes.len)
		tn_ir_touch(scope);
	scope->nodes.len = kept;
}

/* Brings what was appended behind the first `count` nodes before them. */
static void rotate(struct work *w, struct tn_scope *scope, uint32_t count)
{
	struct tn_node **nodes = TN_NEWN(w->arena, struct tn_node *, scope->nodes.len);
	uint32_t added = scope->nodes.len - count;
	if (scope->nodes.len)
		memcpy(nodes, scope->nodes.ptr, scope->nodes.len * sizeof *nodes);
	for (uint32_t i = 0; i < scope->nodes.len; i++)
		scope->nodes.ptr[i] = i < added ? nodes[count + i] : nodes[i - added];
}

bool tn_unbundle_component(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	struct tn_bytes bytes, uint64_t threshold, struct tn_unbundle *out)
{
	struct work w = { .cx = cx, .arena = arena, .source = source, .bytes = bytes,
		.threshold = threshold, .place = { .arena = arena }, .out = out };
	*out = (struct tn_unbundle){ 0 };
	w.root = tn_irread_component(tn_ir_new(cx, arena), source, 0, bytes);
	/* Features are the business of who runs it: what goes in decides what comes out. */
	if (!w.root || !tn_check_scope_with(cx, arena, w.root, TN_WASM_ALL))
		return false;
	find_modules(&w, w.root);
	uint32_t count = w.root->nodes.len;
	if (!make_imports(&w))
		return false;
	rotate(&w, w.root, count);
	turn_scope(&w, w.root);
	out->component = tn_irwrite_component(arena, w.root);
	if (!out->component.len)
		return false;
	if (w.root->ir->is_long && out->component.ptr != bytes.ptr)
		tn_diag_warning(cx, TN_E_LONG_NUMBERS, (struct tn_span){ .source = source },
			"numbers are longer than they need to be: they are written short");
	uint32_t result = tn_source_add(&cx->sources, TN_STR("the component without its modules"),
		out->component, false);
	struct tn_scope *again =
		tn_irread_component(tn_ir_new(cx, arena), result, 0, out->component);
	return again && tn_check_scope_with(cx, arena, again, TN_WASM_ALL);
}
