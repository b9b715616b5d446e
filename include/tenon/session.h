/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Sessions: where memory comes from, what is allowed, which files are seen.
 *
 *     struct tenon_session *session = tenon_session_new(NULL);
 *     tenon_session_add_file(session, "greet.wit", text, strlen(text));
 *     … a call that works on "greet.wit" and gives `struct tenon_bytes out` …
 *     fwrite(out.data, 1, out.size, stdout);
 *     tenon_bytes_free(session, &out);
 *     tenon_session_free(session);
 *
 * Threads: a session is used by one thread at a time; sessions share nothing, so any number of
 * threads may each have their own. The library keeps no global state, prints nothing, never exits.
 *
 * Ownership: a session owns its diagnostics and all that it has read. Results (struct tenon_bytes,
 * struct tenon_files) are memory of their own: free each with its _free call, before the session;
 * what is forgotten goes with the session. What you pass in is copied where it must outlive the call.
 *
 * Options structs begin with their size, so that a program compiled against an older header goes on
 * working. Set it, and leave what you do not need zero:
 *
 *     struct tenon_session_options options = { .size = sizeof options, .memory_limit = 1 << 28 };
 *
 * A size that was forgotten is TENON_BAD_CALL (of tenon_session_new: NULL).
 *
 * Failure: whatever is not TENON_OK comes with a diagnostic, unless the session itself is NULL or memory
 * ran out before one could be made. (The calls of tenon/diag.h, which give them, add none.) Results, the `out` of a call, are then empty and need no
 * freeing, though it does no harm; only a call that was wrong may leave them as they were.
 */
#ifndef TENON_SESSION_H
#define TENON_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TENON_API __attribute__((visibility("default")))
#else
#define TENON_API
#endif

/* How a call ended. The numbers are the exit statuses of the program `tenon`. */
enum tenon_status {
	TENON_OK = 0,
	TENON_BAD_INPUT = 1, /* the input is wrong: at least one error was reported */
	TENON_BAD_CALL = 2,  /* the call is wrong: a NULL, an unknown name, an impossible number, options
				without a size */
	TENON_SYSTEM = 3     /* a file could not be read or written, or memory ran out */
};

struct tenon_session;
struct tenon_memory;

/* Bytes that a call gave. Text has a NUL byte behind its end. */
struct tenon_bytes {
	const uint8_t *data;
	size_t size;
	struct tenon_memory *owner; /* not for you; tenon_bytes_free needs it */
};

/* A file that a call made but did not write. `path` is relative, with "/" between its parts. */
struct tenon_file {
	const char *path;
	const uint8_t *data;
	size_t size;
};

/* Files that a call gave, in an order that depends on the input only. */
struct tenon_files {
	const struct tenon_file *list;
	size_t count;
	struct tenon_memory *owner;
};

/*
 * Where a call puts output piece by piece, as it is made, instead of into memory as a whole. `write`
 * gives 0 or an errno value, which ends the call with TENON_SYSTEM; of ECANCELED no diagnostic is made: who
 * wrote knows why.
 */
struct tenon_sink {
	size_t size; /* sizeof(struct tenon_sink) */
	void *user;
	int (*write)(void *user, const void *data, size_t size);
};

TENON_API void tenon_bytes_free(struct tenon_session *session, struct tenon_bytes *bytes);
TENON_API void tenon_files_free(struct tenon_session *session, struct tenon_files *files);

/*
 * The file seam: every look at the outside world goes through these five. Each gives 0 or an errno
 * value. Results are handed to `give` as often as there is something; it copies.
 */
enum tenon_kind { TENON_KIND_NONE, TENON_KIND_FILE, TENON_KIND_FOLDER, TENON_KIND_OTHER };

struct tenon_fs {
	size_t size; /* sizeof(struct tenon_fs) */
	void *user;
	/* What is at the path (ENOENT when nothing), and its size in bytes. */
	int (*stat)(void *user, const char *path, enum tenon_kind *kind, uint64_t *size);
	/* The file's bytes in pieces; EFBIG when there are more than `limit`. "-" is standard input. */
	int (*read)(void *user, const char *path, uint64_t limit,
		void (*give)(void *to, const void *data, size_t size), void *to);
	/* The folder's entries in any order, without "." and "..". */
	int (*list)(void *user, const char *path,
		void (*give)(void *to, const char *name, enum tenon_kind kind), void *to);
	/* Writes a whole file or nothing. Unless `always`, a file that would not change is left alone. */
	int (*write)(void *user, const char *path, const void *data, size_t size, bool always);
	/* Makes a folder and its parents; fine when it is there. */
	int (*make_folder)(void *user, const char *path);
};

