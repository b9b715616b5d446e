/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Two layers of the file seam: the public callbacks as a tn_fs, and the added files over it. */
#include "api/files.h"

#include <errno.h>

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

/* Entries in byte order; folders are small and lists often sorted already. */
static void sort_entries(struct tn_dir *dir)
{
	for (uint32_t i = 1; i < dir->list.len; i++) {
		struct tn_dirent entry = dir->list.ptr[i];
		uint32_t low = 0, high = i;
		while (low < high) {
			uint32_t middle = low + (high - low) / 2;
			if (tn_str_cmp(dir->list.ptr[middle].name, entry.name) <= 0)
				low = middle + 1;
			else
				high = middle;
		}
		memmove(&dir->list.ptr[low + 1], &dir->list.ptr[low], (i - low) * sizeof entry);
		dir->list.ptr[low] = entry;
	}
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

/* "./a//b/" and "a/b" are one place: the next part of a path, "." and empty ones left out. */
static struct tn_str next_part(struct tn_str *path)
{
	for (;;) {
		size_t slash = tn_str_find(*path, '/', 0);
		struct tn_str part = tn_str_sub(*path, 0, slash);
		bool at_end = slash == (size_t)-1;
		*path = at_end ? TN_NOSTR : tn_str_sub(*path, slash + 1, path->len);
		if (at_end || (part.len && !tn_str_eq(part, TN_STR("."))))
			return tn_str_eq(part, TN_STR(".")) ? TN_NOSTR : part;
	}
}

/*
 * Follows `path` along `whole`. True when it ends at or inside it; *rest is then what `whole` has
 * beyond.
 */
static bool leads_to(struct tn_str path, struct tn_str whole, struct tn_str *rest)
{
	if (tn_str_starts(path, TN_STR("/")) != tn_str_starts(whole, TN_STR("/")))
		return false;
	*rest = whole;
	for (;;) {
		struct tn_str part = next_part(&path);
		if (!part.len)
			return true;
		if (!tn_str_eq(part, next_part(rest)))
			return false;
	}
}

static const struct tn_added *find_added(
	const struct tenon_session *session, struct tn_str path, bool *is_folder)
{
	*is_folder = false;
	for (uint32_t i = session->added.len; i-- > 0;) {
		struct tn_str rest;
		if (!leads_to(path, session->added.ptr[i].path, &rest))
			continue;
		if (!next_part(&rest).len)
			return &session->added.ptr[i];
		*is_folder = true;
	}
	return NULL;
}

static int session_stat(void *user, const char *path, enum tn_fs_kind *kind, uint64_t *size)
{
	struct tenon_session *session = user;
	bool is_folder;
	const struct tn_added *added = find_added(session, tn_str_of(path), &is_folder);
	if (added || is_folder) {
		*kind = added ? TN_FS_FILE : TN_FS_DIR;
		*size = added ? added->bytes.len : 0;
		return 0;
	}
	return session->below.stat(session->below.user, path, kind, size);
}

static int session_read(
	void *user, struct tn_arena *arena, const char *path, uint64_t limit, struct tn_bytes *out)
{
	struct tenon_session *session = user;
	bool is_folder;
	const struct tn_added *added = find_added(session, tn_str_of(path), &is_folder);
	if (!added)
		return session->below.read(session->below.user, arena, path, limit, out);
	*out = added->bytes;
	return added->bytes.len > limit ? EFBIG : 0;
}

static int session_map(void *user, const char *path, uint64_t limit, struct tn_bytes *out)
{
	struct tenon_session *session = user;
	bool is_folder;
	if (!session->below.map || find_added(session, tn_str_of(path), &is_folder))
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

static bool has_entry(const struct tn_dir *dir, struct tn_str name)
{
	for (uint32_t i = 0; i < dir->list.len; i++)
		if (tn_str_eq(dir->list.ptr[i].name, name))
			return true;
	return false;
}

static int session_list(void *user, struct tn_arena *arena, const char *path, struct tn_dir *out)
{
	struct tenon_session *session = user;
	int error = session->below.list(session->below.user, arena, path, out);
	for (uint32_t i = session->added.len; i-- > 0;) {
		struct tn_str rest;
		if (!leads_to(tn_str_of(path), session->added.ptr[i].path, &rest))
			continue;
		struct tn_str name = next_part(&rest);
		bool is_file = !next_part(&rest).len;
		if (!name.len)
			continue;
		if (error)
			*out = (struct tn_dir){ 0 };
		error = 0;
		if (has_entry(out, name))
			continue;
		struct tn_dirent entry = { tn_str_copy(arena, name),
			is_file ? TN_FS_FILE : TN_FS_DIR, false };
		*TN_PUSH(arena, &out->list) = entry;
	}
	sort_entries(out);
	return error;
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
		TN_OPTIONS(session->given, given);
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
	struct tn_str text = tn_str_copy(&session->cx.arena, path);
	struct tn_str data = tn_str_copy(
		&session->cx.arena, (struct tn_str){ (const char *)bytes.ptr, bytes.len });
	*TN_PUSH(&session->cx.arena, &session->added) =
		(struct tn_added){ text, { (const uint8_t *)data.ptr, data.len } };
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
	};
}

bool tn_files_is_added(const struct tenon_session *session, struct tn_str path)
{
	bool is_folder;
	return find_added(session, path, &is_folder) != NULL;
}
