/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Does a component fit a world? It may import only what the world imports, and must export all that
 * the world exports, each with types that agree. Every misfit is a diagnostic of its own, in terms
 * of WIT; WIT.md "Worlds", Explainer.md "Subtyping".
 */
#ifndef TN_WIT_MODEL_TARGETS_H
#define TN_WIT_MODEL_TARGETS_H

#include "wit/model/model.h"

struct tn_targets_options {
	/* `a:b/c@0.2.3` and `a:b/c@0.2.1` are one interface, as far as what is used of it agrees. */
	bool semver_compatible;
	/* All versions count as one, and of types only those that a component would import are asked for. */
	bool any_version;
	/* Imports that whoever runs the component has anyway: names with `*`; see tn_targets_allows. */
	const struct tn_str *allowed;
	uint32_t allowed_count;
	/* Who is spoken of; empty: "the component". */
	struct tn_str subject;
};

/* Does one of the patterns speak of the import, with or without its version? */
bool tn_targets_allows(const struct tn_targets_options *o, struct tn_str name);
/* `component` and `world` are of models of one session. True when it fits. */
bool tn_targets_check(const struct tn_wit *component_wit, tn_world component,
	const struct tn_wit *wit, tn_world world, const struct tn_targets_options *o);

#endif
