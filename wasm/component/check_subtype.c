/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * May one thing stand where another is wanted? Explainer.md "Type Checking". In: two types, and what
 * the resources of either side stand for. Out: yes, or the place where they part, in WIT terms.
 *
 * Value types do not vary: they must be equal, resources replaced. So most comparisons are one
 * comparison of numbers; only types that mention resources, or that differ, are walked.
 */
#include "wasm/component/checking.h"

void tn_check_fit_init(struct tn_check_fit *fit, struct tn_world *w, struct tn_arena *arena)
{
	*fit = (struct tn_check_fit){ .w = w, .arena = arena };
	fit->given.arena = fit->wanted.arena = arena;
}

static struct tn_str text(const struct tn_check_fit *fit, tn_name name)
{
	return tn_ctx_text(fit->w->cx, name);
}

/* ---- the reason ---- */

static bool part(struct tn_check_fit *fit, struct tn_str why)
{
	struct tn_buf buf = tn_buf_new(fit->arena);
	for (uint32_t i = 0; i < fit->path.len; i++) {
		const struct tn_check_step *step = &fit->path.ptr[i];
		if (step->name)
			tn_buf_printf(&buf, "%s `%.*s`", step->what, TN_S(text(fit, step->name)));
		else if (step->index)
			tn_buf_printf(&buf, "%s %u", step->what, step->index - 1);
		else
			tn_buf_str(&buf, tn_str_of(step->what));
		tn_buf_str(&buf, i + 1 < fit->path.len ? TN_STR(", ") : TN_STR(": "));
	}
	tn_buf_str(&buf, why);
	fit->reason = (struct tn_str){ (const char *)buf.ptr, buf.len };
	return false;
}

static bool part_types(struct tn_check_fit *fit, const struct tn_ctype *given,
	const struct tn_ctype *wanted)
{
	struct tn_str want = wanted ? tn_check_type_words(fit->w, fit->arena, wanted)
				    : TN_STR("nothing");
	struct tn_str got = given ? tn_check_type_words(fit->w, fit->arena, given)
				  : TN_STR("nothing");
	return part(fit, tn_str_format(fit->arena, "expected `%.*s`, found `%.*s`", TN_S(want),
				 TN_S(got)));
}

/* Where the comparison goes: a name, or else a number when `index` is not 0 (counted from 1). */
static void enter(struct tn_check_fit *fit, const char *what, tn_name name, uint32_t index)
{
	*TN_PUSH(fit->arena, &fit->path) = (struct tn_check_step){ what, name, index };
}

static bool leave(struct tn_check_fit *fit, bool fits)
{
	fit->path.len--;
	return fits;
}

/* ---- resources ---- */

/* A bound resource that has no meaning (yet, or any more). */
#define UNBOUND (TN_MAP_NONE - 2)

static bool is_bound(const struct tn_map *side, uint32_t identity)
{
	uint32_t to = tn_map_get(side, identity);
	return to != TN_MAP_NONE && to != UNBOUND;
}

static uint32_t stands_for(const struct tn_map *side, uint32_t identity)
{
	return is_bound(side, identity) ? tn_map_get(side, identity) : identity;
}

static bool same_resource(struct tn_check_fit *fit, const struct tn_ctype *given,
	const struct tn_ctype *wanted)
{
	uint32_t have = stands_for(&fit->given, given->u.resource.id);
	uint32_t want = stands_for(&fit->wanted, wanted->u.resource.id);
	if (have == want)
		return true;
	if (!fit->is_loose || is_bound(&fit->wanted, wanted->u.resource.id))
		return false;
	tn_map_put(&fit->wanted, wanted->u.resource.id, have);
	return true;
}

/* What tells two of one name apart cannot be said shortly. */
static bool other_resource(struct tn_check_fit *fit, const struct tn_ctype *given,
	const struct tn_ctype *wanted)
{
	tn_name have = tn_check_resource_name(fit->w, given->u.resource.id);
	tn_name want = tn_check_resource_name(fit->w, wanted->u.resource.id);
	if (!have || !want)
		return part(fit, TN_STR("resource types are not the same"));
	if (have == want)
		return part(fit, tn_str_format(fit->arena,
			"resource types are not the same, though both are called `%.*s`",
			TN_S(text(fit, want))));
	return part(fit, tn_str_format(fit->arena, "resource types are not the same: expected `%.*s`, found `%.*s`",
		TN_S(text(fit, want)), TN_S(text(fit, have))));
}

