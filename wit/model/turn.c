/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A world in, the world of its other side out; see turn.h. */
#include "wit/model/turn.h"

#include "wasm/component/externname.h"
#include "wit/model/elaborate.h"

#include "base/buf.h"

/* The world leaves its place in the package and comes back at the end, under its new name. */
static void rename_world(struct tn_wit *wit, tn_world id, tn_name name, const char *suffix)
{
	struct tn_world_def *world = &wit->worlds.ptr[id];
	struct tn_package *pkg = &wit->packages.ptr[world->package];
	uint32_t kept = 0;
	pkg->world_index = (struct tn_map){ .arena = wit->arena };
	for (uint32_t i = 0; i < pkg->worlds.len; i++) {
		tn_world other = pkg->worlds.ptr[i];
		if (other == id)
			continue;
		pkg->worlds.ptr[kept++] = other;
		tn_map_put(&pkg->world_index, TN_KEY(0, wit->worlds.ptr[other].name), other);
	}
	pkg->worlds.len = kept;
	if (!name)
		name = tn_ctx_name(wit->cx, tn_str_format(wit->arena, "%.*s%s",
			TN_S(tn_ctx_text(wit->cx, world->name)), suffix));
	world->name = name;
	tn_model_attach_world(wit, world->package, id);
}

/* Can the world get this name? 0: the one made of its own. */
static bool is_free(struct tn_wit *wit, tn_world id, tn_name name)
{
	tn_pkg pkg = wit->worlds.ptr[id].package;
	struct tn_str text = tn_ctx_text(wit->cx, name);
	tn_world world = name ? tn_model_find_world(wit, pkg, name) : TN_NO_ID;
	tn_iface iface = name ? tn_model_find_interface(wit, pkg, name) : TN_NO_ID;
	if (name && !tn_externname_is_label(text)) {
		struct tn_diag *diag = tn_diag_error(wit->cx, TN_E_BAD_NAME, (struct tn_span){ 0 },
			"`%.*s` cannot be the name of a world", TN_S(text));
		tn_diag_hint(wit->cx, diag,
			"names are kebab-case: words of one case, digits inside, joined by single `-`");
		return false;
	}
	if (iface == TN_NO_ID && (world == TN_NO_ID || world == id))
		return true;
	tn_diag_error(wit->cx, TN_E_WORLD_NAME_TAKEN,
		iface != TN_NO_ID ? wit->interfaces.ptr[iface].meta.span
				  : wit->worlds.ptr[world].meta.span,
		"the package has %s `%.*s` already",
		iface != TN_NO_ID ? "an interface" : "a world", TN_S(text));
	return false;
}

/* Names that differ only in case and hyphens are one: WIT.md, "WIT Identifiers". */
static uint64_t folded_key(struct tn_wit *wit, tn_name name)
{
	struct tn_str text = tn_ctx_text(wit->cx, name);
	return TN_KEY(0, tn_ctx_name(wit->cx, tn_elaborate_fold(text, tn_mem_raw(wit->arena, text.len))));
}

bool tn_turn_importize(struct tn_wit *wit, tn_world id, tn_name name)
{
	if (!is_free(wit, id, name))
		return false;
	rename_world(wit, id, name, "-importized");
	struct tn_world_def *world = &wit->worlds.ptr[id];
	struct tn_map types = { .arena = wit->arena };
	uint32_t kept = 0;
	for (uint32_t i = 0; i < world->imports.len; i++) {
		if (world->imports.ptr[i].kind != TN_ITEM_TYPE)
			continue;
		tn_map_put(&types, folded_key(wit, world->imports.ptr[i].key_name), kept);
		world->imports.ptr[kept++] = world->imports.ptr[i];
	}
	world->imports.len = kept;
	for (uint32_t i = 0; i < world->exports.len; i++) {
		const struct tn_item *item = &world->exports.ptr[i];
		uint32_t type = item->key_name ? tn_map_get(&types, folded_key(wit, item->key_name))
					       : TN_MAP_NONE;
		if (type != TN_MAP_NONE) {
			struct tn_diag *diag = tn_diag_error(wit->cx, TN_E_TURN_CONFLICT, item->meta.span,
				"export `%.*s` cannot become an import: a type of that name is imported",
				TN_S(tn_ctx_text(wit->cx, item->key_name)));
			tn_diag_note(wit->cx, diag, world->imports.ptr[type].meta.span, "the type is here");
			return false;
		}
		*TN_PUSH(wit->arena, &world->imports) = *item;
	}
	world->exports.len = 0;
	return tn_elaborate_world(wit, id);
}

