/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A core module that imports all a world has to import and exports all it wants exported, under the
 * names of one scheme, and does nothing: functions trap. For trying things out.
 */
#ifndef TN_COMPONENTIZE_DUMMY_H
#define TN_COMPONENTIZE_DUMMY_H

#include "componentize/mangle.h"

enum tn_dummy_kind {
	TN_DUMMY_NONE,
	TN_DUMMY_STANDARD,       /* cm32p2, synchronous */
	TN_DUMMY_LEGACY,         /* synchronous */
	TN_DUMMY_ASYNC_CALLBACK, /* legacy; async functions by the asynchronous ABI, with callbacks */
	TN_DUMMY_ASYNC_STACKFUL, /* the same without callbacks */
};

/* Empty after a diagnostic. */
struct tn_bytes tn_dummy_module(
	const struct tn_wit *wit, tn_world world, enum tn_dummy_kind kind, struct tn_arena *arena);

#endif
