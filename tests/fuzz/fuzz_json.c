/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* JSON in; what is read is written, and read again it is the same. */
#include "base/ctx.h"
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put(struct tn_json *json, const struct tn_json_value *value)
{
	switch (value->kind) {
	case TN_JSON_NULL:
		tn_json_null(json);
		break;
	case TN_JSON_BOOL:
		tn_json_bool(json, value->boolean);
		break;
	case TN_JSON_NUMBER:
		tn_json_number(json,
			value->number > 0 && value->number < 1e15 ? (uint64_t)value->number : 0);
		break;
	case TN_JSON_STRING:
		tn_json_string(json, value->string);
		break;
	case TN_JSON_ARRAY:
		tn_json_array(json);
		for (uint32_t i = 0; i < value->len; i++)
			put(json, &value->values[i]);
		tn_json_array_end(json);
		break;
	case TN_JSON_OBJECT:
		tn_json_object(json);
		for (uint32_t i = 0; i < value->len; i++) {
			tn_json_key(json, value->keys[i]);
			put(json, &value->values[i]);
		}
		tn_json_object_end(json);
		break;
	}
}

static void again(struct tn_ctx *cx, struct tn_str text)
{
	struct tn_str error;
	struct tn_buf once = tn_buf_new(&cx->arena), twice = tn_buf_new(&cx->arena);
	struct tn_json json;
	const struct tn_json_value *value = tn_json_read(&cx->arena, text, &error);
	if (!value)
		return;
	tn_json_begin(&json, &once, true);
	put(&json, value);
	value = tn_json_read(
		&cx->arena, (struct tn_str){ (const char *)once.ptr, once.len }, &error);
	if (!value)
		__builtin_trap();
	tn_json_begin(&json, &twice, true);
	put(&json, value);
	if (once.len != twice.len || memcmp(once.ptr, twice.ptr, once.len) != 0)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tn_ctx cx;
	jmp_buf oom;
	const struct tn_str text = { (const char *)data, size };
	tn_ctx_init(&cx);
	if (setjmp(oom) == 0) {
		cx.heap.oom = &oom;
		again(&cx, text);
	}
	tn_ctx_free(&cx);
	return 0;
}
