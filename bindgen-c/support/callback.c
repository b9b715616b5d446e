/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the host calls when something an asynchronous export waits for has happened. */
#include "async.h"
tnw_callback_code_t tnf_callback(tnw_event_t *event);
// begin
__attribute__((__export_name__("[callback][async-lift]tn_export")))
uint32_t tne_callback(uint32_t code, uint32_t waitable, uint32_t status) {
  tnw_event_t event = { (tnw_event_code_t) code, waitable, status };
  return tnf_callback(&event);
}
// end
