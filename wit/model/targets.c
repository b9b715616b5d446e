/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A component's world and a wanted world in, misfits out; see targets.h. */
#include "wit/model/targets.h"

#include "base/semver.h"
#include "wit/model/live.h"
#include "wit/model/subtype.h"

/* Imports or exports of a world, found by name. */
struct side {
	const struct tn_wit *wit;
	const struct tn_item *items;
	uint32_t count;
	struct tn_map by_key;   /* key_of -> index */
	struct tn_map by_plain; /* name without a version -> the first index */
};

struct targets {
	const struct tn_wit *component, *wit;
	struct tn_ctx *cx;
	struct tn_arena *arena; /* the wanted world's */
	const struct tn_world_def *world, *made; /* the wanted one, and that of the component */
	bool semver, any_version;
	struct tn_live live; /* with any_version: what components made for the world do import */
	struct tn_str subject;
	const struct tn_targets_options *options;
	bool failed;
	bool is_told; /* how imports can be allowed */
};

static struct tn_str text(const struct targets *t, tn_name name)
{
	return tn_ctx_text(t->cx, name);
}

/* "a:b/c@0.2" of "a:b/c@0.2.3" when versions need only be compatible; "a:b/c" when any will do. */
static tn_name key_of(const struct targets *t, const struct tn_wit *wit, const struct tn_item *item)
{
	tn_name id = tn_model_item_id(wit, item);
	struct tn_str full = text(t, id);
	size_t at = tn_str_find(full, '@', 0);
	if (!(t->semver || t->any_version) || item->key_name || at == (size_t)-1)
		return id;
	if (t->any_version)
		return tn_ctx_name(t->cx, tn_str_sub(full, 0, at));
	struct tn_str track = tn_semver_track(tn_str_sub(full, at + 1, full.len));
	return tn_ctx_name(t->cx, tn_str_sub(full, 0, at + 1 + track.len));
}

static tn_name plain_of(const struct targets *t, struct tn_str name)
{
	return tn_ctx_name(t->cx, tn_str_sub(name, 0, tn_str_find(name, '@', 0)));
}

static struct side index_items(const struct targets *t, const struct tn_wit *wit,
	const struct tn_item *items, uint32_t count)
{
	struct side side = { wit, items, count, { .arena = t->arena }, { .arena = t->arena } };
	for (uint32_t i = 0; i < count; i++) {
		tn_name plain = plain_of(t, text(t, tn_model_item_id(wit, &items[i])));
		tn_map_put(&side.by_key, key_of(t, wit, &items[i]), i);
		if (tn_map_get(&side.by_plain, plain) == TN_MAP_NONE)
			tn_map_put(&side.by_plain, plain, i);
	}
	return side;
}

static struct tn_str kind_text(enum tn_item_kind kind)
{
	return kind == TN_ITEM_FUNC ? TN_STR("function")
		: kind == TN_ITEM_TYPE ? TN_STR("type")
				       : TN_STR("interface");
}

/* An item that came with another, through what that one uses, stands where its world does. */
static struct tn_span place_of(const struct tn_item *item, const struct tn_world_def *world)
{
	return item->meta.span.source ? item->meta.span : world->meta.span;
}

/* ---- what is missing ---- */

/* The nearest name among items that are there: another version of it, or a spelling. */
static const struct tn_item *nearest(const struct targets *t, const struct side *side,
	struct tn_str name, const struct tn_diag *d, bool *is_version)
{
	const struct tn_item *best = NULL;
	unsigned least = name.len < 9 ? (unsigned)name.len / 3 + 1 : 4;
	uint32_t at = tn_map_get(&side->by_plain, plain_of(t, name));
	*is_version = at != TN_MAP_NONE;
	if (*is_version)
		return &side->items[at];
	for (uint32_t i = 0; i < side->count && tn_diag_may_guess(t->cx, d); i++) {
		struct tn_str other = text(t, tn_model_item_id(side->wit, &side->items[i]));
		unsigned distance = tn_str_distance(name, other, least);
		if (distance < least) {
			least = distance;
			best = &side->items[i];
		}
	}
	return best;
}

