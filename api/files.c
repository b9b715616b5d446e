/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Two layers of the file seam: the public callbacks as a tn_fs, and the added files over it. */
#include "api/files.h"

#include <errno.h>
#include <stdlib.h>

/* ---- the public seam as ours ---- */

static enum tn_fs_kind kind_in(enum tenon_kind kind)
{
	switch (kind) {
	case TENON_KIND_NONE:
		return TN_FS_NONE;
	case TENON_KIND_FILE:
		return TN_FS_FILE;
	case TENON_KIND_FOLDER:
		return TN_FS_DIR;
	case TENON_KIND_OTHER:
		break;
	}
	return TN_FS_OTHER;
}

static int given_stat(void *user, const char *path, enum tn_fs_kind *kind, uint64_t *size)
{
	const struct tenon_fs *fs = user;
	enum tenon_kind their_kind = TENON_KIND_NONE;
	*size = 0;
	int error = fs->stat(fs->user, path, &their_kind, size);
	*kind = kind_in(their_kind);
	return error;
}

/*
 * What a callback's `give` collects. Memory may run out in it, and a jump through foreign frames
 * is not ours to make: the jump is caught here and repeated behind the callback.
 */
struct pile {
	struct tn_buf bytes;
	struct tn_dir *dir;
	uint64_t limit;
	bool ran_out, too_big;
};

static void pile_bytes(void *to, const void *data, size_t size)
{
	struct pile *pile = to;
	struct tn_heap *heap = pile->bytes.arena->heap;
	jmp_buf *outer = heap->oom, here;
	pile->too_big = pile->too_big || size > pile->limit - pile->bytes.len;
	if (pile->ran_out || pile->too_big)
		return;
	if (setjmp(here)) {
		pile->ran_out = true;
	} else {
		heap->oom = &here;
		tn_buf_bytes(&pile->bytes, data, size);
	}
	heap->oom = outer;
}

static void pile_entry(void *to, const char *name, enum tenon_kind kind)
{
	struct pile *pile = to;
	struct tn_arena *arena = pile->bytes.arena;
	jmp_buf *outer = arena->heap->oom, here;
	if (pile->ran_out)
		return;
	if (setjmp(here)) {
		pile->ran_out = true;
	} else {
		arena->heap->oom = &here;
		struct tn_dirent entry = { tn_str_copy(arena, tn_str_of(name)), kind_in(kind),
			false };
		*TN_PUSH(arena, &pile->dir->list) = entry;
	}
	arena->heap->oom = outer;
}

static int given_read(
	void *user, struct tn_arena *arena, const char *path, uint64_t limit, struct tn_bytes *out)
{
	const struct tenon_fs *fs = user;
	struct pile pile = { .bytes = tn_buf_new(arena), .limit = limit };
	int error = fs->read(fs->user, path, limit, pile_bytes, &pile);
	if (pile.ran_out)
		tn_mem_oom(arena->heap);
	tn_buf_byte(&pile.bytes, 0);
	*out = (struct tn_bytes){ pile.bytes.ptr, pile.bytes.len - 1 };
	return error ? error : pile.too_big ? EFBIG : 0;
}

static int by_name(const void *a, const void *b)
{
	return tn_str_cmp(((const struct tn_dirent *)a)->name, ((const struct tn_dirent *)b)->name);
}

static void sort_entries(struct tn_dir *dir)
{
	if (dir->list.len)
		qsort(dir->list.ptr, dir->list.len, sizeof *dir->list.ptr, by_name);
}

static int given_list(void *user, struct tn_arena *arena, const char *path, struct tn_dir *out)
{
	const struct tenon_fs *fs = user;
	struct pile pile = { .bytes = tn_buf_new(arena), .dir = out };
	*out = (struct tn_dir){ 0 };
	int error = fs->list(fs->user, path, pile_entry, &pile);
	if (pile.ran_out)
		tn_mem_oom(arena->heap);
	sort_entries(out);
	return error;
}

static int given_write(void *user, const char *path, struct tn_bytes bytes, bool always)
{
	const struct tenon_fs *fs = user;
	return fs->write(fs->user, path, bytes.ptr, bytes.len, always);
}

static int given_make_dir(void *user, const char *path)
{
	const struct tenon_fs *fs = user;
	return fs->make_folder(fs->user, path);
}

/* ---- added files over it ---- */

