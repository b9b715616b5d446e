/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The sections of linkers in, symbols and relocations out; each held against the module. */
#include "wasm/core/object.h"

#include "base/reader.h"

struct object_reader {
	struct tn_arena *arena;
	const struct tn_module *m;
	struct tn_object *o;
	const struct tn_core_section *section;     /* at hand */
	bool is_good;                              /* it, so far */
	const struct tn_core_import **imported[5]; /* by kind and index */
};

static bool fail(struct object_reader *x, const uint8_t *at, struct tn_str message)
{
	x->is_good = false;
	if (!x->o->error.ptr) {
		x->o->error = message;
		x->o->error_at = at;
		x->o->error_section = x->section;
	}
	return false;
}

#define FAIL(x, at, ...) fail((x), (at), tn_str_format((x)->arena, __VA_ARGS__))

/* True when what was to be read is read, to the last byte. */
static bool is_done(struct object_reader *x, const struct tn_reader *r, const char *what)
{
	if (r->error)
		return FAIL(x, r->base + r->error_offset, "%s", r->error);
	if (r->at != r->end)
		return FAIL(x, r->at, "%s is longer than what it says", what);
	return x->is_good;
}

const char *tn_object_kind_word(enum tn_object_kind kind)
{
	static const char *const words[TN_OBJECT_KINDS] = { "function", "data", "global", "section",
		"tag", "table" };
	return words[kind];
}

/* ---- Linking.md "Symbol table subsection" ---- */

static const uint8_t core_kinds[TN_OBJECT_KINDS] = {
	[TN_OBJECT_FUNC] = TN_CORE_KIND_FUNC,
	[TN_OBJECT_GLOBAL] = TN_CORE_KIND_GLOBAL,
	[TN_OBJECT_TAG] = TN_CORE_KIND_TAG,
	[TN_OBJECT_TABLE] = TN_CORE_KIND_TABLE,
};

/* How many things there are of what a number means. */
static uint32_t space(const struct tn_module *m, enum tn_object_kind kind)
{
	switch (kind) {
	case TN_OBJECT_FUNC:
		return m->funcs.len;
	case TN_OBJECT_DATA:
		return m->datas.len;
	case TN_OBJECT_GLOBAL:
		return m->globals.len;
	case TN_OBJECT_SECTION:
		return m->sections.len;
	case TN_OBJECT_TAG:
		return m->tags.len;
	default:
		return m->tables.len;
	}
}

/* One walk for the names of all symbols. */
static void index_imports(struct object_reader *x)
{
	uint32_t next[5] = { 0 };
	for (int kind = 0; kind < 5; kind++)
		x->imported[kind] =
			TN_NEWN(x->arena, const struct tn_core_import *, x->m->imported[kind]);
	for (uint32_t i = 0; i < x->m->imports.len; i++) {
		enum tn_core_kind kind = x->m->imports.ptr[i].type.kind;
		x->imported[kind][next[kind]++] = &x->m->imports.ptr[i];
	}
}

/* A symbol of something with an index: undefined ones are imports, defined ones are not. */
static bool indexed(
	struct object_reader *x, struct tn_reader *r, const uint8_t *at, struct tn_object_symbol *s)
{
	bool is_undefined = s->flags & TN_SYMBOL_UNDEFINED;
	enum tn_core_kind kind = (enum tn_core_kind)core_kinds[s->kind];
	const char *word = tn_object_kind_word(s->kind);
	s->index = tn_reader_u32(r);
	if (r->error)
		return false;
	if (s->index >= space(x->m, s->kind))
		return FAIL(x, at, "a symbol for %s %u, of which there are %u", word, s->index,
			space(x->m, s->kind));
	if (is_undefined != (s->index < x->m->imported[kind]))
		return FAIL(x, at, "%s %u is %s, and its symbol says otherwise", word, s->index,
			is_undefined ? "defined" : "imported");
	if (!is_undefined || s->flags & TN_SYMBOL_EXPLICIT_NAME)
		s->name = tn_reader_name(r);
	else
		s->name = x->imported[kind][s->index]->name;
	return !r->error;
}

