/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The types that validation knows: making them, naming them, finding what a node is. */
#include "wasm/component/checking.h"

/* Binary.md "primvaltype": byte to kind. */
static enum tn_vt_kind primitive_kind(uint8_t code)
{
	if (code == 0x64)
		return TN_VT_ERROR_CONTEXT;
	if (code < 0x73 || code > 0x7f)
		return TN_VT_NONE;
	return (enum tn_vt_kind)(TN_VT_BOOL + (0x7f - code));
}

_Static_assert(TN_VT_STRING == TN_VT_BOOL + (0x7f - 0x73), "in the order of the binary format");

struct tn_world *tn_check_world(struct tn_ir *ir)
{
	if (ir->world)
		return ir->world;
	struct tn_arena *arena = ir->arena;
	struct tn_world *w = TN_NEW(arena, struct tn_world);
	w->cx = ir->cx;
	w->arena = arena;
	tn_type_init(&w->types, arena);
	w->resource_index.arena = w->names.arena = w->core.arena = w->resource_names.arena = arena;
	w->folded = tn_buf_new(arena);
	for (uint32_t kind = TN_VT_BOOL; kind < TN_VT_PRIMITIVES; kind++) {
		struct tn_ctype *type = TN_NEW(arena, struct tn_ctype);
		type->kind = TN_CTYPE_VALUE;
		type->id = ++w->next_id;
		type->size = type->depth = 1;
		type->is_closed = true;
		type->u.value.kind = (enum tn_vt_kind)kind;
		type->u.value.vt = kind;
		w->primitives[kind] = type;
	}
	ir->world = w;
	return w;
}

const void *tn_check_slot(const struct tn_world *w, const struct tn_node *node)
{
	return node && node->id < w->slots.len ? w->slots.ptr[node->id] : NULL;
}

void tn_check_set_slot(struct tn_world *w, const struct tn_node *node, const void *what)
{
	while (w->slots.len <= node->id)
		*TN_PUSH(w->arena, &w->slots) = NULL;
	w->slots.ptr[node->id] = what;
}

const struct tn_ctype *tn_check_primitive(const struct tn_world *w, uint8_t code)
{
	enum tn_vt_kind kind = primitive_kind(code);
	return kind == TN_VT_NONE ? NULL : w->primitives[kind];
}

/* ---- making types ---- */

/* What a type is made of, as far as its own measures depend on it. */
struct measure {
	uint64_t size;
	uint32_t depth;
	bool has_borrow, has_resource, is_closed;
};

static void add(struct measure *m, const struct tn_ctype *part)
{
	if (!part)
		return;
	m->size += part->size;
	if (part->depth + 1u > m->depth)
		m->depth = part->depth + 1u;
	m->has_borrow |= part->has_borrow;
	m->has_resource |= part->has_resource;
	m->is_closed &= part->is_closed;
}

static void add_members(struct measure *m, const struct tn_cmember *members, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		add(m, members[i].type);
}

static void add_list(struct measure *m, const struct tn_cexterns *list)
{
	for (uint32_t i = 0; i < list->len; i++)
		add(m, list->ptr[i].type.type);
}

static struct measure measure(const struct tn_ctype *type)
{
	struct measure m = { .size = 1, .depth = 1, .is_closed = type->named == NULL };
	switch (type->kind) {
	case TN_CTYPE_VALUE:
		add(&m, type->u.value.a);
		add(&m, type->u.value.b);
		add_members(&m, type->u.value.members, type->u.value.member_count);
		m.has_borrow |= type->u.value.kind == TN_VT_BORROW;
		break;
	case TN_CTYPE_RESOURCE:
		m.has_resource = true;
		m.is_closed = false;
		break;
	case TN_CTYPE_FUNC:
		add_members(&m, type->u.func.params, type->u.func.param_count);
		add(&m, type->u.func.result);
		break;
	case TN_CTYPE_INSTANCE:
		add_list(&m, &type->u.instance.exports);
		m.has_borrow = false;
		break;
	case TN_CTYPE_COMPONENT:
		add_list(&m, &type->u.component.imports);
		add_list(&m, &type->u.component.exports);
		m.has_borrow = false;
		break;
	case TN_CTYPE_MODULE:
		m.size += type->u.module.import_count + type->u.module.export_count;
		break;
	}
	return m;
}

