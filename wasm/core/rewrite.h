/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A module written back with some things changed: sections dropped, replaced or added, imports and
 * exports renamed. Sections that nothing touches are copied byte for byte.
 *
 *     struct tn_rewrite r;
 *     tn_rewrite_begin(&r, arena, module);
 *     tn_rewrite_drop_custom(&r, TN_STR("component-type"));
 *     tn_rewrite_rename_import(&r, 3, TN_STR("env"), TN_STR("now"));
 *     struct tn_bytes bytes = tn_rewrite_end(&r);
 */
#ifndef TN_WASM_CORE_REWRITE_H
#define TN_WASM_CORE_REWRITE_H

#include "wasm/core/module.h"

struct tn_rewrite {
	struct tn_arena *arena;
	const struct tn_module *module;
	bool *dropped;             /* by section */
	struct tn_bytes *replaced; /* by section: the new payload; ptr NULL where there is none */
	struct tn_core_import *imports;       /* a copy once one is renamed, else NULL */
	struct tn_core_export *exports;       /* likewise; a dropped one has a name without ptr */
	TN_VEC(struct tn_core_section) added; /* custom sections for the end */
};

void tn_rewrite_begin(struct tn_rewrite *r, struct tn_arena *arena, const struct tn_module *module);
void tn_rewrite_drop(struct tn_rewrite *r, uint32_t section);
/* Every custom section of that name; gives how many there were. */
uint32_t tn_rewrite_drop_custom(struct tn_rewrite *r, struct tn_str name);
/* Custom sections keep their name; the payload is what follows it. */
void tn_rewrite_replace(struct tn_rewrite *r, uint32_t section, struct tn_bytes payload);
void tn_rewrite_add_custom(struct tn_rewrite *r, struct tn_str name, struct tn_bytes payload);
void tn_rewrite_rename_import(
	struct tn_rewrite *r, uint32_t index, struct tn_str module, struct tn_str name);
void tn_rewrite_rename_export(struct tn_rewrite *r, uint32_t index, struct tn_str name);
void tn_rewrite_drop_export(struct tn_rewrite *r, uint32_t index);
struct tn_bytes tn_rewrite_end(struct tn_rewrite *r);

#endif
