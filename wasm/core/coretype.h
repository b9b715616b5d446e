/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Core types: bytes to tn_core_ty, what features they need, and how they are spelled. */
#ifndef TN_WASM_CORE_CORETYPE_H
#define TN_WASM_CORE_CORETYPE_H

#include "base/reader.h"
#include "wasm/core/features.h"
#include "wasm/core/module.h"

/* Heap types by their byte. */
enum {
	TN_HEAP_CONT = 0x68,
	TN_HEAP_EXN = 0x69,
	TN_HEAP_ARRAY = 0x6a,
	TN_HEAP_STRUCT = 0x6b,
	TN_HEAP_I31 = 0x6c,
	TN_HEAP_EQ = 0x6d,
	TN_HEAP_ANY = 0x6e,
	TN_HEAP_EXTERN = 0x6f,
	TN_HEAP_FUNC = 0x70,
	TN_HEAP_NONE = 0x71,
	TN_HEAP_NOEXTERN = 0x72,
	TN_HEAP_NOFUNC = 0x73,
	TN_HEAP_NOEXN = 0x74,
	TN_HEAP_NOCONT = 0x75,
};

/* The readers are sticky like all of base/reader.h; a failed one gives 0. */
tn_core_ty tn_coretype_value(struct tn_reader *r);
tn_core_ty tn_coretype_ref(struct tn_reader *r);
/* The bits of a heap type alone: index or byte, shared, exact. */
tn_core_ty tn_coretype_heap(struct tn_reader *r);
tn_core_ty tn_coretype_storage(struct tn_reader *r);
void tn_coretype_limits(struct tn_reader *r, bool is_memory, struct tn_core_limits *out);
/* What follows the kind byte of an import. */
void tn_coretype_extern(struct tn_reader *r, enum tn_core_kind kind, struct tn_core_extern *out);

/* What a value type, or the type of an import or definition, needs to be there. */
uint64_t tn_coretype_needs(tn_core_ty type);
uint64_t tn_coretype_extern_needs(const struct tn_core_extern *type);

/* "i32", "externref", "(ref null 3)", as in the text format. */
void tn_coretype_print(struct tn_buf *buf, tn_core_ty type);
void tn_coretype_print_heap(struct tn_buf *buf, tn_core_ty heap);
struct tn_str tn_coretype_text(struct tn_arena *arena, tn_core_ty type);
const char *tn_coretype_kind(enum tn_core_kind kind); /* "function", "table", … */

#endif