static bool hint(const struct targets *t, struct tn_diag *d, const struct side *side,
	struct tn_str name, const char *who)
{
	bool is_version;
	const struct tn_item *near = nearest(t, side, name, d, &is_version);
	if (!near)
		return false;
	struct tn_str other = text(t, tn_model_item_id(side->wit, near));
	size_t a = tn_str_find(name, '@', 0), b = tn_str_find(other, '@', 0);
	bool compatible = is_version && a != (size_t)-1 && b != (size_t)-1
		&& tn_semver_compatible(tn_str_sub(name, a + 1, name.len),
			tn_str_sub(other, b + 1, other.len));
	tn_diag_hint(t->cx, d, "%s has `%.*s`%s", who, TN_S(other),
		compatible ? ", a compatible version: `--semver-compatible` lets it count" : "");
	return true;
}

/* A component often stands on more than its world says, WASI for one. Said once. */
static void hint_allow(struct targets *t, struct tn_diag *d, struct tn_str name)
{
	size_t colon = tn_str_find(name, ':', 0);
	if (t->is_told || t->any_version || colon == (size_t)-1)
		return;
	t->is_told = true;
	tn_diag_hint(t->cx, d, "if whoever runs it has this anyway: `--allow-import '%.*s:*'`",
		(int)colon, name.ptr);
}

static void missing_import(struct targets *t, const struct tn_item *item, const struct side *offered)
{
	struct tn_str name = text(t, tn_model_item_id(t->component, item));
	if (t->options && tn_targets_allows(t->options, name))
		return;
	struct tn_diag *d = tn_diag_error(t->cx, TN_E_MISSING_IMPORT, place_of(item, t->made),
		"%.*s imports %.*s `%.*s`, which world `%.*s` does not offer", TN_S(t->subject),
		TN_S(kind_text(item->kind)), TN_S(name), TN_S(text(t, t->world->name)));
	if (!hint(t, d, offered, name, "the world"))
		hint_allow(t, d, name);
	t->failed = true;
}

static void missing_export(struct targets *t, const struct tn_item *item,
	const struct side *given)
{
	struct tn_str name = text(t, tn_model_item_id(t->wit, item));
	struct tn_diag *d = tn_diag_error(t->cx, TN_E_MISSING_EXPORT, place_of(item, t->world),
		"world `%.*s` exports %.*s `%.*s`, which %.*s does not have",
		TN_S(text(t, t->world->name)), TN_S(kind_text(item->kind)), TN_S(name),
		TN_S(t->subject));
	hint(t, d, given, name, "it");
	t->failed = true;
}

/* ---- what differs ---- */

/* Who is compared with whom, for the messages. */
struct pair {
	struct targets *t;
	bool is_import;
	const struct tn_item *wanted;
	struct tn_str name;
};

static void misfit(const struct pair *p, struct tn_str reason, struct tn_span given,
	struct tn_span wanted)
{
	struct tn_span span = wanted.source
		? wanted : place_of(p->wanted, p->is_import ? p->t->made : p->t->world);
	struct tn_str who = p->is_import ? TN_STR("the world offers") : p->t->subject;
	struct tn_diag *d = tn_diag_error(p->t->cx, TN_E_TYPE_MISMATCH, span,
		"%.*s%s something else for %s `%.*s`: %.*s", TN_S(who), p->is_import ? "" : " has",
		p->is_import ? "import" : "export", TN_S(p->name), TN_S(reason));
	if (given.source)
		tn_diag_note(p->t->cx, d, given, "the other one is here");
	p->t->failed = true;
}

/* A component leaves out of its imports the types that nothing it does speaks of. */
static bool is_left_out(const struct pair *p, const struct tn_mismatch *why)
{
	const struct targets *t = p->t;
	if (!t->any_version || !p->is_import || p->wanted->kind != TN_ITEM_INTERFACE
		|| (why->kind != TN_MISMATCH_TYPE && why->kind != TN_MISMATCH_MISSING_TYPE))
		return false;
	tn_def def = tn_model_find_type(t->component, p->wanted->interface, why->name);
	return def != TN_NO_ID && tn_map_get(&t->live.seen, def) == TN_MAP_NONE;
}

static bool report(void *user, const struct tn_mismatch *why)
{
	const struct pair *p = user;
	if (is_left_out(p, why))
		return true;
	misfit(p, tn_subtype_text(p->t->wit, p->t->arena, why), why->a_span, why->b_span);
	return true;
}

