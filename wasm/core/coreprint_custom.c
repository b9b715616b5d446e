/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Custom sections as annotations. Those that have an annotation of their own get it where it makes
 * the same bytes again; the rest are strings.
 */
#include "wasm/core/coreprint.h"
#include "wasm/core/customs.h"

/* ---- producers ---- */

/* tool-conventions, ProducersSection.md: fields of names with versions. False when it is not that. */
bool tn_coreprint_producers(struct tn_textout *out, struct tn_bytes bytes, uint64_t start)
{
	for (int pass = 0; pass < 2; pass++) { /* first look, then print */
		struct tn_reader r = tn_reader_new(bytes, bytes.ptr);
		uint32_t fields = tn_reader_count(&r, 2);
		if (pass)
			tn_textout_open(out, "@producers");
		for (uint32_t i = 0; i < fields; i++) {
			struct tn_str field = tn_reader_name(&r);
			bool is_known = tn_str_eq(field, TN_STR("language")) ||
					tn_str_eq(field, TN_STR("processed-by")) ||
					tn_str_eq(field, TN_STR("sdk"));
			uint32_t values = tn_reader_count(&r, 2);
			if (r.error || !is_known || !values)
				return false; /* a field without values has no text */
			for (uint32_t k = 0; k < values && !r.error; k++) {
				uint64_t offset = start + (uint64_t)(r.at - bytes.ptr);
				struct tn_str name = tn_reader_name(&r),
					      version = tn_reader_name(&r);
				if (!pass)
					continue;
				tn_textout_line_at(out, offset);
				tn_textout_put(out, "(");
				tn_textout_str(out, field);
				tn_textout_put(out, " ");
				tn_textout_quote(out, name);
				tn_textout_put(out, " ");
				tn_textout_quote(out, version);
				tn_textout_put(out, ")");
			}
		}
		if (r.error || r.at != r.end || fields == 0)
			return false;
	}
	tn_textout_close(out);
	return true;
}

/* ---- dylink.0 ---- */

static void flags(struct tn_textout *out, uint32_t flags)
{
	static const struct {
		uint32_t flag;
		const char *word;
	} known[] = {
		{ TN_SYMBOL_WEAK, " binding-weak" },
		{ TN_SYMBOL_LOCAL, " binding-local" },
		{ TN_SYMBOL_HIDDEN, " visibility-hidden" },
		{ TN_SYMBOL_UNDEFINED, " undefined" },
		{ TN_SYMBOL_EXPORTED, " exported" },
		{ TN_SYMBOL_EXPLICIT_NAME, " explicit-name" },
		{ TN_SYMBOL_NO_STRIP, " no-strip" },
		{ TN_SYMBOL_TLS, " tls" },
		{ TN_SYMBOL_ABSOLUTE, " absolute" },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (flags & known[i].flag)
			tn_textout_put(out, known[i].word);
		flags &= ~known[i].flag;
	}
	if (flags)
		tn_textout_printf(out, " %#x", flags);
}

static void memory_info(struct tn_textout *out, struct tn_reader *r)
{
	uint32_t memory = tn_reader_u32(r), memory_align = tn_reader_u32(r);
	uint32_t table = tn_reader_u32(r), table_align = tn_reader_u32(r);
	tn_textout_put(out, "(mem-info");
	if (memory || memory_align)
		tn_textout_printf(out, " (memory %u %u)", memory, memory_align);
	if (table || table_align)
		tn_textout_printf(out, " (table %u %u)", table, table_align);
	tn_textout_put(out, ")");
}

static void one_name(struct tn_textout *out, struct tn_reader *r)
{
	tn_textout_put(out, " ");
	tn_textout_quote(out, tn_reader_name(r));
}

static void name_list(struct tn_textout *out, struct tn_reader *r, const char *word)
{
	uint32_t count = tn_reader_count(r, 1);
	tn_textout_put(out, "(");
	tn_textout_put(out, word);
	for (uint32_t i = 0; i < count; i++)
		one_name(out, r);
	tn_textout_put(out, ")");
}

static void symbol(struct tn_textout *out, struct tn_reader *r, bool is_import)
{
	tn_textout_put(out, is_import ? "(import-info" : "(export-info");
	one_name(out, r);
	if (is_import)
		one_name(out, r);
	flags(out, tn_reader_u32(r));
	tn_textout_put(out, ")");
}

/* One subsection again, as a parser of text makes it; false when text has no word for it. */
static bool rewrite(struct tn_buf *out, struct tn_arena *arena, uint8_t id, struct tn_reader *r)
{
	struct tn_buf body = tn_buf_new(arena);
	bool is_symbol = id == TN_DYLINK_EXPORT_INFO || id == TN_DYLINK_IMPORT_INFO;
	uint32_t count = id == TN_DYLINK_MEMORY_INFO ? 4 : tn_reader_count(r, 1);
	if (id != TN_DYLINK_MEMORY_INFO)
		tn_buf_u32(&body, count);
	for (uint32_t i = 0; i < count && !r->error; i++) {
		if (id == TN_DYLINK_IMPORT_INFO)
			tn_buf_name(&body, tn_reader_name(r));
		if (id != TN_DYLINK_MEMORY_INFO)
			tn_buf_name(&body, tn_reader_name(r));
		if (is_symbol || id == TN_DYLINK_MEMORY_INFO)
			tn_buf_u32(&body, tn_reader_u32(r));
	}
	tn_buf_byte(out, id);
	tn_buf_blob(out, tn_buf_done(&body));
	return count || !is_symbol; /* each symbol is a line, and none is no line */
}

