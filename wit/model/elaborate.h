/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Making worlds whole: `include` copies one world's items into another; elaboration adds every
 * interface that is used but not named, and puts the items in their canonical order.
 * WIT.md, "Union of Worlds with `include`" and "Transitive imports and worlds".
 */
#ifndef TN_WIT_MODEL_ELABORATE_H
#define TN_WIT_MODEL_ELABORATE_H

#include "wit/model/model.h"

/* Where the items of a world stand, by their keys; made for one world, kept by the calls below. */
struct tn_world_names {
	struct tn_map imports, exports;
};

/* The key of an item in the maps. */
uint64_t tn_elaborate_key(const struct tn_item *item);
void tn_elaborate_index(const struct tn_wit *wit, tn_world world, struct tn_arena *scratch,
	struct tn_world_names *out);

/* One `include`: `span` is where it stands; `from` has been elaborated. */
struct tn_include {
	tn_world from;
	const struct tn_include_name *names;
	uint32_t count;
	struct tn_span span;
};

/* The world's lists grow where the index lies: both are for the time until the world is elaborated. */
bool tn_include_world(struct tn_wit *wit, tn_world world, const struct tn_include *include,
	struct tn_world_names *index);

/*
 * Adds the interfaces that imports and exports need, sorts: interfaces, types, functions, methods.
 * False after a diagnostic: an export needs one interface in two roles.
 */
bool tn_elaborate_world(struct tn_wit *wit, tn_world world);

bool tn_elaborate_is_setter(const struct tn_func *func);
/* "[get]p" for "[set]p" and so on. */
tn_name tn_elaborate_partner(struct tn_ctx *cx, tn_name setter);
/* Setters that stand before their getter are moved right behind it. */
void tn_elaborate_setters(struct tn_wit *wit, struct tn_func *funcs, uint32_t count);
void tn_elaborate_item_setters(struct tn_wit *wit, struct tn_item *items, uint32_t count);

/*
 * The form in which names are compared for uniqueness: Explainer.md "Name uniqueness", with
 * hyphens dropped. Two items of a scope must not have the same. `room` takes as many bytes as the name has,
 * and is not needed when that is the name itself.
 */
struct tn_str tn_elaborate_fold(struct tn_str name, char *room);

#endif
