/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Versions: text in; fields, order and track out. */
#include "base/semver.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/* semver.org, item 2: no leading zeroes. */
static bool number(struct tn_str text, size_t *at, uint64_t *out)
{
	size_t start = *at;
	uint64_t value = 0;
	for (; *at < text.len && is_digit(text.ptr[*at]); ++*at) {
		unsigned digit = (unsigned)(text.ptr[*at] - '0');
		if (value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return *at > start && (text.ptr[start] != '0' || *at == start + 1);
}

/* Items 9 and 10: words between dots; a number in a pre-release has no leading zero. */
static bool words(struct tn_str text, size_t *at, bool is_pre, struct tn_str *out)
{
	size_t start = *at;
	do {
		if (*at > start)
			++*at; /* the dot */
		size_t word = *at;
		bool is_number = true;
		for (; *at < text.len && is_word(text.ptr[*at]); ++*at)
			is_number = is_number && is_digit(text.ptr[*at]);
		if (*at == word || (is_pre && is_number && text.ptr[word] == '0' && *at > word + 1))
			return false;
	} while (*at < text.len && text.ptr[*at] == '.');
	*out = tn_str_sub(text, start, *at);
	return true;
}

bool tn_semver_parse(struct tn_str text, struct tn_semver *out)
{
	size_t at = 0;
	*out = (struct tn_semver){ 0 };
	uint64_t *parts[] = { &out->major, &out->minor, &out->patch };
	for (int i = 0; i < 3; i++) {
		if (i && (at >= text.len || text.ptr[at++] != '.'))
			return false;
		if (!number(text, &at, parts[i]))
			return false;
	}
	if (at < text.len && text.ptr[at] == '-') {
		at++;
		if (!words(text, &at, true, &out->pre))
			return false;
	}
	if (at < text.len && text.ptr[at] == '+') {
		at++;
		if (!words(text, &at, false, &out->build))
			return false;
	}
	return at == text.len;
}

static int order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static struct tn_str next_word(struct tn_str *rest)
{
	size_t dot = tn_str_find(*rest, '.', 0);
	struct tn_str word = tn_str_sub(*rest, 0, dot);
	*rest = dot == (size_t)-1 ? TN_NOSTR : tn_str_sub(*rest, dot + 1, rest->len);
	return word;
}

static bool all_digits(struct tn_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_digit(s.ptr[i]))
			return false;
	return true;
}

/* Item 11: numbers before words, numbers by value, words by bytes, more words are more. */
static int word_order(struct tn_str a, struct tn_str b, bool numbers_may_be_padded)
{
	while (a.len && b.len) {
		struct tn_str x = next_word(&a), y = next_word(&b);
		bool x_number = all_digits(x), y_number = all_digits(y);
		if (x_number != y_number)
			return x_number ? -1 : 1;
		int cmp = 0;
		if (x_number) {
			struct tn_str p = x, q = y;
			while (numbers_may_be_padded && p.len > 1 && p.ptr[0] == '0')
				p = tn_str_sub(p, 1, p.len);
			while (numbers_may_be_padded && q.len > 1 && q.ptr[0] == '0')
				q = tn_str_sub(q, 1, q.len);
			cmp = p.len != q.len ? order(p.len, q.len) : tn_str_cmp(p, q);
		}
		if (!cmp)
			cmp = x_number ? order(x.len, y.len) : tn_str_cmp(x, y);
		if (cmp)
			return cmp;
	}
	return order(a.len, b.len);
}

int tn_semver_cmp(const struct tn_semver *a, const struct tn_semver *b)
{
	int cmp = order(a->major, b->major);
	cmp = cmp ? cmp : order(a->minor, b->minor);
	cmp = cmp ? cmp : order(a->patch, b->patch);
	if (cmp)
		return cmp;
	if (!a->pre.len != !b->pre.len)
		return a->pre.len ? -1 : 1;
	cmp = word_order(a->pre, b->pre, false);
	return cmp ? cmp : word_order(a->build, b->build, true);
}

struct tn_str tn_semver_track(struct tn_str text)
{
	struct tn_semver version;
	if (!tn_semver_parse(text, &version))
		return text;
	if (version.pre.len)
		return tn_str_sub(text, 0, (size_t)(version.pre.ptr - text.ptr) + version.pre.len);
	size_t dot = tn_str_find(text, '.', 0);
	if (version.major)
		return tn_str_sub(text, 0, dot);
	dot = tn_str_find(text, '.', dot + 1);
	if (version.minor)
		return tn_str_sub(text, 0, dot);
	return tn_str_sub(text, 0, tn_str_find(text, '+', 0));
}

bool tn_semver_compatible(struct tn_str a, struct tn_str b)
{
	struct tn_semver version;
	return tn_semver_parse(a, &version) && tn_semver_parse(b, &version) &&
	       tn_str_eq(tn_semver_track(a), tn_semver_track(b));
}
