/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* `component-type` sections in and out; see metadata.h. */
#include "wit/binary/metadata.h"

#include "base/reader.h"
#include "wasm/component/check.h"
#include "wasm/core/features.h"
#include "wit/binary/decode.h"
#include "wit/model/merge.h"

enum { VERSION = 4, OLD_VERSION = 3 };

static const struct tn_str encoding_section = { "wit-component-encoding", 22 };

void tn_metadata_init(struct tn_metadata *metadata, struct tn_ctx *cx, struct tn_arena *arena)
{
	tn_name root = tn_ctx_name(cx, TN_STR("root"));
	*metadata = (struct tn_metadata){ .wit = tn_model_new(cx, arena) };
	tn_pkg package = tn_model_add_package(metadata->wit, root, root, 0);
	metadata->wit->packages.ptr[package].is_root = true;
	metadata->wit->packages.ptr[package].is_nameless = true;
	metadata->world = tn_model_add_world(metadata->wit, package, root);
	metadata->import_encodings.arena = metadata->export_encodings.arena = arena;
}

/* ---- string encodings ---- */

/*
 * Versions are left out: a module's import of 0.2.1 may be an import of 0.2.6 once everything is
 * merged.
 */
static tn_name item_key(const struct tn_wit *wit, const struct tn_item *item)
{
	if (item->key_name)
		return item->key_name;
	struct tn_str id = tn_ctx_text(wit->cx, tn_model_item_id(wit, item));
	size_t at = tn_str_find(id, '@', 0);
	return tn_ctx_name(wit->cx, at == (size_t)-1 ? id : tn_str_sub(id, 0, at));
}

static uint32_t find_encoding(const struct tn_metadata *metadata, const struct tn_wit *wit,
	bool is_export, const struct tn_item *item, tn_name func)
{
	const struct tn_map *map =
		is_export ? &metadata->export_encodings : &metadata->import_encodings;
	return tn_map_get(map, TN_KEY(item_key(wit, item), func));
}

bool tn_metadata_knows(const struct tn_metadata *metadata, const struct tn_wit *wit, bool is_export,
	const struct tn_item *item, tn_name func)
{
	return find_encoding(metadata, wit, is_export, item, func) != TN_MAP_NONE;
}

enum tn_metadata_encoding tn_metadata_encoding(const struct tn_metadata *metadata,
	const struct tn_wit *wit, bool is_export, const struct tn_item *item, tn_name func)
{
	uint32_t encoding = find_encoding(metadata, wit, is_export, item, func);
	return encoding == TN_MAP_NONE ? TN_METADATA_UTF8 : (enum tn_metadata_encoding)encoding;
}

static bool set_encoding(struct tn_ctx *cx, struct tn_map *map, tn_name item, tn_name func,
	uint32_t encoding)
{
	uint32_t before = tn_map_get(map, TN_KEY(item, func));
	tn_map_put(map, TN_KEY(item, func), encoding);
	if (before == TN_MAP_NONE || before == encoding)
		return true;
	tn_diag_error(cx, TN_E_BAD_METADATA, (struct tn_span){ 0 },
		"two string encodings for function `%.*s` of `%.*s`", TN_S(tn_ctx_text(cx, func)),
		TN_S(tn_ctx_text(cx, item)));
	return false;
}

static bool set_encodings(struct tn_map *map, const struct tn_wit *wit, const struct tn_item *items,
	uint32_t count, uint32_t encoding)
{
	bool ok = true;
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_item *item = &items[i];
		tn_name key = item_key(wit, item);
		if (item->kind == TN_ITEM_FUNC)
			ok = set_encoding(wit->cx, map, key, item->func.name, encoding) && ok;
		if (item->kind != TN_ITEM_INTERFACE)
			continue;
		const struct tn_interface *iface = &wit->interfaces.ptr[item->interface];
		for (uint32_t k = 0; k < iface->functions.len; k++)
			ok = set_encoding(wit->cx, map, key, iface->functions.ptr[k].name, encoding) && ok;
	}
	return ok;
}

/* ---- merging ---- */

static bool add_world(struct tn_metadata *metadata, const struct tn_wit *wit, tn_world world)
{
	struct tn_merge_map map;
	return tn_merge(metadata->wit, wit, &map)
		&& tn_merge_worlds(metadata->wit, map.worlds[world], metadata->world);
}

