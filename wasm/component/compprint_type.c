/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Types of components as text, and the core types that stand in components. */
#include "wasm/component/compprint.h"
#include "wasm/component/ircore.h"
#include "wasm/component/type.h"
#include "wasm/core/coretype.h"

static void quote(struct tn_compprint *p, tn_name name)
{
	tn_textout_quote(p->out, tn_ctx_text(p->cx, name));
}

/* ---- value types ---- */

static const char *primitive(uint8_t code)
{
	return tn_type_primitive_name(
		code == 0x64 ? TN_VT_ERROR_CONTEXT : (enum tn_vt_kind)(TN_VT_BOOL + (0x7f - code)));
}

void tn_compprint_vref(struct tn_compprint *p, const struct tn_vref *ref)
{
	if (ref->prim)
		tn_textout_put(p->out, primitive(ref->prim));
	else
		tn_compprint_use(p, ref->node);
}

static bool is_set(const struct tn_vref *ref)
{
	return ref->prim || ref->node;
}

static void optional(struct tn_compprint *p, const char *before, const struct tn_vref *ref,
	const char *behind)
{
	if (!is_set(ref))
		return;
	tn_textout_put(p->out, before);
	tn_compprint_vref(p, ref);
	tn_textout_put(p->out, behind);
}

/* " (field "x" u32)", or without a word " "x"" or " u32". */
static void members(struct tn_compprint *p, const struct tn_type_def *def, const char *word)
{
	for (uint32_t i = 0; i < def->members.len; i++) {
		const struct tn_type_member *member = &def->members.ptr[i];
		tn_textout_put(p->out, " ");
		tn_textout_put(p->out, word);
		if (def->kind != TN_TYPE_TUPLE)
			quote(p, member->name);
		optional(p, def->kind == TN_TYPE_TUPLE ? "" : " ", &member->type, "");
		tn_textout_put(p->out, *word ? ")" : "");
	}
}

static void defined(struct tn_compprint *p, const struct tn_type_def *def)
{
	static const char *const words[] = {
		[TN_TYPE_RECORD] = "(record",
		[TN_TYPE_VARIANT] = "(variant",
		[TN_TYPE_LIST] = "(list",
		[TN_TYPE_FIXED_LIST] = "(list",
		[TN_TYPE_TUPLE] = "(tuple",
		[TN_TYPE_FLAGS] = "(flags",
		[TN_TYPE_ENUM] = "(enum",
		[TN_TYPE_OPTION] = "(option",
		[TN_TYPE_RESULT] = "(result",
		[TN_TYPE_OWN] = "(own",
		[TN_TYPE_BORROW] = "(borrow",
		[TN_TYPE_STREAM] = "(stream",
		[TN_TYPE_FUTURE] = "(future",
		[TN_TYPE_MAP] = "(map",
		[TN_TYPE_FUNC] = "(func",
		[TN_TYPE_RESOURCE] = "(resource",
	};
	tn_textout_put(p->out, words[def->kind]);
	switch (def->kind) {
	case TN_TYPE_RECORD:
		members(p, def, "(field ");
		break;
	case TN_TYPE_VARIANT:
		members(p, def, "(case ");
		break;
	case TN_TYPE_TUPLE:
	case TN_TYPE_FLAGS:
	case TN_TYPE_ENUM:
		members(p, def, "");
		break;
	case TN_TYPE_RESULT:
		optional(p, " ", &def->a, "");
		optional(p, " (error ", &def->b, ")");
		break;
	case TN_TYPE_FUNC:
		tn_textout_put(p->out, def->is_async ? " async" : "");
		members(p, def, "(param ");
		optional(p, " (result ", &def->a, ")");
		break;
	case TN_TYPE_RESOURCE:
		tn_textout_put(p->out, def->rep == TN_CORE_I64 ? " (rep i64)" : " (rep i32)");
		if (def->dtor) {
			tn_textout_put(p->out, " (dtor ");
			tn_compprint_use(p, def->dtor);
			tn_textout_put(p->out, ")");
		}
		break;
	default:
		optional(p, " ", &def->a, "");
		optional(p, " ", &def->b, "");
		if (def->kind == TN_TYPE_FIXED_LIST) {
			tn_textout_put(p->out, " ");
			tn_textout_number(p->out, def->length);
		}
	}
	tn_textout_put(p->out, ")");
}

