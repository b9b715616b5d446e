/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/wit.h: does a component fit a world? */
#include "api/enter.h"
#include "tenon/wit.h"
#include "wasm/core/filekind.h"
#include "wit/binary/decode.h"
#include "wit/binary/fits.h"
#include "wit/load.h"
#include "wit/model/targets.h"

struct targets_job {
	const char *wit, *component;
	struct tenon_targets_options options;
};

static struct tn_scope *read_component(struct tn_call *call, struct tn_str path, uint32_t *source)
{
	*source = tn_ctx_read(call->cx, path, false);
	if (!*source)
		return NULL;
	struct tn_bytes bytes = tn_source_get(&call->cx->sources, *source)->bytes;
	if (!tn_filekind_check(call->cx, *source, TN_WANT_COMPONENT, TN_NOSTR))
		return NULL;
	return tn_decode_read(call->cx, call->arena, *source, 0, bytes);
}

/* What a component may import and WIT has no word for: no world offers that. */
static bool imports_are_wit(struct tn_call *call, const struct tn_scope *component)
{
	bool ok = true;
	for (uint32_t i = 0; i < component->nodes.len; i++) {
		const struct tn_node *node = component->nodes.ptr[i];
		if (node->op != TN_OP_IMPORT || node->sort == TN_SORT_FUNC
			|| node->sort == TN_SORT_INSTANCE || node->sort == TN_SORT_TYPE)
			continue;
		tn_diag_error(call->cx, TN_E_MISSING_IMPORT, node->origin,
			"the component imports `%.*s`, which is nothing that a world can offer",
			TN_S(tn_ctx_text(call->cx, node->u.ext.name.name)));
		ok = false;
	}
	return ok;
}

static void set_allowed(
	struct tn_call *call, const char *const *patterns, struct tn_targets_options *o)
{
	TN_VEC(struct tn_str) allowed = { 0 };
	for (; patterns && *patterns; patterns++)
		*TN_PUSH(call->arena, &allowed) = tn_str_of(*patterns);
	o->allowed = allowed.ptr;
	o->allowed_count = allowed.len;
}

static bool targets(struct tn_call *call, void *job)
{
	const struct targets_job *j = job;
	struct tn_str path = tn_str_of(j->wit);
	struct tn_loaded loaded;
	struct tn_decoded decoded;
	uint32_t source;
	if (!tn_load_paths(call->cx, call->arena, &path, 1, &loaded))
		return false;
	tn_world world = loaded.world;
	if (world == TN_NO_ID || j->options.world)
		world = tn_load_select(loaded.wit, loaded.mains, loaded.main_count,
			tn_str_of(j->options.world));
	if (world == TN_NO_ID)
		return false;
	struct tn_scope *component = read_component(call, tn_str_of(j->component), &source);
	struct tn_wit *wit = tn_model_new(call->cx, call->arena);
	if (!component || !tn_decode_scope(wit, component, &decoded))
		return false;
	if (decoded.is_package) {
		tn_diag_error(call->cx, TN_E_WRONG_KIND, (struct tn_span){ source, 0, 0 },
			"expected a component, found an encoded WIT package");
		return false;
	}
	struct tn_targets_options o = { .semver_compatible = j->options.semver_compatible };
	set_allowed(call, j->options.allow_imports, &o);
	bool fits = tn_targets_check(wit, decoded.world, loaded.wit, world, &o);
	if (!imports_are_wit(call, component) || !fits)
		return false;
	/* Names and shapes agree; which resource is which, the validator knows. */
	struct tn_str reason;
	if (o.semver_compatible || tn_fits_world(loaded.wit, world, component, &o, &reason))
		return true;
	if (reason.len)
		tn_diag_error(call->cx, TN_E_TYPE_MISMATCH, (struct tn_span){ source, 0, 0 },
			"the component does not fit the world: %.*s", TN_S(reason));
	return false;
}

enum tenon_status tenon_wit_targets(struct tenon_session *session, const char *wit,
	const char *component, const struct tenon_targets_options *options)
{
	struct targets_job job = { .wit = wit, .component = component };
	if (!wit || !component)
		return tn_enter_null(session);
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	return tn_enter_run(session, targets, &job);
}
