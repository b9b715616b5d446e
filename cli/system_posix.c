/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The system's side of the program, on POSIX systems; see system.h. */
#define _XOPEN_SOURCE 700
#include "cli/system.h"

#include "cli/cli.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

/* Only an input can do this: it is mapped, and has become shorter. */
static void lost_input(int signal)
{
	static const char text[] = "tenon: error[io]: an input file became shorter while it was read\n";
	(void)signal;
	ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
	(void)ignored;
	_exit(TENON_SYSTEM);
}

void cli_system_begin(void)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGBUS, lost_input);
}

bool cli_system_is_terminal(enum cli_stream_id stream)
{
	return isatty(stream == CLI_STDOUT ? STDOUT_FILENO : STDERR_FILENO);
}

char *cli_system_own_folder(void)
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

bool cli_system_is_same_file(const char *a, const char *b)
{
	struct stat x, y;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) &&
	       x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

bool cli_system_can_run(const char *path)
{
	return access(path, X_OK) == 0;
}
