/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * --autodrop-borrows: an export must give back the borrows of imported resources that it was lent
 * before it returns. Their handles are noted before the program's function is called, since that may
 * change its arguments, and dropped after it.
 */
#include "bindgen-c/cborrow.h"

static bool lends(const struct tn_cgen *gen, struct tn_cuse use)
{
	const struct tn_ctype *type = tn_ctypes_get(gen, use);
	return type && type->lends;
}

static void note(
	struct tn_cgen *gen, struct tn_cbody *body, struct tn_cuse use, struct tn_cplace place)
{
	struct tn_str prefix = tn_ctypes_resource(gen, use)->prefix;
	struct tn_str name = tn_clift_fresh(gen, body, "borrow");
	tn_ctext_line(&body->decls, "int32_t %.*s = 0;", TN_S(name));
	tn_ctext_line(&body->text, "%.*s = %.*s;", TN_S(name),
		TN_S(tn_cshape_member(gen->arena, place, TN_STR("__handle")).text));
	tn_ctext_line(&body->drops, "if (%.*s != 0) __wasm_import_%.*s_drop(%.*s);", TN_S(name),
		TN_S(prefix), TN_S(name));
}

/* A list would have to be copied to know what was lent in it. */
static void refuse(struct tn_cgen *gen, const struct tn_cfunc *func, const char *what)
{
	struct tn_diag *d = tn_diag_error(gen->cx, TN_E_BORROW_NOT_DROPPED, func->func->meta.span,
		"`%.*s` takes a %s of borrows, which cannot be dropped automatically",
		TN_S(tn_ctx_text(gen->cx, func->func->name)), what);
	tn_diag_hint(gen->cx, d, "without `--autodrop-borrows=yes` the program drops them itself");
	gen->failed = true;
}

void tn_cborrow_note(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	struct tn_cuse use, struct tn_cplace place)
{
	use = tn_ctypes_resolve(gen, use);
	const struct tn_typedef *def = tn_ctypes_def(gen, use);
	if (!lends(gen, use) || tn_clift_too_much(gen, body))
		return;
	switch (def->kind) {
	case TN_DEF_BORROW:
		note(gen, body, use, place);
		return;
	case TN_DEF_LIST:
	case TN_DEF_MAP:
		refuse(gen, func, def->kind == TN_DEF_MAP ? "map" : "list");
		return;
	case TN_DEF_RECORD:
	case TN_DEF_TUPLE:
	case TN_DEF_FIXED_LIST:
		for (uint32_t i = 0; i < tn_cshape_field_count(def); i++)
			tn_cborrow_note(gen, func, body,
				(struct tn_cuse){ tn_cshape_field_type(def, i), use.scope },
				tn_cshape_field(gen, def, place, i));
		return;
	case TN_DEF_VARIANT:
	case TN_DEF_OPTION:
	case TN_DEF_RESULT:
		break;
	default:
		return;
	}
	struct tn_str tag =
		tn_cshape_member(gen->arena, place, tn_str_of(tn_cshape_tag_name(def))).text;
	tn_cshape_open_cases(&body->text, def, tag);
	for (uint32_t i = 0; i < tn_cshape_case_count(def); i++) {
		struct tn_cuse payload = { tn_cshape_case_type(def, i), use.scope };
		if (!lends(gen, payload))
			continue;
		tn_cshape_open_case(&body->text, def, tag, i);
		tn_cborrow_note(gen, func, body, payload, tn_cshape_case_place(gen, def, place, i));
		tn_cshape_close_case(&body->text, def);
	}
	tn_cshape_close_cases(&body->text, def);
}
