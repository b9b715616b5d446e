/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Tokens and comments -> lines. */
#include "wit/syntax/layout.h"

#include "wit/syntax/grammar.h"

bool tn_layout_open(struct tn_layout *l, struct tn_ctx *cx, struct tn_arena *scratch,
	uint32_t source, struct tn_buf *out)
{
	struct tn_bytes bytes = tn_source_get(&cx->sources, source)->bytes;
	struct tn_lexer lexer;
	struct tn_token token;

	*l = (struct tn_layout){ .cx = cx, .out = out, .line = out->len };
	l->text = (struct tn_str){ (const char *)bytes.ptr, bytes.len };
	tn_lexer_open(&lexer, cx, scratch, source);
	do {
		token = tn_lexer_next(&lexer);
		*TN_PUSH(scratch, &l->tokens) = token;
	} while (token.kind);
	return !lexer.failed;
}

/* ---- comments ---- */

struct comment {
	struct tn_str text; /* without blanks behind it */
	uint32_t lines;     /* line ends before it, since the word or comment before it */
	bool is_line;       /* // */
};

/* The next comment in text[*at, end); false when only blanks are left, *lines then counts them. */
static bool next_comment(
	const struct tn_layout *l, size_t *at, size_t end, struct comment *out, uint32_t *lines)
{
	const char *text = l->text.ptr;
	size_t from, depth;

	for (*lines = 0; *at < end && text[*at] != '/'; (*at)++)
		if (text[*at] == ',' ||
			text[*at] == ';') /* one that came out before the comments */
			*lines = 0;
		else
			*lines += text[*at] == '\n';
	if (*at >= end)
		return false;
	from = *at;
	out->lines = *lines;
	out->is_line = text[from + 1] == '/';
	*at += 2;
	if (out->is_line) {
		while (*at < end && text[*at] != '\n')
			(*at)++;
	} else {
		for (depth = 1; depth; (*at)++) {
			bool closes = text[*at] == '*' && text[*at + 1] == '/';

			if (closes || (text[*at] == '/' && text[*at + 1] == '*')) {
				depth += closes ? (size_t)-1 : 1;
				(*at)++;
			}
		}
	}
	out->text = tn_str_sub(l->text, from, *at);
	while (out->text.len && (out->text.ptr[out->text.len - 1] == ' ' ||
					out->text.ptr[out->text.len - 1] == '\t' ||
					out->text.ptr[out->text.len - 1] == '\r'))
		out->text.len--;
	return true;
}

static bool opens(int kind)
{
	return kind == TN_TOK_LBRACE || kind == TN_TOK_LPAREN;
}

static bool closes(int kind)
{
	return kind == TN_TOK_RBRACE || kind == TN_TOK_RPAREN || kind == TN_TOK_GT;
}

/* Behind this a comment speaks of what is on its line: it ends there if the line does. */
static bool parts(int kind)
{
	return kind == TN_TOK_COMMA || kind == TN_TOK_LT || opens(kind);
}

/* Do the comments in [at, token) break a line? */
static bool breaks(const struct tn_layout *l, size_t at, const struct tn_token *token)
{
	struct comment comment;
	uint32_t lines;
	bool any = false;

	for (; next_comment(l, &at, token->start, &comment, &lines); any = true)
		if (comment.lines || comment.is_line ||
			tn_str_find(comment.text, '\n', 0) != (size_t)-1)
			return true;
	return any && lines && parts(token[-1].kind);
}

bool tn_layout_breaks(const struct tn_layout *l, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i <= to && i < l->tokens.len; i++)
		if (breaks(l, l->tokens.ptr[i - 1].end, &l->tokens.ptr[i]))
			return true;
	return false;
}

/* ---- lines ---- */

static bool at_line_start(const struct tn_layout *l)
{
	return l->out->len == l->line;
}

static void end_line(struct tn_layout *l)
{
	tn_buf_byte(l->out, '\n');
	l->line = l->out->len;
}

/* A new line, behind a blank one when that is wanted; nothing before the first line of all. */
static void new_line(struct tn_layout *l, bool blank)
{
	if (!l->out->len)
		return;
	if (!at_line_start(l))
		end_line(l);
	if (blank)
		end_line(l);
}

