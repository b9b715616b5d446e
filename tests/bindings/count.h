// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How many blocks of memory are allocated: linked with --wrap=malloc,calloc,realloc,free,aligned_alloc.
#ifndef COUNT_H
#define COUNT_H
#include <stdint.h>
#include <stdlib.h>
uint32_t count_live(void);
#endif
