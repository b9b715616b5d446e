/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Linking components as `ld` links objects. Components in any order and wanted exports flow in;
 * the whole graph is settled (locate, wire, order) before a node of the result is made (assemble).
 * design: "What linking means", docs/linking.md.
 */
#ifndef TN_COMPOSE_LINK_H
#define TN_COMPOSE_LINK_H

#include "wasm/component/graft.h"
#include "wasm/component/ir.h"

struct tn_part;
struct tn_offer;
struct tn_rest;

/*
 * What an import or export is called: for interfaces the id without its version, and the track on
 * which versions are compatible; for plain names the name alone. Two symbols meet when key is equal.
 */
struct tn_symbol {
	tn_name id;      /* as written: "wasi:io/streams@0.2.6" */
	tn_name base;    /* "wasi:io/streams" */
	tn_name version; /* "0.2.6"; 0 when there is none */
	tn_name key;     /* "wasi:io/streams@0.2" */
};

/* An import of a part. It ends with exactly one of `from` (linked) or `rest` (stays an import). */
struct tn_need {
	struct tn_symbol symbol;
	struct tn_part *part;
	struct tn_node *node;
	struct tn_offer *from;
	struct tn_rest *rest;
};

/* An export of a part. */
struct tn_offer {
	struct tn_symbol symbol;
	struct tn_part *part;
	struct tn_node *node;
	uint32_t users;
	bool wanted;          /* becomes an export of the result */
};

/* One input component. */
struct tn_part {
	struct tn_str path;
	uint32_t source;
	struct tn_bytes bytes;
	struct tn_scope *scope;
	struct tn_check *check; /* its types */
	TN_VEC(struct tn_need) needs;
	TN_VEC(struct tn_offer) offers;
	struct tn_map need_index; /* id of an import's node -> place in `needs` */
	uint32_t rank;   /* place in the order of contents, which no argument order changes */
	uint32_t state;  /* of the walk in linkorder.c */
	struct tn_graft graft;
	struct tn_node *component, *instance; /* in the result */
};

/* An import of the result: what several parts need and nobody gives, highest version first. */
struct tn_rest {
	struct tn_symbol symbol;
	TN_VEC(struct tn_need *) needs;
	struct tn_node *made;
	bool inside; /* holds only types that nobody outside sees: is made inside */
};

struct tn_edge_choice {
	struct tn_str consumer, import, provider; /* --edge CONSUMER:IMPORT=PROVIDER */
};

struct tn_link_options {
	const struct tn_str *exports; /* names that the result shall export; none: those nobody uses */
	uint32_t export_count;
	const struct tn_str *entries; /* file names whose exports become the result's */
	uint32_t entry_count;
	bool no_undefined;
};

struct tn_link {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_ir *ir;
	const struct tn_link_options *options;
	TN_VEC(struct tn_part *) parts; /* by rank once located */
	TN_VEC(struct tn_part *) order; /* providers before consumers */
	TN_VEC(struct tn_rest *) rests; /* by key */
	struct tn_map offers_by_key;    /* key -> first place in `offers` */
	TN_VEC(struct tn_offer *) offers; /* grouped by key */
	TN_VEC(uint32_t) offer_next;      /* next place of the same key, or TN_MAP_NONE */
	struct tn_scope *out;
	uint32_t depth;            /* of imports that lean on one another, while they are made */
	struct tn_map alias_index; /* (instance, name) -> place in `aliases` */
	TN_VEC(struct tn_node *) aliases;
};

/* locate.c: reads and validates every input, lists its imports and exports, drops repeated files. */
bool tn_locate_parts(struct tn_link *link, const struct tn_str *paths, uint32_t count);
/* The need that this import of the part is; NULL for any other node. */
struct tn_need *tn_locate_need(struct tn_part *part, const struct tn_node *node);
struct tn_symbol tn_locate_symbol(struct tn_ctx *cx, tn_name id);

/* wire.c: finds the provider of each import; reports the ambiguous, the unfit and the missing. */
bool tn_wire_parts(struct tn_link *link);

/*
 * linktypes.c: which imports that are left hold nothing but types and concern nobody outside: those
 * are made inside.
 */
void tn_linktypes_settle(struct tn_link *link);
/* The instance type of an import, or NULL. */
struct tn_scope *tn_linktypes_instance(const struct tn_node *import);

/* linkorder.c: providers before consumers; a cycle is an error that prints its path. */
bool tn_linkorder_parts(struct tn_link *link);

/* assemble.c: makes the component: imports that are left, children, instances, exports. */
bool tn_assemble_parts(struct tn_link *link);

/* linkmap.c: who got what from whom, and how many bytes each is. */
struct tn_str tn_linkmap_text(const struct tn_link *link, struct tn_arena *arena, size_t out_size);

/* link.c: all of the above. The result is validated. False after diagnostics. */
bool tn_link_run(struct tn_ctx *cx, struct tn_arena *arena, const struct tn_str *paths,
	uint32_t count, const struct tn_link_options *options, struct tn_link **link,
	struct tn_bytes *out);

#endif
