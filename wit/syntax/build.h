/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Between the grammar's actions (grammar.y) and the code that builds the tree (build.c, parse.c). */
#ifndef TN_WIT_SYNTAX_BUILD_H
#define TN_WIT_SYNTAX_BUILD_H

#include "wit/syntax/keyword.h"
#include "wit/syntax/token.h"

struct tn_items {
	struct tn_ast_item *first, *last;
	uint32_t kinds; /* 1 << enum tn_ast_kind of each */
};

struct tn_members {
	struct tn_ast_member *first, *last;
	uint32_t count;
};

struct tn_types {
	struct tn_ast_type *first, *last;
};

struct tn_attrs {
	struct tn_ast_attr *first, *last;
	struct tn_ast_span docs; /* the comments before the first "@", which are the item's */
};

/* A "{" that was taken: around items (interface, world, resource, package) or around a list. */
struct tn_scope {
	int key; /* the keyword's kind; 0: a list */
	uint32_t open;
};

struct tn_parse {
	struct tn_ctx *cx;
	struct tn_arena *arena; /* of the tree */
	struct tn_lexer lexer;
	struct tn_ast_file *file;
	void *parser;
	TN_VEC(struct tn_scope) scopes;
	TN_VEC(uint32_t) angles; /* "<" that are open */
	uint32_t paren;          /* the newest "(" */
	bool paren_of_results;   /* it stands behind "->" */
	struct tn_token last, before; /* the newest token taken, and the one before it */
	tn_name version;              /* the newest that is well formed: most of a file's are one */
	TN_VEC(struct tn_token) ahead; /* lexed or made up, but not yet sent */
	struct {                       /* the item that is being read */
		int key;               /* the keyword that says what a "{" would open */
		bool begun;
		bool attributes; /* of which nothing but attributes was read */
		struct tn_token name;
	} item;
	void *saved; /* the grammar's stack before the refused token: grammar.y */
	uint32_t saved_len;
	uint32_t reported, recovered; /* the newest refused token; the newest that was not repaired */
	bool has_items;    /* a `package a:b;` may not come any more */
	bool refused;      /* the token just sent was not taken */
	bool quiet;        /* why has been said already */
	bool failed;       /* any error at all */
};

/* grammar.y: gives the parser a life of one call of `drive`, which sends tokens to p->parser. */
void tn_grammar_run(struct tn_parse *p, void (*drive)(struct tn_parse *p));
void tn_grammar_(void *parser, int kind, struct tn_token token, struct tn_parse *p);
/* Would this kind of token be taken now? */
bool tn_grammar_accepts(void *parser, int kind);
/* And after it, that kind? */
bool tn_grammar_accepts_both(void *parser, int first, int second);
/* To where the grammar stood when it refused the newest token. */
void tn_grammar_save(struct tn_parse *p);
void tn_grammar_restore(struct tn_parse *p);

/* parse.c */
void tn_parse_unexpected(struct tn_parse *p, const struct tn_token *token);
void tn_parse_too_deep(struct tn_parse *p);
struct tn_span tn_parse_span(const struct tn_parse *p, const struct tn_token *token);
struct tn_str tn_parse_text(const struct tn_parse *p, const struct tn_token *token);
/* The tokens that come: the n-th of them, the first one taken away, one put before them. */
struct tn_token tn_parse_peek(struct tn_parse *p, uint32_t n);
struct tn_token tn_parse_next(struct tn_parse *p);
void tn_parse_put_back(struct tn_parse *p, struct tn_token token);
/* Sends a token that is not in the text, and is known to be taken. */
void tn_parse_insert(struct tn_parse *p, int kind, tn_name name, struct tn_token at);
bool tn_parse_in_list(const struct tn_parse *p);

