/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The model of WIT, to be walked: packages, interfaces, worlds, functions and types, resolved.
 *
 *     const char *paths[] = { "wit" };
 *     const struct tenon_wit *wit;
 *     if (tenon_wit_load(session, paths, 1, NULL, &wit) == TENON_OK) {
 *             const struct tenon_wit_world *world;
 *             if (tenon_wit_find_world(session, wit, NULL, &world) == TENON_OK)
 *                     for (size_t i = 0; i < world->import_count; i++)
 *                             puts(world->imports[i]->name);
 *             tenon_wit_free(session, wit);
 *     }
 *
 * examples/walk-world is a whole program.
 *
 * Order: every list has the order of the source; packages stand behind those that they use. The same
 * input gives the same lists, whatever the machine.
 *
 * Lifetime: all that is reached from a `struct tenon_wit` lives until tenon_wit_free, and is not
 * changed by any call; compare types, interfaces and worlds by their addresses. Texts end with a NUL
 * byte and are UTF-8.
 *
 * Threads: calls are those of the session (tenon/session.h). The model is never written to once it is
 * loaded, so any number of threads may walk it, also while a call runs, as long as none frees it or the
 * session.
 *
 * Growth: structs are made by the library and reached by pointers, so that later versions can add
 * fields behind the last one. Do not copy them or put them into arrays.
 */
#ifndef TENON_WIT_MODEL_H
#define TENON_WIT_MODEL_H

#include <tenon/diag.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tenon_wit_options; /* tenon/wit.h */

/* What every item carries. Never NULL where a struct below has one; what is absent is NULL in it. */
struct tenon_wit_about {
	const char *docs;        /* without comment marks and common indent */
	const char *since;       /* `@since(version = …)` */
	const char *unstable;    /* `@unstable(feature = …)` */
	const char *deprecated;  /* `@deprecated(version = …)` */
	const char *external_id; /* `@external-id("…")` */
	struct tenon_place place; /* of the item's name; in a binary, of its bytes, or nothing */
};

enum tenon_wit_kind {
	/* without parts */
	TENON_WIT_BOOL,
	TENON_WIT_U8,
	TENON_WIT_U16,
	TENON_WIT_U32,
	TENON_WIT_U64,
	TENON_WIT_S8,
	TENON_WIT_S16,
	TENON_WIT_S32,
	TENON_WIT_S64,
	TENON_WIT_F32,
	TENON_WIT_F64,
	TENON_WIT_CHAR,
	TENON_WIT_STRING,
	TENON_WIT_ERROR_CONTEXT,
	/* with members */
	TENON_WIT_RECORD,  /* fields: name and type */
	TENON_WIT_VARIANT, /* cases: name, and a type or NULL */
	TENON_WIT_ENUM,    /* cases: name */
	TENON_WIT_FLAGS,   /* name */
	TENON_WIT_TUPLE,   /* type; the name is NULL */
	/* of other types */
	TENON_WIT_OPTION,     /* a */
	TENON_WIT_RESULT,     /* a: what is good, b: the error; each may be NULL */
	TENON_WIT_LIST,       /* a */
	TENON_WIT_FIXED_LIST, /* a, length */
	TENON_WIT_MAP,        /* a: key, b: value */
	TENON_WIT_FUTURE,     /* a, may be NULL */
	TENON_WIT_STREAM,     /* a, may be NULL */
	TENON_WIT_OWN,        /* a: the resource, perhaps through aliases */
	TENON_WIT_BORROW,     /* a, the same */
	TENON_WIT_RESOURCE,
	TENON_WIT_ALIAS /* a: what `type x = …` or a `use` stands for */
};

/* A field, case, flag, part of a tuple, or parameter. */
struct tenon_wit_member {
	const char *name;
	const struct tenon_wit_type *type;
	const struct tenon_wit_about *about;
};

/*
 * A type. A primitive is one struct in the whole model; a type without a name is one struct for all
 * places of a package that write it.
 */
struct tenon_wit_type {
	enum tenon_wit_kind kind;
	const char *name; /* NULL: it is written where it is used */
	const struct tenon_wit_type *a, *b;
	uint32_t length;
	size_t member_count;
	const struct tenon_wit_member *const *members;
	/* Where it was defined, when it has a name: one of the two. */
	const struct tenon_wit_interface *interface;
	const struct tenon_wit_world *world;
	const struct tenon_wit_about *about;
};

enum tenon_wit_func_kind {
	TENON_WIT_FREE,
	TENON_WIT_METHOD,
	TENON_WIT_STATIC,
	TENON_WIT_CONSTRUCTOR,
	/* `p: get() -> T` and `p: set(v: T)`: of an interface or world, of a resource */
	TENON_WIT_GETTER,
	TENON_WIT_SETTER,
	TENON_WIT_METHOD_GETTER,
	TENON_WIT_METHOD_SETTER,
	TENON_WIT_STATIC_GETTER,
	TENON_WIT_STATIC_SETTER
};

