/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One of what is the same. In: a component. Out: the same component with fewer nodes. Three passes:
 * modules and components by their bytes, types and aliases by what they say, then every edge to a
 * node that has a stand-in goes to that, if it has not gone yet.
 */
#include "base/map.h"
#include "wasm/component/ir.h"

/* A node and the words that are equal for equal nodes. */
struct entry {
	struct tn_node *node;
	const uint32_t *words;
	uint32_t count;
	struct tn_bytes bytes;
	uint32_t older; /* place of the next entry with the same hash, + 1 */
};

struct share {
	struct tn_arena *scratch;
	struct tn_node **stand_in; /* by node id; NULL: itself */
	uint32_t known;            /* nodes have ids below */
	struct tn_map index;       /* hash -> place of the newest entry + 1 */
	TN_VEC(struct entry) entries;
	TN_VEC(uint32_t) words;
	struct tn_map named;       /* ids of types that an import or export gives a name */
	uint32_t gone;
};

static struct tn_node *stands_for(const struct share *s, struct tn_node *node)
{
	return node && node->id < s->known && s->stand_in[node->id] ? s->stand_in[node->id] : node;
}

/* The first node that is the same, or NULL: then this one is the first. */
static struct tn_node *find_or_add(struct share *s, struct entry entry)
{
	uint64_t hash = tn_map_hash(entry.words, entry.count * sizeof *entry.words) ^
			tn_map_hash(entry.bytes.ptr, entry.bytes.len);
	uint32_t newest = tn_map_get(&s->index, hash);
	entry.older = newest == TN_MAP_NONE ? 0 : newest;
	for (uint32_t at = entry.older; at; at = s->entries.ptr[at - 1].older) {
		const struct entry *e = &s->entries.ptr[at - 1];
		if (e->count == entry.count && e->bytes.len == entry.bytes.len &&
			(!e->count || memcmp(e->words, entry.words, e->count * sizeof *e->words) == 0) &&
			(!e->bytes.len || memcmp(e->bytes.ptr, entry.bytes.ptr, e->bytes.len) == 0))
			return e->node;
	}
	uint32_t *kept = TN_NEWN(s->scratch, uint32_t, entry.count);
	if (entry.count)
		memcpy(kept, entry.words, entry.count * sizeof *kept);
	entry.words = kept;
	*TN_PUSH(s->scratch, &s->entries) = entry;
	tn_map_put(&s->index, hash, s->entries.len);
	return NULL;
}

static void replace_by(struct share *s, struct tn_node *node, struct tn_node *first)
{
	s->stand_in[node->id] = first;
	node->flags |= TN_NODE_MARKED;
	s->gone++;
}

/* ---- edges ---- */

struct redirect {
	const struct share *s;
	bool hit;
};

static void redirect_edge(void *user, struct tn_node **edge)
{
	struct redirect *r = user;
	struct tn_node *to = stands_for(r->s, *edge);
	r->hit |= to != *edge;
	*edge = to;
}

static void redirect(struct share *s, struct tn_scope *scope)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct redirect r = { s, false };
		tn_ir_edges(scope->nodes.ptr[i], redirect_edge, &r);
		if (r.hit)
			tn_ir_touch(scope);
		struct tn_scope *inner = tn_ir_inner(scope->nodes.ptr[i]);
		if (inner)
			redirect(s, inner);
	}
}

/* ---- modules and closed components ---- */

static uint32_t depth_of(const struct tn_scope *scope)
{
	uint32_t depth = 0;
	for (; scope; scope = scope->parent)
		depth++;
	return depth;
}

/*
 * Moves the node out until the other scope is inside of its own. Nodes inside of it may have
 * stand-ins outside, which it is not to leave behind: so they are used from now on.
 */
static bool bring_above(struct share *s, struct tn_node *node, const struct tn_scope *other)
{
	for (bool is_redirected = false;; is_redirected = true) {
		const struct tn_scope *around = other;
		uint32_t depth = depth_of(node->scope);
		for (uint32_t at = depth_of(other); at > depth; at--)
			around = around->parent;
		if (around == node->scope)
			return true;
		if (!is_redirected && tn_ir_inner(node))
			redirect(s, tn_ir_inner(node));
		if (tn_iredit_lift(node))
			return false;
	}
}

static void share_bytes(struct share *s, struct tn_scope *scope)
{
	/* What is brought out of scopes inside comes to stand behind, and has been seen. */
	for (uint32_t i = 0, count = scope->nodes.len; i < count; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		bool is_module = node->op == TN_OP_CORE_MODULE;
		bool is_closed = node->op == TN_OP_COMPONENT && !node->u.scope->is_open;
		struct tn_bytes bytes = is_module ? node->u.module.bytes
				      : is_closed ? node->u.scope->bytes
						  : (struct tn_bytes){ NULL, 0 };
		struct tn_node *first =
			bytes.len ? find_or_add(s, (struct entry){ .node = node, .bytes = bytes }) : NULL;
		if (first && bring_above(s, first, scope))
			replace_by(s, node, first);
		else if (node->op == TN_OP_COMPONENT)
			share_bytes(s, node->u.scope);
	}
}

