/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What changed between two versions of a package: every interface, world, type, function, import and
 * export, its gates and its docs; and whom a change breaks.
 *
 * An interface has callers, who import it, and implementers, who export it: a function that goes
 * breaks the former, one that comes the latter. A world has components, made for it, and hosts, who
 * run them: an import that goes or an export that comes breaks components, the reverse hosts.
 */
#ifndef TN_WIT_MODEL_DIFF_H
#define TN_WIT_MODEL_DIFF_H

#include "base/buf.h"
#include "wit/model/model.h"

enum tn_change_kind { TN_CHANGE_ADDED, TN_CHANGE_REMOVED, TN_CHANGE_CHANGED, TN_CHANGE_GATE, TN_CHANGE_DOCS };

enum {
	TN_BREAKS_CALLERS = 1,
	TN_BREAKS_IMPLEMENTERS = 2,
	TN_BREAKS_COMPONENTS = 4,
	TN_BREAKS_HOSTS = 8,
};

struct tn_change {
	enum tn_change_kind kind;
	uint8_t breaks;       /* TN_BREAKS_…; 0: nobody */
	bool is_minor;        /* of a gate: more than a remark */
	struct tn_str gate;   /* the feature that must be open to be concerned at all; may be empty */
	struct tn_str scope;  /* "interface `types`"; "world `w`, import `a:b/c`"; empty: the package */
	struct tn_str item;   /* "function `f`, parameter `a`"; empty: the scope itself */
	struct tn_str detail; /* what of it: "name", "order of the fields"; may be empty */
	struct tn_str old, new; /* in WIT; empty where there is nothing */
};

enum tn_diff_level { TN_DIFF_NONE, TN_DIFF_PATCH, TN_DIFF_MINOR, TN_DIFF_MAJOR };

struct tn_diff {
	struct tn_str name, new_name; /* "a:b", "world a:b/w"; the new one's when it is another */
	struct tn_str old_version, new_version; /* may be empty */
	TN_VEC(struct tn_change) changes;             /* in the order of the new package, removals behind */
	enum tn_diff_level level;
	struct tn_str deserves; /* the version above the old one; empty without one */
	bool is_enough;         /* the new version is at least that */
};

/* False after a diagnostic: they are not versions of one package. Text lives in `arena`. */
bool tn_diff_packages(const struct tn_wit *old_wit, tn_pkg old_pkg, const struct tn_wit *new_wit,
	tn_pkg new_pkg, struct tn_arena *arena, struct tn_diff *out);
/*
 * Two worlds, of whatever packages, with the interfaces that they import and export. Components have
 * no docs and no gates: with one of them these are left out.
 */
void tn_diff_worlds(const struct tn_wit *old_wit, tn_world old, const struct tn_wit *new_wit,
	tn_world new, bool without_docs, struct tn_arena *arena, struct tn_diff *out);
/* May the new version carry the number it has? Without numbers: does it break nothing? */
bool tn_diff_is_honest(const struct tn_diff *diff);
void tn_diff_text(const struct tn_diff *diff, struct tn_buf *out);
void tn_diff_json(const struct tn_diff *diff, struct tn_buf *out);

#endif
