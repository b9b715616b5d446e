/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Cells in, a table with borders out. */
#include "base/table.h"

#include "base/utf8.h"

/* So that one long name among many rows does not make pages of blanks. */
enum { WIDEST = 200 };

void tn_table_begin(struct tn_table *table, struct tn_arena *arena, uint32_t columns)
{
	*table = (struct tn_table){ .arena = arena, .columns = columns };
}

void tn_table_cell(struct tn_table *table, struct tn_str text)
{
	struct tn_buf safe = tn_buf_new(table->arena);
	for (size_t from = 0; from <= text.len;) {
		size_t to = tn_str_find(text, '\n', from);
		if (from)
			tn_buf_byte(&safe, '\n');
		to = to == (size_t)-1 ? text.len : to;
		tn_buf_harmless(&safe, tn_str_sub(text, from, to));
		from = to + 1;
	}
	*TN_PUSH(table->arena, &table->cells) = (struct tn_str){ safe.ptr ? (const char *)safe.ptr : "", safe.len };
}

/* How many places of a terminal a character takes (Unicode Standard Annex 11, roughly). */
static uint32_t places(uint32_t c)
{
	if ((c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) || c == 0xfeff)
		return 0;
	bool is_wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
		       (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
		       (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
		       (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
		       (c >= 0x20000 && c <= 0x3fffd);
	return is_wide ? 2 : 1;
}

static uint32_t width_of(struct tn_str line)
{
	uint32_t width = 0;
	for (size_t at = 0; at < line.len;)
		width += places(tn_utf8_next(line, &at));
	return width;
}

/* The first line of a text, which is then left without it; false when there was none. */
static bool take_line(struct tn_str *text, struct tn_str *line)
{
	*line = TN_NOSTR;
	if (!text->ptr)
		return false;
	size_t end = tn_str_find(*text, '\n', 0);
	bool is_last = end == (size_t)-1;
	*line = tn_str_sub(*text, 0, is_last ? text->len : end);
	*text = is_last ? TN_NOSTR : tn_str_sub(*text, end + 1, text->len);
	return true;
}

static void repeat(struct tn_buf *out, const char *text, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		tn_buf_str(out, tn_str_of(text));
}

static void border(const struct tn_table *table, const uint32_t *widths, const char *const part[4],
	struct tn_buf *out)
{
	for (uint32_t i = 0; i < table->columns; i++) {
		tn_buf_str(out, tn_str_of(i ? part[2] : part[0]));
		repeat(out, part[1], widths[i] + 2);
	}
	tn_buf_str(out, tn_str_of(part[3]));
	tn_buf_byte(out, '\n');
}

/* One line of a row; false when no cell has one left. */
static bool row_line(const struct tn_table *table, const uint32_t *widths, struct tn_str *cells,
	struct tn_buf *out)
{
	size_t mark = out->len;
	bool any = false;
	for (uint32_t i = 0; i < table->columns; i++) {
		struct tn_str line;
		any |= take_line(&cells[i], &line);
		uint32_t width = width_of(line), blanks = width < widths[i] ? widths[i] - width : 0;
		bool is_right = table->right >> i & 1;
		tn_buf_str(out, i ? TN_STR("┆ ") : TN_STR("│ "));
		repeat(out, " ", is_right ? blanks : 0);
		tn_buf_str(out, line);
		repeat(out, " ", (is_right ? 0 : blanks) + 1);
	}
	tn_buf_str(out, TN_STR("│\n"));
	if (!any)
		out->len = mark;
	return any;
}

void tn_table_end(const struct tn_table *table, struct tn_buf *out)
{
	static const char *const top[] = { "╭", "─", "┬", "╮" }, *const head[] = { "╞", "═", "╪", "╡" },
			*const between[] = { "├", "╌", "┼", "┤" }, *const bottom[] = { "╰", "─", "┴", "╯" };
	uint32_t *widths = TN_NEWN(table->arena, uint32_t, table->columns);
	struct tn_str *cells = TN_NEWN(table->arena, struct tn_str, table->columns);
	for (uint32_t i = 0; i < table->cells.len; i++) {
		struct tn_str text = table->cells.ptr[i], line;
		while (take_line(&text, &line)) {
			uint32_t width = width_of(line);
			if (width > widths[i % table->columns] && width <= WIDEST)
				widths[i % table->columns] = width;
		}
	}
	uint32_t rows = table->cells.len / table->columns;
	border(table, widths, top, out);
	for (uint32_t row = 0; row < rows; row++) {
		if (row)
			border(table, widths, row == 1 ? head : between, out);
		memcpy(cells, &table->cells.ptr[row * table->columns], table->columns * sizeof *cells);
		while (row_line(table, widths, cells, out))
			continue;
	}
	border(table, widths, bottom, out);
}
