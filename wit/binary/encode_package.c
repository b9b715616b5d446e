/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A package out, item by item: of no item more is held than its interfaces' bytes, which worlds copy.
 * Every interface is validated by itself; a world with what is its own; at last all names together.
 */
#include "wasm/component/check.h"
#include "wasm/core/features.h"
#include "wasm/core/producers.h"
#include "wit/binary/docs.h"
#include "wit/binary/encoding.h"

struct package {
	struct tn_wit *wit;
	struct tn_ctx *cx;
	const struct tn_package *pkg;
	const struct tn_encode_options *options;
	struct tn_pieces pieces;
	struct tn_buf *out;
	uint32_t items;  /* written so far */
	uint64_t size;   /* effective size of the whole's type so far */
	bool validates;
};

static struct tn_scope *new_root(struct package *p)
{
	return tn_ir_scope(tn_ir_new(p->cx, &p->cx->temp), TN_SCOPE_COMPONENT, NULL);
}

/* Binary.md "Component Definitions": a type section with the type, an export section with its export. */
static bool write_item(struct package *p, tn_name name, struct tn_node *type)
{
	tn_buf_byte(p->out, 7);
	struct tn_nest section = tn_buf_open(p->out);
	tn_buf_u32(p->out, 1);
	if (!tn_irpiece_type(type, p->out))
		return false;
	tn_buf_close(p->out, section);
	tn_buf_byte(p->out, 11);
	section = tn_buf_open(p->out);
	tn_buf_u32(p->out, 1);
	tn_buf_byte(p->out, 0x00);
	tn_buf_name(p->out, tn_ctx_text(p->cx, name));
	tn_buf_byte(p->out, 0x03);
	tn_buf_u32(p->out, 2 * p->items); /* each type before has its own index and its export's */
	tn_buf_byte(p->out, 0x00);
	tn_buf_close(p->out, section);
	p->items++;
	return true;
}

/* Of a type. */
struct measure {
	uint64_t size;
	uint32_t depth;
};

/* The whole's limits are those of any type: peers refuse what is larger, and so do we when we read it. */
static bool fits(struct package *p, tn_name name, struct tn_span span, struct measure item)
{
	const struct tn_limits *limits = &p->cx->limits;
	bool did_fit = p->size <= limits->type_size;
	p->size += item.size;
	if (!p->validates)
		return true;
	if (p->size > limits->type_size && did_fit) {
		struct tn_diag *d = tn_diag_error(p->cx, TN_E_INVALID, span,
			"effective type size exceeds the limit of %u", limits->type_size);
		tn_diag_note(p->cx, d, (struct tn_span){ 0 }, "in export %u `%.*s`", p->items,
			TN_S(tn_ctx_text(p->cx, name)));
	}
	bool is_shallow = item.depth < limits->type_depth;
	if (!is_shallow) {
		struct tn_diag *d = tn_diag_error(p->cx, TN_E_INVALID, span,
			"the types of `%.*s` nest too deeply for a package to hold it",
			TN_S(tn_ctx_text(p->cx, name)));
		tn_diag_hint(p->cx, d,
			"a package exports a component type of an instance type of its types: "
			"the limit `type-depth`, %u, counts them all", limits->type_depth);
	}
	return is_shallow && p->size <= limits->type_size;
}

/* ---- interfaces ---- */

static bool put_interface(struct package *p, tn_iface id)
{
	struct tn_reach reach;
	tn_encode_reach(&reach, &p->cx->temp, p->wit, id);
	bool ok = true;
	for (uint32_t i = 0; i < reach.order.len; i++)
		ok = tn_encode_piece(&p->pieces, reach.order.ptr[i]) && ok;
	tn_name name = p->wit->interfaces.ptr[id].name;
	struct tn_span span = p->wit->interfaces.ptr[id].meta.span;
	if (!ok)
		return false;
	const struct tn_piece *piece = p->pieces.made[id];
	if (!fits(p, name, span, (struct measure){ piece->whole_size, piece->whole_depth }))
		return false;
	struct tn_scope *root = new_root(p);
	struct tn_encoder e;
	tn_encode_begin(&e, p->wit, p->options, root);
	e.pieces = &p->pieces;
	for (uint32_t i = 0; i + 1 < reach.order.len; i++)
		tn_encode_import(&e, reach.order.ptr[i],
			tn_encode_use_piece(&e, reach.order.ptr[i], false));
	struct tn_desc desc = { .kind = TN_DESC_INSTANCE, .type = tn_encode_use_piece(&e, id, true) };
	tn_ir_export_decl(e.outer,
		tn_encode_name(&e, TN_TYPENC_EXPORT, tn_ir_name(tn_model_interface_id(p->wit, id)), span), desc);
	return !e.failed && write_item(p, name, tn_encode_component_type(root, e.outer));
}

