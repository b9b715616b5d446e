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

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	if (args->man_dir)
		return write_pages(cli, args->man_dir);
	if (!cli->inputs.count)
		return cli_put(cli, args->man ? cli_man(NULL) : cli_overview());
	struct cli_text name = { 0 };
	for (size_t i = 0; i < cli->inputs.count; i++)
		cli_printf(&name, "%s%s", i ? " " : "", cli->inputs.items[i].text);
	const struct cli_verb *verb = cli_find_verb_named(name.ptr);
	if (!verb) /* `help bindgen c`: what follows the verb is its input */
		verb = cli_find_verb_named(cli->inputs.items[0].text);
	if (!verb)
		return cli_unknown_verb(cli, name.ptr);
	return cli_put(cli, args->man ? cli_man(verb) : cli_help(verb));
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
	.run = run,
};
