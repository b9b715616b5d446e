/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The model as JSON, in the schema and key order of wasm-tools' `component wit --json`. */
#ifndef TN_WIT_MODEL_DUMP_H
#define TN_WIT_MODEL_DUMP_H

#include "wit/model/model.h"

#include "base/buf.h"

void tn_dump_json(const struct tn_wit *wit, struct tn_buf *out);

#endif
