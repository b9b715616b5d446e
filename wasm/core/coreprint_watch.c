/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The operand stack behind each instruction: the validator takes each step that the printer takes.
 * From where a body is invalid on, what is wrong with it is said instead, once.
 */
#include "wasm/core/coreprint.h"
#include "wasm/core/validate.h"

bool tn_coreprint_watch(struct tn_coreprint *p, struct tn_module *module)
{
	struct tn_validate *v = TN_NEW(p->arena, struct tn_validate);
	tn_validate_prepare(v, p->cx, p->arena, module, TN_WASM_ALL);
	tn_validate_datas(v);
	p->watch = v;
	return v->is_good;
}

/* What the validator reports is the text's to tell and not the program's. */
static void complaint(struct tn_coreprint *p, uint32_t errors, uint32_t listed)
{
	struct tn_diags *diags = &p->cx->diags;
	tn_textout_line(p->out);
	tn_textout_put(p->out, ";; ");
	if (diags->list.len > listed)
		tn_textout_str(p->out, diags->list.ptr[listed]->message);
	else
		tn_textout_put(p->out, "invalid");
	diags->list.len = listed;
	diags->errors = errors;
}

void tn_coreprint_watch_body(struct tn_coreprint *p, uint32_t func, struct tn_bytes body)
{
	uint32_t errors = p->cx->diags.errors, listed = p->cx->diags.list.len;
	if (!tn_validate_open(p->watch->body, func, body))
		complaint(p, errors, listed);
}

static void operand(struct tn_coreprint *p, tn_core_ty type)
{
	if (type == TN_VALIDATE_BOT)
		tn_textout_put(p->out, "(unknown)");
	else if (type == TN_VALIDATE_BOT_REF)
		tn_textout_put(p->out, "(ref (unknown))");
	else
		tn_coreprint_value(p, type);
}

void tn_coreprint_watch_step(struct tn_coreprint *p)
{
	struct tn_validate_body *b = p->watch->body;
	uint32_t errors = p->cx->diags.errors, listed = p->cx->diags.list.len;
	if (b->has_failed)
		return;
	tn_validate_step(b);
	if (b->has_failed) {
		complaint(p, errors, listed);
		return;
	}
	if (!b->frames.len)
		return; /* the end of the body leaves nothing to look at */
	tn_textout_line(p->out);
	tn_textout_put(p->out, ";; [");
	for (uint32_t i = tn_validate_top_frame(b)->height; i < b->sp; i++) {
		if (i > tn_validate_top_frame(b)->height)
			tn_textout_put(p->out, " ");
		operand(p, b->stack[i]);
	}
	tn_textout_put(p->out, "]");
}
