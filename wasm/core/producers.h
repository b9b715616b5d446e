/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The custom section `producers` (tool-conventions, ProducersSection.md): which language, tools and
 * kits made a binary. Fields and values keep their order; a later version of a name replaces it.
 */
#ifndef TN_WASM_CORE_PRODUCERS_H
#define TN_WASM_CORE_PRODUCERS_H

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"

struct tn_producer {
	struct tn_str field, name, version; /* "processed-by", "tenon", "1.0.0" */
	uint32_t next;                      /* the next value of its field, or UINT32_MAX */
};

struct tn_producers_field {
	struct tn_str name;
	uint32_t first, last, count; /* places in the list */
};

struct tn_producers {
	TN_VEC(struct tn_producer) list; /* in the order of adding */
	TN_VEC(struct tn_producers_field) fields;
	struct tn_map index; /* hash of a field, or of a field and a name -> its place */
};

void tn_producers_add(struct tn_producers *producers, struct tn_arena *arena, struct tn_str field,
	struct tn_str name, struct tn_str version);
/* Adds everything that another section says. */
void tn_producers_merge(struct tn_producers *producers, struct tn_arena *arena,
	const struct tn_producers *other);
/* "processed-by" this program. */
void tn_producers_add_self(struct tn_producers *producers, struct tn_arena *arena);
/*
 * Adds what a section says; texts stay slices of it. A damaged section adds what can be read, and
 * the result is false.
 */
bool tn_producers_read(struct tn_producers *producers, struct tn_arena *arena, struct tn_bytes bytes);
/* The section's payload. */
struct tn_bytes tn_producers_write(const struct tn_producers *producers, struct tn_arena *arena);
/* The payload of a section that says one thing: processed by this program. */
struct tn_bytes tn_producers_self(struct tn_arena *arena);

#endif
