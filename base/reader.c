/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Bytes coming in. Core spec, binary format, "Integers": a LEB128 of N bits has at most ceil(N/7)
 * bytes, and the bits of its last byte that lie beyond N are zero (unsigned) or repeat the sign.
 */
#include "base/reader.h"

#include "base/utf8.h"

struct tn_reader tn_reader_new(struct tn_bytes bytes, const uint8_t *base)
{
	const uint8_t *at = bytes.ptr ? bytes.ptr : base;
	return (struct tn_reader){ .at = at, .end = at + bytes.len, .base = base };
}

void tn_reader_fail(struct tn_reader *r, const char *error)
{
	if (r->error)
		return;
	r->error = error;
	r->error_offset = tn_reader_offset(r);
}

/* True when `len` bytes are there; else the reader is frozen. */
static bool has(struct tn_reader *r, size_t len, const char *error)
{
	if (r->error)
		return false;
	if ((size_t)(r->end - r->at) >= len)
		return true;
	tn_reader_fail(r, error);
	return false;
}

uint8_t tn_reader_byte(struct tn_reader *r)
{
	return has(r, 1, "unexpected end") ? *r->at++ : 0;
}

uint8_t tn_reader_peek(struct tn_reader *r)
{
	return tn_reader_more(r) ? *r->at : 0;
}

/* One loop for all: `bits` wide, sign-extended when `is_signed`. */
static uint64_t leb(struct tn_reader *r, unsigned bits, bool is_signed)
{
	uint64_t value = 0;
	uint8_t before = 0;
	for (unsigned shift = 0;; shift += 7) {
		if (!has(r, 1, "unexpected end"))
			return 0;
		uint8_t byte = *r->at;
		unsigned left = bits - shift; /* bits of the value that this byte may still bring */
		if (left <= 7) {
			uint8_t high = byte & (0x7f & ~((1u << left) - 1));
			uint8_t sign = is_signed && (byte >> (left - 1) & 1)
					       ? 0x7f & ~((1u << left) - 1)
					       : 0;
			if (byte & 0x80) {
				tn_reader_fail(r, "integer representation too long");
				return 0;
			}
			if (high != sign) {
				tn_reader_fail(r, "integer too large");
				return 0;
			}
		}
		value |= (uint64_t)(byte & 0x7f) << shift;
		r->at++;
		if (byte & 0x80) {
			before = byte;
			continue;
		}
		bool is_negative = is_signed && byte & 0x40;
		if (is_negative && shift + 7 < 64)
			value |= ~(uint64_t)0 << (shift + 7);
		if (shift && byte == (is_negative ? 0x7f : 0) &&
			(!is_signed || (before & 0x40) == (byte & 0x40)))
			r->long_leb = true;
		return value;
	}
}

uint32_t tn_reader_u32(struct tn_reader *r)
{
	if (tn_reader_more(r) && *r->at < 0x80)
		return *r->at++;
	return (uint32_t)leb(r, 32, false);
}

uint64_t tn_reader_u64(struct tn_reader *r)
{
	return leb(r, 64, false);
}

int32_t tn_reader_s32(struct tn_reader *r)
{
	return (int32_t)leb(r, 32, true);
}

int64_t tn_reader_s33(struct tn_reader *r)
{
	return (int64_t)leb(r, 33, true);
}

int64_t tn_reader_s64(struct tn_reader *r)
{
	return (int64_t)leb(r, 64, true);
}

static uint64_t fixed(struct tn_reader *r, unsigned len)
{
	uint64_t value = 0;
	if (!has(r, len, "unexpected end"))
		return 0;
	for (unsigned i = 0; i < len; i++)
		value |= (uint64_t)*r->at++ << 8 * i;
	return value;
}

uint32_t tn_reader_fixed32(struct tn_reader *r)
{
	return (uint32_t)fixed(r, 4);
}

uint64_t tn_reader_fixed64(struct tn_reader *r)
{
	return fixed(r, 8);
}

struct tn_bytes tn_reader_take(struct tn_reader *r, size_t len)
{
	if (!has(r, len, "length out of bounds"))
		return (struct tn_bytes){ r->at, 0 };
	r->at += len;
	return (struct tn_bytes){ r->at - len, len };
}

struct tn_str tn_reader_name(struct tn_reader *r)
{
	struct tn_bytes bytes = tn_reader_take(r, tn_reader_u32(r));
	struct tn_str text = { (const char *)bytes.ptr, bytes.len };
	size_t bad = 0;
	if (tn_utf8_valid(text))
		return text;
	for (size_t at = 0; at < text.len;) {
		bad = at;
		if (tn_utf8_next(text, &at) == TN_UTF8_BAD)
			break;
	}
	r->at = bytes.ptr + bad;
	tn_reader_fail(r, "malformed UTF-8 encoding");
	return TN_STR("");
}

uint32_t tn_reader_count(struct tn_reader *r, size_t each)
{
	const uint8_t *start = r->at;
	uint32_t count = tn_reader_u32(r);
	if (!r->error && each && count > (size_t)(r->end - r->at) / each) {
		r->at = start;
		tn_reader_fail(r, "length out of bounds");
	}
	return r->error ? 0 : count;
}

struct tn_reader tn_reader_part(struct tn_reader *r, size_t len)
{
	struct tn_reader part = tn_reader_new(tn_reader_take(r, len), r->base);
	part.error = r->error;
	part.error_offset = r->error_offset;
	return part;
}
