/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/diag.h: the session's diagnostics as the public sees them. */
#include "tenon/diag.h"

#include "api/enter.h"
#include "api/render.h"

static const char *c_string(struct tn_ctx *cx, struct tn_str text)
{
	return text.len ? tn_str_copy(&cx->arena, text).ptr : NULL;
}

/* Makes session->shown anew when diagnostics have come since. */
static bool show(struct tn_call *call, void *job)
{
	(void)job;
	struct tenon_session *session = call->session;
	struct tn_ctx *cx = call->cx;
	if (session->shown_from == cx->diags.list.len)
		return true;
	tn_diag_sort(cx);
	session->shown.len = 0;
	for (uint32_t i = 0; i < cx->diags.list.len; i++) {
		const struct tn_diag *from = cx->diags.list.ptr[i];
		struct tenon_diag to = {
			.severity = from->severity == TN_ERROR ? TENON_ERROR : TENON_WARNING,
			.code = tn_diag_name(from->code),
			.message = from->message.ptr,
			.place = tn_enter_place(cx, from->span),
			.hint = c_string(cx, from->hint),
			.replacement = c_string(cx, from->replacement),
			.note_count = from->notes.len,
		};
		struct tenon_note *notes = TN_NEWN(&cx->arena, struct tenon_note, from->notes.len);
		for (uint32_t n = 0; n < from->notes.len; n++)
			notes[n] = (struct tenon_note){ tn_enter_place(cx, from->notes.ptr[n].span),
				from->notes.ptr[n].message.ptr };
		to.notes = notes;
		*TN_PUSH(&cx->arena, &session->shown) = to;
	}
	session->shown_from = cx->diags.seen = cx->diags.list.len;
	return true;
}

/* There is no memory to say that there is no memory. */
static const struct tenon_diag ran_out = {
	.severity = TENON_ERROR,
	.code = "no-memory",
	.message = "memory ran out",
};

size_t tenon_diag_count(struct tenon_session *session)
{
	return session ? session->cx.diags.list.len + session->ran_out : 0;
}

const struct tenon_diag *tenon_diag_get(struct tenon_session *session, size_t index)
{
	if (!session)
		return NULL;
	if (index == session->cx.diags.list.len && session->ran_out)
		return &ran_out;
	if (index >= session->cx.diags.list.len || tn_enter_run(session, show, NULL) != TENON_OK)
		return NULL;
	return &session->shown.ptr[index];
}

size_t tenon_diag_errors(const struct tenon_session *session)
{
	return session ? session->cx.diags.errors + (size_t)session->ran_out : 0;
}

size_t tenon_diag_warnings(const struct tenon_session *session)
{
	return session ? session->cx.diags.warnings : 0;
}

void tenon_diag_clear(struct tenon_session *session)
{
	if (!session)
		return;
	session->cx.diags.list.len = session->cx.diags.seen = 0;
	session->cx.diags.errors = session->cx.diags.warnings = 0;
	session->shown.len = session->shown_from = 0;
	session->ran_out = false;
}

struct render_job {
	enum tenon_diag_format format;
	bool color;
	struct tenon_bytes *out;
};

static bool render(struct tn_call *call, void *job)
{
	const struct render_job *j = job;
	struct tn_buf buf = tn_buf_new(call->arena);
	tn_diag_sort(call->cx);
	bool ran_out_of_memory = call->session->ran_out;
	if (j->format == TENON_DIAG_JSON)
		tn_render_json(call->cx, ran_out_of_memory, &buf);
	else if (j->format == TENON_DIAG_SARIF)
		tn_render_sarif(call->cx, ran_out_of_memory, &buf);
	else
		tn_render_text(call->cx, ran_out_of_memory, j->color, &buf);
	tn_enter_give_text(call, &buf, j->out);
	return true;
}

