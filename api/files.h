/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The file seam of a session: files added by hand, above the seam of the options, above POSIX.
 */
#ifndef TN_API_FILES_H
#define TN_API_FILES_H

#include "api/enter.h"

/* Sets session->below from what the options brought (NULL: POSIX), and cx.fs above it. */
void tn_files_init(struct tenon_session *session, const struct tenon_fs *given);
void tn_files_add(struct tenon_session *session, struct tn_str path, struct tn_bytes bytes);

#endif
