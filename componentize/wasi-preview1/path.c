/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Paths and sockets: no descriptor is a directory or a socket, and each function says which it missed. */
#include "preview1.h"

static wasi_errno no_directory(uint32_t fd)
{
	return fd_stream(fd) == STREAM_NONE ? E_BADF : E_NOTDIR;
}

static wasi_errno no_socket(uint32_t fd)
{
	return fd_stream(fd) == STREAM_NONE ? E_BADF : E_NOTSOCK;
}

EXPORT("path_create_directory")
wasi_errno path_create_directory(uint32_t fd, guest path, uint32_t size)
{
	(void)path, (void)size;
	return no_directory(fd);
}
EXPORT("path_filestat_get")
wasi_errno path_filestat_get(uint32_t fd, uint32_t flags, guest path, uint32_t size, guest out)
{
	(void)flags, (void)path, (void)size, (void)out;
	return no_directory(fd);
}
EXPORT("path_filestat_set_times")
wasi_errno path_filestat_set_times(uint32_t fd, uint32_t flags, guest path, uint32_t size,
	uint64_t access, uint64_t change, uint32_t which)
{
	(void)flags, (void)path, (void)size, (void)access, (void)change, (void)which;
	return no_directory(fd);
}
EXPORT("path_link")
wasi_errno path_link(uint32_t from_fd, uint32_t flags, guest from, uint32_t from_size,
	uint32_t to_fd, guest to, uint32_t to_size)
{
	(void)flags, (void)from, (void)from_size, (void)to_fd, (void)to, (void)to_size;
	return no_directory(from_fd);
}
EXPORT("path_open")
wasi_errno path_open(uint32_t fd, uint32_t dirflags, guest path, uint32_t size, uint32_t oflags,
	uint64_t rights, uint64_t inheriting, uint32_t fdflags, guest out)
{
	(void)dirflags, (void)path, (void)size, (void)oflags;
	(void)rights, (void)inheriting, (void)fdflags, (void)out;
	return no_directory(fd);
}
EXPORT("path_readlink")
wasi_errno path_readlink(
	uint32_t fd, guest path, uint32_t size, guest buf, uint32_t buf_size, guest out)
{
	(void)path, (void)size, (void)buf, (void)buf_size, (void)out;
	return no_directory(fd);
}
EXPORT("path_remove_directory")
wasi_errno path_remove_directory(uint32_t fd, guest path, uint32_t size)
{
	(void)path, (void)size;
	return no_directory(fd);
}
EXPORT("path_rename")
wasi_errno path_rename(uint32_t from_fd, guest from, uint32_t from_size, uint32_t to_fd, guest to,
	uint32_t to_size)
{
	(void)from, (void)from_size, (void)to_fd, (void)to, (void)to_size;
	return no_directory(from_fd);
}
EXPORT("path_symlink")
wasi_errno path_symlink(guest from, uint32_t from_size, uint32_t fd, guest to, uint32_t to_size)
{
	(void)from, (void)from_size, (void)to, (void)to_size;
	return no_directory(fd);
}
EXPORT("path_unlink_file") wasi_errno path_unlink_file(uint32_t fd, guest path, uint32_t size)
{
	(void)path, (void)size;
	return no_directory(fd);
}

EXPORT("sock_accept") wasi_errno sock_accept(uint32_t fd, uint32_t flags, guest out)
{
	(void)flags, (void)out;
	return no_socket(fd);
}
EXPORT("sock_recv")
wasi_errno sock_recv(
	uint32_t fd, guest iovs, uint32_t count, uint32_t flags, guest out, guest out_flags)
{
	(void)iovs, (void)count, (void)flags, (void)out, (void)out_flags;
	return no_socket(fd);
}
EXPORT("sock_send")
wasi_errno sock_send(uint32_t fd, guest iovs, uint32_t count, uint32_t flags, guest out)
{
	(void)iovs, (void)count, (void)flags, (void)out;
	return no_socket(fd);
}
EXPORT("sock_shutdown") wasi_errno sock_shutdown(uint32_t fd, uint32_t how)
{
	(void)how;
	return no_socket(fd);
}
