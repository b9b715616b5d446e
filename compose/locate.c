/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Locating: files in; parts with their needs and offers out, in an order that only contents decide. */
#include "compose/link.h"

#include "base/semver.h"
#include "wasm/component/check.h"
#include "wasm/core/filekind.h"
#include "wasm/core/module.h"

#include <stdlib.h>

/* Explainer.md "Import and Export Definitions": an interface name has ":" and "/"; "@" begins a version. */
struct tn_symbol tn_locate_symbol(struct tn_ctx *cx, tn_name id)
{
	struct tn_str text = tn_ctx_text(cx, id);
	struct tn_symbol symbol = { .id = id, .base = id, .key = id };
	size_t at = tn_str_find(text, '@', 0);
	if (at == (size_t)-1 || tn_str_find(text, ':', 0) > at)
		return symbol;
	struct tn_str version = tn_str_sub(text, at + 1, text.len);
	struct tn_str track = tn_semver_track(version);
	symbol.base = tn_ctx_name(cx, tn_str_sub(text, 0, at));
	symbol.version = tn_ctx_name(cx, version);
	struct tn_mark mark = tn_mem_mark(&cx->arena);
	struct tn_str key = tn_str_format(&cx->arena, "%.*s@%.*s", (int)at, text.ptr, TN_S(track));
	tn_name known = tn_names_find(&cx->names, key);
	symbol.key = known ? known : tn_ctx_name(cx, key);
	if (known)
		tn_mem_reset(&cx->arena, mark);
	return symbol;
}

struct tn_need *tn_locate_need(struct tn_part *part, const struct tn_node *node)
{
	uint32_t at = tn_map_get(&part->need_index, node->id);
	return at == TN_MAP_NONE ? NULL : &part->needs.ptr[at];
}

static void list_externs(struct tn_link *link, struct tn_part *part)
{
	struct tn_scope *scope = part->scope;
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		if (node->op != TN_OP_IMPORT && node->op != TN_OP_EXPORT)
			continue;
		struct tn_symbol symbol = tn_locate_symbol(link->cx, node->u.ext.name.name);
		if (node->op == TN_OP_IMPORT) {
			tn_map_put(&part->need_index, node->id, part->needs.len);
			*TN_PUSH(link->arena, &part->needs) =
				(struct tn_need){ .symbol = symbol, .part = part, .node = node };
		} else if (node->sort == TN_SORT_INSTANCE || node->sort == TN_SORT_FUNC)
			*TN_PUSH(link->arena, &part->offers) =
				(struct tn_offer){ .symbol = symbol, .part = part, .node = node };
	}
}

/* WIT.md "Package Format": an encoded package exports types, and nothing that runs. */
static bool exports_types(const struct tn_scope *scope)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++)
		if (scope->nodes.ptr[i]->op == TN_OP_EXPORT)
			return true;
	return false;
}

static struct tn_part *locate(struct tn_link *link, struct tn_str path)
{
	struct tn_ctx *cx = link->cx;
	uint32_t source = tn_ctx_read(cx, path, false);
	if (!source)
		return NULL;
	struct tn_bytes bytes = tn_source_get(&cx->sources, source)->bytes;
	struct tn_span whole = { .source = source };
	if (!tn_filekind_check(cx, source, TN_WANT_COMPONENT, TN_NOSTR))
		return NULL;
	struct tn_part *part = TN_NEW(link->arena, struct tn_part);
	part->need_index.arena = link->arena;
	part->path = path;
	part->source = source;
	part->bytes = bytes;
	part->scope = tn_irread_component(link->ir, source, 0, bytes);
	if (!part->scope)
		return NULL;
	part->check = tn_check_scope(cx, link->arena, part->scope);
	if (!part->check)
		return NULL;
	list_externs(link, part);
	if (!part->needs.len && !part->offers.len && exports_types(part->scope)) {
		struct tn_diag *d = tn_diag_error(cx, TN_E_WRONG_KIND, whole,
			"expected a component, found an encoded WIT package");
		tn_diag_hint(cx, d, "there is nothing in it to link; `tenon wit %.*s` shows it", TN_S(path));
		return NULL;
	}
	return part;
}

static int by_content(const void *a, const void *b)
{
	const struct tn_part *x = *(struct tn_part *const *)a, *y = *(struct tn_part *const *)b;
	if (x->bytes.len != y->bytes.len)
		return x->bytes.len < y->bytes.len ? -1 : 1;
	return memcmp(x->bytes.ptr, y->bytes.ptr, x->bytes.len);
}

/* The same bytes given twice are one component: one instance a provider. */
static void drop_repeated(struct tn_link *link)
{
	uint32_t kept = 0;
	if (link->parts.len > 1)
		qsort(link->parts.ptr, link->parts.len, sizeof *link->parts.ptr, by_content);
	for (uint32_t i = 0; i < link->parts.len; i++) {
		struct tn_part *part = link->parts.ptr[i];
		if (kept && by_content(&link->parts.ptr[kept - 1], &part) == 0) {
			tn_diag_warning(link->cx, TN_E_LINK_REPEATED, (struct tn_span){ .source = part->source },
				"the same component as %.*s; it is linked once",
				TN_S(link->parts.ptr[kept - 1]->path));
			continue;
		}
		part->rank = kept;
		link->parts.ptr[kept++] = part;
	}
	link->parts.len = kept;
}

static void index_offers(struct tn_link *link)
{
	for (uint32_t p = link->parts.len; p-- > 0;) {
		struct tn_part *part = link->parts.ptr[p];
		for (uint32_t i = part->offers.len; i-- > 0;) {
			struct tn_offer *offer = &part->offers.ptr[i];
			uint64_t key = TN_KEY(offer->node->sort, offer->symbol.key);
			*TN_PUSH(link->arena, &link->offer_next) = tn_map_get(&link->offers_by_key, key);
			tn_map_put(&link->offers_by_key, key, link->offers.len);
			*TN_PUSH(link->arena, &link->offers) = offer;
		}
	}
}

bool tn_locate_parts(struct tn_link *link, const struct tn_str *paths, uint32_t count)
{
	bool fine = true;
	for (uint32_t i = 0; i < count; i++) {
		struct tn_part *part = locate(link, paths[i]);
		if (part)
			*TN_PUSH(link->arena, &link->parts) = part;
		else
			fine = false;
	}
	drop_repeated(link);
	index_offers(link);
	return fine;
}
