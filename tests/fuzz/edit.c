/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Random edits of a component. In: bytes and a seed. Out: counts, or a trap. What is promised:
 *
 *   unchanged   the same bytes, unless numbers were too long; every node knows its place, and what is
 *               a slice is one of the input
 *   changed     it can be written and read; what was written says the same as the nodes do, has the
 *               same verdict, and reads and writes to itself
 *   tame edits  what was valid stays valid: taking out what nothing uses and what is nobody's
 *               promise, moving out, sharing, pruning
 */
#include "edit.h"

#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_EDITS = 12, ROUNDS = 8 };

static void broken(const char *promise)
{
	fprintf(stderr, "broken: %s\n", promise);
	__builtin_trap();
}

struct dice {
	uint64_t state;
};

static size_t roll(struct dice *d, size_t below)
{
	d->state = d->state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return below ? (size_t)(d->state >> 33) % below : 0;
}

/* ---- all nodes of a component ---- */

struct list {
	const struct tenon_node **ptr;
	size_t len, room;
};

static void *more(void *ptr, size_t size)
{
	void *now = realloc(ptr, size);
	if (!now)
		abort();
	return now;
}

static struct tenon_node_info look(const struct tenon_component *c, const struct tenon_node *node)
{
	struct tenon_node_info info = { .size = sizeof info };
	tenon_node_look(c, node, &info);
	return info;
}

/* Depth first; nesting is bounded by the reader. */
static void collect(struct list *list, const struct tenon_component *c, const struct tenon_scope *scope)
{
	for (size_t i = 0; i < tenon_scope_count(scope); i++) {
		const struct tenon_node *node = tenon_scope_node(scope, i);
		struct tenon_node_info info = look(c, node);
		if (info.scope != scope)
			broken("a node knows its scope");
		if (list->len == list->room) {
			list->room = list->room ? 2 * list->room : 64;
			list->ptr = more(list->ptr, list->room * sizeof *list->ptr);
		}
		list->ptr[list->len++] = node;
		if (info.inside)
			collect(list, c, info.inside);
	}
}

static struct list all_nodes(const struct tenon_component *c)
{
	struct list list = { NULL, 0, 0 };
	collect(&list, c, tenon_component_root(c));
	return list;
}

/* ---- what a component says ---- */

/* A number for each node: of itself, of what it leads to, and so on, some steps far. */
struct meaning {
	const struct tenon_component *c;
	struct list nodes;
	size_t *slots, mask; /* address -> place in `nodes` + 1 */
	uint64_t *now, *next;
	const struct tenon_node **uses;
	const char **use_names;
	size_t room;
	const struct tenon_scope **named; /* those with a section of debug names */
	size_t named_count;
};

