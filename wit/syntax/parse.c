/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Source -> syntax tree. Sends tokens to the grammar, says what was unexpected, and after an error
 * skips to the end of the item, so that one mistake costs one item.
 */
#include "wit/syntax/repair.h"

struct tn_span tn_parse_span(const struct tn_parse *p, const struct tn_token *token)
{
	return (struct tn_span){ p->lexer.source, token->start, token->end };
}

struct tn_str tn_parse_text(const struct tn_parse *p, const struct tn_token *token)
{
	return tn_source_text(&p->cx->sources, tn_parse_span(p, token));
}

/* Called by the grammar when it refuses a token, before it drops anything from its stack. */
void tn_parse_unexpected(struct tn_parse *p, const struct tn_token *token)
{
	(void)token;
	p->refused = true;
	if (!p->quiet)
		tn_grammar_save(p);
}

void tn_parse_too_deep(struct tn_parse *p)
{
	p->refused = true;
	p->failed = true;
}

/* ---- sending tokens ---- */

struct tn_token tn_parse_next(struct tn_parse *p)
{
	struct tn_token token;

	if (!p->ahead.len)
		return tn_lexer_next(&p->lexer);
	token = p->ahead.ptr[0];
	p->ahead.len--;
	memmove(p->ahead.ptr, p->ahead.ptr + 1, p->ahead.len * sizeof token);
	return token;
}

struct tn_token tn_parse_peek(struct tn_parse *p, uint32_t n)
{
	while (p->ahead.len <= n) {
		struct tn_token token = tn_lexer_next(&p->lexer);

		*TN_PUSH(p->arena, &p->ahead) = token;
	}
	return p->ahead.ptr[n];
}

void tn_parse_put_back(struct tn_parse *p, struct tn_token token)
{
	(void)TN_PUSH(p->arena, &p->ahead);
	memmove(p->ahead.ptr + 1, p->ahead.ptr, (p->ahead.len - 1) * sizeof token);
	p->ahead.ptr[0] = token;
}

static void forget_item(struct tn_parse *p)
{
	p->item.key = 0;
	p->item.begun = false;
	p->item.attributes = false;
	p->item.name = (struct tn_token){ 0 };
	p->angles.len = 0;
}

bool tn_parse_in_list(const struct tn_parse *p)
{
	return p->scopes.len && !TN_LAST(&p->scopes).key;
}

/* Follows what the grammar has taken: which braces are open and what item is being read. */
static void taken(struct tn_parse *p, const struct tn_token *token)
{
	p->before = p->last;
	p->last = *token;
	p->item.begun = true;
	p->item.attributes = false;
	switch (token->kind) {
	case TN_TOK_INTERFACE:
	case TN_TOK_WORLD:
	case TN_TOK_RESOURCE:
	case TN_TOK_PACKAGE:
		p->item.key = token->kind;
		break;
	case TN_TOK_ID:
		if (!p->item.name.kind && !tn_parse_in_list(p))
			p->item.name = *token;
		break;
	case TN_TOK_RPAREN:
		if (p->item.name.kind && !p->item.key &&
			p->lexer.base[p->item.name.start - 1] == '@') {
			p->item.name = (struct tn_token){ 0 };
			p->item.attributes = true;
		}
		break;
	case TN_TOK_LBRACE:
		*TN_PUSH(p->arena, &p->scopes) = (struct tn_scope){ p->item.key, token->start };
		if (p->item.key)
			forget_item(p);
		break;
	case TN_TOK_RBRACE:
		(void)TN_POP(&p->scopes);
		forget_item(p);
		break;
	case TN_TOK_SEMI:
		forget_item(p);
		break;
	case TN_TOK_LPAREN:
		p->paren = token->start;
		p->paren_of_results = p->before.kind == TN_TOK_RARROW;
		break;
	case TN_TOK_LT:
		*TN_PUSH(p->arena, &p->angles) = token->start;
		break;
	case TN_TOK_GT:
		if (p->angles.len)
			(void)TN_POP(&p->angles);
		break;
	default:
		break;
	}
}

