/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon completion SHELL: a completion script made from the tables. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static int first_len(const struct cli_verb *verb)
{
	return (int)strcspn(verb->name, " ");
}

/* Verbs of two words share the first: shells complete that, with the options of all of them. */
static bool same_first(size_t i, size_t j)
{
	int len = first_len(cli_verbs[i]);
	return len == first_len(cli_verbs[j]) &&
	       memcmp(cli_verbs[i]->name, cli_verbs[j]->name, (size_t)len) == 0;
}

static bool is_first(size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (same_first(i, j))
			return false;
	return true;
}

/* Whether any verb that begins with this one's first word takes a common option. */
static bool any_takes(size_t first, const struct cli_option *common)
{
	for (size_t i = first; i < cli_verb_count; i++)
		if (same_first(first, i) && cli_takes_common(cli_verbs[i], common))
			return true;
	return false;
}

static bool takes_value(const struct cli_option *option)
{
	return option->kind != CLI_FLAG && option->kind != CLI_BOOL;
}

static void put_words(struct cli_text *text, const struct cli_option *option)
{
	if (option->help)
		cli_printf(text, " --%s", option->name);
	if (option->help && option->letter)
		cli_printf(text, " -%c", option->letter);
}

static void put_choices(struct cli_text *text, const char *choices)
{
	for (; *choices; choices++)
		cli_printf(text, "%c", *choices == '|' ? ' ' : *choices);
}

static void put_verbs(struct cli_text *text)
{
	for (size_t i = 0; i < cli_verb_count; i++)
		if (is_first(i))
			cli_printf(text, " %.*s", first_len(cli_verbs[i]), cli_verbs[i]->name);
}

/* What stands behind a verb when it is no path: its second word, "bash|zsh|fish", "[VERB]", the c of "c WIT…". */
static void put_second(struct cli_text *text, size_t first)
{
	const char *inputs = cli_verbs[first]->inputs;
	for (size_t i = first; i < cli_verb_count; i++)
		if (same_first(first, i) && cli_verbs[i]->name[first_len(cli_verbs[i])])
			cli_printf(text, " %s", cli_verbs[i]->name + first_len(cli_verbs[i]) + 1);
	if (strcmp(inputs, "[VERB]") == 0) {
		put_verbs(text);
	} else if (*inputs >= 'a' && *inputs <= 'z') {
		cli_printf(text, " ");
		for (; *inputs && *inputs != ' '; inputs++)
			cli_printf(text, "%c", *inputs == '|' ? ' ' : *inputs);
	}
}

static void bash_values(struct cli_text *text, const struct cli_option *options, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!options[i].choices || !options[i].help)
			continue;
		cli_printf(text, "\t--%s) COMPREPLY=($(compgen -W '", options[i].name);
		put_choices(text, options[i].choices);
		cli_printf(text, "' -- \"$cur\")); return ;;\n");
	}
}

static void bash(struct cli_text *text)
{
	cli_printf(text, "_tenon() {\n\tlocal cur=\"${COMP_WORDS[COMP_CWORD]}\" "
			 "prev=\"${COMP_WORDS[COMP_CWORD-1]}\" verb=\"${COMP_WORDS[1]}\" words=\n");
	cli_printf(text, "\tcase \"$prev\" in\n");
	bash_values(text, cli_common_options, cli_common_option_count);
	for (size_t i = 0; i < cli_verb_count; i++)
		bash_values(text, cli_verbs[i]->options, cli_verbs[i]->option_count);
	cli_printf(text, "\tesac\n\tif [ \"$COMP_CWORD\" = 1 ]; then\n\t\twords='--help --version");
	put_verbs(text);
	cli_printf(text, "'\n\telif [ \"${cur#-}\" != \"$cur\" ]; then\n\t\tcase \"$verb\" in\n");
	for (size_t i = 0; i < cli_verb_count; i++) {
		if (!is_first(i))
			continue;
		cli_printf(text, "\t\t%.*s) words='", first_len(cli_verbs[i]), cli_verbs[i]->name);
		for (size_t o = 0; o < cli_common_option_count; o++)
			if (any_takes(i, &cli_common_options[o]))
				put_words(text, &cli_common_options[o]);
		for (size_t j = i; j < cli_verb_count; j++)
			for (size_t o = 0; same_first(i, j) && o < cli_verbs[j]->option_count; o++)
				put_words(text, &cli_verbs[j]->options[o]);
		cli_printf(text, "' ;;\n");
	}
	cli_printf(text, "\t\tesac\n\telif [ \"$COMP_CWORD\" = 2 ]; then\n\t\tcase \"$verb\" in\n");
	for (size_t i = 0; i < cli_verb_count; i++) {
		struct cli_text words = { 0 };
		if (is_first(i))
			put_second(&words, i);
		if (words.len)
			cli_printf(text, "\t\t%.*s) words='%s' ;;\n", first_len(cli_verbs[i]),
				cli_verbs[i]->name, words.ptr + 1);
		free(words.ptr);
	}
	cli_printf(text, "\t\tesac\n\tfi\n"
			 "\tif [ -n \"$words\" ]; then COMPREPLY=($(compgen -W \"$words\" -- "
			 "\"$cur\")); else "
			 "COMPREPLY=($(compgen -f -- \"$cur\")); fi\n}\n"
			 "complete -o filenames -F _tenon tenon\n");
}

