/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Frames: blocks, branches, calls and exceptions. Core spec, validation, "Control Instructions";
 * appendix "Validation Algorithm".
 */
#include "wasm/core/validate.h"

/* ---- frames ---- */

struct tn_validate_types tn_validate_frame_params(const struct tn_validate_frame *frame)
{
	if (!frame->sig)
		return (struct tn_validate_types){ NULL, 0 };
	return (struct tn_validate_types){ frame->sig->params, frame->sig->param_count };
}

struct tn_validate_types tn_validate_frame_results(const struct tn_validate_frame *frame)
{
	if (!frame->sig)
		return (struct tn_validate_types){ &frame->one, frame->one != TN_CORE_NONE };
	return (struct tn_validate_types){ frame->sig->results, frame->sig->result_count };
}

/* The operands of a block's parameters must be on the stack already. */
void tn_validate_push_frame(struct tn_validate_body *b, enum tn_frame_kind kind,
	const struct tn_core_sig *sig, tn_core_ty one)
{
	tn_validate_push(b, TN_VALIDATE_MARK);
	struct tn_validate_frame *frame = TN_PUSH(b->v->scratch, &b->frames);
	*frame = (struct tn_validate_frame){ .kind = (uint8_t)kind,
		.one = one,
		.sig = sig,
		.height = b->sp,
		.inits = b->inits.len };
	if (kind != TN_FRAME_FUNC)
		tn_validate_push_list(b, tn_validate_frame_params(frame));
}

/* Locals that got their value inside the frame lose it again. */
static void forget_inits(struct tn_validate_body *b, uint32_t height)
{
	while (b->inits.len > height) {
		uint32_t local = TN_POP(&b->inits);
		b->unset[local / 8] |= (uint8_t)(1u << local % 8);
	}
}

/* Its results must be all that is left. */
static void close_frame(struct tn_validate_body *b)
{
	struct tn_validate_frame *frame = tn_validate_top_frame(b);
	tn_validate_pop_list(b, tn_validate_frame_results(frame));
	if (b->sp != frame->height)
		tn_validate_fail(b, "type mismatch: values remaining on stack at end of block");
	forget_inits(b, frame->inits);
}

static void pop_frame(struct tn_validate_body *b)
{
	b->sp = tn_validate_top_frame(b)->height - 1; /* the mark too */
	b->frames.len--;
}

/* An `if` without `else`, or whatever else has ended: parameters must do as results. */
static bool same_types(
	const struct tn_module *m, struct tn_validate_types from, struct tn_validate_types to)
{
	if (from.len != to.len)
		return false;
	for (uint32_t i = 0; i < from.len; i++)
		if (!tn_validate_matches(m, from.ptr[i], to.ptr[i]))
			return false;
	return true;
}

void tn_validate_end(struct tn_validate_body *b)
{
	close_frame(b);
	struct tn_validate_frame frame = *tn_validate_top_frame(b);
	if (b->has_failed)
		return;
	if (frame.kind == TN_FRAME_IF && !same_types(b->m, tn_validate_frame_params(&frame),
						 tn_validate_frame_results(&frame))) {
		tn_validate_fail(
			b, "type mismatch: an `if` without `else` must give what it takes");
		return;
	}
	pop_frame(b);
	if (frame.kind != TN_FRAME_FUNC)
		tn_validate_push_list(b, tn_validate_frame_results(&frame));
}

static void begin_else(struct tn_validate_body *b)
{
	struct tn_validate_frame *frame = tn_validate_top_frame(b);
	if (frame->kind != TN_FRAME_IF) {
		tn_validate_fail(b, "`else` found outside of an `if` block");
		return;
	}
	close_frame(b);
	if (b->has_failed)
		return;
	frame->kind = TN_FRAME_ELSE;
	frame->is_unreachable = false;
	tn_validate_push_list(b, tn_validate_frame_params(frame));
}

/* The type of a block: false after a report. */
static bool block_type(struct tn_validate_body *b, const struct tn_core_sig **sig, tn_core_ty *one)
{
	*sig = NULL;
	*one = TN_CORE_NONE;
	if (b->i.block == TN_BLOCK_VALUE) {
		*one = b->i.type;
		return tn_validate_value_type(b, b->i.type);
	}
	if (b->i.block == TN_BLOCK_TYPE) {
		*sig = tn_validate_func_type(b, b->i.a);
		return *sig && tn_validate_need(b, TN_WASM_MULTI_VALUE);
	}
	return true;
}

