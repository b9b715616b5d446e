/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Custom sections with a meaning for linking: dylink.0 (tool-conventions, DynamicLinking.md) and
 * target_features (Linking.md). Parsed when asked for; slices of the module's bytes.
 */
#ifndef TN_WASM_CORE_CUSTOMS_H
#define TN_WASM_CORE_CUSTOMS_H

#include "wasm/core/module.h"

/* The payload of the first section of that name; ptr NULL when there is none. */
struct tn_bytes tn_customs_find(const struct tn_module *module, struct tn_str name);

/* Flags of symbols, Linking.md "Symbol table subsection". */
enum {
	TN_SYMBOL_WEAK = 0x01,
	TN_SYMBOL_LOCAL = 0x02,
	TN_SYMBOL_HIDDEN = 0x04,
	TN_SYMBOL_UNDEFINED = 0x10,
	TN_SYMBOL_EXPORTED = 0x20,
	TN_SYMBOL_EXPLICIT_NAME = 0x40,
	TN_SYMBOL_NO_STRIP = 0x80,
	TN_SYMBOL_TLS = 0x100,
	TN_SYMBOL_ABSOLUTE = 0x200,
};

/* Subsections of dylink.0. */
enum {
	TN_DYLINK_MEMORY_INFO = 1,
	TN_DYLINK_NEEDED,
	TN_DYLINK_EXPORT_INFO,
	TN_DYLINK_IMPORT_INFO,
	TN_DYLINK_RUNTIME_PATH,
	TN_DYLINK_TARGET
};

struct tn_dylink_symbol {
	struct tn_str module; /* of imports */
	struct tn_str name;
	uint32_t flags;
};

struct tn_dylink {
	uint32_t memory_size, memory_align; /* bytes; the exponent */
	uint32_t table_size, table_align;   /* elements; the exponent */
	TN_VEC(struct tn_str) needed;       /* libraries, in the order of loading */
	TN_VEC(struct tn_dylink_symbol) exports, imports;
	TN_VEC(struct tn_str) runtime_paths;
	struct tn_str target; /* architecture; ptr NULL when it is not said */
};

/* False when there is no such section, or, after a diagnostic, when it is malformed. */
bool tn_customs_dylink(struct tn_ctx *cx, struct tn_arena *arena, const struct tn_module *module,
	struct tn_dylink *out);

/*
 * Whether the known sections of a valid module say what they may: of `name`, of hints for branches and
 * of those of object files errors, of others warnings. False after an error.
 */
bool tn_customs_check(struct tn_ctx *cx, struct tn_arena *arena, const struct tn_module *module);

struct tn_target_feature {
	char prefix; /* '+' used, '-' disallowed, '=' required */
	struct tn_str name;
};

struct tn_target_features {
	TN_VEC(struct tn_target_feature) list;
};

bool tn_customs_target_features(struct tn_ctx *cx, struct tn_arena *arena,
	const struct tn_module *module, struct tn_target_features *out);

#endif
