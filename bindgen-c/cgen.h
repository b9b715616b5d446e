/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The C bindings of a world: the plan that the passes share, and the passes.
 *
 * A scope is a place with C names of its own: scope 0 is the world itself, the others are its
 * interfaces, in the order of imports, then exports. An interface that is imported and exported, or
 * imported under two labels, has been given definitions for each (tn_nominal_world), so a named
 * definition has one scope. An anonymous one belongs to the scope that mentions it first, among
 * imports and among exports: that is whose name programs know it by.
 *
 * On wasm32 the C layout of the generated structs is the canonical ABI's layout of the type: a value
 * in memory is never converted, only flat parameters and results are (clift.c). A static assertion
 * in the generated source holds it for every struct.
 */
#ifndef TN_BINDGEN_C_CGEN_H
#define TN_BINDGEN_C_CGEN_H

#include "bindgen-c/cname.h"
#include "bindgen-c/ctext.h"
#include "wit/model/lower.h"

/* ---- what is asked for ---- */

enum tn_cencoding { TN_CENCODING_UTF8, TN_CENCODING_UTF16, TN_CENCODING_COMPACT_UTF16 };

/* One entry of --async or --sync. */
struct tn_cfilter {
	bool make_async;
	enum { TN_CFILTER_BOTH, TN_CFILTER_IMPORT, TN_CFILTER_EXPORT } side;
	bool is_all;
	struct tn_str name; /* "iface#func", "func" */
	struct tn_str text; /* as given */
};

struct tn_crename {
	struct tn_str from, to;
};

struct tn_cgen_options {
	bool no_helpers;
	bool no_sig_flattening;
	bool no_object_file;
	bool autodrop_borrows;
	bool async_helpers, threading_helpers;
	enum tn_cencoding encoding;
	struct tn_str rename_world; /* empty: the world's own name */
	struct tn_str type_section_suffix;
	const struct tn_crename *renames;
	uint32_t rename_count;
	const struct tn_cfilter *filters; /* the first that fits decides */
	uint32_t filter_count;
};

struct tn_cgen_file {
	struct tn_str name;
	struct tn_bytes bytes;
};

/* Header, source and, unless it is not wanted, the type object. */
struct tn_cgen_files {
	struct tn_cgen_file list[3];
	uint32_t count;
};

/* The whole: false after diagnostics. */
bool tn_cgen_world(struct tn_ctx *cx, struct tn_arena *arena, struct tn_wit *wit, tn_world world,
	const struct tn_cgen_options *options, struct tn_cgen_files *out);

/* ---- the plan ---- */

enum { TN_CSCOPE_WORLD = 0 };

struct tn_cscope {
	tn_iface iface; /* TN_NO_ID: the world */
	bool is_export;
	bool is_label;        /* known by a plain name, so nobody can `use` from it */
	struct tn_str ns;     /* "my_pkg_types", "exports_my_pkg_types" */
	struct tn_str module; /* "my:pkg/types@1.0.0", "$root" */
};

struct tn_cfunc {
	const struct tn_func *func;
	uint32_t scope;
	bool is_export, is_async;
	struct tn_str name; /* "my_pkg_types_f" */
};

/* A use of a type in a scope. */
struct tn_cuse {
	tn_ty ty;
	uint32_t scope;
};

struct tn_ctype {
	tn_def def;
	uint32_t scope;
	struct tn_str name;   /* "my_pkg_types_point_t" */
	struct tn_str prefix; /* the same without "_t" */
	struct tn_str code;   /* what it adds to the name of a type around it: "point", "list_u8" */
	bool is_shared;       /* anonymous and made of primitives: one for the whole world */
	bool has_free;        /* there is a function <prefix>_free */
	bool frees;           /* and it has something to do */
	bool lends;           /* holds a borrow of an imported resource */
	bool is_resolved;     /* of an alias: its `meant` is known */
	struct tn_cuse meant; /* what a chain of aliases leads to; see tn_ctypes_resolve */
	bool has_endpoint;    /* stream, future: its functions are written */
	struct tn_str own, borrow; /* of a resource: the C types of its handles */
};

