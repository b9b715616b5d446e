/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Core modules in: read, validated with every feature and with the default ones, written back
 * unchanged, and printed. What is valid with the default features is valid with all; what is valid
 * at all is valid with the features it is said to use, and uses no others; what is written back is
 * what came in; what is valid prints.
 */
#include "look.h"

#include "wasm/core/coreprint.h"
#include "wasm/core/rewrite.h"

static void drop(void *user, struct tn_bytes text)
{
	(void)user;
	(void)text;
}

static bool print(struct tn_ctx *cx, struct tn_module *module, bool skeleton)
{
	struct tn_textout out;
	tn_textout_begin(&out, &cx->arena, drop, NULL);
	tn_textout_open(&out, "module");
	const struct tn_coreprint_options options = { .skeleton = skeleton };
	bool is_good = tn_coreprint_items(cx, &cx->arena, module, &options, true, &out);
	tn_textout_close(&out);
	tn_textout_end(&out);
	return is_good;
}

/* *used: the features that the module turned out to need. */
static bool validate(struct tn_ctx *cx, struct tn_bytes bytes, uint64_t features, uint64_t *used)
{
	uint32_t source = tn_source_add(&cx->sources, TN_STR("fuzz.wasm"), bytes, false);
	cx->wasm_features = features;
	struct tn_module *module = tn_read_module(cx, &cx->arena, source, 0, bytes);
	if (!module)
		return false;
	bool is_valid = tn_validate_module(cx, &cx->arena, module);
	*used = module->used;
	struct tn_rewrite rewrite;
	tn_rewrite_begin(&rewrite, &cx->arena, module);
	struct tn_bytes again = tn_rewrite_end(&rewrite);
	if (again.len != bytes.len || memcmp(again.ptr, bytes.ptr, bytes.len) != 0)
		__builtin_trap();
	if (!print(cx, module, false) && is_valid)
		__builtin_trap();
	print(cx, module, true);
	return is_valid;
}

static void run(struct tn_ctx *cx, struct tn_bytes input)
{
	/* A source has a NUL byte behind it. */
	uint8_t *copy = tn_mem_alloc(&cx->arena, input.len + 1);
	if (input.len)
		memcpy(copy, input.ptr, input.len);
	struct tn_bytes bytes = { copy, input.len };
	uint64_t used = 0, again = 0;
	bool with_default = validate(cx, bytes, tn_features_default(), &used);
	uint32_t errors = cx->diags.errors;
	if (with_default != (errors == 0))
		__builtin_trap();
	bool with_all = validate(cx, bytes, TN_WASM_ALL, &used);
	if (with_default && !with_all)
		__builtin_trap();
	if (!with_all && cx->diags.errors == errors)
		__builtin_trap();
	if (with_all && (!validate(cx, bytes, used, &again) || again != used))
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tn_ctx cx;
	jmp_buf oom;
	const struct tn_bytes input = { data, size };
	tn_ctx_init(&cx);
	cx.heap.limit = (64u << 20) + 64 * size; /* far more than any input may take */
	if (setjmp(oom))
		__builtin_trap();
	cx.heap.oom = &oom;
	run(&cx, input);
	tn_ctx_free(&cx);
	fuzz_look(data, size);
	return 0;
}
