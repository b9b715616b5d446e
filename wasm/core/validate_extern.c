/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Core spec, validation, "Limits", "Table Types", "Memory Types", "Global Types", "Tag Types". */
#include "wasm/core/validate.h"

static struct tn_str range_fault(const struct tn_core_limits *l, uint64_t most, const char *what,
	const char *unit, struct tn_arena *scratch)
{
	if (l->has_max && l->min > l->max)
		return TN_STR("size minimum must not be greater than maximum");
	if (l->min > most || (l->has_max && l->max > most))
		return tn_str_format(scratch, "%s size must be at most %#llx %s", what,
			(unsigned long long)most, unit);
	return (struct tn_str){ 0 };
}

static struct tn_str memory_fault(const struct tn_core_limits *l, struct tn_arena *scratch)
{
	unsigned bits = (l->is_64 ? 64 : 32) - l->page_log2 % 64;
	/* Sizes are in pages; the whole address space may be a memory, but one page size of a byte. */
	uint64_t most = bits >= 64 ? UINT64_MAX : UINT64_C(1) << bits;
	if (!l->is_64 && l->page_log2 == 0)
		most = UINT32_MAX;
	if (l->has_page && l->page_log2 != 0 && l->page_log2 != 16)
		return TN_STR("invalid custom page size");
	struct tn_str fault = range_fault(l, most, "memory", "pages", scratch);
	if (!fault.len && l->is_shared && !l->has_max)
		return TN_STR("shared memory must have maximum size");
	return fault;
}

struct tn_str tn_validate_extern_fault(const struct tn_module *m, const struct tn_core_extern *type,
	uint64_t features, uint64_t *used, struct tn_arena *scratch)
{
	switch (type->kind) {
	case TN_CORE_KIND_FUNC:
		break;
	case TN_CORE_KIND_TABLE: {
		uint64_t most = type->limits.is_64 ? UINT64_MAX : UINT32_MAX;
		struct tn_str fault = range_fault(&type->limits, most, "table", "entries", scratch);
		if (!fault.len && type->limits.is_shared && !tn_validate_is_shared(m, type->value))
			return TN_STR("shared tables must have a shared element type");
		return fault;
	}
	case TN_CORE_KIND_MEMORY:
		return memory_fault(&type->limits, scratch);
	case TN_CORE_KIND_GLOBAL:
		if (type->is_shared && !tn_validate_is_shared(m, type->value))
			return TN_STR("shared globals must have a shared value type");
		break;
	case TN_CORE_KIND_TAG:
		if (m->types.ptr[type->type].sig.result_count == 0)
			break;
		if (!(features & TN_WASM_STACK_SWITCHING))
			return TN_STR("invalid exception type: non-empty tag result type");
		*used |= TN_WASM_STACK_SWITCHING;
		break;
	}
	return (struct tn_str){ 0 };
}
