/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Pictures of a component: what is inside, who gives what to whom, and how many bytes it is. */
#ifndef TN_COMPOSE_PICTURE_H
#define TN_COMPOSE_PICTURE_H

#include "wasm/component/ir.h"

enum tn_picture_format { TN_PICTURE_TEXT, TN_PICTURE_DOT };

void tn_picture_draw(const struct tn_scope *component, struct tn_str title, size_t size,
	enum tn_picture_format format, struct tn_buf *out);

#endif