static bool is_in(struct tn_resource_list list, uint32_t identity)
{
	for (uint32_t i = 0; i < list.len; i++) {
		if (list.ptr[i] == identity)
			return true;
	}
	return false;
}

/* Instances are walked name by name, as their imports are typechecked afterwards anyhow. */
void tn_check_fit_bind(struct tn_check_fit *fit, struct tn_extern_type given,
	struct tn_extern_type wanted, struct tn_resource_list bound)
{
	if (bound.len == 0 || given.sort != wanted.sort || !wanted.type->has_resource)
		return;
	if (fit->w->compared >= fit->w->cx->limits.types_compared)
		return; /* tn_check_fit says so */
	fit->w->compared++;
	if (wanted.sort == TN_SORT_TYPE && wanted.type->kind == TN_CTYPE_RESOURCE &&
		given.type->kind == TN_CTYPE_RESOURCE) {
		uint32_t identity = wanted.type->u.resource.id;
		if (is_in(bound, identity) && !is_bound(&fit->wanted, identity))
			tn_map_put(&fit->wanted, identity,
				stands_for(&fit->given, given.type->u.resource.id));
	}
	if (wanted.sort != TN_SORT_INSTANCE)
		return;
	const struct tn_cexterns *list = &wanted.type->u.instance.exports;
	for (uint32_t i = 0; i < list->len; i++) {
		const struct tn_cextern *have = tn_check_lookup(fit->w,
			&given.type->u.instance.exports, list->ptr[i].name);
		if (have)
			tn_check_fit_bind(fit, have->type, list->ptr[i].type, bound);
	}
}

/* ---- value types ---- */

static const char *const member_words[] = {
	[TN_VT_RECORD] = "field",
	[TN_VT_VARIANT] = "case",
	[TN_VT_FLAGS] = "flag",
	[TN_VT_ENUM] = "case",
	[TN_VT_TUPLE] = "element",
};

/* Either may be absent: the payload of a case, the sides of a result. */
static bool optional_fits(struct tn_check_fit *fit, const struct tn_ctype *given,
	const struct tn_ctype *wanted)
{
	if (!given || !wanted)
		return given == wanted || part_types(fit, given, wanted);
	return tn_check_fit_value(fit, given, wanted);
}

static bool members_fit(struct tn_check_fit *fit, const struct tn_ctype *given,
	const struct tn_ctype *wanted)
{
	const char *word = member_words[wanted->u.value.kind];
	uint32_t have = given->u.value.member_count, want = wanted->u.value.member_count;
	for (uint32_t i = 0; i < have && i < want; i++) {
		const struct tn_cmember *g = &given->u.value.members[i];
		const struct tn_cmember *m = &wanted->u.value.members[i];
		if (g->name != m->name)
			return part(fit, tn_str_format(fit->arena,
						 "expected %s `%.*s`, found `%.*s`", word,
						 TN_S(text(fit, m->name)), TN_S(text(fit, g->name))));
		enter(fit, word, m->name, i + 1);
		if (!leave(fit, optional_fits(fit, g->type, m->type)))
			return false;
	}
	if (have == want)
		return true;
	if (have < want && wanted->u.value.members[have].name)
		return part(fit, tn_str_format(fit->arena, "%s `%.*s` is missing", word,
					 TN_S(text(fit, wanted->u.value.members[have].name))));
	if (have > want && given->u.value.members[want].name)
		return part(fit, tn_str_format(fit->arena, "%s `%.*s` is not expected", word,
					 TN_S(text(fit, given->u.value.members[want].name))));
	return part(fit, tn_str_format(fit->arena, "expected %u %ss, found %u", want, word, have));
}

static bool inside_fits(struct tn_check_fit *fit, const char *what, const struct tn_ctype *given,
	const struct tn_ctype *wanted)
{
	enter(fit, what, 0, 0);
	return leave(fit, optional_fits(fit, given, wanted));
}

