/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* One node of the IR to bytes. In: a node whose edges all have numbers. Out: Binary.md. */
#include "wasm/component/irwrite.h"

static void put_index(struct tn_irframe *frame, const struct tn_node *node, struct tn_buf *out)
{
	tn_buf_u32(out, tn_irwrite_index(frame, node));
}

/* Core sorts stand behind 0x00. */
void tn_irencode_sort(struct tn_buf *out, enum tn_sort sort)
{
	if (sort <= TN_SORT_CORE_INSTANCE)
		tn_buf_byte(out, 0x00);
	tn_buf_byte(out, tn_irsort_code(sort));
}

static struct tn_str text(struct tn_irframe *frame, tn_name name)
{
	return tn_ctx_text(frame->w->cx, name);
}

/* Binary.md "nameattributes". */
static void put_extern_name(struct tn_irframe *frame, const struct tn_extern_name *name,
	struct tn_buf *out)
{
	const tn_name attrs[3] = { name->attrs.implements, name->attrs.version_suffix,
		name->attrs.external_id };
	uint32_t count = 0;
	for (uint8_t i = 0; i < 3; i++)
		count += attrs[i] != 0;
	uint8_t form = count ? 2 : name->form;
	tn_buf_byte(out, form);
	tn_buf_name(out, text(frame, name->name));
	if (form != 2)
		return;
	tn_buf_u32(out, count);
	for (uint8_t i = 0; i < 3; i++) {
		if (attrs[i]) {
			tn_buf_byte(out, i);
			tn_buf_name(out, text(frame, attrs[i]));
		}
	}
}

/* Binary.md "valtype": a primitive's byte, or an index as a non-negative signed LEB128. */
static void put_vref(struct tn_irframe *frame, const struct tn_vref *ref, struct tn_buf *out)
{
	if (ref->prim)
		tn_buf_byte(out, ref->prim);
	else
		tn_buf_s64(out, (int64_t)tn_irwrite_index(frame, ref->node));
}

static bool is_set(const struct tn_vref *ref)
{
	return ref->prim || ref->node;
}

static void put_optional(struct tn_irframe *frame, const struct tn_vref *ref, struct tn_buf *out)
{
	tn_buf_byte(out, is_set(ref));
	if (is_set(ref))
		put_vref(frame, ref, out);
}

/* Core wasm's bytes with the type indices of today. */
static void put_coded(struct tn_irframe *frame, const struct tn_coded *coded, struct tn_buf *out)
{
	size_t at = 0;
	for (uint32_t i = 0; i < coded->patch_count; i++) {
		const struct tn_patch *patch = &coded->patches[i];
		tn_buf_bytes(out, coded->bytes.ptr + at, patch->at - at);
		if (patch->is_heap)
			tn_buf_s64(out, (int64_t)tn_irwrite_index(frame, patch->node));
		else
			put_index(frame, patch->node, out);
		at = (size_t)patch->at + patch->len;
	}
	tn_buf_bytes(out, coded->bytes.ptr + at, coded->bytes.len - at);
}

/* Binary.md "externtype". */
static void put_desc(struct tn_irframe *frame, const struct tn_desc *desc, struct tn_buf *out)
{
	switch (desc->kind) {
	case TN_DESC_CORE_MODULE:
		tn_buf_byte(out, 0x00);
		tn_buf_byte(out, 0x11);
		put_index(frame, desc->type, out);
		break;
	case TN_DESC_FUNC:
		tn_buf_byte(out, 0x01);
		put_index(frame, desc->type, out);
		break;
	case TN_DESC_VALUE:
		tn_buf_byte(out, 0x02);
		put_vref(frame, &desc->value, out);
		break;
	case TN_DESC_TYPE_EQ:
		tn_buf_byte(out, 0x03);
		tn_buf_byte(out, 0x00);
		put_index(frame, desc->type, out);
		break;
	case TN_DESC_TYPE_SUB:
		tn_buf_byte(out, 0x03);
		tn_buf_byte(out, 0x01);
		break;
	case TN_DESC_COMPONENT:
		tn_buf_byte(out, 0x04);
		put_index(frame, desc->type, out);
		break;
	case TN_DESC_INSTANCE:
		tn_buf_byte(out, 0x05);
		put_index(frame, desc->type, out);
		break;
	case TN_DESC_CORE:
		put_coded(frame, &desc->core, out);
		break;
	case TN_DESC_NONE:
		break;
	}
}

