/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * WIT text -> WIT model: sources in, resolved packages out.
 *
 *     struct tn_syntax *syntax = tn_syntax_new(wit, scratch);
 *     tn_syntax_add(syntax, sources, count, true);   // the files of one folder
 *     if (tn_syntax_resolve(syntax)) use(tn_syntax_main(syntax));
 *
 * Packages that are in the model already (from encoded WIT) can be referred to.
 */
#ifndef TN_WIT_SYNTAX_SYNTAX_H
#define TN_WIT_SYNTAX_SYNTAX_H

#include "wit/model/model.h"

struct tn_syntax;

struct tn_syntax *tn_syntax_new(struct tn_wit *wit, struct tn_arena *scratch);
/*
 * The sources of one package: files of a folder, sorted by path, or one file. `where` is the place
 * to name when no file says which package it is. `is_root`: asked for, not found in a deps/ folder.
 */
void tn_syntax_add(struct tn_syntax *syntax, struct tn_str where, const uint32_t *sources,
	uint32_t count, bool is_root);
/* Resolves everything added. False after diagnostics; the model is then not for use. */
bool tn_syntax_resolve(struct tn_syntax *syntax);
/* The package of the n-th call of tn_syntax_add. */
tn_pkg tn_syntax_main(const struct tn_syntax *syntax, uint32_t n);

#endif
