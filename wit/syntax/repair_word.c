/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Words for types that WIT calls otherwise, before they are sent: says what they are called here, and sends that, or a
 * type that is broken and makes no further noise.
 */
#include "wit/syntax/repair.h"

static struct tn_diag *no_such_type(struct tn_parse *p, struct tn_span span, struct tn_str text)
{
	p->failed = true;
	return tn_diag_error(
		p->cx, TN_E_UNKNOWN_TYPE, span, "type `%.*s` does not exist", TN_S(text));
}

/* The token of a type with arguments; 0 for all other words. */
static int kind_of(struct tn_str word)
{
	const struct tn_keyword *keyword = tn_keyword_find(word);

	return keyword && keyword->generic ? keyword->token : 0;
}

static tn_ty prim_of(struct tn_str word)
{
	const struct tn_keyword *keyword = tn_keyword_find(word);

	return keyword ? keyword->primitive : TN_TY_NONE;
}

/* The word, and what follows it up to `end`, becomes a type that nobody asks about any more. */
static void poison(struct tn_token *token, uint32_t end)
{
	token->kind = TN_TOK_PRIM;
	token->name = TN_TY_POISON;
	token->end = end;
	token->misnamed = false;
}

/* `vec<u8>`: the word becomes the one that WIT has, else its arguments are skipped. */
static void with_arguments(struct tn_parse *p, struct tn_token *token, struct tn_str name)
{
	const struct tn_word *word = tn_words_generic(name);
	struct tn_str text = tn_parse_text(p, token);
	struct tn_span span = tn_parse_span(p, token);
	const struct tn_keyword *near = tn_expected_keyword(p, name);
	struct tn_diag *diag;

	if (word || (near && near->generic))
		p->failed = true;
	if (word) {
		diag = tn_diag_error(
			p->cx, TN_E_UNKNOWN_TYPE, span, "there is no type `%.*s<…>`", TN_S(text));
		tn_words_hint(p->cx, diag, word);
		if (word->instead)
			token->kind = kind_of(tn_str_of(word->instead));
		else
			poison(token, tn_repair_skip_pair(p));
		return;
	}
	if (near && near->generic) {
		diag = tn_diag_error(
			p->cx, TN_E_UNKNOWN_TYPE, span, "there is no type `%.*s<…>`", TN_S(text));
		tn_diag_hint(p->cx, diag, "did you mean `%s`?", near->text);
		diag->replacement = tn_str_of(near->text);
		token->kind = near->token;
		return;
	}
	p->failed = true;
	struct tn_token open = tn_parse_peek(p, 0);
	uint32_t end = tn_repair_skip_pair(p);
	diag = tn_diag_error(p->cx, TN_E_SYNTAX, tn_repair_span(p, open.start, end),
		"type `%.*s` takes no arguments", TN_S(text));
	tn_diag_hint(p->cx, diag,
		"only built-in types do: `list`, `option`, `result`, `tuple`, `map`, `stream`, "
		"`future`, "
		"`own`, `borrow`");
	poison(token, end);
}

/* `types.point`: types of other interfaces are used, not named by a path. */
static void with_path(struct tn_parse *p, struct tn_token *token)
{
	struct tn_str from = tn_parse_text(p, token), name;
	struct tn_token item = tn_parse_peek(p, 1);
	struct tn_diag *diag;

	if (item.kind != TN_TOK_ID)
		return;
	tn_parse_next(p);
	tn_parse_next(p);
	name = tn_parse_text(p, &item);
	p->failed = true;
	diag = tn_diag_error(p->cx, TN_E_SYNTAX, tn_repair_span(p, token->start, item.end),
		"expected a type's own name, found the path `%.*s.%.*s`", TN_S(from), TN_S(name));
	tn_diag_hint(p->cx, diag, "write `use %.*s.{%.*s};` above, and `%.*s` here", TN_S(from),
		TN_S(name), TN_S(name));
	poison(token, item.end);
}

/* `union { a, b }`: what `record { … }` is in other languages, in the middle of a type. */
static bool with_body(struct tn_parse *p, struct tn_token *token)
{
	const struct tn_word *word = tn_words_item(tn_parse_text(p, token));
	struct tn_diag *diag;

	if (!word)
		return false;
	p->failed = true;
	diag = tn_expected_at(p, tn_parse_span(p, token), "a type", token);
	if (word->hint)
		tn_words_hint(p->cx, diag, word);
	else
		tn_diag_hint(p->cx, diag,
			"types of one's own have names: write `%s name { … }` on its own, and "
			"`name` here",
			word->instead);
	poison(token, tn_repair_skip_pair(p));
	return true;
}

/* A name stands where a type is expected. `next`: the character behind it. */
void tn_repair_type_word(struct tn_parse *p, struct tn_token *token, unsigned char next)
{
	struct tn_str text = tn_parse_text(p, token), kebab = text;
	const struct tn_word *word;
	struct tn_diag *diag;
	tn_ty prim;

	if (token->misnamed)
		kebab = tn_words_kebab(p->arena, text);
	if (next == '<') {
		int kind = token->misnamed ? kind_of(kebab) : 0;

		if (!kind) {
			with_arguments(p, token, kebab);
		} else {
			diag = no_such_type(p, tn_parse_span(p, token), text);
			tn_diag_hint(p->cx, diag, "did you mean `%.*s`?", TN_S(kebab));
			diag->replacement = tn_str_copy(p->cx->diags.arena, kebab);
			token->kind = kind;
		}
		token->misnamed = token->misnamed && token->kind == TN_TOK_ID;
		return;
	}
	if (next == '.') {
		with_path(p, token);
		return;
	}
	if (next == '{' && with_body(p, token))
		return;
	if (!token->misnamed || !kebab.len)
		return;
	prim = prim_of(kebab);
	word = tn_words_type(kebab);
	if (!prim && !word)
		return;
	diag = no_such_type(p, tn_parse_span(p, token), text);
	if (prim) {
		tn_diag_hint(p->cx, diag, "did you mean `%.*s`?", TN_S(kebab));
		diag->replacement = tn_str_copy(p->cx->diags.arena, kebab);
	} else {
		tn_words_hint(p->cx, diag, word);
	}
	token->kind = TN_TOK_PRIM;
	token->name = prim ? prim : TN_TY_POISON;
	token->misnamed = false;
}
