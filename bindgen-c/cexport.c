/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Adapters of exports: the core function that the host calls, which lifts its arguments, calls the
 * program's function and lowers what that gives. A result that goes through memory is written where
 * it stays until the host has read it, in one static area for all exports: the component model lets
 * nobody else in before then.
 */
#include "bindgen-c/cborrow.h"
#include "bindgen-c/cfunc.h"

#include <inttypes.h>

#define FORMAT(...) tn_str_format(gen->arena, __VA_ARGS__)

static struct tn_str type_name(struct tn_cgen *gen, struct tn_cuse use)
{
	return tn_ctypes_name(gen, use);
}

static struct tn_str export_name(struct tn_cgen *gen, const struct tn_cfunc *func)
{
	struct tn_str name = tn_ctx_text(gen->cx, func->func->name);
	if (func->scope == TN_CSCOPE_WORLD)
		return name;
	return FORMAT("%.*s#%.*s", TN_S(gen->scopes.ptr[func->scope].module), TN_S(name));
}

/* ---- arguments ---- */

/* A handle is a struct with a number, but a borrow of a resource of our own is a pointer. */
static bool is_handle(const struct tn_cgen *gen, struct tn_cuse use)
{
	use = tn_ctypes_resolve(gen, use);
	if (tn_ctypes_is_kind(gen, use, TN_DEF_OWN))
		return true;
	return tn_ctypes_is_kind(gen, use, TN_DEF_BORROW) &&
	       !gen->scopes.ptr[tn_ctypes_resource(gen, use)->scope].is_export;
}

/* How the program's function gets a parameter whose value is in `place`. */
static struct tn_str argument(
	struct tn_cgen *gen, const struct tn_csig_param *param, struct tn_cplace place)
{
	if (param->is_maybe)
		return FORMAT("%.*s ? &%.*s : NULL",
			TN_S(tn_cshape_member(gen->arena, place, TN_STR("is_some")).text),
			TN_S(tn_cshape_member(gen->arena, place, TN_STR("val")).text));
	return param->is_pointer ? tn_cshape_address(gen->arena, place)
				 : tn_cshape_value(gen->arena, place);
}

static void pass(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	const struct tn_csig_param *param, struct tn_cplace place, struct tn_buf *args)
{
	if (gen->options->autodrop_borrows && !func->is_async)
		tn_cborrow_note(gen, func, body, param->use, place);
	tn_csig_add(args, argument(gen, param, place));
}

/* The host put the arguments into memory that it had from cabi_realloc. */
static void lift_spilled(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	const struct tn_csig *sig, struct tn_str flat, struct tn_buf *args)
{
	struct tn_ctext *out = &body->text;
	if (sig->param_count == 1) {
		struct tn_str type = type_name(gen, sig->params[0].use);
		struct tn_str name = tn_clift_fresh(gen, body, "value");
		tn_ctext_line(out, "%.*s *%.*s = (%.*s *) %.*s;", TN_S(type), TN_S(name),
			TN_S(type), TN_S(flat));
		pass(gen, func, body, &sig->params[0], (struct tn_cplace){ name, true }, args);
		return;
	}
	struct tn_cplace all = { tn_clift_fresh(gen, body, "args"), true };
	tn_ctext_line(out, "struct args {");
	tn_csig_args_members(gen, sig, out);
	tn_ctext_line(out, "} *%.*s = (struct args *) %.*s;", TN_S(all.text), TN_S(flat));
	for (uint32_t i = 0; i < sig->param_count; i++)
		pass(gen, func, body, &sig->params[i],
			tn_cshape_member(gen->arena, all, sig->params[i].ident), args);
}

static void lift_flat(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	const struct tn_csig *sig, const struct tn_str *flats, struct tn_buf *args)
{
	for (uint32_t i = 0; i < sig->param_count; i++) {
		const struct tn_csig_param *param = &sig->params[i];
		tn_vt vt = sig->abi.params[i].type;
		if (param->is_pointer || is_handle(gen, param->use)) {
			struct tn_cplace place = { param->ident, false };
			tn_ctext_line(&body->text, "%.*s %.*s;", TN_S(type_name(gen, param->use)),
				TN_S(param->ident));
			tn_clift_lift(gen, body, param->use, place, flats);
			pass(gen, func, body, param, place, args);
		} else {
			tn_csig_add(args, tn_clift_scalar(gen, param->use, flats[0]));
		}
		flats += tn_type_get(&gen->types, vt)->flat_count[0];
	}
}

