/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Type definitions. Binary.md "Type Definitions", with its notes. In: a node. Out: its type. */
#include "wasm/component/checking.h"

const struct tn_ctype *tn_check_ctype(const struct tn_checking *c, const struct tn_node *node)
{
	return tn_check_slot(c->w, node);
}

/* "Validation of `valtype` requires the `typeidx` to refer to a `defvaltype`." */
const struct tn_ctype *tn_check_vref(struct tn_checking *c, const struct tn_node *node,
	const struct tn_vref *ref)
{
	if (ref->prim) {
		if (ref->prim == 0x64 &&
			!tn_check_feature(c, node, TN_WASM_CM_ERROR_CONTEXT, "`error-context`"))
			return NULL;
		return tn_check_primitive(c->w, ref->prim);
	}
	const struct tn_ctype *type = tn_check_ctype(c, ref->node);
	if (!type || type->kind == TN_CTYPE_VALUE)
		return type;
	struct tn_diag *diag = tn_check_error(c, node,
		"%s is not a defined type: expected a value type, found `%.*s`",
		type->kind == TN_CTYPE_RESOURCE ? "a resource" : "the type",
		TN_S(tn_check_type_words(c->w, c->scratch, type)));
	if (type->kind == TN_CTYPE_RESOURCE)
		tn_diag_hint(c->cx, diag, "a value is `own` or `borrow` of a resource");
	return NULL;
}

static bool is_set(const struct tn_vref *ref)
{
	return ref->prim || ref->node;
}

/* ---- value types ---- */

static bool members(struct tn_checking *c, const struct tn_node *node, struct tn_ctype *draft)
{
	const struct tn_type_def *def = &node->u.type;
	struct tn_cmember *list = TN_NEWN(c->w->arena, struct tn_cmember, def->members.len);
	bool fine = true;
	for (uint32_t i = 0; i < def->members.len; i++) {
		list[i].name = def->members.ptr[i].name;
		if (is_set(&def->members.ptr[i].type)) {
			c->part = (struct tn_ir_part){ tn_ir_member_word(def->kind), i, list[i].name };
			list[i].type = tn_check_vref(c, node, &def->members.ptr[i].type);
			fine &= list[i].type != NULL;
		}
	}
	c->part.word = NULL;
	draft->u.value.members = list;
	draft->u.value.member_count = def->members.len;
	return fine;
}

static bool not_empty(struct tn_checking *c, const struct tn_node *node, const char *what)
{
	if (node->u.type.members.len)
		return true;
	tn_check_error(c, node, "%s", what);
	return false;
}

static bool labels(struct tn_checking *c, const struct tn_node *node, const char *what,
	const char *word)
{
	return tn_check_labels(c, node, node->u.type.members.ptr, node->u.type.members.len, what, word);
}

static bool flags_count(struct tn_checking *c, const struct tn_node *node)
{
	if (node->u.type.members.len <= 32)
		return true;
	tn_check_error(c, node, "cannot have more than 32 flags");
	return false;
}

/* "keytype": what has one form of equality. An alias of one is one. */
static bool is_key(const struct tn_ctype *type)
{
	enum tn_vt_kind kind = type->u.value.kind;
	return kind < TN_VT_PRIMITIVES && kind != TN_VT_F32 && kind != TN_VT_F64 &&
	       kind != TN_VT_ERROR_CONTEXT;
}

/* Recursion is bounded by limits.type_depth. */
static bool holds_error_context(const struct tn_ctype *type)
{
	if (!type)
		return false;
	if (type->u.value.kind == TN_VT_OWN || type->u.value.kind == TN_VT_BORROW)
		return false;
	if (type->u.value.kind == TN_VT_ERROR_CONTEXT)
		return true;
	for (uint32_t i = 0; i < type->u.value.member_count; i++) {
		if (holds_error_context(type->u.value.members[i].type))
			return true;
	}
	return holds_error_context(type->u.value.a) || holds_error_context(type->u.value.b);
}

static bool map_types(struct tn_checking *c, const struct tn_node *node,
	const struct tn_ctype *key, const struct tn_ctype *value)
{
	const struct tn_vt_def *def = tn_type_get(&c->w->types, value->u.value.vt);
	if (!is_key(key)) {
		tn_check_error(c, node,
			"invalid map key type: expected an integer, `bool`, `char` or `string`, found `%.*s`",
			TN_S(tn_check_type_words(c->w, c->scratch, key)));
		return false;
	}
	if (def->has_handle || def->has_stream || holds_error_context(value)) {
		tn_check_error(c, node,
			"a map value cannot contain a handle, a stream, a future or an error context");
		return false;
	}
	return true;
}

