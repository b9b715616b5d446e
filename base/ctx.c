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
	tn_mem_arena_init(&cx->nested, &cx->heap);
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
	for (uint32_t i = 0; i < cx->mapped.len; i++)
		cx->fs.unmap(cx->fs.user, cx->mapped.ptr[i]);
	tn_mem_arena_free(&cx->temp);
	tn_mem_arena_free(&cx->nested);
	tn_mem_arena_free(&cx->scratch);
	tn_mem_arena_free(&cx->arena);
}

static void cannot_read(struct tn_ctx *cx, struct tn_str path, bool is_text, int error)
{
	const struct tn_span file = tn_source_name(&cx->sources, path);
	if (error == EFBIG) {
		struct tn_diag *diag = tn_diag_error(cx, TN_E_LIMIT, file,
			"`%s` is larger than %u bytes", path.ptr, cx->limits.input_bytes);
		tn_diag_hint(cx, diag, "the limit is `input-bytes`");
		return;
	}
	if (error == EISDIR) { /* nothing failed: it is the wrong input */
		struct tn_diag *diag = tn_diag_error(cx, TN_E_WRONG_KIND, file,
			"`%s` is a folder, where a file is wanted", path.ptr);
		if (!is_text)
			tn_diag_hint(cx, diag, "a folder of WIT is read by `tenon wit`, and comes first in "
					       "`tenon embed WIT MODULE`");
		return;
	}
	cx->io_failed = true;
	if (tn_str_eq(path, TN_STR("-")))
		tn_diag_error(cx, TN_E_IO, file, "cannot read standard input: %s", strerror(error));
	else
		tn_diag_error(
			cx, TN_E_IO, file, "cannot read `%s`: %s", path.ptr, strerror(error));
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

/*
 * Text is always copied: editors rewrite it in place, and lexers count on the NUL behind it. Where text
 * is expected, what begins with a NUL is a binary all the same; a file of many in a folder, called
 * `.wit`, is not worth asking.
 */
static int read_bytes(
	struct tn_ctx *cx, struct tn_str path, bool is_text, struct tn_bytes *bytes, bool *is_mapped)
{
	int error = ENOTSUP;
	if (cx->may_map && cx->fs.map && !(is_text && tn_str_ends(path, TN_STR(".wit")))) {
		struct tn_bytes *mapped = TN_PUSH(&cx->arena, &cx->mapped);
		error = cx->fs.map(cx->fs.user, path.ptr, cx->limits.input_bytes, bytes);
		if (!error && is_text && bytes->ptr[0] != 0) {
			cx->fs.unmap(cx->fs.user, *bytes);
			error = ENOTSUP;
		}
		if (error)
			cx->mapped.len--;
		else
			*mapped = *bytes;
	}
	*is_mapped = !error;
	if (error == ENOTSUP)
		error = cx->fs.read(
			cx->fs.user, &cx->arena, path.ptr, cx->limits.input_bytes, bytes);
	return error;
}

/* For the depfile: neither standard input nor what lies in memory only. */
static void note_read(struct tn_ctx *cx, struct tn_str path)
{
	if (tn_str_eq(path, TN_STR("-"))
		|| (cx->fs.is_memory && cx->fs.is_memory(cx->fs.user, path.ptr)))
		return;
	cx->files_known.arena = &cx->arena;
	if (tn_map_put(&cx->files_known, tn_ctx_name(cx, path), 0))
		*TN_PUSH(&cx->arena, &cx->files_read) = path;
}

uint32_t tn_ctx_read(struct tn_ctx *cx, struct tn_str path, bool is_text)
{
	path = tn_str_copy(&cx->arena, path);
	struct tn_bytes bytes;
	bool is_mapped;
	int error = read_bytes(cx, path, is_text, &bytes, &is_mapped);
	if (error) {
		cannot_read(cx, path, is_text, error);
		return 0;
	}
	note_read(cx, path);
	const uint8_t *packed = bytes.ptr;
	if (!unpack(cx, path, &bytes))
		return 0;
	uint32_t source = tn_source_add(&cx->sources, path, bytes, is_text);
	cx->sources.list.ptr[source].is_mapped = is_mapped && bytes.ptr == packed;
	return source;
}

void tn_ctx_release(const struct tn_ctx *cx, uint32_t source, const uint8_t *from, const uint8_t *to)
{
	if (to > from && tn_source_get(&cx->sources, source)->is_mapped)
		cx->fs.release(cx->fs.user, (struct tn_bytes){ from, (size_t)(to - from) });
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
