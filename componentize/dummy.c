/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A world in, a core module that fits it out; see dummy.h. */
#include "componentize/dummy.h"

#include "componentize/match.h"
#include "componentize/payload.h"
#include "wasm/core/corewrite.h"

struct dummy {
	const struct tn_wit *wit;
	const struct tn_world_def *world;
	struct tn_arena *arena;
	enum tn_dummy_kind kind;
	enum tn_scheme scheme;
	struct tn_types types;
	struct tn_lower lower;
	struct tn_payload payload;
	struct tn_corewrite w;
	uint32_t imports;
	bool failed;
};

static struct tn_str text(const struct dummy *d, tn_name name)
{
	return tn_ctx_text(d->wit->cx, name);
}

static bool is_async(const struct dummy *d)
{
	return d->kind == TN_DUMMY_ASYNC_CALLBACK || d->kind == TN_DUMMY_ASYNC_STACKFUL;
}

/* Only functions that are async in WIT cross by the asynchronous ABI. */
static bool is_async_func(const struct dummy *d, const struct tn_func *func)
{
	return is_async(d) && func->is_async;
}

/* ---- imports ---- */

static void import(
	struct dummy *d, struct tn_str module, struct tn_str name, const struct tn_core_sig *sig)
{
	struct tn_ctx *cx = d->wit->cx;
	if (d->imports++ >= cx->limits.dummy_imports) {
		if (!d->failed)
			tn_diag_error(cx, TN_E_LIMIT, d->world->meta.span,
				"a dummy of world `%.*s` would have more than %u imports "
				"(dummy-imports)",
				TN_S(text(d, d->world->name)), cx->limits.dummy_imports);
		d->failed = true;
		return;
	}
	tn_corewrite_import_func(&d->w, module, name, tn_corewrite_sig(&d->w, sig));
}

static void import_builtin(
	struct dummy *d, struct tn_str module, enum tn_builtin_id id, struct tn_str name)
{
	struct tn_mangle_field field = { .builtin = id, .width = TN_CORE_I32 };
	tn_core_ty params[4], results[1];
	struct tn_core_sig sig;
	tn_mangle_builtin_sig(&field, params, results, &sig);
	import(d, module, name, &sig);
}

static struct tn_str module_name(
	const struct dummy *d, const struct tn_item *item, bool is_exported)
{
	return tn_mangle_module(d->wit, d->arena, d->scheme, item, is_exported);
}

