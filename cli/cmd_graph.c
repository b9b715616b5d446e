/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon graph: a component in, a picture of its instances and edges out. */
#include "cli/cli.h"

#include <string.h>

struct args {
	const char *format;
};

static const struct cli_option options[] = {
	{ 0, "format", CLI_CHOICE, offsetof(struct args, format), "FORMAT", "text (usual) or dot, for Graphviz",
		"text|dot" },
};

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	struct tenon_bytes out = { 0 };
	bool dot = args->format && strcmp(args->format, "dot") == 0;
	enum tenon_status status = tenon_graph(cli->session, cli_input(cli),
		dot ? TENON_GRAPH_DOT : TENON_GRAPH_TEXT, &out);
	return cli_write(cli, status, &out, CLI_TEXT_OUTPUT);
}

const struct cli_verb cli_verb_graph = {
	.name = "graph",
	.inputs = "[COMPONENT]",
	.summary = "draws what is inside a component and who gives what to whom",
	.details = "Shows the components and core modules that are instantiated, and from whom each takes what it "
		   "imports. The format `dot` is for Graphviz: `dot -Tsvg` makes a drawing of it.",
	.examples = "tenon graph shop.wasm\n"
		    "tenon graph shop.wasm --format dot -o shop.dot",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = 1,
	.lacks = CLI_NO_GATES | CLI_NO_VALIDATION,
	.run = run,
};
