/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Names and types as text. Core spec, text format, "Types" and "Identifiers". */
#include "wasm/core/coreprint.h"

#include "base/map.h"

/* ---- names ---- */

static const char *const group_names[TN_NAME_COUNT] = { "module", "func", "local", "label", "type",
	"table", "memory", "global", "elem", "data", "field", "tag", "param", "param" };

/* Identifiers are unique in their space; labels may hide one another. */
static void find_taken(struct tn_coreprint *p, enum tn_name_kind kind)
{
	uint32_t count = p->names.list[kind].len;
	struct tn_map known = { .arena = p->arena };
	p->taken[kind] = tn_mem_alloc(p->arena, count);
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_corename *name = &p->names.list[kind].ptr[i], *other;
		p->taken[kind][i] = !tn_textout_is_ident(name->name);
		if (kind == TN_NAME_LABEL)
			continue;
		uint64_t key = tn_map_hash(name->name.ptr, name->name.len) ^
			       name->outer * UINT64_C(0x9e3779b97f4a7c15);
		for (;; key++) {
			uint32_t at = tn_map_get(&known, key);
			if (at == TN_MAP_NONE) {
				tn_map_put(&known, key, i);
				break;
			}
			other = &p->names.list[kind].ptr[at];
			if (other->outer == name->outer && tn_str_eq(other->name, name->name)) {
				p->taken[kind][i] = 1;
				break;
			}
		}
	}
}

void tn_coreprint_names(struct tn_coreprint *p)
{
	tn_corenames_read(&p->names, p->arena, p->m);
	for (int kind = TN_NAME_FUNC; kind < TN_NAME_COUNT; kind++)
		find_taken(p, (enum tn_name_kind)kind);
}

/* "$#func3", of what has no name. */
static void invented(struct tn_coreprint *p, enum tn_name_kind kind, uint32_t index)
{
	tn_textout_printf(p->out, "$#%s%u", group_names[kind], index);
}

static void identifier(struct tn_coreprint *p, enum tn_name_kind kind, uint32_t at)
{
	const struct tn_corename *name = &p->names.list[kind].ptr[at];
	tn_textout_ident(
		p->out, name->name, p->taken[kind][at] ? group_names[kind] : NULL, name->index);
}

/* At a definition an identifier that was made unique says what it stands for. */
static void definition(struct tn_coreprint *p, enum tn_name_kind kind, uint32_t at)
{
	identifier(p, kind, at);
	if (!p->taken[kind][at] || kind == TN_NAME_FIELD)
		return;
	tn_textout_put(p->out, " (@name ");
	tn_textout_quote(p->out, p->names.list[kind].ptr[at].name);
	tn_textout_put(p->out, ")");
}

void tn_coreprint_define_label(struct tn_coreprint *p, uint32_t at)
{
	tn_textout_put(p->out, " ");
	definition(p, TN_NAME_LABEL, at);
}

void tn_coreprint_define(struct tn_coreprint *p, enum tn_name_kind kind, uint32_t index)
{
	uint32_t at = tn_corenames_find(&p->names, kind, 0, index);
	if (at != UINT32_MAX)
		definition(p, kind, at);
	else if (p->options.name_unnamed)
		invented(p, kind, index);
	if (at != UINT32_MAX || p->options.name_unnamed)
		tn_textout_put(p->out, " ");
	tn_textout_put(p->out, "(;");
	tn_textout_number(p->out, index);
	tn_textout_put(p->out, ";)");
}

/* Parameters of types and tags are never referred to. */
static bool has_invented(const struct tn_coreprint *p, enum tn_name_kind kind)
{
	return p->options.name_unnamed && kind != TN_NAME_PARAM && kind != TN_NAME_TAG_PARAM;
}

bool tn_coreprint_define_in(
	struct tn_coreprint *p, enum tn_name_kind kind, uint32_t outer, uint32_t index)
{
	uint32_t at = tn_corenames_find(&p->names, kind, outer, index);
	if (at == UINT32_MAX && !has_invented(p, kind))
		return false;
	if (at != UINT32_MAX)
		definition(p, kind, at);
	else
		invented(p, kind, index);
	tn_textout_put(p->out, " ");
	return true;
}

