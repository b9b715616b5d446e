/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Between reading and writing: what the options of tenon/wit.h ask to be changed in a model. */
#ifndef TN_API_WIT_CHANGE_H
#define TN_API_WIT_CHANGE_H

#include "tenon/wit.h"
#include "wit/load.h"

/* In the order of the options' fields; false after diagnostics. */
bool tn_wit_change(struct tn_ctx *cx, struct tn_arena *arena, struct tn_loaded *loaded,
	const struct tenon_wit_options *options);

#endif
