/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The option parser: tables in, filled structs out.
 *
 *     --name VALUE  --name=VALUE  -n VALUE  -nVALUE  --flag  --flag[=BOOL]  -O[LEVEL]
 *     --  (inputs only from here)
 */
#include "cli/cli.h"
#include "cli/system.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct cli_common, member)
const struct cli_option cli_common_options[] = {
	{ 'o', "output", CLI_TEXT, AT(output), "FILE", "write here instead of standard output",
		NULL },
	{ 'f', "wasm-features", CLI_LIST, AT(wasm_features), "LIST",
		"WebAssembly features to admit, as in cm-async,-gc", NULL },
	{ 0, "features", CLI_LIST, AT(features), "LIST", "WIT gates (@unstable) to open", NULL },
	{ 0, "target-version", CLI_LIST, AT(targets), "NS:PKG=V",
		"leave out what came into a WIT package after this version", NULL },
	{ 0, "all-features", CLI_FLAG, AT(all_features), NULL, "open every WIT gate", NULL },
	{ 0, "diag-format", CLI_CHOICE, AT(diag_format), "FORMAT", "how errors are printed",
		"text|json|sarif" },
	{ 0, "color", CLI_CHOICE, AT(color), "WHEN", "colors in errors", "auto|always|never" },
	{ 0, "max-errors", CLI_NUMBER, AT(max_errors), "N",
		"errors to show; 0 shows all (default 20)", NULL },
	{ 0, "depfile", CLI_TEXT, AT(depfile), "FILE", "write the files read, as a Make rule",
		NULL },
	{ 0, "always-write", CLI_FLAG, AT(always_write), NULL,
		"write files also when they would not change", NULL },
	{ 'h', "help", CLI_FLAG, AT(help), NULL, "say what this verb does", NULL },
};
const size_t cli_common_option_count = CLI_COUNT(cli_common_options);

/* What the common options are for, where not every verb has it. */
static unsigned needs(const struct cli_option *common)
{
	switch (common->field) {
	case AT(output):
		return CLI_NO_OUTPUT;
	case AT(features):
	case AT(all_features):
	case AT(targets):
		return CLI_NO_GATES;
	case AT(wasm_features):
		return CLI_NO_VALIDATION;
	case AT(depfile):
		return CLI_NO_FILES;
	}
	return 0;
}

static bool has_own(const struct cli_verb *verb, const char *name)
{
	for (size_t i = 0; i < verb->option_count; i++)
		if (strcmp(verb->options[i].name, name) == 0)
			return true;
	return false;
}

bool cli_takes_common(const struct cli_verb *verb, const struct cli_option *common)
{
	return !has_own(verb, common->name) && !(verb->lacks & needs(common));
}

static const char *why_not(const struct cli_verb *verb, const struct cli_option *common)
{
	switch (verb->lacks & needs(common)) {
	case CLI_NO_OUTPUT:
		return has_own(verb, "out-dir") ? "name a folder: --out-dir DIR"
						: "it only says yes or no: there is nothing to write";
	case CLI_NO_GATES:
		return verb->lacks & CLI_NO_VALIDATION
			       ? "no WIT is resolved, which alone has feature gates"
			       : "no WIT is resolved, which alone has feature gates; features of "
				 "WebAssembly are those of `--wasm-features`";
	case CLI_NO_VALIDATION:
		return "nothing is validated, so it does not matter which features there are";
	case CLI_NO_FILES:
		return "no file is read";
	}
	return NULL;
}

struct parse {
	struct cli *cli;
	const struct cli_verb *verb;
	void *args;
	bool *given; /* of every option, the verb's own before the common ones, whether it had a value */
	int argc, at; /* at: the argument looked at */
	char **argv;
};

/* The verb's own options come first: -w is --wasm here and --world there. */
static const struct cli_option *find(
	const struct parse *p, const char *name, size_t len, char letter, char **target)
{
	for (int common = 0; common < 2; common++) { /* those that it lacks included */
		const struct cli_option *options = common ? cli_common_options : p->verb->options;
		size_t count = common ? cli_common_option_count : p->verb->option_count;
		*target = common ? (char *)&p->cli->common : p->args;
		for (size_t i = 0; i < count; i++)
			if (name ? strlen(options[i].name) == len &&
						memcmp(options[i].name, name, len) == 0
				 : options[i].letter == letter)
				return &options[i];
	}
	return NULL;
}

