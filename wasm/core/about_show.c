/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The tree of layers in, what each says about itself out: JSON, or tables for people. */
#include "base/json.h"
#include "base/table.h"
#include "wasm/core/about.h"

/* ---- JSON ---- */

struct show {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	uint32_t source;
	const struct tn_layer *root;
	struct tn_buf *out;
	struct tn_json json;
	struct tn_table summary;
	struct tn_buf details;
	uint32_t nameless; /* how many there were so far */
};

static void text_or_null(struct tn_json *json, struct tn_str key, struct tn_str text)
{
	tn_json_key(json, key);
	if (text.ptr)
		tn_json_string(json, text);
	else
		tn_json_null(json);
}

static void json_producers(struct tn_json *json, const struct tn_about *about)
{
	const struct tn_producers *producers = &about->producers;
	tn_json_key(json, TN_STR("producers"));
	if (!about->has_producers) {
		tn_json_null(json);
		return;
	}
	tn_json_array(json);
	for (uint32_t i = 0; i < producers->fields.len; i++) {
		const struct tn_producers_field *field = &producers->fields.ptr[i];
		tn_json_array(json);
		tn_json_string(json, field->name);
		tn_json_object(json);
		for (uint32_t at = field->first; at != UINT32_MAX; at = producers->list.ptr[at].next) {
			tn_json_key(json, producers->list.ptr[at].name);
			tn_json_string(json, producers->list.ptr[at].version);
		}
		tn_json_object_end(json);
		tn_json_array_end(json);
	}
	tn_json_array_end(json);
}

static void json_metadata(struct show *s, const struct tn_layer *layer, const struct tn_about *about)
{
	struct tn_json *json = &s->json;
	tn_json_object(json);
	text_or_null(json, TN_STR("name"), about->name);
	json_producers(json, about);
	for (uint32_t i = 0; i < TN_ABOUT_TEXTS; i++)
		text_or_null(json, tn_about_section((enum tn_about_text)i), about->texts[i]);
	tn_json_key(json, TN_STR("range"));
	tn_json_object(json);
	tn_json_key(json, TN_STR("start"));
	tn_json_number(json, layer->start);
	tn_json_key(json, TN_STR("end"));
	tn_json_number(json, layer->start + layer->bytes.len);
	tn_json_object_end(json);
	text_or_null(json, TN_STR("dependencies"), TN_NOSTR);
	tn_json_object_end(json);
}

/* Recursion is bounded by the nesting that tn_layers_read admits; the same below. */
static bool json_layer(struct show *s, const struct tn_layer *layer)
{
	struct tn_json *json = &s->json;
	struct tn_about about;
	bool ok = tn_about_read(s->cx, s->arena, s->source, layer, &about);
	tn_json_object(json);
	tn_json_key(json, layer->is_component ? TN_STR("component") : TN_STR("module"));
	if (layer->is_component) {
		tn_json_object(json);
		tn_json_key(json, TN_STR("metadata"));
	}
	json_metadata(s, layer, &about);
	if (layer->is_component) {
		tn_json_key(json, TN_STR("children"));
		tn_json_array(json);
		for (uint32_t i = 0; i < layer->sections.len; i++) {
			if (layer->sections.ptr[i].inner)
				ok = json_layer(s, layer->sections.ptr[i].inner) && ok;
		}
		tn_json_array_end(json);
		tn_json_object_end(json);
	}
	tn_json_object_end(json);
	return ok;
}

/* ---- tables ---- */

static struct tn_str kind_of(const struct tn_layer *layer)
{
	return layer->is_component ? TN_STR("component") : TN_STR("module");
}

/* "136B", "31.9k", "2.1M" */
static struct tn_str size_text(struct tn_arena *arena, uint64_t size)
{
	static const char units[] = "BkMGT";
	double value = (double)size;
	uint32_t unit = 0;
	for (; value >= 1000 && units[unit + 1]; unit++)
		value /= 1000;
	return unit ? tn_str_format(arena, "%.1f%c", value, units[unit])
		    : tn_str_format(arena, "%uB", (unsigned)size);
}

static struct tn_str share_text(struct tn_arena *arena, uint64_t size, uint64_t whole)
{
	unsigned percent = (unsigned)((size * 200 + whole) / (whole * 2));
	return percent > 1 ? tn_str_format(arena, "%u%%", percent) : TN_STR("<1%");
}

static struct tn_str languages(struct tn_arena *arena, const struct tn_producers *producers)
{
	struct tn_buf text = tn_buf_new(arena);
	for (uint32_t i = 0; i < producers->list.len; i++) {
		if (!tn_str_eq(producers->list.ptr[i].field, TN_STR("language")))
			continue;
		tn_buf_str(&text, text.len ? TN_STR(", ") : TN_NOSTR);
		tn_buf_str(&text, producers->list.ptr[i].name);
	}
	return text.len ? (struct tn_str){ (const char *)text.ptr, text.len } : TN_STR("-");
}

