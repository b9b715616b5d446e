/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Libraries in, a component out; see dylink.h. */
#include "componentize/dylink_job.h"

#include "componentize/libdl_data.h"

/* ---- libraries ---- */

static bool add_library(struct tn_dylink_job *j, const struct tn_dylink_input *input)
{
	struct tn_dylink_library *l = TN_NEW(j->arena, struct tn_dylink_library);
	struct tn_str what = tn_str_format(j->arena, "library `%.*s`", TN_S(input->name));
	l->name = input->name;
	l->is_openable = input->is_openable;
	if (!tn_input_bytes(j->cx, j->arena, input->source, what, &l->input))
		return false;
	*TN_PUSH(j->arena, &j->libraries) = l;
	return true;
}

static bool add_made(struct tn_dylink_job *j, struct tn_str name, struct tn_bytes bytes)
{
	struct tn_dylink_input input = { .name = name };
	input.source = tn_source_add(&j->cx->sources, name, bytes, false);
	return add_library(j, &input);
}

/* What adapters answer, the one that is built in among them. */
static void name_adapters(struct tn_dylink_job *j)
{
	const struct tn_make *make = j->make;
	for (uint32_t i = 0; i < make->adapters.len; i++)
		tn_map_put(&j->adapters, tn_ctx_name(j->cx, make->adapters.ptr[i].name), 1);
	if (j->options->wasi != TN_PREVIEW1_NONE)
		tn_map_put(&j->adapters, tn_ctx_name(j->cx, TN_PREVIEW1_MODULE), 1);
}

/* The adapter that is built in, when any library that is left asks for it. */
static bool add_preview1(struct tn_dylink_job *j)
{
	struct tn_preview1_facts facts = { false };
	for (uint32_t i = 0; i < j->libraries.len; i++)
		tn_preview1_look(&facts, &j->libraries.ptr[i]->input);
	return tn_preview1_add(j->make, j->options->wasi, &facts);
}

/* Names are how libraries, and adapters, are told from one another. */
static bool check_names(struct tn_dylink_job *j)
{
	struct tn_map names = { .arena = j->arena };
	bool ok = true;
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		const struct tn_dylink_library *l = j->libraries.ptr[i];
		tn_name name = tn_ctx_name(j->cx, l->name);
		if (tn_map_put(&names, name, 1) && tn_map_get(&j->adapters, name) == TN_MAP_NONE)
			continue;
		struct tn_diag *d = tn_diag_error(j->cx, TN_E_BAD_LIBRARY,
			(struct tn_span){ l->input.source, 0, 0 }, "there are two modules `%.*s`",
			TN_S(l->name));
		tn_diag_hint(j->cx, d, "name a library otherwise with `NAME=FILE`");
		ok = false;
	}
	return ok;
}

static bool check_start(struct tn_dylink_job *j)
{
	const struct tn_dylink_library *first = NULL;
	bool ok = true;
	j->traits = 0;
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		const struct tn_dylink_library *l = j->libraries.ptr[i];
		j->traits |= l->traits;
		if (!(l->traits & TN_DYLINK_START))
			continue;
		if (first) {
			tn_diag_error(j->cx, TN_E_BAD_LIBRARY,
				(struct tn_span){ l->input.source, 0, 0 },
				"%.*s exports `_start`, and so does %.*s", TN_S(l->input.what),
				TN_S(first->input.what));
			ok = false;
		}
		first = l;
	}
	return ok;
}

static bool read_all(struct tn_dylink_job *j, const struct tn_dylink_input *inputs, uint32_t count)
{
	bool ok = true;
	if (count >= j->cx->limits.dylink_libraries) {
		tn_diag_error(j->cx, TN_E_LIMIT, (struct tn_span){ 0 },
			"%u libraries: fewer than %u are allowed (dylink-libraries)", count,
			j->cx->limits.dylink_libraries);
		return false;
	}
	for (uint32_t i = 0; i < count; i++)
		ok &= add_library(j, &inputs[i]);
	if (j->options->has_libdl)
		ok &= add_made(j, TN_STR("libdl.so"), tn_libdl_data());
	if (!ok)
		return false;
	name_adapters(j);
	for (uint32_t i = 0; i < j->libraries.len; i++)
		ok &= tn_dylink_read(j, j->libraries.ptr[i]);
	return ok && check_names(j);
}

/* ---- symbols ---- */

/*
 * Until all is settled: a library of stubs is added for what nobody exports, libraries nobody
 * reaches are dropped. False after diagnostics.
 */