/* An import is called by its whole id, by the id without its version, or by the interface's name. */
static bool is_called(const struct tn_wit *wit, const struct tn_item *item, tn_name name)
{
	tn_name id = tn_model_item_id(wit, item);
	if (id == name)
		return true;
	if (item->kind != TN_ITEM_INTERFACE || item->key_name)
		return false;
	struct tn_str text = tn_ctx_text(wit->cx, id);
	struct tn_str plain = tn_str_sub(text, 0, tn_str_find(text, '@', 0));
	return wit->interfaces.ptr[item->interface].name == name
		|| tn_str_eq(plain, tn_ctx_text(wit->cx, name));
}

static bool is_among(const struct tn_wit *wit, const struct tn_item *item, const tn_name *list,
	uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (is_called(wit, item, list[i]))
			return true;
	}
	return count == 0;
}

/* A world exports no types: they stay, for the functions that use them, and a resource keeps its own. */
static bool can_move(const struct tn_item *item)
{
	return item->kind == TN_ITEM_INTERFACE
		|| (item->kind == TN_ITEM_FUNC && item->func.resource == TN_NO_ID);
}

enum { LISTED_MOST = 20 };

static void note_imports(struct tn_wit *wit, const struct tn_world_def *world, struct tn_diag *diag)
{
	struct tn_buf text = tn_buf_new(wit->arena);
	uint32_t listed = 0;
	for (uint32_t i = 0; i < world->imports.len; i++) {
		if (!can_move(&world->imports.ptr[i]) || listed++ >= LISTED_MOST)
			continue;
		tn_buf_printf(&text, "%s`%.*s`", listed > 1 ? ", " : "",
			TN_S(tn_ctx_text(wit->cx, tn_model_item_id(wit, &world->imports.ptr[i]))));
	}
	if (listed)
		tn_diag_note(wit->cx, diag, (struct tn_span){ 0 }, "it could be %.*s%s", (int)text.len,
			(const char *)text.ptr, listed > LISTED_MOST ? ", …" : "");
}

/* Does every name that was given call some import that can move? */
static bool are_imports(struct tn_wit *wit, tn_world id, const tn_name *list, uint32_t count)
{
	const struct tn_world_def *world = &wit->worlds.ptr[id];
	bool ok = true;
	for (uint32_t i = 0; i < count; i++) {
		bool found = false;
		for (uint32_t k = 0; k < world->imports.len && !found; k++)
			found = can_move(&world->imports.ptr[k])
				&& is_called(wit, &world->imports.ptr[k], list[i]);
		if (found)
			continue;
		note_imports(wit, world, tn_diag_error(wit->cx, TN_E_TURN_CONFLICT, world->meta.span,
			"world `%.*s` has no import `%.*s` that could become an export",
			TN_S(tn_ctx_text(wit->cx, world->name)), TN_S(tn_ctx_text(wit->cx, list[i]))));
		ok = false;
	}
	return ok;
}

bool tn_turn_exportize(struct tn_wit *wit, tn_world id, tn_name name, const tn_name *only,
	uint32_t count)
{
	if (!is_free(wit, id, name) || !are_imports(wit, id, only, count))
		return false;
	rename_world(wit, id, name, "-exportized");
	struct tn_world_def *world = &wit->worlds.ptr[id];
	uint32_t kept = 0;
	world->exports.len = 0;
	for (uint32_t i = 0; i < world->imports.len; i++) {
		const struct tn_item *item = &world->imports.ptr[i];
		if (can_move(item) && is_among(wit, item, only, count))
			*TN_PUSH(wit->arena, &world->exports) = *item;
		else
			world->imports.ptr[kept++] = *item;
	}
	world->imports.len = kept;
	return tn_elaborate_world(wit, id);
}
