/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Changes in, their weight and the version they deserve out; semver.org, as WIT.md counts it. */
#include "wit/model/diff_job.h"

#include "base/semver.h"

/*
 * Who was made for the old package must go on working: callers of its interfaces, components for its
 * worlds. That an implementer or a host has more to do is what minor versions are for. What only
 * those see who open a gate was never promised (WIT.md "Feature Gates").
 */
static enum tn_diff_level level_of(const struct tn_change *c)
{
	if (c->kind == TN_CHANGE_DOCS || c->gate.len)
		return TN_DIFF_PATCH;
	if (c->breaks & (TN_BREAKS_CALLERS | TN_BREAKS_COMPONENTS))
		return TN_DIFF_MAJOR;
	if (c->breaks || c->is_minor || c->kind != TN_CHANGE_GATE)
		return TN_DIFF_MINOR;
	return TN_DIFF_PATCH;
}

/* Before 1.0.0 the places shift by one, before 0.1.0 every change breaks. */
static struct tn_semver bump(const struct tn_semver *old, enum tn_diff_level level)
{
	struct tn_semver v = { old->major, old->minor, old->patch, TN_NOSTR, TN_NOSTR };
	int place = level == TN_DIFF_MAJOR ? 0 : level == TN_DIFF_MINOR ? 1 : 2;
	if (v.major == 0)
		place = v.minor == 0 || place > 0 ? 2 : 1;
	if (place == 0)
		return (struct tn_semver){ .major = v.major + 1 };
	if (place == 1)
		return (struct tn_semver){ .major = v.major, .minor = v.minor + 1 };
	v.patch++;
	return v;
}

static struct tn_str version_text(struct tn_arena *arena, const struct tn_semver *v)
{
	return tn_str_format(arena, "%llu.%llu.%llu", (unsigned long long)v->major,
		(unsigned long long)v->minor, (unsigned long long)v->patch);
}

/* The one before its release already counts: 2.0.0-rc.1 for 2.0.0. */
static bool reaches(struct tn_semver version, const struct tn_semver *least)
{
	version.pre = version.build = TN_NOSTR;
	return tn_semver_cmp(&version, least) >= 0;
}

void tn_diff_weigh(struct tn_diff *out, struct tn_arena *arena)
{
	struct tn_semver old, new, least;
	for (uint32_t i = 0; i < out->changes.len; i++) {
		enum tn_diff_level level = level_of(&out->changes.ptr[i]);
		if (level > out->level)
			out->level = level;
	}
	out->is_enough = true;
	if (!out->old_version.len || !tn_semver_parse(out->old_version, &old))
		return;
	bool has_new = out->new_version.len && tn_semver_parse(out->new_version, &new);
	if (out->level == TN_DIFF_NONE) {
		out->deserves = out->old_version;
		out->is_enough = !has_new || tn_semver_cmp(&new, &old) >= 0;
	} else if (old.pre.len) {
		/* A pre-release promises nothing: whatever comes next will do. */
		least = (struct tn_semver){ old.major, old.minor, old.patch, TN_NOSTR, TN_NOSTR };
		out->deserves = version_text(arena, &least);
		out->is_enough = !has_new || tn_semver_cmp(&new, &old) > 0;
	} else {
		least = bump(&old, out->level);
		out->deserves = version_text(arena, &least);
		out->is_enough = has_new ? reaches(new, &least) : out->level != TN_DIFF_MAJOR;
	}
}

bool tn_diff_is_honest(const struct tn_diff *diff)
{
	bool has_numbers = diff->old_version.len && diff->new_version.len;
	return has_numbers ? diff->is_enough : diff->level != TN_DIFF_MAJOR;
}
