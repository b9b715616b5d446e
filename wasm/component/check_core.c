/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Core modules, their types and instances inside components. Binary.md "core:instance", "core:type". */
#include "wasm/component/checking.h"
#include "wasm/core/coretype.h"

/* ---- modules as read ---- */

/* Type indices of one module as numbers of the world; groups are interned in order, up to need. */
struct module_types {
	struct tn_world *w;
	const struct tn_module *module;
	TN_VEC(uint32_t) numbers;
	struct tn_arena *arena;
	bool failed; /* only where the module has not been validated */
};

static uint32_t module_number(void *user, uint32_t index)
{
	struct module_types *m = user;
	if (index < m->numbers.len)
		return m->numbers.ptr[index];
	/* Into the group that is being interned. */
	uint32_t place = index - m->numbers.len;
	m->failed |= place >= m->module->types.ptr[m->numbers.len].group_size;
	return m->failed ? m->w->core.list.types.len : m->w->core.list.types.len + place;
}

static uint32_t module_type(struct module_types *m, uint32_t index)
{
	const struct tn_check_core_map map = { module_number, m };
	m->failed |= index >= m->module->types.len;
	while (!m->failed && m->numbers.len <= index) {
		const struct tn_core_type *first = &m->module->types.ptr[m->numbers.len];
		const char *fault;
		uint32_t number = tn_check_core_intern(m->w, first, first->group_size, &map, &fault);
		m->failed |= fault != NULL;
		uint32_t size = first->group_size;
		for (uint32_t i = 0; i < size; i++)
			*TN_PUSH(m->arena, &m->numbers) = number + i;
	}
	return m->failed ? 0 : m->numbers.ptr[index];
}

static uint32_t interned(void *user, uint32_t index)
{
	return module_type(user, index);
}

static struct tn_core_extern of_world(struct module_types *m, struct tn_core_extern type)
{
	const struct tn_check_core_map map = { interned, m };
	if (type.kind == TN_CORE_KIND_FUNC || type.kind == TN_CORE_KIND_TAG)
		type.type = module_type(m, type.type);
	type.value = tn_check_core_value(type.value, &map);
	return type;
}

bool tn_check_unique_imports(struct tn_checking *c, const struct tn_node *node,
	const struct tn_cmodule *type)
{
	struct tn_map seen = { .arena = c->scratch };
	for (uint32_t i = 0; i < type->import_count; i++) {
		const struct tn_cmodule_extern *import = &type->imports[i];
		if (tn_map_put(&seen, TN_KEY(import->module, import->name), i))
			continue;
		tn_check_error(c, node,
			"module has a duplicate import name `%.*s:%.*s` that is not allowed in components",
			TN_S(tn_check_text(c, import->module)), TN_S(tn_check_text(c, import->name)));
		return false;
	}
	return true;
}

static const struct tn_ctype *outside_of(struct tn_checking *c, const struct tn_module *module)
{
	struct tn_world *w = c->w;
	struct module_types m = { .w = w, .module = module, .arena = c->scratch };
	struct tn_ctype draft = { .kind = TN_CTYPE_MODULE };
	struct tn_cmodule *type = &draft.u.module;
	struct tn_cmodule_extern *imports =
		TN_NEWN(w->arena, struct tn_cmodule_extern, module->imports.len);
	for (uint32_t i = 0; i < module->imports.len; i++) {
		const struct tn_core_import *import = &module->imports.ptr[i];
		imports[i].module = tn_ctx_name(c->cx, import->module);
		imports[i].name = tn_ctx_name(c->cx, import->name);
		imports[i].type = of_world(&m, import->type);
	}
	struct tn_cmodule_extern *exports =
		TN_NEWN(w->arena, struct tn_cmodule_extern, module->exports.len);
	for (uint32_t i = 0; i < module->exports.len; i++) {
		exports[i].name = tn_ctx_name(c->cx, module->exports.ptr[i].name);
		exports[i].type = of_world(&m, *tn_module_exported(module, &module->exports.ptr[i]));
	}
	type->imports = imports;
	type->import_count = module->imports.len;
	type->exports = exports;
	type->export_count = module->exports.len;
	type->export_names = tn_check_module_names(w, exports, type->export_count);
	return m.failed ? NULL : tn_check_make(w, &draft);
}

