/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon link: components in any order in, one component out. */
#include "cli/optimizing.h"

struct args {
	struct cli_list exports, entries;
	bool no_undefined;
	const char *map;
	struct cli_optimizing optimizing;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 0, "export", CLI_LIST, AT(exports), "NAME", "export this of the result, not what nobody uses", NULL },
	{ 0, "entry", CLI_LIST, AT(entries), "FILE", "export what this component exports", NULL },
	{ 0, "no-undefined", CLI_FLAG, AT(no_undefined), NULL,
		"an import that no component gives is an error, but for wasi: ones", NULL },
	{ 0, "map", CLI_TEXT, AT(map), "FILE", "write who got what from whom, with sizes", NULL },
	CLI_OPTIMIZING(struct args, optimizing),
};

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	struct tenon_bytes out = { 0 }, map = { 0 };
	struct tenon_link_options link = {
		.size = sizeof link,
		.exports = cli_texts(&args->exports),
		.export_count = args->exports.count,
		.entries = cli_texts(&args->entries),
		.entry_count = args->entries.count,
		.no_undefined = args->no_undefined,
	};
	enum tenon_status status = tenon_link(cli->session, cli_texts(&cli->inputs), cli->inputs.count,
		&link, &out, args->map ? &map : NULL);
	status = cli_optimize(cli, status, &args->optimizing, "the linked component", &out);
	status = cli_write(cli, status, &out, CLI_BINARY_OUTPUT);
	return args->map ? cli_write_to(cli, status, args->map, &map, CLI_TEXT_OUTPUT) : status;
}

const struct cli_verb cli_verb_link = {
	.name = "link",
	.inputs = "COMPONENT...",
	.summary = "links components, in any order, into one",
	.details =
		"Each import is satisfied by the one component that exports its interface on a compatible\n"
		"version; every component is instantiated once. What nobody exports stays an import. The\n"
		"result exports what the components export whom no other uses. It depends on the contents\n"
		"of the components alone: not on their order, nor on paths.",
	.examples = "tenon link cart.wasm tax.wasm -o shop.wasm\n"
		    "tenon link cart.wasm tax.wasm -O -o shop.wasm --map shop.map",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.min_inputs = 1,
	.max_inputs = CLI_MANY,
	.lacks = CLI_NO_GATES,
	.run = run,
};
