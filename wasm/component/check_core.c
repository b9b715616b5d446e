/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Core modules, their types and instances inside components. Binary.md "core:instance", "core:type". */
#include "wasm/component/checking.h"
#include "wasm/component/ircore.h"

/* ---- modules as read ---- */

/* Type indices of one module as numbers of the world; groups are interned in order, up to need. */
struct module_types {
	struct tn_world *w;
	const struct tn_module *module;
	TN_VEC(uint32_t) numbers;
	struct tn_arena *arena;
	uint32_t group; /* first index of the group that is being interned */
};

static uint32_t resolve_in_module(void *user, uint32_t index, bool *own)
{
	struct module_types *m = user;
	if (index >= m->group && index < m->module->types.len && index >= m->numbers.len) {
		*own = true;
		return index - m->group;
	}
	return index < m->numbers.len ? m->numbers.ptr[index] : 0;
}

static uint32_t module_type(struct module_types *m, uint32_t index)
{
	while (m->numbers.len <= index && m->numbers.len < m->module->types.len) {
		m->group = m->numbers.len;
		const struct tn_core_type *first = &m->module->types.ptr[m->group];
		uint32_t size = first->group_size ? first->group_size : 1;
		uint32_t number = tn_check_core_intern(m->w, first, size, resolve_in_module, m);
		for (uint32_t i = 0; i < size; i++)
			*TN_PUSH(m->arena, &m->numbers) = number + i;
	}
	return index < m->numbers.len ? m->numbers.ptr[index] : 0;
}

static struct tn_core_extern of_world(struct module_types *m, struct tn_core_extern type)
{
	if (type.kind == TN_CORE_KIND_FUNC || type.kind == TN_CORE_KIND_TAG)
		type.type = module_type(m, type.type);
	if (type.value & TN_CORE_INDEX) {
		(void)module_type(m, type.value & TN_CORE_HEAP_MASK);
		m->group = m->module->types.len;
		type.value = tn_check_core_value(type.value, resolve_in_module, m);
	}
	return type;
}

/* Two imports of one name would be one argument: components refuse such modules. */
static bool imports_are_unique(struct tn_checking *c, const struct tn_node *node,
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
	return tn_check_make(w, &draft);
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
	uint32_t base = node->origin.start;
	struct tn_module *module =
		tn_read_module(c->cx, c->scratch, node->origin.source, base, node->u.module.bytes);
	bool valid = module;
	if (valid && !c->is_types_only)
		valid = tn_validate_module(c->cx, c->scratch, module);
	if (!valid) {
		c->failed = true;
	} else if (!indices_are_there(module)) {
		tn_check_error(c, node, "the module imports or exports what it does not have");
	} else {
		const struct tn_ctype *type = outside_of(c, module);
		if (!type)
			tn_check_error(c, node, "the type of the module is too large");
		else if (imports_are_unique(c, node, &type->u.module))
			tn_check_set_slot(c->w, node, type);
	}
	const struct tn_bytes bytes = node->u.module.bytes;
	tn_ctx_release(c->cx, node->origin.source, bytes.ptr, bytes.ptr + bytes.len);
	tn_mem_reset(c->scratch, mark);
}

/* ---- core types ---- */

/* Patches of coded core types as numbers of the world. */
struct coded_types {
	struct tn_checking *c;
	const struct tn_node *node; /* the group's first node */
	const struct tn_coded *coded;
	bool failed;
};

/* The place of a node in the group that begins with `first`; false when it is none of it. */
static bool in_group(const struct tn_node *first, const struct tn_node *node, uint32_t *place)
{
	/* The rest of a group is made right behind its first type. */
	uint32_t size = first && first->op == TN_OP_CORE_TYPE ? first->u.core_type.group_size : 0;
	*place = first ? node->id - first->id : 0;
	return first && node->scope == first->scope && node->id >= first->id && *place < size;
}

