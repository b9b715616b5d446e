/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Inside the resolver: what its passes share. Packages are resolved one by one, those that others
 * depend on first (deps.c); in a package, interfaces and worlds in the order of their `use`s
 * (resolve.c); in them, types the same way (types_define.c), then functions (funcs.c) and world items
 * (worlds.c). Everything goes straight into the model; what a feature gate hides goes into a
 * table of its own, so that one can say so when it is used all the same.
 */
#ifndef TN_WIT_SYNTAX_RESOLVE_H
#define TN_WIT_SYNTAX_RESOLVE_H

#include "wit/syntax/ast.h"
#include "wit/syntax/labels.h"
#include "wit/syntax/syntax.h"

/* A type that a gate hides: the rest is an index into `hidden`. Never gets into the model. */
#define TN_TY_HIDDEN 0x80000000u

static inline bool tn_ty_is_hidden(tn_ty ty)
{
	return (ty & TN_TY_HIDDEN) != 0;
}

enum tn_symbol_kind { TN_SYMBOL_TYPE, TN_SYMBOL_FUNC, TN_SYMBOL_BROKEN };

/* A name of an interface or world. */
struct tn_symbol {
	tn_name name;
	struct tn_span span;
	enum tn_symbol_kind kind;
	tn_ty ty;
};

/* The names of one interface or world: a run of `symbols`. */
struct tn_symbols {
	uint32_t first, len;
	uint32_t labels; /* their number as a list */
	bool incomplete; /* something could not be read: names may be missing */
};

enum tn_entry_kind { TN_ENTRY_INTERFACE, TN_ENTRY_WORLD, TN_ENTRY_BROKEN };

/* An interface or world of a package. */
struct tn_entry {
	enum tn_entry_kind kind;
	tn_name name;
	const struct tn_ast_item *item;
	struct tn_span span; /* of the name */
	uint32_t file;
	bool done, hidden;
	bool broken;    /* a world that is not as it should be: who includes it stays quiet */
	uint32_t id;    /* tn_iface or tn_world; TN_NO_ID when hidden */
	uint32_t scope; /* into scopes */
};

/* One source of a package: a whole file, or the body of a nested package. */
struct tn_unit_file {
	uint32_t source;
	const struct tn_ast_item *items;
	uint32_t kinds; /* of them */
};

struct tn_unit_name {
	tn_name ns, name, version;
	struct tn_span span;
};

/* A top-level `use`: a name of one file. */
struct tn_alias {
	const struct tn_ast_item *item;
	uint32_t file;
};

/* A package to be resolved. */
struct tn_unit {
	struct tn_unit_name name;
	TN_VEC(struct tn_unit_file) files;
	TN_VEC(struct tn_entry) entries;
	tn_name docs;
	tn_name target; /* the version to be; 0: its own */
	tn_pkg package;
	bool nested, is_root;
	bool incomplete;                                        /* something could not be read */
	enum { TN_UNIT_NEW, TN_UNIT_OPEN, TN_UNIT_DONE } state; /* of the walk in deps.c */
};

/* What a path leads to. */
struct tn_target {
	enum { TN_TARGET_BROKEN, TN_TARGET_INTERFACE, TN_TARGET_WORLD } kind;
	uint32_t id;            /* TN_NO_ID: hidden */
	struct tn_entry *entry; /* NULL: of an encoded package */
};

/* Where an item of another package is first named, and as what. */
struct tn_mention {
	struct tn_span span;
	bool is_world;
};

struct tn_resolver {
	struct tn_ctx *cx;
	struct tn_wit *wit;
	struct tn_arena *scratch;
	bool failed;

	struct tn_str folder; /* the folder whose deps/ was searched; empty: a file was read alone */
	TN_VEC(struct tn_str) unnamed; /* files and folders of deps/ that do not say which package they are */
	TN_VEC(struct tn_unit) units;
	struct tn_map unit_index; /* (ns, name) -> newest unit of that name; next_unit for others */
	TN_VEC(uint32_t) next_unit;
	struct tn_map entry_index; /* (unit, name) -> entry */

