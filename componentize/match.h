/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What every import and export of a core module means in a world. In: a decoded module, a world,
 * the names of the adapters. Out: each import classified, in the order met, grouped by module
 * name; each export that plays a part. All mismatches are reported in one run (mismatch.c).
 */
#ifndef TN_COMPONENTIZE_MATCH_H
#define TN_COMPONENTIZE_MATCH_H

#include "componentize/mangle.h"
#include "wit/model/lower.h"

enum tn_match_kind {
	TN_MATCH_FUNC,    /* a WIT function, to be lowered: item, func */
	TN_MATCH_BUILTIN, /* a canonical built-in: field, and what it is about */
	TN_MATCH_TLS_GET, /* the base of thread-local storage, wherever it is kept */
	TN_MATCH_TLS_SET,
	TN_MATCH_ADAPTER, /* a function an adapter exports: part */
	TN_MATCH_MEMORY,  /* `env` `memory`: the memory of the component */
	TN_MATCH_MAIN,    /* `__main_module__`: whatever the main module exports */
	TN_MATCH_ITEM,    /* an export of another part, under any name: part, export_name */
};

struct tn_match_import {
	enum tn_match_kind kind;
	struct tn_str module, name; /* as they stand in the module that goes into the component */
	const struct tn_core_import *core; /* as the module was given */
	const struct tn_core_sig *sig;     /* of functions */
	struct tn_mangle_field field;      /* BUILTIN, FUNC */
	bool is_exported;                  /* item is one of the world's exports */
	uint32_t item;              /* index into the world's imports or exports; or TN_NO_ID */
	const struct tn_func *func; /* FUNC; TASK_RETURN; the function of a payload */
	tn_def resource;            /* RESOURCE_* */
	tn_ty payload;              /* the future or stream; 0: unit */
	uint32_t part;              /* ADAPTER, ITEM */
	bool in_guest;              /* FUNC: lowered with the main module's memory all the same */
	struct tn_str export_name;  /* ITEM */
};

struct tn_match_group {
	struct tn_str module;
	bool is_whole; /* an instance of `part` as it is, instead of single items */
	uint32_t part;
	TN_VEC(struct tn_match_import) imports;
};

enum tn_match_role {
	TN_ROLE_FUNC,
	TN_ROLE_POST_RETURN,
	TN_ROLE_CALLBACK,
	TN_ROLE_DTOR,
	TN_ROLE_MEMORY,
	TN_ROLE_REALLOC,
	TN_ROLE_IMPORT_REALLOC,
	TN_ROLE_EXPORT_REALLOC,
	TN_ROLE_ADAPTER_REALLOC,
	TN_ROLE_INITIALIZE,
	TN_ROLE_TABLE,
	TN_ROLE_TASK_HOOK,
	TN_ROLE_COUNT
};

struct tn_match_export {
	enum tn_match_role role;
	struct tn_str name;
	const struct tn_core_export *core;
	const struct tn_core_sig *sig; /* of functions */
	enum tn_abi_side side;         /* FUNC */
	uint32_t item;                 /* index into the world's exports */
	const struct tn_func *func;    /* FUNC, POST_RETURN, CALLBACK */
	tn_def resource;               /* DTOR */
};

struct tn_match {
	TN_VEC(struct tn_match_group) groups;
	TN_VEC(struct tn_match_export) exports;
	struct tn_map group_index;           /* interned module name -> place in groups */
	struct tn_map func_index;            /* TN_KEY(item, function name), by role: match.c */
	struct tn_map dtor_index;            /* resource -> place in exports */
	struct tn_map export_index;          /* interned name -> place in module->exports */
	uint32_t first[TN_ROLE_COUNT];       /* the first export of that role, or TN_NO_ID */
	const struct tn_core_import *memory; /* `env` `memory`, when it is imported */
};

struct tn_library; /* part.h */

/* What is the same for all modules of one component. */
struct tn_matcher {
	struct tn_wit *wit;
	tn_world world;
	struct tn_lower *lower;
	struct tn_arena *arena;
	bool reject_legacy;
	struct tn_map adapters; /* interned name -> part; adapters and libraries alike */
	struct tn_map keys[2]
			  [2]; /* [exported][scheme]: interned key of a world item -> its place */
};

void tn_match_begin(struct tn_matcher *m, struct tn_wit *wit, tn_world world,
	struct tn_lower *lower, struct tn_arena *arena);

/* What is special about one module. */
struct tn_match_input {
	const struct tn_module *module;
	const struct tn_library *library; /* how a library is instantiated; else NULL */
	const bool *wanted;               /* by world export: this module has to provide it */
	const struct tn_str *renamed; /* by import: its name in the component; or NULL (input.h) */
	bool may_name_guest;          /* imports from `guest|MODULE` are those that are in_guest */
	struct tn_str what;           /* "the module", "adapter `x`", for messages */
	bool has_world;               /* false: it has no component-type section */
	struct tn_str world;          /* "world `w`", "the world", for messages */
};

/* False after diagnostics. */
bool tn_match_module(
	struct tn_matcher *m, const struct tn_match_input *input, struct tn_match *out);

/* ---- asking ---- */
const struct tn_match_export *tn_match_role(const struct tn_match *match, enum tn_match_role role);
/* The export of `role` that belongs to a function of the world; NULL when there is none. */
const struct tn_match_export *tn_match_func(const struct tn_match *match, enum tn_match_role role,
	uint32_t item, const struct tn_func *func);
const struct tn_match_export *tn_match_dtor(const struct tn_match *match, tn_def resource);
/* The realloc for values lowered into the module by imports and by exports; NULL: none. */
const struct tn_match_export *tn_match_import_realloc(const struct tn_match *match);
const struct tn_match_export *tn_match_export_realloc(const struct tn_match *match);
/* The realloc the main module offers to adapters. */
const struct tn_match_export *tn_match_adapter_realloc(const struct tn_match *match);

/* The core signature of a WIT function on one side. */
void tn_match_signature(struct tn_lower *lower, const struct tn_func *func, enum tn_abi_side side,
	struct tn_abi_sig *out);
/* The signature of `task.return` for a function. */
void tn_match_task_return(
	struct tn_lower *lower, const struct tn_func *func, struct tn_abi_sig *out);
static inline struct tn_core_sig tn_match_core_sig(struct tn_abi_sig *sig)
{
	return (struct tn_core_sig){ sig->params, sig->results, sig->param_count,
		sig->result_count };
}

#endif
