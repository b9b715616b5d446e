/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon diff OLD NEW: what changed between two versions of WIT. */
#include "cli/cli.h"

struct args {
	bool json;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 'j', "json", CLI_FLAG, AT(json), NULL, "print the changes as JSON", NULL },
};

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	struct tenon_diff_options o = { .size = sizeof o, .json = args->json };
	struct tenon_bytes out = { 0 };
	enum tenon_status status = tenon_wit_diff(cli->session, cli->inputs.items[0].text,
		cli->inputs.items[1].text, &o, &out);
	return cli_write(cli, status, &out, CLI_TEXT_OUTPUT);
}

const struct cli_verb cli_verb_diff = {
	.name = "diff",
	.inputs = "OLD NEW",
	.summary = "says what changed between two versions of WIT, and whom it breaks",
	.details = "OLD and NEW are anything that holds WIT: two versions of a package, two components. A line "
		   "begins with + for what came, - for what went, ~ for what changed, @ for gates, / for docs. "
		   "Callers import an interface, implementers export it; components are made for a world, hosts "
		   "run them. The last line gives the version that the changes deserve.",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.min_inputs = 2,
	.max_inputs = 2,
	.run = run,
};
