/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A world turned around: what a component exports as the imports of one who uses it, or what it
 * imports as the exports of one who provides it.
 */
#ifndef TN_WIT_MODEL_TURN_H
#define TN_WIT_MODEL_TURN_H

#include "wit/model/model.h"

/*
 * The world is changed in place and renamed: to `name`, or, when that is 0, with "-importized"
 * behind its name. Its imports go, but for types; its exports become imports. False after a
 * diagnostic.
 */
bool tn_turn_importize(struct tn_wit *wit, tn_world world, tn_name name);
/*
 * The reverse, "-exportized": its exports go, its imports become exports, or only those whose names
 * are among `only` (when count is not 0).
 */
bool tn_turn_exportize(struct tn_wit *wit, tn_world world, tn_name name, const tn_name *only,
	uint32_t count);

#endif
