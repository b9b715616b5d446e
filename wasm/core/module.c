/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Questions about a module that has been read. */
#include "wasm/core/module.h"

#include "wasm/core/coretype.h"

const struct tn_core_section *tn_module_section(const struct tn_module *module, uint8_t id)
{
	for (uint32_t i = 0; i < module->sections.len; i++)
		if (module->sections.ptr[i].id == id)
			return &module->sections.ptr[i];
	return NULL;
}

const struct tn_core_export *tn_module_export(const struct tn_module *module, struct tn_str name)
{
	for (uint32_t i = 0; i < module->exports.len; i++)
		if (tn_str_eq(module->exports.ptr[i].name, name))
			return &module->exports.ptr[i];
	return NULL;
}

const struct tn_core_extern *tn_module_exported(const struct tn_module *module,
	const struct tn_core_export *export)
{
	switch (export->kind) {
	case TN_CORE_KIND_FUNC:
		return &module->funcs.ptr[export->index];
	case TN_CORE_KIND_TABLE:
		return &module->tables.ptr[export->index];
	case TN_CORE_KIND_MEMORY:
		return &module->memories.ptr[export->index];
	case TN_CORE_KIND_GLOBAL:
		return &module->globals.ptr[export->index];
	case TN_CORE_KIND_TAG:
		break;
	}
	return &module->tags.ptr[export->index];
}

const struct tn_core_sig *tn_module_sig(const struct tn_module *module, uint32_t func)
{
	if (func >= module->funcs.len)
		return NULL;
	uint32_t type = module->funcs.ptr[func].type;
	if (type >= module->types.len || module->types.ptr[type].kind != TN_CORE_FUNC)
		return NULL;
	return &module->types.ptr[type].sig;
}

struct tn_reader tn_module_code(const struct tn_module *module, uint32_t func, uint64_t *locals)
{
	struct tn_bytes body = module->bodies.ptr[func - module->imported[TN_CORE_KIND_FUNC]];
	struct tn_reader r = tn_reader_new(body, body.ptr);
	uint64_t count = 0;
	for (uint32_t runs = tn_reader_count(&r, 2); runs && !r.error; runs--) {
		count += tn_reader_u32(&r);
		tn_coretype_value(&r);
	}
	if (locals)
		*locals = count;
	return r;
}

static bool types_eq(const tn_core_ty *a, const tn_core_ty *b, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

bool tn_module_sig_eq(const struct tn_core_sig *a, const struct tn_core_sig *b)
{
	return a->param_count == b->param_count && a->result_count == b->result_count &&
	       types_eq(a->params, b->params, a->param_count) &&
	       types_eq(a->results, b->results, a->result_count);
}

static void type_list(struct tn_buf *buf, const tn_core_ty *types, uint32_t count)
{
	tn_buf_byte(buf, '[');
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			tn_buf_byte(buf, ' ');
		tn_coretype_print(buf, types[i]);
	}
	tn_buf_byte(buf, ']');
}

struct tn_str tn_module_sig_text(struct tn_arena *arena, const struct tn_core_sig *sig)
{
	struct tn_buf buf = tn_buf_new(arena);
	type_list(&buf, sig->params, sig->param_count);
	tn_buf_str(&buf, TN_STR(" -> "));
	type_list(&buf, sig->results, sig->result_count);
	return (struct tn_str){ (char *)buf.ptr, buf.len };
}

/* Binary.md "Component Definitions": a version of 16 bits, and a layer; drafts had lower versions. */
const char *tn_module_version_fault(struct tn_arena *arena, const uint8_t *version)
{
	unsigned number = version[0] | (unsigned)version[1] << 8, layer = version[2] | (unsigned)version[3] << 8;
	bool is_draft = layer == 1 && number < 0xd;
	return tn_str_format(arena,
		"unknown binary version: 0x%x of layer %u%s; a core module is 0x1 of layer 0, a component 0xd of "
		"layer 1",
		number, layer, is_draft ? ", from a draft of the Component Model" : "")
		.ptr;
}

bool tn_module_is_module(struct tn_bytes bytes)
{
	return bytes.len >= 8 && memcmp(bytes.ptr, "\0asm\1\0\0", 8) == 0;
}

/* Binary.md "Component Definitions": a layer of 1, and a version that is not that of a module. */
bool tn_module_is_component(struct tn_bytes bytes)
{
	return bytes.len >= 8 && memcmp(bytes.ptr, "\0asm", 4) == 0 && bytes.ptr[6] == 1 &&
	       bytes.ptr[7] == 0;
}
