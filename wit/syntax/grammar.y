/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The grammar of WIT text. WIT.md, "Top-level items" and on. Actions build the tree of ast.h and
 * nothing else; what is legal but meaningless is refused by resolve.c.
 * Lists bring their delimiters along, so that no list is reduced before its end is seen: what the
 * parser would take is then known for messages.
 * After an error parse.c skips to the end of the item and sends RECOVER.
 */
%name tn_grammar_
%token_prefix TN_TOK_
%token_type { struct tn_token }
%extra_argument { struct tn_parse *p }
%stack_size 1200

%include {
#ifndef NDEBUG
#define NDEBUG /* lemon's tracing keeps a mutable global otherwise */
#endif
#include "wit/syntax/build.h"

#ifdef __GNUC__
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wunused-variable"
#endif
}

%syntax_error { tn_parse_unexpected(p, &TOKEN); }
%stack_overflow { tn_parse_too_deep(p); }

%type items { struct tn_items }
%type iface_items { struct tn_items }
%type world_items { struct tn_items }
%type resource_items { struct tn_items }
%type item { struct tn_ast_item * }
%type iface_item { struct tn_ast_item * }
%type world_item { struct tn_ast_item * }
%type resource_item { struct tn_ast_item * }
%type typedef { struct tn_ast_item * }
%type use { struct tn_ast_item * }
%type extern { struct tn_ast_item * }
%type attrs { struct tn_attrs }
%type attr { struct tn_ast_attr * }
%type package_name { struct tn_ast_path * }
%type path { struct tn_ast_path * }
%type version { struct tn_token }
%type func { struct tn_ast_func * }
%type result { struct tn_ast_type * }
%type ty { struct tn_ast_type * }
%type types { struct tn_types }
%type type_list { struct tn_types }
%type params { struct tn_members }
%type fields { struct tn_members }
%type param_list { struct tn_members }
%type labels { struct tn_members }
%type label_list { struct tn_members }
%type cases { struct tn_members }
%type case_list { struct tn_members }
%type case { struct tn_ast_member * }
%type names { struct tn_members }
%type name_list { struct tn_members }
%type name { struct tn_ast_member * }
%type renames { struct tn_members }
%type rename_list { struct tn_members }

/* Kinds the parser never accepts, so that they only appear in messages. */
%token STRAY FROM.

start ::= items(A). {
	p->file->items = A.first;
	p->file->kinds = A.kinds;
}

/* ---- a file, a package ---- */
items(A) ::= . { A = (struct tn_items){ 0 }; }
items(A) ::= items(B) item(C). { A = tn_build_append(B, C); }
items(A) ::= items(B) error RECOVER(T). {
	A = tn_build_append(B, tn_build_broken(p, &T));
	yypParser->yyerrcnt = -1;
}

item(A) ::= attrs(B) INTERFACE(K) ID(N) LBRACE iface_items(C) RBRACE. {
	A = tn_build_item(p, TN_AST_INTERFACE, &B, &K, &N);
	tn_build_body(A, C);
}
item(A) ::= attrs(B) WORLD(K) ID(N) LBRACE world_items(C) RBRACE. {
	A = tn_build_item(p, TN_AST_WORLD, &B, &K, &N);
	tn_build_body(A, C);
}
item(A) ::= attrs(B) USE(K) path(C) SEMI. {
	A = tn_build_item(p, TN_AST_TOP_USE, &B, &K, NULL);
	A->path = C;
	A->name = C->name;
}
item(A) ::= attrs(B) USE(K) path(C) AS ID(N) SEMI. {
	A = tn_build_item(p, TN_AST_TOP_USE, &B, &K, &N);
	A->path = C;
}
item(A) ::= attrs(B) PACKAGE(K) package_name(C) SEMI(E). {
	A = tn_build_item(p, TN_AST_HEADER, &B, &K, NULL);
	A->path = C;
	tn_build_header(p, A, &E);
}
item(A) ::= attrs(B) PACKAGE(K) package_name(C) LBRACE items(D) RBRACE. {
	A = tn_build_item(p, TN_AST_PACKAGE, &B, &K, NULL);
	A->path = C;
	tn_build_body(A, D);
}

