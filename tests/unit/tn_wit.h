/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* WIT text straight into a model, for tests of the model's rooms. */
#ifndef TN_WIT_TEST_H
#define TN_WIT_TEST_H

#include "tn_test.h"

#include "wit/load.h"
#include "wit/syntax/syntax.h"

struct tn_wit_test {
	struct tn_ctx cx;
	struct tn_wit *wit;
	tn_pkg main;
	bool good;
	jmp_buf oom;
};

/* `text` must outlive the test. Without the jump an OOM traps, which is as good a failure. */
static inline void tn_wit_resolve(struct tn_wit_test *t, const char *text)
{
	tn_ctx_init(&t->cx);
	uint32_t source = tn_source_add(&t->cx.sources, TN_STR("t.wit"),
		(struct tn_bytes){ (const uint8_t *)text, strlen(text) }, true);
	t->wit = tn_model_new(&t->cx, &t->cx.arena);
	struct tn_syntax *syntax = tn_syntax_new(t->wit, &t->cx.scratch);
	tn_syntax_add(syntax, TN_STR("t.wit"), &source, 1, true);
	t->good = tn_syntax_resolve(syntax);
	t->main = tn_syntax_main(syntax, 0);
	tn_diag_sort(&t->cx);
}

static inline void tn_wit_accept(struct tn_wit_test *t, const char *text)
{
	tn_wit_resolve(t, text);
	if (!t->good)
		fail_msg("refused: %.*s", TN_S(t->cx.diags.list.ptr[0]->message));
}

static inline tn_name tn_wit_name(struct tn_wit_test *t, const char *text)
{
	return tn_ctx_name(&t->cx, tn_str_of(text));
}

static inline tn_iface tn_wit_interface(struct tn_wit_test *t, const char *name)
{
	return tn_model_find_interface(t->wit, t->main, tn_wit_name(t, name));
}

static inline const struct tn_world_def *tn_wit_world(struct tn_wit_test *t, const char *name)
{
	tn_world world = tn_model_find_world(t->wit, t->main, tn_wit_name(t, name));
	assert_int_not_equal(world, TN_NO_ID);
	return &t->wit->worlds.ptr[world];
}

/* The ids of the items, blanks between them. */
static inline struct tn_str tn_wit_items(
	struct tn_wit_test *t, const struct tn_item *items, uint32_t count)
{
	struct tn_str out = TN_STR("");
	for (uint32_t i = 0; i < count; i++)
		out = tn_str_format(&t->cx.arena, "%.*s%s%.*s", TN_S(out), i ? " " : "",
			TN_S(tn_ctx_text(&t->cx, tn_model_item_id(t->wit, &items[i]))));
	return out;
}

#endif
