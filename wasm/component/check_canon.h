/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Inside of the validator: what the files about canonical definitions share. check_options.c reads
 * options, check_canon.c judges lifts and lowers, check_builtin.c the built-ins.
 */
#ifndef TN_WASM_COMPONENT_CHECK_CANON_H
#define TN_WASM_COMPONENT_CHECK_CANON_H

#include "wasm/component/checking.h"

/* Binary.md "opts", resolved. */
struct tn_check_options {
	const struct tn_core_extern *memory;
	const struct tn_core_sig *realloc, *post_return, *callback;
	bool has_memory, has_realloc, has_post_return, has_callback, has_core_type;
	bool is_async, is_64, is_gc, is_utf16;
	uint32_t core_type; /* number of the world */
};

/* What holds for options wherever they stand. False: reported, or something is unknown. */
bool tn_check_options(struct tn_checking *c, const struct tn_node *node, struct tn_check_options *out);
/* Reports that an option is missing; `type`, when not NULL, is what it takes it for. */
bool tn_check_need_memory(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_options *o, const struct tn_ctype *type);
bool tn_check_need_realloc(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_options *o, const struct tn_ctype *type);
/* Options of lowerings, and of the built-ins that work like them. */
bool tn_check_lower_options(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_options *o);
bool tn_check_sync_only(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_options *o, const char *what);
/* The memory of an option or built-in: not shared, and 64 bits wide only with the feature. */
bool tn_check_canon_memory(struct tn_checking *c, const struct tn_node *node,
	const struct tn_core_extern *memory);
/* A signature in letters: "iip>i"; p is the pointer of the memory. */
bool tn_check_sig_is(const struct tn_core_sig *sig, const char *letters, bool is_64);
/* The same of a function that an option leads to; false: reported. */
bool tn_check_option_sig(struct tn_checking *c, const struct tn_node *node, const char *option,
	const struct tn_core_sig *have, const char *letters, bool is_64);
/* Reports it. */
void tn_check_bad_sig(struct tn_checking *c, const struct tn_node *node, const char *option,
	struct tn_str want, const struct tn_core_sig *have);
/* Reports it; false. */
bool tn_check_bad(struct tn_checking *c, const struct tn_node *node, const char *why);

/* check_canon.c */
const struct tn_vt_def *tn_check_shape(const struct tn_checking *c, const struct tn_ctype *type);
void tn_check_define_func(struct tn_checking *c, const struct tn_node *node, uint32_t id);
/* check_builtin.c: all but lift, lower and task.return. */
void tn_check_builtin(struct tn_checking *c, const struct tn_node *node);

#endif
