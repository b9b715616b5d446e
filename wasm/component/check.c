/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The validator's entries, its diagnostics, and what others ask of what it learnt. */
#include "wasm/component/check.h"

#include "wasm/component/checking.h"
#include "wasm/component/irread.h"

/* ---- diagnostics ---- */

struct tn_str tn_check_text(const struct tn_checking *c, tn_name name)
{
	return tn_ctx_text(c->cx, name);
}

/* "type 3, function type, parameter 2", "import 3 `wasi:cli/run@0.2.3`", and around it "component 1". Only counted when it is asked for. */
static void add_place(struct tn_checking *c, struct tn_diag *diag, const struct tn_node *node)
{
	struct tn_ir_part part = c->part;
	if (node && node->origin.source && tn_source_get(&c->cx->sources, node->origin.source)->is_text)
		return; /* the words themselves are shown */
	while (node && node->scope) {
		const struct tn_scope *scope = node->scope;
		uint8_t section = tn_ir_section(node);
		uint32_t number = 0;
		tn_name name = 0;
		for (uint32_t i = 0; i < scope->nodes.len && scope->nodes.ptr[i] != node; i++)
			number += tn_ir_section(scope->nodes.ptr[i]) == section &&
				  scope->nodes.ptr[i]->op != TN_OP_CORE_TYPE_REST;
		if (node->op == TN_OP_IMPORT || node->op == TN_OP_EXPORT)
			name = node->u.ext.name.name;
		else if (node->op >= TN_OP_ALIAS_EXPORT && node->op <= TN_OP_ALIAS_CORE_EXPORT)
			name = node->u.alias.name;
		else
			name = node->label;
		struct tn_mark mark = tn_mem_mark(c->scratch);
		struct tn_str more = tn_ir_part_text(c->cx, c->scratch,
			node->op == TN_OP_TYPE ? tn_ir_form_word(node->u.type.kind) : NULL, &part);
		if (name)
			tn_diag_note(c->cx, diag, node->origin, "in %s %u `%.*s`%.*s",
				tn_ir_section_word(section), number, TN_S(tn_check_text(c, name)),
				TN_S(more));
		else
			tn_diag_note(c->cx, diag, node->origin, "in %s %u%.*s",
				tn_ir_section_word(section), number, TN_S(more));
		tn_mem_reset(c->scratch, mark);
		part.word = NULL;
		const struct tn_node *owner = NULL;
		for (uint32_t i = 0; scope->parent && i < scope->parent->nodes.len; i++) {
			if (tn_ir_inner(scope->parent->nodes.ptr[i]) == scope)
				owner = scope->parent->nodes.ptr[i];
		}
		node = owner;
	}
}

void tn_check_place_since(struct tn_checking *c, uint32_t first, const struct tn_node *node)
{
	c->part.word = NULL;
	for (uint32_t i = first; i < c->cx->diags.list.len; i++)
		add_place(c, c->cx->diags.list.ptr[i], node);
}

static struct tn_diag *report(struct tn_checking *c, enum tn_code code, const struct tn_node *node,
	const char *format, va_list args)
{
	const struct tn_scope *around = c->frame->scope; /* the component itself is no node */
	struct tn_span span = node ? node->origin
				   : (struct tn_span){ around->source, around->base, around->base };
	struct tn_mark mark = tn_mem_mark(c->scratch);
	struct tn_str text = tn_str_vformat(c->scratch, format, args);
	struct tn_diag *diag = tn_diag_error(c->cx, code, span, "%.*s", TN_S(text));
	tn_mem_reset(c->scratch, mark);
	add_place(c, diag, node);
	c->failed = true;
	return diag;
}

struct tn_diag *tn_check_error(struct tn_checking *c, const struct tn_node *node, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct tn_diag *diag = report(c, TN_E_INVALID, node, format, args);
	va_end(args);
	return diag;
}

