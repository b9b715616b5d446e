/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Scopes that were put together from two: names that differ only in case and hyphens are one name. WIT.md,
 * "WIT Identifiers"; Explainer.md, "Name uniqueness". Text is checked while it is resolved: wit/syntax/labels.c.
 */
#ifndef TN_WIT_MODEL_UNIQUE_H
#define TN_WIT_MODEL_UNIQUE_H

#include "wit/model/model.h"

/*
 * False after a diagnostic for each name that another one takes; `context` says of what. An empty one is the name of
 * the interface, which is only spelled out when there is something to say.
 */
bool tn_unique_interface(struct tn_wit *wit, tn_iface iface, struct tn_str context);
bool tn_unique_items(struct tn_wit *wit, const struct tn_item *items, uint32_t count, struct tn_str context);
/* "package `a:b`, interface `c`"; without a name or package, "an interface of both worlds" */
struct tn_str tn_unique_context(const struct tn_wit *wit, tn_iface iface, struct tn_arena *arena);

#endif
