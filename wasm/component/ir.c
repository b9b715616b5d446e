/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The component IR: making nodes. In: what to make. Out: nodes. */
#include "wasm/component/ir.h"

struct tn_ir *tn_ir_new(struct tn_ctx *cx, struct tn_arena *arena)
{
	struct tn_ir *ir = TN_NEW(arena, struct tn_ir);
	ir->cx = cx;
	ir->arena = arena;
	return ir;
}

struct tn_scope *tn_ir_scope(struct tn_ir *ir, enum tn_scope_kind kind, struct tn_scope *parent)
{
	struct tn_scope *scope = TN_NEW(ir->arena, struct tn_scope);
	scope->kind = kind;
	scope->parent = parent;
	scope->ir = ir;
	return scope;
}

/* Nodes are many: each gets as much of the union as its kind needs, so never copy one by value. */
static size_t node_size(enum tn_op op)
{
	const struct tn_node *n = NULL;
	size_t body = 0;
	switch (op) {
	case TN_OP_IMPORT:
	case TN_OP_EXPORT:
		body = sizeof n->u.ext;
		break;
	case TN_OP_ALIAS_EXPORT:
	case TN_OP_ALIAS_CORE_EXPORT:
	case TN_OP_ALIAS_OUTER:
		body = sizeof n->u.alias;
		break;
	case TN_OP_CORE_MODULE:
		body = sizeof n->u.module;
		break;
	case TN_OP_CORE_INSTANTIATE:
	case TN_OP_CORE_INLINE:
	case TN_OP_INSTANTIATE:
	case TN_OP_INLINE:
		body = sizeof n->u.inst;
		break;
	case TN_OP_CORE_TYPE:
		body = sizeof n->u.core_type;
		break;
	case TN_OP_COMPONENT:
		body = sizeof n->u.scope;
		break;
	case TN_OP_TYPE:
		body = sizeof n->u.type;
		break;
	case TN_OP_TYPE_WRITTEN:
		body = sizeof n->u.written;
		break;
	case TN_OP_LIFT:
	case TN_OP_CANON:
		body = sizeof n->u.canon;
		break;
	case TN_OP_START:
		body = sizeof n->u.start;
		break;
	case TN_OP_VALUE:
		body = sizeof n->u.value;
		break;
	case TN_OP_CUSTOM:
		body = sizeof n->u.custom;
		break;
	case TN_OP_CORE_TYPE_REST:
	case TN_OP_START_VALUE:
		break;
	}
	return offsetof(struct tn_node, u) + body;
}

void tn_ir_touch(struct tn_scope *scope)
{
	for (; scope; scope = scope->parent)
		scope->bytes = (struct tn_bytes){ NULL, 0 };
}

void tn_ir_append(struct tn_scope *scope, struct tn_node *node)
{
	node->scope = scope;
	*TN_PUSH(scope->ir->arena, &scope->nodes) = node;
	tn_ir_touch(scope);
}

struct tn_node *tn_ir_node(struct tn_scope *scope, enum tn_sort sort, enum tn_op op)
{
	struct tn_ir *ir = scope->ir;
	struct tn_node *node = tn_mem_alloc(ir->arena, node_size(op));
	node->sort = (uint8_t)sort;
	node->op = (uint8_t)op;
	node->id = ir->node_count++;
	tn_ir_append(scope, node);
	return node;
}

static void *again(struct tn_arena *arena, const void *array, size_t count, size_t size)
{
	void *copied = tn_mem_array(arena, count, size);
	if (count)
		memcpy(copied, array, count * size);
	return copied;
}

static void own_patches(struct tn_arena *arena, struct tn_coded *coded)
{
	coded->patches =
		again(arena, coded->patches, coded->patch_count, sizeof *coded->patches);
}

/* A copy's edges are its own: so are the arrays that hold them. */
static void own_arrays(struct tn_arena *arena, struct tn_node *node)
{
	switch ((enum tn_op)node->op) {
	case TN_OP_IMPORT:
	case TN_OP_EXPORT:
		own_patches(arena, &node->u.ext.desc.core);
		break;
	case TN_OP_CORE_TYPE:
		own_patches(arena, &node->u.core_type.rec);
		break;
	case TN_OP_TYPE:
		node->u.type.members.ptr = again(arena, node->u.type.members.ptr,
			node->u.type.members.len, sizeof *node->u.type.members.ptr);
		break;
	case TN_OP_TYPE_WRITTEN:
		node->u.written.pieces = again(arena, node->u.written.pieces,
			node->u.written.count, sizeof *node->u.written.pieces);
		for (uint32_t i = 0; i < node->u.written.count; i++)
			own_patches(arena, &node->u.written.pieces[i].decls);
		break;
	case TN_OP_CORE_INSTANTIATE:
	case TN_OP_CORE_INLINE:
	case TN_OP_INSTANTIATE:
	case TN_OP_INLINE:
		node->u.inst.args = again(arena, node->u.inst.args, node->u.inst.count,
			sizeof *node->u.inst.args);
		break;
	case TN_OP_LIFT:
	case TN_OP_CANON:
		node->u.canon.opts.ptr = again(arena, node->u.canon.opts.ptr,
			node->u.canon.opts.len, sizeof *node->u.canon.opts.ptr);
		break;
	case TN_OP_START:
		node->u.start.args = again(arena, node->u.start.args, node->u.start.arg_count,
			sizeof *node->u.start.args);
		break;
	default:
		break;
	}
}

