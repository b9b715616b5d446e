/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The validator: Explainer.md and Binary.md, every rule; features from cx->wasm_features.
 * It gives every node a type as a side table, which linking and `targets` ask.
 *
 * Types are immutable and shared. A value type is known in two ways: by shape (tn_vt of type.h,
 * equal numbers are equal types) and by name (`id`: each definition, import and export of a type
 * makes a new one), since what may be used in an import or export is decided by names.
 * All components of one IR share one world: resource types have identities that are unique in it.
 */
#ifndef TN_WASM_COMPONENT_CHECK_H
#define TN_WASM_COMPONENT_CHECK_H

#include "wasm/component/ir.h"
#include "wasm/component/type.h"
#include "wasm/core/module.h"

struct tn_ctype;

/* A field, case, element or parameter; type NULL: a case without a payload, a flag, an enum's case. */
struct tn_cmember {
	tn_name name;
	const struct tn_ctype *type;
};

/*
 * What an import, export or argument is: sort CORE_MODULE, FUNC, VALUE, TYPE, COMPONENT or INSTANCE.
 * `type` is the type of the thing; for TYPE the type itself.
 */
struct tn_extern_type {
	enum tn_sort sort;
	const struct tn_ctype *type;
};

struct tn_cextern {
	tn_name name;
	struct tn_attrs attrs;
	struct tn_extern_type type;
};

/* Imports or exports in their order; found by name through tn_check_find. */
struct tn_cexterns {
	const struct tn_cextern *ptr;
	uint32_t len;
	uint32_t names; /* lists of the same names share this number */
};

struct tn_resource_list {
	const uint32_t *ptr;
	uint32_t len;
};

/* A core module's outside. Core type indices are numbers of the world (tn_check_core_type). */
struct tn_cmodule_extern {
	tn_name module, name; /* of exports: name */
	struct tn_core_extern type;
};

struct tn_cmodule {
	const struct tn_cmodule_extern *imports, *exports;
	uint32_t import_count, export_count;
	uint32_t import_names, export_names;
};

enum tn_ctype_kind {
	TN_CTYPE_VALUE,
	TN_CTYPE_RESOURCE,
	TN_CTYPE_FUNC,
	TN_CTYPE_INSTANCE,
	TN_CTYPE_COMPONENT,
	TN_CTYPE_MODULE,
};

struct tn_ctype {
	enum tn_ctype_kind kind;
	uint32_t id;                    /* of the definition or of the name given to it */
	const struct tn_ctype *named;   /* the type that an import or export gave this name; NULL: none */
	uint32_t size;                  /* of the whole tree; bounded by limits.type_size */
	uint16_t depth;
	bool has_borrow;                /* values and functions: in a parameter, member, element */
	bool has_resource;              /* mentions a resource type anywhere */
	bool is_closed;                 /* nothing a substitution could change */
	union {
		struct {
			tn_vt vt;       /* the shape */
			enum tn_vt_kind kind;
			const struct tn_ctype *a, *b; /* as in type.h; of own and borrow: the resource */
			const struct tn_cmember *members;
			uint32_t member_count, length;
		} value;
		struct {
			uint32_t id;    /* the identity: equal numbers are the same resource type */
			uint32_t alias; /* the name given to it; 0: none yet */
		} resource;
		struct {
			const struct tn_cmember *params;
			uint32_t param_count;
			const struct tn_ctype *result; /* NULL: none */
			bool is_async;
		} func;
		struct {
			struct tn_cexterns exports;
			struct tn_resource_list defined; /* bound: fresh in each instance of this type */
		} instance;
		struct {
			struct tn_cexterns imports, exports;
			struct tn_resource_list imported; /* bound: given at instantiation */
			struct tn_resource_list defined;  /* bound: fresh in each instance */
		} component;
		struct tn_cmodule module;
	} u;
};

struct tn_check; /* what validation learnt of one component */

/*
 * Reads and validates bytes of either kind (core module or component). False after diagnostics.
 * Every output of Tenon goes through this before it is written.
 */
bool tn_check_bytes(struct tn_ctx *cx, uint32_t source, struct tn_bytes bytes);

/*
 * Validates a component that has been read. NULL after diagnostics. What it learnt lives in the
 * arena of the IR, as long as the nodes.
 */
struct tn_check *tn_check_scope(struct tn_ctx *cx, struct tn_arena *arena, struct tn_scope *component);

/* The same with features of the caller's choice instead of the session's: TN_WASM_ALL for WIT. */
struct tn_check *tn_check_scope_with(struct tn_ctx *cx, struct tn_arena *arena,
	struct tn_scope *component, uint64_t features);

/* Features that the component needs, its core modules left aside. */
uint64_t tn_check_needs(const struct tn_check *check);
/* The component type of the whole. */
const struct tn_ctype *tn_check_component(const struct tn_check *check);
/* The type of an import or export of the whole by its name; sort NONE when there is none. */
struct tn_extern_type tn_check_import(const struct tn_check *check, tn_name name);
struct tn_extern_type tn_check_export(const struct tn_check *check, tn_name name);
/* The type of a node of the IR: of functions, instances, components, core modules, types, values. */
struct tn_extern_type tn_check_node(const struct tn_check *check, const struct tn_node *node);
/* The signature of a core function; NULL for what is none. References hold numbers of the world. */
const struct tn_core_sig *tn_check_core_sig(const struct tn_check *check, const struct tn_node *node);
/* The entry of that name, or NULL. */
const struct tn_cextern *tn_check_find(const struct tn_check *check, const struct tn_cexterns *list,
	tn_name name);
/* Value types by shape, for the canonical ABI. */
const struct tn_types *tn_check_types(const struct tn_check *check);
/* A type in WIT terms: "list<string>", "record { a: u32, … }", "own<request>". */
struct tn_str tn_check_type_text(const struct tn_check *check, struct tn_arena *arena,
	const struct tn_ctype *type);

/*
 * May `given` stand where `wanted` is asked for? When not: false, and `*reason` says in WIT terms
 * where they part ("function `tax-of`, parameter `zip`: expected `string`, found `u32`").
 * Explainer.md "Type Checking": subtyping of instances, functions, components and core modules.
 */
bool tn_check_subtype(const struct tn_check *check, struct tn_extern_type given,
	struct tn_extern_type wanted, struct tn_arena *arena, struct tn_str *reason);

/*
 * May the export `given` of one component satisfy the import `wanted` of another? Both in one IR.
 * Resource types of the two are matched as they are met, and consistently.
 */
bool tn_check_fits(const struct tn_check *giver, const struct tn_node *given,
	const struct tn_check *taker, const struct tn_node *wanted, struct tn_arena *arena,
	struct tn_str *reason);

#endif
