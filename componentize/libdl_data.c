/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* In: the array that the build makes of the library. Out: a slice of it. */
#include "componentize/libdl_data.h"

extern const unsigned char tn_libdl_libdl_so[];
extern const size_t tn_libdl_libdl_so_len;

struct tn_bytes tn_libdl_data(void)
{
	return (struct tn_bytes){ tn_libdl_libdl_so, tn_libdl_libdl_so_len };
}
