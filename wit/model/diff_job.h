/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the files of diff share: where one is, whom a change there breaks, and the noting of it. */
#ifndef TN_WIT_MODEL_DIFF_JOB_H
#define TN_WIT_MODEL_DIFF_JOB_H

#include "wit/model/diff.h"
#include "wit/model/subtype.h"

struct tn_diff_job {
	const struct tn_wit *old, *new;
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_diff *out;
	struct tn_subtype types; /* new against old; knows the types that are told where they stand */
};

struct tn_diff_scope {
	struct tn_diff_job *d;
	struct tn_str name;
	uint8_t less, more; /* whom it breaks when something here goes or comes */
	tn_name gate;       /* the feature that everything here is behind, or 0 */
	bool is_foreign;    /* of another package, whose docs and gates are its own affair */
};

static inline struct tn_str tn_diff_name(const struct tn_diff_job *d, tn_name name)
{
	return name ? tn_ctx_text(d->cx, name) : TN_NOSTR;
}

struct tn_change *tn_diff_note(const struct tn_diff_scope *s, enum tn_change_kind kind,
	struct tn_str item, uint8_t breaks);
struct tn_str tn_diff_item(const struct tn_diff_job *d, const char *what, tn_name name);
struct tn_str tn_diff_func_item(const struct tn_diff_job *d, const struct tn_func *func);
struct tn_str tn_diff_type_item(const struct tn_wit *wit, const struct tn_diff_job *d, tn_name name,
	tn_def def);

/* diff.c */
struct tn_change *tn_diff_came(const struct tn_diff_scope *s, struct tn_str item,
	const struct tn_meta *meta, uint8_t breaks);
struct tn_change *tn_diff_went(const struct tn_diff_scope *s, struct tn_str item,
	const struct tn_meta *meta, uint8_t breaks);
void tn_diff_interface(const struct tn_diff_scope *s, tn_iface old, tn_iface new);

/*
 * diff_world.c. `told`: the package whose interfaces are told by themselves; TN_NO_ID: of none. Of a
 * foreign world neither docs nor gates are told.
 */
void tn_diff_world(struct tn_diff_job *d, tn_world old, tn_world new, tn_pkg told, bool is_foreign);

/*
 * The types of other packages' interfaces that both worlds import are told there, not again where an
 * interface of the package `told` uses them.
 */
void tn_diff_assume_imports(struct tn_diff_job *d, tn_world old, tn_world new, tn_pkg told);

/* diff_meta.c: gates and docs. `scope` for an item that has (or had, or will have) this gate. */
struct tn_diff_scope tn_diff_behind(const struct tn_diff_scope *s, const struct tn_meta *meta);
bool tn_diff_is_unstable(const struct tn_meta *meta);
void tn_diff_docs(const struct tn_diff_scope *s, struct tn_str item, tn_name old, tn_name new);
void tn_diff_meta(const struct tn_diff_scope *s, struct tn_str item, const struct tn_meta *old,
	const struct tn_meta *new);

/* diff_type.c: what both versions have, part by part. */
void tn_diff_type(const struct tn_diff_scope *s, tn_name name, tn_def old, tn_def new);
void tn_diff_func(const struct tn_diff_scope *s, struct tn_str item, const struct tn_func *old,
	const struct tn_func *new);

/* diff_version.c: the weight of the changes, and the version they deserve. */
void tn_diff_weigh(struct tn_diff *out, struct tn_arena *arena);

#endif
