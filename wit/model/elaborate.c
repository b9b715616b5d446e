/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A world with some items -> the same world with all it needs, in order. */
#include "wit/model/elaborate.h"

#include "base/buf.h"

uint64_t tn_elaborate_key(const struct tn_item *item)
{
	return item->key_name ? TN_KEY(0, item->key_name) : TN_KEY(1, item->interface);
}

void tn_elaborate_index(const struct tn_wit *wit, tn_world world, struct tn_arena *scratch,
	struct tn_world_names *out)
{
	const struct tn_world_def *def = &wit->worlds.ptr[world];

	*out = (struct tn_world_names){ { .arena = scratch }, { .arena = scratch } };
	for (uint32_t i = 0; i < def->imports.len; i++)
		tn_map_put(&out->imports, tn_elaborate_key(&def->imports.ptr[i]), i);
	for (uint32_t i = 0; i < def->exports.len; i++)
		tn_map_put(&out->exports, tn_elaborate_key(&def->exports.ptr[i]), i);
}

/* ---- order ---- */

/*
 * Interfaces, types taken from interfaces, types of the world's own, functions, methods: each can
 * only refer to what stands before it.
 */
static uint32_t rank(const struct tn_wit *wit, const struct tn_item *item)
{
	const struct tn_typedef *def;

	switch (item->kind) {
	case TN_ITEM_INTERFACE:
		return 0;
	case TN_ITEM_FUNC:
		return item->func.resource == TN_NO_ID ? 3 : 4;
	case TN_ITEM_TYPE:
		break;
	}
	def = &wit->types.ptr[item->type];
	if (def->kind == TN_DEF_ALIAS && tn_ty_is_def(def->a)) {
		const struct tn_typedef *target = &wit->types.ptr[tn_ty_def(def->a)];

		if (target->owner_kind != def->owner_kind || target->owner != def->owner)
			return 1;
	}
	return 2;
}

enum { RANKS = 5 };

/* A stable sort by rank. Items are large, so that everything here is done with their addresses. */
static const struct tn_item **sorted(struct tn_wit *wit, struct tn_arena *arena,
	const struct tn_item *const *items, uint32_t count)
{
	const struct tn_item **out = TN_NEWN(arena, const struct tn_item *, count);
	uint32_t start[RANKS + 1] = { 0 };

	for (uint32_t i = 0; i < count; i++)
		start[rank(wit, items[i]) + 1]++;
	for (uint32_t i = 0; i < RANKS; i++)
		start[i + 1] += start[i];
	for (uint32_t i = 0; i < count; i++)
		out[start[rank(wit, items[i])]++] = items[i];
	return out;
}

/* ---- what an interface needs ---- */

/* The next interface that `iface` uses, from its type number *at on; TN_NO_ID at the end. */
static tn_iface next_dep(const struct tn_wit *wit, tn_iface iface, uint32_t *at)
{
	const struct tn_interface *def = &wit->interfaces.ptr[iface];

	while (*at < def->types.len) {
		tn_iface dep = tn_model_use_source(wit, def->types.ptr[(*at)++].def);

		if (dep != TN_NO_ID)
			return dep;
	}
	return TN_NO_ID;
}

/* The lists that are built anew, with their indexes. */
struct elaboration {
	struct tn_wit *wit;
	struct tn_arena *arena; /* all of it: the model gets lists that have grown */
	TN_VEC(const struct tn_item *) imports, exports;
	struct tn_map import_index, export_index;
	struct tn_map wanted;   /* keys of the interfaces that the world exports */
	struct tn_map required; /* interfaces that some export needs as an import -> which uses it */
	TN_VEC(struct frame) stack;
};

/* An interface whose `use`s are being followed. */
struct frame {
	const struct tn_item *item; /* NULL: it is there because the one below needs it */
	tn_iface iface;
	const struct tn_stability *stability; /* such a one has the other's, and no words of its own */
	tn_name external_id;
	uint32_t at; /* the next type of the interface to look at */
	bool exported;
	bool entered;
};

static uint64_t key_of(const struct frame *frame)
{
	return frame->item ? tn_elaborate_key(frame->item) : TN_KEY(1, frame->iface);
}

