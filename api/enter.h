/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The door between the public interface and the rooms. Every public call that may allocate goes
 * through tn_enter_run: it sets where an OOM jump lands, gives the work an arena, and turns the
 * outcome into a status. The pattern is in README.md.
 */
#ifndef TN_API_ENTER_H
#define TN_API_ENTER_H

#include "api/added.h"
#include "base/buf.h"
#include "base/ctx.h"
#include "tenon/diag.h"
#include "tenon/session.h"

/* An arena that outlives its call because a result is in it. */
struct tenon_memory {
	struct tn_arena arena;
	struct tenon_memory *next, **link; /* of the session's list */
	uint32_t uses;                     /* results in it */
};

struct tenon_session {
	struct tn_ctx cx;
	struct tn_fs below;          /* the file seam under the added files */
	struct tenon_fs given;       /* what the options brought, when they did */
	struct tenon_memory *memory; /* results not yet freed */
	struct tn_added added;       /* files that exist in this session only */
	struct tn_session_file *open; /* files that are being written: session_write.c */
	TN_VEC(struct tenon_diag) shown; /* diagnostics as the public sees them */
	uint32_t shown_from;             /* how many of cx.diags.list they show */
	bool ran_out;                    /* of memory: there was no room for a diagnostic */
};

struct tn_call {
	struct tenon_session *session;
	struct tn_ctx *cx;
	struct tn_arena *arena;      /* freed behind the call, unless something in it was given */
	struct tenon_memory *memory; /* where it lives */
	bool bad_call; /* set it when the failure is the caller's: TENON_BAD_CALL */
};

/*
 * Runs the work. True from it is TENON_OK; false is TENON_SYSTEM after a failure of the file
 * seam, TENON_BAD_CALL when the work said so, else TENON_BAD_INPUT.
 */
enum tenon_status tn_enter_run(
	struct tenon_session *session, bool (*work)(struct tn_call *call, void *job), void *job);

/* Makes bytes of call->arena a result. Nothing is copied: the arena stays until the result is freed. */
void tn_enter_give(struct tn_call *call, struct tn_bytes bytes, struct tenon_bytes *out);
void tn_enter_give_text(struct tn_call *call, struct tn_buf *text, struct tenon_bytes *out);
/* A buffer whose bytes go to the sink; tn_enter_sink_end says whether all of them arrived. */
struct tn_enter_sink {
	struct tn_ctx *cx;
	struct tenon_sink sink;
	int error;
};
struct tn_buf tn_enter_sink_buf(
	struct tn_call *call, const struct tenon_sink *theirs, struct tn_enter_sink *ours);
bool tn_enter_sink_end(struct tn_enter_sink *sink, struct tn_buf *buf);
void tn_enter_give_files(
	struct tn_call *call, const struct tenon_file *list, size_t count, struct tenon_files *out);

/* One result less is in the memory; the last one takes it along. */
void tn_enter_drop(struct tenon_session *session, struct tenon_memory *memory);

/* A span as the public sees it. */
struct tenon_place tn_enter_place(struct tn_ctx *cx, struct tn_span span);

/*
 * Copies an options struct of an older or newer caller into ours: what it does not have is 0. False
 * when its size was forgotten: then nothing in it would count, and nobody would be told.
 */
#define TN_OPTIONS(ours, theirs) tn_enter_options(&(ours), sizeof(ours), (theirs))
bool tn_enter_options(void *ours, size_t ours_size, const void *theirs);

/* What a wrong call returns: TENON_BAD_CALL, and a diagnostic where there is a session to take it. */
enum tenon_status tn_enter_null(struct tenon_session *session);
bool tn_enter_out_of_range(struct tn_call *call); /* the same from within the work; false */
enum tenon_status tn_enter_unsized(struct tenon_session *session);

#endif
