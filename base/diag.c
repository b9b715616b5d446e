/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Collecting diagnostics: past the cap, the first of a text are kept; others are counted, and not formatted. */
#include "base/diag.h"

#include "base/ctx.h"

static const struct {
	const char *name, *what;
} codes[] = {
#define TN_DIAG(id, name, what) { name, what },
#include "base/diag.def"
#undef TN_DIAG
};

const char *tn_diag_name(enum tn_code code)
{
	return codes[code].name;
}

const char *tn_diag_what(enum tn_code code)
{
	return codes[code].what;
}

enum { LONGEST_TEXT = 4000 };

/* What the input says may be of any length; whoever reads the message wants its beginning. */
static struct tn_str shortened(struct tn_arena *arena, struct tn_str text)
{
	static const char dots[] = "…";
	if (text.len <= LONGEST_TEXT)
		return text;
	size_t len = LONGEST_TEXT - sizeof dots;
	while (((unsigned char)text.ptr[len] & 0xc0) == 0x80)
		len--; /* not inside of a character */
	return tn_str_format(arena, "%.*s%s", (int)len, text.ptr, dots);
}

static struct tn_str format_text(struct tn_arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static struct tn_str format_text(struct tn_arena *arena, const char *format, va_list args)
{
	return shortened(arena, tn_str_vformat(arena, format, args));
}

bool tn_diag_is_full(const struct tn_ctx *cx)
{
	return cx->limits.max_errors && cx->diags.errors >= cx->limits.max_errors;
}

enum { GUESSES_MOST = 100 };

bool tn_diag_may_guess(const struct tn_ctx *cx, const struct tn_diag *diag)
{
	return cx->diags.errors <= GUESSES_MOST && cx->diags.warnings <= GUESSES_MOST &&
	       (!diag || diag != cx->diags.spare);
}

static bool comes_after(const struct tn_diag *a, const struct tn_diag *b)
{
	return a->span.source != b->span.source ? a->span.source > b->span.source
						: a->span.start > b->span.start;
}

/* So many errors, or warnings, are weighed against each other; what finds more is not read to the end. */
enum { WEIGHED = 1000 };

static bool is_in_text(const struct tn_ctx *cx, const struct tn_diag *diag)
{
	return diag->span.source && diag->span.source < cx->sources.list.len &&
	       tn_source_get(&cx->sources, diag->span.source)->is_text;
}

/*
 * Past the cap: of a text the first errors are kept, whatever finds them first. Takes out the last one when
 * `diag`, one of `count` of its severity, comes before it; not what was seen from outside.
 */
static bool make_room(struct tn_ctx *cx, const struct tn_diag *diag, uint32_t count)
{
	struct tn_diags *diags = &cx->diags;
	uint32_t last = UINT32_MAX;
	if (count > WEIGHED || !is_in_text(cx, diag))
		return false;
	for (uint32_t i = diags->seen; i < diags->list.len; i++) {
		const struct tn_diag *other = diags->list.ptr[i];
		if (other->severity == diag->severity && is_in_text(cx, other) &&
			(last == UINT32_MAX || !comes_after(diags->list.ptr[last], other)))
			last = i;
	}
	if (last == UINT32_MAX || !comes_after(diags->list.ptr[last], diag))
		return false;
	memmove(&diags->list.ptr[last], &diags->list.ptr[last + 1],
		(diags->list.len - last - 1) * sizeof *diags->list.ptr);
	diags->list.len--;
	return true;
}

__attribute__((format(printf, 5, 0)))
static struct tn_diag *report(struct tn_ctx *cx, enum tn_severity severity, enum tn_code code,
	struct tn_span span, const char *format, va_list args)
{
	struct tn_diags *diags = &cx->diags;
	uint32_t *count = severity == TN_ERROR ? &diags->errors : &diags->warnings;
	if (*count < UINT32_MAX)
		++*count;
	const struct tn_diag begun = { .severity = severity, .code = code, .span = span };
	if (cx->limits.max_errors && *count > cx->limits.max_errors &&
		!make_room(cx, &begun, *count)) {
		if (!diags->spare)
			diags->spare = TN_NEW(diags->arena, struct tn_diag);
		*diags->spare = begun;
		return diags->spare;
	}
	struct tn_diag *diag = TN_NEW(diags->arena, struct tn_diag);
	*diag = begun;
	diag->message = format_text(diags->arena, format, args);
	*TN_PUSH(diags->arena, &diags->list) = diag;
	return diag;
}

struct tn_diag *tn_diag_error(
	struct tn_ctx *cx, enum tn_code code, struct tn_span span, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct tn_diag *diag = report(cx, TN_ERROR, code, span, format, args);
	va_end(args);
	return diag;
}

struct tn_diag *tn_diag_warning(
	struct tn_ctx *cx, enum tn_code code, struct tn_span span, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct tn_diag *diag = report(cx, TN_WARNING, code, span, format, args);
	va_end(args);
	return diag;
}

void tn_diag_note(
	struct tn_ctx *cx, struct tn_diag *diag, struct tn_span span, const char *format, ...)
{
	if (diag == cx->diags.spare)
		return;
	va_list args;
	va_start(args, format);
	struct tn_str message = format_text(cx->diags.arena, format, args);
	va_end(args);
	*TN_PUSH(cx->diags.arena, &diag->notes) = (struct tn_note){ span, message };
}

void tn_diag_hint(struct tn_ctx *cx, struct tn_diag *diag, const char *format, ...)
{
	if (diag == cx->diags.spare)
		return;
	va_list args;
	va_start(args, format);
	diag->hint = format_text(cx->diags.arena, format, args);
	va_end(args);
}

/* A merge sort from the bottom, since qsort is not stable. */
void tn_diag_sort(struct tn_ctx *cx)
{
	uint32_t len = cx->diags.list.len;
	struct tn_mark mark = tn_mem_mark(cx->diags.arena);
	struct tn_diag **from = cx->diags.list.ptr,
		       **to = TN_NEWN(cx->diags.arena, struct tn_diag *, len);
	for (size_t width = 1; width < len; width *= 2) {
		for (size_t start = 0; start < len; start += 2 * width) {
			size_t middle = start + width < len ? start + width : len;
			size_t end = start + 2 * width < len ? start + 2 * width : len;
			size_t left = start, right = middle;
			for (size_t at = start; at < end; at++)
				to[at] = left < middle && (right == end || !comes_after(from[left],
										   from[right]))
						 ? from[left++]
						 : from[right++];
		}
		struct tn_diag **other = from;
		from = to;
		to = other;
	}
	if (from != cx->diags.list.ptr)
		memcpy(cx->diags.list.ptr, from, len * sizeof *from);
	tn_mem_reset(cx->diags.arena, mark);
}
