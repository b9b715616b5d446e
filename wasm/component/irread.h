/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Inside of the IR reader: what irread.c (sections and scopes) and irdecode.c (types and canonical
 * definitions) share, and the entry for the validator, which goes on after an unknown index.
 */
#ifndef TN_WASM_COMPONENT_IRREAD_H
#define TN_WASM_COMPONENT_IRREAD_H

#include "base/reader.h"
#include "wasm/component/ir.h"
#include "wasm/component/ircore.h"

/* A scope that is being read, with its index spaces. */
struct tn_irread_frame {
	struct tn_irread_frame *outer;
	struct tn_scope *scope;
	uint32_t depth;
	uint32_t has_names; /* sections of debug names so far */
	const char *section; /* what it is in the scope around: "type" 3 */
	uint32_t item;
	struct tn_span item_span;
	tn_node_list spaces[TN_SORT_COUNT];
};

struct tn_irread {
	struct tn_ir *ir;
	struct tn_ctx *cx;
	struct tn_arena *scratch;
	uint32_t source;
	struct tn_irread_frame *frame;
	uint32_t first_node, most_nodes;
	/* Where we are, for diagnostics. */
	const char *section; /* "import"; NULL between sections */
	uint32_t item;
	tn_name item_name;
	struct tn_span item_span;
	struct tn_ir_part part;
	bool failed; /* something was reported: an unknown index leaves a NULL edge */
	bool broken; /* the bytes make no sense from here on */
};

/*
 * Like tn_irread_component, but gives the scope also when indices were unknown (their edges are
 * NULL, *is_whole is false); NULL when the bytes are malformed.
 */
struct tn_scope *tn_irread_partly(struct tn_ir *ir, uint32_t source, uint32_t base,
	struct tn_bytes bytes, bool *is_whole);

/* ---- irread.c ---- */
/* The byte before the reader's place is wrong. */
void tn_irread_leading(struct tn_reader *r, const char *error);
/* The reader's own failure becomes a diagnostic, once. */
bool tn_irread_fine(struct tn_irread *in, const struct tn_reader *r);
/* Adds notes that say in which item we are. */
void tn_irread_place(struct tn_irread *in, struct tn_diag *diag);
/* Reads an index and gives the node; NULL after a diagnostic. */
struct tn_node *tn_irread_index(struct tn_irread *in, struct tn_reader *r, enum tn_sort sort);
struct tn_node *tn_irread_lookup(struct tn_irread *in, const struct tn_irread_frame *frame,
	enum tn_sort sort, uint32_t index, size_t offset);
/* A new node at the reader's place; it gets its index when it is defined. */
struct tn_node *tn_irread_begin(struct tn_irread *in, const struct tn_reader *r, enum tn_sort sort,
	enum tn_op op);
void tn_irread_define(struct tn_irread *in, struct tn_node *node, const struct tn_reader *r);
/* Opens a scope inside the one that is being read; false at the limit of nesting. */
bool tn_irread_enter(struct tn_irread *in, struct tn_reader *r, struct tn_irread_frame *frame,
	enum tn_scope_kind kind);

/* ---- iritem.c ---- */
/* One item of a vector section, or a start. */
void tn_iritem_read(struct tn_irread *in, struct tn_reader *r, uint8_t section);
/* Count and declarators of a type. */
struct tn_scope *tn_iritem_decls(struct tn_irread *in, struct tn_reader *r, enum tn_scope_kind kind);

/* ---- irdecode.c ---- */
struct tn_vref tn_irdecode_vref(struct tn_irread *in, struct tn_reader *r);
void tn_irdecode_type(struct tn_irread *in, struct tn_reader *r, struct tn_type_def *type);
void tn_irdecode_canon(struct tn_irread *in, struct tn_reader *r, struct tn_canon *canon);

#endif
