/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Canonical definitions: which options they may have and need, and the core type that results.
 * Explainer.md "Canonical ABI" and "Canonical Built-ins"; CanonicalABI.md "Canonical Definitions".
 */
#include "wasm/component/abi.h"
#include "wasm/component/check_canon.h"

/* ---- lift and lower ---- */

const struct tn_vt_def *tn_check_shape(const struct tn_checking *c, const struct tn_ctype *type)
{
	return tn_type_get(&c->w->types, type->u.value.vt);
}

static void abi_func(struct tn_checking *c, const struct tn_ctype *func, struct tn_abi_func *out)
{
	uint32_t count = func->u.func.param_count;
	struct tn_vt_member *params = TN_NEWN(c->scratch, struct tn_vt_member, count);
	for (uint32_t i = 0; i < count; i++)
		params[i].type = func->u.func.params[i].type->u.value.vt;
	*out = (struct tn_abi_func){ .params = params, .param_count = count };
	out->result = func->u.func.result ? func->u.func.result->u.value.vt : TN_VT_NONE;
	out->is_async = func->u.func.is_async;
}

static bool has_pointer(const struct tn_checking *c, const struct tn_ctype *func)
{
	for (uint32_t i = 0; i < func->u.func.param_count; i++) {
		if (tn_check_shape(c, func->u.func.params[i].type)->has_pointer)
			return true;
	}
	return false;
}

/* CanonicalABI.md "canon lift", "canon lower": what flattening asks of memory and realloc. */
static bool flat_needs(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_options *o, const struct tn_ctype *func, const struct tn_abi_sig *sig,
	bool is_lift)
{
	const struct tn_vt_def *result =
		func->u.func.result ? tn_check_shape(c, func->u.func.result) : NULL;
	bool pointers_in = has_pointer(c, func);
	bool pointers_out = result && result->has_pointer;
	bool needs_realloc = is_lift ? pointers_in || sig->indirect_params : pointers_out;
	bool needs_memory = pointers_in || sig->indirect_params || sig->retptr;
	if (is_lift && o->is_async)
		needs_memory |= pointers_out ||
				(result && result->flat_count[o->is_64] > TN_ABI_MAX_FLAT_PARAMS);
	const struct tn_ctype *shown = node->u.canon.opcode == TN_CANON_TASK_RETURN ? NULL : func;
	return (!needs_memory || tn_check_need_memory(c, node, o, shown)) &&
	       (!needs_realloc || tn_check_need_realloc(c, node, o, shown));
}

static uint32_t sig_id(struct tn_checking *c, const struct tn_abi_sig *sig)
{
	return tn_check_core_func(
		c->w, sig->params, sig->param_count, sig->results, sig->result_count, false);
}

void tn_check_define_func(struct tn_checking *c, const struct tn_node *node, uint32_t id)
{
	struct tn_core_extern *type = TN_NEW(c->w->arena, struct tn_core_extern);
	type->kind = TN_CORE_KIND_FUNC;
	type->type = id;
	tn_check_set_slot(c->w, node, type);
}

static bool asyncness(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_options *o, const struct tn_ctype *func)
{
	return !o->is_async || func->u.func.is_async ||
	       tn_check_bad(
		       c, node, "the `async` canonical option requires an async function type");
}

static bool lift_options(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_options *o, const struct tn_core_sig *core)
{
	if (o->has_post_return) {
		const struct tn_core_sig want = { core->results, NULL, core->result_count, 0 };
		if (!tn_module_sig_eq(o->post_return, &want)) {
			tn_check_bad_sig(c, node, "post-return", tn_module_sig_text(c->scratch, &want),
				o->post_return);
			return false;
		}
	}
	if (o->has_callback &&
		!tn_check_option_sig(c, node, "callback", o->callback, "iii>i", false))
		return false;
	if (o->is_async && !o->has_callback &&
		!tn_check_feature(
			c, node, TN_WASM_CM_ASYNC_STACKFUL, "an async lift without callback"))
		return false;
	return !o->has_core_type ||
	       tn_check_bad(c, node, "canonical option `core-type` is not allowed in `canon lift`");
}

static void sig_mismatch(struct tn_checking *c, const struct tn_node *node,
	const struct tn_ctype *func, const struct tn_abi_sig *want, const struct tn_core_sig *have)
{
	struct tn_core_sig wanted = { (tn_core_ty *)(uintptr_t)want->params,
		(tn_core_ty *)(uintptr_t)want->results, want->param_count, want->result_count };
	tn_check_error(c, node,
		"lowered function type `%.*s` does not match type `%.*s` of the core function: "
		"`%.*s` is lifted from the former",
		TN_S(tn_module_sig_text(c->scratch, &wanted)),
		TN_S(tn_module_sig_text(c->scratch, have)),
		TN_S(tn_check_type_words(c->w, c->scratch, func)));
}

