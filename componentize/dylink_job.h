/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the passes of a library link share: the libraries as they were read, whose symbol is whose,
 * the order, where everything lies. Nobody else includes this.
 */
#ifndef TN_COMPONENTIZE_DYLINK_JOB_H
#define TN_COMPONENTIZE_DYLINK_JOB_H

#include "componentize/dylink.h"

/* ---- one library ---- */

/* What a library imports or exports under a name of the convention. */
enum {
	TN_DYLINK_STACK_POINTER = 1u << 0,
	TN_DYLINK_INIT_STACK_POINTER = 1u << 1,
	TN_DYLINK_ASYNCIFY = 1u << 2,
	TN_DYLINK_HEAP_BASE = 1u << 3,
	TN_DYLINK_HEAP_END = 1u << 4,
	TN_DYLINK_STACK_HIGH = 1u << 5,
	TN_DYLINK_STACK_LOW = 1u << 6,
	TN_DYLINK_LIBRARIES = 1u << 7, /* the table that dlopen looks into */
	TN_DYLINK_PROGRAM_TLS = 1u << 8,
	TN_DYLINK_GET_TLS = 1u << 9,
	TN_DYLINK_SET_TLS = 1u << 10,
	TN_DYLINK_THREADS = 1u << 11,
	TN_DYLINK_RELOCS = 1u << 12, /* from here on: exported */
	TN_DYLINK_CTORS = 1u << 13,
	TN_DYLINK_INITIALIZE = 1u << 14,
	TN_DYLINK_START = 1u << 15,
	TN_DYLINK_LIBRARY_TLS = 1u << 16,
};

enum tn_dylink_kind { TN_DYLINK_FUNC, TN_DYLINK_GLOBAL, TN_DYLINK_TAG };

/* What a library exports, or wants of another module. */
struct tn_dylink_symbol {
	struct tn_str module, name; /* module: of what adapters answer; else empty */
	enum tn_dylink_kind kind;
	const struct tn_core_sig *sig; /* FUNC, TAG; NULL: a function of unknown type */
	struct tn_core_extern global;  /* GLOBAL: value, is_mutable, is_shared */
	bool is_weak;
	uint32_t flags, offset;
	uint64_t key; /* equal for equal name and type */
};

struct tn_dylink_symbols {
	struct tn_dylink_symbol *ptr;
	uint32_t len, cap;
};

struct tn_dylink_library {
	struct tn_str name;
	struct tn_input input;
	bool is_openable;
	bool is_stub; /* made up for what nobody has */
	uint32_t traits;
	/* the section `dylink.0`; alignments as powers of two */
	uint32_t memory_size, memory_align, table_size, table_align;
	TN_VEC(struct tn_str) needed;
	/* Each sorted by name, then type: the order in which everything is done. */
	struct tn_dylink_symbols exports;
	struct tn_dylink_symbols functions; /* wanted of other libraries */
	struct tn_dylink_symbols tags;
	struct tn_dylink_symbols data;     /* whose address is wanted */
	struct tn_dylink_symbols pointers; /* functions whose place in the table is wanted */
	struct tn_dylink_symbols adapted;  /* wanted of adapters */
};

/* ---- the link ---- */

struct tn_dylink_export {
	const struct tn_dylink_symbol *symbol;
	uint32_t library;
};

/* A function that can be called before its library is there, through the table. */
struct tn_dylink_trampoline {
	const struct tn_dylink_symbol *symbol; /* the export */
	uint32_t library;
};

/* The address of an exported datum, to be written into memory at start. */
struct tn_dylink_datum {
	uint32_t library;
	struct tn_str name;
	uint32_t address; /* where it is written */
};

struct tn_dylink_layout {
	uint32_t stack_size;
	uint32_t *memory_base, *table_base; /* by library */
	uint32_t heap_base, heap_end;
	uint32_t trampolines, table_size; /* in the table */
	/* the table that dlopen looks into */
	uint32_t dl_base, dl_table, dl_root;
	struct tn_buf dl_bytes;
	TN_VEC(struct tn_dylink_datum) dl_data;
	TN_VEC(struct tn_dylink_export) dl_functions;
	/* thread-local storage: the bases of the main thread, the libraries' descriptions, all of it */
	uint32_t tls_bases, tls_libraries, tls_program;
	uint32_t *tls_slot; /* by library; TN_NO_ID: it has none */
	uint32_t tls_count;
};

struct tn_dylink_job {
	struct tn_make *make;
	struct tn_ctx *cx;
	struct tn_arena *arena;
	const struct tn_dylink_options *options;
	TN_VEC(struct tn_dylink_library *) libraries;
	struct tn_map adapters; /* name -> 1: answered by an adapter */
	uint32_t traits;        /* of any library */

	/* resolve: first exporters only */
	TN_VEC(struct tn_dylink_export) exports;
	struct tn_map by_key;                    /* key -> place in exports */
	struct tn_map by_name;                   /* name of a function -> place in exports */
	struct tn_map used;                      /* place in exports -> 1: somebody wants it */
	TN_VEC(struct tn_dylink_export) missing; /* who wants it */
	uint32_t realloc; /* the library that exports cabi_realloc, or TN_NO_ID */
	const struct tn_dylink_export *hook; /* __wasm_task_hook; or NULL */

	/* order */
	uint32_t *order; /* of instantiation */
	TN_VEC(struct tn_dylink_trampoline) trampolines;
	struct tn_map trampoline_index; /* name -> place in trampolines */

	struct tn_dylink_layout layout;
};

/* dylink_read.c: the convention's sections and names. False after diagnostics. */
bool tn_dylink_read(struct tn_dylink_job *j, struct tn_dylink_library *library);
/* "function `f` [i32] -> []" */
struct tn_str tn_dylink_text(struct tn_dylink_job *j, const struct tn_dylink_symbol *symbol);
uint64_t tn_dylink_key(struct tn_dylink_job *j, const struct tn_dylink_symbol *symbol);

/* dylink_resolve.c: whose symbol is whose; what is missing; libraries that are. False after diagnostics. */
bool tn_dylink_needed(struct tn_dylink_job *j);
bool tn_dylink_resolve(struct tn_dylink_job *j);
/* Is everything that is missing a function that may stay so? */
bool tn_dylink_may_stub(const struct tn_dylink_job *j);
void tn_dylink_report(struct tn_dylink_job *j);
/* The library that a symbol comes from. */
const struct tn_dylink_export *tn_dylink_exporter(
	const struct tn_dylink_job *j, const struct tn_dylink_symbol *wanted);

/* dylink_order.c: drops libraries nobody reaches (true: some); orders the others. */
bool tn_dylink_drop(struct tn_dylink_job *j);
void tn_dylink_order(struct tn_dylink_job *j);

/* dylink_layout.c. False after diagnostics: it does not fit. */
bool tn_dylink_lay_out(struct tn_dylink_job *j);

/* dylink_env.c: the modules that are made up */
struct tn_bytes tn_dylink_env(struct tn_dylink_job *j);
struct tn_bytes tn_dylink_stubs(struct tn_dylink_job *j);

/* dylink_init.c: what happens once all libraries are there */
void tn_dylink_init(void *job, struct tn_fixup *fix);

#endif