/* "Validation of `stream` and `future` rejects element types that transitively contain a `borrow`." */
static bool payload(struct tn_checking *c, const struct tn_node *node, const struct tn_ctype *type,
	bool is_stream)
{
	const char *word = is_stream ? "stream" : "future";
	if (!type)
		return true;
	if (type->has_borrow) {
		tn_check_error(c, node, "`%s` payload cannot contain a `borrow` type", word);
		return false;
	}
	/* Explainer.md "Type Definitions": `(stream char)` is refused for the time being. */
	if (is_stream && type->u.value.kind == TN_VT_CHAR) {
		tn_check_error(c, node,
			"`stream<char>` is not valid at this time, use `stream<u8>` instead");
		return false;
	}
	return true;
}

static const enum tn_vt_kind kinds[] = {
	[TN_TYPE_RECORD] = TN_VT_RECORD,
	[TN_TYPE_VARIANT] = TN_VT_VARIANT,
	[TN_TYPE_LIST] = TN_VT_LIST,
	[TN_TYPE_FIXED_LIST] = TN_VT_FIXED_LIST,
	[TN_TYPE_TUPLE] = TN_VT_TUPLE,
	[TN_TYPE_FLAGS] = TN_VT_FLAGS,
	[TN_TYPE_ENUM] = TN_VT_ENUM,
	[TN_TYPE_OPTION] = TN_VT_OPTION,
	[TN_TYPE_RESULT] = TN_VT_RESULT,
	[TN_TYPE_OWN] = TN_VT_OWN,
	[TN_TYPE_BORROW] = TN_VT_BORROW,
	[TN_TYPE_STREAM] = TN_VT_STREAM,
	[TN_TYPE_FUTURE] = TN_VT_FUTURE,
	[TN_TYPE_MAP] = TN_VT_MAP,
};

/* The one or two types that a kind is made of; absent ones are NULL. */
static bool operands(struct tn_checking *c, const struct tn_node *node, struct tn_ctype *draft)
{
	const struct tn_type_def *def = &node->u.type;
	if (is_set(&def->a))
		draft->u.value.a = tn_check_vref(c, node, &def->a);
	if (is_set(&def->b))
		draft->u.value.b = tn_check_vref(c, node, &def->b);
	return (!is_set(&def->a) || draft->u.value.a) && (!is_set(&def->b) || draft->u.value.b);
}

static bool handle(struct tn_checking *c, const struct tn_node *node, struct tn_ctype *draft)
{
	const struct tn_ctype *resource = tn_check_ctype(c, node->u.type.a.node);
	if (resource && resource->kind != TN_CTYPE_RESOURCE) {
		tn_check_error(c, node, "type index is not a resource type: expected a resource, found `%.*s`",
			TN_S(tn_check_type_words(c->w, c->scratch, resource)));
		return false;
	}
	draft->u.value.a = resource;
	return resource != NULL;
}

static bool value_draft(struct tn_checking *c, const struct tn_node *node, struct tn_ctype *draft)
{
	const struct tn_type_def *def = &node->u.type;
	draft->kind = TN_CTYPE_VALUE;
	draft->u.value.kind = kinds[def->kind];
	switch (def->kind) {
	case TN_TYPE_RECORD:
		return not_empty(c, node, "record type must have at least one field") &&
		       labels(c, node, "record field", "field") && members(c, node, draft);
	case TN_TYPE_VARIANT:
		return not_empty(c, node, "variant type must have at least one case") &&
		       labels(c, node, "variant case", "case") && members(c, node, draft);
	case TN_TYPE_TUPLE:
		return not_empty(c, node, "tuple type must have at least one type") &&
		       members(c, node, draft);
	case TN_TYPE_FLAGS:
		return not_empty(c, node, "flags must have at least one entry") &&
		       flags_count(c, node) && labels(c, node, "flag", "flag") &&
		       members(c, node, draft);
	case TN_TYPE_ENUM:
		return not_empty(c, node, "enum type must have at least one variant") &&
		       labels(c, node, "enum tag", "tag") && members(c, node, draft);
	case TN_TYPE_FIXED_LIST:
		if (!tn_check_feature(c, node, TN_WASM_CM_FIXED_LENGTH_LISTS, "a fixed-length list"))
			return false;
		if (def->length == 0) {
			tn_check_error(c, node,
				"Fixed-length lists must have more than zero elements");
			return false;
		}
		draft->u.value.length = def->length;
		return operands(c, node, draft);
	case TN_TYPE_OWN:
	case TN_TYPE_BORROW:
		return handle(c, node, draft);
	case TN_TYPE_STREAM:
	case TN_TYPE_FUTURE: {
		bool is_stream = def->kind == TN_TYPE_STREAM;
		return tn_check_feature(c, node, TN_WASM_CM_ASYNC,
			       is_stream ? "`stream`" : "`future`") &&
		       operands(c, node, draft) && payload(c, node, draft->u.value.a, is_stream);
	}
	case TN_TYPE_MAP:
		return tn_check_feature(c, node, TN_WASM_CM_MAP, "`map`") &&
		       operands(c, node, draft) &&
		       map_types(c, node, draft->u.value.a, draft->u.value.b);
	default:
		return operands(c, node, draft);
	}
}