static uint64_t mix(uint64_t sum, uint64_t value)
{
	sum = (sum ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return sum ^ sum >> 29;
}

static uint64_t mix_bytes(uint64_t sum, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	sum = mix(sum, size);
	for (size_t i = 0; i < size; i++)
		sum = mix(sum, bytes[i]);
	return sum;
}

static uint64_t mix_text(uint64_t sum, const char *text)
{
	return text ? mix_bytes(sum, text, strlen(text)) : mix(sum, 0);
}

static size_t slot_of(const struct meaning *m, const struct tenon_node *node)
{
	size_t at = (size_t)mix(1, (uintptr_t)node) & m->mask;
	while (m->slots[at] && m->nodes.ptr[m->slots[at] - 1] != node)
		at = (at + 1) & m->mask;
	return at;
}

static uint64_t number_of(const struct meaning *m, const struct tenon_node *node)
{
	size_t place = m->slots[slot_of(m, node)];
	if (!place)
		broken("what is used is there");
	return m->now[place - 1];
}

static size_t uses_of(struct meaning *m, const struct tenon_node *node)
{
	size_t count = tenon_node_uses(node, m->uses, m->room);
	if (count > m->room) {
		m->room = count;
		m->uses = more(m->uses, m->room * sizeof *m->uses);
		m->use_names = more(m->use_names, m->room * sizeof *m->use_names);
		tenon_node_uses(node, m->uses, m->room);
	}
	return count;
}

/* Outer aliases come and go as they are needed: they say what they are aliases of. */
static const struct tenon_node *behind_alias(struct meaning *m, const struct tenon_node *node)
{
	while (look(m->c, node).op == TENON_OP_ALIAS_OUTER && uses_of(m, node) == 1)
		node = m->uses[0];
	return node;
}

static bool is_names(const struct tenon_node_info *info)
{
	return info->op == TENON_OP_CUSTOM && strcmp(info->text, "component-name") == 0;
}

/* Elsewhere labels are not written. */
static void find_named(struct meaning *m)
{
	m->named = more(NULL, (m->nodes.len + 1) * sizeof *m->named);
	for (size_t i = 0; i < m->nodes.len; i++) {
		struct tenon_node_info info = look(m->c, m->nodes.ptr[i]);
		if (is_names(&info) && (!m->named_count || m->named[m->named_count - 1] != info.scope))
			m->named[m->named_count++] = info.scope;
	}
}

static bool is_named(const struct meaning *m, const struct tenon_scope *scope)
{
	for (size_t i = 0; i < m->named_count; i++)
		if (m->named[i] == scope)
			return true;
	return false;
}

static uint64_t own_number(struct meaning *m, const struct tenon_node *node)
{
	struct tenon_node_info info = look(m->c, node);
	uint64_t sum = mix(mix(0, (uint64_t)info.sort), (uint64_t)info.op);
	sum = mix_text(mix_text(sum, info.name), info.module);
	sum = mix_text(sum, info.text);
	if (is_named(m, info.scope))
		sum = mix_text(sum, info.label);
	size_t count = uses_of(m, node);
	if (tenon_node_use_names(m->c, node, m->use_names, m->room) != count)
		broken("a use has a name or none");
	for (size_t i = 0; i < count; i++)
		sum = mix_text(sum, m->use_names[i]);
	return mix_bytes(sum, info.data, info.data_size);
}

/* Outer aliases come and go, debug names go by numbers and are labels, the order is the writer's. */
static uint64_t scope_number(struct meaning *m, const struct tenon_scope *scope)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < tenon_scope_count(scope); i++) {
		const struct tenon_node *node = tenon_scope_node(scope, i);
		struct tenon_node_info info = look(m->c, node);
		if (info.op != TENON_OP_ALIAS_OUTER && !is_names(&info))
			sum += mix(2, number_of(m, node));
	}
	return sum;
}

static void step(struct meaning *m)
{
	for (size_t i = 0; i < m->nodes.len; i++) {
		const struct tenon_node *node = m->nodes.ptr[i];
		uint64_t sum = m->now[i];
		size_t count = uses_of(m, node);
		for (size_t u = 0; u < count; u++) {
			const struct tenon_node *to = behind_alias(m, m->uses[u]);
			uses_of(m, node); /* again: the list was lent */
			sum = mix(sum, number_of(m, to));
		}
		const struct tenon_scope *inside = look(m->c, node).inside;
		m->next[i] = inside ? mix(sum, scope_number(m, inside)) : sum;
	}
	uint64_t *done = m->next;
	m->next = m->now;
	m->now = done;
}

static uint64_t meaning_of(const struct tenon_component *c)
{
	struct meaning m = { .c = c, .nodes = all_nodes(c), .mask = 15 };
	while (m.mask < 2 * m.nodes.len)
		m.mask = 2 * m.mask + 1;
	m.slots = calloc(m.mask + 1, sizeof *m.slots);
	m.now = more(NULL, (m.nodes.len + 1) * sizeof *m.now);
	m.next = more(NULL, (m.nodes.len + 1) * sizeof *m.next);
	find_named(&m);
	for (size_t i = 0; i < m.nodes.len; i++) {
		m.slots[slot_of(&m, m.nodes.ptr[i])] = i + 1;
		m.now[i] = own_number(&m, m.nodes.ptr[i]);
	}
	for (int i = 0; i < ROUNDS; i++)
		step(&m);
	uint64_t sum = scope_number(&m, tenon_component_root(c));
	free(m.slots);
	free(m.now);
	free(m.next);
	free(m.uses);
	free(m.use_names);
	free(m.named);
	free(m.nodes.ptr);
	return sum;
}

/* ---- calls ---- */

static bool same(const void *a, size_t a_size, const void *b, size_t b_size)
{
	return a_size == b_size && (!a_size || memcmp(a, b, a_size) == 0);
}

static struct tenon_bytes written(struct tenon_session *session, struct tenon_component *c, bool anew)
{
	struct tenon_component_write_options options = { .size = sizeof options, .anew = anew };
	struct tenon_bytes out;
	tenon_diag_clear(session);
	if (tenon_component_write(session, c, &options, &out) != TENON_OK)
		broken(tenon_diag_get(session, 0)->message);
	return out;
}

