/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What is not in the standard yet: atomic access to globals, tables, structs and arrays (proposal
 * shared-everything-threads, "Overview") and continuations (proposal stack-switching, "Explainer").
 */
#include "wasm/core/validate.h"

static tn_core_ty ref_null(tn_core_ty heap)
{
	return TN_CORE_REF | TN_CORE_NULLABLE | heap;
}

/* ---- atomic access ---- */

enum access { GET, GET_PACKED, SET, ARITHMETIC, EXCHANGE, COMPARE };

/* Instructions of one kind of place are numbered in this order. */
static enum access access_of(uint32_t opcode)
{
	static const uint8_t whole[] = { GET, SET, ARITHMETIC, ARITHMETIC, ARITHMETIC, ARITHMETIC,
		ARITHMETIC, EXCHANGE, COMPARE };
	static const uint8_t table[] = { GET, SET, EXCHANGE, COMPARE };
	static const uint8_t fields[] = { GET, GET_PACKED, GET_PACKED, SET, ARITHMETIC, ARITHMETIC,
		ARITHMETIC, ARITHMETIC, ARITHMETIC, EXCHANGE, COMPARE };
	if (opcode < TN_OP_TABLE_ATOMIC_GET)
		return (enum access)whole[opcode - TN_OP_GLOBAL_ATOMIC_GET];
	if (opcode < TN_OP_STRUCT_ATOMIC_GET)
		return (enum access)table[opcode - TN_OP_TABLE_ATOMIC_GET];
	if (opcode < TN_OP_ARRAY_ATOMIC_GET)
		return (enum access)fields[opcode - TN_OP_STRUCT_ATOMIC_GET];
	return (enum access)fields[opcode - TN_OP_ARRAY_ATOMIC_GET];
}

/* The proposal allows references below `any` or `eq`, shared or not, wherever they lie. */
static bool is_ref_below(struct tn_validate_body *b, tn_core_ty type, tn_core_ty heap)
{
	return type & TN_CORE_REF &&
	       (tn_validate_matches(b->m, type, ref_null(heap)) ||
		       tn_validate_matches(b->m, type, ref_null(heap | TN_CORE_SHARED)));
}

static bool is_allowed(struct tn_validate_body *b, enum access access, tn_core_ty type)
{
	bool is_int = type == TN_CORE_I32 || type == TN_CORE_I64;
	bool is_packed = type == TN_CORE_I8 || type == TN_CORE_I16;
	switch (access) {
	case GET_PACKED:
		return is_packed;
	case SET:
		return is_int || is_packed || is_ref_below(b, type, TN_HEAP_ANY);
	case GET:
	case EXCHANGE:
		return is_int || is_ref_below(b, type, TN_HEAP_ANY);
	case COMPARE:
		return is_int || is_ref_below(b, type, TN_HEAP_EQ);
	default:
		return is_int;
	}
}

/* Where the value lies: its type, whether it may change, and the operands that find it. */
struct place {
	tn_core_ty type;
	bool is_mutable;
	tn_core_ty base, index; /* popped in the order index, base; TN_CORE_NONE: none */
};

static bool find_place(struct tn_validate_body *b, struct place *place)
{
	*place = (struct place){ .is_mutable = true };
	if (b->opcode < TN_OP_STRUCT_ATOMIC_GET) {
		bool is_global = b->opcode < TN_OP_TABLE_ATOMIC_GET;
		const struct tn_core_extern *item =
			is_global ? tn_validate_global(b, b->i.a) : tn_validate_table(b, b->i.a);
		if (!item)
			return false;
		place->type = item->value;
		place->is_mutable = !is_global || item->is_mutable;
		place->index = is_global ? TN_CORE_NONE : tn_validate_address(item);
		return true;
	}
	bool is_array = b->opcode >= TN_OP_ARRAY_ATOMIC_GET;
	const struct tn_core_type *type =
		tn_validate_type_of(b, b->i.a, is_array ? TN_CORE_ARRAY : TN_CORE_STRUCT);
	if (!type)
		return false;
	uint32_t field = is_array ? 0 : b->i.b;
	if (field >= type->field_count) {
		tn_validate_fail(
			b, "unknown field: struct %u has %u fields", b->i.a, type->field_count);
		return false;
	}
	place->type = type->fields[field].type;
	place->is_mutable = type->fields[field].is_mutable;
	place->index = is_array ? TN_CORE_I32 : TN_CORE_NONE;
	place->base = ref_null(TN_CORE_INDEX | b->i.a);
	return true;
}

