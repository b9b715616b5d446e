/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The `producers` section: who made a binary. Fields of (name, version), kept in order, merged by name. */
#ifndef TN_COMPONENTIZE_PRODUCERS_H
#define TN_COMPONENTIZE_PRODUCERS_H

#include "base/buf.h"
#include "base/vec.h"

struct tn_producer {
	struct tn_str field, name, version;
};

struct tn_producers {
	struct tn_arena *arena;
	TN_VEC(struct tn_producer) list;
};

void tn_producers_add(struct tn_producers *p, struct tn_str field, struct tn_str name,
	struct tn_str version);
/* Adds what a section's payload says; a damaged or endless one adds its beginning. */
void tn_producers_read(struct tn_producers *p, struct tn_bytes payload);
/* The payload; empty when there is nothing to say. */
struct tn_bytes tn_producers_write(const struct tn_producers *p);
/* The payload that says: processed by Tenon. */
struct tn_bytes tn_producers_own(struct tn_arena *arena);

#endif
