/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The file seam: all that Tenon knows of the outside world. The default is POSIX (fs_posix.c, fs_write_posix.c);
 * api/files.c makes another one of a caller's (tenon_fs in tenon/session.h), and lays the files added to a session
 * over either. Paths are bytes with "/" between parts.
 */
#ifndef TN_BASE_FS_H
#define TN_BASE_FS_H

#include "base/str.h"
#include "base/vec.h"

enum tn_fs_kind { TN_FS_NONE, TN_FS_FILE, TN_FS_DIR, TN_FS_OTHER };

struct tn_dirent {
	struct tn_str name;
	enum tn_fs_kind kind; /* links followed */
	bool is_link;
};

struct tn_dir {
	TN_VEC(struct tn_dirent) list; /* sorted by name, byte order */
};

struct tn_fs_file; /* one that is being written, of the seam's own making */

/* A call that gives an int gives 0 or an errno value. */
struct tn_fs {
	void *user;
	int (*stat)(void *user, const char *path, enum tn_fs_kind *kind, uint64_t *size);
	/* All bytes of the file, with one NUL byte behind them. "-" is standard input. EFBIG when
	 * there are more than `limit`. */
	int (*read)(void *user, struct tn_arena *arena, const char *path, uint64_t limit,
		struct tn_bytes *out);
	int (*list)(void *user, struct tn_arena *arena, const char *path, struct tn_dir *out);
	/* Written whole to a neighbour and renamed into place, which a link leads to; left alone when nothing changes, unless
	 * `always`. What cannot be replaced, as a device or a pipe, is written to as it stands. */
	int (*write)(void *user, const char *path, struct tn_bytes bytes, bool always);
	/*
	 * The same in pieces, of which none is kept in memory. All three are NULL where files are written whole
	 * only; ENOTSUP from `begin` where this one is. Without `keep` the file stays as it was. `end` frees it.
	 */
	int (*begin)(void *user, const char *path, struct tn_fs_file **out);
	int (*put)(struct tn_fs_file *file, struct tn_bytes piece);
	int (*end)(struct tn_fs_file *file, bool keep, bool always);
	int (*make_dir)(void *user, const char *path); /* with its parents; fine when it is there */
	/*
	 * The file itself as memory, read only, with a NUL byte behind it, up to `unmap`. ENOTSUP when
	 * `read` does better: for what is not a plain file, and for small ones. All three are NULL
	 * where files cannot be mapped. Who shortens a mapped file takes its bytes away: SIGBUS.
	 */
	int (*map)(void *user, const char *path, uint64_t limit, struct tn_bytes *out);
	void (*unmap)(void *user, struct tn_bytes mapped);
	/* Part of a mapping that is not needed soon. Its bytes stay, but come from the file again. */
	void (*release)(void *user, struct tn_bytes part);
	/* True of a file that no build could depend on; NULL: there are none. */
	bool (*is_memory)(void *user, const char *path);
};

void tn_fs_posix(struct tn_fs *fs);
struct tn_str tn_fs_join(struct tn_arena *arena, struct tn_str dir, struct tn_str name);
struct tn_str tn_fs_base(struct tn_str path); /* behind the last "/" */
struct tn_str tn_fs_stem(struct tn_str path); /* base without its last extension */

#endif
