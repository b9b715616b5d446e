/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Diagnostics as text. What comes from input is made harmless first: a control character in a
 * name or a source line must not steer the reader's terminal.
 */
#include "api/render.h"

#include "base/utf8.h"

/* One column a scalar value, so that carets stay below what they point at. */
static void put_columns(struct tn_buf *out, struct tn_str s, size_t at, size_t end)
{
	while (at < end) {
		size_t start = at;
		uint32_t c = tn_utf8_next(s, &at);
		if (c == '\t')
			tn_buf_byte(out, '\t');
		else if (c == TN_UTF8_BAD || tn_utf8_steers(c))
			tn_buf_str(out, TN_STR("\xef\xbf\xbd"));
		else
			tn_buf_str(out, tn_str_sub(s, start, at));
	}
}

static const char *const no_color[] = { "", "", "", "", "" };
static const char *const ansi[] = { "\033[0m", "\033[1;31m", "\033[1;35m", "\033[1;36m",
	"\033[1m" };
enum { PLAIN, RED, MAGENTA, CYAN, BOLD };

/* Of a long line, what is shown around the place. */
#define BEFORE 70
#define BEHIND 110

static size_t back(struct tn_str s, size_t at, unsigned columns)
{
	while (at > 0 && columns > 0) {
		at--;
		while (at > 0 && ((unsigned char)s.ptr[at] & 0xc0) == 0x80)
			at--;
		columns--;
	}
	return at;
}

static size_t forward(struct tn_str s, size_t at, unsigned columns)
{
	while (at < s.len && columns-- > 0)
		tn_utf8_next(s, &at);
	return at;
}

static void put_line(struct tn_ctx *cx, struct tn_span span, const char *const *color, int shade,
	struct tn_buf *out)
{
	struct tn_place place = tn_source_place(&cx->sources, span.source, span.start);
	struct tn_str line = tn_source_line(&cx->sources, span.source, place.line);
	const struct tn_source *source = tn_source_get(&cx->sources, span.source);
	size_t offset = span.start < source->bytes.len ? span.start : source->bytes.len;
	size_t start = offset - (size_t)(line.ptr - (const char *)source->bytes.ptr);
	if (start > line.len)
		start = line.len; /* the end of the line itself */
	size_t end = span.end > span.start ? start + (span.end - span.start) : start;
	if (end > line.len)
		end = line.len;
	size_t from = back(line, start, BEFORE), to = forward(line, start, BEHIND);
	const char *cut = from > 0 ? "..." : "";
	int gutter = place.line > 99999 ? 9 : 5;
	tn_buf_printf(out, "%*u | %s", gutter, place.line, cut);
	put_columns(out, line, from, to);
	tn_buf_printf(
		out, "%s\n%*s | %*s", to < line.len ? "..." : "", gutter, "", (int)strlen(cut), "");
	for (size_t at = from; at < start;)
		tn_buf_byte(out, tn_utf8_next(line, &at) == '\t' ? '\t' : ' ');
	tn_buf_printf(out, "%s^", color[shade]);
	size_t at = start;
	if (at < line.len)
		tn_utf8_next(line, &at);
	for (; at < end && at < to; tn_utf8_next(line, &at))
		tn_buf_byte(out, '^');
	tn_buf_printf(out, "%s\n", color[PLAIN]);
}

static void put_head(struct tn_ctx *cx, struct tn_span span, const char *const *color, int shade,
	const char *word, const char *code, struct tn_str message, struct tn_buf *out)
{
	const struct tn_source *source = tn_source_get(&cx->sources, span.source);
	tn_buf_printf(out, "%s", color[BOLD]);
	if (!span.source || source->is_name) {
		tn_buf_printf(out, "tenon: ");
	} else {
		tn_buf_harmless(out, source->path);
		struct tn_place place = { 0, 0 };
		if (source->is_text)
			place = tn_source_place(&cx->sources, span.source, span.start);
		if (source->is_text)
			tn_buf_printf(out, ":%u:%u: ", place.line, place.column);
		else
			tn_buf_printf(out, ":0x%x: ", span.start);
	}
	tn_buf_printf(out, "%s%s", color[shade], word);
	if (code)
		tn_buf_printf(out, "[%s]", code);
	tn_buf_printf(out, ":%s ", color[PLAIN]);
	tn_buf_harmless(out, message);
	tn_buf_byte(out, '\n');
	if (span.source && source->is_text)
		put_line(cx, span, color, shade, out);
}

static uint32_t kept(const struct tn_ctx *cx, enum tn_severity severity)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < cx->diags.list.len; i++)
		count += cx->diags.list.ptr[i]->severity == severity;
	return count;
}

struct tn_str tn_render_rest(struct tn_ctx *cx, struct tn_arena *arena)
{
	uint32_t errors = cx->diags.errors - kept(cx, TN_ERROR);
	uint32_t warnings = cx->diags.warnings - kept(cx, TN_WARNING);
	if (errors && warnings)
		return tn_str_format(
			arena, "%u more errors and %u more warnings", errors, warnings);
	if (errors || warnings)
		return tn_str_format(arena, "%u more %s%s", errors + warnings,
			errors ? "error" : "warning", errors + warnings > 1 ? "s" : "");
	return TN_NOSTR;
}

void tn_render_text(struct tn_ctx *cx, bool ran_out_of_memory, bool is_color, struct tn_buf *out)
{
	const char *const *color = is_color ? ansi : no_color;
	const struct tn_span nowhere = { 0 };
	for (uint32_t i = 0; i < cx->diags.list.len; i++) {
		const struct tn_diag *d = cx->diags.list.ptr[i];
		bool is_error = d->severity == TN_ERROR;
		put_head(cx, d->span, color, is_error ? RED : MAGENTA,
			is_error ? "error" : "warning", tn_diag_name(d->code), d->message, out);
		for (uint32_t n = 0; n < d->notes.len; n++) {
			const struct tn_note *note = &d->notes.ptr[n];
			if (note->span.source) {
				put_head(cx, note->span, color, CYAN, "note", NULL, note->message,
					out);
				continue;
			}
			tn_buf_printf(out, "  %snote:%s ", color[CYAN], color[PLAIN]);
			tn_buf_harmless(out, note->message);
			tn_buf_byte(out, '\n');
		}
		if (d->hint.len) {
			tn_buf_printf(out, "  %shint:%s ", color[CYAN], color[PLAIN]);
			tn_buf_harmless(out, d->hint);
			tn_buf_byte(out, '\n');
		}
	}
	struct tn_str more = tn_render_rest(cx, out->arena);
	if (more.len)
		put_head(cx, nowhere, color, CYAN, "note", NULL,
			tn_str_format(out->arena, "%.*s (see --max-errors)", TN_S(more)), out);
	if (ran_out_of_memory)
		put_head(cx, nowhere, color, RED, "error", tn_diag_name(TN_E_NO_MEMORY),
			TN_STR("memory ran out"), out);
}
