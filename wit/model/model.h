/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The WIT model: packages, interfaces, worlds and types as people wrote them, resolved.
 * WIT text (wit/syntax) and encoded WIT (wit/binary) are two doors to it; bindgen, componentizer
 * and linker see nothing else. Things refer to things by index into the four tables; all orders
 * are the orders of declaration. Reference: component-model/WIT.md.
 */
#ifndef TN_WIT_MODEL_MODEL_H
#define TN_WIT_MODEL_MODEL_H

#include "base/ctx.h"
#include "base/map.h"

typedef uint32_t tn_pkg;   /* index into packages */
typedef uint32_t tn_iface; /* index into interfaces */
typedef uint32_t tn_world; /* index into worlds */
typedef uint32_t tn_def;   /* index into types */

#define TN_NO_ID UINT32_MAX

/*
 * A use of a type: 0 is "no type" (the missing ok of `result<_, E>`), then the primitives, then
 * TN_TY_DEF + index of a definition.
 */
typedef uint32_t tn_ty;

enum {
	TN_TY_NONE,
	TN_TY_BOOL,
	TN_TY_U8,
	TN_TY_U16,
	TN_TY_U32,
	TN_TY_U64,
	TN_TY_S8,
	TN_TY_S16,
	TN_TY_S32,
	TN_TY_S64,
	TN_TY_F32,
	TN_TY_F64,
	TN_TY_CHAR,
	TN_TY_STRING,
	TN_TY_ERROR_CONTEXT,
	TN_TY_POISON, /* stands for what an error was reported about; stays quiet */
	TN_TY_DEF = 32,
};

static inline bool tn_ty_is_def(tn_ty ty)
{
	return ty >= TN_TY_DEF;
}
static inline tn_def tn_ty_def(tn_ty ty)
{
	return ty - TN_TY_DEF;
}
static inline tn_ty tn_ty_of(tn_def def)
{
	return def + TN_TY_DEF;
}

/* WIT.md "Feature gates". */
struct tn_stability {
	enum { TN_STABILITY_UNKNOWN, TN_STABILITY_SINCE, TN_STABILITY_UNSTABLE } kind;
	tn_name feature;    /* of @unstable */
	tn_name since;      /* of @since: the version's text */
	tn_name deprecated; /* of @deprecated: the version's text; 0 when absent */
};

/* What every item may carry. docs is the text with comment marks and common indent taken off. */
struct tn_meta {
	struct tn_span span; /* of the item's name */
	tn_name docs;        /* 0: none */
	tn_name external_id; /* 0: none */
	struct tn_stability stability;
};

/* A record field, variant case, enum case, flag or parameter. ty is 0 where there is none. */
struct tn_member {
	tn_name name;
	tn_ty ty;
	tn_name docs;
	struct tn_span span;
};

enum tn_def_kind {
	TN_DEF_RECORD,     /* members */
	TN_DEF_VARIANT,    /* members */
	TN_DEF_ENUM,       /* members without types */
	TN_DEF_FLAGS,      /* members without types */
	TN_DEF_TUPLE,      /* members without names */
	TN_DEF_OPTION,     /* a */
	TN_DEF_RESULT,     /* a: ok or 0, b: err or 0 */
	TN_DEF_LIST,       /* a */
	TN_DEF_FIXED_LIST, /* a, length */
	TN_DEF_MAP,        /* a: key, b: value */
	TN_DEF_FUTURE,     /* a or 0 */
	TN_DEF_STREAM,     /* a or 0 */
	TN_DEF_OWN,        /* a: the resource's definition (may be an alias of it) */
	TN_DEF_BORROW,     /* a */
	TN_DEF_RESOURCE,
	TN_DEF_ALIAS,   /* a: `type x = a` and the result of `use` */
	TN_DEF_UNKNOWN, /* named but not yet resolved; none is left after resolution */
};

enum tn_owner_kind { TN_OWNER_NONE, TN_OWNER_INTERFACE, TN_OWNER_WORLD };