static int session_stat(void *user, const char *path, enum tn_fs_kind *kind, uint64_t *size)
{
	struct tenon_session *session = user;
	const struct tn_added_node *added =
		tn_added_find(&session->added, &session->cx, tn_str_of(path));
	if (!added)
		return session->below.stat(session->below.user, path, kind, size);
	*kind = added->is_file ? TN_FS_FILE : TN_FS_DIR;
	*size = added->bytes.len;
	return 0;
}

static const struct tn_added_node *find_file(const struct tenon_session *session, const char *path)
{
	const struct tn_added_node *added =
		tn_added_find(&session->added, &session->cx, tn_str_of(path));
	return added && added->is_file ? added : NULL;
}

static bool session_is_memory(void *user, const char *path)
{
	return find_file(user, path) != NULL;
}

static int session_read(
	void *user, struct tn_arena *arena, const char *path, uint64_t limit, struct tn_bytes *out)
{
	struct tenon_session *session = user;
	const struct tn_added_node *added = find_file(session, path);
	if (!added)
		return session->below.read(session->below.user, arena, path, limit, out);
	*out = added->bytes;
	return added->bytes.len > limit ? EFBIG : 0;
}

static int session_map(void *user, const char *path, uint64_t limit, struct tn_bytes *out)
{
	struct tenon_session *session = user;
	if (!session->below.map || find_file(session, path))
		return ENOTSUP;
	return session->below.map(session->below.user, path, limit, out);
}

static void session_unmap(void *user, struct tn_bytes mapped)
{
	struct tenon_session *session = user;
	session->below.unmap(session->below.user, mapped);
}

static void session_release(void *user, struct tn_bytes part)
{
	struct tenon_session *session = user;
	session->below.release(session->below.user, part);
}

/* The entry of that name among the first `count`, which are in order. */
static struct tn_dirent *find_entry(struct tn_dir *dir, uint32_t count, struct tn_str name)
{
	struct tn_dirent wanted = { .name = name };
	return count ? bsearch(&wanted, dir->list.ptr, count, sizeof wanted, by_name) : NULL;
}

static int session_list(void *user, struct tn_arena *arena, const char *path, struct tn_dir *out)
{
	struct tenon_session *session = user;
	int error = session->below.list(session->below.user, arena, path, out);
	const struct tn_added_node *added =
		tn_added_find(&session->added, &session->cx, tn_str_of(path));
	if (!added || !added->inside.len)
		return error;
	if (error)
		*out = (struct tn_dir){ 0 };
	uint32_t below = out->list.len;
	for (uint32_t i = 0; i < added->inside.len; i++) {
		const struct tn_added_node *node = &session->added.nodes.ptr[added->inside.ptr[i]];
		struct tn_dirent *entry = find_entry(out, below, node->name);
		if (!entry)
			entry = TN_PUSH(arena, &out->list);
		*entry = (struct tn_dirent){ node->name, node->is_file ? TN_FS_FILE : TN_FS_DIR,
			false };
	}
	sort_entries(out);
	return 0;
}

static int session_write(void *user, const char *path, struct tn_bytes bytes, bool always)
{
	struct tenon_session *session = user;
	return session->below.write(session->below.user, path, bytes, always);
}

static int session_make_dir(void *user, const char *path)
{
	struct tenon_session *session = user;
	return session->below.make_dir(session->below.user, path);
}

void tn_files_init(struct tenon_session *session, const struct tenon_fs *given)
{
	if (given) {
		(void)TN_OPTIONS(session->given, given);
		session->below = (struct tn_fs){
			.user = &session->given,
			.stat = given_stat,
			.read = given_read,
			.list = given_list,
			.write = given_write,
			.make_dir = given_make_dir,
		};
	} else {
		tn_fs_posix(&session->below);
	}
	session->cx.fs = session->below;
}

void tn_files_add(struct tenon_session *session, struct tn_str path, struct tn_bytes bytes)
{
	tn_added_put(&session->added, &session->cx, path, bytes);
	/* Only now is there a reason to look at every path. */
	session->cx.fs = (struct tn_fs){
		.user = session,
		.stat = session_stat,
		.read = session_read,
		.list = session_list,
		.write = session_write,
		.make_dir = session_make_dir,
		.map = session_map,
		.unmap = session_unmap,
		.release = session_release,
		.is_memory = session_is_memory,
	};
}
