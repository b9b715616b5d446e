/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The upper half of the formatter: follows the grammar over text that is known to be right, and
 * says what separates one word from the next.
 */
#include "wit/syntax/format.h"

#include "wit/syntax/grammar.h"
#include "wit/syntax/layout.h"

enum { WIDTH = 100 };

static void word(struct tn_layout *l, enum tn_sep sep)
{
	tn_layout_word(l, sep);
}

static bool is(const struct tn_layout *l, int kind)
{
	return tn_layout_next(l) == kind;
}

/* ---- types ---- */

static void type(struct tn_layout *l, enum tn_sep sep)
{
	uint32_t depth = 0;

	/* A type is a word, or a word and "<", types and numbers with "," between, ">". */
	word(l, sep);
	while (is(l, TN_TOK_LT) || depth) {
		if (is(l, TN_TOK_LT)) {
			depth++;
			word(l, TN_SEP_NONE);
			if (!is(l, TN_TOK_GT))
				word(l, TN_SEP_NONE);
		} else if (is(l, TN_TOK_COMMA)) {
			if (l->tokens.ptr[l->at + 1].kind == TN_TOK_GT &&
				!tn_layout_breaks(l, l->at, l->at + 1)) {
				tn_layout_skip(l);
				continue;
			}
			word(l, TN_SEP_NONE);
			if (!is(l, TN_TOK_GT))
				word(l, TN_SEP_SPACE);
		} else {
			depth--;
			word(l, TN_SEP_NONE);
		}
	}
}

/* ---- lists ---- */

/* One thing of a list: "name", "name: type", "name(type)" or "name as name". */
static void element(struct tn_layout *l, enum tn_sep sep)
{
	word(l, sep);
	if (is(l, TN_TOK_COLON)) {
		word(l, TN_SEP_NONE);
		type(l, TN_SEP_SPACE);
	} else if (is(l, TN_TOK_LPAREN)) {
		word(l, TN_SEP_NONE);
		type(l, TN_SEP_NONE);
		word(l, TN_SEP_NONE);
	} else if (is(l, TN_TOK_AS)) {
		word(l, TN_SEP_SPACE);
		word(l, TN_SEP_SPACE);
	}
}

static bool closes(const struct tn_layout *l)
{
	return is(l, TN_TOK_RPAREN) || is(l, TN_TOK_RBRACE);
}

/* "(a: t, b: u)" on the line at hand; blanks inside braces when `spaced`. A last comma goes. */
static void flat_list(struct tn_layout *l, enum tn_sep sep, bool spaced)
{
	enum tn_sep inner = spaced ? TN_SEP_SPACE : TN_SEP_NONE;
	bool first = true;

	word(l, sep);
	while (!closes(l)) {
		element(l, first ? inner : TN_SEP_SPACE);
		first = false;
		if (!is(l, TN_TOK_COMMA))
			continue;
		if (l->tokens.ptr[l->at + 1].kind == TN_TOK_RPAREN ||
			l->tokens.ptr[l->at + 1].kind == TN_TOK_RBRACE)
			tn_layout_skip(l);
		else
			word(l, TN_SEP_NONE);
	}
	word(l, first ? TN_SEP_NONE : inner);
}

/* One element a line, a comma behind each. */
static void tall_list(struct tn_layout *l, enum tn_sep sep)
{
	word(l, sep);
	l->indent++;
	while (!closes(l)) {
		element(l, TN_SEP_LINE);
		if (is(l, TN_TOK_COMMA))
			word(l, TN_SEP_NONE);
		else
			tn_layout_extra(l, ",");
	}
	tn_layout_close(l);
}

/* ---- things that end with ";" ---- */

static uint32_t end_of_line_item(const struct tn_layout *l)
{
	uint32_t at = l->at, depth = 0;

	for (;; at++) {
		int kind = l->tokens.ptr[at].kind;

		depth += kind == TN_TOK_LBRACE || kind == TN_TOK_LPAREN;
		if (kind == TN_TOK_RBRACE || kind == TN_TOK_RPAREN)
			depth--;
		if (!kind || (!depth && kind == TN_TOK_SEMI) ||
			(!depth && kind == TN_TOK_RBRACE &&
				l->tokens.ptr[at + 1].kind != TN_TOK_SEMI))
			return at;
	}
}

static void path(struct tn_layout *l, enum tn_sep sep)
{
	word(l, sep);
	while (is(l, TN_TOK_COLON) || is(l, TN_TOK_SLASH) || is(l, TN_TOK_AT)) {
		word(l, TN_SEP_NONE);
		word(l, TN_SEP_NONE);
	}
}

