/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What is asynchronous: which functions are, the ends of streams and futures, the built-ins.
 */
#include "bindgen-c/cgen.h"

#include <inttypes.h>

/* ---- which functions ---- */

/* The first filter that fits decides; without one, what WIT says. */
bool tn_casync_is_async(const struct tn_cgen *gen, const struct tn_cfunc *func, bool *used)
{
	struct tn_str name = tn_ctx_text(gen->cx, func->func->name);
	if (func->scope != TN_CSCOPE_WORLD)
		name = tn_str_format(gen->arena, "%.*s#%.*s",
			TN_S(gen->scopes.ptr[func->scope].module), TN_S(name));
	for (uint32_t i = 0; i < gen->options->filter_count; i++) {
		const struct tn_cfilter *filter = &gen->options->filters[i];
		if (filter->side == (func->is_export ? TN_CFILTER_IMPORT : TN_CFILTER_EXPORT))
			continue;
		if (!filter->is_all && !tn_str_eq(filter->name, name))
			continue;
		used[i] = true;
		return filter->make_async;
	}
	return func->func->is_async;
}

/* ---- streams and futures ---- */

/*
 * Their built-ins are found by the place of the type among the streams and futures of a function:
 * parameters, then result, what is inside before what is around it; each mention counts.
 */
struct search {
	struct tn_cgen *gen;
	const struct tn_cfunc *func;
	uint32_t index;
	uint32_t mentions; /* types of types multiply */
};

static bool too_many(struct search *s)
{
	struct tn_cgen *gen = s->gen;
	if (s->mentions++ < gen->cx->limits.bindgen_mentions)
		return false;
	if (!gen->failed)
		tn_diag_error(gen->cx, TN_E_LIMIT, s->func->func->meta.span,
			"`%.*s` mentions more than %" PRIu32 " types",
			TN_S(tn_ctx_text(gen->cx, s->func->func->name)),
			gen->cx->limits.bindgen_mentions);
	gen->failed = true;
	return true;
}

static void put_endpoint(struct search *s, struct tn_cuse use, bool is_stream)
{
	struct tn_cgen *gen = s->gen;
	const struct tn_ctype *type = tn_ctypes_get(gen, use);
	const struct tn_typedef *def = tn_ctypes_def(gen, use);
	struct tn_cuse item = { def->a, type->scope };
	const struct tn_cscope *scope = &gen->scopes.ptr[s->func->scope];
	struct tn_csubst subst[] = {
		{ "tnw", gen->snake },
		{ "tns", type->prefix },
		{ "tn_item", tn_ctypes_name(gen, item) },
		{ "tn_kind", is_stream ? TN_STR("stream") : TN_STR("future") },
		{ "tn_index", tn_str_format(gen->arena, "%" PRIu32, s->index) },
		{ "tn_func", tn_ctx_text(gen->cx, s->func->func->name) },
		{ "tn_module", tn_str_format(gen->arena, "%s%.*s",
				       s->func->is_export ? "[export]" : "", TN_S(scope->module)) },
	};
	const uint32_t count = sizeof subst / sizeof *subst;
	bool is_unit = item.ty == TN_TY_NONE;
	struct tn_str header =
		is_stream ? is_unit ? TN_CSUPPORT(stream_unit_h) : TN_CSUPPORT(stream_h)
		: is_unit ? TN_CSUPPORT(future_unit_h)
			  : TN_CSUPPORT(future_h);
	struct tn_str source =
		is_stream ? is_unit ? TN_CSUPPORT(stream_unit_c) : TN_CSUPPORT(stream_c)
		: is_unit ? TN_CSUPPORT(future_unit_c)
			  : TN_CSUPPORT(future_c);
	tn_ctext_blank(&gen->h_helpers);
	tn_ctext_support(&gen->h_helpers, TN_CSUPPORT(endpoint_h), subst, count);
	tn_ctext_support(&gen->h_helpers, header, subst, count);
	tn_ctext_blank(&gen->c_helpers);
	tn_ctext_support(&gen->c_helpers, TN_CSUPPORT(endpoint_c), subst, count);
	tn_ctext_blank(&gen->c_helpers);
	tn_ctext_support(&gen->c_helpers, source, subst, count);
	gen->needs_async = true;
}

static void find(struct search *s, struct tn_cuse use)
{
	use = tn_ctypes_resolve(s->gen, use);
	const struct tn_typedef *def = tn_ctypes_def(s->gen, use);
	const struct tn_vt_def *abi =
		tn_type_get(&s->gen->types, tn_lower_type(&s->gen->lower, use.ty));
	if (!def || !abi->has_stream || too_many(s))
		return;
	bool is_stream = def->kind == TN_DEF_STREAM, is_future = def->kind == TN_DEF_FUTURE;
	find(s, (struct tn_cuse){ def->a, use.scope });
	find(s, (struct tn_cuse){ def->b, use.scope });
	for (uint32_t i = 0; i < def->members.len; i++)
		find(s, (struct tn_cuse){ def->members.ptr[i].ty, use.scope });
	if (!is_stream && !is_future)
		return;
	uint32_t at = tn_ctypes_index(s->gen, use);
	if (!s->gen->ctypes.ptr[at].has_endpoint) {
		s->gen->ctypes.ptr[at].has_endpoint = true;
		put_endpoint(s, use, is_stream);
	}
	s->index++;
}

void tn_casync_endpoints(struct tn_cgen *gen, const struct tn_cfunc *func)
{
	struct search s = { .gen = gen, .func = func };
	for (uint32_t i = 0; i < func->func->params.len; i++)
		find(&s, (struct tn_cuse){ func->func->params.ptr[i].ty, func->scope });
	find(&s, (struct tn_cuse){ func->func->result, func->scope });
}

/* ---- built-ins ---- */

void tn_casync_helpers(struct tn_cgen *gen, struct tn_ctext *header, struct tn_ctext *source)
{
	struct tn_csubst subst[] = { { "tnw", gen->snake }, { "TNW", gen->shouty } };
	bool threads = gen->options->threading_helpers;
	if (!gen->needs_async && !gen->options->async_helpers && !threads)
		return;
	tn_ctext_line(header, "// Async Helper Functions");
	tn_ctext_blank(header);
	tn_ctext_support(header, TN_CSUPPORT(async_h), subst, 2);
	tn_ctext_line(source, "// Async Helper Functions");
	tn_ctext_blank(source);
	tn_ctext_support(source, TN_CSUPPORT(async_c), subst, 2);
	if (!threads)
		return;
	tn_ctext_blank(header);
	tn_ctext_support(header, TN_CSUPPORT(threads_h), subst, 2);
}
