/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Core types across modules: a recursion group becomes words, equal words are one group, so that
 * equal types of different modules have one number. Core spec, validation, "Matching".
 */
#include "wasm/component/checking.h"

/* A group in words; an index is two of them: 0 and the place in the group, or 1 and the number. */
struct words {
	struct tn_world *w;
	uint32_t (*resolve)(void *user, uint32_t index, bool *own);
	void *user;
};

static void word(struct words *out, uint32_t value)
{
	*TN_PUSH(out->w->arena, &out->w->core_words) = value;
}

static void index_words(struct words *out, uint32_t index)
{
	bool own = false;
	uint32_t number = out->resolve(out->user, index, &own);
	word(out, !own);
	word(out, number);
}

static void value_words(struct words *out, tn_core_ty type)
{
	if (!(type & TN_CORE_INDEX)) {
		word(out, type);
		return;
	}
	word(out, type & ~(tn_core_ty)TN_CORE_HEAP_MASK);
	index_words(out, type & TN_CORE_HEAP_MASK);
}

static void type_words(struct words *out, const struct tn_core_type *type)
{
	word(out, (uint32_t)type->kind | (uint32_t)type->is_final << 8 | (uint32_t)type->is_shared << 9 |
			  (uint32_t)(type->super != UINT32_MAX) << 10);
	if (type->super != UINT32_MAX)
		index_words(out, type->super);
	word(out, type->sig.param_count);
	word(out, type->sig.result_count);
	word(out, type->field_count);
	for (uint32_t i = 0; i < type->sig.param_count; i++)
		value_words(out, type->sig.params[i]);
	for (uint32_t i = 0; i < type->sig.result_count; i++)
		value_words(out, type->sig.results[i]);
	for (uint32_t i = 0; i < type->field_count; i++) {
		word(out, type->fields[i].is_mutable);
		value_words(out, type->fields[i].type);
	}
}

/* ---- words back to types of the world ---- */

struct unpack {
	const uint32_t *at;
	uint32_t first; /* number of the group's first type */
};

static uint32_t take_index(struct unpack *u)
{
	uint32_t is_foreign = *u->at++, number = *u->at++;
	return is_foreign ? number : u->first + number;
}

static tn_core_ty take_value(struct unpack *u)
{
	tn_core_ty type = *u->at++;
	return type & TN_CORE_INDEX ? type | take_index(u) : type;
}

static struct tn_check_core_def take_type(struct tn_world *w, struct unpack *u)
{
	struct tn_check_core_def def = { .super = UINT32_MAX };
	uint32_t head = *u->at++;
	def.type.kind = head & 0xff;
	def.type.is_final = head >> 8 & 1;
	def.type.is_shared = head >> 9 & 1;
	if (head >> 10 & 1)
		def.super = take_index(u);
	def.type.super = def.super;
	struct tn_core_sig *sig = &def.type.sig;
	sig->param_count = *u->at++;
	sig->result_count = *u->at++;
	def.type.field_count = *u->at++;
	sig->params = TN_NEWN(w->arena, tn_core_ty, sig->param_count);
	sig->results = TN_NEWN(w->arena, tn_core_ty, sig->result_count);
	def.type.fields = TN_NEWN(w->arena, struct tn_core_field, def.type.field_count);
	for (uint32_t i = 0; i < sig->param_count; i++)
		sig->params[i] = take_value(u);
	for (uint32_t i = 0; i < sig->result_count; i++)
		sig->results[i] = take_value(u);
	for (uint32_t i = 0; i < def.type.field_count; i++) {
		def.type.fields[i].is_mutable = *u->at++;
		def.type.fields[i].type = take_value(u);
	}
	return def;
}

uint32_t tn_check_core_intern(struct tn_world *w, const struct tn_core_type *types, uint32_t count,
	uint32_t (*resolve)(void *user, uint32_t index, bool *own), void *user)
{
	struct words out = { w, resolve, user };
	w->core_words.len = 0;
	word(&out, count);
	for (uint32_t i = 0; i < count; i++)
		type_words(&out, &types[i]);
	const uint32_t *words = w->core_words.ptr;
	size_t size = w->core_words.len * sizeof *words;
	uint64_t hash = tn_map_hash(words, size);
	uint32_t newest = tn_map_get(&w->core_index, hash);
	for (uint32_t at = newest == TN_MAP_NONE ? 0 : newest + 1; at;
		at = w->core_groups.ptr[at - 1].older) {
		const struct tn_check_core_group *group = &w->core_groups.ptr[at - 1];
		if (group->len == w->core_words.len && memcmp(group->words, words, size) == 0)
			return group->first;
	}
	uint32_t *kept = TN_NEWN(w->arena, uint32_t, w->core_words.len);
	memcpy(kept, words, size);
	uint32_t first = w->core_types.len;
	tn_map_put(&w->core_index, hash, w->core_groups.len);
	*TN_PUSH(w->arena, &w->core_groups) = (struct tn_check_core_group){ kept,
		w->core_words.len, first, newest == TN_MAP_NONE ? 0 : newest + 1 };
	struct unpack u = { kept + 1, first };
	for (uint32_t i = 0; i < count; i++) {
		struct tn_check_core_def def = take_type(w, &u);
		if (def.super != UINT32_MAX && def.super >= first + i)
			def.super = UINT32_MAX; /* refused by whoever validates the group */
		*TN_PUSH(w->arena, &w->core_types) = def;
	}
	return first;
}

