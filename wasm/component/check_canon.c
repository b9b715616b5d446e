/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Canonical definitions: which options they may have and need, and the core type that results.
 * Explainer.md "Canonical ABI" and "Canonical Built-ins"; CanonicalABI.md "Canonical Definitions".
 */
#include "wasm/component/abi.h"
#include "wasm/component/checking.h"

/* ---- options ---- */

struct options {
	const struct tn_core_extern *memory;
	bool has_memory, has_realloc, has_post_return, has_callback, is_async, is_64, is_gc;
	const struct tn_core_sig *realloc, *post_return, *callback;
	uint32_t core_type; /* number of the world, when has_core_type */
	bool has_core_type;
	bool is_utf16;
};

static const struct tn_core_sig *sig_of(const struct tn_checking *c, const struct tn_node *func)
{
	const struct tn_core_extern *type = tn_check_slot(c->w, func);
	return type ? tn_check_core_id_sig(c->w, type->type) : NULL;
}

/* A signature in letters: "iip>i"; p is the pointer of the memory. */
static bool sig_is(const struct tn_core_sig *sig, const char *letters, bool is_64)
{
	uint32_t param = 0, result = 0;
	bool behind = false;
	for (; *letters; letters++) {
		if (*letters == '>') {
			behind = true;
			continue;
		}
		tn_core_ty want = *letters == 'l' || (*letters == 'p' && is_64) ? TN_CORE_I64
									      : TN_CORE_I32;
		if (behind ? result >= sig->result_count || sig->results[result++] != want
			   : param >= sig->param_count || sig->params[param++] != want)
			return false;
	}
	return param == sig->param_count && result == sig->result_count;
}

static bool bad(struct tn_checking *c, const struct tn_node *node, const char *why)
{
	tn_check_error(c, node, "%s", why);
	return false;
}

static const char *const option_words[] = { "utf8", "utf16", "latin1-utf16", "memory", "realloc",
	"post-return", "async", "callback", "core-type", "gc" };

/* Binary.md: "Validation prevents duplicate or conflicting `canonopt`." */
static bool no_duplicates(struct tn_checking *c, const struct tn_node *node)
{
	uint32_t seen = 0;
	for (uint32_t i = 0; i < node->u.canon.opts.len; i++) {
		uint8_t code = node->u.canon.opts.ptr[i].code;
		const char *word = option_words[code];
		bool is_encoding = code <= TN_OPT_LATIN1_UTF16;
		if (is_encoding && (seen & 7)) {
			tn_check_error(c, node,
				"canonical encoding option `%s` conflicts with another encoding option",
				word);
			return false;
		}
		if (seen & 1u << code) {
			tn_check_error(c, node, "canonical option `%s` is specified more than once", word);
			return false;
		}
		seen |= 1u << code;
	}
	return true;
}

/* The memory of an option or built-in: not shared, and 64 bits wide only with the feature. */
static bool memory_is_fine(struct tn_checking *c, const struct tn_node *node,
	const struct tn_core_extern *memory)
{
	if (memory && memory->limits.is_shared)
		return bad(c, node, "mismatch in the shared flag for memories");
	return !memory || !memory->limits.is_64 ||
	       tn_check_feature(c, node, TN_WASM_CM64, "a 64-bit memory");
}

static bool core_type_option(struct tn_checking *c, const struct tn_node *node,
	const struct tn_node *type_node, struct options *out)
{
	const struct tn_check_core_type *type = tn_check_slot(c->w, type_node);
	if (!tn_check_feature(c, node, TN_WASM_CM_GC, "canonical option `core-type`") || !type)
		return false;
	if (type->module || !tn_check_core_id_sig(c->w, type->id))
		return bad(c, node,
			"canonical option `core-type` must reference a core function type");
	out->core_type = type->id;
	out->has_core_type = true;
	return true;
}

