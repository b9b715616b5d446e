/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What was perhaps meant by words and signs that the grammar refuses. Every guess says what was expected and
 * found; where it is clear what was meant, the parser goes on inside the item as if that had been written, so
 * that the next error is one of its own.
 */
#ifndef TN_WIT_SYNTAX_REPAIR_H
#define TN_WIT_SYNTAX_REPAIR_H

#include "wit/syntax/build.h"
#include "wit/syntax/grammar.h"
#include "wit/syntax/words.h"

/* repair.c */
/* A word is about to be sent: what the grammar would take it for is not always what was meant. */
void tn_repair_word(struct tn_parse *p, struct tn_token *token);
/*
 * The token was refused. Says why, once; true when what was meant is clear enough to go on inside the item,
 * with whatever tn_parse_next gives.
 */
bool tn_repair(struct tn_parse *p, const struct tn_token *token);

/* repair_word.c: a name stands where a type is expected. `next`: the character behind it. */
void tn_repair_type_word(struct tn_parse *p, struct tn_token *token, unsigned char next);

/* repair_type.c, repair_args.c */
bool tn_repair_args(struct tn_parse *p, const struct tn_token *token);
bool tn_repair_type(struct tn_parse *p, const struct tn_token *token);

/* repair_sign.c */
bool tn_repair_sign(struct tn_parse *p, const struct tn_token *token);
/* `): u8`, `) => u8`, `) u8`: true when the result goes on as if there were a `->`. */
bool tn_repair_arrow(struct tn_parse *p, const struct tn_token *token);

/* repair_item.c: the same for the beginnings of items, for attributes and `use`s. */
void tn_repair_item_word(struct tn_parse *p, struct tn_token *token);
void tn_repair_old_path(struct tn_parse *p, struct tn_token *token);
bool tn_repair_item(struct tn_parse *p, const struct tn_token *token);

/* ---- what all of them do: repair.c ---- */

/* The first guess that knows what was meant, or that at least says what is wrong: then it is false. */
typedef bool tn_repair_guess(struct tn_parse *p, const struct tn_token *token);
bool tn_repair_first(struct tn_parse *p, const struct tn_token *token,
	tn_repair_guess *const *guesses, size_t count);
/* Skips from the opening sign that comes next to its partner, or to what ends the item. Gives the end. */
uint32_t tn_repair_skip_pair(struct tn_parse *p);
/* Behind a `[`: to its `]`, or to where it was forgotten. */
void tn_repair_skip_brackets(struct tn_parse *p, const struct tn_token *open);
/* A type that nobody asks about any more comes next. */
void tn_repair_poison(struct tn_parse *p, struct tn_token at);

/* ---- what all of them ask ---- */

static inline bool tn_repair_accepts(const struct tn_parse *p, int kind)
{
	return tn_grammar_accepts(p->parser, kind);
}

static inline bool tn_repair_accepts_both(const struct tn_parse *p, int first, int second)
{
	return tn_grammar_accepts_both(p->parser, first, second);
}

static inline struct tn_span tn_repair_span(const struct tn_parse *p, uint32_t start, uint32_t end)
{
	return (struct tn_span){ p->lexer.source, start, end };
}

static inline bool tn_repair_is_sign(const struct tn_parse *p, const struct tn_token *token, char c)
{
	return token->end == token->start + 1 && p->lexer.base[token->start] == (unsigned char)c;
}

/* Does an item begin here, perhaps with attributes? */
static inline bool tn_repair_at_item(const struct tn_parse *p)
{
	return !p->item.begun || p->item.attributes;
}

/* A word that begins a type, and nothing else. */
static inline bool tn_repair_is_type(int kind)
{
	return kind == TN_TOK_PRIM || kind == TN_TOK_LIST || kind == TN_TOK_OPTION ||
	       kind == TN_TOK_RESULT || kind == TN_TOK_TUPLE || kind == TN_TOK_MAP ||
	       kind == TN_TOK_STREAM || kind == TN_TOK_FUTURE || kind == TN_TOK_OWN ||
	       kind == TN_TOK_BORROW;
}

/* Could an item have ended before the token? */
static inline bool tn_repair_may_end_line(const struct tn_parse *p, const struct tn_token *token)
{
	return (token->line_start || token->kind == TN_TOK_RBRACE) && p->last.kind != TN_TOK_SEMI &&
	       p->last.kind != TN_TOK_LBRACE && p->last.kind != TN_TOK_COMMA;
}

#endif
