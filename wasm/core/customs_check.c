/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Whether known custom sections say what they may say. They never make a module invalid; this is for
 * those who ask. Of `name` and `metadata.code.branch_hint`, which the specification and its proposals
 * define, it is an error when they do not, and of `linking` and `reloc.*`, without which an object
 * file is none; of other conventions between tools a warning.
 */
#include "wasm/core/branchhints.h"
#include "wasm/core/coreinstr.h"
#include "wasm/core/corenames.h"
#include "wasm/core/coretype.h"
#include "wasm/core/object.h"

struct check {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	const struct tn_module *m;
	const struct tn_core_section *section; /* at hand */
	const struct tn_core_section *names;   /* the `name` that was met */
	bool has_hints, is_good;
};

static void fail(struct check *c, const uint8_t *at, struct tn_str message)
{
	uint32_t offset = tn_module_offset(c->m, at);
	struct tn_diag *diag = tn_diag_error(c->cx, TN_E_CUSTOM_SECTION,
		(struct tn_span){ c->m->source, offset, offset + 1 }, "custom section `%.*s`: %.*s",
		TN_S(c->section->name), TN_S(message));
	tn_diag_hint(c->cx, diag, "without `--validate-custom` the section is not looked at");
	c->is_good = false;
}

#define FAIL(c, at, ...) fail((c), (at), tn_str_format((c)->arena, __VA_ARGS__))

/* ---- name ---- */

static bool is_defined(const struct tn_module *m, uint32_t func)
{
	uint32_t imported = m->imported[TN_CORE_KIND_FUNC];
	return func >= imported && func - imported < m->bodies.len;
}

/* How many locals a function has, its parameters among them. */
static uint64_t local_count(const struct tn_module *m, uint32_t func)
{
	const struct tn_core_sig *sig = tn_module_sig(m, func);
	uint64_t declared = 0;
	if (is_defined(m, func))
		tn_module_code(m, func, &declared);
	return declared + (sig ? sig->param_count : 0);
}

/* How many blocks, which may have labels. */
static uint64_t label_count(const struct tn_module *m, uint32_t func)
{
	uint64_t count = 0;
	if (!is_defined(m, func))
		return 0;
	struct tn_reader r = tn_module_code(m, func, NULL);
	for (struct tn_coreinstr i = { 0 }; tn_coreinstr_next(&r, &i);)
		count += i.info->imm == TN_IMM_BLOCK || i.info->imm == TN_IMM_TRY_TABLE;
	return count;
}

/* How many things of that kind can have names; of those inside a thing, how many such things. */
static uint64_t limit_of(const struct tn_module *m, enum tn_name_kind kind)
{
	switch (kind) {
	case TN_NAME_FUNC:
	case TN_NAME_LOCAL:
	case TN_NAME_LABEL:
		return m->funcs.len;
	case TN_NAME_TYPE:
	case TN_NAME_FIELD:
	case TN_NAME_PARAM:
		return m->types.len;
	case TN_NAME_TABLE:
		return m->tables.len;
	case TN_NAME_MEMORY:
		return m->memories.len;
	case TN_NAME_GLOBAL:
		return m->globals.len;
	case TN_NAME_ELEM:
		return m->elems.len;
	case TN_NAME_DATA:
		return m->datas.len;
	case TN_NAME_TAG:
	case TN_NAME_TAG_PARAM:
		return m->tags.len;
	default:
		return 0;
	}
}

/* UINT64_MAX: it has no such parts. */
static uint64_t inner_limit(const struct tn_module *m, enum tn_name_kind kind, uint32_t outer)
{
	switch (kind) {
	case TN_NAME_LOCAL:
		return local_count(m, outer);
	case TN_NAME_LABEL:
		return label_count(m, outer);
	case TN_NAME_FIELD:
		return m->types.ptr[outer].kind == TN_CORE_STRUCT ? m->types.ptr[outer].field_count
								  : UINT64_MAX;
	case TN_NAME_PARAM:
		return m->types.ptr[outer].kind == TN_CORE_FUNC
			       ? m->types.ptr[outer].sig.param_count
			       : UINT64_MAX;
	default: {
		const struct tn_core_type *type = &m->types.ptr[m->tags.ptr[outer].type];
		return type->sig.param_count;
	}
	}
}

static const char *const words[TN_NAME_COUNT] = { "module", "function", "local", "label", "type",
	"table", "memory", "global", "element segment", "data segment", "field", "tag", "parameter",
	"parameter" };

/* Core spec, appendix "Name Maps": each index once, in rising order. */
static bool index_ok(struct check *c, const uint8_t *at, uint32_t index, int64_t *last,
	uint64_t limit, const char *word)
{
	if (index <= *last)
		FAIL(c, at, "%s %u is named out of order", word, index);
	else if (index >= limit)
		FAIL(c, at, "a name for %s %u, of which there are %llu", word, index,
			(unsigned long long)limit);
	*last = index;
	return c->is_good;
}

static void name_map(struct check *c, struct tn_reader *r, uint64_t limit, const char *word)
{
	uint32_t count = tn_reader_count(r, 2);
	int64_t last = -1;
	for (uint32_t i = 0; i < count && !r->error; i++) {
		const uint8_t *at = r->at;
		uint32_t index = tn_reader_u32(r);
		tn_reader_name(r);
		if (!r->error && !index_ok(c, at, index, &last, limit, word))
			return;
	}
}

