/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Bytes in, the tree of their framing out. Binary.md "Component Definitions"; core "Sections". */
#include "wasm/core/layers.h"

#include "wasm/core/module.h"

/* What a section is in when it is wrong: "in component 2". */
struct place {
	const char *word;
	uint32_t number, offset;
};

struct walk {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	uint32_t source;
	const char *section;         /* of a core module, in which something is wrong; NULL: none */
	TN_VEC(struct place) places; /* from the innermost */
};

static struct tn_layer *layer(struct walk *w, struct tn_reader *r, uint32_t depth);

struct tn_reader tn_layers_part(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	struct tn_reader *r, const char *around)
{
	uint32_t size = tn_reader_u32(r);
	size_t left = (size_t)(r->end - r->at), end = (size_t)(r->end - r->base);
	if (!r->error && size > left) {
		bool is_file = source && source < cx->sources.list.len &&
			       end == tn_source_get(&cx->sources, source)->bytes.len;
		tn_reader_fail(r,
			tn_str_format(arena,
				"length out of bounds: the %s ends at 0x%zx, %zu byte%s before the "
				"section does",
				is_file ? "file" : around, end, size - left,
				size - left == 1 ? "" : "s")
				.ptr);
	}
	return tn_reader_part(r, size);
}

bool tn_layers_is_vector(uint8_t id)
{
	return id != 0 && id != TN_LAYER_MODULE && id != TN_LAYER_COMPONENT && id != 9;
}

/* Notes the section that is wrong by the number of its first item, as the reader of components does. */
static void add_place(struct walk *w, const struct tn_layer *l, uint8_t id, uint32_t offset)
{
	const char *word = tn_layers_section_word(l, id);
	uint32_t number = 0;
	if (id > (l->is_component ? 12 : TN_CORE_SECTION_TAG))
		return; /* of times to come: it has no name */
	if (!l->is_component) {
		w->section = word;
		return;
	}
	for (uint32_t i = 0; i < l->sections.len; i++) {
		struct tn_reader r = tn_reader_new(l->sections.ptr[i].bytes, NULL);
		if (l->sections.ptr[i].id == id)
			number += tn_layers_is_vector(id) ? tn_reader_u32(&r) : 1;
	}
	*TN_PUSH(w->arena, &w->places) =
		(struct place){ id ? word : "custom section", number, offset };
}

static void keep_error(struct tn_reader *r, const struct tn_reader *inner)
{
	r->error = inner->error;
	r->error_offset = inner->error_offset;
}

static void section(struct walk *w, struct tn_reader *r, struct tn_layer *l, uint32_t depth)
{
	const uint8_t *start = r->at;
	uint32_t offset = (uint32_t)tn_reader_offset(r);
	struct tn_layer_section s = { .id = tn_reader_byte(r) };
	struct tn_reader part = tn_layers_part(
		w->cx, w->arena, w->source, r, l->is_component ? "component" : "module");
	if (r->error) {
		add_place(w, l, s.id, offset);
		return;
	}
	s.whole = (struct tn_bytes){ start, (size_t)(r->at - start) };
	offset = (uint32_t)tn_reader_offset(&part); /* of the one item in it */
	if (s.id == 0)
		s.name = tn_reader_name(&part);
	s.bytes = (struct tn_bytes){ part.at, (size_t)(part.end - part.at) };
	if (l->is_component && (s.id == TN_LAYER_MODULE || s.id == TN_LAYER_COMPONENT))
		s.inner = layer(w, &part, depth + 1);
	if (part.error) {
		keep_error(r, &part);
		add_place(w, l, s.id, offset);
		return;
	}
	*TN_PUSH(w->arena, &l->sections) = s;
}

static struct tn_layer *layer(struct walk *w, struct tn_reader *r, uint32_t depth)
{
	struct tn_layer *l = TN_NEW(w->arena, struct tn_layer);
	l->bytes = (struct tn_bytes){ r->at, (size_t)(r->end - r->at) };
	l->start = (uint32_t)tn_reader_offset(r);
	l->is_component = tn_module_is_component(l->bytes);
	/* Binary.md "Component Definitions": 13 is the one version that tools agree on. */
	bool is_old = l->is_component && (l->bytes.ptr[4] != 0x0d || l->bytes.ptr[5] != 0);
	if (is_old || (!l->is_component && !tn_module_is_module(l->bytes))) {
		r->at += l->bytes.len < 4 ? l->bytes.len : 4;
		tn_reader_fail(r, l->bytes.len < 8 ? "unexpected end"
						   : tn_module_version_fault(w->arena, l->bytes.ptr + 4));
	}
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
	struct walk w = { .cx = cx, .arena = arena, .source = source };
	struct tn_reader r = tn_reader_new(bytes, bytes.ptr);
	struct tn_layer *root = layer(&w, &r, 0);
	if (!r.error)
		return root;
	uint32_t at = (uint32_t)r.error_offset;
	struct tn_diag *diag =
		tn_diag_error(cx, TN_E_MALFORMED, (struct tn_span){ source, at, at + 1 }, "%s%s%s",
			w.section ? w.section : "", w.section ? " section: " : "", r.error);
	for (uint32_t i = 0; i < w.places.len; i++) {
		const struct place *p = &w.places.ptr[i];
		tn_diag_note(cx, diag, (struct tn_span){ source, p->offset, p->offset + 1 },
			"in %s %u", p->word, p->number);
	}
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