static enum tn_sort node_sort(const struct tn_node *node)
{
	return node ? (enum tn_sort)node->sort : TN_SORT_NONE;
}

/* Binary.md "import", "export", "importdecl", "exportdecl", "core:importdecl". */
static void put_extern(struct tn_irframe *frame, const struct tn_node *node, struct tn_buf *out)
{
	if (frame->scope->kind == TN_SCOPE_MODULE_TYPE) {
		if (node->op == TN_OP_IMPORT)
			tn_buf_name(out, text(frame, node->u.ext.module));
		tn_buf_name(out, text(frame, node->u.ext.name.name));
		put_desc(frame, &node->u.ext.desc, out);
		return;
	}
	put_extern_name(frame, &node->u.ext.name, out);
	if (node->op == TN_OP_IMPORT || frame->scope->kind != TN_SCOPE_COMPONENT) {
		put_desc(frame, &node->u.ext.desc, out);
		return;
	}
	tn_irencode_sort(out, node_sort(node->u.ext.item));
	put_index(frame, node->u.ext.item, out);
	tn_buf_byte(out, node->u.ext.desc.kind != TN_DESC_NONE);
	put_desc(frame, &node->u.ext.desc, out);
}

/* Binary.md "alias" of an export. */
static void put_alias(struct tn_irframe *frame, const struct tn_node *node, struct tn_buf *out)
{
	tn_irencode_sort(out, (enum tn_sort)node->sort);
	tn_buf_byte(out, node->op == TN_OP_ALIAS_CORE_EXPORT);
	put_index(frame, node->u.alias.from, out);
	tn_buf_name(out, text(frame, node->u.alias.name));
}

/* Binary.md "core:instance" and "instance". */
static void put_instance(struct tn_irframe *frame, const struct tn_node *node, struct tn_buf *out)
{
	bool is_core = node->sort == TN_SORT_CORE_INSTANCE;
	bool is_inline = node->op == TN_OP_CORE_INLINE || node->op == TN_OP_INLINE;
	tn_buf_byte(out, is_inline);
	if (!is_inline)
		put_index(frame, node->u.inst.of, out);
	tn_buf_u32(out, node->u.inst.count);
	for (uint32_t i = 0; i < node->u.inst.count; i++) {
		const struct tn_arg *arg = &node->u.inst.args[i];
		if (is_inline && !is_core)
			put_extern_name(frame, &arg->name, out);
		else
			tn_buf_name(out, text(frame, arg->name.name));
		if (is_core)
			tn_buf_byte(out, tn_irsort_code(node_sort(arg->node)));
		else
			tn_irencode_sort(out, node_sort(arg->node));
		put_index(frame, arg->node, out);
	}
}

/* Binary.md "core:type". */
static void put_core_type(struct tn_irframe *frame, const struct tn_node *node, struct tn_buf *out)
{
	if (node->u.core_type.scope) {
		tn_buf_byte(out, 0x50);
		tn_irwrite_decls(frame, node, out);
		return;
	}
	const struct tn_coded *rec = &node->u.core_type.rec;
	/* "a non-final `sub` as a component core type is `0x00 0x50`; elsewhere, `0x50`" */
	if (frame->scope->kind != TN_SCOPE_MODULE_TYPE && rec->bytes.len && rec->bytes.ptr[0] == 0x50)
		tn_buf_byte(out, 0x00);
	put_coded(frame, rec, out);
}

