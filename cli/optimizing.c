/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Optimising for several verbs: finds the worker, shows progress. Options in, fewer bytes out. */
#include "cli/optimizing.h"

#include "cli/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beside the program in a build folder, under libexec in an installation; NULL: the library knows. */
static const char *find_worker(void)
{
	static const char *const places[] = { "tenon-binaryen", "../libexec/tenon/tenon-binaryen" };
	char *folder = cli_system_own_folder();
	for (size_t i = 0; i < CLI_COUNT(places) && *folder; i++) {
		struct cli_text path = { 0 };
		cli_printf(&path, "%s%s", folder, places[i]);
		if (cli_system_can_run(path.ptr))
			return path.ptr;
	}
	return NULL;
}

static void show_progress(void *user, const struct tenon_optimize_progress *p)
{
	(void)user;
	fprintf(stderr, "\r\033[Koptimising %zu/%zu: %s, %zu -> %zu bytes%s", p->done, p->total, p->name,
		p->before, p->after, p->done == p->total ? "\r\033[K" : "");
	fflush(stderr);
}

enum tenon_status cli_optimize_file(struct cli *cli, const struct cli_optimizing *args,
	const char *path, struct tenon_bytes *out)
{
	const char *level = args->level && *args->level ? args->level : "2";
	if (strlen(level) != 1 || !strchr("01234sz", *level))
		return cli_usage(cli, "levels are 0 1 2 3 4 s z", "there is no level `-O%s`", level);
	if (args->jobs > 1024)
		return cli_usage(cli, NULL, "--jobs is at most 1024");
	struct tenon_optimize_options options = {
		.size = sizeof options,
		.level = *level,
		.keep_names = args->names,
		.keep_going = args->keep_going,
		.jobs = (unsigned)args->jobs,
		.optimizer = args->optimizer ? args->optimizer : find_worker(),
		.progress = cli_system_is_terminal(CLI_STDERR) ? show_progress : NULL,
	};
	return tenon_optimize(cli->session, path, &options, out);
}

enum tenon_status cli_optimize(struct cli *cli, enum tenon_status status,
	const struct cli_optimizing *args, const char *name, struct tenon_bytes *bytes)
{
	if (status != TENON_OK || !args->level)
		return status;
	status = tenon_session_add_file(cli->session, name, bytes->data, bytes->size);
	tenon_bytes_free(cli->session, bytes);
	return status == TENON_OK ? cli_optimize_file(cli, args, name, bytes) : status;
}
