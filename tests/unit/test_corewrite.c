/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Core modules made by hand, written back with changes, and their names. */
#include "tn_test.h"

#include "wasm/core/corenames.h"
#include "wasm/core/corewrite.h"
#include "wasm/core/rewrite.h"

static const tn_core_ty i32_i64[] = { TN_CORE_I32, TN_CORE_I64 };

static struct tn_module *read(struct tn_ctx *cx, struct tn_bytes bytes)
{
	uint32_t source = tn_source_add(&cx->sources, TN_STR("made.wasm"), bytes, false);
	cx->wasm_features = tn_features_default();
	return tn_read_module(cx, &cx->arena, source, 0, bytes);
}

/* One of everything. */
static struct tn_bytes sample(struct tn_ctx *cx)
{
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &cx->arena);
	uint32_t get = tn_corewrite_type(&w, i32_i64, 2, i32_i64, 1);
	uint32_t nothing = tn_corewrite_type(&w, NULL, 0, NULL, 0);
	assert_int_equal(tn_corewrite_type(&w, i32_i64, 2, i32_i64, 1), get);
	uint32_t imported = tn_corewrite_import_func(&w, TN_STR("env"), TN_STR("get"), get);
	assert_int_equal(imported, 0);
	uint32_t memory = tn_corewrite_memory(&w, &(struct tn_core_limits){ .min = 1 });
	uint32_t table =
		tn_corewrite_table(&w, &(struct tn_core_extern){ .kind = TN_CORE_KIND_TABLE,
					       .value = TN_CORE_FUNCREF,
					       .limits = { .min = 2, .max = 2, .has_max = true } });
	uint32_t global =
		tn_corewrite_global(&w, TN_CORE_I32, true, tn_corewrite_const_i32(&cx->arena, -5));
	static const tn_core_ty locals[] = { TN_CORE_I64, TN_CORE_I64, TN_CORE_F32 };
	uint32_t func = tn_corewrite_func(&w, get, locals, 3);
	struct tn_buf *code = tn_corewrite_code(&w);
	tn_corewrite_op(code, TN_OP_LOCAL_GET, 0);
	tn_corewrite_memarg(code, TN_OP_I32_LOAD, 2, 1000, memory);
	tn_corewrite_i64(code, -1);
	tn_corewrite_op(code, TN_OP_CALL, imported);
	tn_corewrite_op(code, TN_OP_GLOBAL_GET, global);
	tn_corewrite_opcode(code, TN_OP_I32_ADD);
	tn_corewrite_opcode(code, TN_OP_I32_EXTEND8_S);
	uint32_t start = tn_corewrite_func(&w, nothing, NULL, 0);
	tn_corewrite_opcode(tn_corewrite_code(&w), TN_OP_NOP);
	w.start = start;
	tn_corewrite_tag(&w, nothing);
	tn_corewrite_export(&w, TN_STR("run"), TN_CORE_KIND_FUNC, func);
	tn_corewrite_export(&w, TN_STR("memory"), TN_CORE_KIND_MEMORY, memory);
	const uint32_t funcs[] = { imported, func };
	tn_corewrite_elem(&w, table, tn_corewrite_const_i32(&cx->arena, 0), funcs, 2);
	tn_corewrite_elem_declared(&w, funcs, 1);
	tn_corewrite_data(&w, memory, tn_corewrite_const_i32(&cx->arena, 16), TN_HEX('h', 'i'));
	tn_corewrite_custom(&w, TN_STR("mine"), TN_HEX(1, 2, 3));
	tn_corewrite_module_name(&w, TN_STR("sample"));
	tn_corewrite_name(&w, TN_CORE_KIND_FUNC, imported, TN_STR("get-it"));
	tn_corewrite_name(&w, TN_CORE_KIND_FUNC, func, TN_STR("run-it"));
	tn_corewrite_name(&w, TN_CORE_KIND_GLOBAL, global, TN_STR("five"));
	return tn_corewrite_end(&w);
}

static void what_is_written_is_valid(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_module *m = read(&cx, sample(&cx));
	assert_non_null(m);
	assert_true(tn_validate_module(&cx, &cx.arena, m));
	assert_int_equal(m->types.len, 2);
	assert_int_equal(m->funcs.len, 3);
	assert_int_equal(m->imported[TN_CORE_KIND_FUNC], 1);
	assert_int_equal(m->start, 2);
	assert_int_equal(m->elems.len, 2);
	assert_int_equal(m->datas.len, 1);
	assert_int_equal(tn_module_export(m, TN_STR("run"))->index, 1);
	assert_null(tn_module_export(m, TN_STR("walk")));
	assert_str(tn_module_sig_text(&cx.arena, tn_module_sig(m, 1)), "[i32 i64] -> [i32]");
	assert_true(m->used & TN_WASM_EXCEPTIONS);
	assert_true(m->used & TN_WASM_SIGN_EXTENSION);
	assert_false(m->used & TN_WASM_GC);
	tn_ctx_free(&cx);
}

