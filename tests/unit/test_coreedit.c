/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Instructions written again, with other indices; what of a module some exports reach. */
#include "tn_test.h"

#include "componentize/adaptgc.h"
#include "componentize/prune.h"
#include "wasm/core/corewrite.h"
#include "wasm/core/features.h"

static struct tn_module *read(struct tn_ctx *cx, struct tn_bytes bytes)
{
	uint32_t source = tn_source_add(&cx->sources, TN_STR("m"), bytes, false);
	cx->wasm_features = TN_WASM_ALL;
	struct tn_module *m = tn_read_module(cx, &cx->arena, source, 0, bytes);
	assert_non_null(m);
	return m;
}

/* A body without its locals. */
static struct tn_bytes code_of(struct tn_bytes body)
{
	struct tn_reader r = tn_reader_new(body, body.ptr);
	uint32_t runs = tn_reader_count(&r, 2);
	for (uint32_t i = 0; i < runs; i++) {
		tn_reader_u32(&r);
		tn_coretype_value(&r);
	}
	assert_null(r.error);
	return tn_reader_take(&r, (size_t)(r.end - r.at));
}

/* Every instruction of the seeds of the core fuzzer, one of each kind, comes out as it went in. */
static void all_instructions(void **state)
{
	(void)state;
	static const char *const seeds[] = { "descriptors", "exceptions", "gc", "legacy",
		"memarg", "memory64", "numbers", "rare", "shared", "simd", "tables", "tail" };
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	uint32_t bodies = 0;
	for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
		struct tn_str path = tn_str_format(&cx.arena, "tests/fuzz/seeds/core/%s.wasm", seeds[i]);
		uint32_t source = tn_ctx_read(&cx, path, false);
		assert_int_not_equal(source, 0);
		struct tn_module *m = read(&cx, tn_source_get(&cx.sources, source)->bytes);
		for (uint32_t k = 0; k < m->bodies.len; k++, bodies++) {
			struct tn_coreedit_map same = { 0 };
			struct tn_bytes code = code_of(m->bodies.ptr[k]);
			struct tn_buf out = tn_buf_new(&cx.arena);
			tn_coreedit_write_all(&out, code, &same);
			if (out.len != code.len || memcmp(out.ptr, code.ptr, code.len) != 0)
				fail_msg("%s: function %u", seeds[i], k);
		}
	}
	assert_true(bodies >= 11);
	tn_ctx_free(&cx);
}

static void other_indices(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	const uint32_t funcs[] = { 300, 7 }, globals[] = { 1, 0 }, types[] = { 5 };
	struct tn_coreedit_map map = { 0 };
	map.index[TN_CORESPACE_FUNC] = funcs;
	map.count[TN_CORESPACE_FUNC] = 2;
	map.index[TN_CORESPACE_GLOBAL] = globals;
	map.count[TN_CORESPACE_GLOBAL] = 2;
	map.index[TN_CORESPACE_TYPE] = types;
	map.count[TN_CORESPACE_TYPE] = 1;
	struct tn_buf out = tn_buf_new(&cx.arena);
	/* call 0; call 2 (out of range); global.set 0; call_indirect (type 0) table 3; local.get 1;
	 * ref.func 1; i32.load (type 0) offset=8; block (type 0) end; end */
	tn_coreedit_write_all(&out,
		TN_HEX(0x10, 0, 0x10, 2, 0x24, 0, 0x11, 0, 3, 0x20, 1, 0xd2, 1, 0x28, 0x22, 0, 8,
			0x02, 0, 0x0b, 0x0b),
		&map);
	assert_bytes(tn_buf_done(&out), 0x10, 0xac, 0x02, 0x10, 2, 0x24, 1, 0x11, 5, 3, 0x20, 1,
		0xd2, 7, 0x28, 0x22, 5, 8, 0x02, 5, 0x0b, 0x0b);
	tn_ctx_free(&cx);
}

/* ---- what is reached ---- */

/*
 * Exports "a" (calls through the table what the segment put there: f), "b" (reads a global, uses a
 * data segment), "c" (alone). Imports x (called by f) and y (by c).
 */
