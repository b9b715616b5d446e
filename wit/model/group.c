/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Functions in, chains by resource out; see group.h. */
#include "wit/model/group.h"

void tn_group_init(struct tn_group *group, struct tn_arena *arena, uint32_t most)
{
	*group = (struct tn_group){ .first = { .arena = arena }, .last = { .arena = arena } };
	group->list = TN_NEWN(arena, const struct tn_func *, most);
	group->next = TN_NEWN(arena, uint32_t, most);
}

void tn_group_add(struct tn_group *group, const struct tn_func *func)
{
	if (func->resource == TN_NO_ID)
		return;
	uint32_t at = group->len++, last = tn_map_get(&group->last, func->resource);
	group->list[at] = func;
	group->next[at] = TN_MAP_NONE;
	if (last == TN_MAP_NONE)
		tn_map_put(&group->first, func->resource, at);
	else
		group->next[last] = at;
	tn_map_put(&group->last, func->resource, at);
}

void tn_group_interface(struct tn_group *group, struct tn_arena *arena,
	const struct tn_interface *iface)
{
	tn_group_init(group, arena, iface->functions.len);
	for (uint32_t i = 0; i < iface->functions.len; i++)
		tn_group_add(group, &iface->functions.ptr[i]);
}
