/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * From a plan to a component: the nodes, in the order the custom wants them. wrap.c reads as a
 * table of contents; the chapters are wrap_import.c, wrap_core.c, wrap_export.c.
 */
#ifndef TN_COMPONENTIZE_WRAP_H
#define TN_COMPONENTIZE_WRAP_H

#include "componentize/fixup.h"
#include "wit/binary/typenc.h"

struct tn_wrap_rename {
	struct tn_str from, to;
};

struct tn_wrap_options {
	const struct tn_wrap_rename *renames; /* --import-name */
	uint32_t rename_count;
	bool canonical_names; /* `a:b/c@0.2` with a version suffix */
};

struct tn_wrap {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_plan *plan;
	struct tn_wrap_options options;
	struct tn_scope *root;
	struct tn_typenc_maps maps; /* of the root */
	struct tn_typenc_instances instances;
	struct tn_typenc_given given; /* by the root so far */
	struct tn_node *unit_future, *unit_stream;
	struct tn_node **functions; /* by world import: the imported function */
	struct tn_node **modules;   /* by part */
	struct tn_node **parts;     /* by part: the core instance, once there */
	struct tn_node *shim;       /* the instance of the shim module */
	struct tn_node *fixup;
	struct tn_node *memory;    /* what canonical options name, once there */
	struct tn_map alias_index; /* TN_KEY(core instance, name) -> place in aliases */
	TN_VEC(struct tn_node *) aliases;
	struct tn_fixup fix;
	struct tn_map hook_index; /* TN_KEY(part, export) -> place in hooks: what stands for it */
	TN_VEC(struct tn_node *) hooks;
	bool failed;
};

/*
 * The component; empty after diagnostics. `arrange`, when given, adds to the fixup module before it
 * is written (library links).
 */
struct tn_bytes tn_wrap_component(struct tn_plan *plan, const struct tn_wrap_options *options,
	void (*arrange)(void *user, struct tn_fixup *fix), void *user);

/* ---- wrap.c: shared by the chapters ---- */

enum tn_wrap_types {
	TN_WRAP_WORLD_TYPES, /* at the root: named types are imported */
	TN_WRAP_OWN_TYPES, /* of an exported interface: structure only, names come with its instance */
};
struct tn_typenc tn_wrap_encoder(struct tn_wrap *w, enum tn_wrap_types types, tn_iface iface);
/* Notes what an encoder reported. */
void tn_wrap_check(struct tn_wrap *w, const struct tn_typenc *enc);
/* The name of an import or export, in the form that the options want. */
struct tn_extern_name tn_wrap_name(struct tn_wrap *w, enum tn_typenc_side side,
	const struct tn_item *item, struct tn_extern_name name);
/* The node's debug name, when those are wanted. */
struct tn_node *tn_wrap_label(struct tn_wrap *w, struct tn_node *node, struct tn_str label);
/* An alias of a core export, made once. */
struct tn_node *tn_wrap_core_alias(
	struct tn_wrap *w, enum tn_core_kind kind, struct tn_node *instance, struct tn_str name);

/* ---- wrap_import.c ---- */
void tn_wrap_imports(struct tn_wrap *w);

/* ---- wrap_core.c ---- */
/* Modules, instances, and everything between them. */
void tn_wrap_core(struct tn_wrap *w, void (*arrange)(void *user, struct tn_fixup *fix), void *user);
/* memory, realloc, string encoding, async: in the order the custom wants. */
struct tn_wrap_opts {
	struct tn_canon_opt ptr[6];
	uint32_t len;
};
void tn_wrap_add_option(struct tn_wrap_opts *opts, uint8_t code, struct tn_node *node);
struct tn_wrap_opts tn_wrap_canon_options(
	uint32_t options, uint8_t encoding, struct tn_node *memory, struct tn_node *realloc);
void tn_wrap_set_options(
	struct tn_wrap *w, struct tn_canon *canon, const struct tn_wrap_opts *opts);

/* ---- wrap_export.c ---- */
void tn_wrap_exports(struct tn_wrap *w, uint32_t part);

#endif