static bool data_symbol(
	struct object_reader *x, struct tn_reader *r, const uint8_t *at, struct tn_object_symbol *s)
{
	s->name = tn_reader_name(r);
	if (s->flags & TN_SYMBOL_UNDEFINED)
		return !r->error;
	s->index = tn_reader_u32(r);
	s->offset = tn_reader_u32(r);
	s->size = tn_reader_u32(r);
	if (r->error || s->flags & TN_SYMBOL_ABSOLUTE)
		return !r->error;
	if (s->index >= x->m->datas.len)
		return FAIL(x, at, "a symbol in data segment %u, of which there are %u", s->index,
			x->m->datas.len);
	if (s->offset > x->m->datas.ptr[s->index].bytes.len)
		return FAIL(x, at, "a symbol at byte %u of data segment %u, which has %zu",
			s->offset, s->index, x->m->datas.ptr[s->index].bytes.len);
	return true;
}

static bool section_symbol(
	struct object_reader *x, struct tn_reader *r, const uint8_t *at, struct tn_object_symbol *s)
{
	s->index = tn_reader_u32(r);
	if (r->error)
		return false;
	if (s->index >= x->m->sections.len)
		return FAIL(x, at, "a symbol for section %u, of which there are %u", s->index,
			x->m->sections.len);
	if (!(s->flags & TN_SYMBOL_LOCAL))
		return FAIL(x, at, "the symbol of section %u is not local", s->index);
	s->name = x->m->sections.ptr[s->index].name;
	return true;
}

static void symbol_table(struct object_reader *x, struct tn_reader *r)
{
	for (uint32_t left = tn_reader_count(r, 3); left && !r->error; left--) {
		const uint8_t *at = r->at;
		struct tn_object_symbol s = { 0 };
		uint8_t kind = tn_reader_byte(r);
		s.kind = (enum tn_object_kind)kind;
		s.flags = tn_reader_u32(r);
		if (r->error)
			return;
		bool good = false;
		if (kind >= TN_OBJECT_KINDS)
			FAIL(x, at, "a symbol of kind %u is not known", kind);
		else if (kind == TN_OBJECT_DATA)
			good = data_symbol(x, r, at, &s);
		else if (kind == TN_OBJECT_SECTION)
			good = section_symbol(x, r, at, &s);
		else
			good = indexed(x, r, at, &s);
		if (!good)
			return;
		*TN_PUSH(x->arena, &x->o->symbols) = s;
	}
}

/* ---- the other subsections ---- */

static void segment_info(struct object_reader *x, struct tn_reader *r)
{
	const uint8_t *at = r->at;
	uint32_t count = tn_reader_count(r, 3);
	if (!r->error && count > x->m->datas.len)
		FAIL(x, at, "names for %u data segments, of which there are %u", count,
			x->m->datas.len);
	for (; count && !r->error && x->is_good; count--) {
		struct tn_object_segment s = { .name = tn_reader_name(r) };
		s.align = tn_reader_u32(r);
		s.flags = tn_reader_u32(r);
		if (!r->error)
			*TN_PUSH(x->arena, &x->o->segments) = s;
	}
}

static void init_funcs(struct object_reader *x, struct tn_reader *r)
{
	for (uint32_t left = tn_reader_count(r, 2); left && !r->error; left--) {
		struct tn_object_init init = { .at = r->at };
		init.priority = tn_reader_u32(r);
		init.symbol = tn_reader_u32(r);
		if (!r->error)
			*TN_PUSH(x->arena, &x->o->inits) = init;
	}
}

