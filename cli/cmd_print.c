/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon print FILE: WebAssembly text. */
#include "cli/cli.h"

#include <string.h>

struct args {
	bool skeleton, offsets, name_unnamed, operand_stack, fold, flat;
	uint64_t indent;
	const char *indent_text;
};
static const struct args begin = { .indent = 2 };
enum { MOST_INDENT = 1000 };

static enum tenon_status run(struct cli *cli, const void *verb_args)
{
	const struct args *args = verb_args;
	char blanks[MOST_INDENT + 1];
	if (args->indent > MOST_INDENT)
		return cli_usage(cli, NULL, "`--indent` is at most %d", MOST_INDENT);
	memset(blanks, ' ', args->indent);
	blanks[args->indent] = 0;
	struct tenon_print_options options = { .size = sizeof options,
		.skeleton = args->skeleton,
		.offsets = args->offsets,
		.name_unnamed = args->name_unnamed,
		.operand_stack = args->operand_stack,
		.fold = args->fold && !args->flat,
		.indent = args->indent_text ? args->indent_text : blanks };
	return cli_print(cli, cli_input(cli), &options);
}

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 0, "skeleton", CLI_FLAG, AT(skeleton), NULL, "leave out bodies and contents of segments",
		NULL },
	{ 'p', "print-offsets", CLI_FLAG, AT(offsets), NULL,
		"begin each line with the byte it comes from, as a comment", NULL },
	{ 0, "name-unnamed", CLI_FLAG, AT(name_unnamed), NULL,
		"give a name to all that has none, as in $#func3", NULL },
	{ 0, "print-operand-stack", CLI_FLAG, AT(operand_stack), NULL,
		"show what lies on the stack behind each instruction", NULL },
	{ 'f', "fold-instructions", CLI_FLAG, AT(fold), NULL,
		"write instructions around their operands", NULL },
	{ 't', "flat", CLI_FLAG, AT(flat), NULL,
		"write instructions one a line: the default, and stronger than -f", NULL },
	{ 0, "indent", CLI_NUMBER, AT(indent), "N", "blanks a level is indented by (default 2)",
		NULL },
	{ 0, "indent-text", CLI_TEXT, AT(indent_text), "TEXT", "indent by this instead", NULL },
};

const struct cli_verb cli_verb_print = {
	.name = "print",
	.inputs = "[FILE]",
	.summary = "prints a core module or a component as text",
	.details = "wasm-tools reads the text back to the same modules and components; only debug names "
		   "may come back otherwise laid out. --skeleton leaves out function bodies and data.",
	.examples = "tenon print app.wasm -o app.wat\n"
		    "tenon print --skeleton app.wasm",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.args_begin = &begin,
	.max_inputs = 1,
	.lacks = CLI_NO_GATES | CLI_NO_VALIDATION,
	.run = run,
};
