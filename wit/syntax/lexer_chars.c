/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the lexer does character by character: the check of the whole text, and string literals. */
#include "wit/syntax/token.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "wasm/core/features.h"

/* ---- the whole text ---- */

/*
 * WIT.md, "Lexical structure": no bidirectional overrides, no deprecated or discouraged code points,
 * no control codes but line ends and tabs. Gives why a code point is refused, or NULL.
 */
static const char *refusal(uint32_t c)
{
	if (c == TN_UTF8_BAD)
		return "this byte is not UTF-8";
	if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
		return "this bidirectional override is not allowed: it makes text look other than "
		       "it is";
	switch (c) {
	case 0x149:
	case 0x673:
	case 0xf77:
	case 0xf79:
	case 0x17a3:
	case 0x17a4:
	case 0x17b4:
	case 0x17b5:
		return "this code point is deprecated by Unicode and not allowed";
	case '\n':
	case '\r':
	case '\t':
		return NULL;
	default:
		return c < 0x20 || (c >= 0x7f && c < 0xa0) ? "this control code is not allowed"
							   : NULL;
	}
}

/* Bytes that are fine without another look. */
static bool plain(unsigned char c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t' || c == '\r';
}

enum { BLOCK = 64 };

/* The same of a block, but for tabs and carriage returns; without a branch, for vector instructions. */
static bool plain_block(const unsigned char *text)
{
	unsigned char odd = 0;

	for (int i = 0; i < BLOCK; i++)
		odd |= (unsigned char)(text[i] - 0x20) >= 0x7f - 0x20 && text[i] != '\n';
	return !odd;
}

static size_t skip_plain(const unsigned char *text, size_t at, size_t end)
{
	for (;;) {
		size_t stop = at + BLOCK;

		while (stop <= end && plain_block(text + at)) {
			at = stop;
			stop += BLOCK;
		}
		while (at < stop && at < end && plain(text[at]))
			at++;
		if (at != stop)
			return at;
	}
}

/* How much tells whether a file is text, and of how many bytes in it one may be a control code. */
enum { HEAD = 1024, RARE = 32 };

/* A mark that text in 16-bit units begins with, or a NUL in every such unit. */
static bool is_utf16(struct tn_str text)
{
	size_t nuls = 0;

	if (tn_str_starts(text, TN_STR("\xff\xfe")) || tn_str_starts(text, TN_STR("\xfe\xff")))
		return true;
	for (size_t i = 0; i < text.len; i++)
		nuls += !text.ptr[i] && (!i || text.ptr[i - 1]);
	return nuls > text.len / 2 - text.len / 16;
}

/* Not text with mistakes, but a file of another kind: one error stands for all. */
static bool is_foreign(struct tn_lexer *lexer, struct tn_str text)
{
	struct tn_str head = tn_str_sub(text, 0, text.len < HEAD ? text.len : HEAD);
	bool wide = is_utf16(head);
	size_t codes = 0;
	struct tn_diag *diag;

	for (size_t i = 0; i < head.len; i++) {
		unsigned char c = (unsigned char)head.ptr[i];

		codes += c == 0x7f || (c < 0x20 && !plain(c));
	}
	if (!wide && (codes < 3 || codes < head.len / RARE))
		return false;
	lexer->cx->sources.list.ptr[lexer->source].is_text = false; /* no lines to show */
	diag = tn_diag_error(lexer->cx, TN_E_WRONG_KIND, (struct tn_span){ lexer->source, 0, 0 },
		"expected WIT text, found bytes that are neither WebAssembly nor text");
	if (wide)
		tn_diag_hint(lexer->cx, diag, "it looks like UTF-16: WIT is written in UTF-8");
	return true;
}

static void check_text(struct tn_lexer *lexer)
{
	struct tn_str text = { (const char *)lexer->base, (size_t)(lexer->end - lexer->base) };
	size_t at = skip_plain(lexer->base, 0, text.len);

	if (at < text.len && is_foreign(lexer, text)) {
		lexer->failed = true;
		lexer->at = lexer->end;
		return;
	}
	for (;; at = skip_plain(lexer->base, at, text.len)) {
		if (at == text.len)
			return;

		size_t from = at;
		uint32_t c = tn_utf8_next(text, &at);
		const char *why = refusal(c);
		struct tn_span span = { lexer->source, (uint32_t)from, (uint32_t)at };
		bool was_full = tn_diag_is_full(lexer->cx);

		if (!why)
			continue;
		lexer->failed = true;
		lexer->quiet = true;
		if (c != TN_UTF8_BAD)
			tn_diag_error(lexer->cx, TN_E_BAD_CHARACTER, span, "%s (U+%04X)", why, c);
		else
			tn_diag_hint(lexer->cx,
				tn_diag_error(lexer->cx, TN_E_BAD_CHARACTER, span, "%s", why),
				"save the file as UTF-8");
		if (c == TN_UTF8_BAD && was_full)
			return; /* this is no text at all */
	}
}