static void put_members(struct tn_irframe *frame, const struct tn_type_def *type, struct tn_buf *out)
{
	tn_buf_u32(out, type->members.len);
	for (uint32_t i = 0; i < type->members.len; i++) {
		const struct tn_type_member *member = &type->members.ptr[i];
		if (type->kind != TN_TYPE_TUPLE)
			tn_buf_name(out, text(frame, member->name));
		if (type->kind == TN_TYPE_VARIANT) {
			put_optional(frame, &member->type, out);
			tn_buf_byte(out, 0x00);
		} else if (type->kind != TN_TYPE_FLAGS && type->kind != TN_TYPE_ENUM) {
			put_vref(frame, &member->type, out);
		}
	}
}

/* Binary.md "resultlist". */
static void put_result_list(struct tn_irframe *frame, const struct tn_vref *result, struct tn_buf *out)
{
	if (is_set(result)) {
		tn_buf_byte(out, 0x00);
		put_vref(frame, result, out);
	} else {
		tn_buf_byte(out, 0x01);
		tn_buf_byte(out, 0x00);
	}
}

/* Binary.md "type". */
static void put_type(struct tn_irframe *frame, const struct tn_node *node, struct tn_buf *out)
{
	const struct tn_type_def *type = &node->u.type;
	static const uint8_t codes[] = {
		[TN_TYPE_RECORD] = 0x72,
		[TN_TYPE_VARIANT] = 0x71,
		[TN_TYPE_LIST] = 0x70,
		[TN_TYPE_FIXED_LIST] = 0x67,
		[TN_TYPE_TUPLE] = 0x6f,
		[TN_TYPE_FLAGS] = 0x6e,
		[TN_TYPE_ENUM] = 0x6d,
		[TN_TYPE_OPTION] = 0x6b,
		[TN_TYPE_RESULT] = 0x6a,
		[TN_TYPE_OWN] = 0x69,
		[TN_TYPE_BORROW] = 0x68,
		[TN_TYPE_STREAM] = 0x66,
		[TN_TYPE_FUTURE] = 0x65,
		[TN_TYPE_MAP] = 0x63,
		[TN_TYPE_FUNC] = 0x40,
		[TN_TYPE_COMPONENT] = 0x41,
		[TN_TYPE_INSTANCE] = 0x42,
		[TN_TYPE_RESOURCE] = 0x3f,
	};
	if (type->kind == TN_TYPE_PRIMITIVE) {
		tn_buf_byte(out, type->a.prim);
		return;
	}
	tn_buf_byte(out, type->kind == TN_TYPE_FUNC && type->is_async ? 0x43 : codes[type->kind]);
	switch (type->kind) {
	case TN_TYPE_PRIMITIVE:
		break;
	case TN_TYPE_RECORD:
	case TN_TYPE_VARIANT:
	case TN_TYPE_TUPLE:
	case TN_TYPE_FLAGS:
	case TN_TYPE_ENUM:
		put_members(frame, type, out);
		break;
	case TN_TYPE_LIST:
	case TN_TYPE_OPTION:
		put_vref(frame, &type->a, out);
		break;
	case TN_TYPE_FIXED_LIST:
		put_vref(frame, &type->a, out);
		tn_buf_u32(out, type->length);
		break;
	case TN_TYPE_MAP:
		put_vref(frame, &type->a, out);
		put_vref(frame, &type->b, out);
		break;
	case TN_TYPE_RESULT:
		put_optional(frame, &type->a, out);
		put_optional(frame, &type->b, out);
		break;
	case TN_TYPE_STREAM:
	case TN_TYPE_FUTURE:
		put_optional(frame, &type->a, out);
		break;
	case TN_TYPE_OWN:
	case TN_TYPE_BORROW:
		put_index(frame, type->a.node, out);
		break;
	case TN_TYPE_FUNC:
		put_members(frame, type, out);
		put_result_list(frame, &type->a, out);
		break;
	case TN_TYPE_COMPONENT:
	case TN_TYPE_INSTANCE:
		tn_irwrite_decls(frame, node, out);
		break;
	case TN_TYPE_RESOURCE:
		tn_buf_byte(out, type->rep);
		tn_buf_byte(out, type->dtor != NULL);
		if (type->dtor)
			put_index(frame, type->dtor, out);
		break;
	}
}

