/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Components as text: one node after the other. In: a component as read. Out: text in pieces. */
#include "wasm/component/compprint.h"

#include "base/reader.h"
#include "wasm/core/coreprint.h"

static struct tn_str text(const struct tn_compprint *p, tn_name name)
{
	return tn_ctx_text(p->cx, name);
}

static void quote(struct tn_compprint *p, tn_name name)
{
	tn_textout_quote(p->out, text(p, name));
}

/* ---- identifiers and numbers ---- */

/* The core sorts have name spaces of their own, as have the others: the sort is part of the key. */
static uint64_t name_key(const struct tn_compprint *p, const struct tn_node *node)
{
	uint32_t scope = tn_map_get(&p->scopes, (uint64_t)(uintptr_t)node->scope);
	return TN_KEY(scope * TN_SORT_COUNT + node->sort, node->label);
}

static bool has_own_name(const struct tn_compprint *p, const struct tn_node *node)
{
	/* It might be what something without a name is going to be called. */
	if (p->options.name_unnamed && tn_str_starts(text(p, node->label), TN_STR("#")))
		return false;
	return tn_textout_is_ident(text(p, node->label)) &&
	       tn_map_get(&p->taken, name_key(p, node)) == node->id;
}

static const char *const sort_texts[TN_SORT_COUNT] = {
	[TN_SORT_CORE_FUNC] = "core func",
	[TN_SORT_CORE_TABLE] = "core table",
	[TN_SORT_CORE_MEMORY] = "core memory",
	[TN_SORT_CORE_GLOBAL] = "core global",
	[TN_SORT_CORE_TAG] = "core tag",
	[TN_SORT_CORE_TYPE] = "core type",
	[TN_SORT_CORE_MODULE] = "core module",
	[TN_SORT_CORE_INSTANCE] = "core instance",
	[TN_SORT_FUNC] = "func",
	[TN_SORT_VALUE] = "value",
	[TN_SORT_TYPE] = "type",
	[TN_SORT_COMPONENT] = "component",
	[TN_SORT_INSTANCE] = "instance",
};

/* As in "#core-func3 name": what is not unique by its name is so by its sort and number. */
static void identifier(struct tn_compprint *p, const struct tn_node *node)
{
	char group[16] = "";
	for (uint32_t i = 0; i < sizeof group - 1 && sort_texts[node->sort][i]; i++)
		group[i] = sort_texts[node->sort][i] == ' ' ? '-' : sort_texts[node->sort][i];
	tn_textout_ident(p->out, text(p, node->label), has_own_name(p, node) ? NULL : group,
		p->numbers[node->id]);
}

/* "$#func3", of core functions, too: their names are in another space. */
static void invented(struct tn_compprint *p, const struct tn_node *node)
{
	const char *word = sort_texts[node->sort];
	tn_textout_put(p->out, "$#");
	tn_textout_put(p->out, node->sort <= TN_SORT_CORE_INSTANCE ? word + 5 : word);
	tn_textout_number(p->out, p->numbers[node->id]);
}

void tn_compprint_define(struct tn_compprint *p, const struct tn_node *node)
{
	if (!node->label && p->options.name_unnamed) {
		invented(p, node);
		tn_textout_put(p->out, " ");
	} else if (node->label) {
		identifier(p, node);
		tn_textout_put(p->out, " ");
		if (!has_own_name(p, node)) {
			tn_textout_put(p->out, "(@name ");
			quote(p, node->label);
			tn_textout_put(p->out, ") ");
		}
	}
	tn_textout_put(p->out, "(;");
	tn_textout_number(p->out, p->numbers[node->id]);
	tn_textout_put(p->out, ";)");
}

void tn_compprint_use(struct tn_compprint *p, const struct tn_node *node)
{
	if (node->label)
		identifier(p, node);
	else if (p->options.name_unnamed)
		invented(p, node);
	else
		tn_textout_number(p->out, p->numbers[node->id]);
}

/* ---- components around ---- */

/* A nested component is called what the one around calls it, the root what it calls itself. */
static tn_name component_label(const struct tn_compprint_open *o)
{
	return o->node ? o->node->label : o->scope->label;
}

static bool component_has_own_name(const struct tn_compprint *p, const struct tn_compprint_open *o)
{
	return o->node ? has_own_name(p, o->node) : tn_textout_is_ident(text(p, o->scope->label));
}

