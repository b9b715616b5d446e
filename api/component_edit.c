/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The edits of tenon/component_model.h: a node in, a changed component out, or why it cannot be. */
#include "api/component_job.h"

static struct tn_diag *why_not(struct tn_call *call, const struct tn_node *node, const char *what,
	const char *why)
{
	const char *thing = node->sort == TN_SORT_NONE ? "node" : tn_ir_sort_word((enum tn_sort)node->sort);
	call->bad_call = true;
	return tn_diag_error(call->cx, TN_E_BAD_EDIT, node->origin, "the %s cannot be %s: %s", thing,
		what, why);
}

/* Says why not; gives false. */
static bool refuse(struct tn_call *call, const struct tn_node *node, const char *what, const char *why)
{
	why_not(call, node, what, why);
	return false;
}

/* Is the scope the root, or inside of it? What was taken out still knows the scope around. */
static bool is_within(const struct tn_scope *root, const struct tn_scope *scope)
{
	while (scope && scope != root) {
		const struct tn_scope *around = scope->parent;
		uint32_t at = 0;
		while (around && at < around->nodes.len && tn_ir_inner(around->nodes.ptr[at]) != scope)
			at++;
		scope = around && at < around->nodes.len ? around : NULL;
	}
	return scope != NULL;
}

static bool is_there(struct tn_call *call, const struct tn_component_job *j, const struct tn_node *node, const char *what)
{
	if (tn_component_is_of_another(j, node))
		return refuse(call, node, what, "it belongs to another component");
	return is_within(j->component->root, node->scope) || refuse(call, node, what, "it was taken out");
}

static bool drop(struct tn_call *call, void *job)
{
	struct tn_component_job *j = job;
	if (!is_there(call, j, j->node, "dropped"))
		return false;
	const struct tn_node *user = tn_iredit_drop(j->node);
	if (user)
		tn_diag_note(call->cx, why_not(call, j->node, "dropped", "something uses it"),
			user->origin, "it is used here");
	return !user;
}

static bool prune(struct tn_call *call, void *job)
{
	struct tn_component_job *j = job;
	(void)call;
	j->count = tn_iredit_prune(j->component->root);
	return true;
}

static bool share(struct tn_call *call, void *job)
{
	struct tn_component_job *j = job;
	(void)call;
	j->count = tn_irshare(j->component->root);
	return true;
}

static void note_user(void *user, struct tn_node **edge)
{
	struct tn_component_job *j = user;
	j->count += *edge == j->node;
}

/* A scope in which something uses the node and cannot use the other one instead; or NULL. */
static const struct tn_scope *out_of_reach(struct tn_component_job *j, const struct tn_scope *scope)
{
	j->count = 0;
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		tn_ir_edges(scope->nodes.ptr[i], note_user, j);
		const struct tn_scope *inner = tn_ir_inner(scope->nodes.ptr[i]);
		size_t count = j->count;
		const struct tn_scope *found = inner ? out_of_reach(j, inner) : NULL;
		if (found)
			return found;
		j->count = count;
	}
	return j->count && !tn_iredit_reaches(scope, j->to) ? scope : NULL;
}

static bool replace(struct tn_call *call, void *job)
{
	struct tn_component_job *j = job;
	if (!is_there(call, j, j->node, "replaced") || !is_there(call, j, j->to, "used"))
		return false;
	if (j->node->sort != j->to->sort)
		return refuse(call, j->node, "replaced", "what is to take its place is of another sort");
	if (out_of_reach(j, j->component->root))
		return refuse(call, j->node, "replaced",
			"what is to take its place cannot be reached from all its uses");
	if (j->node == j->to)
		return true;
	if (tn_iredit_depends(j->to, j->node))
		return refuse(call, j->node, "replaced", "what is to take its place depends on it");
	tn_iredit_replace(j->component->root, j->node, j->to);
	return true;
}

/* What holds the scope; NULL: it is the root. */
static struct tn_node *holder_of(const struct tn_scope *scope)
{
	const struct tn_scope *around = scope->parent;
	for (uint32_t i = 0; around && i < around->nodes.len; i++)
		if (tn_ir_inner(around->nodes.ptr[i]) == scope)
			return around->nodes.ptr[i];
	return NULL;
}

