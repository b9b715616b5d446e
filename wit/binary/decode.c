/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Components in, the model out: packages, interfaces and worlds; types are decode_type.c's. */
#include "wit/binary/decode.h"

#include "wasm/component/check.h"
#include "wasm/core/features.h"
#include "wit/binary/decode_parts.h"

enum { IMPORTS, EXPORTS };

static void init(struct tn_decode *d, struct tn_wit *wit)
{
	*d = (struct tn_decode){ .wit = wit, .cx = wit->cx, .arena = &wit->cx->scratch };
	tn_view_init(&d->views, d->cx, d->arena);
	d->foreign_index.arena = d->named.arena = d->foreign_ifaces.arena = d->arena;
	d->world_types.arena = d->items.arena = d->arena;
}

bool tn_decode_fail(struct tn_decode *d, struct tn_span span, const char *format, ...)
{
	if (!d->failed && !d->views.failed) {
		va_list args;
		va_start(args, format);
		struct tn_str text = tn_str_vformat(d->arena, format, args);
		va_end(args);
		tn_diag_error(d->cx, TN_E_BAD_ENCODED_WIT, span, "%.*s", TN_S(text));
	}
	d->failed = true;
	return false;
}

static struct tn_str text(const struct tn_decode *d, tn_name name)
{
	return tn_ctx_text(d->cx, name);
}

/* An import or export with what it is. */
struct entry {
	struct tn_extern_name name;
	struct tn_view view;
	struct tn_span span;
};

static struct entry entry_of(struct tn_decode *d, struct tn_view_env *env,
	const struct tn_node *node)
{
	return (struct entry){ node->u.ext.name, tn_view_of(&d->views, env, node), node->origin };
}

/* ---- interfaces ---- */

static tn_iface new_interface(struct tn_decode *d, tn_name name, uint32_t home, struct tn_span span)
{
	tn_iface id = tn_model_add_interface(d->wit, TN_NO_ID, 0);
	d->wit->interfaces.ptr[id].name = name;
	d->wit->interfaces.ptr[id].meta.span = span;
	*TN_PUSH(d->arena, &d->home) = home;
	return id;
}

static tn_name package_key(struct tn_decode *d, const struct tn_decode_name *name)
{
	struct tn_mark mark = tn_mem_mark(&d->cx->temp);
	struct tn_str version = name->version ? text(d, name->version) : TN_NOSTR;
	struct tn_str key = tn_str_format(&d->cx->temp, "%.*s:%.*s@%.*s", TN_S(text(d, name->ns)),
		TN_S(text(d, name->package)), TN_S(version));
	tn_name id = tn_ctx_name(d->cx, key);
	tn_mem_reset(&d->cx->temp, mark);
	return id;
}

/* The interface of a package that is not the one being decoded; made when it is first mentioned. */
static tn_iface foreign_interface(struct tn_decode *d, const struct tn_decode_name *name,
	struct tn_span span)
{
	tn_name key = package_key(d, name);
	uint32_t at = tn_map_get(&d->foreign_index, key);
	if (at == TN_MAP_NONE) {
		at = d->foreign.len;
		struct tn_decode_pkg *pkg = TN_PUSH(d->arena, &d->foreign);
		pkg->ns = name->ns;
		pkg->name = name->package;
		pkg->version = name->version;
		tn_map_put(&d->foreign_index, key, at);
	}
	tn_iface iface = tn_map_get(&d->foreign_ifaces, TN_KEY(at, name->item));
	if (iface == TN_MAP_NONE) {
		iface = new_interface(d, name->item, at, span);
		*TN_PUSH(d->arena, &d->foreign.ptr[at].interfaces) = iface;
		tn_map_put(&d->foreign_ifaces, TN_KEY(at, name->item), iface);
	}
	return iface;
}

