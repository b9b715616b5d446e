/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Source -> syntax tree. Sends tokens to the grammar, says what was unexpected, and after an error
 * skips to the end of the item, so that one mistake costs one item.
 */
#include "wit/syntax/build.h"

#include "wit/syntax/grammar.h"

#include "base/buf.h"

struct tn_span tn_parse_span(const struct tn_parse *p, const struct tn_token *token)
{
	return (struct tn_span){ p->lexer.source, token->start, token->end };
}

/* ---- saying what was expected ---- */

static const struct {
	int kind;
	const char *text;
} SHOWN[] = {
	{ TN_TOK_SEMI, "`;`" },
	{ TN_TOK_COLON, "`:`" },
	{ TN_TOK_COMMA, "`,`" },
	{ TN_TOK_LPAREN, "`(`" },
	{ TN_TOK_RPAREN, "`)`" },
	{ TN_TOK_LBRACE, "`{`" },
	{ TN_TOK_RBRACE, "`}`" },
	{ TN_TOK_LT, "`<`" },
	{ TN_TOK_GT, "`>`" },
	{ TN_TOK_EQUALS, "`=`" },
	{ TN_TOK_SLASH, "`/`" },
	{ TN_TOK_PERIOD, "`.`" },
	{ TN_TOK_RARROW, "`->`" },
	{ TN_TOK_FUNC, "`func`" },
	{ TN_TOK_AS, "`as`" },
	{ TN_TOK_WITH, "`with`" },
	{ TN_TOK_INTEGER, "a number" },
	{ TN_TOK_VERSION, "a version" },
	{ TN_TOK_STRING, "a string" },
};

/* Up to this many alternatives are listed one by one. */
enum { SHOWN_MOST = 5 };

static struct tn_str expected(struct tn_parse *p)
{
	const char *list[SHOWN_MOST + 1];
	uint32_t count = 0;
	struct tn_buf out = tn_buf_new(p->arena);

	if (tn_grammar_accepts(p->parser, TN_TOK_WORLD))
		return TN_STR("`interface`, `world`, `use` or `package`");
	if (tn_grammar_accepts(p->parser, TN_TOK_INCLUDE))
		return TN_STR("`import`, `export`, `include`, `use` or a type definition");
	if (tn_grammar_accepts(p->parser, TN_TOK_RECORD))
		return TN_STR("`use`, a type definition or a function");
	if (tn_grammar_accepts(p->parser, TN_TOK_CONSTRUCTOR))
		return TN_STR("`constructor`, a method or `}`");
	if (tn_grammar_accepts(p->parser, TN_TOK_PRIM))
		list[count++] = "a type";
	else if (tn_grammar_accepts(p->parser, TN_TOK_ID))
		list[count++] = "an identifier";
	for (uint32_t i = 0; i < sizeof SHOWN / sizeof *SHOWN && count < SHOWN_MOST; i++)
		if (tn_grammar_accepts(p->parser, SHOWN[i].kind))
			list[count++] = SHOWN[i].text;
	for (uint32_t i = 0; i < count; i++)
		tn_buf_printf(&out, "%s%s", i == 0 ? "" : i + 1 == count ? " or " : ", ", list[i]);
	return (struct tn_str){ (const char *)out.ptr, out.len };
}

static bool is_keyword(const struct tn_parse *p, const struct tn_token *token)
{
	unsigned char c = token->kind ? p->lexer.base[token->start] : 0;

	return token->kind != TN_TOK_ID && c >= 'a' && c <= 'z';
}

static struct tn_str found(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_str text = tn_source_text(&p->cx->sources, tn_parse_span(p, token));
	const char *what = is_keyword(p, token) ? "keyword " : "";

	if (!token->kind)
		return TN_STR("the end of the file");
	if (text.len > 60) /* no message is as long as a hostile token */
		return tn_str_format(p->arena, "%s`%.*s…`", what, 57, text.ptr);
	return tn_str_format(p->arena, "%s`%.*s`", what, TN_S(text));
}

static bool opens_top_item(const struct tn_token *token)
{
	return token->line_start &&
	       (token->kind == TN_TOK_INTERFACE || token->kind == TN_TOK_WORLD ||
		       token->kind == TN_TOK_PACKAGE);
}

static void unclosed(struct tn_parse *p, struct tn_diag *diag)
{
	uint32_t open = TN_LAST(&p->scopes).open;

	tn_diag_note(p->cx, diag, (struct tn_span){ p->lexer.source, open, open + 1 },
		"this `{` has no `}`");
}

static void advise(struct tn_parse *p, struct tn_diag *diag, const struct tn_token *token)
{
	struct tn_str text = tn_source_text(&p->cx->sources, tn_parse_span(p, token));

	if (opens_top_item(token) && p->scopes.len) {
		unclosed(p, diag);
	} else if (is_keyword(p, token) && tn_grammar_accepts(p->parser, TN_TOK_ID) &&
		   !tn_grammar_accepts(p->parser, TN_TOK_PRIM)) {
		tn_diag_hint(p->cx, diag, "`%.*s` is a keyword: as a name it is written `%%%.*s`",
			TN_S(text), TN_S(text));
		diag->replacement = tn_str_format(p->cx->diags.arena, "%%%.*s", TN_S(text));
	} else if (token->kind == TN_TOK_SEMI && p->last.kind == TN_TOK_RBRACE) {
		tn_diag_hint(p->cx, diag, "no `;` stands behind this `}`");
	} else if (tn_str_eq(text, TN_STR("default"))) {
		tn_diag_hint(p->cx, diag, "worlds and interfaces have no `default` any more");
	} else if (p->last.kind == TN_TOK_ID &&
		   tn_str_eq(tn_source_text(&p->cx->sources, tn_parse_span(p, &p->last)),
			   TN_STR("union"))) {
		tn_diag_hint(p->cx, diag, "there is no `union` any more: use a `variant`");
	}
	if (!token->kind && p->scopes.len)
		unclosed(p, diag);
}