/* expected.c */
/* An interface, world or package on a line of its own: what is open before it was forgotten to close. */
bool tn_expected_top_item(const struct tn_token *token);
bool tn_expected_is_keyword(const struct tn_parse *p, const struct tn_token *token);
/* "expected …, found …" at the token, or at a place of one's own. */
struct tn_diag *tn_expected_report(struct tn_parse *p, const struct tn_token *token);
struct tn_diag *tn_expected_at(
	struct tn_parse *p, struct tn_span span, const char *wanted, const struct tn_token *token);
/* Where an item that begins with this word or sign belongs, when not here; NULL: there is nothing to say. */
const char *tn_expected_place(const struct tn_parse *p, int kind);
/* A note at the newest "{" that is open. */
void tn_expected_unclosed(struct tn_parse *p, struct tn_diag *diag);
/* The same with the advice that fits most often. */
void tn_expected_advise(struct tn_parse *p, const struct tn_token *token);
/* The keyword that would be taken now and is nearly this word; NULL when there is none. */
const struct tn_keyword *tn_expected_keyword(struct tn_parse *p, struct tn_str word);

/* build.c */
void tn_build_body(struct tn_ast_item *item, struct tn_items items);
struct tn_items tn_build_append(struct tn_items list, struct tn_ast_item *item);
struct tn_ast_item *tn_build_broken(struct tn_parse *p, const struct tn_token *recover);
struct tn_ast_item *tn_build_item(struct tn_parse *p, enum tn_ast_kind kind,
	const struct tn_attrs *attrs, const struct tn_token *key, const struct tn_token *name);
struct tn_ast_item *tn_build_list(struct tn_parse *p, enum tn_ast_kind kind,
	const struct tn_attrs *attrs, const struct tn_token *key, const struct tn_token *name,
	struct tn_members members);
void tn_build_header(struct tn_parse *p, struct tn_ast_item *item, const struct tn_token *semi);
void tn_build_version(struct tn_parse *p, struct tn_token *version);
struct tn_ast_path *tn_build_package(struct tn_parse *p, const struct tn_token *ns,
	const struct tn_token *name, const struct tn_token *version);
struct tn_ast_path *tn_build_path(struct tn_parse *p, const struct tn_token *ns,
	const struct tn_token *package, const struct tn_token *name,
	const struct tn_token *version);
struct tn_attrs tn_build_attr(
	struct tn_attrs list, const struct tn_token *at, struct tn_ast_attr *attr);
void tn_build_unknown_attribute(struct tn_parse *p, const struct tn_token *name);
struct tn_ast_attr *tn_build_gate(struct tn_parse *p, const struct tn_token *name,
	const struct tn_token *word, struct tn_token *value);
struct tn_ast_item *tn_build_external(
	struct tn_parse *p, enum tn_ast_extern external, const struct tn_token *name);
struct tn_ast_item *tn_build_extern(enum tn_ast_kind kind, const struct tn_attrs *attrs,
	const struct tn_token *key, struct tn_ast_item *item);
struct tn_ast_member *tn_build_name(struct tn_parse *p, const struct tn_token *name,
	const struct tn_token *as, struct tn_ast_type *type);
struct tn_members tn_build_member(struct tn_members list, struct tn_ast_member *member);
struct tn_ast_func *tn_build_func(struct tn_parse *p, const struct tn_token *key,
	enum tn_ast_func_form form, struct tn_members params, struct tn_ast_type *result);
struct tn_ast_func *tn_build_accessor(struct tn_parse *p, const struct tn_token *key,
	struct tn_members params, struct tn_ast_type *result);
struct tn_ast_type *tn_build_named_results(
	struct tn_parse *p, const struct tn_token *at, uint32_t count);
struct tn_ast_type *tn_build_type(struct tn_parse *p, enum tn_ast_type_kind kind,
	const struct tn_token *head, struct tn_ast_type *a, struct tn_ast_type *b);
struct tn_ast_type *tn_build_fixed_list(struct tn_parse *p, const struct tn_token *head,
	struct tn_ast_type *element, const struct tn_token *length);
struct tn_types tn_build_cell(struct tn_parse *p, struct tn_types list, struct tn_ast_type *type);

#endif