static void bytes_are_the_shortest(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &cx.arena);
	uint32_t type = tn_corewrite_type(&w, NULL, 0, i32_i64, 1);
	tn_corewrite_func(&w, type, (const tn_core_ty[]){ TN_CORE_I32, TN_CORE_I32 }, 2);
	tn_corewrite_i32(tn_corewrite_code(&w), 7);
	assert_bytes(tn_corewrite_end(&w), 0, 'a', 's', 'm', 1, 0, 0, 0, /* type section */ 1, 5, 1,
		0x60, 0, 1, 0x7f, /* functions */ 3, 2, 1, 0, /* code */ 10, 8, 1, 6, 1, 2, 0x7f,
		0x41, 7, 0x0b);
	struct tn_buf buf = tn_buf_new(&cx.arena);
	tn_corewrite_ty(&buf, TN_CORE_EXTERNREF);
	tn_corewrite_ty(&buf, TN_CORE_REF | TN_CORE_INDEX | 3);
	tn_corewrite_ty(&buf, TN_CORE_REF | TN_CORE_NULLABLE | TN_CORE_INDEX | 64);
	tn_corewrite_ty(&buf, TN_CORE_REF | 0x70);
	assert_bytes(tn_buf_done(&buf), 0x6f, 0x64, 3, 0x63, 0xc0, 0, 0x64, 0x70);
	tn_ctx_free(&cx);
}

static void rewriting_changes_what_was_asked(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_bytes bytes = sample(&cx);
	struct tn_module *m = read(&cx, bytes);
	struct tn_rewrite r;
	tn_rewrite_begin(&r, &cx.arena, m);
	struct tn_bytes same = tn_rewrite_end(&r);
	assert_int_equal(same.len, bytes.len);
	assert_memory_equal(same.ptr, bytes.ptr, bytes.len);
	tn_rewrite_rename_import(&r, 0, TN_STR("other"), TN_STR("name"));
	tn_rewrite_drop_export(&r, 0);
	tn_rewrite_rename_export(&r, 1, TN_STR("mem"));
	assert_int_equal(tn_rewrite_drop_custom(&r, TN_STR("mine")), 1);
	assert_int_equal(tn_rewrite_drop_custom(&r, TN_STR("absent")), 0);
	tn_rewrite_add_custom(&r, TN_STR("new"), TN_HEX(9));
	m = read(&cx, tn_rewrite_end(&r));
	assert_non_null(m);
	assert_true(tn_validate_module(&cx, &cx.arena, m));
	assert_str(m->imports.ptr[0].module, "other");
	assert_str(m->imports.ptr[0].name, "name");
	assert_int_equal(m->exports.len, 1);
	assert_str(m->exports.ptr[0].name, "mem");
	assert_str(TN_LAST(&m->sections).name, "new");
	for (uint32_t i = 0; i < m->sections.len; i++)
		assert_false(tn_str_eq(m->sections.ptr[i].name, TN_STR("mine")));
	tn_ctx_free(&cx);
}

static void names_are_found(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_corenames names;
	tn_corenames_read(&names, &cx.arena, read(&cx, sample(&cx)));
	assert_str(names.module, "sample");
	assert_str(tn_corenames_get(&names, TN_NAME_FUNC, 0, 1), "run-it");
	assert_str(tn_corenames_get(&names, TN_NAME_GLOBAL, 0, 0), "five");
	assert_null(tn_corenames_get(&names, TN_NAME_FUNC, 0, 2).ptr);
	assert_null(tn_corenames_get(&names, TN_NAME_LOCAL, 1, 0).ptr);
	tn_ctx_free(&cx);
}

/* Functions 1 and then 0: what comes behind the wrong order is lost, what stands before counts. */
static void names_out_of_order_end_there(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &cx.arena);
	tn_corewrite_custom(&w, TN_STR("name"),
		TN_HEX(1, 10, 3, 1, 1, 'a', 0, 1, 'b', 2, 1, 'c', 7, 4, 1, 0, 1, 'g'));
	struct tn_corenames names;
	tn_corenames_read(&names, &cx.arena, read(&cx, tn_corewrite_end(&w)));
	assert_str(tn_corenames_get(&names, TN_NAME_FUNC, 0, 1), "a");
	assert_null(tn_corenames_get(&names, TN_NAME_FUNC, 0, 0).ptr);
	assert_null(tn_corenames_get(&names, TN_NAME_FUNC, 0, 2).ptr);
	assert_null(tn_corenames_get(&names, TN_NAME_GLOBAL, 0, 0).ptr);
	tn_ctx_free(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_valid),
		cmocka_unit_test(bytes_are_the_shortest),
		cmocka_unit_test(rewriting_changes_what_was_asked),
		cmocka_unit_test(names_are_found),
		cmocka_unit_test(names_out_of_order_end_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