/* What can be done with the n-th future or stream of a function; what needs gate 🚝 is left out. */
static void import_payload(struct dummy *d, struct tn_str module, const struct tn_func *func,
	uint32_t n, bool is_stream)
{
	static const struct {
		enum tn_builtin_id future, stream;
		bool is_async;
	} rows[] = {
		{ TN_BUILTIN_FUTURE_NEW, TN_BUILTIN_STREAM_NEW, false },
		{ TN_BUILTIN_FUTURE_CANCEL_READ, TN_BUILTIN_STREAM_CANCEL_READ, false },
		{ TN_BUILTIN_FUTURE_CANCEL_WRITE, TN_BUILTIN_STREAM_CANCEL_WRITE, false },
		{ TN_BUILTIN_FUTURE_DROP_READABLE, TN_BUILTIN_STREAM_DROP_READABLE, false },
		{ TN_BUILTIN_FUTURE_DROP_WRITABLE, TN_BUILTIN_STREAM_DROP_WRITABLE, false },
		{ TN_BUILTIN_FUTURE_READ, TN_BUILTIN_STREAM_READ, true },
		{ TN_BUILTIN_FUTURE_WRITE, TN_BUILTIN_STREAM_WRITE, true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows && !d->failed; i++) {
		enum tn_builtin_id id = is_stream ? rows[i].stream : rows[i].future;
		struct tn_str name = tn_str_format(d->arena, "%s[%.*s-%u]%.*s",
			rows[i].is_async ? "[async-lower]" : "", TN_S(tn_mangle_builtin(id)->name),
			n, TN_S(text(d, func->name)));
		import_builtin(d, module, id, name);
	}
}

/* A type met twice is two numbers, but the number that counts is that of its first place. */
static void import_payloads(struct dummy *d, struct tn_str module, const struct tn_func *func)
{
	uint32_t count = tn_payload_count(&d->payload, func);
	struct tn_map first = { .arena = d->arena };
	for (uint32_t n = 0; n < count && !d->failed; n++) {
		tn_ty ty = tn_payload_at(&d->payload, func, n);
		bool is_stream = d->wit->types.ptr[tn_ty_def(ty)].kind == TN_DEF_STREAM;
		if (tn_map_get(&first, ty) == TN_MAP_NONE)
			tn_map_put(&first, ty, n);
		import_payload(d, module, func, tn_map_get(&first, ty), is_stream);
	}
}

static void import_func(struct dummy *d, const struct tn_item *item, const struct tn_func *func)
{
	bool async = is_async_func(d, func);
	struct tn_str module = module_name(d, item, false);
	struct tn_abi_sig sig;
	tn_match_signature(&d->lower, func, async ? TN_ABI_IMPORT_ASYNC : TN_ABI_IMPORT, &sig);
	struct tn_core_sig core = tn_match_core_sig(&sig);
	struct tn_str name = tn_str_format(
		d->arena, "%s%.*s", async ? "[async-lower]" : "", TN_S(text(d, func->name)));
	import(d, module, name, &core);
	if (async)
		import_payloads(d, module, func);
}

static void import_resource(struct dummy *d, const struct tn_item *item, tn_def def,
	bool is_exported, enum tn_builtin_id id)
{
	const struct tn_typedef *type = &d->wit->types.ptr[def];
	if (type->kind != TN_DEF_RESOURCE)
		return;
	struct tn_str name = tn_mangle_resource(d->arena, d->scheme, id, text(d, type->name));
	import_builtin(d, module_name(d, item, is_exported), id, name);
}

static void import_item(struct dummy *d, const struct tn_item *item)
{
	if (item->kind == TN_ITEM_FUNC)
		import_func(d, NULL, &item->func);
	if (item->kind == TN_ITEM_TYPE)
		import_resource(d, NULL, item->type, false, TN_BUILTIN_RESOURCE_DROP);
	if (item->kind != TN_ITEM_INTERFACE)
		return;
	const struct tn_interface *iface = &d->wit->interfaces.ptr[item->interface];
	for (uint32_t i = 0; i < iface->functions.len && !d->failed; i++)
		import_func(d, item, &iface->functions.ptr[i]);
	for (uint32_t i = 0; i < iface->types.len && !d->failed; i++)
		import_resource(d, item, iface->types.ptr[i].def, false, TN_BUILTIN_RESOURCE_DROP);
}

static void import_root_builtins(struct dummy *d)
{
	static const struct {
		enum tn_builtin_id id;
		struct tn_str suffix;
	} rows[] = {
		{ TN_BUILTIN_TASK_CANCEL, { "", 0 } },
		{ TN_BUILTIN_BACKPRESSURE_INC, { "", 0 } },
		{ TN_BUILTIN_BACKPRESSURE_DEC, { "", 0 } },
		{ TN_BUILTIN_WAITABLE_SET_NEW, { "", 0 } },
		{ TN_BUILTIN_WAITABLE_SET_WAIT, { "", 0 } },
		{ TN_BUILTIN_WAITABLE_SET_POLL, { "", 0 } },
		{ TN_BUILTIN_WAITABLE_SET_DROP, { "", 0 } },
		{ TN_BUILTIN_WAITABLE_JOIN, { "", 0 } },
		{ TN_BUILTIN_THREAD_YIELD, { "", 0 } },
		{ TN_BUILTIN_SUBTASK_DROP, { "", 0 } },
		{ TN_BUILTIN_SUBTASK_CANCEL, { "", 0 } },
		{ TN_BUILTIN_CONTEXT_GET, { "-0", 2 } },
		{ TN_BUILTIN_CONTEXT_SET, { "-0", 2 } },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct tn_builtin *b = tn_mangle_builtin(rows[i].id);
		struct tn_str name =
			tn_str_format(d->arena, "[%.*s%.*s]", TN_S(b->name), TN_S(rows[i].suffix));
		import_builtin(d, module_name(d, NULL, b->where == TN_BUILTIN_AT_EXPORT),
			rows[i].id, name);
	}
}

/* What the functions that are exported need to return early, and for their futures and streams. */
static void import_for_export(
	struct dummy *d, const struct tn_item *item, const struct tn_func *func)
{
	struct tn_str module = module_name(d, item, true);
	struct tn_abi_sig sig;
	if (!is_async(d))
		return;
	tn_match_task_return(&d->lower, func, &sig);
	struct tn_core_sig core = tn_match_core_sig(&sig);
	import(d, module, tn_str_format(d->arena, "[task-return]%.*s", TN_S(text(d, func->name))),
		&core);
	import_payloads(d, module, func);
}

static void import_for_exports(struct dummy *d, const struct tn_item *item)
{
	if (item->kind == TN_ITEM_FUNC)
		import_for_export(d, NULL, &item->func);
	if (item->kind != TN_ITEM_INTERFACE)
		return;
	const struct tn_interface *iface = &d->wit->interfaces.ptr[item->interface];
	for (uint32_t i = 0; i < iface->functions.len && !d->failed; i++)
		import_for_export(d, item, &iface->functions.ptr[i]);
	for (uint32_t i = 0; i < iface->types.len && !d->failed; i++) {
		tn_def def = iface->types.ptr[i].def;
		import_resource(d, item, def, true, TN_BUILTIN_RESOURCE_DROP);
		import_resource(d, item, def, true, TN_BUILTIN_RESOURCE_NEW);
		import_resource(d, item, def, true, TN_BUILTIN_RESOURCE_REP);
	}
}

/* ---- exports ---- */

static void export(struct dummy *d, struct tn_str name, const struct tn_core_sig *sig, bool traps)
{
	uint32_t func = tn_corewrite_func(&d->w, tn_corewrite_sig(&d->w, sig), NULL, 0);
	if (traps)
		tn_corewrite_opcode(tn_corewrite_code(&d->w), TN_OP_UNREACHABLE);
	tn_corewrite_export(&d->w, name, TN_CORE_KIND_FUNC, func);
}

#define I32S { TN_CORE_I32, TN_CORE_I32, TN_CORE_I32, TN_CORE_I32 }

static void export_func(struct dummy *d, const struct tn_item *item, const struct tn_func *func)
{
	struct tn_mangle_export name = { .kind = TN_MANGLE_FUNC,
		.scheme = d->scheme,
		.side = TN_ABI_EXPORT,
		.name = text(d, func->name) };
	tn_core_ty i32s[] = I32S;
	struct tn_abi_sig sig;
	if (is_async_func(d, func))
		name.side = d->kind == TN_DUMMY_ASYNC_CALLBACK ? TN_ABI_EXPORT_ASYNC
							       : TN_ABI_EXPORT_STACKFUL;
	tn_match_signature(&d->lower, func, name.side, &sig);
	struct tn_core_sig core = tn_match_core_sig(&sig);
	export(d, tn_mangle_export(d->wit, d->arena, &name, item), &core, true);
	if (name.side == TN_ABI_EXPORT) {
		name.kind = TN_MANGLE_POST_RETURN;
		core = (struct tn_core_sig){ sig.results, NULL, sig.result_count, 0 };
		export(d, tn_mangle_export(d->wit, d->arena, &name, item), &core, false);
	} else if (name.side == TN_ABI_EXPORT_ASYNC) {
		name.kind = TN_MANGLE_CALLBACK;
		core = (struct tn_core_sig){ i32s, i32s, 3, 1 };
		export(d, tn_mangle_export(d->wit, d->arena, &name, item), &core, true);
	}
}

static void export_dtor(struct dummy *d, const struct tn_item *item, tn_def def)
{
	const struct tn_typedef *type = &d->wit->types.ptr[def];
	tn_core_ty i32s[] = I32S;
	struct tn_core_sig sig = { i32s, NULL, 1, 0 };
	if (type->kind != TN_DEF_RESOURCE)
		return;
	struct tn_mangle_export name = {
		.kind = TN_MANGLE_DTOR, .scheme = d->scheme, .name = text(d, type->name)
	};
	name.side = d->kind == TN_DUMMY_ASYNC_CALLBACK   ? TN_ABI_EXPORT_ASYNC
		    : d->kind == TN_DUMMY_ASYNC_STACKFUL ? TN_ABI_EXPORT_STACKFUL
							 : TN_ABI_EXPORT;
	export(d, tn_mangle_export(d->wit, d->arena, &name, item), &sig, false);
}

static void export_item(struct dummy *d, const struct tn_item *item)
{
	if (item->kind == TN_ITEM_FUNC)
		export_func(d, NULL, &item->func);
	if (item->kind != TN_ITEM_INTERFACE)
		return;
	const struct tn_interface *iface = &d->wit->interfaces.ptr[item->interface];
	for (uint32_t i = 0; i < iface->functions.len; i++)
		export_func(d, item, &iface->functions.ptr[i]);
	for (uint32_t i = 0; i < iface->types.len; i++)
		export_dtor(d, item, iface->types.ptr[i].def);
}

static void export_fixed(struct dummy *d)
{
	bool is_standard = d->scheme == TN_SCHEME_STANDARD;
	struct tn_core_limits limits = { 0 };
	tn_core_ty i32s[] = I32S;
	struct tn_core_sig realloc = { i32s, i32s, 4, 1 }, nothing = { 0 };
	tn_corewrite_export(&d->w, is_standard ? TN_STR("cm32p2_memory") : TN_STR("memory"),
		TN_CORE_KIND_MEMORY, tn_corewrite_memory(&d->w, &limits));
	export(d, is_standard ? TN_STR("cm32p2_realloc") : TN_STR("cabi_realloc"), &realloc, true);
	export(d, is_standard ? TN_STR("cm32p2_initialize") : TN_STR("_initialize"), &nothing,
		false);
}

struct tn_bytes tn_dummy_module(
	const struct tn_wit *wit, tn_world world, enum tn_dummy_kind kind, struct tn_arena *arena)
{
	struct dummy d = {
		.wit = wit, .world = &wit->worlds.ptr[world], .arena = arena, .kind = kind
	};
	d.scheme = kind == TN_DUMMY_STANDARD ? TN_SCHEME_STANDARD : TN_SCHEME_LEGACY;
	tn_type_init(&d.types, arena);
	tn_lower_init(&d.lower, wit, &d.types, arena);
	tn_payload_begin(&d.payload, wit, arena);
	tn_corewrite_begin(&d.w, arena);
	for (uint32_t i = 0; i < d.world->imports.len && !d.failed; i++)
		import_item(&d, &d.world->imports.ptr[i]);
	if (is_async(&d))
		import_root_builtins(&d);
	for (uint32_t i = 0; i < d.world->exports.len && !d.failed; i++)
		import_for_exports(&d, &d.world->exports.ptr[i]);
	if (d.failed)
		return (struct tn_bytes){ NULL, 0 };
	for (uint32_t i = 0; i < d.world->exports.len; i++)
		export_item(&d, &d.world->exports.ptr[i]);
	export_fixed(&d);
	return tn_corewrite_end(&d.w);
}
