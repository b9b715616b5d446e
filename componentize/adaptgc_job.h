/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the files of the reduction share: the job they work on. Nobody else includes this. */
#ifndef TN_COMPONENTIZE_ADAPTGC_JOB_H
#define TN_COMPONENTIZE_ADAPTGC_JOB_H

#include "componentize/adaptgc.h"
#include "componentize/prune.h"
#include "wasm/core/corewrite.h"

struct tn_adaptgc_part {
	struct tn_buf bytes;
	uint32_t count;
};

struct tn_adaptgc {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	const struct tn_module *m;
	const struct tn_adaptgc_options *o;
	struct tn_prune prune;
	uint32_t *numbers[TN_CORESPACE_COUNT];
	struct tn_coreedit_map map;
	struct tn_adaptgc_part types, imports, funcs, tables, memories, tags, globals, exports,
		elems, code, data;
	uint32_t type_count;                       /* in the result: groups count once in `types` */
	uint32_t imported_funcs;                   /* in the result */
	const struct tn_core_import **imported[5]; /* by kind and index */
	const struct tn_str
		*names[2]; /* of functions and globals, from the name section; or NULL */
	uint32_t stack_pointer, allocation_state; /* old indices, or UINT32_MAX */
	uint32_t realloc;                         /* new index, or UINT32_MAX */
	uint32_t lazy;       /* new index of what fetches the stack lazily, or UINT32_MAX */
	uint32_t start;      /* new index, or UINT32_MAX */
	uint32_t empty_type; /* new index, or UINT32_MAX */
	TN_VEC(struct tn_corewrite_name) own_names; /* of functions made here */
};

static inline bool tn_adaptgc_is_live(
	const struct tn_adaptgc *g, enum tn_corespace space, uint32_t index)
{
	return g->prune.live[space][index];
}

static inline bool tn_adaptgc_is_imported(
	const struct tn_adaptgc *g, enum tn_core_kind kind, uint32_t index)
{
	return index < g->m->imported[kind];
}

/* adaptgc.c */
void tn_adaptgc_bad(struct tn_adaptgc *g, const char *what, const char *hint);
uint32_t tn_adaptgc_declare(struct tn_adaptgc *g, uint32_t type);
void tn_adaptgc_add_body(struct tn_adaptgc *g, const struct tn_buf *body);

/* adaptgc_stack.c */
void tn_adaptgc_add_realloc(struct tn_adaptgc *g);
void tn_adaptgc_add_fetcher(struct tn_adaptgc *g);
void tn_adaptgc_fetch_at_start(struct tn_adaptgc *g);

/* adaptgc_write.c */
uint32_t tn_adaptgc_add_type(struct tn_adaptgc *g, uint32_t params, uint32_t results);
bool tn_adaptgc_types(struct tn_adaptgc *g);
void tn_adaptgc_kind(struct tn_adaptgc *g, enum tn_core_kind kind);
void tn_adaptgc_import(struct tn_adaptgc *g, struct tn_str module, struct tn_str name,
	const struct tn_core_extern *type);
void tn_adaptgc_expr(struct tn_adaptgc *g, struct tn_buf *out, struct tn_bytes expr);
void tn_adaptgc_exports(struct tn_adaptgc *g);
void tn_adaptgc_segments(struct tn_adaptgc *g);
struct tn_bytes tn_adaptgc_assemble(struct tn_adaptgc *g);

#endif
