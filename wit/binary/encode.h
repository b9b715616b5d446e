/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Packages and worlds as components: a package becomes a component that exports a component type
 * for each interface and world, with docs and gates in the custom section `package-docs`.
 */
#ifndef TN_WIT_BINARY_ENCODE_H
#define TN_WIT_BINARY_ENCODE_H

#include "wit/binary/typenc.h"

struct tn_encode_options {
	/* `a:b/c@0.2` with a version suffix, instead of `a:b/c@0.2.3` (gate 🔗). */
	bool canonical_names;
	/* Do not validate what was made (with every feature on). */
	bool skip_validation;
};

/* The whole binary; empty after diagnostics. `o` may be NULL. */
struct tn_bytes tn_encode_package(struct tn_wit *wit, tn_pkg pkg, const struct tn_encode_options *o,
	struct tn_arena *arena);
/*
 * A component type with the world's imports and exports, as a scope inside `parent` (a component or
 * component type); NULL after diagnostics. The world must be elaborated.
 */
struct tn_scope *tn_encode_world(struct tn_wit *wit, tn_world world,
	const struct tn_encode_options *o, struct tn_scope *parent);
/*
 * A component type that exports the world's component type under the world's id: how a world stands
 * in a package and in a component-type section.
 */
struct tn_scope *tn_encode_world_wrapper(struct tn_wit *wit, tn_world world,
	const struct tn_encode_options *o, struct tn_scope *parent);
/* A component type node in `scope` with the body given. */
struct tn_node *tn_encode_component_type(struct tn_scope *scope, struct tn_scope *body);
/* What is wrong with the component as a whole, or with this node of it, is shown at `span`. */
void tn_encode_place(struct tn_node *node, struct tn_span span);

#endif