static void begin_block(struct tn_validate_body *b, enum tn_frame_kind kind)
{
	const struct tn_core_sig *sig;
	tn_core_ty one;
	if (!block_type(b, &sig, &one))
		return;
	if (sig)
		tn_validate_pop_list(
			b, (struct tn_validate_types){ sig->params, sig->param_count });
	tn_validate_push_frame(b, kind, sig, one);
}

/* ---- branches ---- */

static struct tn_validate_frame *frame_at(struct tn_validate_body *b, uint32_t label)
{
	if (label < b->frames.len)
		return &b->frames.ptr[b->frames.len - 1 - label];
	tn_validate_fail(b, "unknown label: branch depth %u too large", label);
	return NULL;
}

static struct tn_validate_types label_types(const struct tn_validate_frame *frame)
{
	return frame->kind == TN_FRAME_LOOP ? tn_validate_frame_params(frame)
					    : tn_validate_frame_results(frame);
}

struct tn_validate_types tn_validate_label(struct tn_validate_body *b, uint32_t label)
{
	const struct tn_validate_frame *frame = frame_at(b, label);
	return frame ? label_types(frame) : (struct tn_validate_types){ NULL, 0 };
}

void tn_validate_branch(struct tn_validate_body *b, uint32_t label)
{
	tn_validate_pop_list(b, tn_validate_label(b, label));
	if (!b->has_failed)
		tn_validate_unreachable(b);
}

void tn_validate_branch_if(struct tn_validate_body *b, uint32_t label)
{
	struct tn_validate_types types = tn_validate_label(b, label);
	if (types.len == 0)
		return;
	tn_validate_pop_list(b, types);
	tn_validate_push_list(b, types);
}

/* Looks at the operands without taking them: each label of a br_table sees the same ones. */
static void check_operands(struct tn_validate_body *b, struct tn_validate_types types)
{
	const struct tn_validate_frame *frame = tn_validate_top_frame(b);
	for (uint32_t i = 0; i < types.len && !b->has_failed; i++) {
		tn_core_ty expected = types.ptr[types.len - 1 - i];
		if (b->sp - i > frame->height) {
			tn_core_ty found = b->stack[b->sp - 1 - i];
			if (!tn_validate_matches(b->m, found, expected))
				tn_validate_expected(b, expected, found);
		} else if (!frame->is_unreachable) {
			tn_validate_fail(b, "type mismatch: expected %.*s but nothing on stack",
				TN_S(tn_coretype_text(b->v->scratch, expected)));
		} else {
			return;
		}
	}
}

static void branch_table(struct tn_validate_body *b)
{
	tn_validate_pop(b, TN_CORE_I32);
	struct tn_reader labels = tn_reader_new(b->i.rest, b->r.base);
	uint32_t arity = 0;
	const tn_core_ty *last = NULL;
	for (uint32_t i = 0; i <= b->i.count && !b->has_failed; i++) {
		struct tn_validate_types types = tn_validate_label(b, tn_reader_u32(&labels));
		if (i == 0)
			arity = types.len;
		else if (types.len != arity)
			tn_validate_fail(b,
				"type mismatch: br_table target labels have different number "
				"of types");
		if (types.len && types.ptr != last)
			check_operands(b, types);
		last = types.ptr;
	}
	if (!b->has_failed)
		tn_validate_unreachable(b);
}

static void return_(struct tn_validate_body *b)
{
	tn_validate_pop_list(b, tn_validate_frame_results(&b->frames.ptr[0]));
	tn_validate_unreachable(b);
}

/* ---- calls ---- */

void tn_validate_call(struct tn_validate_body *b, const struct tn_core_sig *sig)
{
	tn_validate_pop_list(b, (struct tn_validate_types){ sig->params, sig->param_count });
	tn_validate_push_list(b, (struct tn_validate_types){ sig->results, sig->result_count });
}

static void tail_call(struct tn_validate_body *b, const struct tn_core_sig *sig)
{
	struct tn_validate_types given = { sig->results, sig->result_count };
	if (!same_types(b->m, given, tn_validate_frame_results(&b->frames.ptr[0]))) {
		tn_validate_fail(b,
			"type mismatch: current function and callee do not give the same "
			"results");
		return;
	}
	tn_validate_pop_list(b, (struct tn_validate_types){ sig->params, sig->param_count });
	tn_validate_unreachable(b);
}