package_name(A) ::= ID(N) COLON ID(P) version(V). { A = tn_build_package(p, &N, &P, &V); }
version(A) ::= . { A = (struct tn_token){ 0 }; }
version(A) ::= AT VERSION(V). { A = V; tn_build_version(p, &A); }

path(A) ::= ID(N). { A = tn_build_path(p, NULL, NULL, &N, NULL); }
path(A) ::= ID(S) COLON ID(P) SLASH ID(N) version(V). { A = tn_build_path(p, &S, &P, &N, &V); }

/* ---- attributes ---- */
attrs(A) ::= . { A = (struct tn_attrs){ 0 }; }
attrs(A) ::= attrs(B) AT(K) attr(C). { A = tn_build_attr(B, &K, C); }
attr(A) ::= ID(N) LPAREN ID(W) EQUALS VERSION(V) RPAREN. {
	A = tn_build_gate(p, &N, &W, &V);
}
attr(A) ::= ID(N) LPAREN ID(W) EQUALS ID(V) RPAREN. { A = tn_build_gate(p, &N, &W, &V); }
attr(A) ::= ID(N) LPAREN STRING(V) RPAREN. { A = tn_build_gate(p, &N, NULL, &V); }

/* ---- interfaces ---- */
iface_items(A) ::= . { A = (struct tn_items){ 0 }; }
iface_items(A) ::= iface_items(B) iface_item(C). { A = tn_build_append(B, C); }
iface_items(A) ::= iface_items(B) error RECOVER(T). {
	A = tn_build_append(B, tn_build_broken(p, &T));
	yypParser->yyerrcnt = -1;
}
iface_item(A) ::= typedef(B). { A = B; }
iface_item(A) ::= use(B). { A = B; }
iface_item(A) ::= attrs(B) ID(N) COLON func(C) SEMI. {
	A = tn_build_item(p, TN_AST_FUNC, &B, &N, &N);
	A->func = C;
}

use(A) ::= attrs(B) USE(K) path(C) PERIOD names(D) SEMI. {
	A = tn_build_item(p, TN_AST_USE, &B, &K, NULL);
	A->path = C;
	A->members = D.first;
	A->count = D.count;
}
names(A) ::= LBRACE RBRACE. { A = (struct tn_members){ 0 }; }
names(A) ::= LBRACE name_list(B) RBRACE. { A = B; }
names(A) ::= LBRACE name_list(B) COMMA RBRACE. { A = B; }
name_list(A) ::= name(B). { A = tn_build_member((struct tn_members){ 0 }, B); }
name_list(A) ::= name_list(B) COMMA name(C). { A = tn_build_member(B, C); }
name(A) ::= ID(N). { A = tn_build_name(p, &N, NULL, NULL); }
name(A) ::= ID(N) AS ID(B). { A = tn_build_name(p, &N, &B, NULL); }

/* ---- worlds ---- */
world_items(A) ::= . { A = (struct tn_items){ 0 }; }
world_items(A) ::= world_items(B) world_item(C). { A = tn_build_append(B, C); }
world_items(A) ::= world_items(B) error RECOVER(T). {
	A = tn_build_append(B, tn_build_broken(p, &T));
	yypParser->yyerrcnt = -1;
}
world_item(A) ::= typedef(B). { A = B; }
world_item(A) ::= use(B). { A = B; }
world_item(A) ::= attrs(B) IMPORT(K) extern(C). { A = tn_build_extern(TN_AST_IMPORT, &B, &K, C); }
world_item(A) ::= attrs(B) EXPORT(K) extern(C). { A = tn_build_extern(TN_AST_EXPORT, &B, &K, C); }
world_item(A) ::= attrs(B) INCLUDE(K) path(C) SEMI. {
	A = tn_build_item(p, TN_AST_INCLUDE, &B, &K, NULL);
	A->path = C;
}
world_item(A) ::= attrs(B) INCLUDE(K) path(C) WITH renames(D). {
	A = tn_build_item(p, TN_AST_INCLUDE, &B, &K, NULL);
	A->path = C;
	A->members = D.first;
	A->count = D.count;
}
renames(A) ::= LBRACE RBRACE. { A = (struct tn_members){ 0 }; }
renames(A) ::= LBRACE rename_list(B) RBRACE. { A = B; }
renames(A) ::= LBRACE rename_list(B) COMMA RBRACE. { A = B; }
rename_list(A) ::= ID(N) AS ID(C). {
	A = tn_build_member((struct tn_members){ 0 }, tn_build_name(p, &N, &C, NULL));
}
rename_list(A) ::= rename_list(B) COMMA ID(N) AS ID(C). {
	A = tn_build_member(B, tn_build_name(p, &N, &C, NULL));
}

