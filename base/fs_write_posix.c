/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The file seam on POSIX: writing, whole or piece by piece. A file is the old one or the new one at any time. */
#define _GNU_SOURCE /* O_TMPFILE, where there is one */
#include "base/fs_posix.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- where ---- */

enum { LINKS = 40, LINK_SIZE = 4096 }; /* as many as Linux follows, and as long */

/* What the link says that `path` is goes to `text`; false when it is none. */
static bool read_link(const char *path, char text[LINK_SIZE])
{
	ssize_t len = readlink(path, text, LINK_SIZE);
	if (len < 0 || len == LINK_SIZE)
		return false;
	text[len] = 0;
	return true;
}

/* What a link beside `path` means by `text`. Frees `path`. */
static char *beside(char *path, const char *text)
{
	const char *slash = *text == '/' ? NULL : strrchr(path, '/');
	size_t folder = slash ? (size_t)(slash + 1 - path) : 0, len = strlen(text);
	char *joined = malloc(folder + len + 1);
	if (joined) {
		memcpy(joined, path, folder);
		memcpy(joined + folder, text, len + 1);
	}
	free(path);
	return joined;
}

/* Where a file will be that is not there yet: at the end of the links that lead to it. */
static char *end_of_links(const char *path)
{
	char text[LINK_SIZE];
	char *at = strdup(path);
	for (int i = 0; at && i < LINKS && read_link(at, text); i++)
		at = beside(at, text);
	return at;
}

/* The file itself, which is replaced: a link to it stays a link. NULL, with errno, else to be freed. */
static char *target_of(const char *path, bool is_new)
{
	return is_new ? end_of_links(path) : realpath(path, NULL);
}

/* ---- whole ---- */

