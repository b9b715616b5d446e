/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Values: definitions decoded against their types, and the start function that takes and gives some. */
#include "base/reader.h"
#include "base/utf8.h"
#include "wasm/component/checking.h"

/* ---- val(t): Binary.md "Value Definitions" ---- */

static void decode(struct tn_reader *r, const struct tn_ctype *type);

static void decode_float(struct tn_reader *r, bool is_64)
{
	/* NaN has one encoding. */
	uint64_t bits = is_64 ? tn_reader_fixed64(r) : tn_reader_fixed32(r);
	uint64_t exponent = is_64 ? UINT64_C(0x7ff0000000000000) : UINT64_C(0x7f800000);
	uint64_t mantissa = is_64 ? UINT64_C(0x000fffffffffffff) : UINT64_C(0x007fffff);
	uint64_t nan = is_64 ? UINT64_C(0x7ff8000000000000) : UINT64_C(0x7fc00000);
	if ((bits & exponent) == exponent && (bits & mantissa) && bits != nan)
		tn_reader_fail(r, "a NaN has to be the canonical one");
}

static void decode_char(struct tn_reader *r)
{
	struct tn_str rest = { (const char *)r->at, (size_t)(r->end - r->at) };
	size_t at = 0;
	if (rest.len == 0 || tn_utf8_next(rest, &at) == TN_UTF8_BAD)
		tn_reader_fail(r, "malformed UTF-8 encoding");
	else
		(void)tn_reader_take(r, at);
}

static uint32_t choice(struct tn_reader *r, uint32_t count)
{
	uint32_t index = tn_reader_u32(r);
	if (!r->error && index >= count)
		tn_reader_fail(r, "a case that the type does not have");
	return r->error ? 0 : index;
}

static void decode_optional(struct tn_reader *r, const struct tn_ctype *none, const struct tn_ctype *some)
{
	uint8_t which = tn_reader_byte(r);
	if (which > 1)
		tn_reader_fail(r, "a case that the type does not have");
	const struct tn_ctype *payload = which ? some : none;
	if (payload && !r->error)
		decode(r, payload);
}

static void decode_range(struct tn_reader *r, int64_t low, int64_t high, bool is_signed)
{
	int64_t value = is_signed ? tn_reader_s32(r) : (int64_t)tn_reader_u32(r);
	if (!r->error && (value < low || value > high))
		tn_reader_fail(r, "integer too large");
}

static void decode_parts(struct tn_reader *r, const struct tn_ctype *type)
{
	uint32_t count = type->u.value.member_count;
	switch (type->u.value.kind) {
	case TN_VT_RECORD:
	case TN_VT_TUPLE:
		for (uint32_t i = 0; i < count && !r->error; i++)
			decode(r, type->u.value.members[i].type);
		break;
	case TN_VT_VARIANT: {
		const struct tn_ctype *payload =
			type->u.value.members[choice(r, count)].type;
		if (payload && !r->error)
			decode(r, payload);
		break;
	}
	case TN_VT_LIST: /* an element takes a byte at least */
		for (uint32_t left = tn_reader_count(r, 1); left && !r->error; left--)
			decode(r, type->u.value.a);
		break;
	case TN_VT_FIXED_LIST:
		for (uint32_t left = type->u.value.length; left && !r->error; left--)
			decode(r, type->u.value.a);
		break;
	case TN_VT_FLAGS:
		(void)tn_reader_take(r, (count + 7) / 8);
		break;
	case TN_VT_ENUM:
		(void)choice(r, count);
		break;
	case TN_VT_OPTION:
		decode_optional(r, NULL, type->u.value.a);
		break;
	case TN_VT_RESULT:
		decode_optional(r, type->u.value.a, type->u.value.b);
		break;
	default:
		tn_reader_fail(r, "values of this type have no binary form");
	}
}

/* Recursion is bounded by limits.type_depth. */
static void decode(struct tn_reader *r, const struct tn_ctype *type)
{
	switch (type->u.value.kind) {
	case TN_VT_BOOL:
		if (tn_reader_byte(r) > 1)
			tn_reader_fail(r, "invalid boolean");
		break;
	case TN_VT_S8:
	case TN_VT_U8:
		(void)tn_reader_byte(r);
		break;
	case TN_VT_S16:
		decode_range(r, INT16_MIN, INT16_MAX, true);
		break;
	case TN_VT_U16:
		decode_range(r, 0, UINT16_MAX, false);
		break;
	case TN_VT_S32:
		(void)tn_reader_s32(r);
		break;
	case TN_VT_U32:
		(void)tn_reader_u32(r);
		break;
	case TN_VT_S64:
		(void)tn_reader_s64(r);
		break;
	case TN_VT_U64:
		(void)tn_reader_u64(r);
		break;
	case TN_VT_F32:
		decode_float(r, false);
		break;
	case TN_VT_F64:
		decode_float(r, true);
		break;
	case TN_VT_CHAR:
		decode_char(r);
		break;
	case TN_VT_STRING:
		(void)tn_reader_name(r);
		break;
	default:
		decode_parts(r, type);
	}
}

void tn_check_value_node(struct tn_checking *c, const struct tn_node *node)
{
	if (!tn_check_feature(c, node, TN_WASM_CM_VALUES, "a value"))
		return;
	const struct tn_ctype *type = tn_check_vref(c, node, &node->u.value.type);
	*TN_PUSH(c->nested, &c->frame->values) = node;
	if (!type)
		return;
	struct tn_reader r = tn_reader_new(node->u.value.bytes, node->u.value.bytes.ptr);
	decode(&r, type);
	if (!r.error && r.at != r.end)
		tn_reader_fail(&r, "the value ends before its bytes do");
	if (r.error)
		tn_check_error(c, node, "malformed value: %s", r.error);
	else
		tn_check_set_slot(c->w, node, type);
}

/* ---- start ---- */

/* "Validation requires `f` have `functype` with `param` arity and types matching `arg*`" */
void tn_check_start(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_ctype *func = tn_check_ctype(c, node->u.start.func);
	if (!tn_check_feature(c, node, TN_WASM_CM_VALUES, "a start function"))
		return;
	if (c->frame->has_start)
		tn_check_error(c, node, "component cannot have more than one start function");
	c->frame->has_start = true;
	uint32_t count = node->u.start.arg_count;
	bool known = func != NULL;
	for (uint32_t i = 0; i < count; i++)
		known &= tn_check_use_value(c, node, node->u.start.args[i]) &&
			 tn_check_slot(c->w, node->u.start.args[i]);
	if (!known)
		return;
	if (func->u.func.param_count != count) {
		tn_check_error(c, node,
			"component start function requires %u arguments but was given %u",
			func->u.func.param_count, count);
		return;
	}
	if ((func->u.func.result != NULL) != (node->u.start.result_count != 0)) {
		tn_check_error(c, node,
			"component start function has a result count of %u but the function type has a result count of %u",
			node->u.start.result_count, func->u.func.result != NULL);
		return;
	}
	struct tn_mark mark = tn_mem_mark(c->scratch);
	struct tn_check_fit fit;
	tn_check_fit_init(&fit, c->w, c->scratch);
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_ctype *given = tn_check_slot(c->w, node->u.start.args[i]);
		if (!tn_check_fit_value(&fit, given, func->u.func.params[i].type))
			tn_check_error(c, node,
				"value type mismatch for component start function argument %u: %.*s", i,
				TN_S(fit.reason));
	}
	tn_mem_reset(c->scratch, mark);
}
