/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A core module in, its type as a node out. Binary.md "core:moduletype": it holds the recursion
 * groups that imports and exports lead to, and no others, numbered anew by the writer.
 */
#include "wasm/component/ircore.h"
#include "wasm/component/unbundle.h"
#include "wasm/core/corewrite.h"

/* A recursion group of the module. */
struct group {
	uint32_t first, size; /* of its types */
	struct tn_bytes bytes;
	struct tn_ircore scan;
	bool is_needed;
};

struct maker {
	struct tn_arena *arena;
	struct tn_scope *scope; /* of the type that is made */
	const struct tn_module *module;
	TN_VEC(struct group) groups;
	uint32_t *group_of;     /* by type index */
	struct tn_node **types; /* by type index; NULL: not needed */
};

static void read_groups(struct maker *m)
{
	const struct tn_module *module = m->module;
	m->group_of = TN_NEWN(m->arena, uint32_t, module->types.len);
	m->types = TN_NEWN(m->arena, struct tn_node *, module->types.len);
	for (uint32_t i = 0; i < module->sections.len; i++) {
		if (module->sections.ptr[i].id != TN_CORE_SECTION_TYPE)
			continue;
		struct tn_bytes bytes = module->sections.ptr[i].bytes;
		struct tn_reader r = tn_reader_new(bytes, bytes.ptr);
		uint32_t count = tn_reader_count(&r, 2), types = 0;
		for (uint32_t k = 0; k < count; k++) {
			struct group *group = TN_PUSH(m->arena, &m->groups);
			group->first = types;
			group->size = tn_ircore_group_size(&r);
			group->scan = (struct tn_ircore){ .arena = m->arena, .start = r.at };
			tn_ircore_rec(&r, &group->scan);
			group->bytes = (struct tn_bytes){ group->scan.start, (size_t)(r.at - group->scan.start) };
			for (uint32_t t = 0; t < group->size; t++)
				m->group_of[types++] = k;
		}
	}
}

/* An import or export as it would stand in a module, with the module's own type indices. */
static struct tn_ircore scan_extern(
	struct maker *m, const struct tn_core_extern *type, struct tn_bytes *bytes)
{
	struct tn_buf buf = tn_buf_new(m->arena);
	tn_corewrite_extern(&buf, type);
	*bytes = tn_buf_done(&buf);
	struct tn_reader r = tn_reader_new(*bytes, bytes->ptr);
	struct tn_ircore scan = { .arena = m->arena, .start = bytes->ptr };
	(void)tn_ircore_extern(&r, &scan);
	return scan;
}

static void need(struct maker *m, const struct tn_ircore *scan)
{
	for (uint32_t i = 0; i < scan->raw.len; i++)
		m->groups.ptr[m->group_of[scan->raw.ptr[i]]].is_needed = true;
}

/* Marks what imports and exports lead to: groups refer backward only. */
static void find_needed(struct maker *m)
{
	struct tn_bytes bytes;
	for (uint32_t i = 0; i < m->module->imports.len; i++) {
		const struct tn_ircore scan = scan_extern(m, &m->module->imports.ptr[i].type, &bytes);
		need(m, &scan);
	}
	for (uint32_t i = 0; i < m->module->exports.len; i++) {
		const struct tn_ircore scan =
			scan_extern(m, tn_module_exported(m->module, &m->module->exports.ptr[i]), &bytes);
		need(m, &scan);
	}
	for (uint32_t i = m->groups.len; i-- > 0;) {
		if (m->groups.ptr[i].is_needed)
			need(m, &m->groups.ptr[i].scan);
	}
}

static struct tn_coded coded_of(struct maker *m, const struct tn_ircore *scan, struct tn_bytes bytes)
{
	struct tn_coded coded = { .bytes = bytes, .patch_count = scan->patches.len };
	coded.patches = TN_NEWN(m->arena, struct tn_patch, scan->patches.len);
	for (uint32_t i = 0; i < scan->patches.len; i++) {
		coded.patches[i] = scan->patches.ptr[i];
		coded.patches[i].node = m->types[scan->raw.ptr[i]];
	}
	return coded;
}

static void make_group(struct maker *m, const struct group *group)
{
	for (uint32_t i = 0; i < group->size; i++)
		m->types[group->first + i] = tn_ir_node(m->scope, TN_SORT_CORE_TYPE,
			i ? TN_OP_CORE_TYPE_REST : TN_OP_CORE_TYPE);
	struct tn_node *node = m->types[group->first];
	node->u.core_type.group_size = group->size;
	node->u.core_type.rec = coded_of(m, &group->scan, group->bytes);
}

static void make_extern(struct maker *m, enum tn_op op, struct tn_str module, struct tn_str name,
	const struct tn_core_extern *type)
{
	struct tn_ctx *cx = m->scope->ir->cx;
	struct tn_node *node = tn_ir_node(m->scope, TN_SORT_NONE, op);
	struct tn_bytes bytes;
	const struct tn_ircore scan = scan_extern(m, type, &bytes);
	if (op == TN_OP_IMPORT)
		node->u.ext.module = tn_ctx_name(cx, module);
	node->u.ext.name = tn_ir_name(tn_ctx_name(cx, name));
	node->u.ext.desc.kind = TN_DESC_CORE;
	node->u.ext.desc.core = coded_of(m, &scan, bytes);
}

struct tn_node *tn_moduletype_make(struct tn_scope *scope, const struct tn_module *module)
{
	struct maker m = { .arena = scope->ir->arena, .module = module };
	struct tn_node *type = tn_ir_node(scope, TN_SORT_CORE_TYPE, TN_OP_CORE_TYPE);
	type->u.core_type.group_size = 1;
	type->u.core_type.scope = m.scope = tn_ir_scope(scope->ir, TN_SCOPE_MODULE_TYPE, scope);
	read_groups(&m);
	find_needed(&m);
	for (uint32_t i = 0; i < m.groups.len; i++) {
		if (m.groups.ptr[i].is_needed && m.groups.ptr[i].size)
			make_group(&m, &m.groups.ptr[i]);
	}
	for (uint32_t i = 0; i < module->imports.len; i++) {
		const struct tn_core_import *import = &module->imports.ptr[i];
		make_extern(&m, TN_OP_IMPORT, import->module, import->name, &import->type);
	}
	for (uint32_t i = 0; i < module->exports.len; i++) {
		const struct tn_core_export *export = &module->exports.ptr[i];
		make_extern(&m, TN_OP_EXPORT, TN_NOSTR, export->name, tn_module_exported(module, export));
	}
	return type;
}
