/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* All functions, in the order of the plan, each under the heading of its interface. */
#include "bindgen-c/cfunc.h"

void tn_cfunc_put(struct tn_cgen *gen, struct tn_str prototype, const struct tn_cbody *body)
{
	struct tn_ctext *out = &gen->c_adapters;
	tn_ctext_line(out, "%.*s {", TN_S(prototype));
	tn_buf_str(&out->buf, tn_ctext_done(&body->decls));
	tn_buf_str(&out->buf, tn_ctext_done(&body->text));
	tn_ctext_line(out, "}");
}

static void put_heading(struct tn_cgen *gen, const struct tn_cfunc *func)
{
	struct tn_str where = func->scope == TN_CSCOPE_WORLD
				      ? tn_ctx_text(gen->cx, gen->wit->worlds.ptr[gen->world].name)
				      : gen->scopes.ptr[func->scope].module;
	const char *what = func->is_export ? "Exported" : "Imported";
	tn_ctext_blank(&gen->h_funcs);
	tn_ctext_line(&gen->h_funcs, "// %s Functions from `%.*s`", what, TN_S(where));
	if (!func->is_export) {
		tn_ctext_blank(&gen->c_imports);
		tn_ctext_line(&gen->c_imports, "// %s Functions from `%.*s`", what, TN_S(where));
	}
}

void tn_cfunc_emit_all(struct tn_cgen *gen)
{
	for (uint32_t i = 0; i < gen->funcs.len && !gen->failed; i++) {
		const struct tn_cfunc *func = &gen->funcs.ptr[i];
		const struct tn_cfunc *before = i > 0 ? func - 1 : NULL;
		if (!before || before->scope != func->scope || before->is_export != func->is_export)
			put_heading(gen, func);
		if (func->func->meta.docs)
			tn_ctext_docs(&gen->h_funcs, tn_ctx_text(gen->cx, func->func->meta.docs));
		if (func->is_export)
			tn_cexport_emit(gen, func);
		else
			tn_cimport_emit(gen, func);
		tn_casync_endpoints(gen, func);
	}
}
