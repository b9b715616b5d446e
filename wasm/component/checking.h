/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Inside of the validator: what the check_*.c files share. Reading order: check.c (entries),
 * check_scope.c (the walk over nodes), then what it calls.
 */
#ifndef TN_WASM_COMPONENT_CHECKING_H
#define TN_WASM_COMPONENT_CHECKING_H

#include "base/map.h"
#include "wasm/component/check.h"
#include "wasm/component/externname.h"
#include "wasm/component/ir.h"
#include "wasm/core/features.h"
#include "wasm/core/typespace.h"

/* ---- the world: what all components of one IR share ---- */

/* A core type of a component: a type of the world, or a module type. */
struct tn_check_core_type {
	uint32_t id;
	const struct tn_ctype *module; /* NULL: `id` counts */
};

struct tn_world {
	struct tn_ctx *cx;
	struct tn_arena *arena; /* of the IR */
	struct tn_types types;
	uint32_t next_id, next_alias, next_names;
	const struct tn_ctype *primitives[TN_VT_PRIMITIVES];
	struct tn_map resource_index; /* (identity, alias) -> place in resources */
	TN_VEC(const struct tn_ctype *) resources;
	struct tn_map resource_names; /* identity -> name, for messages */
	struct tn_map names; /* (list of names, name) -> place in the list */
	/*
	 * What a node is, by id; NULL: nothing is known, and errors about it stay quiet.
	 * core functions, tables, memories, globals, tags: struct tn_core_extern; core types: struct
	 * tn_check_core_type; core instances: struct tn_cmodule; all others: struct tn_ctype.
	 */
	TN_VEC(const void *) slots;
	struct tn_typespace core; /* core types: equal ones have equal numbers, across modules */
	struct tn_buf folded;     /* for folding names */
	uint32_t compared;        /* pairs of types so far, at most limits.types_compared */
};

/* check_world.c */
struct tn_world *tn_check_world(struct tn_ir *ir);
const void *tn_check_slot(const struct tn_world *w, const struct tn_node *node);
void tn_check_set_slot(struct tn_world *w, const struct tn_node *node, const void *what);
const struct tn_ctype *tn_check_primitive(const struct tn_world *w, uint8_t code);
/* Completes a type (id, size, depth, flags, shape) and copies it; NULL when it is too large. */
const struct tn_ctype *tn_check_make(struct tn_world *w, const struct tn_ctype *draft);
const struct tn_ctype *tn_check_resource(struct tn_world *w, uint32_t identity, uint32_t alias);
/* A new identity in the place of another one, by whose name messages call it. */
uint32_t tn_check_fresh_resource(struct tn_world *w, uint32_t like);
/* The name that messages call a resource by: the first it is given; 0: none. */
void tn_check_call_resource(struct tn_world *w, uint32_t identity, tn_name name);
tn_name tn_check_resource_name(const struct tn_world *w, uint32_t identity);
/* A new name for a type: the same type under an id of its own. */
const struct tn_ctype *tn_check_rename(struct tn_world *w, const struct tn_ctype *type);
struct tn_cexterns tn_check_list(struct tn_world *w, const struct tn_cextern *ptr, uint32_t len);
uint32_t tn_check_module_names(
	struct tn_world *w, const struct tn_cmodule_extern *list, uint32_t len);
const struct tn_cextern *tn_check_lookup(
	const struct tn_world *w, const struct tn_cexterns *list, tn_name name);
const struct tn_cmodule_extern *tn_check_module_export(
	const struct tn_world *w, const struct tn_cmodule *module, tn_name name);

/* ---- check_subst.c: resources and names replaced ---- */
struct tn_check_subst {
	struct tn_world *w;
	struct tn_arena *scratch;
	struct tn_map resources; /* identity -> identity */
	struct tn_map types;     /* id -> place in made */
	TN_VEC(const struct tn_ctype *) made;
};

void tn_check_subst_init(struct tn_check_subst *s, struct tn_world *w, struct tn_arena *scratch);
void tn_check_subst_type(
	struct tn_check_subst *s, const struct tn_ctype *from, const struct tn_ctype *to);
const struct tn_ctype *tn_check_subst(struct tn_check_subst *s, const struct tn_ctype *type);
struct tn_cexterns tn_check_subst_list(struct tn_check_subst *s, const struct tn_cexterns *list);
/* Collects the identities of resources that the types mention and do not bind. */
struct tn_check_free {
	struct tn_map seen;  /* ids of types */
	struct tn_map found; /* identities -> 1 */
	uint32_t count;
};

void tn_check_free_init(struct tn_check_free *f, struct tn_arena *scratch);
void tn_check_free(struct tn_check_free *f, const struct tn_ctype *type);

/* ---- check_subtype.c ---- */
struct tn_check_step {
	const char *what; /* "function" */
	tn_name name;
	uint32_t index; /* from 1, when there is no name */
};

