/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Whatever holds WIT -> the model: a .wit file, a folder of them with its deps/, an encoded package,
 * a component, a core module with a component-type section. What a file is, its content says.
 * WIT.md, "Filesystem structure", "Package Format".
 */
#ifndef TN_WIT_LOAD_H
#define TN_WIT_LOAD_H

#include "wit/model/model.h"

enum tn_loaded_kind { TN_LOADED_TEXT, TN_LOADED_PACKAGE, TN_LOADED_COMPONENT, TN_LOADED_MODULE };

struct tn_loaded {
	struct tn_wit *wit;
	tn_pkg main;    /* the package of the last path */
	tn_world world; /* of a component or module; else TN_NO_ID */
	enum tn_loaded_kind kind;
	const tn_pkg *mains; /* one a path */
	uint32_t main_count;
};

/* False after diagnostics. Everything is in `arena`; every file read is noted for the depfile. */
bool tn_load_paths(struct tn_ctx *cx, struct tn_arena *arena, const struct tn_str *paths,
	uint32_t count, struct tn_loaded *out);

/* The .wit files right in a folder, by name; of another path itself. False after a diagnostic. */
bool tn_load_sources(struct tn_ctx *cx, struct tn_arena *arena, struct tn_str path,
	struct tn_str **out, uint32_t *count);

/*
 * The world meant: a plain name in the last main package, "ns:pkg/world[@version]" in any package, or,
 * when the name is empty, the only world of the last main package. TN_NO_ID after a diagnostic.
 */
tn_world tn_load_select(
	struct tn_wit *wit, const tn_pkg *mains, uint32_t count, struct tn_str name);
/* The same where not `-w` names the world: `how` is the hint when there are several. */
tn_world tn_load_select_by(struct tn_wit *wit, const tn_pkg *mains, uint32_t count,
	struct tn_str name, struct tn_str how);

#endif
