/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* WIT types in, type nodes of an IR scope out; see typenc.h. */
#include "wit/binary/typenc.h"

#include "base/semver.h"

/* ---- what has been seen ---- */

static uint64_t hash_words(const uint32_t *words, uint32_t count)
{
	return tn_map_hash(words, count * sizeof *words);
}

static uint64_t hash_members(uint64_t hash, const struct tn_member *members, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t words[] = { (uint32_t)hash, (uint32_t)(hash >> 32), members[i].name,
			members[i].ty };
		hash = hash_words(words, sizeof words / sizeof *words);
	}
	return hash;
}

/* Shapes are compared one level deep: parts are equal when they are the same definition. */
static uint64_t shape_hash(const struct tn_typedef *type)
{
	uint32_t words[] = { type->kind, type->a, type->b, type->length, type->members.len };
	return hash_members(hash_words(words, sizeof words / sizeof *words), type->members.ptr,
		type->members.len);
}

static bool members_eq(const struct tn_member *a, const struct tn_member *b, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (a[i].name != b[i].name || a[i].ty != b[i].ty)
			return false;
	}
	return true;
}

static bool shape_eq(const struct tn_typedef *a, const struct tn_typedef *b)
{
	return a->kind == b->kind && a->a == b->a && a->b == b->b && a->length == b->length
		&& a->members.len == b->members.len
		&& members_eq(a->members.ptr, b->members.ptr, a->members.len);
}

static uint32_t find_shape(const struct tn_wit *wit, const struct tn_typenc_maps *maps,
	const struct tn_typedef *type)
{
	uint32_t at = tn_map_get(&maps->by_shape, shape_hash(type));
	while (at != TN_MAP_NONE) {
		const struct tn_typenc_entry *e = &maps->entries.ptr[at];
		if (e->node && shape_eq(&wit->types.ptr[e->def], type))
			return at;
		at = e->next;
	}
	return TN_MAP_NONE;
}

struct tn_node *tn_typenc_get(const struct tn_typenc_maps *maps, tn_def def)
{
	uint32_t at = tn_map_get(&maps->by_def, def);
	return at == TN_MAP_NONE ? NULL : maps->entries.ptr[at].node;
}

/* This very definition; or, for an anonymous one, any anonymous one of the same shape. */
static struct tn_node *lookup(const struct tn_typenc *enc, tn_def def)
{
	struct tn_node *node = tn_typenc_get(enc->maps, def);
	const struct tn_typedef *type = &enc->wit->types.ptr[def];
	if (node || type->name)
		return node;
	uint32_t at = find_shape(enc->wit, enc->maps, type);
	return at == TN_MAP_NONE ? NULL : enc->maps->entries.ptr[at].node;
}

void tn_typenc_set(struct tn_typenc *enc, tn_def def, struct tn_node *node)
{
	struct tn_typenc_maps *maps = enc->maps;
	const struct tn_typedef *type = &enc->wit->types.ptr[def];
	maps->by_def.arena = maps->by_shape.arena = enc->arena;
	uint32_t at = maps->entries.len;
	struct tn_typenc_entry *e = TN_PUSH(enc->arena, &maps->entries);
	*e = (struct tn_typenc_entry){ .def = def, .next = TN_MAP_NONE, .node = node };
	tn_map_put(&maps->by_def, def, at);
	if (!type->name) {
		uint64_t hash = shape_hash(type);
		e->next = tn_map_get(&maps->by_shape, hash);
		tn_map_put(&maps->by_shape, hash, at);
	}
}

void tn_typenc_forget(struct tn_typenc *enc, tn_def def)
{
	struct tn_typenc_maps *maps = enc->maps;
	uint32_t at = tn_map_get(&maps->by_def, def);
	if (at != TN_MAP_NONE)
		maps->entries.ptr[at].node = NULL;
	/*
	 * An anonymous type of that shape is still known by its definition, only not by its shape:
	 * its entry leaves the chain of shapes.
	 */
	uint64_t hash = shape_hash(&enc->wit->types.ptr[def]);
	uint32_t *link = NULL;
	uint32_t head = tn_map_get(&maps->by_shape, hash);
	for (at = head; at != TN_MAP_NONE; at = maps->entries.ptr[at].next) {
		struct tn_typenc_entry *e = &maps->entries.ptr[at];
		if (!shape_eq(&enc->wit->types.ptr[e->def], &enc->wit->types.ptr[def])) {
			link = &e->next;
		} else if (link) {
			*link = e->next;
		} else {
			head = e->next;
		}
	}
	if (tn_map_get(&maps->by_shape, hash) == head)
		return;
	if (head == TN_MAP_NONE) {
		/* Maps have no removal: a dead entry ends the chain. */
		head = maps->entries.len;
		*TN_PUSH(enc->arena, &maps->entries) =
			(struct tn_typenc_entry){ .def = def, .next = TN_MAP_NONE };
	}
	tn_map_put(&maps->by_shape, hash, head);
}

