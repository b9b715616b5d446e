/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/component.h: core modules and components as bytes. */
#include "tenon/component.h"

#include "api/enter.h"
#include "wasm/component/check.h"
#include "wasm/core/coreprint.h"

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

struct print_job {
	const char *path;
	struct tenon_print_options options;
	void (*give)(void *user, const char *text, size_t size);
	void *user;
};

static void give_text(void *user, struct tn_bytes text)
{
	const struct print_job *j = user;
	j->give(j->user, (const char *)text.ptr, text.len);
}

static bool print(struct tn_call *call, void *job)
{
	struct print_job *j = job;
	struct tn_ctx *cx = call->cx;
	uint32_t source = tn_ctx_read(cx, tn_str_of(j->path), false);
	if (!source)
		return false;
	struct tn_bytes bytes = tn_source_get(&cx->sources, source)->bytes;
	uint64_t features = cx->wasm_features;
	cx->wasm_features = TN_WASM_ALL; /* printing is for looking: nothing is refused */
	struct tn_module *module = tn_read_module(cx, call->arena, source, 0, bytes);
	cx->wasm_features = features;
	if (!module)
		return false;
	struct tn_textout out;
	tn_textout_begin(&out, call->arena, give_text, j);
	tn_textout_open(&out, "module");
	bool is_good = tn_coreprint_items(cx, call->arena, module, j->options.skeleton, true, &out);
	tn_textout_close(&out);
	tn_textout_put(&out, "\n");
	tn_textout_end(&out);
	return is_good;
}

enum tenon_status tenon_print(struct tenon_session *session, const char *path,
	const struct tenon_print_options *options,
	void (*give)(void *user, const char *text, size_t size), void *user)
{
	struct print_job job = { .path = path, .give = give, .user = user };
	if (!path || !give)
		return TENON_BAD_CALL;
	TN_OPTIONS(job.options, options);
	return tn_enter_run(session, print, &job);
}