static bool one_option(struct tn_checking *c, const struct tn_node *node,
	const struct tn_canon_opt *opt, struct options *out)
{
	switch ((enum tn_opt_code)opt->code) {
	case TN_OPT_UTF8:
	case TN_OPT_LATIN1_UTF16:
		return true;
	case TN_OPT_UTF16:
		out->is_utf16 = true;
		return true;
	case TN_OPT_MEMORY:
		out->has_memory = true;
		out->memory = tn_check_slot(c->w, opt->node);
		out->is_64 = out->memory && out->memory->limits.is_64;
		return out->memory && memory_is_fine(c, node, out->memory);
	case TN_OPT_REALLOC:
		out->has_realloc = true;
		out->realloc = sig_of(c, opt->node);
		return out->realloc;
	case TN_OPT_POST_RETURN:
		out->has_post_return = true;
		out->post_return = sig_of(c, opt->node);
		return out->post_return;
	case TN_OPT_ASYNC:
		out->is_async = true;
		return tn_check_feature(c, node, TN_WASM_CM_ASYNC, "canonical option `async`");
	case TN_OPT_CALLBACK:
		out->has_callback = true;
		out->callback = sig_of(c, opt->node);
		return out->callback;
	case TN_OPT_CORE_TYPE:
		return core_type_option(c, node, opt->node, out);
	case TN_OPT_GC:
		out->is_gc = true;
		return tn_check_feature(c, node, TN_WASM_CM_GC, "canonical option `gc`");
	}
	return true;
}

/* What holds for options wherever they stand. False: reported, or something is unknown. */
static bool options(struct tn_checking *c, const struct tn_node *node, struct options *out)
{
	const struct tn_canon *canon = &node->u.canon;
	*out = (struct options){ 0 };
	bool fine = no_duplicates(c, node);
	for (uint32_t i = 0; i < canon->opts.len; i++)
		fine &= one_option(c, node, &canon->opts.ptr[i], out);
	if (!fine)
		return false;
	if (out->has_callback && !out->is_async)
		return bad(c, node, "cannot specify callback without async");
	if (out->has_post_return && out->is_async)
		return bad(c, node, "cannot specify post-return function in async");
	if (out->has_core_type && !out->is_gc)
		return bad(c, node, "cannot specify `core-type` without `gc`");
	if (out->has_realloc && !out->has_memory)
		return bad(c, node,
			"canonical option `realloc` requires `memory` to also be specified");
	if (out->has_realloc && !sig_is(out->realloc, "pppp>p", out->is_64))
		return bad(c, node,
			"canonical option `realloc` uses a core function with an incorrect signature");
	return true;
}

static bool need_memory(struct tn_checking *c, const struct tn_node *node, const struct options *o)
{
	return o->has_memory || bad(c, node, "canonical option `memory` is required");
}

static bool need_realloc(struct tn_checking *c, const struct tn_node *node, const struct options *o)
{
	return need_memory(c, node, o) &&
	       (o->has_realloc || bad(c, node, "canonical option `realloc` is required"));
}

/* Options of lowerings, and of the built-ins that work like them. */
static bool lower_options(struct tn_checking *c, const struct tn_node *node, const struct options *o)
{
	if (o->has_post_return)
		return bad(c, node, "canonical option `post-return` cannot be specified for lowerings");
	if (o->has_callback)
		return bad(c, node, "canonical option `callback` cannot be specified for lowerings");
	if (o->is_gc && !o->has_core_type)
		return bad(c, node,
			"cannot specify `gc` without also specifying a `core-type` for lowerings");
	return true;
}

static bool sync_only(struct tn_checking *c, const struct tn_node *node, const struct options *o,
	const char *what)
{
	if (!o->is_async)
		return true;
	tn_check_error(c, node, "cannot specify `async` option on `%s`", what);
	return false;
}

/* ---- lift and lower ---- */

static const struct tn_vt_def *shape(const struct tn_checking *c, const struct tn_ctype *type)
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
		if (shape(c, func->u.func.params[i].type)->has_pointer)
			return true;
	}
	return false;
}

/* CanonicalABI.md "canon lift", "canon lower": what flattening asks of memory and realloc. */
static bool flat_needs(struct tn_checking *c, const struct tn_node *node, const struct options *o,
	const struct tn_ctype *func, const struct tn_abi_sig *sig, bool is_lift)
{
	const struct tn_vt_def *result =
		func->u.func.result ? shape(c, func->u.func.result) : NULL;
	bool pointers_in = has_pointer(c, func);
	bool pointers_out = result && result->has_pointer;
	bool needs_realloc = is_lift ? pointers_in || sig->indirect_params : pointers_out;
	bool needs_memory = pointers_in || sig->indirect_params || sig->retptr;
	if (is_lift && o->is_async)
		needs_memory |= pointers_out ||
				(result && result->flat_count[o->is_64] > TN_ABI_MAX_FLAT_PARAMS);
	return (!needs_memory || need_memory(c, node, o)) &&
	       (!needs_realloc || need_realloc(c, node, o));
}