/* What validation has made sure of, where the module was only read. */
static bool indices_are_there(const struct tn_module *module)
{
	const uint32_t counts[] = { module->funcs.len, module->tables.len, module->memories.len,
		module->globals.len, module->tags.len };
	for (uint32_t i = 0; i < module->exports.len; i++) {
		const struct tn_core_export *e = &module->exports.ptr[i];
		if (e->index >= counts[e->kind])
			return false;
	}
	for (uint32_t i = 0; i < module->funcs.len; i++) {
		uint32_t type = module->funcs.ptr[i].type;
		if (type >= module->types.len || module->types.ptr[type].kind != TN_CORE_FUNC)
			return false;
	}
	for (uint32_t i = 0; i < module->tags.len; i++) {
		uint32_t type = module->tags.ptr[i].type;
		if (type >= module->types.len || module->types.ptr[type].kind != TN_CORE_FUNC)
			return false;
	}
	return true;
}

void tn_check_core_module(struct tn_checking *c, const struct tn_node *node)
{
	struct tn_mark mark = tn_mem_mark(c->scratch);
	uint32_t base = node->origin.start, before = c->cx->diags.list.len;
	struct tn_module *module =
		tn_read_module(c->cx, c->scratch, node->origin.source, base, node->u.module.bytes);
	bool valid = module;
	if (valid && !c->is_types_only)
		valid = tn_validate_module(c->cx, c->scratch, module);
	tn_check_place_since(c, before, node); /* offsets alone do not say which module it is */
	if (!valid) {
		c->failed = true;
	} else if (!indices_are_there(module)) {
		tn_check_error(c, node, "the module imports or exports what it does not have");
	} else {
		const struct tn_ctype *type = outside_of(c, module);
		if (!type)
			tn_check_error(c, node, "the type of the module is too large");
		else if (tn_check_unique_imports(c, node, &type->u.module))
			tn_check_set_slot(c->w, node, type);
	}
	const struct tn_bytes bytes = node->u.module.bytes;
	tn_ctx_release(c->cx, node->origin.source, bytes.ptr, bytes.ptr + bytes.len);
	tn_mem_reset(c->scratch, mark);
}

/* ---- core instances ---- */

/* In the place of an argument: that it is missing was reported. */
#define TOLD (TN_MAP_NONE - 2)

static void near_core_export(struct tn_checking *c, struct tn_diag *diag,
	const struct tn_cmodule *instance, struct tn_str name)
{
	if (!tn_diag_may_guess(c->cx, diag))
		return;
	struct tn_check_near near = tn_check_near(name);
	for (uint32_t i = 0; i < instance->export_count; i++)
		tn_check_near_try(&near, tn_check_text(c, instance->exports[i].name));
	tn_check_near_hint(c, diag, &near);
}

/* One import of a module, by what its arguments give. What is missing as a whole is told once. */
static bool core_import(struct tn_checking *c, const struct tn_node *node, struct tn_map *args,
	const struct tn_cmodule_extern *import)
{
	struct tn_str module = tn_check_text(c, import->module);
	struct tn_str name = tn_check_text(c, import->name);
	uint32_t at = tn_map_get(args, import->module);
	if (at == TOLD)
		return false;
	if (at == TN_MAP_NONE) {
		struct tn_diag *diag = tn_check_error(
			c, node, "missing module instantiation argument named `%.*s`", TN_S(module));
		tn_check_near_argument(c, diag, node, module);
		tn_map_put(args, import->module, TOLD);
		return false;
	}
	const struct tn_cmodule *instance = tn_check_slot(c->w, node->u.inst.args[at].node);
	const struct tn_cmodule_extern *given =
		tn_check_module_export(c->w, instance, import->name);
	struct tn_str why = { 0 };
	if (!given) {
		struct tn_diag *diag = tn_check_error(c, node,
			"module instantiation argument `%.*s` does not export an item named `%.*s`",
			TN_S(module), TN_S(name));
		near_core_export(c, diag, instance, name);
	} else if (!tn_check_core_fits(c->w, &given->type, &import->type, c->scratch, &why)) {
		tn_check_error(c, node,
			"type mismatch for export `%.*s` of module instantiation argument `%.*s`: %.*s",
			TN_S(name), TN_S(module), TN_S(why));
	}
	return given && !why.len;
}

