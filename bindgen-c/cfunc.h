/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Functions of the world: their prototypes and adapters; see cfunc.c. */
#ifndef TN_BINDGEN_C_CFUNC_H
#define TN_BINDGEN_C_CFUNC_H

#include "bindgen-c/csig.h"

/* "prototype { body }" to the adapters, behind what is there: a blank line or an attribute. */
void tn_cfunc_put(struct tn_cgen *gen, struct tn_str prototype, const struct tn_cbody *body);

void tn_cimport_emit(struct tn_cgen *gen, const struct tn_cfunc *func);
void tn_cexport_emit(struct tn_cgen *gen, const struct tn_cfunc *func);

#endif
