/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Every resource, the code. */
#include "resource.h"
// begin
__attribute__((__import_module__("tn_intrinsics"), __import_name__("[resource-drop]tn_wit")))
extern void tni_drop(int32_t handle);

void tnr_drop_own(tnr_own handle) {
  tni_drop(handle.__handle);
}
// end
