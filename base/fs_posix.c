/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The file seam on POSIX: reading. No handle stays open when memory runs out: it is asked for before. */
#define _DEFAULT_SOURCE /* madvise: POSIX's own does nothing in some C libraries */
#define _XOPEN_SOURCE 700
#include "base/fs_posix.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static enum tn_fs_kind kind_of(mode_t mode)
{
	return S_ISREG(mode) ? TN_FS_FILE : S_ISDIR(mode) ? TN_FS_DIR : TN_FS_OTHER;
}

static int posix_stat(void *user, const char *path, enum tn_fs_kind *kind, uint64_t *size)
{
	(void)user;
	struct stat st;
	*kind = TN_FS_NONE;
	*size = 0;
	if (strcmp(path, "-") == 0) {
		*kind = TN_FS_OTHER;
		return 0;
	}
	if (stat(path, &st) != 0)
		return errno == ENOTDIR ? ENOENT : errno;
	*kind = kind_of(st.st_mode);
	*size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
	return 0;
}

int tn_fs_posix_some(int fd, void *into, size_t len, size_t *got)
{
	for (;;) {
		ssize_t n = read(fd, into, len);
		if (n < 0 && errno == EINTR)
			continue;
		*got = n > 0 ? (size_t)n : 0;
		return n < 0 ? errno : 0;
	}
}

/* Out of memory while a file is open: the file is closed, then the jump goes on. */
struct guard {
	struct tn_heap *heap;
	jmp_buf *outer, here;
	int fd;
};

static int read_all(int fd, struct tn_arena *arena, uint64_t limit, struct tn_bytes *out)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return errno;
	if (S_ISDIR(st.st_mode))
		return EISDIR;
	bool has_size = S_ISREG(st.st_mode) && st.st_size > 0;
	if (has_size && (uint64_t)st.st_size > limit)
		return EFBIG;
	/* One byte for the NUL, one more so that the end is seen without growing. */
	size_t cap = has_size ? (size_t)st.st_size + 2 : 64u << 10, len = 0, got;
	uint8_t *bytes = tn_mem_raw(arena, cap);
	for (;;) {
		int error = tn_fs_posix_some(fd, bytes + len, cap - len - 1, &got);
		if (error)
			return error;
		if (!got)
			break;
		len += got;
		if (len > limit)
			return EFBIG;
		if (has_size && len == (size_t)st.st_size)
			break;
		if (cap - len < 2) {
			bytes = tn_mem_grow_raw(arena, bytes, cap, cap * 2);
			cap *= 2;
		}
	}
	bytes[len] = 0;
	*out = (struct tn_bytes){ bytes, len };
	return 0;
}

static int posix_read(
	void *user, struct tn_arena *arena, const char *path, uint64_t limit, struct tn_bytes *out)
{
	(void)user;
	*out = (struct tn_bytes){ NULL, 0 };
	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, arena, limit, out);
	struct guard guard = { .heap = arena->heap, .outer = arena->heap->oom };
	guard.fd = open(path, O_RDONLY | O_CLOEXEC);
	if (guard.fd < 0)
		return errno;
	if (setjmp(guard.here)) {
		close(guard.fd);
		guard.heap->oom = guard.outer;
		tn_mem_oom(guard.heap);
	}
	guard.heap->oom = &guard.here;
	int error = read_all(guard.fd, arena, limit, out);
	guard.heap->oom = guard.outer;
	close(guard.fd);
	return error;
}

/* ---- mappings ---- */

/* Below this size a copy is as fast. */
enum { LEAST_MAPPED = 256 << 10 };

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/* What a mapping of `len` bytes takes: whole pages, and always a byte behind the end. */
static size_t mapped_size(size_t len)
{
	return (len / page_size() + 1) * page_size();
}

static bool is_worth_mapping(const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_size >= LEAST_MAPPED;
}

static int map_open(int fd, uint64_t limit, struct tn_bytes *out)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return errno;
	if (!is_worth_mapping(&st))
		return ENOTSUP;
	if ((uint64_t)st.st_size > limit)
		return EFBIG;
	/* Zeros first, the file over them: the NUL is there even when the file fills its last page. */
	size_t len = (size_t)st.st_size, size = mapped_size(len);
	void *room = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED)
		return ENOTSUP;
	if (mmap(room, len, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED) {
		munmap(room, size);
		return ENOTSUP; /* a file system without mappings */
	}
	*out = (struct tn_bytes){ room, len };
	return 0;
}

