/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Bringing models together: a whole model into another (packages of one name become one, as far as
 * they agree), one world into another, and the imports of one world onto the newest version of each
 * semver track.
 */
#ifndef TN_WIT_MODEL_MERGE_H
#define TN_WIT_MODEL_MERGE_H

#include "wit/model/model.h"

/* What everything of the model merged from became in the other one, by its old number. */
struct tn_merge_map {
	tn_pkg *packages;
	tn_iface *interfaces;
	tn_world *worlds;
	tn_def *types;
};

/*
 * Merges `from` into `into` (of the same session; nothing in `from` is referred to afterwards).
 * Interfaces of one name are united: what only one of them has is kept, what both have must agree.
 * Worlds of one name must have the same imports and exports. All worlds are elaborated again.
 * False after diagnostics that name the package, the item, and both definitions; then `into` is not
 * to be used. The map's arrays live in into's arena; `out` may be NULL.
 */
bool tn_merge(struct tn_wit *into, const struct tn_wit *from, struct tn_merge_map *out);

/*
 * Adds the imports and exports of one world to another of the same model. Items of one name must
 * agree; of unnamed interfaces what either has is in the result. The types and unnamed interfaces that
 * `from` owns are copied to belong to `into`.
 * An export may not change what another item means; that is a diagnostic.
 */
bool tn_merge_worlds(struct tn_wit *wit, tn_world from, tn_world into);

/*
 * Where a world imports one interface in several compatible versions, the newest stands for all of
 * them: what used the others uses it instead. Imports under a label stay. False after a diagnostic:
 * the newest has not all that an older one has.
 */
bool tn_merge_world_imports_based_on_semver(struct tn_wit *wit, tn_world world);

/* ---- shared by the files of this pass ---- */
/*
 * Do the types and functions that both interfaces have agree? The difference is reported with
 * `context` in front; an empty one is the name of the interface: "package `a:b`, interface `c`".
 */
bool tn_merge_check_interfaces(const struct tn_wit *from, tn_iface fi, const struct tn_wit *into,
	tn_iface ii, struct tn_str context);

#endif
