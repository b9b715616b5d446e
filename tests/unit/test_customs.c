/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Custom sections of linkers. */
#include "tn_test.h"

#include "wasm/core/corewrite.h"
#include "wasm/core/customs.h"

static struct tn_module *with_custom(struct tn_ctx *cx, struct tn_str name, struct tn_bytes payload)
{
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &cx->arena);
	tn_corewrite_custom(&w, name, payload);
	struct tn_bytes bytes = tn_corewrite_end(&w);
	uint32_t source = tn_source_add(&cx->sources, TN_STR("lib.so"), bytes, false);
	struct tn_module *m = tn_read_module(cx, &cx->arena, source, 0, bytes);
	assert_non_null(m);
	return m;
}

static void dylink_is_read(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_dylink d;
	struct tn_module *m = with_custom(&cx, TN_STR("dylink.0"),
		TN_HEX(1, 5, 0x80, 1, 4, 3, 0, 2, 5, 1, 3, 'c', '.', 'a', 3, 5, 1, 2, 'f', 'g',
			0x20, 4, 7, 1, 1, 'e', 1, 'x', 0x90, 2, 9, 1, 0, 6, 3, 2, 'm', '2'));
	assert_true(tn_customs_dylink(&cx, &cx.arena, m, &d));
	assert_int_equal(d.memory_size, 128);
	assert_int_equal(d.memory_align, 4);
	assert_int_equal(d.table_size, 3);
	assert_int_equal(d.needed.len, 1);
	assert_str(d.needed.ptr[0], "c.a");
	assert_str(d.exports.ptr[0].name, "fg");
	assert_int_equal(d.exports.ptr[0].flags, TN_SYMBOL_EXPORTED);
	assert_str(d.imports.ptr[0].module, "e");
	assert_int_equal(d.imports.ptr[0].flags, TN_SYMBOL_TLS | TN_SYMBOL_UNDEFINED);
	assert_str(d.target, "m2");
	assert_int_equal(cx.diags.errors, 0);
	tn_ctx_free(&cx);
}

static void features_are_read(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_target_features f;
	struct tn_module *m = with_custom(
		&cx, TN_STR("target_features"), TN_HEX(2, '+', 4, 's', 'i', 'm', 'd', '-', 1, 'x'));
	assert_true(tn_customs_target_features(&cx, &cx.arena, m, &f));
	assert_int_equal(f.list.len, 2);
	assert_int_equal(f.list.ptr[0].prefix, '+');
	assert_str(f.list.ptr[0].name, "simd");
	assert_false(tn_customs_dylink(&cx, &cx.arena, m, &(struct tn_dylink){ 0 }));
	assert_int_equal(cx.diags.errors, 0);
	tn_ctx_free(&cx);
}

static void what_is_malformed_is_said(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_module *m = with_custom(&cx, TN_STR("target_features"), TN_HEX(1, '!', 1, 'x'));
	assert_false(
		tn_customs_target_features(&cx, &cx.arena, m, &(struct tn_target_features){ 0 }));
	assert_str(TN_LAST(&cx.diags.list)->message,
		"custom section `target_features`: malformed prefix of a feature");
	m = with_custom(&cx, TN_STR("dylink.0"), TN_HEX(2, 1, 9));
	assert_false(tn_customs_dylink(&cx, &cx.arena, m, &(struct tn_dylink){ 0 }));
	assert_str(TN_LAST(&cx.diags.list)->message,
		"custom section `dylink.0`: length out of bounds");
	tn_ctx_free(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dylink_is_read),
		cmocka_unit_test(features_are_read),
		cmocka_unit_test(what_is_malformed_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