/* Binary.md "instancetype", of declarators that are bytes. */
static void put_written(struct tn_irframe *frame, const struct tn_node *node, struct tn_buf *out)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < node->u.written.count; i++)
		count += node->u.written.pieces[i].count;
	tn_buf_byte(out, 0x42);
	tn_buf_u32(out, count);
	for (uint32_t i = 0; i < node->u.written.count; i++)
		put_coded(frame, &node->u.written.pieces[i].decls, out);
}

/* Binary.md "canonopt". */
static void put_opts(struct tn_irframe *frame, const struct tn_canon *canon, struct tn_buf *out)
{
	tn_buf_u32(out, canon->opts.len);
	for (uint32_t i = 0; i < canon->opts.len; i++) {
		tn_buf_byte(out, canon->opts.ptr[i].code);
		if (canon->opts.ptr[i].node)
			put_index(frame, canon->opts.ptr[i].node, out);
	}
}

/* Binary.md "canon", after the rows of canon.def. */
static void put_canon(struct tn_irframe *frame, const struct tn_node *node, struct tn_buf *out)
{
	const struct tn_canon *canon = &node->u.canon;
	const struct tn_canon_row *row = tn_ir_canon_row(canon->opcode);
	if (!row->text) {
		tn_irwrite_bug(frame->w, node, "there is no such canonical definition");
		return;
	}
	tn_buf_byte(out, canon->opcode);
	for (const char *op = row->operands; *op; op++) {
		switch (*op) {
		case 'F':
		case 'f':
			tn_buf_byte(out, 0x00);
			put_index(frame, canon->func, out);
			break;
		case 't':
		case 'c':
			put_index(frame, canon->type, out);
			break;
		case 'o':
			put_opts(frame, canon, out);
			break;
		case 'r':
			put_result_list(frame, &canon->result, out);
			break;
		case 'a':
			tn_buf_byte(out, canon->is_async);
			break;
		case '0':
			tn_buf_byte(out, 0x00);
			break;
		case 'm':
			put_index(frame, canon->memory, out);
			break;
		case 'T':
			put_index(frame, canon->table, out);
			break;
		case 'v':
			tn_buf_byte(out, canon->slot_type);
			break;
		case 'i':
			tn_buf_u32(out, canon->slot);
			break;
		}
	}
}

/* Binary.md "start". */
static void put_start(struct tn_irframe *frame, const struct tn_node *node, struct tn_buf *out)
{
	put_index(frame, node->u.start.func, out);
	tn_buf_u32(out, node->u.start.arg_count);
	for (uint32_t i = 0; i < node->u.start.arg_count; i++)
		put_index(frame, node->u.start.args[i], out);
	tn_buf_u32(out, node->u.start.result_count);
}

void tn_irencode_node(struct tn_irframe *frame, const struct tn_node *node, struct tn_buf *out)
{
	switch ((enum tn_op)node->op) {
	case TN_OP_IMPORT:
	case TN_OP_EXPORT:
		put_extern(frame, node, out);
		break;
	case TN_OP_ALIAS_EXPORT:
	case TN_OP_ALIAS_CORE_EXPORT:
		put_alias(frame, node, out);
		break;
	case TN_OP_CORE_INSTANTIATE:
	case TN_OP_CORE_INLINE:
	case TN_OP_INSTANTIATE:
	case TN_OP_INLINE:
		put_instance(frame, node, out);
		break;
	case TN_OP_CORE_TYPE:
		put_core_type(frame, node, out);
		break;
	case TN_OP_TYPE:
		put_type(frame, node, out);
		break;
	case TN_OP_TYPE_WRITTEN:
		put_written(frame, node, out);
		break;
	case TN_OP_LIFT:
	case TN_OP_CANON:
		put_canon(frame, node, out);
		break;
	case TN_OP_START:
		put_start(frame, node, out);
		break;
	case TN_OP_VALUE: /* Binary.md "value" */
		put_vref(frame, &node->u.value.type, out);
		tn_buf_blob(out, node->u.value.bytes);
		break;
	default: /* irwrite.c has no bytes for the others, or writes them itself */
		break;
	}
}
