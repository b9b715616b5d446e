/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Guesses at signs that are missing, there too often or taken for one another, and what they part. See repair.h. */
#include "wit/syntax/repair.h"

#include "base/buf.h"

/* Something is missing after the newest token. */
static struct tn_diag *behind(struct tn_parse *p, const struct tn_token *token, const char *what)
{
	struct tn_str text =
		tn_str_format(p->arena, "%s behind `%.*s`", what, TN_S(tn_parse_text(p, &p->last)));

	if (p->last.end - p->last.start > 40 || p->last.start == p->last.end)
		text = tn_str_of(what);
	return tn_expected_at(p, tn_repair_span(p, p->last.end, p->last.end), text.ptr, token);
}

bool tn_repair_arrow(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_token next;
	struct tn_diag *diag;
	uint32_t end = token->end;

	if (token->line_start || token->kind == TN_TOK_AT || !tn_repair_accepts(p, TN_TOK_RARROW))
		return false;
	if (token->kind == TN_TOK_COLON || token->kind == TN_TOK_EQUALS) {
		next = tn_parse_peek(p, 0);
		if (next.kind == TN_TOK_GT && next.start == token->end) {
			tn_parse_next(p);
			end = next.end;
		}
		diag = tn_expected_at(p, tn_repair_span(p, token->start, end), "`->`", token);
		diag->replacement = TN_STR("->");
		tn_parse_insert(p, TN_TOK_RARROW, 0, *token);
		return true;
	}
	if (!tn_repair_accepts_both(p, TN_TOK_RARROW, token->kind) || token->kind == TN_TOK_LPAREN)
		return false;
	behind(p, token, "`->` or `;`");
	tn_parse_insert(p, TN_TOK_RARROW, 0, p->last);
	tn_parse_put_back(p, *token);
	return true;
}

/* `func(a: u8; b: u8)`: not what follows the `;` of an item. */
static bool semicolons(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_token type;
	struct tn_diag *diag;

	if (token->kind != TN_TOK_SEMI || tn_parse_in_list(p) || !p->item.name.kind ||
		p->paren < p->item.name.start || !tn_repair_accepts(p, TN_TOK_COMMA) ||
		!tn_repair_accepts(p, TN_TOK_RPAREN) || tn_parse_peek(p, 0).kind != TN_TOK_ID ||
		tn_parse_peek(p, 1).kind != TN_TOK_COLON)
		return false;
	type = tn_parse_peek(p, 2);
	if (!tn_repair_is_type(type.kind) &&
		(type.kind != TN_TOK_ID || tn_parse_peek(p, 3).kind == TN_TOK_LPAREN))
		return false;
	diag = tn_expected_at(p, tn_parse_span(p, token), "`,` or `)`", token);
	tn_diag_hint(p->cx, diag, "parameters are separated by `,`");
	diag->replacement = TN_STR(",");
	tn_parse_insert(p, TN_TOK_COMMA, 0, *token);
	return true;
}

/* A `>` or `)` is missing before what stands behind it. */
static bool unclosed(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;
	struct tn_buf signs = tn_buf_new(p->cx->diags.arena);
	uint32_t open;
	int kind;

	if (tn_repair_accepts(p, TN_TOK_GT) && p->angles.len &&
		(token->kind == TN_TOK_SEMI || token->kind == TN_TOK_RPAREN ||
			token->kind == TN_TOK_RBRACE)) {
		kind = TN_TOK_GT;
		open = TN_LAST(&p->angles);
	} else if (tn_repair_accepts(p, TN_TOK_RPAREN) &&
		   (token->kind == TN_TOK_SEMI || token->kind == TN_TOK_RARROW) &&
		   p->lexer.base[p->paren] == '(') {
		kind = TN_TOK_RPAREN;
		open = p->paren;
	} else {
		return false;
	}
	diag = behind(p, token, kind == TN_TOK_GT ? "`>`" : "`)`");
	tn_diag_note(p->cx, diag, tn_repair_span(p, open, open + 1), "this `%c` is not closed",
		kind == TN_TOK_GT ? '<' : '(');
	do {
		tn_parse_insert(p, kind, 0, p->last);
		tn_buf_byte(&signs, kind == TN_TOK_GT ? '>' : ')');
	} while (kind == TN_TOK_GT && p->angles.len && !tn_repair_accepts(p, token->kind) &&
		 tn_repair_accepts(p, TN_TOK_GT));
	diag->replacement = (struct tn_str){ (const char *)signs.ptr, signs.len };
	tn_parse_put_back(p, *token);
	return true;
}

