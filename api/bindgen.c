/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* include/tenon/bindgen.h: WIT from paths to files of C. */
#include "tenon/bindgen.h"

#include "api/enter.h"
#include "bindgen-c/cgen.h"
#include "wit/load.h"

struct bindgen_job {
	const char *const *paths;
	struct tenon_bindgen_c_options options;
	struct tenon_files *out;
};

static const enum tn_cencoding encodings[] = {
	[TENON_UTF8] = TN_CENCODING_UTF8,
	[TENON_UTF16] = TN_CENCODING_UTF16,
	[TENON_COMPACT_UTF16] = TN_CENCODING_COMPACT_UTF16,
};

/* "import:ns:pkg/iface#func" */
static struct tn_cfilter read_filter(const struct tenon_bindgen_filter *given)
{
	struct tn_str name = tn_str_of(given->functions);
	struct tn_cfilter filter = { .make_async = given->make_async, .text = name };
	if (tn_str_starts(name, TN_STR("import:"))) {
		filter.side = TN_CFILTER_IMPORT;
		name = tn_str_sub(name, 7, name.len);
	} else if (tn_str_starts(name, TN_STR("export:"))) {
		filter.side = TN_CFILTER_EXPORT;
		name = tn_str_sub(name, 7, name.len);
	}
	filter.is_all = tn_str_eq(name, TN_STR("all"));
	filter.name = name;
	return filter;
}

static void read_options(struct tn_call *call, const struct tenon_bindgen_c_options *given,
	struct tn_cgen_options *out)
{
	struct tn_crename *renames = TN_NEWN(call->arena, struct tn_crename, given->rename_count);
	struct tn_cfilter *filters = TN_NEWN(call->arena, struct tn_cfilter, given->filter_count);
	for (size_t i = 0; i < given->rename_count; i++)
		renames[i] = (struct tn_crename){ tn_str_of(given->renames[i].interface),
			tn_str_of(given->renames[i].prefix) };
	for (size_t i = 0; i < given->filter_count; i++)
		filters[i] = read_filter(&given->filters[i]);
	*out = (struct tn_cgen_options){
		.no_helpers = given->no_helpers,
		.no_sig_flattening = given->no_sig_flattening,
		.no_object_file = given->no_object_file,
		.autodrop_borrows = given->autodrop_borrows,
		.async_helpers = given->async_helpers,
		.threading_helpers = given->threading_helpers,
		.encoding = encodings[given->encoding],
		.rename_world = tn_str_of(given->rename_world),
		.type_section_suffix = tn_str_of(given->type_section_suffix),
		.renames = renames,
		.rename_count = (uint32_t)given->rename_count,
		.filters = filters,
		.filter_count = (uint32_t)given->filter_count,
	};
}

static tn_world select_world(const struct tn_loaded *loaded, const char *name)
{
	if (!name && loaded->world != TN_NO_ID)
		return loaded->world;
	return tn_load_select(loaded->wit, loaded->mains, loaded->main_count, tn_str_of(name));
}

static bool bindgen(struct tn_call *call, void *data)
{
	struct bindgen_job *job = data;
	TN_VEC(struct tn_str) paths = { 0 };
	for (size_t i = 0; job->paths[i]; i++)
		*TN_PUSH(call->arena, &paths) = tn_str_of(job->paths[i]);
	struct tn_loaded loaded;
	if (!tn_load_paths(call->cx, call->arena, paths.ptr, paths.len, &loaded))
		return false;
	tn_world world = select_world(&loaded, job->options.world);
	if (world == TN_NO_ID)
		return false;
	struct tn_cgen_options options;
	struct tn_cgen_files made;
	read_options(call, &job->options, &options);
	if (!tn_cgen_world(call->cx, call->arena, loaded.wit, world, &options, &made))
		return false;
	struct tenon_file *files = TN_NEWN(call->arena, struct tenon_file, made.count);
	for (uint32_t i = 0; i < made.count; i++)
		files[i] = (struct tenon_file){ made.list[i].name.ptr, made.list[i].bytes.ptr,
			made.list[i].bytes.len };
	tn_enter_give_files(call, files, made.count, job->out);
	return true;
}

static bool is_possible(const struct tenon_bindgen_c_options *options)
{
	if ((size_t)options->encoding >= sizeof encodings / sizeof *encodings)
		return false;
	for (size_t i = 0; i < options->rename_count; i++)
		if (!options->renames[i].interface || !options->renames[i].prefix)
			return false;
	for (size_t i = 0; i < options->filter_count; i++)
		if (!options->filters[i].functions)
			return false;
	return options->rename_count < UINT32_MAX && options->filter_count < UINT32_MAX;
}

enum tenon_status tenon_bindgen_c(struct tenon_session *session, const char *const *paths,
	const struct tenon_bindgen_c_options *options, struct tenon_files *out)
{
	struct bindgen_job job = { .paths = paths, .out = out };
	if (!paths || !paths[0] || !out)
		return tn_enter_null(session);
	*out = (struct tenon_files){ 0 };
	if (!TN_OPTIONS(job.options, options))
		return tn_enter_unsized(session);
	if (!is_possible(&job.options))
		return tn_enter_null(session);
	return tn_enter_run(session, bindgen, &job);
}

/* ---- checking ---- */

struct check_job {
	const char *folder;
	const struct tenon_files *files;
};

static bool is_current(struct tn_call *call, const char *folder, const struct tenon_file *file)
{
	const struct tn_fs *fs = &call->cx->fs;
	struct tn_bytes bytes;
	struct tn_str path = tn_fs_join(call->arena, tn_str_of(folder), tn_str_of(file->path));
	int error = fs->read(fs->user, call->arena, path.ptr, UINT64_MAX, &bytes);
	if (!error && bytes.len == file->size && memcmp(bytes.ptr, file->data, file->size) == 0)
		return true;
	tn_diag_error(call->cx, TN_E_OUT_OF_DATE, tn_source_name(&call->cx->sources, path),
		"`%.*s` is %s", TN_S(path),
		error ? "not there" : "not what would be generated");
	return false;
}

static bool check(struct tn_call *call, void *data)
{
	const struct check_job *job = data;
	bool ok = true;
	for (size_t i = 0; i < job->files->count; i++)
		ok = is_current(call, job->folder, &job->files->list[i]) && ok;
	return ok;
}

enum tenon_status tenon_bindgen_check(
	struct tenon_session *session, const char *folder, const struct tenon_files *files)
{
	struct check_job job = { folder, files };
	return folder && files ? tn_enter_run(session, check, &job) : tn_enter_null(session);
}