static const struct tn_item *item_of(struct elaboration *e, const struct frame *frame)
{
	struct tn_item *item;

	if (frame->item)
		return frame->item;
	item = TN_NEW(e->arena, struct tn_item);
	item->kind = TN_ITEM_INTERFACE;
	item->interface = frame->iface;
	item->meta.stability = *frame->stability;
	item->meta.external_id = frame->external_id;
	return item;
}

static bool is_imported(const struct elaboration *e, uint64_t key)
{
	return tn_map_get(&e->import_index, key) != TN_MAP_NONE;
}

static void put_import(struct elaboration *e, uint64_t key, const struct tn_item *item)
{
	tn_map_put(&e->import_index, key, e->imports.len);
	*TN_PUSH(e->arena, &e->imports) = item;
}

static void push(struct elaboration *e, const struct tn_item *item, bool exported)
{
	*TN_PUSH(e->arena, &e->stack) = (struct frame){ .item = item,
		.iface = item->interface,
		.stability = &item->meta.stability,
		.external_id = item->meta.external_id,
		.exported = exported };
}

static void push_implied(struct elaboration *e, tn_iface iface, const struct tn_stability *stability)
{
	*TN_PUSH(e->arena, &e->stack) = (struct frame){ .iface = iface, .stability = stability };
}

/* Adds the interface on the stack behind all that it uses. */
static void import_pushed(struct elaboration *e)
{
	while (e->stack.len) {
		struct frame *top = &TN_LAST(&e->stack);
		uint64_t key = key_of(top);
		tn_iface dep = TN_NO_ID;

		if (!is_imported(e, key)) {
			do
				dep = next_dep(e->wit, top->iface, &top->at);
			while (dep != TN_NO_ID && is_imported(e, TN_KEY(1, dep)));
			if (dep != TN_NO_ID) {
				push_implied(e, dep, top->stability);
				continue;
			}
			put_import(e, key, item_of(e, top));
		}
		(void)TN_POP(&e->stack);
	}
}

/* ---- an interface that is needed in two roles ---- */

/* The export of that interface, under its own name or another; NULL when there is none. */
static const struct tn_item *export_of(const struct tn_world_def *world, tn_iface iface)
{
	for (uint32_t i = 0; i < world->exports.len; i++)
		if (world->exports.ptr[i].kind == TN_ITEM_INTERFACE &&
			world->exports.ptr[i].interface == iface)
			return &world->exports.ptr[i];
	return NULL;
}

static bool has_own_export(const struct elaboration *e, tn_iface iface)
{
	return tn_map_get(&e->wanted, TN_KEY(1, iface)) != TN_MAP_NONE;
}

static struct tn_str name_of(
	const struct elaboration *e, const struct tn_world_def *world, tn_iface iface)
{
	const struct tn_item *item = export_of(world, iface);
	bool has_id = e->wit->interfaces.ptr[iface].name || !item;

	return tn_ctx_text(e->wit->cx, has_id ? tn_model_interface_id(e->wit, iface)
					      : tn_model_item_id(e->wit, item));
}

/* Where the one says that it uses the other. */
static struct tn_span use_span(const struct tn_wit *wit, tn_iface user, tn_iface used)
{
	const struct tn_interface *def = &wit->interfaces.ptr[user];

	for (uint32_t i = 0; i < def->types.len; i++)
		if (tn_model_use_source(wit, def->types.ptr[i].def) == used)
			return wit->types.ptr[def->types.ptr[i].def].meta.span;
	return (struct tn_span){ 0 };
}

struct chain {
	TN_VEC(tn_iface) ifaces; /* each uses the next one, the first is exported, the last wanted both ways */
};

/* How the interface on top of the stack came to be wanted as an import. */
static struct chain import_chain(const struct elaboration *e)
{
	struct chain chain = { 0 };
	tn_iface at = TN_LAST(&e->stack).iface;

	if (!TN_LAST(&e->stack).exported) {
		for (uint32_t i = 0; i < e->stack.len; i++)
			*TN_PUSH(e->arena, &chain.ifaces) = e->stack.ptr[i].iface;
		return chain;
	}
	for (; at != TN_MAP_NONE; at = tn_map_get(&e->required, TN_KEY(1, at)))
		*TN_PUSH(e->arena, &chain.ifaces) = at;
	for (uint32_t i = 0, j = chain.ifaces.len - 1; i < j; i++, j--) {
		tn_iface swap = chain.ifaces.ptr[i];

		chain.ifaces.ptr[i] = chain.ifaces.ptr[j];
		chain.ifaces.ptr[j] = swap;
	}
	return chain;
}

