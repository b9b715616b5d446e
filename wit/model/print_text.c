/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Printing: lines and their indent, names, and what stands before an item: docs and attributes. */
#include "wit/model/print_parts.h"

#include "base/utf8.h"

/* ---- text ---- */

void tn_print_put(struct tn_printer *p, struct tn_str text)
{
	if (p->at_line_start) {
		for (uint32_t i = 0; i < p->indent; i++)
			tn_buf_str(p->out, TN_STR("  "));
		p->at_line_start = false;
	}
	tn_buf_str(p->out, text);
}

void tn_print_newline(struct tn_printer *p)
{
	tn_buf_byte(p->out, '\n');
	p->at_line_start = true;
}

void tn_print_open(struct tn_printer *p)
{
	PUT(p, " {");
	p->indent++;
	tn_print_newline(p);
}

void tn_print_close(struct tn_printer *p)
{
	p->indent--;
	PUT(p, "}");
	tn_print_newline(p);
}

void tn_print_semicolon(struct tn_printer *p)
{
	PUT(p, ";");
	tn_print_newline(p);
}

/* WIT.md "Keywords"; the float32 and float64 of old included, `get` and `set` are not. */
static bool is_keyword(struct tn_str name)
{
	static const char *const words[] = {
#define TN_KEYWORD(token, text) text,
#define TN_GENERIC(token, text) text,
#define TN_PRIMITIVE(type, text) text,
#define TN_KEYWORD_OLD(text) text,
#include "wit/model/keywords.def"
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (tn_str_eq(name, tn_str_of(words[i])))
			return true;
	}
	return false;
}

struct tn_str tn_print_escape(struct tn_arena *arena, struct tn_str name)
{
	return is_keyword(name) ? tn_str_format(arena, "%%%.*s", TN_S(name)) : name;
}

/* Nested names are several in one: WIT.md, "Package declaration". */
void tn_print_escaped(struct tn_printer *p, struct tn_str name)
{
	for (size_t from = 0, to;; from = to) {
		for (to = from; to < name.len && name.ptr[to] != ':' && name.ptr[to] != '/';)
			to++;
		struct tn_str label = tn_str_sub(name, from, to);
		if (is_keyword(label))
			PUT(p, "%");
		tn_print_put(p, label);
		if (to == name.len)
			return;
		to++;
		tn_print_put(p, tn_str_sub(name, to - 1, to));
	}
}

void tn_print_name(struct tn_printer *p, tn_name name)
{
	tn_print_escaped(p, tn_print_text(p, name));
}

/* ---- docs and attributes ---- */

void tn_print_docs(struct tn_printer *p, tn_name docs)
{
	if (p->no_docs || !docs)
		return;
	struct tn_str all = tn_print_text(p, docs);
	for (size_t at = 0; at < all.len;) {
		size_t end = tn_str_find(all, '\n', at);
		if (end == (size_t)-1)
			end = all.len;
		struct tn_str line = tn_str_sub(all, at, end);
		if (line.len && line.ptr[line.len - 1] == '\r' && end < all.len)
			line.len--;
		PUT(p, "///");
		if (line.len)
			PUT(p, " ");
		tn_print_put(p, line);
		tn_print_newline(p);
		at = end + 1;
	}
}

static void put_version_gate(struct tn_printer *p, struct tn_str gate, tn_name version)
{
	if (!version)
		return;
	tn_print_put(p, gate);
	PUT(p, "(version = ");
	tn_print_name(p, version);
	PUT(p, ")");
	tn_print_newline(p);
}

/* WIT.md "Feature Gates". */
void tn_print_stability(struct tn_printer *p, const struct tn_stability *s)
{
	if (s->kind == TN_STABILITY_UNKNOWN)
		return;
	if (s->kind == TN_STABILITY_SINCE) {
		put_version_gate(p, TN_STR("@since"), s->since);
	} else {
		PUT(p, "@unstable(feature = ");
		tn_print_put(p, tn_print_text(p, s->feature));
		PUT(p, ")");
		tn_print_newline(p);
	}
	put_version_gate(p, TN_STR("@deprecated"), s->deprecated);
}

/* WIT.md "External ids": everything that is not plainly harmless is escaped. */
void tn_print_external_id(struct tn_printer *p, tn_name id)
{
	if (!id)
		return;
	struct tn_str s = tn_print_text(p, id);
	PUT(p, "@external-id(\"");
	for (size_t at = 0; at < s.len;) {
		size_t start = at;
		uint32_t c = tn_utf8_next(s, &at);
		bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (alnum || (c < 128 && c && strchr("-_./: ", (int)c)))
			tn_print_put(p, tn_str_sub(s, start, at));
		else if (c == '\\')
			PUT(p, "\\\\");
		else if (c == '"')
			PUT(p, "\\\"");
		else if (c == '\n')
			PUT(p, "\\n");
		else if (c == '\r')
			PUT(p, "\\r");
		else if (c == '\t')
			PUT(p, "\\t");
		else
			tn_buf_printf(p->out, "\\u{%x}", (unsigned)(c == TN_UTF8_BAD ? 0xfffd : c));
	}
	PUT(p, "\")");
	tn_print_newline(p);
}

void tn_print_meta(struct tn_printer *p, const struct tn_meta *meta)
{
	tn_print_docs(p, meta->docs);
	tn_print_stability(p, &meta->stability);
	tn_print_external_id(p, meta->external_id);
}