void tn_typenc_forget_funcs(struct tn_typenc_maps *maps)
{
	struct tn_arena *arena = maps->by_func.arena;
	maps->by_func = (struct tn_map){ .arena = arena };
	maps->funcs.len = 0;
}

struct tn_typenc_maps tn_typenc_copy(struct tn_arena *arena, const struct tn_typenc_maps *maps)
{
	struct tn_typenc_maps copy = {
		.by_def = tn_map_copy(arena, &maps->by_def),
		.by_shape = tn_map_copy(arena, &maps->by_shape),
		.by_func = tn_map_copy(arena, &maps->by_func),
	};
	for (uint32_t i = 0; i < maps->entries.len; i++)
		*TN_PUSH(arena, &copy.entries) = maps->entries.ptr[i];
	for (uint32_t i = 0; i < maps->funcs.len; i++)
		*TN_PUSH(arena, &copy.funcs) = maps->funcs.ptr[i];
	return copy;
}

/* ---- value types ---- */

/* Binary.md "Type Definitions": primvaltype. */
static uint8_t prim_byte(tn_ty ty)
{
	static const uint8_t bytes[] = {
		[TN_TY_BOOL] = 0x7f,
		[TN_TY_S8] = 0x7e,
		[TN_TY_U8] = 0x7d,
		[TN_TY_S16] = 0x7c,
		[TN_TY_U16] = 0x7b,
		[TN_TY_S32] = 0x7a,
		[TN_TY_U32] = 0x79,
		[TN_TY_S64] = 0x78,
		[TN_TY_U64] = 0x77,
		[TN_TY_F32] = 0x76,
		[TN_TY_F64] = 0x75,
		[TN_TY_CHAR] = 0x74,
		[TN_TY_STRING] = 0x73,
		[TN_TY_ERROR_CONTEXT] = 0x64,
	};
	return ty < sizeof bytes ? bytes[ty] : 0;
}

/* Stands where something failed, so that the walk can go on; never written. */
static struct tn_vref fail(struct tn_typenc *enc)
{
	enc->failed = true;
	return (struct tn_vref){ .prim = prim_byte(TN_TY_BOOL) };
}

/* The validator speaks of the node at the place of what it was made of. */
static struct tn_node *at(struct tn_node *node, struct tn_span span)
{
	node->origin = span;
	return node;
}

static struct tn_node *define(struct tn_typenc *enc, const struct tn_type_def *def,
	struct tn_span span)
{
	return at(tn_ir_type(enc->scope, def), span);
}

/* Uses of handles and names must be types of the index space, not primitives. */
static struct tn_node *as_node(struct tn_typenc *enc, struct tn_vref ref, struct tn_span span)
{
	if (!ref.prim)
		return ref.node;
	struct tn_type_def def = { .kind = TN_TYPE_PRIMITIVE, .a = ref };
	return define(enc, &def, span);
}

static void members(struct tn_typenc *enc, const struct tn_member *list, uint32_t count,
	struct tn_type_def *out)
{
	out->members.ptr = TN_NEWN(enc->scope->ir->arena, struct tn_type_member, count);
	out->members.len = count;
	for (uint32_t i = 0; i < count; i++)
		out->members.ptr[i] = (struct tn_type_member){ list[i].name,
			tn_typenc_type(enc, list[i].ty) };
}

