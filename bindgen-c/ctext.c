/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Text in, text out; see ctext.h. */
#include "bindgen-c/ctext.h"

#include <stdio.h>

void tn_ctext_init(struct tn_ctext *out, struct tn_arena *arena)
{
	*out = (struct tn_ctext){ .buf = tn_buf_new(arena) };
}

struct tn_str tn_ctext_done(const struct tn_ctext *out)
{
	return (struct tn_str){ (const char *)out->buf.ptr, out->buf.len };
}

static void put(struct tn_ctext *out, struct tn_str s)
{
	tn_buf_bytes(&out->buf, s.ptr, s.len);
}

void tn_ctext_line(struct tn_ctext *out, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct tn_str line = tn_str_vformat(out->buf.arena, format, args);
	va_end(args);

	if (tn_str_starts(line, TN_STR("}")))
		out->depth--;
	bool is_directive = tn_str_starts(line, TN_STR("#"));
	for (uint32_t i = 0; !is_directive && i < out->depth; i++)
		put(out, TN_STR("  "));
	put(out, line);
	put(out, TN_STR("\n"));
	if (tn_str_ends(line, TN_STR("{")))
		out->depth++;
}

void tn_ctext_blank(struct tn_ctext *out)
{
	if (out->buf.len > 0 && !tn_str_ends(tn_ctext_done(out), TN_STR("\n\n")))
		put(out, TN_STR("\n"));
}

/* ---- documentation ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void put_doc_line(struct tn_ctext *out, struct tn_str line)
{
	while (line.len > 0 && is_blank(line.ptr[line.len - 1]))
		line.len--;
	for (uint32_t i = 0; i < out->depth; i++)
		put(out, TN_STR("  "));
	put(out, TN_STR("//"));
	if (line.len > 0)
		put(out, TN_STR(" "));
	for (size_t i = 0; i < line.len; i++) {
		unsigned char c = (unsigned char)line.ptr[i];
		tn_buf_byte(&out->buf, c < ' ' && c != '\t' ? ' ' : c);
	}
	/* A line of a comment that ends in a backslash goes on with the next line of code. */
	if (tn_str_ends(line, TN_STR("\\")) || tn_str_ends(line, TN_STR("?"
									"?/")))
		put(out, TN_STR(" |"));
	put(out, TN_STR("\n"));
}

void tn_ctext_docs(struct tn_ctext *out, struct tn_str docs)
{
	while (docs.len > 0 && is_blank(docs.ptr[docs.len - 1]))
		docs.len--;
	while (docs.len > 0 && is_blank(docs.ptr[0]))
		docs = tn_str_sub(docs, 1, docs.len);
	size_t at = 0;
	while (at < docs.len) {
		size_t end = tn_str_find(docs, '\n', at);
		if (end == (size_t)-1)
			end = docs.len;
		put_doc_line(out, tn_str_sub(docs, at, end));
		at = end + 1;
	}
}

/* ---- support files ---- */

static bool is_ident(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static struct tn_str between_marks(struct tn_str file)
{
	static const struct tn_str begin = { "\n// begin\n", 10 }, end = { "\n// end\n", 8 };
	size_t from = 0;
	while (from < file.len && !tn_str_starts(tn_str_sub(file, from, file.len), begin))
		from++;
	from += begin.len;
	size_t to = from;
	while (to < file.len && !tn_str_starts(tn_str_sub(file, to, file.len), end))
		to++;
	return from < to ? tn_str_sub(file, from, to + 1) : TN_NOSTR;
}

/* The longest placeholder that is `word` or, with an underscore behind it, begins it. */
static const struct tn_csubst *find(
	struct tn_str word, const struct tn_csubst *subst, uint32_t count)
{
	const struct tn_csubst *best = NULL;
	size_t best_len = 0;
	for (uint32_t i = 0; i < count; i++) {
		struct tn_str p = tn_str_of(subst[i].placeholder);
		bool fits = tn_str_starts(word, p) && (word.len == p.len || word.ptr[p.len] == '_');
		if (fits && p.len > best_len) {
			best = &subst[i];
			best_len = p.len;
		}
	}
	return best;
}

void tn_ctext_support(
	struct tn_ctext *out, struct tn_str file, const struct tn_csubst *subst, uint32_t count)
{
	struct tn_str text = between_marks(file);
	size_t at = 0;
	while (at < text.len) {
		size_t end = at;
		while (end < text.len && is_ident(text.ptr[end]))
			end++;
		if (end == at) {
			tn_buf_byte(&out->buf, (uint8_t)text.ptr[at++]);
			continue;
		}
		struct tn_str word = tn_str_sub(text, at, end);
		const struct tn_csubst *s = find(word, subst, count);
		if (s) {
			put(out, s->text);
			word = tn_str_sub(word, strlen(s->placeholder), word.len);
		}
		put(out, word);
		at = end;
	}
}
