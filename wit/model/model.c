/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The model's tables: adding, finding, naming. In: interned names; out: ids and texts. */
#include "wit/model/model.h"

#include "base/buf.h"

struct tn_wit *tn_model_new(struct tn_ctx *cx, struct tn_arena *arena)
{
	struct tn_wit *wit = TN_NEW(arena, struct tn_wit);

	wit->cx = cx;
	wit->arena = arena;
	wit->package_index.arena = arena;
	return wit;
}

/* ---- adding ---- */

tn_pkg tn_model_add_package(struct tn_wit *wit, tn_name ns, tn_name name, tn_name version)
{
	tn_pkg id = wit->packages.len;
	struct tn_package *package = TN_PUSH(wit->arena, &wit->packages);
	uint32_t older = tn_map_get(&wit->package_index, TN_KEY(ns, name));

	package->ns = ns;
	package->name = name;
	package->version = version;
	package->interface_index.arena = wit->arena;
	package->world_index.arena = wit->arena;
	package->next_version = older == TN_MAP_NONE ? TN_NO_ID : older;
	tn_map_put(&wit->package_index, TN_KEY(ns, name), id);
	return id;
}

tn_iface tn_model_add_interface(struct tn_wit *wit, tn_pkg package, tn_name name)
{
	tn_iface id = wit->interfaces.len;
	struct tn_interface *iface = TN_PUSH(wit->arena, &wit->interfaces);

	iface->name = name;
	iface->package = package;
	iface->clone_of = TN_NO_ID;
	iface->type_index.arena = wit->arena;
	iface->func_index.arena = wit->arena;
	if (name) {
		struct tn_package *owner = &wit->packages.ptr[package];

		*TN_PUSH(wit->arena, &owner->interfaces) = id;
		tn_map_put(&owner->interface_index, TN_KEY(0, name), id);
	}
	return id;
}

tn_world tn_model_add_world(struct tn_wit *wit, tn_pkg package, tn_name name)
{
	tn_world id = wit->worlds.len;
	struct tn_world_def *world = TN_PUSH(wit->arena, &wit->worlds);
	struct tn_package *owner = &wit->packages.ptr[package];

	world->name = name;
	world->package = package;
	*TN_PUSH(wit->arena, &owner->worlds) = id;
	tn_map_put(&owner->world_index, TN_KEY(0, name), id);
	return id;
}

void tn_model_attach_interface(struct tn_wit *wit, tn_pkg package, tn_iface iface)
{
	struct tn_package *owner = &wit->packages.ptr[package];

	wit->interfaces.ptr[iface].package = package;
	*TN_PUSH(wit->arena, &owner->interfaces) = iface;
	tn_map_put(&owner->interface_index, TN_KEY(0, wit->interfaces.ptr[iface].name), iface);
}

void tn_model_attach_world(struct tn_wit *wit, tn_pkg package, tn_world world)
{
	struct tn_package *owner = &wit->packages.ptr[package];

	wit->worlds.ptr[world].package = package;
	*TN_PUSH(wit->arena, &owner->worlds) = world;
	tn_map_put(&owner->world_index, TN_KEY(0, wit->worlds.ptr[world].name), world);
}

tn_def tn_model_add_def(struct tn_wit *wit, enum tn_def_kind kind, tn_name name)
{
	tn_def id = wit->types.len;
	struct tn_typedef *def = TN_PUSH(wit->arena, &wit->types);

	def->name = name;
	def->kind = kind;
	return id;
}

/* A list as short as this is searched from its begin, which costs less than an index. */
enum { SHORT = 24 };

void tn_model_add_type(struct tn_wit *wit, tn_iface iface, tn_name name, tn_def def)
{
	struct tn_interface *owner = &wit->interfaces.ptr[iface];

	*TN_PUSH(wit->arena, &owner->types) = (struct tn_named_def){ name, def };
	if (owner->types.len <= SHORT)
		return;
	for (uint32_t i = owner->type_index.len ? owner->types.len - 1 : 0; i < owner->types.len;
		i++)
		tn_map_put(&owner->type_index, TN_KEY(0, owner->types.ptr[i].name), i);
}

struct tn_func *tn_model_add_func(struct tn_wit *wit, tn_iface iface)
{
	struct tn_func *func = TN_PUSH(wit->arena, &wit->interfaces.ptr[iface].functions);

