/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Bytes of a core module to struct tn_module. Core spec, binary format, "Modules".
 * Bodies are kept as slices and initialisers are only walked over; what is not enabled is noted
 * in used/used_at and refused by the validator, so that a tool can look at any module.
 */
#include "wasm/core/read.h"

#include "wasm/core/layers.h"

void tn_read_use(struct tn_read *s, uint64_t features, uint32_t offset)
{
	for (uint64_t fresh = features & ~s->m->used; fresh; fresh &= fresh - 1)
		s->m->used_at[__builtin_ctzll(fresh)] = offset;
	s->m->used |= features;
}

static uint32_t offset_of(const struct tn_read *s, const uint8_t *at)
{
	return tn_module_offset(s->m, at);
}

/* ---- sections ---- */

/* Room for exactly `more` elements: counts are known, and doubling would leave old copies behind. */
static void reserve(
	struct tn_arena *arena, void **ptr, uint32_t *cap, uint32_t len, uint32_t more, size_t size)
{
	if (*cap - len >= more)
		return;
	*ptr = tn_mem_grow(arena, *ptr, *cap * size, (size_t)(len + more) * size);
	*cap = len + more;
}
#define RESERVE(v, more)                                                                           \
	reserve(s->arena, (void **)(void *)&(v)->ptr, &(v)->cap, (v)->len, (more), sizeof *(v)->ptr)

/* The count of a section has been held against its bytes already. */
static void make_room(struct tn_read *s, uint8_t id, uint32_t count)
{
	struct tn_module *m = s->m;
	switch (id) {
	case TN_CORE_SECTION_TYPE:
		RESERVE(&m->types, count);
		break;
	case TN_CORE_SECTION_IMPORT:
		RESERVE(&m->imports, count);
		break;
	case TN_CORE_SECTION_FUNCTION:
		RESERVE(&m->funcs, count);
		break;
	case TN_CORE_SECTION_EXPORT:
		RESERVE(&m->exports, count);
		break;
	case TN_CORE_SECTION_CODE:
		RESERVE(&m->bodies, count);
		RESERVE(&m->body_offsets, count);
		break;
	}
}

/* By id: the place in the order, what the section is called, of what it is a list. */
static const struct section {
	const char *name;
	const char *item;
	void (*read)(struct tn_read *s, struct tn_reader *r); /* one item */
	uint8_t order;
	uint8_t least; /* bytes of the shortest item */
} sections[] = {
	[TN_CORE_SECTION_TYPE] = { "type", "type", tn_read_rec_type, 1, 2 },
	[TN_CORE_SECTION_IMPORT] = { "import", "import", tn_read_import, 2, 3 },
	[TN_CORE_SECTION_FUNCTION] = { "function", "function", tn_read_function, 3, 1 },
	[TN_CORE_SECTION_TABLE] = { "table", "table", tn_read_table, 4, 3 },
	[TN_CORE_SECTION_MEMORY] = { "memory", "memory", tn_read_memory, 5, 2 },
	[TN_CORE_SECTION_TAG] = { "tag", "tag", tn_read_tag, 6, 2 },
	[TN_CORE_SECTION_GLOBAL] = { "global", "global", tn_read_global, 7, 3 },
	[TN_CORE_SECTION_EXPORT] = { "export", "export", tn_read_export, 8, 3 },
	[TN_CORE_SECTION_START] = { "start", NULL, NULL, 9, 0 },
	[TN_CORE_SECTION_ELEMENT] = { "element", "element segment", tn_read_element, 10, 2 },
	[TN_CORE_SECTION_DATA_COUNT] = { "data count", NULL, NULL, 11, 0 },
	[TN_CORE_SECTION_CODE] = { "code", "function body", tn_read_body, 12, 1 },
	[TN_CORE_SECTION_DATA] = { "data", "data segment", tn_read_data, 13, 2 },
};
enum { SECTION_COUNT = sizeof sections / sizeof *sections };

/* Reports what stopped the reader: section (NULL: the module itself), item and place in words. */
static bool report(struct tn_read *s, const struct tn_reader *r, const char *section)
{
	if (!r->error)
		return true;
	uint32_t at = (uint32_t)r->error_offset;
	struct tn_span span = { s->m->source, at, at + (r->at < r->end) };
	if (!section)
		tn_diag_error(s->cx, TN_E_MALFORMED, span, "%s", r->error);
	else if (s->item)
		tn_diag_error(s->cx, TN_E_MALFORMED, span, "%s section, %s %u: %s", section,
			s->item, s->index, r->error);
	else
		tn_diag_error(s->cx, TN_E_MALFORMED, span, "%s section: %s", section, r->error);
	return false;
}

