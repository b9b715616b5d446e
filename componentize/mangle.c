/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Names of core imports and exports in, what they say out; and the way back. See mangle.h. */
#include "componentize/mangle.h"

#include "base/semver.h"

#define LITERAL(text) { (text), sizeof(text) - 1 }

static const struct tn_builtin builtins[TN_BUILTIN_COUNT] = {
#define TN_BUILTIN(id, name, params, results, opcode, where, varies, lower)                        \
	[TN_BUILTIN_##id] = { LITERAL(name), params, results, opcode, TN_BUILTIN_AT_##where,       \
		TN_BUILTIN_VARIES_##varies, TN_BUILTIN_LOWER_##lower },
#include "componentize/builtin.def"
#undef TN_BUILTIN
};

const struct tn_builtin *tn_mangle_builtin(enum tn_builtin_id id)
{
	return &builtins[id];
}

static bool strip(struct tn_str *s, struct tn_str prefix)
{
	if (!tn_str_starts(*s, prefix))
		return false;
	*s = tn_str_sub(*s, prefix.len, s->len);
	return true;
}

static bool strip_end(struct tn_str *s, struct tn_str suffix)
{
	if (!tn_str_ends(*s, suffix))
		return false;
	*s = tn_str_sub(*s, 0, s->len - suffix.len);
	return true;
}

/* ---- imports ---- */

bool tn_mangle_parse_module(struct tn_str module, bool reject_legacy, struct tn_mangle_module *out)
{
	*out = (struct tn_mangle_module){ .scheme = TN_SCHEME_LEGACY };
	bool is_standard = strip(&module, TN_STR("cm32p2"));
	if (is_standard || reject_legacy) {
		out->scheme = TN_SCHEME_STANDARD;
		out->is_root = module.len == 0;
		if (out->is_root)
			return is_standard;
		if (!strip(&module, TN_STR("|")))
			return false;
		out->is_exported = strip(&module, TN_STR("_ex_"));
		out->iface = module;
		return true;
	}
	out->is_exported = strip(&module, TN_STR("[export]"));
	out->is_root = tn_str_eq(module, TN_STR("$root"));
	out->iface = module;
	return true;
}

/* A decimal number that fits 32 bits; no sign, at least one digit. */
static bool parse_number(struct tn_str text, uint32_t *out)
{
	uint64_t value = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		value = value * 10 + (uint64_t)(text.ptr[i] - '0');
		if (value > UINT32_MAX)
			return false;
	}
	*out = (uint32_t)value;
	return text.len > 0;
}

/* `-i32` or `-i64` at the begin of `text`; the rest stays. */
static tn_core_ty strip_width(struct tn_str *text)
{
	if (strip(text, TN_STR("-i64")))
		return TN_CORE_I64;
	strip(text, TN_STR("-i32"));
	return TN_CORE_I32;
}

static bool parse_encoding(struct tn_str text, uint8_t *out)
{
	static const struct tn_str names[] = { LITERAL("-utf8"), LITERAL("-utf16"),
		LITERAL("-latin1+utf16") };
	for (uint8_t i = 0; i < 3; i++) {
		if (tn_str_eq(text, names[i])) {
			*out = i;
			return true;
		}
	}
	return false;
}

/* What follows the built-in's name inside the brackets, and `rest` behind them. */
static bool parse_varying(const struct tn_builtin *b, struct tn_str tail, struct tn_str rest,
	struct tn_mangle_field *out)
{
	out->subject = rest;
	switch (b->varies) {
	case TN_BUILTIN_VARIES_NOTHING:
		return tail.len == 0 && rest.len == 0;
	case TN_BUILTIN_VARIES_WIDTH:
		out->width = strip_width(&tail);
		return tail.len == 0 && rest.len == 0;
	case TN_BUILTIN_VARIES_SLOT:
		out->width = strip_width(&tail);
		return strip(&tail, TN_STR("-")) && parse_number(tail, &out->slot) && rest.len == 0;
	case TN_BUILTIN_VARIES_ENCODING:
		return parse_encoding(tail, &out->encoding) && rest.len == 0;
	case TN_BUILTIN_VARIES_PAYLOAD:
		if (!strip(&tail, TN_STR("-")))
			return false;
		out->is_unit = tn_str_eq(tail, TN_STR("unit"));
		return out->is_unit || parse_number(tail, &out->payload);
	case TN_BUILTIN_VARIES_RESOURCE:
	case TN_BUILTIN_VARIES_FUNC:
		return tail.len == 0 && rest.len > 0;
	}
	return false;
}

