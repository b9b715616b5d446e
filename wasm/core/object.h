/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Object files: a core module that a linker has yet to place. Its `linking` section says which
 * symbols it gives and wants, its `reloc.*` sections where numbers have to be replaced.
 * tool-conventions, Linking.md. Slices of the module's bytes; read when asked for.
 */
#ifndef TN_WASM_CORE_OBJECT_H
#define TN_WASM_CORE_OBJECT_H

#include "wasm/core/customs.h"

/* By the numbers of Linking.md "Symbol table subsection". */
enum tn_object_kind {
	TN_OBJECT_FUNC,
	TN_OBJECT_DATA,
	TN_OBJECT_GLOBAL,
	TN_OBJECT_SECTION,
	TN_OBJECT_TAG,
	TN_OBJECT_TABLE,
	TN_OBJECT_KINDS
};

struct tn_object_symbol {
	enum tn_object_kind kind;
	uint32_t flags;        /* TN_SYMBOL_… */
	uint32_t index;        /* in its space; of defined data the segment; of undefined data 0 */
	uint32_t offset, size; /* of defined data: where in its segment, how many bytes */
	struct tn_str name;    /* what was not written comes from the import or the section */
};

struct tn_object_segment {
	struct tn_str name;
	uint32_t align; /* the exponent */
	uint32_t flags; /* 1 strings, 2 thread-local, 4 retained */
};

struct tn_object_init {
	uint32_t priority, symbol;
	const uint8_t *at;
};

struct tn_object_comdat {
	struct tn_str name;
	uint32_t count; /* of what it has */
};

/* One `reloc.*` section. */
struct tn_object_relocs {
	const struct tn_core_section *section, *target;
	uint32_t count;
	bool is_damaged; /* what `error` says; then the two before it mean nothing */
};

struct tn_object {
	bool is_object;       /* it has a `linking` section, and that is well-formed */
	struct tn_str target; /* architecture; ptr NULL when it is not said */
	TN_VEC(struct tn_object_symbol) symbols;
	TN_VEC(struct tn_object_segment) segments;
	TN_VEC(struct tn_object_init) inits;
	TN_VEC(struct tn_object_comdat) comdats;
	TN_VEC(struct tn_object_relocs) relocs;
	/* What is wrong first, and where; error.ptr NULL when nothing is. */
	struct tn_str error;
	const uint8_t *error_at;
	const struct tn_core_section *error_section;
};

/*
 * False when a section is malformed; what `linking` gave is there even if relocations are damaged.
 * Linear in the bytes of those sections.
 */
bool tn_object_read(struct tn_arena *arena, const struct tn_module *module, struct tn_object *out);
const char *tn_object_kind_word(enum tn_object_kind kind);

#endif
