/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The model in, canonical WIT text out; see print.h. Grammar: WIT.md. */
#include "wit/model/print.h"

#include "base/utf8.h"
#include "wit/model/group.h"

struct printer {
	const struct tn_wit *wit;
	struct tn_buf *out;
	bool no_docs;
	bool at_line_start;
	bool any_items; /* something stands in this block: a blank line goes before the next item */
	uint32_t indent;
};

/* ---- text ---- */

static void put(struct printer *p, struct tn_str text)
{
	if (p->at_line_start) {
		for (uint32_t i = 0; i < p->indent; i++)
			tn_buf_str(p->out, TN_STR("  "));
		p->at_line_start = false;
	}
	tn_buf_str(p->out, text);
}

#define PUT(p, literal) put((p), TN_STR(literal))

static void newline(struct printer *p)
{
	tn_buf_byte(p->out, '\n');
	p->at_line_start = true;
}

static void open(struct printer *p)
{
	PUT(p, " {");
	p->indent++;
	newline(p);
}

static void close(struct printer *p)
{
	p->indent--;
	PUT(p, "}");
	newline(p);
}

static void semicolon(struct printer *p)
{
	PUT(p, ";");
	newline(p);
}

static void new_item(struct printer *p)
{
	if (p->any_items)
		newline(p);
	p->any_items = true;
}

static struct tn_str text(const struct printer *p, tn_name name)
{
	return tn_ctx_text(p->wit->cx, name);
}

/* WIT.md "Keywords"; the float32 and float64 of old included, `get` and `set` are not. */
static bool is_keyword(struct tn_str name)
{
	static const char *const words[] = { "use", "type", "func", "u8", "u16", "u32", "u64", "s8",
		"s16", "s32", "s64", "f32", "f64", "float32", "float64", "char", "resource", "record",
		"flags", "variant", "enum", "bool", "string", "option", "result", "future", "stream",
		"list", "own", "borrow", "_", "as", "from", "static", "interface", "tuple", "world",
		"import", "export", "package", "with", "include", "constructor", "error-context",
		"async", "map" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (tn_str_eq(name, tn_str_of(words[i])))
			return true;
	}
	return false;
}

struct tn_str tn_print_escape(struct tn_arena *arena, struct tn_str name)
{
	return is_keyword(name) ? tn_str_format(arena, "%%%.*s", TN_S(name)) : name;
}

static void put_escaped(struct printer *p, struct tn_str name)
{
	if (is_keyword(name))
		PUT(p, "%");
	put(p, name);
}

static void put_name(struct printer *p, tn_name name)
{
	put_escaped(p, text(p, name));
}

/* ---- docs and attributes ---- */

static void put_docs(struct printer *p, tn_name docs)
{
	if (p->no_docs || !docs)
		return;
	struct tn_str all = text(p, docs);
	for (size_t at = 0; at < all.len;) {
		size_t end = tn_str_find(all, '\n', at);
		if (end == (size_t)-1)
			end = all.len;
		struct tn_str line = tn_str_sub(all, at, end);
		if (line.len && line.ptr[line.len - 1] == '\r' && end < all.len)
			line.len--;
		PUT(p, "///");
		if (line.len)
			PUT(p, " ");
		put(p, line);
		newline(p);
		at = end + 1;
	}
}

static void put_version_gate(struct printer *p, struct tn_str gate, tn_name version)
{
	if (!version)
		return;
	put(p, gate);
	PUT(p, "(version = ");
	put_name(p, version);
	PUT(p, ")");
	newline(p);
}

/* WIT.md "Feature Gates". */
static void put_stability(struct printer *p, const struct tn_stability *s)
{
	if (s->kind == TN_STABILITY_UNKNOWN)
		return;
	if (s->kind == TN_STABILITY_SINCE) {
		put_version_gate(p, TN_STR("@since"), s->since);
	} else {
		PUT(p, "@unstable(feature = ");
		put(p, text(p, s->feature));
		PUT(p, ")");
		newline(p);
	}
	put_version_gate(p, TN_STR("@deprecated"), s->deprecated);
}