static enum tn_type_kind kind_of(enum tn_def_kind kind)
{
	static const uint8_t kinds[] = {
		[TN_DEF_RECORD] = TN_TYPE_RECORD,
		[TN_DEF_VARIANT] = TN_TYPE_VARIANT,
		[TN_DEF_ENUM] = TN_TYPE_ENUM,
		[TN_DEF_FLAGS] = TN_TYPE_FLAGS,
		[TN_DEF_TUPLE] = TN_TYPE_TUPLE,
		[TN_DEF_OPTION] = TN_TYPE_OPTION,
		[TN_DEF_RESULT] = TN_TYPE_RESULT,
		[TN_DEF_LIST] = TN_TYPE_LIST,
		[TN_DEF_FIXED_LIST] = TN_TYPE_FIXED_LIST,
		[TN_DEF_MAP] = TN_TYPE_MAP,
		[TN_DEF_FUTURE] = TN_TYPE_FUTURE,
		[TN_DEF_STREAM] = TN_TYPE_STREAM,
		[TN_DEF_OWN] = TN_TYPE_OWN,
		[TN_DEF_BORROW] = TN_TYPE_BORROW,
	};
	return kinds[kind];
}

/* The definition's structure, parts first; its name is not looked at. */
static struct tn_vref structure(struct tn_typenc *enc, tn_def id)
{
	/* By value: flavours may intern names, and with them the model may grow. */
	struct tn_typedef type = enc->wit->types.ptr[id];
	if (type.kind == TN_DEF_ALIAS)
		return tn_typenc_type(enc, type.a);
	struct tn_type_def def = { .kind = kind_of(type.kind), .length = type.length };
	def.a = tn_typenc_type(enc, type.a);
	def.b = tn_typenc_type(enc, type.b);
	if (type.kind == TN_DEF_OWN || type.kind == TN_DEF_BORROW)
		def.a = (struct tn_vref){ .node = as_node(enc, def.a, type.meta.span) };
	members(enc, type.members.ptr, type.members.len, &def);
	return (struct tn_vref){ .node = define(enc, &def, type.meta.span) };
}

static bool is_foreign(const struct tn_typenc *enc, const struct tn_typedef *type)
{
	return type->owner_kind == TN_OWNER_INTERFACE && type->owner != enc->interface;
}

/* Makes the node of a definition that the scope does not know yet. */
static struct tn_vref encode(struct tn_typenc *enc, tn_def id)
{
	struct tn_typedef type = enc->wit->types.ptr[id];
	struct tn_vref ref = { 0 };
	if (is_foreign(enc, &type)) {
		ref.node = enc->flavour->foreign(enc, type.owner, id);
		if (!ref.node)
			return fail(enc);
	} else if (type.kind == TN_DEF_RESOURCE) {
		ref.node = enc->flavour->name(enc, &type, NULL);
	} else {
		ref = structure(enc, id);
		if (type.name)
			ref = (struct tn_vref){
				.node = enc->flavour->name(
					enc, &type, as_node(enc, ref, type.meta.span))
			};
	}
	if (ref.node)
		tn_typenc_set(enc, id, ref.node);
	return ref;
}

struct tn_vref tn_typenc_type(struct tn_typenc *enc, tn_ty ty)
{
	if (ty == TN_TY_NONE)
		return (struct tn_vref){ 0 };
	if (!tn_ty_is_def(ty)) {
		uint8_t byte = prim_byte(ty);
		return byte ? (struct tn_vref){ .prim = byte } : fail(enc);
	}
	tn_def def = tn_ty_def(ty);
	struct tn_node *known = lookup(enc, def);
	if (known)
		return (struct tn_vref){ .node = known };
	struct tn_ctx *cx = enc->wit->cx;
	if (enc->depth >= cx->limits.wit_encode_depth) {
		if (!enc->failed)
			tn_diag_error(cx, TN_E_LIMIT, enc->wit->types.ptr[def].meta.span,
				"types refer to one another more than %u levels deep",
				cx->limits.wit_encode_depth);
		return fail(enc);
	}
	enc->depth++;
	struct tn_vref ref = encode(enc, def);
	enc->depth--;
	return ref;
}

/* ---- functions ---- */

static uint64_t func_hash(const struct tn_func *func)
{
	uint32_t words[] = { func->is_async, func->result, func->params.len };
	return hash_members(hash_words(words, sizeof words / sizeof *words), func->params.ptr,
		func->params.len);
}

static bool func_eq(const struct tn_func *a, const struct tn_func *b)
{
	return a->is_async == b->is_async && a->result == b->result
		&& a->params.len == b->params.len
		&& members_eq(a->params.ptr, b->params.ptr, a->params.len);
}

