/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Types that are not written as WIT writes them: says what they are called here, and lets the parser go on
 * with that, or with a type that is broken and makes no further noise.
 */
#include "wit/syntax/repair.h"

static int closing(int kind)
{
	return kind == TN_TOK_LPAREN   ? TN_TOK_RPAREN
	       : kind == TN_TOK_LBRACE ? TN_TOK_RBRACE
				       : TN_TOK_GT;
}

/* Skips from the opening sign that comes next to its partner, or to what ends the item. Gives the end. */
static uint32_t skip_pair(struct tn_parse *p)
{
	struct tn_token open = tn_parse_next(p), token;
	uint32_t depth = 1, end = open.end;

	while (depth) {
		token = tn_parse_peek(p, 0);
		if (!token.kind || token.kind == TN_TOK_SEMI)
			return end;
		end = token.end;
		depth += token.kind == open.kind;
		depth -= token.kind == closing(open.kind);
		tn_parse_next(p);
	}
	return end;
}

/* A type that nobody asks about any more. */
static void insert_poison(struct tn_parse *p, struct tn_token at)
{
	tn_parse_insert(p, TN_TOK_PRIM, TN_TY_POISON, at);
}

static bool begins_type(const struct tn_token *token)
{
	switch (token->kind) {
	case TN_TOK_ID:
	case TN_TOK_PRIM:
	case TN_TOK_LIST:
	case TN_TOK_OPTION:
	case TN_TOK_RESULT:
	case TN_TOK_TUPLE:
	case TN_TOK_MAP:
	case TN_TOK_STREAM:
	case TN_TOK_FUTURE:
	case TN_TOK_OWN:
	case TN_TOK_BORROW:
		return true;
	default:
		return false;
	}
}

/* ---- words: before they are sent ---- */

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
			poison(token, skip_pair(p));
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
	uint32_t end = skip_pair(p);
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
	poison(token, skip_pair(p));
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

/* ---- signs: after they were refused ---- */

/* Behind a `[`: to its `]`, or to where it was forgotten. */
static void skip_brackets(struct tn_parse *p, const struct tn_token *open)
{
	struct tn_token token = tn_parse_peek(p, 0);

	while (token.kind && token.kind != TN_TOK_RBRACE && !tn_repair_is_sign(p, &token, ']') &&
		!(token.line_start && token.start != open->start)) {
		tn_parse_next(p);
		token = tn_parse_peek(p, 0);
	}
	if (tn_repair_is_sign(p, &token, ']'))
		tn_parse_next(p);
}

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
	skip_brackets(p, open);
	insert_poison(p, *open);
}

static bool ends_type(const struct tn_token *token)
{
	return token->kind == TN_TOK_GT || (begins_type(token) && token->start < token->end);
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
		insert_poison(p, at);
	if (at.kind == TN_TOK_MAP) {
		tn_parse_insert(p, TN_TOK_COMMA, 0, at);
		insert_poison(p, at);
	}
	tn_parse_insert(p, TN_TOK_GT, 0, at);
	if (tn_repair_is_sign(p, token, '[')) {
		skip_brackets(p, token);
		return true;
	}
	tn_parse_put_back(p, *token);
	if (token->kind == TN_TOK_LPAREN)
		skip_pair(p);
	return true;
}

/* `func(u8) -> u8` for a type: the result stands for the whole. */
static bool function_type(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag = tn_expected_at(p, tn_parse_span(p, token), "a type", token);

	if (tn_parse_in_list(p) && !p->angles.len) { /* the field is the next function */
		struct tn_token name = p->before, colon = p->last;

		tn_expected_unclosed(p, diag);
		insert_poison(p, *token);
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
		skip_pair(p);
	if (tn_parse_peek(p, 0).kind == TN_TOK_RARROW)
		tn_parse_next(p);
	else
		insert_poison(p, *token);
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
		skip_pair(p);
	} else {
		tn_diag_hint(p->cx, diag, "`%.*s` is a keyword: as a name it is written `%%%.*s`",
			TN_S(word), TN_S(word));
	}
	insert_poison(p, *token);
}

/* Nothing at all, where a type belongs. */
static void no_type(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_token at = p->last;
	bool is_result = at.kind == TN_TOK_RARROW;
	struct tn_diag *diag = tn_expected_at(p,
		is_result ? tn_repair_span(p, at.start, at.end) : tn_parse_span(p, token),
		is_result ? "a type behind `->`" : "a type", token);

	if (is_result)
		tn_diag_hint(p->cx, diag, "a function that returns nothing has no `->`");
	else if (at.kind == TN_TOK_LT)
		tn_diag_hint(p->cx, diag, "say what is in it: `%.*s<u8>`",
			TN_S(tn_parse_text(p, &p->before)));
	insert_poison(p, *token);
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
		skip_pair(p);
		insert_poison(p, *token);
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
		insert_poison(p, *token);
		return true;
	case TN_TOK_STRING:
	case TN_TOK_INTEGER:
		tn_expected_report(p, token);
		insert_poison(p, *token);
		return true;
	default:
		return false;
	}
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
		insert_poison(p, p->last);
		tn_parse_put_back(p, *token);
		return true;
	}
	if (token->kind != TN_TOK_COMMA || !tn_repair_accepts(p, TN_TOK_GT) ||
		tn_repair_accepts(p, TN_TOK_COMMA))
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "several values in one are a `tuple<u8, string>`");
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
	tn_diag_hint(p->cx, diag,
		"`list<T, 4>` has four elements; a list of pairs is a `list<tuple<…>>`, or a "
		"`map<…>`");
	tn_parse_insert(p, TN_TOK_INTEGER, 0, p->last);
	skip_arguments(p);
	return true;
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

/* `error-context<u8>` */
static bool no_arguments(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (token->kind != TN_TOK_LT || p->last.kind != TN_TOK_PRIM)
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "`%.*s` takes no types", TN_S(tn_parse_text(p, &p->last)));
	tn_parse_put_back(p, *token);
	skip_pair(p);
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
		tn_diag_hint(p->cx, diag, "a method is given its resource by itself: leave `%.*s` out",
			TN_S(name));
	else
		tn_diag_hint(p->cx, diag, "parameters and fields have types: `%.*s: u8`",
			TN_S(name));
	tn_parse_insert(p, TN_TOK_COLON, 0, p->last);
	insert_poison(p, p->last);
	tn_parse_put_back(p, *token);
	return true;
}

bool tn_repair_type(struct tn_parse *p, const struct tn_token *token)
{
	if (tn_repair_accepts(p, TN_TOK_PRIM))
		return instead_of_type(p, token);
	return untyped(p, token) || two_payloads(p, token) || no_arguments(p, token) ||
	       missing_arguments(p, token) || wrong_count(p, token) || list_of_two(p, token) ||
	       not_a_resource(p, token) || (token->kind == TN_TOK_STRAY && sign_behind(p, token));
}
