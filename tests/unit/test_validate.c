/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The validator: what it says and where. The whole of the rules is held by the corpora and by the
 * comparison with other validators; here are messages, features, limits and hostile sizes.
 */
#include "tn_test.h"

#include "wasm/core/corewrite.h"
#include "wasm/core/features.h"

struct fixture {
	struct tn_ctx cx;
	jmp_buf oom;
};

static int setup(void **state)
{
	struct fixture *f = test_calloc(1, sizeof *f);
	tn_ctx_init(&f->cx);
	f->cx.wasm_features = tn_features_default();
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	tn_ctx_free(&f->cx);
	test_free(f);
	return 0;
}

static bool validate(struct fixture *f, struct tn_bytes bytes)
{
	uint32_t source = tn_source_add(&f->cx.sources, TN_STR("m.wasm"), bytes, false);
	struct tn_module *m = tn_read_module(&f->cx, &f->cx.arena, source, 0, bytes);
	return m && tn_validate_module(&f->cx, &f->cx.arena, m);
}

static void assert_says(struct fixture *f, const char *part)
{
	struct tn_str message =
		f->cx.diags.list.len ? TN_LAST(&f->cx.diags.list)->message : TN_NOSTR;
	struct tn_str wanted = tn_str_of(part);
	for (size_t i = 0; i + wanted.len <= message.len; i++)
		if (memcmp(message.ptr + i, wanted.ptr, wanted.len) == 0)
			return;
	fail_msg("says \"%.*s\", expected \"%s\"", TN_S(message), part);
}

/* A module with one function [i32] -> [i64], a memory, and this code. */
static struct tn_bytes with_code(struct fixture *f, struct tn_bytes code)
{
	static const tn_core_ty param[] = { TN_CORE_I32 }, result[] = { TN_CORE_I64 };
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &f->cx.arena);
	tn_corewrite_func(&w, tn_corewrite_type(&w, param, 1, result, 1), NULL, 0);
	tn_buf_bytes(tn_corewrite_code(&w), code.ptr, code.len);
	tn_corewrite_memory(&w, &(struct tn_core_limits){ .min = 1 });
	return tn_corewrite_end(&w);
}

static void bodies_are_told_what_is_wrong(void **state)
{
	struct fixture *f = *state;
	const struct {
		struct tn_bytes code;
		const char *says;
	} cases[] = {
		{ TN_HEX(0x42, 0), NULL },
		{ TN_HEX(0x20, 0, 0xac), NULL },
		{ TN_HEX(0x00), NULL },
		{ TN_HEX(0x41, 0), "function 0, `end`: type mismatch: expected i64, found i32" },
		{ TN_HEX(0x01), "type mismatch: expected i64 but nothing on stack" },
		{ TN_HEX(0x42, 0, 0x42, 0), "values remaining on stack" },
		{ TN_HEX(0x20, 1), "function 0, `local.get`: unknown local 1" },
		{ TN_HEX(0x20, 0, 0x29, 4, 0), "alignment must not be larger than natural" },
		{ TN_HEX(0x20, 0, 0x29, 3, 0xff, 0xff, 0xff, 0xff, 0x1f), "offset out of range" },
		{ TN_HEX(0x10, 9), "unknown function 9" },
		{ TN_HEX(0x0c, 7), "unknown label" },
		{ TN_HEX(0x06, 0x40, 0x0b), "`legacy-exceptions` is not enabled" },
		{ TN_HEX(0x27), "illegal opcode" },
		{ TN_HEX(0xfd, 0xff, 0x7f), "illegal opcode" },
		{ TN_HEX(0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0),
			"integer representation too long" },
		{ TN_HEX(0x41, 0xff, 0xff, 0xff, 0xff, 0x0f), "integer too large" },
		{ TN_HEX(0x02), "unknown type 11" }, /* the end, taken for a block type */
		{ TN_HEX(0x42, 0, 0x0b), "END opcode expected" },
		{ TN_HEX(0x02, 0x40), "END opcode expected" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint32_t before = f->cx.diags.errors;
		assert_int_equal(validate(f, with_code(f, cases[i].code)), cases[i].says == NULL);
		if (cases[i].says)
			assert_says(f, cases[i].says);
		assert_int_equal(f->cx.diags.errors - before, cases[i].says != NULL);
	}
}

static void every_body_has_its_error(void **state)
{
	struct fixture *f = *state;
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &f->cx.arena);
	uint32_t type = tn_corewrite_type(&w, NULL, 0, NULL, 0);
	for (int i = 0; i < 5; i++) {
		tn_corewrite_func(&w, type, NULL, 0);
		if (i % 2)
			tn_corewrite_opcode(tn_corewrite_code(&w), TN_OP_DROP);
	}
	assert_false(validate(f, tn_corewrite_end(&w)));
	assert_int_equal(f->cx.diags.errors, 2);
	assert_says(f, "function 3, `drop`");
}

