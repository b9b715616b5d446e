/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Looking inside of core modules and components, and what they say about themselves.
 *
 *     struct tenon_metadata_changes changes = { .size = sizeof changes, .name = "cart", .version = "1.2.0" };
 *     struct tenon_bytes out;
 *     if (tenon_metadata_add(session, "cart.wasm", &changes, &out) == TENON_OK)
 *             … out.data, out.size …
 *     tenon_bytes_free(session, &out);
 */
#ifndef TENON_INSPECT_H
#define TENON_INSPECT_H

#include <tenon/session.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tenon_inspect_options {
	size_t size; /* sizeof(struct tenon_inspect_options) */
	bool json;   /* one line of JSON; else a table */
};

/*
 * What a core module or component consists of: every section with its size and share, what lies in
 * what, what each core module imports from whom, which of them brings which import of the whole, the least
 * set of features with which it is valid, and the WIT. The file must be well framed; what is not valid just has no features.
 * The keys of the JSON are listed in docs/looking-inside.md. `options` may be NULL.
 */
TENON_API enum tenon_status tenon_inspect(struct tenon_session *session, const char *path,
	const struct tenon_inspect_options *options, struct tenon_bytes *out);

struct tenon_metadata_options {
	size_t size; /* sizeof(struct tenon_metadata_options) */
	bool json;   /* one line of JSON; else tables */
};

/*
 * Names, producers, authors and the like, of the file and of all modules and components in it, as
 * text. The file must be well framed but need not be valid. `options` may be NULL.
 */
TENON_API enum tenon_status tenon_metadata_show(struct tenon_session *session, const char *path,
	const struct tenon_metadata_options *options, struct tenon_bytes *out);

/* Bits of tenon_metadata_changes.clear. */
enum {
	TENON_METADATA_NAME = 1 << 0,
	TENON_METADATA_AUTHORS = 1 << 1,
	TENON_METADATA_DESCRIPTION = 1 << 2,
	TENON_METADATA_LICENSES = 1 << 3,
	TENON_METADATA_SOURCE = 1 << 4,
	TENON_METADATA_HOMEPAGE = 1 << 5,
	TENON_METADATA_REVISION = 1 << 6,
	TENON_METADATA_VERSION = 1 << 7
};

/* Texts are UTF-8; NULL leaves what is there. */
struct tenon_metadata_changes {
	size_t size;      /* sizeof(struct tenon_metadata_changes) */
	const char *name; /* of the module or component itself */
	/* "NAME=VERSION", with a NULL behind the last: fields of the producers section to add. */
	const char *const *languages, *const *processed_by, *const *sdks;
	const char *authors, *description;
	const char *licenses;           /* an SPDX expression; its form is checked, not the identifiers */
	const char *source, *homepage;  /* URLs, written in their normal form */
	const char *revision, *version; /* of the packaged software */
	unsigned clear;                 /* what to take out */
};

/*
 * Changes what the outermost module or component says about itself; the rest is copied byte for
 * byte. TENON_BAD_CALL and a diagnostic for a text that is not what it should be, or a field that is
 * both set and cleared. The input must be well framed but need not be valid.
 */
TENON_API enum tenon_status tenon_metadata_add(struct tenon_session *session, const char *path,
	const struct tenon_metadata_changes *changes, struct tenon_bytes *out);

struct tenon_unbundle_options {
	size_t size;        /* sizeof(struct tenon_unbundle_options) */
	uint64_t threshold; /* modules of more bytes than this go */
};

/*
 * Takes core modules out of a component, at every depth: `component` imports them under the names
 * unbundled-module0, unbundled-module1 …, in the order of the file; `modules` are the files
 * "unbundled-module0.wasm" …. Numbers of names that are imported already are left out. Both results
 * are freed by the caller. `options` may be NULL: every module goes.
 */
TENON_API enum tenon_status tenon_unbundle(struct tenon_session *session, const char *path,
	const struct tenon_unbundle_options *options, struct tenon_bytes *component,
	struct tenon_files *modules);

#ifdef __cplusplus
}
#endif

#endif