static const struct tn_core_sig *callee(struct tn_validate_body *b)
{
	if (b->i.a >= b->m->funcs.len) {
		tn_validate_fail(b, "unknown function %u: function index out of bounds", b->i.a);
		return NULL;
	}
	if (tn_validate_stops_at(b, &b->m->funcs.ptr[b->i.a]))
		return NULL;
	const struct tn_core_type *type = &b->m->types.ptr[b->m->funcs.ptr[b->i.a].type];
	if (b->is_shared && !type->is_shared)
		tn_validate_fail(b, "shared functions cannot access unshared functions");
	return &type->sig;
}

static const struct tn_core_sig *indirect_callee(struct tn_validate_body *b)
{
	const struct tn_core_extern *table = tn_validate_table(b, b->i.b);
	if (!table)
		return NULL;
	tn_core_ty funcs = TN_CORE_FUNCREF | (table->value & TN_CORE_SHARED);
	if (tn_validate_is_shared(b->m, table->value))
		funcs |= TN_CORE_SHARED;
	if (!tn_validate_matches(b->m, table->value, funcs)) {
		tn_validate_fail(
			b, "type mismatch: indirect calls must go through a table of functions");
		return NULL;
	}
	const struct tn_core_sig *sig = tn_validate_func_type(b, b->i.a);
	if (sig)
		tn_validate_pop(b, tn_validate_address(table));
	/* Before reference types the table was one zero byte. */
	bool is_zero_byte = b->r.at[-1] == 0 && b->i.b == 0 && b->r.at[-2] < 0x80;
	if (!is_zero_byte)
		tn_validate_need(b, TN_WASM_CALL_INDIRECT_OVERLONG);
	return sig;
}

static const struct tn_core_sig *ref_callee(struct tn_validate_body *b)
{
	const struct tn_core_sig *sig = tn_validate_func_type(b, b->i.a);
	if (sig)
		tn_validate_pop(b, TN_CORE_REF | TN_CORE_NULLABLE | TN_CORE_INDEX | b->i.a);
	return sig;
}

static void call(struct tn_validate_body *b, const struct tn_core_sig *sig, bool is_tail)
{
	if (!sig || b->has_failed)
		return;
	if (is_tail)
		tail_call(b, sig);
	else
		tn_validate_call(b, sig);
}

/* ---- exceptions ---- */

/* What a clause hands to its label: the values of the tag, then the exception itself. */
static void check_catch(struct tn_validate_body *b, struct tn_corecatch c)
{
	const struct tn_core_sig *tag = c.kind < 2 ? tn_validate_exception(b, c.tag) : NULL;
	if (b->has_failed)
		return;
	struct tn_validate_types label = tn_validate_label(b, c.label);
	uint32_t values = tag ? tag->param_count : 0;
	bool gives_ref = c.kind & 1;
	if (b->has_failed)
		return;
	if (label.len != values + gives_ref) {
		tn_validate_fail(b, "type mismatch: catch label must have %u types, has %u",
			values + gives_ref, label.len);
		return;
	}
	for (uint32_t i = 0; i < values; i++)
		if (!tn_validate_matches(b->m, tag->params[i], label.ptr[i]))
			tn_validate_expected(b, label.ptr[i], tag->params[i]);
	tn_core_ty exception = TN_CORE_REF | TN_HEAP_EXN;
	if (gives_ref && !tn_validate_matches(b->m, exception, label.ptr[values]))
		tn_validate_expected(b, label.ptr[values], exception);
}

static void try_table(struct tn_validate_body *b)
{
	const struct tn_core_sig *sig;
	tn_core_ty one;
	if (!block_type(b, &sig, &one))
		return;
	if (b->i.count > b->v->cx->limits.core_catches) {
		tn_validate_fail(b, "too many catch clauses");
		return;
	}
	if (sig)
		tn_validate_pop_list(
			b, (struct tn_validate_types){ sig->params, sig->param_count });
	/* Labels of the clauses count from outside of the block. */
	struct tn_reader catches = tn_reader_new(b->i.rest, b->r.base);
	for (uint32_t i = 0; i < b->i.count && !b->has_failed; i++)
		check_catch(b, tn_coreinstr_catch(&catches));
	tn_validate_push_frame(b, TN_FRAME_TRY_TABLE, sig, one);
}

static void throw(struct tn_validate_body * b)
{
	const struct tn_core_sig *tag = tn_validate_exception(b, b->i.a);
	if (!tag)
		return;
	tn_validate_pop_list(b, (struct tn_validate_types){ tag->params, tag->param_count });
	tn_validate_unreachable(b);
}

/* ---- legacy exceptions: proposal exception-handling, "legacy" ---- */

