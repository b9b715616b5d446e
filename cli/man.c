/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Manual pages in man(7), made from the tables: one of the program, one a verb. */
#include "cli/cli.h"

#include <ctype.h>
#include <string.h>

/* Text as troff takes it: no requests, no escapes, hyphens that can be copied. */
static void put(struct cli_text *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool line_start = out->len == 0 || out->ptr[out->len - 1] == '\n';
		if (line_start && (text[i] == '.' || text[i] == '\''))
			cli_printf(out, "\\&");
		if (text[i] == '\\')
			cli_printf(out, "\\e");
		else if (text[i] == '-')
			cli_printf(out, "\\-");
		else
			cli_printf(out, "%c", text[i]);
	}
}

static void put_text(struct cli_text *out, const char *text)
{
	put(out, text, strlen(text));
}

/* Paragraphs of help: a blank line parts them, what is indented stays as it is. */
static void put_paragraphs(struct cli_text *out, const char *text)
{
	bool as_it_is = false;
	while (*text) {
		size_t len = strcspn(text, "\n");
		bool indented = len && text[0] == ' ';
		if (indented != as_it_is && len) {
			cli_printf(out, indented ? ".PP\n.nf\n" : ".fi\n.PP\n");
			as_it_is = indented;
		} else if (!len && !as_it_is) {
			cli_printf(out, ".PP");
		}
		put(out, text, len);
		cli_printf(out, "\n");
		text += len + (text[len] == '\n');
	}
	if (as_it_is)
		cli_printf(out, ".fi\n");
}

static void put_option(struct cli_text *out, const struct cli_option *option)
{
	if (!option->help)
		return;
	cli_printf(out, ".TP\n");
	if (option->letter)
		cli_printf(out, "\\fB\\-%c\\fR, ", option->letter);
	cli_printf(out, "\\fB\\-\\-");
	put_text(out, option->name);
	cli_printf(out, "\\fR");
	if (option->kind == CLI_BOOL)
		cli_printf(out, "[=\\fIBOOL\\fR]");
	else if (option->kind != CLI_FLAG) {
		cli_printf(out, " \\fI");
		put_text(out, option->value);
		cli_printf(out, "\\fR");
	}
	cli_printf(out, "\n");
	put_text(out, option->help);
	if (option->choices) {
		cli_printf(out, " (");
		put_text(out, option->choices);
		cli_printf(out, ")");
	}
	cli_printf(out, "\n");
}

static void put_head(struct cli_text *out, const char *name, const char *summary)
{
	cli_printf(out, ".TH ");
	for (const char *c = name; *c; c++)
		cli_printf(out, "%c", toupper((unsigned char)*c));
	cli_printf(out, " 1 \"\" \"tenon %s\" \"Tenon\"\n.SH NAME\n", tenon_version());
	put_text(out, name);
	cli_printf(out, " \\- ");
	put_text(out, summary);
	cli_printf(out, "\n.SH SYNOPSIS\n");
}

static void put_tail(struct cli_text *out)
{
	cli_printf(out, ".SH EXIT STATUS\n"
			".TP\n0\ndone\n.TP\n1\nthe input is wrong\n"
			".TP\n2\nthe command line is wrong\n"
			".TP\n3\nthe system failed: a file could not be read or written, or memory ran out\n"
			".SH ENVIRONMENT\n.TP\nNO_COLOR\nno colors in errors, when set\n");
}

/* "tenon-bindgen-c" of the verb `bindgen c`. */
char *cli_man_name(const struct cli_verb *verb)
{
	struct cli_text name = { 0 };
	cli_printf(&name, "tenon");
	if (verb)
		cli_printf(&name, "-%s", verb->name);
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] == ' ')
			name.ptr[i] = '-';
	return name.ptr;
}

static char *program_page(void)
{
	struct cli_text out = { 0 };
	put_head(&out, "tenon", "a toolchain for the WebAssembly Component Model");
	cli_printf(&out, "\\fBtenon\\fR \\fIVERB\\fR [\\fIOPTION\\fR]... [\\fIINPUT\\fR]...\n"
			 ".SH DESCRIPTION\nEach verb has a page of its own, \\fBtenon\\-\\fIVERB\\fR(1). "
			 "An input is a path, or \\- for standard input: WIT text or a folder of it, a "
			 "core module, a component or an encoded WIT package, told apart by content; "
			 "zstd frames are unpacked.\n.SH VERBS\n");
	for (size_t i = 0; i < cli_verb_count; i++) {
		cli_printf(&out, ".TP\n\\fB");
		put_text(&out, cli_verbs[i]->name);
		cli_printf(&out, "\\fR\n");
		put_text(&out, cli_verbs[i]->summary);
		cli_printf(&out, "\n");
	}
	cli_printf(&out, ".SH COMMON OPTIONS\nEach verb has those that it has a use for.\n");
	for (size_t i = 0; i < cli_common_option_count; i++)
		put_option(&out, &cli_common_options[i]);
	put_tail(&out);
	return out.ptr;
}

char *cli_man(const struct cli_verb *verb)
{
	struct cli_text out = { 0 };
	if (!verb)
		return program_page();
	put_head(&out, cli_man_name(verb), verb->summary);
	cli_printf(&out, "\\fBtenon %s\\fR [\\fIOPTION\\fR]... ", verb->name);
	put_text(&out, verb->inputs);
	cli_printf(&out, "\n");
	if (verb->details) {
		cli_printf(&out, ".SH DESCRIPTION\n");
		put_paragraphs(&out, verb->details);
	}
	if (verb->option_count)
		cli_printf(&out, ".SH OPTIONS\n");
	for (size_t i = 0; i < verb->option_count; i++)
		put_option(&out, &verb->options[i]);
	cli_printf(&out, ".SH COMMON OPTIONS\n");
	for (size_t i = 0; i < cli_common_option_count; i++)
		if (cli_takes_common(verb, &cli_common_options[i]))
			put_option(&out, &cli_common_options[i]);
	if (verb->examples) {
		cli_printf(&out, ".SH EXAMPLES\n.nf\n");
		put_text(&out, verb->examples);
		cli_printf(&out, "\n.fi\n");
	}
	put_tail(&out);
	cli_printf(&out, ".SH SEE ALSO\n\\fBtenon\\fR(1)\n");
	return out.ptr;
}