/* WIT.md "External ids": everything that is not plainly harmless is escaped. */
static void put_external_id(struct printer *p, tn_name id)
{
	if (!id)
		return;
	struct tn_str s = text(p, id);
	PUT(p, "@external-id(\"");
	for (size_t at = 0; at < s.len;) {
		size_t start = at;
		uint32_t c = tn_utf8_next(s, &at);
		bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (alnum || (c < 128 && c && strchr("-_./: ", (int)c)))
			put(p, tn_str_sub(s, start, at));
		else if (c == '\\')
			PUT(p, "\\\\");
		else if (c == '"')
			PUT(p, "\\\"");
		else if (c == '\n')
			PUT(p, "\\n");
		else if (c == '\r')
			PUT(p, "\\r");
		else if (c == '\t')
			PUT(p, "\\t");
		else
			tn_buf_printf(p->out, "\\u{%x}", (unsigned)(c == TN_UTF8_BAD ? 0xfffd : c));
	}
	PUT(p, "\")");
	newline(p);
}

static void put_meta(struct printer *p, const struct tn_meta *meta)
{
	put_docs(p, meta->docs);
	put_stability(p, &meta->stability);
	put_external_id(p, meta->external_id);
}

/* ---- types in use ---- */

static void put_type(struct printer *p, tn_ty ty);

static void put_args(struct printer *p, struct tn_str word, tn_ty a, tn_ty b)
{
	put(p, word);
	PUT(p, "<");
	put_type(p, a);
	if (b) {
		PUT(p, ", ");
		put_type(p, b);
	}
	PUT(p, ">");
}

static void put_result(struct printer *p, const struct tn_typedef *type)
{
	if (type->a) {
		put_args(p, TN_STR("result"), type->a, type->b);
		return;
	}
	PUT(p, "result");
	if (type->b) {
		PUT(p, "<_, ");
		put_type(p, type->b);
		PUT(p, ">");
	}
}

static void put_tuple(struct printer *p, const struct tn_typedef *type)
{
	PUT(p, "tuple<");
	for (uint32_t i = 0; i < type->members.len; i++) {
		if (i)
			PUT(p, ", ");
		put_type(p, type->members.ptr[i].ty);
	}
	PUT(p, ">");
}

/* The text of an anonymous type; of a named one, what stands behind the "=". */
static void put_structure(struct printer *p, const struct tn_typedef *type)
{
	switch (type->kind) {
	case TN_DEF_TUPLE:
		put_tuple(p, type);
		break;
	case TN_DEF_OPTION:
		put_args(p, TN_STR("option"), type->a, TN_TY_NONE);
		break;
	case TN_DEF_RESULT:
		put_result(p, type);
		break;
	case TN_DEF_LIST:
		put_args(p, TN_STR("list"), type->a, TN_TY_NONE);
		break;
	case TN_DEF_FIXED_LIST:
		PUT(p, "list<");
		put_type(p, type->a);
		tn_buf_printf(p->out, ", %u>", (unsigned)type->length);
		break;
	case TN_DEF_MAP:
		put_args(p, TN_STR("map"), type->a, type->b);
		break;
	case TN_DEF_FUTURE:
	case TN_DEF_STREAM: {
		struct tn_str word =
			type->kind == TN_DEF_FUTURE ? TN_STR("future") : TN_STR("stream");
		if (type->a)
			put_args(p, word, type->a, TN_TY_NONE);
		else
			put(p, word);
		break;
	}
	case TN_DEF_OWN:
		/* Only behind "=": `type a = r` alone would be an alias of the resource. */
		if (type->name)
			put_args(p, TN_STR("own"), type->a, TN_TY_NONE);
		else
			put_type(p, type->a);
		break;
	case TN_DEF_BORROW:
		put_args(p, TN_STR("borrow"), type->a, TN_TY_NONE);
		break;
	case TN_DEF_ALIAS:
		put_type(p, type->a);
		break;
	default:
		PUT(p, "_"); /* records and the like have names */
		break;
	}
}

