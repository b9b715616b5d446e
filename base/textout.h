/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Text going out in S-expressions: groups, lines with indentation, quoted strings. What is written
 * is handed on in pieces, so that text of any length needs little memory.
 *
 *     struct tn_textout out;
 *     tn_textout_begin(&out, arena, give, user);
 *     tn_textout_open(&out, "module");          // (module
 *     tn_textout_line(&out);                    // a new line, indented by the open groups
 *     tn_textout_put(&out, "…");
 *     tn_textout_close(&out);                   // ), on a line of its own when the group has lines
 *     tn_textout_end(&out);
 */
#ifndef TN_BASE_TEXTOUT_H
#define TN_BASE_TEXTOUT_H

#include "base/buf.h"
#include "base/vec.h"

struct tn_textout {
	struct tn_arena *arena;
	struct tn_buf buf; /* what has not been handed on */
	void (*give)(void *user, struct tn_bytes text);
	void *user;
	const char *indent; /* of one level; two blanks */
	bool has_offsets;   /* each line begins with the byte of the input it comes from */
	uint64_t lines;
	uint32_t extra;          /* levels of indentation besides the groups: blocks of code */
	TN_VEC(uint64_t) groups; /* the line each open group began on */
};

/* Without `give` all text stays in out->buf. */
void tn_textout_begin(struct tn_textout *out, struct tn_arena *arena,
	void (*give)(void *user, struct tn_bytes text), void *user);
void tn_textout_end(struct tn_textout *out); /* hands on the rest */
void tn_textout_line(struct tn_textout *out);
/* A line that comes from that byte, which is told when `has_offsets` asks for it. */
void tn_textout_line_at(struct tn_textout *out, uint64_t offset);
void tn_textout_open(struct tn_textout *out, const char *word);
void tn_textout_close(struct tn_textout *out);
void tn_textout_close_at(struct tn_textout *out, uint64_t offset); /* where its end is in bytes */
void tn_textout_put(struct tn_textout *out, const char *text);
void tn_textout_str(struct tn_textout *out, struct tn_str text);
void tn_textout_number(struct tn_textout *out, uint64_t value);
/* At most 159 bytes: for numbers and fixed words. */
void tn_textout_printf(struct tn_textout *out, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/*
 * An identifier: $name, or $"name" when it has other characters than identifiers may have. With
 * `group` it is made unique: $"#func7 name" for an empty name, one that begins with #, or one that
 * is taken.
 */
void tn_textout_ident(
	struct tn_textout *out, struct tn_str name, const char *group, uint32_t index);
/* False for names that only a group makes an identifier. */
bool tn_textout_is_ident(struct tn_str name);
/* UTF-8 in quotes: what is not printable ASCII as \u{…}. */
void tn_textout_quote(struct tn_textout *out, struct tn_str text);
void tn_textout_quote_inner(struct tn_textout *out, struct tn_str text); /* without the quotes */
/* Any bytes in quotes: what is not printable ASCII as two hex digits behind a backslash. */
void tn_textout_bytes(struct tn_textout *out, struct tn_bytes bytes);
void tn_textout_bytes_inner(struct tn_textout *out, struct tn_bytes bytes); /* without the quotes */

#endif
