/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The lower half of the formatter: tokens come out one by one, each behind the comments that stand
 * before it, with what separates it from the word before.
 */
#ifndef TN_WIT_SYNTAX_LAYOUT_H
#define TN_WIT_SYNTAX_LAYOUT_H

#include "wit/syntax/token.h"

#include "base/buf.h"

enum tn_sep {
	TN_SEP_NONE,
	TN_SEP_SPACE,
	TN_SEP_LINE,  /* a new line; a blank one before it where the source has one, but not at the
		       * edges of a body */
	TN_SEP_TIGHT, /* a new line */
	TN_SEP_BLANK, /* a new line behind a blank one */
};

struct tn_layout {
	struct tn_ctx *cx;
	struct tn_str text;             /* of the source */
	TN_VEC(struct tn_token) tokens; /* the end of the file included */
	uint32_t at;                    /* the next one to come out */
	int last;                       /* the kind of the one that came out last */
	size_t from;                    /* where the text begins whose comments did not come out yet */
	uint32_t indent;                /* levels */
	struct tn_buf *out;
	size_t line;   /* where the line in `out` begins */
	bool spacious; /* blank lines around what has a body */
};

/* True when the text lexes; it must have been parsed without error before. */
bool tn_layout_open(struct tn_layout *l, struct tn_ctx *cx, struct tn_arena *scratch,
	uint32_t source, struct tn_buf *out);

static inline int tn_layout_next(const struct tn_layout *l)
{
	return l->tokens.ptr[l->at].kind;
}

/* Puts the next token out. */
void tn_layout_word(struct tn_layout *l, enum tn_sep sep);
/*
 * Puts out the "}" or ")" of something tall: what comments stand before it are still inside. Right
 * behind the opening one when nothing is.
 */
void tn_layout_close(struct tn_layout *l);
/* Text that is not in the source: a comma behind a last member. */
void tn_layout_extra(struct tn_layout *l, const char *text);
/* Leaves the next token out: a comma before what closes. Comments before it are kept. */
void tn_layout_skip(struct tn_layout *l);
/* Do comments before any of the tokens [from, to] break a line? `from` is not the first of all. */
bool tn_layout_breaks(const struct tn_layout *l, uint32_t from, uint32_t to);

/*
 * Are these the same words and the same comments in the same order, but for commas before what
 * closes? Both at their begin.
 */
bool tn_layout_same(struct tn_layout *a, struct tn_layout *b);

/* For trying on: everything up to a point may be taken back. */
struct tn_layout_mark {
	uint32_t at;
	int last;
	size_t from, len, line;
};
struct tn_layout_mark tn_layout_mark(const struct tn_layout *l);
void tn_layout_reset(struct tn_layout *l, struct tn_layout_mark mark);

#endif
