/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Instructions one by one, with their immediates, as opcode.def says they are laid out.
 *
 *     struct tn_reader r = tn_reader_new(body, file);
 *     struct tn_coreinstr i;
 *     while (tn_coreinstr_next(&r, &i)) …            // stops at the end or at what is malformed
 */
#ifndef TN_WASM_CORE_COREINSTR_H
#define TN_WASM_CORE_COREINSTR_H

#include "wasm/core/coretype.h"
#include "wasm/core/opcode.h"

enum tn_block_kind { TN_BLOCK_EMPTY, TN_BLOCK_VALUE, TN_BLOCK_TYPE };

struct tn_coreinstr {
	uint32_t opcode;
	const struct tn_opcode *info;
	/*
	 * Indices, labels, depths and counts in the order of the bytes. Memory accesses: a memory
	 * or array type, b exponent of the alignment, c lane. Casts: a label, b flags.
	 */
	uint32_t a, b, c;
	uint64_t value;           /* a constant's bits, or the offset of a memory access */
	enum tn_block_kind block; /* blocks: `type` or type index `a` */
	tn_core_ty type, type2;   /* block result, heap type; the two reference types of a cast */
	uint8_t order;            /* memory ordering: 0 sequential, 1 acquire-release */
	bool has_memory;          /* a memory access names its memory */
	bool has_array;           /* or the type of the array that it is of */
	bool has_order;           /* and has an `order` */
	bool is_long;             /* the offset is written with more bytes than an u32 can have */
	uint32_t count;           /* of what `rest` holds */
	struct tn_bytes
		rest;      /* labels (with the default one), catches, handlers, types, 16 bytes */
	const uint8_t *at; /* the first byte of the instruction */
};

/* Fields that the instruction does not have keep what was in them. */
bool tn_coreinstr_next(struct tn_reader *r, struct tn_coreinstr *out);
/* Reads what follows an opcode that is set in `out` already. */
void tn_coreinstr_immediates(struct tn_reader *r, struct tn_coreinstr *out);
/* Behind an expression that is i32.const and `end`; NULL when it is anything else. */
const uint8_t *tn_coreinstr_plain_i32(const uint8_t *at, const uint8_t *end);
/* Moves behind the `end` of a constant expression and gives its bytes, that `end` included. */
struct tn_bytes tn_coreinstr_skip_expr(struct tn_reader *r);

struct tn_corecatch {
	uint8_t kind; /* 0 catch, 1 catch_ref, 2 catch_all, 3 catch_all_ref */
	uint32_t tag, label;
};
struct tn_corecatch tn_coreinstr_catch(struct tn_reader *r);

struct tn_corehandler {
	bool is_switch; /* (on tag switch), else (on tag label) */
	uint32_t tag, label;
};
struct tn_corehandler tn_coreinstr_handler(struct tn_reader *r);

#endif
