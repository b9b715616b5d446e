/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* In: the arrays that the build makes of the adapter's modules. Out: slices of them. */
#include "componentize/preview1_data.h"

extern const unsigned char tn_preview1_arena_wasm[], tn_preview1_access_wasm[],
	tn_preview1_adapter_wasm[], tn_preview1_adapter_proxy_wasm[], tn_preview1_preview1_wit[];
extern const size_t tn_preview1_arena_wasm_len, tn_preview1_access_wasm_len,
	tn_preview1_adapter_wasm_len, tn_preview1_adapter_proxy_wasm_len,
	tn_preview1_preview1_wit_len;

struct tn_bytes tn_preview1_data(enum tn_preview1_item item)
{
	switch (item) {
	case TN_PREVIEW1_ARENA:
		return (struct tn_bytes){ tn_preview1_arena_wasm, tn_preview1_arena_wasm_len };
	case TN_PREVIEW1_ACCESS:
		return (struct tn_bytes){ tn_preview1_access_wasm, tn_preview1_access_wasm_len };
	case TN_PREVIEW1_ADAPTER:
		return (struct tn_bytes){ tn_preview1_adapter_wasm, tn_preview1_adapter_wasm_len };
	case TN_PREVIEW1_ADAPTER_PROXY:
		return (struct tn_bytes){ tn_preview1_adapter_proxy_wasm,
			tn_preview1_adapter_proxy_wasm_len };
	case TN_PREVIEW1_WIT:
		return (struct tn_bytes){ tn_preview1_preview1_wit, tn_preview1_preview1_wit_len };
	}
	return (struct tn_bytes){ NULL, 0 };
}