static uint32_t sig_id(struct tn_checking *c, const struct tn_abi_sig *sig)
{
	return tn_check_core_func(c->w, sig->params, sig->param_count, sig->results,
		sig->result_count, false);
}

static void define(struct tn_checking *c, const struct tn_node *node, uint32_t id)
{
	struct tn_core_extern *type = TN_NEW(c->w->arena, struct tn_core_extern);
	type->kind = TN_CORE_KIND_FUNC;
	type->type = id;
	tn_check_set_slot(c->w, node, type);
}

static bool asyncness(struct tn_checking *c, const struct tn_node *node, const struct options *o,
	const struct tn_ctype *func)
{
	return !o->is_async || func->u.func.is_async ||
	       bad(c, node, "the `async` canonical option requires an async function type");
}

static bool lift_options(struct tn_checking *c, const struct tn_node *node, const struct options *o,
	const struct tn_core_sig *core)
{
	if (o->has_post_return) {
		const struct tn_core_sig *post = o->post_return;
		bool fits = post->param_count == core->result_count && post->result_count == 0;
		for (uint32_t i = 0; fits && i < core->result_count; i++)
			fits = post->params[i] == core->results[i];
		if (!fits)
			return bad(c, node,
				"canonical option `post-return` uses a core function with an incorrect signature");
	}
	if (o->has_callback && !sig_is(o->callback, "iii>i", false))
		return bad(c, node,
			"canonical option `callback` uses a core function with an incorrect signature");
	if (o->is_async && !o->has_callback &&
		!tn_check_feature(c, node, TN_WASM_CM_ASYNC_STACKFUL, "an async lift without callback"))
		return false;
	return !o->has_core_type ||
	       bad(c, node, "canonical option `core-type` is not allowed in `canon lift`");
}

static void sig_mismatch(struct tn_checking *c, const struct tn_node *node, const struct tn_abi_sig *want,
	const struct tn_core_sig *have)
{
	struct tn_core_sig wanted = { (tn_core_ty *)(uintptr_t)want->params,
		(tn_core_ty *)(uintptr_t)want->results, want->param_count, want->result_count };
	tn_check_error(c, node,
		"lowered function type `%.*s` does not match type `%.*s` of the core function",
		TN_S(tn_module_sig_text(c->scratch, &wanted)),
		TN_S(tn_module_sig_text(c->scratch, have)));
}

static void lift(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_canon *canon = &node->u.canon;
	const struct tn_ctype *func = tn_check_ctype(c, canon->type);
	const struct tn_core_extern *core = tn_check_slot(c->w, canon->func);
	if (func && func->kind != TN_CTYPE_FUNC) {
		bad(c, node, "type index is not a function type");
		return;
	}
	struct options o;
	if (!options(c, node, &o) || !func || !core)
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
			!o.is_async	 ? TN_ABI_EXPORT
			: o.has_callback ? TN_ABI_EXPORT_ASYNC
					 : TN_ABI_EXPORT_STACKFUL,
			o.is_64, &want);
		if (!flat_needs(c, node, &o, func, &want, true))
			return;
		if (sig_id(c, &want) != core->type) {
			sig_mismatch(c, node, &want, have);
			return;
		}
	}
	tn_check_set_slot(c->w, node, func);
}

static void lower(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_ctype *func = tn_check_ctype(c, node->u.canon.func);
	struct options o;
	if (!options(c, node, &o) || !func || !lower_options(c, node, &o) ||
		!asyncness(c, node, &o, func))
		return;
	if (o.is_gc) {
		const struct tn_core_sig *sig = tn_check_core_id_sig(c->w, o.core_type);
		if (tn_check_gc_func(c, node, func, sig, o.is_utf16))
			define(c, node, o.core_type);
		return;
	}
	struct tn_abi_func abi;
	struct tn_abi_sig sig;
	abi_func(c, func, &abi);
	tn_abi_signature(&c->w->types, &abi, o.is_async ? TN_ABI_IMPORT_ASYNC : TN_ABI_IMPORT, o.is_64,
		&sig);
	if (flat_needs(c, node, &o, func, &sig, false))
		define(c, node, sig_id(c, &sig));
}

/* ---- built-ins ---- */