static void a_missing_feature_is_named(void **state)
{
	struct fixture *f = *state;
	f->cx.wasm_features &= ~TN_WASM_SIMD;
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &f->cx.arena);
	tn_corewrite_type(&w, (const tn_core_ty[]){ TN_CORE_V128 }, 1, NULL, 0);
	assert_false(validate(f, tn_corewrite_end(&w)));
	const struct tn_diag *diag = TN_LAST(&f->cx.diags.list);
	assert_int_equal(diag->code, TN_E_NEEDS_FEATURE);
	assert_int_equal(diag->span.start, 13); /* of the type in the type section */
	assert_str(diag->hint, "switch it on with `--wasm-features=simd`");
}

static void feature_lists_read_as_words(void **state)
{
	struct fixture *f = *state;
	uint64_t set = tn_features_default();
	assert_true(tn_features_parse(&f->cx, TN_STR("cm64, -gc ,"), &set));
	assert_true(set & TN_WASM_CM64);
	assert_false(set & TN_WASM_GC);
	assert_true(set & TN_WASM_SIMD);
	assert_true(tn_features_parse(&f->cx, TN_STR("simd,wasm1"), &set));
	assert_true(set == (TN_WASM_MUTABLE_GLOBAL | TN_WASM_FLOATS | TN_WASM_GC_TYPES));
	assert_true(tn_features_parse(&f->cx, TN_STR("reference-types"), &set));
	assert_true(set & TN_WASM_CALL_INDIRECT_OVERLONG);
	assert_true(tn_features_parse(&f->cx, TN_STR("all,-all,floats"), &set));
	assert_true(set == TN_WASM_FLOATS);
	assert_false(tn_features_parse(&f->cx, TN_STR("-simb"), &set));
	assert_str(TN_LAST(&f->cx.diags.list)->hint, "did you mean `simd`?");
}

static const tn_core_ty *i32s(struct fixture *f, uint32_t count)
{
	tn_core_ty *types = TN_NEWN(&f->cx.arena, tn_core_ty, count);
	for (uint32_t i = 0; i < count; i++)
		types[i] = TN_CORE_I32;
	return types;
}

static void too_many_operands(void **state)
{
	struct fixture *f = *state;
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &f->cx.arena);
	uint32_t many = tn_corewrite_type(&w, NULL, 0, i32s(f, 1000), 1000);
	uint32_t give = tn_corewrite_import_func(&w, TN_STR(""), TN_STR(""), many);
	tn_corewrite_func(&w, tn_corewrite_type(&w, NULL, 0, NULL, 0), NULL, 0);
	for (int i = 0; i < 200000; i++)
		tn_corewrite_op(tn_corewrite_code(&w), TN_OP_CALL, give);
	struct tn_bytes bytes = tn_corewrite_end(&w);
	size_t before = f->cx.heap.used;
	assert_false(validate(f, bytes));
	assert_says(f, "too many operands at once");
	assert_true(f->cx.heap.used - before < 32u << 20);
}

static void too_many_params_locals_and_names(void **state)
{
	struct fixture *f = *state;
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &f->cx.arena);
	tn_corewrite_type(&w, i32s(f, 1001), 1001, NULL, 0);
	assert_false(validate(f, tn_corewrite_end(&w)));
	assert_says(f, "too many parameters");
	tn_corewrite_begin(&w, &f->cx.arena);
	tn_corewrite_func(&w, tn_corewrite_type(&w, NULL, 0, NULL, 0), i32s(f, 50001), 50001);
	assert_false(validate(f, tn_corewrite_end(&w)));
	assert_says(f, "too many locals");
	tn_corewrite_begin(&w, &f->cx.arena);
	char *name = tn_mem_alloc(&f->cx.arena, 100001);
	memset(name, 'x', 100001);
	tn_corewrite_import_func(&w, (struct tn_str){ name, 100001 }, TN_STR(""),
		tn_corewrite_type(&w, NULL, 0, NULL, 0));
	assert_false(validate(f, tn_corewrite_end(&w)));
	assert_says(f, "name is too long");
}

/* 2^32 - 1 of anything costs nothing. */
static void counts_are_held_against_the_bytes(void **state)
{
	struct fixture *f = *state;
	for (uint8_t id = 1; id <= 13; id++) {
		if (id == TN_CORE_SECTION_START || id == TN_CORE_SECTION_DATA_COUNT)
			continue;
		struct tn_buf buf = tn_buf_new(&f->cx.arena);
		tn_corewrite_preamble(&buf);
		tn_corewrite_section(&buf, id, TN_HEX(0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0));
		size_t before = f->cx.heap.used;
		assert_false(validate(f, tn_buf_done(&buf)));
		assert_says(f, "length out of bounds");
		assert_true(f->cx.heap.used - before < 100000);
	}
}

