/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * WIT types into an IR scope: the one machine behind encoded packages and worlds, and behind the
 * imports and exports of a real component. What is encoded is the same everywhere; how a named
 * type gets its name in the scope, and how a type of another interface comes in, is the flavour.
 *
 * The order of emission is part of the contract: parts before wholes, anonymous types shared by
 * shape within one set of maps, function types shared by signature, named types where first needed.
 *
 *     struct tn_typenc_maps maps = { 0 };
 *     struct tn_typenc enc = { .wit = wit, .arena = arena, .scope = instance_type, .outer = root,
 *         .interface = iface, .maps = &maps, .instances = &instances,
 *         .flavour = &tn_typenc_declare };
 *     for each type of the interface: tn_typenc_type(&enc, tn_ty_of(def));
 *     for each function: tn_ir_export_decl(instance_type, name, …tn_typenc_func(&enc, func)…);
 */
#ifndef TN_WIT_BINARY_TYPENC_H
#define TN_WIT_BINARY_TYPENC_H

#include "wasm/component/ir.h"
#include "wit/model/model.h"

/* What one index space has seen so far. Starts as { 0 }; a copy by tn_typenc_copy is independent. */
struct tn_typenc_maps {
	struct tn_map by_def;   /* tn_def -> place in entries */
	struct tn_map by_shape; /* hash of an anonymous type's shape -> newest entry with it */
	struct tn_map by_func;  /* hash of a signature -> newest place in funcs */
	TN_VEC(struct tn_typenc_entry {
		tn_def def;
		uint32_t next;        /* next older entry with that hash of shape, or TN_MAP_NONE */
		struct tn_node *node; /* NULL: forgotten */
	}) entries;
	TN_VEC(struct tn_typenc_func {
		const struct tn_func *func;
		uint32_t next;
		struct tn_node *node;
	}) funcs;
};

/* Which instance node stands for an interface, and (where wanted) types already aliased from it. */
struct tn_typenc_instances {
	struct tn_map index; /* tn_iface -> place in nodes */
	TN_VEC(struct tn_node *) nodes;
	bool share_aliases;       /* one alias a type, as in encoded packages; else one a use */
	struct tn_map alias_index; /* tn_def -> place in aliases */
	TN_VEC(struct {
		struct tn_node *node;
		tn_def def;
	}) aliases;
};

struct tn_typenc;

struct tn_typenc_flavour {
	/*
	 * Gives a type its name in the scope; `type` NULL asks for a fresh resource. The result is
	 * the node that uses refer to (`type` itself where names are not given).
	 */
	struct tn_node *(*name)(struct tn_typenc *enc, const struct tn_typedef *def,
		struct tn_node *type);
	/* The node for a named type of another interface; NULL after a diagnostic. */
	struct tn_node *(*foreign)(struct tn_typenc *enc, tn_iface owner, tn_def def);
};

struct tn_typenc {
	struct tn_wit *wit;
	struct tn_arena *arena; /* the maps' */
	struct tn_scope *scope; /* where types are defined */
	struct tn_scope *outer; /* where the instances stand; may be `scope` */
	tn_iface interface;     /* whose types are at home in the scope; TN_NO_ID: the world's own */
	struct tn_typenc_maps *maps;
	struct tn_typenc_instances *instances;
	const struct tn_typenc_flavour *flavour;
	void *user;     /* for flavours made elsewhere */
	uint32_t depth; /* of the recursion, bounded by limits.wit_type_depth */
	bool failed;    /* a diagnostic was reported; nodes made since are not to be written */
};

/* Named by export declarations: instance types, component types. */
extern const struct tn_typenc_flavour tn_typenc_declare;
/* Named by imports: the world's own types. */
extern const struct tn_typenc_flavour tn_typenc_import;
/* Not named: a component's root while it lifts the functions of an exported interface. */
extern const struct tn_typenc_flavour tn_typenc_bare;

/* The use of a type, defined in the scope first when it is not there yet. */
struct tn_vref tn_typenc_type(struct tn_typenc *enc, tn_ty ty);
/* The function type of `func`. */
struct tn_node *tn_typenc_func(struct tn_typenc *enc, const struct tn_func *func);

/*
 * An alias of the type's export from its interface's instance: in `outer`, and from there by an
 * outer alias when `scope` is another one. What the flavours above use for `foreign`.
 */
struct tn_node *tn_typenc_foreign(struct tn_typenc *enc, tn_iface owner, tn_def def);

void tn_typenc_set_instance(struct tn_typenc_instances *instances, struct tn_arena *arena,
	tn_iface iface, struct tn_node *instance);
struct tn_node *tn_typenc_instance(const struct tn_typenc_instances *instances, tn_iface iface);

/* ---- the maps, for those who stage several passes over one interface ---- */
struct tn_node *tn_typenc_get(const struct tn_typenc_maps *maps, tn_def def); /* or NULL */
void tn_typenc_set(struct tn_typenc *enc, tn_def def, struct tn_node *node);
/* Forgets the definition, and any anonymous type of the same shape. */
void tn_typenc_forget(struct tn_typenc *enc, tn_def def);
void tn_typenc_forget_funcs(struct tn_typenc_maps *maps);
struct tn_typenc_maps tn_typenc_copy(struct tn_arena *arena, const struct tn_typenc_maps *maps);

/* An item's name in the binary with its attributes (`implements`, external id). */
struct tn_extern_name tn_typenc_item_name(const struct tn_wit *wit, const struct tn_item *item);
struct tn_extern_name tn_typenc_name(tn_name name, tn_name external_id);
/* The names that a component or component type has given so far. */
struct tn_typenc_given {
	bool canonical;                 /* they are wanted in that form */
	struct tn_map imports, exports; /* canonical name -> name */
};
enum tn_typenc_side { TN_TYPENC_IMPORT, TN_TYPENC_EXPORT };
void tn_typenc_give_begin(struct tn_typenc_given *given, struct tn_arena *arena, bool canonical);
/*
 * The name of one more import or export in the form that is wanted: the interface name in it (or in `implements`)
 * as it is, or as `a:b/c@0.2` with the rest as version suffix. *failed is set with a diagnostic: two versions of
 * one track have one canonical name.
 */
struct tn_extern_name tn_typenc_give(struct tn_ctx *cx, struct tn_typenc_given *given,
	enum tn_typenc_side side, struct tn_span span, struct tn_extern_name name, bool *failed);

#endif