/* Says which chain of `use`s wants an interface imported that the world exports, and what to do. */
static bool conflict(struct elaboration *e, const struct tn_world_def *world)
{
	struct tn_wit *wit = e->wit;
	struct tn_ctx *cx = wit->cx;
	struct chain chain = import_chain(e);
	tn_iface both = TN_LAST(&chain.ifaces);
	const struct tn_item *export = export_of(world, both);
	const struct frame *bottom = &e->stack.ptr[0];
	struct tn_buf missing = tn_buf_new(e->arena);
	struct tn_diag *diag = tn_diag_error(cx, TN_E_EXPORT_DEPENDS, world->meta.span,
		"interface `%.*s` transitively depends on an interface in incompatible ways",
		TN_S(tn_ctx_text(cx, tn_model_item_id(wit, item_of(e, bottom)))));

	for (uint32_t i = 1; i < chain.ifaces.len; i++) {
		tn_iface user = chain.ifaces.ptr[i - 1], used = chain.ifaces.ptr[i];
		bool own = has_own_export(e, used);

		tn_diag_note(cx, diag, use_span(wit, user, used), "`%.*s` uses `%.*s`%s",
			TN_S(name_of(e, world, user)), TN_S(name_of(e, world, used)),
			own ? "" : ", which is not exported and so is imported");
		if (!own) {
			tn_buf_str(&missing, missing.len ? TN_STR(", `") : TN_STR("`"));
			tn_buf_str(&missing, name_of(e, world, used));
			tn_buf_byte(&missing, '`');
		}
	}
	if (export)
		tn_diag_note(cx, diag, export->meta.span,
			has_own_export(e, both) ? "`%.*s` is exported here, and would be imported, too"
						: "`%.*s` is exported here, under another name only",
			TN_S(name_of(e, world, both)));
	if (missing.len)
		tn_diag_hint(cx, diag, "export %.*s as well", (int)missing.len,
			(const char *)missing.ptr);
	e->stack.len = 0;
	return false;
}

/*
 * Adds an export behind what it uses. What it uses is exported too when the world says so, else
 * imported; an interface must not be needed both ways.
 */
static bool export_interface(
	struct elaboration *e, const struct tn_item *item, const struct tn_world_def *world)
{
	push(e, item, true);
	while (e->stack.len) {
		struct frame *top = &TN_LAST(&e->stack);
		uint64_t key = key_of(top);
		tn_iface dep;

		if (!top->entered) {
			top->entered = true;
			if (tn_map_get(&e->export_index, key) != TN_MAP_NONE) {
				if (!top->exported)
					return conflict(e, world);
				(void)TN_POP(&e->stack);
				continue;
			}
			if (!top->exported &&
				tn_map_get(&e->required, TN_KEY(1, top->iface)) !=
					TN_MAP_NONE) {
				(void)TN_POP(&e->stack);
				continue;
			}
		}
		dep = next_dep(e->wit, top->iface, &top->at);
		if (dep != TN_NO_ID) {
			const struct frame user = *top;

			push_implied(e, dep, user.stability);
			top = &TN_LAST(&e->stack);
			top->external_id = user.external_id;
			top->exported = user.exported &&
					tn_map_get(&e->wanted, TN_KEY(1, dep)) != TN_MAP_NONE;
			continue;
		}
		if (top->exported) {
			if (tn_map_get(&e->required, TN_KEY(1, top->iface)) != TN_MAP_NONE)
				return conflict(e, world);
			tn_map_put(&e->export_index, key, e->exports.len);
			*TN_PUSH(e->arena, &e->exports) = item_of(e, top);
		} else {
			tn_map_put(&e->required, TN_KEY(1, top->iface), top[-1].iface);
			if (!is_imported(e, key))
				put_import(e, key, item_of(e, top));
		}
		(void)TN_POP(&e->stack);
	}
	return true;
}

