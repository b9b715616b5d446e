/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon print FILE: WebAssembly text. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>

struct args {
	bool skeleton;
};

/* Standard output gets the pieces as they come; a file is written whole or not at all. */
static void to_stdout(void *user, const char *text, size_t size)
{
	bool *has_failed = user;
	if (!*has_failed && fwrite(text, 1, size, stdout) != size)
		*has_failed = true;
}

static void collect(void *user, const char *text, size_t size)
{
	cli_printf(user, "%.*s", (int)size, text);
}

static enum tenon_status run(struct cli *cli, const void *verb_args)
{
	const struct args *args = verb_args;
	struct tenon_print_options options = { .size = sizeof options, .skeleton = args->skeleton };
	if (!cli->common.output) {
		bool has_failed = false;
		enum tenon_status status =
			tenon_print(cli->session, cli_input(cli), &options, to_stdout, &has_failed);
		if (status == TENON_OK && (has_failed || fflush(stdout) != 0))
			return cli_put(cli, ""); /* which reports why */
		return status;
	}
	struct cli_text text = { 0 };
	enum tenon_status status =
		tenon_print(cli->session, cli_input(cli), &options, collect, &text);
	struct tenon_bytes bytes = { (const uint8_t *)text.ptr, text.len, NULL };
	status = cli_write(cli, status, &bytes, CLI_TEXT_OUTPUT);
	free(text.ptr);
	return status;
}

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 0, "skeleton", CLI_FLAG, AT(skeleton), NULL, "leave out bodies and contents of segments",
		NULL },
};

const struct cli_verb cli_verb_print = {
	.name = "print",
	.inputs = "[FILE]",
	.summary = "prints a core module or a component as text",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = 1,
	.run = run,
};
