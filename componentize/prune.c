/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A module and the exports to keep in, what they reach out; see prune.h. */
#include "componentize/prune.h"

static void mark(void *user, enum tn_corespace space, uint32_t index)
{
	struct tn_prune *p = user;
	if (index >= p->count[space] || p->live[space][index])
		return;
	p->live[space][index] = true;
	*TN_PUSH(p->arena, &p->work) = (struct tn_prune_item){ space, index };
}

static void mark_type_of(struct tn_prune *p, tn_core_ty type)
{
	tn_coreedit_type_uses(type, mark, p);
}

static void mark_sig(struct tn_prune *p, const struct tn_core_sig *sig)
{
	for (uint32_t i = 0; i < sig->param_count; i++)
		mark_type_of(p, sig->params[i]);
	for (uint32_t i = 0; i < sig->result_count; i++)
		mark_type_of(p, sig->results[i]);
}

/* A type lives with its recursion group, since its identity is that of the group. */
static void follow_type(struct tn_prune *p, uint32_t index)
{
	const struct tn_core_type *type = &p->module->types.ptr[index];
	for (uint32_t i = 0; i < type->group_size; i++)
		mark(p, TN_CORESPACE_TYPE, type->group + i);
	if (type->super != UINT32_MAX)
		mark(p, TN_CORESPACE_TYPE, type->super);
	mark_sig(p, &type->sig);
	for (uint32_t i = 0; i < type->field_count; i++)
		mark_type_of(p, type->fields[i].type);
}

static void follow_func(struct tn_prune *p, uint32_t index)
{
	const struct tn_module *m = p->module;
	mark(p, TN_CORESPACE_TYPE, m->funcs.ptr[index].type);
	if (index < m->imported[TN_CORE_KIND_FUNC])
		return;
	struct tn_bytes body = m->bodies.ptr[index - m->imported[TN_CORE_KIND_FUNC]];
	struct tn_reader r = tn_reader_new(body, body.ptr);
	uint32_t runs = tn_reader_count(&r, 2);
	for (uint32_t i = 0; i < runs && !r.error; i++) {
		tn_reader_u32(&r);
		mark_type_of(p, tn_coretype_value(&r));
	}
	tn_coreedit_uses_all((struct tn_bytes){ r.at, (size_t)(r.end - r.at) }, mark, p);
}

static void follow_global(struct tn_prune *p, uint32_t index)
{
	const struct tn_module *m = p->module;
	mark_type_of(p, m->globals.ptr[index].value);
	uint32_t imported = m->imported[TN_CORE_KIND_GLOBAL];
	if (index >= imported)
		tn_coreedit_uses_all(m->global_inits.ptr[index - imported], mark, p);
}

static void follow_table(struct tn_prune *p, uint32_t index)
{
	const struct tn_module *m = p->module;
	mark_type_of(p, m->tables.ptr[index].value);
	uint32_t imported = m->imported[TN_CORE_KIND_TABLE];
	if (index >= imported && m->table_inits.ptr[index - imported].ptr)
		tn_coreedit_uses_all(m->table_inits.ptr[index - imported], mark, p);
	for (uint32_t i = 0; i < m->elems.len; i++) {
		if (m->elems.ptr[i].mode == TN_CORE_ACTIVE && m->elems.ptr[i].table == index)
			mark(p, TN_CORESPACE_ELEM, i);
	}
}

static void follow_memory(struct tn_prune *p, uint32_t index)
{
	const struct tn_module *m = p->module;
	for (uint32_t i = 0; i < m->datas.len; i++) {
		if (m->datas.ptr[i].mode == TN_CORE_ACTIVE && m->datas.ptr[i].memory == index)
			mark(p, TN_CORESPACE_DATA, i);
	}
}

static void follow_elem(struct tn_prune *p, uint32_t index)
{
	const struct tn_core_elem *elem = &p->module->elems.ptr[index];
	struct tn_reader r = tn_reader_new(elem->items, elem->items.ptr);
	if (elem->mode == TN_CORE_ACTIVE) {
		mark(p, TN_CORESPACE_TABLE, elem->table);
		tn_coreedit_uses_all(elem->offset, mark, p);
	}
	mark_type_of(p, elem->type);
	for (uint32_t i = 0; i < elem->count && !r.error; i++) {
		if (elem->has_exprs)
			tn_coreedit_uses_all(tn_coreinstr_skip_expr(&r), mark, p);
		else
			mark(p, TN_CORESPACE_FUNC, tn_reader_u32(&r));
	}
}

static void follow_data(struct tn_prune *p, uint32_t index)
{
	const struct tn_core_data *data = &p->module->datas.ptr[index];
	if (data->mode != TN_CORE_ACTIVE)
		return;
	mark(p, TN_CORESPACE_MEMORY, data->memory);
	tn_coreedit_uses_all(data->offset, mark, p);
}

static void follow(struct tn_prune *p, struct tn_prune_item item)
{
	switch (item.space) {
	case TN_CORESPACE_FUNC:
		follow_func(p, item.index);
		return;
	case TN_CORESPACE_TABLE:
		follow_table(p, item.index);
		return;
	case TN_CORESPACE_MEMORY:
		follow_memory(p, item.index);
		return;
	case TN_CORESPACE_GLOBAL:
		follow_global(p, item.index);
		return;
	case TN_CORESPACE_TAG:
		mark(p, TN_CORESPACE_TYPE, p->module->tags.ptr[item.index].type);
		return;
	case TN_CORESPACE_TYPE:
		follow_type(p, item.index);
		return;
	case TN_CORESPACE_ELEM:
		follow_elem(p, item.index);
		return;
	case TN_CORESPACE_DATA:
		follow_data(p, item.index);
		return;
	case TN_CORESPACE_COUNT:
		return;
	}
}

void tn_prune_mark(struct tn_prune *p, struct tn_arena *arena, const struct tn_module *module,
	const bool *keep)
{
	*p = (struct tn_prune){ .arena = arena, .module = module };
	const uint32_t counts[TN_CORESPACE_COUNT] = {
		[TN_CORESPACE_FUNC] = module->funcs.len,
		[TN_CORESPACE_TABLE] = module->tables.len,
		[TN_CORESPACE_MEMORY] = module->memories.len,
		[TN_CORESPACE_GLOBAL] = module->globals.len,
		[TN_CORESPACE_TAG] = module->tags.len,
		[TN_CORESPACE_TYPE] = module->types.len,
		[TN_CORESPACE_ELEM] = module->elems.len,
		[TN_CORESPACE_DATA] = module->datas.len,
	};
	for (int space = 0; space < TN_CORESPACE_COUNT; space++) {
		p->count[space] = counts[space];
		p->live[space] = TN_NEWN(arena, bool, counts[space]);
	}
	for (uint32_t i = 0; i < module->exports.len; i++) {
		if (keep[i])
			mark(p, (enum tn_corespace)module->exports.ptr[i].kind,
				module->exports.ptr[i].index);
	}
	if (module->start != UINT32_MAX)
		mark(p, TN_CORESPACE_FUNC, module->start);
	while (p->work.len) {
		struct tn_prune_item item = TN_POP(&p->work);
		follow(p, item);
	}
}

uint32_t *tn_prune_number(const struct tn_prune *p, enum tn_corespace space)
{
	uint32_t *map = TN_NEWN(p->arena, uint32_t, p->count[space]);
	uint32_t next = 0;
	for (uint32_t i = 0; i < p->count[space]; i++)
		map[i] = p->live[space][i] ? next++ : UINT32_MAX;
	return map;
}
