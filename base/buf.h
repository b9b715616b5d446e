/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Bytes going out: appends, LEB128, and nested sections whose length is known only at their end.
 *
 *     struct tn_nest nest = tn_buf_open(buf);   // leaves room for the length
 *     tn_buf_u32(buf, count); …
 *     tn_buf_close(buf, nest);                  // writes the length in its shortest form
 */
#ifndef TN_BASE_BUF_H
#define TN_BASE_BUF_H

#include "base/str.h"

/*
 * With a `drain`, what has piled up is handed over and forgotten whenever there is much of it: for
 * output that nobody needs as a whole. Positions in the buffer then mean nothing.
 */
struct tn_buf {
	struct tn_arena *arena;
	uint8_t *ptr;
	size_t len, cap;
	void (*drain)(void *user, struct tn_bytes bytes);
	void *user;
};

struct tn_nest {
	size_t start;
};

struct tn_buf tn_buf_new(struct tn_arena *arena);
uint8_t *tn_buf_more(struct tn_buf *buf, size_t more); /* the rare part of tn_buf_room */

/* The place of `more` bytes at the end; buf->len is the caller's to move. */
static inline uint8_t *tn_buf_room(struct tn_buf *buf, size_t more)
{
	return more <= buf->cap - buf->len ? buf->ptr + buf->len : tn_buf_more(buf, more);
}

static inline void tn_buf_byte(struct tn_buf *buf, uint8_t byte)
{
	*tn_buf_room(buf, 1) = byte;
	buf->len++;
}

static inline void tn_buf_bytes(struct tn_buf *buf, const void *ptr, size_t len)
{
	if (!len)
		return;
	memcpy(tn_buf_room(buf, len), ptr, len);
	buf->len += len;
}

void tn_buf_str(struct tn_buf *buf, struct tn_str s);    /* the bytes alone */
/* For people's eyes: what would steer a terminal is written `\u{1b}`, what is no UTF-8 as U+FFFD. */
void tn_buf_harmless(struct tn_buf *buf, struct tn_str s);
void tn_buf_name(struct tn_buf *buf, struct tn_str s);   /* length, bytes */
void tn_buf_blob(struct tn_buf *buf, struct tn_bytes b); /* length, bytes; 4 GiB is out of memory */
void tn_buf_u32(struct tn_buf *buf, uint32_t value);     /* unsigned LEB128 */
void tn_buf_u64(struct tn_buf *buf, uint64_t value);     /* unsigned LEB128 */
void tn_buf_s32(struct tn_buf *buf, int32_t value);      /* signed LEB128 */
void tn_buf_s64(struct tn_buf *buf, int64_t value);      /* signed LEB128 */
void tn_buf_fixed32(struct tn_buf *buf, uint32_t value); /* little endian */
void tn_buf_fixed64(struct tn_buf *buf, uint64_t value); /* little endian */
void tn_buf_printf(struct tn_buf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct tn_nest tn_buf_open(struct tn_buf *buf);
void tn_buf_close(struct tn_buf *buf, struct tn_nest nest);
/* The same with another number than the length, such as a count. */
void tn_buf_close_with(struct tn_buf *buf, struct tn_nest nest, uint32_t number);
void tn_buf_drain(struct tn_buf *buf); /* hands over what is left */

static inline struct tn_bytes tn_buf_done(const struct tn_buf *buf)
{
	return (struct tn_bytes){ buf->ptr, buf->len };
}

#endif