void tn_check_too_large(struct tn_checking *c, const struct tn_node *node)
{
	struct tn_diag *diag = tn_check_error(
		c, node, "type nesting is too deep, or its effective size exceeds the limit");
	tn_diag_hint(c->cx, diag, "the limits `type-depth` and `type-size` are %u and %u",
		c->cx->limits.type_depth, c->cx->limits.type_size);
}

static struct tn_diag *feature_error(struct tn_checking *c, const struct tn_node *node,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

static struct tn_diag *feature_error(struct tn_checking *c, const struct tn_node *node,
	const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct tn_diag *diag = report(c, TN_E_NEEDS_FEATURE, node, format, args);
	va_end(args);
	return diag;
}

bool tn_check_feature(struct tn_checking *c, const struct tn_node *node, uint64_t feature,
	const char *what)
{
	uint64_t missing = tn_features_switched(feature & ~c->features);
	c->needs |= feature;
	if (!missing)
		return true;
	struct tn_str names = tn_features_text(c->scratch, missing);
	bool is_one = !(missing & (missing - 1));
	struct tn_diag *diag = feature_error(c, node, "%s needs the feature%s `%.*s`", what,
		is_one ? "" : "s", TN_S(names));
	tn_diag_hint(c->cx, diag, "switch %s on with `--wasm-features=%.*s`", is_one ? "it" : "them",
		TN_S(names));
	return false;
}

/* ---- entries ---- */

/*
 * Types live with the IR. What only the run needs is given back: lists that grow while it lasts are
 * in `temp` (which may be the IR's own arena), what one scope needs in `nested`, one item in `scratch`.
 */
static const struct tn_ctype *run(struct tn_ctx *cx, struct tn_scope *component, uint64_t features,
	bool is_types_only, bool *fine, uint64_t *needs)
{
	bool is_own = component->ir->arena != &cx->temp;
	struct tn_mark temp = tn_mem_mark(&cx->temp);
	struct tn_mark scratch = tn_mem_mark(&cx->scratch);
	struct tn_checking c = {
		.parts = 1, /* the component itself */
		.cx = cx,
		.w = tn_check_world(component->ir),
		.nested = &cx->nested,
		.scratch = &cx->scratch,
		.features = tn_features_admitted(features),
		.used = { .arena = &cx->temp },
		.is_types_only = is_types_only,
	};
	const struct tn_ctype *type = tn_check_walk(&c, component, NULL);
	tn_mem_reset(&cx->scratch, scratch);
	if (is_own)
		tn_mem_reset(&cx->temp, temp);
	*fine = !c.failed;
	*needs = tn_features_switched(c.needs);
	return type;
}

struct tn_check *tn_check_scope_with(struct tn_ctx *cx, struct tn_arena *arena,
	struct tn_scope *component, uint64_t features)
{
	bool fine = false;
	uint64_t needs;
	const struct tn_ctype *type = run(cx, component, features, true, &fine, &needs);
	if (!fine || !type)
		return NULL;
	struct tn_check *check = TN_NEW(arena, struct tn_check);
	check->w = component->ir->world;
	check->component = type;
	check->needs = needs;
	return check;
}

uint64_t tn_check_needs(const struct tn_check *check)
{
	return check->needs;
}

struct tn_check *tn_check_scope(struct tn_ctx *cx, struct tn_arena *arena, struct tn_scope *component)
{
	return tn_check_scope_with(cx, arena, component, cx->wasm_features);
}

static bool check_component(struct tn_ctx *cx, uint32_t source, struct tn_bytes bytes)
{
	if (!(cx->wasm_features & TN_WASM_COMPONENT_MODEL)) {
		struct tn_diag *diag = tn_diag_error(cx, TN_E_NEEDS_FEATURE,
			(struct tn_span){ source, 0, 8 },
			"a component needs the feature `component-model`");
		tn_diag_hint(cx, diag, "switch it on with `--wasm-features=component-model`");
		return false;
	}
	struct tn_mark mark = tn_mem_mark(&cx->temp);
	bool is_whole = false, fine = false;
	struct tn_ir *ir = tn_ir_new(cx, &cx->temp);
	struct tn_scope *component = tn_irread_partly(ir, source, 0, bytes, &is_whole);
	if (component)
		(void)run(cx, component, cx->wasm_features, false, &fine, &(uint64_t){ 0 });
	tn_mem_reset(&cx->temp, mark);
	return is_whole && fine;
}

static bool check_module(struct tn_ctx *cx, uint32_t source, struct tn_bytes bytes)
{
	struct tn_mark mark = tn_mem_mark(&cx->temp);
	struct tn_module *module = tn_read_module(cx, &cx->temp, source, 0, bytes);
	bool fine = module && tn_validate_module(cx, &cx->scratch, module);
	tn_mem_reset(&cx->temp, mark);
	return fine;
}

bool tn_check_bytes(struct tn_ctx *cx, uint32_t source, struct tn_bytes bytes)
{
	return tn_module_is_component(bytes) ? check_component(cx, source, bytes)
					     : check_module(cx, source, bytes);
}

/* ---- questions ---- */

const struct tn_ctype *tn_check_component(const struct tn_check *check)
{
	return check->component;
}

const struct tn_cextern *tn_check_find(const struct tn_check *check, const struct tn_cexterns *list,
	tn_name name)
{
	return tn_check_lookup(check->w, list, name);
}

static struct tn_extern_type found(const struct tn_cextern *entry)
{
	return entry ? entry->type : (struct tn_extern_type){ TN_SORT_NONE, NULL };
}

struct tn_extern_type tn_check_import(const struct tn_check *check, tn_name name)
{
	return found(tn_check_lookup(check->w, &check->component->u.component.imports, name));
}

struct tn_extern_type tn_check_export(const struct tn_check *check, tn_name name)
{
	return found(tn_check_lookup(check->w, &check->component->u.component.exports, name));
}

struct tn_extern_type tn_check_node(const struct tn_check *check, const struct tn_node *node)
{
	if (node->sort <= TN_SORT_CORE_INSTANCE && node->sort != TN_SORT_CORE_MODULE)
		return (struct tn_extern_type){ TN_SORT_NONE, NULL };
	return tn_check_extern(check->w, node);
}

const struct tn_core_sig *tn_check_core_sig(const struct tn_check *check, const struct tn_node *node)
{
	const struct tn_core_extern *type =
		node->sort == TN_SORT_CORE_FUNC ? tn_check_slot(check->w, node) : NULL;
	return type ? tn_check_core_id_sig(check->w, type->type) : NULL;
}

const struct tn_types *tn_check_types(const struct tn_check *check)
{
	return &check->w->types;
}

struct tn_str tn_check_type_text(const struct tn_check *check, struct tn_arena *arena,
	const struct tn_ctype *type)
{
	return tn_check_type_words(check->w, arena, type);
}

bool tn_check_subtype(const struct tn_check *check, struct tn_extern_type given,
	struct tn_extern_type wanted, struct tn_arena *arena, struct tn_str *reason)
{
	struct tn_check_fit fit;
	tn_check_fit_init(&fit, check->w, arena);
	bool fits = tn_check_fit(&fit, given, wanted);
	*reason = fit.reason;
	return fits;
}

bool tn_check_fits(const struct tn_check *giver, const struct tn_node *given,
	const struct tn_check *taker, const struct tn_node *wanted, struct tn_arena *arena,
	struct tn_str *reason)
{
	struct tn_check_fit fit;
	tn_check_fit_init(&fit, giver->w, arena);
	fit.is_loose = true;
	struct tn_extern_type have = tn_check_node(giver, given);
	struct tn_extern_type want = tn_check_node(taker, wanted);
	/* What the wanted thing brings itself is matched first; the rest as it is met. */
	if (have.type && want.type)
		tn_check_fit_bind(&fit, have, want, taker->component->u.component.imported);
	bool fits = tn_check_fit(&fit, have, want);
	*reason = fit.reason;
	return fits;
}
