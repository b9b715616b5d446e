/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Reading and writing a stream without values. */
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
typedef uint32_t tns_t;
typedef uint32_t tnw_waitable_status_t;
typedef int tn_item;
typedef uint32_t tns_writer_t;
// begin
tnw_waitable_status_t tns_read(tns_t reader, size_t amt);
tnw_waitable_status_t tns_write(tns_writer_t writer, size_t amt);
// end
