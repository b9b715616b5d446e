/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Paths and bytes in, a tree of folders out; see added.h. */
#include "api/added.h"

enum { RELATIVE, ABSOLUTE, ROOTS }; /* the first two nodes */

/* Takes the next part off the path; "." and empty ones do not count. */
static struct tn_str next_part(struct tn_str *path)
{
	while (path->len) {
		size_t slash = tn_str_find(*path, '/', 0);
		struct tn_str part = tn_str_sub(*path, 0, slash);
		*path = slash == (size_t)-1 ? TN_NOSTR : tn_str_sub(*path, slash + 1, path->len);
		if (part.len && !tn_str_eq(part, TN_STR(".")))
			return part;
	}
	return TN_NOSTR;
}

static uint32_t root_of(struct tn_str path)
{
	return tn_str_starts(path, TN_STR("/")) ? ABSOLUTE : RELATIVE;
}

static uint32_t step(struct tn_added *added, struct tn_ctx *cx, uint32_t folder, struct tn_str part)
{
	tn_name name = tn_ctx_name(cx, part);
	uint32_t node = tn_map_get(&added->places, TN_KEY(folder, name));
	if (node != TN_MAP_NONE)
		return node;
	node = added->nodes.len;
	TN_PUSH(&cx->arena, &added->nodes)->name = tn_ctx_text(cx, name);
	*TN_PUSH(&cx->arena, &added->nodes.ptr[folder].inside) = node;
	tn_map_put(&added->places, TN_KEY(folder, name), node);
	return node;
}

void tn_added_put(struct tn_added *added, struct tn_ctx *cx, struct tn_str path,
	struct tn_bytes bytes)
{
	added->places.arena = &cx->arena;
	while (added->nodes.len < ROOTS)
		(void)TN_PUSH(&cx->arena, &added->nodes);
	uint32_t node = root_of(path);
	for (struct tn_str part; (part = next_part(&path)).len;)
		node = step(added, cx, node, part);
	if (node < ROOTS)
		return; /* no name of a file */
	struct tn_str copy =
		tn_str_copy(&cx->arena, (struct tn_str){ (const char *)bytes.ptr, bytes.len });
	added->nodes.ptr[node].bytes = (struct tn_bytes){ (const uint8_t *)copy.ptr, copy.len };
	added->nodes.ptr[node].is_file = true;
}

const struct tn_added_node *tn_added_find(
	const struct tn_added *added, const struct tn_ctx *cx, struct tn_str path)
{
	uint32_t node = root_of(path);
	for (struct tn_str part; node < added->nodes.len && (part = next_part(&path)).len;) {
		tn_name name = tn_names_find(&cx->names, part);
		node = name ? tn_map_get(&added->places, TN_KEY(node, name)) : TN_MAP_NONE;
	}
	if (node >= added->nodes.len)
		return NULL;
	const struct tn_added_node *found = &added->nodes.ptr[node];
	return found->is_file || found->inside.len ? found : NULL;
}
