/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Payloads of custom sections in, what they say out. */
#include "wasm/core/customs.h"

#include "base/reader.h"

struct tn_bytes tn_customs_find(const struct tn_module *module, struct tn_str name)
{
	for (uint32_t i = 0; i < module->sections.len; i++) {
		const struct tn_core_section *section = &module->sections.ptr[i];
		if (section->id == TN_CORE_SECTION_CUSTOM && tn_str_eq(section->name, name))
			return section->bytes;
	}
	return (struct tn_bytes){ 0 };
}

static struct tn_reader open(const struct tn_module *module, struct tn_bytes bytes)
{
	return tn_reader_new(bytes, module->bytes.ptr - module->base);
}

static bool report(struct tn_ctx *cx, const struct tn_module *module, const struct tn_reader *r,
	const char *name)
{
	if (!r->error)
		return true;
	uint32_t at = (uint32_t)r->error_offset;
	tn_diag_error(cx, TN_E_MALFORMED, (struct tn_span){ module->source, at, at + 1 },
		"custom section `%s`: %s", name, r->error);
	return false;
}

/* ---- dylink.0 ---- */

static void memory_info(struct tn_reader *r, struct tn_dylink *out)
{
	out->memory_size = tn_reader_u32(r);
	out->memory_align = tn_reader_u32(r);
	out->table_size = tn_reader_u32(r);
	out->table_align = tn_reader_u32(r);
}

/* Each list takes one kind of element; all begin with their count. */
static void lists(struct tn_reader *r, struct tn_arena *arena, uint8_t id, struct tn_dylink *out)
{
	uint32_t count = tn_reader_count(r, 1);
	for (uint32_t i = 0; i < count && !r->error; i++) {
		struct tn_dylink_symbol symbol = { 0 };
		if (id == TN_DYLINK_IMPORT_INFO)
			symbol.module = tn_reader_name(r);
		symbol.name = tn_reader_name(r);
		if (id == TN_DYLINK_EXPORT_INFO || id == TN_DYLINK_IMPORT_INFO)
			symbol.flags = tn_reader_u32(r);
		if (r->error)
			return;
		if (id == TN_DYLINK_NEEDED)
			*TN_PUSH(arena, &out->needed) = symbol.name;
		else if (id == TN_DYLINK_RUNTIME_PATH)
			*TN_PUSH(arena, &out->runtime_paths) = symbol.name;
		else if (id == TN_DYLINK_EXPORT_INFO)
			*TN_PUSH(arena, &out->exports) = symbol;
		else
			*TN_PUSH(arena, &out->imports) = symbol;
	}
}

bool tn_customs_dylink(struct tn_ctx *cx, struct tn_arena *arena, const struct tn_module *module,
	struct tn_dylink *out)
{
	*out = (struct tn_dylink){ 0 };
	struct tn_bytes bytes = tn_customs_find(module, TN_STR("dylink.0"));
	if (!bytes.ptr)
		return false;
	struct tn_reader r = open(module, bytes);
	while (tn_reader_more(&r)) {
		uint8_t id = tn_reader_byte(&r);
		struct tn_reader part = tn_reader_part(&r, tn_reader_u32(&r));
		if (id == TN_DYLINK_MEMORY_INFO)
			memory_info(&part, out);
		else if (id == TN_DYLINK_TARGET)
			out->target = tn_reader_name(&part);
		else if (id >= TN_DYLINK_NEEDED && id <= TN_DYLINK_RUNTIME_PATH)
			lists(&part, arena, id, out);
		if (!report(cx, module, &part, "dylink.0"))
			return false;
	}
	return report(cx, module, &r, "dylink.0");
}

/* ---- target_features ---- */

bool tn_customs_target_features(struct tn_ctx *cx, struct tn_arena *arena,
	const struct tn_module *module, struct tn_target_features *out)
{
	*out = (struct tn_target_features){ 0 };
	struct tn_bytes bytes = tn_customs_find(module, TN_STR("target_features"));
	if (!bytes.ptr)
		return false;
	struct tn_reader r = open(module, bytes);
	uint32_t count = tn_reader_count(&r, 2);
	for (uint32_t i = 0; i < count && !r.error; i++) {
		char prefix = (char)tn_reader_peek(&r);
		if (prefix != '+' && prefix != '-' && prefix != '=')
			tn_reader_fail(&r, "malformed prefix of a feature");
		tn_reader_byte(&r);
		struct tn_str name = tn_reader_name(&r);
		if (!r.error)
			*TN_PUSH(arena, &out->list) = (struct tn_target_feature){ prefix, name };
	}
	return report(cx, module, &r, "target_features");
}
