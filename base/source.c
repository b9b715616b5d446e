/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Sources and the way from an offset to a line and a column. */
#include "base/source.h"

#include "base/utf8.h"

void tn_source_init(struct tn_sources *sources, struct tn_arena *arena)
{
	*sources = (struct tn_sources){ .arena = arena };
}

uint32_t tn_source_add(
	struct tn_sources *sources, struct tn_str path, struct tn_bytes bytes, bool is_text)
{
	if (!sources->list.len)
		TN_PUSH(sources->arena, &sources->list)->path = TN_STR("");
	struct tn_source source = {
		.path = tn_str_copy(sources->arena, path), .bytes = bytes, .is_text = is_text
	};
	*TN_PUSH(sources->arena, &sources->list) = source;
	return sources->list.len - 1;
}

struct tn_span tn_source_name(struct tn_sources *sources, struct tn_str path)
{
	uint32_t id = tn_source_add(sources, path, (struct tn_bytes){ 0 }, false);
	sources->list.ptr[id].is_name = true;
	return (struct tn_span){ .source = id };
}

const struct tn_source *tn_source_get(const struct tn_sources *sources, uint32_t id)
{
	static const struct tn_source nowhere = { .path = { "", 0 } };
	return id < sources->list.len ? &sources->list.ptr[id] : &nowhere;
}

static struct tn_source *with_lines(struct tn_sources *sources, uint32_t id)
{
	if (!id || id >= sources->list.len)
		return NULL;
	struct tn_source *source = &sources->list.ptr[id];
	if (source->has_lines)
		return source;
	source->lines.len = 0; /* out of memory may have stopped an earlier attempt */
	*TN_PUSH(sources->arena, &source->lines) = 0;
	struct tn_str text = { (const char *)source->bytes.ptr, source->bytes.len };
	for (size_t at = 0; (at = tn_str_find(text, '\n', at)) != (size_t)-1;)
		*TN_PUSH(sources->arena, &source->lines) = (uint32_t)++at;
	source->has_lines = true;
	return source;
}

struct tn_place tn_source_place(struct tn_sources *sources, uint32_t id, uint32_t offset)
{
	const struct tn_source *source = with_lines(sources, id);
	if (!source)
		return (struct tn_place){ 1, 1 };
	if (offset > source->bytes.len)
		offset = (uint32_t)source->bytes.len;
	uint32_t low = 0,
		 high = source->lines.len; /* the last line that begins at or before offset */
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (source->lines.ptr[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	uint32_t start = source->lines.ptr[low];
	struct tn_str before = { (const char *)source->bytes.ptr + start, offset - start };
	return (struct tn_place){ low + 1, (uint32_t)tn_utf8_count(before) + 1 };
}

struct tn_str tn_source_line(struct tn_sources *sources, uint32_t id, uint32_t line)
{
	const struct tn_source *source = with_lines(sources, id);
	if (!source || line == 0 || line > source->lines.len)
		return TN_NOSTR;
	struct tn_str text = { (const char *)source->bytes.ptr, source->bytes.len };
	size_t start = source->lines.ptr[line - 1], end = tn_str_find(text, '\n', start);
	text = tn_str_sub(text, start, end);
	return tn_str_ends(text, TN_STR("\r")) ? tn_str_sub(text, 0, text.len - 1) : text;
}

struct tn_str tn_source_text(const struct tn_sources *sources, struct tn_span span)
{
	struct tn_bytes bytes = tn_source_get(sources, span.source)->bytes;
	return tn_str_sub(
		(struct tn_str){ (const char *)bytes.ptr, bytes.len }, span.start, span.end);
}