static bool read_known(struct tn_read *s, uint8_t id, struct tn_reader *r)
{
	const struct section *section = &sections[id];
	s->item = NULL;
	if (id == TN_CORE_SECTION_START) {
		s->m->start = tn_reader_u32(r);
		if (s->m->start == UINT32_MAX) /* in the model: no start function */
			tn_reader_fail(r, "unknown function 4294967295: function index out of bounds");
	} else if (id == TN_CORE_SECTION_DATA_COUNT) {
		s->m->has_data_count = true;
		s->m->data_count = tn_reader_u32(r);
		tn_read_use(s, TN_WASM_BULK_MEMORY, offset_of(s, r->at));
	} else {
		if (id == TN_CORE_SECTION_TAG) /* also when it is empty */
			tn_read_use(s, TN_WASM_EXCEPTIONS, offset_of(s, r->at));
		uint32_t count = tn_reader_count(r, section->least);
		s->item = section->item;
		make_room(s, id, count);
		const uint8_t *behind = r->at;
		for (s->index = 0; s->index < count && !r->error; s->index++) {
			section->read(s, r);
			tn_ctx_pass(s->cx, s->m->source, &behind, r->at);
		}
		tn_ctx_release(s->cx, s->m->source, behind, r->at);
		s->index -= r->error && s->index;
		if (!r->error)
			s->item = NULL;
	}
	if (!r->error && r->at != r->end)
		tn_reader_fail(r, "section size mismatch: more bytes than items");
	return report(s, r, section->name);
}

/* The framing of one section; false when what follows it cannot be found. */
static bool read_section(struct tn_read *s, struct tn_reader *r, uint8_t *last, bool *is_good)
{
	struct tn_core_section section = { .start = offset_of(s, r->at) };
	section.id = tn_reader_byte(r);
	s->item = NULL;
	if (section.id >= SECTION_COUNT) {
		r->at--;
		tn_reader_fail(r, tn_str_format(s->arena, "malformed section id: %u, of 0 to %u",
					  section.id, SECTION_COUNT - 1).ptr);
		return report(s, r, NULL);
	}
	const char *name = section.id ? sections[section.id].name : "custom";
	struct tn_reader part = tn_layers_part(s->cx, s->arena, s->m->source, r, "module");
	if (!report(s, r, name))
		return false;
	if (section.id == TN_CORE_SECTION_CUSTOM)
		section.name = tn_reader_name(&part);
	section.bytes = (struct tn_bytes){ part.at, (size_t)(part.end - part.at) };
	section.offset = offset_of(s, part.at);
	*TN_PUSH(s->arena, &s->m->sections) = section;
	if (section.id == TN_CORE_SECTION_CUSTOM) {
		*is_good &= report(s, &part, name);
		return true;
	}
	if (sections[section.id].order <= sections[*last].order) {
		bool twice = section.id == *last;
		tn_diag_error(s->cx, TN_E_MALFORMED,
			(struct tn_span){ s->m->source, section.start, section.start + 1 },
			twice ? "section out of order: unexpected content after last section: a "
				"second %s "
				"section"
			      : "section out of order: unexpected content after last section: the "
				"%s "
				"section comes after the %s section",
			name, sections[*last].name);
		*is_good = false;
		return true; /* its items would only repeat the trouble */
	}
	*last = section.id;
	*is_good &= read_known(s, section.id, &part);
	return true;
}

/* What sections say of one another. Core spec, binary format, "Modules", last paragraphs. */
static bool agree(struct tn_read *s)
{
	struct tn_module *m = s->m;
	uint32_t end = m->base + (uint32_t)m->bytes.len;
	struct tn_span span = { m->source, end, end };
	uint32_t defined = m->funcs.len - m->imported[TN_CORE_KIND_FUNC];
	bool is_good = true;
	if (defined != m->bodies.len) {
		tn_diag_error(s->cx, TN_E_MALFORMED, span,
			"function and code section have inconsistent lengths: %u functions, %u "
			"bodies",
			defined, m->bodies.len);
		is_good = false;
	}
	if (m->has_data_count && m->data_count != m->datas.len) {
		tn_diag_error(s->cx, TN_E_MALFORMED, span,
			"data count and data section have inconsistent lengths: %u announced, %u "
			"segments",
			m->data_count, m->datas.len);
		is_good = false;
	}
	m->elem_count = m->elems.len;
	m->data_count = m->datas.len;
	return is_good;
}

