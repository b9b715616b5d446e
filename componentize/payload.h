/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The futures and streams of a function's type, numbered: `[stream-read-2]f` names the third of f.
 * Depth first, parameters before the result, an inner one before the one that carries it. They are
 * counted, never listed: a type can hold more of them than memory.
 */
#ifndef TN_COMPONENTIZE_PAYLOAD_H
#define TN_COMPONENTIZE_PAYLOAD_H

#include "wit/model/model.h"

struct tn_payload {
	const struct tn_wit *wit;
	struct tn_arena *arena;
	TN_VEC(uint32_t) counts; /* by tn_def: how many are inside, itself included; plus one */
	TN_VEC(tn_def) stack;
};

void tn_payload_begin(struct tn_payload *p, const struct tn_wit *wit, struct tn_arena *arena);
/* How many; UINT32_MAX - 1 stands for that many and more. */
uint32_t tn_payload_count(struct tn_payload *p, const struct tn_func *func);
/* The n-th future or stream, from 0; TN_TY_NONE when there are fewer. */
tn_ty tn_payload_at(struct tn_payload *p, const struct tn_func *func, uint32_t n);

#endif
