/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Types with resources and names replaced: what an import or an instantiation makes of a type.
 * Explainer.md "Type Checking". Each type is looked at once, so the cost is that of the graph.
 */
#include "wasm/component/checking.h"

void tn_check_subst_init(struct tn_check_subst *s, struct tn_world *w, struct tn_arena *scratch)
{
	*s = (struct tn_check_subst){ .w = w, .scratch = scratch };
	s->resources.arena = s->types.arena = scratch;
}

void tn_check_subst_type(struct tn_check_subst *s, const struct tn_ctype *from,
	const struct tn_ctype *to)
{
	tn_map_put(&s->types, from->id, s->made.len);
	*TN_PUSH(s->scratch, &s->made) = to;
}

static const struct tn_cmember *members(struct tn_check_subst *s, const struct tn_cmember *list,
	uint32_t count, bool *changed)
{
	struct tn_cmember *copy = NULL;
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_ctype *type =
			list[i].type ? tn_check_subst(s, list[i].type) : NULL;
		if (type == list[i].type)
			continue;
		if (!copy) {
			copy = TN_NEWN(s->w->arena, struct tn_cmember, count);
			memcpy(copy, list, count * sizeof *list);
		}
		copy[i].type = type;
		*changed = true;
	}
	return copy ? copy : list;
}

static const struct tn_ctype *part(struct tn_check_subst *s, const struct tn_ctype *type,
	bool *changed)
{
	const struct tn_ctype *to = type ? tn_check_subst(s, type) : NULL;
	*changed |= to != type;
	return to;
}

struct tn_cexterns tn_check_subst_list(struct tn_check_subst *s, const struct tn_cexterns *list)
{
	struct tn_cexterns out = *list;
	struct tn_cextern *copy = NULL;
	for (uint32_t i = 0; i < list->len; i++) {
		const struct tn_ctype *type = tn_check_subst(s, list->ptr[i].type.type);
		if (type == list->ptr[i].type.type)
			continue;
		if (!copy) {
			copy = TN_NEWN(s->w->arena, struct tn_cextern, list->len);
			memcpy(copy, list->ptr, list->len * sizeof *copy);
			out.ptr = copy;
		}
		copy[i].type.type = type;
	}
	return out;
}

/* Recursion is bounded by limits.type_depth. */
const struct tn_ctype *tn_check_subst(struct tn_check_subst *s, const struct tn_ctype *type)
{
	if (type->is_closed)
		return type;
	uint32_t at = tn_map_get(&s->types, type->id);
	if (at != TN_MAP_NONE)
		return s->made.ptr[at];
	struct tn_ctype draft = *type;
	bool changed = false;
	switch (type->kind) {
	case TN_CTYPE_VALUE:
		draft.u.value.a = part(s, type->u.value.a, &changed);
		draft.u.value.b = part(s, type->u.value.b, &changed);
		draft.u.value.members =
			members(s, type->u.value.members, type->u.value.member_count, &changed);
		break;
	case TN_CTYPE_RESOURCE: {
		uint32_t to = tn_map_get(&s->resources, type->u.resource.id);
		return to == TN_MAP_NONE ? type : tn_check_resource(s->w, to, type->u.resource.alias);
	}
	case TN_CTYPE_FUNC:
		draft.u.func.params =
			members(s, type->u.func.params, type->u.func.param_count, &changed);
		draft.u.func.result = part(s, type->u.func.result, &changed);
		break;
	case TN_CTYPE_INSTANCE:
		draft.u.instance.exports = tn_check_subst_list(s, &type->u.instance.exports);
		changed = draft.u.instance.exports.ptr != type->u.instance.exports.ptr;
		break;
	case TN_CTYPE_COMPONENT:
		draft.u.component.imports = tn_check_subst_list(s, &type->u.component.imports);
		draft.u.component.exports = tn_check_subst_list(s, &type->u.component.exports);
		changed = draft.u.component.imports.ptr != type->u.component.imports.ptr ||
			  draft.u.component.exports.ptr != type->u.component.exports.ptr;
		break;
	case TN_CTYPE_MODULE:
		break;
	}
	/* Sizes stay as they were, so making it cannot fail. */
	const struct tn_ctype *to = changed ? tn_check_make(s->w, &draft) : type;
	if (!to)
		to = type;
	tn_check_subst_type(s, type, to);
	return to;
}

/* ---- free resources ---- */

void tn_check_free_init(struct tn_check_free *f, struct tn_arena *scratch)
{
	*f = (struct tn_check_free){ 0 };
	f->seen.arena = f->found.arena = scratch;
}

static void free_list(struct tn_check_free *f, const struct tn_cexterns *list)
{
	for (uint32_t i = 0; i < list->len; i++)
		tn_check_free(f, list->ptr[i].type.type);
}

static void free_members(struct tn_check_free *f, const struct tn_cmember *list, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (list[i].type)
			tn_check_free(f, list[i].type);
	}
}

/* Bound identities occur nowhere else, so marking them as not found is enough. */
static void bind(struct tn_check_free *f, struct tn_resource_list bound)
{
	for (uint32_t i = 0; i < bound.len; i++) {
		if (tn_map_get(&f->found, bound.ptr[i]) == 1)
			f->count--;
		tn_map_put(&f->found, bound.ptr[i], 0);
	}
}

/* Recursion is bounded by limits.type_depth. */
void tn_check_free(struct tn_check_free *f, const struct tn_ctype *type)
{
	if (!type->has_resource || !tn_map_put(&f->seen, type->id, 1))
		return;
	switch (type->kind) {
	case TN_CTYPE_VALUE:
		if (type->u.value.a)
			tn_check_free(f, type->u.value.a);
		if (type->u.value.b)
			tn_check_free(f, type->u.value.b);
		free_members(f, type->u.value.members, type->u.value.member_count);
		break;
	case TN_CTYPE_RESOURCE:
		f->count += tn_map_get(&f->found, type->u.resource.id) != 1;
		tn_map_put(&f->found, type->u.resource.id, 1);
		break;
	case TN_CTYPE_FUNC:
		free_members(f, type->u.func.params, type->u.func.param_count);
		if (type->u.func.result)
			tn_check_free(f, type->u.func.result);
		break;
	case TN_CTYPE_INSTANCE:
		free_list(f, &type->u.instance.exports);
		bind(f, type->u.instance.defined);
		break;
	case TN_CTYPE_COMPONENT:
		free_list(f, &type->u.component.imports);
		free_list(f, &type->u.component.exports);
		bind(f, type->u.component.imported);
		bind(f, type->u.component.defined);
		break;
	case TN_CTYPE_MODULE:
		break;
	}
}
