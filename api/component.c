/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/component.h: core modules and components as bytes. */
#define _XOPEN_SOURCE 700 /* regex.h */
#include "tenon/component.h"

#include "api/enter.h"
#include "wasm/component/check.h"
#include "wasm/component/compprint.h"
#include "wasm/core/coreprint.h"
#include "wasm/core/filekind.h"
#include "wasm/core/strip.h"

#include <regex.h>

struct validate_job {
	const char *path;
	const void *data; /* NULL: what is at the path */
	size_t size;
	struct tenon_validate_options options;
};

static bool validate(struct tn_call *call, void *job)
{
	const struct validate_job *j = job;
	struct tn_ctx *cx = call->cx;
	struct tn_str path = tn_str_of(j->path);
	uint32_t source = j->data ? tn_source_add(&cx->sources, path, (struct tn_bytes){ j->data, j->size }, false)
				  : tn_ctx_read(cx, path, false);
	if (!source || !tn_filekind_check(cx, source, TN_WANT_WASM, TN_NOSTR))
		return false;
	struct tn_bytes bytes = tn_source_get(&cx->sources, source)->bytes;
	return tn_check_bytes(cx, source, bytes);
}

static enum tenon_status run_validate(struct tenon_session *session, struct validate_job *job,
	const struct tenon_validate_options *options)
{
	if (!TN_OPTIONS(job->options, options))
		return tn_enter_unsized(session);
	session->cx.jobs = job->options.jobs;
	session->cx.validate_custom = job->options.custom;
	enum tenon_status status = tn_enter_run(session, validate, job);
	session->cx.jobs = 0;
	session->cx.validate_custom = false;
	return status;
}

enum tenon_status tenon_validate(struct tenon_session *session, const char *path,
	const struct tenon_validate_options *options)
{
	struct validate_job job = { .path = path };
	return session && path ? run_validate(session, &job, options) : tn_enter_null(session);
}

enum tenon_status tenon_validate_bytes(struct tenon_session *session, const char *name,
	const void *data, size_t size, const struct tenon_validate_options *options)
{
	struct validate_job job = { .path = name, .data = data, .size = size };
	if (!session || !name || !data)
		return tn_enter_null(session);
	uint32_t first = session->cx.sources.list.len;
	enum tenon_status status = run_validate(session, &job, options);
	/* The bytes are the caller's: what is left of them is the name. */
	for (uint32_t i = first; i < session->cx.sources.list.len; i++)
		session->cx.sources.list.ptr[i].bytes = (struct tn_bytes){ 0 };
	return status;
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
	if (!source || !tn_filekind_check(cx, source, TN_WANT_WASM, TN_NOSTR))
		return false;
	struct tn_bytes bytes = tn_source_get(&cx->sources, source)->bytes;
	struct tn_scope *component = NULL;
	struct tn_module *module = NULL;
	if (tn_module_is_component(bytes))
		component = tn_irread_component(tn_ir_new(cx, call->arena), source, 0, bytes);
	else
		module = tn_read_module(cx, call->arena, source, 0, bytes);
	if (!component && !module)
		return false;
	struct tn_textout out;
	tn_textout_begin(&out, call->arena, give_text, j);
	out.has_offsets = j->options.offsets;
	if (j->options.indent)
		out.indent = j->options.indent;
	const struct tn_coreprint_options options = { .skeleton = j->options.skeleton,
		.name_unnamed = j->options.name_unnamed,
		.operand_stack = j->options.operand_stack,
		.fold = j->options.fold };
	bool is_good;
	if (component) {
		is_good = tn_compprint(cx, call->arena, component, &options, &out);
	} else {
		tn_textout_open(&out, "module");
		is_good = tn_coreprint_items(cx, call->arena, module, &options, true, &out);
		tn_textout_close_at(&out, bytes.len);
	}
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
		return tn_enter_null(session);
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	return tn_enter_run(session, print, &job);
}

struct strip_job {
	const char *path;
	struct tenon_strip_options options;
	struct tenon_bytes *out;
	struct tn_arena *arena;
};

/* What a module or component needs to be what it is stays, unless asked for by name. */
static bool is_needed(struct tn_str name)
{
	return tn_str_eq(name, TN_STR("name")) || tn_str_eq(name, TN_STR("dylink.0")) ||
	       tn_str_starts(name, TN_STR("component-type"));
}

/* An expression is compiled for each name: nothing of the C library's is held across a jump. */
static bool drops(void *user, struct tn_str name)
{
	const struct strip_job *j = user;
	if (j->options.all)
		return true;
	if (!j->options.matching)
		return !is_needed(name);
	struct tn_str text = tn_str_copy(j->arena, name);
	bool is_match = false;
	for (const char *const *at = j->options.matching; *at && !is_match; at++) {
		regex_t regex;
		if (regcomp(&regex, *at, REG_EXTENDED | REG_NOSUB) != 0)
			continue;
		is_match = regexec(&regex, text.ptr, 0, NULL, 0) == 0;
		regfree(&regex);
	}
	return is_match;
}

static bool are_expressions(struct tn_call *call, const char *const *list)
{
	for (; list && *list; list++) {
		regex_t regex;
		char why[100];
		int error = regcomp(&regex, *list, REG_EXTENDED | REG_NOSUB);
		if (!error) {
			regfree(&regex);
			continue;
		}
		regerror(error, &regex, why, sizeof why);
		call->bad_call = true;
		tn_diag_error(call->cx, TN_E_USAGE, (struct tn_span){ 0 },
			"`%s` is not a regular expression: %s", *list, why);
		return false;
	}
	return true;
}

static bool strip(struct tn_call *call, void *job)
{
	struct strip_job *j = job;
	struct tn_ctx *cx = call->cx;
	if (!are_expressions(call, j->options.matching))
		return false;
	uint32_t source = tn_ctx_read(cx, tn_str_of(j->path), false);
	if (!source || !tn_filekind_check(cx, source, TN_WANT_WASM, TN_NOSTR))
		return false;
	struct tn_enter_sink sink;
	struct tn_buf out = j->options.sink ? tn_enter_sink_buf(call, j->options.sink, &sink)
					    : tn_buf_new(call->arena);
	j->arena = call->arena;
	if (!tn_strip_bytes(cx, source, tn_source_get(&cx->sources, source)->bytes, drops, j, &out))
		return false;
	if (j->options.sink)
		return tn_enter_sink_end(&sink, &out);
	tn_enter_give(call, tn_buf_done(&out), j->out);
	return true;
}

enum tenon_status tenon_strip(struct tenon_session *session, const char *path,
	const struct tenon_strip_options *options, struct tenon_bytes *out)
{
	struct strip_job job = { .path = path, .out = out };
	if (!path || !out)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	return tn_enter_run(session, strip, &job);
}
