/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Guesses at items: words that other languages begin them with, shapes they have there. See repair.h. */
#include "wit/syntax/repair.h"

/* ---- words before they are sent ---- */

/* `fn add(…)`, `add(…)`: what a function begins with here. `name` has been sent to nobody yet. */
static void function(struct tn_parse *p, struct tn_token *name)
{
	struct tn_token at = *name;

	tn_parse_put_back(
		p, (struct tn_token){ .kind = TN_TOK_FUNC, .start = at.end, .end = at.end });
	tn_parse_put_back(
		p, (struct tn_token){ .kind = TN_TOK_COLON, .start = at.end, .end = at.end });
}

static bool is_old(struct tn_str text)
{
	return tn_str_eq(text, TN_STR("default")) || tn_str_eq(text, TN_STR("union"));
}

/* A word of another language begins an item. */
static void foreign_item(struct tn_parse *p, struct tn_token *token, const struct tn_word *word)
{
	struct tn_str text = tn_parse_text(p, token);
	struct tn_token next = tn_parse_peek(p, 0), behind = tn_parse_peek(p, 1);
	struct tn_diag *diag = tn_expected_report(p, token);
	const struct tn_keyword *keyword =
		word->instead ? tn_keyword_find(tn_str_of(word->instead)) : NULL;
	const char *place;

	if (is_old(text))
		diag->code = TN_E_OLD_SYNTAX;
	tn_words_hint(p->cx, diag, word);
	place = keyword && !tn_repair_accepts(p, keyword->token)
			? tn_expected_place(p, keyword->token)
			: NULL;
	if (place)
		tn_diag_hint(p->cx, diag, "WIT's word for it is `%s`: %s", word->instead, place);
	token->misnamed = false;
	if (keyword && tn_repair_accepts(p, keyword->token)) {
		token->kind = keyword->token;
		return;
	}
	diag->replacement = TN_NOSTR; /* more than the word has to change */
	if (word->instead && !*word->instead) { /* to be left out */
		next.docs = token->docs;
		*token = tn_parse_next(p);
	} else if (word->instead && strcmp(word->instead, "func") == 0 && next.kind == TN_TOK_ID &&
		   behind.kind == TN_TOK_LPAREN &&
		   tn_repair_accepts_both(p, TN_TOK_ID, TN_TOK_COLON)) {
		*token = tn_parse_next(p);
		function(p, token);
	} else { /* given up, by its name */
		if (next.kind == TN_TOK_ID)
			p->item.name = next;
		token->kind = TN_TOK_STRAY;
	}
}

/* A name begins an item where no name can, or is not followed by what follows a name. */
void tn_repair_item_word(struct tn_parse *p, struct tn_token *token)
{
	struct tn_str text = tn_parse_text(p, token);
	struct tn_token next = tn_parse_peek(p, 0);
	const struct tn_word *word = tn_words_item(text);
	const struct tn_keyword *near;
	struct tn_diag *diag;

	if (next.kind == TN_TOK_COLON && tn_parse_peek(p, 1).kind != TN_TOK_ID &&
		!tn_repair_accepts(p, TN_TOK_ID)) {
		diag = tn_expected_report(p, token);
		if (tn_repair_accepts(p, TN_TOK_INCLUDE))
			tn_diag_hint(p->cx, diag,
				"what a world has is imported or exported: `import %.*s: …`",
				TN_S(text));
		else
			tn_diag_hint(p->cx, diag, "functions stand in an `interface`");
		return;
	}
	if (next.kind == TN_TOK_LPAREN && tn_repair_accepts_both(p, TN_TOK_ID, TN_TOK_COLON)) {
		diag = tn_expected_at(p, tn_repair_span(p, token->end, token->end), "`:`", &next);
		tn_diag_hint(p->cx, diag, "a function is written `%.*s: func(…)`", TN_S(text));
		p->reported = UINT32_MAX;
		function(p, token);
		return;
	}
	if (word) {
		foreign_item(p, token, word);
		return;
	}
	near = tn_expected_keyword(p, text);
	if (!near)
		return;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "did you mean `%s`?", near->text);
	diag->replacement = tn_str_of(near->text);
	token->kind = near->token;
	token->misnamed = false;
}

