/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* URLs and license expressions: are they what they should be? */
#include "wasm/core/about.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- URLs ---- */

static void put_lower(struct tn_buf *out, struct tn_str text)
{
	for (size_t i = 0; i < text.len; i++)
		tn_buf_byte(out, (uint8_t)(text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? text.ptr[i] | 0x20
										    : text.ptr[i]));
}

/* "Percent-encoded bytes": what may not stand in a path, query or fragment. */
static void put_encoded(struct tn_buf *out, struct tn_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if (c <= 0x20 || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '`')
			tn_buf_printf(out, "%%%02X", c);
		else
			tn_buf_byte(out, c);
	}
}

static size_t scheme_end(struct tn_str url)
{
	size_t i = 0;
	while (i < url.len && (is_letter(url.ptr[i]) ||
				      (i && (is_digit(url.ptr[i]) || memchr("+-.", url.ptr[i], 3)))))
		i++;
	return i < url.len && url.ptr[i] == ':' ? i : 0;
}

/* "Special scheme": a URL of one of these has a host, and a path that begins with a slash. */
static bool is_special(struct tn_str scheme)
{
	static const struct tn_str list[] = { { "http", 4 }, { "https", 5 }, { "ftp", 3 }, { "ws", 2 },
		{ "wss", 3 } };
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		if (tn_str_eq(scheme, list[i]))
			return true;
	}
	return false;
}

const char *tn_about_url(struct tn_arena *arena, struct tn_str given, struct tn_str *url)
{
	size_t colon = scheme_end(given);
	if (!colon)
		return "it does not begin with a scheme such as `https:`";
	struct tn_buf out = tn_buf_new(arena);
	put_lower(&out, tn_str_sub(given, 0, colon));
	struct tn_str rest = tn_str_sub(given, colon + 1, given.len);
	if (is_special((struct tn_str){ (const char *)out.ptr, out.len })) {
		if (!tn_str_starts(rest, TN_STR("//")))
			return "no `//` is behind its scheme";
		size_t end = 2;
		while (end < rest.len && !memchr("/?#", rest.ptr[end], 3))
			end++;
		struct tn_str host = tn_str_sub(rest, 2, end);
		if (!host.len)
			return "it has no host";
		for (size_t i = 0; i < host.len; i++) {
			if ((unsigned char)host.ptr[i] <= 0x20 || memchr("<>^|\\\"`", host.ptr[i], 7))
				return "a character may not stand in a host";
		}
		tn_buf_str(&out, TN_STR("://"));
		put_lower(&out, host);
		rest = tn_str_sub(rest, end, rest.len);
		if (!tn_str_starts(rest, TN_STR("/")))
			tn_buf_byte(&out, '/');
	} else {
		tn_buf_byte(&out, ':');
	}
	put_encoded(&out, rest);
	*url = (struct tn_str){ (const char *)out.ptr, out.len };
	return NULL;
}

/* ---- SPDX specification, annex "SPDX license expressions" ---- */

struct spdx {
	struct tn_str text, word; /* the word at hand; empty at the end */
	size_t at;
};

static bool is_idchar(char c)
{
	return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '+' || c == ':';
}

static void next(struct spdx *s)
{
	while (s->at < s->text.len && s->text.ptr[s->at] == ' ')
		s->at++;
	size_t from = s->at;
	while (s->at < s->text.len && is_idchar(s->text.ptr[s->at]))
		s->at++;
	if (s->at == from && s->at < s->text.len)
		s->at++;
	s->word = tn_str_sub(s->text, from, s->at);
}

static bool is_word(const struct spdx *s, const char *word)
{
	return tn_str_eq(s->word, tn_str_of(word));
}

static bool is_id(const struct spdx *s)
{
	return s->word.len && (is_letter(s->word.ptr[0]) || is_digit(s->word.ptr[0])) &&
	       !is_word(s, "AND") && !is_word(s, "OR") && !is_word(s, "WITH");
}

const char *tn_about_licenses(struct tn_str expression)
{
	struct spdx s = { .text = expression };
	uint32_t open = 0;
	next(&s);
	for (;;) {
		for (; is_word(&s, "("); open++)
			next(&s);
		if (!is_id(&s))
			return "a license is expected";
		next(&s);
		if (is_word(&s, "WITH")) {
			next(&s);
			if (!is_id(&s))
				return "an exception is expected behind `WITH`";
			next(&s);
		}
		for (; open && is_word(&s, ")"); open--)
			next(&s);
		if (!s.word.len)
			return open ? "a `)` is missing" : NULL;
		if (!is_word(&s, "AND") && !is_word(&s, "OR"))
			return "`AND`, `OR` or `WITH` is expected between licenses";
		next(&s);
	}
}
