/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What changed between two texts, line by line, as a unified diff with three lines of context. */
#ifndef TN_BASE_PATCH_H
#define TN_BASE_PATCH_H

#include "base/buf.h"

/* Nothing is written when the texts are equal. Scratch memory comes from the buffer's arena. */
void tn_patch_unified(
	struct tn_str old_text, struct tn_str new_text, struct tn_str path, struct tn_buf *out);

#endif
