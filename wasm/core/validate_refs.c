/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* References, structs and arrays. Core spec, validation, "Reference Instructions" to "Aggregate
 * Instructions"; proposal custom-descriptors. */
#include "wasm/core/validate.h"

static tn_core_ty ref_null(tn_core_ty heap)
{
	return TN_CORE_REF | TN_CORE_NULLABLE | heap;
}

static tn_core_ty ref_to(uint32_t index)
{
	return TN_CORE_REF | TN_CORE_INDEX | index;
}

/* What an allocation gives: with custom descriptors its type is known exactly. */
static void push_new(struct tn_validate_body *b, uint32_t index)
{
	bool is_exact = b->v->features & TN_WASM_CUSTOM_DESCRIPTORS;
	tn_validate_push(b, ref_to(index) | (is_exact ? TN_CORE_EXACT : 0));
}

/* A nullable reference to an abstract type, shared or not. */
static tn_core_ty pop_abstract(struct tn_validate_body *b, tn_core_ty heap)
{
	tn_core_ty found = tn_validate_pop_ref(b);
	if (found == TN_VALIDATE_BOT || b->has_failed)
		return found;
	if (!tn_validate_matches(b->m, found, ref_null(heap)) &&
		!tn_validate_matches(b->m, found, ref_null(heap | TN_CORE_SHARED)))
		tn_validate_expected(b, ref_null(heap), found);
	return found;
}

/* ---- references ---- */

static void ref_func(struct tn_validate_body *b)
{
	uint32_t func = b->i.a;
	if (func >= b->m->funcs.len) {
		tn_validate_fail(b, "unknown function %u: function index out of bounds", func);
		return;
	}
	if (!(b->v->referenced[func / 8] >> func % 8 & 1)) {
		tn_validate_fail(b, "undeclared function reference");
		return;
	}
	const struct tn_core_extern *f = &b->m->funcs.ptr[func];
	if (tn_validate_stops_at(b, f))
		return;
	bool is_exact = b->v->features & TN_WASM_CUSTOM_DESCRIPTORS &&
			(func >= b->m->imported[TN_CORE_KIND_FUNC] || f->is_exact);
	tn_validate_push(b, ref_to(f->type) | (is_exact ? TN_CORE_EXACT : 0));
}

/* What unreachable code pops may be of either kind. */
static bool is_known_ref(tn_core_ty type)
{
	return type & TN_CORE_REF && type != TN_VALIDATE_BOT_REF;
}

/* Proposal shared-everything-threads: both operands are shared, or neither is. */
static void ref_eq(struct tn_validate_body *b)
{
	tn_core_ty one = pop_abstract(b, TN_HEAP_EQ), two = pop_abstract(b, TN_HEAP_EQ);
	if (is_known_ref(one) && is_known_ref(two) &&
		tn_validate_is_shared(b->m, one) != tn_validate_is_shared(b->m, two))
		tn_validate_fail(b, "type mismatch: a shared reference is compared with one that is not");
	tn_validate_push(b, TN_CORE_I32);
}

/* any.convert_extern and its reverse keep nullability and sharedness. */
static void convert(struct tn_validate_body *b, tn_core_ty from, tn_core_ty to)
{
	tn_core_ty found = pop_abstract(b, from);
	tn_core_ty keep = found & TN_CORE_NULLABLE;
	if (found & TN_CORE_REF && tn_validate_is_shared(b->m, found))
		keep |= TN_CORE_SHARED;
	tn_validate_push(b, TN_CORE_REF | to | keep);
}

/* Casts look at any value of the hierarchy their target is in. */
static bool pop_castable(struct tn_validate_body *b, tn_core_ty target)
{
	if (!tn_validate_value_type(b, target))
		return false;
	tn_core_ty top = tn_validate_top(b->m, target);
	if ((top & TN_CORE_HEAP_MASK) == TN_HEAP_CONT) {
		tn_validate_fail(b, "invalid cast: continuations cannot be cast");
		return false;
	}
	tn_validate_pop(b, ref_null(top));
	return !b->has_failed;
}

static void ref_test(struct tn_validate_body *b, bool is_nullable)
{
	tn_core_ty target = TN_CORE_REF | b->i.type | (is_nullable ? TN_CORE_NULLABLE : 0);
	if (pop_castable(b, target))
		tn_validate_push(b, TN_CORE_I32);
}

static void ref_cast(struct tn_validate_body *b, bool is_nullable)
{
	tn_core_ty target = TN_CORE_REF | b->i.type | (is_nullable ? TN_CORE_NULLABLE : 0);
	if (pop_castable(b, target))
		tn_validate_push(b, target);
}

