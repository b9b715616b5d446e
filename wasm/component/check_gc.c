/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The options `gc` and `core-type`: values as references instead of bytes in a memory. They are no
 * part of the specification yet; this is what other tools ask of the core types behind `cm-gc`.
 */
#include "wasm/component/checking.h"
#include "wasm/core/coretype.h"

struct place {
	tn_core_ty type;
	bool is_field; /* of a struct or array: there are small integers */
};

struct gc {
	struct tn_checking *c;
	const struct tn_node *node;
	bool is_utf16;
};

static bool mismatch(const struct gc *g, const struct tn_ctype *value, struct place core,
	const char *wanted)
{
	struct tn_arena *arena = g->c->scratch;
	tn_check_error(g->c, g->node,
		"expected to lower component `%.*s` to core `%s`, found `%.*s`",
		TN_S(tn_check_type_words(g->c->w, arena, value)), wanted,
		TN_S(tn_coretype_text(arena, core.type)));
	return false;
}

/* The type that a reference leads to, or NULL. */
static const struct tn_core_type *target(const struct gc *g, struct place core)
{
	if (!(core.type & TN_CORE_REF) || !(core.type & TN_CORE_INDEX))
		return NULL;
	return tn_typespace_type(&g->c->w->core, core.type & TN_CORE_HEAP_MASK);
}

static bool is_extern(struct place core)
{
	return (core.type & TN_CORE_REF) && !(core.type & TN_CORE_INDEX) &&
	       (core.type & TN_CORE_HEAP_MASK) == TN_HEAP_EXTERN;
}

static bool value_fits(const struct gc *g, const struct tn_ctype *value, struct place core);

/* Records and tuples: a struct with a field for each. */
static bool product_fits(const struct gc *g, const struct tn_ctype *value, struct place core)
{
	const struct tn_core_type *to = target(g, core);
	uint32_t count = value->u.value.member_count;
	if (!to || to->kind != TN_CORE_STRUCT)
		return mismatch(g, value, core, "(ref null? (struct ...))");
	if (to->field_count != count) {
		tn_check_error(g->c, g->node, "core `struct` has %u fields, but component `%s` has %u fields",
			to->field_count, value->u.value.kind == TN_VT_RECORD ? "record" : "tuple",
			count);
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct place field = { to->fields[i].type, true };
		if (!value_fits(g, value->u.value.members[i].type, field))
			return false;
	}
	return true;
}

static bool array_fits(const struct gc *g, const struct tn_ctype *value, struct place core)
{
	const struct tn_core_type *to = target(g, core);
	if (!to || to->kind != TN_CORE_ARRAY)
		return mismatch(g, value, core, "(ref null? (array ...))");
	return value_fits(g, value->u.value.a, (struct place){ to->fields[0].type, true });
}

static bool string_fits(const struct gc *g, const struct tn_ctype *value, struct place core)
{
	const struct tn_core_type *to = target(g, core);
	if (to && to->kind == TN_CORE_ARRAY &&
		to->fields[0].type == (g->is_utf16 ? TN_CORE_I16 : TN_CORE_I8))
		return true;
	return mismatch(g, value, core, g->is_utf16 ? "(ref null? (array (mut? i16)))"
						     : "(ref null? (array (mut? i8)))");
}

static bool number_fits(const struct gc *g, const struct tn_ctype *value, struct place core,
	tn_core_ty wanted, const char *word)
{
	return core.type == wanted || mismatch(g, value, core, word);
}

/* Small integers: packed in fields, i32 elsewhere. */
static bool small_fits(const struct gc *g, const struct tn_ctype *value, struct place core,
	tn_core_ty packed)
{
	if (!core.is_field)
		return number_fits(g, value, core, TN_CORE_I32, "i32");
	return number_fits(g, value, core, packed, packed == TN_CORE_I8 ? "i8" : "i16");
}

/* Recursion is bounded by limits.type_depth. */
static bool value_fits(const struct gc *g, const struct tn_ctype *value, struct place core)
{
	switch (value->u.value.kind) {
	case TN_VT_BOOL:
	case TN_VT_S8:
	case TN_VT_U8:
		return small_fits(g, value, core, TN_CORE_I8);
	case TN_VT_S16:
	case TN_VT_U16:
		return small_fits(g, value, core, TN_CORE_I16);
	case TN_VT_S32:
	case TN_VT_U32:
	case TN_VT_CHAR:
	case TN_VT_FLAGS:
	case TN_VT_ENUM:
		return number_fits(g, value, core, TN_CORE_I32, "i32");
	case TN_VT_S64:
	case TN_VT_U64:
		return number_fits(g, value, core, TN_CORE_I64, "i64");
	case TN_VT_F32:
		return number_fits(g, value, core, TN_CORE_F32, "f32");
	case TN_VT_F64:
		return number_fits(g, value, core, TN_CORE_F64, "f64");
	case TN_VT_STRING:
		return string_fits(g, value, core);
	case TN_VT_LIST:
	case TN_VT_FIXED_LIST:
		return array_fits(g, value, core);
	case TN_VT_RECORD:
	case TN_VT_TUPLE:
		return product_fits(g, value, core);
	case TN_VT_VARIANT:
	case TN_VT_OPTION:
	case TN_VT_RESULT: {
		const struct tn_core_type *to = target(g, core);
		return (to && to->kind == TN_CORE_STRUCT && to->field_count == 0) ||
		       mismatch(g, value, core, "(ref null? (struct))");
	}
	case TN_VT_ERROR_CONTEXT:
	case TN_VT_OWN:
	case TN_VT_BORROW:
	case TN_VT_STREAM:
	case TN_VT_FUTURE:
		return is_extern(core) || mismatch(g, value, core, "(ref null? extern)");
	default:
		tn_check_error(g->c, g->node, "the component type `map` has no GC lowering yet");
		return false;
	}
}

bool tn_check_gc_func(struct tn_checking *c, const struct tn_node *node, const struct tn_ctype *func,
	const struct tn_core_sig *sig, bool is_utf16)
{
	struct gc g = { c, node, is_utf16 };
	uint32_t params = func->u.func.param_count;
	uint32_t results = func->u.func.result != NULL;
	if (sig->param_count != params || sig->result_count != results) {
		tn_check_error(c, node,
			"declared `core-type` has %u %s, but component function has %u %s",
			sig->param_count != params ? sig->param_count : sig->result_count,
			sig->param_count != params ? "parameters" : "results",
			sig->param_count != params ? params : results,
			sig->param_count != params ? "parameters" : "results");
		return false;
	}
	for (uint32_t i = 0; i < params; i++) {
		if (!value_fits(&g, func->u.func.params[i].type,
			    (struct place){ sig->params[i], false }))
			return false;
	}
	return !results ||
	       value_fits(&g, func->u.func.result, (struct place){ sig->results[0], false });
}
