/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Nodes of the IR in, their meaning in an environment out; see view.h. */
#include "wit/binary/view.h"

void tn_view_init(struct tn_views *views, struct tn_ctx *cx, struct tn_arena *arena)
{
	*views = (struct tn_views){ .cx = cx, .arena = arena };
	views->memo.arena = views->index.arena = arena;
}

struct tn_view_env *tn_view_open(struct tn_views *views, struct tn_view_env *parent,
	const struct tn_scope *scope)
{
	struct tn_view_env *env = TN_NEW(views->arena, struct tn_view_env);
	env->id = views->env_count++;
	env->scope = scope;
	env->parent = parent;
	return env;
}

static struct tn_view none(void)
{
	return (struct tn_view){ .kind = TN_VIEW_NONE };
}

static struct tn_view complain(struct tn_views *views, const struct tn_node *node, const char *what)
{
	if (!views->failed)
		tn_diag_error(views->cx, TN_E_BAD_ENCODED_WIT, node->origin, "%s", what);
	views->failed = true;
	return none();
}

/* ---- types ---- */

static struct tn_view new_type(struct tn_views *views, struct tn_view_env *env,
	const struct tn_node *node, struct tn_view_type *alias)
{
	struct tn_view_type *type = TN_NEW(views->arena, struct tn_view_type);
	*type = (struct tn_view_type){ node, env, alias, TN_VIEW_UNMARKED };
	return (struct tn_view){ .kind = TN_VIEW_TYPE, .type = type };
}

/* A name is a type of its own, so that what was defined can be told from what it is called. */
static struct tn_view renamed(struct tn_views *views, struct tn_view_env *env,
	const struct tn_node *node, struct tn_view of)
{
	return of.kind == TN_VIEW_TYPE ? new_type(views, env, node, of.type) : of;
}

struct tn_view_type *tn_view_definition(struct tn_view_type *type)
{
	while (type->alias)
		type = type->alias;
	return type;
}

/* ---- instances ---- */

static struct tn_view_instance *new_instance(struct tn_views *views)
{
	struct tn_view_instance *instance = TN_NEW(views->arena, struct tn_view_instance);
	instance->id = views->instance_count++;
	return instance;
}

static struct tn_view as_view(struct tn_view_instance *instance)
{
	return (struct tn_view){ .kind = TN_VIEW_INSTANCE, .instance = instance };
}

/* The exports of a scope; with `of`, those names of another instance (a narrower view of it). */
static struct tn_view exports_of(struct tn_views *views, struct tn_view_env *env,
	struct tn_view_instance *of)
{
	struct tn_view_instance *instance = new_instance(views);
	const struct tn_scope *scope = env->scope;
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		const struct tn_node *node = scope->nodes.ptr[i];
		if (node->op == TN_OP_EXPORT)
			*TN_PUSH(views->arena, &instance->exports) = (struct tn_view_export){
				.name = node->u.ext.name, .node = of ? NULL : node, .env = env, .of = of
			};
	}
	views->listed += instance->exports.len;
	return as_view(instance);
}

static struct tn_view inline_instance(struct tn_views *views, struct tn_view_env *env,
	const struct tn_node *node)
{
	struct tn_view_instance *instance = new_instance(views);
	for (uint32_t i = 0; i < node->u.inst.count; i++)
		*TN_PUSH(views->arena, &instance->exports) = (struct tn_view_export){
			.name = node->u.inst.args[i].name, .node = node->u.inst.args[i].node, .env = env
		};
	return as_view(instance);
}

static struct tn_view instantiate(struct tn_views *views, struct tn_view_env *env,
	const struct tn_node *node)
{
	struct tn_view of = tn_view_of(views, env, node->u.inst.of);
	if (of.kind != TN_VIEW_COMPONENT)
		return views->failed ? none() : complain(views, node, "only components are instantiated");
	struct tn_view_env *inner = tn_view_open(views, of.env, of.scope);
	inner->args = node->u.inst.args;
	inner->arg_count = node->u.inst.count;
	inner->args_env = env;
	return exports_of(views, inner, NULL);
}

struct tn_view tn_view_export_of(struct tn_views *views, const struct tn_view_export *exp)
{
	return exp->node ? tn_view_of(views, exp->env, exp->node)
			 : tn_view_lookup(views, exp->of, exp->name.name);
}

struct tn_view tn_view_lookup(struct tn_views *views, struct tn_view_instance *instance,
	tn_name name)
{
	if (!instance->indexed) {
		for (uint32_t i = 0; i < instance->exports.len; i++)
			tn_map_put(&views->index,
				TN_KEY(instance->id, instance->exports.ptr[i].name.name), i);
		instance->indexed = true;
	}
	uint32_t at = tn_map_get(&views->index, TN_KEY(instance->id, name));
	return at == TN_MAP_NONE ? none()
				 : tn_view_export_of(views, &instance->exports.ptr[at]);
}

/* ---- imports and exports ---- */

/* The scope of the instance or component type that a description names, in its environment. */
static struct tn_view_env *described(struct tn_views *views, struct tn_view_env *env,
	const struct tn_desc *desc, enum tn_type_kind want)
{
	struct tn_view type = tn_view_of(views, env, desc->type);
	if (type.kind != TN_VIEW_TYPE)
		return NULL;
	struct tn_view_type *def = tn_view_definition(type.type);
	if (def->node->op != TN_OP_TYPE || def->node->u.type.kind != want)
		return NULL;
	return tn_view_open(views, def->env, def->node->u.type.scope);
}

