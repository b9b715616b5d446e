/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Core modules made by hand: glue, dummies, shims. Items go in, in any order but one: the imports
 * of a kind come before its first definition, since both share an index space. Bytes come out.
 *
 *     struct tn_corewrite w;
 *     tn_corewrite_begin(&w, arena);
 *     uint32_t type = tn_corewrite_type(&w, params, 2, results, 1);
 *     uint32_t get = tn_corewrite_import_func(&w, TN_STR("env"), TN_STR("get"), type);
 *     uint32_t func = tn_corewrite_func(&w, type, NULL, 0);
 *     struct tn_buf *code = tn_corewrite_code(&w);   // instructions of the newest function
 *     tn_corewrite_op(code, TN_OP_LOCAL_GET, 0); …   // the final `end` is added at the end
 *     tn_corewrite_export(&w, TN_STR("f"), TN_CORE_KIND_FUNC, func);
 *     struct tn_bytes bytes = tn_corewrite_end(&w);
 *
 * Constant expressions are bytes without their `end`. Nothing is checked here: validate the result.
 */
#ifndef TN_WASM_CORE_COREWRITE_H
#define TN_WASM_CORE_COREWRITE_H

#include "base/map.h"
#include "wasm/core/module.h"
#include "wasm/core/opcode.h"

/* One section under construction: how many entries, and their bytes. */
struct tn_corewrite_part {
	uint32_t count;
	struct tn_buf bytes;
};

struct tn_corewrite_body {
	struct tn_bytes locals; /* encoded */
	struct tn_buf code;
};

struct tn_corewrite_name {
	uint32_t index;
	struct tn_str name;
};

struct tn_corewrite {
	struct tn_arena *arena;
	struct tn_map type_map; /* hash of the type's bytes -> type index */
	TN_VEC(struct tn_bytes) type_bytes;
	struct tn_corewrite_part types, imports, funcs, tables, memories, tags, globals, exports,
		elems, data;
	TN_VEC(struct tn_corewrite_body) bodies;
	TN_VEC(struct tn_core_section) customs;
	uint32_t count[5];   /* length of each index space so far, by enum tn_core_kind */
	uint32_t start;      /* function index or UINT32_MAX */
	bool distinct_types; /* write equal types again */
	bool data_count; /* write a data count section (bodies use memory.init or data.drop) */
	struct tn_str module_name;
	TN_VEC(struct tn_corewrite_name) names[5]; /* by enum tn_core_kind */
};

void tn_corewrite_begin(struct tn_corewrite *w, struct tn_arena *arena);
struct tn_bytes tn_corewrite_end(struct tn_corewrite *w);

/* Function types; an equal one is written once, unless distinct_types. */
uint32_t tn_corewrite_type(struct tn_corewrite *w, const tn_core_ty *params, uint32_t param_count,
	const tn_core_ty *results, uint32_t result_count);
uint32_t tn_corewrite_sig(struct tn_corewrite *w, const struct tn_core_sig *sig);

/* Imports and definitions give the index of what they add, in the index space of its kind. */
uint32_t tn_corewrite_import(struct tn_corewrite *w, struct tn_str module, struct tn_str name,
	const struct tn_core_extern *type);
uint32_t tn_corewrite_import_func(
	struct tn_corewrite *w, struct tn_str module, struct tn_str name, uint32_t type);
/* Locals are given one by one; equal neighbours are written as a run. */
uint32_t tn_corewrite_func(
	struct tn_corewrite *w, uint32_t type, const tn_core_ty *locals, uint32_t local_count);
/* The instructions of the newest function; the pointer dies with the next one. */
struct tn_buf *tn_corewrite_code(struct tn_corewrite *w);
uint32_t tn_corewrite_table(struct tn_corewrite *w, const struct tn_core_extern *type);
uint32_t tn_corewrite_memory(struct tn_corewrite *w, const struct tn_core_limits *limits);
uint32_t tn_corewrite_tag(struct tn_corewrite *w, uint32_t type);
uint32_t tn_corewrite_global(
	struct tn_corewrite *w, tn_core_ty type, bool is_mutable, struct tn_bytes init);
void tn_corewrite_export(
	struct tn_corewrite *w, struct tn_str name, enum tn_core_kind kind, uint32_t index);

/* Element segments of function indices. Table 0 is written in the short form. */
void tn_corewrite_elem(struct tn_corewrite *w, uint32_t table, struct tn_bytes offset,
	const uint32_t *funcs, uint32_t count);
void tn_corewrite_elem_passive(struct tn_corewrite *w, const uint32_t *funcs, uint32_t count);
void tn_corewrite_elem_declared(struct tn_corewrite *w, const uint32_t *funcs, uint32_t count);
void tn_corewrite_data(
	struct tn_corewrite *w, uint32_t memory, struct tn_bytes offset, struct tn_bytes bytes);
void tn_corewrite_data_passive(struct tn_corewrite *w, struct tn_bytes bytes);

/* Custom sections follow everything else, in this order; the name section comes last. */
void tn_corewrite_custom(struct tn_corewrite *w, struct tn_str name, struct tn_bytes bytes);
void tn_corewrite_module_name(struct tn_corewrite *w, struct tn_str name);
/* In rising order of index within a kind. */
void tn_corewrite_name(
	struct tn_corewrite *w, enum tn_core_kind kind, uint32_t index, struct tn_str name);

/* ---- instructions and pieces, into any buffer ---- */
void tn_corewrite_opcode(struct tn_buf *code, uint32_t opcode);             /* no immediate */
void tn_corewrite_op(struct tn_buf *code, uint32_t opcode, uint32_t index); /* one index */
void tn_corewrite_i32(struct tn_buf *code, int32_t value);                  /* i32.const */
void tn_corewrite_i64(struct tn_buf *code, int64_t value);                  /* i64.const */
void tn_corewrite_call_indirect(struct tn_buf *code, uint32_t type, uint32_t table);
/* Loads and stores; `align` is the exponent. */
void tn_corewrite_memarg(
	struct tn_buf *code, uint32_t opcode, uint32_t align, uint64_t offset, uint32_t memory);
struct tn_bytes tn_corewrite_const_i32(struct tn_arena *arena, int32_t value); /* an expression */
struct tn_bytes tn_corewrite_const_i64(struct tn_arena *arena, int64_t value);
void tn_corewrite_ty(struct tn_buf *buf, tn_core_ty type);
void tn_corewrite_heap(struct tn_buf *buf, tn_core_ty type); /* a heap type alone */
void tn_corewrite_limits(struct tn_buf *buf, const struct tn_core_limits *limits);
void tn_corewrite_extern(struct tn_buf *buf, const struct tn_core_extern *type); /* with its kind */
void tn_corewrite_preamble(struct tn_buf *buf);
void tn_corewrite_section(struct tn_buf *buf, uint8_t id, struct tn_bytes payload);
void tn_corewrite_custom_section(struct tn_buf *buf, struct tn_str name, struct tn_bytes payload);

#endif
