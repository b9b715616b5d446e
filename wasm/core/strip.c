/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Bytes in, bytes without some custom sections out. Binary.md "Component Definitions". */
#include "wasm/core/strip.h"

#include "wasm/core/layers.h"

struct strip {
	bool (*drops)(void *user, struct tn_str name);
	void *user;
	struct tn_buf *out;
};

/* Recursion is bounded by the nesting that tn_layers_read admits. */
static void write_layer(const struct strip *s, const struct tn_layer *layer)
{
	tn_buf_bytes(s->out, layer->bytes.ptr, 8);
	for (uint32_t i = 0; i < layer->sections.len; i++) {
		const struct tn_layer_section *section = &layer->sections.ptr[i];
		if (section->id == 0 && s->drops(s->user, section->name))
			continue;
		tn_buf_byte(s->out, section->id);
		struct tn_nest nest = tn_buf_open(s->out);
		if (section->id == 0)
			tn_buf_name(s->out, section->name);
		if (section->inner)
			write_layer(s, section->inner);
		else
			tn_buf_bytes(s->out, section->bytes.ptr, section->bytes.len);
		tn_buf_close(s->out, nest);
	}
}

bool tn_strip_bytes(struct tn_ctx *cx, uint32_t source, struct tn_bytes bytes,
	bool (*drops)(void *user, struct tn_str name), void *user, struct tn_buf *out)
{
	const struct strip s = { drops, user, out };
	const struct tn_layer *root = tn_layers_read(cx, out->arena, source, bytes);
	if (root)
		write_layer(&s, root);
	return root != NULL;
}
