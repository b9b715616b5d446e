/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Core modules and components as bytes: are they valid, what is in them. To walk through a component,
 * change it and write it again, take it apart: component_model.h, which this header brings along.
 *
 *     struct tenon_session *session = tenon_session_new(NULL);
 *     if (tenon_validate(session, "app.wasm", NULL) == TENON_BAD_INPUT)
 *             … tenon_diag_get(session, 0)->message says why …
 *
 * Which proposals count is a matter of the session: tenon_session_wasm_features.
 *
 * A path is a file of the session's file seam, or one that tenon_session_add_file put into the session, so
 * any call works from memory; tenon_validate_bytes and tenon_component_read do without the copy. Files
 * are mapped, not copied, when the session was made so (`map_files`).
 *
 * Ownership: `out` is memory of its own, to be freed with tenon_bytes_free; it outlives what was read.
 * Text and bytes that a callback is given are for the time of the callback.
 * Threads: those of the session. A callback runs on the caller's thread and may not use the session.
 */
#ifndef TENON_COMPONENT_H
#define TENON_COMPONENT_H

#include <tenon/component_model.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tenon_validate_options {
	size_t size;   /* sizeof(struct tenon_validate_options) */
	unsigned jobs; /* threads that function bodies may be spread over; 0: the caller's only */
	/*
	 * Look into known custom sections of core modules: `name` and `metadata.code.branch_hint` must
	 * say what they may, else it is an error; of dylink.0 and target_features a warning.
	 */
	bool custom;
};

/*
 * Reads and validates a core module or a component, told apart by content, with all that is nested
 * in it. TENON_OK: valid. TENON_BAD_INPUT: at least one error was reported, with the byte offset,
 * the item it is in, and the feature to switch on where that is all that is missing.
 * `options` may be NULL.
 */
TENON_API enum tenon_status tenon_validate(struct tenon_session *session, const char *path,
	const struct tenon_validate_options *options);

/*
 * The same of bytes in memory, which are not copied, and not looked at any more when the call is over;
 * `name` stands for the path in diagnostics.
 *
 *     tenon_validate_bytes(session, "made.wasm", data, size, NULL)
 */
TENON_API enum tenon_status tenon_validate_bytes(struct tenon_session *session, const char *name,
	const void *data, size_t size, const struct tenon_validate_options *options);

struct tenon_print_options {
	size_t size;         /* sizeof(struct tenon_print_options) */
	bool skeleton;       /* leave out function bodies and the contents of segments */
	bool offsets;        /* begin each line with the byte of the input it comes from */
	bool name_unnamed;   /* identifiers for all that has no name: $#func3 */
	bool operand_stack;  /* behind each instruction what lies on the stack, as a comment */
	const char *indent;  /* of one level; NULL: two blanks */
	bool fold;           /* instructions around their operands: (i32.add (local.get 0) (i32.const 1)); not with operand_stack */
};

/*
 * Prints a core module or a component as text, from which the binary can be made again: names of the
 * name sections are identifiers, other custom sections annotations. The input need not be valid, but
 * it must decode. Text is handed to `give` in pieces, so that a large module needs little memory;
 * after TENON_BAD_INPUT some pieces may have been given already. `options` may be NULL.
 *
 *     static void give(void *user, const char *text, size_t size)
 *     {
 *             fwrite(text, 1, size, user);
 *     }
 *
 *     struct tenon_print_options options = { .size = sizeof options, .skeleton = true };
 *     tenon_print(session, "app.wasm", &options, give, stdout);
 */
TENON_API enum tenon_status tenon_print(struct tenon_session *session, const char *path,
	const struct tenon_print_options *options,
	void (*give)(void *user, const char *text, size_t size), void *user);

struct tenon_strip_options {
	size_t size; /* sizeof(struct tenon_strip_options) */
	bool all;    /* every custom section */
	/*
	 * POSIX extended regular expressions, with a NULL behind the last: custom sections whose name
	 * one of them matches. NULL: all but `name`, `component-type*` and `dylink.0`.
	 */
	const char *const *matching;
	const struct tenon_sink *sink; /* takes the bytes; *out stays empty */
};

/*
 * Takes custom sections out of a core module or a component, at every depth. The input must be well
 * framed but need not be valid. TENON_BAD_CALL and a diagnostic for a malformed expression. `options`
 * may be NULL.
 *
 *     const char *const debug[] = { "^\\.debug_", NULL };
 *     struct tenon_strip_options options = { .size = sizeof options, .matching = debug };
 *     struct tenon_bytes out;
 *     if (tenon_strip(session, "app.wasm", &options, &out) == TENON_OK)
 *             … out.data, out.size …
 *     tenon_bytes_free(session, &out);
 */
TENON_API enum tenon_status tenon_strip(struct tenon_session *session, const char *path,
	const struct tenon_strip_options *options, struct tenon_bytes *out);

#ifdef __cplusplus
}
#endif

#endif
