/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Core spec, validation, "Types" and "Matching". Recursion groups are compared as wholes
 * (iso-recursive): references into the group count by position, references out of it by the
 * canonical type. `canon` of a type is the index of the first type equal to it.
 */
#include "wasm/core/validate.h"

/* ---- matching ---- */

static bool heap_matches_abstract(uint32_t a, uint32_t b)
{
	switch (a) {
	case TN_HEAP_NONE:
		return b == TN_HEAP_ANY || b == TN_HEAP_EQ || b == TN_HEAP_I31 ||
		       b == TN_HEAP_STRUCT || b == TN_HEAP_ARRAY;
	case TN_HEAP_I31:
	case TN_HEAP_STRUCT:
	case TN_HEAP_ARRAY:
		return b == TN_HEAP_EQ || b == TN_HEAP_ANY;
	case TN_HEAP_EQ:
		return b == TN_HEAP_ANY;
	case TN_HEAP_NOFUNC:
		return b == TN_HEAP_FUNC;
	case TN_HEAP_NOEXTERN:
		return b == TN_HEAP_EXTERN;
	case TN_HEAP_NOEXN:
		return b == TN_HEAP_EXN;
	case TN_HEAP_NOCONT:
		return b == TN_HEAP_CONT;
	default:
		return false;
	}
}

/* The abstract type just above a defined one. */
static uint32_t abstract_of(const struct tn_core_type *type)
{
	static const uint8_t of[] = { [TN_CORE_FUNC] = TN_HEAP_FUNC,
		[TN_CORE_STRUCT] = TN_HEAP_STRUCT,
		[TN_CORE_ARRAY] = TN_HEAP_ARRAY,
		[TN_CORE_CONT] = TN_HEAP_CONT };
	return of[type->kind];
}

static bool is_bottom_of(uint32_t bottom, const struct tn_core_type *type)
{
	static const uint8_t of[] = { [TN_CORE_FUNC] = TN_HEAP_NOFUNC,
		[TN_CORE_STRUCT] = TN_HEAP_NONE,
		[TN_CORE_ARRAY] = TN_HEAP_NONE,
		[TN_CORE_CONT] = TN_HEAP_NOCONT };
	return bottom == of[type->kind];
}

static const struct tn_core_type *defined(const struct tn_module *m, tn_core_ty type)
{
	return &m->types.ptr[type & TN_CORE_HEAP_MASK];
}

static bool defined_matches(
	const struct tn_module *m, const struct tn_core_type *a, const struct tn_core_type *b)
{
	uint32_t wanted = b->canon;
	while (a->canon != wanted) {
		if (a->depth <= b->depth || a->super == UINT32_MAX)
			return false;
		a = &m->types.ptr[a->super];
	}
	return true;
}

bool tn_validate_is_shared(const struct tn_module *m, tn_core_ty type)
{
	if (!(type & TN_CORE_REF))
		return true; /* numbers and vectors may go anywhere */
	return type & TN_CORE_INDEX ? defined(m, type)->is_shared : (type & TN_CORE_SHARED) != 0;
}

/* "Heap Types" of "Matching". */
static bool heap_matches(const struct tn_module *m, tn_core_ty a, tn_core_ty b)
{
	uint32_t heap_a = a & TN_CORE_HEAP_MASK, heap_b = b & TN_CORE_HEAP_MASK;
	if (!(a & TN_CORE_INDEX) && heap_a == 0)
		return true; /* the bottom of all */
	if (tn_validate_is_shared(m, TN_CORE_REF | a) != tn_validate_is_shared(m, TN_CORE_REF | b))
		return false;
	if (b & TN_CORE_INDEX) {
		if (!(a & TN_CORE_INDEX))
			return is_bottom_of(heap_a, defined(m, b));
		if (b & TN_CORE_EXACT)
			return a & TN_CORE_EXACT && defined(m, a)->canon == defined(m, b)->canon;
		return defined_matches(m, defined(m, a), defined(m, b));
	}
	if (a & TN_CORE_INDEX)
		heap_a = abstract_of(defined(m, a));
	return heap_a == heap_b || heap_matches_abstract(heap_a, heap_b);
}