static bool settle(struct tn_dylink_job *j)
{
	bool has_stubs = false;
	do {
		if (!tn_dylink_resolve(j))
			return false;
		if (j->missing.len && (has_stubs || !tn_dylink_may_stub(j))) {
			tn_dylink_report(j);
			return false;
		}
		if (j->missing.len) {
			/* The name is seen in the names of globals; it is what others call it. */
			if (!add_made(j, TN_STR("wit-component:stubs"), tn_dylink_stubs(j)) ||
				!tn_dylink_read(j, TN_LAST(&j->libraries)))
				return false;
			TN_LAST(&j->libraries)->is_stub = has_stubs = true;
			if (!tn_dylink_resolve(j))
				return false;
		}
	} while (tn_dylink_drop(j));
	return check_start(j);
}

/* ---- what each library is given ---- */

struct items {
	struct tn_dylink_job *j;
	struct tn_library *library;
	uint32_t *parts; /* by library, once it is placed; else 0 */
};

static struct tn_library_arg *argument(struct items *items, struct tn_str module)
{
	struct tn_library *library = items->library;
	tn_name name = tn_ctx_name(items->j->cx, module);
	uint32_t at = tn_map_get(&library->index, name);
	if (at != TN_MAP_NONE)
		return &library->args.ptr[at];
	tn_map_put(&library->index, name, library->args.len);
	struct tn_library_arg *arg = TN_PUSH(items->j->arena, &library->args);
	arg->module = module;
	arg->index.arena = items->j->arena;
	return arg;
}

static void give(struct items *items, struct tn_library_arg *arg, struct tn_str alias,
	uint32_t part, struct tn_str name, enum tn_core_kind kind)
{
	tn_name key = tn_ctx_name(items->j->cx, alias);
	if (tn_map_get(&arg->index, key) != TN_MAP_NONE)
		return;
	tn_map_put(&arg->index, key, arg->items.len);
	*TN_PUSH(items->j->arena, &arg->items) =
		(struct tn_library_item){ alias, part, name, kind };
}

/* Something of the main module's, by the same name or by the library's own: "lib.so:name". */
static void give_main(
	struct items *items, struct tn_library_arg *arg, const char *name, enum tn_core_kind kind)
{
	give(items, arg, tn_str_of(name), TN_PART_MAIN_INDEX, tn_str_of(name), kind);
}

static void give_own(struct items *items, struct tn_library_arg *arg, struct tn_str prefix,
	struct tn_str alias, struct tn_str name, enum tn_core_kind kind)
{
	give(items, arg, alias, TN_PART_MAIN_INDEX,
		tn_str_format(items->j->arena, "%.*s:%.*s", TN_S(prefix), TN_S(name)), kind);
}

/* From the library that exports it when that is there, else through the main module's trampoline. */
static void give_symbol(struct items *items, struct tn_library_arg *arg,
	const struct tn_dylink_symbol *symbol, enum tn_core_kind kind)
{
	uint32_t exporter = tn_dylink_exporter(items->j, symbol)->library;
	give(items, arg, symbol->name, items->parts[exporter], symbol->name, kind);
}

static void give_env(struct items *items, const struct tn_dylink_library *l)
{
	struct tn_library_arg *env = argument(items, TN_STR("env"));
	give_main(items, env, "memory", TN_CORE_KIND_MEMORY);
	give_main(items, env, "__indirect_function_table", TN_CORE_KIND_TABLE);
	give_main(items, env, "__stack_pointer", TN_CORE_KIND_GLOBAL);
	give_main(items, env, "__init_stack_pointer", TN_CORE_KIND_GLOBAL);
	give_own(items, env, l->name, TN_STR("__memory_base"), TN_STR("memory_base"),
		TN_CORE_KIND_GLOBAL);
	give_own(items, env, l->name, TN_STR("__table_base"), TN_STR("table_base"),
		TN_CORE_KIND_GLOBAL);
	give_own(items, env, l->name, TN_STR("__wasm_get_tls_base"), TN_STR("__wasm_get_tls_base"),
		TN_CORE_KIND_FUNC);
	give_own(items, env, l->name, TN_STR("__wasm_set_tls_base"), TN_STR("__wasm_set_tls_base"),
		TN_CORE_KIND_FUNC);
	for (uint32_t i = 0; i < l->functions.len; i++)
		give_symbol(items, env, &l->functions.ptr[i], TN_CORE_KIND_FUNC);
	for (uint32_t i = 0; i < l->tags.len; i++)
		give_symbol(items, env, &l->tags.ptr[i], TN_CORE_KIND_TAG);
	give_main(items, env, "__asyncify_state", TN_CORE_KIND_GLOBAL);
	give_main(items, env, "__asyncify_data", TN_CORE_KIND_GLOBAL);
}

