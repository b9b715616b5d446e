/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The name section: debug names of everything in a module. Core spec, appendix "Name Section", and
 * proposal extended-name-section. Names are hints: what is malformed or out of order ends the
 * reading quietly, and the names before it count.
 */
#ifndef TN_WASM_CORE_CORENAMES_H
#define TN_WASM_CORE_CORENAMES_H

#include "wasm/core/module.h"

/* The subsections, by number. */
enum tn_name_kind {
	TN_NAME_MODULE,
	TN_NAME_FUNC,
	TN_NAME_LOCAL, /* of a function */
	TN_NAME_LABEL, /* of a function */
	TN_NAME_TYPE,
	TN_NAME_TABLE,
	TN_NAME_MEMORY,
	TN_NAME_GLOBAL,
	TN_NAME_ELEM,
	TN_NAME_DATA,
	TN_NAME_FIELD, /* of a type */
	TN_NAME_TAG,
	TN_NAME_PARAM,     /* of a type */
	TN_NAME_TAG_PARAM, /* of a tag */
	TN_NAME_COUNT
};

struct tn_corename {
	uint32_t outer; /* what it belongs to: a function, type or tag; else 0 */
	uint32_t index;
	struct tn_str name;
};

struct tn_corenames {
	struct tn_str module;                           /* ptr NULL when there is none */
	TN_VEC(struct tn_corename) list[TN_NAME_COUNT]; /* in rising order */
};

/* Of the module's first name section; without one all is empty. */
void tn_corenames_read(
	struct tn_corenames *names, struct tn_arena *arena, const struct tn_module *module);
/* Where in names->list[kind] it is, or UINT32_MAX. */
uint32_t tn_corenames_find(
	const struct tn_corenames *names, enum tn_name_kind kind, uint32_t outer, uint32_t index);
/* ptr NULL when it has none. `outer` is 0 for what does not belong to another thing. */
struct tn_str tn_corenames_get(
	const struct tn_corenames *names, enum tn_name_kind kind, uint32_t outer, uint32_t index);

#endif