struct tenon_session_options {
	size_t size; /* sizeof(struct tenon_session_options) */
	/*
	 * Where memory comes from; NULL means malloc and free. resize(user, NULL, 0, n) allocates
	 * n bytes aligned for any type, resize(user, p, old, 0) frees. NULL when there is none.
	 */
	void *(*resize)(void *user, void *ptr, size_t old_size, size_t new_size);
	void *resize_user;
	size_t memory_limit;       /* in bytes, held at one time; 0: none */
	const struct tenon_fs *fs; /* NULL: the files of the operating system */
	/*
	 * Large binary inputs may be mapped instead of copied: faster, and they take little memory (the
	 * limit above does not count them). For a process that answers SIGBUS, or whose files nobody
	 * changes: whoever shortens a mapped file takes its bytes away. Not with an `fs` of your own.
	 */
	bool map_files;
};

/* A new session; NULL when memory ran out, or options are without a size. `options` may be NULL. */
TENON_API struct tenon_session *tenon_session_new(const struct tenon_session_options *options);
/* Frees the session and all that it owns. NULL is fine. Does nothing within another call (from your `fs`). */
TENON_API void tenon_session_free(struct tenon_session *session);

/* "1.2.3": the version of the library. */
TENON_API const char *tenon_version(void);

/*
 * Adds a file that exists in this session only. Wherever a call takes a path, it then finds these
 * bytes under it, before anything that the file seam has; folders above it exist as well. The bytes
 * are copied. Adding the same path again replaces it for later calls.
 */
TENON_API enum tenon_status tenon_session_add_file(
	struct tenon_session *session, const char *path, const void *data, size_t size);

/*
 * WIT gates: names for `@unstable(feature = …)`, "a,b" or "a b". Adds to those that are on. TENON_BAD_CALL:
 * one is no name.
 */
TENON_API enum tenon_status tenon_session_wit_features(
	struct tenon_session *session, const char *list);
/* Every WIT gate at once. */
TENON_API enum tenon_status tenon_session_wit_features_all(struct tenon_session *session);
/*
 * "wasi:http=0.2.1": packages of WIT text are taken as they were in that version; what is marked with a
 * later `@since` is left out, a later `@deprecated` does not count yet, and names carry the target
 * version. Of several versions of a package those are meant that are compatible with the target (or of
 * which it is a pre-release); when there is none, reading
 * the WIT is an error. TENON_BAD_CALL and a diagnostic when the target cannot be read.
 */
TENON_API enum tenon_status tenon_session_wit_target(
	struct tenon_session *session, const char *target);
/*
 * WebAssembly features that validation admits: "cm-async,-gc", changing those that are on; the sets
 * mvp, wasm1, wasm2, wasm3, lime1 and all replace them. TENON_BAD_CALL and a diagnostic for an unknown name.
 */
TENON_API enum tenon_status tenon_session_wasm_features(
	struct tenon_session *session, const char *list);
/*
 * Sets a limit by its name: "max-errors" (20; 0 means no cap), "input-bytes", and those that a
 * diagnostic with the code `limit` names.
 */
TENON_API enum tenon_status tenon_session_limit(
	struct tenon_session *session, const char *name, uint32_t value);

/*
 * Writes through the session's file seam: whole or not at all. TENON_SYSTEM and a diagnostic when
 * it cannot be done. Unless `always`, a file that would not change is left alone.
 */
TENON_API enum tenon_status tenon_session_write(struct tenon_session *session, const char *path,
	const void *data, size_t size, bool always);
/*
 * A file as a sink, for output that is written as it is made and need not be in memory as a whole. TENON_SYSTEM and a
 * diagnostic when the file cannot be written, before there is anything to write. What is there stays until
 * tenon_session_close, which puts the new file into its place, or with `keep` false nothing; TENON_SYSTEM and a
 * diagnostic when something could not be written (`write` gives ECANCELED from then on). A sink must be closed, if only
 * with its session: that keeps nothing. Pieces are collected in memory when the session
 * has an `fs` of your own, or when nothing can be written beside a file that is there.
 *
 *     struct tenon_sink sink;
 *     if (tenon_session_open(session, "app.json", &sink) == TENON_OK) {
 *             struct tenon_wit_options options = { .size = sizeof options, .sink = &sink };
 *             enum tenon_status status = tenon_wit_json(session, "wit", &options, &out);
 *             tenon_session_close(session, &sink, status == TENON_OK, false);
 *     }
 */
TENON_API enum tenon_status tenon_session_open(
	struct tenon_session *session, const char *path, struct tenon_sink *sink);
TENON_API enum tenon_status tenon_session_close(
	struct tenon_session *session, struct tenon_sink *sink, bool keep, bool always);
/* Writes all files below a folder, which is made with its parents. */
TENON_API enum tenon_status tenon_session_write_files(struct tenon_session *session,
	const char *folder, const struct tenon_files *files, bool always);

/* The files read so far, in the order of reading, each once; what was added by hand and standard input left out. */
TENON_API size_t tenon_session_read_count(const struct tenon_session *session);
TENON_API const char *tenon_session_read_path(const struct tenon_session *session, size_t index);

#ifdef __cplusplus
}
#endif

#endif
