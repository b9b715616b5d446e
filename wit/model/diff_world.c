/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Two versions of a world in, what came, went and changed of its imports and exports out. */
#include "wit/model/diff_job.h"

#include "base/semver.h"

/* "import `a:b/c`", "import method `r.f`", "record `t`". */
static struct tn_str item_text(const struct tn_diff_job *d, const struct tn_wit *wit,
	const struct tn_item *item, const char *side)
{
	if (item->kind == TN_ITEM_TYPE)
		return tn_diff_type_item(wit, d, item->key_name, item->type);
	if (item->kind == TN_ITEM_FUNC && item->func.kind != TN_FUNC_FREE)
		return tn_str_format(
			d->arena, "%s %.*s", side, TN_S(tn_diff_func_item(d, &item->func)));
	return tn_diff_item(d, side, tn_model_item_id(wit, item));
}

static const struct tn_meta *item_meta(const struct tn_wit *wit, const struct tn_item *item)
{
	return item->kind == TN_ITEM_FUNC   ? &item->func.meta
		: item->kind == TN_ITEM_TYPE ? &wit->types.ptr[item->type].meta
					     : &item->meta;
}

static struct tn_str version_of(struct tn_str id)
{
	size_t at = tn_str_find(id, '@', 0);
	return at == (size_t)-1 ? TN_NOSTR : tn_str_sub(id, at + 1, id.len);
}

/* What an item's interface is called: its id, or that it stands in the world. */
static struct tn_str interface_text(
	const struct tn_diff_job *d, const struct tn_wit *wit, const struct tn_item *item)
{
	return wit->interfaces.ptr[item->interface].name
		       ? tn_diff_name(d, tn_model_interface_id(wit, item->interface))
		       : TN_STR("interface");
}

/* Another version of an interface of another package: fine on the same track, and if it agrees. */
static void diff_item_version(const struct tn_diff_scope *s, const struct tn_item *a,
	const struct tn_item *b, struct tn_str item)
{
	struct tn_diff_job *d = s->d;
	struct tn_str before = interface_text(d, d->old, a), now = interface_text(d, d->new, b);
	if (tn_str_eq(before, now))
		return;
	struct tn_str va = version_of(before), vb = version_of(now);
	/* Who goes by a label does not look at the version. */
	bool fits = b->key_name || (va.len && vb.len && tn_semver_compatible(va, vb));
	struct tn_change *c =
		tn_diff_note(s, TN_CHANGE_CHANGED, item, fits ? 0 : s->less | s->more);
	c->detail = TN_STR("version");
	c->old = va;
	c->new = vb;
}

/* Where the items of a world are told. */
struct side {
	struct tn_diff_scope scope;
	const char *word; /* "import" */
	tn_pkg told;      /* the package whose interfaces are told by themselves; or TN_NO_ID */
	tn_pkg package;   /* of the world */
};

static struct tn_str without_version(struct tn_str id)
{
	return tn_str_sub(id, 0, tn_str_find(id, '@', 0));
}

/*
 * A label that stands for another interface, which does as long as what is in it agrees: Explainer.md
 * "Import and Export Definitions", `implements` is no part of the type.
 */
static bool is_repointed(const struct tn_diff_scope *s, const struct tn_item *a,
	const struct tn_item *b, struct tn_str item)
{
	struct tn_str was = interface_text(s->d, s->d->old, a), now = interface_text(s->d, s->d->new, b);
	if (!b->key_name || tn_str_eq(without_version(was), without_version(now)))
		return false;
	struct tn_change *c = tn_diff_note(s, TN_CHANGE_CHANGED, item, 0);
	c->old = was;
	c->new = now;
	return true;
}

/* Two interfaces of different names: that their types are the same here holds nowhere else. */
static void diff_repointed(const struct tn_diff_scope *s, tn_iface a, tn_iface b)
{
	struct tn_diff_job *d = s->d;
	struct tn_arena *temp = &d->cx->temp;
	struct tn_mark mark = tn_mem_mark(temp);
	struct tn_map all = d->types.equal;
	tn_iface self_a = d->types.a_self, self_b = d->types.b_self;
	d->types.equal = tn_map_copy(temp, &all);
	d->types.a_self = b;
	d->types.b_self = a;
	tn_diff_interface(s, a, b);
	d->types.equal = all;
	d->types.a_self = self_a;
	d->types.b_self = self_b;
	tn_mem_reset(temp, mark);
}

/* An interface: its own package tells what is in it, else it is told here. */
static void diff_item_interface(const struct side *side, struct tn_str item, const struct tn_item *a,
	const struct tn_item *b)
{
	struct tn_diff_job *d = side->scope.d;
	const struct tn_interface *iface = &d->new->interfaces.ptr[b->interface];
	struct tn_diff_scope inner = tn_diff_behind(&side->scope, &a->meta);
	bool other = is_repointed(&inner, a, b, item);
	bool is_told = !other && iface->name && iface->package == side->told;
	if (!is_told && !other)
		diff_item_version(&inner, a, b, item);
	tn_diff_meta(&side->scope, item, &a->meta, &b->meta);
	if (is_told)
		return;
	inner.name = tn_str_format(d->arena, "%.*s, %.*s", TN_S(inner.name), TN_S(item));
	inner.is_foreign = inner.is_foreign || other || (iface->name && iface->package != side->package);
	if (other)
		diff_repointed(&inner, a->interface, b->interface);
	else
		tn_diff_interface(&inner, a->interface, b->interface);
}

