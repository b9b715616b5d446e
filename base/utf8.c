/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* UTF-8 in and out. Core spec, binary format, "Names". */
#include "base/utf8.h"

static bool is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

uint32_t tn_utf8_next(struct tn_str s, size_t *at)
{
	const unsigned char *p = (const unsigned char *)s.ptr + *at;
	size_t left = s.len - *at;
	if (p[0] < 0x80) {
		*at += 1;
		return p[0];
	}
	uint32_t code = TN_UTF8_BAD;
	size_t len = 1;
	if (p[0] >= 0xc2 && p[0] < 0xe0 && left >= 2 && is_tail(p[1])) {
		code = (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
		len = 2;
	} else if (p[0] >= 0xe0 && p[0] < 0xf0 && left >= 3 && is_tail(p[1]) && is_tail(p[2])) {
		code = (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
		len = 3;
		if (code < 0x800 || (code >= 0xd800 && code < 0xe000))
			code = TN_UTF8_BAD;
	} else if (p[0] >= 0xf0 && p[0] < 0xf5 && left >= 4 && is_tail(p[1]) && is_tail(p[2]) &&
		   is_tail(p[3])) {
		code = (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 |
		       (p[3] & 0x3fu);
		len = 4;
		if (code < 0x10000 || code > 0x10ffff)
			code = TN_UTF8_BAD;
	}
	*at += code == TN_UTF8_BAD ? 1 : len;
	return code;
}

bool tn_utf8_valid(struct tn_str s)
{
	for (size_t at = 0; at < s.len;) {
		uint64_t eight; /* most names are ASCII */
		if (s.len - at >= sizeof eight) {
			memcpy(&eight, s.ptr + at, sizeof eight);
			if (!(eight & UINT64_C(0x8080808080808080))) {
				at += sizeof eight;
				continue;
			}
		}
		if ((unsigned char)s.ptr[at] < 0x80)
			at++;
		else if (tn_utf8_next(s, &at) == TN_UTF8_BAD)
			return false;
	}
	return true;
}

size_t tn_utf8_put(char out[4], uint32_t code_point)
{
	if (code_point < 0x80) {
		out[0] = (char)code_point;
		return 1;
	}
	size_t len = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
	for (size_t i = len - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (code_point & 0x3f));
		code_point >>= 6;
	}
	out[0] = (char)((0xf00 >> len & 0xf0) | code_point);
	return len;
}

size_t tn_utf8_count(struct tn_str s)
{
	size_t count = 0;
	for (size_t at = 0; at < s.len; count++)
		tn_utf8_next(s, &at);
	return count;
}

bool tn_utf8_steers(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}