static enum tenon_status unknown(struct parse *p, const char *argument)
{
	struct cli_text word = { 0 }, hint = { 0 };
	cli_printf(&word, "%.*s", (int)strcspn(argument, "="), argument);
	const char **names =
		cli_alloc((p->verb->option_count + cli_common_option_count) * sizeof *names);
	size_t count = 0;
	for (size_t i = 0; i < p->verb->option_count; i++)
		names[count++] = p->verb->options[i].name;
	for (size_t i = 0; i < cli_common_option_count; i++)
		if (cli_takes_common(p->verb, &cli_common_options[i]))
			names[count++] = cli_common_options[i].name;
	const char *nearest = NULL;
	if (strncmp(word.ptr, "--", 2) == 0)
		nearest = tenon_diag_nearest(word.ptr + 2, names, count);
	char *target;
	const struct cli_option *first =
		argument[1] != '-' ? find(p, NULL, 0, argument[1], &target) : NULL;
	if (nearest)
		cli_printf(&hint, "did you mean `--%s`?", nearest);
	else if (first && first->kind == CLI_FLAG)
		cli_printf(&hint, "options of one letter stand alone: `-%c -%s`", argument[1],
			argument + 2);
	else
		cli_printf(&hint, "`tenon help %s` lists the options", p->verb->name);
	free(names);
	return cli_usage(
		p->cli, hint.ptr, "`tenon %s` has no option `%s`", p->verb->name, word.ptr);
}

static bool parse_bool(const char *text, enum cli_bool *out)
{
	static const char *const words[] = { "true", "yes", "on", "1", "y", "false", "no", "off",
		"0", "n" };
	for (size_t i = 0; i < CLI_COUNT(words); i++) {
		if (strcmp(text, words[i]) != 0)
			continue;
		*out = i < CLI_COUNT(words) / 2 ? CLI_YES : CLI_NO;
		return true;
	}
	return false;
}

/* Decimal, or with 0x hexadecimal; a zero before it means nothing. */
static bool parse_number(const char *text, uint64_t *out)
{
	bool is_hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	char *end;
	errno = 0;
	*out = strtoull(text, &end, is_hex ? 16 : 10); /* the greatest number when it is too large */
	return *text >= '0' && *text <= '9' && !*end && (!errno || errno == ERANGE);
}

static bool is_choice(const char *choices, const char *text)
{
	size_t len = strlen(text);
	for (const char *at = choices;; at++) {
		size_t this_len = strcspn(at, "|");
		if (this_len == len && memcmp(at, text, len) == 0)
			return true;
		at += this_len;
		if (!*at)
			return false;
	}
}

/* Free text may be empty; what names a file, a world and the like is then a variable that was not set. */
static bool may_be_empty(const struct cli_option *option)
{
	static const char *const free_text[] = { "TEXT", "STRING", "LIST", "REGEX", "URL", "SPDX" };
	for (size_t i = 0; i < CLI_COUNT(free_text); i++)
		if (strcmp(option->value, free_text[i]) == 0)
			return true;
	return false;
}

/* Of two values one would be forgotten. */
static bool is_again(struct parse *p, const struct cli_option *option, const char *target)
{
	bool is_common = target == (const char *)&p->cli->common;
	size_t at = is_common ? p->verb->option_count + (size_t)(option - cli_common_options)
			      : (size_t)(option - p->verb->options);
	bool again = p->given[at];
	p->given[at] = true;
	return again && option->kind != CLI_LIST && option->kind != CLI_FLAG;
}

static enum tenon_status set(
	struct parse *p, const struct cli_option *option, char *target, const char *value)
{
	void *field = target + option->field;
	bool is_common = target == (char *)&p->cli->common;
	if (is_common && !cli_takes_common(p->verb, option))
		return cli_usage(p->cli, why_not(p->verb, option), "`tenon %s` has no option `--%s`",
			p->verb->name, option->name);
	if (is_again(p, option, target))
		return cli_usage(p->cli, "leave out all but one of them", "`--%s` is given twice",
			option->name);
	if ((option->kind == CLI_TEXT || option->kind == CLI_LIST) && !*value &&
		!may_be_empty(option))
		return cli_usage(p->cli, "is a variable of the shell not set?",
			"the value of `--%s` is empty", option->name);
	switch (option->kind) {
	case CLI_FLAG:
		*(bool *)field = true;
		break;
	case CLI_BOOL:
		if (value && !parse_bool(value, field))
			return cli_usage(p->cli, "write true or false", "`--%s` cannot be `%s`",
				option->name, value);
		if (!value)
			*(enum cli_bool *)field = CLI_YES;
		break;
	case CLI_TEXT:
		*(const char **)field = value;
		break;
	case CLI_GLUED:
		*(const char **)field = value ? value : "";
		break;
	case CLI_LIST:
		cli_add(field, value, p->at);
		break;
	case CLI_NUMBER:
		if (!parse_number(value, field))
			return cli_usage(p->cli, NULL, "`--%s` wants a number from 0, not `%s`",
				option->name, value);
		if (field == (void *)&p->cli->common.max_errors)
			p->cli->common.has_max_errors = true;
		break;
	case CLI_CHOICE:
		if (!is_choice(option->choices, value)) {
			struct cli_text hint = { 0 };
			cli_printf(&hint, "it is one of %s", option->choices);
			return cli_usage(
				p->cli, hint.ptr, "`--%s` cannot be `%s`", option->name, value);
		}
		*(const char **)field = value;
		break;
	}
	return TENON_OK;
}

