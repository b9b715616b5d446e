/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Imported resources, the code. */
#include "resource_import.h"
// begin
tnr_borrow tnr_lend(tnr_own handle) {
  tnr_borrow borrow = { handle.__handle };
  return borrow;
}
// end