/* `self.types`: a package's own interfaces are named by their names alone. */
void tn_repair_old_path(struct tn_parse *p, struct tn_token *token)
{
	struct tn_str text = tn_parse_text(p, token);
	struct tn_token item;
	struct tn_diag *diag;

	if (!tn_str_eq(text, TN_STR("self")) && !tn_str_eq(text, TN_STR("pkg")))
		return;
	item = tn_parse_peek(p, 1);
	if (item.kind != TN_TOK_ID)
		return;
	p->failed = true;
	diag = tn_diag_error(p->cx, TN_E_OLD_SYNTAX, tn_repair_span(p, token->start, item.end),
		"expected the name of an interface, found the path `%.*s.%.*s`", TN_S(text),
		TN_S(tn_parse_text(p, &item)));
	tn_diag_hint(p->cx, diag, "an interface of the same package is `%.*s` alone",
		TN_S(tn_parse_text(p, &item)));
	tn_parse_next(p);
	*token = tn_parse_next(p);
}

/* ---- shapes of items ---- */

/* As far as this is looked for the end of a list of names. */
enum { LOOK_AHEAD = 64 };

/* `func add(…)`, `async add: func(…)`: the words stand behind the name. */
static bool func_first(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_token name;
	struct tn_diag *diag;

	if ((token->kind != TN_TOK_FUNC && token->kind != TN_TOK_ASYNC &&
		    token->kind != TN_TOK_STATIC) ||
		!tn_repair_at_item(p) || !tn_repair_accepts_both(p, TN_TOK_ID, TN_TOK_COLON))
		return false;
	name = tn_parse_peek(p, 0);
	if (name.kind != TN_TOK_ID)
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "the name comes first: `%.*s: %.*s%s(…)`",
		TN_S(tn_parse_text(p, &name)), TN_S(tn_parse_text(p, token)),
		token->kind == TN_TOK_FUNC ? "" : " func");
	if (tn_parse_peek(p, 1).kind == TN_TOK_LPAREN) {
		tn_parse_next(p);
		function(p, &name);
		tn_parse_put_back(p, name);
	}
	return true;
}

/* `div: (a: u8)`, `f: func;`, `f: func async()` */
static bool half_func(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (token->kind == TN_TOK_LPAREN && tn_repair_accepts_both(p, TN_TOK_FUNC, TN_TOK_LPAREN)) {
		diag = tn_expected_at(p, tn_parse_span(p, token), "`func`", token);
		tn_diag_hint(p->cx, diag, "a function is written `name: func(…)`");
		tn_parse_insert(p, TN_TOK_FUNC, 0, p->last);
		tn_parse_put_back(p, *token);
		return true;
	}
	if (p->last.kind == TN_TOK_FUNC && token->kind == TN_TOK_LT) {
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag, "functions take no types: every type is spelt out");
		return false;
	}
	if (p->last.kind == TN_TOK_FUNC && token->kind == TN_TOK_ASYNC) {
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag, "`async` stands before it: `async func(…)`");
		return true;
	}
	if (p->last.kind == TN_TOK_FUNC &&
		(token->kind == TN_TOK_SEMI || token->kind == TN_TOK_RARROW)) {
		diag = tn_expected_at(p, tn_repair_span(p, p->last.end, p->last.end), "`(`", token);
		tn_diag_hint(p->cx, diag, "a function without parameters is written `func()`");
		tn_parse_insert(p, TN_TOK_LPAREN, 0, p->last);
		tn_parse_insert(p, TN_TOK_RPAREN, 0, p->last);
		tn_parse_put_back(p, *token);
		return true;
	}
	return false;
}

/* `func() -> u8 throws e`, `func(...args: u8)` */
static bool foreign_func(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_str text = tn_parse_text(p, token);
	struct tn_diag *diag;

	if (token->kind == TN_TOK_PERIOD && p->last.kind != TN_TOK_ID &&
		tn_repair_accepts(p, TN_TOK_RPAREN)) {
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag, "any number of values is a `list<…>`");
		return false;
	}
	if (token->kind != TN_TOK_ID || !tn_repair_accepts(p, TN_TOK_SEMI) ||
		!(tn_str_eq(text, TN_STR("throws")) || tn_str_eq(text, TN_STR("raises"))))
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "a function that can fail gives a `result<…, …>`");
	return false;
}

