/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A main module that imports preview 1 in, the parts that answer it out; see preview1.h. */
#include "componentize/preview1.h"

#include "componentize/preview1_data.h"
#include "wit/syntax/syntax.h"

static bool imports_it(const struct tn_module *module)
{
	for (uint32_t i = 0; i < module->imports.len; i++) {
		if (tn_str_eq(module->imports.ptr[i].module, TN_PREVIEW1_MODULE))
			return true;
	}
	return false;
}

/* A module whose own world exports `wasi:cli/run` runs by itself, whatever else it exports. */
static bool runs_itself(const struct tn_metadata *metadata)
{
	const struct tn_world_def *world = &metadata->wit->worlds.ptr[metadata->world];
	for (uint32_t i = 0; i < world->exports.len; i++) {
		tn_name id = tn_model_item_id(metadata->wit, &world->exports.ptr[i]);
		struct tn_str text = tn_ctx_text(metadata->wit->cx, id);
		if (tn_str_eq(text, TN_STR("wasi:cli/run")) ||
			tn_str_starts(text, TN_STR("wasi:cli/run@")))
			return true;
	}
	return false;
}

void tn_preview1_look(struct tn_preview1_facts *facts, const struct tn_input *input)
{
	const struct tn_core_export *start = tn_module_export(input->module, TN_STR("_start"));
	facts->is_imported |= imports_it(input->module);
	facts->has_start |= start && start->kind == TN_CORE_KIND_FUNC;
	facts->runs_itself |= runs_itself(&input->metadata);
}

static bool has_adapter(const struct tn_make *make)
{
	for (uint32_t i = 0; i < make->adapters.len; i++) {
		if (tn_str_eq(make->adapters.ptr[i].name, TN_PREVIEW1_MODULE))
			return true;
	}
	return false;
}

static enum tn_preview1_flavour choose(const struct tn_make *make,
	const struct tn_preview1_facts *facts, enum tn_preview1_flavour flavour)
{
	if (!facts->is_imported || has_adapter(make))
		return TN_PREVIEW1_NONE;
	if (flavour != TN_PREVIEW1_AUTO)
		return flavour;
	return facts->has_start && !facts->runs_itself ? TN_PREVIEW1_COMMAND : TN_PREVIEW1_REACTOR;
}

/* ---- what the adapter speaks of ---- */

static bool add_world(struct tn_make *make, struct tn_metadata *metadata, struct tn_str name)
{
	struct tn_ctx *cx = make->cx;
	struct tn_wit *wit = tn_model_new(cx, make->arena);
	struct tn_syntax *syntax = tn_syntax_new(wit, make->arena);
	struct tn_str path = TN_STR("<adapter for wasi_snapshot_preview1>");
	uint32_t source =
		tn_source_add(&cx->sources, path, tn_preview1_data(TN_PREVIEW1_WIT), true);
	tn_syntax_add(syntax, path, &source, 1, true);
	if (!tn_syntax_resolve(syntax))
		return false;
	tn_world world = tn_model_find_world(wit, tn_syntax_main(syntax, 0), tn_ctx_name(cx, name));
	return tn_metadata_add(metadata, wit, world, TN_METADATA_UTF8);
}

/* ---- the parts ---- */

/* They come one after another behind what is there already. */
enum { ARENA = 1, ACCESS, ADAPTER };

static bool add_part(struct tn_make *make, struct tn_str name, enum tn_preview1_item item)
{
	struct tn_make_adapter *part = TN_PUSH(make->arena, &make->adapters);
	struct tn_str what = tn_str_format(make->arena, "the built-in `%.*s`", TN_S(name));
	uint32_t source = tn_source_add(&make->cx->sources, what, tn_preview1_data(item), false);
	part->name = name;
	return tn_input_bytes(make->cx, make->arena, source, what, &part->input);
}

static void give_whole(
	struct tn_make *make, struct tn_library *library, struct tn_str module, uint32_t part)
{
	library->index.arena = make->arena;
	tn_map_put(&library->index, tn_ctx_name(make->cx, module), library->args.len);
	*TN_PUSH(make->arena, &library->args) =
		(struct tn_library_arg){ .module = module, .is_whole = true, .part = part };
}

/*
 * What `access` can import: 32-bit addresses, one thread, pages of 64 KiB. That there is no memory at
 * all is found out later.
 */
static bool check_memory(struct tn_make *make)
{
	const struct tn_module *module = make->main.module;
	if (!module) /* linked libraries: the main module is made later, with a plain memory */
		return true;
	const struct tn_core_export *e = tn_module_export(module, TN_STR("memory"));
	if (!e || e->kind != TN_CORE_KIND_MEMORY)
		return true;
	struct tn_core_limits limits = module->memories.ptr[e->index].limits;
	if (!limits.is_64 && !limits.is_shared && limits.page_log2 == 16)
		return true;
	struct tn_diag *d = tn_diag_error(make->cx, TN_E_BAD_ADAPTER,
		(struct tn_span){ make->main.source, e->offset, e->offset },
		"the built-in adapter for `wasi_snapshot_preview1` cannot reach the module's "
		"memory, "
		"which %s",
		limits.is_64       ? "has 64-bit addresses"
		: limits.is_shared ? "is shared"
				   : "has pages of another size");
	tn_diag_hint(make->cx, d, "preview 1 knows plain 32-bit memories only");
	return false;
}

bool tn_preview1_add(struct tn_make *make, enum tn_preview1_flavour flavour,
	const struct tn_preview1_facts *facts)
{
	flavour = choose(make, facts, flavour);
	if (flavour == TN_PREVIEW1_NONE)
		return true;
	if (!check_memory(make))
		return false;
	bool is_proxy = flavour == TN_PREVIEW1_PROXY;
	uint32_t before = make->adapters.len;
	struct tn_library *alone = TN_NEW(make->arena, struct tn_library);
	struct tn_library *library = TN_NEW(make->arena, struct tn_library);
	give_whole(make, library, TN_STR("env"), before + ARENA);
	give_whole(make, library, TN_STR("guest"), before + ACCESS);
	if (!add_part(make, TN_STR("preview1-arena"), TN_PREVIEW1_ARENA) ||
		!add_part(make, TN_STR("preview1-access"), TN_PREVIEW1_ACCESS) ||
		!add_part(make, TN_PREVIEW1_MODULE,
			is_proxy ? TN_PREVIEW1_ADAPTER_PROXY : TN_PREVIEW1_ADAPTER))
		return false;
	struct tn_make_adapter *parts = make->adapters.ptr + before;
	struct tn_make_adapter *adapter = &parts[ADAPTER - 1];
	parts[ARENA - 1].library = parts[ACCESS - 1].library = alone;
	adapter->library = library;
	adapter->memory_part = before + ARENA;
	adapter->guest_realloc = TN_STR("guest_realloc");
	make->guard = before + ARENA;
	return add_world(make, &adapter->input.metadata,
		is_proxy                         ? TN_STR("proxy")
		: flavour == TN_PREVIEW1_COMMAND ? TN_STR("command")
						 : TN_STR("reactor"));
}
