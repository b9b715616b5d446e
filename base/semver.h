/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Semantic versions 2.0.0, and the tracks on which two versions count as compatible.
 * Component Model, WIT.md, "Package names", and Explainer.md, "Canonical interface names".
 */
#ifndef TN_BASE_SEMVER_H
#define TN_BASE_SEMVER_H

#include "base/str.h"

struct tn_semver {
	uint64_t major, minor, patch;
	struct tn_str pre;   /* without "-"; empty when there is none */
	struct tn_str build; /* without "+" */
};

/* Parses all of `text`; false when it is not a version. */
bool tn_semver_parse(struct tn_str text, struct tn_semver *out);
/* Precedence; build metadata counts last, by the rule of pre-releases, so that the order is total. */
int tn_semver_cmp(const struct tn_semver *a, const struct tn_semver *b);
/*
 * The part of `text` that names its track: "1.2.3" -> "1", "0.2.6" -> "0.2", "0.0.3" -> "0.0.3",
 * "0.3.0-rc-1+b" -> "0.3.0-rc-1" (a pre-release is only compatible with itself).
 */
struct tn_str tn_semver_track(struct tn_str text);
bool tn_semver_compatible(struct tn_str a, struct tn_str b);

#endif
