/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What an object file or a shared library says for a linker, as part of a report of inspect.h. */
#ifndef TN_WASM_COMPONENT_INSPECT_OBJECT_H
#define TN_WASM_COMPONENT_INSPECT_OBJECT_H

#include "base/json.h"
#include "wasm/core/customs.h"
#include "wasm/core/object.h"

/* Lines, each by `put`: symbols by kind, what is run first, relocations by section. */
void tn_inspect_object_text(struct tn_arena *arena, const struct tn_object *object, uint32_t depth,
	void (*put)(struct tn_buf *out, uint32_t depth, struct tn_str text), struct tn_buf *out);
/* The key `object` and its value; docs/looking-inside.md. */
void tn_inspect_object_json(const struct tn_object *object, struct tn_json *json);

/* The section dylink.0, and target_features; NULL: there is none, or it is malformed. */
struct tn_inspect_library {
	struct tn_dylink *dylink;
	struct tn_target_features *features;
};

void tn_inspect_library_text(struct tn_arena *arena, const struct tn_inspect_library *library, uint32_t depth,
	void (*put)(struct tn_buf *out, uint32_t depth, struct tn_str text), struct tn_buf *out);
/* The keys `library` and `target-features` and their values; docs/looking-inside.md. */
void tn_inspect_library_json(const struct tn_inspect_library *library, struct tn_json *json);

#endif