static void ref_cast_descriptor(struct tn_validate_body *b, bool is_nullable)
{
	tn_core_ty target = TN_CORE_REF | b->i.type | (is_nullable ? TN_CORE_NULLABLE : 0);
	if (!tn_validate_value_type(b, target))
		return;
	uint32_t descriptor = UINT32_MAX;
	if (target & TN_CORE_INDEX)
		descriptor = b->m->types.ptr[target & TN_CORE_HEAP_MASK].descriptor;
	if (descriptor == UINT32_MAX) {
		tn_validate_fail(b, "cast target must have descriptor");
		return;
	}
	tn_validate_pop(b, ref_null(TN_CORE_INDEX | (target & TN_CORE_EXACT) | descriptor));
	if (pop_castable(b, target))
		tn_validate_push(b, target);
}

static void ref_get_descriptor(struct tn_validate_body *b)
{
	const struct tn_core_type *type = tn_validate_type(b, b->i.a);
	if (!type)
		return;
	if (type->descriptor == UINT32_MAX) {
		tn_validate_fail(b, "type %u has no descriptor", b->i.a);
		return;
	}
	tn_core_ty found = tn_validate_pop(b, ref_null(TN_CORE_INDEX | b->i.a));
	tn_core_ty exact = TN_CORE_REF | TN_CORE_INDEX | TN_CORE_EXACT | b->i.a;
	bool is_exact = tn_validate_matches(b->m, found & ~(tn_core_ty)TN_CORE_NULLABLE, exact);
	tn_validate_push(b, ref_to(type->descriptor) | (is_exact ? TN_CORE_EXACT : 0));
}

/* ---- fields ---- */

static tn_core_ty unpacked(tn_core_ty storage)
{
	return storage == TN_CORE_I8 || storage == TN_CORE_I16 ? TN_CORE_I32 : storage;
}

static bool is_packed(tn_core_ty storage)
{
	return storage == TN_CORE_I8 || storage == TN_CORE_I16;
}

static const struct tn_core_type *struct_type(struct tn_validate_body *b, uint32_t index)
{
	return tn_validate_type_of(b, index, TN_CORE_STRUCT);
}

static const struct tn_core_field *array_type(struct tn_validate_body *b, uint32_t index)
{
	const struct tn_core_type *type = tn_validate_type_of(b, index, TN_CORE_ARRAY);
	return type ? type->fields : NULL;
}

static const struct tn_core_field *mutable_array(struct tn_validate_body *b, uint32_t index)
{
	const struct tn_core_field *field = array_type(b, index);
	if (!field || field->is_mutable)
		return field;
	tn_validate_fail(b, "immutable array: elements of type %u cannot be changed", index);
	return NULL;
}

static const struct tn_core_field *struct_field(
	struct tn_validate_body *b, uint32_t index, uint32_t field)
{
	const struct tn_core_type *type = struct_type(b, index);
	if (!type)
		return NULL;
	if (field < type->field_count)
		return &type->fields[field];
	tn_validate_fail(b, "unknown field: struct %u has %u fields", index, type->field_count);
	return NULL;
}

/* The plain form reads what is not packed, the signed and unsigned ones what is. */
static bool check_packing(struct tn_validate_body *b, tn_core_ty storage, bool wants_packed)
{
	if (is_packed(storage) != wants_packed)
		tn_validate_fail(b, wants_packed ? "type mismatch: field is not packed"
						 : "type mismatch: field is packed");
	return !b->has_failed;
}

static void struct_new(struct tn_validate_body *b, bool is_default, bool has_descriptor)
{
	const struct tn_core_type *type = struct_type(b, b->i.a);
	if (!type)
		return;
	if (has_descriptor != (type->descriptor != UINT32_MAX)) {
		tn_validate_fail(b,
			has_descriptor ? "type %u has no descriptor"
				       : "type with descriptor requires descriptor allocation: %u",
			b->i.a);
		return;
	}
	if (has_descriptor)
		tn_validate_pop(b, ref_null(TN_CORE_INDEX | TN_CORE_EXACT | type->descriptor));
	for (uint32_t i = type->field_count; i > 0 && !b->has_failed; i--) {
		tn_core_ty field = type->fields[i - 1].type;
		if (!is_default)
			tn_validate_pop(b, unpacked(field));
		else if (!tn_validate_is_defaultable(field))
			tn_validate_fail(b, "type mismatch: field %u has no default value", i - 1);
	}
	push_new(b, b->i.a);
}

static void struct_get(struct tn_validate_body *b, bool wants_packed)
{
	const struct tn_core_field *field = struct_field(b, b->i.a, b->i.b);
	if (!field || !check_packing(b, field->type, wants_packed))
		return;
	tn_validate_pop(b, ref_null(TN_CORE_INDEX | b->i.a));
	tn_validate_push(b, unpacked(field->type));
}

