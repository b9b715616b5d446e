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
	if (!first)
		tn_buf_byte(out, ']');
}

static void put_change(const struct tn_change *c, struct tn_buf *out)
{
	bool both = c->kind == TN_CHANGE_CHANGED || c->kind == TN_CHANGE_GATE;
	tn_buf_printf(out, "  %c %.*s", sign(c), TN_S(c->item));
	if (c->kind == TN_CHANGE_DOCS)
		tn_buf_printf(out, "%sdocs", c->item.len ? ": " : "");
	if (c->detail.len)
		tn_buf_printf(out, "%s%.*s", c->item.len ? ": " : "", TN_S(c->detail));
	if (both && (c->old.len || c->new.len))
		tn_buf_printf(out, "%s%.*s -> %.*s", c->item.len || c->detail.len ? ": " : "",
			TN_S(c->old.len ? c->old : TN_STR("none")),
			TN_S(c->new.len ? c->new : TN_STR("none")));
	else if (c->kind == TN_CHANGE_ADDED && c->new.len)
		tn_buf_printf(out, ": %.*s", TN_S(c->new));
	else if (c->kind == TN_CHANGE_REMOVED && c->old.len)
		tn_buf_printf(out, ": %.*s", TN_S(c->old));
	put_breaks(c, out);
	tn_buf_byte(out, '\n');
}

static void put_verdict(const struct tn_diff *diff, struct tn_buf *out)
{
	uint32_t breaking = 0, docs = 0;
	for (uint32_t i = 0; i < diff->changes.len; i++) {
		breaking += diff->changes.ptr[i].breaks != 0;
		docs += diff->changes.ptr[i].kind == TN_CHANGE_DOCS;
	}
	tn_buf_printf(out, "%u breaking, %u compatible, %u of docs", breaking,
		diff->changes.len - breaking - docs, docs);
	if (diff->deserves.len && diff->level != TN_DIFF_NONE)
		tn_buf_printf(out, ": a %s change, %.*s or higher%s", levels[diff->level],
			TN_S(diff->deserves), diff->is_enough ? "" : "; the new version is too low");
	else if (diff->level != TN_DIFF_NONE)
		tn_buf_printf(out, ": a %s change", levels[diff->level]);
	tn_buf_byte(out, '\n');
}

void tn_diff_text(const struct tn_diff *diff, struct tn_buf *out)
{
	tn_buf_printf(out, "%.*s %.*s -> %.*s\n", TN_S(diff->name),
		TN_S(diff->old_version.len ? diff->old_version : TN_STR("(no version)")),
		TN_S(diff->new_version.len ? diff->new_version : TN_STR("(no version)")));
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
	put_text(json, "scope", c->scope);
	put_text(json, "item", c->item);
	put_text(json, "detail", c->detail);
	put_text(json, "old", c->old);
	put_text(json, "new", c->new);
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
	put_text(&json, "old-version", diff->old_version);
	put_text(&json, "new-version", diff->new_version);
	put_text(&json, "level", tn_str_of(levels[diff->level]));
	put_text(&json, "deserves", diff->deserves);
	tn_json_key(&json, TN_STR("enough"));
	tn_json_bool(&json, diff->is_enough);
	tn_json_key(&json, TN_STR("changes"));
	tn_json_array(&json);
	for (uint32_t i = 0; i < diff->changes.len; i++)
		put_json_change(&json, &diff->changes.ptr[i]);
	tn_json_array_end(&json);
	tn_json_object_end(&json);
	tn_buf_byte(out, '\n');
}