/* Names of the core parameters, which are taken. */
static struct tn_str *name_core_params(
	struct tn_cgen *gen, struct tn_cbody *body, const struct tn_csig *sig)
{
	struct tn_str *names = TN_NEWN(gen->arena, struct tn_str, sig->core.param_count);
	for (uint32_t i = 0; i < sig->core.param_count; i++)
		names[i] = tn_clift_fresh(gen, body, FORMAT("arg%" PRIu32, i).ptr);
	return names;
}

/* ---- results ---- */

/* The static area's member for results of this type. */
static struct tn_str area_of(struct tn_cgen *gen, struct tn_cuse result)
{
	struct tn_str type = type_name(gen, result);
	struct tn_str member = tn_cname_without(type, TN_STR("_t"));
	if (tn_map_put(&gen->area_index, tn_ctx_name(gen->cx, type), 1))
		*TN_PUSH(gen->arena, &gen->areas) = type;
	return FORMAT("RET_AREA.%.*s", TN_S(member));
}

static struct tn_str member(struct tn_cgen *gen, struct tn_cplace place, const char *name)
{
	return tn_cshape_member(gen->arena, place, tn_str_of(name)).text;
}

static void call_result(struct tn_cgen *gen, struct tn_cbody *body, const struct tn_csig *sig,
	struct tn_cplace whole, struct tn_str name, struct tn_buf *args)
{
	struct tn_ctext *out = &body->text;
	struct tn_cuse ok = tn_csig_part(gen, sig, false), err = tn_csig_part(gen, sig, true);
	struct tn_str is_err = member(gen, whole, "is_err"),
		      failure = member(gen, whole, "val.err");
	/* Both may be written by a program, so they must not share the union meanwhile. */
	bool apart = ok.ty != TN_TY_NONE && err.ty != TN_TY_NONE;
	if (apart) {
		failure = tn_clift_fresh(gen, body, "failure");
		tn_ctext_line(out, "%.*s %.*s;", TN_S(type_name(gen, err)), TN_S(failure));
	}
	if (ok.ty != TN_TY_NONE)
		tn_csig_add(args, FORMAT("&%.*s", TN_S(member(gen, whole, "val.ok"))));
	if (err.ty != TN_TY_NONE)
		tn_csig_add(args, FORMAT("&%.*s", TN_S(failure)));
	tn_ctext_line(
		out, "%.*s = !%.*s(%.*s);", TN_S(is_err), TN_S(name), TN_S(tn_csig_list(args)));
	if (apart)
		tn_ctext_line(out, "if (%.*s) %.*s = %.*s;", TN_S(is_err),
			TN_S(member(gen, whole, "val.err")), TN_S(failure));
}

/* Calls the program's function; its result is in `whole` afterwards. */
static void call(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	const struct tn_csig *sig, struct tn_cplace whole, struct tn_buf *args)
{
	struct tn_ctext *out = &body->text;
	struct tn_str name = func->name;
	if (sig->kind == TN_CSIG_POINTER)
		tn_csig_add(args, tn_cshape_address(gen->arena, whole));
	if (sig->kind == TN_CSIG_OPTION)
		tn_csig_add(args, FORMAT("&%.*s", TN_S(member(gen, whole, "val"))));
	struct tn_str list = tn_csig_list(args);
	switch (sig->kind) {
	case TN_CSIG_VOID:
	case TN_CSIG_POINTER:
		tn_ctext_line(out, "%.*s(%.*s);", TN_S(name), TN_S(list));
		return;
	case TN_CSIG_VALUE:
		tn_ctext_line(out, "%.*s %.*s = %.*s(%.*s);", TN_S(type_name(gen, sig->result)),
			TN_S(whole.text), TN_S(name), TN_S(list));
		return;
	case TN_CSIG_OPTION:
		tn_ctext_line(out, "%.*s = %.*s(%.*s);", TN_S(member(gen, whole, "is_some")),
			TN_S(name), TN_S(list));
		return;
	case TN_CSIG_RESULT:
		call_result(gen, body, sig, whole, name, args);
		return;
	}
}

