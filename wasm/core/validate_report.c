/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What is wrong in a body, told once: with its function's name, its instruction and its place. And
 * where a feature was met first.
 */
#include "wasm/core/validate.h"

#include <stdarg.h>

/* The name that the name section gives the function, as " ($name)"; else nothing. */
static struct tn_str function_name(struct tn_validate_body *b)
{
	struct tn_validate *v = b->v;
	if (b->is_const)
		return TN_STR("");
	if (!v->names) {
		v->names = TN_NEW(v->scratch, struct tn_corenames);
		tn_corenames_read(v->names, v->scratch, b->m);
	}
	struct tn_str name = tn_corenames_get(v->names, TN_NAME_FUNC, 0, b->index);
	if (!name.ptr || name.len > 200)
		return TN_STR("");
	return tn_str_format(v->scratch, " ($%.*s)", TN_S(name));
}

/* Stops the body; NULL when nobody is to hear of it, or has heard of another error in it. */
__attribute__((format(printf, 3, 4))) static struct tn_diag *report(
	struct tn_validate_body *b, enum tn_code code, const char *format, ...)
{
	if (b->has_failed)
		return NULL;
	uint32_t start = tn_module_offset(b->m, b->instr), end = tn_module_offset(b->m, b->r.at);
	struct tn_span span = { b->m->source, start, end > start ? end : start + 1 };
	const char *instr = b->opcode != UINT32_MAX ? tn_opcode_get(b->opcode)->text : NULL;
	tn_validate_stop(b);
	if (b->v->is_quiet)
		return NULL;
	if (tn_diag_is_full(b->v->cx))
		return tn_diag_error(b->v->cx, code, span, "%s", "");
	va_list args;
	va_start(args, format);
	struct tn_str message = tn_str_vformat(b->v->scratch, format, args),
		      name = function_name(b);
	va_end(args);
	return tn_diag_error(b->v->cx, code, span, "%s %u%.*s%s%s%s: %.*s", b->what, b->index,
		TN_S(name), instr ? ", `" : "", instr ? instr : "", instr ? "`" : "",
		TN_S(message));
}

void tn_validate_fail(struct tn_validate_body *b, const char *format, ...)
{
	if (b->has_failed || b->v->is_quiet || tn_diag_is_full(b->v->cx)) {
		report(b, TN_E_INVALID, "%s", "");
		return;
	}
	va_list args;
	va_start(args, format);
	struct tn_str text = tn_str_vformat(b->v->scratch, format, args);
	va_end(args);
	report(b, TN_E_INVALID, "%.*s", TN_S(text));
}

void tn_validate_fail_malformed(struct tn_validate_body *b)
{
	b->instr = b->r.base + b->r.error_offset;
	b->r.at = b->instr;
	report(b, TN_E_MALFORMED, "%s", b->r.error);
}

void tn_validate_fail_opcode(struct tn_validate_body *b)
{
	uint8_t first = b->instr[0];
	b->r.at = b->instr + 1;
	if (first >= 0xfb && first <= 0xfe && b->r.end - b->instr > 1) {
		struct tn_reader r = tn_reader_new(
			(struct tn_bytes){ b->instr + 1, (size_t)(b->r.end - b->instr - 1) },
			b->r.base);
		report(b, TN_E_MALFORMED, "illegal opcode %02x %x", first, tn_reader_u32(&r));
	} else {
		report(b, TN_E_MALFORMED, "illegal opcode %02x", first);
	}
}

void tn_validate_fail_feature(struct tn_validate_body *b, uint64_t missing)
{
	struct tn_str name = tn_features_name(missing);
	struct tn_diag *diag =
		report(b, TN_E_NEEDS_FEATURE, "the feature `%.*s` is not enabled", TN_S(name));
	if (diag)
		tn_diag_hint(
			b->v->cx, diag, "switch it on with `--wasm-features=%.*s`", TN_S(name));
}

void tn_validate_expected(struct tn_validate_body *b, tn_core_ty expected, tn_core_ty found)
{
	struct tn_str a = tn_coretype_text(b->v->scratch, expected);
	struct tn_str f = tn_coretype_text(b->v->scratch, found);
	tn_validate_fail(b, "type mismatch: expected %.*s, found %.*s", TN_S(a), TN_S(f));
}

void tn_validate_stop(struct tn_validate_body *b)
{
	b->has_failed = true;
	b->r.at = b->r.end;
}

void tn_validate_use(struct tn_validate_body *b, uint64_t features)
{
	struct tn_validate *v = b->v;
	for (uint64_t fresh = features & ~v->used; fresh; fresh &= fresh - 1)
		v->used_at[__builtin_ctzll(fresh)] = tn_module_offset(b->m, b->instr);
	v->used |= features;
}
