/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A file as a tree of framing: modules and components, what lies in what, and which bytes each
 * section takes. Nothing but framing is looked at, so it works on what does not validate, and on
 * sections of times to come. For whoever needs contents: read.c, wasm/component/irread.c.
 */
#ifndef TN_WASM_CORE_LAYERS_H
#define TN_WASM_CORE_LAYERS_H

#include "base/buf.h"
#include "base/ctx.h"
#include "base/reader.h"

/* Binary.md "Component Definitions": the sections of a component that hold a layer. */
enum { TN_LAYER_MODULE = 1, TN_LAYER_COMPONENT = 4 };

struct tn_layer_section {
	uint8_t id;              /* 0: custom */
	struct tn_str name;      /* of custom sections */
	struct tn_bytes bytes;   /* the payload; behind the name for custom sections */
	struct tn_bytes whole;   /* from the id byte to the end of the payload */
	struct tn_layer *inner;  /* of a component: the module or component in it; else NULL */
};

struct tn_layer {
	bool is_component;
	uint32_t start;        /* offset in the source */
	struct tn_bytes bytes; /* preamble included */
	size_t size;           /* what it takes when it is written; for whoever changes the sections */
	TN_VEC(struct tn_layer_section) sections;
};

/* NULL after a diagnostic. Nesting is bounded by limits.module_nesting. */
struct tn_layer *tn_layers_read(
	struct tn_ctx *cx, struct tn_arena *arena, uint32_t source, struct tn_bytes bytes);
/*
 * The bytes of a section that begins with its size, `around` ("module") being what it lies in. When they
 * are not all there the reader says where what there is ends.
 */
struct tn_reader tn_layers_part(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	struct tn_reader *r, const char *around);
/* Binary.md "Component Definitions": is a section of this number in a component a vector? */
bool tn_layers_is_vector(uint8_t id);
/* "type", "custom", "core module": what the section is called in the specification. */
const char *tn_layers_section_word(const struct tn_layer *layer, uint8_t id);

#endif
