/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* wit/syntax: what text becomes in the model, and what errors leave behind. */
#include "tn_wit.h"

#include "wit/syntax/resolve.h"

#include <stdio.h>
#include <stdlib.h>

static struct tn_str type_names(struct tn_wit_test *t, const char *interface)
{
	const struct tn_interface *iface = &t->wit->interfaces.ptr[tn_wit_interface(t, interface)];
	struct tn_str out = TN_STR("");
	for (uint32_t i = 0; i < iface->types.len; i++)
		out = tn_str_format(&t->cx.arena, "%.*s%s%.*s", TN_S(out), i ? " " : "",
			TN_S(tn_ctx_text(&t->cx, iface->types.ptr[i].name)));
	return out;
}

static const struct tn_func *func(struct tn_wit_test *t, const char *interface, const char *name)
{
	const struct tn_func *f =
		tn_model_find_func(t->wit, tn_wit_interface(t, interface), tn_wit_name(t, name));
	if (!f)
		fail_msg("no function %s", name);
	return f;
}

static void types_stand_behind_what_they_use(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t,
		"package a:b; interface i { type z = list<y>; record y { x: x } use j.{u};"
		" type x = u8; variant a { b(z) } } interface j { type u = u8; }");
	assert_str(type_names(&t, "i"), "u x y z a");
	assert_int_equal(t.wit->interfaces.ptr[0].name, tn_wit_name(&t, "j"));
	tn_ctx_free(&t.cx);
}

static void anonymous_types_are_shared(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t, "package a:b; interface i { resource r; type alias = r; f: func(a: "
			  "list<u8>, b: list<r>,"
			  " c: r, d: alias, e: tuple<u8, list<u8>>) -> list<own<r>>; g: func(x: "
			  "list<u8>); }");
	const struct tn_func *f = func(&t, "i", "f"), *g = func(&t, "i", "g");
	assert_int_equal(f->params.ptr[0].ty, g->params.ptr[0].ty);
	assert_int_equal(f->params.ptr[1].ty, f->result);
	const struct tn_typedef *own = &t.wit->types.ptr[tn_ty_def(f->params.ptr[2].ty)];
	assert_int_equal(own->kind, TN_DEF_OWN);
	assert_int_equal(own->a, tn_ty_of(tn_model_find_type(t.wit, 0, tn_wit_name(&t, "r"))));
	assert_int_not_equal(
		f->params.ptr[3].ty, f->params.ptr[2].ty); /* a handle of its own per alias */
	assert_str(tn_model_func_text(t.wit, &t.cx.arena, g), "func(x: list<u8>)");
	assert_str(
		tn_model_type_text(t.wit, &t.cx.arena, f->params.ptr[4].ty), "tuple<u8, list<u8>>");
	tn_ctx_free(&t.cx);
}

static void functions_have_their_binary_names(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t,
		"package a:b; interface i { resource r { constructor(x: u8); m: async func();"
		" s: static func() -> r; p: get() -> u8; p: set(v: u8); q: static get() -> u8; }"
		" p: get() -> r; }");
	static const struct {
		const char *name;
		enum tn_func_kind kind;
		uint32_t params;
	} funcs[] = {
		{ "[constructor]r", TN_FUNC_CONSTRUCTOR, 1 },
		{ "[method]r.m", TN_FUNC_METHOD, 1 },
		{ "[static]r.s", TN_FUNC_STATIC, 0 },
		{ "[method][get]r.p", TN_FUNC_METHOD_GETTER, 1 },
		{ "[method][set]r.p", TN_FUNC_METHOD_SETTER, 2 },
		{ "[static][get]r.q", TN_FUNC_STATIC_GETTER, 0 },
		{ "[get]p", TN_FUNC_GETTER, 0 },
	};
	for (size_t i = 0; i < sizeof funcs / sizeof *funcs; i++) {
		const struct tn_func *f = func(&t, "i", funcs[i].name);
		assert_int_equal(f->kind, funcs[i].kind);
		assert_int_equal(f->params.len, funcs[i].params);
		assert_int_equal(f->is_async, i == 1);
		assert_int_equal(f->resource != TN_NO_ID, i < 6);
	}
	assert_str(tn_ctx_text(&t.cx, func(&t, "i", "[method]r.m")->params.ptr[0].name), "self");
	tn_ctx_free(&t.cx);
}

