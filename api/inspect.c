/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/inspect.h: what a binary consists of and says about itself. */
#include "tenon/inspect.h"

#include "api/enter.h"
#include "base/utf8.h"
#include "wasm/component/unbundle.h"
#include "wasm/component/inspect.h"
#include "wasm/core/about.h"
#include "wit/binary/decode.h"
#include "wit/binary/metadata.h"
#include "wit/model/print.h"
#include "wasm/core/filekind.h"

/* NULL after a diagnostic. */
static struct tn_layer *read_layers(struct tn_call *call, const char *path, uint32_t *source)
{
	struct tn_ctx *cx = call->cx;
	*source = tn_ctx_read(cx, tn_str_of(path), false);
	if (!*source || !tn_filekind_check(cx, *source, TN_WANT_WASM, TN_NOSTR))
		return NULL;
	return tn_layers_read(cx, call->arena, *source, tn_source_get(&cx->sources, *source)->bytes);
}

/* ---- inspect ---- */

struct inspect_job {
	const char *path;
	struct tenon_inspect_options options;
	struct tenon_bytes *out;
};

/* A package, `whole`: with all that are in the model. */
static void print(struct tn_call *call, const struct tn_wit *wit, tn_pkg package, bool whole, struct tn_buf *out)
{
	struct tn_print_options options = { 0 };
	tn_pkg *nested = TN_NEWN(call->arena, tn_pkg, wit->packages.len);
	for (tn_pkg i = 0; whole && i < wit->packages.len; i++) {
		if (i != package)
			nested[options.nested_count++] = i;
	}
	options.nested = nested;
	tn_print_package(wit, package, &options, out);
}

static void component_wit(struct tn_call *call, uint32_t source, bool whole, struct tn_buf *out)
{
	struct tn_wit *wit = tn_model_new(call->cx, call->arena);
	struct tn_decoded decoded;
	if (tn_decode_component(
		    wit, source, 0, tn_source_get(&call->cx->sources, source)->bytes, &decoded))
		print(call, wit, decoded.package, whole, out);
}

static void module_wit(struct tn_call *call, uint32_t source, const struct tn_layer *module, bool whole,
	struct tn_buf *out)
{
	struct tn_metadata metadata;
	bool is_good = true;
	tn_metadata_init(&metadata, call->cx, call->arena);
	for (uint32_t i = 0; i < module->sections.len; i++) {
		const struct tn_layer_section *section = &module->sections.ptr[i];
		uint32_t offset = module->start + (uint32_t)(section->bytes.ptr - module->bytes.ptr);
		if (section->id == 0 && tn_str_starts(section->name, TN_STR("component-type")))
			is_good = tn_metadata_read_section(&metadata, source, offset, section->bytes) &&
				  is_good;
	}
	if (is_good && metadata.sections)
		print(call, metadata.wit, metadata.wit->worlds.ptr[metadata.world].package, whole, out);
}

/*
 * The world that a component is, the package that is encoded in it, or the world that a core module was
 * compiled for; empty when it is none of them.
 */
static struct tn_str wit_of(struct tn_call *call, uint32_t source, const struct tn_layer *root, bool whole)
{
	struct tn_ctx *cx = call->cx;
	uint32_t errors = cx->diags.errors, kept = cx->diags.list.len;
	struct tn_buf text = tn_buf_new(call->arena);
	if (root->is_component)
		component_wit(call, source, whole, &text);
	else
		module_wit(call, source, root, whole, &text);
	cx->diags.errors = errors; /* what is wrong is not this report's to say */
	cx->diags.list.len = kept;
	return (struct tn_str){ (const char *)text.ptr, text.len };
}

static bool inspect(struct tn_call *call, void *job)
{
	const struct inspect_job *j = job;
	uint32_t source;
	struct tn_layer *root = read_layers(call, j->path, &source);
	struct tn_buf text = tn_buf_new(call->arena);
	if (!root)
		return false;
	struct tn_str wit = wit_of(call, source, root, j->options.json);
	tn_inspect_layers(call->cx, call->arena, source, root, wit, j->options.json, &text);
	tn_enter_give_text(call, &text, j->out);
	return true;
}

enum tenon_status tenon_inspect(struct tenon_session *session, const char *path,
	const struct tenon_inspect_options *options, struct tenon_bytes *out)
{
	struct inspect_job job = { .path = path, .out = out };
	if (!session || !path || !out)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	return tn_enter_run(session, inspect, &job);
}

/* ---- metadata ---- */

struct show_job {
	const char *path;
	struct tenon_metadata_options options;
	struct tenon_bytes *out;
};

static bool show(struct tn_call *call, void *job)
{
	const struct show_job *j = job;
	uint32_t source;
	struct tn_layer *root = read_layers(call, j->path, &source);
	struct tn_buf text = tn_buf_new(call->arena);
	if (!root || !tn_about_show(call->cx, call->arena, source, root, j->options.json, &text))
		return false;
	if (j->options.json)
		tn_buf_byte(&text, '\n');
	tn_enter_give_text(call, &text, j->out);
	return true;
}

enum tenon_status tenon_metadata_show(struct tenon_session *session, const char *path,
	const struct tenon_metadata_options *options, struct tenon_bytes *out)
{
	struct show_job job = { .path = path, .out = out };
	if (!path || !out)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	return tn_enter_run(session, show, &job);
}

struct add_job {
	const char *path;
	struct tenon_metadata_changes options;
	struct tenon_bytes *out;
};