enum { NO_TYPE, STREAM, FUTURE, RESOURCE, LOCAL_RESOURCE };

/*
 * The built-ins whose core type is fixed. Letters: i i32, l i64, p the memory's pointer, t the
 * table's index, r the resource's representation, s the slot's type.
 */
struct builtin {
	const char *sig;
	uint64_t feature;
	uint8_t type;   /* what its type operand must be */
	bool is_shared; /* the core function is a shared one */
};

#define BUILTIN(id, sig, feature, ...) [TN_CANON_##id] = { sig, TN_WASM_##feature, __VA_ARGS__ }

static const struct builtin builtins[] = {
	BUILTIN(RESOURCE_NEW, "r>i", NONE, LOCAL_RESOURCE, 0),
	BUILTIN(RESOURCE_DROP, "i>", NONE, RESOURCE, 0),
	BUILTIN(RESOURCE_REP, "i>r", NONE, LOCAL_RESOURCE, 0),
	BUILTIN(TASK_CANCEL, ">", CM_ASYNC, 0, 0),
	BUILTIN(SUBTASK_CANCEL, "i>i", CM_ASYNC, 0, 0),
	BUILTIN(CONTEXT_GET, ">s", CM_ASYNC, 0, 0),
	BUILTIN(CONTEXT_SET, "s>", CM_ASYNC, 0, 0),
	BUILTIN(THREAD_YIELD, ">i", CM_ASYNC, 0, 0),
	BUILTIN(SUBTASK_DROP, "i>", CM_ASYNC, 0, 0),
	BUILTIN(STREAM_NEW, ">l", CM_ASYNC, STREAM, 0),
	BUILTIN(STREAM_READ, "ipp>p", CM_ASYNC, STREAM, 0),
	BUILTIN(STREAM_WRITE, "ipp>p", CM_ASYNC, STREAM, 0),
	BUILTIN(STREAM_CANCEL_READ, "i>i", CM_ASYNC, STREAM, 0),
	BUILTIN(STREAM_CANCEL_WRITE, "i>i", CM_ASYNC, STREAM, 0),
	BUILTIN(STREAM_DROP_READABLE, "i>", CM_ASYNC, STREAM, 0),
	BUILTIN(STREAM_DROP_WRITABLE, "i>", CM_ASYNC, STREAM, 0),
	BUILTIN(FUTURE_NEW, ">l", CM_ASYNC, FUTURE, 0),
	BUILTIN(FUTURE_READ, "ip>i", CM_ASYNC, FUTURE, 0),
	BUILTIN(FUTURE_WRITE, "ip>i", CM_ASYNC, FUTURE, 0),
	BUILTIN(FUTURE_CANCEL_READ, "i>i", CM_ASYNC, FUTURE, 0),
	BUILTIN(FUTURE_CANCEL_WRITE, "i>i", CM_ASYNC, FUTURE, 0),
	BUILTIN(FUTURE_DROP_READABLE, "i>", CM_ASYNC, FUTURE, 0),
	BUILTIN(FUTURE_DROP_WRITABLE, "i>", CM_ASYNC, FUTURE, 0),
	BUILTIN(ERROR_CONTEXT_NEW, "pp>i", CM_ERROR_CONTEXT, 0, 0),
	BUILTIN(ERROR_CONTEXT_DEBUG_MESSAGE, "ip>", CM_ERROR_CONTEXT, 0, 0),
	BUILTIN(ERROR_CONTEXT_DROP, "i>", CM_ERROR_CONTEXT, 0, 0),
	BUILTIN(WAITABLE_SET_NEW, ">i", CM_ASYNC, 0, 0),
	BUILTIN(WAITABLE_SET_WAIT, "ip>i", CM_ASYNC, 0, 0),
	BUILTIN(WAITABLE_SET_POLL, "ip>i", CM_ASYNC, 0, 0),
	BUILTIN(WAITABLE_SET_DROP, "i>", CM_ASYNC, 0, 0),
	BUILTIN(WAITABLE_JOIN, "ii>", CM_ASYNC, 0, 0),
	BUILTIN(BACKPRESSURE_INC, ">", CM_ASYNC, 0, 0),
	BUILTIN(BACKPRESSURE_DEC, ">", CM_ASYNC, 0, 0),
	BUILTIN(THREAD_INDEX, ">i", CM_THREADING, 0, 0),
	BUILTIN(THREAD_NEW_INDIRECT, "ti>i", CM_THREADING, 0, 0),
	BUILTIN(THREAD_RESUME_LATER, "i>", CM_THREADING, 0, 0),
	BUILTIN(THREAD_SUSPEND, ">i", CM_THREADING, 0, 0),
	BUILTIN(THREAD_SUSPEND_THEN_RESUME, "i>i", CM_THREADING, 0, 0),
	BUILTIN(THREAD_YIELD_THEN_RESUME, "i>i", CM_THREADING, 0, 0),
	BUILTIN(THREAD_SUSPEND_THEN_PROMOTE, "i>i", CM_THREADING, 0, 0),
	BUILTIN(THREAD_YIELD_THEN_PROMOTE, "i>i", CM_THREADING, 0, 0),
	BUILTIN(STREAM_FORWARD, "ii>", CM_FORWARD, STREAM, 0),
	BUILTIN(FUTURE_FORWARD, "ii>", CM_FORWARD, FUTURE, 0),
	BUILTIN(THREAD_SPAWN_INDIRECT, "ti>i", SHARED_EVERYTHING_THREADS, 0, 1),
	BUILTIN(THREAD_AVAILABLE_PARALLELISM, ">i", SHARED_EVERYTHING_THREADS, 0, 1),
};

