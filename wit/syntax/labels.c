/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Names that may not differ in case and hyphens only; see labels.h. */
#include "wit/syntax/labels.h"

#include "wit/model/elaborate.h"

/* A longer list is indexed. */
enum { SHORT = 24 };

static tn_name name_at(const struct tn_label_list *list, uint32_t i)
{
	return *(const tn_name *)(const void *)((const char *)list->things + (list->first + i) * list->size);
}

static struct tn_str folded(struct tn_labels *labels, tn_name name)
{
	struct tn_str text = tn_ctx_text(labels->cx, name);

	return tn_elaborate_fold(text, tn_mem_raw(&labels->cx->temp, text.len));
}

__attribute__((noinline)) static uint32_t hash_now(struct tn_labels *labels, tn_name name)
{
	struct tn_mark mark = tn_mem_mark(&labels->cx->temp);
	struct tn_str text = folded(labels, name);

	while (labels->folds.len <= name)
		*TN_PUSH(labels->arena, &labels->folds) = 0;
	labels->folds.ptr[name] = (uint32_t)tn_map_hash(text.ptr, text.len) | 1;
	tn_mem_reset(&labels->cx->temp, mark);
	return labels->folds.ptr[name];
}

static inline uint32_t hash_of(struct tn_labels *labels, tn_name name)
{
	return name < labels->folds.len && labels->folds.ptr[name] ? labels->folds.ptr[name]
								   : hash_now(labels, name);
}

static bool is_same(struct tn_labels *labels, tn_name a, tn_name b)
{
	struct tn_mark mark = tn_mem_mark(&labels->cx->temp);
	bool same = a == b || tn_str_eq(folded(labels, a), folded(labels, b));

	tn_mem_reset(&labels->cx->temp, mark);
	return same;
}

/* The place of the name in a long list, or of one that folds like it; *key is where it would be. */
static uint32_t look_up(struct tn_labels *labels, const struct tn_label_list *list, tn_name name, uint64_t *key)
{
	uint32_t hash = hash_of(labels, name), at;

	for (;; hash++) { /* another name may have the same hash */
		*key = TN_KEY(list->id, hash);
		at = tn_map_get(&labels->index, *key);
		if (at == TN_MAP_NONE || is_same(labels, name_at(list, at), name))
			return at;
	}
}

uint32_t tn_labels_clash(struct tn_labels *labels, const struct tn_label_list *list, tn_name name)
{
	uint32_t hash = hash_of(labels, name);
	uint64_t key;

	if (list->len > SHORT)
		return look_up(labels, list, name, &key);
	for (uint32_t i = 0; i < list->len; i++)
		if (labels->folds.ptr[name_at(list, i)] == hash && is_same(labels, name_at(list, i), name))
			return i;
	return TN_MAP_NONE;
}

uint32_t tn_labels_find(struct tn_labels *labels, const struct tn_label_list *list, tn_name name)
{
	uint64_t key;
	uint32_t at;

	if (list->len > SHORT) {
		at = look_up(labels, list, name, &key);
		return at == TN_MAP_NONE || name_at(list, at) != name ? TN_MAP_NONE : at;
	}
	for (uint32_t i = 0; i < list->len; i++)
		if (name_at(list, i) == name)
			return i;
	return TN_MAP_NONE;
}

void tn_labels_add(struct tn_labels *labels, const struct tn_label_list *list)
{
	struct tn_label_list before = *list;
	uint64_t key;

	if (list->len < SHORT)
		return;
	for (before.len = list->len == SHORT ? 0 : list->len; before.len <= list->len; before.len++) {
		look_up(labels, &before, name_at(list, before.len), &key);
		tn_map_put(&labels->index, key, before.len);
	}
}
