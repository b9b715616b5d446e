/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Everything that leaves the program: results, the depfile, diagnostics. */
#include "cli/cli.h"
#include "cli/last_word.h"
#include "cli/system.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum tenon_status stdout_failed(struct cli *cli)
{
	if (errno != EPIPE) /* who closed the pipe knows why */
		cli_fail(cli, "io", NULL, NULL, "cannot write to standard output: %s", strerror(errno));
	return TENON_SYSTEM;
}

static enum tenon_status to_stdout(struct cli *cli, const void *data, size_t size)
{
	bool done = fwrite(data, 1, size, stdout) == size && fflush(stdout) == 0;
	return done ? TENON_OK : stdout_failed(cli);
}

enum tenon_status cli_put_piece(struct cli *cli, const void *data, size_t size)
{
	return fwrite(data, 1, size, stdout) == size ? TENON_OK : stdout_failed(cli);
}

/* What a file begins with says what it is: WebAssembly, as text, JSON, or WIT. */
static int kind_of(const void *data, size_t size)
{
	const unsigned char *bytes = data;
	return !size ? 0 : *bytes == 0 || *bytes == '{' || *bytes == '(' ? *bytes : 'w';
}

/* One that is rewritten may take its own place; a report about it, or another form of it, would be its end. */
static enum tenon_status check_inputs(
	struct cli *cli, const char *path, const struct tenon_bytes *bytes)
{
	for (size_t i = 0; i < tenon_session_read_count(cli->session); i++) {
		const char *input = tenon_session_read_path(cli->session, i);
		char first = 0;
		if (!cli_system_is_same_file(path, input))
			continue;
		FILE *file = fopen(input, "rb");
		size_t size = file ? fread(&first, 1, 1, file) : 0;
		if (file)
			fclose(file);
		if ((cli->verb && cli->verb->is_report) ||
			kind_of(&first, size) != kind_of(bytes->data, bytes->size))
			return cli_clash(cli, path, NULL, "the output would take the place of the input `%s`",
				input);
	}
	return TENON_OK;
}

/*
 * Looked at before anything is written. The command line was looked at before; these are the files that were read
 * from folders.
 */
static enum tenon_status check_depfile(struct cli *cli)
{
	const char *depfile = cli->common.depfile;
	for (size_t i = 0; depfile && i < tenon_session_read_count(cli->session); i++)
		if (cli_system_is_same_file(depfile, tenon_session_read_path(cli->session, i))) {
			cli->common.depfile = NULL; /* nor is it written because of this error */
			return cli_clash(cli, depfile, NULL,
				"the depfile `%s` would take the place of the input", depfile);
		}
	return TENON_OK;
}

static enum tenon_status put(
	struct cli *cli, const char *path, const struct tenon_bytes *bytes, enum cli_what what)
{
	enum tenon_status status = check_depfile(cli);
	if (status != TENON_OK)
		return status;
	if (path && strcmp(path, "-") != 0) {
		status = check_inputs(cli, path, bytes);
		if (status != TENON_OK)
			return status;
		cli_add(&cli->written, path, 0);
		return tenon_session_write(
			cli->session, path, bytes->data, bytes->size, cli->common.always_write);
	}
	if (what == CLI_BINARY_OUTPUT && cli_system_is_terminal(CLI_STDOUT))
		return cli_fail(cli, "terminal", NULL, "write it to a file with `-o FILE`",
			"the output is binary and standard output is a terminal");
	return to_stdout(cli, bytes->data, bytes->size);
}

enum tenon_status cli_may_write(
	struct cli *cli, enum tenon_status status, const struct tenon_bytes *bytes)
{
	const char *path = cli->common.output;
	if (status != TENON_OK || !path || strcmp(path, "-") == 0)
		return status;
	return check_inputs(cli, path, bytes);
}

enum tenon_status cli_put(struct cli *cli, const char *text)
{
	const struct tenon_bytes bytes = { (const uint8_t *)text, strlen(text), NULL };
	return put(cli, cli->common.output, &bytes, CLI_TEXT_OUTPUT);
}

enum tenon_status cli_write_to(struct cli *cli, enum tenon_status status, const char *path,
	struct tenon_bytes *bytes, enum cli_what what)
{
	if (status == TENON_OK)
		status = put(cli, path, bytes, what);
	tenon_bytes_free(cli->session, bytes);
	return status;
}

enum tenon_status cli_write(
	struct cli *cli, enum tenon_status status, struct tenon_bytes *bytes, enum cli_what what)
{
	return cli_write_to(cli, status, cli->common.output, bytes, what);
}

static void collect_text(void *user, const char *text, size_t size)
{
	struct cli_text *all = user;
	for (size_t piece; size; text += piece, size -= piece) {
		piece = size < INT_MAX ? size : INT_MAX;
		cli_printf(all, "%.*s", (int)piece, text);
	}
}

enum tenon_status cli_write_wasm(
	struct cli *cli, enum tenon_status status, struct tenon_bytes *bytes, bool as_text)
{
	static const char name[] = "the output";
	struct cli_text text = { 0 };
	if (!as_text || status != TENON_OK)
		return cli_write(cli, status, bytes, CLI_BINARY_OUTPUT);
	status = tenon_session_add_file(cli->session, name, bytes->data, bytes->size);
	tenon_bytes_free(cli->session, bytes);
	if (status == TENON_OK)
		status = tenon_print(cli->session, name, NULL, collect_text, &text);
	struct tenon_bytes printed = { (const uint8_t *)text.ptr, text.len, NULL };
	status = cli_write(cli, status, &printed, CLI_TEXT_OUTPUT);
	free(text.ptr);
	return status;
}

