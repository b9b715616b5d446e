/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The canonical ABI: size, alignment, flattening, spilling. Bindgen, componentizer and fuser ask
 * here. Reference: component-model/CanonicalABI.md "Alignment", "Element Size", "Flattening".
 */
#ifndef TN_WASM_COMPONENT_ABI_H
#define TN_WASM_COMPONENT_ABI_H

#include "wasm/component/type.h"
#include "wasm/core/module.h"

enum {
	TN_ABI_MAX_FLAT_PARAMS = 16,
	TN_ABI_MAX_FLAT_RESULTS = 1,
	TN_ABI_MAX_FLAT_ASYNC_PARAMS = 4,
	TN_ABI_MANY = 1000, /* flat counts stop here: more than anyone passes flat */
};

/* Which side of which convention a core signature is for. */
enum tn_abi_side {
	TN_ABI_IMPORT,           /* canon lower */
	TN_ABI_IMPORT_ASYNC,     /* canon lower async */
	TN_ABI_EXPORT,           /* canon lift */
	TN_ABI_EXPORT_ASYNC,     /* canon lift async with a callback */
	TN_ABI_EXPORT_STACKFUL,  /* canon lift async without one */
};

struct tn_abi_sig {
	tn_core_ty params[TN_ABI_MAX_FLAT_PARAMS + 1];
	tn_core_ty results[1];
	uint32_t param_count, result_count;
	bool indirect_params; /* the parameters are spilled to memory, one pointer is passed */
	bool retptr;          /* the result is written to memory */
};

/* What a function's types ask of its canonical options. */
enum {
	TN_ABI_NEEDS_MEMORY = 1,
	TN_ABI_NEEDS_REALLOC = 2,
	TN_ABI_NEEDS_ENCODING = 4,
};

struct tn_abi_func {
	const struct tn_vt_member *params;
	uint32_t param_count;
	tn_vt result; /* TN_VT_NONE: none */
	bool is_async; /* declared `async` in WIT */
};

/* Computes size, align and flat counts of a new definition; called by tn_type_make. */
void tn_abi_measure(const struct tn_types *types, struct tn_vt_def *def);
uint64_t tn_abi_size(const struct tn_types *types, tn_vt type, bool is_64);
uint32_t tn_abi_align(const struct tn_types *types, tn_vt type, bool is_64);
/* Appends the flat types of `type`; false, with nothing appended, when the array would then hold
   more than `cap` or the type alone more than TN_ABI_MAX_FLAT_PARAMS. */
bool tn_abi_flatten(const struct tn_types *types, tn_vt type, bool is_64, tn_core_ty *out,
	uint32_t cap, uint32_t *len);
/* Byte offset of member `i` of a record or tuple; of the payload of a variant, option or result. */
uint64_t tn_abi_field_offset(const struct tn_types *types, tn_vt type, uint32_t i, bool is_64);
uint64_t tn_abi_payload_offset(const struct tn_types *types, tn_vt type, bool is_64);
uint32_t tn_abi_discriminant_size(uint32_t case_count); /* 1, 2 or 4 */
void tn_abi_signature(const struct tn_types *types, const struct tn_abi_func *func,
	enum tn_abi_side side, bool is_64, struct tn_abi_sig *out);
/* TN_ABI_NEEDS_… of lifting or lowering the function on that side. */
uint32_t tn_abi_needs(const struct tn_types *types, const struct tn_abi_func *func,
	enum tn_abi_side side);

#endif
