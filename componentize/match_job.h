/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the files of the match share: the job they work on. Nobody else includes this. */
#ifndef TN_COMPONENTIZE_MATCH_JOB_H
#define TN_COMPONENTIZE_MATCH_JOB_H

#include "componentize/match.h"
#include "componentize/mismatch.h"
#include "componentize/part.h"
#include "componentize/payload.h"

/* A module name, resolved once for all imports that come from it. */
struct tn_match_place {
	struct tn_mangle_module name;
	uint32_t item; /* TN_NO_ID: the root */
	bool is_bad;   /* was reported */
};

struct tn_match_job {
	struct tn_matcher *m;
	const struct tn_match_input *input;
	struct tn_match *out;
	struct tn_payload payload;
	struct tn_map places; /* interned module name -> place in place_list */
	TN_VEC(struct tn_match_place) place_list;
	bool failed;
};

static inline const struct tn_world_def *tn_match_world(const struct tn_matcher *m)
{
	return &m->wit->worlds.ptr[m->world];
}

static inline const struct tn_item *tn_match_item(
	const struct tn_matcher *m, bool is_exported, uint32_t item)
{
	const struct tn_world_def *w = tn_match_world(m);
	return is_exported ? &w->exports.ptr[item] : &w->imports.ptr[item];
}

static inline tn_name tn_match_known(const struct tn_matcher *m, struct tn_str text)
{
	return tn_names_find(&m->wit->cx->names, text);
}

static inline struct tn_span tn_match_span(const struct tn_match_job *j, uint32_t offset)
{
	return (struct tn_span){ j->input->module->source, offset, offset };
}

static inline uint64_t tn_match_key(
	enum tn_match_role role, uint32_t item, const struct tn_func *func)
{
	return TN_KEY(item << 2 | role, func->name); /* FUNC, POST_RETURN, CALLBACK: below 4 */
}

/* match_import.c */
void tn_match_imports(struct tn_match_job *j);
/* match_export.c: all exports; then what has to be among them */
void tn_match_exports(struct tn_match_job *j);
void tn_match_require(struct tn_match_job *j);

#endif