/* Where the result is made: in the static area, or in a variable that is lowered at the end. */
static struct tn_cplace result_place(
	struct tn_cgen *gen, struct tn_cbody *body, const struct tn_csig *sig)
{
	if (sig->kind == TN_CSIG_VOID)
		return (struct tn_cplace){ 0 };
	struct tn_cplace place = { tn_clift_fresh(gen, body, "value"), sig->core.retptr };
	if (place.is_pointer)
		tn_ctext_line(&body->text, "%.*s *%.*s = &%.*s;", TN_S(type_name(gen, sig->result)),
			TN_S(place.text), TN_S(area_of(gen, sig->result)));
	else if (sig->kind != TN_CSIG_VALUE)
		tn_ctext_line(&body->text, "%.*s %.*s;", TN_S(type_name(gen, sig->result)),
			TN_S(place.text));
	return place;
}

static void sync_body(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	const struct tn_csig *sig, struct tn_str spilled, struct tn_buf *args)
{
	struct tn_ctext *out = &body->text;
	struct tn_cplace whole = result_place(gen, body, sig);
	call(gen, func, body, sig, whole, args);
	tn_buf_str(&out->buf, tn_ctext_done(&body->drops));
	if (spilled.len)
		tn_ctext_line(out, "free((void *) %.*s);", TN_S(spilled));
	if (sig->core.retptr) {
		tn_ctext_line(out, "return (int32_t) %.*s;", TN_S(whole.text));
	} else if (sig->kind != TN_CSIG_VOID) {
		struct tn_cflats flats = { 0 };
		tn_clift_lower(gen, body, sig->result, whole, &flats);
		tn_ctext_line(out, "return %.*s;", TN_S(flats.expr[0]));
	}
}

static void async_body(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	struct tn_str spilled, struct tn_buf *args)
{
	struct tn_ctext *out = &body->text;
	struct tn_str list = tn_csig_list(args);
	if (!spilled.len) {
		tn_ctext_line(out, "return (int32_t) %.*s(%.*s);", TN_S(func->name), TN_S(list));
		return;
	}
	struct tn_str code = tn_clift_fresh(gen, body, "code");
	tn_ctext_line(out, "%.*s_callback_code_t %.*s = %.*s(%.*s);", TN_S(gen->snake), TN_S(code),
		TN_S(func->name), TN_S(list));
	tn_ctext_line(out, "free((void *) %.*s);", TN_S(spilled));
	tn_ctext_line(out, "return (int32_t) %.*s;", TN_S(code));
}

/* ---- after the return ---- */

/* CanonicalABI.md "canon lift": what the program gave away is freed once it was copied. */
static void put_post_return(
	struct tn_cgen *gen, const struct tn_cfunc *func, const struct tn_csig *sig)
{
	const struct tn_ctype *type = tn_ctypes_get(gen, sig->result);
	struct tn_ctext *out = &gen->c_adapters;
	if (sig->result.ty != TN_TY_STRING && !(type && type->frees))
		return;
	struct tn_str name = type_name(gen, sig->result);
	tn_ctext_blank(out);
	tn_ctext_line(out, "__attribute__((__weak__, __export_name__(\"cabi_post_%.*s\")))",
		TN_S(export_name(gen, func)));
	tn_ctext_line(out, "void __wasm_export_%.*s_post_return(int32_t arg0) {", TN_S(func->name));
	tn_ctext_line(out, "%.*s_free((%.*s *) arg0);", TN_S(tn_cname_without(name, TN_STR("_t"))),
		TN_S(name));
	tn_ctext_line(out, "}");
}

