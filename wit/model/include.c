/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * `include`: copies the items of an elaborated world into another, renamed. Named interfaces are
 * shared; types, functions and inline interfaces belong to their world and are cloned.
 * WIT.md, "Union of Worlds with `include`", "De-duplication of interfaces", "Name Conflicts and `with`".
 */
#include "wit/model/elaborate.h"

/* ---- cloning ---- */

struct clone {
	struct tn_wit *wit;
	enum tn_owner_kind old_kind, new_kind;
	uint32_t old_owner, new_owner;
	tn_pkg package;
	struct tn_map *types; /* old tn_def -> new tn_def */
};

static tn_def clone_def(struct clone *c, tn_def old);

static tn_ty clone_ty(struct clone *c, tn_ty ty)
{
	return tn_ty_is_def(ty) ? tn_ty_of(clone_def(c, tn_ty_def(ty))) : ty;
}

static struct tn_member *clone_members(struct clone *c, const struct tn_member *old, uint32_t count)
{
	struct tn_member *members = TN_NEWN(c->wit->arena, struct tn_member, count);

	for (uint32_t i = 0; i < count; i++) {
		members[i] = old[i];
		members[i].ty = clone_ty(c, old[i].ty);
	}
	return members;
}

/* An alias keeps pointing to an interface's type unless that interface is cloned as well. */
static tn_ty clone_target(struct clone *c, tn_ty ty)
{
	const struct tn_typedef *target;
	uint32_t known;

	if (!tn_ty_is_def(ty))
		return ty;
	target = &c->wit->types.ptr[tn_ty_def(ty)];
	if (target->owner_kind == c->old_kind && target->owner == c->old_owner)
		return clone_ty(c, ty);
	known = tn_map_get(c->types, tn_ty_def(ty));
	return known == TN_MAP_NONE ? ty : tn_ty_of(known);
}

static tn_def clone_def(struct clone *c, tn_def old)
{
	uint32_t known = tn_map_get(c->types, old);
	struct tn_typedef def;
	tn_def id;

	if (known != TN_MAP_NONE)
		return known;
	def = c->wit->types.ptr[old];
	if (def.owner_kind != TN_OWNER_NONE) {
		def.owner_kind = c->new_kind;
		def.owner = c->new_owner;
	}
	if (def.kind == TN_DEF_ALIAS) {
		def.a = clone_target(c, def.a);
	} else {
		def.a = clone_ty(c, def.a);
		def.b = clone_ty(c, def.b);
		def.members.ptr = clone_members(c, def.members.ptr, def.members.len);
	}
	id = tn_model_add_def(c->wit, def.kind, def.name);
	c->wit->types.ptr[id] = def;
	tn_map_put(c->types, old, id);
	return id;
}

static struct tn_func clone_func(struct clone *c, const struct tn_func *old)
{
	struct tn_func func = *old;

	if (func.resource != TN_NO_ID)
		func.resource = clone_def(c, func.resource);
	func.params.ptr = clone_members(c, func.params.ptr, func.params.len);
	func.result = clone_ty(c, func.result);
	return func;
}

/* An interface written inside a world. */
static tn_iface clone_interface(struct clone *outer, tn_iface old)
{
	struct tn_wit *wit = outer->wit;
	tn_iface id = tn_model_add_interface(wit, outer->package, 0);
	struct clone c = *outer;
	const struct tn_interface source = wit->interfaces.ptr[old];

	c.old_kind = c.new_kind = TN_OWNER_INTERFACE;
	c.old_owner = old;
	c.new_owner = id;
	wit->interfaces.ptr[id].meta = source.meta;
	wit->interfaces.ptr[id].clone_of = old;
	for (uint32_t i = 0; i < source.types.len; i++) {
		tn_def def = clone_def(&c, source.types.ptr[i].def);

		tn_model_add_type(wit, id, source.types.ptr[i].name, def);
	}
	for (uint32_t i = 0; i < source.functions.len; i++) {
		struct tn_func func = clone_func(&c, &source.functions.ptr[i]);

		*tn_model_add_func(wit, id) = func;
		tn_model_index_func(wit, id);
	}
	return id;
}

/* ---- renaming ---- */

struct inclusion {
	struct tn_wit *wit;
	tn_world world;
	const struct tn_include *include;
	bool external; /* the other world is of another package */
	struct tn_map renames; /* name -> the first rename that says it */
	bool *used;            /* per rename that is the first of its name */
	struct clone clone;
	struct tn_map types;
	bool failed;
};