static void give_addresses(struct items *items, const struct tn_dylink_library *l)
{
	static const char *const shared[] = { "__heap_base", "__heap_end", "__stack_high",
		"__stack_low", "__wasm_libdl_libraries", "__wasm_program_tls_info" };
	struct tn_library_arg *data = argument(items, TN_STR("GOT.mem"));
	for (uint32_t i = 0; i < l->data.len; i++)
		give_own(items, data, l->name, l->data.ptr[i].name, l->data.ptr[i].name,
			TN_CORE_KIND_GLOBAL);
	for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
		give_main(items, data, shared[i], TN_CORE_KIND_GLOBAL);
	struct tn_library_arg *pointers = argument(items, TN_STR("GOT.func"));
	for (uint32_t i = 0; i < l->pointers.len; i++)
		give_own(items, pointers, l->name, l->pointers.ptr[i].name, l->pointers.ptr[i].name,
			TN_CORE_KIND_GLOBAL);
}

/* A tag has to be there before who imports it: there are no trampolines for tags. */
static bool check_tags(struct items *items, const struct tn_dylink_library *l)
{
	bool ok = true;
	for (uint32_t i = 0; i < l->tags.len; i++) {
		const struct tn_dylink_symbol *tag = &l->tags.ptr[i];
		uint32_t exporter = tn_dylink_exporter(items->j, tag)->library;
		if (items->parts[exporter])
			continue;
		tn_diag_error(items->j->cx, TN_E_BAD_LIBRARY,
			(struct tn_span){ l->input.source, tag->offset, tag->offset },
			"%.*s imports the %.*s of %.*s, which needs it in turn",
			TN_S(l->input.what), TN_S(tn_dylink_text(items->j, tag)),
			TN_S(items->j->libraries.ptr[exporter]->input.what));
		ok = false;
	}
	return ok;
}

/* In the order of instantiation. */
static bool give_all(struct tn_dylink_job *j)
{
	struct tn_make *make = j->make;
	struct items items = { .j = j };
	bool ok = true;
	items.parts = TN_NEWN(j->arena, uint32_t, j->libraries.len);
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		struct tn_dylink_library *l = j->libraries.ptr[j->order[i]];
		items.library = TN_NEW(j->arena, struct tn_library);
		items.library->index.arena = j->arena;
		ok &= check_tags(&items, l);
		give_env(&items, l);
		give_addresses(&items, l);
		for (uint32_t k = 0; k < l->adapted.len; k++) {
			const struct tn_dylink_symbol *symbol = &l->adapted.ptr[k];
			give_own(&items, argument(&items, symbol->module), symbol->module,
				symbol->name, symbol->name, TN_CORE_KIND_FUNC);
		}
		struct tn_make_adapter *adapter = TN_PUSH(j->arena, &make->adapters);
		adapter->name = l->name;
		adapter->input = l->input;
		adapter->library = items.library;
		items.parts[j->order[i]] = make->adapters.len;
	}
	return ok;
}

/* ---- the whole ---- */

static bool take_env(struct tn_dylink_job *j)
{
	struct tn_make *make = j->make;
	struct tn_str name = TN_STR("the main module of the link");
	struct tn_bytes bytes = tn_dylink_env(j);
	uint32_t source = tn_source_add(&j->cx->sources, name, bytes, false);
	return tn_input_bytes(j->cx, j->arena, source, name, &make->main);
}

bool tn_dylink_component(struct tn_make *make, const struct tn_dylink_options *options,
	const struct tn_dylink_input *inputs, uint32_t count, struct tn_bytes *out)
{
	struct tn_dylink_job j = { .make = make,
		.cx = make->cx,
		.arena = make->arena,
		.options = options,
		.adapters.arena = make->arena };
	if (!read_all(&j, inputs, count) || !tn_dylink_needed(&j) || !settle(&j))
		return false;
	tn_dylink_order(&j);
	if (!tn_dylink_lay_out(&j) || !take_env(&j) || !add_preview1(&j) || !give_all(&j))
		return false;
	make->arrange = tn_dylink_init;
	make->user = &j;
	return tn_make_component(make, out);
}
