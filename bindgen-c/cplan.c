/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The plan: the world's scopes with their C prefixes, and its functions with their C names, in the
 * order in which everything is written. Functions are named before types, so that a name that both
 * would have goes to the function.
 */
#include "bindgen-c/cgen.h"

/* ---- names ---- */

static bool take(struct tn_cgen *gen, struct tn_str name)
{
	return tn_map_put(&gen->names, tn_ctx_name(gen->cx, name), 1);
}

struct tn_str tn_cplan_unique(struct tn_cgen *gen, struct tn_str name)
{
	struct tn_str base = name, suffix = TN_STR("");
	if (tn_str_ends(name, TN_STR("_t"))) {
		base = tn_cname_without(name, TN_STR("_t"));
		suffix = TN_STR("_t");
	}
	for (uint32_t i = 2; !take(gen, name); i++)
		name = tn_str_format(gen->arena, "%.*s_%u%.*s", TN_S(base), i, TN_S(suffix));
	return name;
}

static struct tn_str text(const struct tn_cgen *gen, tn_name name)
{
	return tn_ctx_text(gen->cx, name);
}

static struct tn_str snake(const struct tn_cgen *gen, tn_name name)
{
	return tn_cname_snake(gen->arena, text(gen, name));
}

/* ---- scopes ---- */

static bool has_other_version(const struct tn_cgen *gen, const struct tn_package *package)
{
	for (uint32_t i = 0; i < gen->wit->packages.len; i++) {
		const struct tn_package *other = &gen->wit->packages.ptr[i];
		if (other->ns == package->ns && other->name == package->name &&
			other->version != package->version)
			return true;
	}
	return false;
}

/* "ns_pkg_iface"; the version stands in it only when there are several of the package. */
static struct tn_str interface_prefix(const struct tn_cgen *gen, const struct tn_interface *iface)
{
	const struct tn_package *package = &gen->wit->packages.ptr[iface->package];
	struct tn_buf buf = tn_buf_new(gen->arena);
	tn_buf_str(&buf, snake(gen, package->ns));
	tn_buf_byte(&buf, '_');
	tn_buf_str(&buf, snake(gen, package->name));
	tn_buf_byte(&buf, '_');
	if (package->version && has_other_version(gen, package)) {
		tn_buf_str(&buf, tn_cname_version(gen->arena, text(gen, package->version)));
		tn_buf_byte(&buf, '_');
	}
	tn_buf_str(&buf, snake(gen, iface->name));
	return (struct tn_str){ (const char *)buf.ptr, buf.len };
}

static const struct tn_crename *find_rename(const struct tn_cgen *gen, struct tn_str module)
{
	for (uint32_t i = 0; i < gen->options->rename_count; i++) {
		if (tn_str_eq(gen->options->renames[i].from, module))
			return &gen->options->renames[i];
	}
	return NULL;
}

static bool has_import_label(const struct tn_cgen *gen, tn_name label)
{
	const struct tn_world_def *world = &gen->wit->worlds.ptr[gen->world];
	for (uint32_t i = 0; i < world->imports.len; i++) {
		if (world->imports.ptr[i].key_name == label)
			return true;
	}
	return false;
}

static struct tn_str scope_prefix(
	struct tn_cgen *gen, const struct tn_item *item, bool is_export, struct tn_str module)
{
	const struct tn_crename *rename = find_rename(gen, module);
	struct tn_str prefix =
		rename ? rename->to
		: item->key_name
			? snake(gen, item->key_name)
			: interface_prefix(gen, &gen->wit->interfaces.ptr[item->interface]);
	/* A label is the same on both sides, unless it is used on both. */
	bool is_marked = is_export && (!item->key_name || has_import_label(gen, item->key_name));
	return is_marked ? tn_str_format(gen->arena, "exports_%.*s", TN_S(prefix)) : prefix;
}

static void add_scope(struct tn_cgen *gen, const struct tn_item *item, bool is_export)
{
	struct tn_str module = text(gen, tn_model_item_id(gen->wit, item));
	*TN_PUSH(gen->arena, &gen->scopes) = (struct tn_cscope){
		.iface = item->interface,
		.is_export = is_export,
		.is_label = item->key_name != 0,
		.ns = scope_prefix(gen, item, is_export, module),
		.module = module,
	};
}

/* ---- functions ---- */