static void parse_legacy_field(struct tn_mangle_field *out)
{
	if (out->name.len == 0 || out->name.ptr[0] != '[')
		return;
	size_t close = tn_str_find(out->name, ']', 0);
	if (close == (size_t)-1)
		return;
	struct tn_str inside = tn_str_sub(out->name, 1, close);
	struct tn_str rest = tn_str_sub(out->name, close + 1, out->name.len);
	for (enum tn_builtin_id id = TN_BUILTIN_NONE + 1; id < TN_BUILTIN_COUNT; id++) {
		const struct tn_builtin *b = &builtins[id];
		struct tn_str tail = inside;
		if (!strip(&tail, b->name) || !parse_varying(b, tail, rest, out))
			continue;
		if (out->is_async && b->lower == TN_BUILTIN_LOWER_SYNC)
			continue;
		out->builtin = id;
		return;
	}
	out->subject = out->name;
}

static void parse_standard_field(struct tn_mangle_field *out)
{
	static const struct {
		struct tn_str suffix;
		enum tn_builtin_id id;
	} suffixes[] = {
		{ LITERAL("_drop"), TN_BUILTIN_RESOURCE_DROP },
		{ LITERAL("_new"), TN_BUILTIN_RESOURCE_NEW },
		{ LITERAL("_rep"), TN_BUILTIN_RESOURCE_REP },
	};
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		struct tn_str name = out->name;
		if (strip_end(&name, suffixes[i].suffix)) {
			out->builtin = suffixes[i].id;
			out->subject = name;
		}
	}
}

void tn_mangle_parse_field(struct tn_str field, enum tn_scheme scheme, struct tn_mangle_field *out)
{
	*out = (struct tn_mangle_field){ .width = TN_CORE_I32, .name = field, .subject = field };
	if (scheme == TN_SCHEME_STANDARD) {
		parse_standard_field(out);
		return;
	}
	out->is_cancellable = strip(&out->name, TN_STR("[cancellable]"));
	out->is_async = strip(&out->name, TN_STR("[async-lower]"));
	out->subject = out->name;
	parse_legacy_field(out);
}

static uint32_t spell_types(const char *letters, tn_core_ty width, tn_core_ty *out)
{
	uint32_t n = 0;
	for (; letters[n]; n++)
		out[n] = letters[n] == 'l' ? TN_CORE_I64 : letters[n] == 'w' ? width : TN_CORE_I32;
	return n;
}

void tn_mangle_builtin_sig(const struct tn_mangle_field *field, tn_core_ty params[4],
	tn_core_ty results[1], struct tn_core_sig *out)
{
	const struct tn_builtin *b = &builtins[field->builtin];
	out->params = params;
	out->results = results;
	out->param_count = spell_types(b->params, field->width, params);
	out->result_count = spell_types(b->results, field->width, results);
}

/* ---- exports ---- */

static bool parse_standard_export(struct tn_str name, struct tn_mangle_export *out)
{
	if (!strip(&name, TN_STR("|")))
		return false;
	size_t bar = tn_str_find(name, '|', 0);
	if (bar == (size_t)-1)
		return false;
	out->iface = tn_str_sub(name, 0, bar);
	out->is_world = bar == 0;
	out->name = tn_str_sub(name, bar + 1, name.len);
	if (strip_end(&out->name, TN_STR("_post")))
		out->kind = TN_MANGLE_POST_RETURN;
	else if (strip_end(&out->name, TN_STR("_dtor")))
		out->kind = TN_MANGLE_DTOR;
	return true;
}

static size_t find_last(struct tn_str s, char c)
{
	for (size_t i = s.len; i-- > 0;) {
		if (s.ptr[i] == c)
			return i;
	}
	return (size_t)-1;
}

static void parse_legacy_export(struct tn_str name, struct tn_mangle_export *out)
{
	if (strip(&name, TN_STR("[callback][async-lift]"))) {
		out->kind = TN_MANGLE_CALLBACK;
		out->side = TN_ABI_EXPORT_ASYNC;
	} else if (strip(&name, TN_STR("[async-lift]"))) {
		out->side = TN_ABI_EXPORT_ASYNC;
	} else if (strip(&name, TN_STR("[async-lift-stackful]"))) {
		out->side = TN_ABI_EXPORT_STACKFUL;
	} else if (strip(&name, TN_STR("cabi_post_"))) {
		out->kind = TN_MANGLE_POST_RETURN;
	}
	size_t hash = find_last(name, '#');
	out->is_world = hash == (size_t)-1;
	out->name = name;
	if (out->is_world)
		return;
	out->iface = tn_str_sub(name, 0, hash);
	out->name = tn_str_sub(name, hash + 1, name.len);
	if (out->kind == TN_MANGLE_FUNC && strip(&out->name, TN_STR("[dtor]")))
		out->kind = TN_MANGLE_DTOR;
}

