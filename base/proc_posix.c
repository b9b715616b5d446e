/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Child processes on POSIX: posix_spawn, one poll loop for all pipes. Jobs in, their output out. */
#define _XOPEN_SOURCE 700

#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { TO_CHILD, FROM_CHILD, ERRORS, PIPES };

#ifdef MSG_NOSIGNAL
#define SEND_FLAGS MSG_NOSIGNAL
#else
#define SEND_FLAGS 0
#endif

#define ERRORS_CAP (64u << 10)

struct child {
	uint32_t job;
	pid_t pid;
	int fd[PIPES]; /* our ends; -1 once closed */
	size_t sent;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int prepare(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
		fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		return errno;
	return 0;
}

/* Standard input is a socket pair, since a child that dies early must not raise SIGPIPE here. */
static int open_pipes(int ours[PIPES], int theirs[PIPES])
{
	int pair[2];
	for (int i = 0; i < PIPES; i++)
		ours[i] = theirs[i] = -1;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return errno;
	ours[TO_CHILD] = pair[0];
	theirs[TO_CHILD] = pair[1];
#ifdef SO_NOSIGPIPE
	setsockopt(pair[0], SOL_SOCKET, SO_NOSIGPIPE, &(int){ 1 }, sizeof(int));
#endif
	for (int i = FROM_CHILD; i < PIPES; i++) {
		if (pipe(pair) != 0)
			return errno;
		ours[i] = pair[0];
		theirs[i] = pair[1];
	}
	for (int i = 0; i < PIPES; i++) {
		int error = prepare(ours[i]);
		if (error == 0 && fcntl(theirs[i], F_SETFD, FD_CLOEXEC) < 0)
			error = errno;
		if (error)
			return error;
	}
	return 0;
}

static int spawn(struct child *child, const struct tn_job *job)
{
	posix_spawn_file_actions_t actions;
	int theirs[PIPES];
	int error = open_pipes(child->fd, theirs);
	if (error == 0 && (error = posix_spawn_file_actions_init(&actions)) == 0) {
		for (int i = 0; i < PIPES && error == 0; i++)
			error = posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
		if (error == 0) {
			/* The signature wants mutable strings but promises not to touch them. */
			union {
				const char *const *in;
				char *const *out;
			} argv = { job->argv };
			error = posix_spawn(
				&child->pid, job->argv[0], &actions, NULL, argv.out, environ);
		}
		posix_spawn_file_actions_destroy(&actions);
	}
	for (int i = 0; i < PIPES; i++) {
		close_fd(&theirs[i]);
		if (error)
			close_fd(&child->fd[i]);
	}
	return error;
}

static void feed(struct child *child, const struct tn_job *job)
{
	ssize_t n = 0;
	if (child->sent < job->input.len) {
		n = send(child->fd[TO_CHILD], job->input.ptr + child->sent,
			job->input.len - child->sent, SEND_FLAGS);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n > 0)
			child->sent += (size_t)n;
	}
	/* Done, or the child no longer listens: its exit status will say why. */
	if (n < 0 || child->sent == job->input.len)
		close_fd(&child->fd[TO_CHILD]);
}

static void drain(int *fd, struct tn_buf *into, size_t cap)
{
	uint8_t block[1 << 16];
	for (;;) {
		ssize_t n = read(*fd, block, sizeof block);
		if (n > 0) {
			size_t room = cap > into->len ? cap - into->len : 0;
			tn_buf_bytes(into, block, (size_t)n < room ? (size_t)n : room);
			continue;
		}
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			close_fd(fd);
		return;
	}
}

