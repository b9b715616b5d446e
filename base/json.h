/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * JSON: reading through jansson (one façade, json_read.c), writing straight into a buffer, since
 * a dump of megabytes should not be a tree first. Order of members is kept both ways.
 */
#ifndef TN_BASE_JSON_H
#define TN_BASE_JSON_H

#include "base/buf.h"

/* ---- writing ---- */
struct tn_json {
	struct tn_buf *buf;
	bool pretty; /* two blanks a level, as serde_json's pretty printer */
	uint32_t depth;
	bool need_comma;
	bool after_key;
};

void tn_json_begin(struct tn_json *json, struct tn_buf *buf, bool pretty);
void tn_json_object(struct tn_json *json);
void tn_json_object_end(struct tn_json *json);
void tn_json_array(struct tn_json *json);
void tn_json_array_end(struct tn_json *json);
void tn_json_key(struct tn_json *json, struct tn_str key);
/* A key that is known to hold nothing that must be escaped, as those of a schema. */
void tn_json_field(struct tn_json *json, struct tn_str key);
/* The same with a number behind it: "word-12". */
void tn_json_numbered(struct tn_json *json, struct tn_str word, uint64_t number);
void tn_json_string(struct tn_json *json, struct tn_str value);
void tn_json_number(struct tn_json *json, uint64_t value);
void tn_json_bool(struct tn_json *json, bool value);
void tn_json_null(struct tn_json *json);
/* A key with what stands behind it. */
void tn_json_key_string(struct tn_json *json, struct tn_str key, struct tn_str value);
void tn_json_key_number(struct tn_json *json, struct tn_str key, uint64_t value);
void tn_json_key_array(struct tn_json *json, struct tn_str key);

/* ---- reading ---- */
enum tn_json_kind {
	TN_JSON_NULL,
	TN_JSON_BOOL,
	TN_JSON_NUMBER,
	TN_JSON_STRING,
	TN_JSON_ARRAY,
	TN_JSON_OBJECT
};

struct tn_json_value {
	enum tn_json_kind kind;
	bool boolean;
	double number;
	struct tn_str string;
	uint32_t len;                 /* of an array or object */
	struct tn_str *keys;          /* of an object, in order */
	struct tn_json_value *values; /* of an array or object */
};

/* NULL when the text is not JSON; *error then says why (static or arena text). */
struct tn_json_value *tn_json_read(
	struct tn_arena *arena, struct tn_str text, struct tn_str *error);
const struct tn_json_value *tn_json_member(const struct tn_json_value *object, struct tn_str key);

#endif