static void gather_renames(struct inclusion *in, struct tn_arena *arena)
{
	in->renames.arena = arena;
	in->used = TN_NEWN(arena, bool, in->include->count);
	for (uint32_t i = 0; i < in->include->count; i++)
		if (tn_map_get(&in->renames, in->include->names[i].from) == TN_MAP_NONE)
			tn_map_put(&in->renames, in->include->names[i].from, i);
}

/* The rename of exactly this; TN_MAP_NONE: there is none. */
static uint32_t use_rename(struct inclusion *in, tn_name name)
{
	uint32_t at = name ? tn_map_get(&in->renames, name) : TN_MAP_NONE;

	if (at != TN_MAP_NONE)
		in->used[at] = true;
	return at;
}

/* "[method]r.f" with `r as s` is "[method]s.f". Of two renames that fit, the first is followed. */
static tn_name new_name(struct inclusion *in, tn_name name)
{
	struct tn_ctx *cx = in->wit->cx;
	struct tn_str text = tn_ctx_text(cx, name), to;
	uint32_t whole, part;
	size_t start = 0, end;

	if (!in->include->count)
		return name;
	whole = use_rename(in, name);
	while (start < text.len && text.ptr[start] == '[')
		start = tn_str_find(text, ']', start) + 1;
	end = start ? tn_str_find(text, '.', start) : 0;
	if (end == (size_t)-1)
		end = text.len;
	part = use_rename(in, tn_names_find(&cx->names, tn_str_sub(text, start, end)));
	if (whole <= part) /* TN_MAP_NONE is behind all others */
		return whole == TN_MAP_NONE ? name : in->include->names[whole].to;
	to = tn_ctx_text(cx, in->include->names[part].to);
	return tn_ctx_name(cx, tn_str_format(in->wit->arena, "%.*s%.*s%.*s", (int)start, text.ptr,
				       TN_S(to), (int)(text.len - end), text.ptr + end));
}

/* Both worlds import one interface, perhaps with different gates. */
static void merge_stability(struct inclusion *in, const struct tn_item *from, struct tn_item *into)
{
	const struct tn_stability *a = &from->meta.stability;
	struct tn_stability *b = &into->meta.stability;
	struct tn_diag *diag;

	if (in->external && a->kind == TN_STABILITY_SINCE) {
		*b = (struct tn_stability){ 0 }; /* the version is another package's */
		return;
	}
	if (a->kind == TN_STABILITY_UNKNOWN ||
		(a->kind == b->kind && a->feature == b->feature && a->since == b->since &&
			a->deprecated == b->deprecated))
		return;
	if (b->kind == TN_STABILITY_UNKNOWN) {
		*b = *a;
		return;
	}
	in->failed = true;
	diag = tn_diag_error(in->wit->cx, TN_E_STABILITY_MISMATCH, from->meta.span,
		"interface `%.*s` has two different feature gates in one world",
		TN_S(tn_ctx_text(in->wit->cx, tn_model_item_id(in->wit, from))));
	tn_diag_note(in->wit->cx, diag, into->meta.span, "the other gate is here");
	tn_diag_note(in->wit->cx, diag, in->include->span, "included here");
}

static void include_item(
	struct inclusion *in, struct tn_item item, bool import, struct tn_map *index)
{
	struct tn_wit *wit = in->wit;
	struct tn_world_def *world;
	uint32_t there;

	if (item.key_name) {
		tn_name name = new_name(in, item.key_name);

		item.key_name = name;
		switch (item.kind) {
		case TN_ITEM_TYPE:
			item.type = clone_def(&in->clone, item.type);
			wit->types.ptr[item.type].name = name;
			break;
		case TN_ITEM_FUNC:
			item.func = clone_func(&in->clone, &item.func);
			item.func.name = name;
			break;
		case TN_ITEM_INTERFACE:
			if (!wit->interfaces.ptr[item.interface].name)
				item.interface = clone_interface(&in->clone, item.interface);
			break;
		}
	}
	world = &wit->worlds.ptr[in->world];
	there = tn_map_get(index, tn_elaborate_key(&item));
	if (there != TN_MAP_NONE) {
		struct tn_item *old =
			import ? &world->imports.ptr[there] : &world->exports.ptr[there];
		const char *word = import ? "import" : "export";
		struct tn_diag *diag;

		if (!item.key_name) {
			merge_stability(in, &item, old);
			return;
		}
		in->failed = true;
		diag = tn_diag_error(wit->cx, TN_E_DUPLICATE_NAME, in->include->span,
			"%s of `%.*s` shadows previously %sed items", word,
			TN_S(tn_ctx_text(wit->cx, item.key_name)), word);
		tn_diag_note(wit->cx, diag, old->meta.span, "the name is taken here");
		tn_diag_hint(wit->cx, diag, "rename it: `include … with { %.*s as another-name }`",
			TN_S(tn_ctx_text(wit->cx, item.key_name)));
		return;
	}
	if (!item.key_name && in->external && item.meta.stability.kind == TN_STABILITY_SINCE)
		item.meta.stability = (struct tn_stability){ 0 }; /* another package's version */
	if (import) {
		tn_map_put(index, tn_elaborate_key(&item), world->imports.len);
		*TN_PUSH(index->arena, &world->imports) = item;
	} else {
		tn_map_put(index, tn_elaborate_key(&item), world->exports.len);
		*TN_PUSH(index->arena, &world->exports) = item;
	}
}