tn_core_ty tn_check_core_value(tn_core_ty type,
	uint32_t (*resolve)(void *user, uint32_t index, bool *own), void *user)
{
	if (!(type & TN_CORE_INDEX))
		return type;
	bool own = false;
	return (type & ~(tn_core_ty)TN_CORE_HEAP_MASK) |
	       (resolve(user, type & TN_CORE_HEAP_MASK, &own) & TN_CORE_HEAP_MASK);
}

static uint32_t same(void *user, uint32_t index, bool *own)
{
	(void)user;
	(void)own;
	return index;
}

uint32_t tn_check_core_func(struct tn_world *w, const tn_core_ty *params, uint32_t param_count,
	const tn_core_ty *results, uint32_t result_count, bool is_shared)
{
	struct tn_core_type type = { .kind = TN_CORE_FUNC, .is_final = true, .is_shared = is_shared };
	type.super = UINT32_MAX;
	type.sig.params = (tn_core_ty *)(uintptr_t)params; /* read only */
	type.sig.results = (tn_core_ty *)(uintptr_t)results;
	type.sig.param_count = param_count;
	type.sig.result_count = result_count;
	return tn_check_core_intern(w, &type, 1, same, NULL);
}

const struct tn_core_sig *tn_check_core_id_sig(const struct tn_world *w, uint32_t id)
{
	if (id >= w->core_types.len || w->core_types.ptr[id].type.kind != TN_CORE_FUNC)
		return NULL;
	return &w->core_types.ptr[id].type.sig;
}

bool tn_check_core_is_sub(const struct tn_world *w, uint32_t sub, uint32_t super)
{
	/* Supertypes stand before their subtypes, so the chain ends. */
	while (sub != super && sub < w->core_types.len)
		sub = w->core_types.ptr[sub].super;
	return sub == super;
}

/* ---- matching of imports ---- */

static bool limits_fit(const struct tn_core_limits *given, const struct tn_core_limits *wanted)
{
	return given->min >= wanted->min &&
	       (!wanted->has_max || (given->has_max && given->max <= wanted->max));
}

const char *tn_check_core_fits(const struct tn_world *w, const struct tn_core_extern *given,
	const struct tn_core_extern *wanted)
{
	if (given->kind != wanted->kind)
		return "it is of another kind";
	switch (given->kind) {
	case TN_CORE_KIND_FUNC:
		return tn_check_core_is_sub(w, given->type, wanted->type) ? NULL
									 : "the function types differ";
	case TN_CORE_KIND_TAG:
		return given->type == wanted->type ? NULL : "the tag types differ";
	case TN_CORE_KIND_GLOBAL:
		if (given->is_mutable != wanted->is_mutable)
			return "the globals differ in mutability";
		if (given->is_shared != wanted->is_shared)
			return "the globals differ in being shared";
		return given->value == wanted->value ? NULL : "the global types differ";
	case TN_CORE_KIND_TABLE:
		if (given->value != wanted->value)
			return "the table element types differ";
		if (given->limits.is_shared != wanted->limits.is_shared)
			return "mismatch in the shared flag for tables";
		if (given->limits.is_64 != wanted->limits.is_64)
			return "mismatch in index type used for tables";
		return limits_fit(&given->limits, &wanted->limits) ? NULL
								   : "mismatch in table limits";
	case TN_CORE_KIND_MEMORY:
		if (given->limits.is_shared != wanted->limits.is_shared)
			return "mismatch in the shared flag for memories";
		if (given->limits.is_64 != wanted->limits.is_64)
			return "mismatch in index type used for memories";
		if (given->limits.page_log2 != wanted->limits.page_log2)
			return "mismatch in page size for memories";
		return limits_fit(&given->limits, &wanted->limits) ? NULL
								   : "mismatch in memory limits";
	}
	return NULL;
}