static void struct_set(struct tn_validate_body *b)
{
	const struct tn_core_field *field = struct_field(b, b->i.a, b->i.b);
	if (!field)
		return;
	if (!field->is_mutable)
		tn_validate_fail(b, "immutable field: field %u cannot be changed", b->i.b);
	tn_validate_pop(b, unpacked(field->type));
	tn_validate_pop(b, ref_null(TN_CORE_INDEX | b->i.a));
}

/* ---- arrays ---- */

static void pop_array(struct tn_validate_body *b, uint32_t index)
{
	tn_validate_pop(b, ref_null(TN_CORE_INDEX | index));
}

static void array_new(struct tn_validate_body *b)
{
	const struct tn_core_field *field = array_type(b, b->i.a);
	if (!field)
		return;
	tn_validate_pop(b, TN_CORE_I32);
	if (b->opcode == TN_OP_ARRAY_NEW)
		tn_validate_pop(b, unpacked(field->type));
	else if (!tn_validate_is_defaultable(field->type))
		tn_validate_fail(b, "type mismatch: the array's elements have no default value");
	push_new(b, b->i.a);
}

static void array_new_fixed(struct tn_validate_body *b)
{
	const struct tn_core_field *field = array_type(b, b->i.a);
	if (!field)
		return;
	for (uint32_t i = 0; i < b->i.b && !b->has_failed; i++) {
		const struct tn_validate_frame *frame = tn_validate_top_frame(b);
		if (b->sp == frame->height && frame->is_unreachable)
			break; /* the rest is there too, however many */
		tn_validate_pop(b, unpacked(field->type));
	}
	push_new(b, b->i.a);
}

static bool is_numeric(tn_core_ty type)
{
	return !(type & TN_CORE_REF);
}

/* The segment behind array.new_data, array.new_elem and array.init_…. */
static bool check_segment(
	struct tn_validate_body *b, const struct tn_core_field *field, bool is_data)
{
	if (is_data) {
		if (!is_numeric(field->type))
			tn_validate_fail(b, "type mismatch: array type is not numeric or vector");
		else
			tn_validate_data_segment(b, b->i.b);
		return !b->has_failed;
	}
	const struct tn_core_elem *elem = tn_validate_elem_segment(b, b->i.b);
	if (elem && !tn_validate_matches(b->m, elem->type, field->type))
		tn_validate_expected(b, field->type, elem->type);
	return !b->has_failed;
}

static void array_new_segment(struct tn_validate_body *b, bool is_data)
{
	const struct tn_core_field *field = array_type(b, b->i.a);
	if (!field || !check_segment(b, field, is_data))
		return;
	tn_validate_pop(b, TN_CORE_I32);
	tn_validate_pop(b, TN_CORE_I32);
	push_new(b, b->i.a);
}

static void array_init_segment(struct tn_validate_body *b, bool is_data)
{
	const struct tn_core_field *field = mutable_array(b, b->i.a);
	if (!field || !check_segment(b, field, is_data))
		return;
	for (int i = 0; i < 3; i++)
		tn_validate_pop(b, TN_CORE_I32);
	pop_array(b, b->i.a);
}

static void array_get(struct tn_validate_body *b, bool wants_packed)
{
	const struct tn_core_field *field = array_type(b, b->i.a);
	if (!field || !check_packing(b, field->type, wants_packed))
		return;
	tn_validate_pop(b, TN_CORE_I32);
	pop_array(b, b->i.a);
	tn_validate_push(b, unpacked(field->type));
}

static void array_set(struct tn_validate_body *b, bool is_fill)
{
	const struct tn_core_field *field = mutable_array(b, b->i.a);
	if (!field)
		return;
	if (is_fill)
		tn_validate_pop(b, TN_CORE_I32);
	tn_validate_pop(b, unpacked(field->type));
	tn_validate_pop(b, TN_CORE_I32);
	pop_array(b, b->i.a);
}

static void array_copy(struct tn_validate_body *b)
{
	const struct tn_core_field *to = mutable_array(b, b->i.a);
	const struct tn_core_field *from = to ? array_type(b, b->i.b) : NULL;
	if (!from)
		return;
	if (!tn_validate_matches(b->m, from->type, to->type)) {
		tn_validate_fail(b, "array types do not match: expected %.*s, found %.*s",
			TN_S(tn_coretype_text(b->v->scratch, to->type)),
			TN_S(tn_coretype_text(b->v->scratch, from->type)));
		return;
	}
	tn_validate_pop(b, TN_CORE_I32);
	tn_validate_pop(b, TN_CORE_I32);
	pop_array(b, b->i.b);
	tn_validate_pop(b, TN_CORE_I32);
	pop_array(b, b->i.a);
}

/* ---- one instruction ---- */

