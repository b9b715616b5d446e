/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * WIT function types to C signatures, as wit-bindgen makes them: what has a struct goes by pointer,
 * an option parameter is a pointer that may be NULL, an option or result is a bool and pointers to
 * where its parts go (--no-sig-flattening turns both off).
 */
#include "bindgen-c/csig.h"

#include <inttypes.h>

static struct tn_str type_name(struct tn_cgen *gen, struct tn_cuse use)
{
	return tn_ctypes_name(gen, use);
}

struct tn_cuse tn_csig_part(const struct tn_cgen *gen, const struct tn_csig *sig, bool second)
{
	struct tn_cuse of = tn_ctypes_resolve(gen, sig->result);
	const struct tn_typedef *def = tn_ctypes_def(gen, of);
	return (struct tn_cuse){ second ? def->b : def->a, of.scope };
}

static enum tn_csig_result classify(const struct tn_cgen *gen, struct tn_cuse result)
{
	if (result.ty == TN_TY_NONE)
		return TN_CSIG_VOID;
	if (!tn_ctypes_by_pointer(gen, result))
		return TN_CSIG_VALUE;
	struct tn_cuse of = tn_ctypes_resolve(gen, result);
	if (!gen->options->no_sig_flattening && tn_ctypes_is_kind(gen, of, TN_DEF_OPTION))
		return TN_CSIG_OPTION;
	if (!gen->options->no_sig_flattening && tn_ctypes_is_kind(gen, of, TN_DEF_RESULT))
		return TN_CSIG_RESULT;
	return TN_CSIG_POINTER;
}

/* ---- parameters ---- */

static void make_params(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	struct tn_csig *sig)
{
	const struct tn_func *wit = func->func;
	sig->param_count = wit->params.len;
	sig->params = TN_NEWN(gen->arena, struct tn_csig_param, wit->params.len);
	for (uint32_t i = 0; i < wit->params.len; i++) {
		const struct tn_member *member = &wit->params.ptr[i];
		struct tn_csig_param *param = &sig->params[i];
		struct tn_str ident =
			tn_cname_ident(gen->arena, tn_ctx_text(gen->cx, member->name));
		param->use = (struct tn_cuse){ member->ty, func->scope };
		param->ident = param->name = tn_clift_fresh(gen, body, ident.ptr);
	}
}

/* Parameters of everything but asynchronous imports. */
static void put_params(
	struct tn_cgen *gen, struct tn_cbody *body, struct tn_csig *sig, struct tn_buf *out)
{
	for (uint32_t i = 0; i < sig->param_count; i++) {
		struct tn_csig_param *param = &sig->params[i];
		struct tn_cuse of = param->use;
		param->is_pointer = tn_ctypes_by_pointer(gen, of);
		/* Only an option written as such: an alias of one stays a struct. */
		param->is_maybe = !gen->options->no_sig_flattening &&
				  tn_ctypes_is_kind(gen, of, TN_DEF_OPTION);
		if (param->is_maybe) {
			const char *maybe =
				tn_str_format(gen->arena, "maybe_%.*s", TN_S(param->ident)).ptr;
			param->name = tn_clift_fresh(gen, body, maybe);
			of = (struct tn_cuse){ tn_ctypes_def(gen, of)->a, of.scope };
		}
		tn_csig_add(out, tn_str_format(gen->arena, "%.*s %s%.*s", TN_S(type_name(gen, of)),
					 param->is_pointer ? "*" : "", TN_S(param->name)));
	}
}

static void put_result(struct tn_cgen *gen, struct tn_csig *sig, struct tn_buf *out)
{
	struct tn_arena *arena = gen->arena;
	struct tn_cuse ok = sig->result, err = { TN_TY_NONE, 0 };
	if (sig->kind == TN_CSIG_VOID || sig->kind == TN_CSIG_VALUE)
		return;
	if (sig->kind == TN_CSIG_OPTION || sig->kind == TN_CSIG_RESULT)
		ok = tn_csig_part(gen, sig, false);
	if (sig->kind == TN_CSIG_RESULT)
		err = tn_csig_part(gen, sig, true);
	if (ok.ty != TN_TY_NONE)
		tn_csig_add(out, tn_str_format(arena, "%.*s *ret", TN_S(type_name(gen, ok))));
	if (err.ty != TN_TY_NONE)
		tn_csig_add(out, tn_str_format(arena, "%.*s *err", TN_S(type_name(gen, err))));
}

/* ---- asynchronous imports: values, or one pointer to all of them; a pointer for the result ---- */

void tn_csig_args_members(struct tn_cgen *gen, const struct tn_csig *sig, struct tn_ctext *out)
{
	for (uint32_t i = 0; i < sig->param_count; i++)
		tn_ctext_line(out, "%.*s %.*s;", TN_S(type_name(gen, sig->params[i].use)),
			TN_S(sig->params[i].ident));
}

