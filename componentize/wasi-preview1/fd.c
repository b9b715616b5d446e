/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * File descriptors. There are three, the standard streams; there are no directories to open others
 * from, so every other number is a bad one. What makes no sense on a stream says so.
 */
#include "preview1.h"

WASI("cli/stdin", "get-stdin") int32_t get_stdin(void);
WASI("cli/stdout", "get-stdout") int32_t get_stdout(void);
WASI("cli/stderr", "get-stderr") int32_t get_stderr(void);
WASI("io/streams", "[resource-drop]input-stream") void drop_input_stream(int32_t);
WASI("io/streams", "[resource-drop]output-stream") void drop_output_stream(int32_t);

/* A handle may be 0, so whether it was asked for is noted beside it. */
static struct {
	int32_t handle;
	bool is_open;
} streams[STREAM_COUNT];

/* Which stream a descriptor is, counted from the one it is at the start; fd_renumber moves them. */
static uint8_t moved[STREAM_COUNT];

enum stream fd_stream(uint32_t fd)
{
	return fd < STREAM_COUNT ? (fd + moved[fd]) & 3 : STREAM_NONE;
}

static void set_stream(uint32_t fd, enum stream which)
{
	moved[fd] = (which - fd) & 3;
}

int32_t fd_input(void)
{
	if (!streams[STREAM_IN].is_open) {
		streams[STREAM_IN].handle = get_stdin();
		streams[STREAM_IN].is_open = true;
	}
	return streams[STREAM_IN].handle;
}

int32_t fd_output(enum stream which)
{
	if (!streams[which].is_open) {
		streams[which].handle = which == STREAM_OUT ? get_stdout() : get_stderr();
		streams[which].is_open = true;
	}
	return streams[which].handle;
}

EXPORT("fd_close") wasi_errno fd_close(uint32_t fd)
{
	enum stream which = fd_stream(fd);

	if (which == STREAM_NONE)
		return E_BADF;
	if (streams[which].is_open) {
		if (inside())
			return E_AGAIN;
		if (which == STREAM_IN)
			drop_input_stream(streams[which].handle);
		else
			drop_output_stream(streams[which].handle);
		streams[which].is_open = false;
	}
	set_stream(fd, STREAM_NONE);
	return OK;
}

EXPORT("fd_renumber") wasi_errno fd_renumber(uint32_t from, uint32_t to)
{
	if (fd_stream(from) == STREAM_NONE || fd_stream(to) == STREAM_NONE)
		return E_BADF;
	if (from == to)
		return OK;
	wasi_errno error = fd_close(to);
	if (error != OK)
		return error;
	set_stream(to, fd_stream(from));
	set_stream(from, STREAM_NONE);
	return OK;
}

/* What kind of file: preview 1 `filetype`, where a terminal is a character device and a pipe has no word. */
enum { FILETYPE_UNKNOWN = 0, FILETYPE_CHARACTER_DEVICE = 2 };

#ifdef PROXY
static uint32_t filetype(enum stream which)
{
	(void)which;
	return FILETYPE_UNKNOWN;
}
#else
struct option_handle {
	uint8_t is_some;
	int32_t handle;
};
WASI("cli/terminal-stdin", "get-terminal-stdin") void get_terminal_stdin(struct option_handle *out);
WASI("cli/terminal-stdout", "get-terminal-stdout")
void get_terminal_stdout(struct option_handle *out);
WASI("cli/terminal-stderr", "get-terminal-stderr")
void get_terminal_stderr(struct option_handle *out);
WASI("cli/terminal-input", "[resource-drop]terminal-input") void drop_terminal_input(int32_t);
WASI("cli/terminal-output", "[resource-drop]terminal-output") void drop_terminal_output(int32_t);

static uint32_t filetype(enum stream which)
{
	static struct {
		bool is_known;
		uint8_t type;
	} types[STREAM_COUNT];
	struct option_handle terminal = { 0 };

	if (types[which].is_known || inside())
		return types[which].type;
	if (which == STREAM_IN)
		get_terminal_stdin(&terminal);
	else if (which == STREAM_OUT)
		get_terminal_stdout(&terminal);
	else
		get_terminal_stderr(&terminal);
	if (terminal.is_some && which == STREAM_IN)
		drop_terminal_input(terminal.handle);
	else if (terminal.is_some)
		drop_terminal_output(terminal.handle);
	types[which].type = terminal.is_some ? FILETYPE_CHARACTER_DEVICE : FILETYPE_UNKNOWN;
	types[which].is_known = true;
	return types[which].type;
}
#endif

/* preview 1 `rights`: no seek and no tell, by which isatty() knows a stream. */
enum { RIGHT_FD_READ = 1 << 1, RIGHT_FD_WRITE = 1 << 6, RIGHT_POLL = 1 << 27 };

