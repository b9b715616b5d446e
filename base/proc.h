/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Child processes that turn bytes into bytes: standard input in, standard output and standard error
 * out, several at once. Used for the optimiser alone. The POSIX half is proc_posix.c.
 */
#ifndef TN_BASE_PROC_H
#define TN_BASE_PROC_H

#include "base/buf.h"

enum tn_job_end {
	TN_JOB_EXITED,  /* number: exit status */
	TN_JOB_KILLED,  /* number: signal */
	TN_JOB_NOT_RUN, /* number: errno of the attempt to start it */
};

struct tn_job {
	const char *const *argv; /* argv[0] is the path of the program; ends with NULL */
	struct tn_bytes input;
	size_t most;          /* bytes of output that are kept, what comes then is not; 0: all */
	struct tn_buf output; /* of standard output */
	struct tn_buf errors; /* standard error, cut at 64 KiB */
	enum tn_job_end end;
	int number;
};

/*
 * Runs all jobs, at most `parallel` at a time, started in order. `done` (may be NULL) is called in
 * this thread as each one ends. Gives 0, or the errno of a failure of the machinery itself; then
 * nothing is left running.
 */
int tn_proc_run(struct tn_arena *arena, struct tn_job *jobs, uint32_t count, uint32_t parallel,
	void (*done)(void *user, uint32_t job), void *user);

uint32_t tn_proc_cores(void); /* processors online, at least 1 */

#endif
