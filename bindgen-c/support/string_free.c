/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Freeing a string: a helper of its own, since freeing what exports return needs it, too. */
#include "string.h"
#include <stdlib.h>
// begin
void tnw_string_free(tnw_string_t *ret) {
  if (ret->len > 0) free(ret->ptr);
  ret->ptr = NULL;
  ret->len = 0;
}
// end
