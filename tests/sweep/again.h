/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Binaries read and written. */
#ifndef TN_SWEEP_AGAIN_H
#define TN_SWEEP_AGAIN_H

#include "tenon/component.h"
#include "tenon/component_model.h"

/*
 * The file "in", which is valid and has these bytes, is written as it was read: the same bytes, or fewer where numbers
 * were longer than needed (`*shorter`). What was written is valid, and written again the same. Else what went wrong.
 */
const char *again(struct tenon_session *session, const void *data, size_t size, bool *shorter);

#endif
