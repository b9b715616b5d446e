/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The model as tenon/wit_model.h shows it: structs that point to each other, made once behind loading.
 * The model itself stays beside it, for printing and encoding.
 */
#ifndef TN_API_WIT_VIEW_H
#define TN_API_WIT_VIEW_H

#include "api/enter.h"
#include "tenon/wit_model.h"
#include "wit/load.h"

struct tn_view {
	struct tenon_wit shown;
	struct tn_loaded loaded;
	struct tenon_memory *memory; /* all of this is in it */
	struct tenon_wit_world *worlds; /* by tn_world */
};

/* Fills what is shown of view->loaded. */
void tn_wit_view(struct tn_ctx *cx, struct tn_arena *arena, struct tn_view *view);

/* ---- and back ---- */
const struct tn_view *tn_wit_view_of(const struct tenon_wit *wit);
tn_ty tn_wit_view_type(const struct tenon_wit_type *type);
const struct tn_func *tn_wit_view_func(const struct tenon_wit_func *func);

#endif
