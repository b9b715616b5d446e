/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Feature sets: one bit a feature of features.def, for core WebAssembly and for components alike.
 * cx->wasm_features is such a set; the validators refuse what is not in it.
 */
#ifndef TN_WASM_CORE_FEATURES_H
#define TN_WASM_CORE_FEATURES_H

#include "base/ctx.h"

enum {
#define TN_FEATURE(name, text, is_on, implies, since) TN_WASM_BIT_##name,
#include "wasm/core/features.def"
#undef TN_FEATURE
	TN_WASM_BIT_COUNT
};

/* TN_WASM_<name>: constants of type uint64_t. */
#define TN_WASM_NONE UINT64_C(0)
#define TN_WASM_MUTABLE_GLOBAL (UINT64_C(1) << TN_WASM_BIT_MUTABLE_GLOBAL)
#define TN_WASM_SATURATING_FLOAT_TO_INT (UINT64_C(1) << TN_WASM_BIT_SATURATING_FLOAT_TO_INT)
#define TN_WASM_SIGN_EXTENSION (UINT64_C(1) << TN_WASM_BIT_SIGN_EXTENSION)
#define TN_WASM_CALL_INDIRECT_OVERLONG (UINT64_C(1) << TN_WASM_BIT_CALL_INDIRECT_OVERLONG)
#define TN_WASM_BULK_MEMORY_OPT (UINT64_C(1) << TN_WASM_BIT_BULK_MEMORY_OPT)
#define TN_WASM_REFERENCE_TYPES (UINT64_C(1) << TN_WASM_BIT_REFERENCE_TYPES)
#define TN_WASM_MULTI_VALUE (UINT64_C(1) << TN_WASM_BIT_MULTI_VALUE)
#define TN_WASM_BULK_MEMORY (UINT64_C(1) << TN_WASM_BIT_BULK_MEMORY)
#define TN_WASM_SIMD (UINT64_C(1) << TN_WASM_BIT_SIMD)
#define TN_WASM_RELAXED_SIMD (UINT64_C(1) << TN_WASM_BIT_RELAXED_SIMD)
/* Vectors of floating-point numbers. */
#define TN_WASM_SIMD_FLOATS (TN_WASM_SIMD | TN_WASM_FLOATS)
#define TN_WASM_RELAXED_SIMD_FLOATS (TN_WASM_RELAXED_SIMD | TN_WASM_FLOATS)
#define TN_WASM_THREADS (UINT64_C(1) << TN_WASM_BIT_THREADS)
#define TN_WASM_SHARED_EVERYTHING_THREADS (UINT64_C(1) << TN_WASM_BIT_SHARED_EVERYTHING_THREADS)
#define TN_WASM_TAIL_CALL (UINT64_C(1) << TN_WASM_BIT_TAIL_CALL)
#define TN_WASM_FLOATS (UINT64_C(1) << TN_WASM_BIT_FLOATS)
#define TN_WASM_MULTI_MEMORY (UINT64_C(1) << TN_WASM_BIT_MULTI_MEMORY)
#define TN_WASM_EXCEPTIONS (UINT64_C(1) << TN_WASM_BIT_EXCEPTIONS)
#define TN_WASM_MEMORY64 (UINT64_C(1) << TN_WASM_BIT_MEMORY64)
#define TN_WASM_EXTENDED_CONST (UINT64_C(1) << TN_WASM_BIT_EXTENDED_CONST)
#define TN_WASM_COMPONENT_MODEL (UINT64_C(1) << TN_WASM_BIT_COMPONENT_MODEL)
#define TN_WASM_FUNCTION_REFERENCES (UINT64_C(1) << TN_WASM_BIT_FUNCTION_REFERENCES)
#define TN_WASM_MEMORY_CONTROL (UINT64_C(1) << TN_WASM_BIT_MEMORY_CONTROL)
#define TN_WASM_GC (UINT64_C(1) << TN_WASM_BIT_GC)
#define TN_WASM_CUSTOM_PAGE_SIZES (UINT64_C(1) << TN_WASM_BIT_CUSTOM_PAGE_SIZES)
#define TN_WASM_LEGACY_EXCEPTIONS (UINT64_C(1) << TN_WASM_BIT_LEGACY_EXCEPTIONS)
#define TN_WASM_GC_TYPES (UINT64_C(1) << TN_WASM_BIT_GC_TYPES)
#define TN_WASM_STACK_SWITCHING (UINT64_C(1) << TN_WASM_BIT_STACK_SWITCHING)
#define TN_WASM_WIDE_ARITHMETIC (UINT64_C(1) << TN_WASM_BIT_WIDE_ARITHMETIC)
#define TN_WASM_CUSTOM_DESCRIPTORS (UINT64_C(1) << TN_WASM_BIT_CUSTOM_DESCRIPTORS)
#define TN_WASM_COMPACT_IMPORTS (UINT64_C(1) << TN_WASM_BIT_COMPACT_IMPORTS)
#define TN_WASM_CM_VALUES (UINT64_C(1) << TN_WASM_BIT_CM_VALUES)
#define TN_WASM_CM_NESTED_NAMES (UINT64_C(1) << TN_WASM_BIT_CM_NESTED_NAMES)
#define TN_WASM_CM_ASYNC (UINT64_C(1) << TN_WASM_BIT_CM_ASYNC)
#define TN_WASM_CM_ASYNC_STACKFUL (UINT64_C(1) << TN_WASM_BIT_CM_ASYNC_STACKFUL)
#define TN_WASM_CM_MORE_ASYNC_BUILTINS (UINT64_C(1) << TN_WASM_BIT_CM_MORE_ASYNC_BUILTINS)
#define TN_WASM_CM_THREADING (UINT64_C(1) << TN_WASM_BIT_CM_THREADING)
#define TN_WASM_CM_ERROR_CONTEXT (UINT64_C(1) << TN_WASM_BIT_CM_ERROR_CONTEXT)
#define TN_WASM_CM_FIXED_LENGTH_LISTS (UINT64_C(1) << TN_WASM_BIT_CM_FIXED_LENGTH_LISTS)
#define TN_WASM_CM_GC (UINT64_C(1) << TN_WASM_BIT_CM_GC)
#define TN_WASM_CM_MAP (UINT64_C(1) << TN_WASM_BIT_CM_MAP)
#define TN_WASM_CM64 (UINT64_C(1) << TN_WASM_BIT_CM64)
#define TN_WASM_CM_IMPLEMENTS (UINT64_C(1) << TN_WASM_BIT_CM_IMPLEMENTS)
#define TN_WASM_CM_CANON_NAMES (UINT64_C(1) << TN_WASM_BIT_CM_CANON_NAMES)
#define TN_WASM_CM_FORWARD (UINT64_C(1) << TN_WASM_BIT_CM_FORWARD)
#define TN_WASM_CM_ACCESSORS (UINT64_C(1) << TN_WASM_BIT_CM_ACCESSORS)
#define TN_WASM_ACQUIRE_RELEASE_ATOMICS (UINT64_C(1) << TN_WASM_BIT_ACQUIRE_RELEASE_ATOMICS)
#define TN_WASM_MULTIBYTE_ARRAY_ACCESS (UINT64_C(1) << TN_WASM_BIT_MULTIBYTE_ARRAY_ACCESS)
/*
 * References to defined types: function-references brings them, and so does gc. A need only, never
 * part of a set that a user switches; reported as function-references.
 */
