/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* wit/model: comparing interfaces, lowering types, merging models. */
#include "tn_wit.h"

#include "wit/model/lower.h"
#include "wit/model/merge.h"
#include "wit/model/subtype.h"

/* How interface `b` of the text asks for more than `a` has; empty when it does not. */
static struct tn_str misfit(struct tn_wit_test *t, const char *text)
{
	struct tn_mismatch why = { .kind = TN_MISMATCH_NONE };
	tn_wit_accept(t, text);
	if (tn_subtype_interface(
		    t->wit, tn_wit_interface(t, "a"), t->wit, tn_wit_interface(t, "b"), &why))
		return TN_STR("");
	return tn_subtype_text(t->wit, &t->cx.arena, &why);
}

static void expect(const char *text, const char *wanted)
{
	struct tn_wit_test t;
	assert_str(misfit(&t, text), wanted);
	tn_ctx_free(&t.cx);
}

static void equal_interfaces_fit(void **state)
{
	(void)state;
	expect("package x:y; interface a { type n = u32; f: func(p: list<n>); more: func(); }"
	       " interface b { f: func(p: list<u32>); }",
		"");
	expect("package x:y; interface a { resource r; f: func(p: borrow<r>); }"
	       " interface b { resource r; f: func(p: borrow<r>); }",
		"");
	expect("package x:y; interface k { resource r; } interface a { use k.{r}; f: func(p: r); }"
	       " interface b { use k.{r as s}; f: func(p: s); type r = s; }",
		"there is no type `s`");
}

static void differences_are_told(void **state)
{
	(void)state;
	expect("package x:y; interface a { f: func(p: u32); } interface b { f: func(p: u64); }",
		"function `f`: parameter `p`: `u32` instead of `u64`");
	expect("package x:y; interface a { f: func() -> option<u8>; }"
	       " interface b { f: func() -> option<s8>; }",
		"function `f`: the result, in `option<s8>`: `u8` instead of `s8`");
	expect("package x:y; interface a { enum e { x, y } } interface b { enum e { x, z } }",
		"type `e`: enum `e`, cases: `x, y` instead of `x, z`");
	expect("package x:y; interface a { f: func(); } interface b { f: func(); g: func(); }",
		"there is no function `g`");
	expect("package x:y; interface a { f: async func(); } interface b { f: func(); }",
		"function `f`: `async func()` instead of `func()`");
	expect("package x:y; interface k { resource r; } interface l { resource r; }"
	       " interface a { use k.{r}; f: func(p: r); } interface b { use l.{r}; f: func(p: r); }",
		"type `r`: `r of x:y/k` instead of `r of x:y/l`");
}

static void aliases_vanish_in_lowering(void **state)
{
	(void)state;
	struct tn_wit_test t;
	struct tn_types types;
	struct tn_lower lower;
	tn_wit_accept(&t, "package x:y; interface a { type n = u32; type m = n; resource r; type s = r;"
			  " f: func(p: list<m>, q: list<u32>, x: borrow<r>, y: borrow<s>) -> tuple<m, r>; }");
	tn_type_init(&types, &t.cx.arena);
	tn_lower_init(&lower, t.wit, &types, &t.cx.arena);
	const struct tn_func *f =
		tn_model_find_func(t.wit, tn_wit_interface(&t, "a"), tn_wit_name(&t, "f"));
	struct tn_abi_func abi;
	assert_non_null(f);
	tn_lower_func(&lower, f, &abi);
	assert_int_equal(abi.param_count, 4);
	assert_int_equal(abi.params[0].type, abi.params[1].type);
	assert_int_equal(abi.params[2].type, abi.params[3].type);
	const struct tn_vt_def *result = tn_type_get(&types, abi.result);
	assert_int_equal(result->kind, TN_VT_TUPLE);
	assert_int_equal(result->members[0].type, TN_VT_U32);
	assert_int_equal(tn_type_get(&types, result->members[1].type)->kind, TN_VT_OWN);
	tn_ctx_free(&t.cx);
}

static void a_deep_type_needs_no_deep_stack(void **state)
{
	(void)state;
	struct tn_wit_test t;
	struct tn_types types;
	struct tn_lower lower;
	tn_wit_accept(&t, "package x:y; interface a { type n = u32; }");
	tn_ty ty = TN_TY_U32;
	for (int i = 0; i < 200000; i++) {
		tn_def def = tn_model_add_def(t.wit, TN_DEF_ALIAS, 0);
		t.wit->types.ptr[def].a = ty;
		ty = tn_ty_of(def);
	}
	tn_type_init(&types, &t.cx.arena);
	tn_lower_init(&lower, t.wit, &types, &t.cx.arena);
	assert_int_equal(tn_lower_type(&lower, ty), TN_VT_U32);
	tn_ctx_free(&t.cx);
}

static void the_newest_import_stands_for_the_others(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t, "package a:b; world w { import x:y/k@1.0.0; import x:y/k@1.2.0; import x:y/k@2.0.0; }"
			  " package x:y@1.0.0 { interface k { f: func(); } }"
			  " package x:y@1.2.0 { interface k { f: func(); g: func(); } }"
			  " package x:y@2.0.0 { interface k { h: func(); } }");
	tn_world world = tn_model_find_world(t.wit, t.main, tn_wit_name(&t, "w"));
	assert_true(tn_merge_world_imports_based_on_semver(t.wit, world));
	const struct tn_world_def *w = tn_wit_world(&t, "w");
	assert_str(tn_wit_items(&t, w->imports.ptr, w->imports.len), "x:y/k@1.2.0 x:y/k@2.0.0");
	tn_ctx_free(&t.cx);
}

/* What is said of a clash is made when there is one: with names this long it would be seen. */
static void merging_the_same_makes_no_text(void **state)
{
	(void)state;
	enum { COUNT = 64, LENGTH = 8000 };
	struct tn_wit_test t;
	struct tn_buf text;
	struct tn_ctx make;
	tn_ctx_init(&make);
	text = tn_buf_new(&make.arena);
	tn_buf_printf(&text, "package a:b;");
	for (int i = 0; i < COUNT; i++)
		tn_buf_printf(&text, "interface i%0*d { f: func(); }", LENGTH, i);
	tn_buf_byte(&text, 0);
	tn_wit_accept(&t, (const char *)text.ptr);
	uint32_t source = tn_source_add(&t.cx.sources, TN_STR("u.wit"), (struct tn_bytes){ text.ptr, text.len - 1 }, true);
	struct tn_wit *into = tn_model_new(&t.cx, &t.cx.arena);
	struct tn_syntax *syntax = tn_syntax_new(into, &t.cx.scratch);
	tn_syntax_add(syntax, TN_STR("u.wit"), &source, 1, true);
	assert_true(tn_syntax_resolve(syntax));
	size_t before = t.cx.heap.used;
	assert_true(tn_merge(into, t.wit, NULL));
	assert_int_equal(into->interfaces.len, COUNT);
	assert_true(t.cx.heap.used - before < COUNT * LENGTH / 2);
	tn_ctx_free(&make);
	tn_ctx_free(&t.cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merging_the_same_makes_no_text),
		cmocka_unit_test(equal_interfaces_fit),
		cmocka_unit_test(differences_are_told),
		cmocka_unit_test(aliases_vanish_in_lowering),
		cmocka_unit_test(a_deep_type_needs_no_deep_stack),
		cmocka_unit_test(the_newest_import_stands_for_the_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
