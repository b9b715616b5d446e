/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * WIT types to component value types: the canonical ABI is computed on the latter, so everyone who
 * asks for sizes, offsets or core signatures of WIT comes through here.
 *
 *     struct tn_types types;
 *     struct tn_lower lower;
 *     tn_type_init(&types, arena);
 *     tn_lower_init(&lower, wit, &types, arena);
 *     tn_vt vt = tn_lower_type(&lower, ty);
 *
 * Aliases vanish. Every resource definition has one identity per tn_lower; two tn_lower may share
 * one tn_types, and tn_lower_set_resource says that a resource of the one is a resource of the other.
 */
#ifndef TN_WIT_MODEL_LOWER_H
#define TN_WIT_MODEL_LOWER_H

#include "wasm/component/abi.h"
#include "wit/model/model.h"

struct tn_lower {
	const struct tn_wit *wit;
	struct tn_types *types;
	struct tn_arena *arena;
	TN_VEC(uint32_t) memo;      /* by tn_def; see lower.c */
	TN_VEC(uint32_t) resources; /* by tn_def: the identity; 0: not made yet */
	TN_VEC(tn_def) stack;       /* definitions that wait for their parts */
};

void tn_lower_init(struct tn_lower *lower, const struct tn_wit *wit, struct tn_types *types,
	struct tn_arena *arena);
/*
 * The component type of a use of a type. TN_TY_NONE and poison give TN_VT_NONE. A resource named
 * where a value stands is owned. Never deeper in the C stack than one call, however deep the type.
 */
tn_vt tn_lower_type(struct tn_lower *lower, tn_ty ty);
/* The identity of the resource behind `def` (an alias or the resource itself), from 1. */
uint32_t tn_lower_resource(struct tn_lower *lower, tn_def def);
/* Sets that identity; only before it was first asked for. */
void tn_lower_set_resource(struct tn_lower *lower, tn_def def, uint32_t identity);
/* Parameters, `self` included, and result; out->params lives in lower->arena. */
void tn_lower_func(struct tn_lower *lower, const struct tn_func *func, struct tn_abi_func *out);

#endif