/* True when the annotation says all of it: symbols of one kind are all in one subsection. */
static bool is_plain_dylink(struct tn_coreprint *p, struct tn_bytes bytes)
{
	struct tn_reader r = tn_reader_new(bytes, bytes.ptr);
	struct tn_buf again = tn_buf_new(p->arena);
	for (uint8_t last = 0; tn_reader_more(&r);) {
		uint8_t id = tn_reader_byte(&r);
		struct tn_reader part = tn_reader_part(&r, tn_reader_u32(&r));
		if (id <= last || id > TN_DYLINK_RUNTIME_PATH ||
			!rewrite(&again, p->arena, id, &part))
			return false;
		last = id;
	}
	return again.len == bytes.len &&
	       (!bytes.len || memcmp(again.ptr, bytes.ptr, bytes.len) == 0);
}

/* tool-conventions, DynamicLinking.md "The dylink.0 Section", when it is plain. */
static void dylink(struct tn_coreprint *p, struct tn_bytes bytes)
{
	struct tn_textout *out = p->out;
	struct tn_reader r = tn_reader_new(bytes, bytes.ptr);
	tn_textout_open(out, "@dylink.0");
	while (tn_reader_more(&r)) {
		uint64_t offset = tn_module_offset(p->m, r.at);
		uint8_t id = tn_reader_byte(&r);
		struct tn_reader part = tn_reader_part(&r, tn_reader_u32(&r));
		bool is_list = id == TN_DYLINK_EXPORT_INFO || id == TN_DYLINK_IMPORT_INFO;
		uint32_t count = is_list ? tn_reader_count(&part, 2) : 1;
		for (uint32_t i = 0; i < count; i++) {
			tn_textout_line_at(out, offset);
			if (id == TN_DYLINK_MEMORY_INFO)
				memory_info(out, &part);
			else if (is_list)
				symbol(out, &part, id == TN_DYLINK_IMPORT_INFO);
			else
				name_list(out, &part,
					id == TN_DYLINK_NEEDED ? "needed" : "runtime-path");
		}
	}
	tn_textout_close(out);
}

/* ---- hints for branches ---- */

/*
 * Where hints are, when text says all of it: they stand before the instructions they are for, since
 * printing and parsing may move those. So the section is just before the code, and no function is named
 * in vain.
 */
static bool are_hints(struct tn_coreprint *p, const struct tn_core_section *section)
{
	const struct tn_core_section *end = p->m->sections.ptr + p->m->sections.len;
	if (!tn_str_eq(section->name, TN_BRANCHHINTS_NAME) || section + 1 == end ||
		section[1].id != TN_CORE_SECTION_CODE)
		return false;
	struct tn_branch_hints hints = tn_branchhints(p->arena, p->m, section->bytes);
	struct tn_branch_hint hint;
	while (tn_branchhints_next(&hints, &hint))
		*TN_PUSH(p->arena, &p->hints) = hint;
	if (p->hints.len && !hints.error.len && !hints.has_bare)
		return true;
	p->hints.len = 0;
	return false;
}

int tn_coreprint_hint(struct tn_coreprint *p, uint32_t func, uint32_t offset)
{
	if (p->hint == p->hints.len || p->hints.ptr[p->hint].func != func ||
		p->hints.ptr[p->hint].offset != offset)
		return -1;
	return p->hints.ptr[p->hint++].is_likely;
}

void tn_coreprint_put_hint(struct tn_coreprint *p, bool is_likely)
{
	tn_textout_line(p->out);
	tn_textout_put(p->out, is_likely ? "(@metadata.code.branch_hint \"\\01\")"
					 : "(@metadata.code.branch_hint \"\\00\")");
}

void tn_coreprint_hint_at(struct tn_coreprint *p, uint32_t func, uint32_t offset)
{
	int hint = tn_coreprint_hint(p, func, offset);
	if (hint >= 0)
		tn_coreprint_put_hint(p, hint);
}

/* ---- all of them ---- */

static bool is_annotated(struct tn_coreprint *p, const struct tn_core_section *section)
{
	if (tn_str_eq(section->name, TN_STR("producers")))
		return tn_coreprint_producers(
			p->out, section->bytes, tn_module_offset(p->m, section->bytes.ptr));
	if (!tn_str_eq(section->name, TN_STR("dylink.0")) || section != p->m->sections.ptr ||
		!is_plain_dylink(p, section->bytes))
		return false;
	dylink(p, section->bytes);
	return true;
}

void tn_coreprint_custom(struct tn_coreprint *p, const struct tn_core_section *section)
{
	if (tn_str_eq(section->name, TN_STR("name")))
		return; /* its names are identifiers */
	if (!p->options.skeleton && are_hints(p, section))
		return; /* they stand at their instructions */
	struct tn_reader id = tn_reader_new(p->m->bytes, p->m->bytes.ptr);
	tn_reader_take(&id, section->start - p->m->base + 1);
	tn_reader_u32(&id); /* the size: what it counts begins here */
	tn_textout_line_at(p->out, tn_module_offset(p->m, id.at));
	if (is_annotated(p, section))
		return;
	tn_textout_put(p->out, "(@custom ");
	tn_textout_quote(p->out, section->name);
	tn_textout_printf(p->out, " (%s) ", p->place);
	const uint8_t *behind = section->bytes.ptr;
	if (p->options.skeleton)
		tn_textout_put(p->out, "...");
	else
		tn_coreprint_contents(p, section->bytes, &behind);
	tn_textout_put(p->out, ")");
}
