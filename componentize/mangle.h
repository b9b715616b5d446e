/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The names under which WIT meets core modules: taking them apart and putting them together.
 * Two schemes: the legacy one, which all bindings generators write, and the standard one, `cm32p2`
 * (synchronous only). Nothing here knows a world: a name says what it wants to be, match.c whether
 * there is such a thing.
 */
#ifndef TN_COMPONENTIZE_MANGLE_H
#define TN_COMPONENTIZE_MANGLE_H

#include "wasm/component/abi.h"
#include "wit/model/model.h"

enum tn_scheme { TN_SCHEME_LEGACY, TN_SCHEME_STANDARD };

enum tn_builtin_id {
	TN_BUILTIN_NONE,
#define TN_BUILTIN(id, name, params, results, opcode, where, varies, lower) TN_BUILTIN_##id,
#include "componentize/builtin.def"
#undef TN_BUILTIN
	TN_BUILTIN_COUNT
};

struct tn_builtin {
	struct tn_str name;
	const char *params, *results;
	uint8_t opcode;
	enum { TN_BUILTIN_AT_ROOT, TN_BUILTIN_AT_EXPORT, TN_BUILTIN_AT_ANY } where;
	enum {
		TN_BUILTIN_VARIES_NOTHING,
		TN_BUILTIN_VARIES_WIDTH,
		TN_BUILTIN_VARIES_SLOT,
		TN_BUILTIN_VARIES_ENCODING,
		TN_BUILTIN_VARIES_PAYLOAD,
		TN_BUILTIN_VARIES_RESOURCE,
		TN_BUILTIN_VARIES_FUNC,
	} varies;
	enum { TN_BUILTIN_LOWER_SYNC, TN_BUILTIN_LOWER_ASYNC } lower;
};

const struct tn_builtin *tn_mangle_builtin(enum tn_builtin_id id);

/* ---- imports ---- */

/* The module part of an import: which interface, on which side. */
struct tn_mangle_module {
	enum tn_scheme scheme;
	bool is_root;     /* `$root`, `cm32p2`: the world itself */
	bool is_exported; /* `[export]…`, `cm32p2|_ex_…`: about something the component exports */
	struct tn_str iface; /* key of the world item, when not the root */
};

/* False when `module` cannot be a name of this scheme (a standard name lacks its bar). */
bool tn_mangle_parse_module(struct tn_str module, bool reject_legacy, struct tn_mangle_module *out);

/* The field part of an import. */
struct tn_mangle_field {
	enum tn_builtin_id builtin; /* NONE: a function of the world or interface */
	bool is_async;              /* `[async-lower]` */
	bool is_cancellable;        /* `[cancellable]`: gone from the component model */
	struct tn_str name;         /* behind `[async-lower]` */
	struct tn_str subject;      /* the function or resource it is about */
	tn_core_ty width;           /* WIDTH, SLOT */
	uint32_t slot;              /* SLOT */
	uint8_t encoding;           /* ENCODING: canonopt 0x00 … 0x02 */
	bool is_unit;               /* PAYLOAD: `unit` */
	uint32_t payload;           /* PAYLOAD: which future or stream of the function's type */
};

void tn_mangle_parse_field(struct tn_str field, enum tn_scheme scheme, struct tn_mangle_field *out);

/* The core signature of a built-in (of TASK_RETURN: none is known here). */
void tn_mangle_builtin_sig(const struct tn_mangle_field *field, tn_core_ty params[4],
	tn_core_ty results[1], struct tn_core_sig *out);

/* ---- exports ---- */

struct tn_mangle_export {
	enum { TN_MANGLE_FUNC, TN_MANGLE_POST_RETURN, TN_MANGLE_CALLBACK, TN_MANGLE_DTOR } kind;
	enum tn_scheme scheme;
	enum tn_abi_side side;
	bool is_world;       /* a function of the world itself */
	struct tn_str iface; /* key of the world item, when not the world's own */
	struct tn_str name;  /* function or resource */
};

/* False when the name is of neither scheme. */
bool tn_mangle_parse_export(struct tn_str name, bool reject_legacy, struct tn_mangle_export *out);

/* ---- putting names together ---- */

/* The key of a world item as `scheme` writes it: its id, or its id on its semver track. */
struct tn_str tn_mangle_item(const struct tn_wit *wit, struct tn_arena *arena,
	enum tn_scheme scheme, const struct tn_item *item);
/* `item` NULL: the root. */
struct tn_str tn_mangle_module(const struct tn_wit *wit, struct tn_arena *arena,
	enum tn_scheme scheme, const struct tn_item *item, bool is_exported);
/* `[resource-drop]r`, `r_drop`. */
struct tn_str tn_mangle_resource(struct tn_arena *arena, enum tn_scheme scheme,
	enum tn_builtin_id builtin, struct tn_str resource);
/* `item` NULL: a function of the world itself. */
struct tn_str tn_mangle_export(const struct tn_wit *wit, struct tn_arena *arena,
	const struct tn_mangle_export *what, const struct tn_item *item);

#endif
