/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Imported resources: giving back a handle that was lent to an export. */
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
typedef struct tnr_own {
  int32_t __handle;
} tnr_own;
typedef struct tnr_borrow {
  int32_t __handle;
} tnr_borrow;
// begin
extern void tnr_drop_borrow(tnr_borrow handle);
// end
