/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One growable array, in an arena.
 *
 *     TN_VEC(struct tn_span) spans = { 0 };
 *     *TN_PUSH(arena, &spans) = span;
 *     for (uint32_t i = 0; i < spans.len; i++) use(spans.ptr[i]);
 *
 * Pointers into a vector die with the next push.
 */
#ifndef TN_BASE_VEC_H
#define TN_BASE_VEC_H

#include "base/mem.h"

#include <string.h>

#define TN_VEC(type)                                                                               \
	struct {                                                                                   \
		type *ptr;                                                                         \
		uint32_t len, cap;                                                                 \
	}

/* The place of a new, zeroed element at the end. */
#define TN_PUSH(arena, v)                                                                          \
	((v)->len == (v)->cap ? (void)tn_vec_reserve((arena), (void **)(void *)&(v)->ptr,          \
					&(v)->cap, (v)->len, sizeof *(v)->ptr)                     \
			      : (void)0,                                                           \
		memset(&(v)->ptr[(v)->len], 0, sizeof *(v)->ptr), &(v)->ptr[(v)->len++])
#define TN_POP(v) ((v)->ptr[--(v)->len])
#define TN_LAST(v) ((v)->ptr[(v)->len - 1])

void tn_vec_reserve(struct tn_arena *arena, void **ptr, uint32_t *cap, uint32_t len, size_t size);

#endif
