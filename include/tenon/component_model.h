/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A component taken apart: nodes that lead to nodes. To be walked, changed and written again; index
 * numbers are made when it is written.
 *
 *     struct tenon_component *component;
 *     if (tenon_component_load(session, "app.wasm", &component) == TENON_OK) {
 *             const struct tenon_scope *root = tenon_component_root(component);
 *             for (size_t i = 0; i < tenon_scope_count(root); i++) {
 *                     struct tenon_node_info info = { .size = sizeof info };
 *                     tenon_node_look(component, tenon_scope_node(root, i), &info);
 *                     if (info.op == TENON_OP_IMPORT)
 *                             printf("%s %s\n", tenon_sort_name(info.sort), info.name);
 *             }
 *             tenon_component_free(session, component);
 *     }
 *
 * A scope is a component, a component type, an instance type or a core module type: a list of nodes in
 * the order of the binary. A node is one entry of an index space: its sort says of which, its op how
 * it comes to be, its uses to which nodes it leads. A node may use nodes of its own scope, and core
 * modules, core types, types and components of the scopes around it.
 *
 * Lifetime: nodes, scopes and texts live until tenon_component_free; a node that was taken out stays
 * readable until then, with what is inside of it, but cannot be used or changed any more. Texts are UTF-8 and end with a NUL byte.
 *
 * Ownership: core modules and custom sections are slices of the input, which is never copied. What is
 * read from a path lies with the session; bytes given to tenon_component_read stay yours, and have to
 * stay as they are until tenon_component_free.
 *
 * Threads: those of the session. Calls without a session only look.
 */
#ifndef TENON_COMPONENT_MODEL_H
#define TENON_COMPONENT_MODEL_H

#include <tenon/diag.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tenon_component;
struct tenon_scope;
struct tenon_node;

/* Index spaces of the specification (Binary.md "Index Spaces"). */
enum tenon_sort {
	TENON_SORT_CORE_FUNC,
	TENON_SORT_CORE_TABLE,
	TENON_SORT_CORE_MEMORY,
	TENON_SORT_CORE_GLOBAL,
	TENON_SORT_CORE_TAG,
	TENON_SORT_CORE_TYPE,
	TENON_SORT_CORE_MODULE,
	TENON_SORT_CORE_INSTANCE,
	TENON_SORT_FUNC,
	TENON_SORT_VALUE,
	TENON_SORT_TYPE,
	TENON_SORT_COMPONENT,
	TENON_SORT_INSTANCE,
	TENON_SORT_NONE /* custom sections, starts, entries of core module types */
};

/* How a node comes to be. */
enum tenon_op {
	TENON_OP_IMPORT,
	TENON_OP_EXPORT,            /* in components: uses what it exports, and is a new entry itself */
	TENON_OP_ALIAS_EXPORT,      /* an export of an instance */
	TENON_OP_ALIAS_CORE_EXPORT, /* an export of a core instance */
	TENON_OP_ALIAS_OUTER,       /* of a scope around; those that are needed are made when writing */
	TENON_OP_CORE_MODULE,       /* data: the module */
	TENON_OP_CORE_INSTANTIATE,
	TENON_OP_CORE_INLINE,       /* a core instance made of core items */
	TENON_OP_CORE_TYPE,
	TENON_OP_CORE_TYPE_REST,    /* a further type of the recursion group before it */
	TENON_OP_COMPONENT,         /* inside: its scope */
	TENON_OP_INSTANTIATE,
	TENON_OP_INLINE,            /* an instance made of items */
	TENON_OP_TYPE,              /* inside: of component and instance types */
	TENON_OP_LIFT,
	TENON_OP_CANON,             /* text: "lower", "resource.new" … */
	TENON_OP_START,
	TENON_OP_START_VALUE,       /* a result of the start before it */
	TENON_OP_VALUE,
	TENON_OP_CUSTOM,            /* text: the section's name; data: the rest */
	TENON_OP_OTHER
};

/* What there is to know of a node; absent texts are NULL. */
struct tenon_node_info {
	size_t size; /* sizeof(struct tenon_node_info), to be set before the call */
	enum tenon_sort sort;
	enum tenon_op op;
	const char *name;   /* of imports, exports, and aliases of exports */
	const char *module; /* of imports in core module types: the first of the two names */
	const char *label;  /* debug name */
	const char *text;   /* see enum tenon_op */
	const uint8_t *data;
	size_t data_size;
	struct tenon_place place; /* its bytes in the input; of a group, those of the group */
	const struct tenon_scope *scope;  /* where it stands; NULL: it was taken out */
	const struct tenon_scope *inside; /* the scope in it */
};

/* ---- reading ---- */

/*
 * Reads a component. Function bodies of core modules are not looked at, and nothing is validated but
 * that every index leads to something. TENON_BAD_INPUT after diagnostics.
 */
TENON_API enum tenon_status tenon_component_load(
	struct tenon_session *session, const char *path, struct tenon_component **out);
/* The same from memory; `name` stands for the path in diagnostics. */
TENON_API enum tenon_status tenon_component_read(struct tenon_session *session, const char *name,
	const void *data, size_t size, struct tenon_component **out);
/* NULL is fine. What is not freed goes with the session. */
TENON_API void tenon_component_free(struct tenon_session *session, struct tenon_component *component);

/* ---- walking ---- */

