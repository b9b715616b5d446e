/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Signs and words that were refused where a type belongs, or behind one: says how WIT writes what was meant, and lets the
 * parser go on with that, or with a type that is broken and makes no further noise.
 */
#include "wit/syntax/repair.h"

/* `[]u8`, `[u8]`, `[u8; 4]` */
static void brackets_before(struct tn_parse *p, const struct tn_token *open)
{
	struct tn_diag *diag = tn_expected_at(p, tn_parse_span(p, open), "a type", open);
	struct tn_token token = tn_parse_peek(p, 0);

	tn_diag_hint(p->cx, diag, "a list is written `list<u8>`, one of four `list<u8, 4>`");
	if (tn_repair_is_sign(p, &token, ']')) {
		tn_parse_next(p);
		return; /* the element's type follows and stands for the whole */
	}
	tn_repair_skip_brackets(p, open);
	tn_repair_poison(p, *open);
}

static bool ends_type(const struct tn_token *token)
{
	return token->kind == TN_TOK_GT ||
	       ((token->kind == TN_TOK_ID || tn_repair_is_type(token->kind)) &&
		       token->start < token->end);
}

/* `u8[]`, `u8[4]`, `u8?`, `u8*` */
static bool sign_behind(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_str type = tn_parse_text(p, &p->last);
	bool is_simple = p->last.kind == TN_TOK_ID || p->last.kind == TN_TOK_PRIM;
	char c = (char)p->lexer.base[token->start];
	struct tn_diag *diag;

	if (!ends_type(&p->last) || !strchr("[?*&", c) || tn_repair_accepts(p, TN_TOK_COLON))
		return false;
	if (!is_simple)
		type = TN_STR("…");
	diag = tn_expected_report(p, token);
	if (c == '?')
		tn_diag_hint(p->cx, diag, "a value that may be missing is an `option<%.*s>`",
			TN_S(type));
	else if (c == '[')
		tn_diag_hint(p->cx, diag, "a list is written `list<%.*s>`", TN_S(type));
	else
		tn_diag_hint(p->cx, diag, "there are no pointers: a handle is written `borrow<r>`");
	if (c == '[') {
		struct tn_token next = tn_parse_peek(p, 0);

		if (next.kind == TN_TOK_INTEGER) {
			tn_parse_next(p);
			next = tn_parse_peek(p, 0);
		}
		if (tn_repair_is_sign(p, &next, ']'))
			tn_parse_next(p);
	}
	return true;
}

/* `func(u8) -> u8` for a type: the result stands for the whole. */
static bool function_type(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag = tn_expected_at(p, tn_parse_span(p, token), "a type", token);

	if (tn_parse_in_list(p) && !p->angles.len) { /* the field is the next function */
		struct tn_token name = p->before, colon = p->last;

		tn_expected_unclosed(p, diag);
		tn_repair_poison(p, *token);
		tn_parse_insert(p, TN_TOK_RBRACE, 0, colon);
		tn_parse_put_back(p, *token);
		tn_parse_put_back(p, colon);
		tn_parse_put_back(p, name);
		return true;
	}
	tn_diag_hint(p->cx, diag,
		"functions cannot be passed: give a `resource` with a method, or export a function "
		"to "
		"be called");
	if (tn_parse_peek(p, 0).kind == TN_TOK_LPAREN)
		tn_repair_skip_pair(p);
	if (tn_parse_peek(p, 0).kind == TN_TOK_RARROW)
		tn_parse_next(p);
	else
		tn_repair_poison(p, *token);
	return true;
}

/* `record { … }` in the middle of a type. */
static void inline_type(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag = tn_expected_at(p, tn_parse_span(p, token), "a type", token);
	struct tn_str word = tn_parse_text(p, token);

	if (tn_parse_peek(p, 0).kind == TN_TOK_LBRACE) {
		tn_diag_hint(p->cx, diag,
			"types of one's own have names: write `%.*s name { … }` on its own, and "
			"`name` "
			"here",
			TN_S(word));
		tn_repair_skip_pair(p);
	} else {
		tn_diag_hint(p->cx, diag, "`%.*s` is a keyword: as a name it is written `%%%.*s`",
			TN_S(word), TN_S(word));
	}
	tn_repair_poison(p, *token);
}

