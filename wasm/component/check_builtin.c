/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Canonical built-ins: features, operands, and the core function each defines. Explainer.md
 * "Canonical Built-ins".
 */
#include "wasm/component/check_canon.h"

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
	BUILTIN(THREAD_NEW_INDIRECT, "ts>i", CM_THREADING, 0, 0),
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
	bool is_64;       /* p */
	bool is_table64;  /* t */
	tn_core_ty rep;   /* r */
	tn_core_ty slot;  /* s: of context.*, of a thread's start */
	bool is_declared; /* by the option `core-type` */
	uint32_t core_type;
};

/* The core type that the options declare is the one that the letters spell. */
static bool declared_fits(struct tn_checking *c, const struct tn_node *node, uint32_t declared,
	const struct tn_core_sig *made)
{
	const struct tn_core_sig *sig = tn_check_core_id_sig(c->w, declared);
	bool fits = tn_module_sig_eq(sig, made);
	if (!fits)
		tn_check_error(c, node,
			"declared core type is `%.*s`, but `%s` has the type `%.*s`",
			TN_S(tn_module_sig_text(c->scratch, sig)), text_of(node),
			TN_S(tn_module_sig_text(c->scratch, made)));
	return fits;
}

static void define_letters(
	struct tn_checking *c, const struct tn_node *node, const struct letters *l)
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
	const struct tn_core_sig made = { types[0], types[1], counts[0], counts[1] };
	if (!l->is_declared)
		tn_check_define_func(c, node,
			tn_check_core_func(
				c->w, types[0], counts[0], types[1], counts[1], row->is_shared));
	else if (declared_fits(c, node, l->core_type, &made))
		tn_check_define_func(c, node, l->core_type);
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

static bool type_operand(
	struct tn_checking *c, const struct tn_node *node, uint8_t wanted, struct letters *l)
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
		if (is_value &&
			type->u.value.kind == (wanted == STREAM ? TN_VT_STREAM : TN_VT_FUTURE))
			return true;
		tn_check_error(c, node, "`%s` requires a %s type, found `%.*s`", text_of(node),
			wanted == STREAM ? "stream" : "future",
			TN_S(tn_check_type_words(c->w, c->scratch, type)));
		return false;
	case RESOURCE:
	case LOCAL_RESOURCE:
		if (type->kind != TN_CTYPE_RESOURCE)
			break;
		l->rep = wanted == LOCAL_RESOURCE ? local_rep(c, type) : TN_CORE_I32;
		if (!l->rep)
			tn_diag_hint(c->cx, tn_check_error(c, node, "type is not a local resource"),
				"`%s` is for the component that defines the resource", text_of(node));
		return l->rep;
	}
	tn_check_error(c, node, "type index is not a resource type: `%s` requires one, found `%.*s`",
		text_of(node), TN_S(tn_check_type_words(c->w, c->scratch, type)));
	return false;
}

static void take_options(struct letters *l, const struct tn_check_options *o)
{
	l->is_64 = o->is_64;
	l->is_declared = o->has_core_type;
	l->core_type = o->core_type;
}

/* Reads and writes: payloads need memory, and pointers that are received need realloc. */
static bool copy_options(struct tn_checking *c, const struct tn_node *node, struct letters *l)
{
	uint8_t code = node->u.canon.opcode;
	bool is_read = code == TN_CANON_STREAM_READ || code == TN_CANON_FUTURE_READ;
	const struct tn_ctype *type = tn_check_ctype(c, node->u.canon.type);
	const struct tn_ctype *payload = type->u.value.a;
	struct tn_check_options o;
	if (!tn_check_options(c, node, &o))
		return false;
	if (!o.is_async) {
		struct tn_str what = tn_str_format(c->scratch, "synchronous `%s`", text_of(node));
		if (!tn_check_feature(c, node, TN_WASM_CM_MORE_ASYNC_BUILTINS, what.ptr))
			return false;
	}
	take_options(l, &o);
	return (!payload || tn_check_need_memory(c, node, &o, type)) &&
	       (!is_read || !payload || !tn_check_shape(c, payload)->has_pointer ||
		       tn_check_need_realloc(c, node, &o, type)) &&
	       tn_check_lower_options(c, node, &o);
}

