/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What was perhaps meant by words and signs that the grammar refuses. Where that is clear the parser goes on
 * inside the item, as if it had been written right, so that the next error is one of its own.
 */
#include "wit/syntax/repair.h"

#include "base/utf8.h"

/* ---- what all guesses do ---- */

static int closing(int kind)
{
	return kind == TN_TOK_LPAREN   ? TN_TOK_RPAREN
	       : kind == TN_TOK_LBRACE ? TN_TOK_RBRACE
				       : TN_TOK_GT;
}

uint32_t tn_repair_skip_pair(struct tn_parse *p)
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

void tn_repair_poison(struct tn_parse *p, struct tn_token at)
{
	tn_parse_insert(p, TN_TOK_PRIM, TN_TY_POISON, at);
}

void tn_repair_skip_brackets(struct tn_parse *p, const struct tn_token *open)
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

bool tn_repair_first(struct tn_parse *p, const struct tn_token *token,
	tn_repair_guess *const *guesses, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (guesses[i](p, token))
			return true;
		if (p->reported == token->start)
			return false; /* said, but what was meant is not clear */
	}
	return false;
}

/* ---- words before they are sent ---- */

/* The first character that is not ASCII; 0 when all are. */
static uint32_t foreign_char(struct tn_str text)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t c = tn_utf8_next(text, &at);

		if (c >= 0x80)
			return c == TN_UTF8_BAD ? 0 : c;
	}
	return 0;
}

/* WIT.md, "WIT Identifiers": says how the name would be spelt, and takes it for that. */
static void bad_name(struct tn_parse *p, struct tn_token *token)
{
	struct tn_str text = tn_parse_text(p, token), kebab;
	uint32_t foreign = foreign_char(text);
	struct tn_diag *diag;

	token->misnamed = false;
	p->failed = true;
	if (p->lexer.quiet && tn_str_find(text, (char)0xc2, 0) != (size_t)-1)
		return; /* what is wrong with its bytes was said before */
	if (text.len && text.ptr[0] == '%')
		text = tn_str_sub(text, 1, text.len);
	kebab = tn_words_kebab(p->arena, text);
	diag = tn_diag_error(p->cx, TN_E_BAD_NAME, tn_parse_span(p, token),
		text.len ? "`%.*s` is not a valid identifier"
			 : "an identifier must not be empty%.*s",
		TN_S(text));
	if (kebab.len) {
		tn_diag_hint(p->cx, diag, "names are kebab-case: write `%.*s`", TN_S(kebab));
		diag->replacement = tn_str_copy(p->cx->diags.arena, kebab);
		token->name = tn_ctx_name(p->cx, kebab);
		return;
	}
	/* Who means it was told all there is to say: nothing else is called so. */
	token->name = tn_ctx_name(p->cx, tn_str_format(p->arena, "?%.*s", TN_S(text)));
	if (foreign) { /* blanks among them are not seen */
		tn_diag_hint(p->cx, diag,
			"names are kebab-case, of the letters a to z: U+%04X is in it", foreign);
	} else {
		tn_diag_hint(p->cx, diag,
			"names are kebab-case: words of one case, digits inside, joined by single "
			"`-`");
	}
}

/* The first character that matters behind what was lexed. */
static unsigned char next_char(const struct tn_parse *p)
{
	const unsigned char *at =
		p->ahead.len ? p->lexer.base + p->ahead.ptr[0].start : p->lexer.at;

	while (*at == ' ' || *at == '\t')
		at++;
	return *at;
}

/* `name:` where items begin with names. Lines and comments may stand between the two. */
static bool is_item_name(struct tn_parse *p, unsigned char next)
{
	int key = p->scopes.len ? TN_LAST(&p->scopes).key : 0;

	return (key == TN_TOK_INTERFACE || key == TN_TOK_RESOURCE) &&
	       (next == ':' || tn_parse_peek(p, 0).kind == TN_TOK_COLON);
}

