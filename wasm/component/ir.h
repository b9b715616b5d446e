/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The component IR: nodes that point to nodes. Index numbers exist in two files only: read.c turns
 * them into references, write.c numbers what is left. So pruning is marking from the exports,
 * linking is redirecting an edge, and nobody renumbers by hand. See docs/component-ir.md.
 *
 * A scope (component, component type, instance type, core module type) is an ordered list of nodes;
 * order is order in the binary. A node may refer to a node of an enclosing scope when its sort
 * allows outer aliases (core module, core type, type, component): the writer makes the alias.
 * A reference to any other foreign node is a bug, which the writer reports.
 * Every node knows its origin. Core modules stay slices of the input until someone rewrites them.
 */
#ifndef TN_WASM_COMPONENT_IR_H
#define TN_WASM_COMPONENT_IR_H

#include "base/buf.h"
#include "base/ctx.h"

/* Binary.md "Index Spaces": one space per sort and scope. */
enum tn_sort {
	TN_SORT_CORE_FUNC,
	TN_SORT_CORE_TABLE,
	TN_SORT_CORE_MEMORY,
	TN_SORT_CORE_GLOBAL,
	TN_SORT_CORE_TAG,
	TN_SORT_CORE_TYPE,
	TN_SORT_CORE_MODULE,
	TN_SORT_CORE_INSTANCE,
	TN_SORT_FUNC,
	TN_SORT_VALUE,
	TN_SORT_TYPE,
	TN_SORT_COMPONENT,
	TN_SORT_INSTANCE,
	TN_SORT_COUNT,
	TN_SORT_NONE = TN_SORT_COUNT, /* start and custom sections define nothing (start: values) */
};

/* How a node comes to be. */
enum tn_op {
	TN_OP_IMPORT,            /* name, desc */
	TN_OP_EXPORT,            /* name, item, desc when ascribed; in types: name, desc */
	TN_OP_ALIAS_EXPORT,      /* alias.from (an instance), alias.name */
	TN_OP_ALIAS_CORE_EXPORT, /* alias.from (a core instance), alias.name */
	TN_OP_ALIAS_OUTER,       /* alias.from (the node meant), alias.outer_count */
	TN_OP_CORE_MODULE,       /* module */
	TN_OP_CORE_INSTANTIATE,  /* inst.of, inst.args: core instances */
	TN_OP_CORE_INLINE,       /* inst.args: core items under names */
	TN_OP_CORE_TYPE,         /* core_type: a recursion group's first type, or a module type */
	TN_OP_CORE_TYPE_REST,    /* a further type of the group before it */
	TN_OP_COMPONENT,         /* scope */
	TN_OP_INSTANTIATE,       /* inst.of, inst.args */
	TN_OP_INLINE,            /* inst.args: items under names */
	TN_OP_TYPE,              /* type */
	TN_OP_TYPE_WRITTEN,      /* written: an instance type that is bytes already (irpiece.c) */
	TN_OP_LIFT,              /* canon: func = core function, type, opts */
	TN_OP_CANON,             /* canon: defines a core function by its opcode */
	TN_OP_START,             /* start */
	TN_OP_START_VALUE,       /* a result of the start before it */
	TN_OP_VALUE,             /* value: a value definition section's entry */
	TN_OP_CUSTOM,            /* custom */
};

struct tn_node;
typedef TN_VEC(struct tn_node *) tn_node_list;

/* A use of a value type: a primitive's byte of Binary.md (0x7f bool … 0x64), or a type node. */
#define TN_VREF_UNKNOWN 0xff /* only while errors are collected: an index that led nowhere */

struct tn_vref {
	uint8_t prim;         /* 0: look at node; both 0: no type */
	struct tn_node *node; /* sort TYPE */
};

struct tn_attrs {
	tn_name implements, version_suffix, external_id; /* 0: absent. Binary.md "externname" */
};

struct tn_extern_name {
	tn_name name;
	struct tn_attrs attrs;
	uint8_t form; /* the leading byte as read: 0, 1 or 2; new names: 0 (2 when it has attributes) */
};

/* Bytes of core wasm in which type indices stand: each is a patch, rewritten on the way out. */
struct tn_patch {
	uint32_t at;          /* offset in the bytes */
	uint8_t len;          /* bytes of the index as it stands there */
	bool is_heap;         /* a heap type (signed 33-bit LEB128), not a plain index */
	struct tn_node *node; /* sort CORE_TYPE; in pieces: TYPE */
};

