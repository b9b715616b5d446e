/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Component instances and aliases. Binary.md "Instance Definitions", "Alias Definitions". */
#include "wasm/component/checking.h"

/* "validation rules for value definitions additionally require that each value is consumed exactly once" */
bool tn_check_use_value(
	struct tn_checking *c, const struct tn_node *node, const struct tn_node *value)
{
	if (!value)
		return false;
	if (tn_map_put(&c->used, value->id, 1))
		return true;
	tn_check_error(c, node, "a value cannot be used more than once");
	return false;
}

/* An argument's type; false when nothing is known of it. */
static bool argument(struct tn_checking *c, const struct tn_node *node, const struct tn_node *item,
	struct tn_extern_type *out)
{
	*out = tn_check_extern(c->w, item);
	if (out->sort == TN_SORT_VALUE &&
		(!tn_check_feature(c, node, TN_WASM_CM_VALUES, "a value") ||
			!tn_check_use_value(c, node, item)))
		return false;
	return out->type != NULL;
}

/* ---- instantiate ---- */

/* Names that the component gave to types it imports become the names that its user gave them. */
static void rename_types(
	struct tn_check_subst *s, struct tn_extern_type given, struct tn_extern_type wanted)
{
	if (wanted.sort == TN_SORT_TYPE && given.type->id != wanted.type->id)
		tn_check_subst_type(s, wanted.type, given.type);
	if (wanted.sort != TN_SORT_INSTANCE)
		return;
	const struct tn_cexterns *list = &wanted.type->u.instance.exports;
	for (uint32_t i = 0; i < list->len; i++) {
		const struct tn_cextern *have =
			tn_check_lookup(s->w, &given.type->u.instance.exports, list->ptr[i].name);
		if (have)
			rename_types(s, have->type, list->ptr[i].type);
	}
}

/* Arguments by name, and all of them known. */
static bool arguments(struct tn_checking *c, const struct tn_node *node, struct tn_map *by_name,
	struct tn_extern_type *types)
{
	bool fine = true;
	for (uint32_t i = 0; i < node->u.inst.count; i++) {
		const struct tn_arg *arg = &node->u.inst.args[i];
		fine &= argument(c, node, arg->node, &types[i]);
		if (!tn_map_put(by_name, arg->name.name, i)) {
			tn_check_error(c, node,
				"instantiation argument `%.*s` conflicts with previous argument of "
				"that name",
				TN_S(tn_check_text(c, arg->name.name)));
			fine = false;
		}
	}
	return fine;
}

/* Says of what kind it is, and which argument was perhaps meant for it. */
static void missing_import(struct tn_checking *c, const struct tn_node *node, struct tn_str name,
	struct tn_extern_type wanted)
{
	struct tn_diag *diag = tn_check_error(c, node, "missing import named `%.*s`: expected %s`%.*s`",
		TN_S(name), wanted.sort == TN_SORT_TYPE ? "the type " : "",
		TN_S(tn_check_type_words(c->w, c->scratch, wanted.type)));
	tn_check_near_argument(c, diag, node, name);
}

struct misfits {
	struct tn_checking *c;
	const struct tn_node *node;
	struct tn_str name;
	uint32_t told;
};

static void report_misfit(void *user, struct tn_str reason)
{
	struct misfits *m = user;
	if (m->told++ < TN_CHECK_MISFITS)
		tn_check_error(m->c, m->node, "type mismatch for import `%.*s`: %.*s", TN_S(m->name), TN_S(reason));
}

/* Of an instance all that does not fit, of other things the first. */
static void misfit(struct tn_checking *c, const struct tn_node *node, struct tn_str name,
	struct tn_check_fit *fit, struct tn_extern_type given, struct tn_extern_type wanted)
{
	struct misfits m = { c, node, name, 0 };
	struct tn_str first = fit->reason;
	if (given.sort == TN_SORT_INSTANCE && wanted.sort == TN_SORT_INSTANCE && !tn_diag_is_full(c->cx))
		tn_check_fit_each(fit, given.type, wanted.type, report_misfit, &m);
	if (!m.told)
		report_misfit(&m, first);
}

