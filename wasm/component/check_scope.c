/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The walk: every node of a scope in its order, then what only the whole can tell. In: a component,
 * component type or instance type. Out: its type, and the types of its nodes in the world's slots.
 */
#include "wasm/component/checking.h"

static void open_frame(struct tn_checking *c, struct tn_check_frame *frame, struct tn_scope *scope)
{
	*frame = (struct tn_check_frame){ .outer = c->frame, .scope = scope, .size = 1 };
	struct tn_map *maps[] = { &frame->import_exact, &frame->export_exact, &frame->import_folded,
		&frame->export_folded, &frame->import_visible, &frame->export_visible,
		&frame->import_resource, &frame->export_resource, &frame->import_resource_name,
		&frame->export_resource_name };
	for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
		maps[i]->arena = c->nested;
	c->frame = frame;
}

/*
 * How many of something there may be. The specification bounds none of these, but wasm-tools and Wasmtime do:
 * what is more runs nowhere today, and whoever makes it should hear of that.
 */
struct bound {
	const char *what, *limit_name;
	uint32_t limit, tools;
};

/* One more: what is too much is told once. */
static bool one_more(
	struct tn_checking *c, const struct tn_node *node, uint32_t *count, const struct bound *bound)
{
	struct tn_diag *diag;
	if (++*count == bound->tools + 1) {
		diag = tn_diag_warning(c->cx, TN_E_LIMIT, node->origin,
			"more than %u %s: wasm-tools and Wasmtime take no more", bound->tools, bound->what);
		tn_diag_hint(c->cx, diag, "the component is valid, but to have it run, make it of fewer");
	}
	if (*count <= bound->limit)
		return true;
	if (*count == bound->limit + 1) {
		diag = tn_check_error(c, node, "too many %s: more than %u", bound->what, bound->limit);
		diag->code = TN_E_LIMIT;
		tn_diag_hint(c->cx, diag, "the limit is `%s`", bound->limit_name);
	}
	return false;
}

/* Modules and components in total, the outermost one included. */
static bool one_more_part(struct tn_checking *c, const struct tn_node *node)
{
	const struct bound bound = { "modules and components", "component-parts", c->cx->limits.component_parts, 1000 };
	return one_more(c, node, &c->parts, &bound);
}

/* What the index spaces of these sorts may hold, by imports, exports and aliases, too. */
static bool one_more_entry(struct tn_checking *c, const struct tn_node *node)
{
	struct tn_check_frame *frame = c->frame;
	const struct tn_limits *limits = &c->cx->limits;
	const struct bound instances = { "instances", "component-instances", limits->component_instances, 4096 };
	const struct bound modules = { "modules", "component-parts", limits->component_parts, 1000 };
	const struct bound components = { "components", "component-parts", limits->component_parts, 1000 };
	const struct bound values = { "values", "component-values", limits->component_values, UINT32_MAX - 1 };
	switch (node->sort) {
	case TN_SORT_CORE_INSTANCE:
	case TN_SORT_INSTANCE:
		return one_more(c, node, &frame->instances, &instances);
	case TN_SORT_CORE_MODULE:
		return one_more(c, node, &frame->modules, &modules);
	case TN_SORT_COMPONENT:
		return one_more(c, node, &frame->components, &components);
	case TN_SORT_VALUE:
		return one_more(c, node, &frame->value_count, &values);
	default:
		return true;
	}
}

static void check_node(struct tn_checking *c, const struct tn_node *node, const struct tn_node *before)
{
	if (!one_more_entry(c, node))
		return;
	switch ((enum tn_op)node->op) {
	case TN_OP_IMPORT:
		tn_check_import_node(c, node);
		break;
	case TN_OP_EXPORT:
		tn_check_export_node(c, node);
		break;
	case TN_OP_ALIAS_EXPORT:
	case TN_OP_ALIAS_CORE_EXPORT:
	case TN_OP_ALIAS_OUTER:
		tn_check_alias(c, node);
		break;
	case TN_OP_CORE_MODULE:
		if (one_more_part(c, node))
			tn_check_core_module(c, node);
		break;
	case TN_OP_CORE_INSTANTIATE:
		tn_check_core_instantiate(c, node);
		break;
	case TN_OP_CORE_INLINE:
		tn_check_core_inline(c, node);
		break;
	case TN_OP_CORE_TYPE:
		tn_check_core_type_node(c, node);
		break;
	case TN_OP_CORE_TYPE_REST:
		tn_check_core_rest(c, before, node);
		break;
	case TN_OP_COMPONENT:
		if (one_more_part(c, node)) {
			const struct tn_ctype *type = tn_check_walk(c, node->u.scope, node);
			if (type)
				tn_check_set_slot(c->w, node, type);
		}
		break;
	case TN_OP_INSTANTIATE:
		tn_check_instantiate(c, node);
		break;
	case TN_OP_INLINE:
		tn_check_inline(c, node);
		break;
	case TN_OP_TYPE:
		tn_check_type_node(c, node);
		break;
	case TN_OP_TYPE_WRITTEN: /* whoever wrote the bytes has validated what they were made of */
		tn_check_error(c, node, "a type that is written cannot be validated");
		break;
	case TN_OP_LIFT:
	case TN_OP_CANON:
		tn_check_canon(c, node);
		break;
	case TN_OP_START:
		tn_check_start(c, node);
		break;
	case TN_OP_START_VALUE:
		*TN_PUSH(c->nested, &c->frame->values) = node;
		if (before && before->op == TN_OP_START) {
			const struct tn_ctype *func = tn_check_ctype(c, before->u.start.func);
			if (func && func->u.func.result)
				tn_check_set_slot(c->w, node, func->u.func.result);
		}
		break;
	case TN_OP_VALUE:
		tn_check_value_node(c, node);
		break;
	case TN_OP_CUSTOM:
		break;
	}
}