struct tn_coded {
	struct tn_bytes bytes;
	struct tn_patch *patches; /* in ascending order of place */
	uint32_t patch_count;
};

/* Declarators of an instance type: what irpiece.c writes once, to stand in many places. */
struct tn_irpiece {
	struct tn_coded decls; /* a patch is an index of a TYPE in the scope around the instance type */
	uint32_t count;
};

/* Binary.md "externdesc". */
struct tn_desc {
	enum {
		TN_DESC_NONE,
		TN_DESC_CORE_MODULE, /* type: a core module type */
		TN_DESC_FUNC,        /* type */
		TN_DESC_VALUE,       /* value */
		TN_DESC_TYPE_EQ,     /* type */
		TN_DESC_TYPE_SUB,    /* (sub resource) */
		TN_DESC_COMPONENT,   /* type */
		TN_DESC_INSTANCE,    /* type */
		/* in core module types */
		TN_DESC_CORE,        /* core */
	} kind;
	struct tn_node *type; /* sort TYPE or CORE_TYPE */
	struct tn_vref value;
	struct tn_coded core; /* externtype of core wasm: kind byte, then its type */
};

struct tn_arg {
	struct tn_extern_name name;
	struct tn_node *node;
};

struct tn_type_member {
	tn_name name; /* 0 in tuples */
	struct tn_vref type;
};

enum tn_type_kind {
	TN_TYPE_PRIMITIVE, /* a */
	TN_TYPE_RECORD,    /* members */
	TN_TYPE_VARIANT,   /* members */
	TN_TYPE_LIST,      /* a */
	TN_TYPE_FIXED_LIST, /* a, length */
	TN_TYPE_TUPLE,     /* members */
	TN_TYPE_FLAGS,     /* members */
	TN_TYPE_ENUM,      /* members */
	TN_TYPE_OPTION,    /* a */
	TN_TYPE_RESULT,    /* a, b */
	TN_TYPE_OWN,       /* a.node: a resource type */
	TN_TYPE_BORROW,    /* a.node */
	TN_TYPE_STREAM,    /* a */
	TN_TYPE_FUTURE,    /* a */
	TN_TYPE_MAP,       /* a, b */
	TN_TYPE_FUNC,      /* members: parameters; a: result; is_async */
	TN_TYPE_COMPONENT, /* scope */
	TN_TYPE_INSTANCE,  /* scope */
	TN_TYPE_RESOURCE,  /* rep, dtor */
};

struct tn_type_def {
	enum tn_type_kind kind;
	struct tn_vref a, b;
	uint32_t length;
	bool is_async;
	struct {
		struct tn_type_member *ptr;
		uint32_t len;
	} members;
	struct tn_scope *scope;
	uint8_t rep;          /* 0x7f i32, 0x7e i64 */
	struct tn_node *dtor; /* core function or NULL */
};

/* TN_CANON_LIFT = 0x00 …: every opcode of canon.def. */
enum tn_canon_code {
#define TN_CANON(id, code, text, operands) TN_CANON_##id = code,
#include "wasm/component/canon.def"
#undef TN_CANON
};

struct tn_canon_row {
	const char *text;     /* "resource.new"; NULL: no such opcode */
	const char *operands; /* see canon.def */
};

/* Binary.md "canonopt"; the last two are no part of it yet. */
enum tn_opt_code {
	TN_OPT_UTF8 = 0x00,
	TN_OPT_UTF16 = 0x01,
	TN_OPT_LATIN1_UTF16 = 0x02,
	TN_OPT_MEMORY = 0x03,
	TN_OPT_REALLOC = 0x04,
	TN_OPT_POST_RETURN = 0x05,
	TN_OPT_ASYNC = 0x06,
	TN_OPT_CALLBACK = 0x07,
	TN_OPT_CORE_TYPE = 0x08,
	TN_OPT_GC = 0x09,
};

struct tn_canon_opt {
	uint8_t code;         /* enum tn_opt_code */
	struct tn_node *node; /* memory, realloc, post-return, callback; core type */
};

