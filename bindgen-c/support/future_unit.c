/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Reading and writing a future without values, the code. */
#include "future_unit.h"
// begin
__attribute__((__import_module__("tn_module"), __import_name__("[async-lower][tn_kind-read-tn_index]tn_func")))
extern uint32_t tns__read(uint32_t, void *);
__attribute__((__import_module__("tn_module"), __import_name__("[async-lower][tn_kind-write-tn_index]tn_func")))
extern uint32_t tns__write(uint32_t, const void *);

tnw_waitable_status_t tns_read(tns_t reader) {
  return tns__read(reader, NULL);
}

tnw_waitable_status_t tns_write(tns_writer_t writer) {
  return tns__write(writer, NULL);
}
// end