static struct tn_str primitive(tn_ty ty)
{
	static const char *const names[] = {
		[TN_TY_BOOL] = "bool",
		[TN_TY_U8] = "u8",
		[TN_TY_U16] = "u16",
		[TN_TY_U32] = "u32",
		[TN_TY_U64] = "u64",
		[TN_TY_S8] = "s8",
		[TN_TY_S16] = "s16",
		[TN_TY_S32] = "s32",
		[TN_TY_S64] = "s64",
		[TN_TY_F32] = "f32",
		[TN_TY_F64] = "f64",
		[TN_TY_CHAR] = "char",
		[TN_TY_STRING] = "string",
		[TN_TY_ERROR_CONTEXT] = "error-context",
	};
	const char *name = ty < sizeof names / sizeof *names ? names[ty] : NULL;
	return name ? tn_str_of(name) : TN_STR("_");
}

static void put_type(struct printer *p, tn_ty ty)
{
	if (!tn_ty_is_def(ty)) {
		put(p, primitive(ty));
		return;
	}
	const struct tn_typedef *type = &p->wit->types.ptr[tn_ty_def(ty)];
	if (type->name)
		put_name(p, type->name);
	else
		put_structure(p, type);
}

/* ---- functions ---- */

struct tn_str tn_print_func_name(const struct tn_wit *wit, const struct tn_func *func)
{
	struct tn_str name = tn_ctx_text(wit->cx, func->name);
	if (func->kind == TN_FUNC_FREE)
		return name;
	if (func->kind == TN_FUNC_CONSTRUCTOR)
		return TN_STR("constructor");
	bool of_world = func->kind == TN_FUNC_GETTER || func->kind == TN_FUNC_SETTER;
	size_t at = tn_str_find(name, of_world ? ']' : '.', 0);
	return at == (size_t)-1 ? name : tn_str_sub(name, at + 1, name.len);
}

static bool has_self(const struct tn_func *func)
{
	return func->kind == TN_FUNC_METHOD || func->kind == TN_FUNC_METHOD_GETTER
		|| func->kind == TN_FUNC_METHOD_SETTER;
}

static bool is_static(const struct tn_func *func)
{
	return func->kind == TN_FUNC_STATIC || func->kind == TN_FUNC_STATIC_GETTER
		|| func->kind == TN_FUNC_STATIC_SETTER;
}

static struct tn_str func_word(const struct tn_func *func)
{
	switch (func->kind) {
	case TN_FUNC_CONSTRUCTOR:
		return TN_STR("constructor");
	case TN_FUNC_GETTER:
	case TN_FUNC_METHOD_GETTER:
	case TN_FUNC_STATIC_GETTER:
		return TN_STR("get");
	case TN_FUNC_SETTER:
	case TN_FUNC_METHOD_SETTER:
	case TN_FUNC_STATIC_SETTER:
		return TN_STR("set");
	default:
		return TN_STR("func");
	}
}

/* `constructor(…)` gives its own resource; only another result is written down. */
static bool is_plain_constructor(const struct printer *p, const struct tn_func *func)
{
	if (func->kind != TN_FUNC_CONSTRUCTOR || !tn_ty_is_def(func->result))
		return false;
	const struct tn_typedef *type = &p->wit->types.ptr[tn_ty_def(func->result)];
	return type->kind == TN_DEF_OWN && type->a == tn_ty_of(func->resource);
}

