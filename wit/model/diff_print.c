/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Changes in, text or JSON out; see diff.h. */
#include "base/json.h"
#include "wit/model/diff.h"

static const char *const kinds[] = { "added", "removed", "changed", "gate", "docs" };
static const char *const levels[] = { "none", "patch", "minor", "major" };
static const char *const broken[] = { "callers", "implementers", "components", "hosts" };

enum { BROKEN_COUNT = sizeof broken / sizeof *broken };

/* ---- text ---- */

static char sign(const struct tn_change *c)
{
	static const char signs[] = { '+', '-', '~', '@', '/' };
	return signs[c->kind];
}

static void put_breaks(const struct tn_change *c, struct tn_buf *out)
{
	bool first = true;
	for (int i = 0; i < BROKEN_COUNT; i++) {
		if (!(c->breaks >> i & 1))
			continue;
		tn_buf_printf(out, "%s%s", first ? "  [breaks " : " and ", broken[i]);
		first = false;
	}
	if (c->gate.len)
		tn_buf_printf(out, "%s `%.*s`", first ? "  [behind" : " who opened",
			TN_S(c->gate));
	if (!first || c->gate.len)
		tn_buf_byte(out, ']');
}

static struct tn_str or_none(struct tn_str text)
{
	return text.len ? text : TN_STR("none");
}

static void put_change(const struct tn_change *c, struct tn_buf *out)
{
	const char *colon = c->item.len ? ": " : "";
	tn_buf_printf(out, "  %c %.*s", sign(c), TN_S(c->item));
	if (c->kind == TN_CHANGE_DOCS) {
		tn_buf_printf(out, "%sdocs", colon);
		colon = ": ";
	}
	if (c->detail.len) {
		tn_buf_printf(out, "%s%.*s", colon, TN_S(c->detail));
		colon = ": ";
	}
	if (c->kind == TN_CHANGE_CHANGED || c->kind == TN_CHANGE_GATE)
		tn_buf_printf(out, "%s%.*s -> %.*s", colon, TN_S(or_none(c->old)),
			TN_S(or_none(c->new)));
	else if (c->kind == TN_CHANGE_ADDED && c->new.len)
		tn_buf_printf(out, "%s%.*s", colon, TN_S(c->new));
	else if (c->kind == TN_CHANGE_REMOVED && c->old.len)
		tn_buf_printf(out, "%s%.*s", colon, TN_S(c->old));
	put_breaks(c, out);
	tn_buf_byte(out, '\n');
}

/* ---- the sum ---- */

enum grade { BREAKING, COMPATIBLE, DOCS, GRADES };

static const char *const grades[] = { "breaking", "compatible", "docs" };

static enum grade grade_of(const struct tn_change *c)
{
	return c->breaks ? BREAKING : c->kind == TN_CHANGE_DOCS ? DOCS : COMPATIBLE;
}

static void count_grades(const struct tn_diff *diff, uint32_t counts[GRADES])
{
	memset(counts, 0, GRADES * sizeof *counts);
	for (uint32_t i = 0; i < diff->changes.len; i++)
		counts[grade_of(&diff->changes.ptr[i])]++;
}

/* Who may go on as before: the level in words. */
static const char *level_text(const struct tn_diff *diff)
{
	uint8_t broken_by = 0, broken_behind_gates = 0;
	for (uint32_t i = 0; i < diff->changes.len; i++) {
		const struct tn_change *c = &diff->changes.ptr[i];
		*(c->gate.len ? &broken_behind_gates : &broken_by) |= c->breaks;
	}
	switch (diff->level) {
	case TN_DIFF_MAJOR:
		return broken_by & TN_BREAKS_CALLERS
			? broken_by & TN_BREAKS_COMPONENTS
				? "Major: callers and components made for the old one break."
				: "Major: callers made for the old one break."
			: "Major: components made for the old one break.";
	case TN_DIFF_MINOR:
		return broken_by
			? "Minor: callers and components go on; implementers and hosts have more to do."
			: broken_behind_gates ? "Minor: nothing breaks but behind gates, which promise nothing."
					      : "Minor: nothing breaks.";
	case TN_DIFF_PATCH:
		return broken_behind_gates
			? "Patch: only behind gates does something break, and they promise nothing."
			: "Patch: nothing that was promised changes.";
	case TN_DIFF_NONE:
		break;
	}
	return "No change.";
}