static bool error_context_options(
	struct tn_checking *c, const struct tn_node *node, struct letters *l)
{
	struct tn_check_options o;
	if (!tn_check_options(c, node, &o))
		return false;
	take_options(l, &o);
	bool fine = node->u.canon.opcode == TN_CANON_ERROR_CONTEXT_NEW
			    ? tn_check_need_memory(c, node, &o, NULL)
			    : tn_check_need_realloc(c, node, &o, NULL);
	return fine && tn_check_sync_only(c, node, &o, text_of(node)) &&
	       tn_check_lower_options(c, node, &o);
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
		tn_check_error(
			c, node, "`%s` type must match previous context type", text_of(node));
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

/* The type of a thread's start function: [i32] -> []. Explainer.md "thread.new-indirect". */
static bool start_type(struct tn_checking *c, const struct tn_node *node, bool is_shared)
{
	const struct tn_check_core_type *type = tn_check_slot(c->w, node->u.canon.type);
	if (!type)
		return false;
	const struct tn_core_sig *sig = type->module ? NULL : tn_check_core_id_sig(c->w, type->id);
	if (type->module)
		return tn_check_bad(c, node, "expected a core function type");
	if (is_shared && !tn_typespace_type(&c->w->core, type->id)->is_shared)
		return tn_check_bad(c, node, "spawn type must be shared");
	if (!sig)
		return tn_check_bad(c, node,
			is_shared ? "spawn type must be a function"
				  : "start type must be a function");
	/* "or, with 🐘, `(func (param i64))`" */
	bool is_i64 = !is_shared && c->features & TN_WASM_CM64 && sig->param_count == 1 &&
		      sig->params[0] == TN_CORE_I64;
	if (is_i64)
		c->needs |= TN_WASM_CM64;
	else if (sig->param_count != 1 || sig->params[0] != TN_CORE_I32)
		return tn_check_bad(c, node,
			is_shared ? "spawn function must take a single `i32` argument (currently)"
				  : "start function must take a single `i32` argument (currently)");
	if (sig->result_count)
		return tn_check_bad(c, node,
			is_shared ? "spawn function must not return any values"
				  : "start function must not return any values");
	return true;
}

static bool start_table(
	struct tn_checking *c, const struct tn_node *node, bool is_shared, struct letters *l)
{
	const struct tn_core_extern *table = tn_check_slot(c->w, node->u.canon.table);
	tn_core_ty want = TN_CORE_FUNCREF | (is_shared ? TN_CORE_SHARED : 0);
	if (!table)
		return false;
	if (table->value != want || table->limits.is_shared != is_shared)
		return tn_check_bad(c, node,
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
	tn_check_define_func(c, node, tn_check_core_func(c->w, params, 2, &result, 1, true));
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
		return !canon->is_async ||
		       tn_check_feature(c, node, TN_WASM_CM_MORE_ASYNC_BUILTINS,
			       tn_str_format(c->scratch, "async `%s`", text_of(node)).ptr);
	case TN_CANON_CONTEXT_GET:
	case TN_CANON_CONTEXT_SET:
		return context_slot(c, node, l);
	case TN_CANON_WAITABLE_SET_WAIT:
	case TN_CANON_WAITABLE_SET_POLL: {
		const struct tn_core_extern *memory = tn_check_slot(c->w, canon->memory);
		l->is_64 = memory && memory->limits.is_64;
		return memory && tn_check_canon_memory(c, node, memory);
	}
	case TN_CANON_THREAD_NEW_INDIRECT: {
		if (!start_type(c, node, false) || !start_table(c, node, false, l))
			return false;
		/* "[fi:table.addrtype c: FuncT.params[0]] -> [i32]" */
		const struct tn_check_core_type *start = tn_check_slot(c->w, canon->type);
		l->slot = tn_check_core_id_sig(c->w, start->id)->params[0];
		return true;
	}
	case TN_CANON_THREAD_SPAWN_INDIRECT:
		return start_type(c, node, true) && start_table(c, node, true, l);
	default:
		return true;
	}
}

void tn_check_builtin(struct tn_checking *c, const struct tn_node *node)
{
	uint8_t code = node->u.canon.opcode;
	const struct builtin *row =
		code < sizeof builtins / sizeof *builtins ? &builtins[code] : NULL;
	struct letters l = { .rep = TN_CORE_I32, .slot = TN_CORE_I32 };
	if (code == TN_CANON_THREAD_SPAWN_REF) {
		spawn_ref(c, node);
		return;
	}
	if (!row || !row->sig) {
		tn_check_bad(c, node, "no such canonical definition");
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