/* What lies in a comdat has numbers of its own: functions and data the other way round. */
static bool comdat_member(struct object_reader *x, struct tn_reader *r)
{
	static const uint8_t kinds[TN_OBJECT_KINDS] = { TN_OBJECT_DATA, TN_OBJECT_FUNC,
		TN_OBJECT_GLOBAL, TN_OBJECT_TAG, TN_OBJECT_TABLE, TN_OBJECT_SECTION };
	const uint8_t *at = r->at;
	uint8_t number = tn_reader_byte(r);
	uint32_t index = tn_reader_u32(r);
	if (r->error)
		return false;
	if (number >= TN_OBJECT_KINDS)
		return FAIL(x, at, "a member of kind %u of a comdat is not known", number);
	enum tn_object_kind kind = (enum tn_object_kind)kinds[number];
	if (index >= space(x->m, kind))
		return FAIL(x, at, "%s %u in a comdat, of which there are %u",
			tn_object_kind_word(kind), index, space(x->m, kind));
	return true;
}

static void comdats(struct object_reader *x, struct tn_reader *r)
{
	for (uint32_t left = tn_reader_count(r, 3); left && !r->error; left--) {
		struct tn_object_comdat comdat = { .name = tn_reader_name(r) };
		const uint8_t *at = r->at;
		uint32_t flags = tn_reader_u32(r);
		if (!r->error && flags)
			FAIL(x, at, "flags of a comdat are 0, not %u", flags);
		comdat.count = tn_reader_count(r, 2);
		for (uint32_t i = 0; i < comdat.count && !r->error && x->is_good; i++)
			comdat_member(x, r);
		if (r->error || !x->is_good)
			return;
		*TN_PUSH(x->arena, &x->o->comdats) = comdat;
	}
}

static bool inits_are_functions(struct object_reader *x)
{
	for (uint32_t i = 0; i < x->o->inits.len; i++) {
		const struct tn_object_init *init = &x->o->inits.ptr[i];
		if (init->symbol >= x->o->symbols.len ||
			x->o->symbols.ptr[init->symbol].kind != TN_OBJECT_FUNC)
			return FAIL(x, init->at,
				"to initialise, symbol %u is called, which is no function",
				init->symbol);
	}
	return true;
}

/* Linking.md "Linking Metadata Section". Subsections that are not known are none of our business. */
enum { VERSION = 2, SEGMENT_INFO = 5, INIT_FUNCS, COMDAT_INFO, SYMBOL_TABLE, TARGET };

static bool linking(struct object_reader *x)
{
	struct tn_reader r = tn_reader_new(x->section->bytes, x->section->bytes.ptr);
	if (x->o->is_object)
		return FAIL(x, r.at, "there is one already");
	x->o->is_object = true;
	uint32_t version = tn_reader_u32(&r);
	if (!r.error && version != VERSION)
		return FAIL(x, x->section->bytes.ptr, "version %u is not known, only %d", version,
			VERSION);
	index_imports(x);
	while (tn_reader_more(&r)) {
		uint8_t id = tn_reader_byte(&r);
		struct tn_reader part = tn_reader_part(&r, tn_reader_u32(&r));
		if (r.error)
			break;
		if (id == SEGMENT_INFO)
			segment_info(x, &part);
		else if (id == INIT_FUNCS)
			init_funcs(x, &part);
		else if (id == COMDAT_INFO)
			comdats(x, &part);
		else if (id == SYMBOL_TABLE)
			symbol_table(x, &part);
		else if (id == TARGET)
			x->o->target = tn_reader_name(&part);
		else
			continue;
		if (!x->is_good || !is_done(x, &part, "a subsection"))
			return false;
	}
	return is_done(x, &r, "the section") && inits_are_functions(x);
}

/* ---- Linking.md "Relocation Sections" ---- */

struct reloc_row {
	const char *name;
	uint8_t extent, addend, kinds;
};

enum {
	TYPE = 0,
	FUNC = 1 << TN_OBJECT_FUNC,
	DATA = 1 << TN_OBJECT_DATA,
	GLOBAL = 1 << TN_OBJECT_GLOBAL,
	SECTION = 1 << TN_OBJECT_SECTION,
	TAG = 1 << TN_OBJECT_TAG,
	TABLE = 1 << TN_OBJECT_TABLE
};

