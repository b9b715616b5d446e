/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Imports and exports: what they are, what may be named in them, which resources they bring.
 * Explainer.md "Import and Export Definitions", "External Visibility of Types".
 */
#include "wasm/component/checking.h"

struct tn_extern_type tn_check_extern(const struct tn_world *w, const struct tn_node *node)
{
	struct tn_extern_type type = { TN_SORT_NONE, NULL };
	if (node) {
		type.sort = (enum tn_sort)node->sort;
		type.type = tn_check_slot(w, node);
	}
	return type;
}

bool tn_check_add_size(
	struct tn_checking *c, const struct tn_node *node, uint32_t *size, uint32_t more)
{
	uint64_t sum = (uint64_t)*size + more;
	if (sum > c->cx->limits.type_size) {
		tn_check_error(c, node, "effective type size exceeds the limit of %u",
			c->cx->limits.type_size);
		return false;
	}
	*size = (uint32_t)sum;
	return true;
}

/* ---- externtype ---- */

static const struct tn_ctype *type_of_kind(struct tn_checking *c, const struct tn_node *node,
	const struct tn_node *type_node, enum tn_ctype_kind kind, const char *what)
{
	const struct tn_ctype *type = tn_check_ctype(c, type_node);
	if (!type || type->kind == kind)
		return type;
	tn_check_error(c, node, "type index is not %s type: found `%.*s`", what,
		TN_S(tn_check_type_words(c->w, c->scratch, type)));
	return NULL;
}

/* "Validation of `externtype` requires the various `typeidx` … to match the preceding `sort`." */
static struct tn_extern_type described(
	struct tn_checking *c, const struct tn_node *node, const struct tn_desc *desc)
{
	struct tn_extern_type type = { tn_ir_desc_sort(desc), NULL };
	switch (desc->kind) {
	case TN_DESC_CORE_MODULE: {
		const struct tn_check_core_type *core = tn_check_slot(c->w, desc->type);
		if (core && !core->module)
			tn_check_error(c, node, "core type index is not a module type");
		type.type = core ? core->module : NULL;
		break;
	}
	case TN_DESC_FUNC:
		type.type = type_of_kind(c, node, desc->type, TN_CTYPE_FUNC, "a function");
		break;
	case TN_DESC_INSTANCE:
		type.type = type_of_kind(c, node, desc->type, TN_CTYPE_INSTANCE, "an instance");
		break;
	case TN_DESC_COMPONENT:
		type.type = type_of_kind(c, node, desc->type, TN_CTYPE_COMPONENT, "a component");
		break;
	case TN_DESC_VALUE:
		if (!tn_check_feature(c, node, TN_WASM_CM_VALUES, "a value"))
			break;
		type.type = tn_check_vref(c, node, &desc->value);
		break;
	case TN_DESC_TYPE_EQ:
		type.type = tn_check_ctype(c, desc->type);
		if (type.type)
			type.type = tn_check_rename(c->w, type.type);
		break;
	case TN_DESC_TYPE_SUB: /* "a *fresh* abstract type unequal to every existing type" */
		type.type = tn_check_resource(c->w, tn_type_new_resource(&c->w->types), 0);
		break;
	case TN_DESC_NONE:
	case TN_DESC_CORE:
		break;
	}
	return type;
}

/* ---- external visibility ---- */

/* Names that may be mentioned: those of the scope, and those an instance type gives inside itself. */
struct naming {
	const struct tn_map *visible;
	struct tn_map inside;
	struct tn_map walked; /* instance types: one may be in many places, and names only come */
};

static bool has_name(const struct naming *n, const struct tn_ctype *type)
{
	return tn_map_get(n->visible, type->id) != TN_MAP_NONE ||
	       tn_map_get(&n->inside, type->id) != TN_MAP_NONE;
}

static const struct tn_ctype *unnamed_value(const struct naming *n, const struct tn_ctype *type);

static const struct tn_ctype *unnamed_members(
	const struct naming *n, const struct tn_cmember *list, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_ctype *bad = unnamed_value(n, list[i].type);
		if (bad)
			return bad;
	}
	return NULL;
}

/* What the definition of a value type mentions without a name, or NULL. */
static const struct tn_ctype *unnamed_inside(const struct naming *n, const struct tn_ctype *type)
{
	if (type->u.value.kind == TN_VT_OWN || type->u.value.kind == TN_VT_BORROW)
		return has_name(n, type->u.value.a) ? NULL : type->u.value.a;
	const struct tn_ctype *bad = unnamed_value(n, type->u.value.a);
	if (!bad)
		bad = unnamed_value(n, type->u.value.b);
	if (!bad)
		bad = unnamed_members(n, type->u.value.members, type->u.value.member_count);
	return bad;
}

