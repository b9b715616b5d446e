/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* S-expressions as text, handed on in pieces. Core spec, text format, "Strings". */
#include "base/textout.h"

#include "base/utf8.h"

#include <stdio.h>

/* How much is collected before it is handed on. */
#define PIECE (64u << 10)
/* Indentation stops here: deep code would be mostly blanks. */
#define MOST_LEVELS 50u

static void hand_on(struct tn_textout *out, size_t at_least)
{
	if (!out->give || out->buf.len < at_least)
		return;
	out->give(out->user, tn_buf_done(&out->buf));
	out->buf.len = 0;
}

void tn_textout_begin(struct tn_textout *out, struct tn_arena *arena,
	void (*give)(void *user, struct tn_bytes text), void *user)
{
	*out = (struct tn_textout){ .arena = arena, .give = give, .user = user };
	out->buf = tn_buf_new(arena);
	out->indent = "  ";
}

void tn_textout_end(struct tn_textout *out)
{
	hand_on(out, 1);
}

static void line(struct tn_textout *out, const uint64_t *offset)
{
	hand_on(out, PIECE);
	tn_buf_byte(&out->buf, '\n');
	out->lines++;
	if (out->has_offsets && offset)
		tn_textout_printf(out, "(;@%-6llx;)", (unsigned long long)*offset);
	else if (out->has_offsets)
		tn_textout_put(out, "           ");
	uint32_t levels = out->groups.len + out->extra;
	for (uint32_t i = 0; i < levels && i < MOST_LEVELS; i++)
		tn_textout_put(out, out->indent);
}

void tn_textout_line(struct tn_textout *out)
{
	line(out, NULL);
}

void tn_textout_line_at(struct tn_textout *out, uint64_t offset)
{
	line(out, &offset);
}

void tn_textout_open(struct tn_textout *out, const char *word)
{
	tn_buf_byte(&out->buf, '(');
	tn_textout_put(out, word);
	*TN_PUSH(out->arena, &out->groups) = out->lines;
}

void tn_textout_close(struct tn_textout *out)
{
	if (TN_POP(&out->groups) != out->lines)
		tn_textout_line(out);
	tn_buf_byte(&out->buf, ')');
}

void tn_textout_close_at(struct tn_textout *out, uint64_t offset)
{
	if (TN_POP(&out->groups) != out->lines || out->has_offsets)
		tn_textout_line_at(out, offset);
	tn_buf_byte(&out->buf, ')');
}

void tn_textout_put(struct tn_textout *out, const char *text)
{
	tn_buf_bytes(&out->buf, text, strlen(text));
}

void tn_textout_str(struct tn_textout *out, struct tn_str text)
{
	tn_buf_str(&out->buf, text);
}

void tn_textout_number(struct tn_textout *out, uint64_t value)
{
	char digits[20];
	size_t at = sizeof digits;
	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	tn_buf_bytes(&out->buf, digits + at, sizeof digits - at);
}

void tn_textout_printf(struct tn_textout *out, const char *format, ...)
{
	char text[160]; /* numbers and fixed words */
	va_list args;
	va_start(args, format);
	int len = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	tn_buf_bytes(&out->buf, text, (size_t)len < sizeof text ? (size_t)len : sizeof text - 1);
}

static bool is_plain(uint32_t c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

void tn_textout_quote_inner(struct tn_textout *out, struct tn_str text)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t c = tn_utf8_next(text, &at);
		char escape[16];
		if (is_plain(c)) {
			tn_buf_byte(&out->buf, (uint8_t)c);
			continue;
		}
		static const char hex[] = "0123456789abcdef";
		size_t len = sizeof escape;
		escape[--len] = '}';
		do {
			escape[--len] = hex[c & 15];
			c >>= 4;
		} while (c);
		escape[--len] = '{';
		escape[--len] = 'u';
		escape[--len] = '\\';
		tn_buf_bytes(&out->buf, escape + len, sizeof escape - len);
	}
}

void tn_textout_quote(struct tn_textout *out, struct tn_str text)
{
	tn_buf_byte(&out->buf, '"');
	tn_textout_quote_inner(out, text);
	tn_buf_byte(&out->buf, '"');
}

bool tn_textout_is_ident(struct tn_str name)
{
	return name.len && name.ptr[0] != '#';
}

/* Core spec, text format, "Identifiers". */
static bool has_only_idchars(struct tn_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		bool is_word =
			(c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!is_word && !(c && strchr("!#$%&'*+-./:<=>?@\\^_`|~", c)))
			return false;
	}
	return true;
}

void tn_textout_ident(struct tn_textout *out, struct tn_str name, const char *group, uint32_t index)
{
	bool is_plain_name = !group && has_only_idchars(name);
	tn_buf_byte(&out->buf, '$');
	if (is_plain_name) {
		tn_buf_str(&out->buf, name);
		return;
	}
	tn_buf_byte(&out->buf, '"');
	if (group)
		tn_textout_printf(out, "#%s%u ", group, index);
	tn_textout_quote_inner(out, name);
	tn_buf_byte(&out->buf, '"');
}

void tn_textout_bytes_inner(struct tn_textout *out, struct tn_bytes bytes)
{
	static const char hex[] = "0123456789abcdef";
	for (size_t i = 0; i < bytes.len; i++) {
		uint8_t byte = bytes.ptr[i];
		if (is_plain(byte)) {
			tn_buf_byte(&out->buf, byte);
		} else {
			const char escape[3] = { '\\', hex[byte >> 4], hex[byte & 15] };
			tn_buf_bytes(&out->buf, escape, 3);
		}
		hand_on(out, PIECE);
	}
}

void tn_textout_bytes(struct tn_textout *out, struct tn_bytes bytes)
{
	tn_buf_byte(&out->buf, '"');
	tn_textout_bytes_inner(out, bytes);
	tn_buf_byte(&out->buf, '"');
}
