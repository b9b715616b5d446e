/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A main module that imports preview 1 in, the parts that answer it out; see preview1.h. */
#include "componentize/preview1.h"

#include "componentize/preview1_data.h"
#include "wit/syntax/syntax.h"

#define MODULE TN_STR("wasi_snapshot_preview1")

static bool imports_it(const struct tn_module *module)
{
	for (uint32_t i = 0; i < module->imports.len; i++) {
		if (tn_str_eq(module->imports.ptr[i].module, MODULE))
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

static enum tn_preview1_flavour choose(const struct tn_make *make,
	enum tn_preview1_flavour flavour)
{
	if (flavour != TN_PREVIEW1_AUTO)
		return flavour;
	const struct tn_core_export *start =
		tn_module_export(make->main.module, TN_STR("_start"));
	bool is_command = start && start->kind == TN_CORE_KIND_FUNC;
	return is_command && !runs_itself(&make->main.metadata) ? TN_PREVIEW1_COMMAND
								: TN_PREVIEW1_REACTOR;
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

/* Their numbers: they are the first beside the main module. */
enum { ARENA = 1, ACCESS, ADAPTER };

static struct tn_make_adapter *add_part(struct tn_make *make, struct tn_str name,
	enum tn_preview1_item item)
{
	struct tn_make_adapter *part = TN_PUSH(make->arena, &make->adapters);
	struct tn_str what = tn_str_format(make->arena, "the built-in `%.*s`", TN_S(name));
	uint32_t source = tn_source_add(&make->cx->sources, what, tn_preview1_data(item), false);
	part->name = name;
	return tn_input_bytes(make->cx, make->arena, source, what, &part->input) ? part : NULL;
}

static void give_whole(struct tn_make *make, struct tn_library *library, struct tn_str module,
	uint32_t part)
{
	library->index.arena = make->arena;
	tn_map_put(&library->index, tn_ctx_name(make->cx, module), library->args.len);
	*TN_PUSH(make->arena, &library->args) =
		(struct tn_library_arg){ .module = module, .is_whole = true, .part = part };
}

bool tn_preview1_add(struct tn_make *make, enum tn_preview1_flavour flavour)
{
	flavour = choose(make, flavour);
	if (flavour == TN_PREVIEW1_NONE || !imports_it(make->main.module))
		return true;
	bool is_proxy = flavour == TN_PREVIEW1_PROXY;
	struct tn_library *alone = TN_NEW(make->arena, struct tn_library);
	struct tn_library *library = TN_NEW(make->arena, struct tn_library);
	give_whole(make, library, TN_STR("env"), ARENA);
	give_whole(make, library, TN_STR("guest"), ACCESS);
	struct tn_make_adapter *arena = add_part(make, TN_STR("preview1-arena"), TN_PREVIEW1_ARENA);
	struct tn_make_adapter *access =
		add_part(make, TN_STR("preview1-access"), TN_PREVIEW1_ACCESS);
	struct tn_make_adapter *adapter = add_part(make, MODULE,
		is_proxy ? TN_PREVIEW1_ADAPTER_PROXY : TN_PREVIEW1_ADAPTER);
	if (!arena || !access || !adapter)
		return false;
	/* Pushing moves what was pushed before. */
	make->adapters.ptr[ARENA - 1].library = alone;
	make->adapters.ptr[ACCESS - 1].library = alone;
	adapter = &make->adapters.ptr[ADAPTER - 1];
	adapter->library = library;
	adapter->memory_part = ARENA;
	adapter->guest_realloc = TN_STR("guest_realloc");
	make->guard = ARENA;
	return add_world(make, &adapter->input.metadata,
		is_proxy				   ? TN_STR("proxy")
			: flavour == TN_PREVIEW1_COMMAND ? TN_STR("command")
							 : TN_STR("reactor"));
}
