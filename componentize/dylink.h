/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Shared-everything linking: libraries made with `-fPIC -shared` (tool-conventions,
 * DynamicLinking.md) in, one component out. All of them share one memory and one table, which a
 * module made up for them holds; addresses are settled now, and filled in when the component is
 * instantiated. What calls forth and back between libraries that need each other goes through the
 * table.
 */
#ifndef TN_COMPONENTIZE_DYLINK_H
#define TN_COMPONENTIZE_DYLINK_H

#include "componentize/preview1.h"

enum { TN_DYLINK_STACK_SIZE = 1 << 20 }; /* what LLVM's linker gives programs */

struct tn_dylink_options {
	uint32_t stack_size;
	bool stub_missing;             /* functions that nobody exports trap when they are called */
	bool has_libdl;                /* dlopen and its like are provided */
	enum tn_preview1_flavour wasi; /* the adapter that is built in */
};

struct tn_dylink_input {
	struct tn_str name; /* others say by it that they need it: "libc.so" */
	uint32_t source;
	bool is_openable; /* dlopen finds it */
};

/*
 * Links the libraries, in the order given (the first one that exports a symbol provides it), into a
 * component. `make` brings context, options and adapters. False after diagnostics.
 */
bool tn_dylink_component(struct tn_make *make, const struct tn_dylink_options *options,
	const struct tn_dylink_input *inputs, uint32_t count, struct tn_bytes *out);

#endif
