/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* zstd frames in, bytes out. Its working memory comes from the arena and goes back by a mark. */
#define ZSTD_STATIC_LINKING_ONLY /* for the allocator hook */
#include "base/zst.h"

#include <zstd.h>

bool tn_zst_is_frame(struct tn_bytes bytes)
{
	static const uint8_t magic[4] = { 0x28, 0xb5, 0x2f, 0xfd };
	return bytes.len >= sizeof magic && memcmp(bytes.ptr, magic, sizeof magic) == 0;
}

/*
 * Of today's format, or one to skip. The library has decoders of formats before 1.0, too, which do
 * not use our allocator; what was never a format of components need not reach them.
 */
static bool begins_frame(const ZSTD_inBuffer *in)
{
	const uint8_t *at = (const uint8_t *)in->src + in->pos;
	struct tn_bytes rest = { at, in->size - in->pos };
	return tn_zst_is_frame(rest) ||
		(rest.len >= 4 && (at[0] & 0xf0) == 0x50 && at[1] == 0x2a && at[2] == 0x4d && at[3] == 0x18);
}

static void *take(void *arena, size_t size)
{
	return tn_mem_raw(arena, size);
}

static void leave(void *arena, void *ptr)
{
	(void)arena;
	(void)ptr;
}

/* Runs over all frames; gives their size, and their bytes when `out` is there. */
static const char *run(
	struct tn_arena *arena, struct tn_bytes bytes, uint8_t *out, size_t cap, size_t *len)
{
	ZSTD_DStream *stream = ZSTD_createDStream_advanced((ZSTD_customMem){ take, leave, arena });
	if (!stream)
		return "the unpacker cannot be set up";
	ZSTD_inBuffer in = { bytes.ptr, bytes.len, 0 };
	size_t chunk_size = ZSTD_DStreamOutSize(), wants = 0;
	uint8_t *chunk = out ? NULL : tn_mem_raw(arena, chunk_size);
	*len = 0;
	for (;;) {
		if (wants == 0 && in.pos < in.size && !begins_frame(&in))
			return "what follows a frame is none";
		ZSTD_outBuffer to = { out ? out + *len : chunk, out ? cap - *len : chunk_size, 0 };
		size_t before = in.pos;
		wants = ZSTD_decompressStream(stream, &to, &in);
		if (ZSTD_isError(wants))
			return ZSTD_getErrorName(wants);
		*len += to.pos;
		if (*len > cap)
			return "too large when unpacked";
		if (in.pos == in.size && (wants == 0 || to.pos < to.size))
			return wants ? "the frame is cut off" : NULL;
		if (in.pos == before && to.pos == 0)
			return "too large when unpacked"; /* no room is left, and yet there is more */
	}
}

const char *tn_zst_unpack(
	struct tn_arena *arena, struct tn_bytes bytes, size_t limit, struct tn_bytes *out)
{
	struct tn_mark mark = tn_mem_mark(arena);
	const char *error;
	size_t size;
	/* Frames need not say their size, and may lie: a run that measures is cheaper than trust. */
	unsigned long long says = ZSTD_findDecompressedSize(bytes.ptr, bytes.len);
	if (says <= limit && says / 1024 <= bytes.len) {
		size = (size_t)says;
	} else {
		error = run(arena, bytes, NULL, limit, &size);
		tn_mem_reset(arena, mark);
		if (error)
			return error;
	}
	uint8_t *bytes_out = tn_mem_raw(arena, size + 1);
	mark = tn_mem_mark(arena);
	error = run(arena, bytes, bytes_out, size, &size);
	tn_mem_reset(arena, mark);
	bytes_out[size] = 0;
	*out = (struct tn_bytes){ bytes_out, size };
	return error;
}
