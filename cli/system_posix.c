/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The system's side of the program, on POSIX systems; see system.h. */
#define _XOPEN_SOURCE 700
#include "cli/system.h"

#include "cli/cli.h"
#include "cli/last_word.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

/* Only an input can do this: it is mapped, and has become shorter. */
static void lost_input(enum tenon_diag_format format)
{
	const char *text = cli_last_word(format, CLI_LAST_LOST_INPUT);
	ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
	(void)ignored;
	_exit(TENON_SYSTEM);
}

static void lost_text(int signal)
{
	(void)signal;
	lost_input(TENON_DIAG_TEXT);
}

static void lost_json(int signal)
{
	(void)signal;
	lost_input(TENON_DIAG_JSON);
}

static void lost_sarif(int signal)
{
	(void)signal;
	lost_input(TENON_DIAG_SARIF);
}

void cli_system_begin(enum tenon_diag_format format)
{
	static void (*const lost[])(int) = { [TENON_DIAG_TEXT] = lost_text,
		[TENON_DIAG_JSON] = lost_json, [TENON_DIAG_SARIF] = lost_sarif };
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGBUS, lost[format]);
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

bool cli_system_file_id(const char *path, struct cli_file_id *id)
{
	struct stat info;
	if (stat(path, &info) != 0 || (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)))
		return false;
	*id = (struct cli_file_id){ info.st_dev, info.st_ino };
	return true;
}

bool cli_system_is_same_file(const char *a, const char *b)
{
	struct cli_file_id x, y;
	return cli_system_file_id(a, &x) && cli_system_file_id(b, &y) && x.device == y.device &&
	       x.number == y.number;
}

bool cli_system_is_stdout(const char *path)
{
	struct stat info;
	struct cli_file_id id;
	return cli_system_file_id(path, &id) && fstat(STDOUT_FILENO, &info) == 0 &&
	       id.device == info.st_dev && id.number == info.st_ino;
}

bool cli_system_can_run(const char *path)
{
	return access(path, X_OK) == 0;
}