static bool imports_are_satisfied(struct tn_checking *c, const struct tn_node *node,
	const struct tn_ctype *of, const struct tn_map *by_name, const struct tn_extern_type *types,
	struct tn_check_fit *fit)
{
	const struct tn_cexterns *imports = &of->u.component.imports;
	/* With too few arguments something is missing, and once nobody reads on the first wrong one is enough. */
	bool is_brief = node->u.inst.count < imports->len && tn_diag_is_full(c->cx);
	for (uint32_t i = 0; !is_brief && i < imports->len; i++) {
		uint32_t at = tn_map_get(by_name, imports->ptr[i].name);
		if (at != TN_MAP_NONE)
			tn_check_fit_bind(
				fit, types[at], imports->ptr[i].type, of->u.component.imported);
	}
	uint32_t wrong = 0;
	for (uint32_t i = 0; i < imports->len; i++) {
		struct tn_str name = tn_check_text(c, imports->ptr[i].name);
		uint32_t at = tn_map_get(by_name, imports->ptr[i].name);
		if (at == TN_MAP_NONE) {
			missing_import(c, node, name, imports->ptr[i].type);
			wrong++;
		} else if (!tn_check_fit(fit, types[at], imports->ptr[i].type)) {
			misfit(c, node, name, fit, types[at], imports->ptr[i].type);
			wrong++;
		}
		if (wrong == TN_CHECK_MISFITS || (wrong && tn_diag_is_full(c->cx)))
			break;
	}
	return !wrong;
}

/* The instance's type: the exports, with what was given in the place of what was imported. */
static const struct tn_ctype *instance_of(struct tn_checking *c, const struct tn_ctype *of,
	const struct tn_map *by_name, const struct tn_extern_type *types,
	const struct tn_check_fit *fit)
{
	struct tn_check_subst s;
	tn_check_subst_init(&s, c->w, c->scratch);
	struct tn_resource_list imported = of->u.component.imported;
	for (uint32_t i = 0; i < imported.len; i++) {
		uint32_t to = tn_map_get(&fit->wanted, imported.ptr[i]);
		if (to != TN_MAP_NONE)
			tn_map_put(&s.resources, imported.ptr[i], to);
	}
	struct tn_resource_list defined = of->u.component.defined;
	for (uint32_t i = 0; i < defined.len; i++)
		tn_map_put(&s.resources, defined.ptr[i], tn_check_fresh_resource(c->w, defined.ptr[i]));
	const struct tn_cexterns *imports = &of->u.component.imports;
	for (uint32_t i = 0; i < imports->len; i++)
		rename_types(
			&s, types[tn_map_get(by_name, imports->ptr[i].name)], imports->ptr[i].type);
	struct tn_ctype draft = { .kind = TN_CTYPE_INSTANCE };
	draft.u.instance.exports = tn_check_subst_list(&s, &of->u.component.exports);
	return tn_check_make(c->w, &draft);
}

void tn_check_instantiate(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_ctype *of = tn_check_ctype(c, node->u.inst.of);
	struct tn_mark mark = tn_mem_mark(c->scratch);
	struct tn_map by_name = { .arena = c->scratch };
	struct tn_extern_type *types =
		TN_NEWN(c->scratch, struct tn_extern_type, node->u.inst.count);
	struct tn_check_fit fit;
	tn_check_fit_init(&fit, c->w, c->scratch);
	const struct tn_ctype *made = NULL;
	uint32_t first = c->w->types.resource_count + 1;
	if (arguments(c, node, &by_name, types) && of &&
		imports_are_satisfied(c, node, of, &by_name, types, &fit)) {
		first = c->w->types.resource_count + 1;
		made = instance_of(c, of, &by_name, types, &fit);
		if (!made)
			tn_check_error(c, node, "the type of the instance is too large");
	}
	tn_mem_reset(c->scratch, mark);
	if (!made)
		return;
	for (uint32_t i = 0; i < of->u.component.defined.len; i++)
		*TN_PUSH(c->nested, &c->frame->defined) = (struct tn_check_owned){ first + i, 0 };
	tn_check_set_slot(c->w, node, made);
}

/* ---- inline exports ---- */

void tn_check_inline(struct tn_checking *c, const struct tn_node *node)
{
	struct tn_cextern *exports = TN_NEWN(c->nested, struct tn_cextern, node->u.inst.count);
	struct tn_map folded = { .arena = c->nested }, exact = { .arena = c->nested };
	/* The names of methods need a resource that has a name in the same scope: here is none. */
	const struct tn_check_names names = {
		.folded = &folded, .exact = &exact, .list = exports, .word = "export"
	};
	bool fine = true;
	uint32_t size = 1;
	for (uint32_t i = 0; i < node->u.inst.count; i++) {
		const struct tn_arg *arg = &node->u.inst.args[i];
		struct tn_extern_type type;
		if (!argument(c, node, arg->node, &type)) {
			fine = false;
			continue;
		}
		exports[i] = (struct tn_cextern){ arg->name.name, arg->name.attrs, type };
		bool fits = tn_check_exported_value(c, node, type) &&
			    tn_check_name(c, node, &names, i, &arg->name, type) &&
			    tn_check_add_size(c, node, &size, type.type->size);
		if (fits) /* setters follow their getters here, too */
			tn_map_put(&exact, arg->name.name, i);
		fine &= fits;
	}
	if (!fine)
		return;
	struct tn_ctype draft = { .kind = TN_CTYPE_INSTANCE };
	draft.u.instance.exports = tn_check_list(c->w, exports, node->u.inst.count);
	const struct tn_ctype *made = tn_check_make(c->w, &draft);
	if (made)
		tn_check_set_slot(c->w, node, made);
	else
		tn_check_error(c, node, "the type of the instance is too large");
}

