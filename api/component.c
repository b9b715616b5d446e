/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/component.h: core modules and components as bytes. */
#include "tenon/component.h"

#include "api/enter.h"
#include "wasm/core/module.h"

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
	if (tn_module_is_component(bytes)) {
		tn_diag_error(cx, TN_E_WRONG_KIND, (struct tn_span){ source, 0, 8 },
			"a component, where a core module is wanted");
		return false;
	}
	struct tn_module *module = tn_read_module(cx, call->arena, source, 0, bytes);
	return module && tn_validate_module(cx, call->arena, module);
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
