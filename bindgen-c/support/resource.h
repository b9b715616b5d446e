/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Every resource: dropping a handle that is owned. */
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
typedef struct tnr_own {
  int32_t __handle;
} tnr_own;
// begin
extern void tnr_drop_own(tnr_own handle);
// end