/* `use { x } from j;` becomes `use j.{x};`: the interface comes first. */
static bool use_from(struct tn_parse *p, const struct tn_token *open)
{
	struct tn_diag *diag = tn_expected_report(p, open);
	uint32_t brace = 0, semi;
	struct tn_token *list;

	diag->code = TN_E_OLD_SYNTAX;
	tn_diag_hint(p->cx, diag, "the interface comes first: `use other.{name, name};`");
	while (brace < LOOK_AHEAD && tn_parse_peek(p, brace).kind != TN_TOK_RBRACE)
		brace++;
	if (tn_parse_peek(p, brace + 1).kind != TN_TOK_FROM)
		return false;
	for (semi = brace + 2; semi < 2 * LOOK_AHEAD; semi++)
		if (tn_parse_peek(p, semi).kind == TN_TOK_SEMI)
			break;
	list = TN_NEWN(p->arena, struct tn_token, semi);
	for (uint32_t i = 0; i < semi; i++)
		list[i] = tn_parse_next(p);
	for (uint32_t i = brace + 1; i-- > 0;)
		tn_parse_put_back(p, list[i]);
	tn_parse_put_back(p, *open);
	tn_parse_put_back(
		p, (struct tn_token){
			   .kind = TN_TOK_PERIOD, .start = open->start, .end = open->start });
	for (uint32_t i = semi; i-- > brace + 2;)
		tn_parse_put_back(p, list[i]);
	return true;
}

/* `use j;`, `use j.x;`, `use j.*;` */
static bool use_shape(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (p->last.kind == TN_TOK_USE && token->kind == TN_TOK_LBRACE)
		return use_from(p, token);
	if (tn_repair_accepts(p, TN_TOK_PERIOD) && !tn_repair_accepts(p, TN_TOK_SEMI) &&
		(token->kind == TN_TOK_SEMI || token->kind == TN_TOK_LBRACE)) {
		diag = tn_expected_at(p, tn_repair_span(p, p->last.end, p->last.end), "`.`", token);
		tn_diag_hint(p->cx, diag, "`use` names the types that it takes: `use %.*s.{name};`",
			TN_S(tn_parse_text(p, &p->last)));
		if (token->kind == TN_TOK_SEMI)
			return false;
		tn_parse_insert(p, TN_TOK_PERIOD, 0, p->last);
		tn_parse_put_back(p, *token);
		return true;
	}
	if (p->last.kind != TN_TOK_PERIOD || !tn_repair_accepts(p, TN_TOK_LBRACE))
		return false;
	diag = tn_expected_report(p, token);
	if (token->kind == TN_TOK_ID) {
		tn_diag_hint(p->cx, diag, "the types stand in braces: `.{%.*s}`",
			TN_S(tn_parse_text(p, token)));
		tn_parse_insert(p, TN_TOK_LBRACE, 0, p->last);
		tn_parse_insert(p, TN_TOK_ID, token->name, *token);
		tn_parse_insert(p, TN_TOK_RBRACE, 0, *token);
		return true;
	}
	tn_diag_hint(p->cx, diag, "the types are named one by one: `.{name, name}`");
	return false;
}

/* `x: u8;`, `new: constructor()`, `f: static func()`, `import i: { … }`: behind the ":" of an item. */
static bool member_shape(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_str name = tn_parse_text(p, &p->before);
	struct tn_diag *diag;

	if (p->last.kind != TN_TOK_COLON || !tn_repair_accepts(p, TN_TOK_FUNC))
		return false;
	diag = tn_expected_report(p, token);
	if (token->kind == TN_TOK_STATIC)
		tn_diag_hint(p->cx, diag, "only functions of a `resource` can be `static`");
	else if (token->kind == TN_TOK_CONSTRUCTOR)
		tn_diag_hint(p->cx, diag, "a constructor has no other name: `constructor(…)`");
	else if (token->kind == TN_TOK_LBRACE)
		tn_diag_hint(p->cx, diag, "write `%.*s: interface { … }`", TN_S(name));
	else if (tn_expected_is_keyword(p, token))
		tn_diag_hint(p->cx, diag,
			"a value is given by a function: `%.*s: func() -> …`, or by an accessor: "
			"`%.*s: "
			"get() -> …`",
			TN_S(name), TN_S(name));
	if (token->kind != TN_TOK_LBRACE || !tn_repair_accepts(p, TN_TOK_INTERFACE))
		return false;
	tn_parse_insert(p, TN_TOK_INTERFACE, 0, p->last);
	tn_parse_put_back(p, *token);
	return true;
}

