/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Helpers for strings: the text of a NUL-terminated C string into one of the component model. */
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
typedef uint8_t tn_unit;
typedef char tn_char;
typedef struct tnw_string_t {
  tn_unit *ptr;
  size_t len;
} tnw_string_t;
// begin
// Sets the string `ret` to reference the input string `s` without copying it
void tnw_string_set(tnw_string_t *ret, const tn_char *s);

// Creates a copy of the input nul-terminated string `s` and
// stores it into the component model string `ret`.
void tnw_string_dup(tnw_string_t *ret, const tn_char *s);

// Creates a copy of the input string `s` with length `len` and
// stores it into the component model string `ret`.
// The length is specified in code units (bytes for UTF-8, 16-bit values for UTF-16).
void tnw_string_dup_n(tnw_string_t *ret, const tn_char *s, size_t len);

// Deallocates the string pointed to by `ret`, deallocating
// the memory behind the string.
void tnw_string_free(tnw_string_t *ret);
// end
