/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The command table: words of the command line in, verb out. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define CLI_VERB(id, group) extern const struct cli_verb cli_verb_##id;
#include "cli/commands.def"
#undef CLI_VERB

const struct cli_verb *const cli_verbs[] = {
#define CLI_VERB(id, group) &cli_verb_##id,
#include "cli/commands.def"
#undef CLI_VERB
};
const size_t cli_verb_count = CLI_COUNT(cli_verbs);

static const char *const groups[] = {
#define CLI_VERB(id, group) group,
#include "cli/commands.def"
#undef CLI_VERB
};

/* How many of the words spell the name; 0: not this name. */
static int spelled(const char *name, int argc, char **argv)
{
	for (int words = 0; words < argc; words++) {
		size_t len = strcspn(name, " ");
		if (strlen(argv[words]) != len || memcmp(argv[words], name, len) != 0)
			return 0;
		if (!name[len])
			return words + 1;
		name += len + 1;
	}
	return 0;
}

const struct cli_verb *cli_find_verb(int argc, char **argv, int *words)
{
	const struct cli_verb *found = NULL;
	*words = 0;
	for (size_t i = 0; i < cli_verb_count; i++) {
		int now = spelled(cli_verbs[i]->name, argc - 1, argv + 1);
		if (now > *words) {
			*words = now;
			found = cli_verbs[i];
		}
	}
	return found;
}

const struct cli_verb *cli_find_verb_named(const char *name)
{
	for (size_t i = 0; i < cli_verb_count; i++)
		if (strcmp(cli_verbs[i]->name, name) == 0)
			return cli_verbs[i];
	return NULL;
}

/* True when the word alone is no verb, but begins the names of some. */
static bool begins_verbs(const char *word)
{
	size_t len = strlen(word);
	for (size_t i = 0; i < cli_verb_count; i++)
		if (strncmp(cli_verbs[i]->name, word, len) == 0 && cli_verbs[i]->name[len] == ' ')
			return true;
	return false;
}

/* How many arguments a common option takes, the value behind it included; 0: it is none. */
static int option_words(const char *argument)
{
	if (!argument[1]) /* standard input */
		return 0;
	bool is_long = argument[1] == '-';
	const char *name = argument + 2;
	size_t len = strcspn(name, "=");
	for (size_t i = 0; i < cli_common_option_count; i++) {
		const struct cli_option *option = &cli_common_options[i];
		if (is_long ? strlen(option->name) != len || memcmp(option->name, name, len) != 0
			    : !option->letter || option->letter != argument[1])
			continue;
		return option->kind == CLI_FLAG || (is_long ? name[len] : *name) ? 1 : 2;
	}
	return 0;
}

int cli_verb_first(int argc, char **argv)
{
	int at = 1, words;
	while (at < argc && argv[at][0] == '-' && (words = option_words(argv[at])) != 0)
		at += words;
	if (at >= argc)
		return 0;
	if (argv[at][0] == '-')
		return at;
	char *verb = argv[at];
	memmove(&argv[2], &argv[1], (size_t)(at - 1) * sizeof *argv);
	argv[1] = verb;
	return 1;
}

void cli_join_words(int argc, char **argv)
{
	int words;
	if (argc < 3 || !begins_verbs(argv[1]) || cli_find_verb(argc, argv, &words))
		return;
	char *first[] = { argv[0], argv[1], NULL };
	for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++) {
		first[2] = argv[i];
		if (!cli_find_verb(3, first, &words))
			continue;
		memmove(&argv[3], &argv[2], (size_t)(i - 2) * sizeof *argv);
		argv[2] = first[2];
		return;
	}
}

static void put_verb(struct cli_text *text, const struct cli_verb *verb)
{
	cli_printf(text, "  %-16s %s\n", verb->name, verb->summary);
}

char *cli_group(const char *word)
{
	struct cli_text text = { 0 };
	size_t len = strlen(word);
	if (!begins_verbs(word))
		return NULL;
	cli_printf(&text, "usage: tenon %s VERB [OPTION]... [INPUT]...\n\n", word);
	for (size_t i = 0; i < cli_verb_count; i++)
		if (strncmp(cli_verbs[i]->name, word, len) == 0 && cli_verbs[i]->name[len] == ' ')
			put_verb(&text, cli_verbs[i]);
	cli_printf(&text, "\n`tenon help %s VERB` tells more about one of them.\n", word);
	return text.ptr;
}

enum tenon_status cli_unknown_verb(struct cli *cli, const char *word, const char *next)
{
	struct cli_text hint = { 0 };
	if (begins_verbs(word)) {
		size_t len = strlen(word);
		const char *before = "say what: ";
		for (size_t i = 0; i < cli_verb_count; i++) {
			if (strncmp(cli_verbs[i]->name, word, len) != 0)
				continue;
			cli_printf(&hint, "%s`tenon %s`", before, cli_verbs[i]->name);
			before = " or ";
		}
		if (next && next[0] != '-')
			return cli_usage(cli, hint.ptr, "no verb `%s %s`", word, next);
		return cli_usage(cli, hint.ptr, "`%s` alone does nothing", word);
	}
	if (strcmp(word, "component") == 0)
		return cli_usage(cli, "leave it out: `wasm-tools component wit` is `tenon wit`",
			"no verb `%s`", word);
	const char **names = cli_alloc(cli_verb_count * sizeof *names);
	for (size_t i = 0; i < cli_verb_count; i++)
		names[i] = cli_verbs[i]->name;
	const char *nearest = tenon_diag_nearest(word, names, cli_verb_count);
	free(names);
	if (nearest)
		cli_printf(&hint, "did you mean `tenon %s`?", nearest);
	return cli_usage(
		cli, nearest ? hint.ptr : "`tenon help` lists what there is", "no verb `%s`", word);
}

char *cli_overview(void)
{
	struct cli_text text = { 0 };
	cli_printf(&text,
		"tenon %s: a toolchain for the WebAssembly Component Model\n\n"
		"usage: tenon VERB [OPTION]... [INPUT]...\n",
		tenon_version());
	for (size_t i = 0; i < cli_verb_count; i++) {
		if (i == 0 || strcmp(groups[i], groups[i - 1]) != 0)
			cli_printf(&text, "\n%s\n", groups[i]);
		put_verb(&text, cli_verbs[i]);
	}
	cli_printf(&text, "\n`tenon help VERB` tells more about one of them.\n");
	return text.ptr;
}
