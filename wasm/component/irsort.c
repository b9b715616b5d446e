/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Sorts and the bytes that stand for them: Binary.md "sort" and "core:sort". */
#include "wasm/component/ir.h"

static const uint8_t codes[TN_SORT_COUNT] = {
	[TN_SORT_CORE_FUNC] = 0x00,
	[TN_SORT_CORE_TABLE] = 0x01,
	[TN_SORT_CORE_MEMORY] = 0x02,
	[TN_SORT_CORE_GLOBAL] = 0x03,
	[TN_SORT_CORE_TAG] = 0x04,
	[TN_SORT_CORE_TYPE] = 0x10,
	[TN_SORT_CORE_MODULE] = 0x11,
	[TN_SORT_CORE_INSTANCE] = 0x12,
	[TN_SORT_FUNC] = 0x01,
	[TN_SORT_VALUE] = 0x02,
	[TN_SORT_TYPE] = 0x03,
	[TN_SORT_COMPONENT] = 0x04,
	[TN_SORT_INSTANCE] = 0x05,
};

uint8_t tn_irsort_code(enum tn_sort sort)
{
	return sort < TN_SORT_COUNT ? codes[sort] : 0xff;
}

static enum tn_sort find(uint8_t code, int from, int to)
{
	while (from <= to && codes[from] != code)
		from++;
	return from <= to ? (enum tn_sort)from : TN_SORT_NONE;
}

enum tn_sort tn_irsort_core(uint8_t code)
{
	return find(code, 0, TN_SORT_CORE_INSTANCE);
}

enum tn_sort tn_irsort_plain(uint8_t code)
{
	return find(code, TN_SORT_CORE_INSTANCE + 1, TN_SORT_COUNT - 1);
}
