/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon fmt PATH…: one layout for WIT text. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

struct args {
	bool in_place, check;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 'i', "in-place", CLI_FLAG, AT(in_place), NULL, "write the files back", NULL },
	{ 0, "check", CLI_FLAG, AT(check), NULL,
		"change nothing; show what would change, and fail when anything would", NULL },
};

/* Where a unified diff begins to differ: the line of its first hunk, behind what is the same. */
static uint32_t first_change(const struct tenon_bytes *diff)
{
	const char *at = (const char *)diff->data, *end = at + diff->size;
	while (at < end && *at != '@') {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		at = line_end ? line_end + 1 : end;
	}
	uint32_t line = 0;
	for (; at < end && *at != '\n'; at++)
		if (*at == '-') /* @@ -12,7 +12,9 @@ */
			line = (uint32_t)strtoul(at + 1, NULL, 10);
	while (++at < end && *at == ' ') {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		at = line_end ? line_end : end;
		line++;
	}
	return line ? line : 1;
}

static enum tenon_status unformatted(struct cli *cli, const char *path, const struct tenon_bytes *diff)
{
	const struct tenon_diag diag = { .severity = TENON_ERROR, .code = "unformatted",
		.message = "the file is not formatted", .hint = "`tenon fmt -i` formats it",
		.place = { .file = path, .line = first_change(diff) } };
	tenon_diag_add(cli->session, &diag);
	return TENON_BAD_INPUT;
}

/* One file. A file with errors is left alone, and the others are still formatted. */
static enum tenon_status format(struct cli *cli, const struct args *args, const char *path)
{
	struct tenon_format_options o = { .size = sizeof o, .diff = args->check };
	struct tenon_bytes out = { 0 };
	enum tenon_status status = tenon_wit_format(cli->session, path, &o, &out);

	if (status != TENON_OK)
		return status;
	if (args->check) {
		if (out.size) {
			status = cli_put_piece(cli, out.data, out.size);
			if (status == TENON_OK)
				status = unformatted(cli, path, &out);
		}
	} else if (args->in_place) {
		status = tenon_session_write(cli->session, path, out.data, out.size, false);
	} else {
		return cli_write(cli, status, &out, CLI_TEXT_OUTPUT);
	}
	tenon_bytes_free(cli->session, &out);
	return status;
}

static enum tenon_status worse(enum tenon_status a, enum tenon_status b)
{
	return a > b ? a : b;
}

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	enum tenon_status status = TENON_OK;

	if (args->check && args->in_place)
		return cli_clash(cli, NULL, NULL, "`--check` changes nothing, `-i` does");
	if (args->in_place && cli->common.output)
		return cli_clash(cli, NULL, NULL, "`-i` writes the files back, `-o` elsewhere");
	if (args->in_place && cli->common.depfile) {
		cli->has_depfile = false; /* nor is it written because of this error */
		return cli_clash(cli, NULL, NULL,
			"`--depfile` says what an output was made of, and `-i` writes the inputs back");
	}
	for (size_t i = 0; args->in_place && i < cli->inputs.count; i++)
		if (strcmp(cli->inputs.items[i].text, "-") == 0)
			return cli_clash(cli, "-", NULL, "standard input cannot be written back");
	for (size_t i = 0; i < cli->inputs.count; i++) {
		struct tenon_files files;
		enum tenon_status listed =
			tenon_wit_sources(cli->session, cli->inputs.items[i].text, &files);

		status = worse(status, listed);
		if (listed != TENON_OK)
			continue;
		if (!files.count)
			status = worse(status, cli_fail(cli, "no-package", cli->inputs.items[i].text, NULL,
				"the folder `%s` holds no `.wit` file", cli->inputs.items[i].text));
		else if (!args->check && !args->in_place &&
			(files.count != 1 || cli->inputs.count != 1)) {
			tenon_files_free(cli->session, &files);
			return cli_clash(cli, NULL, "`-i` writes them back, `--check` only looks",
				"several files cannot go to one output");
		}
		for (size_t f = 0; f < files.count; f++)
			status = worse(status, format(cli, args, files.list[f].path));
		tenon_files_free(cli->session, &files);
	}
	return status;
}

const struct cli_verb cli_verb_fmt = {
	.name = "fmt",
	.inputs = "PATH…",
	.summary = "formats WIT text",
	.details = "PATH is a .wit file or a folder, which means the .wit files right in it. Every "
		   "comment is kept: with what follows it on its line, else at the end of that line. "
		   "There is one layout: two spaces a level, one item, field or case a line, a "
		   "comma behind every field and case; what is in () or in the {} of use and include stands on the "
		   "line while that has at most 100 columns. Blank lines stay, one of several. "
		   "Without -i and --check the text of the one file goes to the output; `-` is "
		   "standard input.",
	.examples = "tenon fmt -i wit/\n"
		    "tenon fmt --check wit/\n"
		    "tenon fmt wit/app.wit",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.min_inputs = 1,
	.max_inputs = CLI_MANY,
	.lacks = CLI_NO_GATES, /* the lexer reads nested names with -f cm-nested-names only */
	.rewrites = CLI_REWRITES_WIT,
	.run = run,
};
