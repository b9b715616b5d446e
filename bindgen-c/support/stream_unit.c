/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Reading and writing a stream without values, the code. */
#include "stream_unit.h"
// begin
__attribute__((__import_module__("tn_module"), __import_name__("[async-lower][tn_kind-read-tn_index]tn_func")))
extern uint32_t tns__read(uint32_t, void *, size_t);
__attribute__((__import_module__("tn_module"), __import_name__("[async-lower][tn_kind-write-tn_index]tn_func")))
extern uint32_t tns__write(uint32_t, const void *, size_t);

tnw_waitable_status_t tns_read(tns_t reader, size_t amt) {
  return tns__read(reader, NULL, amt);
}

tnw_waitable_status_t tns_write(tns_writer_t writer, size_t amt) {
  return tns__write(writer, NULL, amt);
}
// end
