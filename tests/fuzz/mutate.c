/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Mutations of WebAssembly binaries that keep the framing, so that damage reaches what lies behind
 * it: one thing inside is changed, and the lengths around it are made right again. Things are
 * sections, entries of the code section, subsections of known custom sections, at every depth.
 * The second parent of a crossover gives a section. For libFuzzer, and for driver.c.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
	uint8_t *out, size_t max_size, unsigned seed);

struct dice {
	uint64_t state;
};

static size_t roll(struct dice *d, size_t below)
{
	d->state = d->state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return below ? (size_t)(d->state >> 33) % below : 0;
}

/* What a stretch of bytes is made of. */
enum kind { BYTES, MODULE, COMPONENT, BODIES, SUBSECTIONS };

/* A thing with a length before it; the outermost has none. */
struct frame {
	enum kind kind;
	size_t leb, leb_len; /* the length field; leb_len 0: there is none */
	size_t body, end;
};

struct part {
	uint8_t id;
	size_t at; /* the id, or for bodies the length */
	struct frame frame;
};

enum { MAX_PARTS = 512, MAX_DEPTH = 12 };

struct parts {
	uint32_t count;
	struct part list[MAX_PARTS];
};

static size_t get_leb(const uint8_t *data, size_t at, size_t end, uint64_t *value)
{
	size_t len = 0;
	*value = 0;
	while (at + len < end && len < 5) {
		*value |= (uint64_t)(data[at + len] & 0x7f) << 7 * len;
		if (data[at + len++] < 0x80)
			return len;
	}
	return 0;
}

static size_t put_leb(uint8_t *out, uint64_t value)
{
	size_t len = 0;
	for (; value >= 0x80; value >>= 7)
		out[len++] = (uint8_t)(value | 0x80);
	out[len++] = (uint8_t)value;
	return len;
}

static enum kind layer_kind(const uint8_t *data, size_t at, size_t end)
{
	if (end - at < 8 || memcmp(data + at, "\0asm", 4) != 0)
		return BYTES;
	return data[at + 6] ? COMPONENT : MODULE;
}

/* A custom section of subsections begins behind its name. */
static bool has_subsections(const uint8_t *data, struct frame *frame)
{
	static const char *const names[] = { "name", "component-name", "dylink.0" };
	uint64_t len;
	size_t leb = get_leb(data, frame->body, frame->end, &len);
	for (size_t i = 0; leb && i < sizeof names / sizeof *names; i++) {
		if (len == strlen(names[i]) && frame->end - frame->body - leb > len &&
			memcmp(data + frame->body + leb, names[i], (size_t)len) == 0)
			return true;
	}
	return false;
}

static enum kind part_kind(enum kind parent, const uint8_t *data, uint8_t id, struct frame *frame)
{
	if (parent == COMPONENT && (id == 1 || id == 4))
		return layer_kind(data, frame->body, frame->end);
	if (parent == MODULE && id == 10)
		return BODIES;
	if ((parent == MODULE || parent == COMPONENT) && id == 0 && has_subsections(data, frame))
		return SUBSECTIONS;
	return BYTES;
}

/* Where the parts of a thing begin. */
static size_t first_part(const uint8_t *data, const struct frame *frame)
{
	uint64_t number = 0;
	size_t leb = get_leb(data, frame->body, frame->end, &number);
	switch (frame->kind) {
	case MODULE:
	case COMPONENT:
		return frame->body + 8;
	case BODIES:
		return frame->body + leb;
	case SUBSECTIONS:
		return frame->body + leb + (size_t)number;
	default:
		return frame->end;
	}
}

/* Up to the first that is not well framed. */
static void split(const uint8_t *data, const struct frame *frame, struct parts *parts)
{
	size_t at = first_part(data, frame);
	parts->count = 0;
	while (at < frame->end && parts->count < MAX_PARTS) {
		struct part *part = &parts->list[parts->count];
		uint64_t size;
		part->at = at;
		part->id = 0xff;
		if (frame->kind != BODIES)
			part->id = data[at++];
		size_t leb = get_leb(data, at, frame->end, &size);
		if (!leb || size > frame->end - at - leb)
			break;
		part->frame = (struct frame){ BYTES, at, leb, at + leb, at + leb + (size_t)size };
		part->frame.kind = part_kind(frame->kind, data, part->id, &part->frame);
		at = part->frame.end;
		parts->count++;
	}
}

/* Bytes in the making, and the frames around the place that is being changed. */
struct work {
	struct dice dice;
	uint8_t *data;
	size_t size, max;
	struct frame path[MAX_DEPTH];
	uint32_t depth;
	struct parts parts; /* of the innermost frame */
	uint8_t *spare;     /* `max` bytes */
};

