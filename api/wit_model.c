/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/wit_model.h: a loaded model and what is asked of it. What is shown of it: wit_view.c. */
#include "tenon/wit_model.h"

#include "api/wit_change.h"
#include "api/wit_view.h"
#include "api/wit_write.h"
#include "wit/model/print.h"

/* ---- loading ---- */

struct load_job {
	const char *const *paths;
	size_t count;
	struct tenon_wit_options options;
	struct tn_view *view;
};

static bool load(struct tn_call *call, void *job)
{
	struct load_job *j = job;
	struct tn_view *view = TN_NEW(call->arena, struct tn_view);
	struct tn_str *paths = TN_NEWN(call->arena, struct tn_str, j->count);
	for (size_t i = 0; i < j->count; i++) {
		if (!j->paths[i])
			return tn_enter_out_of_range(call);
		paths[i] = tn_str_of(j->paths[i]);
	}
	if (!tn_load_paths(call->cx, call->arena, paths, (uint32_t)j->count, &view->loaded)
		|| !tn_wit_change(call->cx, call->arena, &view->loaded, &j->options))
		return false;
	tn_wit_view(call->cx, call->arena, view);
	view->memory = call->memory;
	view->memory->uses++;
	j->view = view;
	return true;
}

enum tenon_status tenon_wit_load(struct tenon_session *session, const char *const *paths,
	size_t count, const struct tenon_wit_options *options, const struct tenon_wit **out)
{
	struct load_job job = { .paths = paths, .count = count };
	if (!paths || !count || count > UINT32_MAX || !out)
		return tn_enter_null(session);
	*out = NULL;
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	enum tenon_status status = tn_enter_run(session, load, &job);
	if (status == TENON_OK)
		*out = &job.view->shown;
	return status;
}

void tenon_wit_free(struct tenon_session *session, const struct tenon_wit *wit)
{
	if (session && wit)
		tn_enter_drop(session, tn_wit_view_of(wit)->memory);
}

/* ---- asking ---- */

struct ask_job {
	const struct tn_view *view;
	const char *name;
	tn_world world;
	enum tenon_wit_format format;
	struct tenon_wit_options options;
	const struct tenon_wit_type *type; /* or func */
	const struct tenon_wit_func *func;
	bool definition; /* of the type */
	struct tenon_bytes *out;
};

static bool find_world(struct tn_call *call, void *job)
{
	struct ask_job *j = job;
	const struct tn_loaded *loaded = &j->view->loaded;
	bool is_named = j->name && *j->name;
	(void)call;
	j->world = loaded->world != TN_NO_ID && !is_named
		? loaded->world
		: tn_load_select_by(loaded->wit, &loaded->main, 1, tn_str_of(j->name),
			TN_STR("give the name of one of them"));
	return j->world != TN_NO_ID;
}

enum tenon_status tenon_wit_find_world(struct tenon_session *session, const struct tenon_wit *wit,
	const char *name, const struct tenon_wit_world **out)
{
	if (!wit || !out)
		return tn_enter_null(session);
	struct ask_job job = { .view = tn_wit_view_of(wit), .name = name };
	*out = NULL;
	enum tenon_status status = tn_enter_run(session, find_world, &job);
	if (status == TENON_OK)
		*out = &job.view->worlds[job.world];
	return status;
}

static bool write(struct tn_call *call, void *job)
{
	const struct ask_job *j = job;
	return tn_wit_write(call, &j->view->loaded, j->format, &j->options, j->out);
}

enum tenon_status tenon_wit_write(struct tenon_session *session, const struct tenon_wit *wit,
	enum tenon_wit_format format, const struct tenon_wit_options *options,
	struct tenon_bytes *out)
{
	if (!wit || !out)
		return tn_enter_null(session);
	struct ask_job job = { .view = tn_wit_view_of(wit), .format = format, .out = out };
	*out = (struct tenon_bytes){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	return tn_enter_run(session, write, &job);
}

static bool text(struct tn_call *call, void *job)
{
	const struct ask_job *j = job;
	struct tn_buf out = tn_buf_new(call->arena);
	if (j->definition)
		tn_print_definition_text(j->view->loaded.wit, tn_wit_view_type(j->type), &out);
	else if (j->type)
		tn_print_type_text(j->view->loaded.wit, tn_wit_view_type(j->type), &out);
	else
		tn_print_func_text(j->view->loaded.wit, tn_wit_view_func(j->func), &out);
	tn_enter_give_text(call, &out, j->out);
	return true;
}

static enum tenon_status give_text(struct tenon_session *session, struct ask_job *job)
{
	if (!job->view || !(job->type || job->func) || !job->out)
		return tn_enter_null(session);
	*job->out = (struct tenon_bytes){ 0 };
	return tn_enter_run(session, text, job);
}

enum tenon_status tenon_wit_type_text(struct tenon_session *session, const struct tenon_wit *wit,
	const struct tenon_wit_type *type, struct tenon_bytes *out)
{
	return give_text(session,
		&(struct ask_job){ .view = tn_wit_view_of(wit), .type = type, .out = out });
}

enum tenon_status tenon_wit_definition_text(struct tenon_session *session,
	const struct tenon_wit *wit, const struct tenon_wit_type *type, struct tenon_bytes *out)
{
	return give_text(session,
		&(struct ask_job){
			.view = tn_wit_view_of(wit), .type = type, .definition = true, .out = out });
}

enum tenon_status tenon_wit_func_text(struct tenon_session *session, const struct tenon_wit *wit,
	const struct tenon_wit_func *func, struct tenon_bytes *out)
{
	return give_text(session,
		&(struct ask_job){ .view = tn_wit_view_of(wit), .func = func, .out = out });
}
