/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/componentize.h: core modules to components. */
#include "tenon/componentize.h"

#include "api/enter.h"
#include "componentize/dylink.h"
#include "componentize/embed.h"
#include "wit/load.h"

static bool is_encoding(enum tenon_string_encoding encoding)
{
	return (unsigned)encoding <= (unsigned)TENON_COMPACT_UTF16;
}

static enum tn_metadata_encoding encoding_of(enum tenon_string_encoding encoding)
{
	return encoding == TENON_UTF16           ? TN_METADATA_UTF16
	       : encoding == TENON_COMPACT_UTF16 ? TN_METADATA_COMPACT_UTF16
						 : TN_METADATA_UTF8;
}

/* The world of any input that holds WIT; TN_NO_ID after diagnostics. */
static tn_world load_world(
	struct tn_call *call, const char *wit, const char *world, struct tn_loaded *loaded)
{
	struct tn_str path = tn_str_of(wit);
	if (!tn_load_paths(call->cx, call->arena, &path, 1, loaded))
		return TN_NO_ID;
	if (!world && loaded->world != TN_NO_ID)
		return loaded->world;
	return tn_load_select(loaded->wit, loaded->mains, loaded->main_count, tn_str_of(world));
}

/* ---- new ---- */

struct new_job {
	const char *path;
	struct tenon_new_options options;
	struct tenon_bytes *out;
};

static bool add_world(
	struct tn_call *call, const struct tenon_new_options *o, struct tn_metadata *metadata)
{
	struct tn_loaded loaded;
	if (!o->wit)
		return true;
	tn_world world = load_world(call, o->wit, o->world, &loaded);
	if (world == TN_NO_ID ||
		!tn_metadata_add(metadata, loaded.wit, world, encoding_of(o->encoding)))
		return false;
	tn_producers_add_self(&metadata->producers, call->arena); /* as the section would say */
	return true;
}

static bool add_adapter(
	struct tn_call *call, struct tn_make *make, const struct tenon_named_file *file)
{
	struct tn_str name = tn_str_of(file->name);
	for (uint32_t i = 0; i < make->adapters.len; i++) {
		if (!tn_str_eq(make->adapters.ptr[i].name, name))
			continue;
		tn_diag_error(call->cx, TN_E_BAD_ADAPTER,
			tn_source_name(&call->cx->sources, tn_str_of(file->path)),
			"there are two adapters for `%s`", file->name);
		return false;
	}
	struct tn_make_adapter *adapter = TN_PUSH(call->arena, &make->adapters);
	adapter->name = tn_str_copy(call->arena, name);
	return tn_input_read(call->cx, call->arena, tn_str_of(file->path),
		tn_str_format(call->arena, "adapter `%.*s`", TN_S(name)), &adapter->input);
}

static bool add_adapters(
	struct tn_call *call, struct tn_make *make, const struct tenon_new_options *o)
{
	for (size_t i = 0; i < o->adapter_count; i++) {
		if (!add_adapter(call, make, &o->adapters[i]))
			return false;
	}
	return true;
}

static void set_options(
	struct tn_call *call, struct tn_make *make, const struct tenon_new_options *o)
{
	struct tn_wrap_rename *renames =
		TN_NEWN(call->arena, struct tn_wrap_rename, o->import_name_count);
	for (size_t i = 0; i < o->import_name_count; i++)
		renames[i] = (struct tn_wrap_rename){ tn_str_of(o->import_names[i].from),
			tn_str_of(o->import_names[i].to) };
	make->cx = call->cx;
	make->arena = call->arena;
	make->options = (struct tn_make_options){
		.plan = {
			.debug_names = !o->no_debug_names,
			.return_call_ref = o->return_call_ref,
			.realloc_via_memory_grow = o->realloc_via_memory_grow,
		},
		.wrap = {
			.renames = renames,
			.rename_count = (uint32_t)o->import_name_count,
			.canonical_names = o->canonical_names,
		},
		.reject_legacy = o->reject_legacy_names,
		.keep_versions = o->keep_versions,
		.skip_validation = o->skip_validation,
	};
}

static bool has_range(const struct tenon_new_options *o)
{
	return is_encoding(o->encoding) && (unsigned)o->wasi_adapter <= (unsigned)TENON_WASI_NONE;
}

static enum tn_preview1_flavour flavour_of(enum tenon_wasi_adapter adapter)
{
	switch (adapter) {
	case TENON_WASI_AUTO:
		return TN_PREVIEW1_AUTO;
	case TENON_WASI_COMMAND:
		return TN_PREVIEW1_COMMAND;
	case TENON_WASI_REACTOR:
		return TN_PREVIEW1_REACTOR;
	case TENON_WASI_PROXY:
		return TN_PREVIEW1_PROXY;
	case TENON_WASI_NONE:
		break;
	}
	return TN_PREVIEW1_NONE;
}