static uint32_t component_number(const struct tn_compprint *p, const struct tn_compprint_open *o)
{
	return o->node ? p->numbers[o->node->id] : 0;
}

static void component_identifier(struct tn_compprint *p, const struct tn_compprint_open *o)
{
	tn_textout_ident(p->out, text(p, component_label(o)),
		component_has_own_name(p, o) ? NULL : "component", component_number(p, o));
}

/* ---- pieces ---- */

/* "(func 3)"; inside core instances the word "core" is understood. */
static void item(struct tn_compprint *p, const struct tn_node *node, bool is_core_place)
{
	const char *word = sort_texts[node->sort];
	tn_textout_put(p->out, "(");
	tn_textout_put(
		p->out, is_core_place && node->sort <= TN_SORT_CORE_INSTANCE ? word + 5 : word);
	tn_textout_put(p->out, " ");
	tn_compprint_use(p, node);
	tn_textout_put(p->out, ")");
}

static void attribute(struct tn_compprint *p, const char *word, tn_name value)
{
	if (!value)
		return;
	tn_textout_put(p->out, word);
	quote(p, value);
	tn_textout_put(p->out, ")");
}

static void extern_name(struct tn_compprint *p, const struct tn_extern_name *name)
{
	quote(p, name->name);
	attribute(p, " (implements ", name->attrs.implements);
	attribute(p, " (version-suffix ", name->attrs.version_suffix);
	attribute(p, " (external-id ", name->attrs.external_id);
}

/* Behind the name of an import or export: "(func $f (;0;) (type 3))"; `node` NULL: without a name. */
static void described(
	struct tn_compprint *p, const struct tn_desc *desc, const struct tn_node *node)
{
	tn_textout_put(p->out, "(");
	tn_textout_put(p->out, sort_texts[tn_ir_desc_sort(desc)]);
	tn_textout_put(p->out, " ");
	if (node) {
		tn_compprint_define(p, node);
		tn_textout_put(p->out, " ");
	}
	if (desc->kind == TN_DESC_VALUE && desc->value.prim) {
		tn_compprint_vref(p, &desc->value);
	} else if (desc->kind == TN_DESC_VALUE) {
		tn_textout_put(p->out, "(type ");
		tn_compprint_vref(p, &desc->value);
		tn_textout_put(p->out, ")");
	} else if (desc->kind == TN_DESC_TYPE_SUB) {
		tn_textout_put(p->out, "(sub resource)");
	} else {
		tn_textout_put(p->out, desc->kind == TN_DESC_TYPE_EQ ? "(eq " : "(type ");
		tn_compprint_use(p, desc->type);
		tn_textout_put(p->out, ")");
	}
	tn_textout_put(p->out, ")");
}

/* ---- nodes ---- */

static void import(struct tn_compprint *p, const struct tn_node *node)
{
	tn_textout_put(p->out, "(import ");
	extern_name(p, &node->u.ext.name);
	tn_textout_put(p->out, " ");
	described(p, &node->u.ext.desc, node);
	tn_textout_put(p->out, ")");
}

static void export(struct tn_compprint *p, const struct tn_node *node)
{
	/* In a type an identifier stands in the description, as that of an import does. */
	bool is_inside = p->options.name_unnamed && node->scope->kind != TN_SCOPE_COMPONENT;
	tn_textout_put(p->out, "(export ");
	if (!is_inside) {
		tn_compprint_define(p, node);
		tn_textout_put(p->out, " ");
	}
	extern_name(p, &node->u.ext.name);
	if (node->u.ext.item) {
		tn_textout_put(p->out, " ");
		item(p, node->u.ext.item, false);
	}
	if (node->u.ext.desc.kind != TN_DESC_NONE) {
		tn_textout_put(p->out, " ");
		described(p, &node->u.ext.desc, is_inside ? node : NULL);
	}
	tn_textout_put(p->out, ")");
}

/*
 * "(alias outer $c ": by name where the component has one and none between has the same, which would
 * be taken for it; else by how many scopes lie between.
 */
static void outer_scope(
	struct tn_compprint *p, const struct tn_scope *here, const struct tn_scope *there)
{
	const struct tn_compprint_open *target = p->open;
	while (target && target->scope != there)
		target = target->around;
	bool is_named = target && component_label(target);
	for (const struct tn_compprint_open *o = p->open; is_named && o != target; o = o->around)
		is_named = component_label(o) != component_label(target);
	tn_textout_put(p->out, "(alias outer ");
	if (is_named) {
		component_identifier(p, target);
	} else {
		uint32_t steps = 0;
		for (const struct tn_scope *s = here; s && s != there; s = s->parent)
			steps++;
		tn_textout_number(p->out, steps);
	}
	tn_textout_put(p->out, " ");
}

