/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Payloads of `producers` sections in and out; see producers.h. */
#include "wasm/core/producers.h"

#include "base/reader.h"

/*
 * Two texts as one key; the second may be missing, which is not the same as empty. Texts with equal
 * hashes take the next free keys: `probe` says how many were looked at before.
 */
static uint64_t key_of(struct tn_str field, const struct tn_str *name, uint32_t probe)
{
	uint64_t key = tn_map_hash(field.ptr, field.len);
	if (name)
		key = key * 31 + tn_map_hash(name->ptr, name->len) + 1;
	return key + probe;
}

static uint32_t find_field(struct tn_producers *producers, struct tn_arena *arena, struct tn_str name)
{
	for (uint32_t probe = 0;; probe++) {
		uint64_t key = key_of(name, NULL, probe);
		uint32_t at = tn_map_get(&producers->index, key);
		if (at == TN_MAP_NONE) {
			at = producers->fields.len;
			*TN_PUSH(arena, &producers->fields) =
				(struct tn_producers_field){ name, UINT32_MAX, UINT32_MAX, 0 };
			tn_map_put(&producers->index, key, at << 1);
			return at;
		}
		if (!(at & 1) && tn_str_eq(producers->fields.ptr[at >> 1].name, name))
			return at >> 1;
	}
}

static struct tn_producer *find_value(struct tn_producers *producers, struct tn_arena *arena,
	struct tn_str field, struct tn_str name)
{
	for (uint32_t probe = 0;; probe++) {
		uint64_t key = key_of(field, &name, probe);
		uint32_t at = tn_map_get(&producers->index, key);
		if (at == TN_MAP_NONE) {
			at = producers->list.len;
			struct tn_producer *value = TN_PUSH(arena, &producers->list);
			*value = (struct tn_producer){ field, name, TN_NOSTR, UINT32_MAX };
			tn_map_put(&producers->index, key, at << 1 | 1);
			uint32_t its_field = find_field(producers, arena, field);
			struct tn_producers_field *f = &producers->fields.ptr[its_field];
			if (f->count++)
				producers->list.ptr[f->last].next = at;
			else
				f->first = at;
			f->last = at;
			return value;
		}
		struct tn_producer *value = &producers->list.ptr[at >> 1];
		if ((at & 1) && tn_str_eq(value->field, field) && tn_str_eq(value->name, name))
			return value;
	}
}

void tn_producers_add(struct tn_producers *producers, struct tn_arena *arena, struct tn_str field,
	struct tn_str name, struct tn_str version)
{
	producers->index.arena = arena;
	find_value(producers, arena, field, name)->version = version;
}

void tn_producers_merge(struct tn_producers *producers, struct tn_arena *arena,
	const struct tn_producers *other)
{
	for (uint32_t i = 0; i < other->list.len; i++) {
		const struct tn_producer *p = &other->list.ptr[i];
		tn_producers_add(producers, arena, p->field, p->name, p->version);
	}
}

void tn_producers_add_self(struct tn_producers *producers, struct tn_arena *arena)
{
	tn_producers_add(producers, arena, TN_STR("processed-by"), TN_STR("tenon"), TN_STR(TN_VERSION));
}

bool tn_producers_read(struct tn_producers *producers, struct tn_arena *arena, struct tn_bytes bytes)
{
	struct tn_reader r = tn_reader_new(bytes, bytes.ptr);
	uint32_t fields = tn_reader_count(&r, 2);
	for (uint32_t i = 0; i < fields && !r.error; i++) {
		struct tn_str field = tn_reader_name(&r);
		uint32_t values = tn_reader_count(&r, 2);
		for (uint32_t k = 0; k < values && !r.error; k++) {
			struct tn_str name = tn_reader_name(&r), version = tn_reader_name(&r);
			if (!r.error)
				tn_producers_add(producers, arena, field, name, version);
		}
	}
	return !r.error && r.at == r.end;
}

struct tn_bytes tn_producers_write(const struct tn_producers *producers, struct tn_arena *arena)
{
	struct tn_buf buf = tn_buf_new(arena);
	tn_buf_u32(&buf, producers->fields.len);
	for (uint32_t i = 0; i < producers->fields.len; i++) {
		const struct tn_producers_field *field = &producers->fields.ptr[i];
		tn_buf_name(&buf, field->name);
		tn_buf_u32(&buf, field->count);
		for (uint32_t at = field->first; at != UINT32_MAX; at = producers->list.ptr[at].next) {
			tn_buf_name(&buf, producers->list.ptr[at].name);
			tn_buf_name(&buf, producers->list.ptr[at].version);
		}
	}
	return tn_buf_done(&buf);
}

struct tn_bytes tn_producers_self(struct tn_arena *arena)
{
	struct tn_producers own = { 0 };
	tn_producers_add_self(&own, arena);
	return tn_producers_write(&own, arena);
}
