/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Is a component of the type that a world describes? Asked of the validator, which knows which
 * resource is which; wit/model/targets.h asks the same of names and shapes, and explains better.
 */
#ifndef TN_WIT_BINARY_FITS_H
#define TN_WIT_BINARY_FITS_H

#include "wasm/component/ir.h"
#include "wit/model/targets.h"

/*
 * What `o` (or NULL) allows to import and the world does not offer is not asked for. False with a
 * reason in words, in the arena of the component's IR; false with an empty reason after diagnostics.
 * The component becomes part of a larger scope.
 */
bool tn_fits_world(struct tn_wit *wit, tn_world world, struct tn_scope *component,
	const struct tn_targets_options *o, struct tn_str *reason);

#endif
