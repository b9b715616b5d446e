/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * WIT: from text or binary to text, JSON or binary.
 *
 *     struct tenon_session *session = tenon_session_new(NULL);
 *     struct tenon_bytes out;
 *     if (tenon_wit_print(session, "wit", NULL, &out) == TENON_OK)
 *             fwrite(out.data, 1, out.size, stdout);
 *     tenon_bytes_free(session, &out);
 *
 * A path is a .wit file, a folder of .wit files with an optional `deps` folder in it, an encoded
 * package, a component, or a core module with a component-type section; content tells them apart.
 * WIT gates are a matter of the session: tenon_session_wit_features.
 */
#ifndef TENON_WIT_H
#define TENON_WIT_H

#include <tenon/session.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tenon_wit_options {
	size_t size; /* sizeof(struct tenon_wit_options) */
	bool no_docs; /* leave documentation out */
};

/*
 * The input's main package as canonical WIT text. TENON_BAD_INPUT: all errors that are independent of
 * each other were reported, in the order of the source. `options` may be NULL.
 */
TENON_API enum tenon_status tenon_wit_print(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_bytes *out);

/*
 * All packages of the input as JSON: four arrays, "worlds", "interfaces", "types", "packages", whose
 * elements refer to each other by index, in the schema of `wasm-tools component wit --json`.
 */
TENON_API enum tenon_status tenon_wit_json(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_bytes *out);

#ifdef __cplusplus
}
#endif

#endif