/* Records, variants, flags and enums are used by name only. */
static const struct tn_ctype *unnamed_value(const struct naming *n, const struct tn_ctype *type)
{
	if (!type)
		return NULL;
	switch (type->u.value.kind) {
	case TN_VT_RECORD:
	case TN_VT_VARIANT:
	case TN_VT_FLAGS:
	case TN_VT_ENUM:
		return has_name(n, type) ? NULL : type;
	default:
		return unnamed_inside(n, type);
	}
}

static const struct tn_ctype *unnamed_func(const struct naming *n, const struct tn_ctype *func)
{
	const struct tn_ctype *bad =
		unnamed_members(n, func->u.func.params, func->u.func.param_count);
	return bad ? bad : unnamed_value(n, func->u.func.result);
}

static const struct tn_ctype *unnamed_in(struct naming *n, const struct tn_ctype *type);

/* What an instance type as a type mentions; a type it exports has its name from there on. */
static const struct tn_ctype *unnamed_exports(struct naming *n, const struct tn_cexterns *list)
{
	for (uint32_t i = 0; i < list->len; i++) {
		struct tn_extern_type type = list->ptr[i].type;
		const struct tn_ctype *bad = NULL;
		if (type.sort == TN_SORT_VALUE)
			bad = unnamed_inside(n, type.type);
		else if (type.sort != TN_SORT_COMPONENT && type.sort != TN_SORT_CORE_MODULE)
			bad = unnamed_in(n, type.type);
		if (bad)
			return bad;
		if (type.sort == TN_SORT_TYPE)
			tn_map_put(&n->inside, type.type->id, 1);
	}
	return NULL;
}

static const struct tn_ctype *unnamed_in(struct naming *n, const struct tn_ctype *type)
{
	switch (type->kind) {
	case TN_CTYPE_VALUE:
		return unnamed_inside(n, type);
	case TN_CTYPE_FUNC:
		return unnamed_func(n, type);
	case TN_CTYPE_INSTANCE:
		return tn_map_put(&n->walked, type->id, 1)
			       ? unnamed_exports(n, &type->u.instance.exports)
			       : NULL;
	case TN_CTYPE_RESOURCE:
	case TN_CTYPE_COMPONENT:
	case TN_CTYPE_MODULE:
		break;
	}
	return NULL;
}

/* Value types and resources are told apart by name; other types are what they are under any. */
static uint32_t identity(const struct tn_ctype *type)
{
	if (type->kind != TN_CTYPE_VALUE && type->kind != TN_CTYPE_RESOURCE)
		while (type->named)
			type = type->named;
	return type->id;
}

struct naming_fault {
	const struct tn_ctype *type; /* NULL: none */
	bool is_exported;            /* it has a name, but from an export only */
	const struct tn_ctype *func; /* that mentions it, or NULL */
	tn_name func_name;           /* in an instance, or 0: the thing itself */
};

static struct naming_fault name_type(
	struct tn_checking *c, const struct tn_ctype *type, bool is_import)
{
	struct tn_check_frame *frame = c->frame;
	struct naming n = { is_import ? &frame->import_visible : &frame->export_visible,
		{ .arena = c->scratch }, { .arena = c->scratch } };
	const struct tn_ctype *bad = unnamed_in(&n, type);
	if (bad)
		return (struct naming_fault){ .type = bad,
			.func = type->kind == TN_CTYPE_FUNC ? type : NULL };
	const struct tn_ctype *named = type->named;
	if (is_import && named &&
		tn_map_get(&frame->import_visible, identity(named)) == TN_MAP_NONE &&
		tn_map_get(&frame->export_visible, identity(named)) != TN_MAP_NONE)
		return (struct naming_fault){ .type = named, .is_exported = true };
	/* What imports name, exports may mention too; not the other way round. */
	tn_map_put(&frame->export_visible, identity(type), 1);
	if (is_import)
		tn_map_put(&frame->import_visible, identity(type), 1);
	return (struct naming_fault){ 0 };
}

/*
 * Finds what the thing mentions that has no name on this side; types that it brings itself get
 * theirs on the way. An instance type that was walked is not walked again.
 */
static struct naming_fault name_types(
	struct tn_checking *c, struct tn_extern_type type, bool is_import, struct tn_map *walked)
{
	const struct naming n = { is_import ? &c->frame->import_visible : &c->frame->export_visible,
		{ 0 }, { 0 } };
	struct naming_fault fault = { 0 };
	switch (type.sort) {
	case TN_SORT_TYPE:
		return name_type(c, type.type, is_import);
	case TN_SORT_INSTANCE:
		if (!tn_map_put(walked, type.type->id, 1))
			break;
		for (uint32_t i = 0; i < type.type->u.instance.exports.len && !fault.type; i++) {
			const struct tn_cextern *e = &type.type->u.instance.exports.ptr[i];
			fault = name_types(c, e->type, is_import, walked);
			if (fault.func && !fault.func_name)
				fault.func_name = e->name;
		}
		break;
	case TN_SORT_FUNC:
		fault.type = unnamed_func(&n, type.type);
		fault.func = fault.type ? type.type : NULL;
		break;
	case TN_SORT_VALUE:
		fault.type = unnamed_value(&n, type.type);
		break;
	default:
		break;
	}
	return fault;
}

