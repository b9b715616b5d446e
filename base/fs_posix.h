/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Between the files of the POSIX seam: fs_posix.c, which reads, and fs_write_posix.c; what each does is in fs.h. */
#ifndef TN_BASE_FS_POSIX_H
#define TN_BASE_FS_POSIX_H

#include "base/fs.h"

int tn_fs_posix_write(void *user, const char *path, struct tn_bytes bytes, bool always);
int tn_fs_posix_begin(void *user, const char *path, struct tn_fs_file **out);
int tn_fs_posix_put(struct tn_fs_file *file, struct tn_bytes piece);
int tn_fs_posix_end(struct tn_fs_file *file, bool keep, bool always);

/* One read that an interrupt does not end; *got is 0 at the end of the file. */
int tn_fs_posix_some(int fd, void *into, size_t len, size_t *got);

#endif
