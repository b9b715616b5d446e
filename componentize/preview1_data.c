/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* In: the arrays that the build makes of the adapter's modules. Out: slices of them. */
#include "componentize/preview1_data.h"

#define ITEMS(X) X(ARENA, arena_wasm) X(ACCESS, access_wasm) X(ADAPTER, adapter_wasm) \
	X(ADAPTER_PROXY, adapter_proxy_wasm) X(WIT, preview1_wit)

#define DECLARE(item, file) \
	extern const unsigned char tn_preview1_##file[]; \
	extern const size_t tn_preview1_##file##_len;
ITEMS(DECLARE)

struct tn_bytes tn_preview1_data(enum tn_preview1_item item)
{
#define CASE(item, file) \
	case TN_PREVIEW1_##item: \
		return (struct tn_bytes){ tn_preview1_##file, tn_preview1_##file##_len };
	switch (item) {
		ITEMS(CASE)
	}
	return (struct tn_bytes){ NULL, 0 };
}
