/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Order: wired parts in; providers before consumers out, ties by rank. A cycle is an error. */
#include "compose/link.h"

enum { UNSEEN, OPEN, CLOSED };

/* One level of the walk: the part and the next of its needs to follow. */
struct step {
	struct tn_part *part;
	uint32_t next;
};

static struct tn_str why(struct tn_link *link, const struct tn_need *need)
{
	return tn_str_format(link->arena, "%.*s needs `%.*s` of %.*s", TN_S(need->part->path),
		TN_S(tn_ctx_text(link->cx, need->symbol.id)), TN_S(need->from->part->path));
}

/* The open steps from `part` on are the cycle; `need` closes it. */
static void report_cycle(struct tn_link *link, const struct step *steps, uint32_t len,
	const struct tn_need *need)
{
	uint32_t first = 0;
	while (steps[first].part != need->from->part)
		first++;
	struct tn_diag *d = tn_diag_error(link->cx, TN_E_LINK_CYCLE, need->node->origin,
		"components need each other in a circle, and an instance cannot wait for itself");
	for (uint32_t i = first; i + 1 < len; i++) {
		const struct tn_need *step = &steps[i].part->needs.ptr[steps[i].next - 1];
		tn_diag_note(link->cx, d, step->node->origin, "%.*s", TN_S(why(link, step)));
	}
	tn_diag_note(link->cx, d, need->node->origin, "%.*s", TN_S(why(link, need)));
	tn_diag_hint(link->cx, d,
		"move what both sides need into an interface of a third component");
}

/* Depth first with a stack of its own: chains may be thousands of components long. */
static bool walk(struct tn_link *link, struct tn_part *root)
{
	TN_VEC(struct step) stack = { 0 };
	bool fine = true;
	root->state = OPEN;
	*TN_PUSH(link->arena, &stack) = (struct step){ .part = root };
	while (stack.len) {
		struct step *top = &TN_LAST(&stack);
		if (top->next == top->part->needs.len) {
			top->part->state = CLOSED;
			*TN_PUSH(link->arena, &link->order) = top->part;
			stack.len--;
			continue;
		}
		const struct tn_need *need = &top->part->needs.ptr[top->next++];
		if (!need->from || need->from->part->state == CLOSED)
			continue;
		if (need->from->part->state == OPEN) {
			report_cycle(link, stack.ptr, stack.len, need);
			fine = false;
			continue;
		}
		need->from->part->state = OPEN;
		*TN_PUSH(link->arena, &stack) = (struct step){ .part = need->from->part };
	}
	return fine;
}

bool tn_linkorder_parts(struct tn_link *link)
{
	bool fine = true;
	for (uint32_t i = 0; i < link->parts.len; i++)
		if (link->parts.ptr[i]->state == UNSEEN)
			fine = walk(link, link->parts.ptr[i]) && fine;
	return fine;
}
