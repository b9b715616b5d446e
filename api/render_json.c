/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Diagnostics as JSON, one object a line, and as SARIF 2.1.0, one document for all. */
#include "api/render.h"

#include "base/json.h"
#include "base/utf8.h"

static void put_field(struct tn_json *json, const char *key, struct tn_str value)
{
	tn_json_key(json, tn_str_of(key));
	/* JSON text is UTF-8, whatever a file is called. */
	if (tn_utf8_valid(value)) {
		tn_json_string(json, value);
		return;
	}
	struct tn_buf clean = tn_buf_new(json->buf->arena);
	for (size_t at = 0; at < value.len;) {
		size_t start = at;
		if (tn_utf8_next(value, &at) == TN_UTF8_BAD)
			tn_buf_str(&clean, TN_STR("\xef\xbf\xbd"));
		else
			tn_buf_str(&clean, tn_str_sub(value, start, at));
	}
	tn_json_string(json, (struct tn_str){ (const char *)clean.ptr, clean.len });
}

static void put_number(struct tn_json *json, const char *key, uint64_t value)
{
	tn_json_key(json, tn_str_of(key));
	tn_json_number(json, value);
}

static void put_place(struct tn_ctx *cx, struct tn_json *json, struct tn_span span)
{
	if (!span.source)
		return;
	const struct tn_source *source = tn_source_get(&cx->sources, span.source);
	put_field(json, "file", source->path);
	if (source->is_name)
		return;
	if (source->is_text) {
		struct tn_place place = tn_source_place(&cx->sources, span.source, span.start);
		put_number(json, "line", place.line);
		put_number(json, "column", place.column);
	}
	put_number(json, "offset", span.start);
	put_number(json, "length", span.end > span.start ? span.end - span.start : 0);
}

static void put_object(struct tn_ctx *cx, const struct tn_diag *d, struct tn_buf *out)
{
	struct tn_json json;
	tn_json_begin(&json, out, false);
	tn_json_object(&json);
	put_field(&json, "severity", d->severity == TN_ERROR ? TN_STR("error") : TN_STR("warning"));
	put_field(&json, "code", tn_str_of(tn_diag_name(d->code)));
	put_field(&json, "message", d->message);
	put_place(cx, &json, d->span);
	tn_json_key(&json, TN_STR("notes"));
	tn_json_array(&json);
	for (uint32_t n = 0; n < d->notes.len; n++) {
		tn_json_object(&json);
		put_field(&json, "message", d->notes.ptr[n].message);
		put_place(cx, &json, d->notes.ptr[n].span);
		tn_json_object_end(&json);
	}
	tn_json_array_end(&json);
	if (d->hint.len)
		put_field(&json, "hint", d->hint);
	if (d->replacement.len)
		put_field(&json, "replacement", d->replacement);
	tn_json_object_end(&json);
	tn_buf_byte(out, '\n');
}

void tn_render_json(struct tn_ctx *cx, bool ran_out_of_memory, struct tn_buf *out)
{
	for (uint32_t i = 0; i < cx->diags.list.len; i++)
		put_object(cx, cx->diags.list.ptr[i], out);
	struct tn_str more = tn_render_rest(cx, out->arena);
	if (more.len) {
		struct tn_diag capped = {
			.severity = TN_WARNING, .code = TN_E_LIMIT, .message = more
		};
		put_object(cx, &capped, out);
	}
	if (ran_out_of_memory) {
		struct tn_diag d = { .code = TN_E_NO_MEMORY, .message = TN_STR("memory ran out") };
		put_object(cx, &d, out);
	}
}

/* ---- SARIF 2.1.0 ---- */

/* A path as a URI reference (RFC 3986): relative stays relative. */
static struct tn_str uri(struct tn_arena *arena, struct tn_str path)
{
	struct tn_buf buf = tn_buf_new(arena);
	if (tn_str_starts(path, TN_STR("/")))
		tn_buf_str(&buf, TN_STR("file://"));
	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = (unsigned char)path.ptr[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (plain || (c && strchr("/-._~@+=,", c)))
			tn_buf_byte(&buf, c);
		else
			tn_buf_printf(&buf, "%%%02X", c);
	}
	return (struct tn_str){ (const char *)buf.ptr, buf.len };
}

