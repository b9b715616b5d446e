/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Files that exist in one session only: a tree of folders. Paths are followed part by part, so that
 * "./a//b" and "a/b" are one place; ".." is a name like any other.
 */
#ifndef TN_API_ADDED_H
#define TN_API_ADDED_H

#include "base/ctx.h"

struct tn_added_node {
	struct tn_str name; /* in its folder */
	struct tn_bytes bytes;
	bool is_file;            /* else a folder, because something lies in it */
	TN_VEC(uint32_t) inside; /* nodes, in the order they came */
};

struct tn_added {
	TN_VEC(struct tn_added_node) nodes;
	struct tn_map places; /* (folder, interned name) -> node */
};

/* Copies path and bytes; what was there under the path is replaced. */
void tn_added_put(struct tn_added *added, struct tn_ctx *cx, struct tn_str path,
	struct tn_bytes bytes);
/* What lies at the path; NULL: nothing. Dies with the next put. */
const struct tn_added_node *tn_added_find(
	const struct tn_added *added, const struct tn_ctx *cx, struct tn_str path);

#endif