EXPORT("fd_fdstat_get") wasi_errno fd_fdstat_get(uint32_t fd, guest out)
{
	enum stream which = fd_stream(fd);

	if (which == STREAM_NONE)
		return E_BADF;
	store64(out, filetype(which)); /* and no flags */
	store64(out + 8, (which == STREAM_IN ? RIGHT_FD_READ : RIGHT_FD_WRITE) | RIGHT_POLL);
	store64(out + 16, 0);
	return OK;
}

EXPORT("fd_filestat_get") wasi_errno fd_filestat_get(uint32_t fd, guest out)
{
	enum stream which = fd_stream(fd);

	if (which == STREAM_NONE)
		return E_BADF;
	for (uint32_t at = 0; at < 64; at += 8)
		store64(out + at, 0);
	store8(out + 16, filetype(which));
	return OK;
}

/* A stream reads and writes blocking or not at all: asking for anything else is refused. */
EXPORT("fd_fdstat_set_flags") wasi_errno fd_fdstat_set_flags(uint32_t fd, uint32_t flags)
{
	if (fd_stream(fd) == STREAM_NONE)
		return E_BADF;
	return flags == 0 ? OK : E_NOTSUP;
}

/* What is no file has no place in it, no size, no times, no entries. */
static wasi_errno on_stream(uint32_t fd, wasi_errno error)
{
	return fd_stream(fd) == STREAM_NONE ? E_BADF : error;
}

EXPORT("fd_advise")
wasi_errno fd_advise(uint32_t fd, uint64_t offset, uint64_t size, uint32_t advice)
{
	(void)offset, (void)size, (void)advice;
	return on_stream(fd, E_SPIPE);
}
EXPORT("fd_allocate") wasi_errno fd_allocate(uint32_t fd, uint64_t offset, uint64_t size)
{
	(void)offset, (void)size;
	return on_stream(fd, E_SPIPE);
}
EXPORT("fd_datasync") wasi_errno fd_datasync(uint32_t fd)
{
	return on_stream(fd, E_INVAL);
}
EXPORT("fd_sync") wasi_errno fd_sync(uint32_t fd)
{
	return on_stream(fd, E_INVAL);
}
EXPORT("fd_fdstat_set_rights")
wasi_errno fd_fdstat_set_rights(uint32_t fd, uint64_t base, uint64_t inheriting)
{
	(void)base, (void)inheriting;
	return on_stream(fd, E_NOTSUP);
}
EXPORT("fd_filestat_set_size") wasi_errno fd_filestat_set_size(uint32_t fd, uint64_t size)
{
	(void)size;
	return on_stream(fd, E_INVAL);
}
EXPORT("fd_filestat_set_times")
wasi_errno fd_filestat_set_times(uint32_t fd, uint64_t access, uint64_t change, uint32_t flags)
{
	(void)access, (void)change, (void)flags;
	return on_stream(fd, E_NOTSUP);
}
EXPORT("fd_pread")
wasi_errno fd_pread(uint32_t fd, guest iovs, uint32_t count, uint64_t offset, guest out)
{
	(void)iovs, (void)count, (void)offset, (void)out;
	return on_stream(fd, E_SPIPE);
}
EXPORT("fd_pwrite")
wasi_errno fd_pwrite(uint32_t fd, guest iovs, uint32_t count, uint64_t offset, guest out)
{
	(void)iovs, (void)count, (void)offset, (void)out;
	return on_stream(fd, E_SPIPE);
}
EXPORT("fd_readdir")
wasi_errno fd_readdir(uint32_t fd, guest buf, uint32_t size, uint64_t cookie, guest out)
{
	(void)buf, (void)size, (void)cookie, (void)out;
	return on_stream(fd, E_NOTDIR);
}
EXPORT("fd_seek") wasi_errno fd_seek(uint32_t fd, int64_t offset, uint32_t whence, guest out)
{
	(void)offset, (void)whence, (void)out;
	return on_stream(fd, E_SPIPE);
}
EXPORT("fd_tell") wasi_errno fd_tell(uint32_t fd, guest out)
{
	(void)out;
	return on_stream(fd, E_SPIPE);
}
/* No preopened directory: a start-up that counts from 3 finds the end at once. */
EXPORT("fd_prestat_get") wasi_errno fd_prestat_get(uint32_t fd, guest out)
{
	(void)fd, (void)out;
	return E_BADF;
}
EXPORT("fd_prestat_dir_name") wasi_errno fd_prestat_dir_name(uint32_t fd, guest path, uint32_t size)
{
	(void)fd, (void)path, (void)size;
	return E_BADF;
}
