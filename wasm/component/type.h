/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Value types of the component model, hash-consed: two types are equal when their numbers are.
 * A resource type is the number of its identity. WIT types are lowered to these (wit/model/lower.h)
 * and the validator makes them from type nodes; the canonical ABI (abi.h) is computed on them, once
 * for everybody. Reference: component-model/Explainer.md "Type Definitions".
 */
#ifndef TN_WASM_COMPONENT_TYPE_H
#define TN_WASM_COMPONENT_TYPE_H

#include "base/map.h"
#include "base/names.h"

typedef uint32_t tn_vt;

/* The primitives are the first numbers. TN_VT_NONE: no type. */
enum tn_vt_kind {
	TN_VT_NONE,
	TN_VT_BOOL,
	TN_VT_S8,
	TN_VT_U8,
	TN_VT_S16,
	TN_VT_U16,
	TN_VT_S32,
	TN_VT_U32,
	TN_VT_S64,
	TN_VT_U64,
	TN_VT_F32,
	TN_VT_F64,
	TN_VT_CHAR,
	TN_VT_STRING,
	TN_VT_ERROR_CONTEXT,
	TN_VT_PRIMITIVES, /* the count of the above */
	TN_VT_RECORD = TN_VT_PRIMITIVES,
	TN_VT_VARIANT,
	TN_VT_LIST,
	TN_VT_FIXED_LIST,
	TN_VT_TUPLE,
	TN_VT_FLAGS,
	TN_VT_ENUM,
	TN_VT_OPTION,
	TN_VT_RESULT,
	TN_VT_MAP,
	TN_VT_OWN,
	TN_VT_BORROW,
	TN_VT_STREAM,
	TN_VT_FUTURE,
};

struct tn_vt_member {
	tn_name name; /* 0 in tuples */
	tn_vt type;   /* TN_VT_NONE where a case has no payload */
};

struct tn_vt_def {
	enum tn_vt_kind kind;
	tn_vt a, b;        /* list, option, stream, future: a; result: ok a, error b; map: key a, value b */
	uint32_t length;   /* fixed list */
	uint32_t resource; /* own, borrow: the identity of the resource type */
	const struct tn_vt_member *members;
	uint32_t member_count;
	/* The canonical ABI, filled in when the type is made (abi.c): [0] 32-bit, [1] 64-bit memories. */
	uint64_t size[2];
	uint8_t align[2];
	uint32_t flat_count[2]; /* saturates at TN_ABI_MANY */
	const uint8_t *flat[2]; /* core types as bytes; NULL when there are more than can be passed flat */
	/* What a value holds, seen to the bottom; pointers (string, list, map) and strings that a
	   stream or future carries do not count. has_handle: own or borrow. */
	bool has_borrow, has_handle, has_pointer, has_string, has_stream;
	uint32_t depth; /* 1 for what has no parts */
};

struct tn_types {
	struct tn_arena *arena;
	TN_VEC(struct tn_vt_def) list; /* [0] is no type */
	struct tn_map index;           /* hash of the shape -> newest type with it */
	TN_VEC(uint32_t) chain;        /* next older type with the same hash, 0 at the end */
	uint32_t resource_count;
};

void tn_type_init(struct tn_types *types, struct tn_arena *arena);
const struct tn_vt_def *tn_type_get(const struct tn_types *types, tn_vt type);
/* The number of a type of this shape; kind, a, b, length, resource and members are looked at. */
tn_vt tn_type_make(struct tn_types *types, const struct tn_vt_def *shape);
uint32_t tn_type_new_resource(struct tn_types *types); /* a fresh identity, from 1 */
const char *tn_type_primitive_name(enum tn_vt_kind kind); /* "u32"; NULL for what is not one */

#endif
