/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * From core modules to components.
 *
 * A compiler makes a core module: numbers and memory. A component speaks WIT. What connects the two
 * is a world in WIT, and names: the module imports and exports functions under names that say which
 * function of the world each is. tenon_embed puts a world into a module, as bindings generators do;
 * tenon_new reads it, checks that the two fit, and wraps the module.
 *
 *     struct tenon_session *session = tenon_session_new(NULL);
 *     struct tenon_new_options options = { .size = sizeof options, .wit = "wit", .world = "app" };
 *     struct tenon_bytes component;
 *     if (tenon_new(session, "app.core.wasm", &options, &component) == TENON_OK)
 *             tenon_session_write(session, "app.wasm", component.data, component.size, false);
 *     tenon_bytes_free(session, &component);
 *     tenon_session_free(session);
 *
 * Errors name all that does not fit, in one run: the WIT of the function, the core type it should
 * have, the one found, and the name that was probably meant.
 */
#ifndef TENON_COMPONENTIZE_H
#define TENON_COMPONENTIZE_H

#include <tenon/wit.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A file under a name. */
struct tenon_named_file {
	const char *name;
	const char *path;
};

struct tenon_renaming {
	const char *from, *to;
};

/* ---- tenon_new ---- */

/*
 * A module made for WASI preview 1 (by wasi-libc, Rust's std, stock Go) imports it under the name
 * `wasi_snapshot_preview1`; the adapter that is built in answers that with WASI 0.2, from a memory
 * of its own.
 */
enum tenon_wasi_adapter {
	TENON_WASI_AUTO,    /* a command when the module exports `_start`, else a reactor */
	TENON_WASI_COMMAND, /* exports `wasi:cli/run`, which runs `_start` */
	TENON_WASI_REACTOR, /* exports nothing */
	TENON_WASI_PROXY,   /* a reactor that only imports what an HTTP proxy has */
	TENON_WASI_NONE
};

struct tenon_new_options {
	size_t size; /* sizeof(struct tenon_new_options) */

	/* A world for a module that has none, or a further one: any input of wit.h, and which world of it. */
	const char *wit, *world;
	enum tenon_string_encoding encoding; /* of functions in that world */

	/*
	 * Adapters: core modules that answer what the module imports from `name`, in terms of WIT. Only
	 * what is used of them becomes part of the component.
	 */
	const struct tenon_named_file *adapters;
	size_t adapter_count;

	/* Without an adapter of that name: what answers `wasi_snapshot_preview1`. */
	enum tenon_wasi_adapter wasi_adapter;

	/* Imported interfaces that shall be called otherwise in the component. */
	const struct tenon_renaming *import_names;
	size_t import_name_count;

	bool realloc_via_memory_grow; /* adapters grow the memory instead of calling the module's realloc */
	bool keep_versions; /* do not merge imports that differ in a compatible version only */
	bool reject_legacy_names; /* only the standard names (`cm32p2…`) mean something */
	bool no_debug_names;      /* no name sections for what is added */
	bool return_call_ref;     /* stubs call through typed references instead of a table */
	bool canonical_names;     /* `a:b/c@0.2` with a version suffix instead of `@0.2.3` */
	bool skip_validation;     /* neither of the module nor of the component */
};

/*
 * Makes a component of the core module at `path` ("-": standard input). `options` may be NULL.
 * The result is validated before it is given. Warnings may be reported with TENON_OK: an export
 * whose name is almost one that means something.
 */
TENON_API enum tenon_status tenon_new(struct tenon_session *session, const char *path,
	const struct tenon_new_options *options, struct tenon_bytes *out);

/* ---- tenon_dylink ---- */

/* A shared library: a core module compiled with `-fPIC` and linked with `-shared`. */
struct tenon_library {
	const char *name; /* by which others say that they need it: "libc.so" */
	const char *path;
	bool is_openable; /* dlopen finds it under its name */
};

struct tenon_dylink_options {
	size_t size; /* sizeof(struct tenon_dylink_options) */

	/* As for tenon_new; `wit`, `world` and `encoding` play no part: libraries bring their worlds. May be NULL. */
	const struct tenon_new_options *component;

	uint32_t stack_size;         /* in bytes; 0: 1 MiB */
	bool stub_missing_functions; /* a function that nobody exports traps when it is called */
	bool use_built_in_libdl;     /* dlopen, dlsym, dlclose, dlerror are provided */
};

/*
 * Links shared libraries into one component, in which they share a memory and a table of functions.
 * All libraries that any of them needs must be given; the first one that exports a symbol provides
 * it. The component does what the worlds of all libraries say. Libraries that nobody reaches, from
 * an export of a world, from `_start` or by dlopen, are left out. `options` may be NULL.
 */
TENON_API enum tenon_status tenon_dylink(struct tenon_session *session,
	const struct tenon_library *libraries, size_t count,
	const struct tenon_dylink_options *options, struct tenon_bytes *out);

/* ---- tenon_embed ---- */

/* A module made up to fit a world, whose functions do nothing. */
enum tenon_dummy {
	TENON_DUMMY_NONE,
	TENON_DUMMY_STANDARD,       /* standard names */
	TENON_DUMMY_LEGACY,         /* legacy names */
	TENON_DUMMY_ASYNC_CALLBACK, /* legacy names; async functions asynchronous, with callbacks */
	TENON_DUMMY_ASYNC_STACKFUL /* legacy names; async functions asynchronous, without callbacks */
};

struct tenon_embed_options {
	size_t size;       /* sizeof(struct tenon_embed_options) */
	const char *world; /* NULL: the only one */
	enum tenon_string_encoding encoding;
	enum tenon_dummy dummy;
	bool only_custom;     /* give the section's content alone; no module is read */
	bool canonical_names; /* `a:b/c@0.2` with a version suffix instead of `@0.2.3` */
};

/*
 * Gives the module at `path` with a world of `wit` (any input of wit.h) in a custom section. `path`
 * is not looked at (and may be NULL) with a dummy or only_custom. `options` may be NULL.
 */
TENON_API enum tenon_status tenon_embed(struct tenon_session *session, const char *wit,
	const char *path, const struct tenon_embed_options *options, struct tenon_bytes *out);

#ifdef __cplusplus
}
#endif

#endif
