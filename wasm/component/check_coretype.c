/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Core types inside components: recursion groups and module types become numbers of the world, in
 * which equal types of different modules are one. Core spec, validation, "Types"; Binary.md
 * "core:type", "core:moduletype".
 */
#include "wasm/component/checking.h"
#include "wasm/component/ircore.h"
#include "wasm/core/coretype.h"

/* ---- numbers of the world ---- */

tn_core_ty tn_check_core_value(tn_core_ty type, const struct tn_check_core_map *map)
{
	if (!(type & TN_CORE_INDEX))
		return type;
	uint32_t number = map->number(map->user, type & TN_CORE_HEAP_MASK);
	return (type & ~(tn_core_ty)TN_CORE_HEAP_MASK) | (number & TN_CORE_HEAP_MASK);
}

static tn_core_ty *map_values(struct tn_arena *scratch, const tn_core_ty *from, uint32_t count,
	const struct tn_check_core_map *map)
{
	tn_core_ty *to = TN_NEWN(scratch, tn_core_ty, count);
	for (uint32_t i = 0; i < count; i++)
		to[i] = tn_check_core_value(from[i], map);
	return to;
}

static void map_index(uint32_t *index, const struct tn_check_core_map *map)
{
	if (*index != UINT32_MAX)
		*index = map->number(map->user, *index);
}

static void map_type(struct tn_arena *scratch, struct tn_core_type *type,
	const struct tn_check_core_map *map)
{
	map_index(&type->super, map);
	map_index(&type->descriptor, map);
	map_index(&type->describes, map);
	type->cont = tn_check_core_value(type->cont, map);
	struct tn_core_sig *sig = &type->sig;
	sig->params = map_values(scratch, sig->params, sig->param_count, map);
	sig->results = map_values(scratch, sig->results, sig->result_count, map);
	struct tn_core_field *fields = TN_NEWN(scratch, struct tn_core_field, type->field_count);
	for (uint32_t i = 0; i < type->field_count; i++) {
		fields[i].type = tn_check_core_value(type->fields[i].type, map);
		fields[i].is_mutable = type->fields[i].is_mutable;
	}
	type->fields = fields;
}

uint32_t tn_check_core_intern(struct tn_world *w, const struct tn_core_type *types, uint32_t count,
	const struct tn_check_core_map *map, const char **fault)
{
	struct tn_arena *scratch = &w->cx->scratch;
	struct tn_mark mark = tn_mem_mark(scratch);
	struct tn_core_type *mapped = TN_NEWN(scratch, struct tn_core_type, count);
	for (uint32_t i = 0; i < count; i++) {
		mapped[i] = types[i];
		map_type(scratch, &mapped[i], map);
	}
	uint32_t number = tn_typespace_add(&w->core, mapped, count, &w->cx->limits, fault);
	tn_mem_reset(scratch, mark);
	return number;
}

uint32_t tn_check_core_func(struct tn_world *w, const tn_core_ty *params, uint32_t param_count,
	const tn_core_ty *results, uint32_t result_count, bool is_shared)
{
	const struct tn_core_type type = {
		.kind = TN_CORE_FUNC,
		.is_final = true,
		.is_shared = is_shared,
		.super = UINT32_MAX,
		.descriptor = UINT32_MAX,
		.describes = UINT32_MAX,
		/* read only */
		.sig = { (tn_core_ty *)(uintptr_t)params, (tn_core_ty *)(uintptr_t)results, param_count,
			result_count },
	};
	const char *fault;
	return tn_typespace_add(&w->core, &type, 1, &w->cx->limits, &fault);
}

const struct tn_core_sig *tn_check_core_id_sig(const struct tn_world *w, uint32_t id)
{
	const struct tn_core_type *type = tn_typespace_type(&w->core, id);
	return type && type->kind == TN_CORE_FUNC ? &type->sig : NULL;
}

/* ---- as written in the component ---- */