/* ---- what the whole must hold ---- */

/* "After validating the last definition of a component, validation requires all values' flags are set." */
static void all_values_are_used(struct tn_checking *c, const struct tn_node *owner)
{
	for (uint32_t i = 0; i < c->frame->values.len; i++) {
		const struct tn_node *value = c->frame->values.ptr[i];
		if (tn_map_get(&c->used, value->id) == TN_MAP_NONE)
			tn_check_error(c, value,
				"value index %u was not used as part of an instantiation, start function, or export",
				i);
	}
	(void)owner;
}

/* Which of the resources that arise here are seen in the exports: those an instance brings anew. */
struct outlook {
	struct tn_check_free in_imports, in_exports;
	struct tn_map exported; /* identities that are exported as types themselves */
};

static void exported_resources(struct tn_map *out, struct tn_extern_type type)
{
	if (type.sort == TN_SORT_TYPE && type.type->kind == TN_CTYPE_RESOURCE)
		tn_map_put(out, type.type->u.resource.id, 1);
	if (type.sort != TN_SORT_INSTANCE || !type.type->has_resource)
		return;
	for (uint32_t i = 0; i < type.type->u.instance.exports.len; i++)
		exported_resources(out, type.type->u.instance.exports.ptr[i].type);
}

static struct tn_resource_list defined_and_seen(struct tn_checking *c, const struct tn_node *owner)
{
	struct tn_check_frame *frame = c->frame;
	struct tn_resource_list list = { NULL, 0 };
	if (frame->defined.len == 0)
		return list;
	uint32_t *seen = TN_NEWN(c->w->arena, uint32_t, frame->defined.len);
	struct tn_mark mark = tn_mem_mark(c->scratch);
	struct outlook o = { .exported = { .arena = c->scratch } };
	tn_check_free_init(&o.in_imports, c->scratch);
	tn_check_free_init(&o.in_exports, c->scratch);
	for (uint32_t i = 0; i < frame->imports.len; i++)
		tn_check_free(&o.in_imports, frame->imports.ptr[i].type.type);
	for (uint32_t i = 0; i < frame->exports.len; i++) {
		tn_check_free(&o.in_exports, frame->exports.ptr[i].type.type);
		exported_resources(&o.exported, frame->exports.ptr[i].type);
	}
	for (uint32_t i = 0; i < frame->defined.len; i++) {
		uint32_t id = frame->defined.ptr[i].resource;
		if (tn_map_get(&o.in_imports.found, id) == 1) {
			tn_check_error(c, owner, "local resource type found in imports");
			frame->is_poisoned = true;
		}
		if (tn_map_get(&o.in_exports.found, id) != 1)
			continue;
		if (tn_map_get(&o.exported, id) == TN_MAP_NONE) {
			tn_check_error(c, owner,
				"local resource type found in export but not exported itself");
			frame->is_poisoned = true;
		}
		seen[list.len++] = id;
	}
	tn_mem_reset(c->scratch, mark);
	list.ptr = seen;
	return list;
}

static struct tn_resource_list imported(struct tn_checking *c)
{
	uint32_t *list = TN_NEWN(c->w->arena, uint32_t, c->frame->imported.len);
	if (c->frame->imported.len)
		memcpy(list, c->frame->imported.ptr, c->frame->imported.len * sizeof *list);
	return (struct tn_resource_list){ list, c->frame->imported.len };
}

static struct tn_resource_list all_defined(struct tn_checking *c)
{
	uint32_t *list = TN_NEWN(c->w->arena, uint32_t, c->frame->defined.len);
	for (uint32_t i = 0; i < c->frame->defined.len; i++)
		list[i] = c->frame->defined.ptr[i].resource;
	return (struct tn_resource_list){ list, c->frame->defined.len };
}

static const struct tn_ctype *type_of_frame(struct tn_checking *c, const struct tn_node *owner)
{
	struct tn_check_frame *frame = c->frame;
	struct tn_ctype draft = { 0 };
	if (frame->scope->kind == TN_SCOPE_INSTANCE_TYPE) {
		draft.kind = TN_CTYPE_INSTANCE;
		draft.u.instance.defined = all_defined(c);
	} else {
		draft.kind = TN_CTYPE_COMPONENT;
		draft.u.component.defined = defined_and_seen(c, owner);
		draft.u.component.imported = imported(c);
	}
	if (frame->is_poisoned)
		return NULL;
	struct tn_cexterns exports =
		tn_check_list(c->w, frame->exports.ptr, frame->exports.len);
	if (draft.kind == TN_CTYPE_INSTANCE) {
		draft.u.instance.exports = exports;
	} else {
		draft.u.component.exports = exports;
		draft.u.component.imports =
			tn_check_list(c->w, frame->imports.ptr, frame->imports.len);
	}
	const struct tn_ctype *type = tn_check_make(c->w, &draft);
	if (!type)
		tn_check_too_large(c, owner);
	return type;
}

/* Recursion is bounded by the nesting that the reader admits (limits.module_nesting). */
const struct tn_ctype *tn_check_walk(struct tn_checking *c, struct tn_scope *scope,
	const struct tn_node *owner)
{
	struct tn_check_frame frame;
	struct tn_mark mark = tn_mem_mark(c->nested);
	open_frame(c, &frame, scope);
	const struct tn_node *before = NULL;
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		check_node(c, scope->nodes.ptr[i], before);
		before = scope->nodes.ptr[i];
	}
	if (scope->kind == TN_SCOPE_COMPONENT)
		all_values_are_used(c, owner);
	const struct tn_ctype *type = type_of_frame(c, owner);
	c->frame = frame.outer;
	tn_mem_reset(c->nested, mark);
	return type;
}
