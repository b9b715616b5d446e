/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Adapters of imports: the C function of the header, which lowers its arguments, calls the core
 * function and lifts what comes back. What lies in memory is handed over as it is.
 */
#include "bindgen-c/cfunc.h"

#define FORMAT(...) tn_str_format(gen->arena, __VA_ARGS__)

static struct tn_str type_name(struct tn_cgen *gen, struct tn_cuse use)
{
	return tn_ctypes_name(gen, use);
}

static void declare_core(
	struct tn_cgen *gen, const struct tn_cfunc *func, const struct tn_csig *sig)
{
	struct tn_ctext *out = &gen->c_imports;
	tn_ctext_blank(out);
	tn_ctext_line(out,
		"__attribute__((__import_module__(\"%.*s\"), __import_name__(\"%s%.*s\")))",
		TN_S(gen->scopes.ptr[func->scope].module), func->is_async ? "[async-lower]" : "",
		TN_S(tn_ctx_text(gen->cx, func->func->name)));
	tn_ctext_line(out, "extern %s __wasm_import_%.*s(%.*s);", tn_csig_core_result(&sig->core),
		TN_S(func->name), TN_S(tn_csig_core_params(gen->arena, &sig->core, NULL)));
}

/* ---- arguments ---- */

/* Where the value of a parameter is; an option that came as a pointer is put together first. */
static struct tn_cplace param_place(
	struct tn_cgen *gen, struct tn_cbody *body, const struct tn_csig_param *param)
{
	if (!param->is_maybe)
		return (struct tn_cplace){ param->name, param->is_pointer };
	struct tn_ctext *out = &body->text;
	tn_ctext_line(out, "%.*s %.*s;", TN_S(type_name(gen, param->use)), TN_S(param->ident));
	tn_ctext_line(out, "%.*s.is_some = %.*s != NULL;", TN_S(param->ident), TN_S(param->name));
	tn_ctext_line(out, "if (%.*s) {", TN_S(param->name));
	tn_ctext_line(out, "%.*s.val = *%.*s;", TN_S(param->ident), TN_S(param->name));
	tn_ctext_line(out, "}");
	return (struct tn_cplace){ param->ident, false };
}

/* CanonicalABI.md "Flattening": too many for parameters, so they go through memory. */
static void spill_params(struct tn_cgen *gen, struct tn_cbody *body, const struct tn_csig *sig,
	struct tn_cflats *out)
{
	struct tn_ctext *text = &body->text;
	if (sig->param_count == 1) {
		struct tn_cplace place = param_place(gen, body, &sig->params[0]);
		out->expr[out->len++] =
			FORMAT("(int32_t) %.*s", TN_S(tn_cshape_address(gen->arena, place)));
		return;
	}
	struct tn_str args = tn_clift_fresh(gen, body, "args");
	tn_ctext_line(text, "struct {");
	tn_csig_args_members(gen, sig, text);
	tn_ctext_line(text, "} %.*s;", TN_S(args));
	for (uint32_t i = 0; i < sig->param_count; i++) {
		struct tn_cplace place = param_place(gen, body, &sig->params[i]);
		tn_ctext_line(text, "%.*s.%.*s = %.*s;", TN_S(args), TN_S(sig->params[i].ident),
			TN_S(tn_cshape_value(gen->arena, place)));
	}
	out->expr[out->len++] = FORMAT("(int32_t) &%.*s", TN_S(args));
}

static void lower_params(struct tn_cgen *gen, struct tn_cbody *body, const struct tn_csig *sig,
	struct tn_cflats *out)
{
	if (sig->core.indirect_params) {
		spill_params(gen, body, sig, out);
		return;
	}
	for (uint32_t i = 0; i < sig->param_count; i++) {
		struct tn_cplace place = param_place(gen, body, &sig->params[i]);
		tn_clift_lower(gen, body, sig->params[i].use, place, out);
	}
}

/* ---- results ---- */

static struct tn_str call_text(
	struct tn_cgen *gen, const struct tn_cfunc *func, const struct tn_cflats *args)
{
	return FORMAT(
		"__wasm_import_%.*s(%.*s)", TN_S(func->name), TN_S(tn_csig_join(gen->arena, args)));
}

/* Takes apart an option or result that was read as a whole. */
static void return_parts(
	struct tn_cgen *gen, struct tn_cbody *body, const struct tn_csig *sig, struct tn_str whole)
{
	struct tn_ctext *out = &body->text;
	if (sig->kind == TN_CSIG_OPTION) {
		tn_ctext_line(out, "if (%.*s.is_some) {", TN_S(whole));
		tn_ctext_line(out, "*ret = %.*s.val;", TN_S(whole));
		tn_ctext_line(out, "}");
		tn_ctext_line(out, "return %.*s.is_some;", TN_S(whole));
		return;
	}
	if (tn_csig_part(gen, sig, false).ty != TN_TY_NONE) {
		tn_ctext_line(out, "if (!%.*s.is_err) {", TN_S(whole));
		tn_ctext_line(out, "*ret = %.*s.val.ok;", TN_S(whole));
		tn_ctext_line(out, "}");
	}
	if (tn_csig_part(gen, sig, true).ty != TN_TY_NONE) {
		tn_ctext_line(out, "if (%.*s.is_err) {", TN_S(whole));
		tn_ctext_line(out, "*err = %.*s.val.err;", TN_S(whole));
		tn_ctext_line(out, "}");
	}
	tn_ctext_line(out, "return !%.*s.is_err;", TN_S(whole));
}

