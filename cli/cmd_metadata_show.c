/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon metadata show FILE: names, producers and the like, as tables or JSON. */
#include "cli/cli.h"

struct args {
	bool json;
};

static enum tenon_status run(struct cli *cli, const void *verb_args)
{
	const struct args *args = verb_args;
	struct tenon_bytes out;
	const struct tenon_metadata_options options = { .size = sizeof options, .json = args->json };
	return cli_write(cli, tenon_metadata_show(cli->session, cli_input(cli), &options, &out), &out,
		CLI_TEXT_OUTPUT);
}

static const struct cli_option options[] = {
	{ 0, "json", CLI_FLAG, offsetof(struct args, json), NULL, "print JSON", NULL },
};

const struct cli_verb cli_verb_metadata_show = {
	.name = "metadata show",
	.inputs = "[FILE]",
	.summary = "shows names, producers, authors and the like of all modules and components in a file",
	.details = "Names come from the name sections; what compiled a module, from its section "
		   "`producers`; the rest from what `tenon metadata add` writes. --json is one "
		   "object for programs.",
	.examples = "tenon metadata show app.wasm\n"
		    "tenon metadata show --json app.wasm",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = 1,
	.lacks = CLI_NO_GATES | CLI_NO_VALIDATION,
	.run = run,
};