static void enter(struct work *w, struct frame frame)
{
	w->path[w->depth++] = frame;
	split(w->data, &w->path[w->depth - 1], &w->parts);
}

/* To some depth, by chance. */
static void descend(struct work *w)
{
	struct frame root = { layer_kind(w->data, 0, w->size), 0, 0, 0, w->size };
	w->depth = 0;
	enter(w, root);
	while (w->depth < MAX_DEPTH && w->parts.count) {
		struct frame next = w->parts.list[roll(&w->dice, w->parts.count)].frame;
		if (next.kind == BYTES || roll(&w->dice, 4) == 0)
			return;
		enter(w, next);
	}
}

/* Puts bytes in place of [from, to), and makes right the lengths around, inside out. */
static bool put(struct work *w, size_t from, size_t to, const uint8_t *bytes, size_t len)
{
	if (w->size - (to - from) + len + 5 * MAX_DEPTH > w->max)
		return false;
	memmove(w->data + from + len, w->data + to, w->size - to);
	if (len)
		memmove(w->data + from, bytes, len);
	w->size = w->size - (to - from) + len;
	size_t change = len - (to - from); /* may wrap, on purpose */
	for (uint32_t i = w->depth; i-- > 0;) {
		const struct frame *frame = &w->path[i];
		uint8_t leb[10];
		if (!frame->leb_len)
			continue;
		size_t leb_len = put_leb(leb, frame->end - frame->body + change);
		memmove(w->data + frame->leb + leb_len, w->data + frame->body, w->size - frame->body);
		memcpy(w->data + frame->leb, leb, leb_len);
		w->size = w->size - frame->leb_len + leb_len;
		change += leb_len - frame->leb_len;
	}
	return true;
}

static uint8_t interesting(struct dice *d)
{
	static const uint8_t bytes[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0b, 0x10, 0x11, 0x12, 0x1f,
		0x20, 0x3f, 0x40, 0x41, 0x42, 0x43, 0x4e, 0x50, 0x5e, 0x5f, 0x60, 0x63, 0x64, 0x65, 0x67,
		0x68, 0x69, 0x6a, 0x6b, 0x6d, 0x6e, 0x6f, 0x70, 0x71, 0x72, 0x73, 0x78, 0x79, 0x7a, 0x7b,
		0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0xd0, 0xfb, 0xfc, 0xfd, 0xfe, 0xff };
	return bytes[roll(d, sizeof bytes)];
}

/* A number somewhere, in the form of a LEB128: near what it was, or at an edge, or over-long. */
static bool change_number(struct work *w, const struct frame *frame)
{
	static const uint64_t edges[] = { 0, 1, 0x7f, 0x80, 0x3fff, 0xffff, 0x10000, 100000, 1000001,
		0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, UINT64_MAX };
	uint8_t leb[16];
	uint64_t value;
	size_t at = frame->body + roll(&w->dice, frame->end - frame->body);
	size_t old = get_leb(w->data, at, frame->end, &value), len;
	bool is_long = false;
	if (!old)
		return false;
	switch (roll(&w->dice, 5)) {
	case 0:
		value = edges[roll(&w->dice, sizeof edges / sizeof *edges)];
		break;
	case 1:
		value++;
		break;
	case 2:
		value--;
		value &= 0xffffffff;
		break;
	case 3:
		value = roll(&w->dice, 16);
		break;
	default:
		is_long = true;
		break;
	}
	len = put_leb(leb, value);
	if (is_long) {
		leb[len - 1] |= 0x80;
		leb[len++] = 0;
	}
	return put(w, at, at + old, leb, len);
}

/* Some bytes twice, or not at all; in a vector the count may follow, as if they were an entry. */
static bool change_entry(struct work *w, const struct frame *frame)
{
	uint64_t count;
	size_t leb = get_leb(w->data, frame->body, frame->end, &count);
	size_t size = frame->end - frame->body;
	if (!leb || size < leb + 2)
		return false;
	size_t at = leb + roll(&w->dice, size - leb);
	size_t len = 1 + roll(&w->dice, size - at < 24 ? size - at : 24);
	bool twice = roll(&w->dice, 2), counts = roll(&w->dice, 4) != 0;
	if (size - at < len || size + len + 8 > w->max)
		return false;
	count = counts ? count + (twice ? 1 : count ? (uint64_t)-1 : 0) : count;
	size_t head = put_leb(w->spare, count & 0xffffffff);
	uint8_t *to = w->spare + head;
	const uint8_t *from = w->data + frame->body;
	memcpy(to, from + leb, at - leb + (twice ? len : 0));
	to += at - leb + (twice ? len : 0);
	from += twice ? at : at + len;
	size_t rest = (size_t)(w->data + frame->end - from);
	memcpy(to, from, rest);
	to += rest;
	return put(w, frame->body, frame->end, w->spare, (size_t)(to - w->spare));
}

