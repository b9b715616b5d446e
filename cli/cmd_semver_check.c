/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon semver-check WIT --prev WORLD --new WORLD: may the one take the place of the other? */
#include "cli/cli.h"

struct args {
	const char *prev, *next;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 0, "prev", CLI_TEXT, AT(prev), "WORLD", "the world as it was", NULL },
	{ 0, "new", CLI_TEXT, AT(next), "WORLD", "the world as it is now", NULL },
};

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	if (!args->prev || !args->next)
		return cli_usage(cli, "both worlds are in WIT; two trees are compared by `tenon diff`",
			"`%s` is missing", !args->prev ? "--prev WORLD" : "--new WORLD");
	return tenon_wit_semver_check(cli->session, cli_input(cli), args->prev, args->next);
}

const struct cli_verb cli_verb_semver_check = {
	.name = "semver-check",
	.inputs = "WIT",
	.summary = "says whether a world may take the place of an older one",
	.details = "Every component made for the old world must fit the new one: it may import more and export "
		   "less, and what is in both has to agree. Versions of packages do not count.",
	.examples = "tenon semver-check worlds/ --prev app --new app-next",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.min_inputs = 1,
	.max_inputs = 1,
	.spare = "both worlds are in one WIT, as `--prev` and `--new`; two trees are compared by `tenon diff`",
	.lacks = CLI_NO_OUTPUT,
	.run = run,
};