/* Nothing at all, where a type belongs. */
static void no_type(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_token at = p->last;
	bool is_result = at.kind == TN_TOK_RARROW;
	bool is_map = at.kind == TN_TOK_LT && p->before.kind == TN_TOK_MAP;
	struct tn_diag *diag = tn_expected_at(p,
		is_result ? tn_repair_span(p, at.start, at.end) : tn_parse_span(p, token),
		is_result ? "a type behind `->`" : "a type", token);

	if (is_result)
		tn_diag_hint(p->cx, diag, "a function that returns nothing has no `->`");
	else if (is_map)
		tn_diag_hint(
			p->cx, diag, "a map says what its keys and values are: `map<string, u8>`");
	else if (at.kind == TN_TOK_COMMA && token->kind == TN_TOK_GT)
		tn_diag_hint(p->cx, diag, "there is no `,` behind the last one, but of a `tuple<…>`");
	else if (at.kind == TN_TOK_LT)
		tn_diag_hint(p->cx, diag, "say what is in it: `%.*s<u8>`",
			TN_S(tn_parse_text(p, &p->before)));
	tn_repair_poison(p, *token);
	if (is_map && token->kind == TN_TOK_GT) {
		tn_parse_insert(p, TN_TOK_COMMA, 0, *token);
		tn_repair_poison(p, *token);
	}
	tn_parse_put_back(p, *token);
}

static bool instead_of_type(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	switch (token->kind) {
	case TN_TOK_STRAY:
		if (tn_repair_is_sign(p, token, '[')) {
			brackets_before(p, token);
			return true;
		}
		if (!tn_repair_is_sign(p, token, '*') && !tn_repair_is_sign(p, token, '&'))
			return false;
		diag = tn_expected_at(p, tn_parse_span(p, token), "a type", token);
		tn_diag_hint(p->cx, diag,
			"there are no pointers: values are copied, a handle is written "
			"`borrow<r>`");
		return true;
	case TN_TOK_LPAREN:
		diag = tn_expected_at(p, tn_parse_span(p, token), "a type", token);
		tn_diag_hint(p->cx, diag, "several values in one are a `tuple<u8, string>`");
		tn_parse_put_back(p, *token);
		tn_repair_skip_pair(p);
		tn_repair_poison(p, *token);
		return true;
	case TN_TOK_FUNC:
	case TN_TOK_ASYNC:
		return function_type(p, token);
	case TN_TOK_RECORD:
	case TN_TOK_VARIANT:
	case TN_TOK_ENUM:
	case TN_TOK_FLAGS:
	case TN_TOK_RESOURCE:
		inline_type(p, token);
		return true;
	case TN_TOK_SEMI:
	case TN_TOK_COMMA:
	case TN_TOK_RPAREN:
	case TN_TOK_GT:
		no_type(p, token);
		return true;
	case TN_TOK_UNDERSCORE:
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag, "%s",
			p->last.kind == TN_TOK_COMMA
				? "a `result` without an error is written `result<u8>`"
				: "`_` stands in `result<_, …>` only, for no value");
		tn_repair_poison(p, *token);
		return true;
	case TN_TOK_STRING:
	case TN_TOK_INTEGER:
		tn_expected_report(p, token);
		tn_repair_poison(p, *token);
		return true;
	default:
		return false;
	}
}

/* `a(u8, u8)` in a variant */
static bool two_payloads(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (token->kind != TN_TOK_COMMA || !tn_parse_in_list(p) ||
		!tn_repair_accepts(p, TN_TOK_RPAREN) || tn_repair_accepts(p, TN_TOK_COMMA))
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "a case carries one type: several are a `tuple<u8, string>`");
	while (tn_parse_peek(p, 0).kind && tn_parse_peek(p, 0).kind != TN_TOK_RPAREN &&
		tn_parse_peek(p, 0).kind != TN_TOK_RBRACE)
		tn_parse_next(p);
	return true;
}

/* `func(a, b)`, `record r { a, b }` */
static bool untyped(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_str name = tn_parse_text(p, &p->last);
	struct tn_diag *diag;

	if (p->last.kind != TN_TOK_ID || !tn_repair_accepts_both(p, TN_TOK_COLON, TN_TOK_PRIM) ||
		(token->kind != TN_TOK_COMMA && token->kind != TN_TOK_RPAREN &&
			token->kind != TN_TOK_RBRACE) ||
		(p->before.kind != TN_TOK_LPAREN && p->before.kind != TN_TOK_LBRACE &&
			p->before.kind != TN_TOK_COMMA))
		return false;
	diag = tn_expected_report(p, token);
	if (tn_str_eq(name, TN_STR("self")) || tn_str_eq(name, TN_STR("this")))
		tn_diag_hint(p->cx, diag,
			"a method is given its resource by itself: leave `%.*s` out", TN_S(name));
	else
		tn_diag_hint(
			p->cx, diag, "parameters and fields have types: `%.*s: u8`", TN_S(name));
	tn_parse_insert(p, TN_TOK_COLON, 0, p->last);
	tn_repair_poison(p, p->last);
	tn_parse_put_back(p, *token);
	return true;
}

bool tn_repair_type(struct tn_parse *p, const struct tn_token *token)
{
	if (tn_repair_accepts(p, TN_TOK_PRIM))
		return instead_of_type(p, token);
	return untyped(p, token) || two_payloads(p, token) || tn_repair_args(p, token) ||
	       (token->kind == TN_TOK_STRAY && sign_behind(p, token));
}