struct tn_canon {
	uint8_t opcode;           /* enum tn_canon_code */
	struct tn_node *func;     /* lower: the component function; lift: the core function */
	struct tn_node *type;     /* lift: function type; resource.*, stream.*, future.*, thread.*: type */
	struct tn_node *table;    /* thread.new-indirect, thread.spawn-indirect */
	struct tn_node *memory;   /* waitable-set.wait, .poll */
	bool is_async;            /* subtask.cancel, {stream,future}.cancel-* */
	bool has_result;          /* task.return */
	struct tn_vref result;    /* task.return */
	uint8_t slot_type;        /* context.get/set: 0x7f i32 or 0x7e i64 */
	uint32_t slot;            /* context.get/set */
	struct {
		struct tn_canon_opt *ptr;
		uint32_t len;
	} opts;
};

enum {
	TN_NODE_NEW_SECTION = 1, /* begins a section although the one before is of the same id */
	TN_NODE_MARKED = 0x80,   /* while an edit goes on, by whoever edits */
};

struct tn_node {
	uint8_t sort; /* enum tn_sort */
	uint8_t op;   /* enum tn_op */
	uint8_t flags;
	uint32_t id;            /* dense in the IR: an index for side tables */
	struct tn_scope *scope; /* where it stands */
	struct tn_span origin;
	tn_name label;          /* debug name: component-name section and name sections */
	union {
		struct {
			struct tn_extern_name name;
			tn_name module;       /* import in a core module type: its first name */
			struct tn_node *item; /* export in a component: what is exported */
			struct tn_desc desc;  /* import; ascribed export; export in a type */
		} ext;
		struct {
			struct tn_node *from;
			tn_name name;
			uint32_t outer_count; /* as read; the writer computes its own */
		} alias;
		struct {
			struct tn_bytes bytes; /* the whole module, preamble included */
			const struct tn_module *decoded; /* when someone has read it */
		} module;
		struct {
			struct tn_node *of;
			struct tn_arg *args;
			uint32_t count;
		} inst;
		struct {
			struct tn_coded rec;    /* a recursion group, without the 0x00 before a sub */
			uint32_t group_size;    /* this node and the TN_OP_CORE_TYPE_REST behind it */
			struct tn_scope *scope; /* a module type; then rec is empty */
		} core_type;
		struct tn_scope *scope; /* TN_OP_COMPONENT */
		struct tn_type_def type;
		struct {
			struct tn_irpiece *pieces; /* one behind the other */
			uint32_t count;
		} written;
		struct tn_canon canon; /* TN_OP_LIFT, TN_OP_CANON */
		struct {
			struct tn_node *func;
			struct tn_node **args;
			uint32_t arg_count, result_count;
		} start;
		struct {
			struct tn_vref type;
			struct tn_bytes bytes;
		} value;
		struct {
			struct tn_str name;
			struct tn_bytes bytes;
		} custom;
	} u;
};

enum tn_scope_kind { TN_SCOPE_COMPONENT, TN_SCOPE_COMPONENT_TYPE, TN_SCOPE_INSTANCE_TYPE, TN_SCOPE_MODULE_TYPE };

struct tn_scope {
	enum tn_scope_kind kind;
	struct tn_scope *parent; /* NULL: the root */
	struct tn_ir *ir;
	tn_node_list nodes;
	struct tn_bytes bytes;   /* a component as read, while nobody has changed it; else empty */
	bool is_open;            /* as read: it refers to nodes of scopes around it */
	uint32_t source, base;   /* where it was read from */
	tn_name label;           /* the component's own debug name */
};

/*
 * All components of one piece of work share one IR, so that nodes of several files can be joined.
 * Its arena is not cx->scratch, which reading, writing and validating need for themselves.
 */
struct tn_ir {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	uint32_t node_count;
	bool is_long; /* something read was not in its shortest form: writing it will shorten it */
	struct tn_world *world; /* what validation shares among its components; made by check_world.c */
};

/* ---- ir.c: making nodes (each appends to the scope and gives the node) ---- */
struct tn_ir *tn_ir_new(struct tn_ctx *cx, struct tn_arena *arena);
struct tn_scope *tn_ir_scope(struct tn_ir *ir, enum tn_scope_kind kind, struct tn_scope *parent);
struct tn_node *tn_ir_node(struct tn_scope *scope, enum tn_sort sort, enum tn_op op);
struct tn_extern_name tn_ir_name(tn_name name); /* without attributes */
/*
 * A copy of a node with arrays of its own, in no scope until it is appended; the scope inside is
 * shared. (Nodes are as large as their kind needs: they cannot be copied by assignment.)
 */
struct tn_node *tn_ir_copy(struct tn_ir *ir, const struct tn_node *from);
void tn_ir_append(struct tn_scope *scope, struct tn_node *node);