	TN_VEC(struct tn_symbol) symbols;
	TN_VEC(struct tn_symbols) scopes;
	struct tn_map meant; /* (scope, name): see tn_symbols_mean */
	struct tn_labels labels; /* of scopes, members and world items: each list under a number of its own */
	uint32_t label_lists;    /* numbers given so far */

	struct tn_map features_met; /* names of @unstable gates */
	TN_VEC(tn_name) features;   /* the same, each once */
	TN_VEC(struct tn_typedef) hidden;
	TN_VEC(bool) borrows;        /* by tn_def: has a borrow inside */
	TN_VEC(struct tn_ast_id) members; /* of the list at hand: see tn_types_unique */
	uint32_t member_list;             /* its number */

	/* the package at hand */
	struct tn_unit *unit;
	uint32_t unit_id;
	struct tn_map alias_index; /* (file, name) -> alias */
	TN_VEC(struct tn_alias) aliases;
	struct tn_map missing;       /* foreign things reported already: see find_foreign */
	struct tn_map mention_index; /* foreign thing -> its mention; made when one is missing */
	TN_VEC(struct tn_mention) mentions;
	struct tn_map cons, handles; /* anonymous types made: see types.c */
	TN_VEC(tn_ty) made;

	/* the item at hand */
	uint32_t file;   /* of the unit */
	uint32_t source; /* that file's */
	uint32_t scope;
	enum tn_owner_kind owner_kind;
	uint32_t owner; /* TN_NO_ID: a hidden one */
};

/* A place in the file at hand. */
static inline struct tn_span tn_resolve_at(const struct tn_resolver *r, struct tn_ast_span span)
{
	return (struct tn_span){ r->source, span.start, span.end };
}

/* ---- resolve.c ---- */
/* The body of an interface; `iface` TN_NO_ID: hidden. */
void tn_resolve_interface(
	struct tn_resolver *r, uint32_t scope, tn_iface iface, const struct tn_ast_item *items);
/* All units, in the order of deps.c. */
bool tn_resolve_all(struct tn_resolver *r);

/* ---- paths.c ---- */
/* What a gate hides may name an item that is not there yet, but not a package. */
void tn_paths_check_package(struct tn_resolver *r, const struct tn_ast_path *path);
/* The interface a path leads to; says so when it is a world, or nothing. */
struct tn_target tn_paths_interface(struct tn_resolver *r, const struct tn_ast_path *path);
struct tn_target tn_paths_world(struct tn_resolver *r, const struct tn_ast_path *path);
/* One key for all paths, aliases too, that name this item of another package; 0: it is of this package. */
uint64_t tn_paths_foreign_key(struct tn_resolver *r, const struct tn_ast_path *path);
/* The interface or world of that name; NULL: the unit has none. */
struct tn_entry *tn_paths_entry(struct tn_resolver *r, uint32_t unit, tn_name name);
/* The item of this package that a plain name means in the file, aliases looked through; *alias is the one that was met. */
struct tn_entry *tn_paths_local(
	struct tn_resolver *r, uint32_t file, tn_name name, const struct tn_ast_item **alias);
void tn_paths_no_such_name(struct tn_resolver *r, const struct tn_ast_id *id);

/* ---- topo.c ---- */
struct tn_edge {
	uint32_t from, to;
	struct tn_span span; /* of the words that make the edge */
	struct tn_span at;   /* where a cycle through it is reported */
	tn_name name;
};
/*
 * An order in which everything comes behind what it depends on, else in the order given. Cycles are
 * reported as "`what` `name` depends on itself", with the hint, and broken; members of one are marked in `broken`.
 * All lists are in cx->temp.
 */
