/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The custom section `producers` (tool-conventions, ProducersSection.md): which language, tools and
 * kits made a binary. Fields and values keep their order; a later version of a name replaces it.
 */
#ifndef TN_WIT_BINARY_PRODUCERS_H
#define TN_WIT_BINARY_PRODUCERS_H

#include "base/buf.h"
#include "base/vec.h"

struct tn_producer {
	struct tn_str field, name, version; /* "processed-by", "tenon", "1.0.0" */
};

struct tn_producers {
	TN_VEC(struct tn_producer) list;
};

void tn_producers_add(struct tn_producers *producers, struct tn_arena *arena,
	const struct tn_producer *producer);
/* "processed-by" this program. */
void tn_producers_add_self(struct tn_producers *producers, struct tn_arena *arena);
/* Adds what a section says; texts stay slices of it. A damaged section adds what can be read. */
void tn_producers_read(struct tn_producers *producers, struct tn_arena *arena, struct tn_bytes bytes);
/* The section's payload. */
struct tn_bytes tn_producers_write(const struct tn_producers *producers, struct tn_arena *arena);

#endif