static void diff_item(const struct side *side, const struct tn_item *a, const struct tn_item *b)
{
	static const char *const kinds[] = { "interface", "func", "type" };
	const struct tn_diff_scope *s = &side->scope;
	struct tn_str item = item_text(s->d, s->d->new, b, side->word);
	if (a->kind != b->kind) {
		struct tn_change *c =
			tn_diff_note(s, TN_CHANGE_CHANGED, item, s->less | s->more);
		c->old = tn_str_of(kinds[a->kind]);
		c->new = tn_str_of(kinds[b->kind]);
	} else if (a->kind == TN_ITEM_FUNC) {
		tn_diff_func(s, item, &a->func, &b->func);
	} else if (a->kind == TN_ITEM_TYPE) {
		tn_diff_type(s, b->key_name, a->type, b->type);
	} else {
		diff_item_interface(side, item, a, b);
	}
}

/*
 * A type that a world names costs its host nothing, but for a resource of its own. Once it is there
 * components import it by that name.
 */
static bool is_mere_name(const struct tn_wit *wit, const struct tn_item *item)
{
	return item->kind == TN_ITEM_TYPE && wit->types.ptr[item->type].kind != TN_DEF_RESOURCE;
}

static void item_came(const struct side *side, const struct tn_item *item)
{
	struct tn_diff_job *d = side->scope.d;
	struct tn_change *c = tn_diff_came(&side->scope, item_text(d, d->new, item, side->word),
		item_meta(d->new, item), is_mere_name(d->new, item) ? 0 : side->scope.more);
	if (item->kind == TN_ITEM_FUNC)
		c->new = tn_model_func_text(d->new, d->arena, &item->func);
}

static void item_went(const struct side *side, const struct tn_item *item)
{
	struct tn_diff_job *d = side->scope.d;
	struct tn_change *c = tn_diff_went(&side->scope, item_text(d, d->old, item, side->word),
		item_meta(d->old, item), side->scope.less);
	if (item->kind == TN_ITEM_FUNC)
		c->old = tn_model_func_text(d->old, d->arena, &item->func);
}

/* ---- who is whom ---- */

struct items {
	const struct tn_wit *wit;
	const struct tn_item *ptr;
	uint32_t len;
};

/* The name, with its version down to what counts: all of it, its track, nothing. */
enum precision { EXACT, TRACK, ANY_VERSION, PRECISIONS };

static tn_name key_of(const struct tn_diff_job *d, const struct tn_wit *wit,
	const struct tn_item *item, enum precision precision)
{
	tn_name full = tn_model_item_id(wit, item);
	struct tn_str id = tn_diff_name(d, full), version = version_of(id);
	if (precision == EXACT || !version.len)
		return full;
	size_t keep = id.len - version.len - 1;
	if (precision == TRACK)
		keep += 1 + tn_semver_track(version).len;
	return tn_ctx_name(d->cx, tn_str_sub(id, 0, keep));
}

/* Pairs what is left on both sides and has one name at this precision; partner[i]: a place in `old`. */
static void pair(const struct tn_diff_job *d, const struct items *old, const struct items *new,
	enum precision precision, bool *is_taken, uint32_t *partner)
{
	struct tn_map places = { .arena = d->arena };
	for (uint32_t i = old->len; i-- > 0;) {
		if (!is_taken[i])
			tn_map_put(&places, key_of(d, old->wit, &old->ptr[i], precision), i);
	}
	for (uint32_t i = 0; i < new->len; i++) {
		if (partner[i] != TN_MAP_NONE)
			continue;
		uint32_t at = tn_map_get(&places, key_of(d, new->wit, &new->ptr[i], precision));
		if (at == TN_MAP_NONE || is_taken[at])
			continue;
		partner[i] = at;
		is_taken[at] = true;
	}
}

/* Another version of an interface is a change, not another interface; but a world may have several. */
static uint32_t *partners(const struct tn_diff_job *d, const struct items *old, const struct items *new,
	bool *is_taken)
{
	uint32_t *partner = TN_NEWN(d->arena, uint32_t, new->len);
	for (uint32_t i = 0; i < new->len; i++)
		partner[i] = TN_MAP_NONE;
	for (enum precision p = EXACT; p < PRECISIONS; p++)
		pair(d, old, new, p, is_taken, partner);
	return partner;
}

