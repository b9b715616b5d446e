/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Linking, optimising and drawing components.
 *
 *     const char *paths[] = { "cart.wasm", "tax.wasm", "discounts.wasm" };
 *     struct tenon_bytes app;
 *     if (tenon_link(session, paths, 3, NULL, &app, NULL) == TENON_OK) {
 *             tenon_session_write(session, "checkout.wasm", app.data, app.size, false);
 *             tenon_bytes_free(session, &app);
 *     }
 *
 * Components in memory are linked the same way: give them a name with tenon_session_add_file.
 * Results belong to the caller (tenon_bytes_free). A failed call has reported at least one error.
 * Reference: the specification's Linking.md for the words, docs/linking.md for the rules.
 */
#ifndef TENON_COMPOSE_H
#define TENON_COMPOSE_H

#include <tenon/session.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tenon_link_options {
	size_t size; /* sizeof(struct tenon_link_options) */
	/*
	 * What the result exports: interface ids ("wasi:cli/run@0.2.6", also without a version) or
	 * plain names. None: everything that a component exports whom no other component uses.
	 */
	const char *const *exports;
	size_t export_count;
	/* Paths (or file names) of the components whose exports become the result's. */
	const char *const *entries;
	size_t entry_count;
	/* An import that nobody gives is an error, but for interfaces of WASI, which are the host's. */
	bool no_undefined;
};

/*
 * Links components, given in any order, into one. Every import is satisfied by the one component
 * that exports its interface on a compatible version; one instance of each is shared by all who
 * need it. What nobody exports stays an import. The bytes depend on the contents of the components
 * only, not on their order or paths.
 *
 * `map`, when not NULL, gets a text for people that says who got what from whom.
 * Costs time and memory linear in the bytes and in the number of imports and exports.
 */
TENON_API enum tenon_status tenon_link(struct tenon_session *session, const char *const *paths,
	size_t count, const struct tenon_link_options *options, struct tenon_bytes *out,
	struct tenon_bytes *map);

/* How far an optimisation is: called as each module ends, in the thread of the call. */
struct tenon_optimize_progress {
	size_t done, total;   /* core modules; equal ones count once */
	const char *name;     /* of the one that has ended */
	size_t before, after; /* its bytes */
};

struct tenon_optimize_options {
	size_t size;     /* sizeof(struct tenon_optimize_options) */
	char level;      /* '0' (only take debug information off) '1' '2' '3' '4', 's' and 'z' for size */
	bool keep_names; /* name sections stay */
	bool keep_going; /* a module on which Binaryen fails stays as it was, with a warning */
	unsigned jobs;   /* modules at a time; 0: as many as there are processors */
	/* The program that holds Binaryen; NULL: where the library was installed with it. */
	const char *optimizer;
	void (*progress)(void *user, const struct tenon_optimize_progress *progress);
	void *user;
};

/*
 * Puts every core module of a component (or one core module) through Binaryen and leaves out debug
 * information. The result has the same imports and exports. Binaryen runs in processes of its own;
 * if one dies, that is an error that names the module.
 */
TENON_API enum tenon_status tenon_optimize(struct tenon_session *session, const char *path,
	const struct tenon_optimize_options *options, struct tenon_bytes *out);

enum tenon_graph_format {
	TENON_GRAPH_TEXT, /* indented, for people */
	TENON_GRAPH_DOT   /* for Graphviz */
};

/* Draws what is inside a component: instances with their sizes, and who gives what to whom. */
TENON_API enum tenon_status tenon_graph(struct tenon_session *session, const char *path,
	enum tenon_graph_format format, struct tenon_bytes *out);

#ifdef __cplusplus
}
#endif

#endif
