/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Inside of the encoder: what encode.c (worlds), encode_piece.c (interfaces, each written once) and
 * encode_package.c (packages, item by item) share. Nobody else includes this.
 */
#ifndef TN_WIT_BINARY_ENCODING_H
#define TN_WIT_BINARY_ENCODING_H

#include "wit/binary/encode.h"

/* How the instance types of whole interfaces come into a component type. */
enum tn_encode_bodies {
	TN_BODIES_NODES,  /* type by type: for who validates or changes them */
	TN_BODIES_PIECES, /* as bytes that were written before */
	TN_BODIES_TYPES,  /* without functions: where only names and the world's own items matter */
	TN_BODIES_EMPTY,  /* the same, where nothing asks for their types either */
};

/* One component type being built: instances for interfaces, world items beside them. */
struct tn_encoder {
	struct tn_wit *wit;
	struct tn_arena *arena; /* the IR's */
	struct tn_scope *outer;
	struct tn_typenc_maps maps; /* of outer */
	struct tn_typenc_instances instances;
	enum tn_encode_bodies bodies;
	struct tn_pieces *pieces; /* of TN_BODIES_PIECES */
	struct tn_typenc_given given; /* by outer so far */
	bool failed;
};

void tn_encode_begin(struct tn_encoder *e, struct tn_wit *wit, const struct tn_encode_options *o,
	struct tn_scope *parent);
/* The name of an import or export of `outer`; `span`: what has it. */
struct tn_extern_name tn_encode_name(struct tn_encoder *e, enum tn_typenc_side side,
	struct tn_extern_name name, struct tn_span span);
/* An instance type of nodes. `*types` (or NULL): how many of its nodes stand before functions do. */
struct tn_node *tn_encode_instance_type(struct tn_encoder *e, tn_iface id, bool with_functions,
	uint32_t *types);
/* An import of an instance of the type given, which others may take types from. */
void tn_encode_import(struct tn_encoder *e, tn_iface id, struct tn_node *type);
/* Its imports and exports; e->failed after diagnostics. */
void tn_encode_items(struct tn_encoder *e, const struct tn_world_def *world);
/* The component type that exports one, under the world's id. */
struct tn_scope *tn_encode_wrap(struct tn_wit *wit, tn_world id, struct tn_scope *wrapper,
	struct tn_scope *body);

/*
 * ---- encode_piece.c ----
 * An interface's instance type is made of nodes, validated and written once, in a component type that
 * imports the types it uses from others and exports it. Worlds and other interfaces copy the bytes.
 */
struct tn_piece {
	const uint8_t *bytes; /* declarators of types, then those of functions */
	size_t len[2];
	uint32_t count[2];
	uint32_t hole_count[2];
	struct tn_piece_hole {
		uint32_t at; /* in its part */
		tn_def def;  /* a type of another interface, whose index stands there */
	} *holes;
	uint32_t size;       /* effective size of the instance type, when it was validated */
	uint32_t whole_size; /* of the component type that was validated */
	uint16_t depth, whole_depth; /* the same of nesting */
};

struct tn_pieces {
	struct tn_wit *wit;
	struct tn_arena *arena; /* not cx->temp, not cx->scratch */
	const struct tn_encode_options *options;
	struct tn_piece **made; /* by interface; NULL: not yet, or failed */
	bool *failed;
};

struct tn_pieces tn_encode_pieces(struct tn_wit *wit, const struct tn_encode_options *o,
	struct tn_arena *arena);
/* NULL after diagnostics, which are given once. Uses cx->temp under a mark. */
const struct tn_piece *tn_encode_piece(struct tn_pieces *pieces, tn_iface id);
/* The instance type in e->outer, with aliases of the types that it uses; e->failed if not. */
struct tn_node *tn_encode_use_piece(struct tn_encoder *e, tn_iface id, bool with_functions);

/*
 * `id` and every interface it needs, those it needs first. Whole interfaces, not only the types
 * needed, so that all who decode see the types of a foreign interface in one order.
 */
struct tn_reach {
	struct tn_map seen;
	TN_VEC(tn_iface) order;
	TN_VEC(struct {
		tn_iface iface;
		uint32_t next; /* type to look at */
	}) stack;
};

void tn_encode_reach(struct tn_reach *r, struct tn_arena *arena, const struct tn_wit *wit, tn_iface id);

#endif
