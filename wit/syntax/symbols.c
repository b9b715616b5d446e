/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Names of interfaces and worlds: adding, finding, guessing at what was meant. */
#include "wit/syntax/resolve.h"
#include "wit/syntax/words.h"

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
	*TN_PUSH(r->scratch, &r->scopes) =
		(struct tn_symbols){ .first = r->symbols.len, .labels = r->label_lists++ };
	return r->scopes.len - 1;
}

uint32_t tn_symbols_item_scope(struct tn_resolver *r, const struct tn_ast_item *item)
{
	uint32_t scope = tn_symbols_new_scope(r);

	for (item = item->next; item && item->kind == TN_AST_BROKEN_ITEM; item = item->next)
		if (!item->name.name)
			r->scopes.ptr[scope].incomplete = true;
	return scope;
}

static struct tn_label_list labels_of(const struct tn_resolver *r, const struct tn_symbols *scope)
{
	return (struct tn_label_list){ r->symbols.ptr, sizeof(struct tn_symbol), scope->first, scope->len,
		scope->labels };
}

struct tn_symbol *tn_symbols_find(struct tn_resolver *r, uint32_t scope, tn_name name)
{
	const struct tn_symbols *symbols = &r->scopes.ptr[scope];
	struct tn_label_list list = labels_of(r, symbols);
	uint32_t at = tn_labels_find(&r->labels, &list, name);

	return at == TN_MAP_NONE ? NULL : &r->symbols.ptr[symbols->first + at];
}

bool tn_symbols_is_made_up(const struct tn_resolver *r, tn_name name)
{
	return *tn_ctx_text(r->cx, name).ptr == '?';
}

bool tn_symbols_is_guess(const struct tn_resolver *r, struct tn_span span, tn_name name)
{
	struct tn_str text = tn_source_text(&r->cx->sources, span), own = tn_ctx_text(r->cx, name);

	return r->failed && text.len && !tn_str_ends(text, own) && *own.ptr != '[';
}

void tn_symbols_mean(struct tn_resolver *r, uint32_t scope, struct tn_str suggested)
{
	if (suggested.len)
		tn_map_put(&r->meant, TN_KEY(scope, tn_ctx_name(r->cx, suggested)), 0);
}

bool tn_symbols_is_meant(const struct tn_resolver *r, uint32_t scope, tn_name name)
{
	return tn_map_get(&r->meant, TN_KEY(scope, name)) != TN_MAP_NONE;
}

bool tn_symbols_is_before(struct tn_span one, struct tn_span other)
{
	return one.source != other.source || one.start < other.start;
}

/* In what order names are taken is not always that of the text. */
static void note_other(struct tn_resolver *r, struct tn_diag *diag, struct tn_span other)
{
	tn_diag_note(r->cx, diag, other, "%s",
		tn_symbols_is_before(other, diag->span) ? "first defined here" : "the other one is here");
}

bool tn_symbols_add(struct tn_resolver *r, tn_name name, struct tn_span span,
	enum tn_symbol_kind kind, tn_ty ty)
{
	struct tn_symbols *scope = &r->scopes.ptr[r->scope];
	struct tn_label_list list = labels_of(r, scope);
	/* Explainer.md, "Name uniqueness" */
	uint32_t at = tn_labels_clash(&r->labels, &list, name);
	const struct tn_symbol *old;
	struct tn_diag *diag;

