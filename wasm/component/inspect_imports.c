/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A component in, for each of its imports the core modules that bring it out. Each scope is walked in passes:
 * what comes from which import, what shims are filled with, who is given it.
 *
 * Cost: inline instances may be large, and given to many; so each is walked a fixed number of times, and who
 * is given it is kept with it, not with its items. Node by node and argument by argument that is linear. The
 * modules of one import are put together when they are asked for: each question costs as much as there is
 * between the import and its modules, which imports that are passed to the same inner component may share.
 */
#include "wasm/component/inspect_imports.h"

#include <stdlib.h>

#include "base/map.h"

#define FEW 8   /* owners of tables that a module is given: one is usual */
#define MORE 64 /* inline instances that an owner's table is filled from: one is usual */

/* What an import is in, and by which name. */
struct item {
	uint32_t carrier;
	tn_name name;
};

struct import {
	const struct tn_node *node;
	TN_VEC(struct item) items;
	TN_VEC(uint32_t) passed; /* places of imports of inner components that it is given to */
	uint32_t asked;          /* number of the question that has come by here */
};

/* Modules that are given an inline instance, but for what they only put into shims of others. */
struct group {
	uint32_t shims; /* place in `sets` */
	uint32_t next;  /* 1 + the place of the carrier's next; 0: none */
	TN_VEC(uint32_t) modules;
};

/* An inline instance, of core items or of others. */
struct carrier {
	const struct tn_node *owners[FEW];
	uint32_t owner_count;
	uint32_t seen; /* number of the walk that has come by here */
	uint32_t asked;
	bool is_listed, is_looked_up; /* with the imports; in `carried` */
	bool has_imports;             /* when looked up */
	TN_VEC(uint32_t) modules;     /* given all of it */
	TN_VEC(uint32_t) passed;
	uint32_t groups; /* 1 + the place of the first */
};

/* A core instance that owns a table, or globals, that another may fill. */
struct owner {
	TN_VEC(const struct tn_node *) from; /* inline instances, the last first */
	bool is_called;                      /* an import, through one of its exports */
};

/* A set of owners: the last, and the place of the rest. The first is the empty one. */
struct set {
	uint32_t rest, owner;
};

struct tn_inspect_trace {
	struct tn_arena *arena;
	uint32_t next; /* number of the next core module */
	uint32_t *from; /* by node: 1 + the place of its import; of modules: their number */
	uint32_t *carrier, *owner; /* by node: 1 + its place in `carriers`, in `owners` */
	uint32_t walk;             /* number of it, through one instantiation's arguments */
	TN_VEC(struct import) all; /* of all components */
	TN_VEC(struct carrier) carriers;
	TN_VEC(struct owner) owners;
	TN_VEC(struct group) groups;
	TN_VEC(struct set) sets;
	struct tn_map by_name;      /* (component's node, name) -> place in `all` */
	struct tn_map carried;      /* (inline core instance, name) -> 1 + the place of the import */
	struct tn_map fills;        /* (core instance, inline instance): it is in `from` */
	struct tn_map called;       /* (core instance, name): it stands for an import, and is taken */
	struct tn_map set_at;       /* (rest, owner) -> place in `sets` */
	struct tn_map group_at;     /* (carrier, set) -> place in `groups` */
	struct tn_map is_given;     /* (carrier, module): it is in `modules` */
	struct tn_map is_grouped;   /* (group, module) */
	struct tn_map is_passed[2]; /* (import or carrier, import of an inner component) */
	uint32_t *asked;            /* by module */
	uint32_t question;
	TN_VEC(uint32_t) waiting; /* imports of the question that are not looked at yet */
	tn_inspect_modules answer;
};

typedef struct tn_inspect_trace trace;

/* ---- what comes from which import ---- */

static uint32_t from_of(const trace *t, const struct tn_node *node)
{
	return node && node->op != TN_OP_CORE_MODULE ? t->from[node->id] : 0;
}

/* The module that is instantiated; NULL: it is itself imported. */
static const struct tn_node *module_of(const struct tn_node *instance)
{
	const struct tn_node *module = tn_ir_resolve(instance->u.inst.of);
	return module->op == TN_OP_CORE_MODULE ? module : NULL;
}

static void trace_scope(trace *t, const struct tn_scope *scope, uint32_t holder);

static void follow(trace *t, struct tn_node *node, uint32_t holder)
{
	uint32_t *from = &t->from[node->id];
	switch ((enum tn_op)node->op) {
	case TN_OP_IMPORT:
		tn_map_put(&t->by_name, TN_KEY(holder, node->u.ext.name.name), t->all.len);
		*TN_PUSH(t->arena, &t->all) = (struct import){ .node = node };
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
	default:
		break;
	}
}