static bool is_valid(struct tenon_session *session, struct tenon_component *c)
{
	tenon_diag_clear(session);
	enum tenon_status status = tenon_component_validate(session, c);
	fuzz_check(session, status);
	return status == TENON_OK;
}

/* Read and written: the same bytes, and so everything written anew, but for long numbers. */
static void check_written(struct tenon_session *session, struct tenon_component *c, const void *data, size_t size)
{
	for (int anew = 0; anew < 2; anew++) {
		struct tenon_bytes out = written(session, c, anew);
		bool is_long = tenon_diag_warnings(session) > 0;
		if (is_long ? out.size > size : !same(out.data, out.size, data, size))
			broken("what nobody changed is written as it was");
		tenon_bytes_free(session, &out);
	}
}

/* Of what was read: where it is, and that slices are of the input. */
static void check_places(const struct tenon_component *c, const struct list *nodes, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < nodes->len; i++) {
		struct tenon_node_info info = look(c, nodes->ptr[i]);
		bool may_be_empty = info.op == TENON_OP_CORE_MODULE; /* which is no module */
		if (!info.place.file || (!info.place.length && !may_be_empty) || info.place.offset > size ||
			info.place.length > size - info.place.offset)
			broken("a node knows its place");
		if (!info.data_size)
			continue;
		size_t at = (size_t)(info.data - data);
		if (info.data < data || at > size || info.data_size > size - at)
			broken("data of nodes are slices of the input");
	}
}

/* ---- edits ---- */

struct edit {
	struct tenon_session *session;
	struct tenon_component *c;
	struct dice dice;
	struct list nodes; /* as they were read */
	bool is_tame, is_valid;
	struct fuzz_edits *sum;
};

static const struct tenon_node *any_node(struct edit *e)
{
	return e->nodes.ptr[roll(&e->dice, e->nodes.len)];
}

/* Another node of the same sort, or the node itself. */
static const struct tenon_node *like(struct edit *e, const struct tenon_node *node)
{
	enum tenon_sort sort = look(e->c, node).sort;
	size_t first = roll(&e->dice, e->nodes.len);
	for (size_t i = 0; i < e->nodes.len; i++) {
		const struct tenon_node *other = e->nodes.ptr[(first + i) % e->nodes.len];
		struct tenon_node_info info = look(e->c, other);
		if (info.sort == sort && info.scope && other != node)
			return other;
	}
	return node;
}

/* An import or export is a promise to others, a value is to be used, a start counts what it gives. */
static bool may_be_missed(const struct tenon_node_info *info)
{
	return info->op != TENON_OP_IMPORT && info->op != TENON_OP_EXPORT && info->op != TENON_OP_START &&
	       info->op != TENON_OP_START_VALUE && info->sort != TENON_SORT_VALUE &&
	       info->sort != TENON_SORT_NONE;
}

static enum tenon_status drop(struct edit *e)
{
	const struct tenon_node *node = any_node(e);
	struct tenon_node_info info = look(e->c, node);
	if (is_names(&info) || (e->is_tame && !may_be_missed(&info)))
		return TENON_OK; /* without names, labels are not written */
	enum tenon_status status = tenon_component_drop(e->session, e->c, node);
	e->sum->drops += status == TENON_OK;
	if (status == TENON_OK && look(e->c, node).scope)
		broken("what was dropped is gone");
	return status;
}

static enum tenon_status move_out(struct edit *e)
{
	const struct tenon_node *node = any_node(e);
	const struct tenon_scope *around = tenon_scope_parent(look(e->c, node).scope);
	enum tenon_status status = tenon_component_move_out(e->session, e->c, node);
	e->sum->moves += status == TENON_OK;
	if (status == TENON_OK && look(e->c, node).scope != around)
		broken("what was moved is in the scope around");
	return status;
}

static enum tenon_status replace_use(struct edit *e)
{
	const struct tenon_node *user = any_node(e), *uses[16];
	size_t count = tenon_node_uses(user, uses, 16);
	if (!count)
		return TENON_OK;
	size_t use = roll(&e->dice, count < 16 ? count : 16);
	const struct tenon_node *to = like(e, uses[use]);
	enum tenon_status status = tenon_component_replace_use(e->session, e->c, user, use, to);
	tenon_node_uses(user, uses, 16);
	if (status == TENON_OK && uses[use] != to)
		broken("the use leads where it was told to");
	return status;
}

