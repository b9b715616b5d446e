/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Help of one verb, made from its tables. */
#include "cli/cli.h"

#include <string.h>

static void put_option(struct cli_text *text, const struct cli_option *option)
{
	struct cli_text left = { 0 };
	if (!option->help)
		return;
	if (option->letter)
		cli_printf(&left, "  -%c, --%s", option->letter, option->name);
	else
		cli_printf(&left, "      --%s", option->name);
	if (option->kind == CLI_BOOL)
		cli_printf(&left, "[=BOOL]");
	else if (option->kind == CLI_GLUED)
		cli_printf(&left, "[=%s]", option->value);
	else if (option->kind != CLI_FLAG)
		cli_printf(&left, " %s", option->value);
	if (left.len > 30)
		cli_printf(text, "%s\n%32s%s", left.ptr, "", option->help);
	else
		cli_printf(text, "%-30s  %s", left.ptr, option->help);
	if (option->choices)
		cli_printf(text, " (%s)", option->choices);
	cli_printf(text, "\n");
}

enum { COLUMNS = 96 };

/* One line of the source text; when it is long, as several. What is indented stays as it is. */
static void put_filled(struct cli_text *text, const char *line, size_t len)
{
	size_t column = 0;
	if (len && line[0] == ' ') {
		cli_printf(text, "%.*s\n", (int)len, line);
		return;
	}
	for (size_t at = 0; at < len;) {
		size_t word = 0;
		while (at + word < len && line[at + word] != ' ')
			word++;
		if (column && column + 1 + word > COLUMNS) {
			cli_printf(text, "\n");
			column = 0;
		}
		cli_printf(text, "%s%.*s", column ? " " : "", (int)word, line + at);
		column += word + (column != 0);
		at += word + 1;
	}
	cli_printf(text, "\n");
}

static void put_details(struct cli_text *text, const char *details)
{
	cli_printf(text, "\n");
	while (*details) {
		size_t len = strcspn(details, "\n");
		put_filled(text, details, len);
		details += len + (details[len] == '\n');
	}
}

static void put_examples(struct cli_text *text, const char *examples)
{
	if (!examples)
		return;
	cli_printf(text, "\nExamples\n");
	while (*examples) {
		size_t len = strcspn(examples, "\n");
		cli_printf(text, "  %.*s\n", (int)len, examples);
		examples += len + (examples[len] == '\n');
	}
}

char *cli_help(const struct cli_verb *verb)
{
	struct cli_text text = { 0 };
	cli_printf(&text, "usage: tenon %s [OPTION]...%s%s\n\n%c%s.\n", verb->name,
		*verb->inputs ? " " : "", verb->inputs,
		verb->summary[0] - ('a' <= verb->summary[0] && verb->summary[0] <= 'z' ? 32 : 0),
		verb->summary + 1);
	if (verb->details)
		put_details(&text, verb->details);
	put_examples(&text, verb->examples);
	if (verb->option_count)
		cli_printf(&text, "\nOptions\n");
	for (size_t i = 0; i < verb->option_count; i++)
		put_option(&text, &verb->options[i]);
	cli_printf(&text, "\nCommon options\n");
	for (size_t i = 0; i < cli_common_option_count; i++)
		if (cli_takes_common(verb, &cli_common_options[i]))
			put_option(&text, &cli_common_options[i]);
	cli_printf(&text,
		"\nAn input `-` is standard input. Exit status: 0 done, 1 the input is wrong or options "
		"clash,\n2 the command line is wrong, 3 the system failed.\n");
	return text.ptr;
}
