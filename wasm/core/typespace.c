/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Core types of many modules, one number for each; see typespace.h. */
#include "wasm/core/typespace.h"

#include "wasm/core/validate.h"

static tn_core_ty *copy_values(struct tn_arena *arena, const tn_core_ty *from, uint32_t count)
{
	tn_core_ty *to = TN_NEWN(arena, tn_core_ty, count);
	if (count)
		memcpy(to, from, count * sizeof *to);
	return to;
}

static void own_arrays(struct tn_arena *arena, struct tn_core_type *type)
{
	type->sig.params = copy_values(arena, type->sig.params, type->sig.param_count);
	type->sig.results = copy_values(arena, type->sig.results, type->sig.result_count);
	struct tn_core_field *fields = TN_NEWN(arena, struct tn_core_field, type->field_count);
	if (type->field_count)
		memcpy(fields, type->fields, type->field_count * sizeof *fields);
	type->fields = fields;
}

uint32_t tn_typespace_add(struct tn_typespace *space, const struct tn_core_type *types,
	uint32_t count, const struct tn_limits *limits, const char **fault)
{
	struct tn_module *list = &space->list;
	uint32_t start = list->types.len;
	*fault = NULL;
	for (uint32_t i = 0; i < count; i++) {
		struct tn_core_type type = types[i];
		type.group = start;
		type.group_size = count;
		type.depth = 0;
		if (type.super != UINT32_MAX && type.super >= start + i)
			*fault = "a supertype has to stand before its subtypes";
		*TN_PUSH(space->arena, &list->types) = type;
	}
	if (count && !*fault) {
		space->known.arena = space->arena;
		uint32_t first = tn_validate_canon(list, &space->known, start);
		if (first != start) {
			list->types.len = start;
			return first;
		}
	}
	for (uint32_t i = start; i < start + count && !*fault; i++)
		*fault = tn_validate_type_fault(list, i, limits->core_subtype_depth);
	if (*fault) {
		/* The map may lead to the group: what comes to stand there is compared before it counts. */
		list->types.len = start;
		return UINT32_MAX;
	}
	for (uint32_t i = start; i < start + count; i++)
		own_arrays(space->arena, &list->types.ptr[i]);
	return start;
}

const struct tn_core_type *tn_typespace_type(const struct tn_typespace *space, uint32_t number)
{
	return number < space->list.types.len ? &space->list.types.ptr[number] : NULL;
}

bool tn_typespace_matches(const struct tn_typespace *space, tn_core_ty sub, tn_core_ty super)
{
	return tn_validate_matches(&space->list, sub, super);
}

bool tn_typespace_is_sub(const struct tn_typespace *space, uint32_t sub, uint32_t super)
{
	return tn_validate_matches(&space->list, TN_CORE_REF | TN_CORE_INDEX | sub,
		TN_CORE_REF | TN_CORE_INDEX | super);
}

struct tn_str tn_typespace_extern_fault(const struct tn_typespace *space,
	const struct tn_core_extern *type, uint64_t features, struct tn_arena *scratch)
{
	uint64_t used = 0;
	return tn_validate_extern_fault(&space->list, type, features, &used, scratch);
}

uint64_t tn_typespace_needs(const struct tn_core_type *type)
{
	uint64_t needs = 0;
	if (!type->is_final || type->super != UINT32_MAX || type->in_group)
		needs |= TN_WASM_GC;
	if (type->is_shared)
		needs |= TN_WASM_SHARED_EVERYTHING_THREADS;
	if (type->descriptor != UINT32_MAX || type->describes != UINT32_MAX)
		needs |= TN_WASM_CUSTOM_DESCRIPTORS;
	if (type->kind == TN_CORE_STRUCT || type->kind == TN_CORE_ARRAY)
		needs |= TN_WASM_GC | TN_WASM_GC_TYPES;
	if (type->kind == TN_CORE_CONT)
		needs |= TN_WASM_STACK_SWITCHING | TN_WASM_GC_TYPES;
	if (type->sig.result_count > 1)
		needs |= TN_WASM_MULTI_VALUE;
	for (uint32_t i = 0; i < type->sig.param_count; i++)
		needs |= tn_coretype_needs(type->sig.params[i]);
	for (uint32_t i = 0; i < type->sig.result_count; i++)
		needs |= tn_coretype_needs(type->sig.results[i]);
	for (uint32_t i = 0; i < type->field_count; i++)
		needs |= tn_coretype_needs(type->fields[i].type);
	return needs;
}