static bool merge_encodings(struct tn_metadata *metadata, const struct tn_metadata *other)
{
	const struct tn_world_def *world = &other->wit->worlds.ptr[other->world];
	bool ok = true;
	for (int side = 0; side < 2; side++) {
		const struct tn_item *items = side ? world->exports.ptr : world->imports.ptr;
		uint32_t count = side ? world->exports.len : world->imports.len;
		struct tn_map *map = side ? &metadata->export_encodings : &metadata->import_encodings;
		for (uint32_t i = 0; i < count; i++) {
			const struct tn_item *item = &items[i];
			tn_name key = item_key(other->wit, item);
			if (item->kind == TN_ITEM_FUNC)
				ok = set_encoding(other->wit->cx, map, key, item->func.name,
					     tn_metadata_encoding(other, other->wit, side, item, item->func.name)) && ok;
			if (item->kind != TN_ITEM_INTERFACE)
				continue;
			const struct tn_interface *iface = &other->wit->interfaces.ptr[item->interface];
			for (uint32_t k = 0; k < iface->functions.len; k++) {
				tn_name func = iface->functions.ptr[k].name;
				ok = set_encoding(other->wit->cx, map, key, func,
					     tn_metadata_encoding(other, other->wit, side, item, func)) && ok;
			}
		}
	}
	return ok;
}

bool tn_metadata_add(struct tn_metadata *metadata, const struct tn_wit *wit, tn_world world,
	enum tn_metadata_encoding encoding)
{
	const struct tn_world_def *w = &wit->worlds.ptr[world];
	metadata->name = metadata->sections++ ? 0 : w->name;
	return set_encodings(&metadata->import_encodings, wit, w->imports.ptr, w->imports.len, encoding)
		&& set_encodings(&metadata->export_encodings, wit, w->exports.ptr, w->exports.len,
			encoding)
		&& add_world(metadata, wit, world);
}

bool tn_metadata_merge(struct tn_metadata *metadata, const struct tn_metadata *other)
{
	struct tn_arena *arena = metadata->wit->arena;
	tn_producers_merge(&metadata->producers, arena, &other->producers);
	if (other->sections)
		metadata->name = metadata->sections ? 0 : other->name;
	metadata->sections += other->sections;
	return add_world(metadata, other->wit, other->world) && merge_encodings(metadata, other);
}

/* ---- reading ---- */

struct section {
	struct tn_metadata *metadata;
	struct tn_ctx *cx;
	uint32_t source, offset;
	struct tn_bytes bytes;
};

static bool bad(const struct section *s, size_t at, const char *what)
{
	uint32_t start = s->offset + (uint32_t)at;
	tn_diag_error(s->cx, TN_E_BAD_METADATA, (struct tn_span){ s->source, start, start + 1 },
		"custom section `component-type`: %s", what);
	return false;
}

static bool is_encoding(const struct section *s, uint8_t byte)
{
	return byte <= TN_METADATA_COMPACT_UTF16 || bad(s, 0, "unknown string encoding");
}

static const struct tn_node *find_custom(const struct tn_scope *scope, struct tn_str name)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		const struct tn_node *node = scope->nodes.ptr[i];
		if (node->op == TN_OP_CUSTOM && tn_str_eq(node->u.custom.name, name))
			return node;
	}
	return NULL;
}

static bool accept(const struct section *s, struct tn_wit *wit, tn_world world, uint8_t encoding,
	const struct tn_scope *component)
{
	struct tn_metadata *metadata = s->metadata;
	const struct tn_node *producers = find_custom(component, TN_STR("producers"));
	if (producers)
		tn_producers_read(&metadata->producers, metadata->wit->arena,
			producers->u.custom.bytes);
	return tn_metadata_add(metadata, wit, world, (enum tn_metadata_encoding)encoding);
}

static struct tn_scope *read_component(const struct section *s, struct tn_wit *wit, size_t at)
{
	struct tn_bytes bytes = { s->bytes.ptr + at, s->bytes.len - at };
	return tn_decode_read(s->cx, wit->arena, s->source, s->offset + (uint32_t)at, bytes);
}

