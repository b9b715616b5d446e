/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Types in WIT terms, for messages: short, and never deeper than a reader would follow. */
#include "wasm/component/checking.h"

enum { DEEP = 4, MANY = 6 };

static void put(const struct tn_world *w, struct tn_buf *out, const struct tn_ctype *type,
	unsigned depth);

static void put_optional(const struct tn_world *w, struct tn_buf *out, const struct tn_ctype *type,
	unsigned depth)
{
	if (type)
		put(w, out, type, depth);
	else
		tn_buf_byte(out, '_');
}

static void put_members(const struct tn_world *w, struct tn_buf *out, const struct tn_cmember *list,
	uint32_t count, const char *colon, const char *end, unsigned depth)
{
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			tn_buf_str(out, TN_STR(", "));
		if (i == MANY) {
			tn_buf_str(out, TN_STR("…"));
			break;
		}
		if (list[i].name)
			tn_buf_str(out, tn_ctx_text(w->cx, list[i].name));
		if (!list[i].type)
			continue;
		if (list[i].name)
			tn_buf_str(out, tn_str_of(colon));
		put(w, out, list[i].type, depth);
		tn_buf_str(out, tn_str_of(end));
	}
}

static void put_of(const struct tn_world *w, struct tn_buf *out, const char *word,
	const struct tn_ctype *a, const struct tn_ctype *b, unsigned depth)
{
	tn_buf_str(out, tn_str_of(word));
	if (!a && !b)
		return;
	tn_buf_byte(out, '<');
	put_optional(w, out, a, depth);
	if (b) {
		tn_buf_str(out, TN_STR(", "));
		put(w, out, b, depth);
	}
	tn_buf_byte(out, '>');
}

/* "own<blob>", by the name that the resource was given first. */
static void put_handle(const struct tn_world *w, struct tn_buf *out, const char *word,
	const struct tn_ctype *resource)
{
	tn_name name = tn_check_resource_name(w, resource->u.resource.id);
	tn_buf_str(out, tn_str_of(word));
	tn_buf_byte(out, '<');
	tn_buf_str(out, name ? tn_ctx_text(w->cx, name) : TN_STR("resource"));
	tn_buf_byte(out, '>');
}

static void put_value(const struct tn_world *w, struct tn_buf *out, const struct tn_ctype *type,
	unsigned depth)
{
	const struct tn_ctype *a = type->u.value.a, *b = type->u.value.b;
	const struct tn_cmember *members = type->u.value.members;
	uint32_t count = type->u.value.member_count;
	switch (type->u.value.kind) {
	case TN_VT_RECORD:
	case TN_VT_FLAGS:
	case TN_VT_ENUM:
		tn_buf_str(out, type->u.value.kind == TN_VT_RECORD  ? TN_STR("record { ")
				: type->u.value.kind == TN_VT_FLAGS ? TN_STR("flags { ")
								    : TN_STR("enum { "));
		put_members(w, out, members, count, ": ", "", depth);
		tn_buf_str(out, TN_STR(" }"));
		break;
	case TN_VT_VARIANT:
		tn_buf_str(out, TN_STR("variant { "));
		put_members(w, out, members, count, "(", ")", depth);
		tn_buf_str(out, TN_STR(" }"));
		break;
	case TN_VT_TUPLE:
		tn_buf_str(out, TN_STR("tuple<"));
		put_members(w, out, members, count, "", "", depth);
		tn_buf_byte(out, '>');
		break;
	case TN_VT_LIST:
		put_of(w, out, "list", a, NULL, depth);
		break;
	case TN_VT_FIXED_LIST:
		tn_buf_str(out, TN_STR("list<"));
		put(w, out, a, depth);
		tn_buf_printf(out, ", %u>", type->u.value.length);
		break;
	case TN_VT_OPTION:
		put_of(w, out, "option", a, NULL, depth);
		break;
	case TN_VT_RESULT:
		put_of(w, out, "result", a, b, depth);
		break;
	case TN_VT_MAP:
		put_of(w, out, "map", a, b, depth);
		break;
	case TN_VT_OWN:
		put_handle(w, out, "own", a);
		break;
	case TN_VT_BORROW:
		put_handle(w, out, "borrow", a);
		break;
	case TN_VT_STREAM:
		put_of(w, out, "stream", a, NULL, depth);
		break;
	case TN_VT_FUTURE:
		put_of(w, out, "future", a, NULL, depth);
		break;
	default:
		tn_buf_str(out, tn_str_of(tn_type_primitive_name(type->u.value.kind)));
	}
}

/* Recursion ends at DEEP. */
static void put(const struct tn_world *w, struct tn_buf *out, const struct tn_ctype *type,
	unsigned depth)
{
	if (depth == DEEP) {
		tn_buf_str(out, TN_STR("…"));
		return;
	}
	switch (type->kind) {
	case TN_CTYPE_VALUE:
		put_value(w, out, type, depth + 1);
		break;
	case TN_CTYPE_RESOURCE:
		tn_buf_str(out, TN_STR("resource"));
		if (tn_check_resource_name(w, type->u.resource.id)) {
			tn_buf_byte(out, ' ');
			tn_buf_str(out, tn_ctx_text(w->cx, tn_check_resource_name(w, type->u.resource.id)));
		}
		break;
	case TN_CTYPE_FUNC:
		tn_buf_str(out, type->u.func.is_async ? TN_STR("async func(") : TN_STR("func("));
		put_members(w, out, type->u.func.params, type->u.func.param_count, ": ", "",
			depth + 1);
		tn_buf_byte(out, ')');
		if (type->u.func.result) {
			tn_buf_str(out, TN_STR(" -> "));
			put(w, out, type->u.func.result, depth + 1);
		}
		break;
	case TN_CTYPE_INSTANCE:
		tn_buf_str(out, TN_STR("interface"));
		break;
	case TN_CTYPE_COMPONENT:
		tn_buf_str(out, TN_STR("component"));
		break;
	case TN_CTYPE_MODULE:
		tn_buf_str(out, TN_STR("core module"));
		break;
	}
}

struct tn_str tn_check_type_words(const struct tn_world *w, struct tn_arena *arena,
	const struct tn_ctype *type)
{
	struct tn_buf buf = tn_buf_new(arena);
	put(w, &buf, type, 0);
	return (struct tn_str){ (const char *)buf.ptr, buf.len };
}