/* Every interface behind what it uses. */
static void import_items(struct elaboration *e, const struct tn_world_def *world)
{
	const struct tn_item **items = TN_NEWN(e->arena, const struct tn_item *, world->imports.len);

	for (uint32_t i = 0; i < world->imports.len; i++)
		items[i] = &world->imports.ptr[i];
	items = sorted(e->wit, e->arena, items, world->imports.len);
	for (uint32_t i = 0; i < world->imports.len; i++) {
		const struct tn_item *item = items[i];
		uint64_t key = tn_elaborate_key(item);

		if (item->kind == TN_ITEM_INTERFACE) {
			push(e, item, false);
			import_pushed(e);
			continue;
		}
		if (item->kind == TN_ITEM_TYPE) {
			tn_iface dep = tn_model_use_source(e->wit, item->type);

			if (dep != TN_NO_ID) {
				push_implied(e, dep, &e->wit->types.ptr[item->type].meta.stability);
				import_pushed(e);
			}
		}
		if (!is_imported(e, key))
			put_import(e, key, item);
	}
}

/* Functions first, then interfaces with what they use. */
static bool export_items(struct elaboration *e, const struct tn_world_def *world)
{
	for (uint32_t i = 0; i < world->exports.len; i++) {
		const struct tn_item *item = &world->exports.ptr[i];

		if (item->kind == TN_ITEM_INTERFACE) {
			tn_map_put(&e->wanted, tn_elaborate_key(item), i);
		} else {
			tn_map_put(&e->export_index, tn_elaborate_key(item), e->exports.len);
			*TN_PUSH(e->arena, &e->exports) = item;
		}
	}
	for (uint32_t i = 0; i < world->exports.len; i++)
		if (world->exports.ptr[i].kind == TN_ITEM_INTERFACE &&
			!export_interface(e, &world->exports.ptr[i], world))
			return false;
	return true;
}

static struct tn_item *copy_items(
	struct tn_arena *arena, const struct tn_item *const *items, uint32_t count)
{
	struct tn_item *out = TN_NEWN(arena, struct tn_item, count);

	for (uint32_t i = 0; i < count; i++)
		out[i] = *items[i];
	return out;
}

static bool elaborate(struct tn_wit *wit, tn_world id, struct tn_arena *arena)
{
	struct elaboration e = { .wit = wit, .arena = arena };
	struct tn_world_def *world = &wit->worlds.ptr[id];

	e.import_index.arena = e.export_index.arena = e.wanted.arena = e.required.arena =
		arena;
	import_items(&e, world);
	if (!export_items(&e, world))
		return false;
	/* Types and interfaces were found in turns. */
	world->imports.ptr = copy_items(wit->arena,
		sorted(wit, arena, e.imports.ptr, e.imports.len), e.imports.len);
	world->imports.len = world->imports.cap = e.imports.len;
	world->exports.ptr = copy_items(wit->arena, e.exports.ptr, e.exports.len);
	world->exports.len = world->exports.cap = e.exports.len;
	return true;
}

bool tn_elaborate_world(struct tn_wit *wit, tn_world id)
{
	struct tn_arena *temp = &wit->cx->temp;
	struct tn_mark mark = tn_mem_mark(temp);
	bool good = elaborate(wit, id, temp);

	tn_mem_reset(temp, mark);
	return good;
}

/* ---- accessors ---- */

bool tn_elaborate_is_setter(const struct tn_func *func)
{
	return func->kind == TN_FUNC_SETTER || func->kind == TN_FUNC_METHOD_SETTER ||
	       func->kind == TN_FUNC_STATIC_SETTER;
}

static bool is_getter(const struct tn_func *func)
{
	return func->kind == TN_FUNC_GETTER || func->kind == TN_FUNC_METHOD_GETTER ||
	       func->kind == TN_FUNC_STATIC_GETTER;
}

/* The names of one property differ in one letter: "[method][get]r.p", "[method][set]r.p". */
static tn_name with_letter(struct tn_ctx *cx, tn_name name, char letter)
{
	struct tn_str text = tn_str_copy(&cx->arena, tn_ctx_text(cx, name));
	char *at = (char *)text.ptr;

	for (size_t i = 0; i + 4 < text.len; i++)
		if (at[i] == '[' && memcmp(at + i + 2, "et]", 3) == 0) {
			at[i + 1] = letter;
			break;
		}
	return tn_ctx_name(cx, text);
}