struct tn_typedef {
	tn_name name; /* 0: anonymous */
	enum tn_def_kind kind;
	tn_ty a, b;
	uint32_t length;
	struct {
		struct tn_member *ptr;
		uint32_t len;
	} members;
	enum tn_owner_kind owner_kind;
	uint32_t owner; /* tn_iface or tn_world */
	struct tn_meta meta;
};

enum tn_func_kind {
	TN_FUNC_FREE,
	TN_FUNC_METHOD,
	TN_FUNC_STATIC,
	TN_FUNC_CONSTRUCTOR,
	/* accessors: WIT.md, gate 📡 */
	TN_FUNC_GETTER,
	TN_FUNC_SETTER,
	TN_FUNC_METHOD_GETTER,
	TN_FUNC_METHOD_SETTER,
	TN_FUNC_STATIC_GETTER,
	TN_FUNC_STATIC_SETTER,
};

struct tn_func {
	tn_name name; /* as in the binary: "f", "[method]r.f", "[static]r.f", "[constructor]r" */
	enum tn_func_kind kind;
	bool is_async;
	tn_def resource; /* of methods, statics, constructors; else TN_NO_ID */
	struct {
		struct tn_member *ptr; /* `self` included */
		uint32_t len;
	} params;
	tn_ty result; /* 0: none */
	struct tn_meta meta;
};

struct tn_named_def {
	tn_name name;
	tn_def def;
};

struct tn_interface {
	tn_name name; /* 0: inline in a world */
	tn_pkg package;
	TN_VEC(struct tn_named_def) types;
	TN_VEC(struct tn_func) functions;
	struct tn_meta meta;
	tn_iface clone_of; /* made by tn_nominal; else TN_NO_ID */
	struct tn_map type_index,
		func_index; /* name -> place in the vectors above; empty while they are
					       * short: ask tn_model_find_type and _func */
};

enum tn_item_kind { TN_ITEM_INTERFACE, TN_ITEM_FUNC, TN_ITEM_TYPE };

/*
 * An import or export of a world. Its key is a plain name (key_name) or, when key_name is 0, the
 * interface itself. A labelled interface (`import a: iface;`, gate 🏷️) has both a key_name and an
 * interface with a name of its own.
 */
struct tn_item {
	tn_name key_name;
	enum tn_item_kind kind;
	tn_iface interface;
	tn_def type;
	struct tn_func func;
	struct tn_meta meta;
};

struct tn_include_name {
	tn_name from, to;
	struct tn_span span; /* of the former */
};

struct tn_world_def {
	tn_name name;
	tn_pkg package;
	TN_VEC(struct tn_item) imports, exports;
	struct tn_meta meta;
};

struct tn_package {
	/* Nested ones keep their marks: "a:b" and "c/d". version: text, 0 when there is none */
	tn_name ns, name, version;
	tn_name docs;
	struct tn_span span;
	TN_VEC(tn_iface) interfaces; /* in order of declaration */
	TN_VEC(tn_world) worlds;
	bool is_root;     /* named on the command line, not pulled in by deps/ */
	bool is_nameless; /* made to hold a world: never the same as another, whatever its name */
	struct tn_map interface_index, world_index; /* name -> tn_iface, tn_world */
	tn_pkg next_version; /* another package of the same ns:name; TN_NO_ID at the end */
};

struct tn_wit {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	TN_VEC(struct tn_package) packages;
	TN_VEC(struct tn_interface) interfaces;
	TN_VEC(struct tn_world_def) worlds;
	TN_VEC(struct tn_typedef) types;
	struct tn_map package_index; /* (ns, name) -> the newest tn_pkg of that name */
};

/*
 * model.c. Things enter the tables through the `add` calls, which keep the indexes; a name that is
 * taken already is the caller's mistake to report before.
 */
