/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The door: one setjmp for the whole public interface. */
#include "api/enter.h"

#include <errno.h>

static struct tenon_memory *new_memory(struct tenon_session *session)
{
	struct tenon_memory *memory = tn_mem_resize(&session->cx.heap, NULL, 0, sizeof *memory);
	*memory = (struct tenon_memory){ .next = session->memory, .link = &session->memory };
	tn_mem_arena_init(&memory->arena, &session->cx.heap);
	if (memory->next)
		memory->next->link = &memory->next;
	session->memory = memory;
	return memory;
}

static void free_memory(struct tenon_session *session, struct tenon_memory *memory)
{
	if (!memory)
		return;
	*memory->link = memory->next;
	if (memory->next)
		memory->next->link = memory->link;
	tn_mem_arena_free(&memory->arena);
	tn_mem_resize(&session->cx.heap, memory, sizeof *memory, 0);
}

void tn_enter_drop(struct tenon_session *session, struct tenon_memory *memory)
{
	if (memory && --memory->uses == 0)
		free_memory(session, memory);
}

/* Passes give their scratch memory back, but a jump leaves them no time to. */
static void free_scratch(struct tn_ctx *cx)
{
	tn_mem_arena_free(&cx->scratch);
	tn_mem_arena_free(&cx->nested);
	tn_mem_arena_free(&cx->temp);
}

static enum tenon_status outcome(const struct tn_call *call, bool done)
{
	if (done)
		return TENON_OK;
	if (call->cx->io_failed)
		return TENON_SYSTEM;
	return call->bad_call ? TENON_BAD_CALL : TENON_BAD_INPUT;
}

enum tenon_status tn_enter_run(
	struct tenon_session *session, bool (*work)(struct tn_call *call, void *job), void *job)
{
	if (!session || session->cx.heap.oom) /* a call from within the file seam */
		return TENON_BAD_CALL;
	jmp_buf here;
	struct tenon_memory *volatile memory = NULL;
	session->cx.io_failed = false;
	if (setjmp(here)) {
		session->cx.heap.oom = NULL;
		free_scratch(&session->cx);
		free_memory(session, memory);
		session->ran_out = true;
		return TENON_SYSTEM;
	}
	session->cx.heap.oom = &here;
	memory = new_memory(session);
	struct tn_call call = { session, &session->cx, &memory->arena, memory, false };
	enum tenon_status status = outcome(&call, work(&call, job));
	session->cx.heap.oom = NULL;
	if (memory->uses == 0 || status != TENON_OK)
		free_memory(session, memory);
	return status;
}

void tn_enter_give(struct tn_call *call, struct tn_bytes bytes, struct tenon_bytes *out)
{
	*out = (struct tenon_bytes){ bytes.ptr, bytes.len, call->memory };
	call->memory->uses++;
}

void tn_enter_give_text(struct tn_call *call, struct tn_buf *text, struct tenon_bytes *out)
{
	tn_buf_byte(text, 0);
	text->len--;
	tn_enter_give(call, tn_buf_done(text), out);
}

void tn_enter_give_files(
	struct tn_call *call, const struct tenon_file *list, size_t count, struct tenon_files *out)
{
	*out = (struct tenon_files){ list, count, call->memory };
	call->memory->uses++;
}

static void drain(void *user, struct tn_bytes bytes)
{
	struct tn_enter_sink *sink = user;
	if (!sink->error)
		sink->error = sink->sink.write(sink->sink.user, bytes.ptr, bytes.len);
}

struct tn_buf tn_enter_sink_buf(
	struct tn_call *call, const struct tenon_sink *theirs, struct tn_enter_sink *ours)
{
	struct tn_buf buf = tn_buf_new(call->arena);
	*ours = (struct tn_enter_sink){ .cx = call->cx };
	if (!TN_OPTIONS(ours->sink, theirs))
		ours->error = EINVAL;
	buf.drain = drain;
	buf.user = ours;
	return buf;
}

bool tn_enter_sink_end(struct tn_enter_sink *sink, struct tn_buf *buf)
{
	tn_buf_drain(buf);
	if (!sink->error)
		return true;
	sink->cx->io_failed = true;
	if (sink->error != ECANCELED)
		tn_diag_error(sink->cx, TN_E_IO, (struct tn_span){ 0 }, "cannot write the output: %s",
			strerror(sink->error));
	return false;
}

bool tn_enter_options(void *ours, size_t ours_size, const void *theirs)
{
	size_t theirs_size = 0;
	memset(ours, 0, ours_size);
	if (!theirs)
		return true;
	memcpy(&theirs_size, theirs, sizeof theirs_size);
	memcpy(ours, theirs, theirs_size < ours_size ? theirs_size : ours_size);
	return theirs_size >= sizeof theirs_size;
}

static bool refuse(struct tn_call *call, void *job)
{
	call->bad_call = true;
	tn_diag_error(call->cx, TN_E_USAGE, (struct tn_span){ 0 }, "%s", (const char *)job);
	return false;
}

static enum tenon_status say(struct tenon_session *session, const char *why)
{
	return tn_enter_run(session, refuse, (void *)(uintptr_t)why);
}

static const char out_of_range[] =
	"the call is wrong: an argument that it needs is NULL, or out of its range";

enum tenon_status tn_enter_null(struct tenon_session *session)
{
	return say(session, out_of_range);
}

bool tn_enter_out_of_range(struct tn_call *call)
{
	return refuse(call, (void *)(uintptr_t)out_of_range);
}

enum tenon_status tn_enter_unsized(struct tenon_session *session)
{
	return say(session, "the call is wrong: `size` of its options is not set");
}

struct tenon_place tn_enter_place(struct tn_ctx *cx, struct tn_span span)
{
	if (!span.source)
		return (struct tenon_place){ 0 };
	const struct tn_source *source = tn_source_get(&cx->sources, span.source);
	struct tenon_place place = { .file = source->path.ptr,
		.offset = span.start,
		.length = span.end > span.start ? span.end - span.start : 0 };
	if (source->is_text) {
		struct tn_place at = tn_source_place(&cx->sources, span.source, span.start);
		place.line = at.line;
		place.column = at.column;
	}
	return place;
}

void tenon_bytes_free(struct tenon_session *session, struct tenon_bytes *bytes)
{
	if (!session || !bytes)
		return;
	tn_enter_drop(session, bytes->owner);
	*bytes = (struct tenon_bytes){ NULL, 0, NULL };
}

void tenon_files_free(struct tenon_session *session, struct tenon_files *files)
{
	if (!session || !files)
		return;
	tn_enter_drop(session, files->owner);
	*files = (struct tenon_files){ NULL, 0, NULL };
}