void tn_compprint_type(struct tn_compprint *p, const struct tn_node *node)
{
	const struct tn_type_def *def = &node->u.type;
	switch (def->kind) {
	case TN_TYPE_PRIMITIVE:
		tn_compprint_vref(p, &def->a);
		break;
	case TN_TYPE_COMPONENT:
	case TN_TYPE_INSTANCE:
		tn_textout_open(p->out, def->kind == TN_TYPE_COMPONENT ? "component" : "instance");
		tn_compprint_nodes(p, def->scope);
		tn_textout_close(p->out);
		break;
	default:
		defined(p, def);
	}
}

/* ---- core types: an index is the ordinal of its patch ---- */

struct coded {
	struct tn_compprint *p;
	const struct tn_coded *coded;
};

static void put_index(const struct coded *c, uint32_t ordinal)
{
	if (ordinal < c->coded->patch_count)
		tn_compprint_use(c->p, c->coded->patches[ordinal].node);
}

static void put_value(const struct coded *c, tn_core_ty type)
{
	struct tn_textout *out = c->p->out;
	if (!(type & TN_CORE_INDEX)) {
		tn_coretype_print(&out->buf, type);
		return;
	}
	tn_textout_put(out, type & TN_CORE_NULLABLE ? "(ref null " : "(ref ");
	tn_textout_put(out, type & TN_CORE_EXACT ? "(exact " : "");
	put_index(c, type & TN_CORE_HEAP_MASK);
	tn_textout_put(out, type & TN_CORE_EXACT ? "))" : ")");
}

static void put_values(const struct coded *c, const char *word, const tn_core_ty *types, uint32_t count)
{
	if (!count)
		return;
	tn_textout_put(c->p->out, word);
	for (uint32_t i = 0; i < count; i++) {
		tn_textout_put(c->p->out, " ");
		put_value(c, types[i]);
	}
	tn_textout_put(c->p->out, ")");
}

static void put_field(const struct coded *c, const struct tn_core_field *field)
{
	tn_textout_put(c->p->out, field->is_mutable ? "(mut " : "");
	put_value(c, field->type);
	tn_textout_put(c->p->out, field->is_mutable ? ")" : "");
}

static void put_composite(const struct coded *c, const struct tn_core_type *type)
{
	struct tn_textout *out = c->p->out;
	switch (type->kind) {
	case TN_CORE_FUNC:
		tn_textout_put(out, "(func");
		put_values(c, " (param", type->sig.params, type->sig.param_count);
		put_values(c, " (result", type->sig.results, type->sig.result_count);
		break;
	case TN_CORE_STRUCT:
		tn_textout_put(out, "(struct");
		for (uint32_t i = 0; i < type->field_count; i++) {
			tn_textout_put(out, " (field ");
			put_field(c, &type->fields[i]);
			tn_textout_put(out, ")");
		}
		break;
	case TN_CORE_ARRAY:
		tn_textout_put(out, "(array ");
		put_field(c, type->fields);
		break;
	case TN_CORE_CONT:
		tn_textout_put(out, "(cont ");
		put_index(c, type->cont & TN_CORE_HEAP_MASK);
		break;
	}
	tn_textout_put(out, ")");
}

/* A clause of the proposal custom-descriptors. */
static void put_link(const struct coded *c, const char *open, uint32_t ordinal)
{
	if (ordinal == UINT32_MAX)
		return;
	tn_textout_put(c->p->out, open);
	put_index(c, ordinal);
	tn_textout_put(c->p->out, ") ");
}

/* "sub final" without supertypes is what a type without "sub" is. */
static void put_sub(const struct coded *c, const struct tn_core_type *type)
{
	struct tn_textout *out = c->p->out;
	bool has_super = type->super != UINT32_MAX;
	bool is_sub = !type->is_final || has_super;
	if (is_sub) {
		tn_textout_put(out, type->is_final ? "(sub final " : "(sub ");
		if (has_super) {
			put_index(c, type->super);
			tn_textout_put(out, " ");
		}
	}
	tn_textout_put(out, type->is_shared ? "(shared " : "");
	put_link(c, "(describes ", type->describes);
	put_link(c, "(descriptor ", type->descriptor);
	put_composite(c, type);
	tn_textout_put(out, type->is_shared ? ")" : "");
	tn_textout_put(out, is_sub ? ")" : "");
}

static void put_type(const struct coded *c, const struct tn_node *node, const struct tn_core_type *type)
{
	tn_textout_put(c->p->out, "type ");
	tn_compprint_define(c->p, node);
	tn_textout_put(c->p->out, " ");
	put_sub(c, type);
}

