/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A file in, a core module with its world out; see input.h. */
#include "componentize/input.h"

#include "wasm/core/features.h"
#include "wasm/core/filekind.h"
#include "wasm/core/rewrite.h"

/* ---- reading ---- */

bool tn_input_validate(struct tn_ctx *cx, struct tn_arena *arena, struct tn_input *input)
{
	/* Whoever runs the component decides about features; here every one is admitted. */
	uint64_t features = cx->wasm_features;
	cx->wasm_features = TN_WASM_ALL;
	bool ok = tn_validate_module(cx, arena, input->module);
	cx->wasm_features = features;
	return ok;
}

static bool is_func_type(const struct tn_module *m, uint32_t type)
{
	return type < m->types.len && m->types.ptr[type].kind == TN_CORE_FUNC;
}

/* Indices that are followed without a further look. */
static bool is_sound(const struct tn_module *m)
{
	const uint32_t counts[] = { m->funcs.len, m->tables.len, m->memories.len, m->globals.len,
		m->tags.len };
	bool ok = m->bodies.len + m->imported[TN_CORE_KIND_FUNC] == m->funcs.len;
	for (uint32_t i = 0; i < m->funcs.len; i++)
		ok = ok && is_func_type(m, m->funcs.ptr[i].type);
	for (uint32_t i = 0; i < m->tags.len; i++)
		ok = ok && is_func_type(m, m->tags.ptr[i].type);
	for (uint32_t i = 0; i < m->exports.len; i++)
		ok = ok && m->exports.ptr[i].index < counts[m->exports.ptr[i].kind];
	return ok && (m->start == UINT32_MAX || m->start < m->funcs.len);
}

bool tn_input_bytes(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source, struct tn_str what,
	struct tn_input *out)
{
	struct tn_bytes bytes = tn_source_get(&cx->sources, source)->bytes;
	*out = (struct tn_input){ .source = source, .what = what };
	if (!tn_filekind_check(cx, source, TN_WANT_MODULE, what))
		return false;
	out->module = tn_read_module(cx, arena, source, 0, bytes);
	if (!out->module || (!is_sound(out->module) && !tn_input_validate(cx, arena, out)))
		return false;
	tn_metadata_init(&out->metadata, cx, arena);
	return tn_metadata_read(&out->metadata, out->module);
}

bool tn_input_read(struct tn_ctx *cx, struct tn_arena *arena, struct tn_str path,
	struct tn_str what, struct tn_input *out)
{
	uint32_t source = tn_ctx_read(cx, path, false);
	return source && tn_input_bytes(cx, arena, source, what, out);
}

struct tn_str tn_input_world_text(const struct tn_input *input, struct tn_arena *arena)
{
	const struct tn_metadata *metadata = &input->metadata;
	if (!metadata->name)
		return TN_STR("the world");
	return tn_str_format(
		arena, "world `%.*s`", TN_S(tn_ctx_text(metadata->wit->cx, metadata->name)));
}

/* ---- imports of one name ---- */

/* "name [v2]", "name [v3]", …: the first that nobody has. */
static struct tn_str free_name(struct tn_ctx *cx, struct tn_arena *arena, struct tn_map *taken,
	tn_name module, struct tn_str name, uint32_t *number)
{
	for (;; ++*number) {
		struct tn_str text = tn_str_format(arena, "%.*s [v%u]", TN_S(name), *number);
		if (tn_map_put(taken, TN_KEY(module, tn_ctx_name(cx, text)), 2))
			return text;
	}
}

void tn_input_rename(struct tn_input *input, struct tn_ctx *cx, struct tn_arena *arena)
{
	const struct tn_module *module = input->module;
	struct tn_map taken = { .arena = arena }; /* (module, name) -> the number to try next */
	for (uint32_t i = 0; i < module->imports.len; i++) {
		const struct tn_core_import *import = &module->imports.ptr[i];
		tn_name from = tn_ctx_name(cx, import->module);
		uint64_t key = TN_KEY(from, tn_ctx_name(cx, import->name));
		uint32_t number = tn_map_get(&taken, key);
		if (number == TN_MAP_NONE) {
			tn_map_put(&taken, key, 2);
			continue;
		}
		if (!input->renamed)
			input->renamed = TN_NEWN(arena, struct tn_str, module->imports.len);
		input->renamed[i] = free_name(cx, arena, &taken, from, import->name, &number);
		tn_map_put(&taken, key, number + 1);
	}
}

/* ---- what goes into the component ---- */

static bool is_metadata(const struct tn_core_section *section)
{
	return section->id == TN_CORE_SECTION_CUSTOM &&
	       tn_str_starts(section->name, TN_STR("component-type"));
}

/* The tools that made the bindings are named beside those that made the module. */
static void merge_producers(
	const struct tn_input *input, struct tn_rewrite *r, struct tn_arena *arena)
{
	struct tn_producers all = { 0 };
	const struct tn_module *module = input->module;
	for (uint32_t i = 0; i < module->sections.len; i++) {
		const struct tn_core_section *section = &module->sections.ptr[i];
		if (section->id == TN_CORE_SECTION_CUSTOM &&
			tn_str_eq(section->name, TN_STR("producers"))) {
			tn_producers_read(&all, arena, section->bytes);
			tn_rewrite_drop(r, i);
		}
	}
	tn_producers_merge(&all, arena, &input->metadata.producers);
	tn_rewrite_add_custom(r, TN_STR("producers"), tn_producers_write(&all, arena));
}

struct tn_bytes tn_input_strip(const struct tn_input *input, struct tn_arena *arena)
{
	const struct tn_module *module = input->module;
	struct tn_rewrite r;
	bool is_changed = input->renamed != NULL;
	tn_rewrite_begin(&r, arena, module);
	for (uint32_t i = 0; i < module->sections.len; i++) {
		if (!is_metadata(&module->sections.ptr[i]))
			continue;
		tn_rewrite_drop(&r, i);
		is_changed = true;
	}
	for (uint32_t i = 0; input->renamed && i < module->imports.len; i++) {
		if (input->renamed[i].ptr)
			tn_rewrite_rename_import(
				&r, i, module->imports.ptr[i].module, input->renamed[i]);
	}
	if (input->metadata.producers.list.len) {
		merge_producers(input, &r, arena);
		is_changed = true;
	}
	return is_changed ? tn_rewrite_end(&r) : module->bytes;
}
