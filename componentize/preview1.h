/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Our adapter for WASI preview 1 beside a main module that imports it: three parts, of which the
 * adapter is reduced to what is used. How they are wired: wasi-preview1/README.md.
 */
#ifndef TN_COMPONENTIZE_PREVIEW1_H
#define TN_COMPONENTIZE_PREVIEW1_H

#include "componentize/make.h"

enum tn_preview1_flavour {
	TN_PREVIEW1_AUTO, /* a command when the module exports `_start`, else a reactor */
	TN_PREVIEW1_COMMAND,
	TN_PREVIEW1_REACTOR,
	TN_PREVIEW1_PROXY,
	TN_PREVIEW1_NONE,
};

#define TN_PREVIEW1_MODULE TN_STR("wasi_snapshot_preview1")

/* What modules that share the adapter say about it, all of them together. */
struct tn_preview1_facts {
	bool is_imported; /* somebody imports `wasi_snapshot_preview1` */
	bool has_start, runs_itself;
};

void tn_preview1_look(struct tn_preview1_facts *facts, const struct tn_input *input);

/*
 * Adds the parts when they are imported and no adapter of that name was given. To be called after
 * all other adapters were added. False after diagnostics.
 */
bool tn_preview1_add(struct tn_make *make, enum tn_preview1_flavour flavour,
	const struct tn_preview1_facts *facts);

#endif
