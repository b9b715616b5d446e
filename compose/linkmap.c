/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The map of a link: a settled graph in; text for people out: who got what from whom, and sizes. */
#include "compose/link.h"

static struct tn_str name_of(const struct tn_link *link, const struct tn_symbol *symbol)
{
	return tn_ctx_text(link->cx, symbol->id);
}

static void map_part(const struct tn_link *link, const struct tn_part *part, struct tn_buf *buf)
{
	tn_buf_printf(buf, "%10zu  %.*s\n", part->bytes.len, TN_S(part->path));
	for (uint32_t i = 0; i < part->needs.len; i++) {
		const struct tn_need *need = &part->needs.ptr[i];
		tn_buf_printf(buf, "            needs %.*s", TN_S(name_of(link, &need->symbol)));
		if (need->from) {
			tn_buf_printf(buf, " <- %.*s", TN_S(need->from->part->path));
			if (need->from->symbol.id != need->symbol.id)
				tn_buf_printf(buf, " (%.*s)", TN_S(name_of(link, &need->from->symbol)));
		} else {
			tn_buf_printf(buf, " <- %s", need->rest->inside ? "types, made inside" : "the host");
		}
		tn_buf_byte(buf, '\n');
	}
	for (uint32_t i = 0; i < part->offers.len; i++) {
		const struct tn_offer *offer = &part->offers.ptr[i];
		tn_buf_printf(buf, "            gives %.*s (%s%u)\n", TN_S(name_of(link, &offer->symbol)),
			offer->wanted ? "exported, users: " : "users: ", offer->users);
	}
}

struct tn_str tn_linkmap_text(const struct tn_link *link, struct tn_arena *arena, size_t out_size)
{
	struct tn_buf buf = tn_buf_new(arena);
	size_t inside = 0;
	tn_buf_printf(&buf, "components, providers first\n");
	for (uint32_t i = 0; i < link->order.len; i++) {
		map_part(link, link->order.ptr[i], &buf);
		inside += link->order.ptr[i]->bytes.len;
	}
	tn_buf_printf(&buf, "\nimports of the result\n");
	for (uint32_t i = 0; i < link->rests.len; i++) {
		const struct tn_rest *rest = link->rests.ptr[i];
		if (rest->inside)
			continue;
		tn_buf_printf(&buf, "            %.*s for", TN_S(name_of(link, &rest->symbol)));
		for (uint32_t n = 0; n < rest->needs.len; n++)
			tn_buf_printf(&buf, " %.*s", TN_S(rest->needs.ptr[n]->part->path));
		tn_buf_byte(&buf, '\n');
	}
	tn_buf_printf(&buf, "\nexports of the result\n");
	for (uint32_t i = 0; i < link->order.len; i++)
		for (uint32_t k = 0; k < link->order.ptr[i]->offers.len; k++) {
			const struct tn_offer *offer = &link->order.ptr[i]->offers.ptr[k];
			if (offer->wanted)
				tn_buf_printf(&buf, "            %.*s of %.*s\n",
					TN_S(name_of(link, &offer->symbol)), TN_S(offer->part->path));
		}
	tn_buf_printf(&buf, "\n%10zu  the result as linked: %zu of components, %zu of wiring\n",
		out_size, inside, out_size - inside);
	return (struct tn_str){ (const char *)buf.ptr, buf.len };
}