/* A line that a comment broke goes on one level deeper. */
static void put_indent(struct tn_layout *l, bool goes_on)
{
	if (!at_line_start(l))
		return;
	for (uint32_t i = 0; i < l->indent + goes_on; i++)
		tn_buf_str(l->out, TN_STR("  "));
}

/* Line ends inside a block comment become those of the output; nothing else in it changes. */
static void put_comment(struct tn_layout *l, struct tn_str text)
{
	size_t from = 0;

	for (;;) {
		size_t to = tn_str_find(text, '\n', from);
		size_t end = to == (size_t)-1 ? text.len : to;

		tn_buf_bytes(l->out, text.ptr + from,
			(end > from && end < text.len && text.ptr[end - 1] == '\r' ? end - 1
										   : end) -
				from);
		if (to == (size_t)-1)
			return;
		end_line(l);
		from = to + 1;
	}
}

/* How the next word goes on from what is there. */
struct gap {
	enum tn_sep sep;
	bool on_line; /* with the line before it */
	bool blank;   /* behind a blank line */
	bool keep;    /* … when the source has one */
	bool any;     /* there were comments */
	bool lines;   /* … that took lines of their own, or ended one */
};

/*
 * How many of the comments before a token that begins a line end the line of the word before it. When
 * the source goes on behind them without a line end they speak of what goes on, and none does.
 */
static uint32_t count_trailing(const struct tn_layout *l, const struct tn_token *token)
{
	struct comment comment;
	uint32_t lines, count = 0;
	size_t at = l->from;

	while (next_comment(l, &at, token->start, &comment, &lines)) {
		if (comment.lines)
			return count;
		count++;
		if (comment.is_line)
			return count;
	}
	return lines || !token->kind || closes(token->kind) ? count : 0;
}

/* Does a blank stand between a comment and this word behind it? */
static bool is_apart(int kind)
{
	return kind != TN_TOK_COMMA && kind != TN_TOK_SEMI && kind != TN_TOK_COLON && !closes(kind);
}

/* Puts out the comments before the next token. */
static struct gap comments(struct tn_layout *l, enum tn_sep sep)
{
	const struct tn_token *token = &l->tokens.ptr[l->at];
	int before = l->last;
	bool begins = sep >= TN_SEP_LINE; /* the token begins a line */
	bool fresh = begins;              /* what comes next begins one */
	struct gap gap = { .sep = sep, .blank = sep == TN_SEP_BLANK };
	struct comment comment;
	uint32_t lines, trailing = begins && l->at ? count_trailing(l, token) : 0;
	size_t at = l->from;

	gap.keep = sep == TN_SEP_LINE && l->at && !opens(before);
	while (next_comment(l, &at, token->start, &comment, &lines)) {
		bool trails = trailing > 0;
		/* Right behind what opens: of a list in its line, or of an empty one. */
		bool glued =
			!gap.any && !comment.is_line && (before == TN_TOK_LT || opens(before)) &&
			(sep == TN_SEP_NONE || (before == TN_TOK_LPAREN && closes(token->kind)));

		gap.any = true;
		gap.lines = gap.lines || comment.lines || comment.is_line;
		if (!trails && (fresh || comment.lines)) {
			new_line(l, gap.blank || (gap.keep && comment.lines > 1));
			put_indent(l, !begins);
			gap.blank = false;
			gap.lines = true;
			gap.keep = begins;
		} else if (!glued) {
			tn_buf_byte(l->out, ' ');
		}
		put_comment(l, comment.text);
		trailing -= trails;
		fresh = comment.is_line ||
			(begins && (trails || tn_str_find(comment.text, '\n', 0) != (size_t)-1));
	}
	gap.on_line = !fresh && !(lines && gap.any && (begins || parts(before)));
	if (gap.any && (begins || (sep == TN_SEP_NONE && is_apart(token->kind))))
		gap.sep = TN_SEP_SPACE;
	gap.keep = gap.keep && lines > 1 && !closes(token->kind);
	return gap;
}

static void put_text(struct tn_layout *l)
{
	const struct tn_token *token = &l->tokens.ptr[l->at++];

	l->last = token->kind;
	tn_buf_str(l->out, tn_str_sub(l->text, token->start, token->end));
}

