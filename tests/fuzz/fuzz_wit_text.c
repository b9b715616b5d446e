/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * WIT text in. Nothing may crash or hang; what is refused was refused with a diagnostic; what is
 * accepted is printed as text that is accepted and printed the same again.
 */
#include "wit/model/dump.h"
#include "wit/model/print.h"
#include "wit/syntax/syntax.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The text's packages printed, root first; empty when the text was refused. */
static struct tn_buf again(struct tn_ctx *cx, const uint8_t *data, size_t size)
{
	struct tn_buf out = tn_buf_new(&cx->arena);
	char *copy = tn_mem_alloc(&cx->arena, size + 1);
	struct tn_wit *wit = tn_model_new(cx, &cx->arena);
	struct tn_syntax *syntax = tn_syntax_new(wit, &cx->scratch);
	uint32_t errors = cx->diags.errors, source;
	bool good;

	if (size)
		memcpy(copy, data, size);
	source = tn_source_add(&cx->sources, TN_STR("fuzz.wit"),
		(struct tn_bytes){ (const uint8_t *)copy, size }, true);
	tn_syntax_add(syntax, TN_STR("fuzz.wit"), &source, 1, true);
	good = tn_syntax_resolve(syntax);
	if (good != (cx->diags.errors == errors))
		__builtin_trap();
	if (good) {
		tn_pkg *others = TN_NEWN(&cx->arena, tn_pkg, wit->packages.len);
		struct tn_print_options options = { .nested = others };
		tn_pkg main = tn_syntax_main(syntax, 0);

		for (tn_pkg i = 0; i < wit->packages.len; i++)
			if (i != main)
				others[options.nested_count++] = i;
		tn_print_package(wit, main, &options, &out);
	}
	return out;
}

static void check(struct tn_ctx *cx, const uint8_t *data, size_t size)
{
	struct tn_buf first = again(cx, data, size), second;

	tn_diag_sort(cx);
	/* What a closed gate hides still orders packages; once it is gone from the text, it does not. */
	if (!first.len || !cx->gates.all)
		return;
	second = again(cx, first.ptr, first.len);
	if (first.len != second.len || memcmp(first.ptr, second.ptr, first.len) != 0)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tn_ctx cx;
	jmp_buf oom;

	tn_ctx_init(&cx);
	cx.heap.limit = 1u << 30;
	if (setjmp(oom) == 0) {
		cx.heap.oom = &oom;
		cx.gates.all = size % 2;
		check(&cx, data, size);
	}
	tn_ctx_free(&cx);
	return 0;
}
