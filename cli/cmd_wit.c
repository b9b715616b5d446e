/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon wit INPUT: WIT of anything that holds WIT. */
#include "cli/cli.h"

struct args {
	bool json, no_docs;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 'j', "json", CLI_FLAG, AT(json), NULL, "print all packages as JSON", NULL },
	{ 0, "no-docs", CLI_FLAG, AT(no_docs), NULL, "leave documentation out", NULL },
};

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	struct tenon_wit_options o = { .size = sizeof o, .no_docs = args->no_docs };
	struct tenon_bytes out = { 0 };
	enum tenon_status status = args->json ? tenon_wit_json(cli->session, cli_input(cli), &o, &out)
					      : tenon_wit_print(cli->session, cli_input(cli), &o, &out);

	return cli_write(cli, status, &out, CLI_TEXT_OUTPUT);
}

const struct cli_verb cli_verb_wit = {
	.name = "wit",
	.inputs = "[INPUT]",
	.summary = "prints WIT of any input",
	.details = "INPUT is a .wit file, a folder of .wit files with its deps/ folder, an encoded package, a "
		   "component, or a core module with a component-type section.",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = 1,
	.run = run,
};
