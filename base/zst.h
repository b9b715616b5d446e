/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* zstd, behind one façade. */
#ifndef TN_BASE_ZST_H
#define TN_BASE_ZST_H

#include "base/str.h"

bool tn_zst_is_frame(struct tn_bytes bytes);
/* Unpacks all frames; NULL, or what is wrong. `limit` bounds the result. One NUL behind it. */
const char *tn_zst_unpack(
	struct tn_arena *arena, struct tn_bytes bytes, size_t limit, struct tn_bytes *out);

#endif