/* Patches of coded core types as numbers of the world. */
struct coded_types {
	struct tn_checking *c;
	const struct tn_node *node;  /* for diagnostics */
	const struct tn_node *group; /* the first node of the group that is being read; or NULL */
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

static uint32_t patch_number(void *user, uint32_t ordinal)
{
	struct coded_types *t = user;
	uint32_t place = 0;
	const struct tn_node *target =
		ordinal < t->coded->patch_count ? t->coded->patches[ordinal].node : NULL;
	if (target && in_group(t->group, target, &place))
		return t->c->w->core.list.types.len + place;
	const struct tn_check_core_type *type = target ? tn_check_slot(t->c->w, target) : NULL;
	if (type && !type->module)
		return type->id;
	if (type && !t->failed)
		tn_check_error(t->c, t->node, "a module type stands where a core type is wanted");
	t->failed = true;
	return 0;
}

static void set_core_type(struct tn_checking *c, const struct tn_node *node, uint32_t id,
	const struct tn_ctype *module)
{
	struct tn_check_core_type *type = TN_NEW(c->w->arena, struct tn_check_core_type);
	type->id = id;
	type->module = module;
	tn_check_set_slot(c->w, node, type);
}

/* All or nothing: what is missing is found before the types refer to anything. */
static void check_group(struct tn_checking *c, const struct tn_node *node)
{
	const struct tn_coded *rec = &node->u.core_type.rec;
	struct tn_reader r = tn_reader_new(rec->bytes, rec->bytes.ptr);
	struct tn_ircore scan = { .arena = c->scratch, .start = rec->bytes.ptr };
	struct coded_types t = { c, node, node, rec, false };
	const struct tn_check_core_map map = { patch_number, &t };
	uint64_t needs = rec->bytes.ptr[0] == 0x4e ? TN_WASM_GC : 0;
	tn_ircore_rec(&r, &scan);
	for (uint32_t i = 0; i < scan.types.len; i++)
		needs |= tn_typespace_needs(&scan.types.ptr[i]);
	for (uint32_t i = 0, place; i < rec->patch_count; i++)
		if (rec->patches[i].node && in_group(node, rec->patches[i].node, &place))
			needs |= TN_WASM_GC; /* a type that refers to itself */
	if (r.error || !tn_check_feature(c, node, needs, "a core type of this form") ||
		scan.types.len == 0)
		return;
	for (uint32_t i = 0; i < scan.patches.len && !t.failed; i++)
		(void)patch_number(&t, i);
	if (t.failed)
		return;
	const char *fault;
	uint32_t id = tn_check_core_intern(c->w, scan.types.ptr, scan.types.len, &map, &fault);
	if (fault)
		tn_check_error(c, node, "%s", fault);
	else
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
	struct coded_types t = { c, node, NULL, core, false };
	const struct tn_check_core_map map = { patch_number, &t };
	struct tn_core_extern *type = &out->type;
	out->module = node->u.ext.module;
	out->name = node->u.ext.name.name;
	*type = tn_ircore_extern(&r, &scan);
	bool has_type = type->kind == TN_CORE_KIND_FUNC || type->kind == TN_CORE_KIND_TAG;
	if (r.error)
		return false;
	if (has_type)
		type->type = patch_number(&t, type->type);
	type->value = tn_check_core_value(type->value, &map);
	if (t.failed)
		return false;
	if (has_type && !tn_check_core_id_sig(c->w, type->type)) {
		tn_check_error(c, node, "the type of a core %s is a function type",
			tn_coretype_kind(type->kind));
		return false;
	}
	uint64_t needs = tn_coretype_extern_needs(type) |
			 (type->is_mutable ? TN_WASM_MUTABLE_GLOBAL : 0);
	struct tn_str what = tn_str_format(c->scratch, "a %s of this form", tn_coretype_kind(type->kind));
	if (!tn_check_feature(c, node, needs, what.ptr))
		return false;
	struct tn_str fault =
		tn_typespace_extern_fault(&c->w->core, type, c->features, c->scratch);
	if (fault.len)
		tn_check_error(c, node, "%.*s", TN_S(fault));
	return !fault.len;
}

/* How many of a kind a module may import is the same for its type. */
static bool check_counts(struct tn_checking *c, const struct tn_node *node,
	const struct tn_cmodule *type)
{
	uint32_t counts[5] = { 0 };
	for (uint32_t i = 0; i < type->import_count; i++)
		counts[type->imports[i].type.kind]++;
	return (counts[TN_CORE_KIND_MEMORY] < 2 ||
		       tn_check_feature(c, node, TN_WASM_MULTI_MEMORY, "more than one memory")) &&
	       (counts[TN_CORE_KIND_TABLE] < 2 ||
		       tn_check_feature(c, node, TN_WASM_REFERENCE_TYPES, "more than one table"));
}

/* ---- module types ---- */

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
	if (!fine || !tn_check_unique_imports(c, node, type) || !check_counts(c, node, type))
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
	else
		check_group(c, node);
	tn_mem_reset(c->scratch, mark);
}
