/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a component may have and WIT text cannot: a function or type that uses a type where no `use` can bring
 * it, because it lies in an interface without a name of its own or in a world. WIT.md, "Item: `use`": a
 * `use-path` names an interface of a package.
 */
#ifndef TN_WIT_MODEL_UNSAID_H
#define TN_WIT_MODEL_UNSAID_H

#include "wit/model/model.h"

/* Warns of each type that a function or type of a binary uses where WIT text cannot name it. */
void tn_unsaid_warn(const struct tn_wit *wit);

#endif