/* Text inside single quotes of any of the three shells, where brackets and colons mean something too. */
static void put_quoted(struct cli_text *text, const char *s)
{
	for (; *s; s++)
		if (*s == '\'')
			cli_printf(text, "'\\''");
		else if (*s == '[' || *s == ']' || *s == ':')
			cli_printf(text, "\\%c", *s);
		else
			cli_printf(text, "%c", *s);
}

static void zsh_option(struct cli_text *text, const struct cli_option *option)
{
	if (!option->help)
		return;
	const char *many = option->kind == CLI_LIST ? "*" : "";
	for (int is_short = option->letter != 0; is_short >= 0; is_short--) {
		if (is_short)
			cli_printf(text, " \\\n\t\t\t'%s-%c", many, option->letter);
		else
			cli_printf(text, " \\\n\t\t\t'%s--%s%s", many, option->name,
				takes_value(option) ? "=" : "");
		cli_printf(text, "[");
		put_quoted(text, option->help);
		cli_printf(text, "]");
		if (option->choices) {
			cli_printf(text, ":%s:(", option->value);
			put_choices(text, option->choices);
			cli_printf(text, ")");
		} else if (takes_value(option)) {
			cli_printf(text, ":%s:_files", option->value);
		}
		cli_printf(text, "'");
	}
}

static void zsh(struct cli_text *text)
{
	cli_printf(text,
		"#compdef tenon\n_tenon() {\n\tif (( CURRENT == 2 )); then\n\t\tlocal -a verbs=(");
	for (size_t i = 0; i < cli_verb_count; i++) {
		if (!is_first(i))
			continue;
		cli_printf(text, "\n\t\t\t'%.*s:", first_len(cli_verbs[i]), cli_verbs[i]->name);
		put_quoted(text, cli_verbs[i]->summary);
		cli_printf(text, "'");
	}
	cli_printf(text, ")\n\t\t_describe verb verbs\n\t\treturn\n\tfi\n\tlocal verb=$words[2]\n"
			 "\tshift words\n\t(( CURRENT-- ))\n\tcase $verb in\n");
	for (size_t i = 0; i < cli_verb_count; i++) {
		if (!is_first(i))
			continue;
		cli_printf(text, "\t%.*s)\n\t\t_arguments", first_len(cli_verbs[i]),
			cli_verbs[i]->name);
		for (size_t j = i; j < cli_verb_count; j++)
			for (size_t o = 0; same_first(i, j) && o < cli_verbs[j]->option_count; o++)
				zsh_option(text, &cli_verbs[j]->options[o]);
		for (size_t o = 0; o < cli_common_option_count; o++)
			if (any_takes(i, &cli_common_options[o]))
				zsh_option(text, &cli_common_options[o]);
		cli_printf(text, " \\\n\t\t\t'*:input:_files' ;;\n");
	}
	cli_printf(text, "\tesac\n}\n_tenon \"$@\"\n");
}

static void fish_option(
	struct cli_text *text, const char *condition, const struct cli_option *option)
{
	if (!option->help)
		return;
	cli_printf(text, "complete -c tenon -n '%s' -l %s", condition, option->name);
	if (option->letter)
		cli_printf(text, " -s %c", option->letter);
	if (option->choices) {
		cli_printf(text, " -x -a '");
		put_choices(text, option->choices);
		cli_printf(text, "'");
	} else if (takes_value(option)) {
		cli_printf(text, " -r");
	}
	cli_printf(text, " -d '");
	put_quoted(text, option->help);
	cli_printf(text, "'\n");
}

static void fish(struct cli_text *text)
{
	for (size_t i = 0; i < cli_verb_count; i++) {
		const struct cli_verb *verb = cli_verbs[i];
		int len = first_len(verb);
		struct cli_text condition = { 0 };
		cli_printf(text, "complete -c tenon -n __fish_use_subcommand -a %.*s -d '", len,
			verb->name);
		put_quoted(text, verb->summary);
		cli_printf(text, "'\n");
		cli_printf(&condition, "__fish_seen_subcommand_from %.*s", len, verb->name);
		for (size_t o = 0; o < verb->option_count; o++)
			fish_option(text, condition.ptr, &verb->options[o]);
	}
	for (size_t o = 0; o < cli_common_option_count; o++) {
		struct cli_text condition = { 0 };
		cli_printf(&condition, "__fish_seen_subcommand_from");
		for (size_t i = 0; i < cli_verb_count; i++)
			if (is_first(i) && any_takes(i, &cli_common_options[o]))
				cli_printf(&condition, " %.*s", first_len(cli_verbs[i]),
					cli_verbs[i]->name);
		fish_option(text, condition.ptr, &cli_common_options[o]);
	}
}

static enum tenon_status run(struct cli *cli, const void *args)
{
	static const struct {
		const char *name;
		void (*make)(struct cli_text *text);
	} shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };
	(void)args;
	for (size_t i = 0; i < CLI_COUNT(shells); i++) {
		struct cli_text text = { 0 };
		if (strcmp(shells[i].name, cli_input(cli)) != 0)
			continue;
		shells[i].make(&text);
		return cli_put(cli, text.ptr);
	}
	return cli_usage(
		cli, "it is one of bash, zsh, fish", "no completion for `%s`", cli_input(cli));
}

const struct cli_verb cli_verb_completion = {
	.name = "completion",
	.inputs = "bash|zsh|fish",
	.summary = "prints a script that completes verbs and options in a shell",
	.examples = "source <(tenon completion bash)\n"
		    "tenon completion fish > tenon.fish",
	.min_inputs = 1,
	.max_inputs = 1,
	.lacks = CLI_NO_GATES | CLI_NO_VALIDATION | CLI_NO_FILES,
	.run = run,
};