static const char *text_of(const struct tn_node *node)
{
	return tn_ir_canon_row(node->u.canon.opcode)->text;
}

/* What the letters stand for in this one. */
struct letters {
	bool is_64;      /* p */
	bool is_table64; /* t */
	tn_core_ty rep;  /* r */
	tn_core_ty slot; /* s */
};

static void define_letters(struct tn_checking *c, const struct tn_node *node, const struct letters *l)
{
	const struct builtin *row = &builtins[node->u.canon.opcode];
	tn_core_ty types[2][4];
	uint32_t counts[2] = { 0, 0 }, side = 0;
	for (const char *at = row->sig; *at; at++) {
		tn_core_ty type = TN_CORE_I32;
		if (*at == '>') {
			side = 1;
			continue;
		}
		if (*at == 'l' || (*at == 'p' && l->is_64) || (*at == 't' && l->is_table64))
			type = TN_CORE_I64;
		else if (*at == 'r')
			type = l->rep;
		else if (*at == 's')
			type = l->slot;
		types[side][counts[side]++] = type;
	}
	define(c, node,
		tn_check_core_func(c->w, types[0], counts[0], types[1], counts[1], row->is_shared));
}

/* The representation, when the component defines the resource itself; else 0. */
static uint8_t local_rep(const struct tn_checking *c, const struct tn_ctype *resource)
{
	for (uint32_t i = 0; i < c->frame->defined.len; i++) {
		if (c->frame->defined.ptr[i].resource == resource->u.resource.id)
			return c->frame->defined.ptr[i].rep;
	}
	return 0;
}

static bool type_operand(struct tn_checking *c, const struct tn_node *node, uint8_t wanted,
	struct letters *l)
{
	const struct tn_ctype *type = tn_check_ctype(c, node->u.canon.type);
	if (wanted == NO_TYPE)
		return true;
	if (!type)
		return false;
	bool is_value = type->kind == TN_CTYPE_VALUE;
	switch (wanted) {
	case STREAM:
	case FUTURE:
		if (is_value && type->u.value.kind == (wanted == STREAM ? TN_VT_STREAM : TN_VT_FUTURE))
			return true;
		tn_check_error(c, node, "`%s` requires a %s type", text_of(node),
			wanted == STREAM ? "stream" : "future");
		return false;
	case RESOURCE:
	case LOCAL_RESOURCE:
		if (type->kind != TN_CTYPE_RESOURCE)
			return bad(c, node, "type index is not a resource type");
		l->rep = wanted == LOCAL_RESOURCE ? local_rep(c, type) : TN_CORE_I32;
		return l->rep || bad(c, node, "type is not a local resource");
	}
	return true;
}

