/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * WIT text -> tokens. WIT.md, "Lexical structure". The source has a NUL byte behind its end, which
 * stops every rule; comments are kept as a range in the token that follows them. What is no token and
 * no name is passed on as well: the parser knows what was perhaps meant.
 */
#include "wit/syntax/token.h"

#include "wit/syntax/grammar.h"

static struct tn_span span_of(const struct tn_lexer *lexer, const unsigned char *from,
	const unsigned char *to)
{
	return (struct tn_span){ lexer->source, (uint32_t)(from - lexer->base),
		(uint32_t)(to - lexer->base) };
}

/* Behind the block comment that opens at `open`; they nest. */
static const unsigned char *block_end(struct tn_lexer *lexer, const unsigned char *open)
{
	const unsigned char *at = open + 2;
	uint32_t depth = 1;

	while (depth && at < lexer->end) {
		if (at[0] == '*' && at[1] == '/') {
			depth--;
			at += 2;
		} else if (at[0] == '/' && at[1] == '*') {
			depth++;
			at += 2;
		} else {
			at++;
		}
	}
	if (depth) {
		tn_diag_error(lexer->cx, TN_E_UNTERMINATED, span_of(lexer, open, open + 2),
			"this block comment has no end");
		lexer->failed = true;
		at = lexer->end;
	}
	return at;
}

/* The token [from, at); lexing goes on behind it. */
static struct tn_token token(struct tn_lexer *lexer, int kind, const unsigned char *from,
	const unsigned char *at, const unsigned char *docs, bool line_start)
{
	lexer->at = at;
	return (struct tn_token){
		.kind = (uint8_t)kind,
		.start = (uint32_t)(from - lexer->base),
		.end = (uint32_t)(at - lexer->base),
		.docs = (uint32_t)((docs ? docs : from) - lexer->base),
		.line_start = line_start,
	};
}

static tn_name name(
	struct tn_lexer *lexer, const unsigned char *from, const unsigned char *to)
{
	return tn_ctx_name(lexer->cx, (struct tn_str){ (const char *)from, (size_t)(to - from) });
}

static struct tn_token scan(struct tn_lexer *lexer)
{
	/* A variable: a pointer in memory would be loaded and stored for each character. */
	const unsigned char *at = lexer->at;
	const unsigned char *YYMARKER, *docs = NULL, *from;
	bool line_start = at == lexer->base;
	struct tn_token out;

again:
	from = at;

#define YYCTYPE unsigned char
#define YYCURSOR at
#define TOKEN(kind) return token(lexer, TN_TOK_##kind, from, at, docs, line_start)
#define PRIM(type)                                                                                 \
	do {                                                                                       \
		out = token(lexer, TN_TOK_PRIM, from, at, docs, line_start);                       \
		out.name = TN_TY_##type;                                                           \
		return out;                                                                        \
	} while (0)

