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
 * bytes go; there is room for `more` of them. A line end with most indents is one copy of fixed length.
 */
static inline uint8_t *begin(struct tn_json *json, size_t more)
{
	static const char LEAD[] = ",\n                                                               ";
	enum { COPY = sizeof LEAD - 2, LONGEST = COPY - 2 };
	size_t indent = json->pretty ? 2 * (size_t)json->depth : 0;
	uint8_t *at = tn_buf_room(json->buf, COPY + indent + more);
	if (json->after_key) {
		json->after_key = false;
		return at;
	}
	if (!indent) {
		*at = ',';
		return at + json->need_comma;
	}
	memcpy(at, LEAD + !json->need_comma, COPY);
	at += json->need_comma + 1;
	if (indent > LONGEST)
		memset(at, ' ', indent);
	return at + indent;
}

/* What was written ends here. */
static inline void end(struct tn_json *json, const uint8_t *at)
{
	json->buf->len = (size_t)(at - json->buf->ptr);
}

static void open(struct tn_json *json, char bracket)
{
	uint8_t *at = begin(json, 1);
	*at++ = (uint8_t)bracket;
	end(json, at);
	json->depth++;
	json->need_comma = false;
}

static void close(struct tn_json *json, char bracket)
{
	bool is_empty = !json->need_comma;
	json->depth--;
	json->need_comma = false;
	json->after_key = is_empty; /* an end that follows its beginning at once */
	uint8_t *at = begin(json, 2);
	if (!is_empty && json->pretty && !json->depth)
		*at++ = '\n';
	*at++ = (uint8_t)bracket;
	end(json, at);
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
	static const char SHORT[0x20] = {
		['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'
	};
	char letter = c < 0x20 ? SHORT[c] : (char)c;
	*to++ = '\\';
	if (letter) {
		*to++ = (uint8_t)letter;
		return to;
	}
	memcpy(to, "u00", 3);
	to[3] = (uint8_t)"0123456789abcdef"[c >> 4];
	to[4] = (uint8_t)"0123456789abcdef"[c & 15];
	return to + 5;
}

/* Bytes are copied and looked at eight in one go, since most need no escape; the last eight overlap. */
static uint8_t *escaped(uint8_t *to, const char *from, size_t len)
{
	enum { WORD = sizeof(uint64_t) };
	if (!len) /* then it may be NULL */
		return to;
	const char *stop = from + len;
	while (from < stop) {
		uint64_t word;
		for (; stop - from >= WORD; to += WORD, from += WORD) {
			memcpy(&word, from, WORD);
			if (has_special(word))
				break;
			memcpy(to, &word, WORD);
		}
		if (stop - from < WORD && len >= WORD) {
			memcpy(&word, stop - WORD, WORD);
			if (!has_special(word)) {
				memcpy(to + (stop - from) - WORD, &word, WORD);
				return to + (stop - from);
			}
		}
		while (from < stop && !is_special((unsigned char)*from))
			*to++ = (uint8_t)*from++;
		if (from < stop)
			to = escape(to, (unsigned char)*from++);
	}
	return to;
}

/* The text with the quote before it and what stands behind it: at most three bytes. */
static inline void quoted(struct tn_json *json, struct tn_str s, const char *behind, size_t len)
{
	size_t piece = s.len < PIECE ? s.len : PIECE;
	uint8_t *at = begin(json, LONGEST_ESCAPE * piece + 4);
	*at++ = '"';
	at = escaped(at, s.ptr, piece);
	for (size_t done = piece; done < s.len; done += piece) {
		end(json, at);
		piece = s.len - done < PIECE ? s.len - done : PIECE;
		at = escaped(tn_buf_room(json->buf, LONGEST_ESCAPE * piece + 4), s.ptr + done, piece);
	}
	memcpy(at, behind, len);
	end(json, at + len);
	json->need_comma = true;
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
	quoted(json, key, "\": ", json->pretty ? 3 : 2);
	json->after_key = true;
}

enum { LONGEST_NUMBER = 20 };

static uint8_t *digits(uint8_t *at, uint64_t value)
{
	for (uint64_t rest = value / 10; rest; rest /= 10)
		at++;
	uint8_t *digit = at;
	do
		*digit-- = (uint8_t)('0' + value % 10);
	while (value /= 10);
	return at + 1;
}

static void end_key(struct tn_json *json, uint8_t *at)
{
	memcpy(at, "\": ", 3);
	end(json, at + (json->pretty ? 3 : 2));
	json->after_key = true;
	json->need_comma = true;
}

void tn_json_field(struct tn_json *json, struct tn_str key)
{
	uint8_t *at = begin(json, key.len + 4);
	*at++ = '"';
	memcpy(at, key.ptr, key.len);
	end_key(json, at + key.len);
}

void tn_json_numbered(struct tn_json *json, struct tn_str word, uint64_t number)
{
	uint8_t *at = begin(json, word.len + LONGEST_NUMBER + 5);
	*at++ = '"';
	memcpy(at, word.ptr, word.len);
	at += word.len;
	*at++ = '-';
	end_key(json, digits(at, number));
}

void tn_json_string(struct tn_json *json, struct tn_str value)
{
	quoted(json, value, "\"", 1);
}

void tn_json_number(struct tn_json *json, uint64_t value)
{
	end(json, digits(begin(json, LONGEST_NUMBER), value));
	json->need_comma = true;
}

static void bare(struct tn_json *json, struct tn_str text)
{
	uint8_t *at = begin(json, text.len);
	memcpy(at, text.ptr, text.len);
	end(json, at + text.len);
	json->need_comma = true;
}

void tn_json_bool(struct tn_json *json, bool value)
{
	bare(json, value ? TN_STR("true") : TN_STR("false"));
}

void tn_json_null(struct tn_json *json)
{
	bare(json, TN_STR("null"));
}

void tn_json_key_string(struct tn_json *json, struct tn_str key, struct tn_str value)
{
	tn_json_key(json, key);
	tn_json_string(json, value);
}

void tn_json_key_number(struct tn_json *json, struct tn_str key, uint64_t value)
{
	tn_json_key(json, key);
	tn_json_number(json, value);
}

void tn_json_key_array(struct tn_json *json, struct tn_str key)
{
	tn_json_key(json, key);
	tn_json_array(json);
}