/* Sends a token that is not in the text. */
static void send(struct tn_parse *p, int kind, struct tn_token at)
{
	at.kind = kind;
	tn_grammar_(p->parser, kind, at, p);
}

void tn_parse_insert(struct tn_parse *p, int kind, tn_name name, struct tn_token at)
{
	struct tn_token token = {
		.kind = kind, .start = at.end, .end = at.end, .docs = at.end, .name = name
	};

	tn_grammar_(p->parser, kind, token, p);
	if (p->refused) { /* a guess that does not fit: the real token will be refused next */
		p->refused = false;
		tn_grammar_restore(p);
		return;
	}
	taken(p, &token);
}

/* ---- recovering ---- */

static bool opens_item(const struct tn_token *token)
{
	if (!token->line_start)
		return false;
	switch (token->kind) {
	case TN_TOK_INTERFACE:
	case TN_TOK_WORLD:
	case TN_TOK_PACKAGE:
	case TN_TOK_USE:
	case TN_TOK_TYPE:
	case TN_TOK_RECORD:
	case TN_TOK_VARIANT:
	case TN_TOK_ENUM:
	case TN_TOK_FLAGS:
	case TN_TOK_RESOURCE:
	case TN_TOK_IMPORT:
	case TN_TOK_EXPORT:
	case TN_TOK_INCLUDE:
	case TN_TOK_CONSTRUCTOR:
	case TN_TOK_AT:
		return true;
	default:
		return false;
	}
}

/* Closes what is open as if a "}" stood there. */
static void close_scopes(struct tn_parse *p, struct tn_token at)
{
	while (p->scopes.len && TN_LAST(&p->scopes).key != TN_TOK_PACKAGE) {
		send(p, TN_TOK_RBRACE, at);
		(void)TN_POP(&p->scopes);
	}
	forget_item(p);
}

/*
 * After a refused token: skips to the end of its item. That is a ";" or "}" on the item's level,
 * a word that begins the next item on a line of its own, or the "}" around it.
 */
static void recover(struct tn_parse *p, struct tn_token token)
{
	struct tn_token name = p->item.name, end = token;
	bool fresh = !p->item.begun;
	uint32_t lists = 0, depth;

	while (tn_parse_in_list(p)) {
		(void)TN_POP(&p->scopes);
		lists++;
	}
	depth = lists;
	if (fresh && tn_expected_top_item(&token) && p->scopes.len &&
		TN_LAST(&p->scopes).key != TN_TOK_PACKAGE) {
		send(p, TN_TOK_RECOVER,
			(struct tn_token){ .start = token.start, .end = token.start });
		close_scopes(p, token);
		tn_parse_put_back(p, token);
		return;
	}
	for (;; fresh = false, token = tn_parse_next(p)) {
		if (!token.kind || (token.kind == TN_TOK_RBRACE && depth == 0 && p->scopes.len) ||
			(!fresh && depth <= lists && opens_item(&token))) {
			tn_parse_put_back(p, token);
			break;
		}
		end = token;
		if (token.kind == TN_TOK_ID && !name.kind && depth == 0)
			name = token;
		if (token.kind == TN_TOK_LBRACE)
			depth++;
		if ((token.kind == TN_TOK_SEMI || token.kind == TN_TOK_RBRACE) && depth == 0)
			break; /* also a "}" that closes nothing */
		if (token.kind == TN_TOK_RBRACE && --depth == 0) {
			token = tn_parse_next(p);
			if (token.kind != TN_TOK_SEMI)
				tn_parse_put_back(p, token);
			break;
		}
	}
	if (!name.kind)
		name = (struct tn_token){ .start = end.start, .end = end.start };
	forget_item(p);
	send(p, TN_TOK_RECOVER, name);
	p->last = end;
}

/* Makes the grammar give up the current item; the reason has been reported. */
static void give_up(struct tn_parse *p, struct tn_token token)
{
	p->quiet = true;
	send(p, TN_TOK_STRAY, token);
	p->quiet = false;
	p->refused = false;
}

/* ---- the limits of nesting ---- */

static uint32_t open_packages(const struct tn_parse *p)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < p->scopes.len; i++)
		count += p->scopes.ptr[i].key == TN_TOK_PACKAGE;
	return count;
}

