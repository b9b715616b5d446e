/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/component.h: core modules and components as bytes. */
#include "tenon/component.h"

#include "api/enter.h"
#include "wasm/component/check.h"

struct validate_job {
	const char *path;
	struct tenon_validate_options options;
};

static bool validate(struct tn_call *call, void *job)
{
	const struct validate_job *j = job;
	struct tn_ctx *cx = call->cx;
	uint32_t source = tn_ctx_read(cx, tn_str_of(j->path), false);
	if (!source)
		return false;
	struct tn_bytes bytes = tn_source_get(&cx->sources, source)->bytes;
	return tn_check_bytes(cx, source, bytes);
}

enum tenon_status tenon_validate(struct tenon_session *session, const char *path,
	const struct tenon_validate_options *options)
{
	struct validate_job job = { .path = path };
	if (!path)
		return TENON_BAD_CALL;
	TN_OPTIONS(job.options, options);
	return tn_enter_run(session, validate, &job);
}