static bool add_type(struct tn_decode *d, tn_iface iface, const struct entry *e)
{
	if (tn_model_find_type(d->wit, iface, e->name.name) != TN_NO_ID)
		return tn_decode_fail(d, e->span, "type `%.*s` is exported twice",
			TN_S(text(d, e->name.name)));
	struct tn_decode_owner owner = { TN_OWNER_INTERFACE, iface, e->span };
	tn_def def = tn_decode_named_type(d, &e->name, e->view.type, owner);
	if (def == TN_NO_ID)
		return false;
	tn_model_add_type(d->wit, iface, e->name.name, def);
	return true;
}

static bool add_func(struct tn_decode *d, tn_iface iface, const struct entry *e)
{
	struct tn_func func;
	struct tn_decode_owner owner = { TN_OWNER_INTERFACE, iface, e->span };
	if (tn_model_find_func(d->wit, iface, e->name.name))
		return tn_decode_fail(d, e->span, "function `%.*s` is exported twice",
			TN_S(text(d, e->name.name)));
	if (!tn_decode_func(d, &e->name, e->view.type, owner, &func))
		return false;
	*tn_model_add_func(d->wit, iface) = func;
	tn_model_index_func(d->wit, iface);
	return true;
}

/*
 * One export of another view of an interface. Interfaces of other packages are never defined whole:
 * each mention adds what it shows. The package's own must already have it.
 */
static bool meet_export(struct tn_decode *d, tn_iface iface, bool is_whole, const struct entry *e)
{
	if (e->view.kind == TN_VIEW_TYPE) {
		tn_def have = tn_model_find_type(d->wit, iface, e->name.name);
		if (have == TN_NO_ID && !is_whole)
			return add_type(d, iface, e);
		if (have != TN_NO_ID) {
			if (!tn_decode_same_type(d, have, e->view.type))
				return false;
			e->view.type->mark = have;
			return true;
		}
	} else {
		if (tn_model_find_func(d->wit, iface, e->name.name))
			return true;
		if (!is_whole)
			return add_func(d, iface, e);
	}
	return tn_decode_fail(d, e->span, "`%.*s` is not defined in interface `%.*s`",
		TN_S(text(d, e->name.name)), TN_S(text(d, d->wit->interfaces.ptr[iface].name)));
}

enum mode { DEFINE, MEET, MEET_WHOLE };

static bool fill_interface(struct tn_decode *d, tn_iface iface, const struct entry *of,
	enum mode mode)
{
	struct tn_view_instance *instance = of->view.instance;
	for (uint32_t i = 0; i < instance->exports.len; i++) {
		struct tn_view_export *exp = &instance->exports.ptr[i];
		struct tn_span span = exp->node ? exp->node->origin : of->span;
		struct entry e = { exp->name, tn_view_export_of(&d->views, exp), span };
		if (e.view.kind != TN_VIEW_TYPE && e.view.kind != TN_VIEW_FUNC)
			return tn_decode_fail(d, e.span,
				"export `%.*s` of an instance is neither a type nor a function",
				TN_S(text(d, e.name.name)));
		bool ok = mode != DEFINE                ? meet_export(d, iface, mode == MEET_WHOLE, &e)
			: e.view.kind == TN_VIEW_TYPE ? add_type(d, iface, &e)
						      : add_func(d, iface, &e);
		if (!ok)
			return false;
	}
	return !d->failed;
}

static bool is_instance(struct tn_decode *d, const struct entry *e)
{
	return e->view.kind == TN_VIEW_INSTANCE
		|| tn_decode_fail(d, e->span, "`%.*s` is not an instance",
			TN_S(text(d, e->name.name)));
}

/* An interface by its full name: one that is defined here already, or one of another package. */
static tn_iface meet_interface(struct tn_decode *d, tn_name full_name, const struct entry *e)
{
	if (!is_instance(d, e))
		return TN_NO_ID;
	uint32_t iface = tn_map_get(&d->named, full_name);
	enum mode mode = MEET_WHOLE;
	if (iface == TN_MAP_NONE) {
		struct tn_decode_name name = tn_decode_parse_name(d->cx, d->arena, full_name,
			e->name.attrs.version_suffix);
		if (name.kind != TN_DECODE_NAME_INTERFACE) {
			tn_decode_fail(d, e->span, "`%.*s` is not the name of an interface",
				TN_S(text(d, full_name)));
			return TN_NO_ID;
		}
		iface = foreign_interface(d, &name, e->span);
		mode = MEET;
	}
	return fill_interface(d, iface, e, mode) ? iface : TN_NO_ID;
}