static void put_func(struct printer *p, const struct tn_func *func)
{
	if (func->kind != TN_FUNC_CONSTRUCTOR) {
		put_escaped(p, tn_print_func_name(p->wit, func));
		PUT(p, ": ");
	}
	if (is_static(func))
		PUT(p, "static ");
	if (func->is_async)
		PUT(p, "async ");
	put(p, func_word(func));
	PUT(p, "(");
	uint32_t first = has_self(func) ? 1 : 0;
	for (uint32_t i = first; i < func->params.len; i++) {
		if (i > first)
			PUT(p, ", ");
		put_name(p, func->params.ptr[i].name);
		PUT(p, ": ");
		put_type(p, func->params.ptr[i].ty);
	}
	PUT(p, ")");
	if (func->result && !is_plain_constructor(p, func)) {
		PUT(p, " -> ");
		put_type(p, func->result);
	}
	semicolon(p);
}

/* ---- declarations of types ---- */

static void declare_resource(struct printer *p, tn_def def, const struct tn_group *funcs)
{
	PUT(p, "resource ");
	put_name(p, p->wit->types.ptr[def].name);
	uint32_t at = tn_group_first(funcs, def);
	if (at == TN_MAP_NONE) {
		semicolon(p);
		return;
	}
	open(p);
	for (; at != TN_MAP_NONE; at = funcs->next[at]) {
		put_meta(p, &funcs->list[at]->meta);
		put_func(p, funcs->list[at]);
	}
	close(p);
}

/* Records (`name: type`), variants (`name(type)`), enums and flags (`name`). */
static void declare_block(struct printer *p, struct tn_str word, const struct tn_typedef *type)
{
	put(p, word);
	PUT(p, " ");
	put_name(p, type->name);
	open(p);
	for (uint32_t i = 0; i < type->members.len; i++) {
		const struct tn_member *m = &type->members.ptr[i];
		put_docs(p, m->docs);
		put_name(p, m->name);
		if (m->ty) {
			bool record = type->kind == TN_DEF_RECORD;
			put(p, record ? TN_STR(": ") : TN_STR("("));
			put_type(p, m->ty);
			if (!record)
				PUT(p, ")");
		}
		PUT(p, ",");
		newline(p);
	}
	close(p);
}

static void declare(struct printer *p, tn_def def, const struct tn_group *funcs)
{
	const struct tn_typedef *type = &p->wit->types.ptr[def];
	put_meta(p, &type->meta);
	switch (type->kind) {
	case TN_DEF_RESOURCE:
		declare_resource(p, def, funcs);
		break;
	case TN_DEF_RECORD:
		declare_block(p, TN_STR("record"), type);
		break;
	case TN_DEF_VARIANT:
		declare_block(p, TN_STR("variant"), type);
		break;
	case TN_DEF_ENUM:
		declare_block(p, TN_STR("enum"), type);
		break;
	case TN_DEF_FLAGS:
		declare_block(p, TN_STR("flags"), type);
		break;
	default:
		PUT(p, "type ");
		put_name(p, type->name);
		PUT(p, " = ");
		put_structure(p, type);
		semicolon(p);
		break;
	}
}

/* ---- use ---- */

static void put_interface_path(struct printer *p, tn_iface iface, tn_pkg here)
{
	const struct tn_interface *i = &p->wit->interfaces.ptr[iface];
	if (i->package == here || i->package == TN_NO_ID) {
		put_name(p, i->name);
		return;
	}
	const struct tn_package *pkg = &p->wit->packages.ptr[i->package];
	put_name(p, pkg->ns);
	PUT(p, ":");
	put_name(p, pkg->name);
	PUT(p, "/");
	put_name(p, i->name);
	if (pkg->version) {
		PUT(p, "@");
		put(p, text(p, pkg->version));
	}
}

/* An alias of another owner's type is a `use`: gives what it uses. */
static const struct tn_typedef *used(const struct printer *p, const struct tn_typedef *type)
{
	if (type->kind != TN_DEF_ALIAS || !tn_ty_is_def(type->a))
		return NULL;
	const struct tn_typedef *other = &p->wit->types.ptr[tn_ty_def(type->a)];
	bool same = other->owner_kind == type->owner_kind && other->owner == type->owner;
	return other->owner_kind != TN_OWNER_INTERFACE || same ? NULL : other;
}