static bool references(struct tn_validate_body *b)
{
	tn_core_ty ref;
	switch (b->opcode) {
	case TN_OP_REF_NULL:
		ref = ref_null(b->i.type);
		if (tn_validate_value_type(b, ref))
			tn_validate_push(b, ref);
		break;
	case TN_OP_REF_IS_NULL:
		tn_validate_pop_ref(b);
		tn_validate_push(b, TN_CORE_I32);
		break;
	case TN_OP_REF_AS_NON_NULL:
		ref = tn_validate_pop_ref(b);
		tn_validate_push(b, ref == TN_VALIDATE_BOT ? TN_VALIDATE_BOT_REF
							   : ref & ~(tn_core_ty)TN_CORE_NULLABLE);
		break;
	case TN_OP_REF_FUNC:
		ref_func(b);
		break;
	case TN_OP_REF_EQ:
		ref_eq(b);
		break;
	case TN_OP_REF_I31:
		tn_validate_pop(b, TN_CORE_I32);
		tn_validate_push(b, TN_CORE_REF | TN_HEAP_I31);
		break;
	case TN_OP_REF_I31_SHARED:
		tn_validate_pop(b, TN_CORE_I32);
		tn_validate_push(b, TN_CORE_REF | TN_CORE_SHARED | TN_HEAP_I31);
		break;
	case TN_OP_I31_GET_S:
	case TN_OP_I31_GET_U:
		pop_abstract(b, TN_HEAP_I31);
		tn_validate_push(b, TN_CORE_I32);
		break;
	case TN_OP_ANY_CONVERT_EXTERN:
		convert(b, TN_HEAP_EXTERN, TN_HEAP_ANY);
		break;
	case TN_OP_EXTERN_CONVERT_ANY:
		convert(b, TN_HEAP_ANY, TN_HEAP_EXTERN);
		break;
	case TN_OP_REF_TEST_NON_NULL:
	case TN_OP_REF_TEST_NULLABLE:
		ref_test(b, b->opcode == TN_OP_REF_TEST_NULLABLE);
		break;
	case TN_OP_REF_CAST_NON_NULL:
	case TN_OP_REF_CAST_NULLABLE:
		ref_cast(b, b->opcode == TN_OP_REF_CAST_NULLABLE);
		break;
	case TN_OP_REF_CAST_DESC_EQ_NON_NULL:
	case TN_OP_REF_CAST_DESC_EQ_NULLABLE:
		ref_cast_descriptor(b, b->opcode == TN_OP_REF_CAST_DESC_EQ_NULLABLE);
		break;
	case TN_OP_REF_GET_DESC:
		ref_get_descriptor(b);
		break;
	default:
		return false;
	}
	return true;
}

static bool aggregates(struct tn_validate_body *b)
{
	switch (b->opcode) {
	case TN_OP_STRUCT_NEW:
	case TN_OP_STRUCT_NEW_DEFAULT:
		struct_new(b, b->opcode == TN_OP_STRUCT_NEW_DEFAULT, false);
		break;
	case TN_OP_STRUCT_NEW_DESC:
	case TN_OP_STRUCT_NEW_DEFAULT_DESC:
		struct_new(b, b->opcode == TN_OP_STRUCT_NEW_DEFAULT_DESC, true);
		break;
	case TN_OP_STRUCT_GET:
		struct_get(b, false);
		break;
	case TN_OP_STRUCT_GET_S:
	case TN_OP_STRUCT_GET_U:
		struct_get(b, true);
		break;
	case TN_OP_STRUCT_SET:
		struct_set(b);
		break;
	case TN_OP_ARRAY_NEW:
	case TN_OP_ARRAY_NEW_DEFAULT:
		array_new(b);
		break;
	case TN_OP_ARRAY_NEW_FIXED:
		array_new_fixed(b);
		break;
	case TN_OP_ARRAY_NEW_DATA:
	case TN_OP_ARRAY_NEW_ELEM:
		array_new_segment(b, b->opcode == TN_OP_ARRAY_NEW_DATA);
		break;
	case TN_OP_ARRAY_INIT_DATA:
	case TN_OP_ARRAY_INIT_ELEM:
		array_init_segment(b, b->opcode == TN_OP_ARRAY_INIT_DATA);
		break;
	case TN_OP_ARRAY_GET:
		array_get(b, false);
		break;
	case TN_OP_ARRAY_GET_S:
	case TN_OP_ARRAY_GET_U:
		array_get(b, true);
		break;
	case TN_OP_ARRAY_SET:
	case TN_OP_ARRAY_FILL:
		array_set(b, b->opcode == TN_OP_ARRAY_FILL);
		break;
	case TN_OP_ARRAY_COPY:
		array_copy(b);
		break;
	case TN_OP_ARRAY_LEN:
		pop_abstract(b, TN_HEAP_ARRAY);
		tn_validate_push(b, TN_CORE_I32);
		break;
	default:
		return false;
	}
	return true;
}

bool tn_validate_refs(struct tn_validate_body *b)
{
	return references(b) || aggregates(b);
}