static void reap(struct child *child, struct tn_job *job)
{
	int status = 0;
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	job->end = WIFSIGNALED(status) ? TN_JOB_KILLED : TN_JOB_EXITED;
	job->number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

/* Waits for something to happen and moves bytes; children that closed their output are reaped. */
static int turn(struct child *children, uint32_t *live, struct tn_job *jobs, struct pollfd *polls,
	void (*done)(void *user, uint32_t job), void *user)
{
	for (uint32_t i = 0; i < *live; i++)
		for (int p = 0; p < PIPES; p++)
			polls[i * PIPES + (uint32_t)p] = (struct pollfd){ .fd = children[i].fd[p],
				.events = p == TO_CHILD ? POLLOUT : POLLIN };
	if (poll(polls, (nfds_t)*live * PIPES, -1) < 0 && errno != EINTR)
		return errno;
	for (uint32_t i = *live; i-- > 0;) {
		struct child *child = &children[i];
		struct tn_job *job = &jobs[child->job];
		if (polls[i * PIPES + TO_CHILD].revents && child->fd[TO_CHILD] >= 0)
			feed(child, job);
		if (polls[i * PIPES + FROM_CHILD].revents && child->fd[FROM_CHILD] >= 0)
			drain(&child->fd[FROM_CHILD], &job->output, job->most ? job->most : SIZE_MAX);
		if (polls[i * PIPES + ERRORS].revents && child->fd[ERRORS] >= 0)
			drain(&child->fd[ERRORS], &job->errors, ERRORS_CAP);
		if (child->fd[FROM_CHILD] >= 0 || child->fd[ERRORS] >= 0)
			continue;
		close_fd(&child->fd[TO_CHILD]);
		reap(child, job);
		uint32_t which = child->job;
		children[i] = children[--*live];
		if (done)
			done(user, which);
	}
	return 0;
}

/* What is running; in the arena, so that a jump out of the loop finds it as it is. */
struct run {
	struct tn_job *jobs;
	struct child *children;
	struct pollfd *polls;
	uint32_t live, next, count, parallel;
};

/* Nothing is left running, and no handle open. */
static void stop(struct run *run)
{
	for (uint32_t i = 0; i < run->live; i++) {
		kill(run->children[i].pid, SIGKILL);
		for (int p = 0; p < PIPES; p++)
			close_fd(&run->children[i].fd[p]);
		reap(&run->children[i], &run->jobs[run->children[i].job]);
	}
	run->live = 0;
}

static int run_all(struct tn_arena *arena, struct run *run,
	void (*done)(void *user, uint32_t job), void *user)
{
	int error = 0;
	while (error == 0 && (run->next < run->count || run->live > 0)) {
		while (run->next < run->count && run->live < run->parallel) {
			struct tn_job *job = &run->jobs[run->next];
			struct child *child = &run->children[run->live];
			*child = (struct child){ .job = run->next++ };
			job->output = tn_buf_new(arena);
			job->errors = tn_buf_new(arena);
			int failed = spawn(child, job);
			if (failed == 0) {
				run->live++;
				continue;
			}
			job->end = TN_JOB_NOT_RUN;
			job->number = failed;
			if (done)
				done(user, child->job);
		}
		if (run->live > 0)
			error = turn(run->children, &run->live, run->jobs, run->polls, done, user);
	}
	return error;
}

int tn_proc_run(struct tn_arena *arena, struct tn_job *jobs, uint32_t count, uint32_t parallel,
	void (*done)(void *user, uint32_t job), void *user)
{
	struct run *run = TN_NEW(arena, struct run);
	run->jobs = jobs;
	run->count = count;
	run->parallel = parallel ? parallel : 1;
	run->children = TN_NEWN(arena, struct child, run->parallel);
	run->polls = TN_NEWN(arena, struct pollfd, (size_t)run->parallel * PIPES);

	/* When memory runs out the children end first, then the jump goes on to the public entry. */
	jmp_buf here, *outer = arena->heap->oom;
	if (outer && setjmp(here)) {
		arena->heap->oom = outer;
		stop(run);
		tn_mem_oom(arena->heap);
	}
	if (outer)
		arena->heap->oom = &here;
	int error = run_all(arena, run, done, user);
	arena->heap->oom = outer;
	stop(run);
	return error;
}

uint32_t tn_proc_cores(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : (uint32_t)n;
}
