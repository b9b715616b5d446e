/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* JSON going out, straight into a buffer: commas, line ends and escapes. */
#include "base/json.h"

/* A text is escaped in pieces of this length, so that room is asked for once a piece. */
enum { PIECE = 1024, LONGEST_ESCAPE = sizeof "\\u0000" - 1 };

void tn_json_begin(struct tn_json *json, struct tn_buf *buf, bool pretty)
{
	*json = (struct tn_json){ .buf = buf, .pretty = pretty };
}

/*
 * Writes what stands before a value, a key or an end: comma, line end, indent. Answers where the next
 * bytes go; there is room for `more` of them.
 */
static uint8_t *begin(struct tn_json *json, size_t more)
{
	size_t indent = 2 * (size_t)json->depth;
	uint8_t *at = tn_buf_room(json->buf, sizeof ",\n" + indent + more), *start = at;
	if (json->after_key) {
		json->after_key = false;
		return at;
	}
	if (json->need_comma)
		*at++ = ',';
	if (json->pretty && json->depth) {
		*at++ = '\n';
		memset(at, ' ', indent);
		at += indent;
	}
	json->buf->len += (size_t)(at - start);
	return at;
}

static void open(struct tn_json *json, char bracket)
{
	*begin(json, 1) = (uint8_t)bracket;
	json->buf->len++;
	json->depth++;
	json->need_comma = false;
}

static void close(struct tn_json *json, char bracket)
{
	bool is_empty = !json->need_comma;
	json->depth--;
	json->need_comma = false;
	if (!is_empty && json->pretty && !json->depth)
		tn_buf_byte(json->buf, '\n');
	else if (!is_empty)
		(void)begin(json, 1);
	tn_buf_byte(json->buf, (uint8_t)bracket);
	json->need_comma = true;
}

static bool is_special(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\';
}

/* Whether one of the eight bytes of `word` must be escaped. */
static bool has_special(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101u, highs = 0x80 * ones;
	uint64_t quote = word ^ '"' * ones, backslash = word ^ '\\' * ones;
	return (((word - 0x20 * ones) | (quote - ones) | (backslash - ones)) & ~word) & highs;
}

/* One character that must be escaped; answers what is behind it. */
static uint8_t *escape(uint8_t *to, unsigned char c)
{
	static const char SHORT[] = "\bb\ff\nn\rr\tt\"\"\\\\";
	*to++ = '\\';
	for (size_t i = 0; i < sizeof SHORT - 1; i += 2)
		if (SHORT[i] == (char)c) {
			*to++ = (uint8_t)SHORT[i + 1];
			return to;
		}
	memcpy(to, "u00", 3);
	to[3] = (uint8_t)"0123456789abcdef"[c >> 4];
	to[4] = (uint8_t)"0123456789abcdef"[c & 15];
	return to + 5;
}

/* A text of four to seven bytes, as names of fields are, in two words that overlap; else 0, which is special. */
static uint64_t short_word(const char *from, size_t len)
{
	uint32_t low, high;
	if (len < sizeof low || len > 2 * sizeof low)
		return 0;
	memcpy(&low, from, sizeof low);
	memcpy(&high, from + len - sizeof high, sizeof high);
	return (uint64_t)high << 32 | low;
}

/* Bytes are copied and looked at eight in one go, since most need no escape; the last eight overlap. */
static uint8_t *escaped(uint8_t *to, const char *from, size_t len)
{
	if (!len) /* then it may be NULL */
		return to;
	const char *end = from + len;
	if (len < sizeof(uint64_t) && !has_special(short_word(from, len))) {
		memcpy(to, from, sizeof(uint32_t));
		memcpy(to + len - sizeof(uint32_t), end - sizeof(uint32_t), sizeof(uint32_t));
		return to + len;
	}
	while (from < end) {
		uint64_t word;
		size_t some = (size_t)(end - from) < sizeof word ? (size_t)(end - from) : sizeof word;
		if (len >= sizeof word) {
			memcpy(&word, from + some - sizeof word, sizeof word);
			if (!has_special(word)) {
				memcpy(to + some - sizeof word, &word, sizeof word);
				to += some, from += some;
				continue;
			}
		}
		for (; some; some--, from++)
			if (is_special((unsigned char)*from))
				to = escape(to, (unsigned char)*from);
			else
				*to++ = (uint8_t)*from;
	}
	return to;
}

/* The text with the quote before it and what stands behind it: at most three bytes. */
static void quoted(struct tn_json *json, struct tn_str s, struct tn_str behind)
{
	struct tn_buf *buf = json->buf;
	size_t piece = s.len < PIECE ? s.len : PIECE;
	uint8_t *at = begin(json, LONGEST_ESCAPE * piece + 4), *start = at;
	*at++ = '"';
	at = escaped(at, s.ptr, piece);
	for (size_t done = piece; done < s.len; done += piece) {
		buf->len += (size_t)(at - start);
		piece = s.len - done < PIECE ? s.len - done : PIECE;
		start = at = tn_buf_room(buf, LONGEST_ESCAPE * piece + 4);
		at = escaped(at, s.ptr + done, piece);
	}
	for (size_t i = 0; i < behind.len; i++)
		*at++ = (uint8_t)behind.ptr[i];
	buf->len += (size_t)(at - start);
}

void tn_json_object(struct tn_json *json)
{
	open(json, '{');
}

void tn_json_object_end(struct tn_json *json)
{
	close(json, '}');
}

void tn_json_array(struct tn_json *json)
{
	open(json, '[');
}

void tn_json_array_end(struct tn_json *json)
{
	close(json, ']');
}

void tn_json_key(struct tn_json *json, struct tn_str key)
{
	quoted(json, key, json->pretty ? TN_STR("\": ") : TN_STR("\":"));
	json->after_key = true;
	json->need_comma = true;
}

void tn_json_string(struct tn_json *json, struct tn_str value)
{
	quoted(json, value, TN_STR("\""));
	json->need_comma = true;
}

static void bare(struct tn_json *json, struct tn_str text)
{
	memcpy(begin(json, text.len), text.ptr, text.len);
	json->buf->len += text.len;
	json->need_comma = true;
}

void tn_json_number(struct tn_json *json, uint64_t value)
{
	char digits[20];
	size_t at = sizeof digits;
	do
		digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	bare(json, (struct tn_str){ digits + at, sizeof digits - at });
}

void tn_json_bool(struct tn_json *json, bool value)
{
	bare(json, value ? TN_STR("true") : TN_STR("false"));
}

void tn_json_null(struct tn_json *json)
{
	bare(json, TN_STR("null"));
}
