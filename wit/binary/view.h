/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the names of a component mean: nodes of the IR seen as types, functions and instances.
 * A component that is instantiated twice has its types twice, and an import stands for what was
 * given for it; so a node is looked at in an environment. Looked at means on demand and once: what
 * no export leads to costs nothing. The number and the depth of looks are bounded by limits.
 */
#ifndef TN_WIT_BINARY_VIEW_H
#define TN_WIT_BINARY_VIEW_H

#include "base/map.h"
#include "wasm/component/ir.h"

/* One scope in one instantiation. */
struct tn_view_env {
	uint32_t id;
	const struct tn_scope *scope;
	struct tn_view_env *parent; /* of the enclosing scope */
	const struct tn_arg *args;  /* given for the imports, looked at in args_env */
	uint32_t arg_count;
	struct tn_view_env *args_env; /* NULL: the imports stay abstract */
};

/* A type of its own identity: a definition, or a name (import, export) given to another type. */
struct tn_view_type {
	const struct tn_node *node; /* TYPE: a definition; IMPORT, EXPORT: a name or a resource */
	struct tn_view_env *env;    /* where the parts of the node are looked at */
	struct tn_view_type *alias; /* the type that was given a name; NULL: none */
	uint32_t mark;              /* free for the user; starts as TN_VIEW_UNMARKED */
};

#define TN_VIEW_UNMARKED UINT32_MAX

struct tn_view_instance;

struct tn_view {
	enum {
		TN_VIEW_NONE, /* of no use here: core items, values, or after a diagnostic */
		TN_VIEW_TYPE,
		TN_VIEW_FUNC,
		TN_VIEW_INSTANCE,
		TN_VIEW_COMPONENT,
	} kind;
	struct tn_view_type *type;         /* TYPE; FUNC: its function type */
	struct tn_view_instance *instance; /* INSTANCE */
	const struct tn_scope *scope;      /* COMPONENT: of a component or component type … */
	struct tn_view_env *env;           /* … and the environment it was made in */
};

struct tn_view_export {
	struct tn_extern_name name;
	const struct tn_node *node; /* in env; NULL: the export of that name of `of` */
	struct tn_view_env *env;
	struct tn_view_instance *of;
};

struct tn_view_instance {
	uint32_t id;
	TN_VEC(struct tn_view_export) exports; /* in order of declaration */
	bool indexed;
};

struct tn_views {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	uint32_t env_count, instance_count, depth;
	uint64_t listed; /* exports of all instances */
	TN_VEC(struct tn_view) seen;
	struct tn_map memo;  /* (env, node) -> place in seen */
	struct tn_map index; /* (instance, name) -> place in its exports */
	bool failed;         /* a diagnostic was reported */
};

void tn_view_init(struct tn_views *views, struct tn_ctx *cx, struct tn_arena *arena);
/* An environment for `scope` in which its imports stay abstract. */
struct tn_view_env *tn_view_open(struct tn_views *views, struct tn_view_env *parent,
	const struct tn_scope *scope);
struct tn_view tn_view_of(struct tn_views *views, struct tn_view_env *env,
	const struct tn_node *node);
struct tn_view tn_view_export_of(struct tn_views *views, const struct tn_view_export *exp);
/* The export of that name; TN_VIEW_NONE when there is none. */
struct tn_view tn_view_lookup(struct tn_views *views, struct tn_view_instance *instance,
	tn_name name);
/* Through names to what defines the type: a TYPE node, or an import or export that is a resource. */
struct tn_view_type *tn_view_definition(struct tn_view_type *type);

#endif
