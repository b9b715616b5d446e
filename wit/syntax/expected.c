/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A token was refused: what the grammar would have taken instead, and what was found, in words. */
#include "wit/syntax/build.h"

#include "wit/syntax/grammar.h"

#include "base/buf.h"

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

static struct tn_str wanted(struct tn_parse *p)
{
	const char *list[SHOWN_MOST + 1];
	uint32_t count = 0;
	struct tn_buf out = tn_buf_new(p->arena);

	if (tn_grammar_accepts(p->parser, TN_TOK_WORLD))
		return p->scopes.len ? TN_STR("`interface`, `world`, `use`, `package` or `}`")
				     : TN_STR("`interface`, `world`, `use` or `package`");
	if (tn_grammar_accepts(p->parser, TN_TOK_INCLUDE))
		return TN_STR("`import`, `export`, `include`, `use`, a type definition or `}`");
	if (tn_grammar_accepts(p->parser, TN_TOK_RECORD))
		return TN_STR("`use`, a type definition, a function or `}`");
	if (tn_grammar_accepts(p->parser, TN_TOK_CONSTRUCTOR))
		return TN_STR("`constructor`, a method or `}`");
	if (tn_grammar_accepts(p->parser, TN_TOK_FUNC))
		return tn_grammar_accepts(p->parser, TN_TOK_INTERFACE)
			       ? TN_STR("`func`, `interface` or the name of an interface")
		       : tn_grammar_accepts(p->parser, TN_TOK_ASYNC)
			       ? TN_STR("`func`, `async`, `get` or `set`")
			       : TN_STR("`func`");
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

bool tn_expected_is_keyword(const struct tn_parse *p, const struct tn_token *token)
{
	unsigned char c = token->kind ? p->lexer.base[token->start] : 0;

	return token->kind != TN_TOK_ID && c >= 'a' && c <= 'z' && token->start < token->end;
}

static struct tn_str found(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_str text = tn_parse_text(p, token);
	const char *what = tn_expected_is_keyword(p, token) ? "keyword " : "";

	if (!token->kind)
		return TN_STR("the end of the file");
	if (text.len > 60) /* no message is as long as a hostile token */
		return tn_str_format(p->arena, "%s`%.*s…`", what, 57, text.ptr);
	return tn_str_format(p->arena, "%s`%.*s`", what, TN_S(text));
}

struct tn_diag *tn_expected_at(
	struct tn_parse *p, struct tn_span span, const char *what, const struct tn_token *token)
{
	struct tn_str got = found(p, token);

	p->failed = true;
	p->reported = token->start;
	return tn_diag_error(p->cx, TN_E_SYNTAX, span, "expected %s, found %.*s", what, TN_S(got));
}

struct tn_diag *tn_expected_report(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_str what = tn_str_copy(p->arena, wanted(p));

	return tn_expected_at(p, tn_parse_span(p, token), what.ptr, token);
}

/* ---- advice ---- */

const struct tn_keyword *tn_expected_keyword(struct tn_parse *p, struct tn_str word)
{
	unsigned limit = (unsigned)(word.len < 16 ? word.len : 16) / 3 + 1, distance;
	uint32_t count;
	const struct tn_keyword *keywords = tn_keyword_all(&count), *best = NULL;

	for (uint32_t i = 0; i < count; i++) {
		if (keywords[i].primitive || !tn_grammar_accepts(p->parser, keywords[i].token))
			continue;
		distance = tn_str_distance(word, tn_str_of(keywords[i].text), limit);
		if (distance < limit) {
			limit = distance;
			best = &keywords[i];
		}
	}
	return best;
}

bool tn_expected_top_item(const struct tn_token *token)
{
	return token->line_start &&
	       (token->kind == TN_TOK_INTERFACE || token->kind == TN_TOK_WORLD ||
		       token->kind == TN_TOK_PACKAGE);
}

void tn_expected_unclosed(struct tn_parse *p, struct tn_diag *diag)
{
	uint32_t open = TN_LAST(&p->scopes).open;

	tn_diag_note(p->cx, diag, (struct tn_span){ p->lexer.source, open, open + 1 },
		"this `{` has no `}`");
}

const char *tn_expected_place(const struct tn_parse *p, int kind)
{
	if (p->item.begun && !p->item.attributes)
		return NULL;
	switch (kind) {
	case TN_TOK_IMPORT:
	case TN_TOK_EXPORT:
	case TN_TOK_INCLUDE:
		return p->scopes.len ? "imports and exports stand in a `world`; an interface takes "
				       "types from another with `use`"
				     : "imports and exports stand in a `world`";
	case TN_TOK_TYPE:
	case TN_TOK_RECORD:
	case TN_TOK_VARIANT:
	case TN_TOK_ENUM:
	case TN_TOK_FLAGS:
	case TN_TOK_RESOURCE:
		return p->scopes.len ? "a resource holds functions only: define types beside it"
				     : "types stand in an `interface` or a `world`";
	case TN_TOK_CONSTRUCTOR:
		return "constructors stand in a `resource`";
	case TN_TOK_INTERFACE:
	case TN_TOK_WORLD:
		return "interfaces and worlds stand side by side, not in one another";
	case TN_TOK_PACKAGE:
		return "a package stands at the top of a file";
	case TN_TOK_RBRACE:
		return "there is one `}` too many";
	case TN_TOK_SEMI:
		return p->last.kind == TN_TOK_RBRACE ? "no `;` stands behind this `}`" : NULL;
	default:
		return NULL;
	}
}

void tn_expected_advise(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag = tn_expected_report(p, token);
	struct tn_str text = tn_parse_text(p, token);
	const char *place = tn_expected_place(p, token->kind);

	if (tn_expected_top_item(token) && p->scopes.len) {
		tn_expected_unclosed(p, diag);
	} else if (place) {
		tn_diag_hint(p->cx, diag, "%s", place);
	} else if (p->last.kind == TN_TOK_ASYNC && tn_grammar_accepts(p->parser, TN_TOK_FUNC) &&
		   (tn_str_eq(text, TN_STR("get")) || tn_str_eq(text, TN_STR("set")))) {
		tn_diag_hint(p->cx, diag, "getters and setters are never `async`");
	} else if (tn_expected_is_keyword(p, token) && tn_grammar_accepts(p->parser, TN_TOK_ID)) {
		tn_diag_hint(p->cx, diag, "`%.*s` is a keyword: as a name it is written `%%%.*s`",
			TN_S(text), TN_S(text));
		diag->replacement = tn_str_format(p->cx->diags.arena, "%%%.*s", TN_S(text));
	}
	if (!token->kind && p->scopes.len)
		tn_expected_unclosed(p, diag);
}