static void atomic(struct tn_validate_body *b)
{
	enum access access = access_of(b->opcode);
	struct place place;
	if (!find_place(b, &place))
		return;
	if (access > GET_PACKED && !place.is_mutable) {
		tn_validate_fail(b, "immutable: an atomic write needs something that may change");
		return;
	}
	if (!is_allowed(b, access, place.type)) {
		tn_validate_fail(b, "invalid type: %.*s cannot be accessed like this",
			TN_S(tn_coretype_text(b->v->scratch, place.type)));
		return;
	}
	bool is_packed = place.type == TN_CORE_I8 || place.type == TN_CORE_I16;
	tn_core_ty value = is_packed ? TN_CORE_I32 : place.type;
	/* The expected value of a comparison may be any reference that can be compared. */
	if (access == COMPARE || access == EXCHANGE || access == ARITHMETIC || access == SET)
		tn_validate_pop(b, value);
	if (access == COMPARE)
		tn_validate_pop(b, value);
	if (place.index)
		tn_validate_pop(b, place.index);
	if (place.base)
		tn_validate_pop(b, place.base);
	if (access != SET)
		tn_validate_push(b, value);
}

/* ---- continuations ---- */

/* The function type inside a continuation type. */
static const struct tn_core_sig *cont_sig(struct tn_validate_body *b, uint32_t index)
{
	const struct tn_core_type *type = tn_validate_type_of(b, index, TN_CORE_CONT);
	return type ? &b->m->types.ptr[type->cont & TN_CORE_HEAP_MASK].sig : NULL;
}

static struct tn_validate_types params(const struct tn_core_sig *sig)
{
	return (struct tn_validate_types){ sig->params, sig->param_count };
}

static struct tn_validate_types results(const struct tn_core_sig *sig)
{
	return (struct tn_validate_types){ sig->results, sig->result_count };
}

static bool all_match(
	struct tn_validate_body *b, struct tn_validate_types from, struct tn_validate_types to)
{
	if (from.len != to.len)
		return false;
	for (uint32_t i = 0; i < from.len; i++)
		if (!tn_validate_matches(b->m, from.ptr[i], to.ptr[i]))
			return false;
	return true;
}

static void cont_new(struct tn_validate_body *b)
{
	if (!cont_sig(b, b->i.a))
		return;
	tn_validate_pop(b, ref_null(b->m->types.ptr[b->i.a].cont));
	tn_validate_push(b, TN_CORE_REF | TN_CORE_INDEX | b->i.a);
}

/* Leading arguments are bound, the rest stays a continuation. */
static void cont_bind(struct tn_validate_body *b)
{
	const struct tn_core_sig *from = cont_sig(b, b->i.a);
	const struct tn_core_sig *to = from ? cont_sig(b, b->i.b) : NULL;
	if (!to)
		return;
	if (from->param_count < to->param_count) {
		tn_validate_fail(b, "type mismatch in continuation arguments");
		return;
	}
	uint32_t bound = from->param_count - to->param_count;
	struct tn_validate_types rest = { from->params + bound, to->param_count };
	if (!all_match(b, params(to), rest) || !all_match(b, results(from), results(to))) {
		tn_validate_fail(b, "type mismatch in continuation types");
		return;
	}
	tn_validate_pop(b, ref_null(TN_CORE_INDEX | b->i.a));
	tn_validate_pop_list(b, (struct tn_validate_types){ from->params, bound });
	tn_validate_push(b, TN_CORE_REF | TN_CORE_INDEX | b->i.b);
}

static void suspend(struct tn_validate_body *b)
{
	const struct tn_core_sig *tag = tn_validate_tag(b, b->i.a);
	if (!tag)
		return;
	tn_validate_pop_list(b, params(tag));
	tn_validate_push_list(b, results(tag));
}