static bool same_attributes(const struct tn_meta *a, const struct tn_meta *b)
{
	return a->external_id == b->external_id && a->stability.kind == b->stability.kind
		&& a->stability.feature == b->stability.feature
		&& a->stability.since == b->stability.since
		&& a->stability.deprecated == b->stability.deprecated;
}

/* Neighbours from one interface with equal attributes share one `use`. */
static void put_uses(struct printer *p, const struct tn_named_def *types, uint32_t count,
	tn_pkg here)
{
	const struct tn_typedef *open_use = NULL;
	uint32_t open_owner = TN_NO_ID;
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_typedef *type = &p->wit->types.ptr[types[i].def];
		const struct tn_typedef *other = used(p, type);
		if (!other)
			continue;
		if (open_use && open_owner == other->owner
			&& same_attributes(&open_use->meta, &type->meta)) {
			PUT(p, ", ");
		} else {
			if (open_use) {
				PUT(p, "}");
				semicolon(p);
			}
			put_stability(p, &type->meta.stability);
			put_external_id(p, type->meta.external_id);
			PUT(p, "use ");
			put_interface_path(p, other->owner, here);
			PUT(p, ".{");
			open_use = type;
			open_owner = other->owner;
		}
		put_name(p, other->name);
		if (types[i].name != other->name) {
			PUT(p, " as ");
			put_name(p, types[i].name);
		}
	}
	if (open_use) {
		PUT(p, "}");
		semicolon(p);
		p->any_items = true;
	}
}

static void put_types(struct printer *p, const struct tn_named_def *types, uint32_t count,
	tn_pkg here, const struct tn_group *funcs)
{
	put_uses(p, types, count, here);
	for (uint32_t i = 0; i < count; i++) {
		if (used(p, &p->wit->types.ptr[types[i].def]))
			continue;
		new_item(p);
		declare(p, types[i].def, funcs);
	}
}

/* ---- interfaces and worlds ---- */

static void put_interface(struct printer *p, tn_iface id)
{
	const struct tn_interface *iface = &p->wit->interfaces.ptr[id];
	bool outside = p->any_items;
	p->any_items = false;
	struct tn_group funcs;
	tn_group_interface(&funcs, p->out->arena, iface);
	put_types(p, iface->types.ptr, iface->types.len, iface->package, &funcs);
	for (uint32_t i = 0; i < iface->functions.len; i++) {
		const struct tn_func *func = &iface->functions.ptr[i];
		if (func->resource != TN_NO_ID)
			continue;
		new_item(p);
		put_meta(p, &func->meta);
		put_func(p, func);
	}
	p->any_items = outside;
}

/* An interface or a function that a world imports or exports. */
static void put_item(struct printer *p, const struct tn_item *item, struct tn_str word, tn_pkg here)
{
	if (item->kind == TN_ITEM_FUNC) {
		put_meta(p, &item->func.meta);
		put(p, word);
		put_func(p, &item->func);
		return;
	}
	const struct tn_interface *iface = &p->wit->interfaces.ptr[item->interface];
	struct tn_meta meta = item->meta;
	/* What stands at a label may be documented at the interface. */
	if (!meta.docs && item->key_name)
		meta.docs = iface->meta.docs;
	put_meta(p, &meta);
	put(p, word);
	if (item->key_name) {
		put_name(p, item->key_name);
		PUT(p, ": ");
	}
	if (iface->name) {
		put_interface_path(p, item->interface, here);
		semicolon(p);
		return;
	}
	PUT(p, "interface");
	open(p);
	put_interface(p, item->interface);
	close(p);
}

