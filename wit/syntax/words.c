/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Tables of words that other languages, and older WIT, have for things; spelling of names and versions. */
#include "wit/syntax/words.h"

#include "base/buf.h"
#include "base/semver.h"

/* ---- types ---- */

#define SIZES "integers say their size: `s8` to `s64` with a sign, `u8` to `u64` without"
#define WIDEST "the widest integers are `s64` and `u64`: two of them make a `tuple<u64, u64>`"
#define NOTHING "a function that returns nothing has no `->`; inside a `result`, write `_`"
#define ANYTHING                                                                                   \
	"every type says what is in it: list the possibilities as a `variant`, or pass a "         \
	"`resource`"

static const struct tn_word TYPES[] = {
	{ "any", NULL, ANYTHING },
	{ "blob", "list<u8>", "bytes are written `list<u8>`" },
	{ "boolean", "bool", NULL },
	{ "buffer", "list<u8>", "bytes are written `list<u8>`" },
	{ "byte", "u8", NULL },
	{ "bytes", "list<u8>", "bytes are written `list<u8>`" },
	{ "bytestring", "list<u8>", "bytes are written `list<u8>`" },
	{ "char16", "char", "a `char` is one Unicode scalar value" },
	{ "char32", "char", "a `char` is one Unicode scalar value" },
	{ "char8", "char", "a `char` is one Unicode scalar value" },
	{ "character", "char", NULL },
	{ "cstr", "string", NULL },
	{ "double", "f64", NULL },
	{ "dynamic", NULL, ANYTHING },
	{ "error", "error-context", "name a type of your own, or `error-context`" },
	{ "float", "f32", "floats say their size: `f32` or `f64`" },
	{ "float32", "f32", "`float32` is called `f32` now" },
	{ "float64", "f64", "`float64` is called `f64` now" },
	{ "half", "f32", "floats say their size: `f32` or `f64`" },
	{ "i128", NULL, WIDEST },
	{ "i16", "s16", NULL },
	{ "i32", "s32", NULL },
	{ "i64", "s64", NULL },
	{ "i8", "s8", NULL },
	{ "int", "s32", SIZES },
	{ "int16", "s16", NULL },
	{ "int16t", "s16", NULL },
	{ "int32", "s32", NULL },
	{ "int32t", "s32", NULL },
	{ "int64", "s64", NULL },
	{ "int64t", "s64", NULL },
	{ "int8", "s8", NULL },
	{ "int8t", "s8", NULL },
	{ "integer", "s32", SIZES },
	{ "isize", "s32", SIZES },
	{ "json", NULL, ANYTHING },
	{ "long", "s64", SIZES },
	{ "never", NULL, "a function cannot say that it does not return" },
	{ "nil", NULL, NOTHING },
	{ "none", NULL, NOTHING },
	{ "nothing", NULL, NOTHING },
	{ "null", NULL, NOTHING },
	{ "number", "f64", "numbers say their size: `s32`, `u32`, `f64` and others" },
	{ "object", NULL, ANYTHING },
	{ "real", "f64", "floats say their size: `f32` or `f64`" },
	{ "rune", "char", NULL },
	{ "s128", NULL, WIDEST },
	{ "self", NULL,
		"methods are given their resource by themselves; elsewhere, name the resource" },
	{ "short", "s16", SIZES },
	{ "sizet", "u32", SIZES },
	{ "str", "string", NULL },
	{ "text", "string", NULL },
	{ "true", "bool", NULL },
	{ "u128", NULL, WIDEST },
	{ "uint", "u32", SIZES },
	{ "uint16", "u16", NULL },
	{ "uint16t", "u16", NULL },
	{ "uint32", "u32", NULL },
	{ "uint32t", "u32", NULL },
	{ "uint64", "u64", NULL },
	{ "uint64t", "u64", NULL },
	{ "uint8", "u8", NULL },
	{ "uint8t", "u8", NULL },
	{ "undefined", NULL, NOTHING },
	{ "unit", NULL, NOTHING },
	{ "unknown", NULL, ANYTHING },
	{ "unsigned", "u32", SIZES },
	{ "usize", "u32", SIZES },
	{ "ustring", "string", NULL },
	{ "utf8", "string", NULL },
	{ "value", NULL, ANYTHING },
	{ "void", NULL, NOTHING },
	{ "wstring", "string", NULL },
};