/* Reads and writes: payloads need memory, and pointers that are received need realloc. */
static bool copy_options(struct tn_checking *c, const struct tn_node *node, struct letters *l)
{
	uint8_t code = node->u.canon.opcode;
	bool is_read = code == TN_CANON_STREAM_READ || code == TN_CANON_FUTURE_READ;
	const struct tn_ctype *type = tn_check_ctype(c, node->u.canon.type);
	const struct tn_ctype *payload = type->u.value.a;
	struct options o;
	if (!options(c, node, &o))
		return false;
	if (!o.is_async) {
		struct tn_str what = tn_str_format(c->scratch, "synchronous `%s`", text_of(node));
		if (!tn_check_feature(c, node, TN_WASM_CM_MORE_ASYNC_BUILTINS, what.ptr))
			return false;
	}
	l->is_64 = o.is_64;
	return (!payload || need_memory(c, node, &o)) &&
	       (!is_read || !payload || !shape(c, payload)->has_pointer ||
		       need_realloc(c, node, &o)) &&
	       lower_options(c, node, &o);
}

static bool error_context_options(struct tn_checking *c, const struct tn_node *node, struct letters *l)
{
	struct options o;
	if (!options(c, node, &o))
		return false;
	l->is_64 = o.is_64;
	bool fine = node->u.canon.opcode == TN_CANON_ERROR_CONTEXT_NEW
			    ? need_memory(c, node, &o)
			    : need_realloc(c, node, &o);
	return fine && sync_only(c, node, &o, text_of(node)) && lower_options(c, node, &o);
}

static bool context_slot(struct tn_checking *c, const struct tn_node *node, struct letters *l)
{
	const struct tn_canon *canon = &node->u.canon;
	if (canon->slot_type != TN_CORE_I32 && canon->slot_type != TN_CORE_I64) {
		tn_check_error(c, node, "`%s` only supports `i32` or `i64`", text_of(node));
		return false;
	}
	if (canon->slot_type == TN_CORE_I64 &&
		!tn_check_feature(c, node, TN_WASM_CM64, "a 64-bit context slot"))
		return false;
	if (c->frame->slot_type && c->frame->slot_type != canon->slot_type) {
		tn_check_error(c, node, "`%s` type must match previous context type", text_of(node));
		return false;
	}
	c->frame->slot_type = canon->slot_type;
	l->slot = canon->slot_type;
	if (canon->slot > 0 &&
		!tn_check_feature(c, node, TN_WASM_CM_THREADING, "a context slot other than 0"))
		return false;
	if (canon->slot > 1) {
		tn_check_error(c, node, "`%s` immediate must be zero or one: %u", text_of(node),
			canon->slot);
		return false;
	}
	return true;
}

/* The type of a thread's start function: [i32] -> []. */
static bool start_type(struct tn_checking *c, const struct tn_node *node, bool is_shared)
{
	const struct tn_check_core_type *type = tn_check_slot(c->w, node->u.canon.type);
	if (!type)
		return false;
	const struct tn_core_sig *sig =
		type->module ? NULL : tn_check_core_id_sig(c->w, type->id);
	if (type->module)
		return bad(c, node, "expected a core function type");
	if (is_shared && !c->w->core_types.ptr[type->id].type.is_shared)
		return bad(c, node, "spawn type must be shared");
	if (!sig)
		return bad(c, node, is_shared ? "spawn type must be a function"
					      : "start type must be a function");
	if (sig->param_count != 1 || sig->params[0] != TN_CORE_I32)
		return bad(c, node,
			is_shared ? "spawn function must take a single `i32` argument (currently)"
				  : "start function must take a single `i32` argument (currently)");
	if (sig->result_count)
		return bad(c, node, is_shared ? "spawn function must not return any values"
					      : "start function must not return any values");
	return true;
}

static bool start_table(struct tn_checking *c, const struct tn_node *node, bool is_shared,
	struct letters *l)
{
	const struct tn_core_extern *table = tn_check_slot(c->w, node->u.canon.table);
	tn_core_ty want = TN_CORE_FUNCREF | (is_shared ? TN_CORE_SHARED : 0);
	if (!table)
		return false;
	if (table->value != want || table->limits.is_shared != is_shared)
		return bad(c, node,
			is_shared ? "table is not a shared table of (ref null (shared func))"
				  : "table is not a table of (ref null (func))");
	if (table->limits.is_64 && !tn_check_feature(c, node, TN_WASM_CM64, "a 64-bit table"))
		return false;
	l->is_table64 = table->limits.is_64;
	return true;
}

