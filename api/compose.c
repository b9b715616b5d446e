/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Public entry points of tenon/compose.h. Paths and options in, bytes out. */
#include "tenon/compose.h"

#include "api/enter.h"
#include "compose/link.h"
#include "compose/optimize.h"
#include "compose/picture.h"
#include "wasm/component/check.h"
#include "wasm/core/filekind.h"

static struct tn_str *strings(struct tn_arena *arena, const char *const *list, size_t count)
{
	struct tn_str *made = TN_NEWN(arena, struct tn_str, count);
	for (size_t i = 0; i < count; i++)
		made[i] = tn_str_copy(arena, tn_str_of(list[i]));
	return made;
}

/* ---- link ---- */

struct link_job {
	const char *const *paths;
	size_t count;
	struct tenon_link_options options;
	struct tenon_bytes *out, *map;
};

static bool link_work(struct tn_call *call, void *user)
{
	struct link_job *job = user;
	const struct tenon_link_options theirs = job->options;
	struct tn_arena *arena = call->arena;
	struct tn_link_options options = {
		.exports = strings(arena, theirs.exports, theirs.export_count),
		.export_count = (uint32_t)theirs.export_count,
		.entries = strings(arena, theirs.entries, theirs.entry_count),
		.entry_count = (uint32_t)theirs.entry_count,
		.no_undefined = theirs.no_undefined,
	};
	struct tn_link *link;
	struct tn_bytes bytes;
	if (!tn_link_run(call->cx, arena, strings(arena, job->paths, job->count),
		    (uint32_t)job->count, &options, &link, &bytes))
		return false;
	tn_enter_give(call, bytes, job->out);
	if (job->map) {
		struct tn_str text = tn_linkmap_text(link, arena, bytes.len);
		tn_enter_give(call, (struct tn_bytes){ (const uint8_t *)text.ptr, text.len }, job->map);
	}
	return true;
}

enum tenon_status tenon_link(struct tenon_session *session, const char *const *paths, size_t count,
	const struct tenon_link_options *options, struct tenon_bytes *out, struct tenon_bytes *map)
{
	struct link_job job = { .paths = paths, .count = count, .out = out, .map = map };
	if (!session || !paths || !count || !out)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	if (map)
		*map = (struct tenon_bytes){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	return tn_enter_run(session, link_work, &job);
}

/* ---- optimise ---- */

struct optimize_job {
	const char *path;
	struct tenon_optimize_options options;
	struct tenon_bytes *out;
};

static void pass_progress(void *user, const struct tn_optimize_progress *p)
{
	const struct tenon_optimize_options *options = user;
	struct tenon_optimize_progress theirs = { p->done, p->total, p->name.ptr, p->before, p->after };
	options->progress(options->user, &theirs);
}

static bool optimize_work(struct tn_call *call, void *user)
{
	struct optimize_job *job = user;
	struct tenon_optimize_options theirs = job->options;
	struct tn_optimize_options options = {
		.level = theirs.level ? theirs.level : '2',
		.keep_names = theirs.keep_names,
		.keep_going = theirs.keep_going,
		.jobs = theirs.jobs,
		.worker = tn_str_of(theirs.optimizer ? theirs.optimizer : TENON_OPTIMIZER_PATH),
		.progress = theirs.progress ? pass_progress : NULL,
		.user = &theirs,
	};
	if (!strchr("01234sz", options.level)) {
		call->bad_call = true;
		tn_diag_error(call->cx, TN_E_USAGE, (struct tn_span){ 0 },
			"the call is wrong: the level is one of 0, 1, 2, 3, 4, s and z");
		return false;
	}
	uint32_t source = tn_ctx_read(call->cx, tn_str_of(job->path), false);
	struct tn_bytes bytes;
	if (!source)
		return false;
	bytes = tn_source_get(&call->cx->sources, source)->bytes;
	if (!tn_filekind_check(call->cx, source, TN_WANT_WASM, TN_NOSTR))
		return false;
	if (!tn_check_bytes(call->cx, source, bytes) ||
		!tn_optimize_bytes(call->cx, call->arena, source, bytes, &options, &bytes))
		return false;
	tn_enter_give(call, bytes, job->out);
	return true;
}

enum tenon_status tenon_optimize(struct tenon_session *session, const char *path,
	const struct tenon_optimize_options *options, struct tenon_bytes *out)
{
	struct optimize_job job = { .path = path, .out = out };
	if (!session || !path || !out)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	return tn_enter_run(session, optimize_work, &job);
}

/* ---- graph ---- */

struct graph_job {
	const char *path;
	enum tenon_graph_format format;
	struct tenon_bytes *out;
};

static bool graph_work(struct tn_call *call, void *user)
{
	struct graph_job *job = user;
	struct tn_ctx *cx = call->cx;
	uint32_t source = tn_ctx_read(cx, tn_str_of(job->path), false);
	if (!source)
		return false;
	struct tn_bytes bytes = tn_source_get(&cx->sources, source)->bytes;
	if (!tn_filekind_check(cx, source, TN_WANT_COMPONENT, TN_NOSTR))
		return false;
	struct tn_scope *root = tn_irread_component(tn_ir_new(cx, call->arena), source, 0, bytes);
	if (!root)
		return false;
	struct tn_buf buf = tn_buf_new(call->arena);
	tn_picture_draw(root, tn_fs_base(tn_str_of(job->path)), bytes.len,
		job->format == TENON_GRAPH_DOT ? TN_PICTURE_DOT : TN_PICTURE_TEXT, &buf);
	tn_enter_give(call, tn_buf_done(&buf), job->out);
	return true;
}

enum tenon_status tenon_graph(struct tenon_session *session, const char *path,
	enum tenon_graph_format format, struct tenon_bytes *out)
{
	struct graph_job job = { path, format, out };
	if (!session || !path || !out || format < TENON_GRAPH_TEXT || format > TENON_GRAPH_DOT)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	return tn_enter_run(session, graph_work, &job);
}
