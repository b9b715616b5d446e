/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Sets of types with all they are made of: parts before wholes, in the order first met. */
#ifndef TN_WIT_MODEL_LIVE_H
#define TN_WIT_MODEL_LIVE_H

#include "wit/model/model.h"

struct tn_live {
	const struct tn_wit *wit;
	struct tn_arena *arena;
	TN_VEC(tn_def) order;
	struct tn_map seen; /* tn_def -> 1 */
	TN_VEC(struct tn_live_frame {
		tn_def def;
		uint32_t next;
	})
	stack;
};

void tn_live_begin(struct tn_live *live, const struct tn_wit *wit, struct tn_arena *arena);
void tn_live_add_type(struct tn_live *live, tn_ty ty);
void tn_live_add_func(struct tn_live *live, const struct tn_func *func);
void tn_live_add_interface(struct tn_live *live, tn_iface iface);
void tn_live_add_item(struct tn_live *live, const struct tn_item *item);

#endif