/* "async func(…) -> t", "get() -> t", "constructor(…)", up to what follows. */
static void func(struct tn_layout *l, enum tn_sep sep, bool tall)
{
	while (!is(l, TN_TOK_LPAREN)) {
		word(l, sep);
		sep = TN_SEP_SPACE;
	}
	if (tall)
		tall_list(l, TN_SEP_NONE);
	else
		flat_list(l, TN_SEP_NONE, false);
	if (is(l, TN_TOK_RARROW)) {
		word(l, TN_SEP_SPACE);
		type(l, TN_SEP_SPACE);
	}
}

/* Is what follows a path, and not a function or an interface? */
static bool is_path(const struct tn_layout *l)
{
	return is(l, TN_TOK_ID) && l->tokens.ptr[l->at + 1].kind != TN_TOK_LPAREN;
}

/* Behind the keyword of an import or export: "a:b/c", "label: a:b/c", "f: func(…)". */
static void extern_item(struct tn_layout *l, bool tall)
{
	const struct tn_token *t = &l->tokens.ptr[l->at];
	bool named = t[1].kind == TN_TOK_COLON && t[3].kind != TN_TOK_SLASH;

	if (!named) {
		path(l, TN_SEP_SPACE);
		return;
	}
	word(l, TN_SEP_SPACE);
	word(l, TN_SEP_NONE);
	if (is_path(l))
		path(l, TN_SEP_SPACE);
	else
		func(l, TN_SEP_SPACE, tall);
}

/* An item of one line, its first word included; its list over several lines when `tall`. */
static void line_item(struct tn_layout *l, enum tn_sep sep, bool tall)
{
	int key = tn_layout_next(l);

	if (key == TN_TOK_CONSTRUCTOR) {
		func(l, sep, tall);
		word(l, TN_SEP_NONE);
		return;
	}
	word(l, sep);
	switch (key) {
	case TN_TOK_PACKAGE:
		path(l, TN_SEP_SPACE);
		break;
	case TN_TOK_USE:
	case TN_TOK_INCLUDE:
		path(l, TN_SEP_SPACE);
		if (is(l, TN_TOK_AS)) {
			word(l, TN_SEP_SPACE);
			word(l, TN_SEP_SPACE);
		} else if (is(l, TN_TOK_PERIOD)) {
			word(l, TN_SEP_NONE);
			if (tall)
				tall_list(l, TN_SEP_NONE);
			else
				flat_list(l, TN_SEP_NONE, false);
		} else if (is(l, TN_TOK_WITH)) {
			word(l, TN_SEP_SPACE);
			if (tall)
				tall_list(l, TN_SEP_SPACE);
			else
				flat_list(l, TN_SEP_SPACE, true);
			return;
		}
		break;
	case TN_TOK_TYPE:
		word(l, TN_SEP_SPACE);
		word(l, TN_SEP_SPACE);
		type(l, TN_SEP_SPACE);
		break;
	case TN_TOK_IMPORT:
	case TN_TOK_EXPORT:
		extern_item(l, tall);
		break;
	case TN_TOK_RESOURCE:
		word(l, TN_SEP_SPACE);
		break;
	default: /* name: func(…) */
		word(l, TN_SEP_NONE);
		func(l, TN_SEP_SPACE, tall);
	}
	word(l, TN_SEP_NONE);
}

/* Tries the item on one line; a list that does not fit, or has comments that end lines, stands tall. */
static void fitted_item(struct tn_layout *l, enum tn_sep sep)
{
	uint32_t last = end_of_line_item(l), first = l->at;
	/* Comments before a ";" that would break the line come behind it. */
	bool ends = l->tokens.ptr[last].kind == TN_TOK_SEMI;
	bool tall = tn_layout_breaks(l, first + 1, last - ends);

	if (!tall) {
		struct tn_layout_mark mark = tn_layout_mark(l);

		line_item(l, sep, false);
		tall = l->out->len - l->line > WIDTH;
		tn_layout_reset(l, mark);
	}
	line_item(l, sep, tall);
}

/* ---- things with a body ---- */

static bool is_top(int kind)
{
	return kind == TN_TOK_INTERFACE || kind == TN_TOK_WORLD || kind == TN_TOK_PACKAGE;
}

/* The first token of the item at hand that is not of an attribute: "@name(…)". */
static const struct tn_token *keyword(const struct tn_layout *l)
{
	const struct tn_token *t = &l->tokens.ptr[l->at];

	while (t->kind == TN_TOK_AT) {
		while (t->kind != TN_TOK_RPAREN)
			t++;
		t++;
	}
	return t;
}