/* What a description alone says of an import or export. */
static struct tn_view abstract(struct tn_views *views, struct tn_view_env *env,
	const struct tn_node *node, const struct tn_desc *desc)
{
	struct tn_view_env *inner;
	switch (desc->kind) {
	case TN_DESC_FUNC: {
		struct tn_view type = tn_view_of(views, env, desc->type);
		return (struct tn_view){ .kind = type.kind == TN_VIEW_TYPE ? TN_VIEW_FUNC : TN_VIEW_NONE,
			.type = type.type };
	}
	case TN_DESC_TYPE_EQ:
		return renamed(views, env, node, tn_view_of(views, env, desc->type));
	case TN_DESC_TYPE_SUB:
		return new_type(views, env, node, NULL);
	case TN_DESC_INSTANCE:
		inner = described(views, env, desc, TN_TYPE_INSTANCE);
		return inner ? exports_of(views, inner, NULL) : none();
	case TN_DESC_COMPONENT:
		inner = described(views, env, desc, TN_TYPE_COMPONENT);
		return inner ? (struct tn_view){ .kind = TN_VIEW_COMPONENT, .scope = inner->scope,
				       .env = inner->parent }
			     : none();
	default:
		return none();
	}
}

/* `actual` as far as the description lets it be seen. */
static struct tn_view narrowed(struct tn_views *views, struct tn_view_env *env,
	const struct tn_desc *desc, struct tn_view actual)
{
	if (desc->kind == TN_DESC_FUNC)
		return abstract(views, env, NULL, desc);
	if (desc->kind != TN_DESC_INSTANCE || actual.kind != TN_VIEW_INSTANCE)
		return actual;
	struct tn_view_env *inner = described(views, env, desc, TN_TYPE_INSTANCE);
	return inner ? exports_of(views, inner, actual.instance) : actual;
}

static struct tn_view import(struct tn_views *views, struct tn_view_env *env,
	const struct tn_node *node)
{
	if (!env->args_env)
		return abstract(views, env, node, &node->u.ext.desc);
	/* Explainer.md "Instance definitions": arguments are matched by name. */
	for (uint32_t i = 0; i < env->arg_count; i++) {
		if (env->args[i].name.name == node->u.ext.name.name) {
			struct tn_view arg = tn_view_of(views, env->args_env, env->args[i].node);
			if (node->u.ext.desc.kind != TN_DESC_INSTANCE)
				return arg;
			return narrowed(views, env, &node->u.ext.desc, arg);
		}
	}
	return complain(views, node, "an import of this component is not given where it is instantiated");
}

static struct tn_view export(struct tn_views *views, struct tn_view_env *env,
	const struct tn_node *node)
{
	if (!node->u.ext.item)
		return abstract(views, env, node, &node->u.ext.desc);
	struct tn_view item = tn_view_of(views, env, node->u.ext.item);
	if (item.kind == TN_VIEW_TYPE)
		return renamed(views, env, node, item);
	return narrowed(views, env, &node->u.ext.desc, item);
}

/* ---- one look ---- */

static struct tn_view look(struct tn_views *views, struct tn_view_env *env,
	const struct tn_node *node)
{
	struct tn_view of;
	switch ((enum tn_op)node->op) {
	case TN_OP_IMPORT:
		return import(views, env, node);
	case TN_OP_EXPORT:
		return export(views, env, node);
	case TN_OP_ALIAS_EXPORT:
		of = tn_view_of(views, env, node->u.alias.from);
		if (of.kind != TN_VIEW_INSTANCE)
			return none();
		return tn_view_lookup(views, of.instance, node->u.alias.name);
	case TN_OP_ALIAS_OUTER:
		return tn_view_of(views, env, node->u.alias.from);
	case TN_OP_COMPONENT:
		return (struct tn_view){ .kind = TN_VIEW_COMPONENT, .scope = node->u.scope, .env = env };
	case TN_OP_INSTANTIATE:
		return instantiate(views, env, node);
	case TN_OP_INLINE:
		return inline_instance(views, env, node);
	case TN_OP_TYPE:
		return new_type(views, env, node, NULL);
	case TN_OP_LIFT:
		of = tn_view_of(views, env, node->u.canon.type);
		if (of.kind != TN_VIEW_TYPE)
			return none();
		return (struct tn_view){ .kind = TN_VIEW_FUNC, .type = of.type };
	default:
		return none();
	}
}

static struct tn_view too_much(struct tn_views *views, const struct tn_node *node, const char *what)
{
	if (!views->failed)
		tn_diag_error(views->cx, TN_E_LIMIT, node->origin, "%s", what);
	views->failed = true;
	return none();
}

struct tn_view tn_view_of(struct tn_views *views, struct tn_view_env *env,
	const struct tn_node *node)
{
	while (env && env->scope != node->scope)
		env = env->parent;
	if (!env)
		return complain(views, node, "something is used outside of where it is defined");
	uint32_t at = tn_map_get(&views->memo, TN_KEY(env->id, node->id));
	if (at != TN_MAP_NONE)
		return views->seen.ptr[at];
	if (views->depth >= views->cx->limits.wit_decode_depth)
		return too_much(views, node, "definitions lead to one another too deeply");
	if (views->seen.len + views->listed >= views->cx->limits.wit_decode_items)
		return too_much(views, node, "the types of this component expand to too many");
	views->depth++;
	struct tn_view view = look(views, env, node);
	views->depth--;
	tn_map_put(&views->memo, TN_KEY(env->id, node->id), views->seen.len);
	*TN_PUSH(views->arena, &views->seen) = view;
	return view;
}