static const struct tn_word GENERICS[] = {
	{ "arc", NULL, "there are no pointers: write the type alone" },
	{ "arr", "list", NULL },
	{ "array", "list", NULL },
	{ "box", NULL, "there are no pointers: write the type alone" },
	{ "btreemap", "map", NULL },
	{ "btreeset", "list", "there are no sets: `list<T>` is what comes close" },
	{ "deque", "list", NULL },
	{ "dict", "map", NULL },
	{ "dictionary", "map", NULL },
	{ "either", "result", NULL },
	{ "expected", "result", "`expected` is called `result` now" },
	{ "handle", "own", "a handle is `own<r>`, or `r` alone, or `borrow<r>`" },
	{ "hashmap", "map", NULL },
	{ "hashset", "list", "there are no sets: `list<T>` is what comes close" },
	{ "iterator", "stream", NULL },
	{ "maybe", "option", NULL },
	{ "nullable", "option", NULL },
	{ "opt", "option", NULL },
	{ "optional", "option", NULL },
	{ "outcome", "result", NULL },
	{ "pair", "tuple", NULL },
	{ "pointer", NULL, "there are no pointers: write the type alone" },
	{ "promise", "future", NULL },
	{ "ptr", NULL, "there are no pointers: write the type alone" },
	{ "pullbuffer", "stream",
		"`pull-buffer` is gone: a `stream<T>` carries values as they come" },
	{ "pushbuffer", "stream",
		"`push-buffer` is gone: a `stream<T>` carries values as they come" },
	{ "rc", NULL, "there are no pointers: write the type alone" },
	{ "ref", "borrow", NULL },
	{ "seq", "list", NULL },
	{ "sequence", "list", NULL },
	{ "set", "list", "there are no sets: `list<T>` is what comes close" },
	{ "slice", "list", NULL },
	{ "span", "list", NULL },
	{ "task", "future", NULL },
	{ "triple", "tuple", NULL },
	{ "vec", "list", NULL },
	{ "vector", "list", NULL },
};

/* ---- definitions ---- */

#define FUNCTION "a function is written `name: func(…) -> …;`"

static const struct tn_word ITEMS[] = {
	{ "abstract", "", "leave it out" },
	{ "alias", "type", NULL },
	{ "bitflags", "flags", NULL },
	{ "class", "resource", NULL },
	{ "component", "world", NULL },
	{ "const", NULL, "WIT has no constants: a function can return the value" },
	{ "data", "record", NULL },
	{ "def", "func", FUNCTION },
	{ "default", "", "worlds and interfaces have no `default` any more: leave it out" },
	{ "extern", "", "leave it out" },
	{ "external", "", "leave it out" },
	{ "final", "", "leave it out" },
	{ "fn", "func", FUNCTION },
	{ "fun", "func", FUNCTION },
	{ "function", "func", FUNCTION },
	{ "handle", "resource", NULL },
	{ "let", NULL, "WIT has no constants: a function can return the value" },
	{ "message", "record", NULL },
	{ "method", "func", FUNCTION },
	{ "mod", "interface", NULL },
	{ "module", "interface", NULL },
	{ "namespace", "interface", NULL },
	{ "newtype", "type", NULL },
	{ "oneof", "variant", NULL },
	{ "override", "", "leave it out" },
	{ "private", "", "everything in an interface is public: leave it out" },
	{ "proc", "func", FUNCTION },
	{ "procedure", "func", FUNCTION },
	{ "protocol", "interface", NULL },
	{ "provide", "export", NULL },
	{ "provides", "export", NULL },
	{ "pub", "", "everything in an interface is public: leave it out" },
	{ "public", "", "everything in an interface is public: leave it out" },
	{ "readonly", "", "leave it out" },
	{ "require", "import", NULL },
	{ "requires", "import", NULL },
	{ "rpc", "func", FUNCTION },
	{ "service", "interface", NULL },
	{ "struct", "record", NULL },
	{ "trait", "interface", NULL },
	{ "typealias", "type", NULL },
	{ "typedef", NULL, "an alias is written `type name = u8;`" },
	{ "union", NULL,
		"there is no `union` any more: write a `variant`, whose cases have names" },
	{ "using", "use", NULL },
	{ "val", NULL, "WIT has no constants: a function can return the value" },
	{ "var", NULL, "WIT has no variables: an accessor is written `name: get() -> u8;`" },
};

