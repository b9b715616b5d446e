/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The library that answers dlopen, dlsym, dlclose and dlerror; made of libdl/libdl.c by the build. */
#ifndef TN_COMPONENTIZE_LIBDL_DATA_H
#define TN_COMPONENTIZE_LIBDL_DATA_H

#include "base/str.h"

struct tn_bytes tn_libdl_data(void); /* static */

#endif