#define TN_WASM_TYPED_REFERENCES (UINT64_C(1) << 63)
#define TN_WASM_ALL ((UINT64_C(1) << TN_WASM_BIT_COUNT) - 1)

uint64_t tn_features_default(void);
/* What the first WebAssembly had, as features: the set `mvp`. */
uint64_t tn_features_first(void);

/*
 * Changes *set as a list of the command line says: "gc,-simd,cm-map"; "-" takes away; sets (mvp,
 * wasm1, wasm2, wasm3, lime1, all) replace what stood before them as wasm-tools does it. A feature
 * goes with what it stands on: "-bulk-memory-opt" takes bulk-memory away. False after a diagnostic
 * with a suggestion.
 */
bool tn_features_parse(struct tn_ctx *cx, struct tn_str list, uint64_t *set);

/* What validation in such a set may use: the set and TN_WASM_TYPED_REFERENCES, if it has that. */
static inline uint64_t tn_features_admitted(uint64_t set)
{
	bool has_typed = set & (TN_WASM_FUNCTION_REFERENCES | TN_WASM_GC);
	return has_typed ? set | TN_WASM_TYPED_REFERENCES : set;
}

/* What a module needs, in features that can be switched. */
static inline uint64_t tn_features_switched(uint64_t used)
{
	bool needs = used & TN_WASM_TYPED_REFERENCES && !(used & TN_WASM_GC);
	return (used & TN_WASM_ALL) | (needs ? TN_WASM_FUNCTION_REFERENCES : 0);
}

/* "cm-map"; of the lowest bit in the mask. */
struct tn_str tn_features_name(uint64_t mask);
/* "gc,simd": every feature of the mask, in the order of features.def. */
struct tn_str tn_features_text(struct tn_arena *arena, uint64_t mask);

#endif
