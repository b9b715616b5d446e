/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A module and a list of changes in, bytes out. */
#include "wasm/core/rewrite.h"

#include "wasm/core/corewrite.h"

void tn_rewrite_begin(struct tn_rewrite *r, struct tn_arena *arena, const struct tn_module *module)
{
	*r = (struct tn_rewrite){ .arena = arena, .module = module };
	r->dropped = TN_NEWN(arena, bool, module->sections.len);
	r->replaced = TN_NEWN(arena, struct tn_bytes, module->sections.len);
}

void tn_rewrite_drop(struct tn_rewrite *r, uint32_t section)
{
	r->dropped[section] = true;
}

uint32_t tn_rewrite_drop_custom(struct tn_rewrite *r, struct tn_str name)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < r->module->sections.len; i++) {
		const struct tn_core_section *section = &r->module->sections.ptr[i];
		if (section->id == TN_CORE_SECTION_CUSTOM && tn_str_eq(section->name, name)) {
			r->dropped[i] = true;
			count++;
		}
	}
	return count;
}

void tn_rewrite_replace(struct tn_rewrite *r, uint32_t section, struct tn_bytes payload)
{
	if (!payload.ptr)
		payload.ptr = (const uint8_t *)"";
	r->replaced[section] = payload;
}

void tn_rewrite_add_custom(struct tn_rewrite *r, struct tn_str name, struct tn_bytes payload)
{
	*TN_PUSH(r->arena, &r->added) = (struct tn_core_section){ .name = name, .bytes = payload };
}

static void *copy(struct tn_arena *arena, const void *from, size_t size)
{
	void *to = tn_mem_alloc(arena, size);
	if (size)
		memcpy(to, from, size);
	return to;
}

void tn_rewrite_rename_import(
	struct tn_rewrite *r, uint32_t index, struct tn_str module, struct tn_str name)
{
	if (!r->imports)
		r->imports = copy(r->arena, r->module->imports.ptr,
			r->module->imports.len * sizeof *r->imports);
	r->imports[index].module = module;
	r->imports[index].name = name;
}

static struct tn_core_export *export_of(struct tn_rewrite *r, uint32_t index)
{
	if (!r->exports)
		r->exports = copy(r->arena, r->module->exports.ptr,
			r->module->exports.len * sizeof *r->exports);
	return &r->exports[index];
}

void tn_rewrite_rename_export(struct tn_rewrite *r, uint32_t index, struct tn_str name)
{
	if (!name.ptr)
		name = TN_STR("");
	export_of(r, index)->name = name;
}

void tn_rewrite_drop_export(struct tn_rewrite *r, uint32_t index)
{
	export_of(r, index)->name = TN_NOSTR;
}

static void write_imports(struct tn_rewrite *r, struct tn_buf *out)
{
	tn_buf_byte(out, TN_CORE_SECTION_IMPORT);
	struct tn_nest nest = tn_buf_open(out);
	tn_buf_u32(out, r->module->imports.len);
	for (uint32_t i = 0; i < r->module->imports.len; i++) {
		tn_buf_name(out, r->imports[i].module);
		tn_buf_name(out, r->imports[i].name);
		tn_corewrite_extern(out, &r->imports[i].type);
	}
	tn_buf_close(out, nest);
}

static void write_exports(struct tn_rewrite *r, struct tn_buf *out)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < r->module->exports.len; i++)
		count += r->exports[i].name.ptr != NULL;
	if (count == 0)
		return;
	tn_buf_byte(out, TN_CORE_SECTION_EXPORT);
	struct tn_nest nest = tn_buf_open(out);
	tn_buf_u32(out, count);
	for (uint32_t i = 0; i < r->module->exports.len; i++) {
		if (!r->exports[i].name.ptr)
			continue;
		tn_buf_name(out, r->exports[i].name);
		tn_buf_byte(out, (uint8_t)r->exports[i].kind);
		tn_buf_u32(out, r->exports[i].index);
	}
	tn_buf_close(out, nest);
}

struct tn_bytes tn_rewrite_end(struct tn_rewrite *r)
{
	struct tn_buf out = tn_buf_new(r->arena);
	tn_corewrite_preamble(&out);
	for (uint32_t i = 0; i < r->module->sections.len; i++) {
		const struct tn_core_section *section = &r->module->sections.ptr[i];
		if (r->dropped[i])
			continue;
		if (r->replaced[i].ptr && section->id == TN_CORE_SECTION_CUSTOM) {
			tn_corewrite_custom_section(&out, section->name, r->replaced[i]);
		} else if (r->replaced[i].ptr) {
			tn_corewrite_section(&out, section->id, r->replaced[i]);
		} else if (section->id == TN_CORE_SECTION_IMPORT && r->imports) {
			write_imports(r, &out);
		} else if (section->id == TN_CORE_SECTION_EXPORT && r->exports) {
			write_exports(r, &out);
		} else { /* from its id byte to its end, length bytes as they are */
			size_t end = section->offset - r->module->base + section->bytes.len;
			size_t start = section->start - r->module->base;
			tn_buf_bytes(&out, r->module->bytes.ptr + start, end - start);
		}
	}
	for (uint32_t i = 0; i < r->added.len; i++)
		tn_corewrite_custom_section(&out, r->added.ptr[i].name, r->added.ptr[i].bytes);
	return tn_buf_done(&out);
}
