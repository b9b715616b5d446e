/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/wit.h: formatting. */
#include "tenon/wit.h"

#include "api/enter.h"
#include "base/patch.h"
#include "wasm/core/filekind.h"
#include "wit/load.h"
#include "wit/syntax/format.h"

struct format_job {
	const char *path;
	struct tenon_format_options options;
	struct tenon_bytes *out;
};

static bool format(struct tn_call *call, void *job)
{
	const struct format_job *j = job;
	struct tn_ctx *cx = call->cx;
	struct tn_str path = tn_str_of(j->path), old;
	struct tn_buf text = tn_buf_new(call->arena), diff = tn_buf_new(call->arena);
	uint32_t source = tn_ctx_read(cx, path, true);

	if (!source || !tn_filekind_check(cx, source, TN_WANT_WIT, TN_NOSTR) ||
		!tn_format_source(cx, source, &text)) {
		tn_diag_sort(cx);
		return false;
	}
	if (!j->options.diff) {
		tn_enter_give_text(call, &text, j->out);
		return true;
	}
	old.ptr = (const char *)tn_source_get(&cx->sources, source)->bytes.ptr;
	old.len = tn_source_get(&cx->sources, source)->bytes.len;
	tn_patch_unified(old, (struct tn_str){ (const char *)text.ptr, text.len }, path, &diff);
	tn_enter_give_text(call, &diff, j->out);
	return true;
}

enum tenon_status tenon_wit_format(struct tenon_session *session, const char *path,
	const struct tenon_format_options *options, struct tenon_bytes *out)
{
	struct format_job job = { .path = path, .out = out };

	if (!path || !out)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	return tn_enter_run(session, format, &job);
}

struct sources_job {
	const char *path;
	struct tenon_files *out;
};

static bool sources(struct tn_call *call, void *job)
{
	const struct sources_job *j = job;
	struct tenon_file *list;
	struct tn_str *files;
	uint32_t count;

	if (!tn_load_sources(call->cx, call->arena, tn_str_of(j->path), &files, &count))
		return false;
	list = TN_NEWN(call->arena, struct tenon_file, count);
	for (uint32_t i = 0; i < count; i++)
		list[i].path = tn_str_copy(call->arena, files[i]).ptr;
	tn_enter_give_files(call, list, count, j->out);
	return true;
}

enum tenon_status tenon_wit_sources(
	struct tenon_session *session, const char *path, struct tenon_files *out)
{
	struct sources_job job = { path, out };

	if (!path || !out)
		return tn_enter_null(session);
	*out = (struct tenon_files){ 0 };
	return tn_enter_run(session, sources, &job);
}
