/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The component's exports. A function of the world is lifted and exported. The functions of an
 * interface are lifted, then go through a nested component that gives their types the names they
 * have in the interface; its instance is exported. (An instance made of loose items could not name
 * its own types.)
 */
#include "componentize/wrap.h"

/* ---- lifting ---- */

/* Binary.md "canonopt" */
enum {
	OPT_POST_RETURN = 0x05,
	OPT_CALLBACK = 0x07,
};

/* The core function of an export, or the wrapper the fixup module has for it. */
static struct tn_node *core_func(struct tn_wrap *w, uint32_t part, const struct tn_match_export *e)
{
	tn_name name = tn_ctx_name(w->cx, e->name);
	uint32_t hook = tn_map_get(&w->hook_index, TN_KEY(part, name));
	if (hook != TN_MAP_NONE)
		return w->hooks.ptr[hook];
	return tn_wrap_core_alias(w, TN_CORE_KIND_FUNC, w->parts[part], e->name);
}

static struct tn_node *lift(struct tn_wrap *w, uint32_t part, uint32_t item,
	const struct tn_func *func, struct tn_node *type)
{
	const struct tn_match *match = &w->plan->parts[part].match;
	const struct tn_match_export *e = tn_match_func(match, TN_ROLE_FUNC, item, func);
	const struct tn_match_export *post = tn_match_func(match, TN_ROLE_POST_RETURN, item, func);
	const struct tn_match_export *callback = tn_match_func(match, TN_ROLE_CALLBACK, item, func);
	uint32_t options = tn_plan_export_options(w->plan, e);
	struct tn_canon canon = { .opcode = TN_CANON_LIFT, .type = type };
	canon.func = core_func(w, part, e);
	struct tn_node *realloc = NULL;
	if (options & TN_ABI_NEEDS_REALLOC) {
		uint32_t giver = part;
		const struct tn_match_export *r = tn_plan_export_realloc(w->plan, &giver);
		realloc = core_func(w, giver, r);
	}
	struct tn_wrap_opts opts = tn_wrap_canon_options(
		options, tn_plan_encoding(w->plan, part, true, item, func), w->memory, realloc);
	if (post)
		tn_wrap_add_option(&opts, OPT_POST_RETURN, core_func(w, part, post));
	if (callback)
		tn_wrap_add_option(&opts, OPT_CALLBACK, core_func(w, part, callback));
	tn_wrap_set_options(w, &canon, &opts);
	return tn_wrap_label(w, tn_ir_canon(w->root, &canon), tn_ctx_text(w->cx, func->name));
}

/* ---- functions of the world ---- */

static void export_func(struct tn_wrap *w, uint32_t part, uint32_t index)
{
	const struct tn_item *item = &tn_plan_world(w->plan)->exports.ptr[index];
	struct tn_typenc enc = tn_wrap_encoder(w, TN_WRAP_WORLD_TYPES, TN_NO_ID);
	struct tn_node *type = tn_typenc_func(&enc, &item->func);
	tn_wrap_check(w, &enc);
	struct tn_node *func = lift(w, part, index, &item->func, type);
	tn_ir_export(w->root, tn_typenc_item_name(w->plan->wit, item), func,
		(struct tn_desc){ TN_DESC_NONE });
}

/* ---- interfaces ---- */

/* The nested component of one exported interface, while it is built. */
struct nested {
	struct tn_wrap *w;
	uint32_t part, index; /* of the export */
	tn_iface iface;
	struct tn_scope *scope;
	struct tn_typenc_maps maps;
	TN_VEC(struct tn_arg) args;  /* for its instantiation */
	TN_VEC(tn_def) type_imports; /* the types it imports, in order */
	TN_VEC(tn_name) type_import_names;
	struct tn_map taken;                /* names of type imports -> the number to try next */
	TN_VEC(struct tn_node *) functions; /* its imported functions */
};

static struct nested *nested_of(struct tn_typenc *enc)
{
	return enc->user;
}

/*
 * `import-type-x`; when more interfaces have an `x`, `import-type-x0`, `…x01`, `…x012`, as the peers
 * call them. That grows with every one: from the tenth on it is `…x10`, `…x11`.
 */
static tn_name type_import_name(struct nested *n, tn_name type)
{
	enum { GROWING = 10 };
	struct tn_wrap *w = n->w;
	struct tn_str plain =
		tn_str_format(w->arena, "import-type-%.*s", TN_S(tn_ctx_text(w->cx, type)));
	struct tn_str text = plain;
	tn_name first = tn_ctx_name(w->cx, plain), name = first;
	uint32_t next = tn_map_get(&n->taken, first); /* the number that comes behind */
	for (uint32_t i = next == TN_MAP_NONE || next < GROWING ? 0 : next;
		tn_map_get(&n->taken, name) != TN_MAP_NONE; i++) {
		text = tn_str_format(w->arena, "%.*s%u", TN_S(i < GROWING ? text : plain), i);
		name = tn_ctx_name(w->cx, text);
		next = i + 1;
	}
	if (name != first)
		tn_map_put(&n->taken, first, next);
	tn_map_put(&n->taken, name, 0);
	return name;
}