/* ---- inline instances ---- */

static void add_owner(const struct tn_node **list, uint32_t *count, const struct tn_node *owner)
{
	for (uint32_t i = 0; i < *count; i++)
		if (list[i] == owner)
			return;
	if (*count < FEW)
		list[(*count)++] = owner;
}

static uint32_t carrier_of(trace *t, const struct tn_node *instance)
{
	if (t->carrier[instance->id])
		return t->carrier[instance->id] - 1;
	struct carrier carrier = { 0 };
	for (uint32_t i = 0; instance->op == TN_OP_CORE_INLINE && i < instance->u.inst.count; i++) {
		const struct tn_node *item = instance->u.inst.args[i].node;
		if (item->op == TN_OP_ALIAS_CORE_EXPORT &&
			(item->sort == TN_SORT_CORE_TABLE || item->sort == TN_SORT_CORE_GLOBAL))
			add_owner(carrier.owners, &carrier.owner_count, item->u.alias.from);
	}
	*TN_PUSH(t->arena, &t->carriers) = carrier;
	t->carrier[instance->id] = t->carriers.len;
	return t->carriers.len - 1;
}

/* What comes under which name, before shims are looked through. */
static bool look_up(trace *t, const struct tn_node *instance)
{
	uint32_t at = carrier_of(t, instance);
	struct carrier *carrier = &t->carriers.ptr[at];
	if (carrier->is_looked_up)
		return carrier->has_imports;
	carrier->is_looked_up = true;
	for (uint32_t i = 0; i < instance->u.inst.count; i++) {
		const struct tn_arg *item = &instance->u.inst.args[i];
		if (!from_of(t, item->node))
			continue;
		tn_map_put(
			&t->carried, TN_KEY(instance->id, item->name.name), from_of(t, item->node));
		carrier->has_imports = true;
	}
	return carrier->has_imports;
}

/* Tells the imports in it that they are. */
static uint32_t list_items(trace *t, const struct tn_node *instance)
{
	uint32_t at = carrier_of(t, instance);
	if (t->carriers.ptr[at].is_listed)
		return at;
	t->carriers.ptr[at].is_listed = true;
	for (uint32_t i = 0; i < instance->u.inst.count; i++) {
		const struct tn_arg *item = &instance->u.inst.args[i];
		uint32_t from = from_of(t, item->node);
		if (from)
			*TN_PUSH(t->arena, &t->all.ptr[from - 1].items) =
				(struct item){ at, item->name.name };
	}
	return at;
}

/* ---- shims ---- */

/*
 * Core instances whose tables, or globals, a module is given, perhaps to fill them. One is usual, and a
 * few are all that is looked at.
 */
struct owners {
	const struct tn_node *list[FEW];
	uint32_t count;
};

static struct owners owners_of(trace *t, const struct tn_node *filler)
{
	struct owners o = { .count = 0 };
	t->walk++;
	for (uint32_t i = 0; i < filler->u.inst.count && o.count < FEW; i++) {
		const struct tn_node *given = filler->u.inst.args[i].node;
		if (given->op == TN_OP_CORE_INSTANTIATE)
			add_owner(o.list, &o.count, given);
		if (given->op != TN_OP_CORE_INLINE)
			continue;
		uint32_t at = carrier_of(t, given);
		struct carrier *carrier = &t->carriers.ptr[at];
		if (carrier->seen == t->walk)
			continue;
		carrier->seen = t->walk;
		for (uint32_t k = 0; k < carrier->owner_count; k++)
			add_owner(o.list, &o.count, carrier->owners[k]);
	}
	return o;
}

static struct owner *owner_of(trace *t, const struct tn_node *instance)
{
	if (!t->owner[instance->id]) {
		*TN_PUSH(t->arena, &t->owners) = (struct owner){ 0 };
		t->owner[instance->id] = t->owners.len;
	}
	return &t->owners.ptr[t->owner[instance->id] - 1];
}

/*
 * A shim: a module needs functions before those that are lowered with its memory can be, so it gets the
 * exports of another one, which call through a table (or references in globals) that a third fills later,
 * under the same names. The last of them is right, so they are looked at from the last.
 */
