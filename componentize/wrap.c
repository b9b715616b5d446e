/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A plan in, a component's bytes out; see wrap.h. */
#include "componentize/wrap.h"

struct tn_typenc tn_wrap_encoder(struct tn_wrap *w, enum tn_wrap_types types, tn_iface iface)
{
	return (struct tn_typenc){
		.wit = w->plan->wit,
		.arena = w->arena,
		.scope = w->root,
		.outer = w->root,
		.interface = iface,
		.maps = &w->maps,
		.instances = &w->instances,
		.flavour = types == TN_WRAP_WORLD_TYPES ? &tn_typenc_import : &tn_typenc_bare,
	};
}

void tn_wrap_check(struct tn_wrap *w, const struct tn_typenc *enc)
{
	w->failed |= enc->failed;
}

struct tn_extern_name tn_wrap_name(struct tn_wrap *w, enum tn_typenc_side side,
	const struct tn_item *item, struct tn_extern_name name)
{
	return tn_typenc_give(w->cx, &w->given, side, item->meta.span, name, &w->failed);
}

struct tn_node *tn_wrap_label(struct tn_wrap *w, struct tn_node *node, struct tn_str label)
{
	if (w->plan->options.debug_names)
		node->label = tn_ctx_name(w->cx, label);
	return node;
}

struct tn_node *tn_wrap_core_alias(
	struct tn_wrap *w, enum tn_core_kind kind, struct tn_node *instance, struct tn_str name)
{
	tn_name text = tn_ctx_name(w->cx, name);
	uint64_t key = TN_KEY(instance->id, text);
	uint32_t known = tn_map_get(&w->alias_index, key);
	if (known != TN_MAP_NONE)
		return w->aliases.ptr[known];
	enum tn_sort sort = (enum tn_sort)(TN_SORT_CORE_FUNC + kind);
	struct tn_node *node = tn_ir_alias_core_export(w->root, sort, instance, text);
	tn_map_put(&w->alias_index, key, w->aliases.len);
	*TN_PUSH(w->arena, &w->aliases) = node;
	return tn_wrap_label(w, node, name);
}

static void begin(struct tn_wrap *w, struct tn_plan *plan, const struct tn_wrap_options *options)
{
	struct tn_arena *arena = plan->arena;
	*w = (struct tn_wrap){ .cx = plan->cx, .arena = arena, .plan = plan, .options = *options };
	w->root = tn_ir_scope(tn_ir_new(plan->cx, arena), TN_SCOPE_COMPONENT, NULL);
	w->functions = TN_NEWN(arena, struct tn_node *, tn_plan_world(plan)->imports.len);
	w->modules = TN_NEWN(arena, struct tn_node *, plan->part_count);
	w->parts = TN_NEWN(arena, struct tn_node *, plan->part_count);
	w->alias_index.arena = w->hook_index.arena = arena;
	tn_typenc_give_begin(&w->given, arena, options->canonical_names);
}

struct tn_bytes tn_wrap_component(struct tn_plan *plan, const struct tn_wrap_options *options,
	void (*arrange)(void *user, struct tn_fixup *fix), void *user)
{
	struct tn_wrap w;
	begin(&w, plan, options);
	tn_wrap_imports(&w);
	if (w.failed)
		return (struct tn_bytes){ NULL, 0 };
	tn_wrap_core(&w, arrange, user);
	for (uint32_t part = 0; part < plan->part_count; part++)
		tn_wrap_exports(&w, part);
	if (plan->options.debug_names)
		tn_ir_names(w.root);
	tn_ir_custom(w.root, TN_STR("producers"), tn_producers_self(plan->arena));
	if (w.failed)
		return (struct tn_bytes){ NULL, 0 };
	return tn_irwrite_component(plan->arena, w.root);
}