/* An interface that the package itself defines, under its full name. */
static bool define_interface(struct tn_decode *d, const struct entry *e,
	const struct tn_decode_name *name)
{
	if (!is_instance(d, e))
		return false;
	if (tn_map_get(&d->named, e->name.name) != TN_MAP_NONE)
		return meet_interface(d, e->name.name, e) != TN_NO_ID;
	tn_iface iface = new_interface(d, name->item, TN_NO_ID, e->span);
	*TN_PUSH(d->arena, &d->main.interfaces) = iface;
	if (!fill_interface(d, iface, e, DEFINE))
		return false;
	tn_map_put(&d->named, e->name.name, iface);
	return true;
}

static bool define_imports(struct tn_decode *d, struct tn_view_env *env)
{
	for (uint32_t i = 0; i < env->scope->nodes.len; i++) {
		const struct tn_node *node = env->scope->nodes.ptr[i];
		if (node->op != TN_OP_IMPORT)
			continue;
		struct entry e = entry_of(d, env, node);
		if (meet_interface(d, e.name.name, &e) == TN_NO_ID)
			return false;
	}
	return true;
}

/* ---- worlds ---- */

static bool world_interface(struct tn_decode *d, const struct entry *e, struct tn_item *item)
{
	struct tn_decode_name name = tn_decode_parse_name(d->cx, d->arena, e->name.name,
		e->name.attrs.version_suffix);
	item->kind = TN_ITEM_INTERFACE;
	item->meta.external_id = e->name.attrs.external_id;
	if (e->name.attrs.implements) {
		item->key_name = e->name.name;
		item->interface = meet_interface(d, e->name.attrs.implements, e);
	} else if (name.kind == TN_DECODE_NAME_INTERFACE) {
		item->interface = meet_interface(d, e->name.name, e);
	} else if (name.kind == TN_DECODE_NAME_LABEL) {
		item->key_name = e->name.name;
		item->interface = new_interface(d, 0, TN_NO_ID, e->span);
		return fill_interface(d, item->interface, e, DEFINE);
	} else {
		return tn_decode_fail(d, e->span, "`%.*s` is not a name that WIT can have",
			TN_S(text(d, e->name.name)));
	}
	return item->interface != TN_NO_ID;
}

static bool world_item(struct tn_decode *d, tn_world world, int side, const struct entry *e)
{
	struct tn_item item = { .key_name = 0, .meta.span = e->span };
	struct tn_decode_owner owner = { TN_OWNER_WORLD, world, e->span };
	if (e->view.kind == TN_VIEW_INSTANCE) {
		if (!world_interface(d, e, &item))
			return false;
	} else if (e->view.kind == TN_VIEW_FUNC) {
		item.kind = TN_ITEM_FUNC;
		item.key_name = e->name.name;
		if (!tn_decode_func(d, &e->name, e->view.type, owner, &item.func))
			return false;
		item.meta = item.func.meta;
	} else {
		item.kind = TN_ITEM_TYPE;
		item.key_name = e->name.name;
		item.type = tn_decode_named_type(d, &e->name, e->view.type, owner);
		if (item.type == TN_NO_ID)
			return false;
		item.meta.external_id = e->name.attrs.external_id;
		tn_map_put(&d->world_types, TN_KEY(world, e->name.name), item.type);
	}
	/* One interface may come under two names: `a:b/c@1.2.3`, and `a:b/c@1` with a suffix. */
	bool is_unnamed = item.kind == TN_ITEM_INTERFACE && !item.key_name;
	uint32_t key = is_unnamed ? ~item.interface : e->name.name;
	if (!tn_map_put(&d->items, TN_KEY(world * 2 + (uint32_t)side, key), 0))
		return tn_decode_fail(d, e->span, "`%.*s` stands twice in the world",
			TN_S(text(d, e->name.name)));
	struct tn_world_def *w = &d->wit->worlds.ptr[world];
	if (side == IMPORTS)
		*TN_PUSH(d->wit->arena, &w->imports) = item;
	else
		*TN_PUSH(d->wit->arena, &w->exports) = item;
	return true;
}