/* `a: u8 = 5`, `a = 1`: there are no values. */
static bool value(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (token->kind != TN_TOK_EQUALS || !tn_repair_accepts(p, TN_TOK_COMMA))
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "%s",
		tn_repair_accepts(p, TN_TOK_RPAREN)
			? "parameters have no defaults: make it an `option`"
		: p->last.kind == TN_TOK_PRIM || p->last.kind == TN_TOK_GT ||
				p->before.kind == TN_TOK_COLON
			? "there are no values: what may be missing is an `option`"
			: "there are no values: a case has its place in the list");
	for (;;) {
		int next = tn_parse_peek(p, 0).kind;

		if (!next || next == TN_TOK_COMMA || next == TN_TOK_RBRACE ||
			next == TN_TOK_RPAREN || next == TN_TOK_SEMI)
			return true;
		tn_parse_next(p);
	}
}

/* `a: u8` in a variant, `a(u8)` in an enum. */
static bool payload(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (!tn_repair_accepts(p, TN_TOK_COMMA) || !tn_parse_in_list(p))
		return false;
	if (token->kind == TN_TOK_COLON && p->last.kind == TN_TOK_ID &&
		tn_repair_is_type(tn_parse_peek(p, 0).kind)) {
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag,
			"what a case of a `variant` carries stands in parentheses: `%.*s(%.*s)`",
			TN_S(tn_parse_text(p, &p->last)),
			TN_S(tn_source_text(&p->cx->sources,
				tn_repair_span(p, p->ahead.ptr[0].start, p->ahead.ptr[0].end))));
	} else if (token->kind == TN_TOK_LPAREN && p->last.kind == TN_TOK_ID) {
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag, "cases that carry something make a `variant`");
	} else {
		return false;
	}
	for (uint32_t depth = 0;; tn_parse_next(p)) {
		struct tn_token next = tn_parse_peek(p, 0);

		if (!next.kind || next.kind == TN_TOK_SEMI || next.kind == TN_TOK_RBRACE ||
			(next.kind == TN_TOK_COMMA && !depth))
			return true;
		depth += next.kind == TN_TOK_LT || next.kind == TN_TOK_LPAREN;
		depth -= depth && (next.kind == TN_TOK_GT || next.kind == TN_TOK_RPAREN);
	}
}

/* Signs that are taken for one another. */
static bool swapped(struct tn_parse *p, const struct tn_token *token)
{
	static const struct {
		int found, meant;
		const char *text, *hint;
	} PAIRS[] = {
		{ TN_TOK_SEMI, TN_TOK_COMMA, "`,`", "members of a list are separated by `,`" },
		{ TN_TOK_COMMA, TN_TOK_SEMI, "`;`", "items end in `;`" },
		{ TN_TOK_EQUALS, TN_TOK_COLON, "`:`", NULL },
		{ TN_TOK_COLON, TN_TOK_EQUALS, "`=`", NULL },
		{ TN_TOK_PERIOD, TN_TOK_SLASH, "`/`",
			"an interface of a package is `ns:name/interface`" },
	};

	for (uint32_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
		struct tn_diag *diag;

		if (token->kind != PAIRS[i].found || !tn_repair_accepts(p, PAIRS[i].meant))
			continue;
		if (token->kind == TN_TOK_PERIOD && tn_parse_peek(p, 0).kind != TN_TOK_ID)
			continue;
		diag = tn_expected_at(p, tn_parse_span(p, token), PAIRS[i].text, token);
		if (PAIRS[i].hint)
			tn_diag_hint(p->cx, diag, "%s", PAIRS[i].hint);
		tn_parse_insert(p, PAIRS[i].meant, 0, *token);
		return true;
	}
	return false;
}

