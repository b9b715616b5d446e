/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Merging, turning worlds around, semver, nominal types: a loaded model in and out. */
#include "api/wit_change.h"

#include "wit/model/merge.h"
#include "wit/model/nominal.h"
#include "wit/model/turn.h"

struct change {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_loaded *loaded;
	const struct tenon_wit_options *options;
};

static tn_name name_of(const struct change *c, const char *text)
{
	return text ? tn_ctx_name(c->cx, tn_str_of(text)) : 0;
}

/*
 * The world that the option names; NULL: the only one. A component's world is the only one it has. Its package
 * becomes the main one, as it is what was asked for.
 */
static tn_world select_world(const struct change *c, const char *name, const char *option)
{
	if (!name && c->loaded->world != TN_NO_ID)
		return c->loaded->world;
	tn_world world = tn_load_select_by(c->loaded->wit, &c->loaded->main, 1, tn_str_of(name),
		tn_str_format(c->arena, "choose one with `%s`", option));
	if (world == TN_NO_ID)
		return world;
	c->loaded->wit->packages.ptr[c->loaded->main].is_root = false;
	c->loaded->main = c->loaded->wit->worlds.ptr[world].package;
	c->loaded->wit->packages.ptr[c->loaded->main].is_root = true;
	return world;
}

static bool merge(const struct change *c)
{
	bool done = true;
	for (const char *const *at = c->options->merge; done && at && *at; at++) {
		struct tn_str path = tn_str_of(*at);
		struct tn_loaded from;
		done = tn_load_paths(c->cx, c->arena, &path, 1, &from)
			&& tn_merge(c->loaded->wit, from.wit, NULL);
	}
	return done;
}

static bool importize(const struct change *c)
{
	tn_world world = select_world(c, c->options->importize_world, "--importize-world WORLD");
	return world != TN_NO_ID
		&& tn_turn_importize(c->loaded->wit, world, name_of(c, c->options->importize_name));
}

static bool exportize(const struct change *c)
{
	tn_world world = select_world(c, c->options->exportize_world, "--exportize-world WORLD");
	TN_VEC(tn_name) only = { 0 };
	const char *const *list = c->options->exportize_imports;
	for (; list && *list; list++)
		*TN_PUSH(c->arena, &only) = name_of(c, *list);
	return world != TN_NO_ID
		&& tn_turn_exportize(c->loaded->wit, world, name_of(c, c->options->exportize_name),
			only.ptr, only.len);
}

static bool merge_imports(const struct change *c)
{
	tn_world world = select_world(c, c->options->merge_imports_world,
		"--merge-world-imports-based-on-semver WORLD");
	return world != TN_NO_ID && tn_merge_world_imports_based_on_semver(c->loaded->wit, world);
}

static bool nominal(const struct change *c)
{
	tn_world world = select_world(c, c->options->nominal_world,
		"--generate-nominal-type-ids WORLD");
	if (world != TN_NO_ID)
		tn_nominal_world(c->loaded->wit, world);
	return world != TN_NO_ID;
}

static void forget(struct tn_member *members, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		members[i].docs = 0;
}

static void forget_func(struct tn_func *func)
{
	func->meta.docs = 0;
	forget(func->params.ptr, func->params.len);
}

/* Text is printed without docs; in JSON and binaries it is the model that has none. */
static void forget_docs(struct tn_wit *wit)
{
	for (uint32_t i = 0; i < wit->packages.len; i++)
		wit->packages.ptr[i].docs = 0;
	for (uint32_t i = 0; i < wit->types.len; i++) {
		wit->types.ptr[i].meta.docs = 0;
		forget(wit->types.ptr[i].members.ptr, wit->types.ptr[i].members.len);
	}
	for (uint32_t i = 0; i < wit->interfaces.len; i++) {
		struct tn_interface *iface = &wit->interfaces.ptr[i];
		iface->meta.docs = 0;
		for (uint32_t f = 0; f < iface->functions.len; f++)
			forget_func(&iface->functions.ptr[f]);
	}
	for (uint32_t i = 0; i < wit->worlds.len; i++) {
		struct tn_world_def *world = &wit->worlds.ptr[i];
		world->meta.docs = 0;
		for (uint32_t k = 0; k < world->imports.len + world->exports.len; k++) {
			struct tn_item *item = k < world->imports.len
				? &world->imports.ptr[k]
				: &world->exports.ptr[k - world->imports.len];
			item->meta.docs = 0;
			forget_func(&item->func);
		}
	}
}

bool tn_wit_change(struct tn_ctx *cx, struct tn_arena *arena, struct tn_loaded *loaded,
	const struct tenon_wit_options *options)
{
	struct change c = { cx, arena, loaded, options };
	bool done = merge(&c)
		&& (!(options->importize || options->importize_world) || importize(&c))
		&& (!(options->exportize || options->exportize_world) || exportize(&c))
		&& (!options->merge_imports_world || merge_imports(&c))
		&& (!options->nominal_world || nominal(&c));
	if (done && options->no_docs)
		forget_docs(loaded->wit);
	return done;
}
