/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Names of imports and exports: does the name fit the thing, are its attributes right, is it new?
 * Explainer.md "Import and Export Definitions", "Name Uniqueness"; Binary.md, the notes there.
 */
#include "base/semver.h"
#include "wasm/component/checking.h"

static tn_name interned(struct tn_checking *c, const struct tn_buf *folded)
{
	return tn_ctx_name(c->cx, (struct tn_str){ (const char *)folded->ptr, folded->len });
}

/* "All parameter labels, … must be strongly-unique in their containing scope." */
bool tn_check_labels(struct tn_checking *c, const struct tn_node *node,
	const struct tn_type_member *members, uint32_t count, const char *what,
	const char *short_what)
{
	struct tn_mark mark = tn_mem_mark(c->scratch);
	struct tn_map seen = { .arena = c->scratch };
	bool fine = true;
	for (uint32_t i = 0; i < count && fine; i++) {
		struct tn_str label = tn_check_text(c, members[i].name);
		if (!tn_externname_is_label(label)) {
			tn_check_error(
				c, node, "%s name `%.*s` is not in kebab case", what, TN_S(label));
			fine = false;
			break;
		}
		c->w->folded.len = 0;
		tn_externname_fold_label(&c->w->folded, label);
		tn_name folded = interned(c, &c->w->folded);
		uint32_t before = tn_map_get(&seen, folded);
		if (before != TN_MAP_NONE) {
			tn_check_error(c, node,
				"%s name `%.*s` conflicts with previous %s name `%.*s`", what,
				TN_S(label), short_what,
				TN_S(tn_check_text(c, members[before].name)));
			fine = false;
		}
		tn_map_put(&seen, folded, i);
	}
	tn_mem_reset(c->scratch, mark);
	return fine;
}

/* ---- what the annotations ask of the type ---- */

static bool wrong(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_names *names, struct tn_str name, const char *why)
{
	tn_check_error(c, node, "%s name `%.*s` is not valid: %s", names->word, TN_S(name), why);
	return false;
}

/* NULL when the resource has the name that the function's name gives; else what is wrong. */
static const char *resource_name_fits(struct tn_checking *c, const struct tn_check_names *names,
	const struct tn_ctype *resource, struct tn_str wanted)
{
	uint32_t name = names->resources ? tn_map_get(names->resources, resource->id) : TN_MAP_NONE;
	if (name == TN_MAP_NONE)
		return "resource used in function does not have a name in this context";
	return tn_str_eq(tn_check_text(c, name), wanted)
		       ? NULL
		       : "function does not match expected resource name";
}

/* "function type whose result type is either `(own $R)` or `(result (own $R) E?)`" */
static const char *constructor_fits(struct tn_checking *c, const struct tn_check_names *names,
	const struct tn_externname *name, const struct tn_ctype *func)
{
	const struct tn_ctype *made = func->u.func.result;
	if (func->u.func.is_async)
		return "constructor function cannot be async";
	if (!made)
		return "function should return one value";
	if (made->u.value.kind == TN_VT_RESULT)
		made = made->u.value.a;
	if (!made || made->u.value.kind != TN_VT_OWN)
		return "function should return `(own $T)` or `(result (own $T))`";
	return resource_name_fits(c, names, made->u.value.a, name->resource);
}

/* "the first parameter of the function to be `(param "self" (borrow $R))`" */
static const char *method_fits(struct tn_checking *c, const struct tn_check_names *names,
	const struct tn_externname *name, const struct tn_ctype *func)
{
	if (func->u.func.param_count == 0)
		return "function should have at least one argument";
	const struct tn_cmember *self = &func->u.func.params[0];
	if (!tn_str_eq(tn_check_text(c, self->name), TN_STR("self")))
		return "function should have a first argument called `self`";
	if (self->type->u.value.kind != TN_VT_BORROW)
		return "function should take a first argument of `(borrow $T)`";
	return resource_name_fits(c, names, self->type->u.value.a, name->resource);
}

static const char *static_fits(
	struct tn_checking *c, const struct tn_check_names *names, const struct tn_externname *name)
{
	tn_name resource = tn_names_find(&c->cx->names, name->resource);
	if (!resource || !names->resource_names ||
		tn_map_get(names->resource_names, resource) == TN_MAP_NONE)
		return "static resource name is not known in this context";
	return NULL;
}

/* ---- accessors ---- */

static const char *getter_fits(const struct tn_ctype *func, uint32_t self)
{
	const struct tn_ctype *result = func->u.func.result;
	if (func->u.func.is_async)
		return "getter function cannot be async";
	if (func->u.func.param_count != self)
		return self ? "getter function should have no parameters besides `self`"
			    : "getter function should have no parameters";
	if (!result)
		return "getter function should return a value";
	if (result->u.value.kind == TN_VT_RESULT && !result->u.value.a)
		return "if a getter function returns a result, that result must have a value type";
	return NULL;
}

