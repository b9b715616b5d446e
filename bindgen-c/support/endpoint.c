/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A stream or future, the code. */
#include "endpoint.h"
// begin
__attribute__((__import_module__("tn_module"), __import_name__("[tn_kind-new-tn_index]tn_func")))
extern uint64_t tns__new(void);
__attribute__((__import_module__("tn_module"), __import_name__("[tn_kind-cancel-read-tn_index]tn_func")))
extern uint32_t tns__cancel_read(uint32_t);
__attribute__((__import_module__("tn_module"), __import_name__("[tn_kind-cancel-write-tn_index]tn_func")))
extern uint32_t tns__cancel_write(uint32_t);
__attribute__((__import_module__("tn_module"), __import_name__("[tn_kind-drop-readable-tn_index]tn_func")))
extern void tns__drop_readable(uint32_t);
__attribute__((__import_module__("tn_module"), __import_name__("[tn_kind-drop-writable-tn_index]tn_func")))
extern void tns__drop_writable(uint32_t);

tns_t tns_new(tns_writer_t *writer) {
  uint64_t ends = tns__new();
  *writer = (tns_writer_t) (ends >> 32);
  return (tns_t) ends;
}

tnw_waitable_status_t tns_cancel_read(tns_t reader) {
  return tns__cancel_read(reader);
}

tnw_waitable_status_t tns_cancel_write(tns_writer_t writer) {
  return tns__cancel_write(writer);
}

void tns_drop_readable(tns_t reader) {
  tns__drop_readable(reader);
}

void tns_drop_writable(tns_writer_t writer) {
  tns__drop_writable(writer);
}
// end