static uint32_t resolve_patch(void *user, uint32_t ordinal, bool *own)
{
	struct coded_types *t = user;
	uint32_t place = 0;
	const struct tn_node *target =
		ordinal < t->coded->patch_count ? t->coded->patches[ordinal].node : NULL;
	if (target && in_group(t->node, target, &place)) {
		*own = true;
		return place;
	}
	const struct tn_check_core_type *type = target ? tn_check_slot(t->c->w, target) : NULL;
	if (!type) {
		t->failed = true;
		return 0;
	}
	if (type->module && !t->failed) {
		tn_check_error(t->c, t->node, "a module type stands where a core type is wanted");
		t->failed = true;
	}
	return type->id;
}

static void set_core_type(struct tn_checking *c, const struct tn_node *node, uint32_t id,
	const struct tn_ctype *module)
{
	struct tn_check_core_type *type = TN_NEW(c->w->arena, struct tn_check_core_type);
	type->id = id;
	type->module = module;
	tn_check_set_slot(c->w, node, type);
}

/* What a group needs beyond functions over numbers. */
static bool group_is_allowed(struct tn_checking *c, const struct tn_node *node,
	const struct tn_ircore *scan)
{
	bool plain = scan->types.len == 1 && tn_ircore_group_size(&(struct tn_reader){
						     .at = node->u.core_type.rec.bytes.ptr,
						     .end = node->u.core_type.rec.bytes.ptr +
							    node->u.core_type.rec.bytes.len,
						     .base = node->u.core_type.rec.bytes.ptr }) == 1 &&
		     node->u.core_type.rec.bytes.ptr[0] == 0x60;
	if (!plain && !tn_check_feature(c, node, TN_WASM_GC, "a core type of this form"))
		return false;
	for (uint32_t i = 0; i < scan->types.len; i++) {
		const struct tn_core_type *type = &scan->types.ptr[i];
		if (type->is_shared && !tn_check_feature(c, node, TN_WASM_SHARED_EVERYTHING_THREADS,
					       "a shared core type"))
			return false;
		if (type->kind == TN_CORE_FUNC && type->sig.result_count > 1 &&
			!tn_check_feature(c, node, TN_WASM_MULTI_VALUE,
				"a function with several results"))
			return false;
	}
	return true;
}

/* Core spec, validation, "Sub Types": a supertype is not final, of the same kind, and stands before. */
static bool supers_are_fine(struct tn_checking *c, const struct tn_node *node,
	const struct tn_ircore *scan, struct coded_types *t)
{
	for (uint32_t i = 0; i < scan->types.len; i++) {
		const struct tn_core_type *type = &scan->types.ptr[i];
		if (type->kind == TN_CORE_CONT || type->super == UINT32_MAX)
			continue;
		bool own = false;
		uint32_t number = resolve_patch(t, type->super, &own);
		if (t->failed)
			return false;
		const struct tn_core_type *super =
			own ? &scan->types.ptr[number] : &c->w->core_types.ptr[number].type;
		if ((own && number >= i) || super->is_final || super->kind != type->kind) {
			tn_check_error(c, node, "sub type must match super type");
			return false;
		}
	}
	return true;
}

static void check_group(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_coded *rec = &node->u.core_type.rec;
	struct tn_reader r = tn_reader_new(rec->bytes, rec->bytes.ptr);
	struct tn_ircore scan = { .arena = c->scratch, .start = rec->bytes.ptr };
	struct coded_types t = { c, node, rec, false };
	tn_ircore_rec(&r, &scan);
	if (r.error || !group_is_allowed(c, node, &scan) || !supers_are_fine(c, node, &scan, &t))
		return;
	uint32_t id =
		tn_check_core_intern(c->w, scan.types.ptr, scan.types.len, resolve_patch, &t);
	if (t.failed)
		return;
	set_core_type(c, node, id, NULL);
}

/* A further type of a group: one more than the type before it. */
void tn_check_core_rest(struct tn_checking *c, const struct tn_node *before,
	const struct tn_node *node)
{
	const struct tn_check_core_type *type = tn_check_slot(c->w, before);
	if (type)
		set_core_type(c, node, type->id + 1, NULL);
}

