/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Interfaces in, their instance types as bytes out, each made once; see encoding.h. */
#include "wasm/component/check.h"
#include "wasm/core/features.h"
#include "wit/binary/encoding.h"

/* ---- which interfaces ---- */

static void visit(struct tn_reach *r, struct tn_arena *arena, tn_iface iface)
{
	if (tn_map_get(&r->seen, iface) != TN_MAP_NONE)
		return;
	tn_map_put(&r->seen, iface, 0);
	TN_PUSH(arena, &r->stack)->iface = iface;
}

void tn_encode_reach(struct tn_reach *r, struct tn_arena *arena, const struct tn_wit *wit, tn_iface id)
{
	*r = (struct tn_reach){ .seen = { .arena = arena } };
	visit(r, arena, id);
	while (r->stack.len) {
		tn_iface at = TN_LAST(&r->stack).iface;
		const struct tn_interface *iface = &wit->interfaces.ptr[at];
		uint32_t depth = r->stack.len;
		while (r->stack.len == depth && TN_LAST(&r->stack).next < iface->types.len) {
			tn_def def = iface->types.ptr[TN_LAST(&r->stack).next++].def;
			tn_iface used = tn_model_use_source(wit, def);
			if (used != TN_NO_ID)
				visit(r, arena, used);
		}
		if (r->stack.len == depth) {
			*TN_PUSH(arena, &r->order) = at;
			r->stack.len--;
		}
	}
}

/* ---- making one ---- */

struct tn_pieces tn_encode_pieces(struct tn_wit *wit, const struct tn_encode_options *o,
	struct tn_arena *arena)
{
	return (struct tn_pieces){
		.wit = wit,
		.arena = arena,
		.options = o,
		.made = TN_NEWN(arena, struct tn_piece *, wit->interfaces.len),
		.failed = TN_NEWN(arena, bool, wit->interfaces.len),
	};
}

/* What it needs as imports, without functions, then itself, the last of `reach`. */
static struct tn_node *exported(struct tn_encoder *e, const struct tn_reach *reach, uint32_t *types)
{
	tn_iface id = TN_LAST(&reach->order);
	for (uint32_t i = 0; i + 1 < reach->order.len; i++)
		tn_encode_import(e, reach->order.ptr[i],
			tn_encode_instance_type(e, reach->order.ptr[i], false, NULL));
	struct tn_node *type = tn_encode_instance_type(e, id, true, types);
	struct tn_desc desc = { .kind = TN_DESC_INSTANCE, .type = type };
	tn_name name = e->wit->interfaces.ptr[id].name;
	tn_ir_export_decl(e->outer,
		tn_encode_name(e, TN_TYPENC_EXPORT,
			tn_ir_name(name ? tn_model_interface_id(e->wit, id)
					: tn_ctx_name(e->wit->cx, TN_STR("it"))),
			e->wit->interfaces.ptr[id].meta.span),
		desc);
	return type;
}

static void keep(struct tn_encoder *e, struct tn_arena *arena, const struct tn_irpiece parts[2],
	struct tn_piece *out)
{
	struct tn_map defs = { .arena = e->arena };
	for (uint32_t i = 0; i < e->instances.aliases.len; i++)
		tn_map_put(&defs, e->instances.aliases.ptr[i].node->id,
			e->instances.aliases.ptr[i].def);
	uint32_t count = parts[0].decls.patch_count + parts[1].decls.patch_count;
	uint8_t *bytes = tn_mem_raw(arena, parts[0].decls.bytes.len + parts[1].decls.bytes.len);
	struct tn_piece_hole *hole = out->holes = TN_NEWN(arena, struct tn_piece_hole, count);
	out->bytes = bytes;
	for (int i = 0; i < 2; i++) {
		const struct tn_coded *part = &parts[i].decls;
		if (part->bytes.len)
			memcpy(bytes, part->bytes.ptr, part->bytes.len);
		bytes += part->bytes.len;
		out->len[i] = part->bytes.len;
		out->count[i] = parts[i].count;
		out->hole_count[i] = part->patch_count;
		for (uint32_t p = 0; p < part->patch_count; p++)
			*hole++ = (struct tn_piece_hole){ part->patches[p].at,
				tn_map_get(&defs, part->patches[p].node->id) };
	}
}

