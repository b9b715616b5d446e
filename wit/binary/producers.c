/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Payloads of `producers` sections in and out; see producers.h. */
#include "wit/binary/producers.h"

#include "base/reader.h"

void tn_producers_add(struct tn_producers *producers, struct tn_arena *arena,
	const struct tn_producer *producer)
{
	for (uint32_t i = 0; i < producers->list.len; i++) {
		struct tn_producer *p = &producers->list.ptr[i];
		if (tn_str_eq(p->field, producer->field) && tn_str_eq(p->name, producer->name)) {
			p->version = producer->version;
			return;
		}
	}
	*TN_PUSH(arena, &producers->list) = *producer;
}

void tn_producers_add_self(struct tn_producers *producers, struct tn_arena *arena)
{
	tn_producers_add(producers, arena,
		&(struct tn_producer){ TN_STR("processed-by"), TN_STR("tenon"), TN_STR(TN_VERSION) });
}

void tn_producers_read(struct tn_producers *producers, struct tn_arena *arena, struct tn_bytes bytes)
{
	struct tn_reader r = tn_reader_new(bytes, bytes.ptr);
	uint32_t fields = tn_reader_count(&r, 2);
	for (uint32_t i = 0; i < fields && !r.error; i++) {
		struct tn_producer p = { .field = tn_reader_name(&r) };
		uint32_t values = tn_reader_count(&r, 2);
		for (uint32_t k = 0; k < values && !r.error; k++) {
			p.name = tn_reader_name(&r);
			p.version = tn_reader_name(&r);
			if (!r.error)
				tn_producers_add(producers, arena, &p);
		}
	}
}

/* Is `i` the first of its field? */
static bool opens_field(const struct tn_producers *producers, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++) {
		if (tn_str_eq(producers->list.ptr[k].field, producers->list.ptr[i].field))
			return false;
	}
	return true;
}

static uint32_t write_field(const struct tn_producers *producers, uint32_t first, struct tn_buf *out)
{
	struct tn_str field = producers->list.ptr[first].field;
	uint32_t count = 0;
	for (uint32_t i = first; i < producers->list.len; i++) {
		const struct tn_producer *p = &producers->list.ptr[i];
		if (!tn_str_eq(p->field, field))
			continue;
		count++;
		if (out) {
			tn_buf_name(out, p->name);
			tn_buf_name(out, p->version);
		}
	}
	return count;
}

struct tn_bytes tn_producers_write(const struct tn_producers *producers, struct tn_arena *arena)
{
	struct tn_buf buf = tn_buf_new(arena);
	uint32_t fields = 0;
	for (uint32_t i = 0; i < producers->list.len; i++)
		fields += opens_field(producers, i);
	tn_buf_u32(&buf, fields);
	for (uint32_t i = 0; i < producers->list.len; i++) {
		if (!opens_field(producers, i))
			continue;
		tn_buf_name(&buf, producers->list.ptr[i].field);
		tn_buf_u32(&buf, write_field(producers, i, NULL));
		write_field(producers, i, &buf);
	}
	return tn_buf_done(&buf);
}