static void diff_items(const struct side *side, const struct items *old, const struct items *new)
{
	struct tn_diff_job *d = side->scope.d;
	bool *is_taken = TN_NEWN(d->arena, bool, old->len);
	uint32_t *partner = partners(d, old, new, is_taken);
	for (uint32_t i = 0; i < new->len; i++) {
		if (partner[i] == TN_MAP_NONE)
			item_came(side, &new->ptr[i]);
		else
			diff_item(side, &old->ptr[partner[i]], &new->ptr[i]);
	}
	for (uint32_t i = 0; i < old->len; i++) {
		if (!is_taken[i])
			item_went(side, &old->ptr[i]);
	}
}

/* As assume_types, of what the worlds themselves name. */
static void assume_world_types(struct tn_diff_job *d, const struct tn_world_def *a,
	const struct tn_world_def *b)
{
	struct tn_map old = { .arena = d->arena };
	for (uint32_t i = 0; i < a->imports.len; i++) {
		if (a->imports.ptr[i].kind == TN_ITEM_TYPE)
			tn_map_put(&old, a->imports.ptr[i].key_name, a->imports.ptr[i].type);
	}
	for (uint32_t i = 0; i < b->imports.len; i++) {
		const struct tn_item *item = &b->imports.ptr[i];
		uint32_t was = tn_map_get(&old, item->key_name);
		if (item->kind == TN_ITEM_TYPE && was != TN_MAP_NONE)
			tn_subtype_assume(&d->types, item->type, was);
	}
}

/* What is told of a type behind a gate counts for nobody else: users tell it again. */
static void assume_ungated(struct tn_diff_job *d, tn_iface a, tn_iface b)
{
	const struct tn_interface *ib = &d->new->interfaces.ptr[b];
	for (uint32_t i = 0; i < ib->types.len; i++) {
		tn_def was = tn_model_find_type(d->old, a, ib->types.ptr[i].name);
		if (was != TN_NO_ID && !tn_diff_is_unstable(&d->old->types.ptr[was].meta))
			tn_subtype_assume(&d->types, ib->types.ptr[i].def, was);
	}
}

void tn_diff_assume_imports(struct tn_diff_job *d, tn_world a, tn_world b, tn_pkg told)
{
	const struct tn_world_def *wa = &d->old->worlds.ptr[a], *wb = &d->new->worlds.ptr[b];
	struct items old = { d->old, wa->imports.ptr, wa->imports.len };
	struct items new = { d->new, wb->imports.ptr, wb->imports.len };
	if (tn_diff_is_unstable(&wa->meta))
		return;
	uint32_t *partner = partners(d, &old, &new, TN_NEWN(d->arena, bool, old.len));
	for (uint32_t i = 0; i < new.len; i++) {
		const struct tn_item *is = &new.ptr[i];
		if (is->kind != TN_ITEM_INTERFACE || is->key_name || partner[i] == TN_MAP_NONE
			|| d->new->interfaces.ptr[is->interface].package == told)
			continue;
		const struct tn_item *was = &old.ptr[partner[i]];
		if (was->kind == TN_ITEM_INTERFACE && !tn_diff_is_unstable(&was->meta))
			assume_ungated(d, was->interface, is->interface);
	}
}

/* What changed at the world itself stands together, before what changed inside its imports and exports. */
static void put_own_first(struct tn_diff_job *d, uint32_t from, struct tn_str own)
{
	struct tn_change *changes = d->out->changes.ptr;
	uint32_t len = d->out->changes.len, at = from, inside = 0;
	struct tn_change *rest = TN_NEWN(d->arena, struct tn_change, len - from);
	for (uint32_t i = from; i < len; i++) {
		if (tn_str_eq(changes[i].scope, own))
			changes[at++] = changes[i];
		else
			rest[inside++] = changes[i];
	}
	for (uint32_t i = 0; i < inside; i++)
		changes[at + i] = rest[i];
}

void tn_diff_world(struct tn_diff_job *d, tn_world a, tn_world b, tn_pkg told, bool is_foreign)
{
	const struct tn_world_def *wa = &d->old->worlds.ptr[a], *wb = &d->new->worlds.ptr[b];
	struct tn_diff_scope all = { .d = d, .name = tn_diff_item(d, "world", wb->name),
		.less = TN_BREAKS_COMPONENTS | TN_BREAKS_HOSTS,
		.is_foreign = is_foreign };
	uint32_t from = d->out->changes.len;
	tn_diff_meta(&all, TN_NOSTR, &wa->meta, &wb->meta);
	all = tn_diff_behind(&all, &wa->meta);
	struct side imports = { all, "import", told, wb->package };
	struct side exports = { all, "export", told, wb->package };
	imports.scope.less = exports.scope.more = TN_BREAKS_COMPONENTS;
	imports.scope.more = exports.scope.less = TN_BREAKS_HOSTS;
	assume_world_types(d, wa, wb);
	diff_items(&imports, &(struct items){ d->old, wa->imports.ptr, wa->imports.len },
		&(struct items){ d->new, wb->imports.ptr, wb->imports.len });
	diff_items(&exports, &(struct items){ d->old, wa->exports.ptr, wa->exports.len },
		&(struct items){ d->new, wb->exports.ptr, wb->exports.len });
	put_own_first(d, from, all.name);
}
