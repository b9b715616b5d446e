/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The grammar of import and export names. In: text. Out: its parts, or why it is no name. */
#include "wasm/component/externname.h"

#include "wasm/core/features.h"

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * A label: fragments between hyphens, each of digits and of letters of one case. Only the first must begin
 * with a letter: "label", "first-fragment", "fragment". `lower_only`: "words", as in namespaces and package
 * names.
 */
static bool is_fragments(struct tn_str text, bool lower_only)
{
	bool lower = false, upper = false;
	size_t from = 0; /* of the fragment */
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (is_lower(c)) {
			lower = true;
		} else if (c == '-' && i > from) {
			lower = upper = false;
			from = i + 1;
		} else if (is_upper(c) && !lower_only) {
			upper = true;
		} else if (!is_digit(c) || i == 0) {
			return false;
		}
		if (lower && upper)
			return false;
	}
	return from < text.len;
}

bool tn_externname_is_label(struct tn_str text)
{
	return is_fragments(text, false);
}

struct parse {
	struct tn_str rest;
	struct tn_arena *arena;
	struct tn_str *error;
};

static bool eat(struct parse *p, struct tn_str prefix)
{
	if (!tn_str_starts(p->rest, prefix))
		return false;
	p->rest = tn_str_sub(p->rest, prefix.len, p->rest.len);
	return true;
}

static bool label(struct parse *p, struct tn_str text)
{
	if (tn_externname_is_label(text))
		return true;
	*p->error = tn_str_format(p->arena, "`%.*s` is not in kebab case", TN_S(text));
	return false;
}

/* "[get]" or "[set]" behind the other annotations. */
static void access(struct parse *p, struct tn_externname *out)
{
	if (eat(p, TN_STR("[get]")))
		out->access = TN_EXTERNNAME_GET;
	else if (eat(p, TN_STR("[set]")))
		out->access = TN_EXTERNNAME_SET;
	if (out->access != TN_EXTERNNAME_PLAIN)
		out->needs |= TN_WASM_CM_ACCESSORS;
}

/* "resource.label" */
static bool of_resource(struct parse *p, struct tn_externname *out)
{
	access(p, out);
	size_t dot = tn_str_find(p->rest, '.', 0);
	if (dot == (size_t)-1) {
		*p->error = TN_STR("failed to find `.` character");
		return false;
	}
	out->resource = tn_str_sub(p->rest, 0, dot);
	out->label = tn_str_sub(p->rest, dot + 1, p->rest.len);
	return label(p, out->resource) && label(p, out->label);
}

/* The next part up to ":", "/", or the end; a part that is no label fails. */
static bool part(struct parse *p, bool lower_only)
{
	size_t len = 0;
	while (len < p->rest.len && p->rest.ptr[len] != ':' && p->rest.ptr[len] != '/')
		len++;
	struct tn_str text = tn_str_sub(p->rest, 0, len);
	p->rest = tn_str_sub(p->rest, len, p->rest.len);
	if (is_fragments(text, lower_only))
		return true;
	*p->error = lower_only && tn_externname_is_label(text)
			    ? tn_str_format(p->arena, "`%.*s` is not in lowercase kebab case",
				      TN_S(text))
			    : tn_str_format(p->arena, "`%.*s` is not in kebab case", TN_S(text));
	return false;
}