static int write_all(int fd, struct tn_bytes bytes)
{
	for (size_t at = 0; at < bytes.len;) {
		ssize_t n = write(fd, bytes.ptr + at, bytes.len - at);
		if (n < 0 && errno != EINTR)
			return errno;
		at += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* True when the open file holds exactly these bytes. */
static bool holds(int fd, struct tn_bytes bytes)
{
	char chunk[16384];
	size_t at = 0, got;
	while (tn_fs_posix_some(fd, chunk, sizeof chunk, &got) == 0) {
		if (!got)
			return at == bytes.len;
		if (got > bytes.len - at || memcmp(bytes.ptr + at, chunk, got) != 0)
			return false;
		at += got;
	}
	return false;
}

static bool is_unchanged(const char *path, const struct stat *st, struct tn_bytes bytes)
{
	if ((uint64_t)st->st_size != bytes.len)
		return false;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool same = fd >= 0 && holds(fd, bytes);
	if (fd >= 0)
		close(fd);
	return same;
}

enum { NEIGHBOUR_MORE = 64, ATTEMPTS = 1000 }; /* bytes that its name may be longer by; names to try */

/* A name beside `path`, short even where that of `path` is not. */
static bool name_neighbour(const char *path, unsigned attempt, char *neighbour, size_t size)
{
	const char *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash + 1 - path) : 0;
	int len = snprintf(neighbour, size, "%.*s.tenon.%ld.%u.tmp", folder, path, (long)getpid(), attempt);
	return len >= 0 && (size_t)len < size;
}

/* Opens a new file beside `path`; its name goes to `neighbour`. */
static int open_neighbour(const char *path, char *neighbour, size_t size)
{
	for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
		if (!name_neighbour(path, attempt, neighbour, size)) {
			errno = ENAMETOOLONG;
			return -1;
		}
		int fd = open(neighbour, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

/* Devices and pipes cannot be replaced: they are written to. */
static int write_through(const char *path, struct tn_bytes bytes)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	int error = write_all(fd, bytes);
	if (close(fd) != 0 && !error)
		error = errno;
	return error;
}

/* The neighbour, open and full, takes the place of `path`, with the rights of the old file; else it goes away. */
static int take_place(
	int fd, int error, const char *neighbour, const char *path, const struct stat *old)
{
	if (!error && old && fchmod(fd, old->st_mode & 07777) != 0)
		error = errno;
	if (close(fd) != 0 && !error)
		error = errno;
	if (!error && rename(neighbour, path) != 0)
		error = errno;
	if (error)
		unlink(neighbour);
	return error;
}

static int replace_now(const char *path, const struct stat *old, struct tn_bytes bytes)
{
	size_t size = strlen(path) + NEIGHBOUR_MORE;
	char *neighbour = malloc(size);
	if (!neighbour)
		return ENOMEM;
	int fd = open_neighbour(path, neighbour, size);
	int error = fd < 0 ? errno : take_place(fd, write_all(fd, bytes), neighbour, path, old);
	free(neighbour);
	return error;
}

/* Interrupts wait until a neighbour has become the file or is gone: nothing is left lying about. */
static bool hold_interrupts(sigset_t *before)
{
	sigset_t all;
	sigfillset(&all);
	return pthread_sigmask(SIG_SETMASK, &all, before) == 0;
}

static void let_interrupts(bool is_held, const sigset_t *before)
{
	if (is_held)
		pthread_sigmask(SIG_SETMASK, before, NULL);
}

static int replace(const char *path, const struct stat *old, struct tn_bytes bytes)
{
	sigset_t before;
	bool is_held = hold_interrupts(&before);
	int error = replace_now(path, old, bytes);
	let_interrupts(is_held, &before);
	return error;
}

int tn_fs_posix_write(void *user, const char *path, struct tn_bytes bytes, bool always)
{
	(void)user;
	struct stat st;
	bool is_new = stat(path, &st) != 0;
	if (is_new && errno != ENOENT)
		return errno;
	if (!is_new && S_ISDIR(st.st_mode))
		return EISDIR;
	if (!is_new && !S_ISREG(st.st_mode))
		return write_through(path, bytes);
	if (!is_new && !always && is_unchanged(path, &st, bytes))
		return 0;
	if (!is_new && access(path, W_OK) != 0) /* a folder that may be written to does not make the file so */
		return errno;
	char *target = target_of(path, is_new);
	if (!target)
		return errno;
	int error = replace(target, is_new ? NULL : &st, bytes);
	free(target);
	return error;
}

/* ---- piece by piece ---- */

struct tn_fs_file {
	int fd, error;
	char *path;  /* NULL: a device or a pipe, which is written to as it stands */
	bool is_new; /* there is no file at the path, and no `old` */
	struct stat old;
};

/*
 * A file without a name, in the folder of `path`: it is gone with us, however we end. Not all file systems know them:
 * then it had a name for a moment.
 */
static int open_nameless(const char *path)
{
	size_t size = strlen(path) + NEIGHBOUR_MORE;
	char *name = malloc(size);
	if (!name) {
		errno = ENOMEM;
		return -1;
	}
	int fd = -1;
#ifdef O_TMPFILE
	const char *slash = strrchr(path, '/');
	snprintf(name, size, "%.*s.", slash ? (int)(slash + 1 - path) : 0, path);
	fd = open(name, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
#endif
	if (fd < 0) {
		sigset_t before;
		bool is_held = hold_interrupts(&before);
		fd = open_neighbour(path, name, size);
		int error = errno;
		if (fd >= 0)
			unlink(name);
		let_interrupts(is_held, &before);
		errno = error;
	}
	free(name);
	return fd;
}

static int open_piecewise(struct tn_fs_file *file, const char *path)
{
	file->is_new = stat(path, &file->old) != 0;
	if (file->is_new && errno != ENOENT)
		return errno;
	if (!file->is_new && S_ISDIR(file->old.st_mode))
		return EISDIR;
	if (!file->is_new && !S_ISREG(file->old.st_mode)) {
		file->fd = open(path, O_WRONLY | O_CLOEXEC);
		return file->fd < 0 ? errno : 0;
	}
	if (!file->is_new && access(path, W_OK) != 0)
		return errno;
	file->path = target_of(path, file->is_new);
	if (!file->path)
		return errno;
	file->fd = open_nameless(file->path);
	if (file->fd >= 0)
		return 0;
	/* What would not change may lie in a folder where nothing may be written. */
	return !file->is_new && (errno == EACCES || errno == EROFS) ? ENOTSUP : errno;
}

static void free_file(struct tn_fs_file *file)
{
	free(file->path);
	free(file);
}

int tn_fs_posix_begin(void *user, const char *path, struct tn_fs_file **out)
{
	(void)user;
	struct tn_fs_file *file = calloc(1, sizeof *file);
	int error = file ? open_piecewise(file, path) : ENOMEM;
	*out = error ? NULL : file;
	if (error && file)
		free_file(file);
	return error;
}

int tn_fs_posix_put(struct tn_fs_file *file, struct tn_bytes piece)
{
	return write_all(file->fd, piece);
}

enum { CHUNK = 64 << 10 };

/* Hands the bytes of the open file over in pieces, until there is an error or a false. */
static int each_chunk(int fd, bool (*take)(void *user, struct tn_bytes piece), void *user)
{
	size_t got = 0;
	uint8_t *chunk = malloc(CHUNK);
	int error = chunk ? 0 : ENOMEM;
	if (!error && lseek(fd, 0, SEEK_SET) != 0)
		error = errno;
	while (!error) {
		error = tn_fs_posix_some(fd, chunk, CHUNK, &got);
		if (error || !got || !take(user, (struct tn_bytes){ chunk, got }))
			break;
	}
	free(chunk);
	return error;
}

struct other {
	int fd, error;
	bool differs;
};

static bool compare_chunk(void *user, struct tn_bytes piece)
{
	struct other *old = user;
	char chunk[4096];
	for (size_t at = 0, got; at < piece.len && !old->differs; at += got) {
		size_t more = piece.len - at < sizeof chunk ? piece.len - at : sizeof chunk;
		old->differs = tn_fs_posix_some(old->fd, chunk, more, &got) != 0 || !got ||
			       memcmp(chunk, piece.ptr + at, got) != 0;
	}
	return !old->differs;
}

static bool is_as_before(const struct tn_fs_file *file)
{
	struct stat now;
	if (file->is_new || fstat(file->fd, &now) != 0 || now.st_size != file->old.st_size)
		return false;
	struct other old = { .fd = open(file->path, O_RDONLY | O_CLOEXEC) };
	bool same = old.fd >= 0 && each_chunk(file->fd, compare_chunk, &old) == 0 && !old.differs;
	if (old.fd >= 0)
		close(old.fd);
	return same;
}

static bool copy_chunk(void *user, struct tn_bytes piece)
{
	struct other *new = user;
	new->error = write_all(new->fd, piece);
	return !new->error;
}

/* Gives the file a name beside its path; where that cannot be, its bytes are copied to one that has a name. */
static int give_name(struct tn_fs_file *file, char *name, size_t size)
{
#ifdef O_TMPFILE
	char self[64];
	snprintf(self, sizeof self, "/proc/self/fd/%d", file->fd);
	for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
		if (!name_neighbour(file->path, attempt, name, size))
			return ENAMETOOLONG;
		if (linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
#endif
	struct other copy = { .fd = open_neighbour(file->path, name, size) };
	if (copy.fd < 0)
		return errno;
	int error = each_chunk(file->fd, copy_chunk, &copy);
	close(file->fd);
	file->fd = copy.fd;
	file->error = error ? error : copy.error;
	return 0;
}

static int place(struct tn_fs_file *file)
{
	size_t size = strlen(file->path) + NEIGHBOUR_MORE;
	char *name = malloc(size);
	if (!name)
		return ENOMEM;
	sigset_t before;
	bool is_held = hold_interrupts(&before);
	int error = give_name(file, name, size);
	if (!error) {
		error = take_place(file->fd, file->error, name, file->path, file->is_new ? NULL : &file->old);
		file->fd = -1;
	}
	let_interrupts(is_held, &before);
	free(name);
	return error;
}

int tn_fs_posix_end(struct tn_fs_file *file, bool keep, bool always)
{
	int error = 0;
	if (keep && file->path && (always || !is_as_before(file)))
		error = place(file);
	if (file->fd >= 0 && close(file->fd) != 0 && !error && keep)
		error = errno;
	free_file(file);
	return error;
}
