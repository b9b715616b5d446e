/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon validate FILE: core modules and components. */
#include "cli/cli.h"

static enum tenon_status run(struct cli *cli, const void *args)
{
	(void)args;
	return tenon_validate(cli->session, cli_input(cli), NULL);
}

const struct cli_verb cli_verb_validate = {
	.name = "validate",
	.inputs = "[FILE]",
	.summary = "says whether a core module or a component is valid",
	.details = "Prints nothing when it is. Errors name the byte, the section and the item they are in, and "
		   "the feature to switch on where that is all that is missing.",
	.max_inputs = 1,
	.run = run,
};
