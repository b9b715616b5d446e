/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A name section in, sorted names out. */
#include "wasm/core/corenames.h"

#include "base/map.h"
#include "base/reader.h"

static bool is_indirect(enum tn_name_kind kind)
{
	return kind == TN_NAME_LOCAL || kind == TN_NAME_LABEL || kind == TN_NAME_FIELD ||
	       kind == TN_NAME_PARAM || kind == TN_NAME_TAG_PARAM;
}

/* "Name Maps": pairs in rising order of index. */
static void name_map(struct tn_corenames *names, struct tn_arena *arena, struct tn_reader *r,
	enum tn_name_kind kind, uint32_t outer)
{
	uint32_t count = tn_reader_count(r, 2);
	for (uint32_t i = 0, last = 0; i < count && !r->error; i++) {
		struct tn_corename name = { .outer = outer, .index = tn_reader_u32(r) };
		name.name = tn_reader_name(r);
		if (i && name.index <= last)
			tn_reader_fail(r, "names out of order");
		last = name.index;
		if (!r->error)
			*TN_PUSH(arena, &names->list[kind]) = name;
	}
}

static void subsection(struct tn_corenames *names, struct tn_arena *arena, struct tn_reader *r,
	enum tn_name_kind kind)
{
	if (kind == TN_NAME_MODULE) {
		struct tn_str module = tn_reader_name(r);
		if (!r->error)
			names->module = module;
		return;
	}
	if (!is_indirect(kind)) {
		name_map(names, arena, r, kind, 0);
		return;
	}
	uint32_t count = tn_reader_count(r, 2);
	for (uint32_t i = 0, last = 0; i < count && !r->error; i++) {
		uint32_t outer = tn_reader_u32(r);
		if (i && outer <= last)
			tn_reader_fail(r, "names out of order");
		last = outer;
		name_map(names, arena, r, kind, outer);
	}
}

void tn_corenames_read(
	struct tn_corenames *names, struct tn_arena *arena, const struct tn_module *module)
{
	*names = (struct tn_corenames){ 0 };
	uint32_t i = 0;
	while (i < module->sections.len &&
		!(module->sections.ptr[i].id == TN_CORE_SECTION_CUSTOM &&
			tn_str_eq(module->sections.ptr[i].name, TN_STR("name"))))
		i++;
	if (i == module->sections.len)
		return;
	struct tn_bytes bytes = module->sections.ptr[i].bytes;
	struct tn_reader r = tn_reader_new(bytes, bytes.ptr);
	for (int last = -1; tn_reader_more(&r);) {
		int kind = tn_reader_byte(&r);
		struct tn_reader part = tn_reader_part(&r, tn_reader_u32(&r));
		if (kind <= last || r.error)
			return;
		last = kind;
		if (kind < TN_NAME_COUNT)
			subsection(names, arena, &part, (enum tn_name_kind)kind);
		if (part.error)
			return;
	}
}

uint32_t tn_corenames_find(
	const struct tn_corenames *names, enum tn_name_kind kind, uint32_t outer, uint32_t index)
{
	uint64_t wanted = TN_KEY(outer, index);
	uint32_t low = 0, high = names->list[kind].len;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct tn_corename *name = &names->list[kind].ptr[middle];
		if (TN_KEY(name->outer, name->index) < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == names->list[kind].len)
		return UINT32_MAX;
	const struct tn_corename *name = &names->list[kind].ptr[low];
	return name->outer == outer && name->index == index ? low : UINT32_MAX;
}

struct tn_str tn_corenames_get(
	const struct tn_corenames *names, enum tn_name_kind kind, uint32_t outer, uint32_t index)
{
	uint32_t at = tn_corenames_find(names, kind, outer, index);
	return at == UINT32_MAX ? TN_NOSTR : names->list[kind].ptr[at].name;
}