/* Recursion is bounded by limits.type_depth. */
bool tn_check_fit_value(struct tn_check_fit *fit, const struct tn_ctype *given,
	const struct tn_ctype *wanted)
{
	if (given->u.value.vt == wanted->u.value.vt && !wanted->has_resource)
		return true;
	if (given->u.value.kind != wanted->u.value.kind)
		return part_types(fit, given, wanted);
	switch (wanted->u.value.kind) {
	case TN_VT_RECORD:
	case TN_VT_VARIANT:
	case TN_VT_TUPLE:
	case TN_VT_FLAGS:
	case TN_VT_ENUM:
		return members_fit(fit, given, wanted);
	case TN_VT_LIST:
	case TN_VT_STREAM:
	case TN_VT_FUTURE:
		return inside_fits(fit, "element", given->u.value.a, wanted->u.value.a);
	case TN_VT_OPTION:
		return inside_fits(fit, "`some`", given->u.value.a, wanted->u.value.a);
	case TN_VT_FIXED_LIST:
		if (given->u.value.length != wanted->u.value.length)
			return part_types(fit, given, wanted);
		return inside_fits(fit, "element", given->u.value.a, wanted->u.value.a);
	case TN_VT_RESULT:
		return inside_fits(fit, "`ok`", given->u.value.a, wanted->u.value.a) &&
		       inside_fits(fit, "`err`", given->u.value.b, wanted->u.value.b);
	case TN_VT_MAP:
		return inside_fits(fit, "key", given->u.value.a, wanted->u.value.a) &&
		       inside_fits(fit, "value", given->u.value.b, wanted->u.value.b);
	case TN_VT_OWN:
	case TN_VT_BORROW:
		return same_resource(fit, given->u.value.a, wanted->u.value.a) ||
		       other_resource(fit, given->u.value.a, wanted->u.value.a);
	default:
		return part_types(fit, given, wanted);
	}
}

/* ---- functions ---- */

static bool func_fits(struct tn_check_fit *fit, const struct tn_ctype *given,
	const struct tn_ctype *wanted)
{
	uint32_t have = given->u.func.param_count, want = wanted->u.func.param_count;
	if (given->u.func.is_async != wanted->u.func.is_async)
		return part(fit, wanted->u.func.is_async
					  ? TN_STR("expected async function, found sync function")
					  : TN_STR("expected sync function, found async function"));
	for (uint32_t i = 0; i < have && i < want; i++) {
		const struct tn_cmember *g = &given->u.func.params[i];
		const struct tn_cmember *m = &wanted->u.func.params[i];
		if (g->name != m->name)
			return part(fit, tn_str_format(fit->arena,
						 "expected parameter named `%.*s`, found `%.*s`",
						 TN_S(text(fit, m->name)), TN_S(text(fit, g->name))));
		enter(fit, "parameter", m->name, 0);
		if (!leave(fit, tn_check_fit_value(fit, g->type, m->type)))
			return false;
	}
	if (have != want)
		return part(fit, tn_str_format(fit->arena, "expected %u parameters, found %u", want,
					 have));
	return inside_fits(fit, "result", given->u.func.result, wanted->u.func.result);
}

/* ---- instances and components ---- */

static const char *extern_word(struct tn_extern_type type)
{
	if (type.sort != TN_SORT_TYPE)
		return tn_ir_sort_word(type.sort);
	switch (type.type->kind) {
	case TN_CTYPE_RESOURCE:
		return "resource";
	case TN_CTYPE_FUNC:
		return "function type";
	case TN_CTYPE_INSTANCE:
		return "interface type";
	case TN_CTYPE_COMPONENT:
		return "component type";
	default:
		return "type";
	}
}

static bool has_compared_enough(const struct tn_check_fit *fit)
{
	return fit->w->compared >= fit->w->cx->limits.types_compared;
}

static bool export_fits(struct tn_check_fit *fit, const struct tn_cexterns *given,
	const struct tn_cextern *want, const char *missing)
{
	const struct tn_cextern *have = tn_check_lookup(fit->w, given, want->name);
	if (!have)
		return part(fit, tn_str_format(fit->arena, "missing %s `%.*s`", missing,
					 TN_S(text(fit, want->name))));
	enter(fit, extern_word(want->type), want->name, 0);
	return leave(fit, tn_check_fit(fit, have->type, want->type));
}

static bool exports_fit(struct tn_check_fit *fit, const struct tn_cexterns *given,
	const struct tn_cexterns *wanted, const char *missing)
{
	for (uint32_t i = 0; i < wanted->len; i++)
		if (!export_fits(fit, given, &wanted->ptr[i], missing))
			return false;
	return true;
}