/* thread.spawn-ref: [(ref null $f) i32] -> [i32], shared. */
static void spawn_ref(struct tn_checking *c, const struct tn_node *node)
{
	if (!tn_check_feature(c, node, TN_WASM_SHARED_EVERYTHING_THREADS, "`thread.spawn-ref`") ||
		!start_type(c, node, true))
		return;
	const struct tn_check_core_type *type = tn_check_slot(c->w, node->u.canon.type);
	tn_core_ty params[2] = { TN_CORE_REF | TN_CORE_NULLABLE | TN_CORE_INDEX | type->id,
		TN_CORE_I32 };
	tn_core_ty result = TN_CORE_I32;
	define(c, node, tn_check_core_func(c->w, params, 2, &result, 1, true));
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
			bad(c, node, "`task.return` result cannot contain a `borrow` type");
			return;
		}
		func.u.func.params = &param;
		func.u.func.param_count = 1;
	}
	struct options o;
	if (!options(c, node, &o))
		return;
	if (o.has_realloc) {
		bad(c, node, "cannot specify `realloc` option on `task.return`");
		return;
	}
	if (!lower_options(c, node, &o) || !sync_only(c, node, &o, "task.return"))
		return;
	struct tn_abi_func abi;
	struct tn_abi_sig sig;
	abi_func(c, &func, &abi);
	tn_abi_signature(&c->w->types, &abi, TN_ABI_IMPORT, o.is_64, &sig);
	if (flat_needs(c, node, &o, &func, &sig, false))
		define(c, node, sig_id(c, &sig));
}

/* What a built-in needs beside its feature and its type operand. */
static bool operands(struct tn_checking *c, const struct tn_node *node, struct letters *l)
{
	const struct tn_canon *canon = &node->u.canon;
	switch ((enum tn_canon_code)canon->opcode) {
	case TN_CANON_STREAM_READ:
	case TN_CANON_STREAM_WRITE:
	case TN_CANON_FUTURE_READ:
	case TN_CANON_FUTURE_WRITE:
		return copy_options(c, node, l);
	case TN_CANON_ERROR_CONTEXT_NEW:
	case TN_CANON_ERROR_CONTEXT_DEBUG_MESSAGE:
		return error_context_options(c, node, l);
	case TN_CANON_SUBTASK_CANCEL:
	case TN_CANON_STREAM_CANCEL_READ:
	case TN_CANON_STREAM_CANCEL_WRITE:
	case TN_CANON_FUTURE_CANCEL_READ:
	case TN_CANON_FUTURE_CANCEL_WRITE:
		return !canon->is_async || tn_check_feature(c, node, TN_WASM_CM_MORE_ASYNC_BUILTINS,
						   tn_str_format(c->scratch, "async `%s`",
							   text_of(node)).ptr);
	case TN_CANON_CONTEXT_GET:
	case TN_CANON_CONTEXT_SET:
		return context_slot(c, node, l);
	case TN_CANON_WAITABLE_SET_WAIT:
	case TN_CANON_WAITABLE_SET_POLL: {
		const struct tn_core_extern *memory = tn_check_slot(c->w, canon->memory);
		l->is_64 = memory && memory->limits.is_64;
		return memory && memory_is_fine(c, node, memory);
	}
	case TN_CANON_THREAD_NEW_INDIRECT:
		return start_type(c, node, false) && start_table(c, node, false, l);
	case TN_CANON_THREAD_SPAWN_INDIRECT:
		return start_type(c, node, true) && start_table(c, node, true, l);
	default:
		return true;
	}
}

static void builtin(struct tn_checking *c, const struct tn_node *node)
{
	uint8_t code = node->u.canon.opcode;
	const struct builtin *row =
		code < sizeof builtins / sizeof *builtins ? &builtins[code] : NULL;
	struct letters l = { .rep = TN_CORE_I32, .slot = TN_CORE_I32 };
	if (!row || !row->sig) {
		bad(c, node, "no such canonical definition");
		return;
	}
	struct tn_str what = tn_str_format(c->scratch, "`%s`", text_of(node));
	if (row->feature == TN_WASM_CM_FORWARD &&
		!tn_check_feature(c, node, TN_WASM_CM_ASYNC, what.ptr))
		return;
	if ((row->feature == 0 || tn_check_feature(c, node, row->feature, what.ptr)) &&
		type_operand(c, node, row->type, &l) && operands(c, node, &l))
		define_letters(c, node, &l);
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
	case TN_CANON_THREAD_SPAWN_REF:
		spawn_ref(c, node);
		break;
	default:
		builtin(c, node);
	}
	tn_mem_reset(c->scratch, mark);
}