/*
 * All imports and exports of a scope. In a component those that WIT has no word for (core modules,
 * components, values) are no part of its world; a world's own type may have nothing else.
 */
static bool fill_world(struct tn_decode *d, tn_world world, struct tn_view_env *env)
{
	bool is_component = env->scope->kind == TN_SCOPE_COMPONENT;
	for (uint32_t i = 0; i < env->scope->nodes.len && !d->failed; i++) {
		const struct tn_node *node = env->scope->nodes.ptr[i];
		if (node->op != TN_OP_IMPORT && node->op != TN_OP_EXPORT)
			continue;
		struct entry e = entry_of(d, env, node);
		int side = node->op == TN_OP_IMPORT ? IMPORTS : EXPORTS;
		bool fits = e.view.kind == TN_VIEW_INSTANCE || e.view.kind == TN_VIEW_FUNC
			|| (e.view.kind == TN_VIEW_TYPE && side == IMPORTS);
		if (fits) {
			if (!world_item(d, world, side, &e))
				return false;
		} else if (side == EXPORTS || !is_component || d->views.failed) {
			return tn_decode_fail(d, e.span, "%s `%.*s` is not an instance or a function",
				side == EXPORTS ? "export" : "import", TN_S(text(d, e.name.name)));
		}
	}
	return !d->failed && !d->views.failed;
}

static tn_world new_world(struct tn_decode *d, tn_name name, struct tn_span span)
{
	tn_world id = d->wit->worlds.len;
	struct tn_world_def *world = TN_PUSH(d->wit->arena, &d->wit->worlds);
	world->name = name;
	world->package = TN_NO_ID;
	world->meta.span = span;
	*TN_PUSH(d->arena, &d->main.worlds) = id;
	return id;
}

/* The environment of a component type that a type or a component export stands for. */
static struct tn_view_env *component_type(struct tn_decode *d, const struct tn_view *view)
{
	if (view->kind == TN_VIEW_COMPONENT)
		return tn_view_open(&d->views, view->env, view->scope);
	if (view->kind != TN_VIEW_TYPE)
		return NULL;
	struct tn_view_type *def = tn_view_definition(view->type);
	if (def->node->op != TN_OP_TYPE || def->node->u.type.kind != TN_TYPE_COMPONENT)
		return NULL;
	return tn_view_open(&d->views, def->env, def->node->u.type.scope);
}

static bool define_world(struct tn_decode *d, const struct entry *e,
	const struct tn_decode_name *name)
{
	struct tn_view_env *env = component_type(d, &e->view);
	return env && fill_world(d, new_world(d, name->item, e->span), env);
}

/* ---- encoded packages ---- */

static bool set_package(struct tn_decode *d, const struct tn_decode_name *name, struct tn_span span)
{
	if (!d->main.name) {
		d->main.ns = name->ns;
		d->main.name = name->package;
		d->main.version = name->version;
	}
	return (d->main.ns == name->ns && d->main.name == name->package
		       && d->main.version == name->version)
		|| tn_decode_fail(d, span, "items of two packages in one encoded package");
}

static bool full_name(struct tn_decode *d, const struct entry *e, struct tn_decode_name *out)
{
	*out = tn_decode_parse_name(d->cx, d->arena, e->name.name, e->name.attrs.version_suffix);
	return out->kind == TN_DECODE_NAME_INTERFACE
		|| tn_decode_fail(d, e->span, "`%.*s` is not a name of the form `ns:package/item`",
			TN_S(text(d, e->name.name)));
}

static bool define_item(struct tn_decode *d, const struct entry *e,
	const struct tn_decode_name *name)
{
	if (e->view.kind == TN_VIEW_INSTANCE)
		return define_interface(d, e, name);
	if (e->view.kind == TN_VIEW_COMPONENT)
		return define_world(d, e, name);
	return tn_decode_fail(d, e->span, "`%.*s` is neither an interface nor a world",
		TN_S(text(d, e->name.name)));
}

