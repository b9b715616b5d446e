/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Reads a component: Binary.md "Component Definitions". In: bytes. Out: nodes whose edges are what
 * the index numbers meant. Core modules and function bodies stay slices.
 */
#include "wasm/component/irread.h"

#include "wasm/component/irwrite.h"
#include "wasm/core/layers.h"

/* ---- errors ---- */

static struct tn_span span_of(const struct tn_irread *in, size_t start, size_t end)
{
	return (struct tn_span){ in->source, (uint32_t)start, (uint32_t)end };
}

/* "component 1", "type 3, instance type": what is around what is read, from the innermost. */
static void add_scopes(const struct tn_irread *in, struct tn_diag *diag)
{
	static const char *const forms[] = {
		[TN_SCOPE_COMPONENT] = "",
		[TN_SCOPE_COMPONENT_TYPE] = ", component type",
		[TN_SCOPE_INSTANCE_TYPE] = ", instance type",
		[TN_SCOPE_MODULE_TYPE] = ", module type",
	};
	for (const struct tn_irread_frame *frame = in->frame; frame && frame->outer; frame = frame->outer)
		tn_diag_note(in->cx, diag, frame->item_span, "in %s %u%s", frame->section, frame->item,
			forms[frame->scope->kind]);
}

void tn_irread_place(struct tn_irread *in, struct tn_diag *diag)
{
	if (!in->section) {
		add_scopes(in, diag);
		return;
	}
	struct tn_mark mark = tn_mem_mark(in->scratch);
	struct tn_str part = tn_ir_part_text(in->cx, in->scratch, NULL, &in->part);
	if (in->item_name)
		tn_diag_note(in->cx, diag, in->item_span, "in %s %u `%.*s`%.*s", in->section, in->item,
			TN_S(tn_ctx_text(in->cx, in->item_name)), TN_S(part));
	else
		tn_diag_note(in->cx, diag, in->item_span, "in %s %u%.*s", in->section, in->item,
			TN_S(part));
	add_scopes(in, diag);
	tn_mem_reset(in->scratch, mark);
}

/* "invalid sort of an alias: found 0x1b": errors that begin so are about a byte, and stand at it. */
static const char *with_byte(const struct tn_irread *in, const struct tn_reader *r)
{
	struct tn_bytes bytes = tn_source_get(&in->cx->sources, in->source)->bytes;
	if (!tn_str_starts(tn_str_of(r->error), TN_STR("invalid ")) || r->error_offset >= bytes.len)
		return r->error;
	return tn_str_format(in->scratch, "%s: found 0x%02x", r->error, bytes.ptr[r->error_offset]).ptr;
}

bool tn_irread_fine(struct tn_irread *in, const struct tn_reader *r)
{
	in->ir->is_long |= r->long_leb;
	if (!r->error)
		return true;
	if (!in->broken) {
		struct tn_diag *diag = tn_diag_error(in->cx, TN_E_MALFORMED,
			span_of(in, r->error_offset, r->error_offset), "%s", with_byte(in, r));
		tn_irread_place(in, diag);
	}
	in->broken = in->failed = true;
	return false;
}

void tn_irread_leading(struct tn_reader *r, const char *error)
{
	if (!r->error)
		r->at--;
	tn_reader_fail(r, error);
}

/* ---- index spaces ---- */

struct tn_node *tn_irread_lookup(struct tn_irread *in, const struct tn_irread_frame *frame,
	enum tn_sort sort, uint32_t index, size_t offset)
{
	const tn_node_list *space = &frame->spaces[sort];
	if (index < space->len)
		return space->ptr[index];
	struct tn_diag *diag = tn_diag_error(in->cx, TN_E_INVALID, span_of(in, offset, offset),
		"unknown %s %u: %s index out of bounds (%u so far)", tn_ir_sort_word(sort), index,
		tn_ir_sort_word(sort), space->len);
	tn_irread_place(in, diag);
	in->failed = true;
	return NULL;
}

struct tn_node *tn_irread_index(struct tn_irread *in, struct tn_reader *r, enum tn_sort sort)
{
	size_t offset = tn_reader_offset(r);
	uint32_t index = tn_reader_u32(r);
	return r->error ? NULL : tn_irread_lookup(in, in->frame, sort, index, offset);
}

void tn_irread_define(struct tn_irread *in, struct tn_node *node, const struct tn_reader *r)
{
	node->origin.end = (uint32_t)tn_reader_offset(r);
	if (node->sort < TN_SORT_COUNT)
		*TN_PUSH(in->scratch, &in->frame->spaces[node->sort]) = node;
}

