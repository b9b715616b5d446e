/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Slices of bytes and of text. Never NUL-terminated by contract; never strlen in the middle. */
#ifndef TN_BASE_STR_H
#define TN_BASE_STR_H

#include "base/mem.h"

#include <stdarg.h>
#include <string.h>

struct tn_str {
	const char *ptr;
	size_t len;
};

struct tn_bytes {
	const uint8_t *ptr;
	size_t len;
};

#define TN_STR(literal) ((struct tn_str){ (literal), sizeof(literal) - 1 })
#define TN_NOSTR ((struct tn_str){ NULL, 0 })
/* For printf's "%.*s". */
#define TN_S(s) (int)(s).len, (s).ptr

static inline struct tn_str tn_str_of(const char *c_string)
{
	return (struct tn_str){ c_string, c_string ? strlen(c_string) : 0 };
}

static inline bool tn_str_eq(struct tn_str a, struct tn_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

int tn_str_cmp(struct tn_str a, struct tn_str b); /* byte order, like strcmp */
bool tn_str_starts(struct tn_str s, struct tn_str prefix);
bool tn_str_ends(struct tn_str s, struct tn_str suffix);
/* `*` in the pattern stands for any text, also none; everything else for itself. */
bool tn_str_matches(struct tn_str s, struct tn_str pattern);
/* Index of the first `c` at or after `from`, or (size_t)-1. */
size_t tn_str_find(struct tn_str s, char c, size_t from);
struct tn_str tn_str_sub(struct tn_str s, size_t from, size_t to);
struct tn_str tn_str_copy(
	struct tn_arena *arena, struct tn_str s); /* the copy has a NUL behind it */
struct tn_str tn_str_format(struct tn_arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct tn_str tn_str_vformat(struct tn_arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
/* Edit distance (Damerau-Levenshtein), capped: gives `cap` when it is at least that. */
unsigned tn_str_distance(struct tn_str a, struct tn_str b, unsigned cap);

#endif
