/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What only UTF-16 strings need. */
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <uchar.h>
// begin
// Returns the length of the UTF-16 string `s` in code units
size_t tnw_string_len(const char16_t *s);
// end