uint32_t *tn_topo_sort(struct tn_resolver *r, const char *what, const char *hint, uint32_t count,
	const struct tn_edge *edges, uint32_t edge_count, bool *broken);

/* ---- gates.c ---- */
/* What the attributes say; contradictions are reported. */
struct tn_stability tn_gates_stability(struct tn_resolver *r, const struct tn_ast_attr *attrs);
tn_name tn_gates_external_id(struct tn_resolver *r, const struct tn_ast_attr *attrs);
/* Does a gate keep this out? */
bool tn_gates_hide(const struct tn_resolver *r, const struct tn_stability *s);
/* The opposite, and checks versions against the package's. */
bool tn_gates_enabled(struct tn_resolver *r, const struct tn_stability *s, struct tn_span span);
tn_name tn_gates_docs(struct tn_resolver *r, struct tn_ast_span docs);
struct tn_meta tn_gates_meta(struct tn_resolver *r, const struct tn_ast_item *item);
/* A note on the gate that hides an item, and how to open it. */
void tn_gates_explain(
	struct tn_resolver *r, struct tn_diag *diag, const struct tn_entry *entry);
void tn_gates_forbid_external_id(
	struct tn_resolver *r, const struct tn_ast_attr *attrs, const char *what);

/* Sets the version that the unit is to have, when the session asks for one. */
void tn_gates_take_target(struct tn_resolver *r, struct tn_unit *unit);
/* Warns of features that are opened and that nothing is called, when something nearly is. */
void tn_gates_check_features(struct tn_resolver *r);
/* Every package that a target version was asked for must be there. */
void tn_gates_check_targets(struct tn_resolver *r);

/* ---- types.c ---- */
void tn_types_begin_unit(struct tn_resolver *r);
const struct tn_typedef *tn_types_def(const struct tn_resolver *r, tn_ty ty);
/* A type as it is written: naming a resource gives the resource. */
tn_ty tn_types_resolve(struct tn_resolver *r, const struct tn_ast_type *type,
	const struct tn_stability *stability);
/* The same as a value: a resource becomes an owned handle. */
tn_ty tn_types_value(struct tn_resolver *r, tn_ty ty);
tn_ty tn_types_borrow(struct tn_resolver *r, tn_ty resource);
/* Reports the use of a hidden type; gives poison for it. */
tn_ty tn_types_visible(struct tn_resolver *r, tn_ty ty, struct tn_span span);
bool tn_types_has_borrow(const struct tn_resolver *r, tn_ty ty);
/* ---- between types.c and types_define.c ---- */
/* The definition enters the model, or the hidden table. */
tn_ty tn_types_put(struct tn_resolver *r, const struct tn_typedef *def, bool hidden);
/* Hidden parts may only stand in hidden types; resources inside become owned handles. */
void tn_types_settle(struct tn_resolver *r, struct tn_typedef *def, struct tn_span span);
/* TN_TY_NONE for no type. */
tn_ty tn_types_part(struct tn_resolver *r, const struct tn_ast_type *type,
	const struct tn_stability *stability);
/*
 * The definition that a type expression stands for, names and primitives as aliases; parts still as
 * written. False when a part is poison.
 */
bool tn_types_body(struct tn_resolver *r, const struct tn_ast_type *type,
	const struct tn_stability *stability, struct tn_typedef *def);

/* ---- types_define.c ---- */
/* All `use`s and type definitions among the items. */
void tn_types_define(struct tn_resolver *r, const struct tn_ast_item *items);
/* Are the names of a list different but for case and hyphens? `what` is "field", "case", … */
void tn_types_unique_begin(struct tn_resolver *r);
bool tn_types_unique(struct tn_resolver *r, const struct tn_ast_id *id, const char *what);

