/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon diff OLD NEW: what changed between two versions of WIT. */
#include "cli/cli.h"

struct args {
	const char *world;
	bool json, check;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 'w', "world", CLI_TEXT, AT(world), "WORLD", "compare this world, whatever its packages", NULL },
	{ 0, "check", CLI_FLAG, AT(check), NULL,
		"fail when the new version promises more than the changes keep", NULL },
	{ 'j', "json", CLI_FLAG, AT(json), NULL, "print the changes as JSON", NULL },
};

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	bool is_honest = true;
	struct tenon_diff_options o = { .size = sizeof o, .json = args->json, .world = args->world,
		.is_honest = &is_honest };
	struct tenon_bytes out = { 0 };
	enum tenon_status status = tenon_wit_diff(cli->session, cli->inputs.items[0].text,
		cli->inputs.items[1].text, &o, &out);
	status = cli_write(cli, status, &out, CLI_TEXT_OUTPUT);
	if (status == TENON_OK && args->check && !is_honest)
		status = cli_fail(cli, "version-too-low", cli->inputs.items[1].text,
			"the report says what changed, whom it breaks, and which version that deserves",
			"`%s` needs a higher version to follow `%s`", cli->inputs.items[1].text,
			cli->inputs.items[0].text);
	return status;
}

const struct cli_verb cli_verb_diff = {
	.name = "diff",
	.inputs = "OLD NEW",
	.summary = "says what changed between two versions of WIT, and whom it breaks",
	.details = "OLD and NEW are anything that holds WIT: two versions of a package, two components; of a "
		   "component the world is compared. A line begins with + for what came, - for what went, ~ for "
		   "what changed, @ for gates, / for docs. Callers import an interface, implementers export it; "
		   "components are made for a world, hosts run them. The end says which version the changes "
		   "deserve. The exit status is 0 whatever changed, with --check 1 when the new version is too "
		   "low, or when there are no versions and callers or components break.",
	.examples = "tenon diff old/ wit/\n"
		    "tenon diff old/ wit/ -w app",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.min_inputs = 2,
	.max_inputs = 2,
	.run = run,
};
