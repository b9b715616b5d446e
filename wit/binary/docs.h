/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The custom section `package-docs`: a version byte and JSON that holds what the binary format has
 * no place for, docs and gates. Tools have agreed on its form; there is no specification.
 */
#ifndef TN_WIT_BINARY_DOCS_H
#define TN_WIT_BINARY_DOCS_H

#include "base/buf.h"
#include "wit/model/model.h"

void tn_docs_write(const struct tn_wit *wit, tn_pkg pkg, struct tn_buf *out);
/* Puts docs and gates back where they belong; false after a diagnostic at `span`. */
bool tn_docs_read(struct tn_wit *wit, tn_pkg pkg, struct tn_bytes bytes, struct tn_span span);

#endif
