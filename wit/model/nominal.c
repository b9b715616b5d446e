/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A world in, the same world with one definition a type out; see nominal.h. */
#include "wit/model/nominal.h"

#include "wit/model/clone.h"

struct nominal {
	struct tn_wit *wit;
	struct tn_clone clone;
	struct tn_map seen;   /* interfaces met so far */
	struct tn_map copied; /* those that got a copy under their own name: others may use them */
};

struct job {
	tn_iface iface;
	uint32_t item;
	bool is_label;
};

/* Nothing can use the types of an item under a label; so they are looked at, and copied, last. */
static bool is_label(const struct tn_item *item)
{
	return item->key_name != 0;
}

static bool needs_copied(const struct nominal *n, tn_iface id)
{
	const struct tn_interface *iface = &n->wit->interfaces.ptr[id];
	for (uint32_t i = 0; i < iface->types.len; i++) {
		tn_iface from = tn_model_use_source(n->wit, iface->types.ptr[i].def);
		if (from != TN_NO_ID && tn_map_get(&n->copied, from) != TN_MAP_NONE)
			return true;
	}
	return false;
}

static bool must_copy(struct nominal *n, const struct tn_item *item)
{
	bool again = !tn_map_put(&n->seen, item->interface, 0);
	if (!again && !needs_copied(n, item->interface))
		return false;
	if (!is_label(item))
		tn_map_put(&n->copied, item->interface, 0);
	return true;
}

static void copy(struct nominal *n, struct tn_item *item, bool label)
{
	uint32_t mark = n->clone.log.len;
	tn_pkg package = n->wit->interfaces.ptr[item->interface].package;
	item->interface = tn_clone_interface(&n->clone, item->interface, package);
	if (label)
		tn_clone_undo(&n->clone, mark);
}

/* The jobs of one interface together, where the first of them stands; labels among them first. */
static void run_jobs(struct nominal *n, struct tn_item *items, const struct job *jobs, uint32_t count)
{
	struct tn_map done = { .arena = n->wit->arena };
	for (uint32_t i = 0; i < count; i++) {
		if (!tn_map_put(&done, jobs[i].iface, 0))
			continue;
		for (int label = 1; label >= 0; label--) {
			for (uint32_t k = i; k < count; k++) {
				if (jobs[k].iface == jobs[i].iface && jobs[k].is_label == (label == 1))
					copy(n, &items[jobs[k].item], label == 1);
			}
		}
	}
}

static void nominalize(struct nominal *n, struct tn_item *items, uint32_t count)
{
	TN_VEC(struct job) jobs = { 0 };
	for (int label = 0; label < 2; label++) {
		for (uint32_t i = 0; i < count; i++) {
			const struct tn_item *item = &items[i];
			if (item->kind != TN_ITEM_INTERFACE || is_label(item) != (label == 1)
				|| !must_copy(n, item))
				continue;
			*TN_PUSH(n->wit->arena, &jobs) =
				(struct job){ item->interface, i, is_label(item) };
		}
	}
	run_jobs(n, items, jobs.ptr, jobs.len);
}

void tn_nominal_world(struct tn_wit *wit, tn_world id)
{
	struct nominal n = { .wit = wit };
	struct tn_clone_owner owner = { TN_OWNER_WORLD, id };
	tn_clone_init(&n.clone, wit, owner, owner);
	n.seen.arena = n.copied.arena = wit->arena;
	struct tn_world_def *world = &wit->worlds.ptr[id];
	nominalize(&n, world->imports.ptr, world->imports.len);
	nominalize(&n, world->exports.ptr, world->exports.len);
}
