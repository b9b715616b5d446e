/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * launch RESULT PROGRAM ARG…: runs a program, throws its output away, and writes to RESULT its wall seconds,
 * processor seconds (user and system), peak memory in KiB and exit status. Small and static, so that its own
 * memory does not count.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	if (argc < 3)
		return 2;
	double start = now();
	pid_t pid = vfork();
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, 1);
		dup2(null, 2);
		execv(argv[2], argv + 2);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
		return 3;
	double wall = now() - start;
	FILE *out = fopen(argv[1], "w");
	if (!out)
		return 3;
	fprintf(out, "%.9f %.6f %ld %d\n", wall, seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss,
		WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	return fclose(out) != 0;
}