/* An import or export of a module type. */
static bool module_entry(struct tn_checking *c, const struct tn_node *node,
	struct tn_cmodule_extern *out)
{
	const struct tn_coded *core = &node->u.ext.desc.core;
	struct tn_reader r = tn_reader_new(core->bytes, core->bytes.ptr);
	struct tn_ircore scan = { .arena = c->scratch, .start = core->bytes.ptr };
	struct coded_types t = { c, NULL, core, false };
	out->module = node->u.ext.module;
	out->name = node->u.ext.name.name;
	out->type = tn_ircore_extern(&r, &scan);
	bool own = false;
	if (out->type.kind == TN_CORE_KIND_FUNC || out->type.kind == TN_CORE_KIND_TAG) {
		out->type.type = resolve_patch(&t, out->type.type, &own);
		if (!t.failed && !tn_check_core_id_sig(c->w, out->type.type)) {
			tn_check_error(c, node, "the type of a core function is a function type");
			return false;
		}
	}
	out->type.value = tn_check_core_value(out->type.value, resolve_patch, &t);
	if (r.error || t.failed)
		return false;
	const struct tn_core_limits *limits = &out->type.limits;
	if (limits->has_max && limits->min > limits->max) {
		tn_check_error(c, node, "size minimum must not be greater than maximum");
		return false;
	}
	if (out->type.kind == TN_CORE_KIND_MEMORY && !limits->is_64 && limits->page_log2 == 16 &&
		(limits->min > 65536 || (limits->has_max && limits->max > 65536))) {
		tn_check_error(c, node, "memory size must be at most 65536 pages (4GiB)");
		return false;
	}
	if (out->type.kind == TN_CORE_KIND_MEMORY && limits->is_shared && !limits->has_max) {
		tn_check_error(c, node, "shared memory must have maximum size");
		return false;
	}
	return out->type.kind != TN_CORE_KIND_TAG ||
	       tn_check_feature(c, node, TN_WASM_EXCEPTIONS, "a tag");
}

/* Binary.md "core:moduletype". */
static void check_module_type(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_scope *scope = node->u.core_type.scope;
	struct tn_cmodule_extern *imports =
		TN_NEWN(c->scratch, struct tn_cmodule_extern, scope->nodes.len);
	struct tn_cmodule_extern *exports =
		TN_NEWN(c->scratch, struct tn_cmodule_extern, scope->nodes.len);
	struct tn_ctype draft = { .kind = TN_CTYPE_MODULE };
	struct tn_cmodule *type = &draft.u.module;
	struct tn_map names = { .arena = c->scratch };
	bool fine = true;
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		const struct tn_node *decl = scope->nodes.ptr[i];
		switch ((enum tn_op)decl->op) {
		case TN_OP_IMPORT:
			fine &= module_entry(c, decl, &imports[type->import_count++]);
			break;
		case TN_OP_EXPORT:
			fine &= module_entry(c, decl, &exports[type->export_count++]);
			if (!tn_map_put(&names, decl->u.ext.name.name, 1)) {
				tn_check_error(c, decl, "duplicate export name `%.*s` already defined",
					TN_S(tn_check_text(c, decl->u.ext.name.name)));
				fine = false;
			}
			break;
		case TN_OP_CORE_TYPE:
			check_group(c, decl);
			break;
		case TN_OP_CORE_TYPE_REST:
			tn_check_core_rest(c, scope->nodes.ptr[i - 1], decl);
			break;
		case TN_OP_ALIAS_OUTER: {
			const struct tn_check_core_type *from =
				tn_check_slot(c->w, decl->u.alias.from);
			if (from && from->module)
				tn_check_error(c, decl, "module types cannot be aliased into module types");
			else if (from)
				set_core_type(c, decl, from->id, NULL);
			fine &= from && !from->module;
			break;
		}
		default:
			break;
		}
	}
	struct tn_cmodule_extern *kept = TN_NEWN(c->w->arena, struct tn_cmodule_extern,
		(size_t)type->import_count + type->export_count);
	memcpy(kept, imports, type->import_count * sizeof *kept);
	memcpy(kept + type->import_count, exports, type->export_count * sizeof *kept);
	type->imports = kept;
	type->exports = kept + type->import_count;
	if (!fine || !imports_are_unique(c, node, type))
		return;
	type->export_names = tn_check_module_names(c->w, type->exports, type->export_count);
	const struct tn_ctype *made = tn_check_make(c->w, &draft);
	if (!made)
		tn_check_error(c, node, "effective type size exceeds the limit");
	else
		set_core_type(c, node, 0, made);
}

