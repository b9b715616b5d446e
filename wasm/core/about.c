/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Custom sections in, what they say out; and the same sections changed. */
#include "wasm/core/about.h"

#include "base/reader.h"
#include "base/utf8.h"

struct tn_str tn_about_section(enum tn_about_text text)
{
	static const struct tn_str names[] = {
		[TN_ABOUT_AUTHORS] = { "authors", 7 },
		[TN_ABOUT_DESCRIPTION] = { "description", 11 },
		[TN_ABOUT_LICENSES] = { "licenses", 8 },
		[TN_ABOUT_SOURCE] = { "source", 6 },
		[TN_ABOUT_HOMEPAGE] = { "homepage", 8 },
		[TN_ABOUT_REVISION] = { "revision", 8 },
		[TN_ABOUT_VERSION] = { "version", 7 },
	};
	return names[text];
}

/* TN_ABOUT_TEXTS when the section is none of these. */
static enum tn_about_text text_of(const struct tn_layer_section *section)
{
	uint32_t text = 0;
	while (text < TN_ABOUT_TEXTS &&
		!(section->id == 0 && tn_str_eq(section->name, tn_about_section((enum tn_about_text)text))))
		text++;
	return (enum tn_about_text)text;
}

static bool is_custom(const struct tn_layer_section *section, struct tn_str name)
{
	return section->id == 0 && tn_str_eq(section->name, name);
}

/* Core spec "Name Section"; Binary.md "Name Section". */
static struct tn_str names_section(const struct tn_layer *layer)
{
	return layer->is_component ? TN_STR("component-name") : TN_STR("name");
}

static bool damaged(struct tn_ctx *cx, uint32_t source, const struct tn_layer *layer,
	const struct tn_layer_section *section, const char *why)
{
	uint32_t at = layer->start + (uint32_t)(section->bytes.ptr - layer->bytes.ptr);
	tn_diag_error(cx, TN_E_MALFORMED, (struct tn_span){ source, at, at + 1 },
		"the custom section `%.*s` %s", TN_S(section->name), why);
	return false;
}

/* ---- reading ---- */

enum { OWN_NAME = 0 }; /* the subsection, in both kinds of section */

/* Names are hints: a damaged section has none. */
static struct tn_str own_name(struct tn_bytes names)
{
	struct tn_reader r = tn_reader_new(names, names.ptr);
	while (tn_reader_more(&r)) {
		uint8_t id = tn_reader_byte(&r);
		struct tn_reader part = tn_reader_part(&r, tn_reader_u32(&r));
		struct tn_str name = id == OWN_NAME && !r.error ? tn_reader_name(&part) : TN_NOSTR;
		if (id == OWN_NAME && !r.error && !part.error)
			return name;
	}
	return TN_NOSTR;
}

struct tn_str tn_about_name(const struct tn_layer *layer)
{
	struct tn_str name = TN_NOSTR;
	for (uint32_t i = 0; i < layer->sections.len && !name.ptr; i++) {
		if (is_custom(&layer->sections.ptr[i], names_section(layer)))
			name = own_name(layer->sections.ptr[i].bytes);
	}
	return name;
}

bool tn_about_read(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	const struct tn_layer *layer, struct tn_about *out)
{
	bool ok = true;
	*out = (struct tn_about){ .name = tn_about_name(layer) };
	for (uint32_t i = 0; i < layer->sections.len; i++) {
		const struct tn_layer_section *section = &layer->sections.ptr[i];
		enum tn_about_text text = text_of(section);
		if (text != TN_ABOUT_TEXTS) {
			out->texts[text] = (struct tn_str){ (const char *)section->bytes.ptr,
				section->bytes.len };
			if (!tn_utf8_valid(out->texts[text]))
				ok = damaged(cx, source, layer, section, "is not UTF-8");
		} else if (is_custom(section, TN_STR("producers"))) {
			out->has_producers = true;
			if (!tn_producers_read(&out->producers, arena, section->bytes))
				ok = damaged(cx, source, layer, section, "is damaged");
		}
	}
	return ok;
}

/* ---- changing ---- */

static void put_custom(struct tn_buf *out, struct tn_str name, struct tn_bytes payload)
{
	tn_buf_byte(out, 0);
	struct tn_nest nest = tn_buf_open(out);
	tn_buf_name(out, name);
	tn_buf_bytes(out, payload.ptr, payload.len);
	tn_buf_close(out, nest);
}

static void put_own_name(struct tn_buf *out, struct tn_str name)
{
	tn_buf_byte(out, OWN_NAME);
	struct tn_nest nest = tn_buf_open(out);
	tn_buf_name(out, name);
	tn_buf_close(out, nest);
}

/* The names of everything else stay as they are. */
static bool put_names(struct tn_buf *out, const struct tn_layer_section *section, struct tn_str name)
{
	struct tn_buf payload = tn_buf_new(out->arena);
	if (name.ptr)
		put_own_name(&payload, name);
	struct tn_reader r = tn_reader_new(section->bytes, section->bytes.ptr);
	while (tn_reader_more(&r)) {
		const uint8_t *start = r.at;
		uint8_t id = tn_reader_byte(&r);
		tn_reader_part(&r, tn_reader_u32(&r));
		if (id != OWN_NAME)
			tn_buf_bytes(&payload, start, (size_t)(r.at - start));
	}
	put_custom(out, section->name, tn_buf_done(&payload));
	return !r.error;
}

bool tn_about_change(struct tn_ctx *cx, uint32_t source, const struct tn_layer *root,
	const struct tn_about_changes *changes, struct tn_buf *out)
{
	const struct tn_about *set = &changes->set;
	struct tn_about old;
	if (!tn_about_read(cx, out->arena, source, root, &old))
		return false;
	struct tn_producers *producers = &old.producers;
	tn_producers_merge(producers, out->arena, &set->producers);
	bool adds_producers = set->producers.list.len > 0, names_put = false;
	bool changes_name = set->name.ptr || changes->clears_name;

	tn_buf_bytes(out, root->bytes.ptr, 8);
	for (uint32_t i = 0; i < root->sections.len; i++) {
		const struct tn_layer_section *section = &root->sections.ptr[i];
		enum tn_about_text text = text_of(section);
		if (text != TN_ABOUT_TEXTS && (set->texts[text].ptr || changes->clears[text]))
			continue;
		if (adds_producers && is_custom(section, TN_STR("producers"))) {
			/* All that such sections say is now in the place of the first. */
			if (producers)
				put_custom(out, section->name, tn_producers_write(producers, out->arena));
			producers = NULL;
		} else if (changes_name && is_custom(section, names_section(root))) {
			if (!put_names(out, section, names_put ? TN_NOSTR : set->name))
				return damaged(cx, source, root, section, "is damaged");
			names_put = true;
		} else {
			tn_buf_bytes(out, section->whole.ptr, section->whole.len);
		}
	}
	if (set->name.ptr && !names_put) {
		struct tn_buf payload = tn_buf_new(out->arena);
		put_own_name(&payload, set->name);
		put_custom(out, names_section(root), tn_buf_done(&payload));
	}
	if (adds_producers && producers)
		put_custom(out, TN_STR("producers"), tn_producers_write(producers, out->arena));
	for (uint32_t i = 0; i < TN_ABOUT_TEXTS; i++) {
		struct tn_str text = set->texts[i];
		if (text.ptr)
			put_custom(out, tn_about_section((enum tn_about_text)i),
				(struct tn_bytes){ (const uint8_t *)text.ptr, text.len });
	}
	return true;
}
