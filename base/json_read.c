/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* JSON coming in: jansson parses, its tree is copied into the arena and let go. */
#include "base/json.h"

#include <jansson.h>

static struct tn_str copy_text(struct tn_arena *arena, const char *ptr, size_t len)
{
	return tn_str_copy(arena, (struct tn_str){ ptr, len });
}

/* Depth is bounded by jansson (JSON_PARSER_MAX_DEPTH). */
static void copy(struct tn_arena *arena, json_t *from, struct tn_json_value *to)
{
	switch (json_typeof(from)) {
	case JSON_NULL:
		to->kind = TN_JSON_NULL;
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		to->kind = TN_JSON_BOOL;
		to->boolean = json_is_true(from);
		break;
	case JSON_INTEGER:
	case JSON_REAL:
		to->kind = TN_JSON_NUMBER;
		to->number = json_number_value(from);
		break;
	case JSON_STRING:
		to->kind = TN_JSON_STRING;
		to->string = copy_text(arena, json_string_value(from), json_string_length(from));
		break;
	case JSON_ARRAY:
		to->kind = TN_JSON_ARRAY;
		to->len = (uint32_t)json_array_size(from);
		to->values = TN_NEWN(arena, struct tn_json_value, to->len);
		for (uint32_t i = 0; i < to->len; i++)
			copy(arena, json_array_get(from, i), &to->values[i]);
		break;
	case JSON_OBJECT: {
		to->kind = TN_JSON_OBJECT;
		uint32_t at = 0;
		size_t len = json_object_size(from);
		to->values = TN_NEWN(arena, struct tn_json_value, len);
		to->keys = TN_NEWN(arena, struct tn_str, len);
		for (void *i = json_object_iter(from); i; i = json_object_iter_next(from, i)) {
			const char *key = json_object_iter_key(i);
			to->keys[at] = copy_text(arena, key, strlen(key));
			copy(arena, json_object_iter_value(i), &to->values[at++]);
		}
		to->len = at;
		break;
	}
	}
}

struct tn_json_value *tn_json_read(struct tn_arena *arena, struct tn_str text, struct tn_str *error)
{
	struct tn_json_value *value = TN_NEW(arena, struct tn_json_value);
	json_error_t where;
	size_t flags = JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL;
	json_t *root = json_loadb(text.ptr ? text.ptr : "", text.len, flags, &where);
	if (!root) {
		*error = tn_str_format(
			arena, "line %d, column %d: %s", where.line, where.column, where.text);
		return NULL;
	}
	/* Out of memory while jansson's tree is held: it is let go, then the jump goes on. */
	jmp_buf *outer = arena->heap->oom, here;
	if (setjmp(here)) {
		json_decref(root);
		arena->heap->oom = outer;
		tn_mem_oom(arena->heap);
	}
	arena->heap->oom = &here;
	copy(arena, root, value);
	arena->heap->oom = outer;
	json_decref(root);
	return value;
}

const struct tn_json_value *tn_json_member(const struct tn_json_value *object, struct tn_str key)
{
	if (!object || object->kind != TN_JSON_OBJECT)
		return NULL;
	for (uint32_t i = 0; i < object->len; i++)
		if (tn_str_eq(object->keys[i], key))
			return &object->values[i];
	return NULL;
}
