/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon help [VERB]: for the terminal, and as manual pages. */
#include "cli/cli.h"

#include <string.h>

struct args {
	bool man;
	const char *man_dir;
};

/* Every page there is, as files below a folder. */
static enum tenon_status write_pages(struct cli *cli, const char *folder)
{
	struct tenon_file *list = cli_alloc((cli_verb_count + 1) * sizeof *list);
	struct tenon_files pages = { list, cli_verb_count + 1, NULL };
	for (size_t i = 0; i <= cli_verb_count; i++) {
		const struct cli_verb *verb = i < cli_verb_count ? cli_verbs[i] : NULL;
		struct cli_text path = { 0 };
		const char *text = cli_man(verb);
		cli_printf(&path, "%s.1", cli_man_name(verb));
		list[i] = (struct tenon_file){ path.ptr, (const uint8_t *)text, strlen(text) };
	}
	return cli_write_files(cli, TENON_OK, folder, &pages);
}

/* What the words from *at on name: a verb of one or two words, or what several begin with. */
static enum tenon_status put_next(struct cli *cli, size_t *at, bool as_man, struct cli_text *text)
{
	const char **words = cli_texts(&cli->inputs) + *at;
	size_t left = cli->inputs.count - *at;
	struct cli_text two = { 0 };
	const struct cli_verb *verb = NULL;
	size_t taken = 1, len;
	if (left > 1) {
		cli_printf(&two, "%s %s", words[0], words[1]);
		verb = cli_find_verb_named(two.ptr);
		taken += verb != NULL;
	}
	if (!verb)
		verb = cli_find_verb_named(words[0]);
	char *group = verb || as_man ? NULL : cli_group(words[0]);
	if (!verb && !group)
		return cli_unknown_verb(cli, words[0], left > 1 ? words[1] : NULL);
	/* `help bindgen c`: the word is always the first input of that verb. */
	len = taken < left ? strlen(words[taken]) : 0;
	if (len && verb && strncmp(verb->inputs, words[taken], len) == 0 && verb->inputs[len] == ' ')
		taken++;
	cli_printf(text, "%s%s", *at ? "\n" : "",
		group ? group : as_man ? cli_man(verb) : cli_help(verb));
	*at += taken;
	return TENON_OK;
}

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	if (args->man_dir)
		return write_pages(cli, args->man_dir);
	if (!cli->inputs.count)
		return cli_put(cli, args->man ? cli_man(NULL) : cli_overview());
	struct cli_text text = { 0 };
	enum tenon_status status = TENON_OK;
	for (size_t at = 0; at < cli->inputs.count && status == TENON_OK;)
		status = put_next(cli, &at, args->man, &text);
	return status == TENON_OK ? cli_put(cli, text.ptr) : status;
}

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 0, "man", CLI_FLAG, AT(man), NULL, "as a manual page, for man -l -", NULL },
	{ 0, "man-dir", CLI_TEXT, AT(man_dir), "DIR", "write all manual pages there", NULL },
};

const struct cli_verb cli_verb_help = {
	.name = "help",
	.inputs = "[VERB]",
	.summary = "says what there is, and what a verb does",
	.examples = "tenon help new\n"
		    "tenon help --man new > tenon-new.1",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = CLI_MANY,
	.lacks = CLI_NO_GATES | CLI_NO_VALIDATION | CLI_NO_FILES,
	.run = run,
};