static bool make(struct tn_pieces *pieces, tn_iface id, struct tn_piece *out)
{
	struct tn_ctx *cx = pieces->wit->cx;
	struct tn_reach reach;
	tn_encode_reach(&reach, &cx->temp, pieces->wit, id);
	/* What is wrong with a type was said of the interface that has it. */
	for (uint32_t i = 0; i + 1 < reach.order.len; i++)
		if (!tn_encode_piece(pieces, reach.order.ptr[i]))
			return false;
	struct tn_scope *root =
		tn_ir_scope(tn_ir_new(cx, &cx->temp), TN_SCOPE_COMPONENT, NULL);
	struct tn_encoder e;
	uint32_t types;
	tn_encode_begin(&e, pieces->wit, pieces->options, root);
	struct tn_node *body = exported(&e, &reach, &types);
	struct tn_node *whole = tn_encode_component_type(root, e.outer);
	tn_encode_place(whole, pieces->wit->interfaces.ptr[id].meta.span);
	tn_name name = pieces->wit->interfaces.ptr[id].name;
	tn_ir_export(root, tn_ir_name(name ? name : tn_ctx_name(cx, TN_STR("it"))), whole,
		(struct tn_desc){ 0 });
	if (e.failed)
		return false;
	if (!(pieces->options && pieces->options->skip_validation)) {
		struct tn_check *check = tn_check_scope_with(cx, &cx->temp, root, TN_WASM_ALL);
		if (!check)
			return false;
		const struct tn_ctype *inner = tn_check_node(check, body).type;
		const struct tn_ctype *outer = tn_check_node(check, whole).type;
		out->size = inner->size;
		out->depth = inner->depth;
		out->whole_size = outer->size;
		out->whole_depth = outer->depth;
	}
	struct tn_irpiece parts[2];
	if (!tn_irpiece_write(&cx->temp, tn_ir_inner(body), types, parts))
		return false;
	keep(&e, pieces->arena, parts, out);
	return true;
}

const struct tn_piece *tn_encode_piece(struct tn_pieces *pieces, tn_iface id)
{
	if (pieces->made[id] || pieces->failed[id])
		return pieces->made[id];
	struct tn_ctx *cx = pieces->wit->cx;
	struct tn_piece *piece = TN_NEW(pieces->arena, struct tn_piece);
	struct tn_mark mark = tn_mem_mark(&cx->temp);
	if (make(pieces, id, piece))
		pieces->made[id] = piece;
	else
		pieces->failed[id] = true;
	tn_mem_reset(&cx->temp, mark);
	return pieces->made[id];
}

/* ---- using it ---- */

/* The node for a type of another interface, in the scope where instances stand. */
static struct tn_node *foreign(struct tn_encoder *e, tn_def def)
{
	struct tn_typenc enc = { .wit = e->wit, .arena = e->arena, .scope = e->outer,
		.outer = e->outer, .interface = TN_NO_ID, .instances = &e->instances };
	struct tn_node *node = tn_typenc_foreign(&enc, e->wit->types.ptr[def].owner, def);
	e->failed = e->failed || !node;
	return node;
}

struct tn_node *tn_encode_use_piece(struct tn_encoder *e, tn_iface id, bool with_functions)
{
	const struct tn_piece *piece = tn_encode_piece(e->pieces, id);
	uint32_t count = with_functions ? 2 : 1;
	struct tn_irpiece *parts = TN_NEWN(e->arena, struct tn_irpiece, count);
	const uint8_t *bytes = piece ? piece->bytes : NULL;
	const struct tn_piece_hole *hole = piece ? piece->holes : NULL;
	e->failed = e->failed || !piece;
	for (uint32_t i = 0; piece && i < count; i++) {
		struct tn_coded *decls = &parts[i].decls;
		parts[i].count = piece->count[i];
		decls->bytes = (struct tn_bytes){ bytes, piece->len[i] };
		decls->patch_count = piece->hole_count[i];
		decls->patches = TN_NEWN(e->arena, struct tn_patch, decls->patch_count);
		bytes += piece->len[i];
		for (uint32_t p = 0; p < decls->patch_count; p++, hole++)
			decls->patches[p] = (struct tn_patch){ .at = hole->at,
				.node = foreign(e, hole->def) };
	}
	return tn_ir_type_written(e->outer, parts, count);
}