	func->resource = TN_NO_ID;
	return func;
}

void tn_model_index_func(struct tn_wit *wit, tn_iface iface)
{
	struct tn_interface *owner = &wit->interfaces.ptr[iface];

	if (owner->functions.len <= SHORT)
		return;
	for (uint32_t i = owner->func_index.len ? owner->functions.len - 1 : 0;
		i < owner->functions.len; i++)
		tn_map_put(&owner->func_index, TN_KEY(0, owner->functions.ptr[i].name), i);
}

void tn_model_reindex_funcs(struct tn_wit *wit, tn_iface iface)
{
	struct tn_interface *owner = &wit->interfaces.ptr[iface];

	for (uint32_t i = 0; owner->func_index.len && i < owner->functions.len; i++)
		tn_map_put(&owner->func_index, TN_KEY(0, owner->functions.ptr[i].name), i);
}

/* ---- finding ---- */

static uint32_t lookup(const struct tn_map *map, tn_name name)
{
	uint32_t found = tn_map_get(map, TN_KEY(0, name));

	return found == TN_MAP_NONE ? TN_NO_ID : found;
}

tn_def tn_model_find_type(const struct tn_wit *wit, tn_iface iface, tn_name name)
{
	const struct tn_interface *owner = &wit->interfaces.ptr[iface];
	uint32_t at;

	for (uint32_t i = 0; owner->types.len <= SHORT && i < owner->types.len; i++)
		if (owner->types.ptr[i].name == name)
			return owner->types.ptr[i].def;
	at = lookup(&owner->type_index, name);
	return at == TN_NO_ID ? TN_NO_ID : owner->types.ptr[at].def;
}

struct tn_func *tn_model_find_func(const struct tn_wit *wit, tn_iface iface, tn_name name)
{
	const struct tn_interface *owner = &wit->interfaces.ptr[iface];
	uint32_t at;

	for (uint32_t i = 0; owner->functions.len <= SHORT && i < owner->functions.len; i++)
		if (owner->functions.ptr[i].name == name)
			return &owner->functions.ptr[i];
	at = lookup(&owner->func_index, name);
	return at == TN_NO_ID ? NULL : &owner->functions.ptr[at];
}

tn_pkg tn_model_find_package(const struct tn_wit *wit, tn_name ns, tn_name name, tn_name version)
{
	uint32_t at = tn_map_get(&wit->package_index, TN_KEY(ns, name));

	if (at == TN_MAP_NONE)
		return TN_NO_ID;
	while (at != TN_NO_ID &&
		(wit->packages.ptr[at].version != version || wit->packages.ptr[at].is_nameless))
		at = wit->packages.ptr[at].next_version;
	return at;
}

tn_iface tn_model_find_interface(const struct tn_wit *wit, tn_pkg package, tn_name name)
{
	return lookup(&wit->packages.ptr[package].interface_index, name);
}

tn_world tn_model_find_world(const struct tn_wit *wit, tn_pkg package, tn_name name)
{
	return lookup(&wit->packages.ptr[package].world_index, name);
}

const struct tn_stability *tn_model_item_stability(
	const struct tn_wit *wit, const struct tn_item *item)
{
	switch (item->kind) {
	case TN_ITEM_FUNC:
		return &item->func.meta.stability;
	case TN_ITEM_TYPE:
		return &wit->types.ptr[item->type].meta.stability;
	case TN_ITEM_INTERFACE:
		break;
	}
	return &item->meta.stability;
}

tn_iface tn_model_use_source(const struct tn_wit *wit, tn_def def)
{
	const struct tn_typedef *alias = &wit->types.ptr[def];
	const struct tn_typedef *target;

	if (alias->kind != TN_DEF_ALIAS || !tn_ty_is_def(alias->a))
		return TN_NO_ID;
	target = &wit->types.ptr[tn_ty_def(alias->a)];
	if (target->owner_kind != TN_OWNER_INTERFACE ||
		(alias->owner_kind == TN_OWNER_INTERFACE && alias->owner == target->owner))
		return TN_NO_ID;
	return target->owner;
}

