/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What leaves the program as a whole: results, and at the end diagnostics. */
#include "cli/cli.h"
#include "cli/last_word.h"
#include "cli/system.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum tenon_status cli_stdout_failed(struct cli *cli, int error)
{
	if (error != EPIPE) /* who closed the pipe knows why */
		cli_fail(cli, "io", NULL, NULL, "cannot write to standard output: %s", strerror(error));
	return TENON_SYSTEM;
}

static enum tenon_status to_stdout(struct cli *cli, const void *data, size_t size)
{
	bool done = fwrite(data, 1, size, stdout) == size && fflush(stdout) == 0;
	return done ? TENON_OK : cli_stdout_failed(cli, errno);
}

enum tenon_status cli_put_piece(struct cli *cli, const void *data, size_t size)
{
	return fwrite(data, 1, size, stdout) == size ? TENON_OK : cli_stdout_failed(cli, errno);
}

enum kind { KIND_NOTHING, KIND_MODULE, KIND_COMPONENT, KIND_WIT, KIND_OTHER };

enum { HEAD = 8 }; /* so many bytes say what a file is */

static enum kind kind_of(const void *data, size_t size)
{
	const unsigned char *bytes = data;
	if (!size)
		return KIND_NOTHING;
	if (*bytes == 0)
		return size < HEAD ? KIND_OTHER : bytes[6] ? KIND_COMPONENT : KIND_MODULE;
	return *bytes == '{' || *bytes == '(' ? KIND_OTHER : KIND_WIT; /* JSON, WebAssembly as text, a zstd frame */
}

static enum kind kind_of_file(const char *path)
{
	unsigned char head[HEAD];
	FILE *file = fopen(path, "rb");
	size_t there = file ? fread(head, 1, sizeof head, file) : 0;
	if (file)
		fclose(file);
	return kind_of(head, there);
}

/* May the input become the output? When it is the same thing, changed, and not something else or a part of it. */
static bool may_rewrite(const struct cli *cli, enum kind input, enum kind output)
{
	if (!cli->verb || input != output)
		return false;
	switch (cli->verb->rewrites) {
	case CLI_REWRITES_WIT:
		return input == KIND_WIT && tenon_session_read_count(cli->session) == 1;
	case CLI_REWRITES_WASM:
		return input == KIND_MODULE || input == KIND_COMPONENT;
	case CLI_REWRITES_NOTHING:
		break;
	}
	return false;
}

char *cli_over_input(const struct cli *cli, const char *path, const void *data, size_t size)
{
	for (size_t i = 0; i < tenon_session_read_count(cli->session); i++) {
		const char *input = tenon_session_read_path(cli->session, i);
		struct cli_text why = { 0 };
		if (!cli_system_is_same_file(path, input) ||
			may_rewrite(cli, kind_of_file(input), kind_of(data, size)))
			continue;
		cli_printf(&why, "the output would take the place of the input `%s`", input);
		return why.ptr;
	}
	return NULL;
}

static enum tenon_status check_inputs(
	struct cli *cli, const char *path, const struct tenon_bytes *bytes)
{
	char *why = cli_over_input(cli, path, bytes->data, bytes->size);
	return why ? cli_clash(cli, path, NULL, "%s", why) : TENON_OK;
}

static enum tenon_status put(
	struct cli *cli, const char *path, const struct tenon_bytes *bytes, enum cli_what what)
{
	enum tenon_status status = cli_depfile_check(cli);
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

enum tenon_status cli_write_wasm(
	struct cli *cli, enum tenon_status status, struct tenon_bytes *bytes, bool as_text)
{
	static const char name[] = "the output";
	if (!as_text || status != TENON_OK)
		return cli_write(cli, status, bytes, CLI_BINARY_OUTPUT);
	status = tenon_session_add_file(cli->session, name, bytes->data, bytes->size);
	tenon_bytes_free(cli->session, bytes);
	return status == TENON_OK ? cli_print(cli, name, NULL) : status;
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
		status = cli_depfile_check(cli);
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
	status = cli_depfile_end(cli, status);
	if (fflush(stdout) != 0 && status != TENON_SYSTEM)
		status = cli_stdout_failed(cli, errno);
	show_diagnostics(cli);
	return status;
}
