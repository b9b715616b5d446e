/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Bytes in, the tree of their framing out. Binary.md "Component Definitions"; core "Sections". */
#include "wasm/core/layers.h"

#include "base/reader.h"
#include "wasm/core/module.h"

struct walk {
	struct tn_ctx *cx;
	struct tn_arena *arena;
};

static struct tn_layer *layer(const struct walk *w, struct tn_reader *r, uint32_t depth);

static void keep_error(struct tn_reader *r, const struct tn_reader *inner)
{
	r->error = inner->error;
	r->error_offset = inner->error_offset;
}

static void section(const struct walk *w, struct tn_reader *r, struct tn_layer *l, uint32_t depth)
{
	const uint8_t *start = r->at;
	struct tn_layer_section s = { .id = tn_reader_byte(r) };
	struct tn_reader part = tn_reader_part(r, tn_reader_u32(r));
	if (r->error)
		return;
	s.whole = (struct tn_bytes){ start, (size_t)(r->at - start) };
	if (s.id == 0)
		s.name = tn_reader_name(&part);
	s.bytes = (struct tn_bytes){ part.at, (size_t)(part.end - part.at) };
	if (l->is_component && (s.id == TN_LAYER_MODULE || s.id == TN_LAYER_COMPONENT))
		s.inner = layer(w, &part, depth + 1);
	if (part.error)
		keep_error(r, &part);
	else
		*TN_PUSH(w->arena, &l->sections) = s;
}

static struct tn_layer *layer(const struct walk *w, struct tn_reader *r, uint32_t depth)
{
	struct tn_layer *l = TN_NEW(w->arena, struct tn_layer);
	l->bytes = (struct tn_bytes){ r->at, (size_t)(r->end - r->at) };
	l->start = (uint32_t)tn_reader_offset(r);
	l->is_component = tn_module_is_component(l->bytes);
	/* Binary.md "Component Definitions": 13 is the one version that tools agree on. */
	bool is_old = l->is_component && (l->bytes.ptr[4] != 0x0d || l->bytes.ptr[5] != 0);
	if (is_old || (!l->is_component && !tn_module_is_module(l->bytes)))
		tn_reader_fail(r,
			l->bytes.len < 8
				? "unexpected end"
				: "neither a core module nor a component: unknown binary version");
	if (depth > w->cx->limits.module_nesting)
		tn_reader_fail(r, "components are nested too deep");
	tn_reader_take(r, 8);
	while (tn_reader_more(r))
		section(w, r, l, depth);
	return l;
}

struct tn_layer *tn_layers_read(
	struct tn_ctx *cx, struct tn_arena *arena, uint32_t source, struct tn_bytes bytes)
{
	const struct walk w = { cx, arena };
	struct tn_reader r = tn_reader_new(bytes, bytes.ptr);
	struct tn_layer *root = layer(&w, &r, 0);
	if (!r.error)
		return root;
	uint32_t at = (uint32_t)r.error_offset;
	tn_diag_error(cx, TN_E_MALFORMED, (struct tn_span){ source, at, at + 1 }, "%s", r.error);
	return NULL;
}

const char *tn_layers_section_word(const struct tn_layer *layer, uint8_t id)
{
	static const char *const core[] = { "custom", "type", "import", "function", "table",
		"memory", "global", "export", "start", "element", "code", "data", "data count",
		"tag" };
	static const char *const component[] = { "custom", "core module", "core instance",
		"core type", "component", "instance", "alias", "type", "canon", "start", "import",
		"export", "value" };
	if (layer->is_component)
		return id < sizeof component / sizeof *component ? component[id] : "unknown";
	return id < sizeof core / sizeof *core ? core[id] : "unknown";
}
