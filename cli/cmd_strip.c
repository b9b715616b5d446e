/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon strip FILE: custom sections taken out. */
#include "cli/cli.h"

struct args {
	bool all, wat;
	struct cli_list matching;
};

static enum tenon_status run(struct cli *cli, const void *verb_args)
{
	const struct args *args = verb_args;
	struct tenon_bytes out;
	struct tenon_strip_options options = { .size = sizeof options, .all = args->all };
	if (args->all && args->matching.count)
		return cli_clash(
			cli, NULL, NULL, "`--all` takes every custom section out, `--delete` only some");
	if (args->matching.count)
		options.matching = cli_texts(&args->matching);
	enum tenon_status status =
		args->wat ? TENON_OK : cli_stream(cli, CLI_BINARY_OUTPUT, &options.sink);
	if (status != TENON_OK)
		return status;
	if (options.sink)
		return cli_streamed(cli, tenon_strip(cli->session, cli_input(cli), &options, &out));
	return cli_write_wasm(
		cli, tenon_strip(cli->session, cli_input(cli), &options, &out), &out, args->wat);
}

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 'a', "all", CLI_FLAG, AT(all), NULL, "take out every custom section", NULL },
	{ 'd', "delete", CLI_LIST, AT(matching), "REGEX",
		"take out only those with a name like this (any number of times)", NULL },
	CLI_WAT(AT(wat)),
};

const struct cli_verb cli_verb_strip = {
	.name = "strip",
	.inputs = "[FILE]",
	.summary = "takes custom sections out of a module or component",
	.details = "Without an option all go but name, component-type* and dylink.0.",
	.examples = "tenon strip app.wasm -o small.wasm\n"
		    "tenon strip --all app.wasm -o small.wasm",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = 1,
	.lacks = CLI_NO_GATES | CLI_NO_VALIDATION,
	.rewrites = CLI_REWRITES_WASM,
	.run = run,
};
