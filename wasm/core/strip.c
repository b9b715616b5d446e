/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Bytes in, bytes without some custom sections out. Binary.md "Component Definitions". */
#include "wasm/core/strip.h"

#include "wasm/core/layers.h"

enum { PREAMBLE = 8 };

struct strip {
	struct tn_ctx *cx;
	uint32_t source;
	bool (*drops)(void *user, struct tn_str name);
	void *user;
	struct tn_buf *out;
};

static size_t leb_size(size_t value)
{
	size_t size = 1;
	while (value >>= 7)
		size++;
	return size;
}

/* The payload of a section as it is written. */
static size_t payload(const struct tn_layer_section *section)
{
	if (section->inner)
		return section->inner->size;
	size_t name = section->id ? 0 : leb_size(section->name.len) + section->name.len;
	return name + section->bytes.len;
}

/* Takes sections out of the tree and says how large the rest is: lengths stand before what they count. */
static void prune(const struct strip *s, struct tn_layer *layer)
{
	uint32_t kept = 0;
	layer->size = PREAMBLE;
	for (uint32_t i = 0; i < layer->sections.len; i++) {
		struct tn_layer_section section = layer->sections.ptr[i];
		if (section.id == 0 && s->drops(s->user, section.name))
			continue;
		if (section.inner)
			prune(s, section.inner);
		layer->size += 1 + leb_size(payload(&section)) + payload(&section);
		layer->sections.ptr[kept++] = section;
	}
	layer->sections.len = kept;
}

/* Copies in pieces: a large input need not be in memory as a whole, nor the output where it flows. */
static void put(const struct strip *s, struct tn_bytes bytes)
{
	const uint8_t *behind = bytes.ptr;
	for (size_t at = 0; at < bytes.len;) {
		size_t left = bytes.len - at, size = left < TN_CTX_PIECE ? left : TN_CTX_PIECE;
		tn_buf_bytes(s->out, bytes.ptr + at, size);
		at += size;
		tn_ctx_pass(s->cx, s->source, &behind, bytes.ptr + at);
	}
}

static void write_layer(const struct strip *s, const struct tn_layer *layer)
{
	tn_buf_bytes(s->out, layer->bytes.ptr, PREAMBLE);
	for (uint32_t i = 0; i < layer->sections.len; i++) {
		const struct tn_layer_section *section = &layer->sections.ptr[i];
		tn_buf_byte(s->out, section->id);
		tn_buf_u64(s->out, payload(section));
		if (section->id == 0)
			tn_buf_name(s->out, section->name);
		if (section->inner)
			write_layer(s, section->inner);
		else
			put(s, section->bytes);
	}
}

/* Recursion is bounded by the nesting that tn_layers_read admits. */
bool tn_strip_bytes(struct tn_ctx *cx, uint32_t source, struct tn_bytes bytes,
	bool (*drops)(void *user, struct tn_str name), void *user, struct tn_buf *out)
{
	const struct strip s = { cx, source, drops, user, out };
	struct tn_layer *root = tn_layers_read(cx, out->arena, source, bytes);
	if (!root)
		return false;
	prune(&s, root);
	if (!out->drain)
		tn_buf_room(out, root->size);
	write_layer(&s, root);
	return true;
}