struct tn_node *tn_typenc_func(struct tn_typenc *enc, const struct tn_func *func)
{
	struct tn_typenc_maps *maps = enc->maps;
	uint64_t hash = func_hash(func);
	uint32_t head = tn_map_get(&maps->by_func, hash);
	for (uint32_t at = head; at != TN_MAP_NONE; at = maps->funcs.ptr[at].next) {
		if (func_eq(maps->funcs.ptr[at].func, func))
			return maps->funcs.ptr[at].node;
	}
	struct tn_type_def def = { .kind = TN_TYPE_FUNC, .is_async = func->is_async };
	members(enc, func->params.ptr, func->params.len, &def);
	def.a = tn_typenc_type(enc, func->result);
	struct tn_node *node = define(enc, &def, func->meta.span);
	maps->by_func.arena = enc->arena;
	tn_map_put(&maps->by_func, hash, maps->funcs.len);
	*TN_PUSH(enc->arena, &maps->funcs) =
		(struct tn_typenc_func){ .func = func, .next = head, .node = node };
	return node;
}

/* ---- instances and what comes from them ---- */

void tn_typenc_set_instance(struct tn_typenc_instances *instances, struct tn_arena *arena,
	tn_iface iface, struct tn_node *instance)
{
	instances->index.arena = arena;
	tn_map_put(&instances->index, iface, instances->nodes.len);
	*TN_PUSH(arena, &instances->nodes) = instance;
}

struct tn_node *tn_typenc_instance(const struct tn_typenc_instances *instances, tn_iface iface)
{
	uint32_t at = tn_map_get(&instances->index, iface);
	return at == TN_MAP_NONE ? NULL : instances->nodes.ptr[at];
}

static struct tn_node *alias(struct tn_typenc *enc, struct tn_node *instance, tn_def def)
{
	struct tn_typenc_instances *all = enc->instances;
	uint32_t at = all->share_aliases ? tn_map_get(&all->alias_index, def) : TN_MAP_NONE;
	if (at != TN_MAP_NONE)
		return all->aliases.ptr[at].node;
	struct tn_node *node = tn_ir_alias_export(enc->outer, TN_SORT_TYPE, instance,
		enc->wit->types.ptr[def].name);
	if (all->share_aliases) {
		all->alias_index.arena = enc->arena;
		tn_map_put(&all->alias_index, def, all->aliases.len);
		TN_PUSH(enc->arena, &all->aliases)->def = def;
		TN_LAST(&all->aliases).node = node;
	}
	return node;
}

struct tn_node *tn_typenc_foreign(struct tn_typenc *enc, tn_iface owner, tn_def def)
{
	struct tn_node *instance = tn_typenc_instance(enc->instances, owner);
	if (!instance) {
		struct tn_wit *wit = enc->wit;
		struct tn_ctx *cx = wit->cx;
		const struct tn_typedef *type = &wit->types.ptr[def];
		struct tn_str name = tn_ctx_text(cx, type->name);
		struct tn_str of = tn_ctx_text(cx, tn_model_interface_id(wit, owner));
		/* A world that was elaborated imports an interface before what uses its types. */
		tn_diag_error(cx, TN_E_INTERNAL, type->meta.span,
			"type `%.*s` of interface `%.*s` is used before the interface is imported",
			TN_S(name), TN_S(of));
		return NULL;
	}
	struct tn_node *node = alias(enc, instance, def);
	return enc->scope == enc->outer ? node : tn_ir_alias_outer(enc->scope, node);
}

/* ---- names and flavours ---- */

struct tn_extern_name tn_typenc_name(tn_name name, tn_name external_id)
{
	struct tn_extern_name out = tn_ir_name(name);
	out.attrs.external_id = external_id;
	if (external_id)
		out.form = 2;
	return out;
}

struct tn_extern_name tn_typenc_item_name(const struct tn_wit *wit, const struct tn_item *item)
{
	tn_name external_id = item->meta.external_id;
	if (item->kind == TN_ITEM_FUNC && item->func.meta.external_id)
		external_id = item->func.meta.external_id;
	if (item->kind == TN_ITEM_TYPE)
		external_id = wit->types.ptr[item->type].meta.external_id;
	struct tn_extern_name name = tn_typenc_name(tn_model_item_id(wit, item), external_id);
	/* A label for an interface that has a name of its own says which one it implements. */
	if (item->kind == TN_ITEM_INTERFACE && item->key_name
		&& wit->interfaces.ptr[item->interface].name) {
		name.attrs.implements = tn_model_interface_id(wit, item->interface);
		name.form = 2;
	}
	return name;
}