/* A new node in the scope that is being read, until `tn_irread_define` without an index. */
struct tn_node *tn_irread_begin(struct tn_irread *in, const struct tn_reader *r, enum tn_sort sort,
	enum tn_op op)
{
	if (in->ir->node_count - in->first_node >= in->most_nodes) {
		if (!in->broken)
			tn_diag_error(in->cx, TN_E_LIMIT,
				span_of(in, tn_reader_offset(r), tn_reader_offset(r)),
				"too many items: more than %u in a component of this size",
				in->most_nodes);
		in->broken = in->failed = true;
	}
	struct tn_node *node = tn_ir_node(in->frame->scope, sort, op);
	uint32_t start = (uint32_t)tn_reader_offset(r);
	node->origin = (struct tn_span){ in->source, start, start };
	in->item_span = node->origin;
	in->part.word = NULL;
	return node;
}

/* Opens a scope inside; false at the limit of nesting. */
bool tn_irread_enter(struct tn_irread *in, struct tn_reader *r, struct tn_irread_frame *frame,
	enum tn_scope_kind kind)
{
	frame->outer = in->frame;
	frame->depth = in->frame ? in->frame->depth + 1 : 0;
	if (frame->depth > in->cx->limits.module_nesting) {
		if (!in->broken && !r->error)
			tn_diag_error(in->cx, TN_E_LIMIT,
				span_of(in, tn_reader_offset(r), tn_reader_offset(r)),
				"nesting of components and types is deeper than %u",
				in->cx->limits.module_nesting);
		in->broken = in->failed = true;
		tn_reader_fail(r, "nesting too deep");
		return false;
	}
	frame->scope = tn_ir_scope(in->ir, kind, in->frame ? in->frame->scope : NULL);
	frame->scope->source = in->source;
	frame->scope->base = (uint32_t)tn_reader_offset(r);
	frame->section = in->section;
	frame->item = in->item;
	frame->item_span = in->item_span;
	in->frame = frame;
	return true;
}

/* ---- sections ---- */

static void read_custom(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node = tn_irread_begin(in, r, TN_SORT_NONE, TN_OP_CUSTOM);
	/* As text with an end, which programs see. */
	node->u.custom.name = tn_ctx_text(in->cx, tn_ctx_name(in->cx, tn_reader_name(r)));
	node->u.custom.bytes = tn_reader_take(r, r->error ? 0 : (size_t)(r->end - r->at));
	in->frame->has_names += tn_str_eq(node->u.custom.name, TN_STR("component-name"));
	tn_irread_define(in, node, r);
}

static void read_core_module(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node = tn_irread_begin(in, r, TN_SORT_CORE_MODULE, TN_OP_CORE_MODULE);
	node->u.module.bytes = tn_reader_take(r, (size_t)(r->end - r->at));
	tn_irread_define(in, node, r);
}

static struct tn_scope *read_component(struct tn_irread *in, struct tn_bytes bytes,
	const uint8_t *base);

static void read_nested(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node = tn_irread_begin(in, r, TN_SORT_COMPONENT, TN_OP_COMPONENT);
	const uint8_t *base = r->base;
	struct tn_bytes bytes = tn_reader_take(r, (size_t)(r->end - r->at));
	const char *section = in->section;
	uint32_t item = in->item;
	node->u.scope = read_component(in, bytes, base);
	in->section = section;
	in->item = item;
	in->item_name = 0;
	in->item_span = node->origin;
	tn_irread_define(in, node, r);
}

static void read_item(struct tn_irread *in, struct tn_reader *r, uint8_t id)
{
	in->item_name = 0;
	switch (id) {
	case 0:
		read_custom(in, r);
		break;
	case 1:
		read_core_module(in, r);
		break;
	case 4:
		read_nested(in, r);
		break;
	default:
		tn_iritem_read(in, r, id);
	}
}

/* One section: its items become nodes; the first begins a section of its own when it must. */
static void read_section(struct tn_irread *in, struct tn_reader *r, uint32_t counts[13], int *last)
{
	size_t start = tn_reader_offset(r);
	in->section = NULL;
	uint8_t id = tn_reader_byte(r);
	if (!r->error && id > 12)
		tn_irread_leading(r, tn_str_format(in->scratch, "malformed section id: %u, of 0 to 12", id).ptr);
	in->item_span = span_of(in, start, start);
	in->item_name = 0;
	if (!r->error) {
		in->section = tn_ir_section_word(id);
		in->item = counts[id];
	}
	struct tn_reader part = tn_layers_part(in->cx, in->scratch, in->source, r, "component");
	if (!tn_irread_fine(in, r))
		return;
	struct tn_scope *scope = in->frame->scope;
	uint32_t before = scope->nodes.len, has_names = in->frame->has_names;
	in->item_span = span_of(in, start, tn_reader_offset(&part));
	bool is_vector = tn_layers_is_vector(id);
	uint32_t count = is_vector ? tn_reader_count(&part, 1) : 1;
	for (uint32_t i = 0; i < count && !part.error && !in->broken; i++) {
		in->item = counts[id]++;
		read_item(in, &part, id);
	}
	if (!part.error && !in->broken && part.at != part.end)
		tn_reader_fail(&part, "section size mismatch: unexpected data at the end of the section");
	if (!tn_irread_fine(in, &part))
		return;
	if (count == 0)
		in->ir->is_long = true; /* an empty section is not written again */
	/* Debug names are written behind all that has a number, and once. */
	in->ir->is_long |= has_names && (id != 0 || in->frame->has_names > has_names);
	if (scope->nodes.len > before) {
		if (*last == id && is_vector)
			scope->nodes.ptr[before]->flags |= TN_NODE_NEW_SECTION;
		*last = id;
	}
}