/* `given` must do for `wanted`. */
static void compare(struct targets *t, const struct tn_wit *given_wit, const struct tn_item *given,
	const struct tn_wit *wanted_wit, const struct tn_item *wanted, bool is_import)
{
	struct tn_subtype s;
	struct tn_mismatch why = { .kind = TN_MISMATCH_NONE };
	struct pair pair = { t, is_import, wanted, text(t, tn_model_item_id(wanted_wit, wanted)) };
	tn_subtype_init(&s, given_wit, wanted_wit, t->arena);
	s.any_version = t->any_version;
	if (given->kind != wanted->kind) {
		struct tn_str reason = tn_str_format(t->arena, "a %.*s instead of a %.*s",
			TN_S(kind_text(given->kind)), TN_S(kind_text(wanted->kind)));
		misfit(&pair, reason, given->meta.span, wanted->meta.span);
	} else if (given->kind == TN_ITEM_INTERFACE) {
		tn_subtype_each(&s, given->interface, wanted->interface, report, &pair);
	} else if (given->kind == TN_ITEM_FUNC) {
		bool fits = tn_subtype_func(&s, &given->func, &wanted->func, &why);
		why.name = 0;
		if (!fits)
			report(&pair, &why);
	} else if (!tn_subtype_type(&s, tn_ty_of(given->type), tn_ty_of(wanted->type), &why)) {
		report(&pair, &why);
	}
}

/* ---- which resource is which ---- */

static bool has_interface(const struct targets *t, const struct side *exports, tn_iface iface)
{
	tn_name id = tn_model_interface_id(exports->wit, iface);
	return tn_map_get(&exports->by_plain, plain_of(t, text(t, id))) != TN_MAP_NONE;
}

/* The other interface that a resource of this name is taken from, through all `use`s; or TN_NO_ID. */
static tn_iface home_of(const struct tn_wit *wit, tn_iface iface, tn_name name)
{
	tn_def def = tn_model_find_type(wit, iface, name);
	tn_ty ty = def == TN_NO_ID ? TN_TY_NONE : tn_model_resolve(wit, tn_ty_of(def));
	if (!tn_ty_is_def(ty))
		return TN_NO_ID;
	const struct tn_typedef *type = &wit->types.ptr[tn_ty_def(ty)];
	bool is_other = type->kind == TN_DEF_RESOURCE && type->owner_kind == TN_OWNER_INTERFACE
		&& type->owner != iface;
	return is_other ? type->owner : TN_NO_ID;
}

/*
 * What an exported interface takes from another comes from the export of that one where there is one, else
 * from its import: WIT.md "Transitive imports and worlds". The two are different resources.
 */
static void compare_origins(struct targets *t, const struct side *given, const struct tn_item *have,
	const struct side *wanted, const struct tn_item *want)
{
	if (have->kind != TN_ITEM_INTERFACE || want->kind != TN_ITEM_INTERFACE)
		return;
	struct pair pair = { t, false, want, text(t, tn_model_item_id(wanted->wit, want)) };
	const struct tn_interface *iface = &wanted->wit->interfaces.ptr[want->interface];
	for (uint32_t i = 0; i < iface->types.len; i++) {
		tn_name name = iface->types.ptr[i].name;
		tn_iface source = home_of(wanted->wit, want->interface, name);
		tn_iface home = home_of(given->wit, have->interface, name);
		/* The other way round an export is missing, which is said elsewhere. */
		if (source == TN_NO_ID || home == TN_NO_ID || has_interface(t, wanted, source)
			|| !has_interface(t, given, home))
			continue;
		struct tn_str reason = tn_str_format(t->arena,
			"resource `%.*s` is that of the exported interface `%.*s`, not of the imported one",
			TN_S(text(t, name)), TN_S(text(t, tn_model_interface_id(wanted->wit, source))));
		misfit(&pair, reason, have->meta.span, want->meta.span);
	}
}

/* ---- what components made for a world do import ---- */

/* Of an exported interface only what it takes from others: its own types are not imported. */
static void mark_export(struct targets *t, const struct tn_item *item)
{
	if (item->kind != TN_ITEM_INTERFACE) {
		tn_live_add_item(&t->live, item);
		return;
	}
	struct tn_live own;
	tn_live_begin(&own, t->component, t->arena);
	tn_live_add_item(&own, item);
	for (uint32_t i = 0; i < own.order.len; i++) {
		const struct tn_typedef *type = &t->component->types.ptr[own.order.ptr[i]];
		if (type->owner_kind != TN_OWNER_INTERFACE || type->owner != item->interface)
			tn_live_add_type(&t->live, tn_ty_of(own.order.ptr[i]));
	}
}