struct tn_cgen {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	const struct tn_wit *wit;
	tn_world world;
	const struct tn_cgen_options *options;
	struct tn_types types;
	struct tn_lower lower;

	struct tn_str world_name; /* as in WIT, or as renamed */
	struct tn_str snake, shouty;
	TN_VEC(struct tn_cscope) scopes;
	TN_VEC(struct tn_cfunc) funcs;
	TN_VEC(struct tn_ctype) ctypes; /* in the order of definition */
	struct tn_map type_index;       /* TN_KEY(def, mentioned by an export) -> ctypes */
	struct tn_map shared;           /* definitions whose imported C type exports take over */
	struct tn_map prim_index;       /* name of a shared anonymous type -> ctypes */
	struct tn_map names;            /* interned C names that are taken */
	TN_VEC(struct tn_str) areas;    /* C types that exports return through the static area */
	struct tn_map area_index;       /* interned C type -> is among them */

	bool needs_string, needs_error_context, needs_bits, needs_async, has_async_export;
	uint32_t depth;
	bool failed;

	struct tn_ctext h_types, h_funcs, h_helpers;
	struct tn_ctext c_imports, c_asserts, c_first, c_helpers, c_adapters;
};

/* cplan.c: scopes and functions with their names; false after diagnostics. */
bool tn_cplan_make(struct tn_cgen *gen);
/* A name that nobody has yet: `name` itself, or with a number behind it. */
struct tn_str tn_cplan_unique(struct tn_cgen *gen, struct tn_str name);

/* clive.c: fills `shared` */
void tn_clive_mark_shared(struct tn_cgen *gen);

/* ctypes.c: definitions in dependency order, with their `_free` functions. */
void tn_ctypes_define_all(struct tn_cgen *gen);
struct tn_str tn_ctypes_name(struct tn_cgen *gen, struct tn_cuse use);
uint32_t tn_ctypes_index(const struct tn_cgen *gen, struct tn_cuse use); /* or TN_MAP_NONE */
const struct tn_ctype *tn_ctypes_get(const struct tn_cgen *gen, struct tn_cuse use);
struct tn_cuse tn_ctypes_resolve(const struct tn_cgen *gen, struct tn_cuse use); /* no aliases */
/* The resource behind a handle's type, which is resolved. */
const struct tn_ctype *tn_ctypes_resource(const struct tn_cgen *gen, struct tn_cuse handle);
const struct tn_typedef *tn_ctypes_def(const struct tn_cgen *gen, struct tn_cuse use); /* or NULL */
/* Whether the type has a C struct, which is passed by pointer. */
bool tn_ctypes_by_pointer(const struct tn_cgen *gen, struct tn_cuse use);
bool tn_ctypes_is_kind(const struct tn_cgen *gen, struct tn_cuse use, enum tn_def_kind kind);
/* Writes the call that frees what `pointer` points to; nothing when that holds nothing. */
void tn_ctypes_free(
	struct tn_cgen *gen, struct tn_ctext *out, struct tn_cuse use, struct tn_str pointer);

/* ctypedef.c: a type that is not a resource */
void tn_ctypedef_put(struct tn_cgen *gen, const struct tn_ctype *type);

/* cfree.c: its `_free`, where it has one */
void tn_cfree_define(struct tn_cgen *gen, struct tn_ctype *type);

/* cresource.c: a resource with all that belongs to it */
void tn_cresource_define(struct tn_cgen *gen, struct tn_ctype *type);

/* cfunc.c: prototypes and adapters of all functions. */
void tn_cfunc_emit_all(struct tn_cgen *gen);

/* casync.c */
bool tn_casync_is_async(const struct tn_cgen *gen, const struct tn_cfunc *func, bool *used);
void tn_casync_endpoints(struct tn_cgen *gen, const struct tn_cfunc *func);
void tn_casync_helpers(struct tn_cgen *gen, struct tn_ctext *header, struct tn_ctext *source);

/* cobject.c: the relocatable object that carries the world's type; empty after diagnostics. */
struct tn_bytes tn_cobject_make(struct tn_cgen *gen, struct tn_wit *wit);
struct tn_str tn_cobject_symbol(const struct tn_cgen *gen);

#endif
