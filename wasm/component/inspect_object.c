/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Object files and shared libraries: what they say in, lines or JSON out. */
#include "wasm/component/inspect_object.h"

/* "CODE", ".debug_info": what stands behind "reloc.". */
static struct tn_str target_of(const struct tn_object_relocs *relocs)
{
	struct tn_str name = relocs->section->name;
	return tn_str_sub(name, sizeof "reloc." - 1, name.len);
}

/* ---- text ---- */

static void text_symbols(struct tn_arena *arena, const struct tn_object *object, uint32_t depth,
	void (*put)(struct tn_buf *, uint32_t, struct tn_str), struct tn_buf *out)
{
	uint32_t counts[TN_OBJECT_KINDS][2] = { 0 };
	for (uint32_t i = 0; i < object->symbols.len; i++) {
		const struct tn_object_symbol *symbol = &object->symbols.ptr[i];
		counts[symbol->kind][!(symbol->flags & TN_SYMBOL_UNDEFINED)]++;
	}
	for (int kind = 0; kind < TN_OBJECT_KINDS; kind++)
		if (counts[kind][0] || counts[kind][1])
			put(out, depth,
				tn_str_format(arena, "%s symbols: %u defined, %u undefined",
					tn_object_kind_word((enum tn_object_kind)kind),
					counts[kind][1], counts[kind][0]));
}

void tn_inspect_object_text(struct tn_arena *arena, const struct tn_object *object, uint32_t depth,
	void (*put)(struct tn_buf *out, uint32_t depth, struct tn_str text), struct tn_buf *out)
{
	put(out, depth, tn_str_format(arena, "object file%s%.*s", object->target.len ? " for " : "",
				TN_S(object->target)));
	text_symbols(arena, object, depth + 1, put, out);
	if (object->inits.len)
		put(out, depth + 1,
			tn_str_format(arena, "functions that initialise: %u", object->inits.len));
	if (object->comdats.len)
		put(out, depth + 1, tn_str_format(arena, "comdats: %u", object->comdats.len));
	for (uint32_t i = 0; i < object->relocs.len; i++) {
		const struct tn_object_relocs *relocs = &object->relocs.ptr[i];
		struct tn_str state = tn_str_format(arena, "%u", relocs->count);
		if (relocs->is_damaged)
			state = TN_STR("damaged, `tenon validate --validate-custom` says why");
		put(out, depth + 1,
			tn_str_format(arena, "relocations in %.*s: %.*s", TN_S(target_of(relocs)),
				TN_S(state)));
	}
}

/* ---- JSON ---- */

static void json_flags(uint32_t flags, struct tn_json *json)
{
	static const char *const words[] = { "weak", "local", "hidden", NULL, "undefined",
		"exported", "explicit-name", "no-strip", "tls", "absolute" };
	tn_json_key_array(json, TN_STR("flags"));
	for (uint32_t bit = 0; bit < sizeof words / sizeof *words; bit++)
		if (words[bit] && flags >> bit & 1)
			tn_json_string(json, tn_str_of(words[bit]));
	tn_json_array_end(json);
}

static void json_symbol(const struct tn_object_symbol *symbol, struct tn_json *json)
{
	bool is_defined = !(symbol->flags & TN_SYMBOL_UNDEFINED);
	tn_json_object(json);
	tn_json_key_string(json, TN_STR("kind"), tn_str_of(tn_object_kind_word(symbol->kind)));
	tn_json_key_string(json, TN_STR("name"), symbol->name);
	json_flags(symbol->flags, json);
	if (is_defined || symbol->kind != TN_OBJECT_DATA)
		tn_json_key_number(json, TN_STR("index"), symbol->index);
	if (is_defined && symbol->kind == TN_OBJECT_DATA) {
		tn_json_key_number(json, TN_STR("offset"), symbol->offset);
		tn_json_key_number(json, TN_STR("size"), symbol->size);
	}
	tn_json_object_end(json);
}

static void json_segments(const struct tn_object *object, struct tn_json *json)
{
	tn_json_key_array(json, TN_STR("segments"));
	for (uint32_t i = 0; i < object->segments.len; i++) {
		const struct tn_object_segment *segment = &object->segments.ptr[i];
		tn_json_object(json);
		tn_json_key_string(json, TN_STR("name"), segment->name);
		tn_json_key_number(json, TN_STR("align"), segment->align);
		tn_json_key_number(json, TN_STR("flags"), segment->flags);
		tn_json_object_end(json);
	}
	tn_json_array_end(json);
}

static void json_inits(const struct tn_object *object, struct tn_json *json)
{
	tn_json_key_array(json, TN_STR("inits"));
	for (uint32_t i = 0; i < object->inits.len; i++) {
		tn_json_object(json);
		tn_json_key_number(json, TN_STR("priority"), object->inits.ptr[i].priority);
		tn_json_key_number(json, TN_STR("symbol"), object->inits.ptr[i].symbol);
		tn_json_object_end(json);
	}
	tn_json_array_end(json);
}

