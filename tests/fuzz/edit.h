/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Components read, changed at random and written, through tenon/component_model.h. */
#ifndef TN_FUZZ_EDIT_H
#define TN_FUZZ_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Counts, added to by each call. */
struct fuzz_edits {
	size_t components;                         /* that could be read */
	size_t drops, moves, replaces, shares, prunes; /* that were done; the last two when a node went */
	size_t valid;                              /* that were valid, and were so after the edits */
};

/*
 * One component: read and written it is the same; after some edits, which the seed chooses, it can
 * still be written, and what is written is what it was changed to. A broken promise is said and traps.
 */
void fuzz_edit(const uint8_t *data, size_t size, uint64_t seed, struct fuzz_edits *sum);

#endif