/* `arena` is not the session's: names are interned while scratch in it is taken back. */
struct tn_wit *tn_model_new(struct tn_ctx *cx, struct tn_arena *arena);
tn_pkg tn_model_add_package(struct tn_wit *wit, tn_name ns, tn_name name, tn_name version);
/* name 0: an interface inside a world, which its package does not list. */
tn_iface tn_model_add_interface(struct tn_wit *wit, tn_pkg package, tn_name name);
tn_world tn_model_add_world(struct tn_wit *wit, tn_pkg package, tn_name name);
/*
 * What was made without a package (package TN_NO_ID, name 0; a name set since) enters one: decoding
 * knows the packages, and their order, only at the end.
 */
void tn_model_attach_interface(struct tn_wit *wit, tn_pkg package, tn_iface iface);
void tn_model_attach_world(struct tn_wit *wit, tn_pkg package, tn_world world);
/* A new definition, not yet in any interface. */
tn_def tn_model_add_def(struct tn_wit *wit, enum tn_def_kind kind, tn_name name);
tn_def tn_model_find_type(const struct tn_wit *wit, tn_iface iface, tn_name name); /* or TN_NO_ID */
struct tn_func *tn_model_find_func(const struct tn_wit *wit, tn_iface iface, tn_name name);
void tn_model_add_type(struct tn_wit *wit, tn_iface iface, tn_name name, tn_def def);
struct tn_func *tn_model_add_func(struct tn_wit *wit, tn_iface iface);
/* call after func->name is set */
void tn_model_index_func(struct tn_wit *wit, tn_iface iface);
/* after functions changed places */
void tn_model_reindex_funcs(struct tn_wit *wit, tn_iface iface);
tn_pkg tn_model_find_package(const struct tn_wit *wit, tn_name ns, tn_name name, tn_name version);
tn_iface tn_model_find_interface(const struct tn_wit *wit, tn_pkg package, tn_name name);
tn_world tn_model_find_world(const struct tn_wit *wit, tn_pkg package, tn_name name);
/* The name of a function stands with it. */
static inline struct tn_span tn_model_item_span(const struct tn_item *item)
{
	return item->kind == TN_ITEM_FUNC ? item->func.meta.span : item->meta.span;
}
/* The stability an item of a world has: that of its function or type, else its own. */
const struct tn_stability *tn_model_item_stability(
	const struct tn_wit *wit, const struct tn_item *item);
/* The named interface that an alias (the result of a `use`) takes its type from, or TN_NO_ID. */
tn_iface tn_model_use_source(const struct tn_wit *wit, tn_def def);
/* Through aliases to the definition; primitives stay. */
tn_ty tn_model_resolve(const struct tn_wit *wit, tn_ty ty);
tn_def tn_model_resource(const struct tn_wit *wit, tn_def def); /* the resource behind aliases */
/* Part `i` of what a definition is made of, TN_TY_NONE where one has none; false behind the last. */
bool tn_model_part(const struct tn_typedef *type, uint32_t i, tn_ty *out);
/* "ns:pkg/iface@version" of a named interface or world; "ns:pkg@version" of a package. Interned. */
tn_name tn_model_interface_id(const struct tn_wit *wit, tn_iface iface);
tn_name tn_model_world_id(const struct tn_wit *wit, tn_world world);
tn_name tn_model_package_id(const struct tn_wit *wit, tn_pkg package);
/* The name an item has in the binary: its plain name or its interface's id. */
tn_name tn_model_item_id(const struct tn_wit *wit, const struct tn_item *item);
/* "u32", "error-context", …: the word for a type that is no definition; "_" for none. */
const char *tn_model_primitive(tn_ty ty);
/* "record", …: the word before the name where a type is defined; "type" for the others. */
const char *tn_model_kind_word(enum tn_def_kind kind);
/* "list<tuple<string, u32>>", for messages. */
struct tn_str tn_model_type_text(const struct tn_wit *wit, struct tn_arena *arena, tn_ty ty);
/* The same of a definition's structure, whatever it is called: "list<u8>" of `type bytes = list<u8>`. */
struct tn_str tn_model_structure_text(const struct tn_wit *wit, struct tn_arena *arena, tn_def def);
/* "func(a: string) -> result<u32, error>", for messages. */
struct tn_str tn_model_func_text(
	const struct tn_wit *wit, struct tn_arena *arena, const struct tn_func *func);

#endif
