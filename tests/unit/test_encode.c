/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* wit/binary: packages are written item by item; they are what the nodes of the whole would be. */
#include "tn_wit.h"

#include "wasm/component/check.h"
#include "wasm/core/features.h"
#include "wit/binary/encode.h"

/* Foreign types at several places, a chain of uses, resources, inline interfaces, worlds' own items. */
static const char text[] =
	"package a:b@1.2.3;"
	"interface base { record r { x: u32 } resource res { constructor(); f: func() -> r; } }"
	"interface mid { use base.{r as q, res}; type l = list<q>; g: func(a: borrow<res>) -> res; }"
	"interface top { use mid.{l, q}; use base.{res}; variant v { a(l), b(q) }"
	"  h: func(v: v, r: res) -> result<l, q>; }"
	"world all { import top; import plain: func(a: string) -> u32; export mid;"
	"  export inner: interface { use base.{r}; k: func() -> r; } }"
	"world typed { use top.{v}; record mine { v: v } import f: func(o: mine) -> mine; export top; }"
	"world bare { }";

static struct tn_bytes encode(struct tn_wit_test *t, bool skip_validation)
{
	struct tn_encode_options options = { .skip_validation = skip_validation };
	return tn_encode_package(t->wit, t->main, &options, &t->cx.arena);
}

static struct tn_scope *new_root(struct tn_wit_test *t)
{
	return tn_ir_scope(tn_ir_new(&t->cx, &t->cx.arena), TN_SCOPE_COMPONENT, NULL);
}

static bool contains(struct tn_bytes bytes, struct tn_bytes part)
{
	for (size_t at = 0; at + part.len <= bytes.len; at++) {
		if (memcmp(bytes.ptr + at, part.ptr, part.len) == 0)
			return true;
	}
	return false;
}

static void pieces_are_what_nodes_are(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t, text);
	struct tn_bytes package = encode(&t, false);
	assert_true(package.len > 0);
	for (tn_world i = 0; i < t.wit->worlds.len; i++) {
		struct tn_scope *root = new_root(&t);
		struct tn_scope *world = tn_encode_world_wrapper(t.wit, i, NULL, root);
		struct tn_buf bytes = tn_buf_new(&t.cx.arena);
		assert_non_null(world);
		assert_true(tn_irpiece_type(tn_encode_component_type(root, world), &bytes));
		assert_true(contains(package, tn_buf_done(&bytes)));
	}
	tn_ctx_free(&t.cx);
}

/* With one limit for both: what is refused when it is written is what is refused when it is read. */
static void sizes_are_those_of_the_whole(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t, text);
	struct tn_bytes package = encode(&t, true);
	uint32_t source = tn_source_add(&t.cx.sources, TN_STR("p.wasm"), package, false);
	uint32_t written = 0, accepted = 0;
	t.cx.wasm_features = TN_WASM_ALL;
	for (uint32_t limit = 1; limit < 400; limit++) {
		t.cx.limits.type_size = limit;
		bool writes = encode(&t, false).len > 0;
		bool accepts = tn_check_bytes(&t.cx, source, package);
		assert_int_equal(writes, accepts);
		written += writes;
		accepted += !accepts;
	}
	assert_true(written > 0 && accepted > 0);
	tn_ctx_free(&t.cx);
}

/* The model can hold what text cannot: two names that a component takes for one. */
static void names_are_told_apart(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t, "package a:b; interface one { } interface two { }");
	t.wit->interfaces.ptr[1].name = tn_wit_name(&t, "ONE");
	assert_int_equal(encode(&t, false).len, 0);
	assert_true(t.cx.diags.list.len > 0);
	tn_ctx_free(&t.cx);
}

static void an_edge_out_of_the_type_is_reported(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t, "package a:b;");
	struct tn_scope *other = new_root(&t), *root = new_root(&t);
	struct tn_type_def def = { .kind = TN_TYPE_LIST, .a = { .prim = 0x7d } };
	struct tn_type_def option = { .kind = TN_TYPE_OPTION, .a = { .node = tn_ir_type(other, &def) } };
	struct tn_buf bytes = tn_buf_new(&t.cx.arena);
	assert_false(tn_irpiece_type(tn_ir_type(root, &option), &bytes));
	assert_int_equal(t.cx.diags.list.len, 1);
	tn_ctx_free(&t.cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_what_nodes_are),
		cmocka_unit_test(sizes_are_those_of_the_whole),
		cmocka_unit_test(names_are_told_apart),
		cmocka_unit_test(an_edge_out_of_the_type_is_reported),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
