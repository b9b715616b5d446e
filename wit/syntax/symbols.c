/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Names of interfaces and worlds: adding, finding, guessing at what was meant. */
#include "wit/syntax/resolve.h"

#include "wit/model/elaborate.h"

struct tn_diag *tn_symbols_error(
	struct tn_resolver *r, enum tn_code code, struct tn_span span, const char *format, ...)
{
	struct tn_str text;
	va_list args;

	va_start(args, format);
	text = tn_str_vformat(r->scratch, format, args);
	va_end(args);
	r->failed = true;
	return tn_diag_error(r->cx, code, span, "%.*s", TN_S(text));
}

uint32_t tn_symbols_new_scope(struct tn_resolver *r)
{
	*TN_PUSH(r->scratch, &r->scopes) = (struct tn_symbols){ .first = r->symbols.len };
	return r->scopes.len - 1;
}

tn_name tn_symbols_fold(struct tn_resolver *r, tn_name name)
{
	while (r->folded.len <= name)
		*TN_PUSH(r->scratch, &r->folded) = 0;
	if (!r->folded.ptr[name])
		r->folded.ptr[name] = tn_elaborate_fold(r->cx, name);
	return r->folded.ptr[name];
}

struct tn_symbol *tn_symbols_find(struct tn_resolver *r, uint32_t scope, tn_name name)
{
	uint32_t at = tn_map_get(&r->symbol_index, TN_KEY(scope, tn_symbols_fold(r, name)));

	return at == TN_MAP_NONE || r->symbols.ptr[at].name != name ? NULL : &r->symbols.ptr[at];
}

bool tn_symbols_add(struct tn_resolver *r, tn_name name, struct tn_span span,
	enum tn_symbol_kind kind, tn_ty ty)
{
	/* Explainer.md, "Name uniqueness" */
	uint64_t folded = TN_KEY(r->scope, tn_symbols_fold(r, name));
	uint32_t at = tn_map_get(&r->symbol_index, folded);
	const struct tn_symbol *old;
	struct tn_diag *diag;

	if (at == TN_MAP_NONE) {
		at = r->symbols.len;
		*TN_PUSH(r->scratch, &r->symbols) = (struct tn_symbol){ name, span, kind, ty };
		r->scopes.ptr[r->scope].len++;
		tn_map_put(&r->symbol_index, folded, at);
		return true;
	}
	old = &r->symbols.ptr[at];
	if (kind == TN_SYMBOL_BROKEN || old->kind == TN_SYMBOL_BROKEN)
		return false;
	if (old->name == name) {
		diag = tn_symbols_error(r, TN_E_DUPLICATE_NAME, span,
			"name `%.*s` is defined more than once", TN_S(tn_ctx_text(r->cx, name)));
	} else {
		diag = tn_symbols_error(r, TN_E_DUPLICATE_NAME, span,
			"name `%.*s` conflicts with previous name `%.*s`",
			TN_S(tn_ctx_text(r->cx, name)), TN_S(tn_ctx_text(r->cx, old->name)));
		tn_diag_hint(r->cx, diag, "%s",
			*tn_ctx_text(r->cx, name).ptr == '['
				? "the functions of a resource share one set of names, in which it "
				  "stands as well"
				: "names that differ only in case and hyphens count as the same");
	}
	tn_diag_note(r->cx, diag, old->span, "first defined here");
	return false;
}

/* ---- guessing ---- */

struct tn_guess tn_symbols_guess(struct tn_str wanted)
{
	/* A third of the letters may be wrong. */
	unsigned limit = (unsigned)(wanted.len < 60 ? wanted.len : 60) / 3 + 1;

	return (struct tn_guess){ .wanted = wanted, .distance = limit };
}

void tn_symbols_candidate(struct tn_guess *guess, struct tn_str text)
{
	unsigned distance;

	if (guess->wanted.len > 64 || text.len > 64 || tn_str_eq(text, guess->wanted))
		return;
	distance = tn_str_distance(guess->wanted, text, guess->distance);
	if (distance < guess->distance) {
		guess->distance = distance;
		guess->best = text;
	}
}

void tn_symbols_suggest(
	struct tn_resolver *r, struct tn_diag *diag, uint32_t scope, tn_name name, bool types_only)
{
	static const char *const PRIMITIVES[] = { "bool", "s8", "s16", "s32", "s64", "u8", "u16",
		"u32", "u64", "f32", "f64", "char", "string" };
	struct tn_str text = tn_ctx_text(r->cx, name);
	struct tn_guess guess = tn_symbols_guess(text);
	const struct tn_symbols *symbols = &r->scopes.ptr[scope];

	if (r->cx->diags.errors > 100)
		return; /* not in a hopeless file: guessing costs time */
	if (types_only &&
		(tn_str_eq(text, TN_STR("float32")) || tn_str_eq(text, TN_STR("float64")))) {
		tn_diag_hint(
			r->cx, diag, "`%.*s` is called `f%.*s` now", TN_S(text), 2, text.ptr + 5);
		diag->replacement =
			tn_str_eq(text, TN_STR("float32")) ? TN_STR("f32") : TN_STR("f64");
		return;
	}
	for (uint32_t i = 0; i < symbols->len; i++) {
		const struct tn_symbol *symbol = &r->symbols.ptr[symbols->first + i];

		if (symbol->kind == TN_SYMBOL_TYPE)
			tn_symbols_candidate(&guess, tn_ctx_text(r->cx, symbol->name));
	}
	if (types_only)
		for (uint32_t i = 0; i < sizeof PRIMITIVES / sizeof *PRIMITIVES; i++)
			tn_symbols_candidate(&guess, tn_str_of(PRIMITIVES[i]));
	if (!guess.best.len)
		return;
	tn_diag_hint(r->cx, diag, "did you mean `%.*s`?", TN_S(guess.best));
	diag->replacement = guess.best;
}