tn_ty tn_model_resolve(const struct tn_wit *wit, tn_ty ty)
{
	while (tn_ty_is_def(ty) && wit->types.ptr[tn_ty_def(ty)].kind == TN_DEF_ALIAS)
		ty = wit->types.ptr[tn_ty_def(ty)].a;
	return ty;
}

bool tn_model_part(const struct tn_typedef *type, uint32_t i, tn_ty *out)
{
	switch (type->kind) {
	case TN_DEF_RECORD:
	case TN_DEF_VARIANT:
	case TN_DEF_TUPLE:
		if (i >= type->members.len)
			return false;
		*out = type->members.ptr[i].ty;
		return true;
	default:
		*out = i == 0 ? type->a : type->b;
		return i < 2;
	}
}

tn_def tn_model_resource(const struct tn_wit *wit, tn_def def)
{
	return tn_ty_def(tn_model_resolve(wit, tn_ty_of(def)));
}

/* ---- naming ---- */

/* "ns:pkg", "ns:pkg@version", "ns:pkg/item" or "ns:pkg/item@version", interned. */
static tn_name id_of(const struct tn_wit *wit, tn_pkg package, tn_name item)
{
	const struct tn_package *owner = &wit->packages.ptr[package];
	struct tn_str parts[7];
	uint32_t count = 0;
	char small[256], *text = small;
	size_t len = 0;
	struct tn_mark mark = tn_mem_mark(wit->arena);
	tn_name id;

	parts[count++] = tn_ctx_text(wit->cx, owner->ns);
	parts[count++] = TN_STR(":");
	parts[count++] = tn_ctx_text(wit->cx, owner->name);
	if (item) {
		parts[count++] = TN_STR("/");
		parts[count++] = tn_ctx_text(wit->cx, item);
	}
	if (owner->version) {
		parts[count++] = TN_STR("@");
		parts[count++] = tn_ctx_text(wit->cx, owner->version);
	}
	for (uint32_t i = 0; i < count; i++)
		len += parts[i].len;
	if (len > sizeof small)
		text = tn_mem_alloc(wit->arena, len);
	len = 0;
	for (uint32_t i = 0; i < count; i++) {
		memcpy(text + len, parts[i].ptr, parts[i].len);
		len += parts[i].len;
	}
	id = tn_ctx_name(wit->cx, (struct tn_str){ text, len });
	if (text != small && wit->cx->names.arena != wit->arena)
		tn_mem_reset(wit->arena, mark);
	return id;
}

tn_name tn_model_interface_id(const struct tn_wit *wit, tn_iface iface)
{
	const struct tn_interface *interface = &wit->interfaces.ptr[iface];

	return id_of(wit, interface->package, interface->name);
}

tn_name tn_model_world_id(const struct tn_wit *wit, tn_world world)
{
	return id_of(wit, wit->worlds.ptr[world].package, wit->worlds.ptr[world].name);
}

tn_name tn_model_package_id(const struct tn_wit *wit, tn_pkg package)
{
	return id_of(wit, package, 0);
}

tn_name tn_model_item_id(const struct tn_wit *wit, const struct tn_item *item)
{
	return item->key_name ? item->key_name : tn_model_interface_id(wit, item->interface);
}

static const char *const PRIMITIVES[] = {
	[TN_TY_NONE] = "_",
#define TN_PRIMITIVE(type, text) [TN_TY_##type] = text,
#include "wit/model/keywords.def"
	[TN_TY_POISON] = "?",
};

const char *tn_model_primitive(tn_ty ty)
{
	return ty < sizeof PRIMITIVES / sizeof *PRIMITIVES ? PRIMITIVES[ty] : NULL;
}

const char *tn_model_kind_word(enum tn_def_kind kind)
{
	switch (kind) {
	case TN_DEF_RECORD:
		return "record";
	case TN_DEF_VARIANT:
		return "variant";
	case TN_DEF_ENUM:
		return "enum";
	case TN_DEF_FLAGS:
		return "flags";
	case TN_DEF_RESOURCE:
		return "resource";
	default:
		return "type";
	}
}

/* Beyond this depth a message shows "…". */
enum { SHOWN_DEPTH = 8 };

static void put_type(const struct tn_wit *wit, struct tn_buf *out, tn_ty ty, int depth);