static const char *setter_fits(const struct tn_ctype *func, uint32_t self)
{
	const struct tn_ctype *result = func->u.func.result;
	if (func->u.func.is_async)
		return "setter function cannot be async";
	if (func->u.func.param_count != self + 1)
		return self ? "setter function should have exactly one parameter besides `self`"
			    : "setter function should have exactly one parameter";
	if (result && (result->u.value.kind != TN_VT_RESULT || result->u.value.a))
		return "setter function should return nothing or `(result (error $E)?)`";
	return NULL;
}

/* A setter follows the getter of the same name and takes what that gives. */
static bool follows_getter(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_names *names, struct tn_str name, const struct tn_ctype *func)
{
	struct tn_mark mark = tn_mem_mark(c->scratch);
	struct tn_str getter = tn_str_copy(c->scratch, name);
	size_t at = 0;
	while (!tn_str_starts(tn_str_sub(getter, at, getter.len), TN_STR("[set]")))
		at++;
	((char *)(uintptr_t)getter.ptr)[at + 1] = 'g'; /* our own copy */
	tn_name wanted = tn_names_find(&c->cx->names, getter);
	uint32_t place = wanted && names->exact ? tn_map_get(names->exact, wanted) : TN_MAP_NONE;
	bool fine = place != TN_MAP_NONE;
	if (!fine) {
		tn_check_error(c, node, "%s name `%.*s` requires a preceding %s named `%.*s`",
			names->word, TN_S(name), names->word, TN_S(getter));
	} else if (names->list[place].type.sort == TN_SORT_FUNC) {
		const struct tn_ctype *given = names->list[place].type.type->u.func.result;
		const struct tn_ctype *taken =
			func->u.func.params[func->u.func.param_count - 1].type;
		/* Of a getter that may fail, what it gives when it does not. */
		if (given->u.value.kind == TN_VT_RESULT)
			given = given->u.value.a;
		fine = taken->u.value.vt == given->u.value.vt;
		if (!fine)
			tn_check_error(c, node,
				"%s `%.*s`'s parameter type must match the return type of `%.*s`",
				names->word, TN_S(name), TN_S(getter));
	}
	tn_mem_reset(c->scratch, mark);
	return fine;
}

/* ---- names that a feature brings ---- */

static bool name_admitted(struct tn_checking *c, const struct tn_node *node,
	const struct tn_externname *name, struct tn_str text)
{
	if (!name->needs)
		return true;
	struct tn_str what = tn_str_format(c->scratch, "the name `%.*s`", TN_S(text));
	return tn_check_feature(c, node, name->needs, what.ptr);
}

/* ---- attributes ---- */

/* Not by a format: names may hold a NUL, and that would end the text. */
static struct tn_str joined(struct tn_arena *arena, struct tn_str a, struct tn_str b)
{
	char *text = tn_mem_raw(arena, a.len + b.len);
	memcpy(text, a.ptr, a.len);
	memcpy(text + a.len, b.ptr, b.len);
	return (struct tn_str){ text, a.len + b.len };
}

/* Explainer.md "Canonical Interface Name". NULL when the version is right. */
static const char *version_fits(
	struct tn_checking *c, const struct tn_externname *name, tn_name suffix)
{
	struct tn_semver version;
	if (!name->version.ptr)
		return suffix ? "a version suffix needs a version before it" : NULL;
	if (!suffix)
		return tn_semver_parse(name->version, &version) ? NULL
								: "invalid interface version";
	struct tn_str whole = joined(c->scratch, name->version, tn_check_text(c, suffix));
	if (!tn_semver_parse(whole, &version))
		return "invalid interface version";
	return tn_str_eq(tn_semver_track(whole), name->version)
		       ? NULL
		       : "invalid interface version: it is not the canonical one of version and "
			 "suffix";
}