struct tenon_wit_func {
	const char *name; /* as in a component: "f", "[method]r.f", "[static]r.f", "[constructor]r" */
	enum tenon_wit_func_kind kind;
	bool is_async;
	const struct tenon_wit_type *resource; /* of methods, statics and constructors; else NULL */
	size_t param_count;                    /* `self` of methods among them */
	const struct tenon_wit_member *const *params;
	const struct tenon_wit_type *result; /* NULL: none */
	const struct tenon_wit_about *about;
};

struct tenon_wit_interface {
	const char *name; /* NULL: written inside a world */
	const char *id;   /* "ns:pkg/name@1.2.3"; NULL as well */
	const struct tenon_wit_package *package;
	size_t type_count, func_count;
	const struct tenon_wit_type *const *types; /* what a `use` brings in among them, as aliases */
	const struct tenon_wit_func *const *funcs;
	const struct tenon_wit_about *about;
};

enum tenon_wit_item_kind { TENON_WIT_ITEM_INTERFACE, TENON_WIT_ITEM_FUNC, TENON_WIT_ITEM_TYPE };

/* An import or export of a world. */
struct tenon_wit_item {
	const char *name; /* in the component: a plain name, or the id of the interface */
	enum tenon_wit_item_kind kind;
	/*
	 * One of these, by `kind`. An interface that has an id of its own beside a plain name here is
	 * what `import name: interface-name;` says.
	 */
	const struct tenon_wit_interface *interface;
	const struct tenon_wit_func *func;
	const struct tenon_wit_type *type;
	const struct tenon_wit_about *about;
};

/*
 * A world, whole: what is included is in it, and every interface that something uses is an import or
 * export of it.
 */
struct tenon_wit_world {
	const char *name;
	const char *id; /* "ns:pkg/name@1.2.3" */
	const struct tenon_wit_package *package;
	size_t import_count, export_count;
	const struct tenon_wit_item *const *imports, *const *exports;
	const struct tenon_wit_about *about;
};

struct tenon_wit_package {
	const char *ns, *name;
	const char *version; /* NULL: none */
	const char *id;      /* "ns:name@1.2.3" */
	bool is_root;        /* asked for, not only needed by one that was */
	size_t interface_count, world_count;
	const struct tenon_wit_interface *const *interfaces;
	const struct tenon_wit_world *const *worlds;
	const struct tenon_wit_about *about;
};

struct tenon_wit {
	size_t package_count;
	const struct tenon_wit_package *const *packages;
	const struct tenon_wit_package *main; /* of the last path */
	const struct tenon_wit_world *world;  /* what a component or core module is; else NULL */
};

/*
 * Reads paths (as in tenon/wit.h) into one model. Packages of all of them see each other; the last
 * is the main one, the others are there for what it needs. A file in memory is a path too: tenon_session_add_file. Of `options`, which may be
 * NULL, those count that change the model. TENON_BAD_INPUT: the errors were reported.
 */
TENON_API enum tenon_status tenon_wit_load(struct tenon_session *session, const char *const *paths,
	size_t count, const struct tenon_wit_options *options, const struct tenon_wit **out);

/* NULL is fine. What is not freed goes with the session. */
TENON_API void tenon_wit_free(struct tenon_session *session, const struct tenon_wit *wit);

/*
 * The world of that name: "world" in the main package, "ns:pkg/world@version" in any (the version only
 * where there are several); NULL or "": the only one. TENON_BAD_INPUT: there is none, and which there are was
 * reported.
 */
TENON_API enum tenon_status tenon_wit_find_world(struct tenon_session *session,
	const struct tenon_wit *wit, const char *name, const struct tenon_wit_world **out);

enum tenon_wit_format { TENON_WIT_TEXT, TENON_WIT_JSON, TENON_WIT_BINARY };

/*
 * The model as tenon_wit_print, tenon_wit_json or tenon_wit_encode would give it. Of `options`, which
 * may be NULL, those count that change the output.
 */
TENON_API enum tenon_status tenon_wit_write(struct tenon_session *session,
	const struct tenon_wit *wit, enum tenon_wit_format format,
	const struct tenon_wit_options *options, struct tenon_bytes *out);

/* A type as WIT writes it where it is used: "list<tuple<string, point>>". */
TENON_API enum tenon_status tenon_wit_type_text(struct tenon_session *session,
	const struct tenon_wit *wit, const struct tenon_wit_type *type, struct tenon_bytes *out);
/* What stands behind the `=` of `type x = …`; of types that have no such form, their name. */
TENON_API enum tenon_status tenon_wit_definition_text(struct tenon_session *session,
	const struct tenon_wit *wit, const struct tenon_wit_type *type, struct tenon_bytes *out);
/* What stands behind a function's name: "async func(a: string) -> u32". */
TENON_API enum tenon_status tenon_wit_func_text(struct tenon_session *session,
	const struct tenon_wit *wit, const struct tenon_wit_func *func, struct tenon_bytes *out);

#ifdef __cplusplus
}
#endif

#endif