void tn_check_core_type_node(struct tn_checking *c, const struct tn_node *node)
{
	struct tn_mark mark = tn_mem_mark(c->scratch);
	if (node->u.core_type.scope)
		check_module_type(c, node);
	else if (node->u.core_type.group_size)
		check_group(c, node);
	tn_mem_reset(c->scratch, mark);
}

/* ---- core instances ---- */

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
	for (uint32_t i = 0; fine && i < of->u.module.import_count; i++) {
		const struct tn_cmodule_extern *import = &of->u.module.imports[i];
		struct tn_str module = tn_check_text(c, import->module);
		struct tn_str name = tn_check_text(c, import->name);
		uint32_t at = tn_map_get(&args, import->module);
		if (at == TN_MAP_NONE) {
			tn_check_error(c, node, "missing module instantiation argument named `%.*s`",
				TN_S(module));
			fine = false;
			break;
		}
		const struct tn_cmodule *instance =
			tn_check_slot(c->w, node->u.inst.args[at].node);
		const struct tn_cmodule_extern *given =
			tn_check_module_export(c->w, instance, import->name);
		const char *why = given ? tn_check_core_fits(c->w, &given->type, &import->type) : NULL;
		if (!given)
			tn_check_error(c, node,
				"module instantiation argument `%.*s` does not export an item named `%.*s`",
				TN_S(module), TN_S(name));
		else if (why)
			tn_check_error(c, node,
				"type mismatch for export `%.*s` of module instantiation argument `%.*s`: %s",
				TN_S(name), TN_S(module), why);
		fine = given && !why;
	}
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
		tn_check_error(c, node, "core instance has no export named `%.*s`", TN_S(name));
	else if (export->type.kind != kinds[node->sort])
		tn_check_error(c, node, "export `%.*s` of the core instance is not a %s", TN_S(name),
			tn_ir_sort_word((enum tn_sort)node->sort));
	else if (node->sort != TN_SORT_CORE_TAG ||
		 tn_check_feature(c, node, TN_WASM_EXCEPTIONS, "a tag"))
		tn_check_set_slot(c->w, node, &export->type);
}

/* ---- subtyping of module types ---- */

static bool entry_fits(struct tn_check_fit *fit, const struct tn_cmodule_extern *given,
	const struct tn_cmodule_extern *wanted, struct tn_str what)
{
	const char *why = given ? tn_check_core_fits(fit->w, &given->type, &wanted->type)
				: "it is missing";
	if (why)
		fit->reason = tn_str_format(fit->arena, "%.*s: %s", TN_S(what), why);
	return !why;
}

/* Explainer.md: contravariant imports, covariant exports. */
bool tn_check_module_fits(struct tn_check_fit *fit, const struct tn_cmodule *given,
	const struct tn_cmodule *wanted)
{
	struct tn_ctx *cx = fit->w->cx;
	struct tn_map imports = { .arena = fit->arena };
	for (uint32_t i = 0; i < wanted->import_count; i++)
		tn_map_put(&imports, TN_KEY(wanted->imports[i].module, wanted->imports[i].name), i);
	for (uint32_t i = 0; i < given->import_count; i++) {
		const struct tn_cmodule_extern *own = &given->imports[i];
		uint32_t at = tn_map_get(&imports, TN_KEY(own->module, own->name));
		struct tn_str what = tn_str_format(fit->arena, "core import `%.*s::%.*s`",
			TN_S(tn_ctx_text(cx, own->module)), TN_S(tn_ctx_text(cx, own->name)));
		if (!entry_fits(fit, at == TN_MAP_NONE ? NULL : &wanted->imports[at], own, what))
			return false;
	}
	for (uint32_t i = 0; i < wanted->export_count; i++) {
		const struct tn_cmodule_extern *want = &wanted->exports[i];
		struct tn_str what = tn_str_format(fit->arena, "core export `%.*s`",
			TN_S(tn_ctx_text(cx, want->name)));
		if (!entry_fits(fit, tn_check_module_export(fit->w, given, want->name), want, what))
			return false;
	}
	return true;
}
