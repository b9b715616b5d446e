/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The custom sections `component-type…` of a core module: the world it was compiled for, as an
 * encoded world, with the string encoding it uses. A linker leaves one section for every set of
 * bindings it found; what they say together is one world.
 *
 * Written is version 4 (a component with a section `wit-component-encoding`); read is version 3 as
 * well (an encoded package and the name of a world in it).
 */
#ifndef TN_WIT_BINARY_METADATA_H
#define TN_WIT_BINARY_METADATA_H

#include "wasm/core/module.h"
#include "wit/binary/encode.h"
#include "wasm/core/producers.h"

/* The numbers are those of the section. */
enum tn_metadata_encoding { TN_METADATA_UTF8, TN_METADATA_UTF16, TN_METADATA_COMPACT_UTF16 };

struct tn_metadata {
	struct tn_wit *wit;
	tn_world world; /* root:root/root, everything merged into it */
	/* (import or export without its version, function) -> encoding */
	struct tn_map import_encodings, export_encodings;
	struct tn_producers producers; /* of the tools that wrote the sections */
	uint32_t sections;             /* how many were read */
	tn_name name;                  /* of the world, when there was one only; else 0 */
};

/* An empty world in a new model. */
void tn_metadata_init(struct tn_metadata *metadata, struct tn_ctx *cx, struct tn_arena *arena);
/* Adds all sections of a module; false after diagnostics. */
bool tn_metadata_read(struct tn_metadata *metadata, const struct tn_module *module);
/* Adds one section's payload, which begins at `offset` of the source. */
bool tn_metadata_read_section(struct tn_metadata *metadata, uint32_t source, uint32_t offset,
	struct tn_bytes bytes);
/*
 * Adds a world as a section would that was written for it. Nothing in `wit` is referred to
 * afterwards. False after diagnostics.
 */
bool tn_metadata_add(struct tn_metadata *metadata, const struct tn_wit *wit, tn_world world,
	enum tn_metadata_encoding encoding);
/* Adds what another module says. False after diagnostics: the two do not go together. */
bool tn_metadata_merge(struct tn_metadata *metadata, const struct tn_metadata *other);

/*
 * The encoding of a function of an item of some world, which may be of another model (`wit`): for a
 * function item, of itself. UTF-8 when nothing is known of it.
 */
enum tn_metadata_encoding tn_metadata_encoding(const struct tn_metadata *metadata,
	const struct tn_wit *wit, bool is_export, const struct tn_item *item, tn_name func);
bool tn_metadata_knows(const struct tn_metadata *metadata, const struct tn_wit *wit, bool is_export,
	const struct tn_item *item, tn_name func);

/*
 * The payload of a section for the world. `producers` (may be NULL) are named beside Tenon. Empty
 * after diagnostics.
 */
struct tn_bytes tn_metadata_write(struct tn_wit *wit, tn_world world,
	enum tn_metadata_encoding encoding, const struct tn_producers *producers,
	const struct tn_encode_options *o, struct tn_arena *arena);

#endif