/* `import interface { … }`, `import func()`, `import;`, `import i as j;` */
static bool import_shape(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_str word = tn_parse_text(p, &p->last);
	struct tn_diag *diag;

	if (token->kind == TN_TOK_AS && p->last.kind == TN_TOK_ID &&
		tn_parse_peek(p, 0).kind == TN_TOK_ID && tn_repair_accepts(p, TN_TOK_SEMI)) {
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag, "another name stands before it: `%.*s: %.*s`",
			TN_S(tn_source_text(&p->cx->sources, tn_repair_span(p,
				p->ahead.ptr[0].start, p->ahead.ptr[0].end))), TN_S(word));
		tn_parse_next(p);
		return true;
	}
	if (token->kind == TN_TOK_FROM && p->last.kind == TN_TOK_ID &&
		tn_repair_accepts(p, TN_TOK_SEMI)) {
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag,
			"an interface of another package is named by its path: `namespace:name/%.*s`",
			TN_S(word));
		return false;
	}
	if (p->last.kind != TN_TOK_IMPORT && p->last.kind != TN_TOK_EXPORT)
		return false;
	if (token->kind == TN_TOK_LBRACE) {
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag, "each is %.*sed on its own: `%.*s name: func(…);`",
			TN_S(word), TN_S(word));
		return false;
	}
	if (token->kind != TN_TOK_INTERFACE && token->kind != TN_TOK_FUNC &&
		token->kind != TN_TOK_ASYNC && token->kind != TN_TOK_SEMI)
		return false;
	diag = tn_expected_report(p, token);
	if (token->kind == TN_TOK_SEMI)
		tn_diag_hint(
			p->cx, diag, "name an interface, as in `%.*s wasi:cli/run;`", TN_S(word));
	else
		tn_diag_hint(p->cx, diag, "what is %.*sed has a name: `%.*s name: %.*s …`",
			TN_S(word), TN_S(word), TN_S(tn_parse_text(p, token)));
	return false;
}

/* `package a:b/c;`, `package b;`, `use c/d;`, `import c:d@1.0.0/e;`: names of packages. */
static bool package_shape(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;
	const char *hint = NULL;

	if (token->kind == TN_TOK_PERIOD && tn_repair_accepts(p, TN_TOK_AS) &&
		tn_parse_peek(p, 0).kind == TN_TOK_LBRACE) {
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag,
			"types are used inside of an interface or world; out here, `use` names an "
			"interface");
		return false;
	}
	if (p->item.key == TN_TOK_PACKAGE && !tn_repair_accepts(p, TN_TOK_SEMI) &&
		(token->kind == TN_TOK_SLASH || token->kind == TN_TOK_PERIOD) &&
		tn_repair_accepts_both(p, TN_TOK_COLON, tn_parse_peek(p, 0).kind)) {
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag, "a package is called `namespace:name`");
		diag->replacement = TN_STR(":");
		tn_parse_insert(p, TN_TOK_COLON, 0, *token);
		return true;
	}
	if (p->item.key == TN_TOK_PACKAGE &&
		(token->kind == TN_TOK_SLASH || token->kind == TN_TOK_PERIOD))
		hint = "a package is called `namespace:name`, without an interface";
	else if (p->item.key == TN_TOK_PACKAGE && tn_repair_accepts(p, TN_TOK_COLON) &&
		 !tn_repair_accepts(p, TN_TOK_SEMI))
		hint = "a package is called `namespace:name`";
	else if (p->last.kind == TN_TOK_ID && token->kind == TN_TOK_SLASH)
		hint = "a package is called `namespace:name`: write `namespace:name/interface`";
	else if (p->item.key != TN_TOK_PACKAGE && p->last.kind == TN_TOK_ID &&
		 token->kind == TN_TOK_AT && tn_repair_accepts(p, TN_TOK_SEMI))
		hint = "the version stands behind the interface: `ns:name/interface@1.0.0`";
	else if (p->last.kind == TN_TOK_ID && token->kind == TN_TOK_PERIOD &&
		 (p->before.kind == TN_TOK_COLON || tn_repair_accepts(p, TN_TOK_SEMI)))
		hint = "an interface of a package is called `ns:name/interface`";
	else if (p->last.kind == TN_TOK_ID && p->before.kind == TN_TOK_COLON &&
		 token->kind == TN_TOK_COLON &&
		 (p->item.key == TN_TOK_PACKAGE || tn_repair_accepts(p, TN_TOK_SLASH)))
		hint = "nested namespaces and packages are a feature: `--wasm-features "
		       "cm-nested-names`";
	else if (p->last.kind == TN_TOK_COLON && token->kind == TN_TOK_COLON)
		hint = "an interface of a package is called `ns:name/interface`, one of this "
		       "package `name`";
	if (!hint)
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "%s", hint);
	if (p->item.key == TN_TOK_PACKAGE && token->kind != TN_TOK_SEMI)
		while (tn_parse_peek(p, 0).kind && tn_parse_peek(p, 0).kind != TN_TOK_SEMI &&
			tn_parse_peek(p, 0).kind != TN_TOK_LBRACE)
			tn_parse_next(p);
	return p->item.key == TN_TOK_PACKAGE && token->kind != TN_TOK_SEMI;
}