/* The shape of a value type, made of the shapes of its parts. */
static tn_vt shape(struct tn_world *w, const struct tn_ctype *type)
{
	struct tn_vt_def def = { .kind = type->u.value.kind, .length = type->u.value.length };
	if (def.kind == TN_VT_OWN || def.kind == TN_VT_BORROW)
		def.resource = type->u.value.a->u.resource.id;
	else if (type->u.value.a)
		def.a = type->u.value.a->u.value.vt;
	if (type->u.value.b)
		def.b = type->u.value.b->u.value.vt;
	struct tn_mark mark = tn_mem_mark(&w->cx->scratch);
	uint32_t count = type->u.value.member_count;
	struct tn_vt_member *members = TN_NEWN(&w->cx->scratch, struct tn_vt_member, count);
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_cmember *member = &type->u.value.members[i];
		members[i].name = member->name;
		members[i].type = member->type ? member->type->u.value.vt : TN_VT_NONE;
	}
	def.members = members;
	def.member_count = count;
	tn_vt vt = tn_type_make(&w->types, &def);
	tn_mem_reset(&w->cx->scratch, mark);
	return vt;
}

const struct tn_ctype *tn_check_make(struct tn_world *w, const struct tn_ctype *draft)
{
	struct measure m = measure(draft);
	if (m.size > w->cx->limits.type_size || m.depth > w->cx->limits.type_depth)
		return NULL;
	struct tn_ctype *type = TN_NEW(w->arena, struct tn_ctype);
	*type = *draft;
	type->id = ++w->next_id;
	type->size = (uint32_t)m.size;
	type->depth = (uint16_t)m.depth;
	type->has_borrow = m.has_borrow;
	type->has_resource = m.has_resource;
	type->is_closed = m.is_closed;
	if (type->kind == TN_CTYPE_VALUE && type->u.value.kind >= TN_VT_PRIMITIVES)
		type->u.value.vt = shape(w, type);
	return type;
}

const struct tn_ctype *tn_check_resource(struct tn_world *w, uint32_t identity, uint32_t alias)
{
	uint32_t at = tn_map_get(&w->resource_index, TN_KEY(identity, alias));
	if (at != TN_MAP_NONE)
		return w->resources.ptr[at];
	struct tn_ctype draft = { .kind = TN_CTYPE_RESOURCE };
	draft.u.resource.id = identity;
	draft.u.resource.alias = alias;
	const struct tn_ctype *type = tn_check_make(w, &draft);
	tn_map_put(&w->resource_index, TN_KEY(identity, alias), w->resources.len);
	*TN_PUSH(w->arena, &w->resources) = type;
	return type;
}

void tn_check_call_resource(struct tn_world *w, uint32_t identity, tn_name name)
{
	if (name && tn_map_get(&w->resource_names, identity) == TN_MAP_NONE)
		tn_map_put(&w->resource_names, identity, name);
}

tn_name tn_check_resource_name(const struct tn_world *w, uint32_t identity)
{
	uint32_t name = tn_map_get(&w->resource_names, identity);
	return name == TN_MAP_NONE ? 0 : name;
}

uint32_t tn_check_fresh_resource(struct tn_world *w, uint32_t like)
{
	uint32_t identity = tn_type_new_resource(&w->types);
	tn_check_call_resource(w, identity, tn_check_resource_name(w, like));
	return identity;
}

const struct tn_ctype *tn_check_rename(struct tn_world *w, const struct tn_ctype *type)
{
	if (type->kind == TN_CTYPE_RESOURCE)
		return tn_check_resource(w, type->u.resource.id, ++w->next_alias);
	struct tn_ctype *named = TN_NEW(w->arena, struct tn_ctype);
	*named = *type;
	named->id = ++w->next_id;
	named->named = type;
	named->is_closed = false;
	return named;
}

/* ---- lists of names ---- */

struct tn_cexterns tn_check_list(struct tn_world *w, const struct tn_cextern *ptr, uint32_t len)
{
	struct tn_cexterns list = { .len = len, .names = ++w->next_names };
	struct tn_cextern *copy = TN_NEWN(w->arena, struct tn_cextern, len);
	for (uint32_t i = 0; i < len; i++) {
		copy[i] = ptr[i];
		tn_map_put(&w->names, TN_KEY(list.names, ptr[i].name), i);
	}
	list.ptr = copy;
	return list;
}

uint32_t tn_check_module_names(struct tn_world *w, const struct tn_cmodule_extern *list, uint32_t len)
{
	uint32_t names = ++w->next_names;
	for (uint32_t i = 0; i < len; i++)
		tn_map_put(&w->names, TN_KEY(names, list[i].name), i);
	return names;
}

const struct tn_cextern *tn_check_lookup(const struct tn_world *w, const struct tn_cexterns *list,
	tn_name name)
{
	uint32_t at = tn_map_get(&w->names, TN_KEY(list->names, name));
	return at == TN_MAP_NONE ? NULL : &list->ptr[at];
}

const struct tn_cmodule_extern *tn_check_module_export(const struct tn_world *w,
	const struct tn_cmodule *module, tn_name name)
{
	uint32_t at = tn_map_get(&w->names, TN_KEY(module->export_names, name));
	return at == TN_MAP_NONE ? NULL : &module->exports[at];
}