static bool make_new(struct tn_call *call, void *job)
{
	const struct new_job *j = job;
	const struct tenon_new_options *o = &j->options;
	struct tn_preview1_facts facts = { false };
	struct tn_make make = { 0 };
	struct tn_bytes bytes;
	set_options(call, &make, o);
	if (!tn_input_read(
		    call->cx, call->arena, tn_str_of(j->path), TN_STR("the module"), &make.main) ||
		!add_world(call, o, &make.main.metadata) || !add_adapters(call, &make, o))
		return false;
	tn_preview1_look(&facts, &make.main);
	if (!tn_preview1_add(&make, flavour_of(o->wasi_adapter), &facts) ||
		!tn_make_component(&make, &bytes))
		return false;
	tn_enter_give(call, bytes, j->out);
	return true;
}

enum tenon_status tenon_new(struct tenon_session *session, const char *path,
	const struct tenon_new_options *options, struct tenon_bytes *out)
{
	struct new_job job = { .path = path, .out = out };
	if (!path || !out)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	if (!has_range(&job.options))
		return tn_enter_null(session);
	return tn_enter_run(session, make_new, &job);
}

/* ---- dylink ---- */

struct dylink_job {
	const struct tenon_library *libraries;
	size_t count;
	struct tenon_dylink_options options;
	struct tenon_new_options component;
	struct tenon_bytes *out;
};

static bool dylink(struct tn_call *call, void *job)
{
	const struct dylink_job *j = job;
	const struct tenon_new_options *o = &j->component;
	struct tn_make make = { 0 };
	struct tn_bytes bytes;
	struct tn_dylink_options options = {
		.stack_size = j->options.stack_size ? j->options.stack_size : TN_DYLINK_STACK_SIZE,
		.stub_missing = j->options.stub_missing_functions,
		.has_libdl = j->options.use_built_in_libdl,
		.wasi = flavour_of(o->wasi_adapter),
	};
	struct tn_dylink_input *inputs = TN_NEWN(call->arena, struct tn_dylink_input, j->count);
	set_options(call, &make, o);
	for (size_t i = 0; i < j->count; i++) {
		inputs[i].name = tn_str_copy(call->arena, tn_str_of(j->libraries[i].name));
		inputs[i].is_openable = j->libraries[i].is_openable;
		inputs[i].source = tn_ctx_read(call->cx, tn_str_of(j->libraries[i].path), false);
		if (!inputs[i].source)
			return false;
	}
	if (!add_adapters(call, &make, o) ||
		!tn_dylink_component(&make, &options, inputs, (uint32_t)j->count, &bytes))
		return false;
	tn_enter_give(call, bytes, j->out);
	return true;
}

enum tenon_status tenon_dylink(struct tenon_session *session, const struct tenon_library *libraries,
	size_t count, const struct tenon_dylink_options *options, struct tenon_bytes *out)
{
	struct dylink_job job = { .libraries = libraries, .count = count, .out = out };
	if (!out || (count && !libraries))
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	if (!TN_OPTIONS(job.component, job.options.component))
		return tn_enter_unsized(session);
	if (!has_range(&job.component))
		return tn_enter_null(session);
	return tn_enter_run(session, dylink, &job);
}

/* ---- embed ---- */

struct embed_job {
	const char *wit, *path;
	struct tenon_embed_options options;
	struct tenon_bytes *out;
};

static enum tn_dummy_kind dummy_of(enum tenon_dummy dummy)
{
	switch (dummy) {
	case TENON_DUMMY_STANDARD:
		return TN_DUMMY_STANDARD;
	case TENON_DUMMY_LEGACY:
		return TN_DUMMY_LEGACY;
	case TENON_DUMMY_ASYNC_CALLBACK:
		return TN_DUMMY_ASYNC_CALLBACK;
	case TENON_DUMMY_ASYNC_STACKFUL:
		return TN_DUMMY_ASYNC_STACKFUL;
	case TENON_DUMMY_NONE:
		break;
	}
	return TN_DUMMY_NONE;
}

static bool embed(struct tn_call *call, void *job)
{
	const struct embed_job *j = job;
	struct tn_embed_options options = {
		.dummy = dummy_of(j->options.dummy),
		.only_custom = j->options.only_custom,
		.encoding = encoding_of(j->options.encoding),
		.canonical_names = j->options.canonical_names,
	};
	struct tn_loaded loaded;
	uint32_t source = 0;
	tn_world world = load_world(call, j->wit, j->options.world, &loaded);
	if (world == TN_NO_ID)
		return false;
	if (options.dummy == TN_DUMMY_NONE && !options.only_custom) {
		source = tn_ctx_read(call->cx, tn_str_of(j->path), false);
		if (!source)
			return false;
	}
	struct tn_bytes bytes = tn_embed_module(loaded.wit, world, source, &options, call->arena);
	if (!bytes.len)
		return false;
	tn_enter_give(call, bytes, j->out);
	return true;
}

enum tenon_status tenon_embed(struct tenon_session *session, const char *wit, const char *path,
	const struct tenon_embed_options *options, struct tenon_bytes *out)
{
	struct embed_job job = { .wit = wit, .path = path, .out = out };
	if (!wit || !out)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	if (!is_encoding(job.options.encoding) ||
		(unsigned)job.options.dummy > (unsigned)TENON_DUMMY_ASYNC_STACKFUL)
		return tn_enter_null(session);
	if (!path && !job.options.only_custom && job.options.dummy == TENON_DUMMY_NONE)
		return tn_enter_null(session);
	return tn_enter_run(session, embed, &job);
}