/* The result comes through memory: the caller's own where it has the right shape. */
static void return_from_memory(struct tn_cgen *gen, const struct tn_cfunc *func,
	struct tn_cbody *body, const struct tn_csig *sig, struct tn_cflats *args)
{
	if (sig->kind == TN_CSIG_POINTER) {
		args->expr[args->len++] = TN_STR("(int32_t) ret");
		tn_ctext_line(&body->text, "%.*s;", TN_S(call_text(gen, func, args)));
		return;
	}
	struct tn_str area = tn_clift_fresh(gen, body, "result");
	tn_ctext_line(&body->text, "%.*s %.*s;", TN_S(type_name(gen, sig->result)), TN_S(area));
	args->expr[args->len++] = FORMAT("(int32_t) &%.*s", TN_S(area));
	tn_ctext_line(&body->text, "%.*s;", TN_S(call_text(gen, func, args)));
	return_parts(gen, body, sig, area);
}

static bool is_handle(const struct tn_cgen *gen, struct tn_cuse use)
{
	use = tn_ctypes_resolve(gen, use);
	return tn_ctypes_is_kind(gen, use, TN_DEF_OWN) ||
	       tn_ctypes_is_kind(gen, use, TN_DEF_BORROW);
}

/* The result comes as one core value. */
static void return_flat(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	const struct tn_csig *sig, const struct tn_cflats *args)
{
	struct tn_ctext *out = &body->text;
	struct tn_str call = call_text(gen, func, args);
	if (sig->kind == TN_CSIG_VALUE && !is_handle(gen, sig->result)) {
		tn_ctext_line(out, "return %.*s;", TN_S(tn_clift_scalar(gen, sig->result, call)));
		return;
	}
	struct tn_str flat = tn_clift_fresh(gen, body, "flat");
	tn_ctext_line(
		out, "%s %.*s = %.*s;", tn_csig_core_result(&sig->core), TN_S(flat), TN_S(call));
	if (sig->kind == TN_CSIG_POINTER) {
		struct tn_cplace ret = { TN_STR("ret"), true };
		tn_clift_lift(gen, body, sig->result, ret, &flat);
		return;
	}
	struct tn_str value = tn_clift_fresh(gen, body, "value");
	tn_ctext_line(out, "%.*s %.*s;", TN_S(type_name(gen, sig->result)), TN_S(value));
	tn_clift_lift(gen, body, sig->result, (struct tn_cplace){ value, false }, &flat);
	if (sig->kind == TN_CSIG_VALUE)
		tn_ctext_line(out, "return %.*s;", TN_S(value));
	else
		return_parts(gen, body, sig, value);
}

/* ---- whole functions ---- */

static void sync_body(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	const struct tn_csig *sig)
{
	struct tn_cflats args = { 0 };
	lower_params(gen, body, sig, &args);
	if (sig->core.retptr)
		return_from_memory(gen, func, body, sig, &args);
	else if (sig->kind == TN_CSIG_VOID)
		tn_ctext_line(&body->text, "%.*s;", TN_S(call_text(gen, func, &args)));
	else
		return_flat(gen, func, body, sig, &args);
}

/* The arguments and the place of the result must stay until the subtask has used them. */
static void async_body(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	const struct tn_csig *sig)
{
	struct tn_cflats args = { 0 };
	if (sig->core.indirect_params) {
		args.expr[args.len++] =
			sig->param_count == 1 ? TN_STR("(int32_t) arg") : TN_STR("(int32_t) args");
	} else {
		for (uint32_t i = 0; i < sig->param_count; i++) {
			struct tn_cplace place = { sig->params[i].name, false };
			tn_clift_lower(gen, body, sig->params[i].use, place, &args);
		}
	}
	if (sig->core.retptr)
		args.expr[args.len++] = FORMAT("(int32_t) %.*s", TN_S(sig->result_name));
	tn_ctext_line(&body->text, "return (%.*s_subtask_status_t) %.*s;", TN_S(gen->snake),
		TN_S(call_text(gen, func, &args)));
}

void tn_cimport_emit(struct tn_cgen *gen, const struct tn_cfunc *func)
{
	struct tn_cbody body;
	struct tn_csig sig;
	tn_clift_begin(&body, func, gen->arena);
	tn_csig_make(gen, func, &body, &sig);
	declare_core(gen, func, &sig);
	tn_ctext_line(&gen->h_funcs, "extern %.*s;", TN_S(sig.prototype));
	if (func->is_async)
		async_body(gen, func, &body, &sig);
	else
		sync_body(gen, func, &body, &sig);
	tn_ctext_blank(&gen->c_adapters);
	tn_cfunc_put(gen, sig.prototype, &body);
}