/* section 3.4: artifactLocation */
static void put_artifact(struct tn_json *json, const struct tn_source *source)
{
	tn_json_key(json, TN_STR("artifactLocation"));
	tn_json_object(json);
	put_field(json, "uri", uri(json->buf->arena, source->path));
	tn_json_object_end(json);
}

/* section 3.30: region */
static void put_region(
	struct tn_ctx *cx, struct tn_json *json, const char *key, struct tn_span span)
{
	tn_json_key(json, tn_str_of(key));
	tn_json_object(json);
	if (tn_source_get(&cx->sources, span.source)->is_text) {
		uint32_t to = span.end > span.start ? span.end : span.start;
		struct tn_place start = tn_source_place(&cx->sources, span.source, span.start);
		struct tn_place end = tn_source_place(&cx->sources, span.source, to);
		put_number(json, "startLine", start.line);
		put_number(json, "startColumn", start.column);
		put_number(json, "endLine", end.line);
		put_number(json, "endColumn", end.column);
	}
	put_number(json, "byteOffset", span.start);
	put_number(json, "byteLength", span.end > span.start ? span.end - span.start : 0);
	tn_json_object_end(json);
}

/* section 3.28: location */
static void put_location(
	struct tn_ctx *cx, struct tn_json *json, struct tn_span span, struct tn_str message)
{
	const struct tn_source *source = tn_source_get(&cx->sources, span.source);
	tn_json_object(json);
	if (span.source) {
		tn_json_key(json, TN_STR("physicalLocation"));
		tn_json_object(json);
		put_artifact(json, source);
		if (!source->is_name)
			put_region(cx, json, "region", span);
		tn_json_object_end(json);
	}
	if (message.len) {
		tn_json_key(json, TN_STR("message"));
		tn_json_object(json);
		put_field(json, "text", message);
		tn_json_object_end(json);
	}
	tn_json_object_end(json);
}

/* sections 3.55 to 3.57: one fix, of one file, that replaces the words pointed at */
static void put_fixes(struct tn_ctx *cx, struct tn_json *json, const struct tn_diag *d)
{
	tn_json_key(json, TN_STR("fixes"));
	tn_json_array(json);
	tn_json_object(json);
	tn_json_key(json, TN_STR("artifactChanges"));
	tn_json_array(json);
	tn_json_object(json);
	put_artifact(json, tn_source_get(&cx->sources, d->span.source));
	tn_json_key(json, TN_STR("replacements"));
	tn_json_array(json);
	tn_json_object(json);
	put_region(cx, json, "deletedRegion", d->span);
	tn_json_key(json, TN_STR("insertedContent"));
	tn_json_object(json);
	put_field(json, "text", d->replacement);
	tn_json_object_end(json);
	tn_json_object_end(json);
	tn_json_array_end(json);
	tn_json_object_end(json);
	tn_json_array_end(json);
	tn_json_object_end(json);
	tn_json_array_end(json);
}

/* section 3.27: result */
static void put_result(struct tn_ctx *cx, struct tn_json *json, const struct tn_diag *d)
{
	struct tn_str text = d->message;
	if (d->hint.len)
		text = tn_str_format(json->buf->arena, "%.*s (%.*s)", TN_S(text), TN_S(d->hint));
	tn_json_object(json);
	put_field(json, "ruleId", tn_str_of(tn_diag_name(d->code)));
	put_field(json, "level", d->severity == TN_ERROR ? TN_STR("error") : TN_STR("warning"));
	tn_json_key(json, TN_STR("message"));
	tn_json_object(json);
	put_field(json, "text", text);
	tn_json_object_end(json);
	if (d->span.source) {
		tn_json_key(json, TN_STR("locations"));
		tn_json_array(json);
		put_location(cx, json, d->span, TN_NOSTR);
		tn_json_array_end(json);
	}
	if (d->notes.len) {
		tn_json_key(json, TN_STR("relatedLocations"));
		tn_json_array(json);
		for (uint32_t n = 0; n < d->notes.len; n++)
			put_location(cx, json, d->notes.ptr[n].span, d->notes.ptr[n].message);
		tn_json_array_end(json);
	}
	if (d->span.source && d->replacement.len)
		put_fixes(cx, json, d);
	tn_json_object_end(json);
}

