/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the files of the decoder share; nobody else includes this. See decode.h. */
#ifndef TN_WIT_BINARY_DECODE_PARTS_H
#define TN_WIT_BINARY_DECODE_PARTS_H

#include "wit/binary/decode.h"
#include "wit/binary/view.h"

/* A package on its way: what becomes of it, and in which order, is known only at the end. */
struct tn_decode_pkg {
	tn_name ns, name, version;
	TN_VEC(tn_iface) interfaces;
	TN_VEC(tn_world) worlds;
};

struct tn_decode {
	struct tn_wit *wit;
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_views views;
	struct tn_decode_pkg main;
	TN_VEC(struct tn_decode_pkg) foreign;
	struct tn_map foreign_index;   /* id of the package -> place in foreign */
	TN_VEC(uint32_t) home;         /* tn_iface -> place in foreign, or TN_NO_ID: main */
	struct tn_map named;           /* full name -> tn_iface that main defines */
	struct tn_map foreign_ifaces;  /* (place in foreign, name) -> tn_iface */
	struct tn_map world_types;     /* (tn_world, name) -> tn_def */
	struct tn_map items;           /* (world and side, id of the item) -> 0 */
	uint32_t depth;
	bool failed;
};

/* Reports once; later calls are quiet, since one fault makes many. Always false. */
bool tn_decode_fail(struct tn_decode *d, struct tn_span span, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- decode_name.c: Explainer.md "Import and Export Definitions", the names WIT can have ---- */
enum tn_decode_name_kind { TN_DECODE_NAME_BAD, TN_DECODE_NAME_LABEL, TN_DECODE_NAME_FUNC, TN_DECODE_NAME_INTERFACE };

struct tn_decode_name {
	enum tn_decode_name_kind kind;
	enum tn_func_kind func; /* LABEL: TN_FUNC_FREE */
	tn_name resource;       /* FUNC, of methods and the like; else 0 */
	tn_name ns, package, item, version; /* INTERFACE */
};

struct tn_decode_name tn_decode_parse_name(struct tn_ctx *cx, struct tn_arena *arena,
	tn_name name, tn_name version_suffix);
bool tn_decode_is_label(struct tn_str text);

/* ---- decode_type.c ---- */
struct tn_decode_owner {
	enum tn_owner_kind kind;
	uint32_t id;
	struct tn_span span;
};

/* A type that an instance or world exports or imports under a name; TN_NO_ID after a diagnostic. */
tn_def tn_decode_named_type(struct tn_decode *d, const struct tn_extern_name *name,
	struct tn_view_type *type, struct tn_decode_owner owner);
/* Says that `type` and what it is made of are the definition `def` that is there already. */
bool tn_decode_same_type(struct tn_decode *d, tn_def def, struct tn_view_type *type);
bool tn_decode_func(struct tn_decode *d, const struct tn_extern_name *name,
	const struct tn_view_type *type, struct tn_decode_owner owner, struct tn_func *out);

/* ---- decode_pkg.c ---- */
/* All that was met enters the model, documentation too. */
bool tn_decode_finish(struct tn_decode *d, const struct tn_scope *root, struct tn_decoded *out);

#endif