/* "interfacename"; nested namespaces and packages behind their feature. */
static bool interface(struct parse *p, struct tn_externname *out)
{
	struct tn_str whole = p->rest;
	size_t at = tn_str_find(whole, '@', 0);
	out->kind = TN_EXTERNNAME_INTERFACE;
	out->path = tn_str_sub(whole, 0, at == (size_t)-1 ? whole.len : at);
	if (at != (size_t)-1)
		out->version = tn_str_sub(whole, at + 1, whole.len);
	p->rest = out->path;
	if (!part(p, true))
		return false;
	for (bool first = true; first || tn_str_starts(p->rest, TN_STR(":")); first = false) {
		if (!first)
			out->needs |= TN_WASM_CM_NESTED_NAMES;
		if (!eat(p, TN_STR(":"))) {
			*p->error = tn_str_format(p->arena, "expected `:` at `%.*s`", TN_S(p->rest));
			return false;
		}
		if (!part(p, true))
			return false;
	}
	for (bool first = true; first || tn_str_starts(p->rest, TN_STR("/")); first = false) {
		if (!first)
			out->needs |= TN_WASM_CM_NESTED_NAMES;
		if (!eat(p, TN_STR("/"))) {
			*p->error = TN_STR("expected `/` after package name");
			return false;
		}
		if (!part(p, false))
			return false;
	}
	if (p->rest.len == 0)
		return true;
	*p->error = tn_str_format(p->arena, "trailing characters found: `%.*s`", TN_S(p->rest));
	return false;
}

/* Names of urls, hashes and dependencies, which the specification had once. */
static bool is_gone(struct parse *p)
{
	static const struct tn_str gone[] = { { "url=", 4 }, { "integrity=", 10 }, { "locked-dep=", 11 },
		{ "unlocked-dep=", 13 } };
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
		if (!tn_str_starts(p->rest, gone[i]))
			continue;
		*p->error = tn_str_format(p->arena,
			"names with `%.*s` are no part of the Component Model any more", TN_S(gone[i]));
		return true;
	}
	return false;
}

bool tn_externname_parse(struct tn_str text, struct tn_arena *arena, struct tn_externname *out,
	struct tn_str *error)
{
	struct parse p = { text, arena, error };
	*out = (struct tn_externname){ .kind = TN_EXTERNNAME_LABEL };
	if (is_gone(&p))
		return false;
	if (eat(&p, TN_STR("[constructor]"))) {
		out->kind = TN_EXTERNNAME_CONSTRUCTOR;
		out->resource = p.rest;
		return label(&p, p.rest);
	}
	if (eat(&p, TN_STR("[method]"))) {
		out->kind = TN_EXTERNNAME_METHOD;
		return of_resource(&p, out);
	}
	if (eat(&p, TN_STR("[static]"))) {
		out->kind = TN_EXTERNNAME_STATIC;
		return of_resource(&p, out);
	}
	if (tn_str_find(text, ':', 0) != (size_t)-1 && text.ptr[0] != '[')
		return interface(&p, out);
	access(&p, out);
	out->label = p.rest;
	return label(&p, p.rest);
}

/* ---- the canonical form ---- */

void tn_externname_fold_label(struct tn_buf *out, struct tn_str label)
{
	for (size_t i = 0; i < label.len; i++) {
		char c = label.ptr[i];
		if (c != '-')
			tn_buf_byte(out, (uint8_t)(is_upper(c) ? c - 'A' + 'a' : c));
	}
}

void tn_externname_fold(struct tn_buf *out, const struct tn_externname *name)
{
	if (name->access == TN_EXTERNNAME_SET)
		tn_buf_str(out, TN_STR("[set]"));
	switch (name->kind) {
	case TN_EXTERNNAME_LABEL:
		tn_externname_fold_label(out, name->label);
		break;
	case TN_EXTERNNAME_CONSTRUCTOR:
		tn_buf_str(out, TN_STR("[constructor]"));
		tn_externname_fold_label(out, name->resource);
		break;
	case TN_EXTERNNAME_METHOD:
	case TN_EXTERNNAME_STATIC: {
		size_t start = out->len;
		tn_externname_fold_label(out, name->resource);
		size_t middle = out->len;
		tn_buf_byte(out, '.');
		tn_externname_fold_label(out, name->label);
		size_t len = middle - start;
		if (out->len - middle - 1 == len &&
			memcmp(out->ptr + start, out->ptr + middle + 1, len) == 0)
			out->len = middle; /* "[method]r.r" is "r" */
		break;
	}
	case TN_EXTERNNAME_INTERFACE:
		tn_externname_fold_label(out, name->path);
		if (name->version.ptr) {
			tn_buf_byte(out, '@');
			tn_buf_str(out, name->version);
		}
		break;
	}
}
