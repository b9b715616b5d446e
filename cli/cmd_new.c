/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon new MODULE: a core module to a component. */
#include "cli/optimizing.h"
#include "cli/wrapping.h"

#include <string.h>

struct args {
	const char *wit, *world, *encoding;
	bool wat;
	struct cli_wrapping wrapping;
	struct cli_optimizing optimizing;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 0, "wit", CLI_TEXT, AT(wit), "WIT",
		"a world for the module, beside what it brings itself", NULL },
	{ 'w', "world", CLI_TEXT, AT(world), "WORLD", "which world of WIT", NULL },
	{ 0, "encoding", CLI_CHOICE, AT(encoding), "ENCODING", "of strings in that world",
		"utf8|utf16|compact-utf16" },
	CLI_WRAPPING(struct args, wrapping),
	CLI_OPTIMIZING(struct args, optimizing),
	CLI_WAT(AT(wat)),
};

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	struct tenon_new_options o;
	struct tenon_bytes out = { 0 };
	if (args->world && !args->wit)
		return cli_clash(cli, NULL, "write --wit PATH as well", "`--world` without `--wit`");
	if (!cli_wrap_options(cli, &args->wrapping, &o))
		return TENON_BAD_CALL;
	o.wit = args->wit;
	o.world = args->world;
	o.encoding = cli_string_encoding(args->encoding);
	enum tenon_status status = tenon_new(cli->session, cli_input(cli), &o, &out);
	status = cli_optimize(cli, status, &args->optimizing, "the component", &out);
	return cli_write_wasm(cli, status, &out, args->wat);
}

const struct cli_verb cli_verb_new = {
	.name = "new",
	.inputs = "[MODULE]",
	.summary = "makes a component of a core module",
	.details =
		"The module brings its world in a section `component-type` (bindings generators "
		"and "
		"`tenon embed` write it), or --wit names one. Errors show every function that does "
		"not fit: its WIT, the core type it should have, and the one found.",
	.examples = "tenon new app.module.wasm -o app.wasm\n"
		    "tenon new app.core.wasm --wit wit/ -w app -o app.wasm\n"
		    "tenon new main.core.wasm --wasi-adapter command -o main.wasm",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = 1,
	.run = run,
};