static enum tenon_status replace(struct edit *e)
{
	if (roll(&e->dice, 2))
		return replace_use(e);
	const struct tenon_node *from = any_node(e), *to = like(e, from);
	enum tenon_status status = tenon_component_replace(e->session, e->c, from, to);
	e->sum->replaces += status == TENON_OK && from != to;
	enum tenon_sort sort = look(e->c, from).sort;
	if (status != TENON_OK || from == to || sort == TENON_SORT_CORE_TYPE || sort == TENON_SORT_NONE)
		return status;
	/* Now nothing uses it; of a recursion group others may be used. */
	status = tenon_component_drop(e->session, e->c, from);
	if (status != TENON_OK)
		broken("what was replaced can be dropped");
	return status;
}

static enum tenon_status share(struct edit *e)
{
	size_t gone;
	enum tenon_status status = tenon_component_share(e->session, e->c, &gone);
	e->sum->shares += gone > 0;
	return status;
}

static enum tenon_status prune(struct edit *e)
{
	size_t gone;
	enum tenon_status status = tenon_component_prune(e->session, e->c, &gone);
	e->sum->prunes += gone > 0;
	if (status == TENON_OK) {
		status = tenon_component_prune(e->session, e->c, &gone);
		if (gone)
			broken("what was pruned needs no pruning");
	}
	return status;
}

static void change(struct edit *e)
{
	static enum tenon_status (*const tame[])(struct edit *e) = { drop, drop, drop, move_out, move_out,
		share, prune };
	static enum tenon_status (*const wild[])(struct edit *e) = { drop, replace, replace, replace,
		move_out, share, prune };
	tenon_diag_clear(e->session);
	size_t which = roll(&e->dice, sizeof tame / sizeof *tame);
	enum tenon_status status = (e->is_tame ? tame : wild)[which](e);
	if (status != TENON_OK && (status != TENON_BAD_CALL || !tenon_diag_errors(e->session)))
		broken("an edit is done or refused");
}

/* The type of some node can be asked for at any time. */
static void ask(struct edit *e)
{
	const struct tenon_node *node = any_node(e);
	struct tenon_bytes text;
	if (!look(e->c, node).scope)
		return;
	tenon_diag_clear(e->session);
	enum tenon_status status = tenon_node_type(e->session, e->c, node, &text);
	if (status != TENON_BAD_CALL)
		fuzz_check(e->session, status);
	if (status == TENON_BAD_INPUT && e->is_tame && e->is_valid)
		broken("tame edits leave types to be known");
	tenon_bytes_free(e->session, &text);
}

/* What was written says the same. */
static void check_changed(struct edit *e)
{
	struct tenon_bytes out = written(e->session, e->c, false);
	struct tenon_component *again;
	bool valid = is_valid(e->session, e->c);
	if (e->is_tame && e->is_valid && !valid)
		broken("what was valid is so after tame edits");
	e->sum->valid += e->is_valid && valid;
	tenon_diag_clear(e->session);
	if (tenon_component_read(e->session, "again", out.data, out.size, &again) != TENON_OK)
		broken("what was changed and written can be read");
	if (is_valid(e->session, again) != valid)
		broken("what was written has the verdict of what it was written from");
	if (meaning_of(again) != meaning_of(e->c))
		broken("what was written says what the nodes say");
	check_written(e->session, again, out.data, out.size);
	tenon_component_free(e->session, again);
	tenon_bytes_free(e->session, &out);
}

void fuzz_edit(const uint8_t *data, size_t size, uint64_t seed, struct fuzz_edits *sum)
{
	struct edit e = { .session = fuzz_session(data, size), .dice = { seed }, .sum = sum };
	enum tenon_status status = tenon_component_read(e.session, "in", data, size, &e.c);
	fuzz_check(e.session, status);
	if (status == TENON_OK) {
		sum->components++;
		e.nodes = all_nodes(e.c);
		check_places(e.c, &e.nodes, data, size);
		check_written(e.session, e.c, data, size);
		e.is_valid = is_valid(e.session, e.c);
		e.is_tame = roll(&e.dice, 2);
		for (size_t left = e.nodes.len ? 1 + roll(&e.dice, MAX_EDITS) : 0; left; left--) {
			change(&e);
			if (roll(&e.dice, 4) == 0)
				ask(&e);
		}
		check_changed(&e);
		free(e.nodes.ptr);
		tenon_component_free(e.session, e.c);
	}
	fuzz_end(e.session);
}