/* ---- symbols.c ---- */
uint32_t tn_symbols_new_scope(struct tn_resolver *r);
/* Of an interface or world; incomplete when a `}` too many follows it: then what stands before that was part of it. */
uint32_t tn_symbols_item_scope(struct tn_resolver *r, const struct tn_ast_item *item);
struct tn_symbol *tn_symbols_find(struct tn_resolver *r, uint32_t scope, tn_name name);
/* False after a diagnostic: the name is taken. */
bool tn_symbols_add(struct tn_resolver *r, tn_name name, struct tn_span span,
	enum tn_symbol_kind kind, tn_ty ty);
/* "did you mean …?" for a name that is not in the scope. */
void tn_symbols_suggest(
	struct tn_resolver *r, struct tn_diag *diag, uint32_t scope, tn_name name, bool types_only);
struct tn_diag *tn_symbols_error(struct tn_resolver *r, enum tn_code code, struct tn_span span,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * A `use` into the scope misspells a name, and `suggested` is the one it was told: under that the text
 * will go on, so that its absence is no further error.
 */
void tn_symbols_mean(struct tn_resolver *r, uint32_t scope, struct tn_str suggested);
bool tn_symbols_is_meant(const struct tn_resolver *r, uint32_t scope, tn_name name);
/* Is the one in the text before the other? */
bool tn_symbols_is_before(struct tn_span one, struct tn_span other);
/* Did the parser make it up for a name that is none? That was said. */
bool tn_symbols_is_made_up(const struct tn_resolver *r, tn_name name);
/* Is the name what the parser made of a misspelt one? That was reported; what it collides with is its own guess. */
bool tn_symbols_is_guess(const struct tn_resolver *r, struct tn_span span, tn_name name);

/* The best of several candidates for a misspelt name. */
struct tn_guess {
	struct tn_str wanted, best;
	unsigned distance;
};
struct tn_guess tn_symbols_guess(struct tn_str wanted);
void tn_symbols_candidate(struct tn_guess *guess, struct tn_str text);

/* ---- funcs.c ---- */
/* `resource`: the type it belongs to, or TN_TY_NONE. False: hidden, or broken. */
bool tn_funcs_resolve(struct tn_resolver *r, const struct tn_ast_item *item, tn_name resource_name,
	tn_ty resource, struct tn_func *out);
/* Every setter of the scope needs its getter. */
void tn_funcs_check_setters(struct tn_resolver *r, const struct tn_ast_item *items);

/* ---- worlds.c ---- */
void tn_worlds_resolve(struct tn_resolver *r, struct tn_entry *entry);

/* ---- deps.c ---- */
/* The units in an order in which each comes behind those it depends on. */
uint32_t *tn_deps_order(struct tn_resolver *r);
/* "ns:name@version", in scratch memory. */
struct tn_str tn_deps_text(struct tn_resolver *r, tn_name ns, tn_name name, tn_name version);
/* Says which package was perhaps meant, else where packages are looked for; and those there are. */
void tn_deps_advise(
	struct tn_resolver *r, struct tn_diag *diag, const struct tn_ast_path *path);
/* The folder of a unit that was read as a file, when there are other .wit files in it; else empty. */
struct tn_str tn_deps_folder(struct tn_resolver *r, const struct tn_unit *unit);
/*
 * Where the package at hand first mentions another package, by its text, or with `item` that item of
 * it; in the order of tn_deps_each. No place when that does not come by it.
 */
struct tn_span tn_deps_mention(struct tn_resolver *r, tn_name package, tn_name item);
/* Is it called "deps"? */
bool tn_deps_is_deps(struct tn_str folder);
/* A note that lists the packages there are. */
void tn_deps_note_known(struct tn_resolver *r, struct tn_diag *diag);
struct tn_unit *tn_deps_find(struct tn_resolver *r, tn_name ns, tn_name name, tn_name version);
/* All paths of a unit, in wit-parser's order: uses and includes, then imports, then exports. */
typedef void tn_deps_visit(
	void *user, uint32_t source, const struct tn_ast_path *path, bool is_world);
void tn_deps_each(const struct tn_unit *unit, tn_deps_visit *visit, void *user);

#endif
