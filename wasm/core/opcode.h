/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Instructions by number: names for them, and what opcode.def says of each. */
#ifndef TN_WASM_CORE_OPCODE_H
#define TN_WASM_CORE_OPCODE_H

#include "wasm/core/features.h"

/* One byte, or prefix << 12 | number. */
enum {
#define TN_OPCODE(code, name, text, imm, arg, feature, shape) TN_OP_##name = code,
#include "wasm/core/opcode.def"
#undef TN_OPCODE
};

/* What follows an opcode. ORDER_… begin with the byte of a memory ordering. */
enum tn_imm {
	TN_IMM_NONE,
	TN_IMM_BLOCK,
	TN_IMM_LABEL,
	TN_IMM_LABELS,
	TN_IMM_CAST, /* flags, label, two heap types */
	TN_IMM_TRY_TABLE,
	TN_IMM_RESUME,       /* type, handlers */
	TN_IMM_RESUME_THROW, /* type, tag, handlers */
	TN_IMM_FUNC,
	TN_IMM_LOCAL,
	TN_IMM_GLOBAL,
	TN_IMM_TABLE,
	TN_IMM_MEMORY,
	TN_IMM_TAG,
	TN_IMM_TYPE,
	TN_IMM_ELEM,
	TN_IMM_DATA,
	TN_IMM_HEAP,
	TN_IMM_TYPES, /* of a select */
	TN_IMM_TYPE_TABLE,
	TN_IMM_TYPE_TYPE,
	TN_IMM_TYPE_TAG,
	TN_IMM_TYPE_FIELD,
	TN_IMM_TYPE_COUNT,
	TN_IMM_TYPE_DATA,
	TN_IMM_TYPE_ELEM,
	TN_IMM_DATA_MEMORY,
	TN_IMM_MEMORY_MEMORY,
	TN_IMM_ELEM_TABLE,
	TN_IMM_TABLE_TABLE,
	TN_IMM_MEMARG,
	TN_IMM_MEMARG_LANE,
	TN_IMM_MEMARG_ORDER, /* which may have one, behind the index */
	TN_IMM_MEMARG_RMW,   /* and this has one to read and one to write, which are the same */
	TN_IMM_LANE,
	TN_IMM_LANES,
	TN_IMM_I32,
	TN_IMM_I64,
	TN_IMM_F32,
	TN_IMM_F64,
	TN_IMM_V128,
	TN_IMM_ORDER, /* fence: one byte */
	TN_IMM_ORDER_GLOBAL,
	TN_IMM_ORDER_TABLE,
	TN_IMM_ORDER_TYPE,
	TN_IMM_ORDER_TYPE_FIELD,
};

enum tn_shape {
	TN_SHAPE_special,
#define TN_SHAPE(name, ...) TN_SHAPE_##name,
#include "wasm/core/shape.def"
#undef TN_SHAPE
	TN_SHAPE_COUNT
};

enum { TN_SHAPE_TYPE_NONE = 0, TN_SHAPE_TYPE_ADDR = 1 }; /* else a tn_core_ty of one byte */

struct tn_shape_row {
	uint8_t takes, gives;
	uint8_t types[6]; /* operands, then results */
};

struct tn_opcode {
	const char *text; /* NULL: there is no such instruction */
	uint8_t imm;      /* enum tn_imm */
	uint8_t arg;
	uint8_t shape; /* enum tn_shape */
	uint64_t features;
};

/*
 * Codes lie densely in one table: the one-byte ones, then each prefix in turn. A code that cannot
 * be an instruction has the slot TN_OPCODE_SLOTS.
 */
#define TN_OPCODE_SLOT(code)                                                                       \
	((code) < 0x100                                            ? (code)                        \
		: (code) >> 12 == 0xfb && ((code) & 0xfff) < 0x40  ? 0x100 + ((code) & 0xfff)      \
		: (code) >> 12 == 0xfc && ((code) & 0xfff) < 0x20  ? 0x140 + ((code) & 0xfff)      \
		: (code) >> 12 == 0xfd && ((code) & 0xfff) < 0x120 ? 0x160 + ((code) & 0xfff)      \
		: (code) >> 12 == 0xfe && ((code) & 0xfff) < 0x80  ? 0x280 + ((code) & 0xfff)      \
								   : 0x300)
enum { TN_OPCODE_SLOTS = 0x300 };

extern const struct tn_opcode tn_opcode_table[TN_OPCODE_SLOTS + 1];
extern const struct tn_shape_row tn_opcode_shapes[TN_SHAPE_COUNT];

static inline const struct tn_opcode *tn_opcode_get(uint32_t code)
{
	return &tn_opcode_table[TN_OPCODE_SLOT(code)];
}

#endif