static bool preamble(struct tn_read *s, struct tn_reader *r)
{
	if (r->end - r->at < 4 || memcmp(r->at, "\0asm", 4) != 0) {
		tn_reader_fail(
			r, r->end - r->at < 4 && r->end > r->at &&
					   memcmp(r->at, "\0asm", (size_t)(r->end - r->at)) == 0
				   ? "unexpected end"
				   : "magic header not detected: not a WebAssembly binary");
		return report(s, r, NULL);
	}
	r->at += 4;
	uint32_t version = tn_reader_fixed32(r);
	if (!r->error && version != 1) {
		r->at -= 4;
		tn_reader_fail(r, version == 0x1000d ? "a component, where a core module is wanted"
						     : tn_module_version_fault(s->arena, r->at));
	}
	return report(s, r, NULL);
}

/* ---- places ---- */

/* Where the item that comes next will stand in its index space. */
static uint32_t next_index(const struct tn_module *m, const struct tn_module *part, uint8_t section,
	uint32_t read)
{
	switch (section) {
	case TN_CORE_SECTION_TYPE:
		return part->types.len;
	case TN_CORE_SECTION_IMPORT:
		return part->imports.len;
	case TN_CORE_SECTION_FUNCTION:
		return m->imported[TN_CORE_KIND_FUNC] + read;
	case TN_CORE_SECTION_TABLE:
		return m->imported[TN_CORE_KIND_TABLE] + read;
	case TN_CORE_SECTION_MEMORY:
		return m->imported[TN_CORE_KIND_MEMORY] + read;
	case TN_CORE_SECTION_GLOBAL:
		return m->imported[TN_CORE_KIND_GLOBAL] + read;
	case TN_CORE_SECTION_TAG:
		return m->imported[TN_CORE_KIND_TAG] + read;
	default:
		return read;
	}
}

/* Its section is read once more, up to there: only errors ask. */
struct tn_str tn_read_item_words(struct tn_ctx *cx, struct tn_arena *scratch,
	const struct tn_module *module, uint32_t offset)
{
	const struct tn_core_section *found = NULL;
	for (uint32_t i = 0; i < module->sections.len && !found; i++) {
		const struct tn_core_section *section = &module->sections.ptr[i];
		if (offset >= section->offset && offset - section->offset <= section->bytes.len)
			found = section;
	}
	if (!found || found->id == TN_CORE_SECTION_CUSTOM)
		return TN_STR("");
	const struct section *section = &sections[found->id];
	if (!section->read)
		return tn_str_format(scratch, "%s section", section->name);
	struct tn_module part = { .base = module->base, .bytes = module->bytes };
	struct tn_read s = { .cx = cx, .arena = scratch, .m = &part };
	struct tn_reader r = tn_reader_new(found->bytes, module->bytes.ptr - module->base);
	uint32_t count = tn_reader_count(&r, section->least), index = 0;
	for (uint32_t i = 0; i < count && !r.error && offset_of(&s, r.at) <= offset; i++) {
		index = next_index(module, &part, found->id, i);
		section->read(&s, &r);
	}
	if (found->id != TN_CORE_SECTION_IMPORT || index >= part.imports.len)
		return tn_str_format(scratch, "%s %u", section->item, index);
	const struct tn_core_import *import = &part.imports.ptr[index];
	return tn_str_format(scratch, "import %u `%.*s` `%.*s`", index, TN_S(import->module),
		TN_S(import->name));
}

/* Once more, too; from the last place on, if that lies in front. */
uint32_t tn_read_item_offset(struct tn_ctx *cx, struct tn_arena *scratch, const struct tn_module *module,
	uint8_t section, uint32_t index, struct tn_read_place *place)
{
	const struct tn_core_section *found = tn_module_section(module, section);
	struct tn_module part = { .base = module->base, .bytes = module->bytes };
	struct tn_read s = { .cx = cx, .arena = scratch, .m = &part };
	struct tn_reader r = tn_reader_new(found->bytes, module->bytes.ptr - module->base);
	tn_reader_count(&r, sections[section].least);
	if (place->section == section && place->index <= index)
		r.at = place->at;
	else
		place->index = 0;
	for (; place->index < index && !r.error; place->index++)
		sections[section].read(&s, &r);
	place->section = section;
	place->at = r.at;
	return offset_of(&s, r.at);
}

struct tn_module *tn_read_module(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	uint32_t base, struct tn_bytes bytes)
{
	struct tn_module *m = TN_NEW(arena, struct tn_module);
	struct tn_read s = { .cx = cx, .arena = arena, .m = m };
	m->source = source;
	m->base = base;
	m->bytes = bytes;
	m->start = UINT32_MAX;
	struct tn_reader r = tn_reader_new(bytes, bytes.ptr - base);
	if (!preamble(&s, &r))
		return NULL;
	uint8_t last = TN_CORE_SECTION_CUSTOM;
	bool is_good = true;
	while (tn_reader_more(&r))
		if (!read_section(&s, &r, &last, &is_good))
			return NULL;
	return is_good && agree(&s) ? m : NULL;
}