static struct tn_bytes sample(struct tn_ctx *cx)
{
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &cx->arena);
	uint32_t type = tn_corewrite_type(&w, NULL, 0, NULL, 0);
	uint32_t x = tn_corewrite_import_func(&w, TN_STR("i"), TN_STR("x"), type);
	uint32_t y = tn_corewrite_import_func(&w, TN_STR("i"), TN_STR("y"), type);
	struct tn_core_extern table = {
		.kind = TN_CORE_KIND_TABLE, .value = TN_CORE_FUNCREF, .limits = { .min = 2 }
	};
	tn_corewrite_table(&w, &table);
	tn_corewrite_memory(&w, &(struct tn_core_limits){ .min = 1 });
	uint32_t global =
		tn_corewrite_global(&w, TN_CORE_I32, true, tn_corewrite_const_i32(&cx->arena, 8));
	uint32_t f = tn_corewrite_func(&w, type, NULL, 0);
	tn_corewrite_op(tn_corewrite_code(&w), TN_OP_CALL, x);
	uint32_t a = tn_corewrite_func(&w, type, NULL, 0);
	tn_corewrite_i32(tn_corewrite_code(&w), 0);
	tn_corewrite_call_indirect(tn_corewrite_code(&w), type, 0);
	uint32_t b = tn_corewrite_func(&w, type, NULL, 0);
	struct tn_buf *code = tn_corewrite_code(&w);
	tn_corewrite_op(code, TN_OP_GLOBAL_GET, global);
	tn_corewrite_memarg(code, TN_OP_I32_LOAD, 2, 0, 0);
	tn_corewrite_opcode(code, TN_OP_DROP);
	uint32_t c = tn_corewrite_func(&w, type, NULL, 0);
	tn_corewrite_op(tn_corewrite_code(&w), TN_OP_CALL, y);
	tn_corewrite_export(&w, TN_STR("a"), TN_CORE_KIND_FUNC, a);
	tn_corewrite_export(&w, TN_STR("b"), TN_CORE_KIND_FUNC, b);
	tn_corewrite_export(&w, TN_STR("c"), TN_CORE_KIND_FUNC, c);
	tn_corewrite_elem(&w, 0, tn_corewrite_const_i32(&cx->arena, 0), &f, 1);
	tn_corewrite_data(&w, 0, tn_corewrite_const_i32(&cx->arena, 8), TN_HEX('h', 'i'));
	return tn_corewrite_end(&w);
}

static struct tn_module *reduce(struct tn_ctx *cx, const char *kept)
{
	struct tn_module *m = read(cx, sample(cx));
	bool keep[3] = { strchr(kept, 'a'), strchr(kept, 'b'), strchr(kept, 'c') };
	struct tn_adaptgc_options o = { .keep = keep, .what = TN_STR("it") };
	struct tn_module *out = read(cx, tn_adaptgc_run(cx, &cx->arena, m, &o));
	assert_true(tn_validate_module(cx, &cx->arena, out));
	return out;
}

static void reached_through_the_table(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_module *m = reduce(&cx, "a");
	assert_int_equal(m->exports.len, 1);
	assert_int_equal(m->imports.len, 1);
	assert_str(m->imports.ptr[0].name, "x");
	assert_int_equal(m->funcs.len, 3); /* x, f, a */
	assert_int_equal(m->elems.len, 1);
	assert_int_equal(m->memories.len + m->datas.len + m->globals.len, 0);
	tn_ctx_free(&cx);
}

static void reached_through_memory(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_module *m = reduce(&cx, "b");
	assert_int_equal(m->imports.len, 0);
	assert_int_equal(m->funcs.len, 1);
	assert_int_equal(m->tables.len + m->elems.len, 0);
	assert_int_equal(m->memories.len, 1);
	assert_int_equal(m->datas.len, 1);
	assert_int_equal(m->globals.len, 1);
	m = reduce(&cx, "c");
	assert_int_equal(m->funcs.len, 2);
	assert_str(m->imports.ptr[0].name, "y");
	m = reduce(&cx, "abc");
	assert_int_equal(m->funcs.len, 6);
	m = reduce(&cx, "");
	assert_int_equal(m->funcs.len + m->exports.len + m->types.len, 0);
	tn_ctx_free(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_instructions),
		cmocka_unit_test(other_indices),
		cmocka_unit_test(reached_through_the_table),
		cmocka_unit_test(reached_through_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