/* ---- worlds ---- */

static struct tn_node *world_type(struct package *p, tn_world id, enum tn_encode_bodies bodies)
{
	struct tn_scope *root = new_root(p);
	struct tn_scope *wrapper = tn_ir_scope(root->ir, TN_SCOPE_COMPONENT_TYPE, root);
	struct tn_encoder e;
	tn_encode_begin(&e, p->wit, p->options, wrapper);
	e.bodies = bodies;
	e.pieces = &p->pieces;
	tn_encode_items(&e, &p->wit->worlds.ptr[id]);
	if (e.failed)
		return NULL;
	return tn_encode_component_type(root, tn_encode_wrap(p->wit, id, wrapper, e.outer));
}

static bool interfaces_only(const struct tn_item *items, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (items[i].kind != TN_ITEM_INTERFACE)
			return false;
	}
	return true;
}

static void add_items(const struct package *p, const struct tn_item *items, uint32_t count,
	const struct tn_cexterns *types, struct measure *body)
{
	for (uint32_t i = 0; i < count; i++) {
		struct measure item = { 0 };
		if (items[i].kind == TN_ITEM_INTERFACE)
			item = (struct measure){ p->pieces.made[items[i].interface]->size,
				p->pieces.made[items[i].interface]->depth };
		else if (i < types->len)
			item = (struct measure){ types->ptr[i].type.type->size,
				types->ptr[i].type.type->depth };
		body->size += item.size;
		if (item.depth >= body->depth)
			body->depth = item.depth + 1;
	}
}

/*
 * Validates what is the world's own: names, types, functions. Its interfaces, which were validated
 * already, are there with their types only, or with nothing where nobody asks for types.
 */
static bool check_world(struct package *p, tn_world id, struct measure *wrapping)
{
	const struct tn_world_def *world = &p->wit->worlds.ptr[id];
	bool empty = interfaces_only(world->imports.ptr, world->imports.len)
		&& interfaces_only(world->exports.ptr, world->exports.len);
	struct tn_node *type = world_type(p, id, empty ? TN_BODIES_EMPTY : TN_BODIES_TYPES);
	if (!type)
		return false;
	struct tn_scope *root = type->scope;
	tn_encode_place(type, world->meta.span);
	tn_ir_export(root, tn_ir_name(world->name), type, (struct tn_desc){ 0 });
	struct tn_check *check = tn_check_scope_with(p->cx, &p->cx->temp, root, TN_WASM_ALL);
	if (!check)
		return false;
	const struct tn_ctype *wrapper = tn_check_node(check, type).type;
	const struct tn_ctype *body = wrapper->u.component.exports.ptr[0].type.type;
	struct measure inner = { .size = 1, .depth = 1 };
	add_items(p, world->imports.ptr, world->imports.len, &body->u.component.imports, &inner);
	add_items(p, world->exports.ptr, world->exports.len, &body->u.component.exports, &inner);
	*wrapping = (struct measure){ inner.size + 1, inner.depth + 1 };
	return true;
}

static bool make_pieces(struct package *p, const struct tn_item *items, uint32_t count)
{
	bool ok = true;
	for (uint32_t i = 0; i < count; i++) {
		if (items[i].kind == TN_ITEM_INTERFACE)
			ok = tn_encode_piece(&p->pieces, items[i].interface) && ok;
	}
	return ok;
}