static void catch (struct tn_validate_body *b, bool is_all)
{
	struct tn_validate_frame *frame = tn_validate_top_frame(b);
	if (frame->kind != TN_FRAME_TRY && frame->kind != TN_FRAME_CATCH) {
		tn_validate_fail(
			b, "`%s` found outside of a `try` block", is_all ? "catch_all" : "catch");
		return;
	}
	const struct tn_core_sig *tag = is_all ? NULL : tn_validate_exception(b, b->i.a);
	close_frame(b);
	if (b->has_failed)
		return;
	frame->kind = is_all ? TN_FRAME_CATCH_ALL : TN_FRAME_CATCH;
	frame->is_unreachable = false;
	if (tag)
		tn_validate_push_list(
			b, (struct tn_validate_types){ tag->params, tag->param_count });
}

static void rethrow(struct tn_validate_body *b)
{
	const struct tn_validate_frame *frame = frame_at(b, b->i.a);
	if (!frame)
		return;
	if (frame->kind != TN_FRAME_CATCH && frame->kind != TN_FRAME_CATCH_ALL)
		tn_validate_fail(b, "invalid rethrow label: target was not a `catch` block");
	tn_validate_unreachable(b);
}

static void delegate(struct tn_validate_body *b)
{
	struct tn_validate_frame frame = *tn_validate_top_frame(b);
	if (frame.kind != TN_FRAME_TRY) {
		tn_validate_fail(b, "`delegate` found outside of a `try` block");
		return;
	}
	close_frame(b);
	if (b->has_failed)
		return;
	pop_frame(b);
	frame_at(b, b->i.a); /* counted from outside of the block */
	tn_validate_push_list(b, tn_validate_frame_results(&frame));
}

/* ---- references that decide ---- */

/* br_on_null takes the branch without the reference, falls through with it not null. */
static void branch_on_null(struct tn_validate_body *b)
{
	tn_core_ty ref = tn_validate_pop_ref(b);
	tn_validate_branch_if(b, b->i.a);
	tn_validate_push(b,
		ref == TN_VALIDATE_BOT ? TN_VALIDATE_BOT_REF : ref & ~(tn_core_ty)TN_CORE_NULLABLE);
}

/* br_on_non_null takes the branch with the reference, falls through without it. */
static void branch_on_non_null(struct tn_validate_body *b)
{
	tn_core_ty ref = tn_validate_pop_ref(b);
	struct tn_validate_types label = tn_validate_label(b, b->i.a);
	if (b->has_failed)
		return;
	if (label.len == 0 || !(label.ptr[label.len - 1] & TN_CORE_REF)) {
		tn_validate_fail(b,
			"type mismatch: br_on_non_null target has no type on top that is a "
			"reference");
		return;
	}
	tn_core_ty given =
		ref == TN_VALIDATE_BOT ? TN_VALIDATE_BOT_REF : ref & ~(tn_core_ty)TN_CORE_NULLABLE;
	if (!tn_validate_matches(b->m, given, label.ptr[label.len - 1])) {
		tn_validate_expected(b, label.ptr[label.len - 1], given);
		return;
	}
	label.len--;
	tn_validate_pop_list(b, label);
	tn_validate_push_list(b, label);
}

/* The part of `from` that a cast to `to` leaves over. */
static tn_core_ty minus(tn_core_ty from, tn_core_ty to)
{
	return to & TN_CORE_NULLABLE ? from & ~(tn_core_ty)TN_CORE_NULLABLE : from;
}