void tn_coreprint_use_in(
	struct tn_coreprint *p, enum tn_name_kind kind, uint32_t outer, uint32_t index)
{
	uint32_t at = tn_corenames_find(&p->names, kind, outer, index);
	if (p->nameless.len && tn_map_get(&p->nameless, TN_KEY(kind, index)) != TN_MAP_NONE)
		tn_textout_number(p->out, index);
	else if (at != UINT32_MAX)
		identifier(p, kind, at);
	else if (p->options.name_unnamed)
		invented(p, kind, index);
	else
		tn_textout_number(p->out, index);
}

void tn_coreprint_use(struct tn_coreprint *p, enum tn_name_kind kind, uint32_t index)
{
	tn_coreprint_use_in(p, kind, 0, index);
}

/* ---- value types ---- */

void tn_coreprint_heap(struct tn_coreprint *p, tn_core_ty heap)
{
	if (!(heap & TN_CORE_INDEX)) {
		tn_coretype_print_heap(&p->out->buf, heap);
		return;
	}
	if (heap & TN_CORE_EXACT)
		tn_textout_put(p->out, "(exact ");
	tn_coreprint_use(p, TN_NAME_TYPE, heap & TN_CORE_HEAP_MASK);
	if (heap & TN_CORE_EXACT)
		tn_textout_put(p->out, ")");
}

void tn_coreprint_value(struct tn_coreprint *p, tn_core_ty type)
{
	if (!(type & TN_CORE_INDEX)) {
		tn_coretype_print(&p->out->buf, type);
		return;
	}
	tn_textout_put(p->out, type & TN_CORE_NULLABLE ? "(ref null " : "(ref ");
	tn_coreprint_heap(p, type);
	tn_textout_put(p->out, ")");
}

/* ---- signatures ---- */

void tn_coreprint_group_add(struct tn_coreprint *p, struct tn_coreprint_group *g,
	struct tn_coreprint_scope scope, uint32_t index, tn_core_ty type)
{
	bool has_name = scope.kind != TN_NAME_MODULE &&
			(has_invented(p, scope.kind) || tn_corenames_find(&p->names, scope.kind,
								scope.outer, index) != UINT32_MAX);
	if (has_name && g->is_open) {
		tn_textout_put(p->out, ")");
		g->is_open = false;
	}
	if (g->is_started)
		tn_textout_put(p->out, " ");
	g->is_started = true;
	if (!g->is_open) {
		tn_textout_put(p->out, "(");
		tn_textout_put(p->out, g->word);
		tn_textout_put(p->out, " ");
	}
	if (has_name)
		tn_coreprint_define_in(p, scope.kind, scope.outer, index);
	tn_coreprint_value(p, type);
	if (has_name)
		tn_textout_put(p->out, ")");
	g->is_open = !has_name;
}

void tn_coreprint_group_end(struct tn_coreprint *p, struct tn_coreprint_group *g)
{
	if (g->is_open)
		tn_textout_put(p->out, ")");
}

void tn_coreprint_sig(
	struct tn_coreprint *p, const struct tn_core_sig *sig, struct tn_coreprint_scope scope)
{
	struct tn_coreprint_group params = { .word = "param" };
	if (sig->param_count)
		tn_textout_put(p->out, " ");
	for (uint32_t i = 0; i < sig->param_count; i++)
		tn_coreprint_group_add(p, &params, scope, i, sig->params[i]);
	tn_coreprint_group_end(p, &params);
	if (!sig->result_count)
		return;
	tn_textout_put(p->out, " (result");
	for (uint32_t i = 0; i < sig->result_count; i++) {
		tn_textout_put(p->out, " ");
		tn_coreprint_value(p, sig->results[i]);
	}
	tn_textout_put(p->out, ")");
}

void tn_coreprint_type_use(struct tn_coreprint *p, uint32_t index, struct tn_coreprint_scope scope)
{
	tn_textout_put(p->out, "(type ");
	tn_coreprint_use(p, TN_NAME_TYPE, index);
	tn_textout_put(p->out, ")");
	const struct tn_core_type *type = index < p->m->types.len ? &p->m->types.ptr[index] : NULL;
	bool is_plain = type && type->kind == TN_CORE_FUNC && !type->is_shared &&
			type->descriptor == UINT32_MAX && type->describes == UINT32_MAX;
	if (is_plain)
		tn_coreprint_sig(p, &type->sig, scope);
}

/* ---- definitions of types ---- */

static void field(struct tn_coreprint *p, const struct tn_core_field *f)
{
	if (f->is_mutable)
		tn_textout_put(p->out, "(mut ");
	tn_coreprint_value(p, f->type);
	if (f->is_mutable)
		tn_textout_put(p->out, ")");
}