/* Version 3: the version, the encoding, the world's name, an encoded package. */
static bool read_old(const struct section *s, struct tn_wit *wit)
{
	struct tn_reader r = tn_reader_new(s->bytes, s->bytes.ptr);
	tn_reader_byte(&r);
	uint8_t encoding = tn_reader_byte(&r);
	struct tn_str name = tn_reader_name(&r);
	if (r.error)
		return bad(s, r.error_offset, r.error);
	if (!is_encoding(s, encoding))
		return false;
	size_t at = tn_reader_offset(&r);
	struct tn_scope *component = read_component(s, wit, at);
	struct tn_decoded decoded;
	if (!component || !tn_decode_scope(wit, component, &decoded))
		return false;
	if (!decoded.is_package)
		return bad(s, at, "an encoded WIT package is wanted");
	tn_world world = tn_model_find_world(wit, decoded.package, tn_ctx_name(s->cx, name));
	if (world == TN_NO_ID)
		return bad(s, 2, "its package has no world of the name it gives");
	return accept(s, wit, world, encoding, component);
}

static bool read_current(const struct section *s, struct tn_wit *wit)
{
	struct tn_scope *component = read_component(s, wit, 0);
	if (!component)
		return false;
	const struct tn_node *node = find_custom(component, encoding_section);
	if (!node)
		return bad(s, 0, "its section `wit-component-encoding` is missing");
	struct tn_bytes bytes = node->u.custom.bytes;
	if (bytes.len != 2 || bytes.ptr[0] != VERSION)
		return bad(s, 0, "it is of a version that is not known");
	struct tn_decoded decoded;
	return is_encoding(s, bytes.ptr[1]) && tn_decode_world(wit, component, &decoded)
		&& accept(s, wit, decoded.world, bytes.ptr[1], component);
}

bool tn_metadata_read_section(struct tn_metadata *metadata, uint32_t source, uint32_t offset,
	struct tn_bytes bytes)
{
	struct section s = { metadata, metadata->wit->cx, source, offset, bytes };
	struct tn_wit *wit = tn_model_new(s.cx, metadata->wit->arena);
	if (!bytes.len)
		return bad(&s, 0, "it is empty");
	return bytes.ptr[0] == OLD_VERSION ? read_old(&s, wit) : read_current(&s, wit);
}

bool tn_metadata_read(struct tn_metadata *metadata, const struct tn_module *module)
{
	bool ok = true;
	for (uint32_t i = 0; i < module->sections.len; i++) {
		const struct tn_core_section *section = &module->sections.ptr[i];
		if (section->id == 0 && tn_str_starts(section->name, TN_STR("component-type")))
			ok = tn_metadata_read_section(metadata, module->source, section->offset,
				     section->bytes) && ok;
	}
	return ok;
}

/* ---- writing ---- */

struct tn_bytes tn_metadata_write(struct tn_wit *wit, tn_world world,
	enum tn_metadata_encoding encoding, const struct tn_producers *producers,
	const struct tn_encode_options *o, struct tn_arena *arena)
{
	struct tn_ir *ir = tn_ir_new(wit->cx, arena);
	struct tn_scope *root = tn_ir_scope(ir, TN_SCOPE_COMPONENT, NULL);
	uint8_t *form = TN_NEWN(arena, uint8_t, 2);
	form[0] = VERSION;
	form[1] = (uint8_t)encoding;
	tn_ir_custom(root, encoding_section, (struct tn_bytes){ form, 2 });
	struct tn_scope *body = tn_encode_world_wrapper(wit, world, o, root);
	if (!body)
		return (struct tn_bytes){ 0 };
	struct tn_node *type = tn_encode_component_type(root, body);
	tn_encode_place(type, wit->worlds.ptr[world].meta.span);
	tn_ir_export(root, tn_ir_name(wit->worlds.ptr[world].name), type, (struct tn_desc){ 0 });
	struct tn_producers all = { 0 };
	tn_producers_add_self(&all, arena);
	if (producers)
		tn_producers_merge(&all, arena, producers);
	tn_ir_custom(root, TN_STR("producers"), tn_producers_write(&all, arena));
	if (!(o && o->skip_validation) && !tn_check_scope_with(wit->cx, arena, root, TN_WASM_ALL))
		return (struct tn_bytes){ 0 };
	return tn_irwrite_component(arena, root);
}
