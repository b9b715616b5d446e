/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What was read: files as bytes, with lazy line numbers. A span is a place in one of them. */
#ifndef TN_BASE_SOURCE_H
#define TN_BASE_SOURCE_H

#include "base/str.h"
#include "base/vec.h"

/* Bytes [start, end) of a source. source 0 is "nowhere". */
struct tn_span {
	uint32_t source;
	uint32_t start, end;
};

struct tn_source {
	struct tn_str path; /* as it was opened; NUL behind it */
	struct tn_bytes bytes;  /* of a text: a NUL byte lies behind the end, lexers rely on it */
	bool is_text;  /* lines and columns make sense */
	bool is_mapped; /* the bytes are the file, not a copy */
	bool is_name;  /* no more than a name: the file could not be opened or written */
	bool has_lines;
	TN_VEC(uint32_t) lines; /* offset of the begin of each line, made when first asked for */
};

struct tn_sources {
	struct tn_arena *arena;
	TN_VEC(struct tn_source) list; /* [0] is unused */
};

struct tn_place {
	uint32_t line, column; /* from 1; columns count Unicode scalar values */
};

void tn_source_init(struct tn_sources *sources, struct tn_arena *arena);
/*
 * Registers bytes that live as long as something may look at them: those of a text as long as the
 * session, with a NUL byte behind them. Others may be a caller's, with nothing behind them. The path is
 * copied.
 */
uint32_t tn_source_add(
	struct tn_sources *sources, struct tn_str path, struct tn_bytes bytes, bool is_text);
/* A place in a file of which there is no more than the name. Words say which it is: text gives no place. */
struct tn_span tn_source_name(struct tn_sources *sources, struct tn_str path);
const struct tn_source *tn_source_get(const struct tn_sources *sources, uint32_t id);
struct tn_place tn_source_place(struct tn_sources *sources, uint32_t id, uint32_t offset);
struct tn_str tn_source_line(
	struct tn_sources *sources, uint32_t id, uint32_t line); /* no end of line */
struct tn_str tn_source_text(const struct tn_sources *sources, struct tn_span span);

#endif
