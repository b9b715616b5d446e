/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Borrows that an export drops by itself; see cborrow.c. */
#ifndef TN_BINDGEN_C_CBORROW_H
#define TN_BINDGEN_C_CBORROW_H

#include "bindgen-c/clift.h"

/* Notes every borrow of an imported resource in `place`; an error for those in lists. */
void tn_cborrow_note(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	struct tn_cuse use, struct tn_cplace place);

#endif
