/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A world into a core module: as a section `component-type`, which `new` reads. */
#ifndef TN_COMPONENTIZE_EMBED_H
#define TN_COMPONENTIZE_EMBED_H

#include "componentize/dummy.h"
#include "wit/binary/metadata.h"

struct tn_embed_options {
	enum tn_dummy_kind dummy; /* NONE: a module is given */
	bool only_custom;         /* the section's payload alone, no module */
	enum tn_metadata_encoding encoding;
	bool canonical_names;
};

/*
 * `source` is the module to extend, unless there is a dummy or only the payload is wanted. The
 * world must be elaborated. Empty after diagnostics.
 */
struct tn_bytes tn_embed_module(struct tn_wit *wit, tn_world world, uint32_t source,
	const struct tn_embed_options *options, struct tn_arena *arena);

#endif
