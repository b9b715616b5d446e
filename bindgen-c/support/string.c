/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Helpers for strings, the code. */
#include "string.h"
#include <stdlib.h>
#include <string.h>
void *cabi_realloc(void *ptr, size_t old_size, size_t align, size_t new_size);
size_t tn_strlen(const tn_char *s);
// begin
void tnw_string_set(tnw_string_t *ret, const tn_char *s) {
  ret->ptr = (tn_unit *) s;
  ret->len = tn_strlen(s);
}

void tnw_string_dup_n(tnw_string_t *ret, const tn_char *s, size_t len) {
  size_t size = len * sizeof(tn_unit);
  ret->len = len;
  ret->ptr = (tn_unit *) cabi_realloc(NULL, 0, sizeof(tn_unit), size);
  if (size > 0) memcpy(ret->ptr, s, size);
}

void tnw_string_dup(tnw_string_t *ret, const tn_char *s) {
  tnw_string_dup_n(ret, s, tn_strlen(s));
}
// end