static bool put_world(struct package *p, tn_world id)
{
	const struct tn_world_def *world = &p->wit->worlds.ptr[id];
	bool ok = make_pieces(p, world->imports.ptr, world->imports.len);
	ok = make_pieces(p, world->exports.ptr, world->exports.len) && ok;
	struct measure wrapping = { 0 };
	struct tn_mark mark = tn_mem_mark(&p->cx->temp);
	if (p->validates)
		ok = ok && check_world(p, id, &wrapping);
	tn_mem_reset(&p->cx->temp, mark);
	if (!ok || !fits(p, world->name, world->meta.span, wrapping))
		return false;
	struct tn_node *type = world_type(p, id, TN_BODIES_PIECES);
	return type && write_item(p, world->name, type);
}

/* ---- the whole ---- */

/* Exports must be told apart, which is seen without what they are. */
static bool names_differ(struct package *p)
{
	struct tn_scope *root = new_root(p);
	struct tn_node *any = tn_encode_component_type(root,
		tn_ir_scope(root->ir, TN_SCOPE_COMPONENT_TYPE, root));
	for (uint32_t i = 0; i < p->pkg->interfaces.len; i++)
		tn_ir_export(root,
			tn_ir_name(p->wit->interfaces.ptr[p->pkg->interfaces.ptr[i]].name), any,
			(struct tn_desc){ 0 });
	for (uint32_t i = 0; i < p->pkg->worlds.len; i++)
		tn_ir_export(root, tn_ir_name(p->wit->worlds.ptr[p->pkg->worlds.ptr[i]].name), any,
			(struct tn_desc){ 0 });
	return tn_check_scope_with(p->cx, &p->cx->temp, root, TN_WASM_ALL) != NULL;
}

static void put_custom(struct package *p, struct tn_str name, struct tn_bytes bytes)
{
	tn_buf_byte(p->out, 0);
	struct tn_nest section = tn_buf_open(p->out);
	tn_buf_name(p->out, name);
	tn_buf_bytes(p->out, bytes.ptr, bytes.len);
	tn_buf_close(p->out, section);
}

static void put_customs(struct package *p, tn_pkg id)
{
	struct tn_buf docs = tn_buf_new(&p->cx->temp);
	tn_docs_write(p->wit, id, &docs);
	put_custom(p, TN_STR("package-docs"), tn_buf_done(&docs));
	put_custom(p, TN_STR("producers"), tn_producers_self(&p->cx->temp));
}

/* Interfaces, then worlds; docs and producers behind. */
static bool put_items(struct package *p)
{
	bool ok = true;
	struct tn_mark mark = tn_mem_mark(&p->cx->temp);
	for (uint32_t i = 0; i < p->pkg->interfaces.len && p->size <= p->cx->limits.type_size; i++) {
		ok = put_interface(p, p->pkg->interfaces.ptr[i]) && ok;
		tn_mem_reset(&p->cx->temp, mark);
	}
	for (uint32_t i = 0; i < p->pkg->worlds.len && p->size <= p->cx->limits.type_size; i++) {
		ok = put_world(p, p->pkg->worlds.ptr[i]) && ok;
		tn_mem_reset(&p->cx->temp, mark);
	}
	if (ok && p->validates)
		ok = names_differ(p);
	tn_mem_reset(&p->cx->temp, mark);
	return ok;
}

struct tn_bytes tn_encode_package(struct tn_wit *wit, tn_pkg id, const struct tn_encode_options *o,
	struct tn_arena *arena)
{
	static const uint8_t preamble[8] = { 0x00, 'a', 's', 'm', 0x0d, 0x00, 0x01, 0x00 };
	struct tn_buf out = tn_buf_new(arena);
	struct package p = { .wit = wit, .cx = wit->cx, .pkg = &wit->packages.ptr[id], .options = o,
		.pieces = tn_encode_pieces(wit, o, arena), .out = &out, .size = 1,
		.validates = !(o && o->skip_validation) };
	tn_buf_bytes(&out, preamble, sizeof preamble);
	struct tn_mark mark = tn_mem_mark(&wit->cx->temp);
	bool ok = put_items(&p);
	if (ok)
		put_customs(&p, id);
	tn_mem_reset(&wit->cx->temp, mark);
	return ok ? tn_buf_done(&out) : (struct tn_bytes){ 0 };
}
