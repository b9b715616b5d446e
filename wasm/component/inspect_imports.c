/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A component in, for each of its imports the core modules that bring it out. Each scope is walked twice:
 * what comes from which import, then who is given it. Cost: one pass over the nodes and their arguments.
 */
#include "wasm/component/inspect_imports.h"

#include "base/map.h"

struct trace {
	struct tn_arena *arena;
	uint32_t module_count;
	uint32_t next;              /* number of the next core module */
	uint32_t *from;             /* by node: 1 + the place of the import it comes from; of modules: their number */
	tn_inspect_import_list all; /* imports of all components */
	struct tn_map by_name;      /* (component's node, name) -> place in `all` */
	struct tn_map filled;       /* (core instance, name) -> 1 + the import that is put behind that export */
	struct tn_map called;       /* those of them that someone takes */
};

/* ---- sets of core modules ---- */

static uint64_t *set_of(struct trace *t, uint32_t from)
{
	struct tn_inspect_import *import = &t->all.ptr[from - 1];
	if (!import->by)
		import->by = TN_NEWN(t->arena, uint64_t, t->module_count / 64 + 1);
	return import->by;
}

static void add_module(struct trace *t, uint32_t from, uint32_t module)
{
	set_of(t, from)[module / 64] |= UINT64_C(1) << module % 64;
}

static void add_all(struct trace *t, uint32_t from, const struct tn_inspect_import *others)
{
	if (!others->by)
		return;
	uint64_t *set = set_of(t, from);
	for (uint32_t i = 0; i < t->module_count / 64 + 1; i++)
		set[i] |= others->by[i];
}

/* ---- what comes from which import ---- */

static uint32_t from_of(const struct trace *t, const struct tn_node *node)
{
	return node && node->op != TN_OP_CORE_MODULE ? t->from[node->id] : 0;
}

/* The module that is instantiated; NULL: it is itself imported. */
static const struct tn_node *module_of(const struct tn_node *instance)
{
	const struct tn_node *module = tn_ir_resolve(instance->u.inst.of);
	return module->op == TN_OP_CORE_MODULE ? module : NULL;
}

static void fill(struct trace *t, const struct tn_node *table_owner, const struct tn_node *filler)
{
	for (uint32_t i = 0; i < filler->u.inst.count; i++) {
		const struct tn_node *given = filler->u.inst.args[i].node;
		for (uint32_t k = 0; given->op == TN_OP_CORE_INLINE && k < given->u.inst.count; k++) {
			const struct tn_arg *item = &given->u.inst.args[k];
			if (from_of(t, item->node))
				tn_map_put(&t->filled, TN_KEY(table_owner->id, item->name.name),
					from_of(t, item->node));
		}
	}
}

/*
 * Core instances whose tables, or globals, a module is given, perhaps to fill them. One is usual, and a
 * few are all that is looked at.
 */
struct owners {
	const struct tn_node *list[8];
	uint32_t count;
};

static void add_owner(struct owners *o, const struct tn_node *owner)
{
	for (uint32_t i = 0; i < o->count; i++)
		if (o->list[i] == owner)
			return;
	if (o->count < sizeof o->list / sizeof *o->list)
		o->list[o->count++] = owner;
}

static struct owners owners_of(const struct tn_node *filler)
{
	struct owners o = { .count = 0 };
	for (uint32_t i = 0; i < filler->u.inst.count; i++) {
		const struct tn_node *given = filler->u.inst.args[i].node;
		if (given->op == TN_OP_CORE_INSTANTIATE)
			add_owner(&o, given);
		for (uint32_t k = 0; given->op == TN_OP_CORE_INLINE && k < given->u.inst.count; k++) {
			const struct tn_node *item = given->u.inst.args[k].node;
			if (item->op == TN_OP_ALIAS_CORE_EXPORT &&
				(item->sort == TN_SORT_CORE_TABLE || item->sort == TN_SORT_CORE_GLOBAL))
				add_owner(&o, item->u.alias.from);
		}
	}
	return o;
}

/*
 * A shim: a module needs functions before those that are lowered with its memory can be, so it gets the
 * exports of another one, which call through a table (or references in globals) that a third fills later,
 * under the same names.
 */
static void look_through(struct trace *t, const struct tn_node *filler)
{
	struct owners o = owners_of(filler);
	for (uint32_t i = 0; i < o.count; i++)
		fill(t, o.list[i], filler);
}

static void trace_scope(struct trace *t, const struct tn_scope *scope, uint32_t holder);

