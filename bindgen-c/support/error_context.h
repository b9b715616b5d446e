/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Error contexts: handles to a message for people. */
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
typedef uint32_t tnw_error_context_t;

// Makes an error context with a message; the message stays yours.
tnw_error_context_t tnw_error_context_new(const tnw_string_t *message);
// Gives the message, yours to free. A host may change or drop it on the way.
void tnw_error_context_debug_message(tnw_error_context_t context, tnw_string_t *ret);
void tnw_error_context_drop(tnw_error_context_t context);
// end