extern(A) ::= ID(N) COLON func(C) SEMI. {
	A = tn_build_external(p, TN_EXTERN_FUNC, &N);
	A->func = C;
}
extern(A) ::= ID(N) COLON INTERFACE LBRACE iface_items(C) RBRACE. {
	A = tn_build_external(p, TN_EXTERN_INLINE, &N);
	tn_build_body(A, C);
}
extern(A) ::= ID(N) COLON path(C) SEMI. {
	A = tn_build_external(p, TN_EXTERN_LABEL, &N);
	A->path = C;
}
extern(A) ::= ID(N) SEMI. {
	A = tn_build_external(p, TN_EXTERN_PATH, &N);
	A->path = tn_build_path(p, NULL, NULL, &N, NULL);
}
extern(A) ::= ID(S) COLON ID(P) SLASH ID(N) version(V) SEMI. {
	A = tn_build_external(p, TN_EXTERN_PATH, &N);
	A->path = tn_build_path(p, &S, &P, &N, &V);
}

/* ---- functions ---- */
func(A) ::= FUNC(K) params(B) result(C). {
	A = tn_build_func(p, &K, TN_FORM_FUNC, B, C);
}
func(A) ::= ASYNC FUNC(K) params(B) result(C). {
	A = tn_build_func(p, &K, TN_FORM_FUNC, B, C);
	A->is_async = true;
}
func(A) ::= ID(K) params(B) result(C). { A = tn_build_accessor(p, &K, B, C); }

params(A) ::= LPAREN RPAREN. { A = (struct tn_members){ 0 }; }
params(A) ::= LPAREN param_list(B) RPAREN. { A = B; }
params(A) ::= LPAREN param_list(B) COMMA RPAREN. { A = B; }
param_list(A) ::= ID(N) COLON ty(C). {
	A = tn_build_member((struct tn_members){ 0 }, tn_build_name(p, &N, NULL, C));
}
param_list(A) ::= param_list(B) COMMA ID(N) COLON ty(C). {
	A = tn_build_member(B, tn_build_name(p, &N, NULL, C));
}
result(A) ::= . { A = NULL; }
result(A) ::= RARROW ty(B). { A = B; }
/* Named results are gone from the language; known here only to say so. */
result(A) ::= RARROW LPAREN(K) RPAREN. { A = tn_build_named_results(p, &K, 0); }
result(A) ::= RARROW LPAREN(K) param_list(B) RPAREN. {
	A = tn_build_named_results(p, &K, B.count);
}

/* ---- types ---- */
typedef(A) ::= attrs(B) TYPE(K) ID(N) EQUALS ty(C) SEMI. {
	A = tn_build_item(p, TN_AST_ALIAS, &B, &K, &N);
	A->type = C;
}
typedef(A) ::= attrs(B) RECORD(K) ID(N) fields(C). {
	A = tn_build_list(p, TN_AST_RECORD, &B, &K, &N, C);
}
typedef(A) ::= attrs(B) FLAGS(K) ID(N) labels(C). {
	A = tn_build_list(p, TN_AST_FLAGS, &B, &K, &N, C);
}
typedef(A) ::= attrs(B) ENUM(K) ID(N) labels(C). {
	A = tn_build_list(p, TN_AST_ENUM, &B, &K, &N, C);
}
typedef(A) ::= attrs(B) VARIANT(K) ID(N) cases(C). {
	A = tn_build_list(p, TN_AST_VARIANT, &B, &K, &N, C);
}
typedef(A) ::= attrs(B) RESOURCE(K) ID(N) SEMI. {
	A = tn_build_item(p, TN_AST_RESOURCE, &B, &K, &N);
}
typedef(A) ::= attrs(B) RESOURCE(K) ID(N) LBRACE resource_items(C) RBRACE. {
	A = tn_build_item(p, TN_AST_RESOURCE, &B, &K, &N);
	tn_build_body(A, C);
}