static void clause(struct tn_coreprint *p, const char *word, uint32_t index)
{
	if (index == UINT32_MAX)
		return;
	tn_textout_printf(p->out, "(%s ", word);
	tn_coreprint_use(p, TN_NAME_TYPE, index);
	tn_textout_put(p->out, ") ");
}

static void composite(struct tn_coreprint *p, const struct tn_core_type *type, uint32_t index)
{
	if (type->is_shared)
		tn_textout_put(p->out, "(shared ");
	clause(p, "describes", type->describes);
	clause(p, "descriptor", type->descriptor);
	switch (type->kind) {
	case TN_CORE_FUNC:
		tn_textout_put(p->out, "(func");
		tn_coreprint_sig(
			p, &type->sig, (struct tn_coreprint_scope){ TN_NAME_PARAM, index });
		break;
	case TN_CORE_STRUCT:
		tn_textout_put(p->out, "(struct");
		for (uint32_t i = 0; i < type->field_count; i++) {
			tn_textout_put(p->out, " (field ");
			tn_coreprint_define_in(p, TN_NAME_FIELD, index, i);
			field(p, &type->fields[i]);
			tn_textout_put(p->out, ")");
		}
		break;
	case TN_CORE_ARRAY:
		tn_textout_put(p->out, "(array ");
		field(p, type->fields);
		break;
	case TN_CORE_CONT:
		tn_textout_put(p->out, "(cont ");
		tn_coreprint_heap(p, type->cont);
		break;
	}
	tn_textout_put(p->out, type->is_shared ? "))" : ")");
}

void tn_coreprint_type(struct tn_coreprint *p, uint32_t index)
{
	const struct tn_core_type *type = &p->m->types.ptr[index];
	bool is_sub = !type->is_final || type->super != UINT32_MAX;
	tn_textout_put(p->out, "(type ");
	tn_coreprint_define(p, TN_NAME_TYPE, index);
	tn_textout_put(p->out, is_sub ? " (sub " : " ");
	if (is_sub && type->is_final)
		tn_textout_put(p->out, "final ");
	if (type->super != UINT32_MAX) {
		tn_coreprint_use(p, TN_NAME_TYPE, type->super);
		tn_textout_put(p->out, " ");
	}
	composite(p, type, index);
	tn_textout_put(p->out, is_sub ? "))" : ")");
}

/* ---- tables, memories, globals ---- */

static void limits(struct tn_coreprint *p, const struct tn_core_limits *l)
{
	if (l->is_64)
		tn_textout_put(p->out, "i64 ");
	tn_textout_number(p->out, l->min);
	if (l->has_max) {
		tn_textout_put(p->out, " ");
		tn_textout_number(p->out, l->max);
	}
}

void tn_coreprint_extern(struct tn_coreprint *p, const struct tn_core_extern *type, uint32_t index)
{
	switch (type->kind) {
	case TN_CORE_KIND_FUNC:
		if (!type->is_exact) {
			tn_coreprint_type_use(
				p, type->type, (struct tn_coreprint_scope){ TN_NAME_LOCAL, index });
			break;
		}
		tn_textout_put(p->out, "(exact (type ");
		tn_coreprint_use(p, TN_NAME_TYPE, type->type);
		tn_textout_put(p->out, "))");
		break;
	case TN_CORE_KIND_TABLE:
		if (type->limits.is_shared)
			tn_textout_put(p->out, "shared ");
		limits(p, &type->limits);
		tn_textout_put(p->out, " ");
		tn_coreprint_value(p, type->value);
		break;
	case TN_CORE_KIND_MEMORY:
		limits(p, &type->limits);
		if (type->limits.is_shared)
			tn_textout_put(p->out, " shared");
		if (type->limits.has_page)
			tn_textout_printf(
				p->out, " (pagesize %#llx)", 1ull << (type->limits.page_log2 & 63));
		break;
	case TN_CORE_KIND_GLOBAL:
		if (type->is_shared || type->is_mutable)
			tn_textout_printf(p->out, "(%s%s", type->is_shared ? "shared " : "",
				type->is_mutable ? "mut " : "");
		tn_coreprint_value(p, type->value);
		if (type->is_shared || type->is_mutable)
			tn_textout_put(p->out, ")");
		break;
	case TN_CORE_KIND_TAG:
		tn_coreprint_type_use(
			p, type->type, (struct tn_coreprint_scope){ TN_NAME_TAG_PARAM, index });
		break;
	}
}
