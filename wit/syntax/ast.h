/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What one WIT file says, as a tree: names interned, nothing resolved. Made by parse.c from the
 * tokens of lexer.re through grammar.y, read by resolve.c; lives in scratch memory.
 * Component Model, WIT.md, from "Lexical structure" on.
 */
#ifndef TN_WIT_SYNTAX_AST_H
#define TN_WIT_SYNTAX_AST_H

#include "wit/model/model.h"

/* Bytes of the file at hand. Trees of large files are most of the memory: every byte here counts. */
struct tn_ast_span {
	uint32_t start, end;
};

struct tn_ast_id {
	tn_name name; /* without "%" */
	struct tn_ast_span span;
};

/* "ns:pkg@version"; of a use-path, the version stands behind the item's name. */
struct tn_ast_package_name {
	struct tn_ast_id ns, name;
	tn_name version; /* 0: none */
	bool guessed;    /* the version was reported, and made up */
	struct tn_ast_span span;
};

/* "iface", "ns:pkg/iface@version", or a package's name alone. */
struct tn_ast_path {
	struct tn_ast_package_name package; /* package.ns.name 0: a plain name */
	struct tn_ast_id name;
};

enum tn_ast_attr_kind { TN_ATTR_SINCE, TN_ATTR_UNSTABLE, TN_ATTR_DEPRECATED, TN_ATTR_EXTERNAL_ID };

struct tn_ast_attr {
	struct tn_ast_attr *next;
	enum tn_ast_attr_kind kind;
	struct tn_ast_span span; /* of the attribute's name */
	tn_name value;           /* version, feature or external id; 0: malformed, reported */
};

enum tn_ast_type_kind {
	/* leaves: no `a` and `b` in memory */
	TN_AST_PRIM, /* name.name is its tn_ty */
	TN_AST_NAME,
	TN_AST_OWN,    /* of the name */
	TN_AST_BORROW, /* of the name */
	TN_AST_BROKEN, /* reported already */
	/* nodes without `b` in memory */
	TN_AST_LIST,
	TN_AST_OPTION,
	TN_AST_FUTURE,
	TN_AST_STREAM,
	TN_AST_TUPLE, /* a: the first cell */
	/* whole nodes */
	TN_AST_FIXED_LIST, /* a, length */
	TN_AST_MAP,
	TN_AST_RESULT,
	TN_AST_CELL, /* a: a type, b: the next cell */
};

static inline bool tn_ast_is_leaf(enum tn_ast_type_kind kind)
{
	return kind <= TN_AST_BROKEN;
}
static inline bool tn_ast_is_whole(enum tn_ast_type_kind kind)
{
	return kind >= TN_AST_FIXED_LIST;
}

struct tn_ast_type {
	enum tn_ast_type_kind kind;
	struct tn_ast_id name; /* its span is the type's: the head word or the resource's name */
	struct tn_ast_type *a;
	union {
		struct tn_ast_type *b;
		uint32_t length;
	};
};

/* A field, case, flag, parameter, name of a `use` or of an `include … with`. */
struct tn_ast_member {
	struct tn_ast_member *next;
	union {
		struct tn_ast_type *type;
		struct tn_ast_id *as; /* of a use or include */
	};
	struct tn_ast_id name;
	uint32_t docs; /* where the comments before the name begin */
};

enum tn_ast_func_form { TN_FORM_FUNC, TN_FORM_CONSTRUCTOR, TN_FORM_GET, TN_FORM_SET };

struct tn_ast_func {
	struct tn_ast_member *params;
	struct tn_ast_type *result; /* NULL: none */
	struct tn_ast_span span;    /* of the word `func`, `constructor`, `get` or `set` */
	enum tn_ast_func_form form;
	bool is_async, is_static;
};

enum tn_ast_kind {
	TN_AST_INTERFACE, /* items */
	TN_AST_WORLD,     /* items */
	TN_AST_PACKAGE,   /* path, items */
	TN_AST_HEADER,    /* path: the `package a:b;` line */
	TN_AST_USE,       /* path, members; in an interface or world */
	TN_AST_TOP_USE,   /* path; name: what it is called here */
	TN_AST_INCLUDE,   /* path, members */
	TN_AST_IMPORT,    /* external, … */
	TN_AST_EXPORT,
	TN_AST_FUNC,
	TN_AST_ALIAS, /* type */
	TN_AST_RECORD,
	TN_AST_VARIANT,
	TN_AST_ENUM,
	TN_AST_FLAGS,
	TN_AST_RESOURCE,    /* items: functions */
	TN_AST_BROKEN_ITEM, /* reported already; name when it was seen, else 0 */
};

enum tn_ast_extern { TN_EXTERN_FUNC, TN_EXTERN_INLINE, TN_EXTERN_PATH, TN_EXTERN_LABEL };

struct tn_ast_item {
	struct tn_ast_item *next;
	struct tn_ast_attr *attrs;
	struct tn_ast_path *path;
	union {
		struct tn_ast_item *items; /* also of an inline import or export */
		struct tn_ast_member *members;
		struct tn_ast_type *type;
		struct tn_ast_func *func; /* also of an import or export */
	};
	struct tn_ast_span span; /* of the first keyword */
	struct tn_ast_span docs; /* the comments before it */
	struct tn_ast_id name;
	union {
		uint32_t count; /* of members */
		uint32_t kinds; /* of items: what there is none of need not be looked for */
	};
	enum tn_ast_kind kind : 8;
	enum tn_ast_extern external : 8; /* of an import or export */
};

static inline bool tn_ast_has(uint32_t kinds, enum tn_ast_kind kind)
{
	return (kinds >> kind & 1) != 0;
}

struct tn_ast_file {
	uint32_t source;
	uint32_t kinds; /* of items */
	struct tn_ast_item *items;
};

/*
 * Reads one file. Errors are reported, the parser goes on at the next item, and what could not be
 * read is in the tree as TN_AST_BROKEN_ITEM; false when there was any.
 */
bool tn_parse_file(
	struct tn_ctx *cx, struct tn_arena *arena, uint32_t source, struct tn_ast_file *out);

#endif
