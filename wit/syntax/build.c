/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The nodes of the syntax tree, made for the grammar's actions out of tokens. */
#include "wit/syntax/build.h"

#include "wit/syntax/grammar.h"
#include "wit/syntax/words.h"

#include "base/semver.h"

static struct tn_ast_id id_of(const struct tn_token *token)
{
	return (struct tn_ast_id){ token->name, { token->start, token->end } };
}

static bool is_word(struct tn_parse *p, const struct tn_token *token, struct tn_str word)
{
	return tn_str_eq(tn_source_text(&p->cx->sources, tn_parse_span(p, token)), word);
}

static struct tn_diag *fail(
	struct tn_parse *p, enum tn_code code, const struct tn_token *at, const char *message)
{
	p->failed = true;
	return tn_diag_error(p->cx, code, tn_parse_span(p, at), "%s", message);
}

/* ---- items ---- */

struct tn_items tn_build_append(struct tn_items list, struct tn_ast_item *item)
{
	if (list.last)
		list.last->next = item;
	else
		list.first = item;
	list.last = item;
	list.kinds |= 1u << item->kind;
	return list;
}

void tn_build_body(struct tn_ast_item *item, struct tn_items items)
{
	item->items = items.first;
	item->kinds = items.kinds;
}

/* Stands where an item could not be read; `recover` carries its name when that was seen. */
struct tn_ast_item *tn_build_broken(struct tn_parse *p, const struct tn_token *recover)
{
	struct tn_ast_item *item = TN_NEW(p->arena, struct tn_ast_item);

	item->kind = TN_AST_BROKEN_ITEM;
	item->name = id_of(recover);
	item->span = item->name.span;
	return item;
}

static struct tn_ast_span docs_of(const struct tn_attrs *attrs, const struct tn_token *key)
{
	return attrs->first ? attrs->docs : (struct tn_ast_span){ key->docs, key->start };
}

struct tn_ast_item *tn_build_item(struct tn_parse *p, enum tn_ast_kind kind,
	const struct tn_attrs *attrs, const struct tn_token *key, const struct tn_token *name)
{
	struct tn_ast_item *item = TN_NEW(p->arena, struct tn_ast_item);

	item->kind = kind;
	item->span = (struct tn_ast_span){ key->start, key->end };
	item->docs = docs_of(attrs, key);
	item->attrs = attrs->first;
	if (name)
		item->name = id_of(name);
	if (kind != TN_AST_HEADER)
		p->has_items = true;
	return item;
}

struct tn_ast_item *tn_build_list(struct tn_parse *p, enum tn_ast_kind kind,
	const struct tn_attrs *attrs, const struct tn_token *key, const struct tn_token *name,
	struct tn_members members)
{
	struct tn_ast_item *item = tn_build_item(p, kind, attrs, key, name);

	item->members = members.first;
	item->count = members.count;
	return item;
}

/* `package a:b;` may only be the first thing in a file: later, a body is expected. */
void tn_build_header(struct tn_parse *p, struct tn_ast_item *item, const struct tn_token *semi)
{
	struct tn_diag *diag;

	if (!p->has_items && !p->scopes.len) {
		p->has_items = true;
		return;
	}
	diag = fail(p, TN_E_SYNTAX, semi, "expected `{`, found `;`");
	tn_diag_note(p->cx, diag,
		(struct tn_span){ p->lexer.source, item->span.start, item->span.end },
		"only the first item of a file may name its package");
	tn_diag_hint(p->cx, diag, "another package in the same file has a body: `package … { … }`");
	item->kind = TN_AST_BROKEN_ITEM;
}

struct tn_ast_item *tn_build_external(
	struct tn_parse *p, enum tn_ast_extern external, const struct tn_token *name)
{
	struct tn_ast_item *item = TN_NEW(p->arena, struct tn_ast_item);

	item->external = external;
	item->name = id_of(name);
	return item;
}

struct tn_ast_item *tn_build_extern(enum tn_ast_kind kind, const struct tn_attrs *attrs,
	const struct tn_token *key, struct tn_ast_item *item)
{
	item->kind = kind;
	item->span = (struct tn_ast_span){ key->start, key->end };
	item->docs = docs_of(attrs, key);
	item->attrs = attrs->first;
	return item;
}

/* ---- names and paths ---- */

/* WIT.md, "Package declaration": versions are semantic versions. */
void tn_build_version(struct tn_parse *p, struct tn_token *version)
{
	struct tn_semver semver;
	struct tn_str text, better;
	struct tn_diag *diag;

	if (version->name == p->version)
		return;
	if (tn_semver_parse(tn_ctx_text(p->cx, version->name), &semver)) {
		p->version = version->name;
		return;
	}
	text = tn_parse_text(p, version);
	p->failed = true;
	diag = tn_diag_error(p->cx, TN_E_BAD_VERSION, tn_parse_span(p, version),
		"`%.*s` is not a semantic version", TN_S(text));
	better = tn_words_version(p->arena, text);
	if (better.len) {
		tn_diag_hint(p->cx, diag, "numbers do not begin with a zero: `%.*s`", TN_S(better));
		diag->replacement = tn_str_copy(p->cx->diags.arena, better);
	}
	version->name = 0;
	version->misnamed = true;
}

