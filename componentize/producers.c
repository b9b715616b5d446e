/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* `producers` sections in, one out; see producers.h. The tool convention "ProducersSection". */
#include "componentize/producers.h"

#include "base/reader.h"

/* Nobody's list is this long; it bounds the cost of keeping it free of doubles. */
enum { MOST = 500 };

void tn_producers_add(struct tn_producers *p, struct tn_str field, struct tn_str name,
	struct tn_str version)
{
	for (uint32_t i = 0; i < p->list.len; i++) {
		struct tn_producer *known = &p->list.ptr[i];
		if (tn_str_eq(known->field, field) && tn_str_eq(known->name, name)) {
			known->version = version;
			return;
		}
	}
	if (p->list.len < MOST)
		*TN_PUSH(p->arena, &p->list) = (struct tn_producer){ field, name, version };
}

void tn_producers_read(struct tn_producers *p, struct tn_bytes payload)
{
	struct tn_reader r = tn_reader_new(payload, payload.ptr);
	uint32_t fields = tn_reader_count(&r, 2);
	for (uint32_t i = 0; i < fields && !r.error; i++) {
		struct tn_str field = tn_reader_name(&r);
		uint32_t values = tn_reader_count(&r, 2);
		for (uint32_t k = 0; k < values && !r.error; k++) {
			struct tn_str name = tn_reader_name(&r);
			struct tn_str version = tn_reader_name(&r);
			if (!r.error)
				tn_producers_add(p, field, name, version);
		}
	}
}

static bool is_first_of_field(const struct tn_producers *p, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++) {
		if (tn_str_eq(p->list.ptr[k].field, p->list.ptr[i].field))
			return false;
	}
	return true;
}

static uint32_t write_field(const struct tn_producers *p, struct tn_str field, struct tn_buf *out)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < p->list.len; i++) {
		if (!tn_str_eq(p->list.ptr[i].field, field))
			continue;
		tn_buf_name(out, p->list.ptr[i].name);
		tn_buf_name(out, p->list.ptr[i].version);
		count++;
	}
	return count;
}

struct tn_bytes tn_producers_write(const struct tn_producers *p)
{
	struct tn_buf out = tn_buf_new(p->arena);
	uint32_t fields = 0;
	for (uint32_t i = 0; i < p->list.len; i++)
		fields += is_first_of_field(p, i);
	if (!fields)
		return (struct tn_bytes){ NULL, 0 };
	tn_buf_u32(&out, fields);
	for (uint32_t i = 0; i < p->list.len; i++) {
		struct tn_buf values = tn_buf_new(p->arena);
		if (!is_first_of_field(p, i))
			continue;
		uint32_t count = write_field(p, p->list.ptr[i].field, &values);
		tn_buf_name(&out, p->list.ptr[i].field);
		tn_buf_u32(&out, count);
		tn_buf_bytes(&out, values.ptr, values.len);
	}
	return tn_buf_done(&out);
}

struct tn_bytes tn_producers_own(struct tn_arena *arena)
{
	struct tn_producers p = { .arena = arena };
	tn_producers_add(&p, TN_STR("processed-by"), TN_STR("tenon"), TN_STR(TN_VERSION));
	return tn_producers_write(&p);
}