static void pair(struct tn_table *table, struct tn_str key, struct tn_str value)
{
	tn_table_cell(table, key);
	tn_table_cell(table, value);
}

static void details(struct show *s, const struct tn_layer *layer, const struct tn_about *about)
{
	static const uint8_t order[] = { TN_ABOUT_DESCRIPTION, TN_ABOUT_AUTHORS, TN_ABOUT_VERSION,
		TN_ABOUT_REVISION, TN_ABOUT_LICENSES, TN_ABOUT_SOURCE, TN_ABOUT_HOMEPAGE };
	struct tn_table table;
	tn_table_begin(&table, s->arena, 2);
	pair(&table, TN_STR("KIND"), TN_STR("VALUE"));
	pair(&table, TN_STR("name"), about->name.ptr ? about->name : TN_STR("<unknown>"));
	pair(&table, TN_STR("kind"), kind_of(layer));
	pair(&table, TN_STR("range"), tn_str_format(s->arena, "0x%x..0x%x", layer->start,
		layer->start + (unsigned)layer->bytes.len));
	for (uint32_t i = 0; i < sizeof order; i++) {
		if (about->texts[order[i]].ptr)
			pair(&table, tn_about_section((enum tn_about_text)order[i]), about->texts[order[i]]);
	}
	const struct tn_producers *producers = &about->producers;
	for (uint32_t i = 0; i < producers->fields.len; i++) {
		const struct tn_producers_field *field = &producers->fields.ptr[i];
		for (uint32_t at = field->first; at != UINT32_MAX; at = producers->list.ptr[at].next) {
			const struct tn_producer *p = &producers->list.ptr[at];
			pair(&table, field->name, p->version.len ? tn_str_format(s->arena, "%.*s [%.*s]",
				TN_S(p->name), TN_S(p->version)) : p->name);
		}
	}
	for (uint32_t i = 0; i < layer->sections.len; i++) {
		const struct tn_layer *inner = layer->sections.ptr[i].inner;
		if (!inner)
			continue;
		struct tn_str name = tn_about_name(inner);
		name = name.ptr ? name : TN_STR("<unknown>");
		pair(&table, TN_STR("child"), tn_str_format(s->arena, "%.*s [%.*s]", TN_S(name),
			TN_S(kind_of(inner))));
	}
	tn_table_end(&table, &s->details);
}

static bool table_layer(struct show *s, const struct tn_layer *layer, struct tn_str parent)
{
	struct tn_about about;
	if (!tn_about_read(s->cx, s->arena, s->source, layer, &about))
		return false;
	struct tn_str name = about.name.ptr ? about.name
					    : tn_str_format(s->arena, "unknown(%u)", s->nameless++);
	tn_table_cell(&s->summary, kind_of(layer));
	tn_table_cell(&s->summary, name);
	tn_table_cell(&s->summary, size_text(s->arena, layer->bytes.len));
	tn_table_cell(&s->summary, share_text(s->arena, layer->bytes.len, s->root->bytes.len));
	tn_table_cell(&s->summary, languages(s->arena, &about.producers));
	tn_table_cell(&s->summary, parent);
	details(s, layer, &about);
	bool ok = true;
	for (uint32_t i = 0; i < layer->sections.len; i++) {
		if (layer->sections.ptr[i].inner)
			ok = table_layer(s, layer->sections.ptr[i].inner, name) && ok;
	}
	return ok;
}

static bool show_tables(struct show *s)
{
	static const char *const heading[] = { "KIND", "NAME", "SIZE", "SIZE%", "LANGUAGES", "PARENT" };
	tn_table_begin(&s->summary, s->arena, 6);
	s->summary.right = 1u << 2 | 1u << 3;
	for (uint32_t i = 0; i < 6; i++)
		tn_table_cell(&s->summary, tn_str_of(heading[i]));
	if (!table_layer(s, s->root, TN_STR("<root>")))
		return false;
	tn_table_end(&s->summary, s->out);
	tn_buf_bytes(s->out, s->details.ptr, s->details.len);
	return true;
}

bool tn_about_show(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	const struct tn_layer *root, bool json, struct tn_buf *out)
{
	struct show s = { .cx = cx, .arena = arena, .source = source, .root = root, .out = out };
	s.details = tn_buf_new(arena);
	if (!json)
		return show_tables(&s);
	tn_json_begin(&s.json, out, false);
	return json_layer(&s, root);
}
