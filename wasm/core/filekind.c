/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Bytes -> what kind of file they are. Binary.md, "Component Definitions", for the two preambles. */
#include "wasm/core/filekind.h"

#include "wasm/core/module.h"

enum kind { EMPTY, MODULE, COMPONENT, WIT, WAT, JSON, TEXT, DAMAGED, OTHER, KIND_COUNT };

/* How much of a file is looked at. */
enum { LOOK = 512 };

static bool is_text(struct tn_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c == 0x7f || (c < ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\f'))
			return false;
	}
	return true;
}

/* What there is of the four bytes that both preambles begin with: the version is wrong, or the file was cut. */
static bool is_damaged(struct tn_bytes bytes)
{
	return memcmp(bytes.ptr, "\0asm", bytes.len < 4 ? bytes.len : 4) == 0;
}

/* An object with a key: no WIT begins so, whatever is wrong with it. */
static bool is_json(struct tn_str s)
{
	size_t at = 1;
	while (at < s.len && strchr(" \t\r\n", s.ptr[at]))
		at++;
	return at < s.len && s.ptr[0] == '{' && s.ptr[at] == '"';
}

static bool begins(struct tn_str s, const char *word)
{
	struct tn_str w = tn_str_of(word);

	return tn_str_starts(s, w) && (s.len == w.len || strchr(" \t\r\n", s.ptr[w.len]));
}

/* Comments aside, WIT begins with one of these words. WIT.md, "Top-level items". */
static enum kind text_kind(struct tn_str s)
{
	static const char *const words[] = { "package", "interface", "world", "use" };

	for (;;) {
		while (s.len && strchr(" \t\r\n", s.ptr[0]))
			s = tn_str_sub(s, 1, s.len);
		if (!tn_str_starts(s, TN_STR("//")))
			break;
		size_t end = tn_str_find(s, '\n', 0);
		if (end == (size_t)-1)
			return TEXT;
		s = tn_str_sub(s, end, s.len);
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (begins(s, words[i]))
			return WIT;
	if (is_json(s))
		return JSON;
	return s.len && (s.ptr[0] == '(' || tn_str_starts(s, TN_STR(";;"))) ? WAT : TEXT;
}

static enum kind kind_of(struct tn_bytes bytes)
{
	struct tn_str head = { (const char *)bytes.ptr, bytes.len < LOOK ? bytes.len : LOOK };

	if (!bytes.len)
		return EMPTY;
	if (tn_module_is_module(bytes))
		return MODULE;
	if (tn_module_is_component(bytes))
		return COMPONENT;
	if (is_damaged(bytes))
		return DAMAGED;
	return is_text(head) ? text_kind(head) : OTHER;
}

static bool fits(enum kind kind, enum tn_file_wanted wanted)
{
	switch (wanted) {
	case TN_WANT_MODULE:
		return kind == MODULE || kind == DAMAGED;
	case TN_WANT_COMPONENT:
		return kind == COMPONENT || kind == DAMAGED;
	case TN_WANT_WASM:
		return kind == MODULE || kind == COMPONENT || kind == DAMAGED;
	case TN_WANT_WIT:
		return kind != MODULE && kind != COMPONENT && kind != WAT && kind != JSON;
	}
	return true;
}

static const char *hint(enum kind kind, enum tn_file_wanted wanted)
{
	switch (kind) {
	case MODULE:
		return wanted == TN_WANT_WIT ? "`tenon wit` shows the WIT that is in it"
					     : "`tenon new` makes a component of it";
	case COMPONENT:
		return wanted == TN_WANT_WIT ? "`tenon wit` shows its WIT"
					     : "it is a component already: `tenon link` takes it, "
					       "`tenon unbundle` takes its modules out";
	case WIT:
		return wanted == TN_WANT_WASM ? "`tenon wit -w` encodes it"
		       : wanted == TN_WANT_MODULE
			       ? "WIT comes first in `tenon embed WIT MODULE`, and behind `--wit` "
				 "in `tenon new MODULE --wit WIT`"
			       : "WIT is the shape of a component: `tenon embed` and `tenon "
				 "new` make one of a module";
	case JSON:
		return wanted == TN_WANT_WIT ? "JSON is written, by `tenon wit --json`, and not read" : NULL;
	case WAT:
		return "assemble it first, for instance with `wasm-tools parse`";
	default:
		return NULL;
	}
}

/* Files that people have in the place of WebAssembly, by their first bytes. */
static const struct foreign {
	struct tn_str magic;
	const char *name, *hint;
} foreigners[] = {
	{ { "\x1f\x8b", 2 }, "a file packed with gzip", "unpack it first: `gzip -dc FILE | tenon …`" },
	{ { "PK\3\4", 4 }, "a zip archive", "unpack it first" },
	{ { "!<arch>\n", 8 }, "a library of object files", "a linker such as `wasm-ld` makes a module of it" },
	{ { "\x7f" "ELF", 4 }, "a native program or object file",
		"it has to be compiled for WebAssembly, as with `clang --target=wasm32-wasi`" },
};

static const struct foreign *foreigner(struct tn_bytes bytes)
{
	struct tn_str head = { (const char *)bytes.ptr, bytes.len };
	for (size_t i = 0; i < sizeof foreigners / sizeof *foreigners; i++)
		if (tn_str_starts(head, foreigners[i].magic))
			return &foreigners[i];
	return NULL;
}

bool tn_filekind_check(
	struct tn_ctx *cx, uint32_t source, enum tn_file_wanted wanted, struct tn_str role)
{
	static const char *const NAMES[KIND_COUNT] = { "an empty file", "a core module",
		"a component", "WIT text", "WebAssembly text", "JSON", "text", "a damaged WebAssembly binary",
		"bytes that are neither WebAssembly nor text" };
	static const char *const WANTED[] = { "a core module", "a component",
		"a core module or a component", "WIT text" };
	struct tn_bytes bytes = tn_source_get(&cx->sources, source)->bytes;
	enum kind kind = kind_of(bytes);
	const struct foreign *other = foreigner(bytes);
	struct tn_diag *diag;
	const char *what;

	if (fits(kind, wanted))
		return true;
	if (kind == MODULE || kind == COMPONENT)
		cx->sources.list.ptr[source].is_text = false; /* no lines to show */
	diag = tn_diag_error(cx, TN_E_WRONG_KIND, (struct tn_span){ source, 0, 0 },
		"%.*s%sexpected %s, found %s", TN_S(role), role.len ? ": " : "", WANTED[wanted],
		other ? other->name : NAMES[kind]);
	what = other ? other->hint : hint(kind, wanted);
	if (what)
		tn_diag_hint(cx, diag, "%s", what);
	return false;
}