/* ---- aliases ---- */

static void alias_export(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_ctype *instance = tn_check_ctype(c, node->u.alias.from);
	if (node->sort == TN_SORT_VALUE && !tn_check_feature(c, node, TN_WASM_CM_VALUES, "a value"))
		return;
	if (!instance)
		return;
	struct tn_str name = tn_check_text(c, node->u.alias.name);
	const struct tn_cextern *export =
		tn_check_lookup(c->w, &instance->u.instance.exports, node->u.alias.name);
	if (!export) {
		struct tn_diag *diag =
			tn_check_error(c, node, "instance has no export named `%.*s`", TN_S(name));
		const struct tn_cexterns *exports = &instance->u.instance.exports;
		struct tn_check_near near = tn_check_near(name);
		for (uint32_t i = 0; tn_diag_may_guess(c->cx, diag) && i < exports->len; i++)
			tn_check_near_try(&near, tn_check_text(c, exports->ptr[i].name));
		tn_check_near_hint(c, diag, &near);
		return;
	}
	if (export->type.sort != (enum tn_sort)node->sort) {
		tn_check_error(c, node,
			"export `%.*s` of the instance is not a %s: found %s",
			TN_S(name), tn_ir_sort_word((enum tn_sort)node->sort),
			tn_ir_sort_word(export->type.sort));
		return;
	}
	if (node->sort == TN_SORT_VALUE)
		*TN_PUSH(c->nested, &c->frame->values) = node;
	tn_check_set_slot(c->w, node, export->type.type);
}

/* True when a component stands between the scope and the scope that the alias leads to. */
static bool leaves_component(const struct tn_scope *from, const struct tn_scope *to)
{
	for (; from && from != to; from = from->parent) {
		if (from->kind == TN_SCOPE_COMPONENT)
			return true;
	}
	return false;
}

/* "if `ct` … crosses a component … the target type may not transitively refer to a resource type" */
static bool may_leave(
	struct tn_checking *c, const struct tn_node *node, const struct tn_ctype *type)
{
	if (!type->has_resource || !leaves_component(node->scope, node->u.alias.from->scope))
		return true;
	struct tn_mark mark = tn_mem_mark(c->scratch);
	struct tn_check_free free;
	tn_check_free_init(&free, c->scratch);
	tn_check_free(&free, type);
	tn_mem_reset(c->scratch, mark);
	if (free.count == 0)
		return true;
	tn_check_error(c, node,
		"cannot alias outer type which transitively refers to resources not defined in the "
		"current component");
	return false;
}

static void alias_outer(struct tn_checking *c, const struct tn_node *node)
{
	const void *slot = tn_check_slot(c->w, node->u.alias.from);
	if (!slot)
		return;
	if (node->sort == TN_SORT_TYPE) {
		const struct tn_ctype *type = slot;
		if (!may_leave(c, node, type) ||
			!tn_check_add_size(c, node, &c->frame->size, type->size))
			return;
	}
	tn_check_set_slot(c->w, node, slot);
}

void tn_check_alias(struct tn_checking *c, const struct tn_node *node)
{
	/* "`export` aliases only alias the `instance` and `type` sorts; `outer` aliases only alias the
	   `core type` and `type` sorts" */
	if (c->frame->scope->kind != TN_SCOPE_COMPONENT && node->sort != TN_SORT_TYPE &&
		!(node->op == TN_OP_ALIAS_EXPORT && node->sort == TN_SORT_INSTANCE) &&
		!(node->op == TN_OP_ALIAS_OUTER && node->sort == TN_SORT_CORE_TYPE)) {
		tn_check_error(c, node,
			"aliases in a component or instance type may only refer to types or "
			"instances");
		return;
	}
	if (node->op == TN_OP_ALIAS_EXPORT)
		alias_export(c, node);
	else if (node->op == TN_OP_ALIAS_OUTER)
		alias_outer(c, node);
	else
		tn_check_core_alias(c, node);
}
