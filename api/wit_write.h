/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A model that was loaded -> text, JSON or binary: behind both tenon_wit_print and tenon_wit_write. */
#ifndef TN_API_WIT_WRITE_H
#define TN_API_WIT_WRITE_H

#include "api/enter.h"
#include "tenon/wit.h"
#include "wit/load.h"

/* False after diagnostics. */
bool tn_wit_write(struct tn_call *call, const struct tn_loaded *loaded,
	enum tenon_wit_format format, const struct tenon_wit_options *options,
	struct tenon_bytes *out);

#endif
