/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * WIT: from text or binary to text, JSON or binary; formatting and comparing. To look at a model
 * yourself, or to write one several times, load it: wit_model.h.
 *
 *     struct tenon_session *session = tenon_session_new(NULL);
 *     struct tenon_bytes out;
 *     if (tenon_wit_print(session, "wit", NULL, &out) == TENON_OK)
 *             fwrite(out.data, 1, out.size, stdout);
 *     tenon_bytes_free(session, &out);
 *
 * A path is a .wit file, a folder of .wit files with an optional `deps` folder in it, an encoded
 * package, a component, or a core module with a component-type section; content tells them apart.
 * WIT gates and target versions are a matter of the session: tenon_session_wit_features, …_wit_target.
 *
 * What session.h says holds for every call: one thread a session; `out` is memory of its own, freed by
 * tenon_bytes_free or tenon_files_free, and empty when the status is not TENON_OK; the reasons are in
 * tenon/diag.h, all independent errors of a run in the order of the source. Statuses: TENON_BAD_INPUT, the
 * WIT is wrong; TENON_BAD_CALL, a NULL or options without a size; TENON_SYSTEM, a file cannot be read, or
 * memory ran out.
 */
#ifndef TENON_WIT_H
#define TENON_WIT_H

#include <tenon/wit_model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How strings that cross a world lie in a module's memory: bytes of UTF-8, or words of UTF-16. */
enum tenon_string_encoding {
	TENON_UTF8,
	TENON_UTF16,
	TENON_COMPACT_UTF16 /* Latin-1 where that suffices, else UTF-16 */
};

/* What to leave out, and what to change before anything is written. All zero: nothing. */
struct tenon_wit_options {
	size_t size;      /* sizeof(struct tenon_wit_options) */
	bool no_docs;     /* leave documentation out */
	bool main_only;   /* in text: leave the packages out that the main one needs */

	/* Further inputs that are merged into the first, one after the other. Packages of one name are united. */
	const char *const *merge; /* NULL: none. NULL behind the last */
	/*
	 * Turn a world around: what it exports as imports, or the reverse. `importize` and `exportize`
	 * take the only world; the names of worlds choose one, whose package is then the main one. The new
	 * name is that of `…_name`, or the old one with "-importized" or "-exportized" behind it.
	 */
	bool importize, exportize;
	const char *importize_world, *importize_name;
	const char *exportize_world, *exportize_name;
	const char *const *exportize_imports; /* only these; NULL: all. NULL behind the last */
	/* A world whose imports shall be those of the newest compatible versions. */
	const char *merge_imports_world;
	/* A world in which everything that stands twice gets definitions of its own. */
	const char *nominal_world;

	const struct tenon_sink *sink; /* of tenon_wit_json: takes the text; *out stays empty */
	bool canonical_names; /* in binary: `a:b/c@0.2` with a version suffix instead of `@0.2.3` */
	bool skip_validation; /* in binary: do not check what was made */
};

/*
 * The input's main package as canonical WIT text; the packages it needs follow as `package a:b { … }`.
 * `options` may be NULL, here and below.
 */
TENON_API enum tenon_status tenon_wit_print(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_bytes *out);

/*
 * All packages of the input as JSON: four arrays, "worlds", "interfaces", "types", "packages", whose
 * elements refer to each other by index, in the schema of `wasm-tools component wit --json`.
 */
TENON_API enum tenon_status tenon_wit_json(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_bytes *out);

/*
 * The main package encoded as a component: `wasm-tools component wit --wasm`. What is read from it again
 * says the same, docs and gates included.
 *
 *     struct tenon_wit_options options = { .size = sizeof options, .no_docs = true };
 *     if (tenon_wit_encode(session, "wit", &options, &out) == TENON_OK)
 *             tenon_session_write(session, "app.wit.wasm", out.data, out.size, false);
 *     tenon_bytes_free(session, &out);
 */
TENON_API enum tenon_status tenon_wit_encode(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_bytes *out);

