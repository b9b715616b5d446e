/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/session.h, what goes out: files that are written whole, and files that are sinks. */
#include "api/enter.h"

#include <errno.h>

static bool refused(struct tn_ctx *cx, const char *what, const char *path, int error)
{
	if (!error)
		return false;
	cx->io_failed = true;
	tn_diag_error(cx, TN_E_IO, tn_source_name(&cx->sources, tn_str_of(path)), "cannot %s `%s`: %s",
		what, path, strerror(error));
	return true;
}

/* ---- whole ---- */

struct write_job {
	const char *path; /* of the file, or of the folder */
	struct tn_bytes bytes;
	const struct tenon_files *files;
	bool always;
};

static bool write_file(struct tn_call *call, void *job)
{
	const struct write_job *j = job;
	const struct tn_fs *fs = &call->cx->fs;
	return !refused(
		call->cx, "write", j->path, fs->write(fs->user, j->path, j->bytes, j->always));
}

enum tenon_status tenon_session_write(
	struct tenon_session *session, const char *path, const void *data, size_t size, bool always)
{
	struct write_job job = { .path = path, .bytes = { data, size }, .always = always };
	if (!path || (!data && size))
		return tn_enter_null(session);
	return tn_enter_run(session, write_file, &job);
}

static bool write_files(struct tn_call *call, void *job)
{
	const struct write_job *j = job;
	struct tn_ctx *cx = call->cx;
	const struct tn_fs *fs = &cx->fs;
	struct tn_str made = TN_NOSTR; /* the folder made last */
	for (size_t i = 0; i < j->files->count; i++) {
		const struct tenon_file *file = &j->files->list[i];
		struct tn_str path =
			tn_fs_join(call->arena, tn_str_of(j->path), tn_str_of(file->path));
		struct tn_str folder = tn_str_copy(
			call->arena, tn_str_sub(path, 0, path.len - tn_fs_base(path).len));
		if (folder.len && !tn_str_eq(folder, made)) {
			if (refused(cx, "make folder", folder.ptr,
				    fs->make_dir(fs->user, folder.ptr)))
				return false;
			made = folder;
		}
		struct tn_bytes bytes = { file->data, file->size };
		if (refused(cx, "write", path.ptr, fs->write(fs->user, path.ptr, bytes, j->always)))
			return false;
	}
	return true;
}

enum tenon_status tenon_session_write_files(struct tenon_session *session, const char *folder,
	const struct tenon_files *files, bool always)
{
	struct write_job job = { .path = folder, .files = files, .always = always };
	return folder && files ? tn_enter_run(session, write_files, &job) : tn_enter_null(session);
}

/* ---- piece by piece ---- */

struct tn_session_file {
	struct tenon_session *session;
	struct tenon_memory *memory; /* where all this lives */
	const char *path;
	struct tn_fs_file *file;   /* NULL: it is collected, and written whole at the end */
	struct tn_buf collected;
	int error;                 /* the first one; nothing is written after it */
	struct tn_session_file *next;
};

/* A jump is not for the caller's frames that lie between. */
static int collect(struct tn_session_file *file, struct tn_bytes piece)
{
	struct tn_heap *heap = file->collected.arena->heap;
	jmp_buf *outer = heap->oom, here;
	volatile int error = 0;
	if (setjmp(here)) {
		error = ENOMEM;
	} else {
		heap->oom = &here;
		tn_buf_bytes(&file->collected, piece.ptr, piece.len);
	}
	heap->oom = outer;
	return error;
}

static int write_piece(void *user, const void *data, size_t size)
{
	struct tn_session_file *file = user;
	struct tn_bytes piece = { data, size };
	if (!file->error)
		file->error = file->file ? file->session->below.put(file->file, piece)
					 : collect(file, piece);
	return file->error ? ECANCELED : 0;
}

struct open_job {
	const char *path;
	struct tenon_sink *sink;
};

static bool open_file(struct tn_call *call, void *job)
{
	const struct open_job *j = job;
	struct tenon_session *session = call->session;
	const struct tn_fs *fs = &session->below;
	struct tn_session_file *file = TN_NEW(call->arena, struct tn_session_file);
	file->session = session;
	file->memory = call->memory;
	file->path = tn_str_copy(call->arena, tn_str_of(j->path)).ptr;
	file->collected = tn_buf_new(call->arena);
	int error = fs->begin ? fs->begin(fs->user, file->path, &file->file) : ENOTSUP;
	if (error && error != ENOTSUP)
		return !refused(call->cx, "write", j->path, error);
	call->memory->uses++;
	file->next = session->open;
	session->open = file;
	*j->sink = (struct tenon_sink){ sizeof *j->sink, file, write_piece };
	return true;
}

enum tenon_status tenon_session_open(
	struct tenon_session *session, const char *path, struct tenon_sink *sink)
{
	struct open_job job = { path, sink };
	if (!path || !sink)
		return tn_enter_null(session);
	return tn_enter_run(session, open_file, &job);
}

struct close_job {
	struct tn_session_file *file;
	bool keep, always;
};

static bool close_file(struct tn_call *call, void *job)
{
	const struct close_job *j = job;
	struct tn_session_file *file = j->file;
	const struct tn_fs *fs = &call->session->below;
	bool keep = j->keep && !file->error;
	int error = 0;
	if (file->file) {
		error = fs->end(file->file, keep, j->always);
		file->file = NULL;
	} else if (keep) {
		error = fs->write(fs->user, file->path, tn_buf_done(&file->collected), j->always);
	}
	return !refused(call->cx, "write", file->path, file->error ? file->error : error);
}

enum tenon_status tenon_session_close(
	struct tenon_session *session, struct tenon_sink *sink, bool keep, bool always)
{
	if (!session || !sink || session->cx.heap.oom) /* a call from within another one */
		return session && sink ? TENON_BAD_CALL : tn_enter_null(session);
	struct tn_session_file **link = &session->open;
	while (*link && *link != sink->user)
		link = &(*link)->next;
	if (!*link)
		return tn_enter_null(session);
	struct close_job job = { *link, keep, always };
	*link = job.file->next;
	enum tenon_status status = tn_enter_run(session, close_file, &job);
	if (job.file->file) /* memory ran out before close_file began */
		session->below.end(job.file->file, false, false);
	*sink = (struct tenon_sink){ 0 };
	tn_enter_drop(session, job.file->memory);
	return status;
}
