/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Inside of the IR writer: what irorder.c (in which order), irwrite.c (sections, aliases, numbers),
 * irencode.c (one node to bytes) and irnames.c (debug names) share. Nobody else includes this.
 */
#ifndef TN_WASM_COMPONENT_IRWRITE_H
#define TN_WASM_COMPONENT_IRWRITE_H

#include "base/map.h"
#include "wasm/component/ir.h"

/* How a scope is going to be written. */
struct tn_irplan {
	struct tn_scope *scope;
	tn_node_list order;   /* its nodes: every edge leads backward */
	tn_node_list foreign; /* nodes of enclosing scopes that it or a scope inside needs */
};

struct tn_irwriter {
	struct tn_ctx *cx;
	struct tn_arena *arena;    /* scratch */
	struct tn_irplan **plans;  /* by the id of the node that holds the scope */
	struct tn_irplan *root;
	uint32_t *numbers;         /* index + 1 by node id; 0: not written yet */
	bool anew;                 /* copy nothing */
	bool failed;
};

/* Indices of the scope around a piece: not known when it is written. */
struct tn_irholes {
	TN_VEC(struct tn_patch) list;
};

/* A scope that is being written. */
struct tn_irframe {
	struct tn_irwriter *w;
	struct tn_irframe *outer;
	const struct tn_scope *scope;
	const struct tn_irplan *plan;
	uint32_t counts[TN_SORT_COUNT];
	struct tn_map aliases; /* foreign node's id -> its index here */
	struct tn_irholes *holes; /* of a piece; else NULL */
	/* Sections of components: the one that is open, in `own`. Declarators of types: `out`. */
	struct tn_buf *items, own;
	uint32_t item_count;
	int section; /* -1: none */
	struct tn_buf *out;
};

void tn_irwrite_open(struct tn_irframe *frame, struct tn_irwriter *w, struct tn_irframe *outer,
	const struct tn_irplan *plan, const struct tn_scope *scope, struct tn_buf *out);
/* The nodes of the frame's plan from the place `first` on, before the place `end`. */
void tn_irwrite_nodes(struct tn_irframe *frame, uint32_t first, uint32_t end);

/* Reports an edge that cannot be written: a bug of whoever made the node. */
void tn_irwrite_bug(struct tn_irwriter *w, const struct tn_node *node, const char *what);
/* The index of a node in the frame's scope, through an alias made before when it is foreign. */
uint32_t tn_irwrite_index(struct tn_irframe *frame, const struct tn_node *node);
/* A scope inside a type: count and declarators. */
void tn_irwrite_decls(struct tn_irframe *outer, const struct tn_node *owner, struct tn_buf *out);

/* irorder.c: fills w->plans and w->root. A piece may have edges to the scope around it. */
void tn_irorder_plan(struct tn_irwriter *w, struct tn_scope *root, bool is_piece);
/* True when the component's bytes may stand for it. */
bool tn_irorder_is_copy(const struct tn_irwriter *w, const struct tn_scope *scope);

/* irencode.c: the bytes of one node, without section or declarator tag. */
void tn_irencode_node(struct tn_irframe *frame, const struct tn_node *node, struct tn_buf *out);
void tn_irencode_sort(struct tn_buf *out, enum tn_sort sort);

/*
 * irnames.c: the payload of the `component-name` section; without `out` it only says whether there
 * is anything to write.
 */
bool tn_irnames_write(struct tn_irframe *frame, struct tn_bytes as_read, struct tn_buf *out);

struct tn_irnames_sink {
	void *user;
	void (*component)(void *user, struct tn_str name);
	void (*item)(void *user, enum tn_sort sort, uint32_t index, struct tn_str name);
};

/* Of a damaged section, the names in front of the damage; subsections not known are passed over. */
void tn_irnames_read(struct tn_bytes bytes, const struct tn_irnames_sink *sink);

#endif