/* "Validation requires that, for every `defvaltype` `t`, `elem_size(t, 'i64')` is less than 2^28" */
static bool is_small(struct tn_checking *c, const struct tn_node *node, const struct tn_ctype *type)
{
	if (tn_type_get(&c->w->types, type->u.value.vt)->size[1] <= c->cx->limits.value_bytes)
		return true;
	tn_check_error(c, node, "value type's maximum in-memory size exceeds maximum byte size");
	return false;
}

static void set_type(struct tn_checking *c, const struct tn_node *node, const struct tn_ctype *draft)
{
	const struct tn_ctype *type = tn_check_make(c->w, draft);
	if (!type)
		tn_check_too_large(c, node);
	else if (type->kind != TN_CTYPE_VALUE || is_small(c, node, type))
		tn_check_set_slot(c->w, node, type);
}

/* ---- functions, resources ---- */

/* Binary.md "functype". */
static void func_type(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_type_def *def = &node->u.type;
	struct tn_ctype draft = { .kind = TN_CTYPE_VALUE };
	if (def->is_async &&
		!tn_check_feature(c, node, TN_WASM_CM_ASYNC, "an async component function"))
		return;
	bool fine = labels(c, node, "function parameter", "parameter") & members(c, node, &draft);
	const struct tn_cmember *params = draft.u.value.members;
	draft = (struct tn_ctype){ .kind = TN_CTYPE_FUNC };
	draft.u.func.params = params;
	draft.u.func.param_count = def->members.len;
	draft.u.func.is_async = def->is_async;
	if (is_set(&def->a)) {
		const struct tn_ctype *result = tn_check_vref(c, node, &def->a);
		if (result && result->has_borrow) {
			tn_check_error(c, node, "function result cannot contain a `borrow` type");
			fine = false;
		}
		draft.u.func.result = result;
		fine &= result != NULL;
	}
	if (fine)
		set_type(c, node, &draft);
}

/* Binary.md "resourcetype". */
static void resource_type(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_type_def *def = &node->u.type;
	if (node->scope->kind != TN_SCOPE_COMPONENT) {
		tn_check_error(c, node, "resources can only be defined within a concrete component");
		return;
	}
	if (def->rep != TN_CORE_I32 && def->rep != TN_CORE_I64) {
		tn_check_error(c, node, "resources can only be represented by `i32` or `i64`");
		return;
	}
	if (def->rep == TN_CORE_I64 &&
		!tn_check_feature(c, node, TN_WASM_CM64, "a resource represented by `i64`"))
		return;
	const struct tn_core_extern *dtor = tn_check_slot(c->w, def->dtor);
	const struct tn_core_sig *sig = dtor ? tn_check_core_id_sig(c->w, dtor->type) : NULL;
	if (sig && (sig->param_count != 1 || sig->params[0] != def->rep || sig->result_count)) {
		tn_check_error(c, node, "core function has wrong signature for a destructor");
		return;
	}
	uint32_t identity = tn_type_new_resource(&c->w->types);
	*TN_PUSH(c->nested, &c->frame->defined) = (struct tn_check_owned){ identity, def->rep };
	tn_check_set_slot(c->w, node, tn_check_resource(c->w, identity, 0));
}

/* ---- all of them ---- */

/* The limits of peers: what is larger nobody runs. */
static bool is_counted(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_type_def *def = &node->u.type;
	bool is_func = def->kind == TN_TYPE_FUNC;
	uint32_t most = is_func ? c->cx->limits.type_params : c->cx->limits.type_members;
	if (def->members.len <= most)
		return true;
	struct tn_diag *diag = tn_check_error(c, node, "%u %ss are too many for one type",
		def->members.len, tn_ir_member_word(def->kind));
	tn_diag_hint(c->cx, diag, "the limit `%s` is %u", is_func ? "type-params" : "type-members", most);
	return false;
}

void tn_check_type_node(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_type_def *def = &node->u.type;
	struct tn_ctype draft = { 0 };
	if (!is_counted(c, node))
		return;
	switch (def->kind) {
	case TN_TYPE_PRIMITIVE: {
		/* A definition of its own: it is not the primitive itself, but of its shape. */
		const struct tn_ctype *type = tn_check_vref(c, node, &def->a);
		if (type)
			tn_check_set_slot(c->w, node, type);
		break;
	}
	case TN_TYPE_FUNC:
		func_type(c, node);
		break;
	case TN_TYPE_RESOURCE:
		resource_type(c, node);
		break;
	case TN_TYPE_COMPONENT:
	case TN_TYPE_INSTANCE: {
		const struct tn_ctype *type = tn_check_walk(c, def->scope, node);
		if (type)
			tn_check_set_slot(c->w, node, type);
		break;
	}
	default:
		if (value_draft(c, node, &draft))
			set_type(c, node, &draft);
	}
}
