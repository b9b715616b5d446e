/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What one WIT file says, as a tree: names interned, nothing resolved. Made by parse.c from the
 * tokens of lexer.re through grammar.y, read by resolve.c; lives in scratch memory.
 * Component Model, WIT.md, from "Lexical structure" on.
 */
#ifndef TN_WIT_SYNTAX_AST_H
#define TN_WIT_SYNTAX_AST_H

#include "wit/model/model.h"

struct tn_ast_id {
	tn_name name; /* without "%" */
	struct tn_span span;
};

/* Comments before an item: the bytes from the first of them to the item; empty when none. */
struct tn_ast_docs {
	uint32_t start, end;
};

/* "ns:pkg@version"; of a use-path, the version stands behind the item's name. */
struct tn_ast_package_name {
	struct tn_ast_id ns, name;
	tn_name version; /* 0: none */
	struct tn_span span;
};

/* "iface" or "ns:pkg/iface@version". */
struct tn_ast_path {
	struct tn_ast_package_name package; /* package.ns.name 0: a plain name */
	struct tn_ast_id name;
};

enum tn_ast_attr_kind { TN_ATTR_SINCE, TN_ATTR_UNSTABLE, TN_ATTR_DEPRECATED, TN_ATTR_EXTERNAL_ID };

struct tn_ast_attr {
	struct tn_ast_attr *next;
	enum tn_ast_attr_kind kind;
	struct tn_span span; /* of the attribute's name */
	tn_name value;       /* version, feature or external id */
};

enum tn_ast_type_kind {
	TN_AST_PRIM,
	TN_AST_NAME,
	TN_AST_TUPLE, /* a: first of a list along `next` */
	TN_AST_LIST,
	TN_AST_FIXED_LIST,
	TN_AST_MAP,
	TN_AST_OPTION,
	TN_AST_RESULT,
	TN_AST_FUTURE,
	TN_AST_STREAM,
	TN_AST_OWN,    /* name */
	TN_AST_BORROW, /* name */
	TN_AST_BROKEN, /* reported already */
};

struct tn_ast_type {
	struct tn_ast_type *next, *a, *b;
	enum tn_ast_type_kind kind;
	tn_ty prim;
	uint32_t length;
	struct tn_ast_id name; /* its span is the type's: the head word or the resource's name */
};

/* A field, case, flag, parameter, name of a `use` or of an `include … with`. */
struct tn_ast_member {
	struct tn_ast_member *next;
	struct tn_ast_id name;
	struct tn_ast_id as; /* of a use or include; as.name 0: none */
	struct tn_ast_type *type;
	struct tn_ast_docs docs;
};

enum tn_ast_func_form { TN_FORM_FUNC, TN_FORM_CONSTRUCTOR, TN_FORM_GET, TN_FORM_SET };

struct tn_ast_func {
	enum tn_ast_func_form form;
	bool is_async, is_static;
	struct tn_span span; /* of the word `func`, `constructor`, `get` or `set` */
	struct tn_ast_member *params;
	struct tn_ast_type *result; /* NULL: none */
};

enum tn_ast_kind {
	TN_AST_INTERFACE, /* items */
	TN_AST_WORLD,     /* items */
	TN_AST_PACKAGE,   /* package, items */
	TN_AST_HEADER,    /* package: the `package a:b;` line */
	TN_AST_USE,       /* path, members; in an interface or world */
	TN_AST_TOP_USE,   /* path, as */
	TN_AST_INCLUDE,   /* path, members */
	TN_AST_IMPORT,    /* external, … */
	TN_AST_EXPORT,
	TN_AST_FUNC,
	TN_AST_ALIAS, /* type */
	TN_AST_RECORD,
	TN_AST_VARIANT,
	TN_AST_ENUM,
	TN_AST_FLAGS,
	TN_AST_RESOURCE, /* items: functions */
	TN_AST_BROKEN_ITEM, /* reported already; name when it was seen, else 0 */
};

enum tn_ast_extern { TN_EXTERN_FUNC, TN_EXTERN_INLINE, TN_EXTERN_PATH, TN_EXTERN_LABEL };

struct tn_ast_item {
	struct tn_ast_item *next;
	enum tn_ast_kind kind;
	enum tn_ast_extern external; /* of an import or export */
	struct tn_span span;         /* of the first keyword */
	struct tn_ast_docs docs;
	struct tn_ast_attr *attrs;
	struct tn_ast_id name; /* of functions, types, labels, …; of a top-level use: the `as` name */
	struct tn_ast_package_name package;
	struct tn_ast_path path;
	struct tn_ast_type *type;
	struct tn_ast_func *func;
	struct tn_ast_member *members;
	struct tn_ast_item *items;
	uint32_t count; /* of members */
};

struct tn_ast_file {
	uint32_t source;
	struct tn_ast_item *items;
};

/*
 * Reads one file. Errors are reported, the parser goes on at the next item, and what could not be
 * read is in the tree as TN_AST_BROKEN_ITEM; false when there was any.
 */
bool tn_parse_file(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	struct tn_ast_file *out);

#endif