/* Would the node come to need itself, or what it is in, if it used the other one? */
static bool closes_circle(struct tn_node *node, struct tn_node *to)
{
	for (struct tn_node *at = node; at; at = holder_of(at->scope))
		if (at == to || tn_iredit_depends(to, at))
			return true;
	return false;
}

static void find_use(void *user, struct tn_node **edge)
{
	struct tn_component_job *j = user;
	if (j->count++ == j->use)
		j->edge = edge;
}

static bool replace_use(struct tn_call *call, void *job)
{
	struct tn_component_job *j = job;
	if (!is_there(call, j, j->node, "changed") || !is_there(call, j, j->to, "used"))
		return false;
	tn_ir_edges(j->node, find_use, j);
	if (!j->edge)
		return refuse(call, j->node, "changed", "it has no use of that number");
	if ((*j->edge)->sort != j->to->sort)
		return refuse(call, j->node, "changed", "what it is to use is of another sort");
	if (*j->edge == j->to)
		return true;
	if (!tn_iredit_reaches(j->node->scope, j->to))
		return refuse(call, j->node, "changed", "it cannot reach what it is to use");
	if (closes_circle(j->node, j->to))
		return refuse(call, j->node, "changed", "what it is to use depends on it");
	*j->edge = j->to;
	tn_ir_touch(j->node->scope);
	return true;
}

static bool move_out(struct tn_call *call, void *job)
{
	struct tn_component_job *j = job;
	if (!is_there(call, j, j->node, "moved"))
		return false;
	const char *why = tn_iredit_lift(j->node);
	return !why || refuse(call, j->node, "moved", why);
}

static enum tenon_status run_edit(struct tenon_session *session, struct tn_component_job *job,
	bool (*work)(struct tn_call *call, void *job))
{
	if (!job->component)
		return tn_enter_null(session);
	enum tenon_status status = tn_enter_run(session, work, job);
	if (status == TENON_OK)
		job->component->check = NULL;
	return status;
}

enum tenon_status tenon_component_drop(struct tenon_session *session,
	struct tenon_component *component, const struct tenon_node *node)
{
	struct tn_component_job job = { .component = component, .node = tn_component_node(node) };
	return node ? run_edit(session, &job, drop) : tn_enter_null(session);
}

enum tenon_status tenon_component_replace(struct tenon_session *session,
	struct tenon_component *component, const struct tenon_node *from, const struct tenon_node *to)
{
	struct tn_component_job job = { .component = component, .node = tn_component_node(from), .to = tn_component_node(to) };
	return from && to ? run_edit(session, &job, replace) : tn_enter_null(session);
}

enum tenon_status tenon_component_replace_use(struct tenon_session *session,
	struct tenon_component *component, const struct tenon_node *user, size_t use,
	const struct tenon_node *to)
{
	struct tn_component_job job = { .component = component,
		.node = tn_component_node(user),
		.to = tn_component_node(to),
		.use = use };
	return user && to ? run_edit(session, &job, replace_use) : tn_enter_null(session);
}

enum tenon_status tenon_component_move_out(struct tenon_session *session,
	struct tenon_component *component, const struct tenon_node *node)
{
	struct tn_component_job job = { .component = component, .node = tn_component_node(node) };
	return node ? run_edit(session, &job, move_out) : tn_enter_null(session);
}

static enum tenon_status run_count(struct tenon_session *session, struct tenon_component *component,
	size_t *dropped, bool (*work)(struct tn_call *call, void *job))
{
	struct tn_component_job job = { .component = component };
	enum tenon_status status = run_edit(session, &job, work);
	if (dropped)
		*dropped = status == TENON_OK ? job.count : 0;
	return status;
}

enum tenon_status tenon_component_prune(
	struct tenon_session *session, struct tenon_component *component, size_t *dropped)
{
	return run_count(session, component, dropped, prune);
}

enum tenon_status tenon_component_share(
	struct tenon_session *session, struct tenon_component *component, size_t *dropped)
{
	return run_count(session, component, dropped, share);
}