struct tn_node *tn_ir_copy(struct tn_ir *ir, const struct tn_node *from)
{
	size_t size = node_size((enum tn_op)from->op);
	struct tn_node *node = tn_mem_alloc(ir->arena, size);
	memcpy(node, from, size);
	node->id = ir->node_count++;
	node->scope = NULL;
	own_arrays(ir->arena, node);
	return node;
}

struct tn_extern_name tn_ir_name(tn_name name)
{
	return (struct tn_extern_name){ .name = name };
}

enum tn_sort tn_ir_desc_sort(const struct tn_desc *desc)
{
	switch (desc->kind) {
	case TN_DESC_CORE_MODULE:
		return TN_SORT_CORE_MODULE;
	case TN_DESC_FUNC:
		return TN_SORT_FUNC;
	case TN_DESC_VALUE:
		return TN_SORT_VALUE;
	case TN_DESC_TYPE_EQ:
	case TN_DESC_TYPE_SUB:
		return TN_SORT_TYPE;
	case TN_DESC_COMPONENT:
		return TN_SORT_COMPONENT;
	case TN_DESC_INSTANCE:
		return TN_SORT_INSTANCE;
	case TN_DESC_NONE:
	case TN_DESC_CORE:
		break;
	}
	return TN_SORT_NONE;
}

/* ---- makers ---- */

struct tn_node *tn_ir_import(struct tn_scope *scope, struct tn_extern_name name, struct tn_desc desc)
{
	struct tn_node *node = tn_ir_node(scope, tn_ir_desc_sort(&desc), TN_OP_IMPORT);
	node->u.ext.name = name;
	node->u.ext.desc = desc;
	return node;
}

struct tn_node *tn_ir_export(struct tn_scope *scope, struct tn_extern_name name,
	struct tn_node *item, struct tn_desc ascribed)
{
	struct tn_node *node = tn_ir_node(scope, (enum tn_sort)item->sort, TN_OP_EXPORT);
	node->u.ext.name = name;
	node->u.ext.item = item;
	node->u.ext.desc = ascribed;
	return node;
}

struct tn_node *tn_ir_export_decl(struct tn_scope *scope, struct tn_extern_name name,
	struct tn_desc desc)
{
	struct tn_node *node = tn_ir_node(scope, tn_ir_desc_sort(&desc), TN_OP_EXPORT);
	node->u.ext.name = name;
	node->u.ext.desc = desc;
	return node;
}

struct tn_node *tn_ir_alias_export(struct tn_scope *scope, enum tn_sort sort,
	struct tn_node *instance, tn_name name)
{
	struct tn_node *node = tn_ir_node(scope, sort, TN_OP_ALIAS_EXPORT);
	node->u.alias.from = instance;
	node->u.alias.name = name;
	return node;
}

struct tn_node *tn_ir_alias_core_export(struct tn_scope *scope, enum tn_sort sort,
	struct tn_node *core_instance, tn_name name)
{
	struct tn_node *node = tn_ir_node(scope, sort, TN_OP_ALIAS_CORE_EXPORT);
	node->u.alias.from = core_instance;
	node->u.alias.name = name;
	return node;
}

struct tn_node *tn_ir_alias_outer(struct tn_scope *scope, struct tn_node *target)
{
	struct tn_node *node = tn_ir_node(scope, (enum tn_sort)target->sort, TN_OP_ALIAS_OUTER);
	node->u.alias.from = target;
	return node;
}

struct tn_node *tn_ir_core_module(struct tn_scope *scope, struct tn_bytes bytes)
{
	struct tn_node *node = tn_ir_node(scope, TN_SORT_CORE_MODULE, TN_OP_CORE_MODULE);
	node->u.module.bytes = bytes;
	return node;
}