static void put_async_spilled(
	struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_csig *sig, struct tn_buf *out)
{
	if (sig->param_count == 1) {
		struct tn_str type = type_name(gen, sig->params[0].use);
		tn_csig_add(out, tn_str_format(gen->arena, "%.*s *arg", TN_S(type)));
		return;
	}
	tn_ctext_blank(&gen->h_types);
	tn_ctext_line(&gen->h_types, "typedef struct %.*s_args {", TN_S(func->name));
	tn_csig_args_members(gen, sig, &gen->h_types);
	tn_ctext_line(&gen->h_types, "} %.*s_args_t;", TN_S(func->name));
	tn_csig_add(out, tn_str_format(gen->arena, "%.*s_args_t *args", TN_S(func->name)));
}

static void put_async_params(struct tn_cgen *gen, const struct tn_cfunc *func,
	struct tn_cbody *body, struct tn_csig *sig, struct tn_buf *out)
{
	if (sig->core.indirect_params) {
		put_async_spilled(gen, func, sig, out);
	} else {
		for (uint32_t i = 0; i < sig->param_count; i++)
			tn_csig_add(out, tn_str_format(gen->arena, "%.*s %.*s",
						 TN_S(type_name(gen, sig->params[i].use)),
						 TN_S(sig->params[i].ident)));
	}
	if (sig->result.ty == TN_TY_NONE)
		return;
	/* Behind the parameters' names, one of which may be `result`. */
	struct tn_str name =
		sig->core.indirect_params ? TN_STR("result") : tn_clift_fresh(gen, body, "result");
	tn_csig_add(out, tn_str_format(gen->arena, "%.*s *%.*s", TN_S(type_name(gen, sig->result)),
				 TN_S(name)));
	sig->result_name = name;
}

/* ---- the whole ---- */

static struct tn_str return_type(
	struct tn_cgen *gen, const struct tn_cfunc *func, const struct tn_csig *sig)
{
	if (func->is_async)
		return tn_str_format(gen->arena, "%.*s_%s", TN_S(gen->snake),
			func->is_export ? "callback_code_t" : "subtask_status_t");
	switch (sig->kind) {
	case TN_CSIG_VALUE:
		return type_name(gen, sig->result);
	case TN_CSIG_OPTION:
	case TN_CSIG_RESULT:
		return TN_STR("bool");
	default:
		return TN_STR("void");
	}
}

static enum tn_abi_side side_of(const struct tn_cfunc *func)
{
	if (func->is_export)
		return func->is_async ? TN_ABI_EXPORT_ASYNC : TN_ABI_EXPORT;
	return func->is_async ? TN_ABI_IMPORT_ASYNC : TN_ABI_IMPORT;
}

void tn_csig_make(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	struct tn_csig *sig)
{
	*sig = (struct tn_csig){ .result = { func->func->result, func->scope } };
	tn_lower_func(&gen->lower, func->func, &sig->abi);
	tn_abi_signature(&gen->types, &sig->abi, side_of(func), false, &sig->core);
	sig->kind = classify(gen, sig->result);

	struct tn_buf params = tn_buf_new(gen->arena);
	/* Locals have names that no parameter, `ret` or `err` has. */
	tn_clift_fresh(gen, body, "ret");
	tn_clift_fresh(gen, body, "err");
	make_params(gen, func, body, sig);
	if (func->is_async && !func->is_export) {
		put_async_params(gen, func, body, sig, &params);
	} else {
		put_params(gen, body, sig, &params);
		if (!func->is_async)
			put_result(gen, sig, &params);
	}
	if (params.len == 0)
		tn_buf_printf(&params, "void");
	sig->prototype =
		tn_str_format(gen->arena, "%.*s %.*s(%.*s)", TN_S(return_type(gen, func, sig)),
			TN_S(func->name), (int)params.len, (const char *)params.ptr);
}

/* ---- core signatures ---- */

struct tn_str tn_csig_core_params(
	struct tn_arena *arena, const struct tn_abi_sig *core, const struct tn_str *names)
{
	struct tn_buf out = tn_buf_new(arena);
	for (uint32_t i = 0; i < core->param_count; i++) {
		tn_buf_printf(&out, "%s%s", i ? ", " : "", tn_clift_core_type(core->params[i]));
		if (names)
			tn_buf_printf(&out, " %.*s", TN_S(names[i]));
	}
	if (core->param_count == 0)
		tn_buf_printf(&out, "void");
	return (struct tn_str){ (const char *)out.ptr, out.len };
}

const char *tn_csig_core_result(const struct tn_abi_sig *core)
{
	return core->result_count ? tn_clift_core_type(core->results[0]) : "void";
}

void tn_csig_add(struct tn_buf *list, struct tn_str item)
{
	tn_buf_printf(list, "%s%.*s", list->len ? ", " : "", TN_S(item));
}

struct tn_str tn_csig_list(const struct tn_buf *list)
{
	return (struct tn_str){ (const char *)list->ptr, list->len };
}

struct tn_str tn_csig_join(struct tn_arena *arena, const struct tn_cflats *flats)
{
	struct tn_buf list = tn_buf_new(arena);
	for (uint32_t i = 0; i < flats->len; i++)
		tn_csig_add(&list, flats->expr[i]);
	return tn_csig_list(&list);
}
