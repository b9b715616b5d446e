/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A stream or future: making one, and its two ends. */
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
typedef uint32_t tns_t;
typedef uint32_t tnw_waitable_status_t;
typedef int tn_item;
// begin
typedef uint32_t tns_writer_t;

// Gives the readable end; `*writer` gets the writable one.
tns_t tns_new(tns_writer_t *writer);
tnw_waitable_status_t tns_cancel_read(tns_t reader);
tnw_waitable_status_t tns_cancel_write(tns_writer_t writer);
void tns_drop_readable(tns_t reader);
void tns_drop_writable(tns_writer_t writer);
// end