bool tn_validate_matches(const struct tn_module *m, tn_core_ty a, tn_core_ty b)
{
	if (a == b || a == TN_VALIDATE_BOT)
		return true;
	if (!(a & b & TN_CORE_REF))
		return false;
	if ((a & TN_CORE_NULLABLE) && !(b & TN_CORE_NULLABLE))
		return false;
	return heap_matches(m, a, b);
}

tn_core_ty tn_validate_top(const struct tn_module *m, tn_core_ty heap)
{
	bool is_shared = tn_validate_is_shared(m, TN_CORE_REF | heap);
	uint32_t number =
		heap & TN_CORE_INDEX ? abstract_of(defined(m, heap)) : heap & TN_CORE_HEAP_MASK;
	tn_core_ty top;
	switch (number) {
	case TN_HEAP_FUNC:
	case TN_HEAP_NOFUNC:
		top = TN_HEAP_FUNC;
		break;
	case TN_HEAP_EXTERN:
	case TN_HEAP_NOEXTERN:
		top = TN_HEAP_EXTERN;
		break;
	case TN_HEAP_EXN:
	case TN_HEAP_NOEXN:
		top = TN_HEAP_EXN;
		break;
	case TN_HEAP_CONT:
	case TN_HEAP_NOCONT:
		top = TN_HEAP_CONT;
		break;
	default:
		top = TN_HEAP_ANY;
	}
	return top | (is_shared ? TN_CORE_SHARED : 0);
}

/* ---- canonical groups ---- */

struct group {
	const struct tn_module *m;
	uint32_t start, size;
};

static bool is_inside(const struct group *g, uint32_t index)
{
	return index - g->start < g->size;
}

/* One word that says what a type index means, however the group is numbered. */
static uint64_t index_key(const struct group *g, uint32_t index)
{
	if (index == UINT32_MAX)
		return UINT64_MAX;
	if (is_inside(g, index))
		return UINT64_C(1) << 32 | (index - g->start);
	return g->m->types.ptr[index].canon;
}