TENON_API const struct tenon_scope *tenon_component_root(const struct tenon_component *component);
TENON_API size_t tenon_scope_count(const struct tenon_scope *scope);
/* By its place in the scope, from 0; NULL past the end. */
TENON_API const struct tenon_node *tenon_scope_node(const struct tenon_scope *scope, size_t index);
/* The scope around; NULL: it is the root. */
TENON_API const struct tenon_scope *tenon_scope_parent(const struct tenon_scope *scope);
TENON_API void tenon_node_look(const struct tenon_component *component,
	const struct tenon_node *node, struct tenon_node_info *info);
/*
 * The nodes that a node leads to, in the order of the binary, each as often as it is used: puts up to
 * `room` of them into `list` and gives how many there are. What a scope inside uses is for its nodes
 * to say.
 */
TENON_API size_t tenon_node_uses(
	const struct tenon_node *node, const struct tenon_node **list, size_t room);
/*
 * Under which names the same nodes are led to: of arguments and items of instances, of fields, cases and
 * parameters. NULL: that use has none.
 */
TENON_API size_t tenon_node_use_names(const struct tenon_component *component,
	const struct tenon_node *node, const char **list, size_t room);
/* Through exports and outer aliases to the node that is meant; itself, when it is neither. */
TENON_API const struct tenon_node *tenon_node_meant(const struct tenon_node *node);
/* "core function", "module", "instance": as messages call it. */
TENON_API const char *tenon_sort_name(enum tenon_sort sort);
/* "import", "core instantiate", "custom section". */
TENON_API const char *tenon_op_name(enum tenon_op op);
/*
 * The type of a node as WIT would say it: "func(a: u32) -> string", "list<u8>"; long ones are abridged.
 * TENON_BAD_CALL: nodes of its sort have no such type. TENON_BAD_INPUT after diagnostics: the component
 * is not valid. Cost: the first call, and the first one after an edit, validates the whole, and what it
 * learns stays until tenon_component_free; so make all edits first.
 */
TENON_API enum tenon_status tenon_node_type(struct tenon_session *session,
	struct tenon_component *component, const struct tenon_node *node, struct tenon_bytes *out);

/* ---- changing ---- */

/*
 * Each of these either does what it says or changes nothing, gives TENON_BAD_CALL and reports why. None
 * of them validates: an edit may make a component that tenon_component_validate refuses. After
 * TENON_SYSTEM (memory ran out) a component is only good for tenon_component_free. Cost: a walk over the
 * scope and what is in it.
 */

/* Takes a node out that nothing uses; a recursion group or a start goes as a whole. */
TENON_API enum tenon_status tenon_component_drop(struct tenon_session *session,
	struct tenon_component *component, const struct tenon_node *node);
/* Takes out all that exports, starts, instances, imports and custom sections do not need. */
TENON_API enum tenon_status tenon_component_prune(
	struct tenon_session *session, struct tenon_component *component, size_t *dropped);
/*
 * Lets everything that uses `from` use `to`, which is of the same sort, can be reached by all of them,
 * and does not itself depend on `from`: an export of `from` cannot take its place, for it would export
 * itself.
 */
TENON_API enum tenon_status tenon_component_replace(struct tenon_session *session,
	struct tenon_component *component, const struct tenon_node *from, const struct tenon_node *to);
/*
 * The same of one use: lets number `use` of what tenon_node_uses gives of `user`, counted from 0, be `to`.
 * The type of an import, the argument of an instance, the function that is exported or lowered.
 */
TENON_API enum tenon_status tenon_component_replace_use(struct tenon_session *session,
	struct tenon_component *component, const struct tenon_node *user, size_t use,
	const struct tenon_node *to);
/*
 * Moves a core module, core type, component or type definition (but no resource) to the scope around its
 * own. What uses it goes on doing so; it may itself use nothing that stays behind.
 */
TENON_API enum tenon_status tenon_component_move_out(struct tenon_session *session,
	struct tenon_component *component, const struct tenon_node *node);
/*
 * Makes one of what is the same: core modules and closed components of equal bytes at any depth, and
 * within a scope types and aliases. *dropped, when not NULL, is how many nodes went.
 */
TENON_API enum tenon_status tenon_component_share(
	struct tenon_session *session, struct tenon_component *component, size_t *dropped);

/* ---- writing ---- */

/*
 * The component as it is now, validated with the features of the session. Places in diagnostics are
 * those of the input as long as nothing was changed, else those of what tenon_component_write gives.
 * Cost: each call validates again, and writes before when something was changed; it keeps nothing.
 */
TENON_API enum tenon_status tenon_component_validate(
	struct tenon_session *session, struct tenon_component *component);

struct tenon_component_write_options {
	size_t size; /* sizeof(struct tenon_component_write_options) */
	bool anew;   /* write everything again, also what nobody changed */
};

/*
 * The bytes of the component. Definitions are put before their uses, outer aliases made, everything
 * numbered. A component that nobody changed comes out as it was read; but where the input wrote numbers
 * longer than needed, or debug names elsewhere than once at the end, they are written as they should
 * be, and the warning `long-numbers` says so. TENON_BAD_INPUT
 * after a diagnostic: it would take more than 4 GiB. `options` may be NULL.
 */
TENON_API enum tenon_status tenon_component_write(struct tenon_session *session,
	struct tenon_component *component, const struct tenon_component_write_options *options,
	struct tenon_bytes *out);

#ifdef __cplusplus
}
#endif

#endif
