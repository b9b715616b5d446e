/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What is said when a core module and a world do not fit: both sides of the difference, the WIT
 * that decides, and the name that was probably meant.
 */
#ifndef TN_COMPONENTIZE_MISMATCH_H
#define TN_COMPONENTIZE_MISMATCH_H

#include "componentize/match.h"

/* Nothing in the world is called what the module imports from. */
void tn_mismatch_module(struct tn_matcher *m, const struct tn_match_input *input,
	const struct tn_core_import *import, const struct tn_mangle_module *place);
/* The item (TN_NO_ID: the world itself) has no such function, resource or built-in. */
void tn_mismatch_field(struct tn_matcher *m, const struct tn_match_input *input,
	const struct tn_core_import *import, const struct tn_mangle_module *place, uint32_t item,
	const struct tn_mangle_field *field);
/* The core type is another than that of the WIT function, or of the built-in when func is NULL. */
void tn_mismatch_type(struct tn_matcher *m, const struct tn_match_input *input, uint32_t offset,
	struct tn_str what, const struct tn_func *func, const struct tn_core_sig *expected,
	const struct tn_core_sig *found);
/* The world exports a function that the module does not. */
void tn_mismatch_missing(struct tn_matcher *m, const struct tn_match_input *input, uint32_t item,
	const struct tn_func *func);
/* Warnings: exports that play no part, but nearly have the name of one that would. */
void tn_mismatch_almost(
	struct tn_matcher *m, const struct tn_match_input *input, const struct tn_match *match);
/* A warning: a module without a world exports functions, and none of them gets into the component. */
void tn_mismatch_dropped(
	struct tn_matcher *m, const struct tn_match_input *input, const struct tn_match *match);

#endif