static bool attributes_fit(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_names *names, const struct tn_extern_name *given,
	const struct tn_externname *name, struct tn_extern_type type)
{
	struct tn_str text = tn_check_text(c, given->name);
	struct tn_externname interface = *name;
	/* The form that has room for attributes, and none: of either feature. */
	bool is_bare = given->form == 2 && !given->attrs.implements &&
		       !given->attrs.version_suffix && !given->attrs.external_id;
	if ((given->attrs.implements || given->attrs.external_id ||
		    (is_bare && !(c->features & TN_WASM_CM_CANON_NAMES))) &&
		!tn_check_feature(c, node, TN_WASM_CM_IMPLEMENTS, "the attribute"))
		return false;
	if (given->attrs.implements) {
		struct tn_str id = tn_check_text(c, given->attrs.implements), why = TN_NOSTR;
		if (name->kind != TN_EXTERNNAME_LABEL || name->access != TN_EXTERNNAME_PLAIN) {
			tn_check_error(
				c, node, "name `%.*s` is not valid with `implements`", TN_S(text));
			return false;
		}
		if (type.sort != TN_SORT_INSTANCE) {
			tn_check_error(c, node, "only instances can have an `implements`");
			return false;
		}
		if (!tn_externname_parse(id, c->scratch, &interface, &why)) {
			tn_check_error(
				c, node, "`%.*s` is not a valid name: %.*s", TN_S(id), TN_S(why));
			return false;
		}
		if (interface.kind != TN_EXTERNNAME_INTERFACE) {
			tn_check_error(c, node, "name `%.*s` must be an interface", TN_S(id));
			return false;
		}
		if (!name_admitted(c, node, &interface, id))
			return false;
	}
	if (given->attrs.version_suffix) {
		if (!tn_check_feature(c, node, TN_WASM_CM_CANON_NAMES, "`version-suffix`"))
			return false;
		if (type.sort != TN_SORT_INSTANCE) {
			tn_check_error(c, node, "only instances can have a `version-suffix`");
			return false;
		}
		if (tn_check_text(c, given->attrs.version_suffix).len == 0) {
			tn_check_error(c, node, "version suffix cannot be empty");
			return false;
		}
		if (interface.kind != TN_EXTERNNAME_INTERFACE) {
			tn_check_error(c, node,
				"`version-suffix` requires an interface name or `implements`");
			return false;
		}
	}
	if (interface.kind != TN_EXTERNNAME_INTERFACE)
		return true;
	const char *why = version_fits(c, &interface, given->attrs.version_suffix);
	return !why || wrong(c, node, names, text, why);
}

/* ---- the whole ---- */

static bool kind_fits(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_names *names, struct tn_str text, const struct tn_externname *name,
	struct tn_extern_type type)
{
	bool is_plain = name->kind == TN_EXTERNNAME_LABEL && name->access == TN_EXTERNNAME_PLAIN;
	if (is_plain || name->kind == TN_EXTERNNAME_INTERFACE)
		return true;
	if (type.sort != TN_SORT_FUNC)
		return wrong(c, node, names, text,
			tn_str_format(c->scratch, "item is not a func: found %s",
				tn_ir_sort_word(type.sort)).ptr);
	const struct tn_ctype *func = type.type;
	const char *why = NULL;
	if (name->kind == TN_EXTERNNAME_CONSTRUCTOR)
		why = constructor_fits(c, names, name, func);
	else if (name->kind == TN_EXTERNNAME_METHOD)
		why = method_fits(c, names, name, func);
	else if (name->kind == TN_EXTERNNAME_STATIC)
		why = static_fits(c, names, name);
	uint32_t self = name->kind == TN_EXTERNNAME_METHOD;
	if (!why && name->access == TN_EXTERNNAME_GET)
		why = getter_fits(func, self);
	else if (!why && name->access == TN_EXTERNNAME_SET)
		why = setter_fits(func, self);
	if (why) {
		struct tn_str found = tn_check_type_words(c->w, c->scratch, func);
		return wrong(c, node, names, text,
			tn_str_format(c->scratch, "%s, found `%.*s`", why, TN_S(found)).ptr);
	}
	return name->access != TN_EXTERNNAME_SET || follows_getter(c, node, names, text, func);
}

static bool name_fits(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_names *names, uint32_t place, const struct tn_extern_name *given,
	struct tn_extern_type type)
{
	struct tn_str text = tn_check_text(c, given->name), why = TN_NOSTR;
	struct tn_externname name;
	if (!tn_externname_parse(text, c->scratch, &name, &why)) {
		tn_check_error(c, node, "%s name `%.*s` is not a valid extern name: %.*s",
			names->word, TN_S(text), TN_S(why));
		return false;
	}
	if (!name_admitted(c, node, &name, text) ||
		!attributes_fit(c, node, names, given, &name, type) ||
		!kind_fits(c, node, names, text, &name, type))
		return false;
	c->w->folded.len = 0;
	tn_externname_fold(&c->w->folded, &name);
	tn_name folded = interned(c, &c->w->folded);
	uint32_t before = tn_map_get(names->folded, folded);
	if (before != TN_MAP_NONE) {
		tn_check_error(c, node, "%s name `%.*s` conflicts with previous name `%.*s`",
			names->word, TN_S(text), TN_S(tn_check_text(c, names->list[before].name)));
		return false;
	}
	tn_map_put(names->folded, folded, place);
	return true;
}

bool tn_check_name(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_names *names, uint32_t place, const struct tn_extern_name *name,
	struct tn_extern_type type)
{
	struct tn_mark mark = tn_mem_mark(c->scratch);
	bool fine = name_fits(c, node, names, place, name, type);
	tn_mem_reset(c->scratch, mark);
	return fine;
}
