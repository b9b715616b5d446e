/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Reading and writing a stream, the code. */
#include "stream.h"
// begin
__attribute__((__import_module__("tn_module"), __import_name__("[async-lower][tn_kind-read-tn_index]tn_func")))
extern uint32_t tns__read(uint32_t, void *, size_t);
__attribute__((__import_module__("tn_module"), __import_name__("[async-lower][tn_kind-write-tn_index]tn_func")))
extern uint32_t tns__write(uint32_t, const void *, size_t);

tnw_waitable_status_t tns_read(tns_t reader, tn_item *buf, size_t amt) {
  return tns__read(reader, buf, amt);
}

tnw_waitable_status_t tns_write(tns_writer_t writer, const tn_item *buf, size_t amt) {
  return tns__write(writer, buf, amt);
}
// end
