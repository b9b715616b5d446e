/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Text of modules: how much memory it takes, and what goes along with it. */
#include "tn_test.h"

#include "wasm/core/coreprint.h"
#include "wasm/core/corewrite.h"

/* Counts what it is handed. */
static void count(void *user, struct tn_bytes text)
{
	*(size_t *)user += text.len;
}

static size_t print(
	struct tn_ctx *cx, struct tn_module *module, struct tn_coreprint_options options)
{
	size_t written = 0;
	struct tn_textout out;
	tn_textout_begin(&out, &cx->arena, count, &written);
	tn_textout_open(&out, "module");
	assert_true(tn_coreprint_items(cx, &cx->arena, module, &options, true, &out));
	tn_textout_close(&out);
	tn_textout_end(&out);
	return written;
}

/* Bodies of 4 MB and a segment of 4 MB: 30 MB of text out of a few hundred kilobytes of memory. */
static void test_bounded_memory(void **state)
{
	(void)state;
	struct tn_ctx make, cx;
	jmp_buf oom;
	tn_ctx_init(&make);
	make.heap.oom = &oom;
	if (setjmp(oom))
		fail_msg("out of memory");
	struct tn_corewrite w;
	tn_corewrite_begin(&w, &make.arena);
	uint32_t nothing = tn_corewrite_type(&w, NULL, 0, NULL, 0);
	for (uint32_t i = 0; i < 16; i++) {
		tn_corewrite_func(&w, nothing, NULL, 0);
		for (uint32_t k = 0; k < (256u << 10) / 3; k++) {
			tn_corewrite_i32(tn_corewrite_code(&w), 7);
			tn_corewrite_opcode(tn_corewrite_code(&w), TN_OP_DROP);
		}
	}
	uint32_t memory = tn_corewrite_memory(&w, &(struct tn_core_limits){ .min = 64 });
	struct tn_bytes data = { tn_mem_alloc(&make.arena, 4 << 20), 4 << 20 };
	tn_corewrite_data(&w, memory, tn_corewrite_const_i32(&make.arena, 0), data);
	struct tn_bytes bytes = tn_corewrite_end(&w);
	assert_true(bytes.len > 8u << 20);

	tn_ctx_init(&cx);
	cx.heap.oom = &oom;
	uint32_t source = tn_source_add(&cx.sources, TN_STR("big.wasm"), bytes, false);
	struct tn_module *module = tn_read_module(&cx, &cx.arena, source, 0, bytes);
	assert_non_null(module);
	cx.heap.limit = cx.heap.used + (768u << 10);
	assert_true(print(&cx, module, (struct tn_coreprint_options){ 0 }) > 20u << 20);
	assert_true(print(&cx, module, (struct tn_coreprint_options){ .operand_stack = true }) >
		    30u << 20);
	tn_ctx_free(&cx);
	tn_ctx_free(&make);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_bounded_memory) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