struct tn_ast_path *tn_build_package(struct tn_parse *p, const struct tn_token *ns,
	const struct tn_token *name, const struct tn_token *version)
{
	struct tn_ast_path *path = TN_NEW(p->arena, struct tn_ast_path);
	struct tn_ast_package_name *out = &path->package;

	out->ns = id_of(ns);
	out->name = id_of(name);
	out->span.start = ns->start;
	out->span.end = version->kind ? version->end : name->end;
	out->version = version->name;
	out->guessed = version->misnamed;
	return path;
}

struct tn_ast_path *tn_build_path(struct tn_parse *p, const struct tn_token *ns,
	const struct tn_token *package, const struct tn_token *name, const struct tn_token *version)
{
	struct tn_ast_path *path;

	if (ns) {
		path = tn_build_package(p, ns, package, version);
		path->package.span.end = package->end;
	} else {
		path = TN_NEW(p->arena, struct tn_ast_path);
	}
	path->name = id_of(name);
	return path;
}

struct tn_ast_member *tn_build_name(struct tn_parse *p, const struct tn_token *name,
	const struct tn_token *as, struct tn_ast_type *type)
{
	struct tn_ast_member *member = TN_NEW(p->arena, struct tn_ast_member);

	member->name = id_of(name);
	member->docs = name->docs;
	if (as) {
		member->as = TN_NEW(p->arena, struct tn_ast_id);
		*member->as = id_of(as);
	} else {
		member->type = type;
	}
	return member;
}

struct tn_members tn_build_member(struct tn_members list, struct tn_ast_member *member)
{
	if (list.last)
		list.last->next = member;
	else
		list.first = member;
	list.last = member;
	list.count++;
	return list;
}

/* ---- attributes: WIT.md, "Feature Gates" and "External ids" ---- */

struct tn_attrs tn_build_attr(
	struct tn_attrs list, const struct tn_token *at, struct tn_ast_attr *attr)
{
	if (!list.first) {
		list.first = attr;
		list.docs = (struct tn_ast_span){ at->docs, at->start };
	} else {
		list.last->next = attr;
	}
	list.last = attr;
	return list;
}

static const struct {
	const char *name, *word; /* `@name(word = …)` */
	int value;               /* kind of token */
} GATES[] = {
	[TN_ATTR_SINCE] = { "since", "version", TN_TOK_VERSION },
	[TN_ATTR_UNSTABLE] = { "unstable", "feature", TN_TOK_ID },
	[TN_ATTR_DEPRECATED] = { "deprecated", "version", TN_TOK_VERSION },
	[TN_ATTR_EXTERNAL_ID] = { "external-id", NULL, TN_TOK_STRING },
};

void tn_build_unknown_attribute(struct tn_parse *p, const struct tn_token *name)
{
	struct tn_str text = tn_parse_text(p, name);
	struct tn_diag *diag;
	const char *best = NULL;
	unsigned limit = 4, distance;

	p->failed = true;
	if (*text.ptr != '%' && !tn_str_eq(text, tn_ctx_text(p->cx, name->name)))
		return; /* that it is no name was said */
	diag = tn_diag_error(p->cx, TN_E_BAD_ATTRIBUTE, tn_parse_span(p, name),
		"there is no attribute `@%.*s`", TN_S(text));
	for (uint32_t i = 0; i < sizeof GATES / sizeof *GATES; i++) {
		distance = tn_str_distance(text, tn_str_of(GATES[i].name), limit);
		if (distance < limit) {
			limit = distance;
			best = GATES[i].name;
		}
	}
	if (best)
		tn_diag_hint(p->cx, diag, "did you mean `@%s`?", best);
	else
		tn_diag_hint(p->cx, diag,
			"there are `@since`, `@unstable`, `@deprecated` and `@external-id`");
}

struct tn_ast_attr *tn_build_gate(struct tn_parse *p, const struct tn_token *name,
	const struct tn_token *word, struct tn_token *value)
{
	struct tn_ast_attr *attr = TN_NEW(p->arena, struct tn_ast_attr);
	uint32_t kind = 0, count = sizeof GATES / sizeof *GATES;
	struct tn_diag *diag;

	attr->span = (struct tn_ast_span){ name->start, name->end };
	while (kind < count && !is_word(p, name, tn_str_of(GATES[kind].name)))
		kind++;
	if (kind == count) {
		tn_build_unknown_attribute(p, name);
		attr->kind = TN_ATTR_SINCE;
		return attr;
	}
	attr->kind = kind;
	if ((word != NULL) != (GATES[kind].word != NULL) ||
		(word && !is_word(p, word, tn_str_of(GATES[kind].word)))) {
		diag = fail(p, TN_E_BAD_ATTRIBUTE, word ? word : value,
			word ? "the attribute has no argument of this name"
			     : "the attribute wants a named argument");
		if (GATES[kind].word)
			tn_diag_hint(p->cx, diag, "write `@%s(%s = …)`", GATES[kind].name,
				GATES[kind].word);
		else
			tn_diag_hint(p->cx, diag, "write `@%s(\"…\")`", GATES[kind].name);
		return attr;
	}
	if (value->kind != GATES[kind].value) {
		diag = fail(p, TN_E_BAD_ATTRIBUTE, value,
			value->kind == TN_TOK_ID ? "expected a version, found a name"
						 : "expected the name of a feature");
		if (value->kind == TN_TOK_ID)
			tn_diag_hint(p->cx, diag, "a version is three numbers, as in `1.0.0`");
		return attr;
	}
	if (value->kind == TN_TOK_VERSION)
		tn_build_version(p, value);
	attr->value = value->name;
	return attr;
}