/* First everything comes in: named types as imports, equal to what the root knows them as. */
static struct tn_node *name_as_import(
	struct tn_typenc *enc, const struct tn_typedef *def, struct tn_node *type)
{
	struct nested *n = nested_of(enc);
	struct tn_desc desc = { type ? TN_DESC_TYPE_EQ : TN_DESC_TYPE_SUB, .type = type };
	tn_name name = type_import_name(n, def->name);
	*TN_PUSH(n->w->arena, &n->type_imports) =
		tn_model_find_type(enc->wit, def->owner, def->name);
	*TN_PUSH(n->w->arena, &n->type_import_names) = name;
	return tn_ir_import(enc->scope, tn_ir_name(name), desc);
}

/* Then it goes out again, under the names of the interface. */
static struct tn_node *name_as_export(
	struct tn_typenc *enc, const struct tn_typedef *def, struct tn_node *type)
{
	return tn_ir_export(enc->scope, tn_typenc_name(def->name, def->meta.external_id), type,
		(struct tn_desc){ TN_DESC_NONE });
}

static const struct tn_typenc_flavour coming_in = { name_as_import, tn_typenc_foreign };
static const struct tn_typenc_flavour going_out = { name_as_export, tn_typenc_foreign };

static struct tn_typenc nested_encoder(
	struct nested *n, const struct tn_typenc_flavour *flavour, tn_iface iface)
{
	struct tn_typenc enc = tn_wrap_encoder(n->w, TN_WRAP_OWN_TYPES, iface);
	enc.scope = enc.outer = n->scope;
	enc.maps = &n->maps;
	enc.flavour = flavour;
	enc.user = n;
	return enc;
}

/* `import-func-f`, `import-method-r-f`: labels, so brackets and dots go. */
static tn_name func_import_name(const struct tn_wrap *w, const struct tn_func *func)
{
	struct tn_str name = tn_ctx_text(w->cx, func->name);
	struct tn_buf out = tn_buf_new(w->arena);
	tn_buf_str(
		&out, name.len && name.ptr[0] == '[' ? TN_STR("import-") : TN_STR("import-func-"));
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		if (c != '[')
			tn_buf_byte(&out, (uint8_t)(c == ']' || c == '.' ? '-' : c));
	}
	return tn_ctx_name(w->cx, (struct tn_str){ (const char *)out.ptr, out.len });
}

/* The lifted functions, typed by the structure of the interface's types. */
static void lift_functions(struct nested *n)
{
	struct tn_wrap *w = n->w;
	const struct tn_interface *iface = &w->plan->wit->interfaces.ptr[n->iface];
	struct tn_typenc enc = tn_wrap_encoder(w, TN_WRAP_OWN_TYPES, n->iface);
	for (uint32_t i = 0; i < iface->functions.len; i++) {
		const struct tn_func *func = &iface->functions.ptr[i];
		struct tn_node *type = tn_typenc_func(&enc, func);
		*TN_PUSH(w->arena, &n->args) = (struct tn_arg){
			tn_ir_name(func_import_name(w, func)),
			lift(w, n->part, n->index, func, type),
		};
	}
	tn_wrap_check(w, &enc);
}

/* Types of other interfaces that this one uses, from those that they themselves use onwards. */
static void import_foreign_types(struct nested *n)
{
	struct tn_wrap *w = n->w;
	const struct tn_wit *wit = w->plan->wit;
	struct tn_live live;
	tn_live_begin(&live, wit, w->arena);
	tn_live_add_interface(&live, n->iface);
	for (uint32_t i = 0; i < live.order.len; i++) {
		tn_def def = live.order.ptr[i];
		const struct tn_typedef *type = &wit->types.ptr[def];
		if (type->owner_kind != TN_OWNER_INTERFACE || type->owner == n->iface)
			continue;
		struct tn_typenc outer = tn_wrap_encoder(w, TN_WRAP_OWN_TYPES, n->iface);
		tn_typenc_type(&outer, tn_ty_of(def));
		tn_wrap_check(w, &outer);
		struct tn_typenc inner = nested_encoder(n, &coming_in, type->owner);
		tn_typenc_type(&inner, tn_ty_of(def));
		tn_wrap_check(w, &inner);
	}
}

/* The interface's own resources, not made a second time but passed through. */
static void import_resources(struct nested *n, struct tn_node **resources)
{
	const struct tn_wit *wit = n->w->plan->wit;
	const struct tn_interface *iface = &wit->interfaces.ptr[n->iface];
	struct tn_typenc enc = nested_encoder(n, &coming_in, n->iface);
	for (uint32_t i = 0; i < iface->types.len; i++) {
		tn_def def = iface->types.ptr[i].def;
		if (wit->types.ptr[def].kind == TN_DEF_RESOURCE)
			resources[i] = tn_typenc_type(&enc, tn_ty_of(def)).node;
	}
	tn_wrap_check(n->w, &enc);
}

