/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Output that leaves the program as it is made, of which no more than a piece is in memory. A file is another one until all
 * is there. What speaks against writing is found with the first piece, when all inputs are known.
 */
#include "cli/cli.h"
#include "cli/system.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool is_file(const struct cli *cli)
{
	return cli->common.output && strcmp(cli->common.output, "-") != 0;
}

/* A call is on its way, so that nothing can be reported yet. */
static void begin(struct cli *cli, const void *data, size_t size)
{
	struct cli_stream *s = &cli->stream;
	s->has_begun = true;
	s->about = cli->common.depfile;
	s->refusal = cli_depfile_over_input(cli);
	if (s->refusal || !is_file(cli))
		return;
	s->about = cli->common.output;
	s->refusal = cli_over_input(cli, cli->common.output, data, size);
}

static int write_piece(void *user, const void *data, size_t size)
{
	struct cli *cli = user;
	struct cli_stream *s = &cli->stream;
	if (!s->has_begun)
		begin(cli, data, size);
	if (s->refusal || s->error)
		return ECANCELED;
	if (is_file(cli))
		return s->file.write(s->file.user, data, size);
	if (fwrite(data, 1, size, stdout) == size)
		return 0;
	s->error = errno ? errno : EIO;
	return ECANCELED;
}

enum tenon_status cli_stream(struct cli *cli, enum cli_what what, const struct tenon_sink **sink)
{
	enum tenon_status status = TENON_OK;
	*sink = NULL;
	if (what == CLI_BINARY_OUTPUT && (is_file(cli) || cli_system_is_terminal(CLI_STDOUT)))
		return TENON_OK;
	cli->stream = (struct cli_stream){ .sink = { sizeof cli->stream.sink, cli, write_piece } };
	if (is_file(cli))
		status = tenon_session_open(cli->session, cli->common.output, &cli->stream.file);
	if (status == TENON_OK)
		*sink = &cli->stream.sink;
	return status;
}

enum tenon_status cli_streamed(struct cli *cli, enum tenon_status status)
{
	struct cli_stream *s = &cli->stream;
	if (status == TENON_OK && !s->has_begun)
		begin(cli, "", 0);
	if (s->refusal)
		status = cli_clash(cli, s->about, NULL, "%s", s->refusal);
	if (is_file(cli)) {
		bool keep = status == TENON_OK;
		enum tenon_status closed = tenon_session_close(
			cli->session, &s->file, keep, cli->common.always_write);
		if (keep && closed == TENON_OK)
			cli_add(&cli->written, cli->common.output, 0);
		return keep ? closed : status;
	}
	if (!s->error && fflush(stdout) != 0)
		s->error = errno;
	return s->error ? cli_stdout_failed(cli, s->error) : status;
}

/* ---- WebAssembly text ---- */

struct printing {
	const struct tenon_sink *sink;
	int error;
};

static void give(void *user, const char *text, size_t size)
{
	struct printing *p = user;
	if (!p->error)
		p->error = p->sink->write(p->sink->user, text, size);
}

enum tenon_status cli_print(
	struct cli *cli, const char *input, const struct tenon_print_options *options)
{
	struct printing p = { 0 };
	enum tenon_status status = cli_stream(cli, CLI_TEXT_OUTPUT, &p.sink);
	if (status != TENON_OK)
		return status;
	status = tenon_print(cli->session, input, options, give, &p);
	return cli_streamed(cli, p.error ? TENON_SYSTEM : status);
}
