/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Everything that one may want to see of a binary, through the public interface. */
#ifndef TN_FUZZ_LOOK_H
#define TN_FUZZ_LOOK_H

#include "fuzz.h"

/* Traps when a call ends neither well nor with an error. */
void fuzz_look(const uint8_t *data, size_t size);
/* One view of the file "in". What is valid must be seen, unless the view needs more than that. */
size_t fuzz_views(void);
enum tenon_status fuzz_view(struct tenon_session *session, size_t which, bool is_valid);

#endif
