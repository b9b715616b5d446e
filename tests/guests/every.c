/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Every function of preview 1, called by hand without a library: prints its name and what it gives. */
#include <stddef.h>
#include <stdint.h>

#define WASI(name)                                                                                 \
	__attribute__((import_module("wasi_snapshot_preview1"), import_name(#name))) int32_t name

WASI(args_get)(void *, void *);
WASI(args_sizes_get)(void *, void *);
WASI(environ_get)(void *, void *);
WASI(environ_sizes_get)(void *, void *);
WASI(clock_res_get)(int32_t, void *);
WASI(clock_time_get)(int32_t, int64_t, void *);
WASI(fd_advise)(int32_t, int64_t, int64_t, int32_t);
WASI(fd_allocate)(int32_t, int64_t, int64_t);
WASI(fd_close)(int32_t);
WASI(fd_datasync)(int32_t);
WASI(fd_fdstat_get)(int32_t, void *);
WASI(fd_fdstat_set_flags)(int32_t, int32_t);
WASI(fd_fdstat_set_rights)(int32_t, int64_t, int64_t);
WASI(fd_filestat_get)(int32_t, void *);
WASI(fd_filestat_set_size)(int32_t, int64_t);
WASI(fd_filestat_set_times)(int32_t, int64_t, int64_t, int32_t);
WASI(fd_pread)(int32_t, void *, int32_t, int64_t, void *);
WASI(fd_prestat_get)(int32_t, void *);
WASI(fd_prestat_dir_name)(int32_t, void *, int32_t);
WASI(fd_pwrite)(int32_t, const void *, int32_t, int64_t, void *);
WASI(fd_read)(int32_t, void *, int32_t, void *);
WASI(fd_readdir)(int32_t, void *, int32_t, int64_t, void *);
WASI(fd_renumber)(int32_t, int32_t);
WASI(fd_seek)(int32_t, int64_t, int32_t, void *);
WASI(fd_sync)(int32_t);
WASI(fd_tell)(int32_t, void *);
WASI(fd_write)(int32_t, const void *, int32_t, void *);
WASI(path_create_directory)(int32_t, const void *, int32_t);
WASI(path_filestat_get)(int32_t, int32_t, const void *, int32_t, void *);
WASI(path_filestat_set_times)(int32_t, int32_t, const void *, int32_t, int64_t, int64_t, int32_t);
WASI(path_link)(int32_t, int32_t, const void *, int32_t, int32_t, const void *, int32_t);
WASI(path_open)(
	int32_t, int32_t, const void *, int32_t, int32_t, int64_t, int64_t, int32_t, void *);
WASI(path_readlink)(int32_t, const void *, int32_t, void *, int32_t, void *);
WASI(path_remove_directory)(int32_t, const void *, int32_t);
WASI(path_rename)(int32_t, const void *, int32_t, int32_t, const void *, int32_t);
WASI(path_symlink)(const void *, int32_t, int32_t, const void *, int32_t);
WASI(path_unlink_file)(int32_t, const void *, int32_t);
WASI(poll_oneoff)(const void *, void *, int32_t, void *);
WASI(proc_raise)(int32_t);
WASI(sched_yield)(void);
WASI(random_get)(void *, int32_t);
WASI(sock_accept)(int32_t, int32_t, void *);
WASI(sock_recv)(int32_t, void *, int32_t, int32_t, void *, void *);
WASI(sock_send)(int32_t, const void *, int32_t, int32_t, void *);
WASI(sock_shutdown)(int32_t, int32_t);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_exit"))) _Noreturn void
proc_exit(int32_t);

struct bytes {
	const void *at;
	uint32_t size;
};

static void print(const char *text)
{
	struct bytes bytes = { text, 0 };
	uint32_t done;

	while (text[bytes.size])
		bytes.size++;
	if (fd_write(1, &bytes, 1, &done) != 0 || done != bytes.size)
		proc_exit(2);
}

static void result(const char *name, int32_t error)
{
	char text[4] = { (char)('0' + error / 10 % 10), (char)('0' + error % 10), '\n', 0 };

	print(name);
	print(" ");
	print(text);
}
#define CALL(function, ...) result(#function, function(__VA_ARGS__))

/* preview 1 `subscription`: a clock, 1 ms from now; an event on a descriptor. */
static _Alignas(8) struct {
	uint64_t userdata;
	uint8_t tag;
	_Alignas(8) uint32_t id;
	uint64_t timeout, precision;
	uint16_t flags;
} subscriptions[2] = { { 11, 0, 1, 1000000, 0, 0 }, { 12, 1, 9, 0, 0, 0 } };
static struct {
	uint64_t userdata;
	uint16_t error;
	uint8_t type;
	uint64_t size;
	uint16_t flags;
} events[2];

static char buffer[1024];
static uint64_t words[8];

__attribute__((export_name("_start"))) void start(void)
{
	struct bytes bytes = { buffer, 5 };

	CALL(args_sizes_get, words, words + 1);
	CALL(args_get, words, buffer);
	CALL(environ_sizes_get, words, words + 1);
	CALL(environ_get, words, buffer);
	CALL(clock_res_get, 0, words);
	CALL(clock_res_get, 1, words);
	CALL(clock_res_get, 2, words);
	CALL(clock_time_get, 0, 0, words);
	CALL(clock_time_get, 1, 0, words);
	CALL(clock_time_get, 7, 0, words);
	CALL(fd_advise, 0, 0, 0, 0);
	CALL(fd_allocate, 1, 0, 0);
	CALL(fd_datasync, 1);
	CALL(fd_fdstat_get, 1, words);
	CALL(fd_fdstat_get, 3, words);
	CALL(fd_fdstat_set_flags, 0, 0);
	CALL(fd_fdstat_set_flags, 0, 4);
	CALL(fd_fdstat_set_rights, 0, 0, 0);
	CALL(fd_filestat_get, 2, buffer);
	CALL(fd_filestat_set_size, 1, 0);
	CALL(fd_filestat_set_times, 1, 0, 0, 0);
	CALL(fd_pread, 0, &bytes, 1, 0, words);
	CALL(fd_prestat_get, 3, words);
	CALL(fd_prestat_dir_name, 3, buffer, 5);
	CALL(fd_pwrite, 1, &bytes, 1, 0, words);
	CALL(fd_readdir, 0, buffer, 5, 0, words);
	CALL(fd_seek, 0, 0, 0, words);
	CALL(fd_sync, 1);
	CALL(fd_tell, 0, words);
	CALL(path_create_directory, 3, "a", 1);
	CALL(path_filestat_get, 0, 0, "a", 1, buffer);
	CALL(path_filestat_set_times, 3, 0, "a", 1, 0, 0, 0);
	CALL(path_link, 3, 0, "a", 1, 3, "b", 1);
	CALL(path_open, 3, 0, "a", 1, 0, 0, 0, 0, words);
	CALL(path_readlink, 3, "a", 1, buffer, 5, words);
	CALL(path_remove_directory, 3, "a", 1);
	CALL(path_rename, 3, "a", 1, 3, "b", 1);
	CALL(path_symlink, "a", 1, 3, "b", 1);
	CALL(path_unlink_file, 3, "a", 1);
	CALL(proc_raise, 6);
	CALL(sched_yield);
	CALL(random_get, buffer, 77);
	CALL(sock_accept, 3, 0, words);
	CALL(sock_recv, 0, &bytes, 1, 0, words, words + 1);
	CALL(sock_send, 1, &bytes, 1, 0, words);
	CALL(sock_shutdown, 1, 0);

	CALL(poll_oneoff, subscriptions, events, 0, words);
	CALL(poll_oneoff, subscriptions, events, 1, words);
	result("events", (int32_t)words[0]);
	result("userdata", (int32_t)events[0].userdata);
	result("error", events[0].error);
	CALL(poll_oneoff, subscriptions, events, 2,
		words); /* a bad descriptor is an event at once */
	result("events", (int32_t)words[0]);
	result("userdata", (int32_t)events[0].userdata);
	result("error", events[0].error);

	CALL(fd_read, 0, &bytes, 1, words);
	result("read", (int32_t)words[0]);
	print(buffer[0] == 'h' && buffer[4] == 'o' ? "hello\n" : "not hello\n");
	/* A buffer at the very bottom of the memory, where the adapter borrows its 12 bytes. */
	struct bytes bottom = { (void *)4, 6 };
	CALL(fd_read, 0, &bottom, 1, words);
	result("read", (int32_t)words[0]);
	uint8_t *volatile low = (uint8_t *)4;
	print(low[0] == ',' && low[5] == 'd' ? ", wood\n" : "not wood\n");
	bottom.size = 6;
	CALL(fd_write, 2, &bottom, 1, words);
	CALL(fd_read, 0, &bytes, 1, words);
	result("read", (int32_t)words[0]);
	CALL(fd_read, 1, &bytes, 1, words);
	CALL(fd_write, 0, &bytes, 1, words);
	/* Standard error is standard output from here on, and 1 is closed. */
	bytes.size = 5;
	if (fd_renumber(1, 2) != 0 || fd_write(1, &bytes, 1, words) != 8 ||
		fd_write(2, &bytes, 1, words) != 0 || fd_close(1) != 8 || fd_close(2) != 0)
		proc_exit(3);
	proc_exit(0);
}