	/*!re2c
	re2c:yyfill:enable = 0;
	re2c:flags:bit-vectors = 1;
	re2c:indent:string = "\t";

	first = [a-z][0-9a-z]* | [A-Z][0-9A-Z]*;
	rest = "-" ([0-9a-z]+ | [0-9A-Z]+);
	id = first rest*;
	word_start = [A-Za-z_\x80-\xff];
	word = word_start ([A-Za-z0-9_-] | [\x80-\xff])*;
	digits = [0-9]+;
	semver_part = [0-9A-Za-z-]+ ("." [0-9A-Za-z-]+)*;

	[ \t\r]+ { goto again; }
	"\n" [ \t\r\n]* { line_start = true; goto again; }
	"//" {
		if (!docs)
			docs = from;
		at = memchr(at, '\n', (size_t)(lexer->end - at));
		if (!at)
			at = lexer->end;
		goto again;
	}
	"/*" {
		if (!docs)
			docs = from;
		at = block_end(lexer, from);
		goto again;
	}
	"\x00" {
		if (from < lexer->end)
			goto bad;
		return token(lexer, 0, from, from, docs, true);
	}

	"=" { TOKEN(EQUALS); }
	"," { TOKEN(COMMA); }
	":" { TOKEN(COLON); }
	";" { TOKEN(SEMI); }
	"." { TOKEN(PERIOD); }
	"(" { TOKEN(LPAREN); }
	")" { TOKEN(RPAREN); }
	"{" { TOKEN(LBRACE); }
	"}" { TOKEN(RBRACE); }
	"<" { TOKEN(LT); }
	">" { TOKEN(GT); }
	"@" { TOKEN(AT); }
	"/" { TOKEN(SLASH); }
	"->" { TOKEN(RARROW); }
	"*" { TOKEN(STRAY); }
	"+" { TOKEN(STRAY); }
	"-" { TOKEN(STRAY); }

	"as" { TOKEN(AS); }
	"async" { TOKEN(ASYNC); }
	"bool" { PRIM(BOOL); }
	"borrow" { TOKEN(BORROW); }
	"char" { PRIM(CHAR); }
	"constructor" { TOKEN(CONSTRUCTOR); }
	"enum" { TOKEN(ENUM); }
	"error-context" { PRIM(ERROR_CONTEXT); }
	"export" { TOKEN(EXPORT); }
	"f32" { PRIM(F32); }
	"f64" { PRIM(F64); }
	"flags" { TOKEN(FLAGS); }
	"from" { TOKEN(FROM); }
	"func" { TOKEN(FUNC); }
	"future" { TOKEN(FUTURE); }
	"import" { TOKEN(IMPORT); }
	"include" { TOKEN(INCLUDE); }
	"interface" { TOKEN(INTERFACE); }
	"list" { TOKEN(LIST); }
	"map" { TOKEN(MAP); }
	"option" { TOKEN(OPTION); }
	"own" { TOKEN(OWN); }
	"package" { TOKEN(PACKAGE); }
	"record" { TOKEN(RECORD); }
	"resource" { TOKEN(RESOURCE); }
	"result" { TOKEN(RESULT); }
	"s16" { PRIM(S16); }
	"s32" { PRIM(S32); }
	"s64" { PRIM(S64); }
	"s8" { PRIM(S8); }
	"static" { TOKEN(STATIC); }
	"stream" { TOKEN(STREAM); }
	"string" { PRIM(STRING); }
	"tuple" { TOKEN(TUPLE); }
	"type" { TOKEN(TYPE); }
	"u16" { PRIM(U16); }
	"u32" { PRIM(U32); }
	"u64" { PRIM(U64); }
	"u8" { PRIM(U8); }
	"use" { TOKEN(USE); }
	"variant" { TOKEN(VARIANT); }
	"with" { TOKEN(WITH); }
	"world" { TOKEN(WORLD); }
	"_" { TOKEN(UNDERSCORE); }

	id {
		out = token(lexer, TN_TOK_ID, from, at, docs, line_start);
		out.name = name(lexer, from, at);
		return out;
	}
	"%" id {
		out = token(lexer, TN_TOK_ID, from, at, docs, line_start);
		out.name = name(lexer, from + 1, at);
		return out;
	}
	"%" word? {
		out = token(lexer, TN_TOK_ID, from, at, docs, line_start);
		goto misnamed;
	}
	word {
		out = token(lexer, TN_TOK_ID, from, at, docs, line_start);
		goto misnamed;
	}

	digits { TOKEN(INTEGER); }
	digits "." digits "." digits ("-" semver_part)? ("+" semver_part)? {
		out = token(lexer, TN_TOK_VERSION, from, at, docs, line_start);
		out.name = name(lexer, from, at);
		return out;
	}

	["] ([^"\\\n\x00] | "\\" [^\n\x00])* ["] {
		out = token(lexer, TN_TOK_STRING, from, at, docs, line_start);
		out.name = tn_lexer_string(lexer, out.start + 1, out.end - 1);
		return out;
	}
	["] {
		tn_diag_error(lexer->cx, TN_E_UNTERMINATED, span_of(lexer, from, at),
			"this string has no end on its line");
		lexer->failed = true;
		while (at < lexer->end && *at != '\n')
			at++;
		TOKEN(STRING);
	}

	* { goto bad; }
	*/

misnamed:
	out.name = name(lexer, from, at);
	out.misnamed = true;
	return out;

bad:
	if (!lexer->quiet)
		TOKEN(STRAY);
	goto again; /* what is wrong with it was said before */
}

struct tn_token tn_lexer_next(struct tn_lexer *lexer)
{
	struct tn_token token = scan(lexer);

	if (lexer->nested)
		tn_lexer_nest(lexer, &token);
	return token;
}