struct tn_node *tn_ir_import(struct tn_scope *scope, struct tn_extern_name name, struct tn_desc desc);
struct tn_node *tn_ir_export(struct tn_scope *scope, struct tn_extern_name name,
	struct tn_node *item, struct tn_desc ascribed);
struct tn_node *tn_ir_export_decl(struct tn_scope *scope, struct tn_extern_name name,
	struct tn_desc desc); /* in component and instance types */
struct tn_node *tn_ir_alias_export(struct tn_scope *scope, enum tn_sort sort,
	struct tn_node *instance, tn_name name);
struct tn_node *tn_ir_alias_core_export(struct tn_scope *scope, enum tn_sort sort,
	struct tn_node *core_instance, tn_name name);
struct tn_node *tn_ir_alias_outer(struct tn_scope *scope, struct tn_node *target);
struct tn_node *tn_ir_core_module(struct tn_scope *scope, struct tn_bytes bytes);
struct tn_node *tn_ir_core_instantiate(struct tn_scope *scope, struct tn_node *module,
	const struct tn_arg *args, uint32_t count); /* args are copied */
struct tn_node *tn_ir_core_inline(struct tn_scope *scope, const struct tn_arg *args, uint32_t count);
struct tn_node *tn_ir_component(struct tn_scope *scope, struct tn_scope *body);
struct tn_node *tn_ir_instantiate(struct tn_scope *scope, struct tn_node *component,
	const struct tn_arg *args, uint32_t count);
struct tn_node *tn_ir_inline(struct tn_scope *scope, const struct tn_arg *args, uint32_t count);
struct tn_node *tn_ir_type(struct tn_scope *scope, const struct tn_type_def *def);
/* `pieces` and their patches are the node's from now on. */
struct tn_node *tn_ir_type_written(
	struct tn_scope *scope, struct tn_irpiece *pieces, uint32_t count);
struct tn_node *tn_ir_canon(struct tn_scope *scope, const struct tn_canon *canon); /* lift too */
struct tn_node *tn_ir_custom(struct tn_scope *scope, struct tn_str name, struct tn_bytes bytes);
/* Asks for a `component-name` section at this place, made of the labels when it is written. */
struct tn_node *tn_ir_names(struct tn_scope *scope);
/* A core function type of numbers (no references): [params] -> [results]. */
struct tn_node *tn_ir_core_func_type(struct tn_scope *scope, const uint8_t *params,
	uint32_t param_count, const uint8_t *results, uint32_t result_count);

/* The sort that an import or export of this kind defines. */
enum tn_sort tn_ir_desc_sort(const struct tn_desc *desc);

/* ---- irsort.c: Binary.md "sort", the byte of each and back; TN_SORT_NONE for a byte that is none ---- */
uint8_t tn_irsort_code(enum tn_sort sort); /* core sorts stand behind 0x00 */
enum tn_sort tn_irsort_core(uint8_t code);
enum tn_sort tn_irsort_plain(uint8_t code);

/* ---- ir_words.c: what nodes are called ---- */
const char *tn_ir_sort_word(enum tn_sort sort); /* "core function" */
uint8_t tn_ir_section(const struct tn_node *node); /* the id of the section it stands in */
const char *tn_ir_section_word(uint8_t id);     /* "canonical definition" */
/* "function type", "record"; of a type node. */
const char *tn_ir_form_word(enum tn_type_kind kind);
/* "parameter", "field", "case", "element"; of what has members. */
const char *tn_ir_member_word(enum tn_type_kind kind);

/* Which part of an item something is about, for diagnostics: "parameter", 2, `zip`. */
struct tn_ir_part {
	const char *word; /* NULL: the whole */
	uint32_t index;
	tn_name name;
};

/* ", function type, parameter 2 `zip`": what follows the item; the form may be NULL. */
struct tn_str tn_ir_part_text(const struct tn_ctx *cx, struct tn_arena *arena, const char *form,
	const struct tn_ir_part *part);
/* The row of an opcode; its text is NULL when there is none. */
const struct tn_canon_row *tn_ir_canon_row(uint8_t opcode);