static void follow(struct trace *t, struct tn_node *node, uint32_t holder)
{
	uint32_t *from = &t->from[node->id];
	switch ((enum tn_op)node->op) {
	case TN_OP_IMPORT:
		tn_map_put(&t->by_name, TN_KEY(holder, node->u.ext.name.name), t->all.len);
		*TN_PUSH(t->arena, &t->all) = (struct tn_inspect_import){ node, NULL };
		*from = t->all.len;
		break;
	case TN_OP_EXPORT:
		*from = from_of(t, node->u.ext.item);
		break;
	case TN_OP_ALIAS_EXPORT:
		*from = from_of(t, node->u.alias.from);
		break;
	case TN_OP_CANON:
		*from = from_of(t, node->u.canon.opcode == TN_CANON_LOWER ? node->u.canon.func
									  : node->u.canon.type);
		break;
	case TN_OP_CORE_MODULE:
		*from = t->next++;
		break;
	case TN_OP_COMPONENT:
		trace_scope(t, node->u.scope, node->id);
		break;
	case TN_OP_CORE_INSTANTIATE:
		look_through(t, node);
		break;
	default:
		break;
	}
}

/* Aliases of a shim's exports stand before what fills them. */
static void follow_filled(struct trace *t, const struct tn_node *node)
{
	if (node->op != TN_OP_ALIAS_CORE_EXPORT || node->sort != TN_SORT_CORE_FUNC)
		return;
	uint64_t key = TN_KEY(node->u.alias.from->id, node->u.alias.name);
	uint32_t from = tn_map_get(&t->filled, key);
	if (from == TN_MAP_NONE)
		return;
	t->from[node->id] = from;
	tn_map_put(&t->called, key, 1);
}

/* ---- who is given it ---- */

static bool is_called(const struct trace *t, const struct owners *o, tn_name name)
{
	for (uint32_t i = 0; i < o->count; i++)
		if (tn_map_get(&t->called, TN_KEY(o->list[i]->id, name)) != TN_MAP_NONE)
			return true;
	return false;
}

static void give_module(struct trace *t, const struct tn_node *node)
{
	const struct tn_node *module = module_of(node);
	if (!module)
		return;
	const struct owners owners = owners_of(node);
	for (uint32_t i = 0; i < node->u.inst.count; i++) {
		const struct tn_node *given = node->u.inst.args[i].node;
		for (uint32_t k = 0; given->op == TN_OP_CORE_INLINE && k < given->u.inst.count; k++) {
			const struct tn_arg *item = &given->u.inst.args[k];
			uint32_t from = from_of(t, item->node);
			if (from && !is_called(t, &owners, item->name.name))
				add_module(t, from, t->from[module->id]);
		}
	}
}

static void give_component(struct trace *t, const struct tn_node *node)
{
	const struct tn_node *component = tn_ir_resolve(node->u.inst.of);
	for (uint32_t i = 0; component->op == TN_OP_COMPONENT && i < node->u.inst.count; i++) {
		const struct tn_arg *arg = &node->u.inst.args[i];
		uint32_t at = tn_map_get(&t->by_name, TN_KEY(component->id, arg->name.name));
		if (at == TN_MAP_NONE)
			continue; /* more than it asks for */
		const struct tn_node *given = tn_ir_resolve(arg->node);
		if (from_of(t, given))
			add_all(t, from_of(t, given), &t->all.ptr[at]);
		for (uint32_t k = 0; given->op == TN_OP_INLINE && k < given->u.inst.count; k++)
			if (from_of(t, given->u.inst.args[k].node))
				add_all(t, from_of(t, given->u.inst.args[k].node), &t->all.ptr[at]);
	}
}

/* Nesting is bounded where the component was read. */
static void trace_scope(struct trace *t, const struct tn_scope *scope, uint32_t holder)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++)
		follow(t, scope->nodes.ptr[i], holder);
	for (uint32_t i = 0; i < scope->nodes.len; i++)
		follow_filled(t, scope->nodes.ptr[i]);
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		if (scope->nodes.ptr[i]->op == TN_OP_CORE_INSTANTIATE)
			give_module(t, scope->nodes.ptr[i]);
		else if (scope->nodes.ptr[i]->op == TN_OP_INSTANTIATE)
			give_component(t, scope->nodes.ptr[i]);
	}
}

tn_inspect_import_list tn_inspect_imports(
	struct tn_arena *arena, struct tn_scope *component, uint32_t module_count)
{
	struct trace t = { .arena = arena, .module_count = module_count };
	t.by_name.arena = t.filled.arena = t.called.arena = arena;
	t.from = TN_NEWN(arena, uint32_t, component->ir->node_count);
	uint32_t root = component->ir->node_count; /* no node's id */
	trace_scope(&t, component, root);
	tn_inspect_import_list own = { 0 };
	for (uint32_t i = 0; i < t.all.len; i++)
		if (t.all.ptr[i].node->scope == component)
			*TN_PUSH(arena, &own) = t.all.ptr[i];
	return own;
}
