/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon unbundle COMPONENT --module-dir DIR: large core modules become files and imports. */
#include "cli/cli.h"

struct args {
	const char *module_dir;
	uint64_t threshold;
	bool wat;
};

static const struct args begin = { .threshold = 10240 };

static enum tenon_status run(struct cli *cli, const void *verb_args)
{
	const struct args *args = verb_args;
	const struct tenon_unbundle_options options = { .size = sizeof options,
		.threshold = args->threshold };
	if (!args->module_dir)
		return cli_usage(cli, "name a folder with `--module-dir DIR`",
			"it is not said where the modules go");
	struct tenon_bytes component;
	struct tenon_files modules;
	enum tenon_status status =
		tenon_unbundle(cli->session, cli_input(cli), &options, &component, &modules);
	status = cli_may_write(cli, status, &component);
	status = cli_write_files(cli, status, args->module_dir, &modules);
	return cli_write_wasm(cli, status, &component, args->wat);
}

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 0, "module-dir", CLI_TEXT, AT(module_dir), "DIR", "the folder for the modules", NULL },
	{ 0, "threshold", CLI_NUMBER, AT(threshold), "SIZE",
		"modules of more bytes than this go (default 10240)", NULL },
	CLI_WAT(AT(wat)),
};

const struct cli_verb cli_verb_unbundle = {
	.name = "unbundle",
	.inputs = "[COMPONENT]",
	.summary = "takes large core modules out of a component, which imports them instead",
	.details = "Module number N becomes DIR/unbundled-moduleN.wasm, and the import `unbundled-moduleN`.",
	.examples = "tenon unbundle app.wasm --module-dir modules --threshold 4096 -o rest.wasm",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.args_begin = &begin,
	.max_inputs = 1,
	.lacks = CLI_NO_GATES | CLI_NO_VALIDATION,
	.run = run,
};