/* The end of an asynchronous export: the callback, and the function that returns the result. */
static void put_task_return(
	struct tn_cgen *gen, const struct tn_cfunc *func, const struct tn_csig *sig)
{
	struct tn_abi_func abi = { .param_count = sig->kind != TN_CSIG_VOID };
	struct tn_vt_member result = { 0, sig->abi.result };
	struct tn_abi_sig core;
	struct tn_cbody body;
	struct tn_cflats flats = { 0 };
	struct tn_str param = TN_STR("void");
	abi.params = &result;
	tn_abi_signature(&gen->types, &abi, TN_ABI_IMPORT, false, &core);
	tn_clift_begin(&body, func, gen->arena);
	tn_clift_fresh(gen, &body, "ret");
	if (abi.param_count) {
		param = FORMAT("%.*s ret", TN_S(type_name(gen, sig->result)));
		if (core.indirect_params)
			flats.expr[flats.len++] = TN_STR("(int32_t) &ret");
		else
			tn_clift_lower(gen, &body, sig->result,
				(struct tn_cplace){ TN_STR("ret"), false }, &flats);
	}
	tn_ctext_line(&body.text, "__wasm_import_%.*s_return(%.*s);", TN_S(func->name),
		TN_S(tn_csig_join(gen->arena, &flats)));

	struct tn_str prototype = FORMAT("void %.*s_return(%.*s)", TN_S(func->name), TN_S(param));
	tn_ctext_blank(&gen->c_adapters);
	tn_ctext_line(&gen->c_adapters,
		"__attribute__((__import_module__(\"[export]%.*s\"), "
		"__import_name__(\"[task-return]%.*s\")))",
		TN_S(gen->scopes.ptr[func->scope].module),
		TN_S(tn_ctx_text(gen->cx, func->func->name)));
	tn_ctext_line(&gen->c_adapters, "extern void __wasm_import_%.*s_return(%.*s);",
		TN_S(func->name), TN_S(tn_csig_core_params(gen->arena, &core, NULL)));
	tn_ctext_blank(&gen->h_helpers);
	tn_ctext_line(&gen->h_helpers, "%.*s;", TN_S(prototype));
	tn_cfunc_put(gen, prototype, &body);
}

static void put_callback(struct tn_cgen *gen, const struct tn_cfunc *func)
{
	struct tn_csubst subst[] = {
		{ "tnw", gen->snake },
		{ "tnf", func->name },
		{ "tne", FORMAT("__wasm_export_%.*s", TN_S(func->name)) },
		{ "tn_export", export_name(gen, func) },
	};
	tn_ctext_line(&gen->h_funcs, "%.*s_callback_code_t %.*s_callback(%.*s_event_t *event);",
		TN_S(gen->snake), TN_S(func->name), TN_S(gen->snake));
	tn_ctext_blank(&gen->c_adapters);
	tn_ctext_support(
		&gen->c_adapters, TN_CSUPPORT(callback_c), subst, sizeof subst / sizeof *subst);
}

/* ---- the whole ---- */

void tn_cexport_emit(struct tn_cgen *gen, const struct tn_cfunc *func)
{
	struct tn_cbody body;
	struct tn_csig sig;
	tn_clift_begin(&body, func, gen->arena);
	tn_csig_make(gen, func, &body, &sig);
	tn_ctext_line(&gen->h_funcs, "%.*s;", TN_S(sig.prototype));

	struct tn_str *names = name_core_params(gen, &body, &sig);
	struct tn_buf args = tn_buf_new(gen->arena);
	struct tn_str spilled = sig.core.indirect_params ? names[0] : TN_NOSTR;
	if (spilled.len)
		lift_spilled(gen, func, &body, &sig, spilled, &args);
	else
		lift_flat(gen, func, &body, &sig, names, &args);
	if (func->is_async)
		async_body(gen, func, &body, spilled, &args);
	else
		sync_body(gen, func, &body, &sig, spilled, &args);

	tn_ctext_blank(&gen->c_adapters);
	tn_ctext_line(&gen->c_adapters, "__attribute__((__export_name__(\"%s%.*s\")))",
		func->is_async ? "[async-lift]" : "", TN_S(export_name(gen, func)));
	struct tn_str prototype =
		FORMAT("%s __wasm_export_%.*s(%.*s)", tn_csig_core_result(&sig.core),
			TN_S(func->name), TN_S(tn_csig_core_params(gen->arena, &sig.core, names)));
	tn_cfunc_put(gen, prototype, &body);
	if (func->is_async) {
		put_callback(gen, func);
		put_task_return(gen, func, &sig);
	} else if (sig.core.retptr) {
		put_post_return(gen, func, &sig);
	}
}