/* ---- functions ---- */

struct tn_ast_func *tn_build_func(struct tn_parse *p, const struct tn_token *key,
	enum tn_ast_func_form form, struct tn_members params, struct tn_ast_type *result)
{
	struct tn_ast_func *func = TN_NEW(p->arena, struct tn_ast_func);

	func->form = form;
	func->span = (struct tn_ast_span){ key->start, key->end };
	func->params = params.first;
	func->result = result;
	return func;
}

/* `p: get() -> t` and `p: set(v: t)`: WIT.md, "Items: accessors"; the words are not reserved. */
struct tn_ast_func *tn_build_accessor(struct tn_parse *p, const struct tn_token *key,
	struct tn_members params, struct tn_ast_type *result)
{
	bool is_get = is_word(p, key, TN_STR("get"));
	struct tn_diag *diag;

	if (!is_get && !is_word(p, key, TN_STR("set"))) {
		diag = tn_expected_at(
			p, tn_parse_span(p, key), "`func`, `async`, `get` or `set`", key);
		if (tn_str_distance(tn_parse_text(p, key), TN_STR("func"), 3) < 3)
			tn_diag_hint(p->cx, diag, "did you mean `func`?");
		else
			tn_diag_hint(p->cx, diag, "a function is written `name: func(…)`");
		return tn_build_func(p, key, TN_FORM_FUNC, params, result);
	}
	return tn_build_func(p, key, is_get ? TN_FORM_GET : TN_FORM_SET, params, result);
}

struct tn_ast_type *tn_build_named_results(
	struct tn_parse *p, const struct tn_token *at, uint32_t count)
{
	struct tn_diag *diag = fail(p, TN_E_OLD_SYNTAX, at, "expected a type, found `(`");

	if (count)
		tn_diag_hint(p->cx, diag,
			"named results are gone from WIT: return one type, for instance a record or a "
			"`tuple<u8, string>`");
	else
		tn_diag_hint(p->cx, diag, "a function that returns nothing has no `->`");
	return tn_build_type(p, TN_AST_BROKEN, at, NULL, NULL);
}

/* ---- types ---- */

struct tn_ast_type *tn_build_type(struct tn_parse *p, enum tn_ast_type_kind kind,
	const struct tn_token *head, struct tn_ast_type *a, struct tn_ast_type *b)
{
	size_t size = tn_ast_is_leaf(kind)    ? offsetof(struct tn_ast_type, a)
		      : tn_ast_is_whole(kind) ? sizeof(struct tn_ast_type)
					      : offsetof(struct tn_ast_type, b);
	struct tn_ast_type *type = tn_mem_raw(p->arena, size);

	type->kind = kind;
	type->name = id_of(head);
	if (!tn_ast_is_leaf(kind))
		type->a = a;
	if (tn_ast_is_whole(kind))
		type->b = b;
	return type;
}

struct tn_ast_type *tn_build_fixed_list(struct tn_parse *p, const struct tn_token *head,
	struct tn_ast_type *element, const struct tn_token *length)
{
	struct tn_ast_type *type = tn_build_type(p, TN_AST_FIXED_LIST, head, element, NULL);
	struct tn_str digits = tn_source_text(&p->cx->sources, tn_parse_span(p, length));
	uint64_t value = 0;

	for (size_t i = 0; i < digits.len && value <= UINT32_MAX; i++)
		value = value * 10 + (uint64_t)(digits.ptr[i] - '0');
	if (value > UINT32_MAX) {
		fail(p, TN_E_BAD_LENGTH, length, "this length does not fit in 32 bits");
		value = 1;
	}
	type->length = digits.len ? (uint32_t)value : 1; /* none was written, and that was said */
	return type;
}

struct tn_types tn_build_cell(struct tn_parse *p, struct tn_types list, struct tn_ast_type *type)
{
	struct tn_ast_type *cell = TN_NEW(p->arena, struct tn_ast_type);

	cell->kind = TN_AST_CELL;
	cell->a = type;
	if (list.last)
		list.last->b = cell;
	else
		list.first = cell;
	list.last = cell;
	return list;
}
