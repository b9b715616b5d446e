/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The last module of a component: it fills the stubs of the shim, runs `_initialize` and what a
 * library link wants run at start, and wraps exports that must tell the guest about tasks. Things
 * are collected first, the module is written once; then wrap.c instantiates it.
 */
#ifndef TN_COMPONENTIZE_FIXUP_H
#define TN_COMPONENTIZE_FIXUP_H

#include "componentize/plan.h"
#include "wasm/core/corewrite.h"

/* Where an import of the fixup module comes from: these, or a part by its number. */
enum { TN_FIXUP_SHIM = 1u << 30, TN_FIXUP_ACTUAL };

struct tn_fixup_source {
	struct tn_str name; /* the module name of the imports */
	uint32_t from;
};

/* What goes into the place of a stub. */
struct tn_fixup_fill {
	const struct tn_shim *shim;
	uint32_t func;    /* imported */
	uint32_t global;  /* return_call_ref: where its reference goes */
	uint32_t wrapper; /* place in `wrappers` that takes its place; or TN_NO_ID */
};

/* A function of the module that calls the task hook before and behind another function. */
struct tn_fixup_wrapper {
	uint32_t part;
	struct tn_str core_name; /* of what is wrapped */
	uint32_t type, func;     /* in this module */
	uint32_t param_count;
	int8_t start, end; /* hook numbers; -1: none; end -2: by the code that is returned */
	bool is_inside;    /* the guard is told before and behind it */
	bool is_exported;  /* as `hook<place>`: canonical options name it instead */
};

struct tn_fixup_action {
	enum {
		TN_FIXUP_CALL,  /* a: function */
		TN_FIXUP_HOOK,  /* a: hook number */
		TN_FIXUP_STORE, /* memory 0 at a := global b + global c */
		TN_FIXUP_SET,   /* global a := global b + global c */
	} kind;
	uint32_t a, b, c;
};

struct tn_fixup {
	struct tn_plan *plan;
	struct tn_corewrite w;
	TN_VEC(struct tn_fixup_source) sources; /* in the order of their first import */
	struct tn_map imports; /* hash of source, kind and name -> place in import_list */
	TN_VEC(struct tn_fixup_import *) import_list;
	TN_VEC(struct tn_fixup_fill) fills;
	TN_VEC(struct tn_fixup_wrapper) wrappers;
	TN_VEC(struct tn_fixup_action) preparations, actions; /* at start, in this order */
	uint32_t hook;         /* the task hook, imported; or TN_NO_ID */
	uint32_t enter, leave; /* with a guard: what tells it, imported */
	bool is_needed;
};

void tn_fixup_begin(struct tn_fixup *f, struct tn_plan *plan);
/* Imports an item once; gives its index. */
uint32_t tn_fixup_import(
	struct tn_fixup *f, uint32_t from, struct tn_str name, const struct tn_core_extern *type);
uint32_t tn_fixup_import_func(
	struct tn_fixup *f, uint32_t from, struct tn_str name, const struct tn_core_sig *sig);
/* What is to be done at start, in order: first all that prepares, then code of the guest's. */
void tn_fixup_prepare(struct tn_fixup *f, struct tn_fixup_action action);
void tn_fixup_act(struct tn_fixup *f, struct tn_fixup_action action);
/* Fills for all shims of the plan; `_initialize` of the main module. */
void tn_fixup_shims(struct tn_fixup *f);
void tn_fixup_initialize(struct tn_fixup *f);
/* Wraps what is lifted, every realloc and every destructor, when the main module wants to be told. */
void tn_fixup_hooks(struct tn_fixup *f);
/* Wraps every realloc and every post-return function, when there is a guard to be told of them. */
void tn_fixup_inside(struct tn_fixup *f);
/* The module; empty when there is nothing to do. */
struct tn_bytes tn_fixup_module(struct tn_fixup *f);

#endif
