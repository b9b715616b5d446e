/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/session.h: sessions and what is set on them. */
#include "tenon/session.h"

#include "api/enter.h"
#include "api/files.h"
#include "base/semver.h"
#include "wasm/component/externname.h"
#include "wasm/core/features.h"

struct tenon_session *tenon_session_new(const struct tenon_session_options *options)
{
	struct tenon_session_options o;
	if (!TN_OPTIONS(o, options) || (o.fs && o.fs->size < sizeof o.fs->size))
		return NULL; /* a size was forgotten, and there is no session to say so */
	struct tn_heap heap;
	tn_mem_heap_init(&heap);
	if (o.resize) {
		heap.resize = o.resize;
		heap.user = o.resize_user;
	}
	heap.limit = o.memory_limit;
	struct tenon_session *session = heap.resize(heap.user, NULL, 0, sizeof *session);
	if (!session)
		return NULL;
	*session = (struct tenon_session){ 0 };
	tn_ctx_init(&session->cx);
	session->cx.heap = heap;
	session->cx.wasm_features = tn_features_default();
	session->cx.may_map = o.map_files;
	tn_files_init(session, o.fs);
	return session;
}

void tenon_session_free(struct tenon_session *session)
{
	if (!session || session->cx.heap.oom) /* a call from within another one, which still needs it */
		return;
	while (session->open) {
		struct tenon_sink sink = { .user = session->open };
		tenon_session_close(session, &sink, false, false);
	}
	while (session->memory) {
		struct tenon_bytes bytes = { NULL, 0, session->memory };
		tenon_bytes_free(session, &bytes);
	}
	tn_ctx_free(&session->cx);
	struct tn_heap heap = session->cx.heap;
#ifdef TENON_SANITIZE
	if (heap.used) /* something was taken that no arena owns */
		__builtin_trap();
#endif
	heap.resize(heap.user, session, sizeof *session, 0);
}

const char *tenon_version(void)
{
	return TENON_LIBRARY_VERSION;
}

struct text_job {
	const char *text;
	const void *data;
	size_t size;
};

static bool add_file(struct tn_call *call, void *job)
{
	const struct text_job *j = job;
	tn_files_add(call->session, tn_str_of(j->text), (struct tn_bytes){ j->data, j->size });
	return true;
}

enum tenon_status tenon_session_add_file(
	struct tenon_session *session, const char *path, const void *data, size_t size)
{
	struct text_job job = { path, data, size };
	if (!path || (!data && size))
		return tn_enter_null(session);
	return tn_enter_run(session, add_file, &job);
}

/* WIT.md, "Feature Gates": a feature is an id. */
static bool not_a_feature(struct tn_call *call, struct tn_str name)
{
	struct tn_diag *diag = tn_diag_error(call->cx, TN_E_BAD_NAME, (struct tn_span){ 0 },
		"`%.*s` cannot be the name of a feature", TN_S(name));
	tn_diag_hint(call->cx, diag,
		"names are kebab-case: words of one case, digits inside, joined by single `-`");
	call->bad_call = true;
	return false;
}

/* A list with commas, blanks or both between the names, as peers take it. */
static bool wit_features(struct tn_call *call, void *job)
{
	struct tn_ctx *cx = call->cx;
	struct tn_str list = tn_str_of(((const struct text_job *)job)->text);
	for (size_t at = 0, end; at < list.len; at = end + 1) {
		for (end = at; end < list.len && !strchr(", \t\n", list.ptr[end]);)
			end++;
		struct tn_str name = tn_str_sub(list, at, end);
		if (!name.len)
			continue;
		if (!tn_externname_is_label(name))
			return not_a_feature(call, name);
		tn_name feature = tn_ctx_name(cx, name);
		cx->gates.is_on.arena = &cx->arena;
		if (tn_map_put(&cx->gates.is_on, feature, cx->gates.on.len))
			*TN_PUSH(&cx->arena, &cx->gates.on) = feature;
	}
	return true;
}

enum tenon_status tenon_session_wit_features(struct tenon_session *session, const char *list)
{
	struct text_job job = { .text = list };
	return list ? tn_enter_run(session, wit_features, &job) : tn_enter_null(session);
}

enum tenon_status tenon_session_wit_features_all(struct tenon_session *session)
{
	if (!session)
		return tn_enter_null(session);
	session->cx.gates.all = true;
	return TENON_OK;
}