void tn_compprint_core_type(struct tn_compprint *p, const struct tn_node *const *group, uint32_t count)
{
	const struct tn_node *node = group[0];
	bool in_module = node->scope->kind == TN_SCOPE_MODULE_TYPE;
	if (node->u.core_type.scope) {
		tn_textout_open(p->out, "core type ");
		tn_compprint_define(p, node);
		tn_textout_line(p->out);
		tn_textout_open(p->out, "module");
		tn_compprint_nodes(p, node->u.core_type.scope);
		tn_textout_close(p->out);
		tn_textout_close(p->out);
		return;
	}
	const struct tn_coded *rec = &node->u.core_type.rec;
	struct coded c = { p, rec };
	struct tn_ircore scan = { .arena = p->arena, .start = rec->bytes.ptr };
	struct tn_reader r = tn_reader_new(rec->bytes, rec->bytes.ptr);
	tn_ircore_rec(&r, &scan);
	if (rec->bytes.ptr[0] != 0x4e) {
		tn_textout_open(p->out, in_module ? "" : "core ");
		put_type(&c, node, &scan.types.ptr[0]);
		tn_textout_close(p->out);
		return;
	}
	tn_textout_open(p->out, in_module ? "rec" : "core rec");
	for (uint32_t i = 0; i < count && i < scan.types.len; i++) {
		tn_textout_line(p->out);
		tn_textout_put(p->out, "(");
		put_type(&c, group[i], &scan.types.ptr[i]);
		tn_textout_put(p->out, ")");
	}
	tn_textout_close(p->out);
}

static void put_limits(struct tn_compprint *p, const struct tn_core_limits *limits, bool is_memory)
{
	struct tn_textout *out = p->out;
	tn_textout_put(out, limits->is_64 ? "i64 " : "");
	tn_textout_number(out, limits->min);
	if (limits->has_max) {
		tn_textout_put(out, " ");
		tn_textout_number(out, limits->max);
	}
	if (is_memory && limits->is_shared)
		tn_textout_put(out, " shared");
	if (limits->has_page)
		tn_textout_printf(out, " (pagesize 0x%llx)", 1ull << limits->page_log2);
}

static void put_extern(const struct coded *c, const struct tn_core_extern *type)
{
	struct tn_textout *out = c->p->out;
	switch (type->kind) {
	case TN_CORE_KIND_FUNC:
	case TN_CORE_KIND_TAG:
		tn_textout_put(out, type->kind == TN_CORE_KIND_TAG ? "(tag " : "(func ");
		tn_textout_put(out, type->is_exact ? "(exact (type " : "(type ");
		put_index(c, type->type);
		tn_textout_put(out, type->is_exact ? "))" : ")");
		break;
	case TN_CORE_KIND_TABLE:
		tn_textout_put(out, type->limits.is_shared ? "(table shared " : "(table ");
		put_limits(c->p, &type->limits, false);
		tn_textout_put(out, " ");
		put_value(c, type->value);
		break;
	case TN_CORE_KIND_MEMORY:
		tn_textout_put(out, "(memory ");
		put_limits(c->p, &type->limits, true);
		break;
	case TN_CORE_KIND_GLOBAL:
		tn_textout_put(out, "(global ");
		if (type->is_shared)
			tn_textout_put(out, type->is_mutable ? "(shared mut " : "(shared ");
		else
			tn_textout_put(out, type->is_mutable ? "(mut " : "");
		put_value(c, type->value);
		tn_textout_put(out, type->is_mutable || type->is_shared ? ")" : "");
		break;
	}
	tn_textout_put(out, ")");
}

void tn_compprint_module_entry(struct tn_compprint *p, const struct tn_node *node)
{
	const struct tn_coded *core = &node->u.ext.desc.core;
	struct coded c = { p, core };
	struct tn_ircore scan = { .arena = p->arena, .start = core->bytes.ptr };
	struct tn_reader r = tn_reader_new(core->bytes, core->bytes.ptr);
	struct tn_core_extern type = tn_ircore_extern(&r, &scan);
	if (node->op == TN_OP_IMPORT) {
		tn_textout_put(p->out, "(import ");
		quote(p, node->u.ext.module);
		tn_textout_put(p->out, " ");
	} else {
		tn_textout_put(p->out, "(export ");
	}
	quote(p, node->u.ext.name.name);
	tn_textout_put(p->out, " ");
	put_extern(&c, &type);
	tn_textout_put(p->out, ")");
}