static void branch_on_cast(struct tn_validate_body *b, bool on_fail, bool has_descriptor)
{
	tn_core_ty from = b->i.type, to = b->i.type2;
	if (!tn_validate_value_type(b, from) || !tn_validate_value_type(b, to))
		return;
	if (has_descriptor) {
		tn_validate_need(b, TN_WASM_CUSTOM_DESCRIPTORS);
		if (!(to & TN_CORE_INDEX) ||
			b->m->types.ptr[to & TN_CORE_HEAP_MASK].descriptor == UINT32_MAX) {
			tn_validate_fail(b, "type mismatch: cast target has no descriptor");
			return;
		}
		uint32_t descriptor = b->m->types.ptr[to & TN_CORE_HEAP_MASK].descriptor;
		tn_validate_pop(b, TN_CORE_REF | TN_CORE_NULLABLE | TN_CORE_INDEX |
					   (to & TN_CORE_EXACT) | descriptor);
	}
	bool fits = tn_validate_matches(b->m, to, from);
	/* With custom descriptors it is enough that both are in one hierarchy. */
	if (!fits && b->v->features & TN_WASM_CUSTOM_DESCRIPTORS &&
		tn_validate_top(b->m, from) == tn_validate_top(b->m, to))
		fits = tn_validate_need(b, TN_WASM_CUSTOM_DESCRIPTORS);
	if (!fits) {
		tn_validate_fail(b, "type mismatch: %.*s is not a subtype of %.*s",
			TN_S(tn_coretype_text(b->v->scratch, to)),
			TN_S(tn_coretype_text(b->v->scratch, from)));
		return;
	}
	tn_validate_pop(b, from);
	tn_core_ty sent = on_fail ? minus(from, to) : to;
	tn_core_ty kept = on_fail ? to : minus(from, to);
	struct tn_validate_types label = tn_validate_label(b, b->i.a);
	if (b->has_failed)
		return;
	if (label.len == 0) {
		tn_validate_fail(b, "type mismatch: target label takes no value");
		return;
	}
	if (!tn_validate_matches(b->m, sent, label.ptr[label.len - 1])) {
		tn_validate_expected(b, label.ptr[label.len - 1], sent);
		return;
	}
	label.len--;
	tn_validate_pop_list(b, label);
	tn_validate_push_list(b, label);
	tn_validate_push(b, kept);
}

/* ---- one instruction ---- */

bool tn_validate_control(struct tn_validate_body *b)
{
	switch (b->opcode) {
	case TN_OP_UNREACHABLE:
		tn_validate_unreachable(b);
		break;
	case TN_OP_BLOCK:
		begin_block(b, TN_FRAME_BLOCK);
		break;
	case TN_OP_LOOP:
		begin_block(b, TN_FRAME_LOOP);
		break;
	case TN_OP_IF:
		tn_validate_pop(b, TN_CORE_I32);
		begin_block(b, TN_FRAME_IF);
		break;
	case TN_OP_ELSE:
		begin_else(b);
		break;
	case TN_OP_END:
		tn_validate_end(b);
		break;
	case TN_OP_BR:
		tn_validate_branch(b, b->i.a);
		break;
	case TN_OP_BR_IF:
		tn_validate_pop(b, TN_CORE_I32);
		tn_validate_branch_if(b, b->i.a);
		break;
	case TN_OP_BR_TABLE:
		branch_table(b);
		break;
	case TN_OP_RETURN:
		return_(b);
		break;
	case TN_OP_CALL:
		call(b, callee(b), false);
		break;
	case TN_OP_CALL_INDIRECT:
		call(b, indirect_callee(b), false);
		break;
	case TN_OP_CALL_REF:
		call(b, ref_callee(b), false);
		break;
	case TN_OP_RETURN_CALL:
		call(b, callee(b), true);
		break;
	case TN_OP_RETURN_CALL_INDIRECT:
		call(b, indirect_callee(b), true);
		break;
	case TN_OP_RETURN_CALL_REF:
		call(b, ref_callee(b), true);
		break;
	case TN_OP_TRY_TABLE:
		try_table(b);
		break;
	case TN_OP_THROW:
		throw(b);
		break;
	case TN_OP_THROW_REF:
		tn_validate_pop(b, TN_CORE_REF | TN_CORE_NULLABLE | TN_HEAP_EXN);
		tn_validate_unreachable(b);
		break;
	case TN_OP_TRY:
		begin_block(b, TN_FRAME_TRY);
		break;
	case TN_OP_CATCH:
		catch (b, false);
		break;
	case TN_OP_CATCH_ALL:
		catch (b, true);
		break;
	case TN_OP_RETHROW:
		rethrow(b);
		break;
	case TN_OP_DELEGATE:
		delegate(b);
		break;
	case TN_OP_BR_ON_NULL:
		branch_on_null(b);
		break;
	case TN_OP_BR_ON_NON_NULL:
		branch_on_non_null(b);
		break;
	case TN_OP_BR_ON_CAST:
	case TN_OP_BR_ON_CAST_DESC_EQ:
		branch_on_cast(b, false, b->opcode == TN_OP_BR_ON_CAST_DESC_EQ);
		break;
	case TN_OP_BR_ON_CAST_FAIL:
	case TN_OP_BR_ON_CAST_DESC_EQ_FAIL:
		branch_on_cast(b, true, b->opcode == TN_OP_BR_ON_CAST_DESC_EQ_FAIL);
		break;
	default:
		return false;
	}
	return true;
}
