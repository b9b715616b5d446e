/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Two texts -> a unified diff. Myers' greedy algorithm between the common beginning and end; texts
 * with too many differences are shown as replaced in one piece.
 */
#include "base/patch.h"

#include "base/vec.h"

enum { CONTEXT = 3, EDITS_MOST = 2000 };

struct lines {
	TN_VEC(struct tn_str) list; /* with their line ends */
};

struct patch {
	struct lines a, b;
	bool *removed, *added; /* per line of a, of b */
};

static struct lines split(struct tn_arena *arena, struct tn_str text)
{
	struct lines out = { 0 };

	for (size_t from = 0; from < text.len;) {
		size_t to = tn_str_find(text, '\n', from);

		to = to == (size_t)-1 ? text.len : to + 1;
		*TN_PUSH(arena, &out.list) = tn_str_sub(text, from, to);
		from = to;
	}
	return out;
}

static bool same(const struct patch *p, uint32_t i, uint32_t j)
{
	return tn_str_eq(p->a.list.ptr[i], p->b.list.ptr[j]);
}

/*
 * The shortest way from a[0..n) to b[0..m): trail[d] keeps, for each diagonal, how far d edits get.
 * False when more than EDITS_MOST are needed.
 */
static bool shortest(struct patch *p, struct tn_arena *arena, uint32_t base, uint32_t n, uint32_t m)
{
	uint32_t most = n + m < EDITS_MOST ? n + m : EDITS_MOST, d;
	int32_t **trail = TN_NEWN(arena, int32_t *, most + 1);
	int32_t x = 0, y = 0;

	for (d = 0;; d++) {
		int32_t *v, *last = d ? trail[d - 1] + d
				      : NULL; /* last[k]: diagonal k after d - 1 edits */

		if (d > most)
			return false;
		trail[d] = TN_NEWN(arena, int32_t, 2 * d + 3);
		v = trail[d] + d + 1;
		for (int32_t k = -(int32_t)d; k <= (int32_t)d; k += 2) {
			bool down = d && (k == -(int32_t)d ||
						 (k != (int32_t)d && last[k - 1] < last[k + 1]));

			x = !d ? 0 : down ? last[k + 1] : last[k - 1] + 1;
			y = x - k;
			while (x < (int32_t)n && y < (int32_t)m &&
				same(p, base + (uint32_t)x, base + (uint32_t)y)) {
				x++;
				y++;
			}
			v[k] = x;
			if (k == (int32_t)n - (int32_t)m && x >= (int32_t)n)
				goto found;
		}
	}
found:
	for (; d; d--) {
		const int32_t *last = trail[d - 1] + d;
		int32_t k = x - y;
		bool down = k == -(int32_t)d || (k != (int32_t)d && last[k - 1] < last[k + 1]);
		int32_t from = down ? last[k + 1] : last[k - 1];

		if (down) {
			y = from - k - 1;
			if (y >= 0 && y < (int32_t)m)
				p->added[base + (uint32_t)y] = true;
		} else {
			y = from - k + 1;
			if (from >= 0 && from < (int32_t)n)
				p->removed[base + (uint32_t)from] = true;
		}
		x = from;
	}
	return true;
}

static void compare(struct patch *p, struct tn_arena *arena)
{
	uint32_t n = p->a.list.len, m = p->b.list.len, base = 0;

	p->removed = TN_NEWN(arena, bool, n + 1);
	p->added = TN_NEWN(arena, bool, m + 1);
	while (base < n && base < m && same(p, base, base))
		base++;
	while (n > base && m > base && same(p, n - 1, m - 1)) {
		n--;
		m--;
	}
	if (shortest(p, arena, base, n - base, m - base))
		return;
	memset(p->removed + base, 1, n - base);
	memset(p->added + base, 1, m - base);
}

static void put_line(struct tn_buf *out, char mark, struct tn_str line)
{
	tn_buf_byte(out, (uint8_t)mark);
	tn_buf_str(out, line);
	if (!line.len || line.ptr[line.len - 1] != '\n')
		tn_buf_str(out, TN_STR("\n\\ No newline at end of file\n"));
}

/* One hunk: lines [i, i_end) of a and [j, j_end) of b. */
static void put_hunk(const struct patch *p, uint32_t i, uint32_t i_end, uint32_t j, uint32_t j_end,
	struct tn_buf *out)
{
	tn_buf_printf(out, "@@ -%u,%u +%u,%u @@\n", i_end > i ? i + 1 : i, i_end - i,
		j_end > j ? j + 1 : j, j_end - j);
	while (i < i_end || j < j_end) {
		if (i < i_end && p->removed[i]) {
			put_line(out, '-', p->a.list.ptr[i++]);
		} else if (j < j_end && p->added[j]) {
			put_line(out, '+', p->b.list.ptr[j++]);
		} else {
			put_line(out, ' ', p->a.list.ptr[i++]);
			j++;
		}
	}
}

void tn_patch_unified(
	struct tn_str old_text, struct tn_str new_text, struct tn_str path, struct tn_buf *out)
{
	struct patch p = { split(out->arena, old_text), split(out->arena, new_text), NULL, NULL };
	uint32_t n = p.a.list.len, m = p.b.list.len, i = 0, j = 0;

	if (tn_str_eq(old_text, new_text))
		return;
	compare(&p, out->arena);
	tn_buf_printf(out, "--- %.*s\n+++ %.*s\n", TN_S(path), TN_S(path));
	while (i < n || j < m) {
		uint32_t back, i_end, j_end, quiet;

		if (!(i < n && p.removed[i]) && !(j < m && p.added[j])) {
			i++;
			j++;
			continue;
		}
		back = i < CONTEXT ? i : CONTEXT;
		back = j < back ? j : back;
		i_end = i;
		j_end = j;
		/* To where twice the context is unchanged, or the end. */
		for (quiet = 0; (i_end < n || j_end < m) && quiet <= 2 * CONTEXT;) {
			if (i_end < n && p.removed[i_end]) {
				i_end++;
				quiet = 0;
			} else if (j_end < m && p.added[j_end]) {
				j_end++;
				quiet = 0;
			} else {
				i_end++;
				j_end++;
				quiet++;
			}
		}
		if (quiet > CONTEXT) {
			i_end -= quiet - CONTEXT;
			j_end -= quiet - CONTEXT;
		}
		put_hunk(&p, i - back, i_end, j - back, j_end, out);
		i = i_end;
		j = j_end;
	}
}