static void add_func(
	struct tn_cgen *gen, const struct tn_func *func, uint32_t scope, bool is_export)
{
	struct tn_str ns = gen->scopes.ptr[scope].ns;
	const char *mark = scope == TN_CSCOPE_WORLD && is_export ? "exports_" : "";
	struct tn_str name = tn_str_format(
		gen->arena, "%s%.*s_%.*s", mark, TN_S(ns), TN_S(snake(gen, func->name)));
	*TN_PUSH(gen->arena, &gen->funcs) = (struct tn_cfunc){
		.func = func,
		.scope = scope,
		.is_export = is_export,
		.name = tn_cplan_unique(gen, name),
	};
}

static void add_interfaces(
	struct tn_cgen *gen, const struct tn_item *items, uint32_t count, bool is_export)
{
	for (uint32_t i = 0; i < count; i++) {
		if (items[i].kind != TN_ITEM_INTERFACE)
			continue;
		uint32_t scope = gen->scopes.len;
		add_scope(gen, &items[i], is_export);
		const struct tn_interface *iface = &gen->wit->interfaces.ptr[items[i].interface];
		for (uint32_t f = 0; f < iface->functions.len; f++)
			add_func(gen, &iface->functions.ptr[f], scope, is_export);
	}
}

static void add_world_funcs(
	struct tn_cgen *gen, const struct tn_item *items, uint32_t count, bool is_export)
{
	for (uint32_t i = 0; i < count; i++) {
		if (items[i].kind == TN_ITEM_FUNC)
			add_func(gen, &items[i].func, TN_CSCOPE_WORLD, is_export);
	}
}

/* ---- options that name things of the world ---- */

static void check_renames(struct tn_cgen *gen)
{
	for (uint32_t i = 0; i < gen->options->rename_count; i++) {
		struct tn_str from = gen->options->renames[i].from;
		bool found = false;
		for (uint32_t s = 1; s < gen->scopes.len; s++)
			found |= tn_str_eq(gen->scopes.ptr[s].module, from);
		if (!found)
			tn_diag_warning(gen->cx, TN_E_UNUSED_OPTION, (struct tn_span){ 0 },
				"--rename %.*s=%.*s: the world has no such interface", TN_S(from),
				TN_S(gen->options->renames[i].to));
	}
}

/* Explainer.md "Async": the option `async` wants a function type that is. */
static void warn_of_async(struct tn_cgen *gen, const struct tn_cfunc *func)
{
	struct tn_diag *d = tn_diag_warning(gen->cx, TN_E_NOT_ASYNC, func->func->meta.span,
		"`%.*s` is not declared `async`: a component with asynchronous bindings of it is "
		"not valid",
		TN_S(text(gen, func->func->name)));
	tn_diag_hint(gen->cx, d, "declare it `async func`, or leave it out of `--async`");
}

static bool apply_filters(struct tn_cgen *gen)
{
	bool warned = false; /* one is enough */
	const struct tn_cgen_options *options = gen->options;
	bool *used = TN_NEWN(gen->arena, bool, options->filter_count);
	for (uint32_t i = 0; i < gen->funcs.len; i++) {
		struct tn_cfunc *func = &gen->funcs.ptr[i];
		func->is_async = tn_casync_is_async(gen, func, used);
		gen->needs_async |= func->is_async;
		gen->has_async_export |= func->is_async && func->is_export;
		if (func->is_async && !func->func->is_async && !warned) {
			warn_of_async(gen, func);
			warned = true;
		}
	}
	bool ok = true;
	for (uint32_t i = 0; i < options->filter_count; i++) {
		if (used[i] || options->filters[i].is_all)
			continue;
		struct tn_diag *d = tn_diag_error(gen->cx, TN_E_UNUSED_OPTION,
			(struct tn_span){ 0 }, "no function of the world fits the filter `%.*s`",
			TN_S(options->filters[i].text));
		tn_diag_hint(gen->cx, d,
			"functions are named `ns:pkg/interface@version#function`, "
			"functions of the world `function`");
		ok = false;
	}
	return ok;
}

bool tn_cplan_make(struct tn_cgen *gen)
{
	const struct tn_world_def *world = &gen->wit->worlds.ptr[gen->world];
	*TN_PUSH(gen->arena, &gen->scopes) = (struct tn_cscope){
		.iface = TN_NO_ID,
		.ns = gen->snake,
		.module = TN_STR("$root"),
	};
	/* Imported interfaces, functions of the world, exported interfaces. */
	add_interfaces(gen, world->imports.ptr, world->imports.len, false);
	add_world_funcs(gen, world->imports.ptr, world->imports.len, false);
	add_world_funcs(gen, world->exports.ptr, world->exports.len, true);
	add_interfaces(gen, world->exports.ptr, world->exports.len, true);
	check_renames(gen);
	return apply_filters(gen);
}
