/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon targets WIT -w WORLD COMPONENT: does a component fit a world? */
#include "cli/cli.h"

struct args {
	const char *world;
	bool semver_compatible;
	struct cli_list allowed;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 'w', "world", CLI_TEXT, AT(world), "WORLD", "the world, where there are several", NULL },
	{ 0, "semver-compatible", CLI_FLAG, AT(semver_compatible), NULL,
		"let compatible versions of an interface count as one", NULL },
	{ 0, "allow-import", CLI_LIST, AT(allowed), "PATTERN",
		"an import that the host has beside the world, as in 'wasi:*'", NULL },
};

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	struct tenon_targets_options o = { .size = sizeof o, .world = args->world,
		.semver_compatible = args->semver_compatible,
		.allow_imports = cli_texts(&args->allowed) };
	const char *component = cli->inputs.count > 1 ? cli->inputs.items[1].text : "-";
	return tenon_wit_targets(cli->session, cli->inputs.items[0].text, component, &o);
}

const struct cli_verb cli_verb_targets = {
	.name = "targets",
	.inputs = "WIT [COMPONENT]",
	.summary = "says whether a component fits a world",
	.details = "A component fits when it imports nothing that the world does not import, exports all that "
		   "the world exports, and the types agree. Every misfit is reported; then the exit status is 1.\n"
		   "What a language's library imports, above all wasi:, counts like any other import: name it in "
		   "the world (include wasi:cli/imports), or say that the host has it with --allow-import.",
	.examples = "tenon targets wit/ -w app app.wasm",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.min_inputs = 1,
	.max_inputs = 2,
	.lacks = CLI_NO_OUTPUT,
	.run = run,
};