/* The rules that are broken here, each once, in the order of diag.def. */
static void put_rules(struct tn_ctx *cx, struct tn_json *json, bool ran_out_of_memory)
{
	bool is_used[TN_CODE_COUNT] = { [TN_E_NO_MEMORY] = ran_out_of_memory };
	for (uint32_t i = 0; i < cx->diags.list.len; i++)
		is_used[cx->diags.list.ptr[i]->code] = true;
	tn_json_key(json, TN_STR("rules"));
	tn_json_array(json);
	for (int code = 0; code < TN_CODE_COUNT; code++) {
		if (!is_used[code])
			continue;
		tn_json_object(json);
		put_field(json, "id", tn_str_of(tn_diag_name((enum tn_code)code)));
		tn_json_key(json, TN_STR("shortDescription"));
		tn_json_object(json);
		put_field(json, "text", tn_str_of(tn_diag_what((enum tn_code)code)));
		tn_json_object_end(json);
		tn_json_object_end(json);
	}
	tn_json_array_end(json);
}

/*
 * sections 3.20 and 3.58: that there is more than `results` shows is told of the run itself. It went well when
 * nothing is wrong with the input, as the exit status says.
 */
static void put_rest(struct tn_ctx *cx, struct tn_json *json)
{
	struct tn_str more = tn_render_rest(cx, json->buf->arena);
	if (!more.len)
		return;
	tn_json_key(json, TN_STR("invocations"));
	tn_json_array(json);
	tn_json_object(json);
	tn_json_key(json, TN_STR("executionSuccessful"));
	tn_json_bool(json, !cx->diags.errors);
	tn_json_key(json, TN_STR("toolExecutionNotifications"));
	tn_json_array(json);
	tn_json_object(json);
	tn_json_key(json, TN_STR("descriptor"));
	tn_json_object(json);
	put_field(json, "id", tn_str_of(tn_diag_name(TN_E_LIMIT)));
	tn_json_object_end(json);
	put_field(json, "level", TN_STR("warning"));
	tn_json_key(json, TN_STR("message"));
	tn_json_object(json);
	put_field(json, "text",
		tn_str_format(json->buf->arena, "%.*s (see --max-errors)", TN_S(more)));
	tn_json_object_end(json);
	tn_json_object_end(json);
	tn_json_array_end(json);
	tn_json_object_end(json);
	tn_json_array_end(json);
}

void tn_render_sarif(struct tn_ctx *cx, bool ran_out_of_memory, struct tn_buf *out)
{
	struct tn_json json;
	tn_json_begin(&json, out, true);
	tn_json_object(&json);
	put_field(&json, "$schema", TN_STR("https://json.schemastore.org/sarif-2.1.0.json"));
	put_field(&json, "version", TN_STR("2.1.0"));
	tn_json_key(&json, TN_STR("runs"));
	tn_json_array(&json);
	tn_json_object(&json);
	tn_json_key(&json, TN_STR("tool"));
	tn_json_object(&json);
	tn_json_key(&json, TN_STR("driver"));
	tn_json_object(&json);
	put_field(&json, "name", TN_STR("tenon"));
	put_field(&json, "version", TN_STR(TENON_LIBRARY_VERSION));
	put_rules(cx, &json, ran_out_of_memory);
	tn_json_object_end(&json);
	tn_json_object_end(&json);
	put_rest(cx, &json);
	put_field(&json, "columnKind", TN_STR("unicodeCodePoints"));
	tn_json_key(&json, TN_STR("results"));
	tn_json_array(&json);
	for (uint32_t i = 0; i < cx->diags.list.len; i++)
		put_result(cx, &json, cx->diags.list.ptr[i]);
	if (ran_out_of_memory) {
		struct tn_diag d = { .code = TN_E_NO_MEMORY, .message = TN_STR("memory ran out") };
		put_result(cx, &json, &d);
	}
	tn_json_array_end(&json);
	tn_json_object_end(&json);
	tn_json_array_end(&json);
	tn_json_object_end(&json);
	tn_buf_byte(out, '\n');
}