/* Explainer.md "Canonical interface names": `@1.2.3` is `@1` and the suffix `.2.3`. */
static struct tn_extern_name canonical_name(struct tn_ctx *cx, struct tn_extern_name name)
{
	tn_name *id = name.attrs.implements ? &name.attrs.implements : &name.name;
	struct tn_str text = tn_ctx_text(cx, *id);
	size_t at = tn_str_find(text, '@', 0);
	if (at == (size_t)-1 || tn_str_find(text, '/', 0) == (size_t)-1)
		return name;
	struct tn_str version = tn_str_sub(text, at + 1, text.len);
	struct tn_str track = tn_semver_track(version);
	if (track.len == version.len)
		return name;
	tn_name suffix = tn_ctx_name(cx, tn_str_sub(version, track.len, version.len));
	*id = tn_ctx_name(cx, tn_str_sub(text, 0, at + 1 + track.len));
	name.attrs.version_suffix = suffix;
	name.form = 2;
	return name;
}

void tn_typenc_give_begin(struct tn_typenc_given *given, struct tn_arena *arena, bool canonical)
{
	*given = (struct tn_typenc_given){
		.canonical = canonical, .imports = { .arena = arena }, .exports = { .arena = arena }
	};
}

struct tn_extern_name tn_typenc_give(struct tn_ctx *cx, struct tn_typenc_given *given,
	enum tn_typenc_side side, struct tn_span span, struct tn_extern_name name, bool *failed)
{
	if (!given->canonical)
		return name;
	struct tn_map *map = side == TN_TYPENC_IMPORT ? &given->imports : &given->exports;
	tn_name full = name.name;
	name = canonical_name(cx, name);
	uint32_t before = tn_map_get(map, TN_KEY(0, name.name));
	tn_map_put(map, TN_KEY(0, name.name), full);
	if (before == TN_MAP_NONE || before == full) /* one name twice is found by who validates */
		return name;
	*failed = true;
	struct tn_diag *diag = tn_diag_error(cx, TN_E_DUPLICATE_NAME, span,
		"%s `%.*s` and `%.*s` have one canonical name, `%.*s`",
		side == TN_TYPENC_IMPORT ? "imports" : "exports", TN_S(tn_ctx_text(cx, before)),
		TN_S(tn_ctx_text(cx, full)), TN_S(tn_ctx_text(cx, name.name)));
	tn_diag_hint(cx, diag, "canonical names cannot tell compatible versions apart: use one of them");
	return name;
}

static struct tn_desc type_desc(struct tn_node *type)
{
	return type ? (struct tn_desc){ .kind = TN_DESC_TYPE_EQ, .type = type }
		    : (struct tn_desc){ .kind = TN_DESC_TYPE_SUB };
}

static struct tn_node *declare(struct tn_typenc *enc, const struct tn_typedef *def,
	struct tn_node *type)
{
	return at(tn_ir_export_decl(enc->scope, tn_typenc_name(def->name, def->meta.external_id),
			  type_desc(type)),
		def->meta.span);
}

static struct tn_node *import(struct tn_typenc *enc, const struct tn_typedef *def,
	struct tn_node *type)
{
	return at(tn_ir_import(enc->scope, tn_typenc_name(def->name, def->meta.external_id),
			  type_desc(type)),
		def->meta.span);
}

/* A resource cannot go without a name: its fresh identity comes from where it is defined. */
static struct tn_node *bare(struct tn_typenc *enc, const struct tn_typedef *def,
	struct tn_node *type)
{
	if (type)
		return type;
	tn_diag_error(enc->wit->cx, TN_E_INTERNAL, def->meta.span,
		"a resource type must be defined before the functions that use it are lifted");
	enc->failed = true;
	struct tn_type_def any = { .kind = TN_TYPE_PRIMITIVE, .a = { .prim = 0x7f } };
	return define(enc, &any, def->meta.span);
}

const struct tn_typenc_flavour tn_typenc_declare = { declare, tn_typenc_foreign };
const struct tn_typenc_flavour tn_typenc_import = { import, tn_typenc_foreign };
const struct tn_typenc_flavour tn_typenc_bare = { bare, tn_typenc_foreign };