enum tenon_status tenon_diag_render(struct tenon_session *session, enum tenon_diag_format format,
	bool color, struct tenon_bytes *out)
{
	struct render_job job = { format, color, out };
	if (!out || (unsigned)format > (unsigned)TENON_DIAG_SARIF)
		return TENON_BAD_CALL;
	*out = (struct tenon_bytes){ 0 };
	return tn_enter_run(session, render, &job);
}

static enum tn_code find_code(const char *code)
{
	for (int i = 0; i < TN_CODE_COUNT; i++)
		if (strcmp(tn_diag_name((enum tn_code)i), code) == 0)
			return (enum tn_code)i;
	return TN_CODE_COUNT;
}

/* The place of a line; of the whole file no more than its name. */
static struct tn_span span_of(struct tn_ctx *cx, const struct tenon_place *place)
{
	struct tn_sources *sources = &cx->sources;
	uint32_t id = place->file && place->line && sources->list.len ? sources->list.len - 1 : 0;
	while (id && strcmp(sources->list.ptr[id].path.ptr, place->file) != 0)
		id--;
	if (place->file && !id)
		return tn_source_name(sources, tn_str_of(place->file));
	struct tn_span span = { .source = id };
	struct tn_str line = TN_NOSTR;
	if (id && tn_source_get(sources, id)->is_text) /* the bytes of others may be gone */
		line = tn_source_line(sources, id, place->line);
	while (line.len && (line.ptr[0] == ' ' || line.ptr[0] == '\t'))
		line = tn_str_sub(line, 1, line.len);
	if (line.ptr) {
		span.start = (uint32_t)(line.ptr - (const char *)tn_source_get(sources, id)->bytes.ptr);
		span.end = span.start + (uint32_t)line.len;
	}
	return span;
}

static bool add(struct tn_call *call, void *job)
{
	const struct tenon_diag *d = job;
	struct tn_span span = span_of(call->cx, &d->place);
	enum tn_code code = find_code(d->code);
	struct tn_diag *diag = d->severity == TENON_ERROR
		? tn_diag_error(call->cx, code, span, "%s", d->message)
		: tn_diag_warning(call->cx, code, span, "%s", d->message);
	if (d->hint)
		tn_diag_hint(call->cx, diag, "%s", d->hint);
	return true;
}

enum tenon_status tenon_diag_add(struct tenon_session *session, const struct tenon_diag *diag)
{
	struct tenon_diag copy;
	if (!diag || !diag->code || !diag->message || find_code(diag->code) == TN_CODE_COUNT)
		return TENON_BAD_CALL;
	copy = *diag;
	return tn_enter_run(session, add, &copy);
}

enum tenon_status tenon_diag_report(
	struct tenon_session *session, const char *code, const char *message, const char *hint)
{
	const struct tenon_diag diag = { .code = code, .message = message, .hint = hint };
	return tenon_diag_add(session, &diag);
}

const char *tenon_diag_nearest(const char *word, const char *const *list, size_t count)
{
	struct tn_str text = tn_str_of(word);
	const char *best = NULL;
	for (size_t i = 0; text.len > 1 && i < count; i++) /* cut off: the shortest of those that it begins */
		if (tn_str_starts(tn_str_of(list[i]), text) && (!best || strlen(list[i]) < strlen(best)))
			best = list[i];
	if (best)
		return best;
	unsigned distance =
		1 + (unsigned)(text.len > 9 ? 3 : text.len / 3); /* a third may be wrong */
	for (size_t i = 0; word && i < count; i++) {
		unsigned now = tn_str_distance(text, tn_str_of(list[i]), distance);
		if (now < distance) {
			distance = now;
			best = list[i];
		}
	}
	return best;
}

const char *tenon_diag_explain(const char *code)
{
	enum tn_code found = code ? find_code(code) : TN_CODE_COUNT;
	return found == TN_CODE_COUNT ? NULL : tn_diag_what(found);
}

const char *tenon_diag_code(size_t index)
{
	return index < TN_CODE_COUNT ? tn_diag_name((enum tn_code)index) : NULL;
}
