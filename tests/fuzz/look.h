/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Everything that one may want to see of a binary, through the public interface. */
#ifndef TN_FUZZ_LOOK_H
#define TN_FUZZ_LOOK_H

#include "fuzz.h"

/* Traps when a call ends neither well nor with an error. */
void fuzz_look(const uint8_t *data, size_t size);

#endif
