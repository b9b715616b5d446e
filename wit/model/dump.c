/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Four arrays whose elements refer to each other by index: worlds, interfaces, types, packages. */
#include "wit/model/dump.h"

#include "base/json.h"

struct dump {
	const struct tn_wit *wit;
	struct tn_json json;
};

/* ---- small things ---- */

static void key(struct dump *d, const char *text)
{
	tn_json_field(&d->json, tn_str_of(text));
}

static void name(struct dump *d, tn_name name)
{
	tn_json_string(&d->json, tn_ctx_text(d->wit->cx, name));
}

static void name_or_null(struct dump *d, tn_name text)
{
	if (text)
		name(d, text);
	else
		tn_json_null(&d->json);
}

static void id_or_null(struct dump *d, uint32_t id)
{
	if (id == TN_NO_ID)
		tn_json_null(&d->json);
	else
		tn_json_number(&d->json, id);
}

static void type(struct dump *d, tn_ty ty)
{
	if (ty == TN_TY_NONE)
		tn_json_null(&d->json);
	else if (tn_ty_is_def(ty))
		tn_json_number(&d->json, tn_ty_def(ty));
	else
		tn_json_string(&d->json, tn_str_of(tn_model_primitive(ty)));
}

static void docs(struct dump *d, tn_name docs)
{
	if (!docs)
		return;
	key(d, "docs");
	tn_json_object(&d->json);
	key(d, "contents");
	name(d, docs);
	tn_json_object_end(&d->json);
}

static void stability(struct dump *d, const struct tn_stability *s)
{
	bool since = s->kind == TN_STABILITY_SINCE;

	if (s->kind == TN_STABILITY_UNKNOWN)
		return;
	key(d, "stability");
	tn_json_object(&d->json);
	key(d, since ? "stable" : "unstable");
	tn_json_object(&d->json);
	key(d, since ? "since" : "feature");
	name(d, since ? s->since : s->feature);
	if (s->deprecated) {
		key(d, "deprecated");
		name(d, s->deprecated);
	}
	tn_json_object_end(&d->json);
	tn_json_object_end(&d->json);
}

static void external_id(struct dump *d, tn_name id)
{
	if (!id)
		return;
	key(d, "external_id");
	name(d, id);
}

/* ---- types ---- */

static void member(struct dump *d, const struct tn_member *m, bool typed)
{
	tn_json_object(&d->json);
	key(d, "name");
	name(d, m->name);
	if (typed) {
		key(d, "type");
		type(d, m->ty);
	}
	docs(d, m->docs);
	tn_json_object_end(&d->json);
}

/* {"record": {"fields": […]}} */
static void members(struct dump *d, const char *list, const struct tn_typedef *def, bool typed)
{
	tn_json_object(&d->json);
	key(d, list);
	tn_json_array(&d->json);
	for (uint32_t i = 0; i < def->members.len; i++) {
		if (def->kind == TN_DEF_TUPLE)
			type(d, def->members.ptr[i].ty);
		else
			member(d, &def->members.ptr[i], typed);
	}
	tn_json_array_end(&d->json);
	tn_json_object_end(&d->json);
}

static void result(struct dump *d, const struct tn_typedef *def)
{
	tn_json_object(&d->json);
	key(d, "ok");
	type(d, def->a);
	key(d, "err");
	type(d, def->b);
	tn_json_object_end(&d->json);
}

static void handle(struct dump *d, const char *word, tn_ty resource)
{
	tn_json_object(&d->json);
	key(d, word);
	type(d, resource);
	tn_json_object_end(&d->json);
}

static void pair(struct dump *d, const struct tn_typedef *def)
{
	tn_json_array(&d->json);
	type(d, def->a);
	if (def->kind == TN_DEF_FIXED_LIST)
		tn_json_number(&d->json, def->length);
	else
		type(d, def->b);
	tn_json_array_end(&d->json);
}