tn_name tn_elaborate_partner(struct tn_ctx *cx, tn_name setter)
{
	return with_letter(cx, setter, 'g');
}

/*
 * The new order of `count` functions: order[i] is the one that comes i-th. Setters that stand before
 * their getter wait for it. False when nothing moves.
 */
static bool setter_order(struct tn_wit *wit, const struct tn_func *(*get)(const void *, uint32_t),
	const void *list, uint32_t count, uint32_t **out)
{
	struct tn_map waiting = { .arena = wit->arena }, seen = { .arena = wit->arena };
	uint32_t *order, len = 0;
	bool moves = false;

	for (uint32_t i = 0; i < count && !moves; i++) {
		const struct tn_func *func = get(list, i);

		moves = func && tn_elaborate_is_setter(func);
	}
	if (!moves)
		return false;
	order = TN_NEWN(wit->arena, uint32_t, count);
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_func *func = get(list, i);
		uint32_t setter;

		if (func && tn_elaborate_is_setter(func) &&
			tn_map_get(&seen, with_letter(wit->cx, func->name, 'g')) == TN_MAP_NONE) {
			tn_map_put(&waiting, func->name, i);
			continue;
		}
		order[len++] = i;
		if (!func || !is_getter(func))
			continue;
		tn_map_put(&seen, func->name, i);
		setter = tn_map_get(&waiting, with_letter(wit->cx, func->name, 's'));
		if (setter != TN_MAP_NONE)
			order[len++] = setter;
	}
	*out = order;
	return len == count; /* else a getter is missing, which has been reported */
}

static const struct tn_func *nth_func(const void *list, uint32_t i)
{
	return &((const struct tn_func *)list)[i];
}

static const struct tn_func *nth_item(const void *list, uint32_t i)
{
	const struct tn_item *item = &((const struct tn_item *)list)[i];

	return item->kind == TN_ITEM_FUNC ? &item->func : NULL;
}

/* Brings the elements of that size into the order. */
static void rearrange(struct tn_wit *wit, const uint32_t *order, void *list, uint32_t count, size_t size)
{
	unsigned char *to = list, *old = tn_mem_array(wit->arena, count, size);

	memcpy(old, list, count * size);
	for (uint32_t i = 0; i < count; i++)
		memcpy(to + i * size, old + order[i] * size, size);
}

void tn_elaborate_setters(struct tn_wit *wit, struct tn_func *funcs, uint32_t count)
{
	uint32_t *order;

	if (setter_order(wit, nth_func, funcs, count, &order))
		rearrange(wit, order, funcs, count, sizeof *funcs);
}

void tn_elaborate_item_setters(struct tn_wit *wit, struct tn_item *items, uint32_t count)
{
	uint32_t *order;

	if (setter_order(wit, nth_item, items, count, &order))
		rearrange(wit, order, items, count, sizeof *items);
}

/* ---- names ---- */

static bool folds_to_itself(struct tn_str name)
{
	bool plain = true;

	for (size_t i = 0; i < name.len && plain; i++)
		plain = name.ptr[i] != '-' && name.ptr[i] != '[' && !(name.ptr[i] >= 'A' && name.ptr[i] <= 'Z');
	return plain;
}

struct tn_str tn_elaborate_fold(struct tn_str name, char *room)
{
	size_t len = 0, from = 0, dot = 0, body;

	if (folds_to_itself(name))
		return name;
	while (from < name.len && name.ptr[from] == '[') {
		size_t to = tn_str_find(name, ']', from) + 1;

		if (!to) /* no mark: a bracket that is never closed */
			break;
		struct tn_str mark = tn_str_sub(name, from, to);

		if (tn_str_eq(mark, TN_STR("[constructor]")) || tn_str_eq(mark, TN_STR("[set]"))) {
			memcpy(room + len, mark.ptr, mark.len);
			len += mark.len;
		}
		from = to;
	}
	body = len;
	for (size_t i = from; i < name.len; i++) {
		char c = name.ptr[i];

		if (c == '-')
			continue;
		if (c == '.')
			dot = len;
		room[len++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
	if (dot && dot - body == len - dot - 1 && memcmp(room + body, room + dot + 1, dot - body) == 0)
		len = dot;
	return (struct tn_str){ room, len };
}
