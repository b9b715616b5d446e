/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The component's imports: of each interface the part that is used, then what the world itself has. */
#include "componentize/wrap.h"
#include "wasm/component/externname.h"

static struct tn_desc func_desc(struct tn_node *type)
{
	return (struct tn_desc){ .kind = TN_DESC_FUNC, .type = type };
}

/* --import-name OLD=NEW */
static tn_name renamed(const struct tn_wrap *w, tn_name name)
{
	struct tn_str text = tn_ctx_text(w->cx, name);
	for (uint32_t i = 0; i < w->options.rename_count; i++) {
		if (tn_str_eq(w->options.renames[i].from, text))
			return tn_ctx_name(w->cx, w->options.renames[i].to);
	}
	return name;
}

static bool is_imported(const struct tn_wrap *w, struct tn_str name)
{
	const struct tn_world_def *world = tn_plan_world(w->plan);
	for (uint32_t i = 0; i < world->imports.len; i++) {
		const struct tn_item *item = &world->imports.ptr[i];
		tn_name own = tn_typenc_item_name(w->plan->wit, item).name;
		if (item->kind == TN_ITEM_INTERFACE && tn_str_eq(tn_ctx_text(w->cx, own), name))
			return true;
	}
	return false;
}

/* The module, of which there is no place for what it does not import. */
static struct tn_span main_file(struct tn_wrap *w)
{
	struct tn_sources *sources = &w->cx->sources;
	uint32_t source = w->plan->parts[TN_PART_MAIN_INDEX].module->source;
	return source ? tn_source_name(sources, tn_source_get(sources, source)->path)
		      : (struct tn_span){ 0 };
}

static void check_renames(struct tn_wrap *w)
{
	for (uint32_t i = 0; i < w->options.rename_count; i++) {
		const struct tn_wrap_rename *r = &w->options.renames[i];
		struct tn_externname parsed;
		struct tn_str why;
		if (!is_imported(w, r->from))
			tn_diag_warning(w->cx, TN_E_IMPORT_NAME, main_file(w),
				"no interface `%.*s` is imported that could be renamed",
				TN_S(r->from));
		if (tn_externname_parse(r->to, w->arena, &parsed, &why) &&
			(parsed.kind == TN_EXTERNNAME_INTERFACE ||
				parsed.kind == TN_EXTERNNAME_LABEL))
			continue;
		struct tn_diag *d = tn_diag_error(w->cx, TN_E_IMPORT_NAME, (struct tn_span){ 0 },
			"`%.*s` cannot be the name of an imported interface", TN_S(r->to));
		tn_diag_hint(w->cx, d, "write a name like `ns:package/interface@1.0.0`, or `name`");
		w->failed = true;
	}
}

/* The instance type with the live types and used functions; NULL when it would be empty. */
static struct tn_scope *instance_type(struct tn_wrap *w, uint32_t index)
{
	const struct tn_wit *wit = w->plan->wit;
	tn_iface id = tn_plan_world(w->plan)->imports.ptr[index].interface;
	const struct tn_interface *iface = &wit->interfaces.ptr[id];
	const struct tn_plan_types *live = tn_plan_live(w->plan, id);
	struct tn_scope *scope = tn_ir_scope(w->root->ir, TN_SCOPE_INSTANCE_TYPE, w->root);
	struct tn_typenc_maps maps = { 0 };
	struct tn_typenc enc = tn_wrap_encoder(w, TN_WRAP_WORLD_TYPES, id);
	enc.scope = scope;
	enc.maps = &maps;
	enc.flavour = &tn_typenc_declare;
	for (uint32_t i = 0; live && i < live->list.len; i++)
		tn_typenc_type(&enc, tn_ty_of(live->list.ptr[i]));
	for (uint32_t i = 0; i < iface->functions.len; i++) {
		const struct tn_func *func = &iface->functions.ptr[i];
		if (!tn_plan_used(w->plan, index, func->name))
			continue;
		struct tn_node *type = tn_typenc_func(&enc, func);
		tn_ir_export_decl(
			scope, tn_typenc_name(func->name, func->meta.external_id), func_desc(type));
	}
	tn_wrap_check(w, &enc);
	return scope->nodes.len ? scope : NULL;
}

static void import_interface(struct tn_wrap *w, uint32_t index)
{
	const struct tn_item *item = &tn_plan_world(w->plan)->imports.ptr[index];
	struct tn_extern_name name = tn_typenc_item_name(w->plan->wit, item);
	struct tn_scope *scope = instance_type(w, index);
	if (!scope)
		return; /* nobody would notice that it is there */
	name.name = renamed(w, name.name);
	struct tn_str text = tn_ctx_text(w->cx, name.name);
	struct tn_type_def def = { .kind = TN_TYPE_INSTANCE, .scope = scope };
	struct tn_desc desc = { .kind = TN_DESC_INSTANCE, .type = tn_ir_type(w->root, &def) };
	tn_wrap_label(w, desc.type, tn_str_format(w->arena, "ty-%.*s", TN_S(text)));
	struct tn_node *node = tn_ir_import(w->root, tn_wrap_name(w, TN_TYPENC_IMPORT, item, name), desc);
	tn_wrap_label(w, node, text);
	tn_typenc_set_instance(&w->instances, w->arena, item->interface, node);
}

static void import_func(struct tn_wrap *w, uint32_t index)
{
	const struct tn_item *item = &tn_plan_world(w->plan)->imports.ptr[index];
	if (!tn_plan_used(w->plan, index, item->func.name))
		return;
	struct tn_typenc enc = tn_wrap_encoder(w, TN_WRAP_WORLD_TYPES, TN_NO_ID);
	struct tn_node *type = tn_typenc_func(&enc, &item->func);
	w->functions[index] =
		tn_ir_import(w->root, tn_typenc_item_name(w->plan->wit, item), func_desc(type));
	tn_wrap_label(w, w->functions[index], tn_ctx_text(w->cx, item->key_name));
	tn_wrap_check(w, &enc);
}

static void import_type(struct tn_wrap *w, uint32_t index)
{
	const struct tn_item *item = &tn_plan_world(w->plan)->imports.ptr[index];
	struct tn_typenc enc = tn_wrap_encoder(w, TN_WRAP_WORLD_TYPES, TN_NO_ID);
	tn_typenc_type(&enc, tn_ty_of(item->type));
	tn_wrap_check(w, &enc);
}

void tn_wrap_imports(struct tn_wrap *w)
{
	static void (*const chapters[])(
		struct tn_wrap *w, uint32_t index) = { import_interface, import_type, import_func };
	static const enum tn_item_kind kinds[] = { TN_ITEM_INTERFACE, TN_ITEM_TYPE, TN_ITEM_FUNC };
	const struct tn_world_def *world = tn_plan_world(w->plan);
	check_renames(w);
	for (int chapter = 0; chapter < 3; chapter++) {
		for (uint32_t i = 0; i < world->imports.len; i++) {
			if (world->imports.ptr[i].kind == kinds[chapter])
				chapters[chapter](w, i);
		}
	}
}