struct tn_check_fit {
	struct tn_world *w;
	struct tn_arena *arena;      /* for the reason */
	struct tn_map given, wanted; /* resources of either side -> what they stand for */
	bool is_loose;               /* unbound resources of the wanted side are bound when met */
	TN_VEC(struct tn_check_step) path;
	struct tn_str reason;
};

void tn_check_fit_init(struct tn_check_fit *fit, struct tn_world *w, struct tn_arena *arena);
bool tn_check_fit(
	struct tn_check_fit *fit, struct tn_extern_type given, struct tn_extern_type wanted);
/*
 * Of two instances that do not fit, all that is wrong: each export that is missing or another one; of
 * functions only when it is not their types.
 */
void tn_check_fit_each(struct tn_check_fit *fit, const struct tn_ctype *given, const struct tn_ctype *wanted,
	void (*report)(void *user, struct tn_str reason), void *user);
/* Binds those resources of `bound` that `wanted` brings to what `given` has in their place. */
void tn_check_fit_bind(struct tn_check_fit *fit, struct tn_extern_type given,
	struct tn_extern_type wanted, struct tn_resource_list bound);
bool tn_check_fit_value(
	struct tn_check_fit *fit, const struct tn_ctype *given, const struct tn_ctype *wanted);
/* check_text.c: a type in WIT terms. */
struct tn_str tn_check_type_words(
	const struct tn_world *w, struct tn_arena *arena, const struct tn_ctype *type);

/* Of what is given to one instance, so many things that do not fit are told of. */
enum { TN_CHECK_MISFITS = 20 };

/* check_near.c: which name was perhaps meant. To be asked for where tn_diag_may_guess says so. */
struct tn_check_near {
	struct tn_str wanted, best; /* best: empty, when none is near */
	unsigned distance;
};

struct tn_check_near tn_check_near(struct tn_str wanted);
void tn_check_near_try(struct tn_check_near *near, struct tn_str name);
struct tn_checking;
/* "did you mean", when there is something. */
void tn_check_near_hint(
	struct tn_checking *c, struct tn_diag *diag, const struct tn_check_near *near);
/* Which argument of the instance was perhaps meant for what is missing. */
void tn_check_near_argument(struct tn_checking *c, struct tn_diag *diag, const struct tn_node *node,
	struct tn_str wanted);

/* ---- one run ---- */

struct tn_check_owned {
	uint32_t resource;
	uint8_t rep; /* core type of its representation; 0: not defined here */
};

struct tn_check_frame {
	struct tn_check_frame *outer;
	struct tn_scope *scope;
	TN_VEC(struct tn_cextern) imports, exports;
	/* Names: exact and folded, both to the place in the list. */
	struct tn_map import_exact, export_exact, import_folded, export_folded;
	/* Types that imports and exports may mention, by id. */
	struct tn_map import_visible, export_visible;
	/* Resources by the id of their named type -> name; and names -> 1. */
	struct tn_map import_resource, export_resource, import_resource_name, export_resource_name;
	TN_VEC(uint32_t) imported;             /* identities that imports bring */
	TN_VEC(struct tn_check_owned) defined; /* identities that arise here */
	TN_VEC(const struct tn_node *) values; /* in order, each to be used once */
	uint32_t size;
	uint32_t instances, modules, components, value_count; /* in the index spaces */
	bool has_start;
	uint8_t slot_type; /* of context.get and .set; 0: none yet */
	bool is_poisoned;  /* something was wrong: no type comes of it */
};

struct tn_check {
	struct tn_world *w;
	uint64_t needs;
	const struct tn_ctype *component;
};

struct tn_checking {
	struct tn_ctx *cx;
	struct tn_world *w;
	struct tn_arena *nested;  /* of a frame, under a mark */
	struct tn_arena *scratch; /* under marks: for one item */
	uint64_t features;
	uint64_t needs; /* features that something needed, of the session or not */
	struct tn_check_frame *frame;
	struct tn_map used;     /* ids of value nodes that were used */
	struct tn_ir_part part; /* of the item at hand, for diagnostics */
	uint32_t parts;         /* modules and components so far, the outermost included */
	bool is_types_only;     /* bodies of core modules are not looked at */
	bool failed;
};