static struct tn_node *with_args(struct tn_scope *scope, enum tn_sort sort, enum tn_op op,
	struct tn_node *of, const struct tn_arg *args, uint32_t count)
{
	struct tn_node *node = tn_ir_node(scope, sort, op);
	node->u.inst.of = of;
	node->u.inst.args = TN_NEWN(scope->ir->arena, struct tn_arg, count);
	if (count)
		memcpy(node->u.inst.args, args, count * sizeof *args);
	node->u.inst.count = count;
	return node;
}

struct tn_node *tn_ir_core_instantiate(struct tn_scope *scope, struct tn_node *module,
	const struct tn_arg *args, uint32_t count)
{
	return with_args(scope, TN_SORT_CORE_INSTANCE, TN_OP_CORE_INSTANTIATE, module, args, count);
}

struct tn_node *tn_ir_core_inline(struct tn_scope *scope, const struct tn_arg *args, uint32_t count)
{
	return with_args(scope, TN_SORT_CORE_INSTANCE, TN_OP_CORE_INLINE, NULL, args, count);
}

struct tn_node *tn_ir_component(struct tn_scope *scope, struct tn_scope *body)
{
	struct tn_node *node = tn_ir_node(scope, TN_SORT_COMPONENT, TN_OP_COMPONENT);
	node->u.scope = body;
	body->parent = scope;
	return node;
}

struct tn_node *tn_ir_instantiate(struct tn_scope *scope, struct tn_node *component,
	const struct tn_arg *args, uint32_t count)
{
	return with_args(scope, TN_SORT_INSTANCE, TN_OP_INSTANTIATE, component, args, count);
}

struct tn_node *tn_ir_inline(struct tn_scope *scope, const struct tn_arg *args, uint32_t count)
{
	return with_args(scope, TN_SORT_INSTANCE, TN_OP_INLINE, NULL, args, count);
}

struct tn_node *tn_ir_type(struct tn_scope *scope, const struct tn_type_def *def)
{
	struct tn_node *node = tn_ir_node(scope, TN_SORT_TYPE, TN_OP_TYPE);
	struct tn_type_def *type = &node->u.type;
	*type = *def;
	if (def->members.len) {
		type->members.ptr =
			TN_NEWN(scope->ir->arena, struct tn_type_member, def->members.len);
		memcpy(type->members.ptr, def->members.ptr,
			def->members.len * sizeof *def->members.ptr);
	}
	if (def->scope)
		def->scope->parent = scope;
	return node;
}

struct tn_node *tn_ir_type_written(
	struct tn_scope *scope, struct tn_irpiece *pieces, uint32_t count)
{
	struct tn_node *node = tn_ir_node(scope, TN_SORT_TYPE, TN_OP_TYPE_WRITTEN);
	node->u.written.pieces = pieces;
	node->u.written.count = count;
	return node;
}

struct tn_node *tn_ir_canon(struct tn_scope *scope, const struct tn_canon *canon)
{
	bool lift = canon->opcode == 0x00;
	struct tn_node *node = tn_ir_node(scope, lift ? TN_SORT_FUNC : TN_SORT_CORE_FUNC,
		lift ? TN_OP_LIFT : TN_OP_CANON);
	node->u.canon = *canon;
	if (canon->opts.len) {
		node->u.canon.opts.ptr =
			TN_NEWN(scope->ir->arena, struct tn_canon_opt, canon->opts.len);
		memcpy(node->u.canon.opts.ptr, canon->opts.ptr,
			canon->opts.len * sizeof *canon->opts.ptr);
	}
	return node;
}

struct tn_node *tn_ir_custom(struct tn_scope *scope, struct tn_str name, struct tn_bytes bytes)
{
	struct tn_node *node = tn_ir_node(scope, TN_SORT_NONE, TN_OP_CUSTOM);
	node->u.custom.name = name;
	node->u.custom.bytes = bytes;
	return node;
}

struct tn_node *tn_ir_names(struct tn_scope *scope)
{
	return tn_ir_custom(scope, TN_STR("component-name"), (struct tn_bytes){ NULL, 0 });
}

struct tn_node *tn_ir_core_func_type(struct tn_scope *scope, const uint8_t *params,
	uint32_t param_count, const uint8_t *results, uint32_t result_count)
{
	struct tn_buf buf = tn_buf_new(scope->ir->arena);
	tn_buf_byte(&buf, 0x60);
	tn_buf_u32(&buf, param_count);
	tn_buf_bytes(&buf, params, param_count);
	tn_buf_u32(&buf, result_count);
	tn_buf_bytes(&buf, results, result_count);
	struct tn_node *node = tn_ir_node(scope, TN_SORT_CORE_TYPE, TN_OP_CORE_TYPE);
	node->u.core_type.rec.bytes = tn_buf_done(&buf);
	node->u.core_type.group_size = 1;
	return node;
}
