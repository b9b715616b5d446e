/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The session from inside: set up, and reading inputs. Setting up allocates nothing. */
#include "base/ctx.h"

#include "base/zst.h"

#include <errno.h>

void tn_ctx_init(struct tn_ctx *cx)
{
	*cx = (struct tn_ctx){ 0 };
	tn_mem_heap_init(&cx->heap);
	tn_mem_arena_init(&cx->arena, &cx->heap);
	tn_mem_arena_init(&cx->scratch, &cx->heap);
	tn_mem_arena_init(&cx->temp, &cx->heap);
	tn_names_init(&cx->names, &cx->arena);
	tn_source_init(&cx->sources, &cx->arena);
	cx->diags.arena = &cx->arena;
	tn_fs_posix(&cx->fs);
#define TN_LIMIT(field, value, what) cx->limits.field = value;
#include "base/limit.def"
#undef TN_LIMIT
}

void tn_ctx_free(struct tn_ctx *cx)
{
	tn_mem_arena_free(&cx->temp);
	tn_mem_arena_free(&cx->scratch);
	tn_mem_arena_free(&cx->arena);
}

static void cannot_read(struct tn_ctx *cx, struct tn_str path, int error)
{
	const struct tn_span nowhere = { 0 };
	if (error == EFBIG) {
		struct tn_diag *diag = tn_diag_error(cx, TN_E_LIMIT, nowhere,
			"`%s` is larger than %u bytes", path.ptr, cx->limits.input_bytes);
		tn_diag_hint(cx, diag, "the limit is `input-bytes`");
		return;
	}
	cx->io_failed = true;
	tn_diag_error(cx, TN_E_IO, nowhere, "cannot read `%s`: %s", path.ptr, strerror(error));
}

/* The frames in the bytes, when that is what they are. */
static bool unpack(struct tn_ctx *cx, struct tn_str path, struct tn_bytes *bytes)
{
	if (!tn_zst_is_frame(*bytes))
		return true;
	const char *why = tn_zst_unpack(&cx->arena, *bytes, cx->limits.input_bytes, bytes);
	if (!why)
		return true;
	uint32_t packed = tn_source_add(&cx->sources, path, *bytes, false);
	tn_diag_error(cx, TN_E_BAD_ZSTD, (struct tn_span){ packed, 0, 0 },
		"this zstd frame cannot be unpacked: %s", why);
	return false;
}

uint32_t tn_ctx_read(struct tn_ctx *cx, struct tn_str path, bool is_text)
{
	path = tn_str_copy(&cx->arena, path);
	struct tn_bytes bytes;
	int error = cx->fs.read(cx->fs.user, &cx->arena, path.ptr, cx->limits.input_bytes, &bytes);
	if (error) {
		cannot_read(cx, path, error);
		return 0;
	}
	*TN_PUSH(&cx->arena, &cx->files_read) = path;
	if (!unpack(cx, path, &bytes))
		return 0;
	return tn_source_add(&cx->sources, path, bytes, is_text);
}

struct tn_str tn_ctx_where(struct tn_ctx *cx, struct tn_arena *arena, struct tn_span span)
{
	const struct tn_source *source = tn_source_get(&cx->sources, span.source);
	if (!span.source)
		return TN_STR("");
	if (!source->is_text)
		return tn_str_format(arena, "%.*s:0x%x", TN_S(source->path), span.start);
	struct tn_place place = tn_source_place(&cx->sources, span.source, span.start);
	return tn_str_format(arena, "%.*s:%u:%u", TN_S(source->path), place.line, place.column);
}
