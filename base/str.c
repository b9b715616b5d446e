/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Slices: comparing, cutting, formatting into an arena, and the distance behind "did you mean". */
#include "base/str.h"

#include <stdio.h>

int tn_str_cmp(struct tn_str a, struct tn_str b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.ptr, b.ptr, len) : 0;
	return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool tn_str_starts(struct tn_str s, struct tn_str prefix)
{
	return s.len >= prefix.len && tn_str_eq((struct tn_str){ s.ptr, prefix.len }, prefix);
}

bool tn_str_ends(struct tn_str s, struct tn_str suffix)
{
	return s.len >= suffix.len && tn_str_eq(tn_str_sub(s, s.len - suffix.len, s.len), suffix);
}

bool tn_str_matches(struct tn_str s, struct tn_str pattern)
{
	/* Only the last star is ever taken back: what an earlier one ate may stay eaten. */
	size_t at = 0, star = (size_t)-1, eaten = 0;
	for (size_t i = 0; i < s.len;) {
		if (at < pattern.len && pattern.ptr[at] == '*') {
			star = at++;
			eaten = i;
		} else if (at < pattern.len && pattern.ptr[at] == s.ptr[i]) {
			at++;
			i++;
		} else if (star != (size_t)-1) {
			at = star + 1;
			i = ++eaten;
		} else {
			return false;
		}
	}
	while (at < pattern.len && pattern.ptr[at] == '*')
		at++;
	return at == pattern.len;
}

size_t tn_str_find(struct tn_str s, char c, size_t from)
{
	const char *at = from < s.len ? memchr(s.ptr + from, c, s.len - from) : NULL;
	return at ? (size_t)(at - s.ptr) : (size_t)-1;
}

struct tn_str tn_str_sub(struct tn_str s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from >= to)
		return (struct tn_str){ s.ptr ? s.ptr + (from < s.len ? from : s.len) : NULL, 0 };
	return (struct tn_str){ s.ptr + from, to - from };
}

struct tn_str tn_str_copy(struct tn_arena *arena, struct tn_str s)
{
	char *copy = tn_mem_raw(arena, s.len + 1);
	if (s.len)
		memcpy(copy, s.ptr, s.len);
	copy[s.len] = 0;
	return (struct tn_str){ copy, s.len };
}

struct tn_str tn_str_vformat(struct tn_arena *arena, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	char small[256];
	int len = vsnprintf(small, sizeof small, format, args);
	if (len < 0)
		len = 0;
	char *text = tn_mem_raw(arena, (size_t)len + 1);
	if ((size_t)len < sizeof small)
		memcpy(text, small, (size_t)len);
	else
		vsnprintf(text, (size_t)len + 1, format, again);
	text[len] = 0;
	va_end(again);
	return (struct tn_str){ text, (size_t)len };
}

struct tn_str tn_str_format(struct tn_arena *arena, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct tn_str text = tn_str_vformat(arena, format, args);
	va_end(args);
	return text;
}

/* Names longer than this are never offered as a suggestion. */
#define LONGEST 64u

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: three rows of the usual table. */
unsigned tn_str_distance(struct tn_str a, struct tn_str b, unsigned cap)
{
	if (a.len > LONGEST || b.len > LONGEST)
		return cap;
	if ((a.len > b.len ? a.len - b.len : b.len - a.len) >= cap)
		return cap;
	unsigned rows[3][LONGEST + 1];
	unsigned *before = rows[0], *last = rows[1], *row = rows[2];
	for (unsigned j = 0; j <= b.len; j++)
		last[j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		row[0] = i;
		for (unsigned j = 1; j <= b.len; j++) {
			char x = a.ptr[i - 1], y = b.ptr[j - 1];
			row[j] = least(last[j] + 1, least(row[j - 1] + 1, last[j - 1] + (x != y)));
			if (i > 1 && j > 1 && x == b.ptr[j - 2] && y == a.ptr[i - 2])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		unsigned *free_row = before;
		before = last;
		last = row;
		row = free_row;
	}
	return least(last[b.len], cap);
}
