/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What is known of one core module of a component; see part.h. */
#include "componentize/part.h"

struct tn_bytes tn_part_producers(struct tn_arena *arena)
{
	struct tn_producers own = { 0 };
	tn_producers_add_self(&own, arena);
	return tn_producers_write(&own, arena);
}