static void put_token(struct tn_layout *l, enum tn_sep sep, struct gap gap)
{
	const struct tn_token *token = &l->tokens.ptr[l->at];

	l->from = token->end;
	if (!token->kind) {
		new_line(l, false);
		return;
	}
	if (!gap.on_line) {
		new_line(l, gap.blank || gap.keep);
		put_indent(l, sep < TN_SEP_LINE && !closes(token->kind));
	} else if (gap.sep == TN_SEP_SPACE && !at_line_start(l)) {
		tn_buf_byte(l->out, ' ');
	}
	put_text(l);
}

void tn_layout_word(struct tn_layout *l, enum tn_sep sep)
{
	const struct tn_token *token = &l->tokens.ptr[l->at];

	/* A "," or ";" goes before the comment that would part it from its line. */
	if (sep == TN_SEP_NONE && (token->kind == TN_TOK_COMMA || token->kind == TN_TOK_SEMI) &&
		breaks(l, l->from, token))
		put_text(l);
	else
		put_token(l, sep, comments(l, sep));
}

void tn_layout_skip(struct tn_layout *l)
{
	l->at++;
}

void tn_layout_close(struct tn_layout *l)
{
	struct gap gap = comments(l, TN_SEP_LINE);
	int before = l->last;

	l->indent--;
	gap.on_line = false;
	if (!gap.lines && opens(before)) /* "{}", and with a comment that has no line of its own */
		gap = (struct gap){ .sep = gap.any && before == TN_TOK_LBRACE ? TN_SEP_SPACE
									      : TN_SEP_NONE,
			.on_line = true };
	put_token(l, TN_SEP_LINE, gap);
}

void tn_layout_extra(struct tn_layout *l, const char *text)
{
	tn_buf_str(l->out, tn_str_of(text));
}

/* ---- comparing ---- */

/* The next token that says something. */
static const struct tn_token *next_word(struct tn_layout *l)
{
	const struct tn_token *token = &l->tokens.ptr[l->at++];

	if (token->kind == TN_TOK_COMMA && closes(token[1].kind))
		token = &l->tokens.ptr[l->at++];
	return token;
}

/* The next comment of the whole text; *at begins at the first token's docs and walks along. */
static bool next_of_all(const struct tn_layout *l, uint32_t *token, size_t *at, struct comment *out)
{
	uint32_t lines;

	for (; *token < l->tokens.len; (*token)++) {
		const struct tn_token *t = &l->tokens.ptr[*token];

		if (*at < t->docs)
			*at = t->docs;
		if (next_comment(l, at, t->start, out, &lines))
			return true;
	}
	return false;
}

static bool same_comment(struct tn_str a, struct tn_str b)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < a.len && a.ptr[i] == '\r')
			i++;
		while (j < b.len && b.ptr[j] == '\r')
			j++;
		if (i == a.len || j == b.len)
			return i == a.len && j == b.len;
		if (a.ptr[i++] != b.ptr[j++])
			return false;
	}
}

bool tn_layout_same(struct tn_layout *a, struct tn_layout *b)
{
	const struct tn_token *s, *t;
	uint32_t i = 0, j = 0;
	size_t from_a = 0, from_b = 0;
	struct comment c, d;

	do {
		s = next_word(a);
		t = next_word(b);
		if (s->kind != t->kind || !tn_str_eq(tn_str_sub(a->text, s->start, s->end),
						  tn_str_sub(b->text, t->start, t->end)))
			return false;
	} while (s->kind);
	for (;;) {
		bool more_a = next_of_all(a, &i, &from_a, &c),
		     more_b = next_of_all(b, &j, &from_b, &d);

		if (!more_a || !more_b)
			return more_a == more_b;
		if (!same_comment(c.text, d.text))
			return false;
	}
}

struct tn_layout_mark tn_layout_mark(const struct tn_layout *l)
{
	return (struct tn_layout_mark){ l->at, l->last, l->from, l->out->len, l->line };
}

void tn_layout_reset(struct tn_layout *l, struct tn_layout_mark mark)
{
	l->at = mark.at;
	l->last = mark.last;
	l->from = mark.from;
	l->out->len = mark.len;
	l->line = mark.line;
}