static void alias(struct tn_compprint *p, const struct tn_node *node)
{
	const struct tn_node *from = node->u.alias.from;
	if (node->op == TN_OP_ALIAS_OUTER) {
		outer_scope(p, node->scope, from->scope);
		tn_compprint_use(p, from);
	} else {
		tn_textout_put(p->out,
			node->op == TN_OP_ALIAS_EXPORT ? "(alias export " : "(alias core export ");
		tn_compprint_use(p, from);
		tn_textout_put(p->out, " ");
		quote(p, node->u.alias.name);
	}
	const char *word = sort_texts[node->sort];
	tn_textout_put(p->out, " (");
	/* In a module type all is core. */
	tn_textout_put(p->out, node->scope->kind == TN_SCOPE_MODULE_TYPE ? word + 5 : word);
	tn_textout_put(p->out, " ");
	tn_compprint_define(p, node);
	tn_textout_put(p->out, "))");
}

static void instance(struct tn_compprint *p, const struct tn_node *node)
{
	bool is_core = node->sort == TN_SORT_CORE_INSTANCE;
	tn_textout_open(p->out, sort_texts[node->sort]);
	tn_textout_put(p->out, " ");
	tn_compprint_define(p, node);
	if (node->u.inst.of) {
		tn_textout_put(p->out, " ");
		tn_textout_open(p->out, "instantiate ");
		tn_compprint_use(p, node->u.inst.of);
	}
	for (uint32_t i = 0; i < node->u.inst.count; i++) {
		const struct tn_arg *arg = &node->u.inst.args[i];
		tn_textout_line_at(p->out, node->origin.start);
		tn_textout_put(p->out, node->u.inst.of ? "(with " : "(export ");
		extern_name(p, &arg->name);
		tn_textout_put(p->out, " ");
		item(p, arg->node, is_core);
		tn_textout_put(p->out, ")");
	}
	if (node->u.inst.of)
		tn_textout_close(p->out);
	tn_textout_close(p->out);
}

static void core_module(struct tn_compprint *p, const struct tn_node *node)
{
	tn_textout_open(p->out, "core module ");
	tn_compprint_define(p, node);
	struct tn_module *module = tn_read_module(
		p->cx, p->arena, node->origin.source, node->origin.start, node->u.module.bytes);
	if (!module || !tn_coreprint_items(p->cx, p->arena, module, &p->options, false, p->out))
		p->is_good = false;
	tn_textout_close_at(p->out, node->origin.end);
}

static void type(struct tn_compprint *p, const struct tn_node *node)
{
	tn_textout_open(p->out, "type ");
	tn_compprint_define(p, node);
	if (tn_ir_inner(node))
		tn_textout_line(p->out);
	else
		tn_textout_put(p->out, " ");
	tn_compprint_type(p, node);
	tn_textout_close(p->out);
}

/* ---- canonical definitions ---- */

static const char *const option_texts[] = {
	[TN_OPT_UTF8] = " string-encoding=utf8",
	[TN_OPT_UTF16] = " string-encoding=utf16",
	[TN_OPT_LATIN1_UTF16] = " string-encoding=latin1+utf16",
	[TN_OPT_MEMORY] = " (memory ",
	[TN_OPT_REALLOC] = " (realloc ",
	[TN_OPT_POST_RETURN] = " (post-return ",
	[TN_OPT_ASYNC] = " async",
	[TN_OPT_CALLBACK] = " (callback ",
	[TN_OPT_CORE_TYPE] = " (core-type ",
	[TN_OPT_GC] = " gc",
};

static void options(struct tn_compprint *p, const struct tn_canon *canon)
{
	for (uint32_t i = 0; i < canon->opts.len; i++) {
		const struct tn_canon_opt *opt = &canon->opts.ptr[i];
		tn_textout_put(p->out, option_texts[opt->code]);
		if (opt->node) {
			tn_compprint_use(p, opt->node);
			tn_textout_put(p->out, ")");
		}
	}
}

