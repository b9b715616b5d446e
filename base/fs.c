/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Paths as text, for every file seam. */
#include "base/fs.h"

struct tn_str tn_fs_join(struct tn_arena *arena, struct tn_str dir, struct tn_str name)
{
	if (!dir.len || tn_str_starts(name, TN_STR("/")))
		return tn_str_copy(arena, name);
	const char *between = tn_str_ends(dir, TN_STR("/")) ? "" : "/";
	return tn_str_format(arena, "%.*s%s%.*s", TN_S(dir), between, TN_S(name));
}

struct tn_str tn_fs_base(struct tn_str path)
{
	size_t start = path.len;
	while (start > 0 && path.ptr[start - 1] != '/')
		start--;
	return tn_str_sub(path, start, path.len);
}

struct tn_str tn_fs_stem(struct tn_str path)
{
	struct tn_str base = tn_fs_base(path);
	for (size_t at = base.len; at > 1; at--)
		if (base.ptr[at - 1] == '.')
			return tn_str_sub(base, 0, at - 1);
	return base;
}
