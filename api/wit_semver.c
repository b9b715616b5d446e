/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/wit.h: may one world take the place of another; what changed between two versions. */
#include "api/enter.h"
#include "tenon/wit.h"
#include "wit/load.h"
#include "wit/model/diff.h"
#include "wit/model/targets.h"

struct check_job {
	const char *wit, *prev, *next;
};

static bool same_package(struct tn_call *call, const struct tn_wit *wit, tn_world prev,
	tn_world next)
{
	tn_pkg a = wit->worlds.ptr[prev].package, b = wit->worlds.ptr[next].package;
	const struct tn_package *pa = &wit->packages.ptr[a], *pb = &wit->packages.ptr[b];
	bool is_same = pa->ns == pb->ns && pa->name == pb->name;
	if (is_same && (!pa->version || pb->version))
		return true;
	struct tn_diag *d = tn_diag_error(call->cx, TN_E_DIFFERENT_PACKAGES,
		wit->worlds.ptr[next].meta.span, "the old world is of package `%.*s`, the new one of `%.*s`",
		TN_S(tn_ctx_text(call->cx, tn_model_package_id(wit, a))),
		TN_S(tn_ctx_text(call->cx, tn_model_package_id(wit, b))));
	tn_diag_hint(call->cx, d, is_same ? "without its version every interface of the package has another "
					    "name, which breaks whoever imports it"
					  : "only worlds of one package are versions of one another");
	return false;
}

static bool check(struct tn_call *call, void *job)
{
	const struct check_job *j = job;
	struct tn_str path = tn_str_of(j->wit);
	struct tn_loaded l;
	if (!tn_load_paths(call->cx, call->arena, &path, 1, &l))
		return false;
	tn_world prev = tn_load_select(l.wit, l.mains, l.main_count, tn_str_of(j->prev));
	tn_world next = tn_load_select(l.wit, l.mains, l.main_count, tn_str_of(j->next));
	if (prev == TN_NO_ID || next == TN_NO_ID || !same_package(call, l.wit, prev, next))
		return false;
	struct tn_str name = tn_ctx_text(call->cx, l.wit->worlds.ptr[prev].name);
	struct tn_targets_options o = { .any_version = true,
		.subject = tn_str_format(call->arena, "a component made for world `%.*s`", TN_S(name)) };
	return tn_targets_check(l.wit, prev, l.wit, next, &o);
}

enum tenon_status tenon_wit_semver_check(struct tenon_session *session, const char *wit,
	const char *prev, const char *next)
{
	struct check_job job = { wit, prev, next };
	if (!wit || !prev || !next)
		return tn_enter_null(session);
	return tn_enter_run(session, check, &job);
}

/* ---- diff ---- */

struct diff_job {
	const char *old_path, *new_path;
	struct tenon_diff_options options;
	struct tenon_bytes *out;
};

static bool is_binary(const struct tn_loaded *l)
{
	return l->kind == TN_LOADED_COMPONENT || l->kind == TN_LOADED_MODULE;
}

/* A component's world has a name that nobody gave it. */
static tn_world select_world(const struct tn_loaded *l, const char *name)
{
	return is_binary(l) ? l->world
			    : tn_load_select(l->wit, l->mains, l->main_count, tn_str_of(name));
}

/* Components have no package of their own: what they are made for is compared. */
static bool compare(struct tn_call *call, const struct diff_job *j, const struct tn_loaded *old,
	const struct tn_loaded *new, struct tn_diff *out)
{
	const char *name = j->options.world;
	bool binary = is_binary(old) || is_binary(new);
	if (!name && !binary)
		return tn_diff_packages(old->wit, old->main, new->wit, new->main, call->arena, out);
	tn_world a = select_world(old, name), b = select_world(new, name);
	if (a == TN_NO_ID || b == TN_NO_ID)
		return false;
	tn_diff_worlds(old->wit, a, new->wit, b, binary, call->arena, out);
	return true;
}

static bool diff(struct tn_call *call, void *job)
{
	const struct diff_job *j = job;
	struct tn_str old_path = tn_str_of(j->old_path), new_path = tn_str_of(j->new_path);
	struct tn_loaded old, new;
	struct tn_diff changes;
	if (!tn_load_paths(call->cx, call->arena, &old_path, 1, &old)
		|| !tn_load_paths(call->cx, call->arena, &new_path, 1, &new)
		|| !compare(call, j, &old, &new, &changes))
		return false;
	struct tn_buf text = tn_buf_new(call->arena);
	if (j->options.json)
		tn_diff_json(&changes, &text);
	else
		tn_diff_text(&changes, &text);
	tn_enter_give_text(call, &text, j->out);
	if (j->options.is_honest)
		*j->options.is_honest = tn_diff_is_honest(&changes);
	return true;
}

enum tenon_status tenon_wit_diff(struct tenon_session *session, const char *old_path,
	const char *new_path, const struct tenon_diff_options *options, struct tenon_bytes *out)
{
	struct diff_job job = { .old_path = old_path, .new_path = new_path, .out = out };
	if (!old_path || !new_path || !out)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	return tn_enter_run(session, diff, &job);
}
