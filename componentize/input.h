/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A core module as it is given: read, its component-type sections understood; and the
 * bytes that go into the component: without those sections, every import under a name of its own.
 */
#ifndef TN_COMPONENTIZE_INPUT_H
#define TN_COMPONENTIZE_INPUT_H

#include "wit/binary/metadata.h"

struct tn_input {
	uint32_t source;
	struct tn_str what; /* "module", "adapter `x`", for messages */
	struct tn_module *module;
	struct tn_metadata metadata;
	struct tn_str *renamed; /* by import: its new name; NULL when none has one */
};

/*
 * Reads a file ("-": standard input). False after diagnostics. Function bodies are not looked at:
 * the result is validated as a whole.
 */
bool tn_input_read(struct tn_ctx *cx, struct tn_arena *arena, struct tn_str path,
	struct tn_str what, struct tn_input *out);
/* The same of bytes that are a source already. */
bool tn_input_bytes(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source, struct tn_str what,
	struct tn_input *out);
/* Bodies and all, every feature admitted. False after diagnostics, at their place in the file. */
bool tn_input_validate(struct tn_ctx *cx, struct tn_arena *arena, struct tn_input *input);
/* "world `app`"; "the world" when several sections made it, or none. */
struct tn_str tn_input_world_text(const struct tn_input *input, struct tn_arena *arena);
/*
 * New names for imports that the module has twice: a component gives one thing for one name. Only
 * the main module may have such.
 */
void tn_input_rename(struct tn_input *input, struct tn_ctx *cx, struct tn_arena *arena);
/* The bytes that go into the component. */
struct tn_bytes tn_input_strip(const struct tn_input *input, struct tn_arena *arena);

#endif