/* Says of all that was reported since the list was `first` long in which node it was found. */
void tn_check_place_since(struct tn_checking *c, uint32_t first, const struct tn_node *node);
/* Reports what is wrong with a node; gives the diagnostic for notes and hints. */
struct tn_diag *tn_check_error(struct tn_checking *c, const struct tn_node *node,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
/* tn_check_make gave nothing: which limits there are. */
void tn_check_too_large(struct tn_checking *c, const struct tn_node *node);
/* True when the feature is on; else reports that `what` needs it. */
bool tn_check_feature(
	struct tn_checking *c, const struct tn_node *node, uint64_t feature, const char *what);
struct tn_str tn_check_text(const struct tn_checking *c, tn_name name);

/* The type of a node, by what it must be; NULL for poison. */
const struct tn_ctype *tn_check_ctype(const struct tn_checking *c, const struct tn_node *node);
struct tn_extern_type tn_check_extern(const struct tn_world *w, const struct tn_node *node);

/* check_scope.c: the component type or instance type of a scope; NULL after diagnostics. */
const struct tn_ctype *tn_check_walk(
	struct tn_checking *c, struct tn_scope *scope, const struct tn_node *owner);
/* check_extern.c: imports, exports, descriptions, visibility of names. */
void tn_check_import_node(struct tn_checking *c, const struct tn_node *node);
void tn_check_export_node(struct tn_checking *c, const struct tn_node *node);
bool tn_check_add_size(
	struct tn_checking *c, const struct tn_node *node, uint32_t *size, uint32_t more);
/* check_name.c: is the name right for the thing, and new in the list? */
struct tn_check_names {
	struct tn_map *folded;               /* folded name -> place in the list */
	const struct tn_map *exact;          /* name -> place; NULL: accessors find nothing */
	const struct tn_map *resources;      /* id of a resource's named type -> its name */
	const struct tn_map *resource_names; /* name -> 1 */
	const struct tn_cextern *list;
	const char *word; /* "import" */
};

bool tn_check_name(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_names *names, uint32_t place, const struct tn_extern_name *name,
	struct tn_extern_type type);
/* Labels that must be unique, or not labels at all. */
bool tn_check_labels(struct tn_checking *c, const struct tn_node *node,
	const struct tn_type_member *members, uint32_t count, const char *what,
	const char *short_what);
/* check_def.c */
void tn_check_type_node(struct tn_checking *c, const struct tn_node *node);
const struct tn_ctype *tn_check_vref(
	struct tn_checking *c, const struct tn_node *node, const struct tn_vref *ref);
/* check_instance.c */
void tn_check_instantiate(struct tn_checking *c, const struct tn_node *node);
void tn_check_inline(struct tn_checking *c, const struct tn_node *node);
void tn_check_alias(struct tn_checking *c, const struct tn_node *node);
bool tn_check_use_value(
	struct tn_checking *c, const struct tn_node *node, const struct tn_node *value);
/* False: reported. */
bool tn_check_exported_value(
	struct tn_checking *c, const struct tn_node *node, struct tn_extern_type type);
/* check_core.c */
void tn_check_core_module(struct tn_checking *c, const struct tn_node *node);
void tn_check_core_instantiate(struct tn_checking *c, const struct tn_node *node);
void tn_check_core_inline(struct tn_checking *c, const struct tn_node *node);
void tn_check_core_alias(struct tn_checking *c, const struct tn_node *node);
/* Two imports of one name would be one argument: components refuse such modules. */
bool tn_check_unique_imports(
	struct tn_checking *c, const struct tn_node *node, const struct tn_cmodule *type);
/* check_coretype.c */
void tn_check_core_type_node(struct tn_checking *c, const struct tn_node *node);
void tn_check_core_rest(
	struct tn_checking *c, const struct tn_node *before, const struct tn_node *node);
/* The world's number of a final function type. */
uint32_t tn_check_core_func(struct tn_world *w, const tn_core_ty *params, uint32_t param_count,
	const tn_core_ty *results, uint32_t result_count, bool is_shared);
/* Turns a type index into a number of the world. */
struct tn_check_core_map {
	uint32_t (*number)(void *user, uint32_t index);
	void *user;
};

/*
 * Adds a recursion group whose references go through `map`; UINT32_MAX and *fault when it is not
 * valid. A reference into the group itself counts on from the world's number of types.
 */
uint32_t tn_check_core_intern(struct tn_world *w, const struct tn_core_type *types, uint32_t count,
	const struct tn_check_core_map *map, const char **fault);
tn_core_ty tn_check_core_value(tn_core_ty type, const struct tn_check_core_map *map);
const struct tn_core_sig *tn_check_core_id_sig(const struct tn_world *w, uint32_t id);
/* check_corefit.c */
/* May `given` stand for `wanted`? When not, *why says what was expected and found. */
bool tn_check_core_fits(const struct tn_world *w, const struct tn_core_extern *given,
	const struct tn_core_extern *wanted, struct tn_arena *arena, struct tn_str *why);
bool tn_check_module_fits(
	struct tn_check_fit *fit, const struct tn_cmodule *given, const struct tn_cmodule *wanted);
/* check_canon.c */
void tn_check_canon(struct tn_checking *c, const struct tn_node *node);
/* check_gc.c: does the core function carry the function's values as references? */
bool tn_check_gc_func(struct tn_checking *c, const struct tn_node *node,
	const struct tn_ctype *func, const struct tn_core_sig *sig, bool is_utf16);
/* check_value.c */
void tn_check_value_node(struct tn_checking *c, const struct tn_node *node);
void tn_check_start(struct tn_checking *c, const struct tn_node *node);

#endif