static void kind(struct dump *d, const struct tn_typedef *def)
{
	static const char *const WORDS[] = {
		[TN_DEF_RECORD] = "record",
		[TN_DEF_VARIANT] = "variant",
		[TN_DEF_ENUM] = "enum",
		[TN_DEF_FLAGS] = "flags",
		[TN_DEF_TUPLE] = "tuple",
		[TN_DEF_OPTION] = "option",
		[TN_DEF_RESULT] = "result",
		[TN_DEF_LIST] = "list",
		[TN_DEF_FIXED_LIST] = "fixed-length-list",
		[TN_DEF_MAP] = "map",
		[TN_DEF_FUTURE] = "future",
		[TN_DEF_STREAM] = "stream",
		[TN_DEF_OWN] = "handle",
		[TN_DEF_BORROW] = "handle",
		[TN_DEF_RESOURCE] = "resource",
		[TN_DEF_ALIAS] = "type",
		[TN_DEF_UNKNOWN] = "unknown",
	};

	if (def->kind == TN_DEF_RESOURCE || def->kind == TN_DEF_UNKNOWN) {
		tn_json_string(&d->json, tn_str_of(WORDS[def->kind]));
		return;
	}
	tn_json_object(&d->json);
	key(d, WORDS[def->kind]);
	switch (def->kind) {
	case TN_DEF_RECORD:
		members(d, "fields", def, true);
		break;
	case TN_DEF_VARIANT:
		members(d, "cases", def, true);
		break;
	case TN_DEF_ENUM:
		members(d, "cases", def, false);
		break;
	case TN_DEF_FLAGS:
		members(d, "flags", def, false);
		break;
	case TN_DEF_TUPLE:
		members(d, "types", def, true);
		break;
	case TN_DEF_RESULT:
		result(d, def);
		break;
	case TN_DEF_MAP:
	case TN_DEF_FIXED_LIST:
		pair(d, def);
		break;
	case TN_DEF_OWN:
		handle(d, "own", def->a);
		break;
	case TN_DEF_BORROW:
		handle(d, "borrow", def->a);
		break;
	default:
		type(d, def->a);
	}
	tn_json_object_end(&d->json);
}

static void typedef_(struct dump *d, const struct tn_typedef *def)
{
	tn_json_object(&d->json);
	key(d, "name");
	name_or_null(d, def->name);
	key(d, "kind");
	kind(d, def);
	key(d, "owner");
	if (def->owner_kind == TN_OWNER_NONE) {
		tn_json_null(&d->json);
	} else {
		tn_json_object(&d->json);
		key(d, def->owner_kind == TN_OWNER_WORLD ? "world" : "interface");
		tn_json_number(&d->json, def->owner);
		tn_json_object_end(&d->json);
	}
	docs(d, def->meta.docs);
	stability(d, &def->meta.stability);
	external_id(d, def->meta.external_id);
	tn_json_object_end(&d->json);
}

/* ---- functions ---- */

static void func_kind(struct dump *d, const struct tn_func *func)
{
	static const char *const WORDS[] = {
		[TN_FUNC_FREE] = "async-freestanding",
		[TN_FUNC_METHOD] = "async-method",
		[TN_FUNC_STATIC] = "async-static",
		[TN_FUNC_CONSTRUCTOR] = "async-constructor",
		[TN_FUNC_GETTER] = "async-getter",
		[TN_FUNC_SETTER] = "async-setter",
		[TN_FUNC_METHOD_GETTER] = "async-method-getter",
		[TN_FUNC_METHOD_SETTER] = "async-method-setter",
		[TN_FUNC_STATIC_GETTER] = "async-static-getter",
		[TN_FUNC_STATIC_SETTER] = "async-static-setter",
	};
	struct tn_str word = tn_str_of(WORDS[func->kind]);

	if (!func->is_async)
		word = tn_str_sub(word, sizeof "async-" - 1, word.len);
	if (func->resource == TN_NO_ID) {
		tn_json_string(&d->json, word);
		return;
	}
	tn_json_object(&d->json);
	tn_json_key(&d->json, word);
	tn_json_number(&d->json, func->resource);
	tn_json_object_end(&d->json);
}

static void func(struct dump *d, const struct tn_func *func)
{
	tn_json_object(&d->json);
	key(d, "name");
	name(d, func->name);
	key(d, "kind");
	func_kind(d, func);
	key(d, "params");
	tn_json_array(&d->json);
	for (uint32_t i = 0; i < func->params.len; i++)
		member(d, &func->params.ptr[i], true);
	tn_json_array_end(&d->json);
	if (func->result) {
		key(d, "result");
		type(d, func->result);
	}
	docs(d, func->meta.docs);
	stability(d, &func->meta.stability);
	external_id(d, func->meta.external_id);
	tn_json_object_end(&d->json);
}

/* ---- interfaces, worlds, packages ---- */

static void interface(struct dump *d, const struct tn_interface *iface)
{
	tn_json_object(&d->json);
	key(d, "name");
	name_or_null(d, iface->name);
	key(d, "types");
	tn_json_object(&d->json);
	for (uint32_t i = 0; i < iface->types.len; i++) {
		tn_json_key(&d->json, tn_ctx_text(d->wit->cx, iface->types.ptr[i].name));
		tn_json_number(&d->json, iface->types.ptr[i].def);
	}
	tn_json_object_end(&d->json);
	key(d, "functions");
	tn_json_object(&d->json);
	for (uint32_t i = 0; i < iface->functions.len; i++) {
		tn_json_key(&d->json, tn_ctx_text(d->wit->cx, iface->functions.ptr[i].name));
		func(d, &iface->functions.ptr[i]);
	}
	tn_json_object_end(&d->json);
	docs(d, iface->meta.docs);
	stability(d, &iface->meta.stability);
	key(d, "package");
	id_or_null(d, iface->package);
	if (iface->clone_of != TN_NO_ID) {
		key(d, "clone_of");
		tn_json_number(&d->json, iface->clone_of);
	}
	tn_json_object_end(&d->json);
}