/*
 * Interfaces, then types with the functions of their resources, then functions: the order in which
 * worlds are encoded, so that text and binary keep agreeing however often one becomes the other.
 */
static void put_imports(struct printer *p, const struct tn_world_def *world)
{
	struct tn_arena *arena = p->out->arena;
	struct tn_named_def *types = TN_NEWN(arena, struct tn_named_def, world->imports.len);
	uint32_t type_count = 0;
	struct tn_group funcs;
	tn_group_init(&funcs, arena, world->imports.len);
	for (uint32_t i = 0; i < world->imports.len; i++) {
		const struct tn_item *item = &world->imports.ptr[i];
		if (item->kind == TN_ITEM_TYPE) {
			types[type_count++] = (struct tn_named_def){ item->key_name, item->type };
		} else if (item->kind == TN_ITEM_INTERFACE) {
			put_item(p, item, TN_STR("import "), world->package);
			p->any_items = true;
		} else {
			tn_group_add(&funcs, &item->func);
		}
	}
	put_types(p, types, type_count, world->package, &funcs);
	for (uint32_t i = 0; i < world->imports.len; i++) {
		const struct tn_item *item = &world->imports.ptr[i];
		if (item->kind == TN_ITEM_FUNC && item->func.resource == TN_NO_ID) {
			put_item(p, item, TN_STR("import "), world->package);
			p->any_items = true;
		}
	}
}

static void put_world(struct printer *p, tn_world id)
{
	const struct tn_world_def *world = &p->wit->worlds.ptr[id];
	bool outside = p->any_items;
	p->any_items = false;
	put_imports(p, world);
	if (world->exports.len)
		new_item(p);
	for (uint32_t i = 0; i < world->exports.len; i++)
		put_item(p, &world->exports.ptr[i], TN_STR("export "), world->package);
	p->any_items = outside;
}

/* ---- packages ---- */

static void put_package_header(struct printer *p, const struct tn_package *pkg)
{
	put_docs(p, pkg->docs);
	PUT(p, "package ");
	put_name(p, pkg->ns);
	PUT(p, ":");
	put_name(p, pkg->name);
	if (pkg->version) {
		PUT(p, "@");
		put(p, text(p, pkg->version));
	}
}

static void put_package(struct printer *p, tn_pkg id, bool is_main)
{
	const struct tn_package *pkg = &p->wit->packages.ptr[id];
	put_package_header(p, pkg);
	if (is_main) {
		semicolon(p);
		newline(p);
	} else {
		open(p);
	}
	for (uint32_t i = 0; i < pkg->interfaces.len; i++) {
		const struct tn_interface *iface = &p->wit->interfaces.ptr[pkg->interfaces.ptr[i]];
		put_docs(p, iface->meta.docs);
		put_stability(p, &iface->meta.stability);
		PUT(p, "interface ");
		put_name(p, iface->name);
		open(p);
		put_interface(p, pkg->interfaces.ptr[i]);
		close(p);
		if (is_main)
			newline(p);
	}
	for (uint32_t i = 0; i < pkg->worlds.len; i++) {
		const struct tn_world_def *world = &p->wit->worlds.ptr[pkg->worlds.ptr[i]];
		put_docs(p, world->meta.docs);
		put_stability(p, &world->meta.stability);
		PUT(p, "world ");
		put_name(p, world->name);
		open(p);
		put_world(p, pkg->worlds.ptr[i]);
		close(p);
	}
	if (!is_main)
		close(p);
}

void tn_print_package(const struct tn_wit *wit, tn_pkg pkg, const struct tn_print_options *o,
	struct tn_buf *out)
{
	struct printer p = { .wit = wit, .out = out, .no_docs = o && o->no_docs };
	put_package(&p, pkg, true);
	for (uint32_t i = 0; o && i < o->nested_count; i++) {
		if (i) {
			newline(&p);
			newline(&p);
		}
		put_package(&p, o->nested[i], false);
	}
}