/* Functions with all they speak of; resources, which can be dropped at least. */
static void mark_import(struct targets *t, const struct tn_item *item)
{
	if (item->kind != TN_ITEM_INTERFACE) {
		tn_live_add_item(&t->live, item);
		return;
	}
	const struct tn_interface *iface = &t->component->interfaces.ptr[item->interface];
	for (uint32_t i = 0; i < iface->functions.len; i++)
		tn_live_add_func(&t->live, &iface->functions.ptr[i]);
	for (uint32_t i = 0; i < iface->types.len; i++) {
		tn_def def = iface->types.ptr[i].def;
		if (t->component->types.ptr[def].kind == TN_DEF_RESOURCE)
			tn_live_add_type(&t->live, tn_ty_of(def));
	}
}

static void mark_live(struct targets *t, const struct tn_world_def *w)
{
	tn_live_begin(&t->live, t->component, t->arena);
	for (uint32_t i = 0; i < w->imports.len; i++)
		mark_import(t, &w->imports.ptr[i]);
	for (uint32_t i = 0; i < w->exports.len; i++)
		mark_export(t, &w->exports.ptr[i]);
}

static bool is_imported(const struct targets *t, const struct tn_item *item)
{
	if (item->kind != TN_ITEM_INTERFACE)
		return true;
	const struct tn_interface *iface = &t->component->interfaces.ptr[item->interface];
	for (uint32_t i = 0; i < iface->types.len; i++) {
		if (tn_map_get(&t->live.seen, iface->types.ptr[i].def) != TN_MAP_NONE)
			return true;
	}
	return iface->functions.len > 0;
}

bool tn_targets_allows(const struct tn_targets_options *o, struct tn_str name)
{
	struct tn_str plain = tn_str_sub(name, 0, tn_str_find(name, '@', 0));
	for (uint32_t i = 0; i < o->allowed_count; i++) {
		if (tn_str_matches(name, o->allowed[i]) || tn_str_matches(plain, o->allowed[i]))
			return true;
	}
	return false;
}

bool tn_targets_check(const struct tn_wit *component_wit, tn_world component,
	const struct tn_wit *wit, tn_world world, const struct tn_targets_options *o)
{
	struct targets t = { .component = component_wit, .wit = wit, .cx = wit->cx,
		.arena = wit->arena, .world = &wit->worlds.ptr[world], .options = o };
	t.semver = o && o->semver_compatible;
	t.any_version = o && o->any_version;
	t.subject = o && o->subject.len ? o->subject : TN_STR("the component");
	const struct tn_world_def *c = t.made = &component_wit->worlds.ptr[component];
	struct side offered = index_items(&t, wit, t.world->imports.ptr, t.world->imports.len);
	struct side given = index_items(&t, component_wit, c->exports.ptr, c->exports.len);
	struct side wanted = index_items(&t, wit, t.world->exports.ptr, t.world->exports.len);
	if (t.any_version)
		mark_live(&t, c);
	for (uint32_t i = 0; i < c->imports.len; i++) {
		const struct tn_item *item = &c->imports.ptr[i];
		uint32_t at = tn_map_get(&offered.by_key, key_of(&t, component_wit, item));
		if (t.any_version && !is_imported(&t, item))
			continue;
		if (at == TN_MAP_NONE)
			missing_import(&t, item, &offered);
		else
			compare(&t, wit, &offered.items[at], component_wit, item, true);
	}
	for (uint32_t i = 0; i < t.world->exports.len; i++) {
		const struct tn_item *item = &t.world->exports.ptr[i];
		uint32_t at = tn_map_get(&given.by_key, key_of(&t, wit, item));
		if (at == TN_MAP_NONE) {
			missing_export(&t, item, &given);
			continue;
		}
		compare(&t, component_wit, &given.items[at], wit, item, false);
		if (t.any_version)
			compare_origins(&t, &given, &given.items[at], &wanted, item);
	}
	return !t.failed;
}