static int posix_map(void *user, const char *path, uint64_t limit, struct tn_bytes *out)
{
	(void)user;
	struct stat st; /* asked for before: a pipe can be opened only once */
	if (strcmp(path, "-") == 0 || stat(path, &st) != 0 || !is_worth_mapping(&st))
		return ENOTSUP;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	int error = map_open(fd, limit, out);
	close(fd);
	return error;
}

static void posix_unmap(void *user, struct tn_bytes mapped)
{
	(void)user;
	munmap((void *)(uintptr_t)mapped.ptr, mapped_size(mapped.len));
}

/* A page where `part` begins goes along: parts come in order, and what lies before is done. */
static void posix_release(void *user, struct tn_bytes part)
{
	(void)user;
	uintptr_t page = page_size();
	uintptr_t from = (uintptr_t)part.ptr / page * page;
	uintptr_t to = ((uintptr_t)part.ptr + part.len) / page * page;
	if (to > from)
		madvise((void *)from, to - from, MADV_DONTNEED);
}

/* ---- folders ---- */

static int by_name(const void *a, const void *b)
{
	return tn_str_cmp(((const struct tn_dirent *)a)->name, ((const struct tn_dirent *)b)->name);
}

/* What most file systems say of their own accord; else TN_FS_NONE. */
static enum tn_fs_kind listed_kind(const struct dirent *entry)
{
#ifdef DT_REG
	if (entry->d_type == DT_REG)
		return TN_FS_FILE;
	if (entry->d_type == DT_DIR)
		return TN_FS_DIR;
#else
	(void)entry;
#endif
	return TN_FS_NONE;
}

static int list_all(DIR *dir, struct tn_arena *arena, struct tn_dir *out)
{
	for (;;) {
		errno = 0;
		struct dirent *entry = readdir(dir);
		if (!entry)
			return errno;
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		bool is_link = false;
		enum tn_fs_kind kind = listed_kind(entry);
		if (kind == TN_FS_NONE) {
			struct stat st;
			if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
				continue; /* gone meanwhile */
			is_link = S_ISLNK(st.st_mode);
			/* A link that leads nowhere is nothing. */
			if (!is_link || fstatat(dirfd(dir), entry->d_name, &st, 0) == 0)
				kind = kind_of(st.st_mode);
		}
		struct tn_str name = tn_str_copy(arena, tn_str_of(entry->d_name));
		*TN_PUSH(arena, &out->list) = (struct tn_dirent){ name, kind, is_link };
	}
}

static int posix_list(void *user, struct tn_arena *arena, const char *path, struct tn_dir *out)
{
	(void)user;
	*out = (struct tn_dir){ 0 };
	jmp_buf *outer = arena->heap->oom, here;
	DIR *dir = opendir(path);
	if (!dir)
		return errno;
	if (setjmp(here)) {
		closedir(dir);
		arena->heap->oom = outer;
		tn_mem_oom(arena->heap);
	}
	arena->heap->oom = &here;
	int error = list_all(dir, arena, out);
	arena->heap->oom = outer;
	closedir(dir);
	if (!error && out->list.len)
		qsort(out->list.ptr, out->list.len, sizeof *out->list.ptr, by_name);
	return error;
}

/* ---- the whole ---- */

static int make_one(const char *path)
{
	struct stat st;
	if (mkdir(path, 0777) == 0)
		return 0;
	int error = errno;
	if (error == EEXIST)
		return stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? 0 : ENOTDIR;
	return error;
}

static int posix_make_dir(void *user, const char *path)
{
	(void)user;
	size_t len = strlen(path);
	char *part = malloc(len + 1);
	if (!part)
		return ENOMEM;
	int error = 0;
	for (size_t at = 1; at <= len && !error; at++) {
		if (path[at] != '/' && path[at] != 0)
			continue;
		memcpy(part, path, at);
		part[at] = 0;
		error = make_one(part);
	}
	free(part);
	return error;
}

void tn_fs_posix(struct tn_fs *fs)
{
	*fs = (struct tn_fs){
		.stat = posix_stat,
		.read = posix_read,
		.list = posix_list,
		.write = tn_fs_posix_write,
		.begin = tn_fs_posix_begin,
		.put = tn_fs_posix_put,
		.end = tn_fs_posix_end,
		.make_dir = posix_make_dir,
		.map = posix_map,
		.unmap = posix_unmap,
		.release = posix_release,
	};
}
