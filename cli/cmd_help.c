/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon help [VERB] */
#include "cli/cli.h"

static enum tenon_status run(struct cli *cli, const void *args)
{
	(void)args;
	if (!cli->inputs.count)
		return cli_put(cli, cli_overview());
	struct cli_text name = { 0 };
	for (size_t i = 0; i < cli->inputs.count; i++)
		cli_printf(&name, "%s%s", i ? " " : "", cli->inputs.items[i].text);
	const struct cli_verb *verb = cli_find_verb_named(name.ptr);
	return verb ? cli_put(cli, cli_help(verb)) : cli_unknown_verb(cli, name.ptr);
}

const struct cli_verb cli_verb_help = {
	.name = "help",
	.inputs = "[VERB]",
	.summary = "says what there is, and what a verb does",
	.max_inputs = CLI_MANY,
	.run = run,
};
