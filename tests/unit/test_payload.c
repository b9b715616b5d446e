/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Futures and streams of a function by number; types with all they are made of. */
#include "tn_wit.h"

#include <stdio.h>

#include "wit/model/live.h"
#include "componentize/payload.h"

static const struct tn_func *func(struct tn_wit_test *t, const char *iface, const char *name)
{
	const struct tn_func *f =
		tn_model_find_func(t->wit, tn_wit_interface(t, iface), tn_wit_name(t, name));
	assert_non_null(f);
	return f;
}

/* "f" a future, "s" a stream, in the order of their numbers. */
static struct tn_str spell(struct tn_wit_test *t, const struct tn_func *f)
{
	struct tn_payload p;
	struct tn_str out = TN_STR("");
	tn_payload_begin(&p, t->wit, &t->cx.arena);
	uint32_t count = tn_payload_count(&p, f);
	for (uint32_t i = 0; i < count; i++) {
		tn_ty ty = tn_payload_at(&p, f, i);
		assert_int_not_equal(ty, TN_TY_NONE);
		bool is_stream = t->wit->types.ptr[tn_ty_def(ty)].kind == TN_DEF_STREAM;
		out = tn_str_format(&t->cx.arena, "%.*s%c", TN_S(out), is_stream ? 's' : 'f');
	}
	assert_int_equal(tn_payload_at(&p, f, count), TN_TY_NONE);
	return out;
}

static void numbered_depth_first(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t, "package a:b; interface i {"
			  "  record r { a: future<u8>, b: option<stream<string>> }"
			  "  none: func(a: u32) -> string;"
			  "  nested: func(a: future<stream<u8>>);"
			  "  both: func(a: list<future>, b: r) -> stream<r>;"
			  "  twice: func(a: r, b: r);"
			  "}");
	assert_str(spell(&t, func(&t, "i", "none")), "");
	assert_str(spell(&t, func(&t, "i", "nested")), "sf"); /* the inner one first */
	assert_str(spell(&t, func(&t, "i", "both")), "ffsfss");
	assert_str(spell(&t, func(&t, "i", "twice")), "fsfs");
	tn_ctx_free(&t.cx);
}

/* 3^40 of them are counted as "many", and the last that has a number is found at once. */
static void more_than_memory(void **state)
{
	(void)state;
	struct tn_wit_test t;
	char text[4096];
	size_t len = (size_t)snprintf(text, sizeof text,
		"package a:b; interface i { type t0 = stream<u8>; f: func(a: t40);");
	for (int i = 1; i <= 40; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
			"type t%d = tuple<t%d, t%d, t%d>;", i, i - 1, i - 1, i - 1);
	snprintf(text + len, sizeof text - len, "}");
	tn_wit_accept(&t, text);
	struct tn_payload p;
	tn_payload_begin(&p, t.wit, &t.cx.arena);
	assert_int_equal(tn_payload_count(&p, func(&t, "i", "f")), UINT32_MAX - 1);
	assert_int_not_equal(tn_payload_at(&p, func(&t, "i", "f"), UINT32_MAX - 3), TN_TY_NONE);
	tn_ctx_free(&t.cx);
}

static void parts_come_first(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t, "package a:b; interface i {"
			  "  type unused = u8;"
			  "  record outer { a: list<inner>, b: inner }"
			  "  enum inner { x }"
			  "  f: func(a: outer);"
			  "}");
	struct tn_live live;
	tn_live_begin(&live, t.wit, &t.cx.arena);
	tn_live_add_func(&live, func(&t, "i", "f"));
	struct tn_str out = TN_STR("");
	for (uint32_t i = 0; i < live.order.len; i++) {
		tn_name name = t.wit->types.ptr[live.order.ptr[i]].name;
		if (name)
			out = tn_str_format(&t.cx.arena, "%.*s %.*s", TN_S(out),
				TN_S(tn_ctx_text(&t.cx, name)));
	}
	assert_str(out, " inner outer");
	tn_ctx_free(&t.cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbered_depth_first),
		cmocka_unit_test(more_than_memory),
		cmocka_unit_test(parts_come_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