/* `type p = union {`, but not `record p {` */
static bool is_body_of_type(const struct tn_parse *p, unsigned char next)
{
	int last = p->last.kind;

	return next == '{' && (last == TN_TOK_EQUALS || last == TN_TOK_COLON || last == TN_TOK_RARROW ||
				      last == TN_TOK_LT);
}

void tn_repair_word(struct tn_parse *p, struct tn_token *token)
{
	unsigned char next = next_char(p);

	if (tn_repair_at_item(p)) {
		if (!is_item_name(p, next) && !tn_repair_accepts(p, TN_TOK_SEMI))
			tn_repair_item_word(p, token);
	} else if ((next == '<' || next == '.' || is_body_of_type(p, next) || token->misnamed) &&
		   !tn_repair_accepts(p, TN_TOK_VERSION)) {
		if (tn_repair_accepts(p, TN_TOK_PRIM))
			tn_repair_type_word(p, token, next);
		else if (next == '.')
			tn_repair_old_path(p, token);
	}
	/* `@v1`, `version = v1` are told as versions; a feature has a name. */
	if (token->misnamed && token->kind == TN_TOK_ID &&
		!(tn_repair_accepts(p, TN_TOK_VERSION) &&
			(p->last.kind == TN_TOK_AT ||
				tn_str_eq(tn_parse_text(p, &p->before), TN_STR("version")))))
		bad_name(p, token);
}

/* ---- versions ---- */

static bool in_version(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && strchr(".-+*^~=\"<>", c));
}

/* `@1.0`, `@v1.0.0`, `@^1`, `@"1.0.0"`: WIT.md, "Package declaration". */
static bool version(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_token made = {
		.kind = TN_TOK_VERSION, .start = token->start, .docs = token->docs, .misnamed = true
	};
	const unsigned char *at = p->lexer.base + token->start, *end = at;
	struct tn_str text, better;
	struct tn_diag *diag;

	if (!tn_repair_accepts(p, TN_TOK_VERSION) || p->ahead.len || token->line_start ||
		!in_version(*at))
		return false;
	if (tn_repair_accepts(p, TN_TOK_ID) &&
		tn_str_eq(tn_parse_text(p, &p->item.name), TN_STR("unstable")))
		return false; /* that wants a feature's name */
	while (in_version(*end) && !(*end == '.' && end[1] == '{'))
		end++;
	made.end = (uint32_t)(end - p->lexer.base);
	text = tn_parse_text(p, &made);
	better = tn_words_version(p->arena, text);
	p->failed = true;
	p->reported = token->start;
	diag = tn_diag_error(p->cx, TN_E_BAD_VERSION, tn_parse_span(p, &made),
		"expected a version, found `%.*s`", TN_S(text));
	if (strchr("^~=<>*", text.ptr[0]) || tn_str_find(text, '*', 0) != (size_t)-1)
		tn_diag_hint(p->cx, diag, "WIT names one version, not a range: as in `1.0.0`");
	else if (better.len)
		tn_diag_hint(p->cx, diag, "a version is three numbers, without quotes: `%.*s`",
			TN_S(better));
	else
		tn_diag_hint(p->cx, diag, "a version is three numbers, as in `1.0.0`; without one, "
			"leave out the `@` as well");
	diag->replacement = better.len ? tn_str_copy(p->cx->diags.arena, better) : TN_NOSTR;
	made.name = tn_ctx_name(p->cx, better.len ? better : TN_STR("0.0.0"));
	p->lexer.at = end;
	tn_parse_put_back(p, made);
	return true;
}

/* ---- names ---- */

