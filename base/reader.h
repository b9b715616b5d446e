/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Bytes coming in: a sticky reader. The first failure freezes it: later reads give zero, and one
 * check at the end of a section is enough. A failed read leaves `at` on the byte that is wrong.
 */
#ifndef TN_BASE_READER_H
#define TN_BASE_READER_H

#include "base/str.h"

struct tn_reader {
	const uint8_t *at, *end;
	const uint8_t *base; /* offset 0 of the file */
	const char *error;   /* what went wrong first, in words; NULL while all is well */
	size_t error_offset; /* from base */
	bool long_leb;       /* an over-long LEB128 was met (valid, but not canonical) */
};

struct tn_reader tn_reader_new(struct tn_bytes bytes, const uint8_t *base);
uint8_t tn_reader_byte(struct tn_reader *r);
uint8_t tn_reader_peek(struct tn_reader *r); /* 0 at the end; never fails */
uint32_t tn_reader_u32(struct tn_reader *r);
uint64_t tn_reader_u64(struct tn_reader *r);
int32_t tn_reader_s32(struct tn_reader *r);
int64_t tn_reader_s33(struct tn_reader *r);
int64_t tn_reader_s64(struct tn_reader *r);
uint32_t tn_reader_fixed32(struct tn_reader *r);
uint64_t tn_reader_fixed64(struct tn_reader *r);
struct tn_bytes tn_reader_take(struct tn_reader *r, size_t len);
struct tn_str tn_reader_name(struct tn_reader *r); /* length, UTF-8; checked */
/* A vector's count, refused when fewer than `each` bytes per element are left. */
uint32_t tn_reader_count(struct tn_reader *r, size_t each);
/* A reader of the next `len` bytes; this one moves behind them. */
struct tn_reader tn_reader_part(struct tn_reader *r, size_t len);
void tn_reader_fail(struct tn_reader *r, const char *error); /* keeps the first */

static inline size_t tn_reader_offset(const struct tn_reader *r)
{
	return (size_t)(r->at - r->base);
}

static inline bool tn_reader_more(const struct tn_reader *r)
{
	return !r->error && r->at < r->end;
}

#endif
