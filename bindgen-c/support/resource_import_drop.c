/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Imported resources, the code of giving back. */
#include "resource_import_drop.h"
void tni_drop(int32_t handle);
// begin
void tnr_drop_borrow(tnr_borrow handle) {
  tni_drop(handle.__handle);
}
// end
