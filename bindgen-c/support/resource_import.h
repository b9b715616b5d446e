/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Imported resources: lending a handle that is owned. */
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
extern tnr_borrow tnr_lend(tnr_own handle);
// end
