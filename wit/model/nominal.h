/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One definition, one type: where a world imports and exports one interface, its types are two sets
 * of types. This pass gives the second set definitions of its own, so that a generator of bindings
 * may take a tn_def for a type.
 */
#ifndef TN_WIT_MODEL_NOMINAL_H
#define TN_WIT_MODEL_NOMINAL_H

#include "wit/model/model.h"

/*
 * Interfaces that the world has twice, and those that use types of such, are copied (clone_of says
 * of what); the world's items refer to the copies.
 */
void tn_nominal_world(struct tn_wit *wit, tn_world world);

#endif