static void look_through(trace *t, const struct tn_node *filler)
{
	const struct owners o = owners_of(t, filler);
	for (uint32_t i = filler->u.inst.count; o.count && i > 0; i--) {
		const struct tn_node *given = filler->u.inst.args[i - 1].node;
		if (given->op != TN_OP_CORE_INLINE || !look_up(t, given))
			continue;
		for (uint32_t k = 0; k < o.count; k++) {
			struct owner *owner = owner_of(t, o.list[k]);
			if (owner->from.len < MORE &&
				tn_map_put(&t->fills, TN_KEY(o.list[k]->id, given->id), 1))
				*TN_PUSH(t->arena, &owner->from) = given;
		}
	}
}

/* Aliases of a shim's exports stand before what fills them. */
static void follow_filled(trace *t, const struct tn_node *node)
{
	if (node->op != TN_OP_ALIAS_CORE_EXPORT || node->sort != TN_SORT_CORE_FUNC)
		return;
	const struct tn_node *instance = node->u.alias.from;
	if (!t->owner[instance->id])
		return;
	struct owner *owner = owner_of(t, instance);
	for (uint32_t i = 0; i < owner->from.len; i++) {
		uint32_t from =
			tn_map_get(&t->carried, TN_KEY(owner->from.ptr[i]->id, node->u.alias.name));
		if (from == TN_MAP_NONE)
			continue;
		t->from[node->id] = from;
		owner->is_called = true;
		tn_map_put(&t->called, TN_KEY(instance->id, node->u.alias.name), 1);
		return;
	}
}

/* ---- who is given it ---- */

/* Those of the owners that stand for imports, as a place in `sets`. */
static uint32_t shims_of(trace *t, const struct owners *o)
{
	uint32_t set = 0;
	for (uint32_t i = 0; i < o->count; i++) {
		const struct tn_node *instance = o->list[i];
		if (!t->owner[instance->id] || !owner_of(t, instance)->is_called)
			continue;
		uint64_t key = TN_KEY(set, instance->id);
		uint32_t at = tn_map_get(&t->set_at, key);
		if (at == TN_MAP_NONE) {
			at = t->sets.len;
			tn_map_put(&t->set_at, key, at);
			*TN_PUSH(t->arena, &t->sets) = (struct set){ set, instance->id };
		}
		set = at;
	}
	return set;
}

static bool is_called(const trace *t, uint32_t shims, tn_name name)
{
	for (; shims; shims = t->sets.ptr[shims].rest)
		if (tn_map_get(&t->called, TN_KEY(t->sets.ptr[shims].owner, name)) != TN_MAP_NONE)
			return true;
	return false;
}

static void add_to_group(trace *t, uint32_t carrier, uint32_t shims, uint32_t module)
{
	uint64_t key = TN_KEY(carrier, shims);
	uint32_t at = tn_map_get(&t->group_at, key);
	if (at == TN_MAP_NONE) {
		at = t->groups.len;
		tn_map_put(&t->group_at, key, at);
		*TN_PUSH(t->arena, &t->groups) =
			(struct group){ .shims = shims, .next = t->carriers.ptr[carrier].groups };
		t->carriers.ptr[carrier].groups = t->groups.len;
	}
	if (tn_map_put(&t->is_grouped, TN_KEY(at, module), 1))
		*TN_PUSH(t->arena, &t->groups.ptr[at].modules) = module;
}

static void give_module(trace *t, const struct tn_node *node)
{
	const struct tn_node *module = module_of(node);
	if (!module)
		return;
	const struct owners owners = owners_of(t, node);
	uint32_t shims = shims_of(t, &owners), number = t->from[module->id];
	for (uint32_t i = 0; i < node->u.inst.count; i++) {
		const struct tn_node *given = node->u.inst.args[i].node;
		if (given->op != TN_OP_CORE_INLINE)
			continue;
		uint32_t carrier = list_items(t, given);
		if (shims)
			add_to_group(t, carrier, shims, number);
		else if (tn_map_put(&t->is_given, TN_KEY(carrier, number), 1))
			*TN_PUSH(t->arena, &t->carriers.ptr[carrier].modules) = number;
	}
}

static void give_component(trace *t, const struct tn_node *node)
{
	const struct tn_node *component = tn_ir_resolve(node->u.inst.of);
	for (uint32_t i = 0; component->op == TN_OP_COMPONENT && i < node->u.inst.count; i++) {
		const struct tn_arg *arg = &node->u.inst.args[i];
		uint32_t at = tn_map_get(&t->by_name, TN_KEY(component->id, arg->name.name));
		if (at == TN_MAP_NONE)
			continue; /* more than it asks for */
		const struct tn_node *given = tn_ir_resolve(arg->node);
		uint32_t from = from_of(t, given);
		if (from && tn_map_put(&t->is_passed[0], TN_KEY(from, at), 1))
			*TN_PUSH(t->arena, &t->all.ptr[from - 1].passed) = at;
		if (given->op != TN_OP_INLINE)
			continue;
		uint32_t carrier = list_items(t, given);
		if (tn_map_put(&t->is_passed[1], TN_KEY(carrier, at), 1))
			*TN_PUSH(t->arena, &t->carriers.ptr[carrier].passed) = at;
	}
}

