/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Small things that verbs and the frame share. The program ends soon: what is allocated here stays. */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *need(void *ptr)
{
	if (!ptr) {
		fputs("tenon: error[no-memory]: memory ran out\n", stderr);
		exit(TENON_SYSTEM);
	}
	return ptr;
}

void *cli_alloc(size_t size)
{
	return need(calloc(1, size ? size : 1));
}

void cli_add(struct cli_list *list, const char *text, int at)
{
	/* Full at every power of two. */
	if ((list->count & (list->count - 1)) == 0)
		list->items = need(realloc(
			list->items, (list->count ? list->count * 2 : 1) * sizeof *list->items));
	list->items[list->count++] = (struct cli_item){ text, at };
}

void cli_printf(struct cli_text *text, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	size_t want = text->len + (len > 0 ? (size_t)len : 0) + 1;
	if (want > text->cap) {
		text->cap = want * 2;
		text->ptr = need(realloc(text->ptr, text->cap));
	}
	va_start(args, format);
	vsnprintf(text->ptr + text->len, text->cap - text->len, format, args);
	va_end(args);
	text->len = want - 1;
}

__attribute__((format(printf, 1, 0))) static const char *format_text(const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	char *text = cli_alloc(len > 0 ? (size_t)len + 1 : 1);
	vsnprintf(text, len > 0 ? (size_t)len + 1 : 1, format, again);
	va_end(again);
	return text;
}

enum tenon_status cli_usage(struct cli *cli, const char *hint, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	tenon_diag_report(cli->session, "usage", format_text(format, args), hint);
	va_end(args);
	return TENON_BAD_CALL;
}

static enum tenon_status fail(
	struct cli *cli, const char *code, const char *file, const char *hint, const char *message)
{
	const struct tenon_diag diag = { .severity = TENON_ERROR, .code = code, .message = message,
		.place.file = file, .hint = hint };
	tenon_diag_add(cli->session, &diag);
	return TENON_BAD_INPUT;
}

enum tenon_status cli_clash(
	struct cli *cli, const char *file, const char *hint, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	enum tenon_status status = fail(cli, "clash", file, hint, format_text(format, args));
	va_end(args);
	return status;
}

enum tenon_status cli_fail(struct cli *cli, const char *code, const char *file, const char *hint,
	const char *format, ...)
{
	va_list args;
	va_start(args, format);
	enum tenon_status status = fail(cli, code, file, hint, format_text(format, args));
	va_end(args);
	return status;
}

void cli_warn_unused(struct cli *cli, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	const struct tenon_diag diag = { .severity = TENON_WARNING, .code = "unused-option",
		.message = format_text(format, args) };
	va_end(args);
	tenon_diag_add(cli->session, &diag);
}

enum tenon_string_encoding cli_string_encoding(const char *word)
{
	if (word && strcmp(word, "utf16") == 0)
		return TENON_UTF16;
	return word && strcmp(word, "compact-utf16") == 0 ? TENON_COMPACT_UTF16 : TENON_UTF8;
}

const char *cli_input(const struct cli *cli)
{
	return cli->inputs.count ? cli->inputs.items[0].text : "-";
}

const char **cli_texts(const struct cli_list *list)
{
	const char **texts = cli_alloc((list->count + 1) * sizeof *texts);
	for (size_t i = 0; i < list->count; i++)
		texts[i] = list->items[i].text;
	return texts;
}

const char *cli_split(const char *text, const char **name)
{
	size_t len = strcspn(text, "=");
	*name = NULL;
	if (!text[len])
		return text;
	char *copy = cli_alloc(len + 1);
	memcpy(copy, text, len);
	*name = copy;
	return text + len + 1;
}
