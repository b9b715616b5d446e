/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What every pass carries: the session seen from inside. It owns the heap, the names, the sources
 * and the diagnostics; results live in arenas of their own on the same heap and must not outlive it.
 * One session is used by one thread at a time; sessions share nothing.
 */
#ifndef TN_BASE_CTX_H
#define TN_BASE_CTX_H

#include "base/diag.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/names.h"
#include "base/source.h"

struct tn_limits {
#define TN_LIMIT(field, value, what) uint32_t field;
#include "base/limit.def"
#undef TN_LIMIT
};

/* --target-version ns:name=version: what came later is left out. WIT.md, "Package Format". */
struct tn_wit_target {
	tn_name ns, name, version;
	bool used; /* a package of that name was seen */
	bool fits; /* and one that grew out of this version, or was reported */
	tn_name other; /* else: the version of one that did not, or 0, and where it says so */
	struct tn_span other_span;
};

struct tn_ctx {
	struct tn_heap heap;
	struct tn_arena arena; /* lives as long as the session */
	/* What a pass needs while it runs: take a mark, reset to it. Tables that grow and lists that go
	 * cannot share one arena, so there are three: for one item, for what is nested, for the rest. */
	struct tn_arena scratch, nested, temp;
	struct tn_names names;
	struct tn_sources sources;
	struct tn_diags diags;
	struct tn_fs fs;
	struct tn_limits limits;
	struct {
		bool all;           /* --all-features */
		TN_VEC(tn_name) on; /* --features a,b: names of @unstable gates, each once */
		struct tn_map is_on; /* name -> place in `on` */
		TN_VEC(struct tn_wit_target) targets;
	} gates;
	uint32_t jobs;                    /* threads that a call may use; 0 and 1: the caller's only */
	uint64_t wasm_features;           /* bits of wasm/core/features.h */
	bool validate_custom;             /* look into known custom sections, too */
	TN_VEC(struct tn_str) files_read; /* for --depfile: each once, in the order of first reading */
	struct tn_map files_known;        /* interned paths of these */
	bool io_failed;                   /* the system refused: exit status 3 */
	bool may_map;                     /* large binary inputs may be mapped */
	TN_VEC(struct tn_bytes) mapped;   /* to be unmapped with the session */
};

void tn_ctx_init(struct tn_ctx *cx);
void tn_ctx_free(struct tn_ctx *cx);

static inline tn_name tn_ctx_name(struct tn_ctx *cx, struct tn_str text)
{
	return tn_names_put(&cx->names, text);
}

static inline struct tn_str tn_ctx_text(const struct tn_ctx *cx, tn_name name)
{
	return tn_names_text(&cx->names, name);
}

/*
 * Reads a file through the seam, unpacks a zstd frame, registers it as a source and notes it for
 * the depfile. Gives the source's id; 0 after a diagnostic.
 */
uint32_t tn_ctx_read(struct tn_ctx *cx, struct tn_str path, bool is_text);

/*
 * Bytes of a source that nobody needs soon. Only a hint: they stay, but those of a mapped file no
 * longer take memory.
 */
void tn_ctx_release(const struct tn_ctx *cx, uint32_t source, const uint8_t *from, const uint8_t *to);

/* For a pass over a large input, which has come to `at`: releases what lies behind it, in pieces. */
enum { TN_CTX_PIECE = 256 << 10 };
static inline void tn_ctx_pass(
	const struct tn_ctx *cx, uint32_t source, const uint8_t **behind, const uint8_t *at)
{
	if (at - *behind < TN_CTX_PIECE)
		return;
	tn_ctx_release(cx, source, *behind, at);
	*behind = at;
}

/* "path:line:column" or "path:0xoffset" of a span, for messages that must name a place in words. */
struct tn_str tn_ctx_where(struct tn_ctx *cx, struct tn_arena *arena, struct tn_span span);

#endif