/*
 * Every package as text in a file of its own: `name.wit` for the main one, `deps/name.wit` for the
 * others (those of merged inputs, too), with namespace or version in the name where that is needed to
 * tell them apart. Written below one folder they are a tree that can be read again:
 *
 *     struct tenon_files files;
 *     if (tenon_wit_files(session, "app.wasm", NULL, &files) == TENON_OK)
 *             tenon_session_write_files(session, "wit", &files, false);
 *     tenon_files_free(session, &files);
 */
TENON_API enum tenon_status tenon_wit_files(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_files *out);

struct tenon_format_options {
	size_t size; /* sizeof(struct tenon_format_options) */
	bool diff;   /* give a unified diff instead, empty when the file is formatted already */
};

/*
 * A .wit file in its one layout, every comment kept; formatting that again changes nothing. Only its
 * syntax has to be right. The file itself is not written.
 */
TENON_API enum tenon_status tenon_wit_format(struct tenon_session *session, const char *path,
	const struct tenon_format_options *options, struct tenon_bytes *out);

/* The .wit files that a path means, without their bytes: itself, or those right in the folder. */
TENON_API enum tenon_status tenon_wit_sources(
	struct tenon_session *session, const char *path, struct tenon_files *out);

struct tenon_targets_options {
	size_t size;       /* sizeof(struct tenon_targets_options) */
	const char *world; /* NULL: the only one */
	/* `a:b/c@0.2.3` and `a:b/c@0.2.1` are one interface, as far as what is used of it agrees. */
	bool semver_compatible;
	/*
	 * Imports that whoever runs the component has beside the world, ended by NULL: "wasi:*",
	 * "a:b/c", "a:b/c@1.2.0"; `*` is any text. NULL: none.
	 */
	const char *const *allow_imports;
};

/*
 * Does the component at `component` fit the world of the WIT at `wit`? TENON_OK when it does;
 * TENON_BAD_INPUT after one diagnostic for each import that the world does not offer, each export
 * that is missing, and each type that differs.
 *
 *     const char *const brought[] = { "wasi:*", NULL };
 *     struct tenon_targets_options options = {
 *             .size = sizeof options, .world = "plugin", .allow_imports = brought
 *     };
 *     bool fits = tenon_wit_targets(session, "wit", "plugin.wasm", &options) == TENON_OK;
 */
TENON_API enum tenon_status tenon_wit_targets(struct tenon_session *session, const char *wit,
	const char *component, const struct tenon_targets_options *options);

/*
 * May the world `next` take the place of the world `prev` (both of the WIT at `wit`; plain names, or
 * "ns:pkg/world@version")? That is, does every component made for the one fit the other, whatever the
 * versions of packages say. More imports and fewer exports are fine. TENON_BAD_INPUT after one
 * diagnostic for each thing that is not.
 */
TENON_API enum tenon_status tenon_wit_semver_check(struct tenon_session *session, const char *wit,
	const char *prev, const char *next);

struct tenon_diff_options {
	size_t size; /* sizeof(struct tenon_diff_options) */
	bool json;
	/* Compare this world of both, whatever packages it is in. NULL: the packages. */
	const char *world;
	/*
	 * When not NULL: set to whether the new version has a number that the changes deserve; where there
	 * are no two numbers, whether callers and components go on working.
	 */
	bool *is_honest;
};

/*
 * What changed from one WIT to another, item by item: whom it breaks, what is new, what are docs; and
 * the version that the changes deserve. Both inputs are anything that holds WIT: two versions of a
 * package; where one of them is a component, its world is compared with that of the other. Changes
 * are no failure: the status is TENON_OK. docs/compatibility.md says what breaks whom.
 *
 *     bool honest;
 *     struct tenon_diff_options options = {
 *             .size = sizeof options, .json = true, .is_honest = &honest
 *     };
 *     if (tenon_wit_diff(session, "old", "wit", &options, &out) == TENON_OK && !honest)
 *             fwrite(out.data, 1, out.size, stderr);
 */
TENON_API enum tenon_status tenon_wit_diff(struct tenon_session *session, const char *old_path,
	const char *new_path, const struct tenon_diff_options *options, struct tenon_bytes *out);

#ifdef __cplusplus
}
#endif

#endif
