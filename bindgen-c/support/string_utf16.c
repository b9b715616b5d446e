/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What only UTF-16 strings need, the code. */
#include "string_utf16.h"
// begin
size_t tnw_string_len(const char16_t *s) {
  const char16_t *end = s;
  while (*end) end++;
  return (size_t) (end - s);
}
// end
