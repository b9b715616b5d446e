/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* wit/load_select.c, and names in wit/model */
#include "tn_wit.h"

#include "wit/model/elaborate.h"

static tn_world pick(struct tn_wit_test *t, const char *name)
{
	return tn_load_select(t->wit, &t->main, 1, tn_str_of(name));
}

static void worlds_are_found(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t,
		"package a:b; package c:d@1.0.0 { world x {} } package c:d@2.0.0 { world x {} }"
		" package e:f@1.0.0 { world y {} } world one {} world %world {}");
	assert_ptr_equal(&t.wit->worlds.ptr[pick(&t, "one")], tn_wit_world(&t, "one"));
	assert_ptr_equal(&t.wit->worlds.ptr[pick(&t, "world")], tn_wit_world(&t, "world"));
	assert_int_equal(pick(&t, "a:b/one"), pick(&t, "one"));
	assert_int_not_equal(pick(&t, "c:d/x@2.0.0"), pick(&t, "c:d/x@1.0.0"));
	assert_int_equal(pick(&t, "e:f/y"), pick(&t, "e:f/y@1.0.0"));
	assert_int_equal(t.cx.diags.errors, 0);
	static const struct {
		const char *name;
		enum tn_code code;
	} bad[] = {
		{ "", TN_E_AMBIGUOUS_WORLD },
		{ "ohne", TN_E_UNKNOWN_WORLD },
		{ "c:d/x", TN_E_AMBIGUOUS_WORLD },
		{ "c:d/x@3.0.0", TN_E_UNKNOWN_PACKAGE },
		{ "no:such/x", TN_E_UNKNOWN_PACKAGE },
		{ "a:b", TN_E_UNKNOWN_WORLD },
		{ "a:b/", TN_E_UNKNOWN_WORLD },
	};
	for (uint32_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(pick(&t, bad[i].name), TN_NO_ID);
		assert_int_equal(t.cx.diags.errors, i + 1);
		assert_int_equal(t.cx.diags.list.ptr[i]->code, bad[i].code);
	}
	assert_str(t.cx.diags.list.ptr[1]->hint, "did you mean `one`?");
	tn_ctx_free(&t.cx);
}

/* Explainer.md, "Name uniqueness" */
static void names_fold(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "foo", "foo" },
		{ "foo-bar", "foobar" },
		{ "FOO-bar", "foobar" },
		{ "[constructor]Foo", "[constructor]foo" },
		{ "[method]r.f-g", "r.fg" },
		{ "[static]r.f-g", "r.fg" },
		{ "[method]r-r.R-R", "rr" },
		{ "[get]p", "p" },
		{ "[set]p", "[set]p" },
		{ "[method][get]r.p", "r.p" },
		{ "[static][set]r.p", "[set]r.p" },
		{ "[Method", "[method" },
		{ "[set][a-b", "[set][ab" },
	};
	char room[32];
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_str(tn_elaborate_fold(tn_str_of(pairs[i][0]), room), pairs[i][1]);
}

static void ids_are_spelled_out(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t, "package a:b@1.2.3-rc.1; interface i { type t = u8; }");
	assert_str(tn_ctx_text(&t.cx, tn_model_package_id(t.wit, t.main)), "a:b@1.2.3-rc.1");
	assert_str(tn_ctx_text(&t.cx, tn_model_interface_id(t.wit, 0)), "a:b/i@1.2.3-rc.1");
	assert_int_equal(
		tn_model_find_package(t.wit, tn_wit_name(&t, "a"), tn_wit_name(&t, "b"), 0),
		TN_NO_ID);
	assert_int_equal(tn_model_find_type(t.wit, 0, tn_wit_name(&t, "u")), TN_NO_ID);
	tn_ctx_free(&t.cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worlds_are_found),
		cmocka_unit_test(names_fold),
		cmocka_unit_test(ids_are_spelled_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