/* Nesting is bounded where the component was read. */
static void trace_scope(trace *t, const struct tn_scope *scope, uint32_t holder)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++)
		follow(t, scope->nodes.ptr[i], holder);
	for (uint32_t i = scope->nodes.len; i > 0; i--)
		if (scope->nodes.ptr[i - 1]->op == TN_OP_CORE_INSTANTIATE)
			look_through(t, scope->nodes.ptr[i - 1]);
	for (uint32_t i = 0; i < scope->nodes.len; i++)
		follow_filled(t, scope->nodes.ptr[i]);
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		if (scope->nodes.ptr[i]->op == TN_OP_CORE_INSTANTIATE)
			give_module(t, scope->nodes.ptr[i]);
		else if (scope->nodes.ptr[i]->op == TN_OP_INSTANTIATE)
			give_component(t, scope->nodes.ptr[i]);
	}
}

/* ---- which modules an import is by ---- */

static void answer(trace *t, const uint32_t *modules, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (t->asked[modules[i]] == t->question)
			continue;
		t->asked[modules[i]] = t->question;
		*TN_PUSH(t->arena, &t->answer) = modules[i];
	}
}

/* They wait, not the stack: each may be passed on to as many components as there are. */
static void ask(trace *t, const uint32_t *imports, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct import *import = &t->all.ptr[imports[i]];
		if (import->asked == t->question)
			continue;
		import->asked = t->question;
		*TN_PUSH(t->arena, &t->waiting) = imports[i];
	}
}

static void ask_item(trace *t, const struct item *item)
{
	struct carrier *carrier = &t->carriers.ptr[item->carrier];
	for (uint32_t at = carrier->groups; at; at = t->groups.ptr[at - 1].next) {
		const struct group *group = &t->groups.ptr[at - 1];
		if (!is_called(t, group->shims, item->name))
			answer(t, group->modules.ptr, group->modules.len);
	}
	if (carrier->asked == t->question)
		return;
	carrier->asked = t->question;
	answer(t, carrier->modules.ptr, carrier->modules.len);
	ask(t, carrier->passed.ptr, carrier->passed.len);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

const tn_inspect_modules *tn_inspect_by(
	struct tn_inspect_trace *t, const struct tn_inspect_import *import)
{
	t->question++;
	t->answer.len = 0;
	ask(t, &import->at, 1);
	while (t->waiting.len) {
		const struct import *next = &t->all.ptr[TN_POP(&t->waiting)];
		for (uint32_t i = 0; i < next->items.len; i++)
			ask_item(t, &next->items.ptr[i]);
		ask(t, next->passed.ptr, next->passed.len);
	}
	if (t->answer.len > 1)
		qsort(t->answer.ptr, t->answer.len, sizeof *t->answer.ptr, by_number);
	return &t->answer;
}

struct tn_inspect_trace *tn_inspect_imports(struct tn_arena *arena, struct tn_scope *component,
	uint32_t module_count, tn_inspect_import_list *imports)
{
	trace *t = TN_NEW(arena, trace);
	struct tn_map *maps[] = { &t->by_name, &t->carried, &t->fills, &t->called, &t->set_at,
		&t->group_at, &t->is_given, &t->is_grouped, &t->is_passed[0], &t->is_passed[1] };
	t->arena = arena;
	for (uint32_t i = 0; i < sizeof maps / sizeof *maps; i++)
		maps[i]->arena = arena;
	*TN_PUSH(arena, &t->sets) = (struct set){ 0, 0 };
	t->from = TN_NEWN(arena, uint32_t, component->ir->node_count);
	t->carrier = TN_NEWN(arena, uint32_t, component->ir->node_count);
	t->owner = TN_NEWN(arena, uint32_t, component->ir->node_count);
	t->asked = TN_NEWN(arena, uint32_t, module_count);
	uint32_t root = component->ir->node_count; /* no node's id */
	trace_scope(t, component, root);
	for (uint32_t i = 0; i < t->all.len; i++)
		if (t->all.ptr[i].node->scope == component)
			*TN_PUSH(arena, imports) =
				(struct tn_inspect_import){ t->all.ptr[i].node, i };
	return t;
}