static bool change_bytes(struct work *w, const struct frame *frame)
{
	size_t size = frame->end - frame->body, at;
	uint8_t byte = interesting(&w->dice);
	if (!size)
		return put(w, frame->body, frame->end, &byte, 1);
	at = frame->body + roll(&w->dice, size);
	switch (roll(&w->dice, 8)) {
	case 0:
		return put(w, at, at, &byte, 1);
	case 1:
		return put(w, at, at + 1, NULL, 0);
	case 2:
		byte = (uint8_t)(w->data[at] + (roll(&w->dice, 2) ? 1 : 255));
		return put(w, at, at + 1, &byte, 1);
	case 3:
		return put(w, at, at + 1, &byte, 1);
	case 4:
		return change_entry(w, frame);
	case 5:
	case 6:
		return change_number(w, frame);
	default: {
		size_t room = 2 * size + 16;
		if (room > w->max)
			return false;
		memcpy(w->spare, w->data + frame->body, size);
		size = LLVMFuzzerMutate(w->spare, size, room);
		return put(w, frame->body, frame->end, w->spare, size);
	}
	}
}

/* Among the parts of the innermost frame. */
static bool change_parts(struct work *w)
{
	const struct part *one = &w->parts.list[roll(&w->dice, w->parts.count)];
	const struct part *two = &w->parts.list[roll(&w->dice, w->parts.count)];
	size_t len = one->frame.end - one->at;
	switch (roll(&w->dice, 4)) {
	case 0:
		return put(w, one->at, one->frame.end, NULL, 0);
	case 1: /* twice, there or elsewhere */
		memcpy(w->spare, w->data + one->at, len);
		return put(w, two->at, two->at, w->spare, len);
	case 2: { /* two change places */
		const struct part *a = one < two ? one : two, *b = one < two ? two : one;
		size_t a_len = a->frame.end - a->at, b_len = b->frame.end - b->at;
		if (a == b)
			return false;
		memcpy(w->spare, w->data + b->at, b_len);
		memcpy(w->spare + b_len, w->data + a->frame.end, b->at - a->frame.end);
		memcpy(w->spare + b->at - a->frame.end + b_len, w->data + a->at, a_len);
		return put(w, a->at, b->frame.end, w->spare, b->frame.end - a->at);
	}
	default: /* in place of another */
		memcpy(w->spare, w->data + one->at, len);
		return put(w, two->at, two->frame.end, w->spare, len);
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	struct work *w = malloc(sizeof *w);
	bool is_done = false;
	*w = (struct work){ .dice = { seed }, .data = data, .size = size, .max = max_size };
	w->spare = malloc(max_size ? max_size : 1);
	for (int tries = 0; tries < 4 && !is_done && size && roll(&w->dice, 8); tries++) {
		descend(w);
		if (!w->parts.count)
			break;
		if (roll(&w->dice, 4) == 0) {
			is_done = change_parts(w);
		} else {
			struct frame frame = w->parts.list[roll(&w->dice, w->parts.count)].frame;
			if (w->depth == MAX_DEPTH)
				continue;
			w->path[w->depth++] = frame;
			is_done = change_bytes(w, &frame);
		}
	}
	size = is_done ? w->size : LLVMFuzzerMutate(data, size, max_size);
	free(w->spare);
	free(w);
	return size;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
	uint8_t *out, size_t max_size, unsigned seed)
{
	struct work *w = malloc(2 * sizeof *w);
	struct work *from = w + 1;
	size_t size = 0;
	*w = (struct work){ .dice = { seed }, .data = out, .size = a_size, .max = max_size };
	*from = (struct work){ .dice = { seed + 1 }, .size = b_size };
	from->data = malloc(b_size + 1);
	if (a_size <= max_size) {
		memcpy(out, a, a_size);
		memcpy(from->data, b, b_size);
		descend(w);
		for (int tries = 0; tries < 4; tries++) {
			descend(from);
			if (from->path[from->depth - 1].kind == w->path[w->depth - 1].kind)
				break;
		}
		if (w->parts.count && from->parts.count) {
			const struct part *part = &from->parts.list[roll(&w->dice, from->parts.count)];
			const struct part *to = &w->parts.list[roll(&w->dice, w->parts.count)];
			for (uint32_t i = 0; i < w->parts.count; i++)
				if (w->parts.list[i].id == part->id && roll(&w->dice, 2))
					to = &w->parts.list[i];
			bool stays = roll(&w->dice, 2);
			if (put(w, to->at, stays ? to->at : to->frame.end, from->data + part->at,
					part->frame.end - part->at))
				size = w->size;
		}
	}
	free(from->data);
	free(w);
	return size;
}