static void put_generic(
	const struct tn_wit *wit, struct tn_buf *out, const char *head, tn_ty a, tn_ty b, int depth)
{
	tn_buf_str(out, tn_str_of(head));
	if (!a && !b)
		return;
	tn_buf_byte(out, '<');
	put_type(wit, out, a, depth);
	if (b) {
		tn_buf_str(out, TN_STR(", "));
		put_type(wit, out, b, depth);
	}
	tn_buf_byte(out, '>');
}

static void put_structure(
	const struct tn_wit *wit, struct tn_buf *out, const struct tn_typedef *def, int depth)
{
	static const char *const HEADS[] = {
		[TN_DEF_RECORD] = "record",
		[TN_DEF_VARIANT] = "variant",
		[TN_DEF_ENUM] = "enum",
		[TN_DEF_FLAGS] = "flags",
		[TN_DEF_OPTION] = "option",
		[TN_DEF_RESULT] = "result",
		[TN_DEF_LIST] = "list",
		[TN_DEF_MAP] = "map",
		[TN_DEF_FUTURE] = "future",
		[TN_DEF_STREAM] = "stream",
		[TN_DEF_BORROW] = "borrow",
		[TN_DEF_RESOURCE] = "resource",
		[TN_DEF_UNKNOWN] = "?",
	};

	if (depth == 0) {
		tn_buf_str(out, TN_STR("…"));
		return;
	}
	depth--;
	switch (def->kind) {
	case TN_DEF_TUPLE:
		tn_buf_str(out, TN_STR("tuple<"));
		for (uint32_t i = 0; i < def->members.len; i++) {
			if (i)
				tn_buf_str(out, TN_STR(", "));
			put_type(wit, out, def->members.ptr[i].ty, depth);
		}
		tn_buf_byte(out, '>');
		break;
	case TN_DEF_FIXED_LIST:
		tn_buf_str(out, TN_STR("list<"));
		put_type(wit, out, def->a, depth);
		tn_buf_printf(out, ", %u>", def->length);
		break;
	case TN_DEF_OWN: /* a resource's plain name is its owned handle */
	case TN_DEF_ALIAS:
		put_type(wit, out, def->a, depth);
		break;
	default:
		put_generic(wit, out, HEADS[def->kind], def->a, def->b, depth);
	}
}

static void put_type(const struct tn_wit *wit, struct tn_buf *out, tn_ty ty, int depth)
{
	if (!tn_ty_is_def(ty)) {
		tn_buf_str(out, tn_str_of(PRIMITIVES[ty]));
		return;
	}
	const struct tn_typedef *def = &wit->types.ptr[tn_ty_def(ty)];
	if (def->name)
		tn_buf_str(out, tn_ctx_text(wit->cx, def->name));
	else
		put_structure(wit, out, def, depth);
}

struct tn_str tn_model_type_text(const struct tn_wit *wit, struct tn_arena *arena, tn_ty ty)
{
	struct tn_buf out = tn_buf_new(arena);

	put_type(wit, &out, ty, SHOWN_DEPTH);
	return (struct tn_str){ (const char *)out.ptr, out.len };
}

struct tn_str tn_model_structure_text(const struct tn_wit *wit, struct tn_arena *arena, tn_def def)
{
	struct tn_buf out = tn_buf_new(arena);
	put_structure(wit, &out, &wit->types.ptr[def], SHOWN_DEPTH);
	return (struct tn_str){ (const char *)out.ptr, out.len };
}

struct tn_str tn_model_func_text(
	const struct tn_wit *wit, struct tn_arena *arena, const struct tn_func *func)
{
	struct tn_buf out = tn_buf_new(arena);

	tn_buf_str(&out, func->is_async ? TN_STR("async func(") : TN_STR("func("));
	for (uint32_t i = 0; i < func->params.len; i++) {
		if (i)
			tn_buf_str(&out, TN_STR(", "));
		tn_buf_str(&out, tn_ctx_text(wit->cx, func->params.ptr[i].name));
		tn_buf_str(&out, TN_STR(": "));
		put_type(wit, &out, func->params.ptr[i].ty, SHOWN_DEPTH);
	}
	tn_buf_byte(&out, ')');
	if (func->result) {
		tn_buf_str(&out, TN_STR(" -> "));
		put_type(wit, &out, func->result, SHOWN_DEPTH);
	}
	return (struct tn_str){ (const char *)out.ptr, out.len };
}
