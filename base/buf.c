/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Bytes going out. LEB128 in its shortest form: core spec "Integers" of the binary format. */
#include "base/buf.h"

#include "base/utf8.h"

#include <stdio.h>

/* Room that tn_buf_open leaves for a length: the longest u32. */
#define LENGTH_ROOM 5

struct tn_buf tn_buf_new(struct tn_arena *arena)
{
	return (struct tn_buf){ .arena = arena };
}

/* So much piles up in a buffer with a drain. */
#define DRAIN_SIZE (64u << 10)

void tn_buf_drain(struct tn_buf *buf)
{
	if (buf->len)
		buf->drain(buf->user, tn_buf_done(buf));
	buf->len = 0;
}

uint8_t *tn_buf_more(struct tn_buf *buf, size_t more)
{
	if (buf->drain && buf->len + more > DRAIN_SIZE)
		tn_buf_drain(buf);
	if (more > buf->cap - buf->len) {
		if (more > SIZE_MAX / 4 || buf->cap > SIZE_MAX / 4)
			tn_mem_oom(buf->arena->heap);
		size_t cap = buf->cap ? buf->cap * 2 : buf->drain ? DRAIN_SIZE : 64;
		if (cap < buf->len + more)
			cap = buf->len + more;
		buf->ptr = tn_mem_grow_raw(buf->arena, buf->ptr, buf->cap, cap);
		buf->cap = cap;
	}
	return buf->ptr + buf->len;
}

void tn_buf_str(struct tn_buf *buf, struct tn_str s)
{
	tn_buf_bytes(buf, s.ptr, s.len);
}

void tn_buf_harmless(struct tn_buf *buf, struct tn_str s)
{
	for (size_t at = 0; at < s.len;) {
		size_t start = at;
		uint32_t c = tn_utf8_next(s, &at);
		if (c == TN_UTF8_BAD)
			tn_buf_str(buf, TN_STR("\xef\xbf\xbd"));
		else if (tn_utf8_steers(c))
			tn_buf_printf(buf, "\\u{%x}", c);
		else
			tn_buf_str(buf, tn_str_sub(s, start, at));
	}
}

void tn_buf_name(struct tn_buf *buf, struct tn_str s)
{
	tn_buf_u64(buf, s.len);
	tn_buf_str(buf, s);
}

void tn_buf_blob(struct tn_buf *buf, struct tn_bytes b)
{
	if (b.len > UINT32_MAX)
		tn_mem_oom(buf->arena->heap);
	tn_buf_name(buf, (struct tn_str){ (const char *)b.ptr, b.len });
}

static size_t put_unsigned(uint8_t *out, uint64_t value)
{
	size_t len = 0;
	for (; value >= 0x80; value >>= 7)
		out[len++] = (uint8_t)(value | 0x80);
	out[len++] = (uint8_t)value;
	return len;
}

void tn_buf_u32(struct tn_buf *buf, uint32_t value)
{
	tn_buf_u64(buf, value);
}

void tn_buf_u64(struct tn_buf *buf, uint64_t value)
{
	buf->len += put_unsigned(tn_buf_room(buf, 10), value);
}

void tn_buf_s32(struct tn_buf *buf, int32_t value)
{
	tn_buf_s64(buf, value);
}

void tn_buf_s64(struct tn_buf *buf, int64_t value)
{
	uint8_t *out = tn_buf_room(buf, 10);
	for (;;) {
		uint8_t low = value & 0x7f;
		value = value < 0 ? ~(~value >> 7) : value >> 7;
		bool is_last = (value == 0 && !(low & 0x40)) || (value == -1 && (low & 0x40));
		*out++ = is_last ? low : low | 0x80;
		buf->len++;
		if (is_last)
			return;
	}
}

void tn_buf_fixed32(struct tn_buf *buf, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		tn_buf_byte(buf, (uint8_t)(value >> 8 * i));
}

void tn_buf_fixed64(struct tn_buf *buf, uint64_t value)
{
	for (int i = 0; i < 8; i++)
		tn_buf_byte(buf, (uint8_t)(value >> 8 * i));
}

void tn_buf_printf(struct tn_buf *buf, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	size_t free_room = buf->cap - buf->len;
	int len =
		vsnprintf(free_room ? (char *)buf->ptr + buf->len : NULL, free_room, format, args);
	if (len > 0 && (size_t)len >= free_room)
		vsnprintf((char *)tn_buf_room(buf, (size_t)len + 1), (size_t)len + 1, format, again);
	buf->len += len > 0 ? (size_t)len : 0;
	va_end(again);
	va_end(args);
}

struct tn_nest tn_buf_open(struct tn_buf *buf)
{
	struct tn_nest nest = { buf->len };
	tn_buf_room(buf, LENGTH_ROOM);
	buf->len += LENGTH_ROOM;
	return nest;
}

void tn_buf_close_with(struct tn_buf *buf, struct tn_nest nest, uint32_t number)
{
	size_t body = nest.start + LENGTH_ROOM, len = buf->len - body;
	size_t used = put_unsigned(buf->ptr + nest.start, number);
	memmove(buf->ptr + nest.start + used, buf->ptr + body, len);
	buf->len = nest.start + used + len;
}

void tn_buf_close(struct tn_buf *buf, struct tn_nest nest)
{
	size_t len = buf->len - nest.start - LENGTH_ROOM;
	if (len > UINT32_MAX)
		tn_mem_oom(buf->arena->heap);
	tn_buf_close_with(buf, nest, (uint32_t)len);
}
