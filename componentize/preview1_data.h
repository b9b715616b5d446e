/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The adapter for WASI preview 1 as it lies in the library: modules that were compiled in the build,
 * and the WIT of what they import. How they go together: wasi-preview1/README.md.
 */
#ifndef TN_COMPONENTIZE_PREVIEW1_DATA_H
#define TN_COMPONENTIZE_PREVIEW1_DATA_H

#include "base/str.h"

enum tn_preview1_item {
	TN_PREVIEW1_ARENA,         /* its memory and the reallocs */
	TN_PREVIEW1_ACCESS,        /* loads and stores in the guest's memory */
	TN_PREVIEW1_ADAPTER,       /* the functions, and wasi:cli/run */
	TN_PREVIEW1_ADAPTER_PROXY, /* the functions, for the world of an HTTP proxy */
	TN_PREVIEW1_WIT,           /* text: worlds `command`, `reactor`, `proxy` */
};

/* Static bytes; text has a NUL behind it. */
struct tn_bytes tn_preview1_data(enum tn_preview1_item item);

#endif
