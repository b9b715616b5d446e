/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Deep copies inside one model: types, functions and interfaces that a world or interface owns, for
 * another owner. What is copied once is not copied again; what others own is referred to as before,
 * unless `types` says that it has been replaced.
 */
#ifndef TN_WIT_MODEL_CLONE_H
#define TN_WIT_MODEL_CLONE_H

#include "wit/model/model.h"

struct tn_clone_owner {
	enum tn_owner_kind kind;
	uint32_t id;
};

struct tn_clone {
	struct tn_wit *wit;
	struct tn_map types; /* definition -> its copy, or what stands for it */
	struct tn_clone_owner from, to;
	TN_VEC(struct tn_clone_undo {
		tn_def def;
		uint32_t before; /* what `types` said of it */
	}) log;
};

void tn_clone_init(struct tn_clone *clone, struct tn_wit *wit, struct tn_clone_owner from,
	struct tn_clone_owner to);
/* `def` is to be `copy` from now on. */
void tn_clone_set(struct tn_clone *clone, tn_def def, tn_def copy);
/* Takes back what was set since the log had `len` entries: the copies stay, nobody is led to them. */
void tn_clone_undo(struct tn_clone *clone, uint32_t len);
tn_def tn_clone_def(struct tn_clone *clone, tn_def def);
void tn_clone_func(struct tn_clone *clone, struct tn_func *func); /* in place */
/* A copy with the same name, which no package lists; its clone_of is set. */
tn_iface tn_clone_interface(struct tn_clone *clone, tn_iface iface, tn_pkg package);
/* Copies what the one has and the other has not into that; types that both have are those of the latter. */
void tn_clone_unite(struct tn_clone *clone, tn_iface from, tn_iface into);
/* In place: types, functions and unnamed interfaces; named ones stay what they are. */
void tn_clone_item(struct tn_clone *clone, struct tn_item *item, tn_pkg package);

#endif
