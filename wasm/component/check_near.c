/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A name that leads nowhere and the names that there are in, the nearest of them out. */
#include "wasm/component/checking.h"

#define LONGEST 64 /* letters that are compared */

struct tn_check_near tn_check_near(struct tn_str wanted)
{
	/* A third of the letters may be wrong, and one of two. */
	unsigned limit = wanted.len == 2 ? 2 : (unsigned)(wanted.len < LONGEST ? wanted.len : LONGEST) / 3 + 1;
	return (struct tn_check_near){ .wanted = wanted, .distance = limit };
}

void tn_check_near_try(struct tn_check_near *near, struct tn_str name)
{
	if (near->wanted.len > LONGEST || name.len > LONGEST || tn_str_eq(near->wanted, name))
		return;
	unsigned distance = tn_str_distance(near->wanted, name, near->distance);
	if (distance < near->distance) {
		near->distance = distance;
		near->best = name;
	}
}

void tn_check_near_hint(
	struct tn_checking *c, struct tn_diag *diag, const struct tn_check_near *near)
{
	if (near->best.len)
		tn_diag_hint(c->cx, diag, "did you mean `%.*s`?", TN_S(near->best));
}

void tn_check_near_argument(struct tn_checking *c, struct tn_diag *diag, const struct tn_node *node,
	struct tn_str wanted)
{
	struct tn_check_near near = tn_check_near(wanted);
	for (uint32_t i = 0; tn_diag_may_guess(c->cx, diag) && i < node->u.inst.count; i++)
		tn_check_near_try(&near, tn_check_text(c, node->u.inst.args[i].name.name));
	if (near.best.len)
		tn_diag_hint(c->cx, diag, "there is an argument `%.*s`", TN_S(near.best));
}
