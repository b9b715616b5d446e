/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The names of a scope in, what takes what's name out; see unique.h. */
#include "wit/model/unique.h"

#include "wit/model/elaborate.h"

struct label {
	tn_name name;
	struct tn_span span;
};

struct scope {
	struct tn_wit *wit;
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_str context;
	tn_iface interface; /* the context where there is none */
	struct tn_map places; /* folded name -> place in labels */
	TN_VEC(struct label) labels;
	bool clashes;
};

static struct scope begin(struct tn_wit *wit, struct tn_str context)
{
	struct tn_arena *arena = &wit->cx->temp;
	return (struct scope){
		.wit = wit, .cx = wit->cx, .arena = arena, .context = context, .places.arena = arena
	};
}

struct tn_str tn_unique_context(const struct tn_wit *wit, tn_iface id, struct tn_arena *arena)
{
	const struct tn_interface *iface = &wit->interfaces.ptr[id];
	if (!iface->name || iface->package == TN_NO_ID)
		return TN_STR("an interface of both worlds");
	struct tn_str package = tn_ctx_text(wit->cx, tn_model_package_id(wit, iface->package));
	return tn_str_format(arena, "package `%.*s`, interface `%.*s`", TN_S(package),
		TN_S(tn_ctx_text(wit->cx, iface->name)));
}

static void add(struct scope *s, tn_name name, struct tn_span span)
{
	struct tn_str text = tn_ctx_text(s->cx, name);
	tn_name folded = tn_ctx_name(
		s->cx, tn_elaborate_fold(text, tn_mem_raw(s->arena, text.len)));
	uint32_t at = tn_map_get(&s->places, TN_KEY(0, folded));
	if (at == TN_MAP_NONE) {
		tn_map_put(&s->places, TN_KEY(0, folded), s->labels.len);
		*TN_PUSH(s->arena, &s->labels) = (struct label){ name, span };
		return;
	}
	const struct label *first = &s->labels.ptr[at];
	struct tn_str context = s->context.len ? s->context : tn_unique_context(s->wit, s->interface, s->arena);
	struct tn_diag *diag = tn_diag_error(s->cx, TN_E_MERGE_CONFLICT, span,
		"%.*s: name `%.*s` conflicts with previous name `%.*s`", TN_S(context), TN_S(text),
		TN_S(tn_ctx_text(s->cx, first->name)));
	tn_diag_note(s->cx, diag, first->span, "the other one is here");
	if (first->name != name)
		tn_diag_hint(s->cx, diag, "names that differ only in case and hyphens count as the same");
	s->clashes = true;
}

bool tn_unique_interface(struct tn_wit *wit, tn_iface id, struct tn_str context)
{
	struct tn_mark mark = tn_mem_mark(&wit->cx->temp);
	const struct tn_interface *iface = &wit->interfaces.ptr[id];
	struct scope s = begin(wit, context);
	s.interface = id;
	for (uint32_t i = 0; i < iface->types.len; i++)
		add(&s, iface->types.ptr[i].name, wit->types.ptr[iface->types.ptr[i].def].meta.span);
	for (uint32_t i = 0; i < iface->functions.len; i++)
		add(&s, iface->functions.ptr[i].name, iface->functions.ptr[i].meta.span);
	tn_mem_reset(&wit->cx->temp, mark);
	return !s.clashes;
}

bool tn_unique_items(struct tn_wit *wit, const struct tn_item *items, uint32_t count, struct tn_str context)
{
	struct tn_mark mark = tn_mem_mark(&wit->cx->temp);
	struct scope s = begin(wit, context);
	for (uint32_t i = 0; i < count; i++) {
		if (items[i].key_name)
			add(&s, items[i].key_name,
				tn_model_item_span(&items[i]));
	}
	tn_mem_reset(&wit->cx->temp, mark);
	return !s.clashes;
}