static void operand(struct tn_compprint *p, const struct tn_canon *canon, char op)
{
	switch (op) {
	case 'F':
		tn_textout_put(p->out, " (core func ");
		tn_compprint_use(p, canon->func);
		tn_textout_put(p->out, ")");
		break;
	case 'f':
		tn_textout_put(p->out, " (func ");
		tn_compprint_use(p, canon->func);
		tn_textout_put(p->out, ")");
		break;
	case 't':
	case 'c':
		tn_textout_put(p->out, " ");
		tn_compprint_use(p, canon->type);
		break;
	case 'T':
		tn_textout_put(p->out, " ");
		tn_compprint_use(p, canon->table);
		break;
	case 'o':
		options(p, canon);
		break;
	case 'r':
		if (canon->result.prim || canon->result.node) {
			tn_textout_put(p->out, " (result ");
			tn_compprint_vref(p, &canon->result);
			tn_textout_put(p->out, ")");
		}
		break;
	case 'a':
		tn_textout_put(p->out, canon->is_async ? " async" : "");
		break;
	case 'm':
		tn_textout_put(p->out, " (memory ");
		tn_compprint_use(p, canon->memory);
		tn_textout_put(p->out, ")");
		break;
	case 'v':
		tn_textout_put(p->out, canon->slot_type == TN_CORE_I64 ? " i64" : " i32");
		break;
	case 'i':
		tn_textout_put(p->out, " ");
		tn_textout_number(p->out, canon->slot);
		break;
	}
}

static void canon(struct tn_compprint *p, const struct tn_node *node)
{
	const struct tn_canon_row *row = tn_ir_canon_row(node->u.canon.opcode);
	tn_textout_put(p->out, node->op == TN_OP_LIFT ? "(func " : "(core func ");
	tn_compprint_define(p, node);
	if (node->op == TN_OP_LIFT) {
		tn_textout_put(p->out, " (type ");
		tn_compprint_use(p, node->u.canon.type);
		tn_textout_put(p->out, ")");
	}
	tn_textout_put(p->out, " (canon ");
	tn_textout_put(p->out, row->text);
	for (const char *op = row->operands; *op; op++) {
		if (node->op != TN_OP_LIFT || *op != 't')
			operand(p, &node->u.canon, *op);
	}
	tn_textout_put(p->out, "))");
}

/* ---- start, values, custom sections ---- */

static void start(struct tn_compprint *p, const struct tn_node *node, const struct tn_node *result)
{
	tn_textout_put(p->out, "(start ");
	tn_compprint_use(p, node->u.start.func);
	for (uint32_t i = 0; i < node->u.start.arg_count; i++) {
		tn_textout_put(p->out, " ");
		item(p, node->u.start.args[i], false);
	}
	if (result) {
		tn_textout_put(p->out, " (result (value ");
		tn_compprint_define(p, result);
		tn_textout_put(p->out, "))");
	}
	tn_textout_put(p->out, ")");
}

/* The text format has no literals for values yet: their bytes stand for them. */
static void value(struct tn_compprint *p, const struct tn_node *node)
{
	tn_textout_put(p->out, "(value ");
	tn_compprint_define(p, node);
	tn_textout_put(p->out, " ");
	tn_compprint_vref(p, &node->u.value.type);
	tn_textout_put(p->out, " ");
	tn_textout_bytes(p->out, node->u.value.bytes);
	tn_textout_put(p->out, ")");
}

static void custom(struct tn_compprint *p, const struct tn_node *node)
{
	if (tn_str_eq(node->u.custom.name, TN_STR("component-name")))
		return; /* its names are identifiers */
	tn_textout_line_at(p->out, node->origin.start);
	if (tn_str_eq(node->u.custom.name, TN_STR("producers")) &&
		tn_coreprint_producers(
			p->out, node->u.custom.bytes, node->origin.end - node->u.custom.bytes.len))
		return;
	tn_textout_put(p->out, "(@custom ");
	tn_textout_quote(p->out, node->u.custom.name);
	tn_textout_put(p->out, " ");
	if (p->options.skeleton)
		tn_textout_put(p->out, "...");
	else
		tn_textout_bytes(p->out, node->u.custom.bytes);
	tn_textout_put(p->out, ")");
}

/* ---- scopes ---- */

