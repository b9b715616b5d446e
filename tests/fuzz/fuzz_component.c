/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Components in: read, validated, written back, asked about. What is canonical is written back as it
 * came; what is written reads and writes to itself; both have one verdict; what is valid with the
 * default features is valid with all; every import and export of what is valid fits itself; it can be
 * looked at by every means.
 */
#include "look.h"

#include "wasm/component/check.h"
#include "wasm/core/features.h"

#include <stdio.h>
#include <stdlib.h>

/* Says which promise is broken before the program ends. */
static void broken(const char *promise)
{
	fprintf(stderr, "broken: %s\n", promise);
	__builtin_trap();
}

static bool verdict(struct tn_ctx *cx, struct tn_bytes bytes, uint64_t features)
{
	uint32_t source = tn_source_add(&cx->sources, TN_STR("fuzz.wasm"), bytes, false);
	uint32_t errors = cx->diags.errors;
	cx->wasm_features = features;
	bool is_valid = tn_check_bytes(cx, source, bytes);
	if (is_valid != (cx->diags.errors == errors))
		broken("a verdict has its diagnostics");
	return is_valid;
}

static void fits_itself(struct tn_ctx *cx, const struct tn_check *check,
	const struct tn_cexterns *list)
{
	for (uint32_t i = 0; i < list->len; i++) {
		struct tn_str reason = TN_NOSTR;
		struct tn_extern_type type = list->ptr[i].type;
		if (!tn_check_subtype(check, type, type, &cx->arena, &reason))
			broken("a thing fits itself");
		if (tn_check_find(check, list, list->ptr[i].name) != &list->ptr[i])
			broken("a name is found");
		(void)tn_check_type_text(check, &cx->arena, type.type);
	}
}

static void ask(struct tn_ctx *cx, struct tn_scope *component)
{
	const struct tn_check *check = tn_check_scope(cx, &cx->arena, component);
	if (!check)
		broken("what is valid can be asked about");
	const struct tn_ctype *type = tn_check_component(check);
	fits_itself(cx, check, &type->u.component.imports);
	fits_itself(cx, check, &type->u.component.exports);
	for (uint32_t i = 0; i < component->nodes.len; i++) {
		struct tn_node *node = component->nodes.ptr[i];
		if (node->op == TN_OP_IMPORT || node->op == TN_OP_EXPORT) {
			struct tn_str reason;
			if (!tn_check_fits(check, node, check, node, &cx->arena, &reason))
				broken("an export fits");
		}
	}
}

static struct tn_bytes again(struct tn_ctx *cx, struct tn_bytes bytes, bool *is_long, bool is_valid)
{
	uint32_t source = tn_source_add(&cx->sources, TN_STR("again.wasm"), bytes, false);
	struct tn_ir *ir = tn_ir_new(cx, &cx->arena);
	struct tn_scope *component = tn_irread_component(ir, source, 0, bytes);
	if (!component)
		return (struct tn_bytes){ NULL, 0 };
	struct tn_bytes copy = tn_irwrite_component(&cx->arena, component);
	if (copy.len != bytes.len || memcmp(copy.ptr, bytes.ptr, bytes.len) != 0)
		broken("an unchanged component is copied");
	struct tn_bytes out = tn_irwrite_anew(&cx->arena, component);
	*is_long = ir->is_long;
	if (!out.len)
		broken("what was read can be written");
	if (is_valid)
		ask(cx, component);
	return out;
}

static bool same(struct tn_bytes a, struct tn_bytes b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

static void run(struct tn_ctx *cx, struct tn_bytes input)
{
	/* A source has a NUL byte behind it. */
	uint8_t *source = tn_mem_alloc(&cx->arena, input.len + 1);
	if (input.len)
		memcpy(source, input.ptr, input.len);
	struct tn_bytes bytes = { source, input.len };
	bool is_long = false;
	bool with_default = verdict(cx, bytes, tn_features_default());
	bool with_all = verdict(cx, bytes, TN_WASM_ALL);
	if (with_default && !with_all)
		broken("what is valid with the default features is valid with all");
	if (!tn_module_is_component(bytes))
		return;
	struct tn_bytes once = again(cx, bytes, &is_long, with_all);
	if (!once.len) {
		if (with_all)
			broken("what is valid can be read");
		return;
	}
	if (!is_long && !same(once, bytes))
		broken("canonical input is written as it came");
	struct tn_bytes twice = again(cx, once, &is_long, false);
	if (is_long || !same(once, twice) || verdict(cx, once, TN_WASM_ALL) != with_all)
		broken("what is written reads and writes to itself");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tn_ctx cx;
	jmp_buf oom;
	tn_ctx_init(&cx);
	cx.heap.limit = (64u << 20) + 64 * size; /* three times what one run may take */
	if (setjmp(oom))
		broken("memory is bounded");
	cx.heap.oom = &oom;
	run(&cx, (struct tn_bytes){ data, size });
	tn_ctx_free(&cx);
	fuzz_look(data, size);
	return 0;
}
