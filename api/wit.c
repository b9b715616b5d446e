/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/wit.h: WIT in, WIT out. */
#include "tenon/wit.h"

#include "api/enter.h"
#include "wit/load.h"
#include "wit/model/dump.h"
#include "wit/model/print.h"

struct wit_job {
	const char *path;
	struct tenon_wit_options options;
	struct tenon_bytes *out;
};

static bool print(struct tn_call *call, void *job)
{
	const struct wit_job *j = job;
	struct tn_str path = tn_str_of(j->path);
	struct tn_print_options options = { .no_docs = j->options.no_docs };
	struct tn_buf text = tn_buf_new(call->arena);
	struct tn_loaded loaded;

	if (!tn_load_paths(call->cx, call->arena, &path, 1, &loaded))
		return false;
	tn_print_package(loaded.wit, loaded.main, &options, &text);
	tn_enter_give_text(call, &text, j->out);
	return true;
}

static bool json(struct tn_call *call, void *job)
{
	const struct wit_job *j = job;
	struct tn_str path = tn_str_of(j->path);
	struct tn_buf text = tn_buf_new(call->arena);
	struct tn_loaded loaded;

	if (!tn_load_paths(call->cx, call->arena, &path, 1, &loaded))
		return false;
	tn_dump_json(loaded.wit, &text);
	tn_enter_give_text(call, &text, j->out);
	return true;
}

static enum tenon_status run(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_bytes *out,
	bool (*work)(struct tn_call *call, void *job))
{
	struct wit_job job = { .path = path, .out = out };

	if (!path || !out)
		return TENON_BAD_CALL;
	*out = (struct tenon_bytes){ 0 };
	TN_OPTIONS(job.options, options);
	return tn_enter_run(session, work, &job);
}

enum tenon_status tenon_wit_print(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_bytes *out)
{
	return run(session, path, options, out, print);
}

enum tenon_status tenon_wit_json(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_bytes *out)
{
	return run(session, path, options, out, json);
}