	if (at == TN_MAP_NONE) {
		*TN_PUSH(r->scratch, &r->symbols) = (struct tn_symbol){ name, span, kind, ty };
		list = labels_of(r, scope);
		tn_labels_add(&r->labels, &list);
		scope->len++;
		return true;
	}
	old = &r->symbols.ptr[scope->first + at];
	if (kind == TN_SYMBOL_BROKEN || old->kind == TN_SYMBOL_BROKEN || tn_symbols_is_guess(r, span, name))
		return false;
	if (old->name == name) {
		diag = tn_symbols_error(r, TN_E_DUPLICATE_NAME, span,
			"name `%.*s` is defined more than once", TN_S(tn_ctx_text(r->cx, name)));
	} else {
		diag = tn_symbols_error(r, TN_E_DUPLICATE_NAME, span,
			"name `%.*s` conflicts with %sname `%.*s`", TN_S(tn_ctx_text(r->cx, name)),
			tn_symbols_is_before(old->span, span) ? "previous " : "",
			TN_S(tn_ctx_text(r->cx, old->name)));
		tn_diag_hint(r->cx, diag, "%s",
			*tn_ctx_text(r->cx, name).ptr == '['
				? "the functions of a resource share one set of names, in which it "
				  "stands as well"
				: "names that differ only in case and hyphens count as the same");
	}
	note_other(r, diag, old->span);
	return false;
}

/* ---- guessing ---- */

struct tn_guess tn_symbols_guess(struct tn_str wanted)
{
	/* A third of the letters may be wrong, and one of two. */
	unsigned limit = (unsigned)(wanted.len < 60 ? wanted.len : 60) / 3 + 1;

	if (wanted.len == 2)
		limit = 2;

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

/* A type of the package's other interfaces that has this name: says how to bring it in. */
static bool defined_elsewhere(struct tn_resolver *r, struct tn_diag *diag, tn_name name)
{
	struct tn_str text = tn_ctx_text(r->cx, name);

	for (uint32_t i = 0; i < r->unit->entries.len; i++) {
		const struct tn_entry *entry = &r->unit->entries.ptr[i];

		if (entry->kind != TN_ENTRY_INTERFACE)
			continue;
		for (const struct tn_ast_item *item = entry->item->items; item; item = item->next) {
			struct tn_str from = tn_ctx_text(r->cx, entry->name);

			if (item->name.name != name || item->kind < TN_AST_ALIAS ||
				item->kind > TN_AST_RESOURCE)
				continue;
			tn_diag_note(r->cx, diag,
				(struct tn_span){ r->unit->files.ptr[entry->file].source,
					item->name.span.start, item->name.span.end },
				"interface `%.*s` has a type of this name", TN_S(from));
			tn_diag_hint(
				r->cx, diag, "bring it in: `use %.*s.{%.*s};`", TN_S(from), TN_S(text));
			return true;
		}
	}
	return false;
}

void tn_symbols_suggest(
	struct tn_resolver *r, struct tn_diag *diag, uint32_t scope, tn_name name, bool types_only)
{
	static const char *const PRIMITIVES[] = {
#define TN_PRIMITIVE(type, text) text,
#include "wit/model/keywords.def"
	};
	struct tn_str text = tn_ctx_text(r->cx, name);
	struct tn_guess guess = tn_symbols_guess(text);
	const struct tn_symbols *symbols = &r->scopes.ptr[scope];
	const struct tn_word *word = types_only ? tn_words_type(text) : NULL;

	if (types_only && !word)
		word = tn_words_generic(text);

	if (!tn_diag_may_guess(r->cx, diag))
		return;
	if (types_only && defined_elsewhere(r, diag, name))
		return;
	for (uint32_t i = 0; i < symbols->len; i++) {
		const struct tn_symbol *symbol = &r->symbols.ptr[symbols->first + i];

		if (symbol->kind == TN_SYMBOL_TYPE && *tn_ctx_text(r->cx, symbol->name).ptr != '[')
			tn_symbols_candidate(&guess, tn_ctx_text(r->cx, symbol->name));
	}
	if (word && !(guess.best.len && guess.distance == 1 && text.len > 3)) {
		tn_words_hint(r->cx, diag, word);
		return;
	}
	if (types_only)
		for (uint32_t i = 0; i < sizeof PRIMITIVES / sizeof *PRIMITIVES; i++)
			tn_symbols_candidate(&guess, tn_str_of(PRIMITIVES[i]));
	if (!guess.best.len)
		return;
	tn_diag_hint(r->cx, diag, "did you mean `%.*s`?", TN_S(guess.best));
	diag->replacement = guess.best;
}
