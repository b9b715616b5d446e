/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Reading and writing a future. */
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
typedef uint32_t tns_t;
typedef uint32_t tnw_waitable_status_t;
typedef int tn_item;
typedef uint32_t tns_writer_t;
// begin
tnw_waitable_status_t tns_read(tns_t reader, tn_item *buf);
tnw_waitable_status_t tns_write(tns_writer_t writer, const tn_item *buf);
// end
