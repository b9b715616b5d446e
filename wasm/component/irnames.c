/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Debug names: labels to a `component-name` section and back. Binary.md "Name Section".
 * A section whose names still hold is kept byte for byte, damaged or not; else it is made anew from
 * the labels.
 */
#include "base/reader.h"
#include "wasm/component/irwrite.h"

/* TN_SORT_NONE when it is none. */
static enum tn_sort read_sort(struct tn_reader *r)
{
	uint8_t code = tn_reader_byte(r);
	return code ? tn_irsort_plain(code) : tn_irsort_core(tn_reader_byte(r));
}

static bool is_whole(const struct tn_reader *r)
{
	return !r->error && r->at == r->end;
}

static bool read_component(struct tn_reader *r, const struct tn_irnames_sink *sink)
{
	struct tn_str name = tn_reader_name(r);
	if (is_whole(r))
		sink->component(sink->user, name);
	return is_whole(r);
}

static bool read_items(struct tn_reader *r, const struct tn_irnames_sink *sink)
{
	enum tn_sort sort = read_sort(r);
	if (sort == TN_SORT_NONE)
		return !r->error; /* of what is not known yet */
	for (uint32_t left = tn_reader_u32(r); left && !r->error; left--) {
		uint32_t index = tn_reader_u32(r);
		struct tn_str name = tn_reader_name(r);
		if (!r->error)
			sink->item(sink->user, sort, index, name);
	}
	return is_whole(r);
}

void tn_irnames_read(struct tn_bytes bytes, const struct tn_irnames_sink *sink)
{
	struct tn_reader r = tn_reader_new(bytes, bytes.ptr);
	bool is_good = true;
	while (is_good && tn_reader_more(&r)) {
		uint8_t id = tn_reader_byte(&r);
		struct tn_reader sub = tn_reader_part(&r, tn_reader_u32(&r));
		if (r.error)
			break;
		if (id == 0)
			is_good = read_component(&sub, sink);
		else if (id == 1)
			is_good = read_items(&sub, sink);
	}
}

/* ---- do the names that were read still hold? ---- */

struct holds {
	struct tn_irframe *frame;
	const struct tn_node **by_index[TN_SORT_COUNT];
	uint8_t *named; /* by node id: the section names it */
	uint32_t hits;
	bool component, ok;
};

static void holds_component(void *user, struct tn_str name)
{
	struct holds *h = user;
	h->component = true;
	h->ok &= tn_str_eq(name, tn_ctx_text(h->frame->w->cx, h->frame->scope->label));
}

static void holds_item(void *user, enum tn_sort sort, uint32_t index, struct tn_str name)
{
	struct holds *h = user;
	const struct tn_node *node =
		index < h->frame->counts[sort] ? h->by_index[sort][index] : NULL;
	if (!node || !tn_str_eq(name, tn_ctx_text(h->frame->w->cx, node->label))) {
		h->ok = false;
		return;
	}
	h->hits += !h->named[node->id];
	h->named[node->id] = 1;
}

static bool still_hold(struct tn_irframe *frame, struct tn_bytes as_read, uint32_t labels)
{
	struct tn_arena *arena = frame->w->arena;
	struct holds h = { .frame = frame, .ok = true };
	h.named = TN_NEWN(arena, uint8_t, frame->scope->ir->node_count);
	for (int sort = 0; sort < TN_SORT_COUNT; sort++)
		h.by_index[sort] = TN_NEWN(arena, const struct tn_node *, frame->counts[sort]);
	for (uint32_t i = 0; i < frame->plan->order.len; i++) {
		const struct tn_node *node = frame->plan->order.ptr[i];
		if (node->sort < TN_SORT_COUNT && frame->w->numbers[node->id])
			h.by_index[node->sort][frame->w->numbers[node->id] - 1] = node;
	}
	const struct tn_irnames_sink sink = { &h, holds_component, holds_item };
	tn_irnames_read(as_read, &sink);
	return h.ok && h.hits == labels && h.component == (frame->scope->label != 0);
}

/* ---- writing ---- */

static void write_sort(struct tn_irframe *frame, enum tn_sort sort, uint32_t count, struct tn_buf *out)
{
	if (!count)
		return;
	tn_buf_byte(out, 0x01);
	struct tn_nest nest = tn_buf_open(out);
	tn_irencode_sort(out, sort);
	tn_buf_u32(out, count);
	for (uint32_t i = 0; i < frame->plan->order.len; i++) {
		const struct tn_node *node = frame->plan->order.ptr[i];
		if (node->sort == sort && node->label) {
			tn_buf_u32(out, frame->w->numbers[node->id] - 1);
			tn_buf_name(out, tn_ctx_text(frame->w->cx, node->label));
		}
	}
	tn_buf_close(out, nest);
}

bool tn_irnames_write(struct tn_irframe *frame, struct tn_bytes as_read, struct tn_buf *out)
{
	uint32_t counts[TN_SORT_COUNT] = { 0 }, labels = 0;
	for (uint32_t i = 0; i < frame->plan->order.len; i++) {
		const struct tn_node *node = frame->plan->order.ptr[i];
		if (node->sort < TN_SORT_COUNT && node->label) {
			counts[node->sort]++;
			labels++;
		}
	}
	if (!out)
		return labels || frame->scope->label || as_read.ptr;
	if (as_read.ptr && still_hold(frame, as_read, labels)) {
		tn_buf_bytes(out, as_read.ptr, as_read.len);
		return true;
	}
	if (frame->scope->label) {
		tn_buf_byte(out, 0x00);
		struct tn_nest nest = tn_buf_open(out);
		tn_buf_name(out, tn_ctx_text(frame->w->cx, frame->scope->label));
		tn_buf_close(out, nest);
	}
	/* The numbers of the sorts are the order in which other tools write them. */
	for (int sort = 0; sort < TN_SORT_COUNT; sort++)
		write_sort(frame, (enum tn_sort)sort, counts[sort], out);
	return true;
}