/* Takes the value: what is attached, else the next argument. */
static enum tenon_status take(
	struct parse *p, const struct cli_option *option, char *target, const char *attached)
{
	bool wants =
		option->kind != CLI_FLAG && option->kind != CLI_BOOL && option->kind != CLI_GLUED;
	if (option->kind == CLI_FLAG && attached)
		return cli_usage(p->cli, NULL, "`--%s` takes no value", option->name);
	if (!wants || attached)
		return set(p, option, target, attached);
	const char *next = p->at + 1 < p->argc ? p->argv[p->at + 1] : NULL;
	if (next && option->kind == CLI_NUMBER)
		return set(p, option, target, p->argv[++p->at]);
	if (!next || (next[0] == '-' && next[1])) {
		struct cli_text hint = { 0 };
		cli_printf(&hint, "write `--%s=%s`", option->name, next ? next : option->value);
		return cli_usage(p->cli, hint.ptr, "`--%s` wants a value", option->name);
	}
	p->at++;
	return set(p, option, target, next);
}

static enum tenon_status parse_argument(struct parse *p)
{
	const char *argument = p->argv[p->at];
	char *target;
	if (argument[0] != '-' || !argument[1]) {
		cli_add(&p->cli->inputs, argument, p->at);
		return TENON_OK;
	}
	if (argument[1] == '-') {
		size_t len = strcspn(argument + 2, "=");
		const struct cli_option *option = find(p, argument + 2, len, 0, &target);
		const char *attached = argument[2 + len] ? argument + 3 + len : NULL;
		return option ? take(p, option, target, attached) : unknown(p, argument);
	}
	const struct cli_option *option = find(p, NULL, 0, argument[1], &target);
	if (!option)
		return unknown(p, argument);
	if (!argument[2] || option->kind == CLI_FLAG)
		return argument[2] ? unknown(p, argument) : take(p, option, target, NULL);
	return take(p, option, target, argument + (argument[2] == '=' ? 3 : 2));
}

static enum tenon_status check_inputs(struct parse *p)
{
	size_t count = p->cli->inputs.count, streams = 0;
	struct cli_text hint = { 0 };
	cli_printf(&hint, "usage: tenon %s [OPTION]... %s", p->verb->name, p->verb->inputs);
	if (count < p->verb->min_inputs)
		return cli_usage(
			p->cli, hint.ptr, "too few inputs: %zu of %zu", count, p->verb->min_inputs);
	if (count > p->verb->max_inputs)
		return cli_usage(p->cli, p->verb->spare ? p->verb->spare : hint.ptr,
			"too many inputs: `%s` is left over",
			p->cli->inputs.items[p->verb->max_inputs].text);
	for (size_t i = 0; i < count; i++) {
		streams += strcmp(p->cli->inputs.items[i].text, "-") == 0;
		if (!*p->cli->inputs.items[i].text)
			return cli_usage(p->cli, "is a variable of the shell not set?",
				"the name of an input is empty");
	}
	if (streams > 1)
		return cli_clash(p->cli, "-", NULL, "standard input can be read only once");
	return TENON_OK;
}

enum tenon_status cli_parse(
	struct cli *cli, const struct cli_verb *verb, int argc, char **argv, int first, void *args)
{
	bool *given = cli_alloc(verb->option_count + cli_common_option_count);
	struct parse p = { cli, verb, args, given, argc, first, argv };
	enum tenon_status status = TENON_OK;
	for (; p.at < argc && status == TENON_OK; p.at++) {
		if (strcmp(argv[p.at], "--") != 0) {
			status = parse_argument(&p);
			continue;
		}
		while (++p.at < argc)
			cli_add(&cli->inputs, argv[p.at], p.at);
	}
	free(given);
	if (status != TENON_OK || cli->common.help)
		return status;
	return check_inputs(&p);
}