/* The only export of a component type, or NULL. */
static const struct tn_node *only_export(const struct tn_scope *scope)
{
	const struct tn_node *found = NULL;
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		if (scope->nodes.ptr[i]->op != TN_OP_EXPORT)
			continue;
		if (found)
			return NULL;
		found = scope->nodes.ptr[i];
	}
	return found;
}

/* The current encoding: each interface and world is a component type with one export. */
static bool decode_item(struct tn_decode *d, const struct entry *outer)
{
	struct tn_view_env *env = component_type(d, &outer->view);
	const struct tn_node *node = env ? only_export(env->scope) : NULL;
	struct tn_decode_name name;
	if (!node)
		return tn_decode_fail(d, outer->span, "`%.*s`: one export is wanted in its type",
			TN_S(text(d, outer->name.name)));
	struct entry e = entry_of(d, env, node);
	if (!full_name(d, &e, &name) || !set_package(d, &name, e.span))
		return false;
	if (e.view.kind == TN_VIEW_INSTANCE && !define_imports(d, env))
		return false;
	return define_item(d, &e, &name);
}

/* The older encoding: one component type `ns:package/wit` with everything in it. */
static bool decode_document(struct tn_decode *d, const struct entry *outer)
{
	struct tn_view_env *env = component_type(d, &outer->view);
	struct tn_decode_name name;
	if (!env || !full_name(d, outer, &name))
		return false;
	if (d->main.name)
		return tn_decode_fail(d, outer->span, "two packages in one encoded package");
	if (!set_package(d, &name, outer->span) || !define_imports(d, env))
		return false;
	for (uint32_t i = 0; i < env->scope->nodes.len; i++) {
		if (env->scope->nodes.ptr[i]->op != TN_OP_EXPORT)
			continue;
		struct entry e = entry_of(d, env, env->scope->nodes.ptr[i]);
		if (!full_name(d, &e, &name) || !define_item(d, &e, &name))
			return false;
	}
	return true;
}

enum encoding { NOT_A_PACKAGE, DOCUMENT, ITEMS };

/* A package exports component types and nothing else; the first name tells how. */
static enum encoding encoding_of(struct tn_decode *d, struct tn_view_env *root)
{
	const struct tn_node *first = NULL;
	for (uint32_t i = 0; i < root->scope->nodes.len; i++) {
		const struct tn_node *node = root->scope->nodes.ptr[i];
		if (node->op == TN_OP_IMPORT)
			return NOT_A_PACKAGE;
		if (node->op != TN_OP_EXPORT)
			continue;
		/* Ask for the sort first: most components are known not to be packages by it. */
		if (node->sort != TN_SORT_TYPE)
			return NOT_A_PACKAGE;
		struct tn_view view = tn_view_of(&d->views, root, node);
		if (view.kind != TN_VIEW_TYPE || !component_type(d, &view))
			return NOT_A_PACKAGE;
		if (!first)
			first = node;
	}
	if (!first)
		return NOT_A_PACKAGE;
	struct tn_decode_name name = tn_decode_parse_name(d->cx, d->arena, first->u.ext.name.name,
		first->u.ext.name.attrs.version_suffix);
	if (name.kind == TN_DECODE_NAME_LABEL)
		return ITEMS;
	bool is_wit = name.kind == TN_DECODE_NAME_INTERFACE
		&& tn_str_eq(text(d, name.item), TN_STR("wit"));
	return is_wit ? DOCUMENT : NOT_A_PACKAGE;
}

static bool decode_package(struct tn_decode *d, struct tn_view_env *root, enum encoding encoding)
{
	for (uint32_t i = 0; i < root->scope->nodes.len && !d->failed; i++) {
		const struct tn_node *node = root->scope->nodes.ptr[i];
		if (node->op != TN_OP_EXPORT)
			continue;
		struct entry e = entry_of(d, root, node);
		if (encoding == ITEMS ? !decode_item(d, &e) : !decode_document(d, &e))
			tn_decode_fail(d, e.span, "damaged encoding of a WIT package");
	}
	return !d->failed;
}

