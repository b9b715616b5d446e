/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a component needs, before any of it is made: which imported functions and types are used,
 * which canonical options each crossing asks for, and what cannot be given yet when a module is
 * instantiated and so goes through a shim. In: the parts, matched. Out: answers for wrap.c.
 */
#ifndef TN_COMPONENTIZE_PLAN_H
#define TN_COMPONENTIZE_PLAN_H

#include "wit/model/live.h"
#include "componentize/part.h"

/* Beside TN_ABI_NEEDS_…. */
enum { TN_PLAN_ASYNC = 8 };

struct tn_plan_options {
	bool debug_names;
	bool return_call_ref;         /* shims call through typed globals, not through a table */
	bool realloc_via_memory_grow; /* adapters do not call the main module's realloc */
};

/* Types of one imported interface that are used, in the order they are to be defined. */
struct tn_plan_types {
	TN_VEC(tn_def) list;
};

enum tn_shim_kind {
	TN_SHIM_LOWER,   /* an import lowered with options that only exist later */
	TN_SHIM_ADAPTER, /* an adapter's export */
	TN_SHIM_DTOR,    /* a destructor: the resource is defined before the module */
	TN_SHIM_BUILTIN, /* a built-in that needs memory, realloc or a table */
	TN_SHIM_REALLOC,
};

struct tn_shim {
	enum tn_shim_kind kind;
	uint32_t part; /* the module it is for; DTOR, REALLOC: whose export it is */
	const struct tn_match_import *import; /* LOWER, ADAPTER, BUILTIN: what is satisfied */
	const struct tn_match_export *export; /* DTOR, REALLOC */
	uint32_t options;
	struct tn_core_sig sig;
	struct tn_str name, debug_name;
	uint32_t key[6]; /* what makes it the same shim as another */
	uint32_t next;   /* with the same hash of the key */
};

struct tn_plan {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_wit *wit;
	tn_world world;
	struct tn_lower *lower;
	struct tn_plan_options options;
	struct tn_part *parts;
	uint32_t part_count;
	uint32_t
		guard; /* the part to be told when the guest is where no import may be called; or 0 */

	struct tn_map used_funcs; /* TN_KEY(import item, name) -> 1: sync, 2: async, 3: both */
	struct tn_map used_drops; /* resource -> 1 */
	struct tn_map live_index; /* interface -> place in live */
	TN_VEC(struct tn_plan_types) live;
	struct tn_map
		exports_used; /* TN_KEY(export item, interface): it takes types from that export */
	bool uses_slot_1;     /* of the task's context: then the TLS base is kept there */
	tn_core_ty tls_type;  /* of the TLS base, when it is kept in the shim; or 0 */

	TN_VEC(struct tn_shim) shims;
	struct tn_map shim_index; /* hash of key -> place in shims */
};

/* False after diagnostics. */
bool tn_plan_make(struct tn_plan *plan);

static inline const struct tn_world_def *tn_plan_world(const struct tn_plan *plan)
{
	return &plan->wit->worlds.ptr[plan->world];
}
/* The memory is made before the main module is, since that imports it. */
static inline const struct tn_core_import *tn_plan_memory(const struct tn_plan *plan)
{
	return plan->parts[TN_PART_MAIN_INDEX].match.memory;
}
static inline bool tn_plan_has_hook(const struct tn_plan *plan)
{
	return tn_match_role(&plan->parts[TN_PART_MAIN_INDEX].match, TN_ROLE_TASK_HOOK) != NULL;
}

/* TN_ABI_NEEDS_… and TN_PLAN_ASYNC of an import (FUNC, BUILTIN) and of an export (FUNC). */
uint32_t tn_plan_import_options(const struct tn_plan *plan, const struct tn_match_import *import);
uint32_t tn_plan_export_options(const struct tn_plan *plan, const struct tn_match_export *export);
/* The string encoding (canonopt 0x00 … 0x02) the module was built with for that function. */
uint8_t tn_plan_encoding(const struct tn_plan *plan, uint32_t part, bool is_exported, uint32_t item,
	const struct tn_func *func);
uint8_t tn_plan_import_encoding(
	const struct tn_plan *plan, uint32_t part, const struct tn_match_import *import);
/*
 * Who reallocates for `part`: *part may change to the main module for libraries without an own one.
 * NULL: nobody.
 */
const struct tn_match_export *tn_plan_import_realloc(
	const struct tn_plan *plan, uint32_t *part, const struct tn_match_import *import);
const struct tn_match_export *tn_plan_export_realloc(const struct tn_plan *plan, uint32_t *part);

/* The types of an imported interface that are used; NULL: none. */
const struct tn_plan_types *tn_plan_live(const struct tn_plan *plan, tn_iface iface);
/* 0, or 1 (sync), 2 (async), 3 (both). */
uint32_t tn_plan_used(const struct tn_plan *plan, uint32_t import_item, tn_name func);

/* Calls `visit` for every import of a part that is not of a module taken as a whole. */
void tn_plan_each_import(struct tn_plan *plan, uint32_t part,
	void (*visit)(struct tn_plan *plan, void *user, uint32_t part,
		const struct tn_match_import *import),
	void *user);

/* ---- plan_gap.c ---- */

/* Is there, of the right type, what each import and each crossing needs? False after diagnostics. */
bool tn_plan_check(struct tn_plan *plan);

/* ---- shim.c ---- */

/* Collects the shims all parts need. */
void tn_shim_collect(struct tn_plan *plan);
/* The shim that stands for an import of `part`, for a destructor, for a realloc; or NULL. */
const struct tn_shim *tn_shim_of_import(
	const struct tn_plan *plan, uint32_t part, const struct tn_match_import *import);
const struct tn_shim *tn_shim_of_export(const struct tn_plan *plan, enum tn_shim_kind kind,
	uint32_t part, const struct tn_match_export *export);
/* Whether the realloc of `part` can be named by its own before (or after) the main module is instantiated. */
bool tn_shim_hides_realloc(const struct tn_plan *plan, uint32_t part, bool is_before);
/* The module with all stubs, and the memory and TLS base when they are kept there; empty: none. */
struct tn_bytes tn_shim_module(struct tn_plan *plan);

#define TN_SHIM_TABLE TN_STR("$imports")
#define TN_SHIM_MEMORY TN_STR("$memory")
#define TN_SHIM_TLS_GET TN_STR("$get-tls-base")
#define TN_SHIM_TLS_SET TN_STR("$set-tls-base")

#endif
