/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Error contexts, the code. */
#include "error_context.h"
// begin
__attribute__((__import_module__("$root"), __import_name__("[error-context-new-tn_encoding]")))
extern int32_t __error_context_new(int32_t, int32_t);

tnw_error_context_t tnw_error_context_new(const tnw_string_t *message) {
  return (tnw_error_context_t) __error_context_new((int32_t) message->ptr, (int32_t) message->len);
}

__attribute__((__import_module__("$root"), __import_name__("[error-context-debug-message-tn_encoding]")))
extern void __error_context_debug_message(int32_t, int32_t);

void tnw_error_context_debug_message(tnw_error_context_t context, tnw_string_t *ret) {
  __error_context_debug_message((int32_t) context, (int32_t) ret);
}

__attribute__((__import_module__("$root"), __import_name__("[error-context-drop]")))
extern void __error_context_drop(int32_t);

void tnw_error_context_drop(tnw_error_context_t context) {
  __error_context_drop((int32_t) context);
}
// end