fields(A) ::= LBRACE RBRACE. { A = (struct tn_members){ 0 }; }
fields(A) ::= LBRACE param_list(B) RBRACE. { A = B; }
fields(A) ::= LBRACE param_list(B) COMMA RBRACE. { A = B; }
labels(A) ::= LBRACE RBRACE. { A = (struct tn_members){ 0 }; }
labels(A) ::= LBRACE label_list(B) RBRACE. { A = B; }
labels(A) ::= LBRACE label_list(B) COMMA RBRACE. { A = B; }
label_list(A) ::= ID(N). {
	A = tn_build_member((struct tn_members){ 0 }, tn_build_name(p, &N, NULL, NULL));
}
label_list(A) ::= label_list(B) COMMA ID(N). {
	A = tn_build_member(B, tn_build_name(p, &N, NULL, NULL));
}
cases(A) ::= LBRACE RBRACE. { A = (struct tn_members){ 0 }; }
cases(A) ::= LBRACE case_list(B) RBRACE. { A = B; }
cases(A) ::= LBRACE case_list(B) COMMA RBRACE. { A = B; }
case_list(A) ::= case(B). { A = tn_build_member((struct tn_members){ 0 }, B); }
case_list(A) ::= case_list(B) COMMA case(C). { A = tn_build_member(B, C); }
case(A) ::= ID(N). { A = tn_build_name(p, &N, NULL, NULL); }
case(A) ::= ID(N) LPAREN ty(C) RPAREN. { A = tn_build_name(p, &N, NULL, C); }

resource_items(A) ::= . { A = (struct tn_items){ 0 }; }
resource_items(A) ::= resource_items(B) resource_item(C). { A = tn_build_append(B, C); }
resource_items(A) ::= resource_items(B) error RECOVER(T). {
	A = tn_build_append(B, tn_build_broken(p, &T));
	yypParser->yyerrcnt = -1;
}
resource_item(A) ::= attrs(B) ID(N) COLON func(C) SEMI. {
	A = tn_build_item(p, TN_AST_FUNC, &B, &N, &N);
	A->func = C;
}
resource_item(A) ::= attrs(B) ID(N) COLON STATIC func(C) SEMI. {
	A = tn_build_item(p, TN_AST_FUNC, &B, &N, &N);
	A->func = C;
	A->func->is_static = true;
}
resource_item(A) ::= attrs(B) CONSTRUCTOR(K) params(C) result(D) SEMI. {
	A = tn_build_item(p, TN_AST_FUNC, &B, &K, &K);
	A->func = tn_build_func(p, &K, TN_FORM_CONSTRUCTOR, C, D);
}

ty(A) ::= PRIM(K). { A = tn_build_type(p, TN_AST_PRIM, &K, NULL, NULL); }
ty(A) ::= ID(K). { A = tn_build_type(p, TN_AST_NAME, &K, NULL, NULL); }
ty(A) ::= TUPLE(K) types(B). { A = tn_build_type(p, TN_AST_TUPLE, &K, B.first, NULL); }
ty(A) ::= LIST(K) LT ty(B) GT. { A = tn_build_type(p, TN_AST_LIST, &K, B, NULL); }
ty(A) ::= LIST(K) LT ty(B) COMMA INTEGER(N) GT. { A = tn_build_fixed_list(p, &K, B, &N); }
ty(A) ::= MAP(K) LT ty(B) COMMA ty(C) GT. { A = tn_build_type(p, TN_AST_MAP, &K, B, C); }
ty(A) ::= OPTION(K) LT ty(B) GT. { A = tn_build_type(p, TN_AST_OPTION, &K, B, NULL); }
ty(A) ::= RESULT(K). { A = tn_build_type(p, TN_AST_RESULT, &K, NULL, NULL); }
ty(A) ::= RESULT(K) LT ty(B) GT. { A = tn_build_type(p, TN_AST_RESULT, &K, B, NULL); }
ty(A) ::= RESULT(K) LT ty(B) COMMA ty(C) GT. { A = tn_build_type(p, TN_AST_RESULT, &K, B, C); }
ty(A) ::= RESULT(K) LT UNDERSCORE COMMA ty(C) GT. {
	A = tn_build_type(p, TN_AST_RESULT, &K, NULL, C);
}
ty(A) ::= FUTURE(K). { A = tn_build_type(p, TN_AST_FUTURE, &K, NULL, NULL); }
ty(A) ::= FUTURE(K) LT ty(B) GT. { A = tn_build_type(p, TN_AST_FUTURE, &K, B, NULL); }
ty(A) ::= STREAM(K). { A = tn_build_type(p, TN_AST_STREAM, &K, NULL, NULL); }
ty(A) ::= STREAM(K) LT ty(B) GT. { A = tn_build_type(p, TN_AST_STREAM, &K, B, NULL); }
ty(A) ::= OWN LT ID(N) GT. { A = tn_build_type(p, TN_AST_OWN, &N, NULL, NULL); }
ty(A) ::= BORROW LT ID(N) GT. { A = tn_build_type(p, TN_AST_BORROW, &N, NULL, NULL); }

