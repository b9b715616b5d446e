/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon validate FILE: core modules and components. */
#include "cli/cli.h"

struct args {
	uint64_t jobs;
	struct cli_list features;
	bool custom;
};

static enum tenon_status run(struct cli *cli, const void *verb_args)
{
	const struct args *args = verb_args;
	struct tenon_validate_options options = { .size = sizeof options };
	if (args->jobs < 1 || args->jobs > 1024)
		return cli_usage(cli, NULL, "`--jobs` is 1 to 1024");
	enum tenon_status status = TENON_OK;
	for (size_t i = 0; i < args->features.count && status == TENON_OK; i++)
		status = tenon_session_wasm_features(cli->session, args->features.items[i].text);
	if (status != TENON_OK)
		return status;
	options.jobs = (unsigned)args->jobs;
	options.custom = args->custom;
	return tenon_validate(cli->session, cli_input(cli), &options);
}

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 'j', "jobs", CLI_NUMBER, AT(jobs), "N", "check function bodies on N threads (default 1)",
		NULL },
	/* There is no WIT here: the word means what it means to peers. */
	{ 0, "features", CLI_LIST, AT(features), "LIST", "the same as --wasm-features", NULL },
	{ 0, "validate-custom", CLI_FLAG, AT(custom), NULL,
		"look into custom sections, too: names, hints for branches, what object files say", NULL },
};

static const struct args defaults = { .jobs = 1 };

const struct cli_verb cli_verb_validate = {
	.name = "validate",
	.inputs = "[FILE]",
	.summary = "says whether a core module or a component is valid",
	.details = "Prints nothing when it is. Errors name the byte, the section and the item they "
		   "are in, and "
		   "the feature to switch on where that is all that is missing.",
	.examples = "tenon validate app.wasm\n"
		    "tenon validate --wasm-features=-gc,cm-async app.wasm",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.args_begin = &defaults,
	.max_inputs = 1,
	.lacks = CLI_NO_OUTPUT | CLI_NO_GATES,
	.run = run,
};