static void item_key(struct dump *d, const struct tn_item *item)
{
	if (item->key_name)
		tn_json_key(&d->json, tn_ctx_text(d->wit->cx, item->key_name));
	else
		tn_json_numbered(&d->json, TN_STR("interface"), item->interface);
}

static void item(struct dump *d, const struct tn_item *item)
{
	item_key(d, item);
	tn_json_object(&d->json);
	switch (item->kind) {
	case TN_ITEM_INTERFACE:
		key(d, "interface");
		tn_json_object(&d->json);
		key(d, "id");
		tn_json_number(&d->json, item->interface);
		stability(d, &item->meta.stability);
		external_id(d, item->meta.external_id);
		docs(d, item->meta.docs);
		tn_json_object_end(&d->json);
		break;
	case TN_ITEM_FUNC:
		key(d, "function");
		func(d, &item->func);
		break;
	case TN_ITEM_TYPE:
		key(d, "type");
		tn_json_number(&d->json, item->type);
		break;
	}
	tn_json_object_end(&d->json);
}

static void world(struct dump *d, const struct tn_world_def *world)
{
	tn_json_object(&d->json);
	key(d, "name");
	name(d, world->name);
	key(d, "imports");
	tn_json_object(&d->json);
	for (uint32_t i = 0; i < world->imports.len; i++)
		item(d, &world->imports.ptr[i]);
	tn_json_object_end(&d->json);
	key(d, "exports");
	tn_json_object(&d->json);
	for (uint32_t i = 0; i < world->exports.len; i++)
		item(d, &world->exports.ptr[i]);
	tn_json_object_end(&d->json);
	key(d, "package");
	id_or_null(d, world->package);
	docs(d, world->meta.docs);
	stability(d, &world->meta.stability);
	tn_json_object_end(&d->json);
}

static void package(struct dump *d, tn_pkg id)
{
	const struct tn_package *package = &d->wit->packages.ptr[id];

	tn_json_object(&d->json);
	key(d, "name");
	name(d, tn_model_package_id(d->wit, id));
	docs(d, package->docs);
	key(d, "interfaces");
	tn_json_object(&d->json);
	for (uint32_t i = 0; i < package->interfaces.len; i++) {
		tn_iface iface = package->interfaces.ptr[i];

		tn_json_key(&d->json, tn_ctx_text(d->wit->cx, d->wit->interfaces.ptr[iface].name));
		tn_json_number(&d->json, iface);
	}
	tn_json_object_end(&d->json);
	key(d, "worlds");
	tn_json_object(&d->json);
	for (uint32_t i = 0; i < package->worlds.len; i++) {
		tn_world world = package->worlds.ptr[i];

		tn_json_key(&d->json, tn_ctx_text(d->wit->cx, d->wit->worlds.ptr[world].name));
		tn_json_number(&d->json, world);
	}
	tn_json_object_end(&d->json);
	tn_json_object_end(&d->json);
}

void tn_dump_json(const struct tn_wit *wit, struct tn_buf *out)
{
	struct dump d = { .wit = wit };

	tn_json_begin(&d.json, out, true);
	tn_json_object(&d.json);
	key(&d, "worlds");
	tn_json_array(&d.json);
	for (uint32_t i = 0; i < wit->worlds.len; i++)
		world(&d, &wit->worlds.ptr[i]);
	tn_json_array_end(&d.json);
	key(&d, "interfaces");
	tn_json_array(&d.json);
	for (uint32_t i = 0; i < wit->interfaces.len; i++)
		interface(&d, &wit->interfaces.ptr[i]);
	tn_json_array_end(&d.json);
	key(&d, "types");
	tn_json_array(&d.json);
	for (uint32_t i = 0; i < wit->types.len; i++)
		typedef_(&d, &wit->types.ptr[i]);
	tn_json_array_end(&d.json);
	key(&d, "packages");
	tn_json_array(&d.json);
	for (uint32_t i = 0; i < wit->packages.len; i++)
		package(&d, i);
	tn_json_array_end(&d.json);
	tn_json_object_end(&d.json);
	tn_buf_byte(out, '\n');
}
