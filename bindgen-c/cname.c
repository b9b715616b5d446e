/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* WIT names in, C names out; see cname.h. */
#include "bindgen-c/cname.h"

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_word(char c)
{
	return is_lower(c) || is_upper(c) || (c >= '0' && c <= '9');
}

static char to_lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

static char to_upper(char c)
{
	return is_lower(c) ? (char)(c - 'a' + 'A') : c;
}

/*
 * Where words begin besides behind a hyphen, dot or bracket: "fooBar" is foo|Bar, "HTTPServer" is
 * HTTP|Server. WIT names have no such words; the name given with --rename-world may.
 */
static bool begins_word(struct tn_str s, size_t at, bool in_upper, bool in_lower)
{
	if (!is_upper(s.ptr[at]))
		return false;
	return in_lower || (in_upper && at + 1 < s.len && is_lower(s.ptr[at + 1]));
}

static struct tn_str with_underscores(
	struct tn_arena *arena, struct tn_str name, char (*fold)(char))
{
	char *out = tn_mem_alloc(arena, 2 * name.len + 1);
	size_t len = 0;
	bool in_upper = false, in_lower = false, gap = false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		if (!is_word(c)) {
			gap = true;
			continue;
		}
		if ((gap || begins_word(name, i, in_upper, in_lower)) && len > 0)
			out[len++] = '_';
		if (gap || is_upper(c) || is_lower(c)) {
			in_upper = is_upper(c);
			in_lower = is_lower(c);
		}
		gap = false;
		out[len++] = fold(c);
	}
	return (struct tn_str){ out, len };
}

struct tn_str tn_cname_snake(struct tn_arena *arena, struct tn_str name)
{
	return with_underscores(arena, name, to_lower);
}

struct tn_str tn_cname_shouty(struct tn_arena *arena, struct tn_str name)
{
	return with_underscores(arena, name, to_upper);
}

static bool is_reserved(struct tn_str word)
{
	static const char *const words[] = {
#define TN_RESERVED(text) text,
#include "bindgen-c/reserved.def"
#undef TN_RESERVED
	};
	size_t low = 0, high = sizeof words / sizeof *words;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = tn_str_cmp(word, tn_str_of(words[middle]));
		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

struct tn_str tn_cname_ident(struct tn_arena *arena, struct tn_str name)
{
	struct tn_str snake = tn_cname_snake(arena, name);
	return is_reserved(snake) ? tn_str_format(arena, "%.*s_", TN_S(snake)) : snake;
}

struct tn_str tn_cname_version(struct tn_arena *arena, struct tn_str version)
{
	char *out = tn_mem_alloc(arena, version.len + 1);
	for (size_t i = 0; i < version.len; i++)
		out[i] = is_word(version.ptr[i]) ? version.ptr[i] : '_';
	return (struct tn_str){ out, version.len };
}

struct tn_str tn_cname_without(struct tn_str text, struct tn_str suffix)
{
	return tn_str_ends(text, suffix) ? tn_str_sub(text, 0, text.len - suffix.len) : text;
}