/* A sign that is there once too often. */
static bool surplus(struct tn_parse *p, const struct tn_token *token)
{
	if (token->kind != TN_TOK_COMMA && token->kind != TN_TOK_EQUALS &&
		token->kind != TN_TOK_COLON)
		return false;
	if (!tn_repair_accepts(p, tn_parse_peek(p, 0).kind))
		return false;
	tn_expected_report(p, token);
	return true;
}

/* `unsigned int`, `r handle`: a word behind a type, and the parameter ends behind it. */
static bool two_words(struct tn_parse *p, const struct tn_token *token)
{
	int next = tn_parse_peek(p, 0).kind;

	if ((token->kind != TN_TOK_ID && token->kind != TN_TOK_PRIM) || tn_parse_in_list(p) ||
		(p->last.kind != TN_TOK_ID && p->last.kind != TN_TOK_PRIM) ||
		!tn_repair_accepts(p, TN_TOK_RPAREN) || !tn_repair_accepts(p, next))
		return false;
	tn_diag_hint(p->cx, tn_expected_report(p, token), "a type is one word");
	return true;
}

/* `readonly a: u8`, `mut a: u8`: a word before a name. */
static bool modifier(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (p->last.kind != TN_TOK_ID || token->kind != TN_TOK_ID ||
		tn_parse_peek(p, 0).kind != TN_TOK_COLON || tn_repair_at_item(p) ||
		!tn_repair_accepts_both(p, TN_TOK_COLON, TN_TOK_PRIM) ||
		!(tn_parse_in_list(p) || p->paren > p->item.name.start))
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "a name is one word: leave `%.*s` out",
		TN_S(tn_parse_text(p, &p->last)));
	tn_parse_insert(p, TN_TOK_COLON, 0, p->last);
	tn_repair_poison(p, p->last);
	tn_parse_insert(p, TN_TOK_COMMA, 0, p->last);
	tn_parse_put_back(p, *token);
	return true;
}

/* `,`, `:`, `=`, `{` or `;` is missing before what stands here. */
static bool missing_sign(struct tn_parse *p, const struct tn_token *token)
{
	int kind = 0;
	const char *text = NULL;

	if (tn_repair_accepts_both(p, TN_TOK_COMMA, token->kind) && token->kind != TN_TOK_RBRACE &&
		token->kind != TN_TOK_STRAY) {
		kind = TN_TOK_COMMA;
		text = "`,`";
	} else if (tn_repair_may_end_line(p, token) && tn_repair_accepts(p, TN_TOK_SEMI)) {
		kind = TN_TOK_SEMI;
		text = "`;`";
	} else if (tn_repair_accepts_both(p, TN_TOK_COLON, token->kind) &&
		   token->kind != TN_TOK_LPAREN) {
		kind = TN_TOK_COLON;
		text = "`:`";
	} else if (tn_repair_accepts_both(p, TN_TOK_EQUALS, token->kind)) {
		kind = TN_TOK_EQUALS;
		text = "`=`";
	} else if (p->last.kind == TN_TOK_ID && token->kind == TN_TOK_ID &&
		   tn_repair_accepts_both(p, TN_TOK_LBRACE, TN_TOK_ID)) {
		kind = TN_TOK_LBRACE;
		text = "`{`";
	}
	if (!kind)
		return false;
	behind(p, token, text)->replacement = tn_str_sub(tn_str_of(text), 1, 2);
	tn_parse_insert(p, kind, 0, p->last);
	tn_parse_put_back(p, *token);
	return true;
}

bool tn_repair_sign(struct tn_parse *p, const struct tn_token *token)
{
	static tn_repair_guess *const guesses[] = {
		semicolons,
		unclosed,
		value,
		payload,
		swapped,
		two_words,
		modifier,
		missing_sign,
		surplus,
	};

	return tn_repair_first(p, token, guesses, sizeof guesses / sizeof *guesses);
}
