/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A core module: sections as slices of the input; imports, exports and types decoded; bodies stay
 * opaque until someone validates, prunes or fuses them. Nothing is copied: the input must outlive it.
 */
#ifndef TN_WASM_CORE_MODULE_H
#define TN_WASM_CORE_MODULE_H

#include "base/buf.h"
#include "base/ctx.h"
#include "base/reader.h"

/*
 * A core value type in 32 bits. Numbers: the byte of the binary format (0x7f i32, 0x7e i64,
 * 0x7d f32, 0x7c f64, 0x7b v128). References: TN_CORE_REF | (nullable) | (shared) | heap type,
 * where the heap type is the byte of an abstract type (0x70 func …) or TN_CORE_INDEX | type index.
 */
typedef uint32_t tn_core_ty;

enum {
	TN_CORE_NONE = 0,
	TN_CORE_I32 = 0x7f,
	TN_CORE_I64 = 0x7e,
	TN_CORE_F32 = 0x7d,
	TN_CORE_F64 = 0x7c,
	TN_CORE_V128 = 0x7b,
	TN_CORE_I16 = 0x77, /* packed storage types, in fields only */
	TN_CORE_I8 = 0x78,
	TN_CORE_REF = 1u << 31,
	TN_CORE_NULLABLE = 1u << 30,
	TN_CORE_SHARED = 1u << 29,
	TN_CORE_EXACT = 1u << 28,
	TN_CORE_INDEX = 1u << 27,
	TN_CORE_HEAP_MASK = TN_CORE_INDEX - 1,
	TN_CORE_FUNCREF = TN_CORE_REF | TN_CORE_NULLABLE | 0x70,
	TN_CORE_EXTERNREF = TN_CORE_REF | TN_CORE_NULLABLE | 0x6f,
};

struct tn_core_sig {
	tn_core_ty *params, *results;
	uint32_t param_count, result_count;
};

struct tn_core_field {
	tn_core_ty type;
	bool is_mutable;
};

enum tn_core_type_kind { TN_CORE_FUNC, TN_CORE_STRUCT, TN_CORE_ARRAY, TN_CORE_CONT };

struct tn_core_type {
	enum tn_core_type_kind kind;
	struct tn_core_sig sig;       /* of functions */
	struct tn_core_field *fields; /* of structs; one of arrays */
	uint32_t field_count;
	bool is_final, is_shared;
	bool in_group;                  /* declared inside an explicit recursion group */
	bool is_poisoned;               /* it, or what it refers to, is wrong; by validate.c */
	tn_core_ty cont;                /* of continuations: the heap type of their function */
	uint32_t super;                 /* type index or UINT32_MAX */
	uint32_t descriptor, describes; /* type index or UINT32_MAX (custom descriptors) */
	uint32_t group, group_size; /* first index of its recursion group, and the group's size */
	uint32_t canon;  /* equal for equal types: the index of the first such; by validate.c */
	uint32_t depth;  /* length of the chain of supertypes; by validate.c */
	uint32_t offset; /* in the file */
};

enum tn_core_kind {
	TN_CORE_KIND_FUNC,
	TN_CORE_KIND_TABLE,
	TN_CORE_KIND_MEMORY,
	TN_CORE_KIND_GLOBAL,
	TN_CORE_KIND_TAG
};

struct tn_core_limits {
	uint64_t min, max;
	bool has_max, is_shared, is_64;
	bool has_page;     /* a page size was given */
	uint8_t page_log2; /* of memories: 16 unless has_page */
};

/* What an import, an export or a definition of the module is. */
struct tn_core_extern {
	enum tn_core_kind kind;
	uint32_t type;                /* function, tag: type index */
	tn_core_ty value;             /* table: element type; global: value type */
	bool is_mutable, is_shared;   /* global; a shared table says so here too */
	bool is_exact;                /* function imports (custom descriptors) */
	struct tn_core_limits limits; /* table, memory */
};

struct tn_core_import {
	struct tn_str module, name;
	struct tn_core_extern type;
	uint32_t offset;
};

struct tn_core_export {
	struct tn_str name;
	enum tn_core_kind kind;
	uint32_t index;
	uint32_t offset;
};

/* Segments. Expressions are slices with their `end`; offsets in the file find them again. */
enum tn_core_mode { TN_CORE_ACTIVE, TN_CORE_PASSIVE, TN_CORE_DECLARED };

struct tn_core_elem {
	enum tn_core_mode mode;
	bool has_exprs;         /* items are expressions, else function indices */
	bool has_table;         /* the table index was written */
	uint32_t table;         /* of active ones */
	struct tn_bytes offset; /* of active ones: an expression */
	tn_core_ty type;
	uint32_t count;
	struct tn_bytes items;
	uint32_t start; /* in the file */
};

