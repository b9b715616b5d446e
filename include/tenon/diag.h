/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Diagnostics: what calls reported. They pile up in the session, sorted by source and place.
 *
 *     if (call(session, …) != TENON_OK) {
 *             struct tenon_bytes text;
 *             if (tenon_diag_render(session, TENON_DIAG_TEXT, false, &text) == TENON_OK)
 *                     fwrite(text.data, 1, text.size, stderr);
 *             tenon_bytes_free(session, &text);
 *     }
 *
 * A call that fails has reported at least one error. Past the limit "max-errors" they are counted only.
 */
#ifndef TENON_DIAG_H
#define TENON_DIAG_H

#include <tenon/session.h>

#ifdef __cplusplus
extern "C" {
#endif

enum tenon_severity { TENON_ERROR, TENON_WARNING };

/* Where something is. Without a file all is NULL and 0; of a file that could not be opened or written, `file` alone is set. */
struct tenon_place {
	const char *file;      /* as it was opened */
	uint32_t line, column; /* from 1, columns in Unicode scalar values; 0 in binary files */
	uint32_t offset;       /* of the first byte */
	uint32_t length;       /* in bytes */
};

struct tenon_note {
	struct tenon_place place;
	const char *message;
};

/* All pointers live as long as the session, or until tenon_diag_clear. */
struct tenon_diag {
	enum tenon_severity severity;
	const char *
		code; /* "unknown-type": never changes its meaning, listed in docs/diagnostics.md */
	const char *message;
	struct tenon_place place;
	const char *hint;        /* what to do about it, or NULL */
	const char *replacement; /* text that mends it, put in the place of the words, or NULL */
	const struct tenon_note *notes;
	size_t note_count;
};

/* How many diagnostics are kept. */
TENON_API size_t tenon_diag_count(struct tenon_session *session);
/* One of them, by its number from 0; NULL past the end or when memory ran out. */
TENON_API const struct tenon_diag *tenon_diag_get(struct tenon_session *session, size_t index);
/* How many errors (warnings) were reported, those past the cap included. */
TENON_API size_t tenon_diag_errors(const struct tenon_session *session);
TENON_API size_t tenon_diag_warnings(const struct tenon_session *session);
/* Forgets all diagnostics. */
TENON_API void tenon_diag_clear(struct tenon_session *session);

enum tenon_diag_format {
	TENON_DIAG_TEXT, /* FILE:LINE:COL: error[code]: message, the source line, a caret */
	TENON_DIAG_JSON, /* one JSON object a line */
	TENON_DIAG_SARIF /* one document, SARIF 2.1.0 */
};

/* All diagnostics as bytes to print. `color` adds escapes for a terminal to the text. */
TENON_API enum tenon_status tenon_diag_render(struct tenon_session *session,
	enum tenon_diag_format format, bool color, struct tenon_bytes *out);

/*
 * Reports an error of your own program about its command line or its output, so that it is shown
 * like all others. `code` is one of docs/diagnostics.md ("usage", "io", "terminal"); `hint` may be NULL.
 */
TENON_API enum tenon_status tenon_diag_report(
	struct tenon_session *session, const char *code, const char *message, const char *hint);

/*
 * The same with more to say: a warning, or a place. Of `diag` the severity, code, message, hint and of the
 * place `file` and `line` are taken: any file, and a line when it is text that the session has read; or 0, for the
 * file as such, which JSON and SARIF then name. Text does not: say it in the message.
 */
TENON_API enum tenon_status tenon_diag_add(
	struct tenon_session *session, const struct tenon_diag *diag);

/*
 * The word of the list that was perhaps meant, for "did you mean": the shortest that begins with `word`, else the
 * nearest to it; NULL when none is near.
 */
TENON_API const char *tenon_diag_nearest(const char *word, const char *const *list, size_t count);

/* What a code says, in one line; NULL when there is no such code. All codes: count up from 0. */
TENON_API const char *tenon_diag_explain(const char *code);
TENON_API const char *tenon_diag_code(size_t index);

#ifdef __cplusplus
}
#endif

#endif
