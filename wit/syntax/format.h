/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One layout for WIT text, every comment kept where it stands between two words. Two blanks a
 * level, an item a line, lists over several lines when they are members of a type, do not fit into
 * 100 columns, or have comments inside. Blank lines: at most one, none at the edges of a body, one
 * around what has a body at the top level. Formatting again changes nothing.
 */
#ifndef TN_WIT_SYNTAX_FORMAT_H
#define TN_WIT_SYNTAX_FORMAT_H

#include "base/buf.h"
#include "base/ctx.h"

/* False after diagnostics: the text is not WIT, and is left alone. */
bool tn_format_source(struct tn_ctx *cx, uint32_t source, struct tn_buf *out);

#endif