void tn_lexer_open(
	struct tn_lexer *lexer, struct tn_ctx *cx, struct tn_arena *scratch, uint32_t source)
{
	struct tn_bytes bytes = tn_source_get(&cx->sources, source)->bytes;

	*lexer = (struct tn_lexer){
		.cx = cx,
		.scratch = scratch,
		.source = source,
		.base = bytes.ptr,
		.at = bytes.ptr,
		.end = bytes.ptr + bytes.len,
		.nested = cx->wasm_features & TN_WASM_CM_NESTED_NAMES,
	};
	if (bytes.len >= 3 && memcmp(bytes.ptr, "\xef\xbb\xbf", 3) == 0)
		lexer->at += 3; /* a byte order mark */
	check_text(lexer);
}

/* ---- string literals ---- */

struct literal {
	struct tn_lexer *lexer;
	uint32_t at, end;
	struct tn_buf out;
	bool bad;
};

static void refuse(struct literal *s, uint32_t from, uint32_t to, const char *why)
{
	s->bad = true;
	s->lexer->failed = true;
	tn_diag_error(s->lexer->cx, TN_E_BAD_STRING,
		(struct tn_span){ s->lexer->source, from, to > from ? to : from + 1 }, "%s", why);
}

static int hex(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `\u{1f_600}`: hexadecimal digits, "_" between two of them. `at` stands behind the "u". */
static void unicode_escape(struct literal *s, uint32_t from)
{
	const unsigned char *text = s->lexer->base;
	uint32_t value = 0;
	bool digit = false, good;
	char bytes[4];

	good = s->at < s->end && text[s->at++] == '{';
	for (; good && s->at < s->end && text[s->at] != '}'; s->at++) {
		int nibble = hex(text[s->at]);

		good = nibble >= 0 || (text[s->at] == '_' && digit);
		digit = nibble >= 0;
		if (digit && value <= 0x10ffff)
			value = value * 16 + (uint32_t)nibble;
	}
	good = good && digit && s->at < s->end;
	if (good)
		s->at++;
	if (!good || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		refuse(s, from, s->at,
			"expected `\\u{…}` with a Unicode scalar value in hexadecimal");
	else
		tn_buf_bytes(&s->out, bytes, tn_utf8_put(bytes, value));
}

static void escape(struct literal *s)
{
	const unsigned char *text = s->lexer->base;
	uint32_t from = s->at++;
	unsigned char c = text[s->at++];

	switch (c) {
	case '"':
	case '\'':
	case '\\':
		tn_buf_byte(&s->out, c);
		return;
	case 't':
		tn_buf_byte(&s->out, '\t');
		return;
	case 'n':
		tn_buf_byte(&s->out, '\n');
		return;
	case 'r':
		tn_buf_byte(&s->out, '\r');
		return;
	case 'u':
		unicode_escape(s, from);
		return;
	default:
		if (hex(c) >= 0 && s->at < s->end && hex(text[s->at]) >= 0)
			tn_buf_byte(&s->out, (uint8_t)(hex(c) * 16 + hex(text[s->at++])));
		else
			refuse(s, from, s->at, "unknown escape in a string");
	}
}

/* WIT.md, "String Literals": [start, end) is the inside of the quotes. */
tn_name tn_lexer_string(struct tn_lexer *lexer, uint32_t start, uint32_t end)
{
	struct literal s = { .lexer = lexer, .at = start, .end = end };
	struct tn_str text;

	s.out = tn_buf_new(lexer->scratch);
	while (s.at < end) {
		unsigned char c = lexer->base[s.at];

		if (c == '\\') {
			escape(&s);
		} else {
			if (c == '\t' || c == '\r')
				refuse(&s, s.at, s.at + 1,
					"a control code in a string is written as an escape");
			tn_buf_byte(&s.out, c);
			s.at++;
		}
	}
	text = (struct tn_str){ (const char *)s.out.ptr, s.out.len };
	if (!s.bad && !tn_utf8_valid(text))
		refuse(&s, start, end, "this string is not UTF-8");
	return s.bad ? 0 : tn_ctx_name(lexer->cx, text);
}