static void put_version(const struct tn_diff *diff, struct tn_buf *out)
{
	if (!diff->deserves.len || (diff->level == TN_DIFF_NONE && diff->is_enough))
		return;
	bool is_pre = tn_str_find(diff->old_version, '-', 0) != (size_t)-1;
	if (is_pre)
		tn_buf_printf(out, "\nAfter %.*s, a pre-release, every higher version will do",
			TN_S(diff->old_version));
	else
		tn_buf_printf(out, "\nAfter %.*s that is %.*s or higher", TN_S(diff->old_version),
			TN_S(diff->deserves));
	if (diff->new_version.len && !(is_pre && diff->is_enough))
		tn_buf_printf(out, diff->is_enough ? ": %.*s will do" : ": %.*s is too low",
			TN_S(diff->new_version));
	tn_buf_byte(out, '.');
}

static void put_verdict(const struct tn_diff *diff, struct tn_buf *out)
{
	uint32_t counts[GRADES];
	count_grades(diff, counts);
	if (diff->level != TN_DIFF_NONE)
		tn_buf_printf(out, "%u breaking, %u compatible, %u docs. ", counts[BREAKING],
			counts[COMPATIBLE], counts[DOCS]);
	tn_buf_printf(out, "%s", level_text(diff));
	put_version(diff, out);
	tn_buf_byte(out, '\n');
}

static void put_side(struct tn_str name, struct tn_str version, struct tn_buf *out)
{
	tn_buf_printf(out, "%.*s%s%.*s", TN_S(name), version.len ? "@" : "", TN_S(version));
}

void tn_diff_text(const struct tn_diff *diff, struct tn_buf *out)
{
	put_side(diff->name, diff->old_version, out);
	tn_buf_str(out, TN_STR(" -> "));
	put_side(diff->new_name, diff->new_version, out);
	tn_buf_byte(out, '\n');
	struct tn_str scope = TN_NOSTR;
	for (uint32_t i = 0; i < diff->changes.len; i++) {
		const struct tn_change *c = &diff->changes.ptr[i];
		if (!i || !tn_str_eq(scope, c->scope))
			tn_buf_printf(out, "\n%.*s\n", TN_S(c->scope.len ? c->scope : TN_STR("package")));
		scope = c->scope;
		put_change(c, out);
	}
	tn_buf_byte(out, '\n');
	put_verdict(diff, out);
}

/* ---- JSON ---- */

static void put_text(struct tn_json *json, const char *key, struct tn_str value)
{
	if (!value.len)
		return;
	tn_json_key(json, tn_str_of(key));
	tn_json_string(json, value);
}

static void put_json_change(struct tn_json *json, const struct tn_change *c)
{
	tn_json_object(json);
	put_text(json, "change", tn_str_of(kinds[c->kind]));
	put_text(json, "grade", tn_str_of(grades[grade_of(c)]));
	put_text(json, "scope", c->scope);
	put_text(json, "item", c->item);
	put_text(json, "detail", c->detail);
	put_text(json, "old", c->old);
	put_text(json, "new", c->new);
	put_text(json, "gate", c->gate);
	tn_json_key(json, TN_STR("breaks"));
	tn_json_array(json);
	for (int i = 0; i < BROKEN_COUNT; i++) {
		if (c->breaks >> i & 1)
			tn_json_string(json, tn_str_of(broken[i]));
	}
	tn_json_array_end(json);
	tn_json_object_end(json);
}

void tn_diff_json(const struct tn_diff *diff, struct tn_buf *out)
{
	struct tn_json json;
	tn_json_begin(&json, out, true);
	tn_json_object(&json);
	put_text(&json, "package", diff->name);
	if (!tn_str_eq(diff->name, diff->new_name))
		put_text(&json, "new-package", diff->new_name);
	put_text(&json, "old-version", diff->old_version);
	put_text(&json, "new-version", diff->new_version);
	put_text(&json, "level", tn_str_of(levels[diff->level]));
	put_text(&json, "deserves", diff->deserves);
	tn_json_key(&json, TN_STR("enough"));
	tn_json_bool(&json, diff->is_enough);
	uint32_t counts[GRADES];
	count_grades(diff, counts);
	for (int i = 0; i < GRADES; i++) {
		tn_json_key(&json, tn_str_of(grades[i]));
		tn_json_number(&json, counts[i]);
	}
	tn_json_key(&json, TN_STR("changes"));
	tn_json_array(&json);
	for (uint32_t i = 0; i < diff->changes.len; i++)
		put_json_change(&json, &diff->changes.ptr[i]);
	tn_json_array_end(&json);
	tn_json_object_end(&json);
	tn_buf_byte(out, '\n');
}