struct tn_core_data {
	enum tn_core_mode mode;
	bool has_memory;        /* the memory index was written */
	uint32_t memory;        /* of active ones */
	struct tn_bytes offset; /* of active ones: an expression */
	struct tn_bytes bytes;
	uint32_t start; /* in the file */
};

enum tn_core_section_id {
	TN_CORE_SECTION_CUSTOM,
	TN_CORE_SECTION_TYPE,
	TN_CORE_SECTION_IMPORT,
	TN_CORE_SECTION_FUNCTION,
	TN_CORE_SECTION_TABLE,
	TN_CORE_SECTION_MEMORY,
	TN_CORE_SECTION_GLOBAL,
	TN_CORE_SECTION_EXPORT,
	TN_CORE_SECTION_START,
	TN_CORE_SECTION_ELEMENT,
	TN_CORE_SECTION_CODE,
	TN_CORE_SECTION_DATA,
	TN_CORE_SECTION_DATA_COUNT,
	TN_CORE_SECTION_TAG,
};

struct tn_core_section {
	uint8_t id;            /* enum tn_core_section_id */
	struct tn_str name;    /* of custom sections */
	struct tn_bytes bytes; /* the payload; behind the name for custom sections */
	uint32_t offset;       /* of bytes, in the file */
	uint32_t start;        /* of the section's id byte, in the file */
};

struct tn_module {
	uint32_t source; /* for spans; offsets are from the begin of that source */
	uint32_t base;   /* where the module begins in the source (a module inside a component) */
	struct tn_bytes bytes;
	TN_VEC(struct tn_core_section) sections;
	TN_VEC(struct tn_core_type) types;
	TN_VEC(uint32_t) empty_groups; /* where in types recursion groups without types stand */
	TN_VEC(struct tn_core_import) imports;
	TN_VEC(struct tn_core_export) exports;
	/* The index spaces, imports first. */
	TN_VEC(struct tn_core_extern) funcs, tables, memories, globals, tags;
	uint32_t imported[5]; /* how many of each kind are imported, by enum tn_core_kind */
	uint32_t start;       /* function index, or UINT32_MAX */
	TN_VEC(struct tn_bytes) table_inits;  /* of defined tables: an expression, or ptr NULL */
	TN_VEC(struct tn_bytes) global_inits; /* of defined globals */
	TN_VEC(struct tn_core_elem) elems;
	TN_VEC(struct tn_core_data) datas;
	uint32_t elem_count, data_count; /* segments; data_count is what the module declares */
	bool has_data_count;
	TN_VEC(struct tn_bytes) bodies; /* code entries, in order; slices of the input */
	TN_VEC(uint32_t) body_offsets;
	uint64_t used; /* features the module needs, as far as validated (wasm/core/features.h) */
	uint32_t used_at[64]; /* where each of them is met first, by bit */
};

/* read.c: everything but bodies and initialisers. NULL after diagnostics. */
struct tn_module *tn_read_module(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	uint32_t base, struct tn_bytes bytes);
/* Where a slice of the module begins in the source. */
static inline uint32_t tn_module_offset(const struct tn_module *module, const uint8_t *at)
{
	return module->base + (uint32_t)(at - module->bytes.ptr);
}

/* validate.c: the whole module, bodies included; features from cx->wasm_features. */
bool tn_validate_module(struct tn_ctx *cx, struct tn_arena *scratch, struct tn_module *module);

/* module.c */
/* The first section of that id, which is the only one of all but custom ones; NULL: none. */
const struct tn_core_section *tn_module_section(const struct tn_module *module, uint8_t id);
const struct tn_core_export *tn_module_export(const struct tn_module *module, struct tn_str name);
/* What is exported; its index has to be good. */
const struct tn_core_extern *tn_module_exported(const struct tn_module *module,
	const struct tn_core_export *export);
const struct tn_core_sig *tn_module_sig(const struct tn_module *module, uint32_t func);
/*
 * The instructions of a function that is defined here, behind its declarations of locals; `*locals` (or
 * NULL): how many it declares.
 */
struct tn_reader tn_module_code(const struct tn_module *module, uint32_t func, uint64_t *locals);
bool tn_module_sig_eq(const struct tn_core_sig *a, const struct tn_core_sig *b); /* numbers only */
/* "[i32 i64] -> [i32]" */
struct tn_str tn_module_sig_text(struct tn_arena *arena, const struct tn_core_sig *sig);
bool tn_module_is_module(struct tn_bytes bytes);    /* by the preamble */
bool tn_module_is_component(struct tn_bytes bytes); /* by the preamble */
/* What is wrong with the version, of which there are four bytes. */
const char *tn_module_version_fault(struct tn_arena *arena, const uint8_t *version);

#endif