/* `enum e: u8 {` */
static bool base_type(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (token->kind != TN_TOK_COLON || !tn_repair_accepts(p, TN_TOK_LBRACE) ||
		p->last.kind != TN_TOK_ID || tn_parse_peek(p, 1).kind != TN_TOK_LBRACE)
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "nothing stands between the name and the `{`");
	tn_parse_next(p);
	return true;
}

/* `-start`, `1st` */
static bool odd_start(struct tn_parse *p, const struct tn_token *token)
{
	struct tn_diag *diag;

	if (!tn_repair_accepts(p, TN_TOK_ID) || tn_repair_accepts(p, TN_TOK_PRIM) ||
		(token->kind != TN_TOK_INTEGER && token->kind != TN_TOK_VERSION &&
			!tn_repair_is_sign(p, token, '-')))
		return false;
	diag = tn_expected_report(p, token);
	tn_diag_hint(p->cx, diag, "names begin with a letter");
	return false;
}

/* ---- attributes ---- */

static bool attribute(struct tn_parse *p, const struct tn_token *token)
{
	static const struct {
		const char *name, *shape;
	} SHAPES[] = {
		{ "since", "@since(version = 1.0.0)" },
		{ "unstable", "@unstable(feature = name)" },
		{ "deprecated", "@deprecated(version = 1.0.0)" },
		{ "external-id", "@external-id(\"…\")" },
	};
	struct tn_token name = p->item.name;
	struct tn_diag *diag;

	if (p->last.kind == TN_TOK_AT && !name.kind) {
		diag = tn_expected_at(p, tn_parse_span(p, token), "an attribute", token);
		tn_diag_hint(p->cx, diag, "%s",
			token->kind == TN_TOK_ASYNC
				? "`async` stands before `func`: `name: async func(…)`"
				: "there are `@since`, `@unstable`, `@deprecated` and `@external-id`");
		return false;
	}
	if (!name.kind || !name.start || p->lexer.base[name.start - 1] != '@')
		return false;
	for (uint32_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++) {
		if (!tn_str_eq(tn_parse_text(p, &name), tn_str_of(SHAPES[i].name)))
			continue;
		diag = tn_expected_report(p, token);
		tn_diag_hint(p->cx, diag, "write `%s`", SHAPES[i].shape);
		return false;
	}
	/* One of another language is none, whatever stands behind it. */
	tn_build_unknown_attribute(p, &name);
	p->reported = token->start;
	return false;
}

bool tn_repair_item(struct tn_parse *p, const struct tn_token *token)
{
	static tn_repair_guess *const guesses[] = {
		attribute,
		base_type,
		odd_start,
		import_shape,
		func_first,
		half_func,
		foreign_func,
		package_shape,
		member_shape,
		use_shape,
	};

	return tn_repair_first(p, token, guesses, sizeof guesses / sizeof *guesses);
}