/* `func(u8)`, `func(u8 a)`: a type where a parameter or field begins. */
static bool type_first(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_token next = tn_parse_peek(p, 0);
	struct tn_diag *diag;

	if (!tn_repair_is_type(token->kind) || next.kind == TN_TOK_COLON ||
		!tn_repair_accepts_both(p, TN_TOK_ID, TN_TOK_COLON) || tn_repair_at_item(p))
		return false;
	if (p->last.kind != TN_TOK_LPAREN && p->last.kind != TN_TOK_COMMA &&
		p->last.kind != TN_TOK_LBRACE)
		return false;
	if (p->paren_of_results) { /* `-> (u8, u8)`, told as a whole */
		tn_parse_insert(p, TN_TOK_ID, tn_ctx_name(p->cx, TN_STR("?")), *token);
		tn_parse_insert(p, TN_TOK_COLON, 0, *token);
		tn_parse_put_back(p, *token);
		return true;
	}
	diag = tn_expected_at(p, tn_parse_span(p, token), "a name", token);
	if (next.kind == TN_TOK_ID && token->kind == TN_TOK_PRIM) {
		tn_diag_hint(p->cx, diag, "the type stands behind the name: `%.*s: %.*s`",
			TN_S(tn_parse_text(p, &next)), TN_S(tn_parse_text(p, token)));
		tn_parse_next(p);
		tn_parse_insert(p, TN_TOK_ID, next.name, next);
	} else {
		struct tn_str name = tn_str_format(p->arena, "?%u", token->start);

		tn_diag_hint(p->cx, diag, "parameters and fields have names: `name: %.*s`",
			TN_S(tn_parse_text(p, token)));
		tn_parse_insert(p, TN_TOK_ID, tn_ctx_name(p->cx, name), *token);
	}
	tn_parse_insert(p, TN_TOK_COLON, 0, *token);
	tn_parse_put_back(p, *token);
	return true;
}

/* A keyword where a name is wanted, and what follows fits a name: taken for one. */
static bool keyword_name(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_token name = *token;
	struct tn_str text = tn_parse_text(p, token);
	int next;

	if (!tn_expected_is_keyword(p, token) || !tn_repair_accepts(p, TN_TOK_ID) ||
		tn_repair_accepts(p, TN_TOK_PRIM))
		return false;
	next = tn_parse_peek(p, 0).kind;
	if (!tn_repair_accepts_both(p, TN_TOK_ID, next) ||
		(tn_repair_at_item(p) && next != TN_TOK_COLON))
		return false;
	tn_expected_advise(p, token);
	name.kind = TN_TOK_ID;
	name.name = tn_ctx_name(p->cx, text);
	tn_parse_put_back(p, name);
	return true;
}

/* `type: func()`: the keyword was taken for what it is. */
static bool keyword_before(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_str text = tn_parse_text(p, &p->last);
	struct tn_diag *diag;

	if (token->kind != TN_TOK_COLON || !tn_expected_is_keyword(p, &p->last) ||
		!tn_keyword_find(text)) /* or a word that was taken for one */
		return false;
	diag = tn_expected_report(p, token);
	if (p->last.kind == TN_TOK_CONSTRUCTOR) {
		tn_diag_hint(p->cx, diag, "a constructor is written `constructor(…);`");
		return false;
	}
	tn_diag_hint(p->cx, diag, "`%.*s` is a keyword: as a name it is written `%%%.*s`",
		TN_S(text), TN_S(text));
	return false;
}

static bool is_name(const struct tn_parse *p, const struct tn_token *token)
{
	struct tn_str text = tn_parse_text(p, token);

	text = text.len > 2 ? tn_str_sub(text, 1, text.len - 1) : TN_NOSTR;
	return text.len && tn_str_eq(text, tn_words_kebab(p->arena, text));
}

/* `"name"` */
static bool quoted_name(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_token name = *token;
	struct tn_str text = tn_parse_text(p, token);
	struct tn_diag *diag;

	if (token->kind != TN_TOK_STRING || !tn_repair_accepts(p, TN_TOK_ID))
		return false;
	diag = tn_expected_report(p, token);
	if (text.len > 2)
		tn_diag_hint(p->cx, diag, "names have no quotes: write `%.*s`",
			TN_S(tn_str_sub(text, 1, text.len - 1)));
	if (!is_name(p, token))
		return false;
	name.kind = TN_TOK_ID;
	tn_parse_put_back(p, name);
	return true;
}

