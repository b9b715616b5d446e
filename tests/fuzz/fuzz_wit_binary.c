/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Encoded WIT and components in. What can be decoded can be printed; a package that can be encoded
 * again says the same afterwards.
 */
#include "wit/binary/decode.h"
#include "wit/binary/encode.h"
#include "wit/model/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool decode(struct tn_ctx *cx, struct tn_arena *arena, struct tn_bytes bytes,
	struct tn_wit **wit, struct tn_decoded *out)
{
	*wit = tn_model_new(cx, arena);
	bool ok = tn_decode_component(*wit, 0, 0, bytes, out);
	if (!ok && !cx->diags.errors)
		__builtin_trap(); /* failed without a word */
	return ok;
}

static struct tn_str print(const struct tn_wit *wit, tn_pkg pkg)
{
	struct tn_buf out = tn_buf_new(wit->arena);
	tn_print_package(wit, pkg, NULL, &out);
	return (struct tn_str){ (const char *)out.ptr, out.len };
}

static void again(struct tn_ctx *cx, struct tn_arena *arena, struct tn_bytes bytes)
{
	struct tn_wit *wit;
	struct tn_decoded once, twice;
	if (!decode(cx, arena, bytes, &wit, &once))
		return;
	struct tn_str text = print(wit, once.package);
	struct tn_bytes encoded = tn_encode_package(wit, once.package, NULL, arena);
	/* Several packages may need one another in ways that only the damaged input could say. */
	if (!encoded.len || wit->packages.len > 1)
		return;
	if (!decode(cx, arena, encoded, &wit, &twice) || !twice.is_package)
		__builtin_trap();
	if (!tn_str_eq(text, print(wit, twice.package)))
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tn_ctx cx;
	struct tn_arena arena;
	jmp_buf oom;
	tn_ctx_init(&cx);
	tn_mem_arena_init(&arena, &cx.heap);
	cx.heap.limit = 256u << 20;
	if (setjmp(oom) == 0) {
		cx.heap.oom = &oom;
		again(&cx, &arena, (struct tn_bytes){ data, size });
	}
	tn_mem_arena_free(&arena);
	tn_ctx_free(&cx);
	return 0;
}
