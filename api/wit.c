/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/wit.h: WIT in, WIT out. What is changed in between: wit_change.c. */
#include "tenon/wit.h"

#include "api/enter.h"
#include "api/wit_change.h"
#include "api/wit_write.h"
#include "wit/model/print.h"
#include "wit/model/unsaid.h"

struct wit_job {
	const char *path;
	struct tenon_wit_options options;
	enum tenon_wit_format format;
	struct tenon_bytes *out;
	struct tenon_files *files;
};

static bool load(struct tn_call *call, const struct wit_job *job, struct tn_loaded *loaded)
{
	struct tn_str path = tn_str_of(job->path);
	return tn_load_paths(call->cx, call->arena, &path, 1, loaded)
		&& tn_wit_change(call->cx, call->arena, loaded, &job->options);
}

static bool write(struct tn_call *call, void *job)
{
	const struct wit_job *j = job;
	struct tn_loaded loaded;
	return load(call, j, &loaded)
		&& tn_wit_write(call, &loaded, j->format, &j->options, j->out);
}

/* ---- one file a package ---- */

/*
 * As short as the other packages allow: "name", "name@version" when they are of one namespace,
 * "ns:name" when namespaces tell them apart, else the whole id.
 */
static struct tn_str file_name(struct tn_call *call, const struct tn_wit *wit, tn_pkg id)
{
	const struct tn_package *pkg = &wit->packages.ptr[id];
	uint32_t same_name = 0, same_both = 0;
	for (tn_pkg i = 0; i < wit->packages.len; i++) {
		same_name += wit->packages.ptr[i].name == pkg->name;
		same_both += wit->packages.ptr[i].name == pkg->name && wit->packages.ptr[i].ns == pkg->ns;
	}
	bool with_ns = same_name > same_both, with_version = same_both > 1 && pkg->version;
	struct tn_str ns = with_ns ? tn_ctx_text(call->cx, pkg->ns) : TN_NOSTR;
	struct tn_str version = with_version ? tn_ctx_text(call->cx, pkg->version) : TN_NOSTR;
	struct tn_str name = tn_str_copy(call->arena, tn_ctx_text(call->cx, pkg->name));
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] == '/') /* of a nested package: no folders, and nothing else is so called */
			((char *)name.ptr)[i] = '+';
	}
	return tn_str_format(call->arena, "%.*s%s%.*s%s%.*s.wit", TN_S(ns), with_ns ? ":" : "",
		TN_S(name), with_version ? "@" : "", TN_S(version));
}

/* Printed text ends with a blank line behind an interface, as that of peers does; a file ends with its last line. */
static void end_file(struct tn_buf *text)
{
	while (text->len > 1 && text->ptr[text->len - 1] == '\n' && text->ptr[text->len - 2] == '\n')
		text->len--;
}

static bool files(struct tn_call *call, void *job)
{
	const struct wit_job *j = job;
	struct tn_print_options options = { .no_docs = j->options.no_docs };
	struct tn_loaded loaded;
	if (!load(call, j, &loaded))
		return false;
	if (loaded.kind != TN_LOADED_TEXT)
		tn_unsaid_warn(loaded.wit);
	uint32_t count = loaded.wit->packages.len;
	struct tenon_file *list = TN_NEWN(call->arena, struct tenon_file, count);
	for (tn_pkg i = 0; i < count; i++) {
		struct tn_buf text = tn_buf_new(call->arena);
		tn_print_package(loaded.wit, i, &options, &text);
		end_file(&text);
		struct tn_str name = file_name(call, loaded.wit, i);
		/* A folder of WIT holds one package; WIT.md, "Root Package: A Directory". */
		if (i != loaded.main)
			name = tn_str_format(call->arena, "deps/%.*s", TN_S(name));
		list[i] = (struct tenon_file){ name.ptr, text.ptr, text.len };
	}
	tn_enter_give_files(call, list, count, j->files);
	return true;
}

/* ---- the doors ---- */

static enum tenon_status run(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct wit_job *job,
	bool (*work)(struct tn_call *call, void *job))
{
	if (!path)
		return tn_enter_null(session);
	job->path = path;
	if (!TN_OPTIONS(job->options, options))
		return tn_enter_unsized(session);
	return tn_enter_run(session, work, job);
}

static enum tenon_status give_bytes(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, enum tenon_wit_format format,
	struct tenon_bytes *out)
{
	struct wit_job job = { .format = format, .out = out };
	if (!out)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	return run(session, path, options, &job, write);
}

enum tenon_status tenon_wit_print(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_bytes *out)
{
	return give_bytes(session, path, options, TENON_WIT_TEXT, out);
}

enum tenon_status tenon_wit_json(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_bytes *out)
{
	return give_bytes(session, path, options, TENON_WIT_JSON, out);
}

enum tenon_status tenon_wit_encode(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_bytes *out)
{
	return give_bytes(session, path, options, TENON_WIT_BINARY, out);
}

enum tenon_status tenon_wit_files(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_files *out)
{
	struct wit_job job = { .files = out };
	if (!out)
		return tn_enter_null(session);
	*out = (struct tenon_files){ 0 };
	return run(session, path, options, &job, files);
}
