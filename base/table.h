/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A table with borders, as text: columns as wide as their widest cell. Cells are UTF-8, a line end
 * in one makes it higher; one wider than 200 places sticks out; other control characters are shown as \x1b, so that a name out of a
 * binary cannot steer a terminal.
 *
 *     struct tn_table table;
 *     tn_table_begin(&table, arena, 2);
 *     tn_table_cell(&table, TN_STR("NAME")); tn_table_cell(&table, TN_STR("SIZE")); // the heading
 *     …
 *     tn_table_end(&table, buf);
 */
#ifndef TN_BASE_TABLE_H
#define TN_BASE_TABLE_H

#include "base/buf.h"
#include "base/vec.h"

struct tn_table {
	struct tn_arena *arena;
	uint32_t columns;
	uint64_t right; /* bit i: column i is aligned to the right */
	TN_VEC(struct tn_str) cells;
};

void tn_table_begin(struct tn_table *table, struct tn_arena *arena, uint32_t columns);
void tn_table_cell(struct tn_table *table, struct tn_str text);
void tn_table_end(const struct tn_table *table, struct tn_buf *out);

#endif