static int write_stdout(void *user, const void *data, size_t size)
{
	struct cli *cli = user;
	if (fwrite(data, 1, size, stdout) == size && fflush(stdout) == 0)
		return 0;
	cli->pipe_closed = errno == EPIPE;
	return errno ? errno : EIO;
}

const struct tenon_sink *cli_stream(struct cli *cli, enum cli_what what)
{
	const char *path = cli->common.output;
	if (path && strcmp(path, "-") != 0)
		return NULL;
	if (what == CLI_BINARY_OUTPUT && cli_system_is_terminal(CLI_STDOUT))
		return NULL;
	cli->stream = (struct tenon_sink){ sizeof cli->stream, cli, write_stdout };
	return &cli->stream;
}

enum tenon_status cli_streamed(struct cli *cli, enum tenon_status status)
{
	if (cli->pipe_closed)
		tenon_diag_clear(cli->session); /* who closed the pipe knows why */
	return status;
}

static int compare_ids(const void *one, const void *other)
{
	const struct cli_file_id *a = one, *b = other;
	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* Files that go into a folder have names that nobody typed: none may take the place of an input. */
static enum tenon_status spare_inputs(struct cli *cli, const struct cli_list *paths)
{
	size_t inputs = tenon_session_read_count(cli->session), count = 0;
	struct cli_file_id id, *ids = cli_alloc(inputs * sizeof *ids + 1);
	for (size_t i = 0; i < inputs; i++)
		count += cli_system_file_id(tenon_session_read_path(cli->session, i), &ids[count]);
	qsort(ids, count, sizeof *ids, compare_ids);
	enum tenon_status status = TENON_OK;
	for (size_t i = 0; i < paths->count && status == TENON_OK; i++)
		if (cli_system_file_id(paths->items[i].text, &id) &&
			bsearch(&id, ids, count, sizeof *ids, compare_ids))
			status = cli_clash(cli, paths->items[i].text, "name another folder",
				"an output would take the place of the input `%s`", paths->items[i].text);
	free(ids);
	return status;
}

enum tenon_status cli_write_files(
	struct cli *cli, enum tenon_status status, const char *folder, struct tenon_files *files)
{
	struct cli_list paths = { 0 };
	folder = folder ? folder : "";
	for (size_t i = 0; status == TENON_OK && i < files->count; i++) {
		struct cli_text path = { 0 };
		size_t len = strlen(folder);
		bool is_open = len > 0 && folder[len - 1] != '/';
		cli_printf(&path, "%s%s%s", folder, is_open ? "/" : "", files->list[i].path);
		cli_add(&paths, path.ptr, 0);
	}
	if (status == TENON_OK)
		status = check_depfile(cli);
	if (status == TENON_OK)
		status = spare_inputs(cli, &paths);
	if (status == TENON_OK)
		status = tenon_session_write_files(
			cli->session, folder, files, cli->common.always_write);
	for (size_t i = 0; status == TENON_OK && i < paths.count; i++)
		cli_add(&cli->written, paths.items[i].text, 0);
	tenon_files_free(cli->session, files);
	return status;
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
static enum tenon_status write_depfile(struct cli *cli)
{
	struct cli_text text = { 0 };
	const char *wanted = cli->written.count ? NULL : cli->common.output;
	for (size_t i = 0; i < cli->written.count; i++) {
		cli_printf(&text, i ? " " : "");
		put_make_path(&text, cli->written.items[i].text);
	}
	if (wanted)
		put_make_path(&text, wanted);
	cli_printf(&text, cli->written.count || wanted ? ":" : "-:");
	for (size_t i = 0; i < tenon_session_read_count(cli->session); i++) {
		cli_printf(&text, " \\\n ");
		put_make_path(&text, tenon_session_read_path(cli->session, i));
	}
	cli_printf(&text, "\n");
	struct tenon_bytes bytes = { (const uint8_t *)text.ptr, text.len, NULL };
	enum tenon_status status = put(cli, cli->common.depfile, &bytes, CLI_TEXT_OUTPUT);
	free(text.ptr);
	return status;
}

static bool wants_color(const struct cli *cli)
{
	const char *when = cli->common.color, *no = getenv("NO_COLOR"), *term = getenv("TERM");
	if (when && strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	return !(no && *no) && term && strcmp(term, "dumb") != 0 && cli_system_is_terminal(CLI_STDERR);
}

enum tenon_diag_format cli_diag_format(const char *word)
{
	if (word && strcmp(word, "json") == 0)
		return TENON_DIAG_JSON;
	return word && strcmp(word, "sarif") == 0 ? TENON_DIAG_SARIF : TENON_DIAG_TEXT;
}

static void show_diagnostics(struct cli *cli)
{
	struct tenon_bytes text;
	enum tenon_diag_format format = cli_diag_format(cli->common.diag_format);
	/* A SARIF document without results says that all is well. */
	if (!tenon_diag_count(cli->session) && format != TENON_DIAG_SARIF)
		return;
	if (tenon_diag_render(cli->session, format, wants_color(cli), &text) == TENON_OK)
		fwrite(text.data, 1, text.size, stderr);
	else
		fputs(cli_last_word(format, CLI_LAST_NO_MEMORY), stderr);
	tenon_bytes_free(cli->session, &text);
}

enum tenon_status cli_finish(struct cli *cli, enum tenon_status status)
{
	if (cli->common.depfile && status != TENON_BAD_CALL) {
		enum tenon_status written = write_depfile(cli);

		if (status == TENON_OK)
			status = written;
	}
	if (fflush(stdout) != 0 && status != TENON_SYSTEM)
		status = stdout_failed(cli);
	show_diagnostics(cli);
	return status;
}