/* (on tag label): the label takes the tag's values and the continuation that waits for its results. */
static bool check_label_handler(
	struct tn_validate_body *b, const struct tn_core_sig *resumed, struct tn_corehandler h)
{
	const struct tn_core_sig *tag = tn_validate_tag(b, h.tag);
	struct tn_validate_types label = { NULL, 0 };
	if (tag)
		label = tn_validate_label(b, h.label);
	if (b->has_failed)
		return false;
	tn_core_ty last = label.len ? label.ptr[--label.len] : TN_CORE_NONE;
	if (!(last & TN_CORE_REF) || !(last & TN_CORE_INDEX)) {
		tn_validate_fail(
			b, "type mismatch: the label must take a continuation reference last");
		return false;
	}
	const struct tn_core_sig *cont = cont_sig(b, last & TN_CORE_HEAP_MASK);
	if (!cont)
		return false;
	if (!all_match(b, params(tag), label))
		tn_validate_fail(b, "type mismatch between tag type and label type");
	else if (!all_match(b, params(cont), results(tag)) ||
		 !all_match(b, results(resumed), results(cont)))
		tn_validate_fail(b, "type mismatch in continuation type");
	return !b->has_failed;
}

static bool check_handlers(struct tn_validate_body *b, const struct tn_core_sig *resumed)
{
	if (b->i.count > b->v->cx->limits.core_catches)
		tn_validate_fail(b, "too many handlers");
	struct tn_reader r = tn_reader_new(b->i.rest, b->r.base);
	for (uint32_t i = 0; i < b->i.count && !b->has_failed; i++) {
		struct tn_corehandler h = tn_coreinstr_handler(&r);
		if (!h.is_switch) {
			check_label_handler(b, resumed, h);
			continue;
		}
		const struct tn_core_sig *tag = tn_validate_tag(b, h.tag);
		if (tag && (tag->param_count || !all_match(b, results(tag), results(resumed)) ||
				   !all_match(b, results(resumed), results(tag))))
			tn_validate_fail(
				b, "type mismatch: switch tag does not match continuation");
	}
	return !b->has_failed;
}

/* resume, resume_throw and resume_throw_ref differ in what they hand in. */
static void resume(struct tn_validate_body *b)
{
	const struct tn_core_sig *sig = cont_sig(b, b->i.a);
	if (!sig || !check_handlers(b, sig))
		return;
	struct tn_validate_types given = params(sig);
	if (b->opcode == TN_OP_RESUME_THROW) {
		const struct tn_core_sig *tag = tn_validate_exception(b, b->i.b);
		if (!tag)
			return;
		given = params(tag);
	}
	tn_validate_pop(b, ref_null(TN_CORE_INDEX | b->i.a));
	if (b->opcode == TN_OP_RESUME_THROW_REF)
		tn_validate_pop(b, ref_null(TN_HEAP_EXN));
	else
		tn_validate_pop_list(b, given);
	tn_validate_push_list(b, results(sig));
}

static void switch_(struct tn_validate_body *b)
{
	const struct tn_core_sig *sig = cont_sig(b, b->i.a);
	const struct tn_core_sig *tag = sig ? tn_validate_tag(b, b->i.b) : NULL;
	if (!tag)
		return;
	if (tag->param_count) {
		tn_validate_fail(b, "type mismatch: non-empty tag parameter type");
		return;
	}
	tn_core_ty last = sig->param_count ? sig->params[sig->param_count - 1] : TN_CORE_NONE;
	if (!(last & TN_CORE_REF) || !(last & TN_CORE_INDEX)) {
		tn_validate_fail(b, "type mismatch: instruction requires a continuation reference");
		return;
	}
	const struct tn_core_sig *other = cont_sig(b, last & TN_CORE_HEAP_MASK);
	if (!other)
		return;
	if (!all_match(b, results(sig), results(tag)) ||
		!all_match(b, results(tag), results(other))) {
		tn_validate_fail(b, "type mismatch in continuation types");
		return;
	}
	tn_validate_pop(b, ref_null(TN_CORE_INDEX | b->i.a));
	tn_validate_pop_list(b, (struct tn_validate_types){ sig->params, sig->param_count - 1 });
	tn_validate_push_list(b, params(other));
}

bool tn_validate_rare(struct tn_validate_body *b)
{
	switch (b->opcode) {
	case TN_OP_CONT_NEW:
		cont_new(b);
		return true;
	case TN_OP_CONT_BIND:
		cont_bind(b);
		return true;
	case TN_OP_SUSPEND:
		suspend(b);
		return true;
	case TN_OP_RESUME:
	case TN_OP_RESUME_THROW:
	case TN_OP_RESUME_THROW_REF:
		resume(b);
		return true;
	case TN_OP_SWITCH:
		switch_(b);
		return true;
	default:
		if (b->opcode < TN_OP_GLOBAL_ATOMIC_GET ||
			b->opcode > TN_OP_ARRAY_ATOMIC_RMW_CMPXCHG)
			return false;
		atomic(b);
		return true;
	}
}
