/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The functions of each resource of one scope, in their order.
 *
 *     for (uint32_t i = tn_group_first(&g, def); i != TN_MAP_NONE; i = g.next[i])
 *         use(g.list[i]);
 */
#ifndef TN_WIT_MODEL_GROUP_H
#define TN_WIT_MODEL_GROUP_H

#include "wit/model/model.h"

struct tn_group {
	struct tn_map first, last; /* resource -> place in list */
	const struct tn_func **list;
	uint32_t *next;            /* of the same resource; TN_MAP_NONE at the end */
	uint32_t len;
};

void tn_group_init(struct tn_group *group, struct tn_arena *arena, uint32_t most);
/* Functions without a resource are passed over. */
void tn_group_add(struct tn_group *group, const struct tn_func *func);
/* All functions of an interface. */
void tn_group_interface(struct tn_group *group, struct tn_arena *arena,
	const struct tn_interface *iface);

static inline uint32_t tn_group_first(const struct tn_group *group, tn_def resource)
{
	return tn_map_get(&group->first, resource);
}

#endif
