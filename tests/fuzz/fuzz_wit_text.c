/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * WIT text in. Nothing may crash or hang; what is refused was refused with a diagnostic; what is
 * accepted is printed as text that is accepted and printed the same again. What parses can be
 * formatted, formatting again changes nothing, and the formatted text says the same.
 */
#include "wit/model/print.h"
#include "wit/syntax/format.h"
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

/* The text formatted; empty when it has errors. */
static struct tn_buf format(struct tn_ctx *cx, const uint8_t *data, size_t size)
{
	struct tn_buf out = tn_buf_new(&cx->arena);
	char *copy = tn_mem_alloc(&cx->arena, size + 1);
	uint32_t source;

	if (size)
		memcpy(copy, data, size);
	source = tn_source_add(&cx->sources, TN_STR("fuzz.wit"),
		(struct tn_bytes){ (const uint8_t *)copy, size }, true);
	if (!tn_format_source(cx, source, &out))
		out.len = 0;
	return out;
}

static bool same(struct tn_buf a, struct tn_buf b)
{
	return a.len == b.len && (!a.len || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static void check_format(struct tn_ctx *cx, const uint8_t *data, size_t size, struct tn_buf printed)
{
	struct tn_buf once = format(cx, data, size), twice;

	for (uint32_t i = 0; i < cx->diags.list.len; i++)
		if (cx->diags.list.ptr[i]->code == TN_E_INTERNAL)
			__builtin_trap();
	if (!once.len) {
		if (printed.len)
			__builtin_trap();
		return;
	}
	twice = format(cx, once.ptr, once.len);
	if (!same(once, twice) || !same(again(cx, once.ptr, once.len), printed))
		__builtin_trap();
}

static void check(struct tn_ctx *cx, const uint8_t *data, size_t size)
{
	struct tn_buf first = again(cx, data, size), second, third;

	tn_diag_sort(cx);
	check_format(cx, data, size, first);
	/* What a closed gate hides still orders packages; once it is gone from the text, it does not. */
	if (!first.len || !cx->gates.all)
		return;
	/* Blanks around the lines of a block comment do not survive as lines of documentation. */
	second = again(cx, first.ptr, first.len);
	third = again(cx, second.ptr, second.len);
	if (!second.len || !same(second, third))
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