/* What the world has of nearly that name. */
static void advise(struct inclusion *in, const struct tn_include_name *name, struct tn_diag *diag)
{
	struct tn_wit *wit = in->wit;
	const struct tn_world_def *from = &wit->worlds.ptr[in->include->from];
	struct tn_str wanted = tn_ctx_text(wit->cx, name->from), best = TN_NOSTR;
	unsigned limit = (unsigned)(wanted.len < 16 ? wanted.len : 16) / 3 + 1;

	tn_diag_note(wit->cx, diag, in->include->span, "it would be of this world");
	if (!tn_diag_may_guess(wit->cx, diag))
		return;
	for (uint32_t i = 0; i < from->imports.len + from->exports.len; i++) {
		const struct tn_item *item = i < from->imports.len
						     ? &from->imports.ptr[i]
						     : &from->exports.ptr[i - from->imports.len];
		struct tn_str text;
		unsigned distance;

		if (!item->key_name) {
			if (wit->interfaces.ptr[item->interface].name == name->from)
				tn_diag_hint(wit->cx, diag,
					"`%.*s` is an interface: its name stays as it is",
					TN_S(wanted));
			continue;
		}
		text = tn_ctx_text(wit->cx, item->key_name);
		distance = tn_str_distance(wanted, text, limit);
		if (distance < limit) {
			limit = distance;
			best = text;
		}
	}
	if (best.len && !diag->hint.len)
		tn_diag_hint(wit->cx, diag, "did you mean `%.*s`?", TN_S(best));
}

static void check_renames(struct inclusion *in)
{
	struct tn_ctx *cx = in->wit->cx;

	for (uint32_t i = 0; i < in->include->count; i++) {
		if (in->used[tn_map_get(&in->renames, in->include->names[i].from)])
			continue;
		in->failed = true;
		advise(in, &in->include->names[i],
			tn_diag_error(cx, TN_E_INCLUDE_NAME, in->include->names[i].span,
				"no import or export kebab-name `%.*s`. Note that an ID does not "
				"support renaming",
				TN_S(tn_ctx_text(cx, in->include->names[i].from))));
	}
}

/* The list with room for `more` items. */
static struct tn_item *with_room(struct tn_arena *arena, struct tn_item *items, uint32_t len,
	uint32_t *cap, uint32_t more)
{
	if (more > UINT32_MAX - len)
		tn_mem_oom(arena->heap);
	if (len + more <= *cap)
		return items;
	items = tn_mem_grow(arena, items, *cap * sizeof *items, (len + more) * sizeof *items);
	*cap = len + more;
	return items;
}

bool tn_include_world(struct tn_wit *wit, tn_world world, const struct tn_include *include,
	struct tn_world_names *index)
{
	const struct tn_world_def from = wit->worlds.ptr[include->from];
	struct tn_arena *arena = index->imports.arena;
	struct inclusion in = { .wit = wit, .world = world, .include = include };

	in.types.arena = arena;
	in.external = from.package != wit->worlds.ptr[world].package;
	in.clone = (struct clone){
		.wit = wit,
		.old_kind = TN_OWNER_WORLD,
		.new_kind = TN_OWNER_WORLD,
		.old_owner = include->from,
		.new_owner = world,
		.package = wit->worlds.ptr[world].package,
		.types = &in.types,
	};
	gather_renames(&in, arena);
	/* Lists that grow step by step leave themselves behind, and worlds are included in worlds. */
	struct tn_world_def *to = &wit->worlds.ptr[world];
	to->imports.ptr = with_room(arena, to->imports.ptr, to->imports.len, &to->imports.cap,
		from.imports.len);
	to->exports.ptr = with_room(arena, to->exports.ptr, to->exports.len, &to->exports.cap,
		from.exports.len);
	for (uint32_t i = 0; i < from.imports.len; i++)
		include_item(&in, from.imports.ptr[i], true, &index->imports);
	for (uint32_t i = 0; i < from.exports.len; i++)
		include_item(&in, from.exports.ptr[i], false, &index->exports);
	check_renames(&in);
	return !in.failed;
}