static bool has_body(const struct tn_token *t)
{
	switch (t->kind) {
	case TN_TOK_INTERFACE:
	case TN_TOK_WORLD:
		return true;
	case TN_TOK_RESOURCE:
		return t[2].kind == TN_TOK_LBRACE;
	case TN_TOK_PACKAGE:
		while (t->kind != TN_TOK_SEMI && t->kind != TN_TOK_LBRACE)
			t++;
		return t->kind == TN_TOK_LBRACE;
	case TN_TOK_IMPORT:
	case TN_TOK_EXPORT:
		return t[2].kind == TN_TOK_COLON && t[3].kind == TN_TOK_INTERFACE;
	default:
		return false;
	}
}

/* Attributes stand on lines of their own. */
static enum tn_sep attributes(struct tn_layout *l, enum tn_sep sep)
{
	while (is(l, TN_TOK_AT)) {
		word(l, sep);
		word(l, TN_SEP_NONE);
		word(l, TN_SEP_NONE);
		word(l, TN_SEP_NONE);
		while (!is(l, TN_TOK_RPAREN))
			word(l, TN_SEP_SPACE);
		word(l, TN_SEP_NONE);
		sep = TN_SEP_TIGHT;
	}
	return sep;
}

/* The words of a head up to its "{": "package a:b@1.0.0 {", "import x: interface {". */
static void head(struct tn_layout *l, enum tn_sep sep)
{
	bool is_package = is(l, TN_TOK_PACKAGE);

	word(l, sep);
	if (is_package)
		path(l, TN_SEP_SPACE);
	while (!is(l, TN_TOK_LBRACE))
		word(l, is(l, TN_TOK_COLON) ? TN_SEP_NONE : TN_SEP_SPACE);
	word(l, TN_SEP_SPACE);
}

static void body(struct tn_layout *l);

static void item(struct tn_layout *l, enum tn_sep sep)
{
	sep = attributes(l, sep);
	if (has_body(&l->tokens.ptr[l->at])) {
		bool spacious = l->spacious;

		l->spacious = is(l, TN_TOK_PACKAGE);
		head(l, sep);
		l->indent++;
		body(l);
		tn_layout_close(l);
		l->spacious = spacious;
		return;
	}
	switch (tn_layout_next(l)) {
	case TN_TOK_RECORD:
	case TN_TOK_VARIANT:
	case TN_TOK_ENUM:
	case TN_TOK_FLAGS:
		word(l, sep);
		word(l, TN_SEP_SPACE);
		tall_list(l, TN_SEP_SPACE);
		break;
	default:
		fitted_item(l, sep);
	}
}

/* Items up to the "}" or the end of the file. How deep bodies may stand in bodies, the parser bounds. */
static void body(struct tn_layout *l)
{
	bool first = true, apart = false;

	while (!is(l, TN_TOK_RBRACE) && tn_layout_next(l)) {
		bool top = is_top(keyword(l)->kind);

		item(l, !first && l->spacious && (top || apart) ? TN_SEP_BLANK : TN_SEP_LINE);
		first = false;
		apart = top;
	}
}

/* A formatter that loses a word would be worse than none: what came out is read again. */
static bool check(struct tn_layout *l, uint32_t source)
{
	struct tn_ctx *cx = l->cx;
	struct tn_layout again;
	struct tn_buf none = tn_buf_new(&cx->scratch);
	struct tn_bytes bytes;
	uint32_t made;

	tn_buf_byte(l->out, 0);
	l->out->len--;
	bytes = tn_buf_done(l->out);
	made = tn_source_add(&cx->sources, TN_STR("the formatted text"), bytes, true);
	l->at = 0;
	if (tn_layout_open(&again, cx, &cx->scratch, made, &none) && tn_layout_same(l, &again))
		return true;
	tn_diag_error(cx, TN_E_INTERNAL, (struct tn_span){ source, 0, 0 },
		"formatting would change what this file says; it is left alone");
	return false;
}

bool tn_format_source(struct tn_ctx *cx, uint32_t source, struct tn_buf *out)
{
	struct tn_mark mark = tn_mem_mark(&cx->scratch);
	struct tn_ast_file file;
	struct tn_layout l;
	bool good = tn_parse_file(cx, &cx->scratch, source, &file) &&
		    tn_layout_open(&l, cx, &cx->scratch, source, out);

	if (good) {
		l.spacious = true;
		body(&l);
		word(&l, TN_SEP_LINE);
		good = check(&l, source);
	}
	tn_mem_reset(&cx->scratch, mark);
	return good;
}
