/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Components in: read, validated, written back, asked about. What is canonical is written back as it
 * came; what is written reads and writes to itself; both have one verdict; what is valid with the
 * default features is valid with all; every import and export of what is valid fits itself.
 */
#include "wasm/component/check.h"
#include "wasm/core/features.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
	return 0;
}

/* ---- mutations that keep the framing: most damage is then seen by the validator ---- */

struct dice {
	uint64_t state;
};

static uint32_t roll(struct dice *d, uint32_t below)
{
	d->state = d->state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return below ? (uint32_t)(d->state >> 33) % below : 0;
}

struct part {
	uint8_t id;
	struct tn_bytes bytes;
};

static size_t put_leb(uint8_t *out, size_t value)
{
	size_t len = 0;
	for (; value >= 0x80; value >>= 7)
		out[len++] = (uint8_t)(value | 0x80);
	out[len++] = (uint8_t)value;
	return len;
}

/* Sections of a component or module; 0 when they are not well framed. */
static uint32_t split(struct tn_bytes bytes, struct part parts[64])
{
	uint32_t count = 0;
	size_t at = 8;
	while (at < bytes.len && count < 64) {
		uint8_t id = bytes.ptr[at++];
		size_t size = 0;
		for (unsigned shift = 0; at < bytes.len && shift < 28; shift += 7) {
			size |= (size_t)(bytes.ptr[at] & 0x7f) << shift;
			if (bytes.ptr[at++] < 0x80)
				break;
		}
		if (size > bytes.len - at)
			return 0;
		parts[count++] = (struct part){ id, { bytes.ptr + at, size } };
		at += size;
	}
	return count;
}

static uint8_t interesting(struct dice *d)
{
	static const uint8_t bytes[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 0x10, 0x11, 0x12, 0x3f, 0x40,
		0x41, 0x42, 0x43, 0x50, 0x60, 0x68, 0x69, 0x6a, 0x6b, 0x70, 0x71, 0x72, 0x73, 0x79,
		0x7d, 0x7f, 0xff };
	return bytes[roll(d, sizeof bytes)];
}

/* Recursion is bounded by `depth`. Gives the new length, at most `max`. */
static size_t mutate(struct dice *d, const uint8_t *in, size_t size, uint8_t *out, size_t max,
	unsigned depth)
{
	struct part parts[65];
	uint32_t count = size > 8 ? split((struct tn_bytes){ in, size }, parts) : 0;
	if (!count || max < size + 64)
		return 0;
	uint32_t at = roll(d, count), how = roll(d, 8);
	if (how == 0) { /* drop */
		memmove(&parts[at], &parts[at + 1], (count - at - 1) * sizeof *parts);
		count--;
	} else if (how == 1 && count < 64) { /* twice */
		memmove(&parts[at + 1], &parts[at], (count - at) * sizeof *parts);
		count++;
	} else if (how == 2) { /* another place */
		uint32_t to = roll(d, count);
		struct part part = parts[at];
		parts[at] = parts[to];
		parts[to] = part;
	}
	memcpy(out, in, 8);
	size_t len = 8;
	for (uint32_t i = 0; i < count; i++) {
		static const size_t head = 6;
		if (len + head + parts[i].bytes.len + 16 > max)
			return 0;
		uint8_t *body = out + len + head;
		size_t body_len = parts[i].bytes.len;
		memcpy(body, parts[i].bytes.ptr, body_len);
		if (i == at && how > 2 && body_len) {
			size_t inner = parts[i].id == 4 && depth < 4
				? mutate(d, parts[i].bytes.ptr, body_len, body, max - len - head, depth + 1)
				: 0;
			uint32_t where = roll(d, (uint32_t)body_len);
			if (inner) {
				body_len = inner;
			} else if (how == 3) { /* one byte more */
				memmove(body + where + 1, body + where, body_len - where);
				body[where] = interesting(d);
				body_len++;
			} else if (how == 4) { /* one byte less */
				memmove(body + where, body + where + 1, body_len - where - 1);
				body_len--;
			} else if (how == 5) {
				body[where] = (uint8_t)(body[where] + (roll(d, 2) ? 1 : 255));
			} else {
				body[where] = interesting(d);
			}
		}
		out[len++] = parts[i].id;
		size_t leb = put_leb(out + len, body_len);
		memmove(out + len + leb, body, body_len);
		len += leb + body_len;
	}
	return len;
}

/* Called by libFuzzer and by driver.c. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	struct dice dice = { seed };
	uint8_t *out = malloc(max_size + 128);
	size_t len = mutate(&dice, data, size, out, max_size, 0);
	if (len)
		memcpy(data, out, len);
	else if (size)
		data[roll(&dice, (uint32_t)size)] = interesting(&dice);
	free(out);
	return len ? len : size;
}