types(A) ::= LT GT. { A = (struct tn_types){ 0 }; }
types(A) ::= LT type_list(B) GT. { A = B; }
types(A) ::= LT type_list(B) COMMA GT. { A = B; }
type_list(A) ::= ty(B). { A = tn_build_cell(p, (struct tn_types){ 0 }, B); }
type_list(A) ::= type_list(B) COMMA ty(C). { A = tn_build_cell(p, B, C); }

%code {
/* The parser lives on the C stack: some tens of kilobytes that need no clearing. */
void tn_grammar_run(struct tn_parse *p, void (*drive)(struct tn_parse *p))
{
	yyParser parser;

	tn_grammar_Init(&parser);
	p->parser = &parser;
	drive(p);
	tn_grammar_Finalize(&parser);
	p->parser = NULL;
}

/* The states of a parser, on which reductions can be played. */
struct states {
	YYACTIONTYPE list[YYSTACKDEPTH + 8];
	uint32_t top;
};

static void copy_states(struct states *states, const yyParser *y)
{
	states->top = 0;
	for (const yyStackEntry *s = y->yystack; s <= y->yytos; s++)
		states->list[states->top++] = s->stateno;
	states->top--;
}

/* Reduces until the token can be shifted, and shifts it; false when it cannot. */
static bool shift(struct states *s, int kind)
{
	for (;;) {
		YYACTIONTYPE act = s->list[s->top]; /* may be a reduction that waits for its turn */

		if (act < YY_MIN_REDUCE)
			act = yy_find_shift_action((YYCODETYPE)kind, act);
		if (act < YY_MIN_REDUCE) {
			if (act == YY_ERROR_ACTION || act == YY_NO_ACTION)
				return false;
			if (act > YY_MAX_SHIFT && act <= YY_MAX_SHIFTREDUCE)
				act = (YYACTIONTYPE)(act + YY_MIN_REDUCE - YY_MIN_SHIFTREDUCE);
			s->list[++s->top] = act;
			return true;
		}
		act = (YYACTIONTYPE)(act - YY_MIN_REDUCE);
		s->top = (uint32_t)((int)s->top + yyRuleInfoNRhs[act]);
		act = yy_find_reduce_action(s->list[s->top], yyRuleInfoLhs[act]);
		if (act == YY_ACCEPT_ACTION)
			return true;
		s->list[++s->top] = act;
		if (s->top >= YYSTACKDEPTH)
			return false;
	}
}

bool tn_grammar_accepts(void *parser, int kind)
{
	struct states states;

	copy_states(&states, parser);
	return shift(&states, kind);
}

bool tn_grammar_accepts_both(void *parser, int first, int second)
{
	struct states states;

	copy_states(&states, parser);
	return states.top + 2 < YYSTACKDEPTH && shift(&states, first) && shift(&states, second);
}

void tn_grammar_save(struct tn_parse *p)
{
	yyParser *y = p->parser;

	if (!p->saved)
		p->saved = TN_NEWN(p->arena, yyStackEntry, YYSTACKDEPTH);
	p->saved_len = (uint32_t)(y->yytos - y->yystack) + 1;
	memcpy(p->saved, y->yystack, p->saved_len * sizeof(yyStackEntry));
}

void tn_grammar_restore(struct tn_parse *p)
{
	yyParser *y = p->parser;

	memcpy(y->yystack, p->saved, p->saved_len * sizeof(yyStackEntry));
	y->yytos = y->yystack + (p->saved_len - 1);
	y->yyerrcnt = -1;
}
}