/* Binary.md "core:instantiatearg": an instance for each first name of the module's imports. */
void tn_check_core_instantiate(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_ctype *of = tn_check_slot(c->w, node->u.inst.of);
	struct tn_mark mark = tn_mem_mark(c->scratch);
	struct tn_map args = { .arena = c->scratch };
	bool fine = of != NULL;
	for (uint32_t i = 0; i < node->u.inst.count; i++) {
		const struct tn_arg *arg = &node->u.inst.args[i];
		fine &= tn_check_slot(c->w, arg->node) != NULL;
		if (!tn_map_put(&args, arg->name.name, i)) {
			tn_check_error(c, node, "duplicate module instantiation argument named `%.*s`",
				TN_S(tn_check_text(c, arg->name.name)));
			fine = false;
		}
	}
	/* Each import that is wrong is told of, until nobody reads on. */
	bool all_known = fine;
	uint32_t wrong = 0;
	for (uint32_t i = 0; all_known && i < of->u.module.import_count; i++) {
		wrong += !core_import(c, node, &args, &of->u.module.imports[i]);
		if (wrong == TN_CHECK_MISFITS || (wrong && tn_diag_is_full(c->cx)))
			break;
	}
	fine &= !wrong;
	tn_mem_reset(c->scratch, mark);
	if (fine)
		tn_check_set_slot(c->w, node, &of->u.module);
}

void tn_check_core_inline(struct tn_checking *c, const struct tn_node *node)
{
	struct tn_cmodule *instance = TN_NEW(c->w->arena, struct tn_cmodule);
	struct tn_cmodule_extern *exports =
		TN_NEWN(c->w->arena, struct tn_cmodule_extern, node->u.inst.count);
	struct tn_mark mark = tn_mem_mark(c->scratch);
	struct tn_map names = { .arena = c->scratch };
	bool fine = true;
	for (uint32_t i = 0; i < node->u.inst.count; i++) {
		const struct tn_arg *arg = &node->u.inst.args[i];
		const struct tn_core_extern *type = tn_check_slot(c->w, arg->node);
		fine &= type != NULL;
		exports[i].name = arg->name.name;
		if (type)
			exports[i].type = *type;
		if (arg->node && arg->node->sort == TN_SORT_CORE_TAG)
			fine &= tn_check_feature(c, node, TN_WASM_EXCEPTIONS, "a tag");
		if (!tn_map_put(&names, arg->name.name, i)) {
			tn_check_error(c, node,
				"duplicate instantiation export name `%.*s` already defined",
				TN_S(tn_check_text(c, arg->name.name)));
			fine = false;
		}
	}
	tn_mem_reset(c->scratch, mark);
	instance->exports = exports;
	instance->export_count = node->u.inst.count;
	instance->export_names = tn_check_module_names(c->w, exports, instance->export_count);
	if (fine)
		tn_check_set_slot(c->w, node, instance);
}

static const enum tn_core_kind kinds[] = {
	[TN_SORT_CORE_FUNC] = TN_CORE_KIND_FUNC,
	[TN_SORT_CORE_TABLE] = TN_CORE_KIND_TABLE,
	[TN_SORT_CORE_MEMORY] = TN_CORE_KIND_MEMORY,
	[TN_SORT_CORE_GLOBAL] = TN_CORE_KIND_GLOBAL,
	[TN_SORT_CORE_TAG] = TN_CORE_KIND_TAG,
};

/* Binary.md "alias", core export. */
void tn_check_core_alias(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_cmodule *instance = tn_check_slot(c->w, node->u.alias.from);
	if (!instance || node->sort > TN_SORT_CORE_TAG)
		return;
	struct tn_str name = tn_check_text(c, node->u.alias.name);
	const struct tn_cmodule_extern *export =
		tn_check_module_export(c->w, instance, node->u.alias.name);
	if (!export)
		near_core_export(c,
			tn_check_error(c, node, "core instance has no export named `%.*s`", TN_S(name)),
			instance, name);
	else if (export->type.kind != kinds[node->sort])
		tn_check_error(c, node,
			"export `%.*s` of the core instance is not a %s: found %s",
			TN_S(name), tn_ir_sort_word((enum tn_sort)node->sort),
			tn_coretype_kind(export->type.kind));
	else if (node->sort != TN_SORT_CORE_TAG ||
		 tn_check_feature(c, node, TN_WASM_EXCEPTIONS, "a tag"))
		tn_check_set_slot(c->w, node, &export->type);
}