static uint64_t type_key(const struct group *g, tn_core_ty type)
{
	if (!(type & TN_CORE_INDEX))
		return type;
	return index_key(g, type & TN_CORE_HEAP_MASK) << 2 ^
	       (uint64_t)(type & ~(tn_core_ty)TN_CORE_HEAP_MASK) << 32;
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

static uint64_t flags_key(const struct tn_core_type *type)
{
	return (uint64_t)type->kind | (uint64_t)type->is_final << 2 |
	       (uint64_t)type->is_shared << 3;
}

static uint64_t hash_type(const struct group *g, const struct tn_core_type *type, uint64_t hash)
{
	hash = mix(hash, flags_key(type));
	hash = mix(hash, index_key(g, type->super));
	hash = mix(hash, index_key(g, type->descriptor) << 1 ^ index_key(g, type->describes));
	hash = mix(hash, type_key(g, type->cont));
	hash = mix(hash, TN_KEY(type->sig.param_count, type->sig.result_count));
	for (uint32_t i = 0; i < type->sig.param_count; i++)
		hash = mix(hash, type_key(g, type->sig.params[i]));
	for (uint32_t i = 0; i < type->sig.result_count; i++)
		hash = mix(hash, type_key(g, type->sig.results[i]));
	for (uint32_t i = 0; i < type->field_count; i++)
		hash = mix(
			hash, type_key(g, type->fields[i].type) << 1 | type->fields[i].is_mutable);
	return hash;
}

static bool same_type(const struct group *g, const struct tn_core_type *a, const struct group *h,
	const struct tn_core_type *b)
{
	if (flags_key(a) != flags_key(b) || index_key(g, a->super) != index_key(h, b->super) ||
		index_key(g, a->descriptor) != index_key(h, b->descriptor) ||
		index_key(g, a->describes) != index_key(h, b->describes) ||
		type_key(g, a->cont) != type_key(h, b->cont) ||
		a->sig.param_count != b->sig.param_count ||
		a->sig.result_count != b->sig.result_count || a->field_count != b->field_count)
		return false;
	for (uint32_t i = 0; i < a->sig.param_count; i++)
		if (type_key(g, a->sig.params[i]) != type_key(h, b->sig.params[i]))
			return false;
	for (uint32_t i = 0; i < a->sig.result_count; i++)
		if (type_key(g, a->sig.results[i]) != type_key(h, b->sig.results[i]))
			return false;
	for (uint32_t i = 0; i < a->field_count; i++)
		if (type_key(g, a->fields[i].type) != type_key(h, b->fields[i].type) ||
			a->fields[i].is_mutable != b->fields[i].is_mutable)
			return false;
	return true;
}

static bool same_group(const struct group *g, const struct group *h)
{
	if (g->size != h->size)
		return false;
	for (uint32_t i = 0; i < g->size; i++)
		if (!same_type(
			    g, &g->m->types.ptr[g->start + i], h, &h->m->types.ptr[h->start + i]))
			return false;
	return true;
}

uint32_t tn_validate_canon(struct tn_module *m, struct tn_map *known, uint32_t start)
{
	uint32_t size = m->types.ptr[start].group_size;
	struct group g = { m, start, size };
	uint64_t hash = size;
	for (uint32_t i = 0; i < size; i++)
		hash = hash_type(&g, &m->types.ptr[start + i], hash);
	for (;; hash++) { /* different groups of one hash take the next place */
		uint32_t first = tn_map_get(known, hash);
		if (first == TN_MAP_NONE) {
			tn_map_put(known, hash, start);
			first = start;
		} else {
			struct group h = { m, first, m->types.ptr[first].group_size };
			if (!same_group(&g, &h))
				continue;
		}
		for (uint32_t i = start; i < start + size; i++) {
			struct tn_core_type *type = &m->types.ptr[i];
			type->canon = first + (i - start);
			if (type->super != UINT32_MAX)
				type->depth = m->types.ptr[type->super].depth + 1;
		}
		return first;
	}
}

/* ---- checks ---- */

static bool fail(struct tn_validate *v, uint32_t index, const char *what)
{
	uint32_t offset = v->m->types.ptr[index].offset;
	tn_diag_error(v->cx, TN_E_INVALID, (struct tn_span){ v->m->source, offset, offset + 1 },
		"type %u: %s", index, what);
	v->is_good = false;
	return false;
}

/* Type indices may reach to the end of the own group, supertypes up to the type itself. */
static bool is_outside(const struct tn_core_type *types, uint32_t index, uint32_t other, bool is_super)
{
	return other >= (is_super ? index : types[index].group + types[index].group_size);
}

static bool is_poisoned(const struct tn_core_type *types, uint32_t index, uint32_t other, bool is_super)
{
	(void)index, (void)is_super;
	return types[other].is_poisoned;
}

/* The first type of those that a type refers to which is what is asked for; UINT32_MAX: none. */
static inline __attribute__((always_inline)) uint32_t find_other(const struct tn_module *m, uint32_t index,
	bool (*is_it)(const struct tn_core_type *types, uint32_t index, uint32_t other, bool is_super))
{
	const struct tn_core_type *types = m->types.ptr, *type = &types[index];
	const struct {
		const tn_core_ty *ptr;
		uint32_t len;
	} lists[] = {
		{ type->sig.params, type->sig.param_count },
		{ type->sig.results, type->sig.result_count },
		{ &type->cont, 1 },
	};
	for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
		for (uint32_t i = 0; i < lists[k].len; i++)
			if (lists[k].ptr[i] & TN_CORE_INDEX &&
				is_it(types, index, lists[k].ptr[i] & TN_CORE_HEAP_MASK, false))
				return lists[k].ptr[i] & TN_CORE_HEAP_MASK;
	for (uint32_t i = 0; i < type->field_count; i++)
		if (type->fields[i].type & TN_CORE_INDEX &&
			is_it(types, index, type->fields[i].type & TN_CORE_HEAP_MASK, false))
			return type->fields[i].type & TN_CORE_HEAP_MASK;
	const uint32_t others[] = { type->descriptor, type->describes, type->super };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (others[i] != UINT32_MAX &&
			is_it(types, index, others[i], &others[i] == &others[2]))
			return others[i];
	return UINT32_MAX;
}

static bool check_indices(struct tn_validate *v, uint32_t index)
{
	uint32_t bad = find_other(v->m, index, is_outside);
	if (bad == UINT32_MAX)
		return true;
	struct tn_str text =
		tn_str_format(v->scratch, "unknown type %u: type index out of bounds", bad);
	return fail(v, index, text.ptr);
}

static bool field_matches(const struct tn_module *m, struct tn_core_field a, struct tn_core_field b)
{
	if (a.is_mutable != b.is_mutable)
		return false;
	return tn_validate_matches(m, a.type, b.type) &&
	       (!a.is_mutable || tn_validate_matches(m, b.type, a.type));
}

/* "Composite Types" of "Matching". */
static bool composite_matches(
	const struct tn_module *m, const struct tn_core_type *a, const struct tn_core_type *b)
{
	if (a->kind != b->kind || a->is_shared != b->is_shared)
		return false;
	if (a->kind == TN_CORE_CONT)
		return tn_validate_matches(m, TN_CORE_REF | a->cont, TN_CORE_REF | b->cont);
	if (a->kind == TN_CORE_FUNC) {
		if (a->sig.param_count != b->sig.param_count ||
			a->sig.result_count != b->sig.result_count)
			return false;
		for (uint32_t i = 0; i < a->sig.param_count; i++)
			if (!tn_validate_matches(m, b->sig.params[i], a->sig.params[i]))
				return false;
		for (uint32_t i = 0; i < a->sig.result_count; i++)
			if (!tn_validate_matches(m, a->sig.results[i], b->sig.results[i]))
				return false;
		return true;
	}
	if (a->field_count < b->field_count)
		return false;
	for (uint32_t i = 0; i < b->field_count; i++)
		if (!field_matches(m, a->fields[i], b->fields[i]))
			return false;
	return true;
}

static bool is_shared_inside(const struct tn_module *m, const struct tn_core_type *type)
{
	bool all = true;
	for (uint32_t i = 0; i < type->sig.param_count; i++)
		all &= tn_validate_is_shared(m, type->sig.params[i]);
	for (uint32_t i = 0; i < type->sig.result_count; i++)
		all &= tn_validate_is_shared(m, type->sig.results[i]);
	for (uint32_t i = 0; i < type->field_count; i++)
		all &= tn_validate_is_shared(m, type->fields[i].type);
	return all &&
	       (type->kind != TN_CORE_CONT || tn_validate_is_shared(m, TN_CORE_REF | type->cont));
}

/* Each of these says what is wrong with a type, or NULL. */
static const char *super_fault(const struct tn_module *m, uint32_t index, uint32_t most_depth)
{
	const struct tn_core_type *type = &m->types.ptr[index];
	if (type->super == UINT32_MAX)
		return NULL;
	const struct tn_core_type *super = &m->types.ptr[type->super];
	if (super->is_final)
		return "sub type cannot have a final super type";
	if (!composite_matches(m, type, super))
		return "sub type must match super type";
	return type->depth > most_depth ? "sub type hierarchy too deep" : NULL;
}

static uint32_t canon(const struct tn_module *m, uint32_t index)
{
	return m->types.ptr[index].canon;
}

/* Proposal custom-descriptors, "Validation". */
static const char *descriptors_fault(const struct tn_module *m, uint32_t index)
{
	const struct tn_core_type *type = &m->types.ptr[index];
	bool has = type->descriptor != UINT32_MAX, is = type->describes != UINT32_MAX;
	if ((has || is) && type->kind != TN_CORE_STRUCT)
		return has ? "descriptor clause on non-struct type"
			    : "describes clause on non-struct type";
	if (has) {
		uint32_t back = m->types.ptr[type->descriptor].describes;
		if (back == UINT32_MAX || canon(m, back) != type->canon)
			return "descriptor with no matching describes";
	}
	if (is) {
		uint32_t back = m->types.ptr[type->describes].descriptor;
		if (back == UINT32_MAX || canon(m, back) != type->canon)
			return "describes with no matching descriptor";
	}
	if (type->super == UINT32_MAX)
		return NULL;
	const struct tn_core_type *super = &m->types.ptr[type->super];
	bool super_has = super->descriptor != UINT32_MAX, super_is = super->describes != UINT32_MAX;
	if (super_has && !has)
		return "supertype of type without descriptor cannot have descriptor";
	if (super_has) {
		uint32_t up = m->types.ptr[type->descriptor].super;
		if (up == UINT32_MAX || canon(m, up) != canon(m, super->descriptor))
			return "supertype of described type must be described by supertype "
				"of descriptor";
	}
	if (super_is != is)
		return is ? "supertype of descriptor must be a descriptor"
			   : "supertype of non-descriptor type cannot be a descriptor";
	if (is) {
		uint32_t up = m->types.ptr[type->describes].super;
		if (up == UINT32_MAX || canon(m, up) != canon(m, super->describes))
			return "supertype of descriptor does not match";
	}
	return NULL;
}

const char *tn_validate_type_fault(const struct tn_module *m, uint32_t index, uint32_t most_depth)
{
	const struct tn_core_type *type = &m->types.ptr[index];
	if (type->is_shared && !is_shared_inside(m, type))
		return "shared composite type must contain shared types";
	if (type->kind == TN_CORE_CONT &&
		(!(type->cont & TN_CORE_INDEX) || defined(m, type->cont)->kind != TN_CORE_FUNC))
		return "non-function type in a continuation type";
	const char *fault = super_fault(m, index, most_depth);
	return fault ? fault : descriptors_fault(m, index);
}

/* Groups stand or fall as wholes; of one that counts on what was refused nothing more is said. */
static bool check_group(struct tn_validate *v, struct tn_map *known, uint32_t start, uint32_t end)
{
	bool is_good = true;
	for (uint32_t i = start; i < end; i++) {
		v->m->types.ptr[i].is_poisoned = false;
		is_good &= check_indices(v, i);
	}
	for (uint32_t i = start; is_good && v->has_refused && i < end; i++)
		is_good = find_other(v->m, i, is_poisoned) == UINT32_MAX;
	if (!is_good)
		return false;
	tn_validate_canon(v->m, known, start);
	for (uint32_t i = start; i < end; i++) {
		const char *fault =
			tn_validate_type_fault(v->m, i, v->cx->limits.core_subtype_depth);
		is_good &= !fault || fail(v, i, fault);
	}
	return is_good;
}

void tn_validate_types(struct tn_validate *v)
{
	struct tn_map known = { .arena = v->scratch };
	struct tn_module *m = v->m;
	for (uint32_t start = 0, end; start < m->types.len; start = end) {
		end = start + m->types.ptr[start].group_size;
		if (check_group(v, &known, start, end))
			continue;
		v->has_refused = true;
		for (uint32_t i = start; i < end; i++)
			m->types.ptr[i].is_poisoned = true;
	}
}
