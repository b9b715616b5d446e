/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What stands between `<` and `>`: too little, too much, or not what belongs there. */
#include "wit/syntax/repair.h"

/* A resource that nobody asks about any more: no name is spelt like this. */
static void insert_unnamed(struct tn_parse *p, struct tn_token at)
{
	tn_parse_insert(p, TN_TOK_ID, tn_ctx_name(p->cx, TN_STR("?")), at);
}

/* A simple type, and what comes behind it ends the whole. */
static bool is_last_of_type(struct tn_parse *p, const struct tn_token *token)
{
	int next = tn_parse_peek(p, 0).kind;

	return tn_repair_accepts(p, token->kind) &&
	       (token->kind == TN_TOK_ID || token->kind == TN_TOK_PRIM) &&
	       (next == TN_TOK_COMMA || next == TN_TOK_RPAREN || next == TN_TOK_SEMI ||
		       next == TN_TOK_GT || next == TN_TOK_RBRACE);
}

/* `list` without what is in it. */
static bool missing_arguments(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;
	struct tn_token at = p->last;

	if (at.kind != TN_TOK_LIST && at.kind != TN_TOK_OPTION && at.kind != TN_TOK_TUPLE &&
		at.kind != TN_TOK_MAP && at.kind != TN_TOK_OWN && at.kind != TN_TOK_BORROW)
		return false;
	if (!tn_repair_accepts(p, TN_TOK_LT))
		return false;
	diag = tn_expected_at(p, tn_repair_span(p, at.end, at.end), "`<`", token);
	if (at.kind == TN_TOK_MAP)
		tn_diag_hint(
			p->cx, diag, "a map says what its keys and values are: `map<string, u8>`");
	else if (at.kind == TN_TOK_OWN || at.kind == TN_TOK_BORROW)
		tn_diag_hint(p->cx, diag, "a handle says of which resource it is: `borrow<r>`");
	else
		tn_diag_hint(p->cx, diag, "say what is in it: `%.*s<%.*s>`",
			TN_S(tn_parse_text(p, &at)),
			TN_S(is_last_of_type(p, token) || token->kind == TN_TOK_PRIM
					? tn_parse_text(p, token)
					: TN_STR("u8")));
	tn_parse_insert(p, TN_TOK_LT, 0, at);
	if (is_last_of_type(p, token)) { /* `option string` */
		tn_parse_insert(p, token->kind, token->name, *token);
		tn_parse_insert(p, TN_TOK_GT, 0, *token);
		return true;
	}
	if (at.kind == TN_TOK_OWN || at.kind == TN_TOK_BORROW)
		insert_unnamed(p, at);
	else
		tn_repair_poison(p, at);
	if (at.kind == TN_TOK_MAP) {
		tn_parse_insert(p, TN_TOK_COMMA, 0, at);
		tn_repair_poison(p, at);
	}
	tn_parse_insert(p, TN_TOK_GT, 0, at);
	if (tn_repair_is_sign(p, token, '[')) {
		tn_repair_skip_brackets(p, token);
		return true;
	}
	tn_parse_put_back(p, *token);
	if (token->kind == TN_TOK_LPAREN)
		tn_repair_skip_pair(p);
	return true;
}

/* To the `>` that closes what is open, or to what ends the item. */
static void skip_arguments(struct tn_parse *p)
{
	uint32_t depth = 0;

	for (;; tn_parse_next(p)) {
		struct tn_token next = tn_parse_peek(p, 0);

		if (!next.kind || next.kind == TN_TOK_SEMI || next.kind == TN_TOK_LBRACE ||
			(next.kind == TN_TOK_GT && !depth))
			return;
		depth += next.kind == TN_TOK_LT;
		depth -= next.kind == TN_TOK_GT;
	}
}

/* `own<u8>` */
static bool not_a_resource(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (p->last.kind != TN_TOK_LT ||
		(p->before.kind != TN_TOK_OWN && p->before.kind != TN_TOK_BORROW))
		return false;
	diag = tn_expected_at(p, tn_parse_span(p, token), "the name of a resource", token);
	tn_diag_hint(
		p->cx, diag, "only resources have handles: other values are passed as they are");
	tn_parse_put_back(p, *token);
	skip_arguments(p);
	insert_unnamed(p, *token);
	return true;
}

/* `option<u8, u8>`, `map<string>`, `result<_>` */
static bool wrong_count(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (token->kind == TN_TOK_GT && p->angles.len && tn_repair_accepts(p, TN_TOK_COMMA)) {
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag, "%s",
			p->last.kind == TN_TOK_UNDERSCORE
				? "a `result` of nothing and nothing is written `result`"
				: "a map says what its keys and values are: `map<string, u8>`");
		tn_parse_insert(p, TN_TOK_COMMA, 0, p->last);
		tn_repair_poison(p, p->last);
		tn_parse_put_back(p, *token);
		return true;
	}
	if (token->kind != TN_TOK_COMMA || !tn_repair_accepts(p, TN_TOK_GT) ||
		tn_repair_accepts(p, TN_TOK_COMMA))
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "%s",
		tn_parse_peek(p, 0).kind == TN_TOK_GT
			? "there is no `,` behind the last one, but of a `tuple<…>`"
			: "several values in one are a `tuple<u8, string>`");
	skip_arguments(p);
	return true;
}

/* `list<string, u8>` */
static bool list_of_two(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (!tn_repair_accepts(p, TN_TOK_INTEGER))
		return false;
	diag = tn_expected_report(p, token);
	tn_parse_insert(p, TN_TOK_INTEGER, 0, p->last);
	if (token->kind == TN_TOK_GT) { /* `list<u8,>` */
		tn_diag_hint(p->cx, diag, "without a number there is no `,`: `list<u8>`, `list<u8, 4>`");
		tn_parse_put_back(p, *token);
		return true;
	}
	tn_diag_hint(p->cx, diag,
		"`list<T, 4>` has four elements; a list of pairs is a `list<tuple<…>>`, or a "
		"`map<…>`");
	skip_arguments(p);
	return true;
}

/* `error-context<u8>` */
static bool no_arguments(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (token->kind != TN_TOK_LT || p->last.kind != TN_TOK_PRIM)
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "`%.*s` takes no types", TN_S(tn_parse_text(p, &p->last)));
	tn_parse_put_back(p, *token);
	tn_repair_skip_pair(p);
	return true;
}

bool tn_repair_args(struct tn_parse *p, const struct tn_token *token)
{
	return no_arguments(p, token) || missing_arguments(p, token) || wrong_count(p, token) ||
	       list_of_two(p, token) || not_a_resource(p, token);
}
