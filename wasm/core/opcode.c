/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* opcode.def and shape.def as tables. */
#include "wasm/core/opcode.h"

#include "wasm/core/module.h"

enum {
	NONE = TN_SHAPE_TYPE_NONE,
	ADDR = TN_SHAPE_TYPE_ADDR,
	I32 = TN_CORE_I32,
	I64 = TN_CORE_I64,
	F32 = TN_CORE_F32,
	F64 = TN_CORE_F64,
	V128 = TN_CORE_V128,
};

const struct tn_shape_row tn_opcode_shapes[TN_SHAPE_COUNT] = {
#define TN_SHAPE(name, takes, gives, ...) [TN_SHAPE_##name] = { takes, gives, { __VA_ARGS__ } },
#include "wasm/core/shape.def"
#undef TN_SHAPE
};

const struct tn_opcode tn_opcode_table[TN_OPCODE_SLOTS + 1] = {
#define TN_OPCODE(code, name, text, imm, arg, feature, shape)                                      \
	[TN_OPCODE_SLOT(code)] = { text, TN_IMM_##imm, arg, TN_SHAPE_##shape, TN_WASM_##feature },
#include "wasm/core/opcode.def"
#undef TN_OPCODE
};