static void docs_of(const char *comments, const char *expected)
{
	struct tn_wit_test t;
	char text[512];
	snprintf(text, sizeof text, "package a:b; interface i {\n%s f: func(); }", comments);
	tn_wit_accept(&t, text);
	tn_name docs = func(&t, "i", "f")->meta.docs;
	if (!expected)
		assert_int_equal(docs, 0);
	else
		assert_str(tn_ctx_text(&t.cx, docs), expected);
	tn_ctx_free(&t.cx);
}

static void comments_become_docs(void **state)
{
	(void)state;
	docs_of("", NULL);
	docs_of("/// a\n", "a");
	docs_of("///a\n/// b\n", "a\n b");
	docs_of("///   a\n///     b\n///\n///  c\n", " a\n   b\n\nc");
	docs_of("// a\n\n\n/** b */\n", "a\nb");
	docs_of("/**\r\n * a\r\n */\r\n", "\n * a");
	docs_of("/* a */", "* a */");
	docs_of("/**/", "");
	docs_of("//\n", "");
	docs_of("/** a /* b */ c */", "a /* b */ c");
}

static void gates_hide(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t, "package a:b@1.0.0; interface i { @unstable(feature = x) type t = u8;"
			  " @unstable(feature = x) f: func(v: list<t>); @since(version = 1.0.0) g: "
			  "func(); }");
	assert_int_equal(t.wit->interfaces.ptr[0].types.len, 0);
	assert_int_equal(t.wit->interfaces.ptr[0].functions.len, 1);
	assert_int_equal(func(&t, "i", "g")->meta.stability.kind, TN_STABILITY_SINCE);
	tn_ctx_free(&t.cx);
}

static void worlds_are_whole(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t,
		"package a:b@0.1.0; interface i1 { type t = u8; } interface i2 { use i1.{t}; }"
		" interface i3 { use i2.{t}; } world w { import f: func(x: n); type n = m; use "
		"i2.{t as m};"
		" resource r { c: func(); } export i3; export g: func(); import l: i1; }");
	const struct tn_world_def *w = tn_wit_world(&t, "w");
	assert_str(tn_wit_items(&t, w->imports.ptr, w->imports.len),
		"l a:b/i1@0.1.0 a:b/i2@0.1.0 m n r f [method]r.c");
	assert_str(tn_wit_items(&t, w->exports.ptr, w->exports.len), "g a:b/i3@0.1.0");
	tn_ctx_free(&t.cx);
}

static void includes_copy_and_rename(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t, "package a:b; interface i {} world v { import i; resource r { c: func(); "
			  "} export f: func();"
			  " import x: interface { type t = u8; } } world w { include v with { r as "
			  "s, f as g, x as y } }");
	const struct tn_world_def *v = tn_wit_world(&t, "v"), *w = tn_wit_world(&t, "w");
	assert_str(tn_wit_items(&t, w->imports.ptr, w->imports.len), "a:b/i y s [method]s.c");
	assert_str(tn_wit_items(&t, w->exports.ptr, w->exports.len), "g");
	assert_int_equal(w->imports.ptr[0].interface, v->imports.ptr[0].interface);
	assert_int_not_equal(w->imports.ptr[1].interface, v->imports.ptr[1].interface);
	assert_int_equal(t.wit->interfaces.ptr[w->imports.ptr[1].interface].clone_of,
		v->imports.ptr[1].interface);
	assert_int_equal(w->imports.ptr[3].func.resource, w->imports.ptr[2].type);
	tn_ctx_free(&t.cx);
}