static void json_comdats(const struct tn_object *object, struct tn_json *json)
{
	tn_json_key_array(json, TN_STR("comdats"));
	for (uint32_t i = 0; i < object->comdats.len; i++) {
		tn_json_object(json);
		tn_json_key_string(json, TN_STR("name"), object->comdats.ptr[i].name);
		tn_json_key_number(json, TN_STR("count"), object->comdats.ptr[i].count);
		tn_json_object_end(json);
	}
	tn_json_array_end(json);
}

static void json_relocs(const struct tn_object *object, struct tn_json *json)
{
	tn_json_key_array(json, TN_STR("relocations"));
	for (uint32_t i = 0; i < object->relocs.len; i++) {
		tn_json_object(json);
		tn_json_key_string(json, TN_STR("section"), target_of(&object->relocs.ptr[i]));
		tn_json_key(json, TN_STR("valid"));
		tn_json_bool(json, !object->relocs.ptr[i].is_damaged);
		if (!object->relocs.ptr[i].is_damaged)
			tn_json_key_number(json, TN_STR("count"), object->relocs.ptr[i].count);
		tn_json_object_end(json);
	}
	tn_json_array_end(json);
}

void tn_inspect_object_json(const struct tn_object *object, struct tn_json *json)
{
	tn_json_key(json, TN_STR("object"));
	tn_json_object(json);
	if (object->target.ptr)
		tn_json_key_string(json, TN_STR("target"), object->target);
	tn_json_key_array(json, TN_STR("symbols"));
	for (uint32_t i = 0; i < object->symbols.len; i++)
		json_symbol(&object->symbols.ptr[i], json);
	tn_json_array_end(json);
	json_segments(object, json);
	json_inits(object, json);
	json_comdats(object, json);
	json_relocs(object, json);
	tn_json_object_end(json);
}

/* ---- shared libraries ---- */

static struct tn_str list_text(struct tn_arena *arena, const char *begin, const struct tn_str *list, uint32_t count)
{
	struct tn_buf line = tn_buf_new(arena);
	tn_buf_str(&line, tn_str_of(begin));
	for (uint32_t i = 0; i < count; i++) {
		tn_buf_str(&line, i ? TN_STR(", ") : TN_STR(" "));
		tn_buf_str(&line, list[i]);
	}
	return (struct tn_str){ (const char *)line.ptr, line.len };
}

void tn_inspect_library_text(struct tn_arena *arena, const struct tn_inspect_library *library, uint32_t depth,
	void (*put)(struct tn_buf *out, uint32_t depth, struct tn_str text), struct tn_buf *out)
{
	const struct tn_dylink *d = library->dylink;
	if (d) {
		put(out, depth,
			tn_str_format(arena, "shared library: %u byte%s of memory, %u table element%s", d->memory_size,
				d->memory_size == 1 ? "" : "s", d->table_size, d->table_size == 1 ? "" : "s"));
		if (d->needed.len)
			put(out, depth + 1, list_text(arena, "needs", d->needed.ptr, d->needed.len));
	}
	if (library->features && library->features->list.len) {
		struct tn_buf line = tn_buf_new(arena);
		tn_buf_str(&line, TN_STR("target features"));
		for (uint32_t i = 0; i < library->features->list.len; i++)
			tn_buf_printf(&line, " %c%.*s", library->features->list.ptr[i].prefix,
				TN_S(library->features->list.ptr[i].name));
		put(out, depth, (struct tn_str){ (const char *)line.ptr, line.len });
	}
}

static void json_strings(struct tn_str key, const struct tn_str *list, uint32_t count, struct tn_json *json)
{
	tn_json_key_array(json, key);
	for (uint32_t i = 0; i < count; i++)
		tn_json_string(json, list[i]);
	tn_json_array_end(json);
}

static void json_dylink(const struct tn_dylink *d, struct tn_json *json)
{
	tn_json_key(json, TN_STR("library"));
	tn_json_object(json);
	if (d->target.ptr)
		tn_json_key_string(json, TN_STR("target"), d->target);
	tn_json_key_number(json, TN_STR("memory-size"), d->memory_size);
	tn_json_key_number(json, TN_STR("memory-align"), d->memory_align);
	tn_json_key_number(json, TN_STR("table-size"), d->table_size);
	tn_json_key_number(json, TN_STR("table-align"), d->table_align);
	json_strings(TN_STR("needed"), d->needed.ptr, d->needed.len, json);
	json_strings(TN_STR("runtime-paths"), d->runtime_paths.ptr, d->runtime_paths.len, json);
	tn_json_object_end(json);
}

void tn_inspect_library_json(const struct tn_inspect_library *library, struct tn_json *json)
{
	if (library->dylink)
		json_dylink(library->dylink, json);
	if (!library->features)
		return;
	tn_json_key_array(json, TN_STR("target-features"));
	for (uint32_t i = 0; i < library->features->list.len; i++) {
		const struct tn_target_feature *feature = &library->features->list.ptr[i];
		tn_json_object(json);
		tn_json_key_string(json, TN_STR("prefix"), (struct tn_str){ &feature->prefix, 1 });
		tn_json_key_string(json, TN_STR("name"), feature->name);
		tn_json_object_end(json);
	}
	tn_json_array_end(json);
}