/* ", in parameter `y` of `f`": where in the function that is. */
static struct tn_str where_unnamed(
	struct tn_checking *c, const struct naming_fault *fault, bool is_import)
{
	const struct naming n = { is_import ? &c->frame->import_visible : &c->frame->export_visible,
		{ 0 }, { 0 } };
	if (!fault->func)
		return TN_NOSTR;
	struct tn_str of = TN_NOSTR;
	if (fault->func_name)
		of = tn_str_format(
			c->scratch, " of `%.*s`", TN_S(tn_check_text(c, fault->func_name)));
	const struct tn_cmember *params = fault->func->u.func.params;
	for (uint32_t i = 0; i < fault->func->u.func.param_count; i++)
		if (unnamed_value(&n, params[i].type))
			return tn_str_format(c->scratch, ", in parameter `%.*s`%.*s",
				TN_S(tn_check_text(c, params[i].name)), TN_S(of));
	return tn_str_format(c->scratch, ", in the result%.*s", TN_S(of));
}

static bool types_are_named(struct tn_checking *c, const struct tn_node *node,
	struct tn_extern_type type, bool is_import)
{
	if (c->frame->scope->kind == TN_SCOPE_INSTANCE_TYPE)
		return true;
	struct tn_mark mark = tn_mem_mark(c->scratch);
	struct tn_map walked = { .arena = c->scratch };
	struct naming_fault fault = name_types(c, type, is_import, &walked);
	if (fault.type) {
		const char *word = is_import ? "import" : "export";
		struct tn_diag *diag = tn_check_error(c, node,
			"%s not valid to be used as %s: its type uses `%.*s`%.*s%s",
			tn_ir_sort_word(type.sort), word,
			TN_S(tn_check_type_words(c->w, c->scratch, fault.type)),
			TN_S(where_unnamed(c, &fault, is_import)),
			fault.is_exported ? " by a name that only an export gives" : "");
		if (fault.is_exported)
			tn_diag_hint(c->cx, diag, "import the type before it is exported");
		else
			tn_diag_hint(c->cx, diag,
				"%s the type that is used before, and use the name it gets",
				is_import ? "import" : "import or export");
	}
	tn_mem_reset(c->scratch, mark);
	return !fault.type;
}

/* ---- resources that instances bring ---- */

/* An instance type's own resources become new ones: those of this import or export. */
static const struct tn_ctype *with_fresh_resources(
	struct tn_checking *c, const struct tn_ctype *type, bool is_import)
{
	struct tn_resource_list bound = type->u.instance.defined;
	if (bound.len == 0)
		return type;
	struct tn_mark mark = tn_mem_mark(c->scratch);
	struct tn_check_subst s;
	tn_check_subst_init(&s, c->w, c->scratch);
	uint32_t first = c->w->types.resource_count + 1;
	for (uint32_t i = 0; i < bound.len; i++)
		tn_map_put(&s.resources, bound.ptr[i], tn_check_fresh_resource(c->w, bound.ptr[i]));
	struct tn_ctype draft = *type;
	draft.named = NULL;
	draft.u.instance.exports = tn_check_subst_list(&s, &type->u.instance.exports);
	draft.u.instance.defined = (struct tn_resource_list){ NULL, 0 };
	const struct tn_ctype *made = tn_check_make(c->w, &draft);
	tn_mem_reset(c->scratch, mark);
	for (uint32_t i = 0; i < bound.len; i++) {
		if (is_import)
			*TN_PUSH(c->nested, &c->frame->imported) = first + i;
		else
			*TN_PUSH(c->nested, &c->frame->defined) =
				(struct tn_check_owned){ first + i, 0 };
	}
	return made ? made : type;
}

/* ---- entering the lists ---- */