/* ---- signs ---- */

/* `# comment`, `-- comment`, `#[attribute]` */
static bool foreign_comment(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (tn_repair_at_item(p) && tn_repair_is_sign(p, token, '#') &&
		p->lexer.base[token->end] == '[') {
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag, "attributes are written `@since(version = 1.0.0)`");
		for (;;) {
			struct tn_token next = tn_parse_peek(p, 0);

			if (!next.kind || next.line_start)
				return true;
			tn_parse_next(p);
			if (tn_repair_is_sign(p, &next, ']'))
				return true;
		}
	}

	if (token->kind != TN_TOK_STRAY || !(token->line_start || tn_repair_at_item(p)) ||
		!(tn_repair_is_sign(p, token, '#') ||
			(tn_repair_is_sign(p, token, '-') && p->lexer.base[token->end] == '-')))
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "a comment begins with `//`");
	p->ahead.len = 0;
	while (p->lexer.at < p->lexer.end && *p->lexer.at != '\n')
		p->lexer.at++;
	return true;
}

/* `string | u8`: skips to what ends the type. */
static void alternatives(struct tn_parse *p, struct tn_diag *diag)
{
	uint32_t depth = 0;

	tn_diag_hint(p->cx, diag, "one of several types is a `variant`, whose cases have names");
	for (;; tn_parse_next(p)) {
		struct tn_token next = tn_parse_peek(p, 0);

		depth += next.kind == TN_TOK_LT;
		if (!next.kind || next.kind == TN_TOK_SEMI || next.kind == TN_TOK_RBRACE ||
			(!depth && (next.kind == TN_TOK_COMMA || next.kind == TN_TOK_RPAREN ||
					   next.kind == TN_TOK_GT)))
			return;
		depth -= next.kind == TN_TOK_GT;
	}
}

static bool stray(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_str text = tn_parse_text(p, token);
	struct tn_diag *diag;

	if (token->kind != TN_TOK_STRAY || strchr("*+-", text.ptr[0]))
		return false;
	p->failed = true;
	diag = tn_diag_error(p->cx, TN_E_BAD_CHARACTER, tn_parse_span(p, token),
		"unexpected character `%.*s`", TN_S(text));
	if (text.ptr[0] == '?' && tn_repair_accepts(p, TN_TOK_COLON))
		tn_diag_hint(p->cx, diag, "say it in the type: `%.*s: option<…>`",
			TN_S(tn_parse_text(p, &p->last)));
	else if (text.ptr[0] == '?' && tn_repair_accepts(p, TN_TOK_PRIM))
		tn_diag_hint(p->cx, diag, "a value that may be missing is an `option<…>`");
	else if (text.ptr[0] == '|' && (tn_repair_accepts(p, TN_TOK_COMMA) ||
					       tn_repair_accepts(p, TN_TOK_SEMI)))
		alternatives(p, diag);
	else if (text.ptr[0] == '\'' || text.ptr[0] == '`')
		tn_diag_hint(p->cx, diag, "names have no quotes");
	return true;
}

bool tn_repair(struct tn_parse *p, const struct tn_token *token)
{
	static tn_repair_guess *const guesses[] = {
		foreign_comment,
		version,
		tn_repair_type,
		stray,
		type_first,
		tn_repair_item,
		keyword_name,
		keyword_before,
		quoted_name,
		tn_repair_sign,
	};

	if (p->reported == token->start)
		return false;
	if (tn_expected_top_item(token) && p->scopes.len && !tn_repair_may_end_line(p, token)) {
		tn_expected_advise(p, token);
		return false;
	}
	if (tn_repair_first(p, token, guesses, sizeof guesses / sizeof *guesses))
		return true;
	if (p->reported != token->start)
		tn_expected_advise(p, token);
	return false;
}