static void import_functions(struct nested *n)
{
	const struct tn_interface *iface = &n->w->plan->wit->interfaces.ptr[n->iface];
	struct tn_typenc enc = nested_encoder(n, &coming_in, n->iface);
	for (uint32_t i = 0; i < iface->functions.len; i++) {
		struct tn_node *type = tn_typenc_func(&enc, &iface->functions.ptr[i]);
		struct tn_desc desc = { TN_DESC_FUNC, .type = type };
		*TN_PUSH(n->w->arena, &n->functions) =
			tn_ir_import(n->scope, n->args.ptr[i].name, desc);
	}
	tn_wrap_check(n->w, &enc);
}

/* What the root gives for the types that the nested component imports. */
static void add_type_args(struct nested *n)
{
	for (uint32_t i = 0; i < n->type_imports.len; i++)
		*TN_PUSH(n->w->arena, &n->args) = (struct tn_arg){
			tn_ir_name(n->type_import_names.ptr[i]),
			tn_typenc_get(&n->w->maps, n->type_imports.ptr[i]),
		};
}

static void export_types(struct nested *n, struct tn_typenc *enc, struct tn_node **resources)
{
	const struct tn_wit *wit = n->w->plan->wit;
	const struct tn_interface *iface = &wit->interfaces.ptr[n->iface];
	for (uint32_t i = 0; i < iface->types.len; i++) {
		tn_def def = iface->types.ptr[i].def;
		if (resources[i])
			tn_typenc_set(
				enc, def, name_as_export(enc, &wit->types.ptr[def], resources[i]));
		else
			tn_typenc_type(enc, tn_ty_of(def));
	}
}

static void export_functions(struct nested *n, struct tn_typenc *enc)
{
	const struct tn_interface *iface = &n->w->plan->wit->interfaces.ptr[n->iface];
	for (uint32_t i = 0; i < iface->functions.len; i++) {
		const struct tn_func *func = &iface->functions.ptr[i];
		struct tn_desc desc = { TN_DESC_FUNC, .type = tn_typenc_func(enc, func) };
		tn_ir_export(n->scope, tn_typenc_name(func->name, func->meta.external_id),
			n->functions.ptr[i], desc);
	}
}

/* From here on the types are those of the exported instance: what was known of them is forgotten. */
static void forget_types(struct nested *n)
{
	const struct tn_interface *iface = &n->w->plan->wit->interfaces.ptr[n->iface];
	struct tn_typenc enc = tn_wrap_encoder(n->w, TN_WRAP_OWN_TYPES, n->iface);
	for (uint32_t i = 0; i < iface->types.len; i++)
		tn_typenc_forget(&enc, iface->types.ptr[i].def);
}

static void export_instance(struct nested *n)
{
	struct tn_wrap *w = n->w;
	const struct tn_item *item = &tn_plan_world(w->plan)->exports.ptr[n->index];
	struct tn_extern_name name = tn_typenc_item_name(w->plan->wit, item);
	struct tn_str text = tn_ctx_text(w->cx, name.name);
	struct tn_node *component = tn_ir_component(w->root, n->scope);
	tn_wrap_label(w, component, tn_str_format(w->arena, "%.*s-shim-component", TN_S(text)));
	struct tn_node *instance = tn_ir_instantiate(w->root, component, n->args.ptr, n->args.len);
	tn_wrap_label(w, instance, tn_str_format(w->arena, "%.*s-shim-instance", TN_S(text)));
	struct tn_node *exported = tn_ir_export(
		w->root, tn_wrap_name(w, TN_TYPENC_EXPORT, item, name), instance, (struct tn_desc){ TN_DESC_NONE });
	tn_typenc_set_instance(&w->instances, w->arena, n->iface, exported);
}

static void export_interface(struct tn_wrap *w, uint32_t part, uint32_t index)
{
	struct nested n = { .w = w, .part = part, .index = index };
	n.iface = tn_plan_world(w->plan)->exports.ptr[index].interface;
	n.taken.arena = w->arena;
	n.scope = tn_ir_scope(w->root->ir, TN_SCOPE_COMPONENT, w->root);
	struct tn_node **resources = TN_NEWN(
		w->arena, struct tn_node *, w->plan->wit->interfaces.ptr[n.iface].types.len);

	lift_functions(&n);
	import_foreign_types(&n);
	struct tn_typenc_maps foreign = tn_typenc_copy(w->arena, &n.maps);
	import_resources(&n, resources);
	import_functions(&n);
	add_type_args(&n);

	n.maps = foreign;
	tn_typenc_forget_funcs(&n.maps);
	struct tn_typenc out = nested_encoder(&n, &going_out, n.iface);
	export_types(&n, &out, resources);
	export_functions(&n, &out);
	tn_wrap_check(w, &out);
	export_instance(&n);
	forget_types(&n);
}

void tn_wrap_exports(struct tn_wrap *w, uint32_t part)
{
	const struct tn_world_def *world = tn_plan_world(w->plan);
	for (uint32_t i = 0; i < world->exports.len; i++) {
		if (!w->plan->parts[part].wanted[i])
			continue;
		if (world->exports.ptr[i].kind == TN_ITEM_FUNC)
			export_func(w, part, i);
		else if (world->exports.ptr[i].kind == TN_ITEM_INTERFACE)
			export_interface(w, part, i);
	}
}
