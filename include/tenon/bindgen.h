/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * C bindings of a WIT world, for programs that become components.
 *
 *     const char *wit[] = { "wit/", NULL };
 *     struct tenon_bindgen_c_options options = { .size = sizeof options, .world = "shop" };
 *     struct tenon_files files;
 *     if (tenon_bindgen_c(session, wit, &options, &files) == TENON_OK)
 *             tenon_session_write_files(session, "gen", &files, false);
 *     tenon_files_free(session, &files);
 *
 * The result is <world>.h, <world>.c and <world>_component_type.o, the object file that carries the
 * world's type to where the component is made. How WIT maps to C, and who owns what: docs/c-bindings.md.
 * The same input and options give the same bytes. Nothing is written to disk here.
 */
#ifndef TENON_BINDGEN_H
#define TENON_BINDGEN_H

#include <tenon/wit.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An interface and the prefix its C names get instead of their own. */
struct tenon_bindgen_rename {
	const char *interface; /* "ns:pkg/name@1.0.0", or the label of an inline interface */
	const char *prefix;
};

/*
 * Decides which functions are asynchronous; the first filter that fits does, without one WIT does.
 * A filter that fits nothing is an error.
 */
struct tenon_bindgen_filter {
	/*
	 * "all", "ns:pkg/iface#func", "func" (of the world), each also with "import:" or "export:"
	 * in front for one side only.
	 */
	const char *functions;
	bool make_async;
};

struct tenon_bindgen_c_options {
	size_t size;                         /* sizeof(struct tenon_bindgen_c_options) */
	const char *world;                   /* "name" or "ns:pkg/name@1.0.0"; NULL: the only one */
	enum tenon_string_encoding encoding; /* TENON_COMPACT_UTF16 is refused */
	bool no_helpers;                     /* without the functions that allocate and free */
	bool no_sig_flattening;              /* options and results stay structs in signatures */
	bool no_object_file;                 /* without <world>_component_type.o */
	bool autodrop_borrows;               /* exports give back what they were lent */
	bool async_helpers;              /* the built-ins of tasks even where nothing needs them */
	bool threading_helpers;          /* those of threads as well */
	const char *rename_world;        /* another name for files and C names; NULL: none */
	const char *type_section_suffix; /* behind "component-type:<world>"; NULL: nothing */
	const struct tenon_bindgen_rename *renames;
	size_t rename_count;
	const struct tenon_bindgen_filter *filters;
	size_t filter_count;
};

/*
 * Bindings of one world of the WIT at `paths` (files, folders, encoded packages, modules with a
 * component-type section; a NULL behind the last). The last has the world, the others are there for what
 * it needs. `options` may be NULL. Errors: TENON_BAD_INPUT with diagnostics for WIT that is wrong, a
 * world that is not there, a filter that fits nothing, and what C cannot say.
 */
TENON_API enum tenon_status tenon_bindgen_c(struct tenon_session *session, const char *const *paths,
	const struct tenon_bindgen_c_options *options, struct tenon_files *out);

/*
 * Compares generated files with those in a folder: TENON_OK when they are the same, else
 * TENON_BAD_INPUT and a diagnostic for each that is not. Nothing is written.
 */
TENON_API enum tenon_status tenon_bindgen_check(
	struct tenon_session *session, const char *folder, const struct tenon_files *files);

#ifdef __cplusplus
}
#endif

#endif