/* Enters an import or export; gives its type as the rest of the scope sees it, or NULL. */
static const struct tn_ctype *enter(struct tn_checking *c, const struct tn_node *node,
	struct tn_extern_type type, bool is_fresh_resource)
{
	struct tn_check_frame *frame = c->frame;
	bool is_import = node->op == TN_OP_IMPORT;
	struct tn_map *exact = is_import ? &frame->import_exact : &frame->export_exact;
	struct tn_map *resources = is_import ? &frame->import_resource : &frame->export_resource;
	struct tn_map *resource_names =
		is_import ? &frame->import_resource_name : &frame->export_resource_name;
	tn_name name = node->u.ext.name.name;
	if (type.sort == TN_SORT_INSTANCE)
		type.type = with_fresh_resources(c, type.type, is_import);
	if (is_fresh_resource && is_import)
		*TN_PUSH(c->nested, &frame->imported) = type.type->u.resource.id;
	else if (is_fresh_resource)
		*TN_PUSH(c->nested, &frame->defined) =
			(struct tn_check_owned){ type.type->u.resource.id, 0 };
	if (type.sort == TN_SORT_TYPE && type.type->kind == TN_CTYPE_RESOURCE) {
		tn_map_put(resources, type.type->id, name);
		tn_map_put(resource_names, name, 1);
		tn_check_call_resource(c->w, type.type->u.resource.id, name);
	}
	uint32_t place = is_import ? frame->imports.len : frame->exports.len;
	const struct tn_check_names names = {
		.folded = is_import ? &frame->import_folded : &frame->export_folded,
		.exact = exact,
		.resources = resources,
		.resource_names = resource_names,
		.list = is_import ? frame->imports.ptr : frame->exports.ptr,
		.word = is_import ? "import" : "export",
	};
	/* The name comes last: once it counts as taken, the list has its entry. */
	if (!types_are_named(c, node, type, is_import) ||
		!tn_check_add_size(c, node, &frame->size, type.type->size) ||
		!tn_check_name(c, node, &names, place, &node->u.ext.name, type))
		return NULL;
	tn_map_put(exact, name, place);
	struct tn_cextern *entry = is_import ? TN_PUSH(c->nested, &frame->imports)
					     : TN_PUSH(c->nested, &frame->exports);
	*entry = (struct tn_cextern){ name, node->u.ext.name.attrs, type };
	return type.type;
}

/* Binary.md "Type Definitions": "rejects any transitive use of `borrow` in an exported value type" */
bool tn_check_exported_value(
	struct tn_checking *c, const struct tn_node *node, struct tn_extern_type type)
{
	if (type.sort != TN_SORT_VALUE || !type.type->has_borrow)
		return true;
	tn_check_error(c, node, "exported value type cannot contain a `borrow` type");
	return false;
}

static void finish(struct tn_checking *c, const struct tn_node *node, struct tn_extern_type type)
{
	const struct tn_ctype *seen = NULL;
	if (type.type && (node->op == TN_OP_IMPORT || tn_check_exported_value(c, node, type)))
		seen = enter(c, node, type,
			node->u.ext.desc.kind == TN_DESC_TYPE_SUB && !node->u.ext.item);
	if (seen)
		tn_check_set_slot(c->w, node, seen);
	else
		c->frame->is_poisoned = true;
}

void tn_check_import_node(struct tn_checking *c, const struct tn_node *node)
{
	if (node->sort == TN_SORT_VALUE)
		*TN_PUSH(c->nested, &c->frame->values) = node;
	finish(c, node, described(c, node, &node->u.ext.desc));
}

/* "it [the ascribed type] must be a supertype of the inferred `externtype` of the `sortidx`" */
static struct tn_extern_type ascribed(
	struct tn_checking *c, const struct tn_node *node, struct tn_extern_type actual)
{
	struct tn_extern_type type = described(c, node, &node->u.ext.desc);
	if (!type.type || !actual.type)
		return (struct tn_extern_type){ type.sort, NULL };
	struct tn_mark mark = tn_mem_mark(c->scratch);
	struct tn_check_fit fit;
	tn_check_fit_init(&fit, c->w, c->scratch);
	bool fits = tn_check_fit(&fit, actual, type);
	if (!fits)
		tn_check_error(c, node,
			"ascribed type of export is not compatible with item's type: %.*s",
			TN_S(fit.reason));
	tn_mem_reset(c->scratch, mark);
	return fits ? type : (struct tn_extern_type){ type.sort, NULL };
}

void tn_check_export_node(struct tn_checking *c, const struct tn_node *node)
{
	if (c->frame->scope->kind != TN_SCOPE_COMPONENT) { /* a declaration */
		finish(c, node, described(c, node, &node->u.ext.desc));
		return;
	}
	struct tn_extern_type type = tn_check_extern(c->w, node->u.ext.item);
	if (type.sort == TN_SORT_VALUE) {
		if (!tn_check_feature(c, node, TN_WASM_CM_VALUES, "a value") ||
			!tn_check_use_value(c, node, node->u.ext.item))
			type.type = NULL;
		/* Under the index that the export gives it, it is as used as it was. Binary.md "Start
		   Definitions": exported is consumed. */
		tn_map_put(&c->used, node->id, 1);
	}
	if (node->u.ext.desc.kind != TN_DESC_NONE)
		type = ascribed(c, node, type);
	else if (type.sort == TN_SORT_TYPE && type.type)
		type.type = tn_check_rename(c->w, type.type);
	finish(c, node, type);
}
