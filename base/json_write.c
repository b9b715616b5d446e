/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* JSON going out, straight into a buffer: commas, line ends and escapes. */
#include "base/json.h"

/* Texts up to this length are looked at and copied in one go. */
enum { SHORT = 32 };

void tn_json_begin(struct tn_json *json, struct tn_buf *buf, bool pretty)
{
	*json = (struct tn_json){ .buf = buf, .pretty = pretty };
}

/* Where the next bytes go, with room for `more` behind the line end and indent that are written first. */
static uint8_t *line(struct tn_json *json, size_t more)
{
	size_t indent = 2 * (size_t)json->depth;
	uint8_t *at = tn_buf_room(json->buf, 1 + indent + more);
	if (!json->pretty)
		return at;
	*at++ = '\n';
	memset(at, ' ', indent);
	json->buf->len += 1 + indent;
	return at + indent;
}

/* What stands before a value or a key; behind it there is room for `more`. */
static uint8_t *separate(struct tn_json *json, size_t more)
{
	if (json->after_key) {
		json->after_key = false;
		return tn_buf_room(json->buf, more);
	}
	if (json->need_comma)
		tn_buf_byte(json->buf, ',');
	return json->depth ? line(json, more) : tn_buf_room(json->buf, more);
}

static void open(struct tn_json *json, char bracket)
{
	*separate(json, 1) = (uint8_t)bracket;
	json->buf->len++;
	json->depth++;
	json->need_comma = false;
}

static void close(struct tn_json *json, char bracket)
{
	json->depth--;
	if (json->need_comma)
		(void)line(json, 1);
	tn_buf_byte(json->buf, (uint8_t)bracket);
	json->need_comma = true;
}

/* The high bit of each byte of `word` that must be escaped; marks may be too many, behind the first. */
static uint64_t specials(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101u, highs = 0x80 * ones;
	uint64_t quote = word ^ '"' * ones, backslash = word ^ '\\' * ones;
	return (((word - 0x20 * ones) | (quote - ones) | (backslash - ones)) & ~word) & highs;
}

/* Where the next character stands that must be escaped; the end when there is none. */
static size_t next_special(struct tn_str s, size_t at)
{
	uint64_t word;
	for (; s.len - at >= sizeof word; at += sizeof word) {
		memcpy(&word, s.ptr + at, sizeof word);
		if (specials(word))
			break;
	}
	while (at < s.len && (unsigned char)s.ptr[at] >= 0x20 && s.ptr[at] != '"' && s.ptr[at] != '\\')
		at++;
	return at;
}

/* A short text that needs no escapes, as most do, at `at`; false when it is none. */
static bool put_short(struct tn_json *json, uint8_t *at, struct tn_str s)
{
	if (s.len > SHORT)
		return false;
	*at++ = '"';
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c < 0x20 || c == '"' || c == '\\')
			return false;
		at[i] = c;
	}
	at[s.len] = '"';
	json->buf->len += s.len + 2;
	return true;
}

static void quoted(struct tn_json *json, struct tn_str s)
{
	if (put_short(json, separate(json, SHORT + 2), s))
		return;
	struct tn_buf *buf = json->buf;
	size_t plain = 0;
	tn_buf_byte(buf, '"');
	for (size_t i = next_special(s, 0); i < s.len; i = next_special(s, i + 1)) {
		unsigned char c = (unsigned char)s.ptr[i];
		tn_buf_str(buf, tn_str_sub(s, plain, i));
		plain = i + 1;
		switch (c) {
		case '"':
		case '\\':
			tn_buf_byte(buf, '\\'), tn_buf_byte(buf, c);
			break;
		case '\b':
			tn_buf_bytes(buf, "\\b", 2);
			break;
		case '\f':
			tn_buf_bytes(buf, "\\f", 2);
			break;
		case '\n':
			tn_buf_bytes(buf, "\\n", 2);
			break;
		case '\r':
			tn_buf_bytes(buf, "\\r", 2);
			break;
		case '\t':
			tn_buf_bytes(buf, "\\t", 2);
			break;
		default:
			tn_buf_printf(buf, "\\u%04x", c);
		}
	}
	tn_buf_str(buf, tn_str_sub(s, plain, s.len));
	tn_buf_byte(buf, '"');
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
	quoted(json, key);
	tn_buf_byte(json->buf, ':');
	if (json->pretty)
		tn_buf_byte(json->buf, ' ');
	json->after_key = true;
	json->need_comma = true;
}

void tn_json_string(struct tn_json *json, struct tn_str value)
{
	quoted(json, value);
	json->need_comma = true;
}

static void bare(struct tn_json *json, struct tn_str text)
{
	(void)separate(json, text.len);
	tn_buf_str(json->buf, text);
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