static bool too_deep(struct tn_parse *p, const struct tn_token *token)
{
	const struct tn_limits *limits = &p->cx->limits;
	const char *what, *name = "wit-type-depth";
	uint32_t limit = limits->wit_type_depth;
	struct tn_diag *diag;

	if (p->angles.len >= limits->wit_type_depth)
		what = "type nesting too deep";
	else if (token->kind == TN_TOK_PACKAGE && p->scopes.len >= limits->wit_item_depth &&
		 open_packages(p) >= limits->wit_item_depth)
		what = "package nesting too deep";
	else
		return false;
	if (token->kind == TN_TOK_PACKAGE) {
		name = "wit-item-depth";
		limit = limits->wit_item_depth;
	}
	diag = tn_diag_error(p->cx, TN_E_LIMIT, tn_parse_span(p, token), "%s", what);
	tn_diag_hint(p->cx, diag, "the limit `%s` is %u", name, limit);
	p->failed = true;
	return true;
}

/* ---- the whole file ---- */

/* The end of the file in the middle of things: closes them one by one. */
static void finish(struct tn_parse *p, struct tn_token eof)
{
	if (!tn_grammar_accepts(p->parser, 0)) {
		if (!p->failed || p->scopes.len < p->cx->limits.wit_item_depth)
			tn_expected_advise(p, &eof);
		if (p->item.begun) {
			struct tn_token name = p->item.name;

			give_up(p, eof);
			while (tn_parse_in_list(p))
				(void)TN_POP(&p->scopes);
			if (!name.kind)
				name = eof;
			send(p, TN_TOK_RECOVER, name);
		}
		while (p->scopes.len) {
			send(p, TN_TOK_RBRACE, eof);
			(void)TN_POP(&p->scopes);
		}
	}
	send(p, 0, eof);
}

/* Of a file in which nothing fits, this many errors are looked at closely. */
enum { HOPELESS = 100 };

static void refuse(struct tn_parse *p, struct tn_token token)
{
	tn_grammar_restore(p);
	p->refused = false;
	if (p->cx->diags.errors < HOPELESS) {
		if (tn_repair(p, &token))
			return;
	} else if (p->reported != token.start) {
		tn_expected_report(p, &token);
	}
	p->failed = true;
	p->reported = token.start;
	give_up(p, token);
	recover(p, token);
	/* Whatever recovery made of it: the next token is another one. */
	if (p->recovered == token.start && p->ahead.len && p->ahead.ptr[0].start == token.start)
		tn_parse_next(p);
	p->recovered = token.start;
}

static void drive(struct tn_parse *p)
{
	p->reported = p->recovered = UINT32_MAX;
	for (;;) {
		struct tn_token token = p->ahead.len ? tn_parse_next(p) : tn_lexer_next(&p->lexer);

		if (!token.kind) {
			finish(p, token);
			return;
		}
		if (too_deep(p, &token)) {
			give_up(p, token);
			if (token.kind == TN_TOK_PACKAGE)
				p->lexer.at = p->lexer.end; /* nothing good comes behind this */
			recover(p, token);
			continue;
		}
		if (token.kind == TN_TOK_ID)
			tn_repair_word(p, &token);
		else if (p->last.kind == TN_TOK_RPAREN && token.kind != TN_TOK_SEMI &&
			 token.kind != TN_TOK_RARROW && tn_repair_arrow(p, &token))
			continue; /* the grammar would have forgotten that it could take one */
		tn_grammar_(p->parser, token.kind, token, p);
		if (p->refused)
			refuse(p, token);
		else
			taken(p, &token);
	}
}

bool tn_parse_file(
	struct tn_ctx *cx, struct tn_arena *arena, uint32_t source, struct tn_ast_file *out)
{
	struct tn_parse p = { .cx = cx, .arena = arena, .file = out };

	*out = (struct tn_ast_file){ .source = source };
	tn_lexer_open(&p.lexer, cx, arena, source);
	tn_grammar_run(&p, drive);
	return !p.failed && !p.lexer.failed;
}
