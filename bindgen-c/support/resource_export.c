/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Exported resources, the code. */
#include "resource_export.h"
// begin
__attribute__((__import_module__("tn_intrinsics"), __import_name__("[resource-new]tn_wit")))
extern int32_t tni_new(int32_t);

__attribute__((__import_module__("tn_intrinsics"), __import_name__("[resource-rep]tn_wit")))
extern int32_t tni_rep(int32_t);

tnr_own tnr_new(tnr_t *rep) {
  tnr_own own = { tni_new((int32_t) rep) };
  return own;
}

tnr_t *tnr_rep(tnr_own handle) {
  return (tnr_t *) tni_rep(handle.__handle);
}

__attribute__((__export_name__("tn_module#[dtor]tn_wit")))
void tne_dtor(int32_t rep) {
  tnr_destructor((tnr_t *) rep);
}
// end