static void several_packages_in_one_file(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t,
		"package a:main; package z:z@1.0.0 { interface i { type t = u8; } }"
		" package b:b { interface j { use z:z/i@1.0.0.{t}; } } world w { import b:b/j; }");
	assert_int_equal(t.wit->packages.len, 3);
	const struct tn_world_def *w = tn_wit_world(&t, "w");
	assert_str(tn_wit_items(&t, w->imports.ptr, w->imports.len), "z:z/i@1.0.0 b:b/j");
	assert_true(t.wit->packages.ptr[t.main].is_root);
	tn_ctx_free(&t.cx);
}

/* A broken item costs its own errors only. */
static void errors_are_independent(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_resolve(&t,
		"package a:b;\ninterface i {\n  record r { x u8 }\n  f: func(r: r) -> nope;\n"
		"  g: func(\n}\ninterface j { use i.{r, g, h}; use k.{x}; f: func(x: x, r: r); "
		"}\n");
	assert_false(t.good);
	assert_int_equal(t.cx.diags.errors, 5);
	static const struct {
		enum tn_code code;
		uint32_t line;
	} want[] = {
		{ TN_E_SYNTAX, 3 },
		{ TN_E_UNKNOWN_TYPE, 4 },
		{ TN_E_SYNTAX, 6 },
		{ TN_E_UNKNOWN_TYPE, 7 },
		{ TN_E_UNKNOWN_ITEM, 7 },
	};
	for (uint32_t i = 0; i < 5; i++) {
		const struct tn_diag *d = t.cx.diags.list.ptr[i];
		assert_int_equal(d->code, want[i].code);
		assert_int_equal(tn_source_place(&t.cx.sources, d->span.source, d->span.start).line,
			want[i].line);
	}
	tn_ctx_free(&t.cx);
}

/* Chains as long as a hostile file can make them: no recursion, no squares. */
static void long_chains(void **state)
{
	(void)state;
	enum { LINKS = 20000 };
	struct tn_wit_test t;
	char *text = malloc(LINKS * 64), *at = text;
	at += sprintf(at, "package a:b; interface i0 { type t = u8; }");
	for (int i = 1; i < LINKS; i++)
		at += sprintf(at, "interface i%d { use i%d.{t}; }", i, i - 1);
	sprintf(at, "world w { export i%d; }", LINKS - 1);
	tn_wit_accept(&t, text);
	assert_int_equal(tn_wit_world(&t, "w")->imports.len, LINKS - 1);
	tn_ctx_free(&t.cx);
	at = text + sprintf(text, "package a:b; interface i { ");
	for (int i = 0; i < LINKS; i++)
		at += sprintf(at, "type t%d = option<t%d>; ", i, (i + 1) % LINKS);
	sprintf(at, "}");
	tn_wit_resolve(&t, text);
	assert_int_equal(t.cx.diags.errors, 1);
	assert_int_equal(t.cx.diags.list.ptr[0]->code, TN_E_CYCLE);
	tn_ctx_free(&t.cx);
	free(text);
}

static void what_is_not_mentioned_has_no_place(void **state)
{
	(void)state;
	struct tn_ctx cx;
	struct tn_unit unit = { 0 };
	tn_ctx_init(&cx);
	struct tn_resolver r = {
		.cx = &cx, .scratch = &cx.scratch, .unit = &unit, .mention_index.arena = &cx.scratch
	};
	assert_int_equal(tn_deps_mention(&r, 1, 2).source, 0);
	tn_ctx_free(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_mentioned_has_no_place),
		cmocka_unit_test(types_stand_behind_what_they_use),
		cmocka_unit_test(anonymous_types_are_shared),
		cmocka_unit_test(functions_have_their_binary_names),
		cmocka_unit_test(comments_become_docs),
		cmocka_unit_test(gates_hide),
		cmocka_unit_test(worlds_are_whole),
		cmocka_unit_test(includes_copy_and_rename),
		cmocka_unit_test(several_packages_in_one_file),
		cmocka_unit_test(errors_are_independent),
		cmocka_unit_test(long_chains),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
