/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Optimising for several verbs: finds the worker, shows progress. Options in, fewer bytes out. */
#define _XOPEN_SOURCE 700
#include "cli/optimizing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

/* The folder of this program with a "/" behind it, or "" when the system does not say. */
static char *own_folder(void)
{
	char path[4096] = "";
#ifdef __APPLE__
	uint32_t size = sizeof path;
	if (_NSGetExecutablePath(path, &size) != 0)
		path[0] = 0;
#else
	ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
	path[len < 0 ? 0 : len] = 0;
#endif
	char *slash = strrchr(path, '/');
	if (slash)
		slash[1] = 0;
	struct cli_text text = { 0 };
	cli_printf(&text, "%s", slash ? path : "");
	return text.ptr;
}

/* Beside the program in a build folder, under libexec in an installation; NULL: the library knows. */
static const char *find_worker(void)
{
	static const char *const places[] = { "tenon-binaryen", "../libexec/tenon/tenon-binaryen" };
	char *folder = own_folder();
	for (size_t i = 0; i < CLI_COUNT(places) && *folder; i++) {
		struct cli_text path = { 0 };
		cli_printf(&path, "%s%s", folder, places[i]);
		if (access(path.ptr, X_OK) == 0)
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
		.progress = isatty(STDERR_FILENO) ? show_progress : NULL,
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