bool tn_mangle_parse_export(struct tn_str name, bool reject_legacy, struct tn_mangle_export *out)
{
	*out = (struct tn_mangle_export){ .kind = TN_MANGLE_FUNC, .side = TN_ABI_EXPORT };
	if (strip(&name, TN_STR("cm32p2"))) {
		out->scheme = TN_SCHEME_STANDARD;
		return parse_standard_export(name, out);
	}
	if (reject_legacy)
		return false;
	parse_legacy_export(name, out);
	return true;
}

/* ---- putting names together ---- */

struct tn_str tn_mangle_item(const struct tn_wit *wit, struct tn_arena *arena,
	enum tn_scheme scheme, const struct tn_item *item)
{
	struct tn_str id = tn_ctx_text(wit->cx, tn_model_item_id(wit, item));
	if (scheme == TN_SCHEME_LEGACY || item->key_name)
		return id;
	size_t at = tn_str_find(id, '@', 0);
	if (at == (size_t)-1)
		return id;
	struct tn_str track = tn_semver_track(tn_str_sub(id, at + 1, id.len));
	return tn_str_format(arena, "%.*s@%.*s", (int)at, id.ptr, TN_S(track));
}

struct tn_str tn_mangle_module(const struct tn_wit *wit, struct tn_arena *arena,
	enum tn_scheme scheme, const struct tn_item *item, bool is_exported)
{
	bool is_standard = scheme == TN_SCHEME_STANDARD;
	const char *side = !is_exported ? "" : is_standard ? "_ex_" : "[export]";
	if (!item && is_standard)
		return TN_STR("cm32p2");
	struct tn_str key = item ? tn_mangle_item(wit, arena, scheme, item) : TN_STR("$root");
	return tn_str_format(arena, "%s%s%.*s", is_standard ? "cm32p2|" : "", side, TN_S(key));
}

struct tn_str tn_mangle_resource(struct tn_arena *arena, enum tn_scheme scheme,
	enum tn_builtin_id builtin, struct tn_str resource)
{
	if (scheme == TN_SCHEME_LEGACY)
		return tn_str_format(
			arena, "[%.*s]%.*s", TN_S(builtins[builtin].name), TN_S(resource));
	const char *suffix = builtin == TN_BUILTIN_RESOURCE_DROP  ? "_drop"
			     : builtin == TN_BUILTIN_RESOURCE_NEW ? "_new"
								  : "_rep";
	return tn_str_format(arena, "%.*s%s", TN_S(resource), suffix);
}

static const char *legacy_prefix(const struct tn_mangle_export *what)
{
	if (what->kind == TN_MANGLE_CALLBACK)
		return "[callback][async-lift]";
	if (what->kind == TN_MANGLE_POST_RETURN)
		return "cabi_post_";
	return what->side == TN_ABI_EXPORT_ASYNC      ? "[async-lift]"
	       : what->side == TN_ABI_EXPORT_STACKFUL ? "[async-lift-stackful]"
						      : "";
}

struct tn_str tn_mangle_export(const struct tn_wit *wit, struct tn_arena *arena,
	const struct tn_mangle_export *what, const struct tn_item *item)
{
	struct tn_str key = item ? tn_mangle_item(wit, arena, what->scheme, item) : TN_STR("");
	bool is_dtor = what->kind == TN_MANGLE_DTOR;
	if (what->scheme == TN_SCHEME_STANDARD)
		return tn_str_format(arena, "cm32p2|%.*s|%.*s%s", TN_S(key), TN_S(what->name),
			is_dtor                               ? "_dtor"
			: what->kind == TN_MANGLE_POST_RETURN ? "_post"
							      : "");
	return tn_str_format(arena, "%s%.*s%s%s%.*s", legacy_prefix(what), TN_S(key),
		item ? "#" : "", is_dtor ? "[dtor]" : "", TN_S(what->name));
}
