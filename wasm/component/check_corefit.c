/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * May one core item stand for another, one core module for another? Core spec, execution, "External
 * Typing"; tools ask tables to be of equal types.
 */
#include "wasm/component/checking.h"
#include "wasm/core/coretype.h"

static bool limits_fit(const struct tn_core_limits *given, const struct tn_core_limits *wanted)
{
	return given->min >= wanted->min &&
	       (!wanted->has_max || (given->has_max && given->max <= wanted->max));
}

static struct tn_str limits_text(struct tn_arena *arena, const struct tn_core_limits *l)
{
	if (!l->has_max)
		return tn_str_format(arena, "%llu", (unsigned long long)l->min);
	return tn_str_format(arena, "%llu %llu", (unsigned long long)l->min, (unsigned long long)l->max);
}

static const char *shared_word(bool is_shared)
{
	return is_shared ? "shared" : "unshared";
}

static const char *bits_word(bool is_64)
{
	return is_64 ? "i64" : "i32";
}

/* What tables and memories have in common. */
static struct tn_str bounds_fault(struct tn_arena *arena, const char *what,
	const struct tn_core_limits *given, const struct tn_core_limits *wanted)
{
	if (given->is_shared != wanted->is_shared)
		return tn_str_format(arena, "expected a%s %s, found a%s one",
			wanted->is_shared ? " shared" : "n unshared", what,
			given->is_shared ? " shared" : "n unshared");
	if (given->is_64 != wanted->is_64)
		return tn_str_format(arena, "expected a %s with index type `%s`, found `%s`", what,
			bits_word(wanted->is_64), bits_word(given->is_64));
	if (given->page_log2 != wanted->page_log2)
		return tn_str_format(arena, "expected a %s with pages of %llu bytes, found %llu", what,
			1ull << (wanted->page_log2 & 63), 1ull << (given->page_log2 & 63));
	if (!limits_fit(given, wanted))
		return tn_str_format(arena, "expected a %s within the limits `%.*s`, found `%.*s`", what,
			TN_S(limits_text(arena, wanted)), TN_S(limits_text(arena, given)));
	return (struct tn_str){ 0 };
}

static struct tn_str sig_fault(const struct tn_world *w, struct tn_arena *arena, uint32_t given,
	uint32_t wanted)
{
	const struct tn_core_sig *have = tn_check_core_id_sig(w, given);
	const struct tn_core_sig *want = tn_check_core_id_sig(w, wanted);
	struct tn_str found = tn_module_sig_text(arena, have);
	struct tn_str expected = tn_module_sig_text(arena, want);
	if (tn_str_eq(found, expected))
		return tn_str_format(arena, "expected and found `%.*s`, but declared as different types",
			TN_S(found));
	return tn_str_format(arena, "expected `%.*s`, found `%.*s`", TN_S(expected), TN_S(found));
}

static struct tn_str global_fault(const struct tn_world *w, struct tn_arena *arena,
	const struct tn_core_extern *given, const struct tn_core_extern *wanted)
{
	if (given->is_mutable != wanted->is_mutable)
		return tn_str_format(arena, "expected a global that is %s, found one that is %s",
			wanted->is_mutable ? "mutable" : "immutable",
			given->is_mutable ? "mutable" : "immutable");
	if (given->is_shared != wanted->is_shared)
		return tn_str_format(arena, "expected a global that is %s, found one that is %s",
			shared_word(wanted->is_shared), shared_word(given->is_shared));
	if (given->is_mutable ? given->value != wanted->value
			      : !tn_typespace_matches(&w->core, given->value, wanted->value))
		return tn_str_format(arena, "expected a global of type `%.*s`, found `%.*s`",
			TN_S(tn_coretype_text(arena, wanted->value)),
			TN_S(tn_coretype_text(arena, given->value)));
	return (struct tn_str){ 0 };
}

static struct tn_str fault(const struct tn_world *w, struct tn_arena *arena,
	const struct tn_core_extern *given, const struct tn_core_extern *wanted)
{
	if (given->kind != wanted->kind)
		return tn_str_format(arena, "expected a %s, found a %s", tn_coretype_kind(wanted->kind),
			tn_coretype_kind(given->kind));
	switch (given->kind) {
	case TN_CORE_KIND_FUNC:
		if (wanted->is_exact && !given->is_exact)
			return TN_STR("expected an exact function, found one that may be of a subtype");
		if (wanted->is_exact ? given->type != wanted->type
				     : !tn_typespace_is_sub(&w->core, given->type, wanted->type))
			return sig_fault(w, arena, given->type, wanted->type);
		break;
	case TN_CORE_KIND_TAG:
		if (given->type != wanted->type)
			return sig_fault(w, arena, given->type, wanted->type);
		break;
	case TN_CORE_KIND_GLOBAL:
		return global_fault(w, arena, given, wanted);
	case TN_CORE_KIND_TABLE:
		if (given->value != wanted->value)
			return tn_str_format(arena, "expected a table of `%.*s`, found `%.*s`",
				TN_S(tn_coretype_text(arena, wanted->value)),
				TN_S(tn_coretype_text(arena, given->value)));
		return bounds_fault(arena, "table", &given->limits, &wanted->limits);
	case TN_CORE_KIND_MEMORY:
		return bounds_fault(arena, "memory", &given->limits, &wanted->limits);
	}
	return (struct tn_str){ 0 };
}

bool tn_check_core_fits(const struct tn_world *w, const struct tn_core_extern *given,
	const struct tn_core_extern *wanted, struct tn_arena *arena, struct tn_str *why)
{
	*why = fault(w, arena, given, wanted);
	return !why->len;
}

/* ---- subtyping of module types ---- */

static bool entry_fits(struct tn_check_fit *fit, const struct tn_cmodule_extern *given,
	const struct tn_cmodule_extern *wanted, struct tn_str what)
{
	struct tn_str why = TN_STR("it is missing");
	if (given && tn_check_core_fits(fit->w, &given->type, &wanted->type, fit->arena, &why))
		return true;
	fit->reason = tn_str_format(fit->arena, "%.*s: %.*s", TN_S(what), TN_S(why));
	return false;
}

/* Explainer.md: contravariant imports, covariant exports. */
bool tn_check_module_fits(struct tn_check_fit *fit, const struct tn_cmodule *given,
	const struct tn_cmodule *wanted)
{
	struct tn_ctx *cx = fit->w->cx;
	struct tn_map imports = { .arena = fit->arena };
	for (uint32_t i = 0; i < wanted->import_count; i++)
		tn_map_put(&imports, TN_KEY(wanted->imports[i].module, wanted->imports[i].name), i);
	for (uint32_t i = 0; i < given->import_count; i++) {
		const struct tn_cmodule_extern *own = &given->imports[i];
		uint32_t at = tn_map_get(&imports, TN_KEY(own->module, own->name));
		struct tn_str what = tn_str_format(fit->arena, "core import `%.*s::%.*s`",
			TN_S(tn_ctx_text(cx, own->module)), TN_S(tn_ctx_text(cx, own->name)));
		if (!entry_fits(fit, at == TN_MAP_NONE ? NULL : &wanted->imports[at], own, what))
			return false;
	}
	for (uint32_t i = 0; i < wanted->export_count; i++) {
		const struct tn_cmodule_extern *want = &wanted->exports[i];
		struct tn_str what = tn_str_format(fit->arena, "core export `%.*s`",
			TN_S(tn_ctx_text(cx, want->name)));
		if (!entry_fits(fit, tn_check_module_export(fit->w, given, want->name), want, what))
			return false;
	}
	return true;
}