/* ---- ir_edges.c: where nodes lead ---- */
/* Through exports and outer aliases to the node that is meant; in a circle, to one of the circle. */
struct tn_node *tn_ir_resolve(struct tn_node *node);
/* The scope inside a node (component, component or instance type, module type), or NULL. */
struct tn_scope *tn_ir_inner(const struct tn_node *node);
/* Visits every edge of the node itself (not of the scope inside), by address, NULL edges left out. */
void tn_ir_edges(struct tn_node *node, void (*visit)(void *user, struct tn_node **edge), void *user);

/* ---- editing: ir.c, iredit.c, irshare.c ---- */
/*
 * Says that nodes of the scope were changed by hand: it and the scopes around it are written anew.
 * The makers above and the helpers below do so by themselves.
 */
void tn_ir_touch(struct tn_scope *scope);
/* Takes the nodes out for which `keep` is false; nothing that stays may refer to them. */
void tn_iredit_keep(struct tn_scope *scope, bool (*keep)(void *user, const struct tn_node *node), void *user);
/*
 * Takes one node out, with the rest of its recursion group, or the results of its start. NULL when
 * done; else a node that uses it, and nothing was changed.
 */
const struct tn_node *tn_iredit_drop(struct tn_node *node);
/*
 * Takes out what neither the exports of the component, nor a start, nor a custom section needs;
 * imports stay, since they are part of its type. Gives how many nodes went.
 */
uint32_t tn_iredit_prune(struct tn_scope *component);
/* May a node that stands in the scope use the other one? By itself or through outer aliases. */
bool tn_iredit_reaches(const struct tn_scope *scope, const struct tn_node *node);
/* Does the node, or something inside of it, need the other one, directly or through others? */
bool tn_iredit_depends(struct tn_node *node, const struct tn_node *on);
/*
 * Every edge in the scope, and in scopes inside, that led to `from` now leads to `to`, which must not
 * depend on `from`.
 */
void tn_iredit_replace(struct tn_scope *scope, struct tn_node *from, struct tn_node *to);
/* Moves a node to the end of another scope, together with the scope inside. */
void tn_iredit_move(struct tn_node *node, struct tn_scope *to);
/*
 * Moves a core module, core type, component or type definition to the scope around its own; who uses
 * it goes on doing so. NULL when done; else why it cannot be, and nothing was changed.
 */
const char *tn_iredit_lift(struct tn_node *node);
/*
 * Makes one of what is the same: core modules and closed components of equal bytes, at any depth
 * (they move to the scope around all who use them), and, within each scope, value types, function
 * types and aliases. Gives how many nodes went.
 */
uint32_t tn_irshare(struct tn_scope *component);

/*
 * ---- irorder.c: in which order nodes are written ----
 * Lets each scope list its nodes in that order, as the validator wants them; false after the
 * diagnostic that something depends on itself. What was otherwise before is kept in cx->scratch;
 * tn_irorder_restore goes back to it.
 */
struct tn_irordered {
	TN_VEC(struct tn_irorder_before {
		struct tn_scope *scope;
		tn_node_list nodes;
	}) list;
};

bool tn_irorder_arrange(struct tn_scope *component, struct tn_irordered *before);
void tn_irorder_restore(const struct tn_irordered *before);

/* ---- irread.c: bytes to nodes; function bodies are skipped. NULL after diagnostics. ---- */
struct tn_scope *tn_irread_component(struct tn_ir *ir, uint32_t source, uint32_t base,
	struct tn_bytes bytes);

/*
 * ---- irwrite.c: nodes to bytes ----
 * Orders (a node used before its place is written early), aliases and numbers by itself. Adjacent
 * nodes of one section id share a section. A component nobody changed is copied as it was read.
 * Empty bytes after a diagnostic: an edge leads to a node that cannot be reached from there.
 * The arena for the bytes is not cx->scratch.
 */
struct tn_bytes tn_irwrite_component(struct tn_arena *arena, struct tn_scope *component);
/* The same, but everything is written anew: for tests and for shortening. */
struct tn_bytes tn_irwrite_anew(struct tn_arena *arena, struct tn_scope *component);

/*
 * ---- irpiece.c: parts of a component, for who cannot hold all of its nodes at once ----
 * The instance type of `scope` in two pieces: what stands before the node `split`, and the rest. Its
 * edges lead to the scope around it and no further. False after a diagnostic.
 */
bool tn_irpiece_write(struct tn_arena *arena, struct tn_scope *scope, uint32_t split,
	struct tn_irpiece out[2]);
/* The type definition alone, as in a type section; nothing in it may lead out of it. */
bool tn_irpiece_type(struct tn_node *type, struct tn_buf *out);

#endif