/* ---- the doors ---- */

static bool decode_component(struct tn_decode *d, struct tn_view_env *root, struct tn_decoded *out)
{
	d->main.ns = tn_ctx_name(d->cx, TN_STR("root"));
	d->main.name = tn_ctx_name(d->cx, TN_STR("component"));
	out->world = new_world(d, tn_ctx_name(d->cx, TN_STR("root")), (struct tn_span){ 0 });
	return fill_world(d, out->world, root);
}

bool tn_decode_scope(struct tn_wit *wit, const struct tn_scope *component, struct tn_decoded *out)
{
	struct tn_decode d;
	struct tn_mark mark = tn_mem_mark(&wit->cx->scratch);
	init(&d, wit);
	*out = (struct tn_decoded){ .package = TN_NO_ID, .world = TN_NO_ID };
	struct tn_view_env *root = tn_view_open(&d.views, NULL, component);
	enum encoding encoding = encoding_of(&d, root);
	out->is_package = encoding != NOT_A_PACKAGE;
	bool ok = out->is_package ? decode_package(&d, root, encoding)
				  : decode_component(&d, root, out);
	ok = ok && tn_decode_finish(&d, component, out);
	tn_mem_reset(&wit->cx->scratch, mark);
	return ok;
}

/* A component type that exports one component: gives the export, in *wrapper. */
static const struct tn_node *wrapped_world(struct tn_decode *d, const struct tn_scope *component,
	struct tn_view_env **wrapper)
{
	struct tn_view_env *root = tn_view_open(&d->views, NULL, component);
	const struct tn_node *node = only_export(component);
	*wrapper = NULL;
	if (node && node->sort == TN_SORT_TYPE) {
		struct tn_view view = tn_view_of(&d->views, root, node);
		*wrapper = component_type(d, &view);
	}
	const struct tn_node *inner = *wrapper ? only_export((*wrapper)->scope) : NULL;
	if (inner && inner->sort == TN_SORT_COMPONENT)
		return inner;
	tn_decode_fail(d, node ? node->origin : (struct tn_span){ 0 },
		"an encoded world is one exported component type with one component in it");
	return NULL;
}

static bool decode_world(struct tn_decode *d, const struct tn_scope *component)
{
	struct tn_view_env *wrapper;
	struct tn_decode_name name;
	const struct tn_node *node = wrapped_world(d, component, &wrapper);
	if (!node)
		return false;
	struct entry e = entry_of(d, wrapper, node);
	if (full_name(d, &e, &name) && set_package(d, &name, e.span) && define_world(d, &e, &name))
		return true;
	return tn_decode_fail(d, e.span, "damaged encoding of a WIT world");
}

bool tn_decode_world(struct tn_wit *wit, const struct tn_scope *component, struct tn_decoded *out)
{
	struct tn_decode d;
	struct tn_mark mark = tn_mem_mark(&wit->cx->scratch);
	init(&d, wit);
	*out = (struct tn_decoded){ .package = TN_NO_ID, .world = TN_NO_ID };
	bool ok = decode_world(&d, component);
	if (ok)
		out->world = d.main.worlds.ptr[0];
	ok = ok && tn_decode_finish(&d, component, out);
	tn_mem_reset(&wit->cx->scratch, mark);
	return ok;
}

struct tn_scope *tn_decode_read(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	uint32_t base, struct tn_bytes bytes)
{
	struct tn_scope *root = tn_irread_component(tn_ir_new(cx, arena), source, base, bytes);
	return root && tn_check_scope_with(cx, arena, root, TN_WASM_ALL) ? root : NULL;
}

bool tn_decode_component(struct tn_wit *wit, uint32_t source, uint32_t base, struct tn_bytes bytes,
	struct tn_decoded *out)
{
	struct tn_arena *temp = &wit->cx->temp;
	struct tn_mark mark = tn_mem_mark(temp);
	struct tn_scope *root = tn_decode_read(wit->cx, temp, source, base, bytes);
	bool ok = root && tn_decode_scope(wit, root, out);
	tn_mem_reset(temp, mark);
	return ok;
}