/* ---- types and aliases ---- */

static void word(struct share *s, uint32_t value)
{
	*TN_PUSH(s->scratch, &s->words) = value;
}

static void node_word(struct share *s, struct tn_node *node)
{
	node = stands_for(s, node);
	word(s, node ? node->id + 1 : 0);
}

static void vref_words(struct share *s, struct tn_vref ref)
{
	word(s, ref.prim);
	node_word(s, ref.node);
}

/* Resources arise anew, and types with scopes are told apart; of a function's type the name may count. */
static bool type_words(struct share *s, const struct tn_node *node)
{
	const struct tn_type_def *type = &node->u.type;
	if (type->scope || type->kind == TN_TYPE_RESOURCE ||
		(type->kind == TN_TYPE_FUNC && tn_map_get(&s->named, node->id) != TN_MAP_NONE))
		return false;
	word(s, type->kind);
	vref_words(s, type->a);
	vref_words(s, type->b);
	word(s, type->length);
	word(s, type->is_async);
	word(s, type->members.len);
	for (uint32_t i = 0; i < type->members.len; i++) {
		word(s, type->members.ptr[i].name);
		vref_words(s, type->members.ptr[i].type);
	}
	return true;
}

/* What the node says, in words; false when it is one of its own. */
static bool node_words(struct share *s, struct tn_node *node, struct tn_bytes *bytes)
{
	s->words.len = 0;
	word(s, node->op);
	word(s, node->sort);
	switch ((enum tn_op)node->op) {
	case TN_OP_ALIAS_EXPORT:
	case TN_OP_ALIAS_CORE_EXPORT:
		node_word(s, node->u.alias.from);
		word(s, node->u.alias.name);
		return node->sort != TN_SORT_VALUE; /* to be used once each */
	case TN_OP_ALIAS_OUTER:
		node_word(s, node->u.alias.from);
		return true;
	case TN_OP_TYPE:
		return type_words(s, node);
	case TN_OP_CORE_TYPE:
		*bytes = node->u.core_type.rec.bytes;
		return !node->u.core_type.scope && node->u.core_type.group_size == 1 &&
		       node->u.core_type.rec.patch_count == 0;
	default:
		return false;
	}
}

static void note_named(struct share *s, const struct tn_scope *scope)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		const struct tn_node *node = scope->nodes.ptr[i];
		if ((node->op == TN_OP_IMPORT || node->op == TN_OP_EXPORT) && node->sort == TN_SORT_TYPE) {
			if (node->u.ext.item)
				tn_map_put(&s->named, node->u.ext.item->id, 1);
			if (node->u.ext.desc.type)
				tn_map_put(&s->named, node->u.ext.desc.type->id, 1);
		}
		if (tn_ir_inner(node) && !(node->flags & TN_NODE_MARKED))
			note_named(s, tn_ir_inner(node));
	}
}

/* Each scope for itself: an alias of what stands outside would be no shorter than the thing. */
static void share_words(struct share *s, struct tn_scope *scope)
{
	struct tn_map index = s->index;
	s->index = (struct tn_map){ .arena = s->scratch };
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		struct tn_scope *inner = tn_ir_inner(node);
		struct tn_bytes bytes = { NULL, 0 };
		if (node->flags & TN_NODE_MARKED)
			continue;
		if (inner)
			share_words(s, inner);
		if (!node_words(s, node, &bytes))
			continue;
		struct tn_node *first = find_or_add(s, (struct entry){
			.node = node, .words = s->words.ptr, .count = s->words.len, .bytes = bytes });
		if (first)
			replace_by(s, node, first);
	}
	s->index = index;
}

static bool is_kept(void *user, const struct tn_node *node)
{
	(void)user;
	return !(node->flags & TN_NODE_MARKED);
}

static void drop_replaced(struct tn_scope *scope)
{
	tn_iredit_keep(scope, is_kept, NULL);
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_scope *inner = tn_ir_inner(scope->nodes.ptr[i]);
		if (inner)
			drop_replaced(inner);
	}
}

uint32_t tn_irshare(struct tn_scope *component)
{
	struct tn_arena *scratch = &component->ir->cx->scratch;
	struct tn_mark mark = tn_mem_mark(scratch);
	struct share s = { .scratch = scratch, .known = component->ir->node_count };
	s.stand_in = TN_NEWN(scratch, struct tn_node *, s.known);
	s.index.arena = s.named.arena = scratch;
	share_bytes(&s, component);
	note_named(&s, component);
	share_words(&s, component);
	redirect(&s, component);
	drop_replaced(component);
	tn_mem_reset(scratch, mark);
	return s.gone;
}