/* The longest word of the tables. */
enum { WORD_MOST = 16 };

/* Lower case, without `-`, `_` and `%`. */
static struct tn_str plain(struct tn_str text, char *out)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '-' || c == '_')
			continue;
		if (len == WORD_MOST || c == '%')
			return TN_NOSTR;
		out[len++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
	}
	return (struct tn_str){ out, len };
}

static const struct tn_word *find(const struct tn_word *words, size_t count, struct tn_str text)
{
	char space[WORD_MOST];
	size_t low = 0;

	text = plain(text, space);
	while (text.len && low < count) {
		size_t middle = low + (count - low) / 2;
		int order = tn_str_cmp(tn_str_of(words[middle].word), text);

		if (!order)
			return &words[middle];
		if (order < 0)
			low = middle + 1;
		else
			count = middle;
	}
	return NULL;
}

#define FIND(table, text) find((table), sizeof(table) / sizeof *(table), (text))

const struct tn_word *tn_words_type(struct tn_str text)
{
	return FIND(TYPES, text);
}

const struct tn_word *tn_words_generic(struct tn_str text)
{
	return FIND(GENERICS, text);
}

const struct tn_word *tn_words_item(struct tn_str text)
{
	return FIND(ITEMS, text);
}

void tn_words_hint(struct tn_ctx *cx, struct tn_diag *diag, const struct tn_word *word)
{
	if (word->hint)
		tn_diag_hint(cx, diag, "%s", word->hint);
	else
		tn_diag_hint(cx, diag, "WIT's word for it is `%s`", word->instead);
	if (word->instead && *word->instead)
		diag->replacement = tn_str_of(word->instead);
}

/* ---- spelling ---- */

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

struct tn_str tn_words_kebab(struct tn_arena *arena, struct tn_str text)
{
	struct tn_buf out = tn_buf_new(arena);

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i], before = i ? text.ptr[i - 1] : 0;
		bool lower_next = i + 1 < text.len && is_lower(text.ptr[i + 1]);
		bool begins = is_upper(c) && (is_lower(before) || is_digit(before) ||
						     (is_upper(before) && lower_next));

		if (!is_upper(c) && !is_lower(c) && !is_digit(c) && c != '-' && c != '_')
			return TN_NOSTR;
		if ((begins || c == '-' || c == '_') && out.len && out.ptr[out.len - 1] != '-')
			tn_buf_byte(&out, '-');
		if (c != '-' && c != '_')
			tn_buf_byte(&out, (uint8_t)(is_upper(c) ? c + ('a' - 'A') : c));
	}
	if (out.len && out.ptr[out.len - 1] == '-')
		out.len--;
	if (!out.len || !is_lower((char)out.ptr[0]))
		return TN_NOSTR;
	return (struct tn_str){ (const char *)out.ptr, out.len };
}

struct tn_str tn_words_version(struct tn_arena *arena, struct tn_str text)
{
	struct tn_buf out = tn_buf_new(arena);
	struct tn_semver semver;
	struct tn_str made;
	size_t at = 0;

	while (at < text.len && !is_digit(text.ptr[at]))
		at++;
	if (at == text.len)
		return TN_NOSTR;
	for (int part = 0; part < 3; part++) {
		while (at + 1 < text.len && text.ptr[at] == '0' && is_digit(text.ptr[at + 1]))
			at++;
		if (part)
			tn_buf_byte(&out, '.');
		if (at == text.len || !is_digit(text.ptr[at]))
			tn_buf_byte(&out, '0');
		while (at < text.len && is_digit(text.ptr[at]))
			tn_buf_byte(&out, (uint8_t)text.ptr[at++]);
		if (part < 2 && at < text.len && text.ptr[at] == '.')
			at++;
	}
	if (at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+'))
		tn_buf_bytes(&out, text.ptr + at, text.len - at);
	made = (struct tn_str){ (const char *)out.ptr, out.len };
	return tn_semver_parse(made, &semver) ? made : TN_NOSTR;
}