static struct tn_diag *report(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_str wanted = expected(p);
	struct tn_str got = found(p, token);
	struct tn_diag *diag = tn_diag_error(p->cx, TN_E_SYNTAX, tn_parse_span(p, token),
		"expected %.*s, found %.*s", TN_S(wanted), TN_S(got));

	p->failed = true;
	advise(p, diag, token);
	return diag;
}

/* Called by the grammar when it refuses a token, before it drops anything from its stack. */
void tn_parse_unexpected(struct tn_parse *p, const struct tn_token *token)
{
	p->refused = true;
	if (!p->quiet)
		report(p, token);
}

void tn_parse_too_deep(struct tn_parse *p)
{
	p->refused = true;
	p->failed = true;
}

/* ---- sending tokens ---- */

static struct tn_token next(struct tn_parse *p)
{
	if (p->has_pending) {
		p->has_pending = false;
		return p->pending;
	}
	return tn_lexer_next(&p->lexer);
}

static void put_back(struct tn_parse *p, struct tn_token token)
{
	p->pending = token;
	p->has_pending = true;
}

static void forget_item(struct tn_parse *p)
{
	p->item.key = 0;
	p->item.begun = false;
	p->item.name = (struct tn_token){ 0 };
	p->angles = 0;
}

static bool in_list(const struct tn_parse *p)
{
	return p->scopes.len && !TN_LAST(&p->scopes).key;
}

/* Follows what the grammar has taken: which braces are open and what item is being read. */
static void taken(struct tn_parse *p, struct tn_token token)
{
	p->last = token;
	p->item.begun = true;
	switch (token.kind) {
	case TN_TOK_INTERFACE:
	case TN_TOK_WORLD:
	case TN_TOK_RESOURCE:
	case TN_TOK_PACKAGE:
		p->item.key = token.kind;
		break;
	case TN_TOK_ID:
		if (!p->item.name.kind && !in_list(p))
			p->item.name = token;
		break;
	case TN_TOK_RPAREN:
		if (p->item.name.kind && !p->item.key &&
			p->lexer.base[p->item.name.start - 1] == '@')
			p->item.name = (struct tn_token){ 0 }; /* that was an attribute */
		break;
	case TN_TOK_LBRACE:
		*TN_PUSH(p->arena, &p->scopes) = (struct tn_scope){ p->item.key, token.start };
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
	case TN_TOK_LT:
		p->angles++;
		break;
	case TN_TOK_GT:
		p->angles--;
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

	while (in_list(p)) {
		(void)TN_POP(&p->scopes);
		lists++;
	}
	depth = lists;
	if (fresh && opens_top_item(&token) && p->scopes.len &&
		TN_LAST(&p->scopes).key != TN_TOK_PACKAGE) {
		send(p, TN_TOK_RECOVER,
			(struct tn_token){ .start = token.start, .end = token.start });
		close_scopes(p, token);
		put_back(p, token);
		return;
	}
	for (;; fresh = false, token = tn_lexer_next(&p->lexer)) {
		if (!token.kind || (token.kind == TN_TOK_RBRACE && depth == 0 && p->scopes.len) ||
			(!fresh && depth <= lists && opens_item(&token))) {
			put_back(p, token);
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
			token = tn_lexer_next(&p->lexer);
			if (token.kind != TN_TOK_SEMI)
				put_back(p, token);
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
	const char *what;

	if (p->angles >= limits->wit_type_depth)
		what = "type nesting too deep";
	else if (token->kind == TN_TOK_PACKAGE && p->scopes.len >= limits->wit_item_depth &&
		 open_packages(p) >= limits->wit_item_depth)
		what = "package nesting too deep";
	else
		return false;
	tn_diag_error(p->cx, TN_E_LIMIT, tn_parse_span(p, token), "%s", what);
	p->failed = true;
	return true;
}

/* ---- the whole file ---- */

/* A line that ended without its ";": says so and goes on as if it were there. */
static void missing_semicolon(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (!token->line_start || p->last.kind == TN_TOK_SEMI || p->last.kind == TN_TOK_LBRACE ||
		p->last.kind == TN_TOK_COMMA || tn_grammar_accepts(p->parser, token->kind) ||
		!tn_grammar_accepts(p->parser, TN_TOK_SEMI))
		return;
	diag = report(p, token);
	if (!diag->hint.len)
		tn_diag_hint(p->cx, diag, "end the line above with `;`");
	send(p, TN_TOK_SEMI, p->last);
	forget_item(p);
	p->last.kind = TN_TOK_SEMI;
}

/* The end of the file in the middle of things: closes them one by one. */
static void finish(struct tn_parse *p, struct tn_token eof)
{
	if (!tn_grammar_accepts(p->parser, 0)) {
		if (!p->failed || p->scopes.len < p->cx->limits.wit_item_depth)
			report(p, &eof);
		if (p->item.begun) {
			struct tn_token name = p->item.name;

			give_up(p, eof);
			while (in_list(p))
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

static void drive(struct tn_parse *p)
{
	uint32_t refused_at = UINT32_MAX;

	for (;;) {
		struct tn_token token = next(p);

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
		missing_semicolon(p, &token);
		tn_grammar_(p->parser, token.kind, token, p);
		if (p->refused) {
			p->refused = false;
			recover(p, token);
			/* Whatever recovery made of it: no token is refused more than twice. */
			if (refused_at == token.start && p->pending.start == token.start)
				p->has_pending = false;
			refused_at = token.start;
		} else {
			taken(p, token);
		}
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