static void indirect_map(struct check *c, struct tn_reader *r, enum tn_name_kind kind)
{
	bool is_type = kind == TN_NAME_FIELD || kind == TN_NAME_PARAM;
	const char *word = is_type ? "type" : kind == TN_NAME_TAG_PARAM ? "tag" : "function";
	uint32_t count = tn_reader_count(r, 2);
	int64_t last = -1;
	for (uint32_t i = 0; i < count && !r->error && c->is_good; i++) {
		const uint8_t *at = r->at;
		uint32_t outer = tn_reader_u32(r);
		if (r->error || !index_ok(c, at, outer, &last, limit_of(c->m, kind), word))
			return;
		uint64_t limit = inner_limit(c->m, kind, outer);
		if (limit == UINT64_MAX)
			FAIL(c, at, "type %u has no %ss to name", outer, words[kind]);
		else
			name_map(c, r, limit, words[kind]);
	}
}

static void subsection(struct check *c, struct tn_reader *r, const uint8_t *at, uint8_t kind)
{
	switch (kind) {
	case TN_NAME_MODULE:
		tn_reader_name(r);
		break;
	case TN_NAME_LOCAL:
	case TN_NAME_LABEL:
	case TN_NAME_FIELD:
	case TN_NAME_PARAM:
	case TN_NAME_TAG_PARAM:
		indirect_map(c, r, (enum tn_name_kind)kind);
		break;
	default:
		if (kind < TN_NAME_COUNT)
			name_map(c, r, limit_of(c->m, (enum tn_name_kind)kind), words[kind]);
		else
			FAIL(c, at, "a subsection %u is not known", kind);
	}
	if (kind < TN_NAME_COUNT && c->is_good && !r->error && r->at != r->end)
		FAIL(c, r->at, "a subsection is longer than what it says");
}

static void broken(struct check *c, const struct tn_reader *r)
{
	if (r->error && c->is_good)
		FAIL(c, r->base + r->error_offset, "%s", r->error);
}

static void check_names(struct check *c)
{
	struct tn_reader r = tn_reader_new(c->section->bytes, c->section->bytes.ptr);
	if (c->names)
		FAIL(c, r.at, "there is one already");
	c->names = c->section;
	for (int last = -1; tn_reader_more(&r) && c->is_good;) {
		const uint8_t *at = r.at;
		uint8_t kind = tn_reader_byte(&r);
		struct tn_reader part = tn_reader_part(&r, tn_reader_u32(&r));
		if (r.error)
			break;
		if (kind <= last)
			FAIL(c, at, "subsection %u is out of order", kind);
		last = kind;
		if (c->is_good)
			subsection(c, &part, at, kind);
		broken(c, &part);
	}
	broken(c, &r);
}

/* ---- metadata.code.branch_hint ---- */

static void check_hints(struct check *c)
{
	struct tn_branch_hints hints = tn_branchhints(c->arena, c->m, c->section->bytes);
	struct tn_branch_hint hint;
	if (c->has_hints)
		FAIL(c, c->section->bytes.ptr, "there is one already");
	c->has_hints = true;
	while (c->is_good && tn_branchhints_next(&hints, &hint))
		continue;
	if (hints.error.len)
		fail(c, hints.at, hints.error);
}

/* ---- linking, reloc.* ---- */

static void check_object(struct check *c)
{
	struct tn_object object;
	c->is_good = true;
	if (tn_object_read(c->arena, c->m, &object))
		return;
	c->section = object.error_section;
	fail(c, object.error_at, object.error);
}

/* ---- all of them ---- */

/* What tools agreed on among themselves: the reader's error becomes a warning. */
static void check_convention(struct check *c)
{
	struct tn_diags *diags = &c->cx->diags;
	struct tn_dylink dylink;
	struct tn_target_features features;
	uint32_t listed = diags->list.len, errors = diags->errors;
	if (tn_str_eq(c->section->name, TN_STR("dylink.0")))
		(void)tn_customs_dylink(c->cx, c->arena, c->m, &dylink);
	else if (tn_str_eq(c->section->name, TN_STR("target_features")))
		(void)tn_customs_target_features(c->cx, c->arena, c->m, &features);
	for (uint32_t i = listed; i < diags->list.len; i++)
		diags->list.ptr[i]->severity = TN_WARNING;
	diags->warnings += diags->errors - errors;
	diags->errors = errors;
}

bool tn_customs_check(struct tn_ctx *cx, struct tn_arena *arena, const struct tn_module *module)
{
	struct check c = { .cx = cx, .arena = arena, .m = module, .is_good = true };
	bool all_good = true;
	for (uint32_t i = 0; i < module->sections.len; i++) {
		c.section = &module->sections.ptr[i];
		c.is_good = true;
		if (c.section->id != TN_CORE_SECTION_CUSTOM && c.names) {
			const uint8_t *at = module->bytes.ptr + (c.section->start - module->base);
			c.section = c.names;
			FAIL(&c, at, "another section than a custom one comes behind it");
			return false;
		}
		if (c.section->id != TN_CORE_SECTION_CUSTOM)
			continue;
		if (tn_str_eq(c.section->name, TN_STR("name"))) {
			check_names(&c);
		} else if (tn_str_eq(c.section->name, TN_BRANCHHINTS_NAME)) {
			check_hints(&c);
		} else {
			check_convention(&c);
		}
		all_good &= c.is_good;
	}
	check_object(&c);
	return all_good && c.is_good;
}