static bool bad_value(struct tn_call *call, const char *what, const char *text, const char *why)
{
	call->bad_call = true;
	tn_diag_error(
		call->cx, TN_E_USAGE, (struct tn_span){ 0 }, "`%s` does not do for %s: %s", text, what, why);
	return false;
}

static bool add_producers(struct tn_call *call, struct tn_producers *producers, const char *field,
	const char *const *list)
{
	for (; list && *list; list++) {
		struct tn_str text = tn_str_of(*list);
		size_t equals = tn_str_find(text, '=', 0);
		if (equals == (size_t)-1)
			return bad_value(call, field, *list, "it is not NAME=VERSION");
		if (!tn_utf8_valid(text))
			return bad_value(call, field, *list, "it is not UTF-8");
		tn_producers_add(producers, call->arena, tn_str_of(field), tn_str_sub(text, 0, equals),
			tn_str_sub(text, equals + 1, text.len));
	}
	return true;
}

static bool take_text(struct tn_call *call, enum tn_about_text text, const char *given,
	struct tn_about_changes *changes)
{
	struct tn_str *value = &changes->set.texts[text];
	const char *why = NULL;
	if (!given)
		return true;
	*value = tn_str_of(given);
	if (changes->clears[text])
		why = "it is to be cleared as well";
	else if (!tn_utf8_valid(*value))
		why = "it is not UTF-8";
	else if (text == TN_ABOUT_LICENSES)
		why = tn_about_licenses(*value);
	else if (text == TN_ABOUT_SOURCE || text == TN_ABOUT_HOMEPAGE)
		why = tn_about_url(call->arena, *value, value);
	return !why || bad_value(call, tn_about_section(text).ptr, given, why);
}

static bool take_changes(struct tn_call *call, const struct tenon_metadata_changes *o,
	struct tn_about_changes *changes)
{
	const char *const texts[TN_ABOUT_TEXTS] = { o->authors, o->description, o->licenses, o->source,
		o->homepage, o->revision, o->version };
	struct tn_producers *producers = &changes->set.producers;
	changes->clears_name = o->clear & TENON_METADATA_NAME;
	changes->set.name = tn_str_of(o->name);
	if (o->name && (changes->clears_name || !tn_utf8_valid(changes->set.name)))
		return bad_value(call, "name", o->name,
			changes->clears_name ? "it is to be cleared as well" : "it is not UTF-8");
	for (uint32_t i = 0; i < TN_ABOUT_TEXTS; i++) {
		changes->clears[i] = o->clear >> (i + 1) & 1;
		if (!take_text(call, (enum tn_about_text)i, texts[i], changes))
			return false;
	}
	return add_producers(call, producers, "language", o->languages) &&
	       add_producers(call, producers, "processed-by", o->processed_by) &&
	       add_producers(call, producers, "sdk", o->sdks);
}

static bool add(struct tn_call *call, void *job)
{
	const struct add_job *j = job;
	struct tn_about_changes changes = { 0 };
	if (!take_changes(call, &j->options, &changes))
		return false;
	uint32_t source;
	const struct tn_layer *root = read_layers(call, j->path, &source);
	struct tn_buf out = tn_buf_new(call->arena);
	if (!root || !tn_about_change(call->cx, source, root, &changes, &out))
		return false;
	tn_enter_give(call, tn_buf_done(&out), j->out);
	return true;
}

enum tenon_status tenon_metadata_add(struct tenon_session *session, const char *path,
	const struct tenon_metadata_changes *changes, struct tenon_bytes *out)
{
	struct add_job job = { .path = path, .out = out };
	if (!path || !out)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	if (!TN_OPTIONS(job.options, changes))
		return tn_enter_unsized(session);
	return tn_enter_run(session, add, &job);
}

/* ---- unbundle ---- */

struct unbundle_job {
	const char *path;
	struct tenon_unbundle_options options;
	struct tenon_bytes *component;
	struct tenon_files *modules;
};

static bool unbundle(struct tn_call *call, void *job)
{
	const struct unbundle_job *j = job;
	struct tn_ctx *cx = call->cx;
	uint32_t source = tn_ctx_read(cx, tn_str_of(j->path), false);
	if (!source || !tn_filekind_check(cx, source, TN_WANT_COMPONENT, TN_NOSTR))
		return false;
	struct tn_unbundle result;
	if (!tn_unbundle_component(cx, call->arena, source, tn_source_get(&cx->sources, source)->bytes,
		    j->options.threshold, &result))
		return false;
	uint32_t count = result.modules.len;
	struct tenon_file *files = TN_NEWN(call->arena, struct tenon_file, count);
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_unbundled *module = &result.modules.ptr[i];
		files[i].path = tn_str_format(call->arena, "%.*s.wasm", TN_S(module->name)).ptr;
		files[i].data = module->bytes.ptr;
		files[i].size = module->bytes.len;
	}
	tn_enter_give_files(call, files, count, j->modules);
	tn_enter_give(call, result.component, j->component);
	return true;
}

enum tenon_status tenon_unbundle(struct tenon_session *session, const char *path,
	const struct tenon_unbundle_options *options, struct tenon_bytes *component,
	struct tenon_files *modules)
{
	struct unbundle_job job = { .path = path, .component = component, .modules = modules };
	if (!path || !component || !modules)
		return tn_enter_null(session);
	*component = (struct tenon_bytes){ 0 };
	*modules = (struct tenon_files){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	return tn_enter_run(session, unbundle, &job);
}
