/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What is known of one core module of a component; see part.h. */
#include "componentize/part.h"

tn_name tn_part_encoding_key(const struct tn_wit *wit, struct tn_arena *arena, bool is_exported,
	const struct tn_item *item, tn_name func)
{
	struct tn_str id = tn_ctx_text(wit->cx, tn_model_item_id(wit, item));
	size_t at = item->key_name ? (size_t)-1 : tn_str_find(id, '@', 0);
	if (at != (size_t)-1)
		id.len = at;
	struct tn_str key = tn_str_format(arena, "%s %.*s/%.*s", is_exported ? "export" : "import",
		TN_S(id), TN_S(tn_ctx_text(wit->cx, func)));
	return tn_ctx_name(wit->cx, key);
}

static bool add_one(struct tn_part *part, const struct tn_wit *wit, struct tn_arena *arena,
	bool is_exported, const struct tn_item *item, tn_name func, uint8_t encoding)
{
	tn_name key = tn_part_encoding_key(wit, arena, is_exported, item, func);
	uint32_t known = tn_map_get(&part->encodings, key);
	part->encodings.arena = arena;
	if (known == TN_MAP_NONE)
		tn_map_put(&part->encodings, key, encoding);
	if (known == TN_MAP_NONE || known == encoding)
		return true;
	tn_diag_error(wit->cx, TN_E_MIXED_ENCODINGS, (struct tn_span){ part->module->source, 0, 0 },
		"%.*s was built with two string encodings for `%.*s` of `%.*s`", TN_S(part->name),
		TN_S(tn_ctx_text(wit->cx, func)),
		TN_S(tn_ctx_text(wit->cx, tn_model_item_id(wit, item))));
	return false;
}

static bool add_item(struct tn_part *part, const struct tn_wit *wit, struct tn_arena *arena,
	bool is_exported, const struct tn_item *item, uint8_t encoding)
{
	if (item->kind == TN_ITEM_FUNC)
		return add_one(part, wit, arena, is_exported, item, item->func.name, encoding);
	if (item->kind != TN_ITEM_INTERFACE)
		return true;
	const struct tn_interface *iface = &wit->interfaces.ptr[item->interface];
	bool ok = true;
	for (uint32_t i = 0; i < iface->functions.len; i++)
		ok &= add_one(part, wit, arena, is_exported, item, iface->functions.ptr[i].name,
			encoding);
	return ok;
}

bool tn_part_add_encodings(struct tn_part *part, const struct tn_wit *wit, struct tn_arena *arena,
	tn_world world, uint8_t encoding)
{
	const struct tn_world_def *w = &wit->worlds.ptr[world];
	bool ok = true;
	for (uint32_t i = 0; i < w->imports.len; i++)
		ok &= add_item(part, wit, arena, false, &w->imports.ptr[i], encoding);
	for (uint32_t i = 0; i < w->exports.len; i++)
		ok &= add_item(part, wit, arena, true, &w->exports.ptr[i], encoding);
	return ok;
}
