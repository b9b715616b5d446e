/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon opt: a component or core module in, the same in fewer bytes out. */
#include "cli/optimizing.h"

struct args {
	struct cli_optimizing optimizing;
};

static const struct cli_option options[] = { CLI_OPTIMIZING(struct args, optimizing) };

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	struct tenon_bytes out = { 0 };
	enum tenon_status status = cli_optimize_file(cli, &args->optimizing, cli_input(cli), &out);
	return cli_write(cli, status, &out, CLI_BINARY_OUTPUT);
}

const struct cli_verb cli_verb_opt = {
	.name = "opt",
	.inputs = "[FILE]",
	.summary = "puts every core module of a component through Binaryen",
	.details = "Imports and exports stay as they are. Debug information is left out; names are, too,\n"
		   "unless --names is given. The result is validated.",
	.examples = "tenon opt app.wasm -O3 -o small.wasm",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = 1,
	.lacks = CLI_NO_GATES,
	.rewrites = CLI_REWRITES_WASM,
	.run = run,
};