static bool wit_target(struct tn_call *call, void *job)
{
	struct tn_ctx *cx = call->cx;
	struct tn_str text = tn_str_of(((const struct text_job *)job)->text);
	size_t colon = tn_str_find(text, ':', 0), equals = tn_str_find(text, '=', 0);
	struct tn_semver version;
	if (colon == (size_t)-1 || equals == (size_t)-1 || colon > equals
		|| !tn_semver_parse(tn_str_sub(text, equals + 1, text.len), &version)) {
		call->bad_call = true;
		struct tn_diag *d = tn_diag_error(cx, TN_E_USAGE, (struct tn_span){ 0 },
			"`%.*s` is not a target version", TN_S(text));
		tn_diag_hint(cx, d, "write `namespace:package=1.2.3`");
		return false;
	}
	*TN_PUSH(&cx->arena, &cx->gates.targets) = (struct tn_wit_target){
		.ns = tn_ctx_name(cx, tn_str_sub(text, 0, colon)),
		.name = tn_ctx_name(cx, tn_str_sub(text, colon + 1, equals)),
		.version = tn_ctx_name(cx, tn_str_sub(text, equals + 1, text.len)),
	};
	return true;
}

enum tenon_status tenon_session_wit_target(struct tenon_session *session, const char *target)
{
	struct text_job job = { .text = target };
	return target ? tn_enter_run(session, wit_target, &job) : tn_enter_null(session);
}

static bool wasm_features(struct tn_call *call, void *job)
{
	struct tn_str list = tn_str_of(((const struct text_job *)job)->text);
	call->bad_call = true;
	return tn_features_parse(call->cx, list, &call->cx->wasm_features);
}

enum tenon_status tenon_session_wasm_features(struct tenon_session *session, const char *list)
{
	struct text_job job = { .text = list };
	return list ? tn_enter_run(session, wasm_features, &job) : tn_enter_null(session);
}

static const char *const limit_names[] = {
#define TN_LIMIT(field, value, what) #field,
#include "base/limit.def"
#undef TN_LIMIT
};

/* "input-bytes" is the field input_bytes. */
static bool is_field(const char *field, struct tn_str name)
{
	if (strlen(field) != name.len)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (field[i] != (name.ptr[i] == '-' ? '_' : name.ptr[i]))
			return false;
	return true;
}

struct limit_job {
	const char *name;
	uint32_t value;
};

static struct tn_str with_sign(struct tn_arena *arena, struct tn_str name, char from, char to)
{
	struct tn_str copy = tn_str_copy(arena, name);
	for (char *c = (char *)copy.ptr; *c; c++)
		if (*c == from)
			*c = to;
	return copy;
}

static void unknown_limit(struct tn_call *call, struct tn_str name)
{
	struct tn_diag *diag = tn_diag_error(call->cx, TN_E_UNKNOWN_LIMIT, (struct tn_span){ 0 },
		"no limit is called `%.*s`", TN_S(name));
	const char *nearest = tenon_diag_nearest(with_sign(call->arena, name, '-', '_').ptr,
		limit_names, sizeof limit_names / sizeof *limit_names);
	if (nearest)
		tn_diag_hint(call->cx, diag, "did you mean `%.*s`?",
			TN_S(with_sign(call->arena, tn_str_of(nearest), '_', '-')));
}

static bool set_limit(struct tn_call *call, void *job)
{
	const struct limit_job *j = job;
	struct tn_str name = tn_str_of(j->name);
	uint32_t *const fields[] = {
#define TN_LIMIT(field, value, what) &call->cx->limits.field,
#include "base/limit.def"
#undef TN_LIMIT
	};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (!is_field(limit_names[i], name))
			continue;
		*fields[i] = j->value;
		return true;
	}
	call->bad_call = true;
	unknown_limit(call, name);
	return false;
}

enum tenon_status tenon_session_limit(
	struct tenon_session *session, const char *name, uint32_t value)
{
	struct limit_job job = { name, value };
	return name ? tn_enter_run(session, set_limit, &job) : tn_enter_null(session);
}

size_t tenon_session_read_count(const struct tenon_session *session)
{
	return session ? session->cx.files_read.len : 0;
}

const char *tenon_session_read_path(const struct tenon_session *session, size_t index)
{
	return index < tenon_session_read_count(session) ? session->cx.files_read.ptr[index].ptr : NULL;
}
