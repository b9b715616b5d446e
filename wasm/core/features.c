/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Feature lists of the command line to feature sets, and back to words. */
#include "wasm/core/features.h"

#include "base/buf.h"

enum since { MVP, WASM1, WASM2, WASM3, NEVER };

static const struct feature {
	struct tn_str text;
	bool is_on;
	enum since since;
	uint64_t implies;
} features[] = {
#define TN_FEATURE(name, text, is_on, implies, since)                                              \
	{ { text, sizeof text - 1 }, is_on, since, implies },
#include "wasm/core/features.def"
#undef TN_FEATURE
};

static uint64_t up_to(enum since since)
{
	uint64_t set = 0;
	for (uint32_t i = 0; i < TN_WASM_BIT_COUNT; i++)
		if (features[i].since <= since)
			set |= UINT64_C(1) << i;
	return set;
}

uint64_t tn_features_default(void)
{
	uint64_t set = 0;
	for (uint32_t i = 0; i < TN_WASM_BIT_COUNT; i++)
		if (features[i].is_on)
			set |= UINT64_C(1) << i;
	return set;
}

uint64_t tn_features_first(void)
{
	return up_to(MVP);
}

/* The named sets. "lime1": tool-conventions, Lime.md "Lime1". */
static bool named_set(struct tn_str name, uint64_t *set)
{
	static const struct {
		struct tn_str name;
		enum since since;
		uint64_t more;
	} sets[] = {
		{ { "mvp", 3 }, MVP, 0 },
		{ { "wasm1", 5 }, WASM1, 0 },
		{ { "wasm2", 5 }, WASM2, 0 },
		{ { "wasm3", 5 }, WASM3, 0 },
		{ { "lime1", 5 }, WASM1,
			TN_WASM_MULTI_VALUE | TN_WASM_SIGN_EXTENSION |
				TN_WASM_SATURATING_FLOAT_TO_INT | TN_WASM_BULK_MEMORY_OPT |
				TN_WASM_EXTENDED_CONST | TN_WASM_CALL_INDIRECT_OVERLONG },
	};
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		if (tn_str_eq(name, sets[i].name)) {
			*set = up_to(sets[i].since) | sets[i].more;
			return true;
		}
	return false;
}

static uint64_t find(struct tn_str name)
{
	if (tn_str_eq(name, TN_STR("all")))
		return TN_WASM_ALL;
	for (uint32_t i = 0; i < TN_WASM_BIT_COUNT; i++)
		if (tn_str_eq(name, features[i].text))
			return UINT64_C(1) << i | features[i].implies;
	return 0;
}

/* Without what it stands on a feature is not there. */
static uint64_t standing(uint64_t set)
{
	for (uint32_t i = 0; i < TN_WASM_BIT_COUNT; i++)
		if (features[i].implies & ~set)
			set &= ~(UINT64_C(1) << i);
	return set;
}

static void unknown(struct tn_ctx *cx, struct tn_str name)
{
	struct tn_diag *diag = tn_diag_error(cx, TN_E_UNKNOWN_FEATURE, (struct tn_span){ 0 },
		"unknown feature `%.*s`", TN_S(name));
	struct tn_str best = TN_NOSTR;
	/* A third of its letters may be wrong, and three at most. */
	unsigned best_distance = name.len < 9 ? (unsigned)name.len / 3 + 1 : 4;
	for (uint32_t i = 0; i < TN_WASM_BIT_COUNT; i++) {
		unsigned distance = tn_str_distance(name, features[i].text, best_distance);
		if (distance < best_distance) {
			best_distance = distance;
			best = features[i].text;
		}
	}
	if (best.ptr)
		tn_diag_hint(cx, diag, "did you mean `%.*s`?", TN_S(best));
	else
		tn_diag_hint(cx, diag,
			"features are %.*s, and the sets mvp, wasm1, wasm2, wasm3, "
			"lime1, all",
			TN_S(tn_features_text(&cx->arena, TN_WASM_ALL)));
}

static struct tn_str trim(struct tn_str s)
{
	while (s.len && s.ptr[0] == ' ')
		s = tn_str_sub(s, 1, s.len);
	while (s.len && s.ptr[s.len - 1] == ' ')
		s.len--;
	return s;
}

bool tn_features_parse(struct tn_ctx *cx, struct tn_str list, uint64_t *set)
{
	bool is_good = true;
	for (size_t at = 0; at <= list.len;) {
		size_t comma = tn_str_find(list, ',', at);
		size_t end = comma == (size_t)-1 ? list.len : comma;
		struct tn_str part = trim(tn_str_sub(list, at, end));
		at = end + 1;
		if (part.len == 0 || named_set(part, set))
			continue;
		bool is_minus = part.ptr[0] == '-';
		struct tn_str name = is_minus ? tn_str_sub(part, 1, part.len) : part;
		uint64_t mask = find(name);
		if (!mask) {
			unknown(cx, name);
			is_good = false;
		}
		*set = is_minus ? *set & ~mask : *set | mask;
	}
	*set = standing(*set);
	return is_good;
}

struct tn_str tn_features_name(uint64_t mask)
{
	mask = tn_features_switched(mask);
	for (uint32_t i = 0; i < TN_WASM_BIT_COUNT; i++)
		if (mask >> i & 1)
			return features[i].text;
	return TN_NOSTR;
}

struct tn_str tn_features_text(struct tn_arena *arena, uint64_t mask)
{
	struct tn_buf buf = tn_buf_new(arena);
	for (uint32_t i = 0; i < TN_WASM_BIT_COUNT; i++)
		if (mask >> i & 1) {
			if (buf.len)
				tn_buf_byte(&buf, ',');
			tn_buf_str(&buf, features[i].text);
		}
	return (struct tn_str){ (char *)buf.ptr, buf.len };
}