/* Numbers first: a recursion group uses types that stand behind. */
static void number_nodes(struct tn_compprint *p, const struct tn_scope *scope)
{
	uint32_t counts[TN_SORT_COUNT] = { 0 };
	tn_map_put(&p->scopes, (uint64_t)(uintptr_t)scope, p->scopes.len);
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		const struct tn_node *node = scope->nodes.ptr[i];
		if (node->sort >= TN_SORT_COUNT)
			continue;
		p->numbers[node->id] = counts[node->sort]++;
		if (node->label && tn_map_get(&p->taken, name_key(p, node)) == TN_MAP_NONE)
			tn_map_put(&p->taken, name_key(p, node), node->id);
	}
}

static void component(
	struct tn_compprint *p, const struct tn_scope *scope, const struct tn_node *node);

/* A node that stands behind the one before it (a group's rest, a start's result) is printed with it. */
static void print_node(struct tn_compprint *p, const struct tn_scope *scope, uint32_t at)
{
	const struct tn_node *node = scope->nodes.ptr[at];
	if (node->op == TN_OP_CORE_TYPE_REST || node->op == TN_OP_START_VALUE)
		return;
	if (node->op == TN_OP_CUSTOM) {
		custom(p, node);
		return;
	}
	tn_textout_line_at(p->out, node->origin.start);
	switch ((enum tn_op)node->op) {
	case TN_OP_IMPORT:
		if (scope->kind == TN_SCOPE_MODULE_TYPE)
			tn_compprint_module_entry(p, node);
		else
			import(p, node);
		break;
	case TN_OP_EXPORT:
		if (scope->kind == TN_SCOPE_MODULE_TYPE)
			tn_compprint_module_entry(p, node);
		else
			export(p, node);
		break;
	case TN_OP_ALIAS_EXPORT:
	case TN_OP_ALIAS_CORE_EXPORT:
	case TN_OP_ALIAS_OUTER:
		alias(p, node);
		break;
	case TN_OP_CORE_MODULE:
		core_module(p, node);
		break;
	case TN_OP_CORE_INSTANTIATE:
	case TN_OP_CORE_INLINE:
	case TN_OP_INSTANTIATE:
	case TN_OP_INLINE:
		instance(p, node);
		break;
	case TN_OP_CORE_TYPE:
		tn_compprint_core_type(p, (const struct tn_node *const *)&scope->nodes.ptr[at],
			node->u.core_type.group_size);
		break;
	case TN_OP_COMPONENT:
		component(p, node->u.scope, node);
		break;
	case TN_OP_TYPE:
		type(p, node);
		break;
	case TN_OP_LIFT:
	case TN_OP_CANON:
		canon(p, node);
		break;
	case TN_OP_START:
		start(p, node, node->u.start.result_count ? scope->nodes.ptr[at + 1] : NULL);
		break;
	case TN_OP_VALUE:
		value(p, node);
		break;
	case TN_OP_CUSTOM:
	case TN_OP_TYPE_WRITTEN: /* is never read, and what is printed was read */
	case TN_OP_CORE_TYPE_REST:
	case TN_OP_START_VALUE:
		break;
	}
}

/* Recursion is bounded by the nesting that the reader admits (limits.module_nesting). */
void tn_compprint_nodes(struct tn_compprint *p, const struct tn_scope *scope)
{
	number_nodes(p, scope);
	for (uint32_t i = 0; i < scope->nodes.len; i++)
		print_node(p, scope, i);
}

static void component(
	struct tn_compprint *p, const struct tn_scope *scope, const struct tn_node *node)
{
	const struct tn_compprint_open open = { p->open, scope, node };
	tn_textout_open(p->out, "component");
	if (node) {
		tn_textout_put(p->out, " ");
		tn_compprint_define(p, node);
	} else if (scope->label) {
		tn_textout_put(p->out, " ");
		component_identifier(p, &open);
		if (!component_has_own_name(p, &open))
			attribute(p, " (@name ", scope->label);
	}
	p->open = &open;
	tn_compprint_nodes(p, scope);
	p->open = open.around;
	tn_textout_close_at(p->out, node ? node->origin.end : scope->bytes.len);
}

bool tn_compprint(struct tn_ctx *cx, struct tn_arena *arena, const struct tn_scope *scope,
	const struct tn_coreprint_options *options, struct tn_textout *out)
{
	struct tn_compprint p = {
		.cx = cx,
		.arena = arena,
		.out = out,
		.options = *options,
		.is_good = true,
		.numbers = TN_NEWN(arena, uint32_t, scope->ir->node_count),
		.taken = { .arena = arena },
		.scopes = { .arena = arena },
	};
	component(&p, scope, NULL);
	return p.is_good;
}