static void lift(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_canon *canon = &node->u.canon;
	const struct tn_ctype *func = tn_check_ctype(c, canon->type);
	const struct tn_core_extern *core = tn_check_slot(c->w, canon->func);
	if (func && func->kind != TN_CTYPE_FUNC) {
		tn_check_error(c, node, "type index is not a function type: found `%.*s`",
			TN_S(tn_check_type_words(c->w, c->scratch, func)));
		return;
	}
	struct tn_check_options o;
	if (!tn_check_options(c, node, &o) || !func || !core)
		return;
	const struct tn_core_sig *have = tn_check_core_id_sig(c->w, core->type);
	if (!have || !lift_options(c, node, &o, have) || !asyncness(c, node, &o, func))
		return;
	if (o.is_gc) {
		if (!tn_check_gc_func(c, node, func, have, o.is_utf16))
			return;
	} else {
		struct tn_abi_func abi;
		struct tn_abi_sig want;
		abi_func(c, func, &abi);
		tn_abi_signature(&c->w->types, &abi,
			!o.is_async      ? TN_ABI_EXPORT
			: o.has_callback ? TN_ABI_EXPORT_ASYNC
					 : TN_ABI_EXPORT_STACKFUL,
			o.is_64, &want);
		if (!flat_needs(c, node, &o, func, &want, true))
			return;
		if (sig_id(c, &want) != core->type) {
			sig_mismatch(c, node, func, &want, have);
			return;
		}
	}
	tn_check_set_slot(c->w, node, func);
}

/* The option `gc`: the core type that is declared, where it fits. */
static void lower_to_references(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_options *o, const struct tn_ctype *func)
{
	const struct tn_core_sig *sig = tn_check_core_id_sig(c->w, o->core_type);
	if (tn_check_gc_func(c, node, func, sig, o->is_utf16))
		tn_check_define_func(c, node, o->core_type);
}

static void lower(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_ctype *func = tn_check_ctype(c, node->u.canon.func);
	struct tn_check_options o;
	if (!tn_check_options(c, node, &o) || !func || !tn_check_lower_options(c, node, &o) ||
		!asyncness(c, node, &o, func))
		return;
	if (o.is_gc) {
		lower_to_references(c, node, &o, func);
		return;
	}
	struct tn_abi_func abi;
	struct tn_abi_sig sig;
	abi_func(c, func, &abi);
	tn_abi_signature(&c->w->types, &abi, o.is_async ? TN_ABI_IMPORT_ASYNC : TN_ABI_IMPORT,
		o.is_64, &sig);
	if (flat_needs(c, node, &o, func, &sig, false))
		tn_check_define_func(c, node, sig_id(c, &sig));
}

/* CanonicalABI.md "canon task.return": the result is passed as the parameters of a lowering. */
static void task_return(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_canon *canon = &node->u.canon;
	struct tn_cmember param = { 0, NULL };
	struct tn_ctype func = { .kind = TN_CTYPE_FUNC };
	if (!tn_check_feature(c, node, TN_WASM_CM_ASYNC, "`task.return`"))
		return;
	if (canon->result.prim || canon->result.node || canon->has_result) {
		param.type = tn_check_vref(c, node, &canon->result);
		if (!param.type)
			return;
		if (param.type->has_borrow) {
			tn_check_bad(
				c, node, "`task.return` result cannot contain a `borrow` type");
			return;
		}
		func.u.func.params = &param;
		func.u.func.param_count = 1;
	}
	struct tn_check_options o;
	if (!tn_check_options(c, node, &o))
		return;
	if (o.has_realloc) {
		tn_check_bad(c, node, "cannot specify `realloc` option on `task.return`");
		return;
	}
	if (!tn_check_lower_options(c, node, &o) || !tn_check_sync_only(c, node, &o, "task.return"))
		return;
	if (o.is_gc) {
		lower_to_references(c, node, &o, &func);
		return;
	}
	struct tn_abi_func abi;
	struct tn_abi_sig sig;
	abi_func(c, &func, &abi);
	tn_abi_signature(&c->w->types, &abi, TN_ABI_IMPORT, o.is_64, &sig);
	if (flat_needs(c, node, &o, &func, &sig, false))
		tn_check_define_func(c, node, sig_id(c, &sig));
}

void tn_check_canon(struct tn_checking *c, const struct tn_node *node)
{
	struct tn_mark mark = tn_mem_mark(c->scratch);
	switch ((enum tn_canon_code)node->u.canon.opcode) {
	case TN_CANON_LIFT:
		lift(c, node);
		break;
	case TN_CANON_LOWER:
		lower(c, node);
		break;
	case TN_CANON_TASK_RETURN:
		task_return(c, node);
		break;
	default:
		tn_check_builtin(c, node);
	}
	tn_mem_reset(c->scratch, mark);
}