static const struct reloc_row rows[] = {
#define TN_RELOC(name, extent, addend, kinds) { "R_WASM_" #name, extent, addend, kinds },
#include "wasm/core/reloc.def"
#undef TN_RELOC
};

/*
 * What wasm-ld --emit-relocs writes for a symbol that it has no entry for: of a shared library, or
 * left out because only debug sections still speak of it. Linking.md has no such number.
 */
#define NO_SYMBOL UINT32_MAX

/* One entry; *last is where the one before it was. */
static bool relocation(struct object_reader *x, struct tn_reader *r,
	const struct tn_core_section *target, uint32_t *last)
{
	const uint8_t *at = r->at;
	uint8_t number = tn_reader_byte(r);
	if (!r->error && number >= sizeof rows / sizeof *rows)
		return FAIL(x, at, "a relocation of type %u is not known", number);
	if (r->error)
		return false;
	const struct reloc_row *row = &rows[number];
	uint32_t offset = tn_reader_u32(r), index = tn_reader_u32(r);
	if (row->addend == 32)
		tn_reader_s32(r);
	else if (row->addend == 64)
		tn_reader_s64(r);
	if (r->error)
		return false;
	if (offset < *last)
		return FAIL(x, at, "relocations are out of order");
	*last = offset;
	if ((uint64_t)offset + row->extent > target->bytes.len)
		return FAIL(x, at, "%s at byte %u of a section that has %zu", row->name, offset,
			target->bytes.len);
	if (row->kinds == TYPE)
		return index < x->m->types.len ||
		       FAIL(x, at, "%s of type %u, of which there are %u", row->name, index,
			       x->m->types.len);
	if (index == NO_SYMBOL)
		return true;
	if (index >= x->o->symbols.len)
		return FAIL(x, at, "%s of symbol %u, of which there are %u", row->name, index,
			x->o->symbols.len);
	enum tn_object_kind kind = x->o->symbols.ptr[index].kind;
	return row->kinds >> kind & 1 || FAIL(x, at, "%s of symbol %u, which is a %s symbol",
						 row->name, index, tn_object_kind_word(kind));
}

/* `before`: sections that stand in front of it; what it tells of is one of them. */
static bool relocations(struct object_reader *x, uint32_t before, struct tn_object_relocs *out)
{
	const uint8_t *start = x->section->bytes.ptr;
	/* "must come after the "linking" custom section in order to validate relocation indices" */
	if (!x->o->is_object)
		return FAIL(x, start, "no `linking` section comes before it");
	struct tn_reader r = tn_reader_new(x->section->bytes, start);
	uint32_t index = tn_reader_u32(&r), last = 0;
	if (r.error)
		return is_done(x, &r, "the section");
	if (index >= before)
		return FAIL(x, start, "section %u does not come before it", index);
	out->target = &x->m->sections.ptr[index];
	out->count = tn_reader_count(&r, 3);
	for (uint32_t i = 0; i < out->count && !r.error; i++)
		if (!relocation(x, &r, out->target, &last) && !r.error)
			return false;
	return is_done(x, &r, "the section");
}

/* Damage of one `reloc.*` section is no other's; without symbols there is nothing to be had. */
bool tn_object_read(struct tn_arena *arena, const struct tn_module *module, struct tn_object *out)
{
	*out = (struct tn_object){ 0 };
	struct object_reader x = { .arena = arena, .m = module, .o = out };
	for (uint32_t i = 0; i < module->sections.len; i++) {
		x.section = &module->sections.ptr[i];
		x.is_good = true;
		if (x.section->id != TN_CORE_SECTION_CUSTOM)
			continue;
		if (tn_str_eq(x.section->name, TN_STR("linking")) && !linking(&x)) {
			out->is_object = false;
			return false;
		}
		if (tn_str_starts(x.section->name, TN_STR("reloc."))) {
			struct tn_object_relocs relocs = { .section = x.section };
			relocs.is_damaged = !relocations(&x, i, &relocs);
			*TN_PUSH(arena, &out->relocs) = relocs;
		}
	}
	return !out->error.ptr;
}
