/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* --depfile: which files were read, as a rule of Make. It is opened before any work, so that what cannot be is known. */
#include "cli/cli.h"
#include "cli/system.h"

#include <stdlib.h>
#include <string.h>

static bool goes_to_stdout(const char *path)
{
	return !path || strcmp(path, "-") == 0;
}

/* A rule over an input, or over the output, would be the end of it. */
static enum tenon_status check_named(struct cli *cli)
{
	const char *depfile = cli->common.depfile, *output = cli->common.output;
	bool over_input = false, over_output;
	for (size_t i = 0; i < cli->inputs.count; i++)
		over_input |= cli_system_is_same_file(depfile, cli->inputs.items[i].text);
	over_output = goes_to_stdout(output)
			      ? cli_system_is_stdout(depfile)
			      : strcmp(depfile, output) == 0 || cli_system_is_same_file(depfile, output);
	if (!over_input && !over_output)
		return TENON_OK;
	return cli_clash(cli, depfile, NULL, "the depfile `%s` would take the place of the %s", depfile,
		over_input ? "input" : "output");
}

enum tenon_status cli_depfile_begin(struct cli *cli)
{
	const char *depfile = cli->common.depfile;
	enum tenon_status status = TENON_OK;
	if (!goes_to_stdout(depfile)) {
		status = check_named(cli);
		if (status == TENON_OK)
			status = tenon_session_open(cli->session, depfile, &cli->depfile);
	}
	cli->has_depfile = status == TENON_OK && depfile;
	return status;
}

/* The same of what has been written since: only now it can be seen that another path leads to it. */
static enum tenon_status check_written(struct cli *cli)
{
	const char *depfile = cli->common.depfile;
	for (size_t i = 0; !goes_to_stdout(depfile) && i < cli->written.count; i++)
		if (cli_system_is_same_file(depfile, cli->written.items[i].text))
			return cli_clash(cli, depfile, "name another file",
				"the depfile `%s` would take the place of the output `%s`", depfile,
				cli->written.items[i].text);
	return TENON_OK;
}

char *cli_depfile_over_input(struct cli *cli)
{
	const char *depfile = cli->common.depfile;
	for (size_t i = 0; cli->has_depfile && i < tenon_session_read_count(cli->session); i++) {
		struct cli_text why = { 0 };
		if (!cli_system_is_same_file(depfile, tenon_session_read_path(cli->session, i)))
			continue;
		cli->has_depfile = false; /* nor is it written because of this error */
		cli_printf(&why, "the depfile `%s` would take the place of the input", depfile);
		return why.ptr;
	}
	return NULL;
}

enum tenon_status cli_depfile_check(struct cli *cli)
{
	const char *depfile = cli->common.depfile;
	char *why = cli_depfile_over_input(cli);
	return why ? cli_clash(cli, depfile, NULL, "%s", why) : TENON_OK;
}

/*
 * A path as Make and Ninja read it: "$" is doubled, a backslash before what would end or change the
 * name; backslashes mean themselves, but for those before such a one.
 */
static void put_make_path(struct cli_text *text, const char *path)
{
	size_t slashes = 0; /* right before this place */
	for (; *path; path++) {
		bool is_special = strchr(" \t#:", *path) != NULL;
		for (; is_special && slashes; slashes--)
			cli_printf(text, "\\");
		slashes = *path == '\\' ? slashes + 1 : 0;
		cli_printf(text, "%s%c", is_special ? "\\" : *path == '$' ? "$" : "", *path);
	}
}

/* After a failure nothing was written: the rule then says what the output was to be made of. */
static void put_rule(const struct cli *cli, struct cli_text *text)
{
	const char *wanted = cli->written.count ? NULL : cli->common.output;
	for (size_t i = 0; i < cli->written.count; i++) {
		cli_printf(text, i ? " " : "");
		put_make_path(text, cli->written.items[i].text);
	}
	if (wanted)
		put_make_path(text, wanted);
	cli_printf(text, cli->written.count || wanted ? ":" : "-:");
	for (size_t i = 0; i < tenon_session_read_count(cli->session); i++) {
		cli_printf(text, " \\\n ");
		put_make_path(text, tenon_session_read_path(cli->session, i));
	}
	cli_printf(text, "\n");
}

static enum tenon_status write_rule(struct cli *cli)
{
	struct cli_text text = { 0 };
	enum tenon_status status = cli_depfile_check(cli);
	if (status != TENON_OK)
		return status;
	put_rule(cli, &text);
	if (cli->depfile.write)
		(void)cli->depfile.write(cli->depfile.user, text.ptr, text.len); /* closing says */
	else
		status = cli_put_piece(cli, text.ptr, text.len);
	free(text.ptr);
	return status;
}

enum tenon_status cli_depfile_end(struct cli *cli, enum tenon_status status)
{
	bool keep = cli->has_depfile && status != TENON_BAD_CALL;
	enum tenon_status written = keep ? check_written(cli) : TENON_OK;
	if (keep && written == TENON_OK)
		written = write_rule(cli);
	if (cli->depfile.write) {
		enum tenon_status closed = tenon_session_close(cli->session, &cli->depfile,
			keep && written == TENON_OK, cli->common.always_write);
		written = written == TENON_OK ? closed : written;
	}
	return status == TENON_OK ? written : status;
}
