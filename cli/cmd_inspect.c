/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon inspect: a core module or component in, what it consists of out. */
#include "cli/cli.h"

struct args {
	bool json;
};

static const struct cli_option options[] = {
	{ 'j', "json", CLI_FLAG, offsetof(struct args, json), NULL, "one line of JSON", NULL },
};

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	struct tenon_bytes out = { 0 };
	struct tenon_inspect_options how = { .size = sizeof how, .json = args->json };
	enum tenon_status status = tenon_inspect(cli->session, cli_input(cli), &how, &out);
	return cli_write(cli, status, &out, CLI_TEXT_OUTPUT);
}

const struct cli_verb cli_verb_inspect = {
	.name = "inspect",
	.inputs = "[FILE]",
	.summary = "shows what a core module or component consists of, with sizes",
	.details = "Every section with its bytes and its share of the whole, what lies in what, what each core\n"
		   "module imports from whom, the least set of features it needs, which core modules bring which\n"
		   "import of the whole, and the world it is; --json has the interfaces as well. `tenon wit` shows\n"
		   "them, `tenon metadata show` what a file says about itself, `tenon graph` who gives what to whom.",
	.examples = "tenon inspect app.wasm\n"
		    "tenon inspect --json app.wasm -o app.json",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = 1,
	.lacks = CLI_NO_GATES | CLI_NO_VALIDATION,
	.run = run,
};