static void a_hundred_megabytes_of_data(void **state)
{
	struct fixture *f = *state;
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &f->cx.arena);
	tn_corewrite_memory(&w, &(struct tn_core_limits){ .min = 1 });
	struct tn_bytes zeros = { tn_mem_alloc(&f->cx.arena, 100u << 20), 100u << 20 };
	tn_corewrite_data(&w, 0, tn_corewrite_const_i32(&f->cx.arena, 0), zeros);
	struct tn_bytes bytes = tn_corewrite_end(&w);
	size_t before = f->cx.heap.used;
	assert_true(validate(f, bytes));
	assert_true(f->cx.heap.used - before < 4u << 20);
}

/* Blocks in blocks: depth costs no stack of the machine. */
static void half_a_million_blocks_deep(void **state)
{
	struct fixture *f = *state;
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &f->cx.arena);
	tn_corewrite_func(&w, tn_corewrite_type(&w, NULL, 0, NULL, 0), NULL, 0);
	struct tn_buf *code = tn_corewrite_code(&w);
	for (int i = 0; i < 500000; i++)
		tn_buf_bytes(code, "\x02\x40", 2);
	for (int i = 0; i < 500000; i++)
		tn_buf_byte(code, TN_OP_END);
	assert_true(validate(f, tn_corewrite_end(&w)));
}

/*
 * Threads find the same errors, and say them in the same order: those of bodies, and those of six
 * functions of a type that there is not, of which no call is told again.
 */
static void threads_say_the_same(void **state)
{
	struct fixture *f = *state;
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &f->cx.arena);
	uint32_t type = tn_corewrite_type(&w, NULL, 0, NULL, 0);
	for (int i = 0; i < 4000; i++) {
		tn_corewrite_func(&w, i % 700 == 3 ? 9 : type, NULL, 0);
		struct tn_buf *code = tn_corewrite_code(&w);
		for (int k = 0; k < 300; k++)
			tn_buf_byte(code, TN_OP_NOP);
		if (i % 500 == 9)
			tn_buf_bytes(code, "\x10\x03\x1a", 3); /* call 3, drop */
		if (i % 500 == 7)
			tn_corewrite_opcode(code, i % 1000 == 7 ? TN_OP_DROP : TN_OP_I32_ADD);
	}
	struct tn_bytes bytes = tn_corewrite_end(&w);
	f->cx.limits.max_errors = 0;
	assert_false(validate(f, bytes));
	uint32_t alone = f->cx.diags.list.len;
	assert_int_equal(alone, 14);
	f->cx.jobs = 4;
	assert_false(validate(f, bytes));
	assert_int_equal(f->cx.diags.list.len, 2 * alone);
	for (uint32_t i = 0; i < alone; i++)
		assert_true(tn_str_eq(f->cx.diags.list.ptr[i]->message,
			f->cx.diags.list.ptr[alone + i]->message));
}

/* Each cut of a module gives a verdict, and only the whole is valid. */
static void every_prefix_is_refused(void **state)
{
	struct fixture *f = *state;
	struct tn_bytes whole = with_code(f, TN_HEX(0x20, 0, 0x29, 0, 0));
	assert_true(validate(f, whole));
	for (size_t len = 0; len < whole.len; len++) {
		uint8_t *copy = tn_mem_alloc(&f->cx.arena, len + 1);
		memcpy(copy, whole.ptr, len);
		/* Between sections a cut may be a smaller valid module: the type section alone is one. */
		bool is_whole_too = len == 8 || len == 16;
		assert_int_equal(validate(f, (struct tn_bytes){ copy, len }), is_whole_too);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bodies_are_told_what_is_wrong, setup, teardown),
		cmocka_unit_test_setup_teardown(every_body_has_its_error, setup, teardown),
		cmocka_unit_test_setup_teardown(a_missing_feature_is_named, setup, teardown),
		cmocka_unit_test_setup_teardown(feature_lists_read_as_words, setup, teardown),
		cmocka_unit_test_setup_teardown(too_many_operands, setup, teardown),
		cmocka_unit_test_setup_teardown(too_many_params_locals_and_names, setup, teardown),
		cmocka_unit_test_setup_teardown(counts_are_held_against_the_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(a_hundred_megabytes_of_data, setup, teardown),
		cmocka_unit_test_setup_teardown(half_a_million_blocks_deep, setup, teardown),
		cmocka_unit_test_setup_teardown(threads_say_the_same, setup, teardown),
		cmocka_unit_test_setup_teardown(every_prefix_is_refused, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