/* ---- debug names ---- */

/* What labels cannot hold (a second name, an empty one, one for nothing) will not be written again. */
static void set_label(struct tn_irread *in, tn_name *label, struct tn_str name)
{
	tn_name before = *label;
	*label = name.len ? tn_ctx_name(in->cx, name) : 0;
	in->ir->is_long |= !*label || (before && before != *label);
}

static void label_component(void *user, struct tn_str name)
{
	struct tn_irread *in = user;
	set_label(in, &in->frame->scope->label, name);
}

static void label_item(void *user, enum tn_sort sort, uint32_t index, struct tn_str name)
{
	struct tn_irread *in = user;
	const tn_node_list *space = &in->frame->spaces[sort];
	if (index < space->len)
		set_label(in, &space->ptr[index]->label, name);
	else
		in->ir->is_long = true;
}

static void read_labels(struct tn_irread *in)
{
	const struct tn_scope *scope = in->frame->scope;
	for (uint32_t i = scope->nodes.len; i-- > 0;) {
		const struct tn_node *node = scope->nodes.ptr[i];
		if (node->op == TN_OP_CUSTOM &&
			tn_str_eq(node->u.custom.name, TN_STR("component-name"))) {
			const struct tn_irnames_sink sink = { in, label_component, label_item };
			tn_irnames_read(node->u.custom.bytes, &sink);
			return;
		}
	}
}

/* ---- components ---- */

static void read_preamble(struct tn_irread *in, struct tn_reader *r)
{
	static const uint8_t component[8] = { 0x00, 'a', 's', 'm', 0x0d, 0x00, 0x01, 0x00 };
	const uint8_t *start = r->at;
	struct tn_bytes bytes = tn_reader_take(r, sizeof component);
	if (r->error) {
		r->error = "unexpected end";
	} else if (memcmp(bytes.ptr, component, 4) != 0) {
		r->at = start;
		tn_reader_fail(r, "magic header not detected: bad magic number");
	} else if (memcmp(bytes.ptr, component, sizeof component) != 0) {
		static const uint8_t module[4] = { 0x01, 0x00, 0x00, 0x00 };
		r->at = start + 4;
		tn_reader_fail(r, memcmp(bytes.ptr + 4, module, 4) == 0
					  ? "a component is wanted, this is a core module"
					  : tn_module_version_fault(in->scratch, start + 4));
	}
	tn_irread_fine(in, r);
}

/* Recursion is bounded by limits.module_nesting. */
static struct tn_scope *read_component(struct tn_irread *in, struct tn_bytes bytes,
	const uint8_t *base)
{
	struct tn_reader r = tn_reader_new(bytes, base);
	struct tn_irread_frame frame = { 0 };
	if (!tn_irread_enter(in, &r, &frame, TN_SCOPE_COMPONENT))
		return NULL;
	in->section = NULL;
	read_preamble(in, &r);
	uint32_t counts[13] = { 0 };
	int last = -1;
	while (!in->broken && tn_reader_more(&r))
		read_section(in, &r, counts, &last);
	read_labels(in);
	frame.scope->bytes = bytes;
	in->frame = frame.outer;
	return frame.scope;
}

struct tn_scope *tn_irread_partly(struct tn_ir *ir, uint32_t source, uint32_t base,
	struct tn_bytes bytes, bool *is_whole)
{
	struct tn_ctx *cx = ir->cx;
	struct tn_mark mark = tn_mem_mark(&cx->scratch);
	struct tn_irread in = { .ir = ir, .cx = cx, .scratch = &cx->scratch, .source = source };
	in.first_node = ir->node_count;
	in.most_nodes = cx->limits.component_items + (uint32_t)(bytes.len / 8);
	struct tn_scope *scope = read_component(&in, bytes, bytes.ptr - base);
	tn_mem_reset(&cx->scratch, mark);
	*is_whole = !in.failed;
	return in.broken ? NULL : scope;
}

struct tn_scope *tn_irread_component(struct tn_ir *ir, uint32_t source, uint32_t base,
	struct tn_bytes bytes)
{
	bool is_whole = false;
	struct tn_scope *scope = tn_irread_partly(ir, source, base, bytes, &is_whole);
	return is_whole ? scope : NULL;
}
