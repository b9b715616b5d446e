/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Names of imports and exports in, their parts out. Explainer.md "Import and Export Definitions". */
#include "base/semver.h"
#include "wasm/core/features.h"
#include "wit/binary/decode_parts.h"

/* label: words of lower or of upper case, joined by hyphens; the first begins with a letter. */
bool tn_decode_is_label(struct tn_str text)
{
	bool lower = false, upper = false, at_start = true;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '-') {
			if (at_start)
				return false;
			lower = upper = false;
			at_start = true;
			continue;
		}
		bool digit = c >= '0' && c <= '9';
		if (digit && i == 0)
			return false;
		if (c >= 'a' && c <= 'z')
			lower = true;
		else if (c >= 'A' && c <= 'Z')
			upper = true;
		else if (!digit)
			return false;
		if (lower && upper)
			return false;
		at_start = false;
	}
	return !at_start;
}

static bool take(struct tn_str *text, struct tn_str prefix)
{
	if (!tn_str_starts(*text, prefix))
		return false;
	*text = tn_str_sub(*text, prefix.len, text->len);
	return true;
}

/* "[method]r.f", "[constructor]r", "[get]p", "[static][set]r.p" … */
static struct tn_decode_name annotated(struct tn_ctx *cx, struct tn_str text)
{
	static const enum tn_func_kind kinds[3][3] = {
		{ TN_FUNC_FREE, TN_FUNC_GETTER, TN_FUNC_SETTER },
		{ TN_FUNC_METHOD, TN_FUNC_METHOD_GETTER, TN_FUNC_METHOD_SETTER },
		{ TN_FUNC_STATIC, TN_FUNC_STATIC_GETTER, TN_FUNC_STATIC_SETTER },
	};
	struct tn_decode_name out = { .kind = TN_DECODE_NAME_BAD };
	if (take(&text, TN_STR("[constructor]"))) {
		out.func = TN_FUNC_CONSTRUCTOR;
		out.resource = tn_ctx_name(cx, text);
		out.kind = tn_decode_is_label(text) ? TN_DECODE_NAME_FUNC : TN_DECODE_NAME_BAD;
		return out;
	}
	int scope = take(&text, TN_STR("[method]")) ? 1 : take(&text, TN_STR("[static]")) ? 2 : 0;
	int access = take(&text, TN_STR("[get]")) ? 1 : take(&text, TN_STR("[set]")) ? 2 : 0;
	out.func = kinds[scope][access];
	if (scope) {
		size_t dot = tn_str_find(text, '.', 0);
		if (dot == (size_t)-1)
			return out;
		struct tn_str resource = tn_str_sub(text, 0, dot);
		if (!tn_decode_is_label(resource))
			return out;
		out.resource = tn_ctx_name(cx, resource);
		text = tn_str_sub(text, dot + 1, text.len);
	}
	if (tn_decode_is_label(text))
		out.kind = TN_DECODE_NAME_FUNC;
	return out;
}

/* Labels with a mark between them; one without, unless cm-nested-names is on. */
static bool are_labels(const struct tn_ctx *cx, struct tn_str text, char mark)
{
	for (;;) {
		size_t at = tn_str_find(text, mark, 0);
		if (!tn_decode_is_label(tn_str_sub(text, 0, at)))
			return false;
		if (at == (size_t)-1)
			return true;
		if (!(cx->wasm_features & TN_WASM_CM_NESTED_NAMES))
			return false;
		text = tn_str_sub(text, at + 1, text.len);
	}
}

/* The last one in front of `end`; SIZE_MAX when there is none. */
static size_t find_last(struct tn_str text, char c, size_t end)
{
	while (end && text.ptr[end - 1] != c)
		end--;
	return end - 1;
}

/* "ns:package/interface" with "@version", or with the version's track and the rest as suffix. */
static struct tn_decode_name interface(struct tn_ctx *cx, struct tn_arena *arena,
	struct tn_str text, struct tn_str suffix)
{
	struct tn_decode_name out = { .kind = TN_DECODE_NAME_BAD };
	size_t at = tn_str_find(text, '@', 0);
	size_t end = at == (size_t)-1 ? text.len : at;
	size_t colon = find_last(text, ':', end), slash = find_last(text, '/', end);
	if (colon == (size_t)-1 || slash == (size_t)-1 || colon > slash)
		return out;
	struct tn_str ns = tn_str_sub(text, 0, colon);
	struct tn_str package = tn_str_sub(text, colon + 1, slash);
	struct tn_str item = tn_str_sub(text, slash + 1, end);
	if (!are_labels(cx, ns, ':') || !are_labels(cx, package, '/') || !tn_decode_is_label(item))
		return out;
	if (at != (size_t)-1) {
		struct tn_semver version;
		struct tn_str v = tn_str_sub(text, at + 1, text.len);
		if (suffix.len)
			v = tn_str_format(arena, "%.*s%.*s", TN_S(v), TN_S(suffix));
		if (!tn_semver_parse(v, &version))
			return out;
		out.version = tn_ctx_name(cx, v);
	}
	out.kind = TN_DECODE_NAME_INTERFACE;
	out.ns = tn_ctx_name(cx, ns);
	out.package = tn_ctx_name(cx, package);
	out.item = tn_ctx_name(cx, item);
	return out;
}

struct tn_decode_name tn_decode_parse_name(struct tn_ctx *cx, struct tn_arena *arena,
	tn_name name, tn_name version_suffix)
{
	struct tn_str text = tn_ctx_text(cx, name);
	if (text.len && text.ptr[0] == '[')
		return annotated(cx, text);
	if (tn_str_find(text, ':', 0) != (size_t)-1)
		return interface(cx, arena, text,
			version_suffix ? tn_ctx_text(cx, version_suffix) : TN_NOSTR);
	return (struct tn_decode_name){
		.kind = tn_decode_is_label(text) ? TN_DECODE_NAME_LABEL : TN_DECODE_NAME_BAD,
		.func = TN_FUNC_FREE,
	};
}