void tn_check_fit_each(struct tn_check_fit *fit, const struct tn_ctype *given, const struct tn_ctype *wanted,
	void (*report)(void *user, struct tn_str reason), void *user)
{
	const struct tn_cexterns *have = &given->u.instance.exports, *want = &wanted->u.instance.exports;
	bool types_fit = true;
	for (uint32_t i = 0; i < want->len; i++)
		types_fit &= want->ptr[i].type.sort != TN_SORT_TYPE || export_fits(fit, have, &want->ptr[i], "export");
	for (uint32_t i = 0; i < want->len && !has_compared_enough(fit); i++) {
		bool is_there = tn_check_lookup(fit->w, have, want->ptr[i].name);
		if (is_there && !types_fit && want->ptr[i].type.sort != TN_SORT_TYPE)
			continue;
		if (!export_fits(fit, have, &want->ptr[i], "export"))
			report(user, fit->reason);
	}
}

static void bind_list(struct tn_check_fit *fit, const struct tn_cexterns *given,
	const struct tn_cexterns *wanted, struct tn_resource_list bound)
{
	for (uint32_t i = 0; bound.len && i < wanted->len; i++) {
		const struct tn_cextern *have =
			tn_check_lookup(fit->w, given, wanted->ptr[i].name);
		if (have)
			tn_check_fit_bind(fit, have->type, wanted->ptr[i].type, bound);
	}
}

static void swap_sides(struct tn_check_fit *fit)
{
	struct tn_map given = fit->given;
	fit->given = fit->wanted;
	fit->wanted = given;
}

/* Bound resources of a component type get a meaning for this comparison only. */
static void forget(struct tn_map *side, struct tn_resource_list bound)
{
	for (uint32_t i = 0; i < bound.len; i++)
		if (is_bound(side, bound.ptr[i]))
			tn_map_put(side, bound.ptr[i], UNBOUND);
}

/*
 * Explainer.md: the imports of what is given must be satisfied by the imports that are wanted, then
 * its exports must satisfy the wanted exports.
 */
static bool component_fits(struct tn_check_fit *fit, const struct tn_ctype *given,
	const struct tn_ctype *wanted)
{
	bool was_loose = fit->is_loose;
	fit->is_loose = false;
	forget(&fit->given, given->u.component.imported);
	forget(&fit->wanted, wanted->u.component.defined);
	swap_sides(fit);
	bind_list(fit, &wanted->u.component.imports, &given->u.component.imports,
		given->u.component.imported);
	bool fits = exports_fit(fit, &wanted->u.component.imports, &given->u.component.imports,
		"import");
	swap_sides(fit);
	if (fits) {
		bind_list(fit, &given->u.component.exports, &wanted->u.component.exports,
			wanted->u.component.defined);
		fits = exports_fit(fit, &given->u.component.exports, &wanted->u.component.exports,
			"export");
	}
	fit->is_loose = was_loose;
	return fits;
}

static bool types_fit(struct tn_check_fit *fit, const struct tn_ctype *given,
	const struct tn_ctype *wanted)
{
	if (given->kind != wanted->kind)
		return part_types(fit, given, wanted);
	switch (wanted->kind) {
	case TN_CTYPE_VALUE:
		return tn_check_fit_value(fit, given, wanted);
	case TN_CTYPE_RESOURCE:
		return same_resource(fit, given, wanted) ||
		       other_resource(fit, given, wanted);
	case TN_CTYPE_FUNC:
		return func_fits(fit, given, wanted);
	case TN_CTYPE_INSTANCE:
		return exports_fit(fit, &given->u.instance.exports, &wanted->u.instance.exports,
			"export");
	case TN_CTYPE_COMPONENT:
		return component_fits(fit, given, wanted);
	case TN_CTYPE_MODULE:
		return tn_check_module_fits(fit, &given->u.module, &wanted->u.module) ||
		       part(fit, fit->reason);
	}
	return false;
}

/* Recursion is bounded by limits.type_depth. */
bool tn_check_fit(struct tn_check_fit *fit, struct tn_extern_type given, struct tn_extern_type wanted)
{
	if (given.sort != wanted.sort)
		return part(fit, tn_str_format(fit->arena, "expected %s, found %s",
					 extern_word(wanted), extern_word(given)));
	if (!given.type || !wanted.type) /* poison */
		return true;
	if (given.type == wanted.type && !wanted.type->has_resource)
		return true;
	/* Types that share their parts are compared as trees, once an instance: that adds up. */
	if (has_compared_enough(fit))
		return part(fit, TN_STR("the types of this component take too long to compare"));
	fit->w->compared++;
	return types_fit(fit, given.type, wanted.type);
}
